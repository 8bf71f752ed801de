"""Annotated articles for the events layer: values from data/annotations, text from the corpus beside the project.

Leads (events.jsonl) show how a slot is written: null there means only that headline and lead have no value, and a country is
annotated only if they make it clear. Whole articles (frames.jsonl) show whether a slot has a value at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from newsextract.layers.events.context import Context
from newsextract.layers.names import crf
from training.readings import article_of, context_of, findings_of, readings, unseen
from training.shared import ANNOTATIONS, corpus, lines, scorer

_SCORE = scorer()
alike, iso_equal, tidy = _SCORE.alike, _SCORE.iso_equal, _SCORE.tidy

#: slots trained on whole articles and leads together; a row annotated whole has them all
SHARED_SLOTS = frozenset({"name", "start", "venue", "province", "country"})
#: weight in training of a type if a second one would be right, too
OPEN_TYPE_WEIGHT = 0.5


@dataclass(slots=True)
class Example:
    """An annotated article: the main event's values, and the findings of the layers below.

    ``weight`` is that of its type in training, ``slots`` are the annotated slots besides the type. The values hold for the
    ``whole`` article or for its lead alone, which may be that of an article that is ``also_whole`` annotated.
    """

    id: int
    event: dict[str, Any]
    context: Context
    weight: float = 1.0
    slots: frozenset[str] = SHARED_SLOTS
    whole: bool = False
    also_whole: bool = False

    @property
    def reach(self) -> int:
        """The offset at which the annotated text ends, or slightly after it."""
        return len(self.context.text) if self.whole else self.context.lead[1]


def context(row: dict[str, Any]) -> Context:
    """Run the layers below on a corpus article."""
    article = article_of(row)
    number = int(row["id"])
    return context_of(article, findings_of(article, "statements", unseen(number)), number)


def load_examples(part: int = 1) -> tuple[list[Example], list[Example]]:
    """Load the annotated leads (one in ``part``): those that report an event, and those that report none."""
    rows = {row["id"]: row for row in islice(lines(ANNOTATIONS / "events.jsonl"), 0, None, part)}
    found: tuple[list[Example], list[Example]] = ([], [])
    for article in corpus(rows):
        row = rows[article["id"]]
        slots = SHARED_SLOTS if row.get("whole", True) else frozenset(row.get("slots", ()))
        weight = OPEN_TYPE_WEIGHT if row.get("second") else 1.0
        found[row["event"] is None].append(Example(row["id"], row["event"] or {}, context(article), weight, slots))
    for examples in found:
        examples.sort(key=lambda example: example.id)
    return found


def load_frames() -> tuple[list[Example], list[Example]]:
    """Load the articles annotated whole: those that report an event, and those that report none."""
    found: tuple[list[Example], list[Example]] = ([], [])
    for one in readings(until="statements"):
        found[one.main is None].append(
            Example(one.id, one.main or {}, context_of(one.article, one.findings, one.id), whole=True)
        )
    return found


def load_as_shipped() -> Iterator[Example]:
    """Yield the articles annotated whole that report an event, as the shipped models read them."""
    for one in readings(until="statements", names=crf.model()):
        if one.main:
            yield Example(one.id, one.main, Context.of(one.article, one.findings), whole=True)


def load_reported() -> list[tuple[int, bool, Context]]:
    """Load articles annotated only for whether they report an event: id, whether they do, context."""
    rows = {row["id"]: row["event"] for row in lines(ANNOTATIONS / "reported.jsonl")}
    return sorted(((a["id"], rows[a["id"]], context(a)) for a in corpus(rows)), key=lambda one: one[0])
