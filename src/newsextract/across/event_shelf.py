"""Releases as they stand on a shelf: in order of their days, their words and facts beside each other in one array.

What a release shares with all of a window is one look-up and one sum; sums are of whole numbers, so that they are the same
whatever stands around.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

import numpy as np

from newsextract.across.event_release import EventRelease, Language
from newsextract.across.event_words import EventWords, Floats, Numbers, fact_key, facts_of
from newsextract.across.harvest import number

#: what words and facts say is counted in steps of one in so many
STEPS = 1 << 24
#: rows up to which one sum each is as quick as all between them
_FEW = 8


@dataclass(frozen=True, slots=True)
class Rows:
    """Numbers of each release, one release after the other."""

    starts: Numbers
    values: Numbers

    @classmethod
    def of(cls, rows: Sequence[Numbers]) -> Rows:
        """Put rows together."""
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
        """The sum of the weights (of :func:`steps`) of each row from ``first`` up to ``last``."""
        begin = self.starts[first]
        running = np.concatenate([[0], np.cumsum(weights[self.values[begin : self.starts[last]]])])
        result: Floats = (running[self.starts[first + 1 : last + 1] - begin] - running[self.starts[first:last] - begin]) / STEPS
        return result

    def sums_at(self, weights: Numbers, some: Numbers) -> Floats:
        """The same of some rows, in ascending order or few."""
        if len(some) and some[-1] - some[0] + 1 == len(some) > _FEW:
            return self.sums(weights, int(some[0]), int(some[-1]) + 1)
        return np.array([weights[self.row(number)].sum() for number in some.tolist()], np.float64) / STEPS


def steps(weights: Floats) -> Numbers:
    """What is said in whole numbers, whose sum is the same in any order."""
    return np.rint(weights * STEPS).astype(np.int64)


@dataclass(frozen=True, slots=True)
class Card:
    """A release as it stands on a shelf: what it is found by, and the rest as JSON until it is compared.

    Attributes
    ----------
    id, language
        As in the release.
    day
        The day by which it stands, see :func:`day_of`.
    words, title_words, facts
        Numbers of its words and facts; none twice.
    rest
        The rest of the release.
    """

    id: str
    language: Language
    day: int
    words: Numbers
    title_words: Numbers
    facts: Numbers
    rest: bytes

    @classmethod
    def of(cls, one: EventRelease) -> Card:
        """Make the card of a release."""
        facts = [fact_key(kind, fact) for kind, some in facts_of(one).items() for fact in some]
        values = asdict(one)
        words, titles = (np.array(values.pop(name), np.int64) for name in ("words", "title_words"))
        rest = json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()
        return cls(one.id, one.language, day_of(one), words, titles, np.unique(np.array(facts, np.int64)), rest)

    def release(self) -> EventRelease:
        """The release itself."""
        kept: dict[str, Any] = json.loads(self.rest)
        values: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in kept.items()}
        return EventRelease(**values, words=tuple(self.words.tolist()), title_words=tuple(self.title_words.tolist()))


class Shelf:
    """The releases of one language, in order of their days."""

    def __init__(self, releases: Sequence[Card], known: EventWords) -> None:
        self.releases = releases
        self.known = known
        self.days = np.array([one.day for one in releases], np.int64)
        self.words = Rows.of([one.words for one in releases])
        self.titles = Rows.of([one.title_words for one in releases])
        self.facts = Rows.of([one.facts for one in releases])

    def window(self, day: int, before: int, after: int) -> tuple[int, int]:
        """The first release of a window of days, and the first behind it."""
        first, last = np.searchsorted(self.days, [day - before, day + after + 1])
        return int(first), int(last)

    @cached_property
    def meanings(self) -> tuple[Rows, Rows]:
        """Words and headlines as numbers of the table of words."""
        numbers = self.known.thai_numbers
        return Rows(self.words.starts, numbers(self.words.values)), Rows(self.titles.starts, numbers(self.titles.values))


def day_of(one: EventRelease) -> int:
    """The day by which a release stands: that of publication, without one that of the event; 0 without either."""
    return number((one.published or one.day or "")[:10]) or 0
