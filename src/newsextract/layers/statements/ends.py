"""Where a statement may end, and the features that show whether it does."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import chain, islice, takewhile
from typing import Literal, NamedTuple

from newsextract.layers.statements.cues import OTHER, Cue
from newsextract.layers.statements.lexicon import announces, any_mark, bucket, marks
from newsextract.layers.statements.starts import MAX_AFTER, Features, Speech
from newsextract.thai.text import any_of

#: minimum and maximum characters of a statement, and maximum ends considered per cue
MIN_CHARS, MAX_CHARS, MAX_ENDS = 20, 5000, 60
#: maximum characters from a space to a name or verb that opens a clause
MAX_CLAUSE_GAP = 14
#: maximum characters from a word that opens an English clause about somebody else (while, on which) to its verb
MAX_OTHER_GAP = 60
#: maximum characters of a word that leads on
MAX_LEADING = 14
#: maximum characters from a space in brackets to the bracket that closes them, and back to the one that opens them
MAX_IN_BRACKETS, MAX_TO_BRACKET = 100, 400

#: the mark of an item of a list
_ITEM = re.compile(r"(?:(?P<before>\(?)(?P<number>\d{1,2})(?P<behind>[.)])|(?P<bullet>[-•–✅✔●▪*·]))\s*")
_SPACES = re.compile(r"[ \xa0]+")
#: what goes on a phrase behind a space: ๆ, ฯ, an abbreviated district or province, น. of an hour, a number that is none of a list
_GOES_ON = re.compile(r"[ๆฯ]|[อจตน]\.|\d+(?:\.\d+)?(?![\d.)])")
_LATIN = re.compile(r"[A-Za-z][ \xa0]+[A-Za-z]")
_COMMA = re.compile(rf"[,;]?\s+(?:and|(?P<other>{OTHER}|which)|adding|as|where)\s|[,;]\s")
#: maximum characters from where the text goes on to the auxiliary of its verb
MAX_TO_AUXILIARY = 90

_LENGTHS = (40, 80, 160, 320, 640, 1300, 2600)
_LEVELS = (0.05, 0.15, 0.35, 0.6, 0.85)
_LIST = re.compile(r"[-•–✅✔]|\(?\d{1,2}[.)]|[๑-๙]")


#: a word at the end of a text that leads on to the next one
_LEADS_ON = re.compile(rf"(?<![\u0e01-\u0e4e](?=[จอต]\.)){any_of(marks('leads on'))}\Z")
Kind = Literal["paragraph", "sentence", "quote", "space", "comma"]


class End(NamedTuple):
    """A place where a statement may end: its offset, where the text goes on, and the index of its paragraph."""

    at: int
    next: int
    kind: Kind
    number: int


class Ends:
    """The candidate ends of an article and their features, from the probabilities of its cues."""

    def __init__(self, speech: Speech, chances: Sequence[float] = ()) -> None:
        self.speech, self.scene, self.chances = speech, speech.scene, chances
        self.starts = [cue.start for cue in speech.cues]
        # a text in one line would be read again for each of its cues
        self._in_paragraph: dict[int, list[End]] = {}

    def of(self, cue: Cue) -> Iterator[End]:
        """The candidate ends of a cue's statement, in order: of the closing marks, only its own, and no line break before that."""
        first = self.scene.paragraph(cue.speech_start)
        ends = chain.from_iterable(map(self.in_paragraph, range(first, len(self.scene.paragraphs))))
        near = takewhile(lambda end: end.at - cue.speech_start <= MAX_CHARS, ends)
        quoted = cue.close or 0
        closing = {cue.close, *self.scene.unopened.values()}
        own = (e for e in near if (e.at in closing if e.kind == "quote" else e.kind != "paragraph" or e.at > quoted))
        whole = (e for e in own if e.kind != "paragraph" or not self._is_amid_list(e, cue))
        return islice((end for end in whole if end.at - cue.speech_start >= MIN_CHARS), MAX_ENDS)

    def _is_amid_list(self, end: End, cue: Cue) -> bool:
        """Whether a paragraph is an item, not the last one in reach, of a list that a cue introduces."""
        start, last = self.scene.paragraphs[end.number][0], self._list_ends[end.number]
        return cue.start < start and end.at < last <= cue.speech_start + MAX_CHARS

    @cached_property
    def _list_ends(self) -> list[int]:
        """The end of each paragraph or, if it is an item of a Thai list, of the list."""
        found, below = list[int](), 0
        for start, end in reversed(self.scene.paragraphs):
            found.append(found[-1] if found and self._is_listed(start, below) else end)
            below = start
        return found[::-1]

    def _is_listed(self, start: int, then: int) -> bool:
        """Whether two lines, one below the other, are items of one list, and the second one does not begin with a person."""
        scene = self.scene
        one, other = _ITEM.match(scene.text, start), _ITEM.match(scene.text, then)
        style = ("before", "behind", "bullet")
        if scene.language == "en" or not one or not other or one.group(*style) != other.group(*style):
            return False
        if one["number"] and int(other["number"]) != int(one["number"]) + 1:
            return False
        spot = scene.spot_at(other.end())
        return spot is None or scene.referents[spot.referent].type != "PERSON"

    def in_paragraph(self, number: int) -> list[End]:
        """The candidate ends in a paragraph, in order."""
        if number not in self._in_paragraph:
            found = {end.at: end for end in (self._english(number) if self.scene.language == "en" else self._thai(number))}
            self._in_paragraph[number] = [found[at] for at in sorted(found)]
        return self._in_paragraph[number]

    def _english(self, number: int) -> Iterator[End]:
        text, (start, end) = self.scene.text, self.scene.paragraphs[number]
        for match in _COMMA.finditer(text, start, end):
            if self._next_verb(match.end()) - match.end() <= (MAX_OTHER_GAP if match["other"] else MAX_CLAUSE_GAP):
                yield End(match.start(), match.end(), "comma", number)
        yield from (End(at, at + 1, "sentence", number) for at in self.scene.sentences[number])
        yield from self._paragraph_and_quotation_ends(number)

    def _thai(self, number: int) -> Iterator[End]:
        start, stop = self.scene.paragraphs[number]
        for match in _SPACES.finditer(self.scene.text, start, stop):
            at, then = match.span()
            if self._opens_clause(then) and not self._is_open(at) and not self._is_in_phrase(start, at, then, stop):
                yield End(at, then, "space", number)
        yield from self._paragraph_and_quotation_ends(number)

    def _opens_clause(self, at: int) -> bool:
        """Whether a Thai clause begins at an offset: with a word that opens one, or a name or verb near and no such word between."""
        scene, clause = self.scene, marks("clause")
        if scene.word(at) in clause:
            return True
        verb, spots = self._next_verb(at), scene.between(at, at + MAX_CLAUSE_GAP)
        near = min(verb, spots[0].start) if spots else verb
        if near - at > MAX_CLAUSE_GAP:
            return False
        return not any(scene.word(space.end()) in clause for space in _SPACES.finditer(scene.text, at, near))

    def _is_in_phrase(self, start: int, at: int, then: int, stop: int) -> bool:
        """Whether a space in a paragraph is within a phrase: in brackets, between Latin words, or before what goes on one."""
        text = self.scene.text
        if _GOES_ON.match(text, then) or _LATIN.match(text, at - 1):
            return True
        opened, closed = (text.rfind(mark, max(start, at - MAX_TO_BRACKET), at) for mark in "()")
        return opened > closed and text.find(")", then, min(stop, then + MAX_IN_BRACKETS)) > 0

    def _paragraph_and_quotation_ends(self, number: int) -> Iterator[End]:
        """Yield the end of a paragraph and of each quotation in it."""
        scene, (start, end) = self.scene, self.scene.paragraphs[number]
        then = scene.paragraphs[number + 1][0] if number + 1 < len(scene.paragraphs) else len(scene.text)
        if number in scene.unopened:
            yield End(scene.unopened[number], scene.unopened[number] + 1, "quote", number)
        elif not self._is_open(end) and not self._announces(end, then):
            yield End(end, then, "paragraph", number)
        for close, opened in scene.quotations_closed_in(start, end):
            if close - opened > MIN_CHARS:
                yield End(close, close + 1, "quote", number)

    def _is_open(self, at: int) -> bool:
        """Whether the word before an offset leads on to the next one: และ, ได้แก่, พ.ศ."""
        if at >= self.scene.paragraphs[-1][1]:
            return False
        last = _LEADS_ON.search(self.scene.text, max(0, at - MAX_LEADING), at)
        return last is not None and (last.start() in self.scene.tokens.start_set or last[0].endswith("."))

    def _announces(self, end: int, then: int) -> bool:
        """Whether a paragraph ends in ดังนี้ and the next one goes on: nobody new speaks in it."""
        scene = self.scene
        if then == len(scene.text) or not scene.text.endswith(tuple(marks("list below")), 0, end):
            return False
        return not scene.opens_with_speaker(then)

    def _next_verb(self, at: int) -> int:
        """The start of the first cue with a verb from an offset on; far behind the text if there is none."""
        starts = self.speech.verb_cue_starts
        k = bisect_left(starts, at)
        return starts[k] if k < len(starts) else len(self.scene.text) + MAX_CHARS

    def _features(self, end: End, start: str) -> Iterator[str]:
        """Yield the features of an end, for statements whose cue is of the kind ``start``."""
        scene, text, kind = self.scene, self.scene.text, end.kind
        yield f"kind {kind}"
        yield f"kind {kind} {scene.language}"
        if end.next >= len(text):
            yield "text ends"
            return
        last = scene.word(end.at - 1)
        yield from (f"last {kind} {last}", f"last {kind} {last} {scene.word(end.at - 1, -1)}")
        first = scene.word(end.next)
        two = f"next {kind} {first} {scene.word(end.next, 1)}"
        yield from (f"next {kind} {first}", f"{start} next {kind} {first}", two, f"{start} {two}")
        stop = scene.paragraphs[end.number + (kind == "paragraph")][1]
        spots = scene.between(end.next, end.next + 30)
        spot = spots[0] if spots else None
        who = f"{scene.referents[spot.referent].type} {bucket(spot.start - end.next, (0, 6, 14))}" if spot else ""
        yield f"spot {kind} {who}"
        auxiliary = any_mark("auxiliary").search(text, end.next, min(stop, end.next + MAX_TO_AUXILIARY))
        tense = auxiliary[0].lower() if auxiliary else ""
        yield from (f"tense {kind} {tense}", f"tense {kind} {tense} {start} {bool(spot)}")
        following = self.speech.between(end.next, min(stop, end.next + 220))
        yield from self._cue_features(end, following[0] if following else None)
        if kind == "paragraph":
            yield from self._paragraph_features(end, stop, following[-1:])

    def _cue_features(self, end: End, cue: Cue | None) -> Iterator[str]:
        """Yield the features of the next cue after an end, if there is one near, and of the probabilities of those after it."""
        kind, cue_kind = end.kind, f"{cue.kind} {cue.verb}" if cue else ""
        yield f"cue {kind} {cue_kind}"
        after = bisect_left(self.starts, end.next)
        near = [self.chances[k] for k in range(after, min(after + 3, len(self.starts))) if self.starts[k] < end.next + 160]
        yield f"chance {kind} {bisect_right(_LEVELS, max(near, default=0.0))}"
        here = self.chances[after] if after < len(self.starts) and self.starts[after] <= end.next + 14 else 0.0
        yield f"chance here {kind} {bisect_right(_LEVELS, here)}"
        if cue:
            yield f"cue {kind} {cue.kind} {bucket(cue.start - end.next, (0, 5, 14, 40, 90))}"
            yield f"cue by {kind} {cue.kind} {cue.verb} {bool(self.scene.between(end.next, cue.start))}"

    def _paragraph_features(self, end: End, stop: int, last: list[Cue]) -> Iterator[str]:
        scene, text = self.scene, self.scene.text
        quoted = text[end.next] in '“"'
        yield f"paragraph quote {quoted}"
        yield f"paragraph list {_LIST.match(text, end.next) is not None}"
        yield f"paragraph tail {any_mark('tail').match(text, end.next) is not None}"
        yield f"paragraph length {bucket(stop - end.next, _LENGTHS)}"
        yield f"paragraph before {announces(text, end.at)}"
        yield f"paragraph ends {bool(last) and stop - last[-1].end < 40}"
        yield f"paragraph last {stop == scene.paragraphs[-1][1]}"
        yield f"paragraph ends with {text[end.at - 1] if not text[end.at - 1].isalnum() else ''}"

    def _who(self, at: int, subject: int | None) -> str:
        """Whether the text goes on with the one who is named before the cue, with another, or with nobody."""
        spots = self.scene.between(at, at + 30)
        return "" if not spots else "same" if spots[0].referent == subject else "other"

    def rows(self, cue: Cue) -> Iterator[tuple[End, Features]]:
        """Yield each candidate end of a cue's statement with its features."""
        scene = self.scene
        first = scene.paragraph(cue.speech_start)
        start = "d" if cue.direct else cue.kind
        gist = announces(scene.text, scene.paragraphs[first][1])
        passed, k = 0.0, bisect_left(self.starts, cue.speech_start)
        subject = next((spot.referent for spot in self.speech.subjects(cue)), None)
        for order, end in enumerate(self.of(cue)):
            while k < len(self.starts) and self.starts[k] < end.at:
                passed = max(passed, self.chances[k])
                k += 1
            crossed = end.number - first
            side = "own" if end.kind == "quote" else "in" if cue.close and end.at < cue.close else "out" if cue.close else "no"
            names = [
                *self._features(end, start),
                f"{start} {end.kind} {min(crossed, 2)}",
                f"{scene.language} {end.kind} {min(crossed, 2)}",
                f"{start} {cue.verb} {end.kind} {min(crossed, 1)}",
                f"{start} {end.kind} {side}",
                f"crossed {end.kind} {min(crossed, 6)} gist {gist}",
                f"passed {end.kind} {bisect_right(_LEVELS, passed)}",
                f"order {end.kind} {min(order, 3)}",
                f"length {end.kind} {bucket(end.at - cue.speech_start, _LENGTHS)}",
            ]
            if end.next < len(scene.text):
                whose = self._who(end.next, subject)
                names += [f"who {end.kind} {whose}", f"who {start} {cue.verb} {end.kind} {whose}"]
            if end.kind != "paragraph":
                names.append(f"to end {end.kind} {bucket(scene.paragraphs[end.number][1] - end.at, (0, 30, MAX_AFTER, 400))}")
            yield end, names
