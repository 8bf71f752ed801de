"""Where somebody's words may begin: behind a verb of saying, in a quotation, or with a paragraph that goes on."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import Literal, NamedTuple

from newsextract.layers.statements.lexicon import Verb, classes, verbs
from newsextract.layers.statements.scene import Scene

#: characters between a verb and the word that opens what is said; of verbs of saying; between verbs of a chain
NEAR, FAR, CHAIN = 40, 260, 16
#: characters of a quotation, and of a paragraph without a cue, that may be a statement
QUOTE, PARAGRAPH = 30, 40

Kind = Literal["opened", "verb", "quote", "paragraph", "according"]

_WA = re.compile("ว่า")
#: words that end in ว่า without opening speech, and what may stand before ว่า in one token
_NO_OPENER = re.compile(r"ว่า(?:ด้วย|ที่|ราชการ|จ้าง|ง)")
_BEFORE_OPENER = re.compile(r"(?:ต่อ|อีก|ด้วย|เติม|หมายความ)$")
_BLANK = re.compile(r"[\s\xa0:\u200b]*(?:,\s*(?=[“\"]))?")
_ABOUT = re.compile(r"\s?(?:ถึง|เกี่ยวกับ)\s?")
_THAT = re.compile(r"(?:\s+[\w'’.()-]+){0,12}?[\s,]+that\b[\s,:]*", re.ASCII)
_ACCORDING = re.compile(r"\b[Aa]ccording\s+to\s+(?P<who>[^,\n]{3,160}),\s*")


class Cue(NamedTuple):
    """A place where words said may begin.

    Attributes
    ----------
    start, end
        The cue, from the verb through the word that opens the speech; empty where there is none.
    said
        Where the words begin.
    kind
        What introduces them.
    form, verb
        The verb as the list has it, or the word before the opener, and its class.
    close
        The mark that closes the quotation they begin with.
    who
        Where the speaker stands, if the cue itself holds it ("According to …,").
    """

    start: int
    end: int
    said: int
    kind: Kind
    form: str = ""
    verb: str = ""
    direct: bool = False
    close: int | None = None
    who: tuple[int, int] | None = None


def find_cues(scene: Scene) -> list[Cue]:
    """All places where words said may begin, in order, one a place."""
    found = list(_thai(scene) if scene.language == "th" else _english(scene))
    found = [_in_marks(scene, cue) for cue in found]
    found += _quotes(scene)
    found += [Cue(a, a, a, "paragraph") for a, b in scene.paragraphs if b - a >= PARAGRAPH]
    best: dict[int, Cue] = {}
    for cue in found:
        best.setdefault(cue.said, cue)
    return [best[said] for said in sorted(best)]


def _blank(scene: Scene, at: int) -> int:
    match = _BLANK.match(scene.text, at)
    return match.end() if match else at


def _in_marks(scene: Scene, cue: Cue) -> Cue:
    """A cue whose words begin with a quotation mark, with what is inside the marks."""
    if cue.said in scene.quotations:
        return cue._replace(said=_blank(scene, cue.said + 1), direct=True, close=scene.quotations[cue.said])
    return cue


def _quotes(scene: Scene) -> Iterator[Cue]:
    for at, close in scene.quotations.items():
        if (close or scene.paragraphs[scene.paragraph(at)][1]) - at > QUOTE:
            yield Cue(at, at, _blank(scene, at + 1), "quote", direct=True, close=close)


def _thai(scene: Scene) -> Iterator[Cue]:
    for start, end in scene.paragraphs:
        found = [verb for verb in verbs("th", scene.text, start, end) if _whole(scene, verb[0], verb[1])]
        used = set[int]()
        yield from _opened(scene, start, end, found, used)
        yield from _unopened(scene, [verb for verb in found if verb[0] not in used], end)


def _opened(scene: Scene, start: int, end: int, found: list[Verb], used: set[int]) -> Iterator[Cue]:
    """Each ว่า of a paragraph that opens speech, with its verb; the verbs that it uses up are added to ``used``."""
    kinds, last = classes("th"), start
    for match in _WA.finditer(scene.text, start, end):
        at = match.start()
        if not _opens(scene, at, found):
            continue
        chain = _governing(found, last, at)
        if chain:
            used.update(v[0] for v in found if chain[0] <= v[0] < at and at - chain[1] <= NEAR)
        verb = chain or (at, at, scene.word(at - 1))
        yield Cue(verb[0], match.end(), _blank(scene, match.end()), "opened", verb[2], kinds.get(verb[2], ""))
        last = match.end()


def _whole(scene: Scene, start: int, end: int) -> bool:
    """Whether a verb is one or more tokens, or the first part of one that its opener ends."""
    if start not in scene.token_starts:
        return False
    return end in scene.token_starts or end == len(scene.text) or scene.text.startswith(("ว่า", "ถึง", "ข่าว"), end)


def _opens(scene: Scene, at: int, found: list[Verb]) -> bool:
    """Whether ว่า there is a word of its own, or ends a verb of saying."""
    if any(verb[1] == at for verb in found):
        return True
    if _NO_OPENER.match(scene.text, at):
        return False
    k = bisect_left(scene.tokens.starts, at)
    alone = at in scene.token_starts and scene.tokens.norms[k] == "ว่า"
    return alone or _BEFORE_OPENER.search(scene.text, max(0, at - 12), at) is not None


def _governing(found: list[Verb], last: int, at: int) -> Verb | None:
    """The verb that ว่า belongs to: the first of a chain close by, else the last verb of saying farther off."""
    before = [verb for verb in found if verb[0] >= last and verb[1] <= at]
    if before and at - before[-1][1] <= NEAR:
        k = len(before) - 1
        while k and before[k][0] - before[k - 1][1] <= CHAIN:
            k -= 1
        return before[k]
    said = [verb for verb in before if at - verb[1] <= FAR and classes("th")[verb[2]] == "say"]
    return said[-1] if said else None


def _unopened(scene: Scene, found: list[Verb], stop: int) -> Iterator[Cue]:
    """Verbs without ว่า: what is said begins behind a verb of saying, and with any other verb itself."""
    kinds, k = classes("th"), 0
    while k < len(found):
        first = last = found[k]
        while k + 1 < len(found) and found[k + 1][0] - last[1] <= 1:
            k += 1
            last = found[k]
        k += 1
        if kinds[last[2]] in {"say", "stress"}:
            about = _ABOUT.match(scene.text, last[1])
            end = about.end() if about else last[1]
        else:
            end = last[0] if last is not first else last[1]
        said = _blank(scene, end)
        if stop - said >= QUOTE:
            yield Cue(first[0], max(end, first[1]), said, "verb", last[2], kinds[last[2]])


def _english(scene: Scene) -> Iterator[Cue]:
    text, kinds = scene.text, classes("en")
    for start, end in scene.paragraphs:
        for match in _ACCORDING.finditer(text, start, end):
            yield Cue(match.start(), match.end(), match.end(), "according", "according", "say", who=match.span("who"))
        last = start
        for at, behind, form in verbs("en", text, start, end):
            if at < last:
                continue
            that = _THAT.match(text, behind, end)
            opened = that is not None and that.end() - behind < NEAR * 3
            last = that.end() if that and opened else behind
            said = _blank(scene, last)
            if end - said >= QUOTE:
                yield Cue(at, last, said, "opened" if opened else "verb", form, kinds[form])
