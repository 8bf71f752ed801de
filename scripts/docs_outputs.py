"""Regenerate what the documentation shows: example outputs, help pages, tables, notebooks and pictures.

python scripts/docs_outputs.py                  # everything
python scripts/docs_outputs.py pages notebooks  # only some of: pages, notebooks, pictures
python scripts/docs_outputs.py --check          # write nothing, list what is out of date, exit 1
"""

from __future__ import annotations

import doctest
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer

from common import ROOT, replaced
from evaluate import BASELINE, SHOWN_IN, readme_table
from newsextract.cli import app
from newsextract.data import read_text
from newsextract.stores import linked
from newsextract.stores.column import Table
from newsextract.stores.columns import TABLES
from training.shared import run

PAGES = (*sorted(ROOT.glob("README*.md")), *sorted((ROOT / "docs").glob("*.md")))
Part = StrEnum("Part", ["pages", "notebooks", "pictures"])
#: the first columns of every table of a store
KEYS = next(iter(TABLES.values())).columns[:2]
#: defaults that depend on the machine
_DEFAULTS = {("run", "workers"): "all cores"}


class Recorder(doctest.DocTestRunner):
    """Keeps the output of each example, by its first line number."""

    def __init__(self) -> None:
        super().__init__(verbose=False)
        self.printed: dict[int, str] = {}

    def report_success(self, out: Any, test: doctest.DocTest, example: doctest.Example, got: str) -> None:  # noqa: ARG002  doctest's signature
        """Keep the output."""
        self.printed[example.lineno] = got

    report_failure = report_success

    def report_unexpected_exception(self, out: Any, test: doctest.DocTest, example: doctest.Example, exc_info: Any) -> None:  # noqa: ARG002
        """Raise: a failing example needs a person."""
        raise RuntimeError(f"{test.filename}, line {example.lineno + 1}: {example.source}") from exc_info[1]


def examples(text: str, name: str) -> str:
    """A page with the current outputs of its ``>>>`` examples."""
    test = doctest.DocTestParser().get_doctest(text, {}, name, name, 0)
    if not test.examples:
        return text
    found = list(test.examples)
    runner = Recorder()
    runner.run(test, out=lambda _: None)
    lines = text.split("\n")
    for example in reversed(found):
        begin = example.lineno + example.source.count("\n")
        got = runner.printed[example.lineno].rstrip("\n")
        lines[begin : begin + example.want.count("\n")] = [" " * example.indent + line for line in got.split("\n") if got]
    return "\n".join(lines)


def tables(found: Mapping[str, Table]) -> str:
    """Describe the tables of a store, one row per column; the key columns are listed only for the first table."""
    first, parts = next(iter(found)), []
    for name, table in found.items():
        columns = (column for column in table.columns if name == first or column not in KEYS)
        rows = (f"| `{column.name}` | {column.type} | {column.about} |" for column in columns)
        parts.append("\n".join([f"### `{name}`\n", "| column | type | meaning |", "|---|---|---|", *rows]))
    return "\n" + "\n\n".join(parts) + "\n"


def flat(group: Any) -> Iterator[tuple[str, Any]]:
    """Yield each command with its name, and in place of a group its commands."""
    for name, command in group.commands.items():
        inner = getattr(command, "commands", None)
        yield from ((f"{name} {part}", one) for part, one in inner.items()) if inner else [(name, command)]


def helps() -> Iterator[tuple[str, str]]:
    """Yield each command with its help as Markdown; options shared with ``extract`` are described only there."""
    group: Any = typer.main.get_command(app)
    known: dict[str, str] = {}
    for name, command in flat(group):
        rows = {_shown(parameter): f"| {_shown(parameter)} | {_about(name, parameter)} |" for parameter in command.params}
        shared = [option for option, row in rows.items() if known.get(option) == row]
        known = known or rows
        listed = [row for option, row in rows.items() if option not in shared]
        table = ["", "| argument or option | meaning |", "|---|---|", *listed] if listed else []
        more = ["", f"As for `extract`: {', '.join(shared)}."] if shared else []
        about = command.help.partition("\b")[0]  # a list after it has its own page
        yield name, "\n".join(["", " ".join(about.split()), *table, *more, ""])


def _shown(parameter: Any) -> str:
    if parameter.param_type_name == "option":
        return ", ".join(f"`{option}`" for option in parameter.opts)
    name = f"{parameter.metavar}{'…' if parameter.nargs == -1 else ''}"
    return f"`{name}`" if parameter.required else f"`[{name}]`"


def _about(command: str, parameter: Any) -> str:
    default = _DEFAULTS.get((command, parameter.name), getattr(parameter.default, "value", parameter.default))
    said = "" if default is None or default is False or callable(default) or default == "" else f" Default: {default}."
    variable = f" Environment variable: `{parameter.envvar}`." if parameter.envvar else ""
    return (parameter.help or "").replace("|", "\\|") + said + variable


def generated(path: Path) -> str:
    """A page with its tables and help texts regenerated from the code."""
    text = path.read_text(encoding="utf-8")
    for name, content in helps():
        text = replaced(text, f"help {name}", content)
    text = replaced(text, "tables", tables(TABLES))
    text = replaced(text, "linked tables", tables(linked.TABLES))
    text = replaced(text, "codes", f"\n{read_text('desk/codes.md')}")
    if path.relative_to(ROOT).as_posix() in SHOWN_IN:
        text = replaced(text, "scores", readme_table(json.loads(BASELINE.read_text(encoding="utf-8"))))
    return text


def pages(*, check: bool) -> list[str]:
    """Rewrite the pages, or only list the pages that would change."""
    os.chdir(ROOT)
    changed = []
    for path in PAGES:
        now = examples(generated(path), path.name)
        if now != path.read_text(encoding="utf-8"):
            changed.append(path.relative_to(ROOT).as_posix())
            if not check:
                path.write_text(now, encoding="utf-8")
    return changed


def notebooks(*, check: bool) -> list[str]:
    """Execute and rewrite the notebooks, or only list the notebooks whose text output would change."""
    from run_notebooks import NOTEBOOKS, execute, nbformat, texts

    changed = []
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        book = execute(path)
        if texts(book) != texts(nbformat.read(path, as_version=4)):
            changed.append(path.relative_to(ROOT).as_posix())
        if not check:
            nbformat.write(book, path)
    return changed


def pictures(*, check: bool) -> list[str]:
    """Have the browser tests take the pictures and record what the pages say; ``check`` compares only the record, without a browser."""
    folder, tests = ROOT / "docs" / "img", ROOT / "tests"
    command = [sys.executable, "-m", "pytest", "-q", "-m", "", "-k", "pictures"]
    if check:
        done = subprocess.run([*command, str(tests / "test_pictures.py")], cwd=ROOT, check=False)
        return ["docs/img: see above"] if done.returncode else []
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with TemporaryDirectory() as made:
        files = [*map(str, sorted(tests.glob("test_*_browser.py"))), str(tests / "test_pictures.py")]
        if subprocess.run([*command, "--pictures", made, *files], cwd=ROOT, check=False).returncode:
            raise SystemExit("the pictures were not all taken: see above")
        shutil.copytree(made, folder, dirs_exist_ok=True)
    return [f"docs/img/{path.name}" for path in sorted(folder.iterdir()) if before.get(path.name) != path.read_bytes()]


def main(
    parts: Annotated[list[Part] | None, typer.Argument(help="all when none is given")] = None,
    check: Annotated[bool, typer.Option("--check", help="write nothing; exit 1 when something would change")] = False,
) -> None:
    """Regenerate, or check."""
    makers: dict[Part, Callable[..., list[str]]] = {Part.pages: pages, Part.notebooks: notebooks, Part.pictures: pictures}
    changed = [name for part in parts or Part for name in makers[part](check=check)]
    for name in changed:
        print(f"{'out of date' if check else 'made anew'}: {name}")
    if not changed:
        print("up to date")
    sys.exit(check and bool(changed))


if __name__ == "__main__":
    run(main)
