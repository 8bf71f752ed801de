"""Every help page ends with an example; each parses, and those that need no network run on the shipped sample, one after another."""

from __future__ import annotations

import shlex
import shutil

import pytest
import typer
from typer.testing import CliRunner

from newsextract.cli import app

#: the commands in the order in which their examples find the files that they need
ORDER = [
    "extract",
    "run",
    "check",
    "store",
    "query",
    "show",
    "report",
    "glossary",
    "link",
    "profile new",
    "profile check",
    "dates",
]
#: these ask the web archive or go on until they are stopped
ELSEWHERE = ["wayback", "explore"]


def commands(group=None, names=()):
    """Every command by its name, groups too."""
    group = group or typer.main.get_command(app)
    yield " ".join(names), group
    for name, command in getattr(group, "commands", {}).items():
        yield from commands(command, (*names, name))


ALL = dict(commands())


def example(name):
    command = ALL[name]
    text = CliRunner().invoke(app, [*name.split(), "--help"]).stdout
    told = text.rpartition("Example:\n")[2].split("\n")
    assert told[0].startswith("  "), f"{name}: its help does not end with an example"
    words = shlex.split(told[-1] or told[0])
    assert words[0] == "newsextract"
    assert command.epilog
    return words[1:]


@pytest.mark.parametrize("name", ALL)
def test_the_help_ends_with_an_example_whose_options_parse(name, tmp_path, monkeypatch):
    words = example(name)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "records").mkdir()
    command = ALL[""]
    while words and words[0] in getattr(command, "commands", {}):
        command = command.commands[words.pop(0)]
    with command.make_context("x", list(words)) as context:
        given = {k: v for k, v in context.params.items() if v not in (None, (), [])}
    assert given or not words


@pytest.fixture(scope="module")
def folder(sample, tmp_path_factory):
    made = tmp_path_factory.mktemp("examples")
    (made / "saved_pages").mkdir()
    for number, page in enumerate(sorted((sample / "html").glob("*.html"))[:4], 1):
        shutil.copy(page, made / "saved_pages" / f"{number}.html")
    shutil.copy(sample / "text" / "0001.txt", made / "article.txt")
    return made


@pytest.mark.slow
def test_the_examples_run_on_the_sample(folder, monkeypatch):
    monkeypatch.chdir(folder)
    named = [name for name in ALL if name and not hasattr(ALL[name], "commands")]
    assert set(ORDER) <= set(named)
    for name in [*ORDER, *(one for one in named if one not in ORDER + ELSEWHERE)]:
        result = CliRunner().invoke(app, example(name))
        assert result.exit_code == 0, f"{name}: {result.output} {result.exception!r}"
    assert (folder / "my-ministry.toml").is_file()
