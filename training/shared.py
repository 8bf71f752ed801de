"""The folder ``shared`` beside the project (articles, annotations, scorer: not shipped), and the programs' command line."""

from __future__ import annotations

import importlib.util
import json
import lzma
import pickle
import sys
from collections.abc import Callable, Container, Iterator
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
#: where the models are written that have seen half of the annotated articles; not shipped
HALVES = ROOT / "build/halves"
#: articles in the corpus
ARTICLES = 82_515


def run(*programs: Callable[..., None]) -> None:
    """Call a program with the options of its command line; of several, the first argument names one.

    A file of the folder ``shared`` that is missing gives one line and exit code 1.
    """
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
    about = cleandoc(sys.modules[programs[0].__module__].__doc__ or "")
    about = "\b\n" + about.replace("\n\n", "\n\n\b\n")  # typer keeps the line breaks of paragraphs marked so
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
    """The rows of a JSON Lines file."""
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)


def write_lines(path: Path, rows: list[dict[str, Any]]) -> None:
    """Write a JSON Lines file."""
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


def corpus(wanted: Container[int] | None = None) -> Iterator[dict[str, Any]]:
    """The articles of the corpus, all or those with some ids."""
    with lzma.open(SHARED / "corpus/thaigov-dev.jsonl.xz", "rt", encoding="utf-8") as file:
        for line in file:
            if wanted is None or int(line[6 : line.index(",")]) in wanted:
                yield json.loads(line)


def texts(wanted: Container[int]) -> dict[int, str]:
    """The texts of some articles of the corpus."""
    return {row["id"]: row["text"] for row in corpus(wanted)}


def scorer(name: str = "score") -> ModuleType:
    """The scoring program as a module: training and evaluation count as right what it counts as right."""
    path = SHARED / f"bench/{name}.py"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def keep(path: Path, value: Any) -> None:
    """Keep a step's result for the next step, in the folder WORK of a program."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        pickle.dump(value, file, protocol=5)


def kept(path: Path) -> Any:
    """What :func:`keep` has kept."""
    return pickle.loads(path.read_bytes())  # noqa: S301  our own file
