"""The commit in a build's version."""

import re
import shutil
import subprocess
import sys
import tarfile
import zipfile

import pytest

import newsextract
from newsextract._version import COMMIT, build, commit_of
from newsextract.config import Config
from newsextract.pipeline import provenance


def git(folder, *arguments):
    who = ("-c", "user.name=Somying Jaidee", "-c", "user.email=somying@example.org")
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture(scope="module")
def checkout(tmp_path_factory, root):
    """A git checkout of the smallest part of the project that can be built."""
    folder = tmp_path_factory.mktemp("checkout")
    for name in ("README.md", "LICENSE", "pyproject.toml", "hatch_build.py"):
        shutil.copy(root / name, folder)
    package = folder / "src/newsextract"
    (package / "data").mkdir(parents=True)
    for name in ("__init__.py", "_version.py", "data/NOTICE.md"):
        shutil.copy(root / "src/newsextract" / name, package / name)
    git(folder, "init", "-q")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "Begin")
    return folder


def test_a_record_and_the_command_line_name_the_build():
    assert re.fullmatch(rf"{re.escape(newsextract.__version__)}(\+g[0-9a-f]{{12,}}(\.d[0-9a-f]{{8}})?)?", build())
    assert provenance(Config()).newsextract == build()


def test_no_two_states_of_a_checkout_share_a_version(checkout):
    clean = commit_of(checkout)
    assert re.fullmatch("g[0-9a-f]{12}", clean)
    new = checkout / "src/newsextract/new.py"
    names = [clean]
    for text in ("one = 1\n", "one = 2\n"):
        new.write_text(text, encoding="utf-8")
        names.append(commit_of(checkout))
    new.unlink()
    changed = checkout / "src/newsextract/__init__.py"
    kept = changed.read_bytes()
    changed.write_bytes(kept + b"\n# changed\n")
    names.append(commit_of(checkout))
    changed.write_bytes(kept)
    assert len(set(names)) == 4
    assert all(name.startswith(clean) for name in names)
    assert commit_of(checkout) == clean


def test_without_git_there_is_no_commit(tmp_path, checkout, monkeypatch):
    assert commit_of(tmp_path) is None
    monkeypatch.setenv("PATH", "")
    assert commit_of(checkout) is None


def test_an_sdist_and_the_wheel_built_from_it_contain_the_commit_of_the_checkout(checkout, tmp_path):
    pytest.importorskip("hatchling")
    commit = commit_of(checkout)

    def made(folder, target):
        command = [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(tmp_path / folder.name)]
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
        return next((tmp_path / folder.name).glob(f"*.{'whl' if target == 'wheel' else 'tar.gz'}"))

    def said(wheel):
        with zipfile.ZipFile(wheel) as files:
            return files.read(f"newsextract/{COMMIT}").decode().strip()

    assert said(made(checkout, "wheel")) == commit
    with tarfile.open(made(checkout, "sdist")) as packed:
        packed.extractall(tmp_path, filter="data")
    assert said(made(next(tmp_path.glob("newsextract-*")), "wheel")) == commit
    assert not list(checkout.rglob(COMMIT))


def test_changing_one_record_s_provenance_leaves_others_unchanged():
    one, other = (newsextract.extract(text="วันนี้ฝนตกทั่วทุกภาค") for _ in range(2))
    one.provenance.newsextract = "mine"
    one.provenance.models.clear()
    assert other.provenance == newsextract.extract(text="วันนี้ฝนตกทั่วทุกภาค").provenance != one.provenance
