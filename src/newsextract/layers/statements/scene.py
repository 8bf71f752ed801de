"""An article as this layer reads it: paragraphs, tokens, quotations, and mentions of persons and organisations."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import NamedTuple

from newsextract.layers.drafts import Referent
from newsextract.layers.findings import Findings
from newsextract.layers.statements import lexicon
from newsextract.layers.statements.lexicon import Verb, marks
from newsextract.page import Article
from newsextract.records import Language
from newsextract.thai.text import any_of
from newsextract.thai.tokens import Tokens, tokenize

#: maximum characters of a paragraph; a longer line is split, since a paragraph is read again for each of its cues
MAX_PARAGRAPH = 10_000
#: minimum characters of an English line that was wrapped to a width, not ended by its author
MIN_WRAPPED_LINE = 60
#: maximum number of paragraphs below its first one in which a quotation is closed
MAX_QUOTED_PARAGRAPHS = 8
#: the verb that is one token with the next one: กล่าวย้ำ, กล่าวสรุป
COMPOUNDED = "กล่าว"
#: maximum characters from the beginning of a paragraph to its speaker, also from there to the verb, and to one before ว่า
MAX_TO_SPEAKER, MAX_TO_SPEAKER_VERB = 40, 150
#: minimum characters before a closing mark without an opening one
MIN_UNOPENED = 40

_SENTENCE = re.compile(
    r"[.!?](?:(?<![^A-Za-z][A-Z].)|(?<=\.[A-Z].)(?=\s+(?:The|He|She|It|They|This|In)\s))(?<!\bMr.)(?<!\bMs.)(?<!Mrs.)(?<!\bDr.)(?<!\bNo.)(?<!Gen.)(?<!Pol.)(?<!Col.)(?<!Prof.)(?<! Lt.)(?<!Maj.)[”\"]?(?=\s+[A-Z“\"(0-9])"
)
_PARAGRAPH = re.compile(rf"(?=[^\s\u200b])[^\n]{{0,{MAX_PARAGRAPH - 1}}}[^\s\u200b]")
_QUOTATION_MARK = re.compile('["“”]')
_CURLY_MARK = re.compile("[“”]")
#: what stands behind a quotation that is a paragraph: X กล่าว; and the same between two quotations of one paragraph. Of the
#: verbs of saying only those with no other meaning there: the quotation may contain any word behind its last inner mark
SAYS = r"(?:กล่าว|เปิดเผย|ระบุ|ชี้แจง|แถลง|ย้ำ|เผย|อธิบาย)(?!ว่า)"
_SPEAKER_BEHIND = re.compile(rf"(?=.{{0,130}}\Z).*?{SAYS}.*")
_SPEAKER_BETWEEN = re.compile(rf"[”\"][^“”\"]{{0,130}}{SAYS}[^“”\"]*[“\"]")
#: what stands behind a closing mark at the end of a paragraph: X กล่าว, a word such as ปิดท้าย, and a rule
_ONLY_SPEAKER_BEHIND = re.compile(
    rf"(?P<who>[^“”\"]{{2,100}}?)\s?(?:ได้)?(?<!ดัง)(?<!ผู้){SAYS}\s*{any_of(marks('at the end'))}?[\s.]*(?:[#/*].*)?"
)
_BESIDE = re.compile(r"[ \xa0ฯ)]*(?:\([^)\n]{1,60}\)\s?)?")
#: a straight mark that opens a quotation within another one: after a blank, a bracket or a mark, right before a word
_INNER_OPENING = re.compile(r'(?<=[\s("“])"(?=\S)')


class Spot(NamedTuple):
    """A mention of a person or an organisation: its span, the referent's index, and whether it names the person's office."""

    start: int
    end: int
    referent: int
    office: bool


@dataclass
class Scene:
    """One article: its text, the offset of its body, and its persons and organisations."""

    text: str
    body: int
    language: Language
    referents: Sequence[Referent]

    @classmethod
    def of(cls, article: Article, findings: Findings) -> Scene:
        """The scene of an article."""
        speakers = [one for one in findings.referents if one.type in {"PERSON", "ORGANIZATION"}]
        return cls(article.text, article.body, article.lead or article.language, speakers)

    @cached_property
    def tokens(self) -> Tokens:
        """The text's tokens; in the pipeline they are already cached."""
        return tokenize(self.text)

    def word(self, at: int, step: int = 0) -> str:
        """The token at an offset, or ``step`` tokens on, in lower case; whitespace is skipped, and ``¶`` is a line break."""
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
        """Mentions of persons and organisations in order; of two that overlap, the earlier or, at the same start, the longer."""
        every = [
            Spot(m.start, m.end, k, office)
            for k, one in enumerate(self.referents)
            for office, mentions in ((False, one.mentions), (True, one.offices))
            for m in mentions
        ]
        found: list[Spot] = []
        for spot in sorted(every, key=lambda s: (s.start, -s.end, s.referent)):
            if not found or spot.start >= found[-1].end:
                found.append(spot)
        return found

    def between(self, start: int, end: int) -> Sequence[Spot]:
        """The spots that begin in ``[start, end)``."""
        return self.spots[bisect_left(self.spots, (start,)) : bisect_left(self.spots, (end,))]

    def spot_at(self, at: int) -> Spot | None:
        """The spot that contains an offset."""
        k = bisect_left(self.spots, (at + 1,)) - 1
        return self.spots[k] if k >= 0 and at < self.spots[k].end else None

    def spot_beside(self, at: int) -> Spot | None:
        """The spot right before an offset; only blanks, ฯ and a bracket may stand between."""
        k = bisect_left(self.spots, (at,)) - 1
        return self.spots[k] if k >= 0 and _BESIDE.fullmatch(self.text, self.spots[k].end, at) else None

    def is_word(self, start: int, end: int) -> bool:
        """Whether a verb is made of whole tokens, or begins a token that goes on with ว่า, ถึง or ข่าว, outside a name."""
        if start not in self.tokens.start_set or self.spot_at(start):
            return False
        return end in self.tokens.start_set or end == len(self.text) or self.text.startswith(("ว่า", "ถึง", "ข่าว"), end)

    def verbs(self, start: int, end: int) -> list[Verb]:
        """The verbs in a span that are words, not parts of nouns; two that are one token, as กล่าวย้ำ, have the form of the first."""
        found = lexicon.verbs(self.language, self.text, start, end)
        ends = {verb[0]: verb[1] for verb in found}
        words: list[Verb] = []
        for at, behind, form in found:
            last = behind if self.is_word(at, behind) or form != COMPOUNDED else ends.get(behind, behind)
            noun = self.text.endswith(("หลักฐาน", "เครื่อง"), 0, at) or (last > behind and self.text.endswith("ดัง", 0, at))
            if self.is_word(at, last) and not noun:
                words.append((at, last, form))
        return words

    def opens_with_speaker(self, at: int) -> bool:
        """Whether a paragraph begins with a quotation, or with a name and a verb near or, farther away, one before ว่า."""
        if self.text.startswith(("“", '"'), at):
            return True
        spots = self.between(at, at + MAX_TO_SPEAKER)
        found = self.verbs(spots[0].end, spots[0].end + MAX_TO_SPEAKER_VERB) if spots else []
        return any(verb[0] - spots[0].end < MAX_TO_SPEAKER or self.text.startswith("ว่า", verb[1]) for verb in found)

    @cached_property
    def paragraphs(self) -> list[tuple[int, int]]:
        """Spans of the body's paragraphs, without surrounding whitespace; English lines wrapped to a width are joined."""
        found: list[tuple[int, int]] = []
        for match in _PARAGRAPH.finditer(self.text, self.body):
            start, end = match.span()
            if self.language == "en" and found and self._is_continuation(found[-1], start):
                found[-1] = found[-1][0], end
            else:
                found.append((start, end))
        return found

    def _is_continuation(self, before: tuple[int, int], start: int) -> bool:
        """Whether a line continues the line before it, which was wrapped to a width."""
        at = before[1]
        width = at - max(before[0], self.text.rfind("\n", before[0], at) + 1)
        joined = self.text.count("\n", at, start) == 1 and at - before[0] < MAX_PARAGRAPH
        return joined and width >= MIN_WRAPPED_LINE and self.text[at - 1] not in '.!?:”"' and self.text[start].isalnum()

    def paragraph(self, at: int) -> int:
        """Index of the paragraph that contains an offset, or of the last one before it."""
        return max(0, bisect_left(self.paragraphs, (at + 1,)) - 1)

    @cached_property
    def sentences(self) -> list[list[int]]:
        """End offsets of the English sentences within each paragraph; none within Thai ones."""
        ends = partial(_SENTENCE.finditer, self.text)
        return [[match.end() for match in ends(*span)] if self.language == "en" else [] for span in self.paragraphs]

    @cached_property
    def quotations(self) -> dict[int, int | None]:
        """Offset of each opening quotation mark, to that of its closing mark, or None if it has none."""
        found: dict[int, int | None] = {}
        closed = set[int | None]()
        for number, (start, end) in enumerate(self.paragraphs):
            nested, left = self._paired(start, end, nested=True)
            if last := self._closing_of_whole(start, end) or (self._closing_before_speaker_below(number) if left else None):
                found[start] = last
                closed.add(last)
                continue
            pairs = self._with_mark_before_speaker(number, nested if not left else self._paired(start, end, nested=False)[0])
            own = {  # a straight mark may close a quotation of a paragraph above
                at: self._closing_below(number, at) if close is None else close
                for at, close in pairs.items()
                if at not in closed
            }
            found |= own
            closed.update(own.values())
        return found

    def _with_mark_before_speaker(self, number: int, pairs: dict[int, int | None]) -> dict[int, int | None]:
        """The pairs of marks of a paragraph with the mark before its speaker as the closing one, if it is typed as an opening one."""
        said = self._before_speaker[number]
        if said is None or said in pairs.values():
            return pairs
        kept = {at: close for at, close in pairs.items() if at != said}
        return kept | {at: said for at in list(kept)[-1:] if kept[at] is None}

    def _closing_of_whole(self, start: int, end: int) -> int | None:
        """The last mark of a paragraph that is one quotation, whatever the marks within it, and words that say whose."""
        if self.text[start] not in '“"”':
            return None
        last = self._last_mark(start + 1, end)
        whole = last > 0 and _SPEAKER_BEHIND.fullmatch(self.text, last + 1, end)
        return last if whole and not _SPEAKER_BETWEEN.search(self.text, start + 1, last + 1) else None

    def _last_mark(self, start: int, end: int) -> int:
        return max(self.text.rfind(mark, start, end) for mark in '”"“')

    @cached_property
    def _before_speaker(self) -> list[int | None]:
        """The last mark of each paragraph that ends with its speaker."""
        return [self._closing_before_speaker(*span) for span in self.paragraphs]

    def _closing_before_speaker(self, start: int, end: int) -> int | None:
        """The last mark of a paragraph, whichever it is, if nothing but its speaker is named behind it."""
        last = self._last_mark(start + MIN_UNOPENED, end)
        behind = _ONLY_SPEAKER_BEHIND.fullmatch(self.text, last + 1, end) if last > 0 else None
        return last if behind and self.between(*behind.span("who")) else None

    def _closing_before_speaker_below(self, number: int) -> int | None:
        """The mark before the speaker, named some paragraphs below, of a quotation that opens a paragraph and contains another."""
        if self.text[self.paragraphs[number][0]] not in '“"':
            return None
        for later, span in enumerate(self.paragraphs[number + 1 : number + 1 + MAX_QUOTED_PARAGRAPHS], number + 1):
            if self.text[span[0]] in '“"':
                return None
            said = self._before_speaker[later]
            if said is not None:
                return said if said not in self._paired(*span, nested=False)[0].values() else None
        return None

    @cached_property
    def unopened(self) -> dict[int, int]:
        """By paragraph, the closing mark before its speaker if none opens that quotation: … ด้วย” นายสมมุติ กล่าว."""
        closed = set(self.quotations.values())
        return {number: at for number, at in enumerate(self._before_speaker) if at is not None and at not in closed}

    def _closing_below(self, number: int, opened: int) -> int | None:
        """The mark that closes a quotation in one of the next paragraphs, which itself does not begin with a mark."""
        depth = 1
        for start, end in self.paragraphs[number + 1 : number + 1 + MAX_QUOTED_PARAGRAPHS]:
            if self.text[start] in '“"':
                return None
            if self.text[opened] == '"':
                if _QUOTATION_MARK.search(self.text, start, end):
                    return self._only_closing(start, end)
                continue
            for match in _CURLY_MARK.finditer(self.text, start, end):
                depth += 1 if match[0] == "“" else -1
                if not depth:
                    return match.start()
        return None

    def _only_closing(self, start: int, end: int) -> int | None:
        """The only mark of a paragraph, if it ends a word and the paragraph, or its speaker is named behind it."""
        at, *others = (match.start() for match in _QUOTATION_MARK.finditer(self.text, start, end))
        if others or self.text[at] == "“":
            return None
        ends = at + 1 == end and not self.text[at - 1].isspace()
        return at if ends or _SPEAKER_BEHIND.fullmatch(self.text, at + 1, end) else None

    def _paired(self, start: int, end: int, *, nested: bool) -> tuple[dict[int, int | None], int]:
        """The quotations of a paragraph and the number of levels left open; a straight mark opens an inner one if ``nested``."""
        found: dict[int, int | None] = {}
        opened = start
        depth = 0
        for match in _QUOTATION_MARK.finditer(self.text, start, end):
            at = match.start()
            if match[0] == "“" or (match[0] == '"' and (not depth or (nested and _INNER_OPENING.match(self.text, at, end)))):
                if not depth:
                    opened = at
                    found[at] = None
                depth += 1
            elif depth:
                depth -= 1
                found[opened] = at
        return found, depth

    @cached_property
    def _opened(self) -> list[int]:
        return list(self.quotations)

    @cached_property
    def _closed(self) -> list[tuple[int, int]]:
        return sorted((close, at) for at, close in self.quotations.items() if close)

    def quotations_closed_in(self, start: int, end: int) -> list[tuple[int, int]]:
        """The closing marks in ``[start, end)``, each with its opening mark."""
        return self._closed[bisect_left(self._closed, (start,)) : bisect_left(self._closed, (end,))]

    def is_quoted(self, at: int) -> bool:
        """Whether an offset is inside a closed quotation."""
        k = bisect_left(self._opened, at) - 1
        return k >= 0 and at < (self.quotations[self._opened[k]] or 0)
