"""The documents are tested: every command and option is described, every example runs."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
import re

import pytest
import typer

import newsextract
from newsextract.cli import app


def commands():
    group = typer.main.get_command(app)
    return sorted(group.commands.items())


def test_every_command_and_option_is_documented(root):
    pages = {path.name: path.read_text(encoding="utf-8") for path in (root / "docs").glob("*.md")}
    for name, command in commands():
        assert f"`newsextract {name}" in pages["cli.md"], name
        section = pages["cli.md"].split(f"## `newsextract {name}")[1].split("\n## ")[0]
        linked = "".join(pages[page] for page in re.findall(r"\]\((\w[\w-]*\.md)\)", section))
        for parameter in command.params:
            for option in parameter.opts:
                if option.startswith("--") and option != "--help":
                    assert option in section + linked, f"{name} {option}"


def modules():
    found = pkgutil.walk_packages(newsextract.__path__, "newsextract.")
    return sorted(m.name for m in found if not m.name.endswith("__main__"))


@pytest.mark.parametrize("name", modules())
def test_docstring_examples_run(name, root, monkeypatch):
    monkeypatch.chdir(root)
    result = doctest.testmod(importlib.import_module(name), optionflags=doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS)
    assert result.failed == 0


def test_everything_public_is_importable_and_has_a_docstring():
    for name in newsextract.__all__:
        value = getattr(newsextract, name)
        assert name == "__version__" or value.__doc__
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = newsextract.nonsense
