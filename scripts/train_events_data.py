"""Annotated articles for the events layer: values from data/annotations, text from the corpus beside the project."""

from __future__ import annotations

import importlib.util
import json
import lzma
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from newsextract.layers.events.context import Context
from shared_folder import explain_absence

explain_absence()


#: what a row without ``slots`` has, if it is annotated whole
EVERY = frozenset({"name", "start", "venue", "province", "country", "actor", "organisations"})

#: what a type counts in training that a second one could take the place of
OPEN = 0.5


@dataclass(slots=True)
class Example:
    """One annotated article.

    Attributes
    ----------
    id
        The article's number.
    event
        The main event's annotated values.
    context
        The article as the events layer reads it.
    weight
        How much its type counts in training.
    slots
        What is annotated beside the type.
    """

    id: int
    event: dict[str, Any]
    context: Context
    weight: float = 1.0
    slots: frozenset[str] = EVERY


def shared(root: Path) -> Path:
    """The folder beside the project that holds corpus, gold and bench."""
    return root.parent / "shared"


def bench(root: Path) -> ModuleType:
    """The scoring program, as a module: training counts as right what scoring counts as right."""
    spec = importlib.util.spec_from_file_location("score", shared(root) / "bench/score.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(shared(root) / "bench/score.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


_SCORE = bench(Path(__file__).parents[1])
alike, bare_name, iso_equal, tidy = _SCORE.alike, _SCORE.bare_name, _SCORE.iso_equal, _SCORE.tidy


def annotated(root: Path) -> list[dict[str, Any]]:
    """The rows of data/annotations/events.jsonl."""
    path = root / "data/annotations/events.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def corpus(root: Path, wanted: set[int]) -> Iterator[dict[str, Any]]:
    """The wanted articles of the corpus; none when it is not there."""
    path = shared(root) / "corpus/thaigov-dev.jsonl.xz"
    if not path.exists():
        return
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if int(row["id"]) in wanted:
                yield row


def context(row: dict[str, Any]) -> Context:
    """Run the layers below over a corpus article."""
    from newsextract.page import Page
    from newsextract.pages import parse
    from newsextract.pipeline import annotate

    page = Page(row["text"].encode(), name=str(row["id"]), url=row.get("url"), kind="corpus", section=row.get("category"))
    article = parse(page)
    seen = annotate(article)._.news
    return Context(
        article.text,
        article.body,
        article.language,
        article.published,
        article.section,
        seen.entities,
        seen.times,
        seen.people,
        seen.terms,
        seen.statements,
    )


def load_examples(root: Path) -> tuple[list[Example], list[Example]]:
    """Every annotated article with its context: those that report an event, and those that report none."""
    rows = {row["id"]: row for row in annotated(root)}
    found: tuple[list[Example], list[Example]] = ([], [])
    for article in corpus(root, set(rows)):
        row = rows[int(article["id"])]
        slots = EVERY if row.get("whole", True) else frozenset(row.get("slots", ()))
        weight = OPEN if row.get("second") else 1.0
        example = Example(row["id"], row["event"] or {}, context(article), weight, slots)
        found[row["event"] is None].append(example)
    for examples in found:
        examples.sort(key=lambda example: example.id)
    return found


def load_reported(root: Path) -> list[tuple[int, bool, Context]]:
    """Further articles of which only is annotated whether they report an event: id, whether they do, context."""
    lines = (root / "data/annotations/reported.jsonl").read_text(encoding="utf-8").splitlines()
    rows = {row["id"]: row["event"] for row in map(json.loads, lines)}
    return sorted(((int(a["id"]), rows[int(a["id"])], context(a)) for a in corpus(root, set(rows))), key=lambda one: one[0])
