"""Access to the folder ``shared`` beside the project (articles, annotations, scorer: not shipped), and the command line."""

from __future__ import annotations

import importlib.util
import json
import lzma
import pickle
import sys
from collections.abc import Callable, Container, Iterable, Iterator
from functools import cache
from inspect import cleandoc
from pathlib import Path
from types import ModuleType
from typing import Any

import typer

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
ANNOTATIONS = ROOT / "data/annotations"
#: where trained models are written
MODELS = ROOT / "src/newsextract/data/models"
#: models trained on half of the annotated articles; not shipped
HALVES = ROOT / "build/halves"
#: articles in the corpus
ARTICLES = 82_515


def run(*programs: Callable[..., None]) -> None:
    """Run a program with its command-line options; of several programs, the first argument selects one.

    A missing file of the folder ``shared`` ends the program with a one-line message and exit code 1.
    """
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
    about = cleandoc(sys.modules[programs[0].__module__].__doc__ or "")
    about = "\b\n" + about.replace("\n\n", "\n\n\b\n")  # typer keeps the line breaks of a paragraph marked with \b
    for program in programs:
        app.command(help=about if len(programs) == 1 else None)(program)
    if len(programs) > 1:
        app.callback(help=about)(lambda: None)
    try:
        app()
    except FileNotFoundError as error:
        name = str(error.filename or error)
        if SHARED.name not in Path(name).parts:
            raise
        sys.exit(f"{name} is not there: the project's articles and annotations are not shipped; see docs/methods.md")


def lines(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the rows of a JSON Lines file."""
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)


def ids_in(paths: Iterable[Path]) -> set[int]:
    """The articles that the rows of some annotations name: one, a pair, or the releases of an event."""
    rows = (row for path in paths for row in lines(path))
    values = (
        row.get(key) for row in rows for key in ("article_id" if "article_id" in row else "id", "article", "a", "b", "en")
    )
    return {int(value) for value in map(str, values) if value.isdigit()}


def test_ids() -> set[int]:
    """The articles used for evaluation, which no program trains on or mines."""
    return ids_in((*ANNOTATIONS.glob("*test*.jsonl"), *(SHARED / "gold").glob("*.jsonl")))


def write_lines(path: Path, rows: list[dict[str, Any]]) -> None:
    """Write a JSON Lines file."""
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


def corpus(wanted: Container[int] | None = None) -> Iterator[dict[str, Any]]:
    """Yield the articles of the corpus: all, or those with the wanted ids."""
    with lzma.open(SHARED / "corpus/thaigov-dev.jsonl.xz", "rt", encoding="utf-8") as file:
        for line in file:
            if wanted is None or int(line[6 : line.index(",")]) in wanted:
                yield json.loads(line)


def texts(wanted: Container[int]) -> dict[int, str]:
    """The texts of the wanted articles of the corpus, by id."""
    return {row["id"]: row["text"] for row in corpus(wanted)}


@cache
def scorer(name: str = "score") -> ModuleType:
    """Import a scoring program as a module, so that training and evaluation count the same values as right."""
    path = SHARED / f"bench/{name}.py"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def save_result(path: Path, value: Any) -> None:
    """Save a step's result for the next step, in a program's folder WORK."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        pickle.dump(value, file, protocol=5)


def load_result(path: Path) -> Any:
    """Load a result saved by :func:`save_result`."""
    return pickle.loads(path.read_bytes())  # noqa: S301  our own file
