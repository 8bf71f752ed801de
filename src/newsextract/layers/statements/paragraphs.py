"""Paragraphs without a cue of their own that belong to a statement: between two of one speaker, below a "gist", and of a speech."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from newsextract.layers.statements.choose import ChosenStatement
from newsextract.layers.statements.cues import MIN_PARAGRAPH, Cue
from newsextract.layers.statements.lexicon import announces, any_mark, marks
from newsextract.layers.statements.scene import Scene, Spot
from newsextract.thai.text import any_of

#: maximum paragraphs between two statements, and minimum characters in them
MAX_PARAGRAPHS, MIN_GAP = 2, 60
#: characters of such a paragraph in which nobody is named
NOBODY_NAMED = 70
#: maximum characters from the spokesman to the end of the paragraph that announces the gist
MAX_TO_GIST = 220
#: minimum characters of a paragraph that is neither the heading of a speech nor a salutation
MIN_OF_SPEECH = 200

_CLOSING = re.compile(r"[\s”\"]*")
#: the end of a cue that shows that somebody goes on: กล่าวต่อว่า, ย้ำ
_GOES_ON = re.compile(rf"{any_of(marks('goes on'))}\S{{0,6}}ว่า\s*\Z|(?:กล่าว|ระบุ|ย้ำ)\s*\Z")


def joined(scene: Scene, chosen: Sequence[ChosenStatement]) -> Iterator[ChosenStatement]:
    """Yield the statements of an article, each up to where its speaker goes on (right in 20 of 20 places of a sample)."""
    for one, then in pairwise(chosen):
        yield one._replace(end=_end_of_gap(scene, one, then) or one.end)
    yield from chosen[-1:]


def _end_of_gap(scene: Scene, one: ChosenStatement, then: ChosenStatement) -> int | None:
    """The end of the paragraphs between two statements that belong to the first, or None."""
    if scene.language != "th" or one.referent is None or one.referent != then.referent or not _may_go_on(scene, one, then.cue):
        return None
    number, behind = scene.paragraph(one.end - 1), scene.paragraph(min(then.cue.start, then.cue.speech_start))
    between = scene.paragraphs[number + 1 : behind]
    if not 1 <= len(between) <= MAX_PARAGRAPHS or sum(end - start for start, end in between) < MIN_GAP:
        return None
    if not _CLOSING.fullmatch(scene.text, one.end, scene.paragraphs[number][1]):
        return None
    return None if any(_breaks_off(scene, start) for start, _ in between) else between[-1][1]


def _may_go_on(scene: Scene, one: ChosenStatement, then: Cue) -> bool:
    """Whether a statement is reported by ว่า and the next cue resumes it."""
    if one.cue.direct or not scene.text.endswith("ว่า", one.cue.start, one.cue.end):
        return False
    return then.direct or _GOES_ON.search(scene.text, then.start, then.end) is not None


def _breaks_off(scene: Scene, at: int) -> bool:
    """Whether a paragraph tells something else: a day, an occasion or a person is named first."""
    if any_mark("breaks off").match(scene.text, at):
        return True
    return any(scene.referents[spot.referent].type == "PERSON" for spot in scene.between(at, at + NOBODY_NAMED))


def gists(scene: Scene, chosen: Sequence[ChosenStatement]) -> Iterator[ChosenStatement]:
    """Yield what a spokesman reports of others, all that is below "X disclosed gist of the meeting as follows:" (right in 30 of 32).

    It is the first gist, up to the end of the article, unless it is already the spokesman's own statement.
    """
    own = {(one.cue.speech_start, one.referent) for one in chosen}
    for (start, end), (below, _) in pairwise(scene.paragraphs):
        who = _spokesman(scene, max(start, end - MAX_TO_GIST), end) if announces(scene.text, end) else None
        said = scene.verbs(who.end, end) if who else []
        if who and said:
            cue = Cue(*said[0][:2], below, "opened")
            if (below, who.referent) not in own:
                yield ChosenStatement(cue, _end(scene, below), who.referent)
            return


def in_full(scene: Scene) -> ChosenStatement | None:
    """The speech that an article gives in full below a headline that names it (คำกล่าวนายกรัฐมนตรี …): 24 of 24 annotated ones are one statement."""
    heading = any_mark("speech")
    if not heading.match(scene.text):
        return None
    body = (
        start for start, end in scene.paragraphs if _is_of_speech(scene, start, end) and not heading.match(scene.text, start)
    )
    start = next(body, None)
    who = start and next((spot for spot in scene.between(0, start) if scene.referents[spot.referent].type == "PERSON"), None)
    if not start or not who or not any(any_mark(kind).search(scene.text, start) for kind in ("self", "polite")):
        return None
    return ChosenStatement(Cue(start, start, start, "paragraph"), _end(scene, start), who.referent)


def _is_of_speech(scene: Scene, start: int, end: int) -> bool:
    """Whether a paragraph is neither heading nor salutation: it is long and no comma ends it, or somebody speaks of himself."""
    of_self = scene.text.startswith("I ", start) or any_mark("self").search(scene.text, start, end)
    return (end - start >= MIN_OF_SPEECH and scene.text[end - 1] != ",") or bool(of_self)


def _spokesman(scene: Scene, start: int, end: int) -> Spot | None:
    """The last spokesman named in a span."""
    for spot in reversed(scene.between(start, end)):
        if any_mark("spokesman").search(scene.referents[spot.referent].role or ""):
            return spot
    return None


def _end(scene: Scene, start: int) -> int:
    """The end of the last paragraph of some length from an offset on that is no rule or address below the article."""
    text = ((a, b) for a, b in reversed(scene.paragraphs) if a > start and b - a >= MIN_PARAGRAPH)
    return next((b for a, b in text if not any_mark("tail").match(scene.text, a)), scene.paragraphs[-1][1])
