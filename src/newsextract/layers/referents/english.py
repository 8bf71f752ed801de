"""English offices next to a name: runs of capitalised words around a head word such as Minister."""

from __future__ import annotations

import re
from collections.abc import Sequence

from newsextract.layers.referents.known import words
from newsextract.layers.referents.scene import Scene

_MAX_TOKENS = 44
#: characters searched on both sides of a comma that separates the fields of a ministry
_NEAR = 120
_FIELD = r"(?!(?:Deputy )?(?:Prime )?Minister\b)[A-Z][a-z]+(?: [A-Z][a-z]+)?"
_FIELDS = re.compile(rf"(?:Minist(?:er|ry)|Department) (?:of|for) (?:the )?{_FIELD}(?:, {_FIELD}){{1,4}},? and {_FIELD}")
_DEGREE = re.compile(r",\s?(?:M\.?D\.?|Ph\.?D\.?)(?=,)")
#: an office with which another person's begins: the Prime Minister and President Kaito, the Prime Minister and spouse
_OTHERS = re.compile(
    r"(?:Thai )?Prime Minister and (?=(?:spouse|President|Prime Minister)\b)"
    r"|[^,\n]*?Minister and the (?=(?:[A-Z][a-z]+ ){0,3}(?:Minister|President|Ambassador)\b)"
)
_POSSESSIVE = frozenset({"'", "’", "s"})
#: an office that begins another one, if that has a capital: in "Prime Minister’s advisor" it is a mention of its own
_HOLDER = re.compile(r"\b(?:(?:Deputy )?Prime Minister|PM)[’']s[ \xa0]\Z")
#: a body where somebody works, even if it was taken for a place
_SCHOOL = re.compile(r"University|College|Institute|Hospital")
_COMMA = re.compile(r",[ \xa0](?:the )?")
#: offices that name what they head
_MINISTER = re.compile("Minister|Ambassador|President")
#: code of a country other than Thailand
_ABROAD = re.compile(r"(?!TH)[A-Z]{2}")
_HEADS = words("en", "head") | words("en", "several") | words("en", "calling")


def _capital(word: str) -> bool:
    return word[:1].isupper()


def _wrap(scene: Scene, k: int) -> bool:
    """Whether a token is a line break of the body that only wraps a long line."""
    wraps = scene.tokens.norms[k] == "\n" and k > 0 and scene.tokens.kinds[k - 1] == "latin"
    return wraps and scene.tokens.starts[k] >= scene.body


def _hyphen(scene: Scene, k: int) -> bool:
    """Whether a token is a hyphen between two words (Secretary-General)."""
    return scene.tokens.norms[k] == "-" and 0 < k < scene.size - 1 and not scene.blank(k - 1)


def _listed(scene: Scene, k: int) -> bool:
    """Whether a comma separates the fields of one ministry (Higher Education, Science, Research and Innovation)."""
    if scene.tokens.norms[k] != ",":
        return False
    at = scene.tokens.starts[k]
    near = _FIELDS.finditer(scene.text, max(0, at - _NEAR), at + _NEAR)
    return any(fields.start() < at < fields.end() for fields in near)


def _at_body(scene: Scene, k: int) -> bool:
    """Whether "at" leads from an office to its organisation (Head of Television at Kite Studios)."""
    if scene.tokens.norms[k] != "at":
        return False
    body = scene.skip(k + 1)
    if scene.tokens.norms[body : body + 1] == ["the"]:
        body = scene.skip(body + 1)
    if body >= scene.size:
        return False
    named = scene.touching(scene.tokens.starts[body], scene.tokens.ends[body])
    return any(e.type == "ORGANIZATION" or (e.type == "FACILITY" and _SCHOOL.search(e.text)) for e in named)


def _inside(scene: Scene, at: int) -> bool:
    return any(e.start < at and e.type in {"ORGANIZATION", "LOCATION"} for e in scene.touching(at, at + 1))


def _may_belong(scene: Scene, k: int, small: frozenset[str]) -> bool:
    """Whether a token may be part of an office: capitalised, inside a name, whitespace, or a function word."""
    word = scene.tokens.norms[k]
    return _inside(scene, scene.tokens.starts[k]) or scene.blank(k) or _capital(word) or word in small | words("en", "small")


def before(scene: Scene, offset: int, floor: int) -> tuple[int, int] | None:
    """The office that ends right before a name, from ``floor`` on ("Deputy Government Spokesperson Somying …"), or None."""
    norms, starts, ends = scene.tokens.norms, scene.tokens.starts, scene.tokens.ends
    joints, heads = words("en", "joint"), _HEADS | words("en", "small")
    last = _last(scene, offset)
    first = next((k for k in range(_start(scene, last, floor), last + 1) if _begins(scene, k)), last + 1)
    if heads.isdisjoint(norms[first : last + 1]) or norms[last] in joints:
        return None
    start = _with_body(scene, starts[first], floor)
    others = _OTHERS.match(scene.text, start, ends[last])
    return others.end() if others else start, ends[last]


def _begins(scene: Scene, k: int) -> bool:
    """Whether an office may begin with a token: its head, or a word that leads to it and not to "of" (Thailand of Minister …)."""
    word = scene.tokens.norms[k]
    if word in _HEADS or word in words("en", "small"):
        return True
    return word in words("en", "lead") and scene.tokens.norms[scene.skip(k + 1)] != "of"


def _last(scene: Scene, offset: int) -> int:
    """The last word before a name, skipping a comma and an abbreviation in brackets (head of the … Agency (ABC), Mr. Jaidee)."""
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
    """The start of an office with the organisation, country or other office right before it (WHO Director-General)."""
    holder = _HOLDER.search(scene.text, max(floor, start - _NEAR), start)
    if holder and _capital(scene.text[start:]):
        return holder.start()
    near = (e for e in scene.touching(start - len("’s ") - 1, start) if e.start >= floor)
    joints = {"ORGANIZATION": {" ", "\xa0", "’s ", "'s "}, "LOCATION": {" ", "\xa0"}}
    glued = (e for e in near if e.type == "ORGANIZATION" or _ABROAD.fullmatch(e.iso or ""))
    return next((e.start for e in glued if scene.text[e.end : start] in joints.get(e.type, ())), start)


def _start(scene: Scene, last: int, floor: int) -> int:
    """The first word of the office that ends at the token ``last``."""
    norms, starts, joints = scene.tokens.norms, scene.tokens.starts, words("en", "joint") - {"with"}
    first = last + 1
    for k in range(last, max(last - _MAX_TOKENS, -1), -1):
        if _wrap(scene, k) or _hyphen(scene, k) or _listed(scene, k):
            continue
        if starts[k] < floor or "\n" in norms[k] or not _may_belong(scene, k, joints):
            break
        if not scene.blank(k):
            first = k
    return first


def after(scene: Scene, offset: int) -> tuple[int, int] | None:
    """The office in apposition after a name (", Ambassador of … to …,") or on the line below it; None if there is none."""
    norms = scene.tokens.norms
    i = _past_retired(scene, scene.skip(scene.index(offset)))
    below = i < scene.size and "\n" in norms[i]
    first = _apposition_start(scene, i) if not below else i + 1 if _starts_with_head(scene, i + 1) else None
    if first is None:
        return None
    kin, then = norms[first : first + 1], norms[first + 1 : first + 2]  # Mrs. Jaidee, spouse,
    if words("en", "kin").issuperset(kin) and then in ([","], ["."]):
        return scene.tokens.starts[first], scene.tokens.ends[first]
    end = _end(scene, first)
    if end == first or scene.names_person(scene.skip(end)) or not _is_office(norms[first:end]):  # the next person's office
        return None
    if below and not scene.ends_line(end):
        return None
    return scene.tokens.starts[first], _with_body_behind(scene, scene.tokens.starts[first], scene.tokens.ends[end - 1])


def _with_body_behind(scene: Scene, start: int, end: int) -> int:
    """The end of an office with the organisation behind its comma (Deputy Director-General, Department of Tides): 10 of 10."""
    comma = _COMMA.match(scene.text, end)
    body = scene.starting.get(comma.end()) if comma else None
    if body is None or body.type != "ORGANIZATION" or scene.inside(start, end) or _MINISTER.search(scene.text, start, end):
        return end
    return end if scene.names_person(scene.skip(scene.index(body.end))) else body.end


def _past_retired(scene: Scene, i: int) -> int:
    """The token after a short bracket that opens at a token, such as (Ret.), or after a degree (, MD)."""
    norms = scene.tokens.norms
    if degree := i < scene.size and _DEGREE.match(scene.text, scene.tokens.starts[i]):
        return scene.skip(scene.index(degree.end()))
    if i >= scene.size or norms[i] != "(":
        return i
    return next((scene.skip(k + 1) for k in range(i + 1, min(i + 4, scene.size)) if norms[k] == ")"), i)


def _apposition_start(scene: Scene, i: int) -> int | None:
    """The first token of a possible office in apposition: after punctuation, after "the", or at a head word; else None."""
    norms = scene.tokens.norms
    apart = i < scene.size and norms[i] in {",", "(", "-", "–"}
    first = scene.skip(i + 1) if apart else i
    then = scene.skip(first + 1)
    if norms[first : first + 1] in (["the"], ["The"]):
        return then
    if norms[first : first + 1] in (["a"], ["an"]) and words("en", "small").issuperset(norms[then : then + 1]):
        return then
    return first if apart or _starts_with_head(scene, first) else None


def _starts_with_head(scene: Scene, i: int) -> bool:
    """Whether the head of an office stands at a token, perhaps after words that lead to it (Deputy Prime Minister)."""
    while i < scene.size and (scene.blank(i) or scene.tokens.norms[i] in words("en", "lead") - _HEADS):
        i += 1
    return i < scene.size and scene.tokens.norms[i] in _HEADS


def _is_office(run: Sequence[str]) -> bool:
    """Whether words form an office: they begin with a capital or a head, and a head is among the first eight."""
    heads = _HEADS | words("en", "small")
    return any(map(_capital, run)) and (_capital(run[0]) or run[0] in heads) and not heads.isdisjoint(run[:8])


def _end(scene: Scene, first: int) -> int:
    """The token after the last capitalised word, number, name or noun of an office."""
    norms, starts = scene.tokens.norms, scene.tokens.starts
    small = (words("en", "joint") - {"with", "on", "at"}) | _POSSESSIVE
    end = first
    for k in range(first, min(first + _MAX_TOKENS, scene.size)):
        entity = scene.starting.get(starts[k])
        joined = _hyphen(scene, k) or (k > first and _hyphen(scene, k - 1))  # the U.S.-based Kite Company
        inside = joined or _may_belong(scene, k, small) or _listed(scene, k) or _at_body(scene, k)
        if (entity and entity.type == "PERSON") or not (inside or norms[k].isdigit()):
            break
        if _may_end(scene, k):
            end = k + 1
    return end


def _may_end(scene: Scene, k: int) -> bool:
    """Whether an office may end with a token: a capitalised word, a number, a name, or the head of an office (…, NATO president,)."""
    word = scene.tokens.norms[k]
    noun = word in words("en", "small") and word not in words("en", "qualifier")
    return noun or word.isdigit() or _capital(word) or _inside(scene, scene.tokens.starts[k])
