"""English titles without a name ("The Prime Minister"): which speaker candidate they fit."""

from __future__ import annotations

import re
from functools import cached_property
from itertools import islice
from typing import Literal, NamedTuple

from newsextract.data import read_csv
from newsextract.layers.drafts import Referent
from newsextract.layers.statements.lexicon import marks
from newsextract.layers.statements.scene import Scene
from newsextract.thai.text import any_of

#: maximum referents with titles that are compared with a title: the first of an article
MAX_TITLED = 60
#: letters by which two words of titles are compared (Japan, Japanese)
_STEM = 4

_WORD = re.compile(r"[A-Za-z][\w.-]*")
_IN_WORD = re.compile(r"[\w’'-]")
_SMALL = frozenset({"the", "of", "and", "to", "for"})

#: how a title fits a candidate: as one of the candidate's titles, as part of a longer one (of Japan), by its words, or not
Fit = Literal["same", "longer", "words", "none"]


_NOUNS = {row["head"] for row in read_csv("people/posts.csv") if row["language"] == "en"} | marks("office")
#: a run of capitalised words that ends with the noun of an office, and what it is of
_TITLE = re.compile(
    rf"(?<![\w’'])(?:(?!The |This |His |Her |Thai )[A-Z][\w.’'-]*[ \xa0\n]){{0,4}}{any_of(_NOUNS)}(?![\w’'-])"
    r"(?:[ \xa0\n](?:of|to)(?:[ \xa0\n]the)?(?:[ \xa0\n][A-Z][\w.-]*)+)?"
)


class Title(NamedTuple):
    """A title as written, and its span."""

    words: str
    start: int
    end: int


def _stems(words: str) -> frozenset[str]:
    return frozenset(word[:_STEM].lower() for word in _WORD.findall(words) if word.lower() not in _SMALL)


class Titles:
    """The titles that an article's clauses begin with, and those of its speaker candidates."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self._fits: dict[str, dict[int, Fit]] = {}

    def between(self, start: int, end: int) -> list[Title]:
        """The titles in a span of an English text, in order."""
        return [Title(" ".join(match[0].split()), *match.span()) for match in _TITLE.finditer(self.scene.text, start, end)]

    @cached_property
    def _written(self) -> dict[int, set[str]]:
        """The titles of the first referents that have some: their roles, their offices as mentioned, and their names if these are posts."""
        every = ((who, self._of(one)) for who, one in enumerate(self.scene.referents))
        return dict(islice(((who, titles) for who, titles in every if titles), MAX_TITLED))

    def _of(self, one: Referent) -> set[str]:
        role = one.role or ""
        every = {role, *(self.scene.text[m.start : m.end] for m in one.offices), *(one.names if one.post else ())}
        return {" ".join(title.split()) for title in every if title}

    def fits(self, title: str) -> dict[int, Fit]:
        """How a title fits each referent that it fits at all."""
        if title not in self._fits:
            every = ((who, _compare(title, written)) for who, written in self._written.items())
            self._fits[title] = {who: fit for who, fit in every if fit != "none"}
        return self._fits[title]


def _compare(title: str, written: set[str]) -> Fit:
    """How a title fits a referent with some titles."""
    found = [sides for one in written if (sides := _sides(one, title)) is not None]
    if not found:
        return "words" if any(_stems(title) <= _stems(one) for one in written) else "none"
    alone = all(not before or before.endswith(" and ") for before, _ in found)
    return "same" if alone and not any(behind.startswith((" of", " to")) for _, behind in found) else "longer"


def _sides(text: str, title: str) -> tuple[str, str] | None:
    """What stands before and behind a title in a text that contains it as whole words."""
    at = text.find(title)
    while at >= 0:
        before, behind = text[:at], text[at + len(title) :]
        if not (_IN_WORD.match(before[-1:]) or _IN_WORD.match(behind)):
            return before, behind
        at = text.find(title, at + 1)
    return None
