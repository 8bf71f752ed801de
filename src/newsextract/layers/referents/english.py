"""English offices beside a name: runs of capitalised words around a head word such as Minister."""

from __future__ import annotations

import re
from collections.abc import Sequence

from newsextract.layers.referents.lexicon import words
from newsextract.layers.referents.roles import Scene

_LONGEST = 44
#: characters on both sides of a comma in which the fields that it parts stand
_NEAR = 120
_FIELD = r"[A-Z][a-z]+(?: [A-Z][a-z]+)?"
_FIELDS = re.compile(rf"Minist(?:er|ry) of (?:the )?{_FIELD}(?:, {_FIELD}){{1,4}},? and {_FIELD}")
_POSSESSIVE = frozenset({"'", "’", "s"})


def _heads() -> frozenset[str]:
    return words("en", "head") | words("en", "calling")


def _capital(word: str) -> bool:
    return word[:1].isupper()


def _wrap(scene: Scene, k: int) -> bool:
    """Whether a line break at a token is only where a long line was folded."""
    return scene.tokens.norms[k] == "\n" and k > 0 and scene.tokens.kinds[k - 1] == "latin"


def _hyphen(scene: Scene, k: int) -> bool:
    """Whether a token joins the words on both sides (Secretary-General)."""
    return scene.tokens.norms[k] == "-" and 0 < k < scene.size - 1 and not scene.blank(k - 1)


def _listed(scene: Scene, k: int) -> bool:
    """Whether a comma parts the fields of one ministry (Higher Education, Science, Research and Innovation)."""
    if scene.tokens.norms[k] != ",":
        return False
    at = scene.tokens.starts[k]
    near = _FIELDS.finditer(scene.text, max(0, at - _NEAR), at + _NEAR)
    return any(fields.start() < at < fields.end() for fields in near)


def _venue(scene: Scene, at: int) -> bool:
    return any(e.type == "FACILITY" for e in scene.touching(at, at + 1))


def _inside(scene: Scene, at: int) -> bool:
    return any(e.start < at and e.type in {"ORGANIZATION", "LOCATION"} for e in scene.touching(at, at + 1))


def _part(scene: Scene, k: int, small: frozenset[str]) -> bool:
    """Whether a token may be part of an office: capitalised, inside a name, white space, or one of some small words."""
    word = scene.tokens.norms[k]
    return _inside(scene, scene.tokens.starts[k]) or scene.blank(k) or _capital(word) or word in small | words("en", "small")


def before(scene: Scene, offset: int, floor: int) -> tuple[int, int] | None:
    """The office that ends right before a name ("Deputy Government Spokesperson Somying …"), or None."""
    norms, starts, ends = scene.tokens.norms, scene.tokens.starts, scene.tokens.ends
    joints, heads = words("en", "joint"), _heads() | words("en", "small")
    last = _last(scene, offset)
    roles = heads | words("en", "lead")
    first = next((k for k in range(_start(scene, last, floor), last + 1) if norms[k] in roles), last + 1)
    if heads.isdisjoint(norms[first : last + 1]) or norms[last] in joints:
        return None
    return _with_body(scene, starts[first], floor), ends[last]


def _last(scene: Scene, offset: int) -> int:
    """The last word of what stands before a name, a comma and the body's abbreviation aside (head of the … Agency (ABC), Mr. Jaidee)."""
    norms = scene.tokens.norms
    last = _before_blanks(scene, scene.index(offset) - 1)
    last -= last > 0 and norms[last] == ","
    opened = last - 2 if last > 2 and norms[last] == ")" and norms[last - 1].isupper() else last
    return _before_blanks(scene, opened - 1) if norms[opened] == "(" else last


def _before_blanks(scene: Scene, k: int) -> int:
    while k >= 0 and scene.blank(k):
        k -= 1
    return k


def _with_body(scene: Scene, start: int, floor: int) -> int:
    """Where an office begins with the body that stands right before it (WHO Director-General)."""
    glued = (e for e in scene.touching(start - len("’s "), start) if e.type == "ORGANIZATION" and e.start >= floor)
    return next((e.start for e in glued if scene.text[e.end : start] in {" ", "\xa0", "’s ", "'s "}), start)


def _start(scene: Scene, last: int, floor: int) -> int:
    """The first word of the run of words of an office that ends at a token."""
    norms, starts, joints = scene.tokens.norms, scene.tokens.starts, words("en", "joint")
    first = last + 1
    for k in range(last, max(last - _LONGEST, -1), -1):
        if _wrap(scene, k) or _hyphen(scene, k) or _listed(scene, k):
            continue
        if _venue(scene, starts[k]) or starts[k] < floor or "\n" in norms[k] or not _part(scene, k, joints):
            break
        if not scene.blank(k):
            first = k
    return first


def after(scene: Scene, offset: int) -> tuple[int, int] | None:
    """The office in apposition behind a name (", Ambassador of … to …,"), or one that is the line below it; else None."""
    norms = scene.tokens.norms
    i = _past_retired(scene, scene.skip(scene.index(offset)))
    below = i < scene.size and "\n" in norms[i]
    first = _opens(scene, i) if not below else i + 1 if _led(scene, i + 1) else None
    if first is None:
        return None
    if norms[first] in words("en", "kin") and norms[first + 1 : first + 2] in ([","], ["."]):  # Mrs. Jaidee, spouse,
        return scene.tokens.starts[first], scene.tokens.ends[first]
    end = _end(scene, first)
    if end == first or scene.names_person(scene.skip(end)) or not _heads_office(norms[first:end]):  # the next one's office
        return None
    return None if below and not scene.ends_line(end) else (scene.tokens.starts[first], scene.tokens.ends[end - 1])


def _past_retired(scene: Scene, i: int) -> int:
    """The token behind a short bracket at a token: (Ret.)."""
    norms = scene.tokens.norms
    if i >= scene.size or norms[i] != "(":
        return i
    return next((scene.skip(k + 1) for k in range(i + 1, min(i + 4, scene.size)) if norms[k] == ")"), i)


def _opens(scene: Scene, i: int) -> int | None:
    """The first token of what may be an office in apposition that begins at a token: behind a sign, behind "the", or a head."""
    norms = scene.tokens.norms
    apart = i < scene.size and norms[i] in {",", "(", "-", "–"}
    first = scene.skip(i + 1) if apart else i
    if first < scene.size and norms[first] in {"the", "The"}:
        return scene.skip(first + 1)
    return first if apart or _led(scene, first) else None


def _led(scene: Scene, i: int) -> bool:
    """Whether the head of an office stands at a token, or behind words that lead to one (Deputy Prime Minister)."""
    while i < scene.size and (scene.blank(i) or scene.tokens.norms[i] in words("en", "lead") - _heads()):
        i += 1
    return i < scene.size and scene.tokens.norms[i] in _heads()


def _heads_office(run: Sequence[str]) -> bool:
    """Whether a run of words is an office: it begins with a capital or a head, and has a head among its first words."""
    heads = _heads() | words("en", "small")
    return any(map(_capital, run)) and (_capital(run[0]) or run[0] in heads) and not heads.isdisjoint(run[:8])


def _end(scene: Scene, first: int) -> int:
    """The token behind the last capitalised word, number or name of a run of words of an office."""
    norms, starts = scene.tokens.norms, scene.tokens.starts
    small = (words("en", "joint") - {"with", "on", "at"}) | _POSSESSIVE
    end = first
    for k in range(first, min(first + _LONGEST, scene.size)):
        entity = scene.starting.get(starts[k])
        number = norms[k].isdigit()
        inside = _part(scene, k, small) or _hyphen(scene, k) or _listed(scene, k)
        if (entity and entity.type == "PERSON") or not (number or inside):
            break
        if number or _capital(norms[k]) or _inside(scene, starts[k]):
            end = k + 1
    return end
