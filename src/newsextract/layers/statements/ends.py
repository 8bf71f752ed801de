"""Where a statement may end."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache
from itertools import chain, islice, takewhile
from typing import Literal, NamedTuple

from newsextract.layers.statements.cues import Cue
from newsextract.layers.statements.lexicon import marks
from newsextract.layers.statements.scene import Scene
from newsextract.thai.text import any_of

#: minimum and maximum characters of a statement, and maximum ends considered per cue
MIN_CHARS, MAX_CHARS, MAX_ENDS = 20, 5000, 60
#: maximum characters from a space to a name or verb that opens a clause
MAX_CLAUSE_GAP = 14
#: maximum characters from a word that opens an English clause about somebody else (while, on which) to its verb
MAX_OTHER_GAP = 60
#: maximum characters of a word that leads on; characters of a paragraph in which nobody new speaks if it goes on a sentence
MAX_LEADING, CONTINUATION_REACH = 14, 120

_SPACES = re.compile(r"[ \xa0]+")
#: words that open an English clause about somebody else
OTHER = r"(?:while|whereas|(?:on|to|in)\s+which)"
_COMMA = re.compile(rf"[,;]?\s+(?:and|(?P<other>{OTHER}|which)|adding|as|where)\s|[,;]\s")


@cache
def _leads_on() -> re.Pattern[str]:
    """A word at the end of a text that leads on to the next one."""
    return re.compile(rf"(?<![\u0e01-\u0e4e](?=[จอต]\.)){any_of(marks('leads on'))}\Z")


@cache
def _continues() -> re.Pattern[str]:
    """A word that joins a line to the one before it; ที่ only as the beginning of a relative clause."""
    return re.compile(rf"{any_of(marks('continues') - {'ที่'})}|ที่(?:เกี่ยวข้อง|ได้รับ|มี|จะ|เป็น)")


Kind = Literal["paragraph", "sentence", "quote", "space", "comma"]


class End(NamedTuple):
    """A place where a statement may end: its offset, where the text goes on, and the index of its paragraph."""

    at: int
    next: int
    kind: Kind
    number: int


class Ends:
    """The candidate ends of an article, found per paragraph on demand.

    ``verb_starts`` are the start offsets of its cues with a verb.
    """

    def __init__(self, scene: Scene, verb_starts: list[int]) -> None:
        self.scene = scene
        self.verb_starts = verb_starts
        self._known: dict[int, list[End]] = {}

    def of(self, cue: Cue) -> Iterator[End]:
        """The candidate ends of a cue's statement, in order: of the closing marks, only its own, and no line break before that."""
        first = self.scene.paragraph(cue.speech_start)
        ends = chain.from_iterable(map(self.in_paragraph, range(first, len(self.scene.paragraphs))))
        near = takewhile(lambda end: end.at - cue.speech_start <= MAX_CHARS, ends)
        quoted = cue.close or 0
        closing = {cue.close, *self.scene.unopened.values()}
        own = (e for e in near if (e.at in closing if e.kind == "quote" else e.kind != "paragraph" or e.at > quoted))
        return islice((end for end in own if end.at - cue.speech_start >= MIN_CHARS), MAX_ENDS)

    def in_paragraph(self, number: int) -> list[End]:
        """The candidate ends in a paragraph, in order."""
        if number not in self._known:
            every = self._english(number) if self.scene.language == "en" else self._thai(number)
            found = {end.at: end for end in every}
            self._known[number] = [found[at] for at in sorted(found)]
        return self._known[number]

    def _english(self, number: int) -> Iterator[End]:
        text, (start, end) = self.scene.text, self.scene.paragraphs[number]
        for match in _COMMA.finditer(text, start, end):
            if self._verb_near(match.end(), MAX_OTHER_GAP if match["other"] else MAX_CLAUSE_GAP):
                yield End(match.start(), match.end(), "comma", number)
        yield from (End(at, at + 1, "sentence", number) for at in self.scene.sentences(number))
        yield from self._paragraph_and_quotation_ends(number)

    def _thai(self, number: int) -> Iterator[End]:
        clause = marks("clause")
        for match in _SPACES.finditer(self.scene.text, *self.scene.paragraphs[number]):
            at, then = match.span()
            opens = self._verb_near(then) or self.scene.between(then, then + MAX_CLAUSE_GAP) or self.scene.word(then) in clause
            if opens and not self._is_open(at):
                yield End(at, then, "space", number)
        yield from self._paragraph_and_quotation_ends(number)

    def _paragraph_and_quotation_ends(self, number: int) -> Iterator[End]:
        """Yield the end of a paragraph and of each quotation in it."""
        scene, (start, end) = self.scene, self.scene.paragraphs[number]
        then = scene.paragraphs[number + 1][0] if number + 1 < len(scene.paragraphs) else len(scene.text)
        if number in scene.unopened:
            yield End(scene.unopened[number], scene.unopened[number] + 1, "quote", number)
        elif not self._is_open(end) and not self._continues(then):
            yield End(end, then, "paragraph", number)
        for close, opened in scene.quotations_closed_in(start, end):
            if close - opened > MIN_CHARS:
                yield End(close, close + 1, "quote", number)

    def _is_open(self, at: int) -> bool:
        """Whether the word before an offset leads on to the next one: และ, ได้แก่, พ.ศ."""
        if at >= self.scene.paragraphs[-1][1]:
            return False
        last = _leads_on().search(self.scene.text, max(0, at - MAX_LEADING), at)
        return last is not None and (last.start() in self.scene.token_starts or last[0].endswith("."))

    def _continues(self, at: int) -> bool:
        """Whether a paragraph continues the sentence of the one before it: its first word joins, and nobody new speaks."""
        scene = self.scene
        if scene.language == "en" or not _continues().match(scene.text, at) or scene.word(at) not in marks("continues"):
            return False
        near = at + CONTINUATION_REACH
        k = bisect_left(self.verb_starts, at)
        return not scene.between(at, near) and not (k < len(self.verb_starts) and self.verb_starts[k] < near)

    def _verb_near(self, at: int, gap: int = MAX_CLAUSE_GAP) -> bool:
        k = bisect_left(self.verb_starts, at)
        return k < len(self.verb_starts) and self.verb_starts[k] - at <= gap
