"""What a spokesman reports of others: all paragraphs below "X disclosed gist of the meeting as follows:"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from newsextract.layers.statements.choose import ChosenStatement
from newsextract.layers.statements.cues import MIN_PARAGRAPH, Cue
from newsextract.layers.statements.lexicon import announces, any_mark
from newsextract.layers.statements.scene import Scene, Spot

#: maximum characters from the spokesman to the end of the paragraph that announces the gist
MAX_TO_GIST = 220


def gists(scene: Scene, chosen: Sequence[ChosenStatement]) -> Iterator[ChosenStatement]:
    """Yield the first gist, up to the end of the article, unless it is already the spokesman's (right in 30 of 32)."""
    own = {(one.cue.speech_start, one.referent) for one in chosen}
    for (start, end), (below, _) in pairwise(scene.paragraphs):
        who = _spokesman(scene, max(start, end - MAX_TO_GIST), end) if announces(scene.text, end) else None
        said = scene.verbs(who.end, end) if who else []
        if who and said:
            cue = Cue(*said[0][:2], below, "opened")
            if (below, who.referent) not in own:
                yield ChosenStatement(cue, _end(scene, below), who.referent)
            return


def _spokesman(scene: Scene, start: int, end: int) -> Spot | None:
    """The last spokesman named in a span."""
    for spot in reversed(scene.between(start, end)):
        person = scene.referents[spot.referent].person
        if person and any_mark("spokesman").search(person.role or ""):
            return spot
    return None


def _end(scene: Scene, start: int) -> int:
    """The end of the last paragraph of some length from an offset on that is no rule or address below the article."""
    text = ((a, b) for a, b in reversed(scene.paragraphs) if a > start and b - a >= MIN_PARAGRAPH)
    return next((b for a, b in text if not any_mark("tail").match(scene.text, a)), scene.paragraphs[-1][1])
