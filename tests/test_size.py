"""No file has more than 400 lines, and no function more than 12 branches (its cyclomatic complexity)."""

import pytest
from radon.complexity import cc_visit

MAX_LINES, MAX_BRANCHES = 400, 12


@pytest.fixture(scope="module")
def sources(root):
    """The text of each file of the package and of its training, by the file's name."""
    paths = sorted(path for folder in ("src", "training") for path in (root / folder).rglob("*.py"))
    assert paths
    return {path.relative_to(root).as_posix(): path.read_text(encoding="utf-8") for path in paths}


def test_no_file_is_too_long(sources):
    lines = {name: len(text.splitlines()) for name, text in sources.items()}
    too_long = [f"{name}: {count} lines" for name, count in lines.items() if count > MAX_LINES]
    assert not too_long, "\n".join(too_long)


def test_no_function_has_too_many_branches(sources):
    # of a class radon gives the mean of its methods
    blocks = [(name, block) for name, text in sources.items() for block in cc_visit(text) if block.letter != "C"]
    too_many = [f"{name}: {one.fullname}, {one.complexity}" for name, one in blocks if one.complexity > MAX_BRANCHES]
    assert not too_many, "\n".join(too_many)
