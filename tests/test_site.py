"""The documentation site builds without a warning; the Thai README and the citation agree with the project."""

import re
import subprocess
import sys
import tomllib

import pytest

import newsextract

yaml = pytest.importorskip("yaml", reason="the extra `docs` is not installed")


@pytest.mark.slow
def test_the_site_builds_strictly_and_fetches_nothing(root, tmp_path):
    pytest.importorskip("material", reason="the extra `docs` is not installed")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "-d", str(tmp_path / "site")],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    home = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    assert "fonts.googleapis.com" not in home
    reference = (tmp_path / "site" / "reference" / "index.html").read_text(encoding="utf-8")
    assert "extract_many" in reference
    assert "Extract records from many pages" in reference


def navigation(item):
    if isinstance(item, str):
        yield item
    else:
        for part in item.values() if isinstance(item, dict) else item:
            yield from navigation(part)


def test_every_page_is_in_the_navigation(root):
    text = (root / "mkdocs.yml").read_text(encoding="utf-8")
    listed = set(navigation(yaml.safe_load(text)["nav"]))
    assert listed == {path.relative_to(root / "docs").as_posix() for path in (root / "docs").rglob("*.md")}


def test_every_picture_on_the_pages_exists(root):
    for page in [*(root / "docs").glob("*.md"), root / "README.md"]:
        for picture in re.findall(r"!\[[^\]]*\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / picture).is_file(), f"{page.name}: {picture}"


def test_the_thai_readme_has_the_commands_of_the_english_one(root):
    english, thai = ((root / name).read_text(encoding="utf-8") for name in ("README.md", "README.th.md"))
    command = re.search(r"<!-- main command -->\s*```sh\n(.+?)\n```", english, re.DOTALL)[1]
    assert command in thai
    for link in re.findall(r"\]\(([^)#]+)\)", thai):
        assert (root / link).exists(), link


def test_the_citation_names_this_version_and_licence(root):
    cited = yaml.safe_load((root / "CITATION.cff").read_text(encoding="utf-8"))
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert cited["version"] == newsextract.__version__ == project["version"]
    assert cited["license"] == project["license"]


def test_the_tutorial_s_shell_commands_exist(root):
    import typer

    from newsextract.cli import app

    known = set(typer.main.get_command(app).commands)
    for page in ("docs/tutorial.md", "README.th.md", "docs/own-names.md"):
        used = set(re.findall(r"^newsextract (\w+)", (root / page).read_text(encoding="utf-8"), re.MULTILINE))
        assert used
        assert used <= known, page
