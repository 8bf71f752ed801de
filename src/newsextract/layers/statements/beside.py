"""Speakers settled by the words beside a cue: a person named next to the verb, or people whom the text does not name."""

from __future__ import annotations

import re
from functools import cache

from rapidfuzz.distance import Levenshtein

from newsextract.layers.drafts import Referent
from newsextract.layers.statements.cues import Cue
from newsextract.layers.statements.lexicon import before_mark, classes, marks, verbs
from newsextract.layers.statements.scene import Scene, Spot
from newsextract.layers.statements.starts import Speech
from newsextract.thai.text import any_of

#: maximum characters from a noun for unnamed people to the verb, from there to the opener, and from a name to the verb after it
MAX_NOUN_PHRASE, MAX_CUE, MAX_TO_VERB = 90, 200, 24
#: maximum characters from a name to that of the person's body
MAX_DESCRIPTION = 150
#: given names that differ by no more letters may be the same person's
MAX_SAME_NAME = 2

_BEHIND_MARK = re.compile(r"[ \xa0]*[”\"]*[ \xa0]*")
_NEW_CLAUSE = re.compile(r"ว่า|[.!?]\s")
_TO_VERB = re.compile(r"[ \xa0ฯ]*(?:ได้|ยัง)?")


@cache
def _unnamed() -> re.Pattern[str]:
    """A clause that opens with a noun for people whom nobody names: "ด้านตัวแทนชาวสวน"."""
    noun = rf"(?!{any_of(marks('office noun'))}){any_of(marks('unnamed'))}"
    turn, group = any_of(marks("turn")), any_of(marks("group"))
    return re.compile(rf"(?:\A|\s{turn}|\A{turn}) ?[“\"]?{group}?(?P<noun>{noun})\S{{0,45}}(?: \S{{1,25}})? ?\Z")


@cache
def _opening() -> re.Pattern[str]:
    """The words at a clause start before a name: none, or one that turns to another speaker."""
    return re.compile(rf"\s*(?:{any_of(marks('turn'))})?\s*")


def is_unnamed(speech: Speech, cue: Cue) -> bool:
    """Whether a cue's clause opens with people whom nobody names, and names no one before the verb."""
    scene, start = speech.scene, speech.clause_start(cue)
    if cue.kind not in {"opened", "verb"} or cue.end - cue.start > MAX_CUE:
        return False
    if scene.text.startswith(("พร้อม", "โดย"), cue.start):
        return False
    left = max(start, cue.start - MAX_NOUN_PHRASE)
    match = _unnamed().search(scene.text[left : cue.start])
    if match is None or (left > start and not match[0][0].isspace()):
        return False
    noun = left + match.start("noun")
    return not scene.spot_at(noun) and not scene.between(noun, cue.start)


def named_beside(speech: Speech, cue: Cue) -> int | None:
    """The person named right before a cue's verb at a clause start, or right behind its quotation before a verb.

    A person of one name only does not count: it may be a misspelt office.
    """
    scene = speech.scene
    spot = _behind(speech, cue.close) if cue.kind == "quote" else _in_front(speech, cue)
    if spot is None or spot.office:
        return None
    who = scene.referents[spot.referent]
    return spot.referent if who.type == "PERSON" and not who.post and " " in "".join(who.names[:1]) else None


def _in_front(speech: Speech, cue: Cue) -> Spot | None:
    """The name that opens the clause of a cue right before its verb."""
    scene, start = speech.scene, speech.clause_start(cue)
    if cue.kind not in {"opened", "verb"}:
        return None
    helper = before_mark("helper").search(scene.text, max(start, cue.start - MAX_TO_VERB), cue.start)
    spot = scene.spot_beside(helper.start() if helper else cue.start)
    if spot and spot.start >= start and scene.referents[spot.referent].type == "ORGANIZATION":
        spot = _described(scene, start, spot)
    return spot if spot and spot.start >= start and _opening().fullmatch(scene.text, start, spot.start) else None


def _described(scene: Scene, start: int, body: Spot) -> Spot | None:
    """The only person named before a body in a clause, if the words between describe that person: "X นักวิจัยจาก … ศูนย์Y"."""
    spots = [spot for spot in scene.between(start, body.start) if scene.referents[spot.referent].type == "PERSON"]
    if len(spots) != 1 or body.start - spots[0].end > MAX_DESCRIPTION:
        return None
    words = (spots[0].end, body.start)
    return None if scene.verbs(*words) or _NEW_CLAUSE.search(scene.text, *words) else spots[0]


def _behind(speech: Speech, close: int | None) -> Spot | None:
    """The name right behind a closing mark, if a verb of saying without ว่า or ถึง follows it."""
    scene = speech.scene
    match = _BEHIND_MARK.match(scene.text, close + 1) if close is not None else None
    spot = scene.spot_at(match.end()) if match else None
    if match is None or spot is None or spot.start != match.end():
        return None
    to_verb = _TO_VERB.match(scene.text, spot.end)
    at = to_verb.end() if to_verb else spot.end
    found = verbs(scene.language, scene.text, at, at + MAX_TO_VERB)[:1]
    says = [verb for verb in found if verb[0] == at and classes(scene.language)[verb[2]] in {"say", "stress"}]
    return spot if says and not scene.text.startswith(("ว่า", "ถึง"), says[0][1]) else None


def is_same_name(one: Referent, other: Referent) -> bool:
    """Whether two persons may be one: their given names are nearly the same, or one is part of the other's name."""
    names = ["".join(who.names[:1]) for who in (one, other)]
    given = [name.partition(" ")[0] for name in names]
    return given[0] in names[1] or given[1] in names[0] or Levenshtein.distance(*given) <= MAX_SAME_NAME
