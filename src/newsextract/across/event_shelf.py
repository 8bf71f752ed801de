"""Releases in order of their days, with their words and facts in one array.

What a release shares with a whole window of days is one lookup and one sum. Sums are of integers, so that they are the same
whatever is around.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from newsextract.across.event_release import EventRelease, Language
from newsextract.across.event_words import EventWords, Floats, Numbers, fact_key, facts_of
from newsextract.across.harvest import ordinal

#: steps per unit of weight, in which the weights of words and facts are counted
STEPS = 1 << 24


@dataclass(frozen=True, slots=True)
class Rows:
    """Integers of each release, one release after the other."""

    starts: Numbers
    values: Numbers

    @classmethod
    def of(cls, rows: Sequence[Numbers]) -> Rows:
        """Concatenate rows."""
        starts = np.cumsum([0, *map(len, rows)], dtype=np.int64)
        return cls(starts, np.concatenate([np.zeros(0, np.int64), *rows]))

    def part(self, first: int, last: int) -> Rows:
        """The rows from ``first`` up to ``last``."""
        starts = self.starts[first : last + 1]
        return Rows(starts - starts[0], self.values[starts[0] : starts[-1]])

    def row(self, number: int) -> Numbers:
        """One row."""
        return self.values[self.starts[number] : self.starts[number + 1]]

    def sums(self, weights: Numbers, first: int, last: int) -> Floats:
        """Sum the weights (see :func:`steps`) in each row from ``first`` up to ``last``."""
        begin = self.starts[first]
        running = np.concatenate([[0], np.cumsum(weights[self.values[begin : self.starts[last]]])])
        result: Floats = (running[self.starts[first + 1 : last + 1] - begin] - running[self.starts[first:last] - begin]) / STEPS
        return result

    def sums_at(self, weights: Numbers, some: Numbers) -> Floats:
        """Sum the weights in some rows."""
        return np.array([weights[self.row(number)].sum() for number in some.tolist()], np.float64) / STEPS


def steps(weights: Floats) -> Numbers:
    """Weights as integers, whose sum is the same in any order."""
    return np.rint(weights * STEPS).astype(np.int64)


@dataclass(frozen=True, slots=True)
class IndexedRelease:
    """A release as it is indexed, by its day (see :func:`day_of`): the keys of its words and facts, without repeats.

    The other fields, ``rest``, stay JSON until it is compared.
    """

    id: str
    language: Language
    day: int
    words: Numbers
    title_words: Numbers
    facts: Numbers
    rest: bytes

    @classmethod
    def of(cls, one: EventRelease) -> IndexedRelease:
        """Index a release."""
        facts = [fact_key(kind, fact) for kind, some in facts_of(one).items() for fact in some]
        values = asdict(one)
        words, titles = (np.array(values.pop(name), np.int64) for name in ("words", "title_words"))
        rest = json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()
        return cls(one.id, one.language, day_of(one), words, titles, np.unique(np.array(facts, np.int64)), rest)

    def release(self) -> EventRelease:
        """Rebuild the release."""
        kept: dict[str, Any] = json.loads(self.rest)
        values: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in kept.items()}
        return EventRelease(**values, words=tuple(self.words.tolist()), title_words=tuple(self.title_words.tolist()))


class ReleaseIndex:
    """The releases of one language, in order of their days."""

    def __init__(self, releases: Sequence[IndexedRelease], event_words: EventWords) -> None:
        self.releases = releases
        self.event_words = event_words
        self.days = np.array([one.day for one in releases], np.int64)
        self.words = Rows.of([one.words for one in releases])
        self.titles = Rows.of([one.title_words for one in releases])
        self.facts = Rows.of([one.facts for one in releases])

    def windows(self, days: Numbers, before: int, after: int) -> tuple[Numbers, Numbers]:
        """For each day the indices of the first release in the window around it, and of the first after it."""
        return np.searchsorted(self.days, days - before), np.searchsorted(self.days, days + after + 1)


def day_of(one: EventRelease) -> int:
    """The number of the day of publication, else of the day of the event; 0 without either."""
    return ordinal((one.published or one.day or "")[:10]) or 0
