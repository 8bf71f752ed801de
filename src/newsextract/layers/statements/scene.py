"""An article as this layer reads it: its paragraphs, its tokens, and where its persons and bodies are named."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from newsextract.layers.drafts import Referent
from newsextract.layers.findings import Findings
from newsextract.page import Article
from newsextract.records import Language
from newsextract.thai.tokens import Tokens, tokenize

#: a line is read so far: an endless one would be read again for each of its cues
LINE = 10_000
#: an English line as long as this was broken by its width, not by its author
WRAPPED = 60

_SENTENCE = re.compile(
    r"[.!?](?<![A-Z].)(?<!\bMr.)(?<!\bMs.)(?<!Mrs.)(?<!\bDr.)(?<!\bNo.)(?<!Gen.)(?<!Pol.)(?<!Col.)(?<!Prof.)(?<! Lt.)(?<!Maj.)[”\"]?(?=\s+[A-Z“\"(0-9])"
)
_PARAGRAPH = re.compile(rf"[^\n]{{1,{LINE}}}")


class Spot(NamedTuple):
    """Words that name a person or a body.

    Attributes
    ----------
    who
        Number of the referent.
    office
        Whether the office stands for the person.
    """

    start: int
    end: int
    who: int
    office: bool


@dataclass
class Scene:
    """One article.

    Attributes
    ----------
    body
        Where the headline ends.
    referents
        The persons and bodies.
    """

    text: str
    body: int
    language: Language
    referents: Sequence[Referent]

    @classmethod
    def of(cls, article: Article, findings: Findings) -> Scene:
        """The scene of an article."""
        able = [one for one in findings.referents if one.type in {"PERSON", "ORGANIZATION"}]
        return cls(article.text, article.body, article.lead or article.language, able)

    @cached_property
    def tokens(self) -> Tokens:
        """The text's tokens; in the pipeline they are at hand."""
        return tokenize(self.text)

    @property
    def token_starts(self) -> frozenset[int]:
        """Where tokens begin."""
        return self.tokens.begins

    @cached_property
    def _words(self) -> dict[tuple[int, int], str]:
        return {}

    def word(self, at: int, step: int = 0) -> str:
        """The token that holds an offset, or one so many tokens on, blanks left out; a break is ``¶``."""
        found = self._words.get((at, step))  # one in four is asked for again, and a look back is longer
        if found is None:
            found = self._words[at, step] = self._word(at, step)
        return found

    def _word(self, at: int, step: int) -> str:
        tokens = self.tokens
        kinds, norms = tokens.kinds, tokens.norms
        k = bisect_right(tokens.starts, at) - 1
        way = -1 if step < 0 else 1
        while 0 <= k < len(kinds):
            if kinds[k] == "space":
                if "\n" in norms[k]:
                    return "¶"
            elif not step:
                return norms[k].lower()
            else:
                step -= way
            k += way
        return "¶"

    @cached_property
    def spots(self) -> list[Spot]:
        """Where persons and bodies are named, in order; of two that overlap the longer."""
        every = [
            Spot(m.start, m.end, k, office)
            for k, one in enumerate(self.referents)
            for office, mentions in ((False, one.mentions), (True, one.offices))
            for m in mentions
        ]
        found: list[Spot] = []
        for spot in sorted(every, key=lambda s: (s.start, -s.end, s.who)):
            if not found or spot.start >= found[-1].end:
                found.append(spot)
        return found

    @cached_property
    def spot_starts(self) -> list[int]:
        """Where the spots begin."""
        return [spot.start for spot in self.spots]

    def between(self, start: int, end: int) -> Sequence[Spot]:
        """The spots that begin in ``[start, end)``."""
        return self.spots[bisect_left(self.spot_starts, start) : bisect_left(self.spot_starts, end)]

    @cached_property
    def paragraphs(self) -> list[tuple[int, int]]:
        """The body's paragraphs, white space around them left out; English lines broken to a width are joined."""
        found: list[tuple[int, int]] = []
        for match in _PARAGRAPH.finditer(self.text, self.body):
            start, end = _trimmed(self.text, *match.span())
            if start == end:
                continue
            if self.language == "en" and found and self._goes_on(found[-1], start):
                found[-1] = found[-1][0], end
            else:
                found.append((start, end))
        return found

    def _goes_on(self, before: tuple[int, int], start: int) -> bool:
        """Whether a line goes on where the line before it was broken to a width."""
        at = before[1]
        width = at - max(before[0], self.text.rfind("\n", before[0], at) + 1)
        joined = self.text.count("\n", at, start) == 1 and at - before[0] < LINE
        return joined and width >= WRAPPED and self.text[at - 1] not in '.!?:”"' and self.text[start].isalnum()

    @cached_property
    def paragraph_starts(self) -> list[int]:
        """Where the paragraphs begin."""
        return [start for start, _ in self.paragraphs]

    def paragraph(self, at: int) -> int:
        """Number of the paragraph that holds an offset, or of the last before it."""
        return max(0, bisect_right(self.paragraph_starts, at) - 1)

    def sentences(self, number: int) -> list[int]:
        """Where English sentences end within a paragraph."""
        if self.language == "en" and number not in self._sentences:
            self._sentences[number] = [match.end() for match in _SENTENCE.finditer(self.text, *self.paragraphs[number])]
        return self._sentences.get(number, [])

    @cached_property
    def _sentences(self) -> dict[int, list[int]]:
        return {}

    @cached_property
    def quotations(self) -> dict[int, int | None]:
        """For each mark that opens a quotation, the mark that closes it; None where none does in that paragraph."""
        found: dict[int, int | None] = {}
        for start, end in self.paragraphs:
            opened: int | None = None
            depth = 0
            for match in re.finditer('["“”]', self.text[start:end]):
                at = start + match.start()
                if match[0] == "“" or (match[0] == '"' and not depth):
                    if not depth:
                        opened = at
                        found[at] = None
                    depth += 1
                elif depth and opened is not None:
                    depth -= 1
                    found[opened] = at
        return found

    @cached_property
    def _opened(self) -> list[int]:
        return list(self.quotations)

    def quotations_between(self, start: int, end: int) -> list[tuple[int, int | None]]:
        """The quotations that are opened in ``[start, end)``."""
        opened = self._opened[bisect_left(self._opened, start) : bisect_left(self._opened, end)]
        return [(at, self.quotations[at]) for at in opened]

    def quoted(self, at: int) -> bool:
        """Whether an offset is within a quotation that is closed."""
        k = bisect_left(self._opened, at) - 1
        return k >= 0 and at < (self.quotations[self._opened[k]] or 0)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and (text[start].isspace() or text[start] == "\u200b"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] == "\u200b"):
        end -= 1
    return start, end
