"""The annotated frames with the layers' findings in their articles: the training data of every model of whole articles."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any
from unittest.mock import patch

from newsextract.layers.drafts import Referent
from newsextract.layers.events import marks
from newsextract.layers.events.context import Context
from newsextract.layers.findings import Findings
from newsextract.layers.names import crf
from newsextract.layers.names.crf import Crf
from newsextract.models import artifact
from newsextract.models.encoder import Encoder
from newsextract.page import Article, Page
from newsextract.pages import parse
from newsextract.pipeline.annotate import LAYERS
from training.frames import FRAMES, Words, convert_words
from training.shared import HALVES, corpus, lines

Span = tuple[int, int]


@dataclass
class Reading:
    """One annotated article: the annotations, in the format of FRAMES.md, and the findings of the layers."""

    frame: dict[str, Any]
    article: Article
    findings: Findings

    @property
    def id(self) -> int:
        """The article's number."""
        return int(self.frame["id"])

    @property
    def main(self) -> dict[str, Any] | None:
        """The annotated main event."""
        return next((event for event in self.frame["events"] if event["main"]), None)

    @property
    def others(self) -> list[dict[str, Any]]:
        """The other annotated events."""
        return [event for event in self.frame["events"] if not event["main"]]

    @cached_property
    def words(self) -> Words:
        """The article's text, in which annotated words can be found."""
        return Words(self.article.text)

    def places(self, words: str | None) -> list[Span]:
        """Every span of some annotated words in the article's text, ignoring whitespace, in order."""
        return list(self.words.find_all(words)) if words else []

    def name_places(self, event: dict[str, Any]) -> list[Span]:
        """Every span of an annotated event's names."""
        return [place for words in (event["name"] or {}).values() for place in self.places(words)]

    @cached_property
    def things(self) -> dict[str, dict[str, Any]]:
        """The annotated things by id."""
        return {thing["id"]: thing for thing in self.frame["things"]}

    @cached_property
    def forms(self) -> dict[str, list[Span]]:
        """The spans of each thing's names and forms, except those within a longer form of another thing."""
        written = {(key, form) for key, thing in self.things.items() for form in forms_of(thing)}
        every = sorted(
            {(start, end, key) for key, form in written for start, end in self.places(form)},
            key=lambda one: (one[0], -one[1], one[2]),
        )
        found: dict[str, list[Span]] = {key: [] for key in self.things}
        for start, end, key in _outermost(every):
            found[key].append((start, end))
        return found

    @cached_property
    def referents(self) -> dict[str, Referent]:
        """For each annotated thing the referent of its type that shares the most mentions with it, if there is one."""
        found: dict[str, Referent] = {}
        for key, spans in self.forms.items():
            same = [one for one in self.findings.referents if one.type == self.things[key]["type"]]
            shared, best = max(((shared_mentions(one, spans), -k) for k, one in enumerate(same)), default=(0, 0))
            if shared:
                found[key] = same[-best]
        return found


def shared_mentions(one: Referent, spans: Sequence[Span]) -> int:
    """The number of a referent's mentions that overlap annotated spans."""
    return sum(any(m.start < end and start < m.end for start, end in spans) for m in (*one.mentions, *one.offices))


def article_of(row: dict[str, Any]) -> Article:
    """Parse an article of the corpus as the library does."""
    return parse(
        Page(row["text"].encode(), name=str(row["id"]), url=row.get("url"), kind="corpus", section=row.get("category"))
    )


def half_of(number: int) -> int:
    """The half of the annotated articles to which an article belongs, 0 or 1."""
    return number % 2


def unseen(number: int) -> Crf:
    """The named-entity model not trained on an article, so that the layers above are trained on what they will meet."""
    return _half(half_of(number)) if number in _framed() else crf.model()


@cache
def _half(half: int) -> Crf:
    """The named-entity model not trained on one half of the annotated articles, written by ``python -m training.ner``."""
    return Crf(artifact.read(_written(f"th_ner_{half}.npz", "training.ner"), "tagger"))


@cache
def _half_encoder(half: int) -> Encoder:
    """The encoder not fine-tuned on one half of the annotated articles, written by ``python -m training.marks``."""
    return Encoder.of(artifact.read(_written(f"marks_{half}.npz", "training.marks"), "encoder"))


def _written(name: str, program: str) -> Path:
    path = HALVES / name
    if not path.is_file():
        sys.exit(f"{path} is not there: run `python -m {program}` first")
    return path


def context_of(article: Article, findings: Findings, number: int) -> Context:
    """The context of an article, with the predictions of the encoder not fine-tuned on it."""
    context = Context.of(article, findings)
    by = _half_encoder(half_of(number)) if number in _framed() else marks.encoder()
    context.cache[(marks.marks,)] = marks.read(context.tokens, by)
    return context


@cache
def _framed() -> frozenset[int]:
    return frozenset(row["id"] for row in lines(FRAMES))


def findings_of(article: Article, until: str, names: Crf) -> Findings:
    """The findings of the layers up to and including ``until``, with names from the given model."""
    findings = Findings()
    with patch.object(crf, "model", lambda: names):
        for name, find in LAYERS.items():
            findings = findings.plus(name, find(article, findings))
            if name == until:
                break
    return findings


def readings(until: str = "referents", names: Crf | None = None) -> Iterator[Reading]:
    """Yield each annotated article with the findings of the layers up to and including ``until``, by article number.

    Names come from the given model, else from the one not trained on the article.
    """
    rows = {row["id"]: row for row in lines(FRAMES)}
    for row in sorted(corpus(rows), key=lambda row: int(row["id"])):
        article, frame = article_of(row), convert_words(rows[row["id"]], Words(row["text"]).text_of)
        yield Reading(frame, article, findings_of(article, until, names or unseen(int(row["id"]))))


def forms_of(thing: dict[str, Any]) -> set[str]:
    """Every written form of a thing."""
    return {form for form in (*thing["forms"], thing["th"], thing["en"], thing["abbr"]) if form}


def _outermost(every: Sequence[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
    """Yield the spans that are not within a longer span of another thing."""
    reach: list[tuple[int, int, str]] = []
    for start, end, key in every:
        reach = [one for one in reach if one[1] > start]
        if not any(end <= e and e - s > end - start and k != key for s, e, k in reach):
            yield start, end, key
        reach.append((start, end, key))
