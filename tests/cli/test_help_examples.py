"""Every help page ends with an example; each parses, and those that need no network run on the shipped sample, one after another."""

import csv
import json
import re
import shlex
import shutil

import pytest
import typer

import newsextract as nx
from command_line import call, succeed
from desk_maker import correction
from newsextract import desk, exports
from newsextract.cli import app

#: the commands in an order in which each example finds the files it needs
ORDER = [
    "extract", "run", "check", "store", "query", "show", "report", "glossary", "link", "who", "export", "import", "sample",
    "score", "agreement", "profile new", "profile check", "dates",
]  # fmt: skip
#: these use the web archive, run until they are stopped, or need 50 labelled records
NOT_RUN = ["wayback", "explore", "review", "learn"]


def commands(group=None, names=()):
    """Every command and group with its name."""
    group = group or typer.main.get_command(app)
    yield " ".join(names), group
    for name, command in getattr(group, "commands", {}).items():
        yield from commands(command, (*names, name))


ALL = dict(commands())


def example(name):
    command = ALL[name]
    text = call(*name.split(), "--help").stdout
    told = text.rpartition("Example:\n")[2].split("\n")
    assert told[0].startswith("  "), f"{name}: its help does not end with an example"
    words = shlex.split(told[-1] or told[0])
    assert words[0] == "newsextract"
    assert command.epilog
    return words[1:]


@pytest.mark.parametrize("name", ALL)
def test_the_help_names_arguments_in_capitals_and_values_in_words(name):
    text = call(*name.split(), "--help").stdout
    assert "<list[" not in re.sub(r"^  [A-Z]+ <list.+", "", text, flags=re.MULTILINE)  # typer's own, of arguments
    arguments = [one for one in ALL[name].params if one.param_type_name == "argument"]
    assert [one.name for one in arguments if not (one.metavar and one.metavar.isupper())] == []


@pytest.mark.parametrize("name", ALL)
def test_the_help_ends_with_an_example_whose_options_parse(name, tmp_path, monkeypatch):
    words = example(name)
    monkeypatch.chdir(tmp_path)
    for made_before in ("out", "sheet"):
        (tmp_path / made_before).mkdir()
    for written_before in ("nida.jsonl", "somchai.jsonl", "news.duckdb"):
        (tmp_path / written_before).touch()
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


def write_annotations(folder):
    """Write an annotator's project with the records, and the corrections of two reviewers."""
    records = list(nx.read(folder / "out"))
    exports.export(records, "label-studio", folder / "tasks.json")
    tasks = json.loads((folder / "tasks.json").read_bytes())
    for task in tasks:
        task["annotations"] = [{"result": task.pop("predictions")[0]["result"], "completed_by": 1}]
    (folder / "project.json").write_text(json.dumps(tasks), encoding="utf-8")
    target = desk.Target(layer="events", slot="type", event=desk.EventRef(main=True))
    for who in ("nida", "somchai"):
        desk.append(
            folder / f"{who}.jsonl", [correction(records[0], target, "correct", None, desk.Value(value="talks"), who=who)]
        )


def fill_sheet(folder):
    """Fill in a coder's judgements in the sheet."""
    path = folder / "sheet" / "coding.csv"
    rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(row | {"judgement": "right" if n % 5 else "wrong"} for n, row in enumerate(rows))
    (folder / "sheet" / "coding.xlsx").unlink(missing_ok=True)


@pytest.mark.slow
def test_the_examples_run_on_the_sample(folder, monkeypatch):
    monkeypatch.chdir(folder)
    named = [name for name in ALL if name and not hasattr(ALL[name], "commands")]
    assert set(ORDER) <= set(named)
    between = {"import": write_annotations, "score": fill_sheet}
    for name in [*ORDER, *(one for one in named if one not in ORDER + NOT_RUN)]:
        between.get(name, lambda _: None)(folder)
        succeed(*example(name))
    assert (folder / "my-ministry.toml").is_file()
