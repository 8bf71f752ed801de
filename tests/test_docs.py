"""The documents are tested: every command and option is described, every example runs."""

from __future__ import annotations

import doctest
import importlib
import importlib.util
import json
import pkgutil
import re
import subprocess

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


@pytest.mark.parametrize("page", ["README.md"])
def test_the_examples_of_the_pages_run_as_printed(page, root, monkeypatch):
    monkeypatch.chdir(root)
    result = doctest.testfile(str(root / page), module_relative=False, encoding="utf-8")
    assert result.attempted > 5
    assert result.failed == 0


def test_the_readmes_scores_are_the_baselines(root):
    spec = importlib.util.spec_from_file_location("evaluate", root / "scripts" / "evaluate.py")
    evaluate = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(evaluate)
    baseline = json.loads((root / "tests" / "eval" / "baseline.json").read_text(encoding="utf-8"))
    table = (
        (root / "README.md").read_text(encoding="utf-8").partition("<!-- scores -->\n")[2].partition("\n<!-- /scores -->")[0]
    )
    assert table == evaluate.readme_table(baseline)


def test_links_between_pages_lead_somewhere(root):
    for page in [root / "README.md", root / "CONTRIBUTING.md", *(root / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_nothing_names_a_machine(root):
    files = subprocess.run(["git", "ls-files"], cwd=root, capture_output=True, text=True, check=True).stdout.split()
    for name in files:
        if name.endswith((".py", ".md", ".toml", ".csv", ".json", ".jsonl", ".yml", ".ipynb")):
            text = (root / name).read_text(encoding="utf-8")
            assert not re.search(r"(?<![\w/.])/(?:work|farm)/", text), name
