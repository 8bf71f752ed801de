"""The lock file matches pyproject.toml, has a hash for each file, and names only the public index."""

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name


@pytest.fixture(scope="module")
def project(root):
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]


@pytest.fixture(scope="module")
def locked(root):
    return tomllib.loads((root / "uv.lock").read_text(encoding="utf-8"))["package"]


def test_the_lock_matches_pyproject(project, locked):
    own = next(package for package in locked if package["name"] == "newsextract")
    extras = project["optional-dependencies"]
    asked = {(None, *split(line)) for line in project["dependencies"]}
    asked |= {(extra, *split(line)) for extra, lines in extras.items() for line in lines if not line.startswith("newsextract[")}
    found = {
        (match[1] if (match := re.search(r"extra == '(.+?)'", row.get("marker", ""))) else None, row["name"], specifier_of(row))
        for row in own["metadata"]["requires-dist"]
        if row["name"] != "newsextract"
    }
    assert asked == found, "run make lock"


def split(line):
    requirement = Requirement(line)
    return canonicalize_name(requirement.name), str(requirement.specifier)


def specifier_of(row):
    return str(Requirement(f"x{row.get('specifier', '')}").specifier)


def test_every_locked_file_has_a_hash_and_a_public_address(locked):
    for package in locked:
        if package["name"] == "newsextract":
            continue
        assert package["source"] == {"registry": "https://pypi.org/simple"}
        files = [*package.get("wheels", ()), *([package["sdist"]] if "sdist" in package else [])]
        assert files, package["name"]
        for file in files:
            assert file["url"].startswith("https://files.pythonhosted.org/"), package["name"]
            assert re.fullmatch(r"sha256:[0-9a-f]{64}", file["hash"]), package["name"]
