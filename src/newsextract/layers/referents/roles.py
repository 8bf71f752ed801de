"""Offices beside a name: how far one reaches to the right of a point, and whether one ends at a point."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from newsextract.layers.drafts import Entity
from newsextract.layers.referents.lexicon import words
from newsextract.thai.tokens import Tokens

#: offices longer than this are lists of people run together
LONGEST = 220
#: how far before a name an office may begin
REACH = 150
#: words that may stand before the head of an office (อดีต, รักษาการ)
LEADS = 10
#: words that begin an office only before another
_SECOND = {"รักษา": frozenset({"ราชการ", "การ"})}
#: tokens of another name or a place in the picture in brackets behind a name
_OTHER_NAME = 6
_WORDLIKE = frozenset({"thai", "number", "latin", "abbreviation"})
_QUOTES = frozenset("\"“”‘’'«»:;/|•?!…")


@cache
def _long_heads() -> tuple[str, ...]:
    """Heads that the tokenizer may leave joined to what they head (เสนาธิการทหารบก)."""
    return tuple(word for word in words("th", "head") - words("th", "crowd") if len(word) > 5 or word.count(".") > 1)


@dataclass(frozen=True)
class Scene:
    """A text with its tokens and the names in it."""

    text: str
    tokens: Tokens
    entities: Sequence[Entity]

    @cached_property
    def starting(self) -> dict[int, Entity]:
        """Entities by their first character."""
        return {entity.start: entity for entity in self.entities}

    @cached_property
    def bodies(self) -> dict[str, Entity]:
        """Where each body is first named, by its name without white space."""
        found: dict[str, Entity] = {}
        for entity in self.entities:
            if entity.type == "ORGANIZATION":
                found.setdefault("".join(entity.text.split()), entity)
        return found

    @cached_property
    def body_names(self) -> list[str]:
        """The names of the bodies, sorted."""
        return sorted(self.bodies)

    @cached_property
    def _edges(self) -> tuple[list[int], list[int]]:
        return [entity.start for entity in self.entities], [entity.end for entity in self.entities]

    def touching(self, start: int, end: int) -> Sequence[Entity]:
        """The entities that share a character with ``text[start:end]``; entities do not overlap one another."""
        starts, ends = self._edges
        return self.entities[bisect_right(ends, start) : bisect_left(starts, end)]

    @cached_property
    def size(self) -> int:
        """Number of tokens."""
        return len(self.tokens)

    def index(self, offset: int) -> int:
        """The first token that begins at or after an offset."""
        return bisect_left(self.tokens.starts, offset)

    def blank(self, i: int) -> bool:
        """Whether a token is white space within a line."""
        return self.tokens.kinds[i] == "space" and "\n" not in self.tokens.norms[i]

    def skip(self, i: int) -> int:
        """The first token from ``i`` on that is not white space within a line."""
        while i < self.size and self.blank(i):
            i += 1
        return i

    def ends_line(self, i: int) -> bool:
        """Whether nothing but white space stands between a token and the end of its line."""
        i = self.skip(i)
        return i >= self.size or "\n" in self.tokens.norms[i]

    def names_person(self, i: int) -> bool:
        """Whether a person's name begins at a token."""
        entity = self.starting.get(self.tokens.starts[i]) if i < self.size else None
        return entity is not None and entity.type == "PERSON"

    def begins_office(self, i: int, leads: int = LEADS) -> bool:
        """Whether an office may begin at a token, with so many words before its head at most."""
        if i >= self.size:
            return False
        norms = self.tokens.norms
        word, following = norms[i], norms[i + 1] if i + 1 < self.size else ""
        second = _SECOND.get(word) or (words("th", "after_phu") if word == "ผู้" else None)
        if second:
            return following in second
        if word in words("th", "provincial"):
            field = norms[i + 1 : i + 4] if following == "และ" else norms[i + 1 : i + 2]  # ท่องเที่ยวและกีฬาจังหวัด
            return field[-1:] in (["จังหวัด"], ["อำเภอ"])
        if word in words("th", "head") | words("th", "calling") or word.startswith(_long_heads()):
            entity = self.starting.get(self.tokens.starts[i])
            return entity is None or entity.type == "ORGANIZATION"
        return word in words("th", "lead") and self._leads_on(self.skip(i + 1), leads)

    def _leads_on(self, i: int, leads: int) -> bool:
        """Whether an office goes on at the token behind a word that stands before its head."""
        if i >= self.size:
            return False
        return (leads > 0 and self.begins_office(i, leads - 1)) or self.tokens.norms[i] in {"ใน", "ตำแหน่ง", "แทน"}

    def ex_officio(self, i: int) -> bool:
        """Whether ``ในฐานะ`` stands at a token, in one piece or two."""
        norms = self.tokens.norms
        return i < self.size and (norms[i] == "ในฐานะ" or (norms[i] == "ใน" and norms[i + 1 : i + 2] == ["ฐานะ"]))


def after(scene: Scene, offset: int) -> tuple[int, int] | None:
    """The Thai office that begins right behind ``offset`` (white space and ฯ aside), or None."""
    i = scene.skip(scene.index(offset))
    if i < scene.size and scene.tokens.norms[i] == "ฯ":
        i = scene.skip(i + 1)
    i = _past_gloss(scene, i)
    below = i < scene.size and "\n" in scene.tokens.norms[i] and scene.begins_office(i + 1)
    i += below
    if i < scene.size and scene.tokens.norms[i] == "," and scene.begins_office(scene.skip(i + 1)):
        i = scene.skip(i + 1)
    if not scene.begins_office(i):
        return None
    end = extent(scene, i)
    start = scene.tokens.starts[i]
    return (start, end) if end > start and (not below or scene.ends_line(scene.index(end))) else None


def _past_gloss(scene: Scene, i: int) -> int:
    """The token behind a bracket that writes the name in Latin letters, and behind the line break after it."""
    norms, kinds = scene.tokens.norms, scene.tokens.kinds
    if i >= scene.size or norms[i] != "(":
        return i
    for k in range(i + 1, min(i + 25, scene.size)):
        if norms[k] == ")":
            k += 1  # noqa: PLW2901
            while k < scene.size and kinds[k] == "space":
                k += 1  # noqa: PLW2901
            return k
        if kinds[k] == "thai" and k > i + _OTHER_NAME:
            break
    return i


def extent(scene: Scene, i: int, until: int | None = None, *, second: bool = False) -> int:
    """Where the Thai office that begins at token ``i`` ends: an offset; never past ``until``; a ``second`` one has no third."""
    tokens, norms = scene.tokens, scene.tokens.norms
    start = end = tokens.starts[i]
    limit = start + LONGEST if until is None else min(start + LONGEST, until)
    state = _State(second=second)
    while i < scene.size and tokens.starts[i] < limit:
        entity = scene.starting.get(tokens.starts[i])
        if entity is not None:
            if entity.type in {"PERSON", "EVENT"}:
                break
            end, i = entity.end, scene.index(entity.end)
            state.body(entity)
            continue
        if scene.blank(i) or norms[i] == "(":
            i = _past_gap(scene, i, state)
            continue
        if _ends(scene, i, state):
            break
        word = norms[i]
        if word not in {"และ", "หรือ"}:
            end = tokens.ends[i]
            state.word(word)
        elif scene.begins_office(scene.skip(i + 1)):
            i = scene.skip(i + 1) - 1
        i += 1
    end = start + len(scene.text[start:end].rstrip())
    return end if until is None else min(end, until)


def _past_gap(scene: Scene, i: int, state: _State) -> int:
    """Where an office goes on behind white space or a bracket; the end of the text where it does not."""
    if not scene.blank(i):
        return _past_bracket(scene, i)
    following = scene.skip(i)
    return following if _goes_on(scene, following, state) else scene.size


#: bodies that stand beside a person rather than under him
_BESIDE = ("คณะกรรมการ", "คณะรัฐมนตรี", "คณะอนุกรรมการ", "สมาคม", "สภา", "บริษัท")


@dataclass
class _State:
    """What an office still lacks."""

    fresh: bool = True  # a head has just been read: its body or field must follow
    named: bool = False  # a body has been named
    ministry: bool = False  # a ministry has been named: no further body follows without a new head
    field: bool = False  # a field is being named (ฝ่ายแผนและพัฒนา)
    last: str = ""  # the last word
    second: bool = False  # another office stands before it

    def body(self, entity: Entity) -> None:
        """Note a name inside the office."""
        self.fresh = False
        self.named = self.named or entity.type == "ORGANIZATION"
        self.ministry = entity.type == "ORGANIZATION" and ("กระทรวง" in entity.text or entity.text.endswith("."))
        self.last = ""

    def wants(self, word: str, kind: str) -> bool:
        """Whether a bare word may be the body or the field of the head just read."""
        return kind in _WORDLIKE and self.fresh and self.last not in words("th", "whole") and word not in words("th", "stop")

    def word(self, word: str) -> None:
        """Note a word of the office."""
        opens = word in words("th", "head") or word in words("th", "joint") or word in words("th", "lead")
        whole = word in words("th", "whole")
        fresh, self.fresh = (
            self.fresh,
            (opens and not whole) or (self.fresh and word in {"ว่าการ", "ช่วยว่าการ", "แทน", "ฐานะ", "ราชการ"}),
        )
        self.field = word in words("th", "field") or ((self.field or fresh) and not opens)
        self.ministry = self.ministry and not opens
        self.last = word


def _ends(scene: Scene, i: int, state: _State) -> bool:
    """Whether a word cannot belong to the office before it."""
    word = scene.tokens.norms[i]
    if word in _QUOTES or "\n" in word or word in {")", ",", ".", "-", "–"}:
        return True
    if word in {"และ", "หรือ"}:
        return _no_second(scene, scene.skip(i + 1), state)
    if word == "แทน":
        return state.last not in {"รักษา", "รักษาราชการ", "รักษาการ", "ราชการ", "การ", "ทำการ"}
    if state.last in words("th", "whole") and word not in _onward():
        return word not in {"ฯ", "ไทย"} and not scene.ex_officio(i) and not scene.begins_office(i)
    return not state.fresh and word in words("th", "stop") and not _within(scene, i, state)


def _within(scene: Scene, i: int, state: _State) -> bool:
    """Whether a word that else ends an office is part of it: ex officio, ในฐานะ, ที่ before a number, a verb as a noun (การจัดเก็บ)."""
    word = scene.tokens.norms[i]
    return (
        state.last in {"และ", "การ"}
        or scene.ex_officio(i)
        or (word == "ฐานะ" and state.last == "ใน")
        or (word == "ที่" and _counts(scene, i))
    )


@cache
def _onward() -> frozenset[str]:
    """Words with which an office that is whole goes on."""
    return words("th", "joint") | words("th", "onward") | words("th", "lead")


def _no_second(scene: Scene, i: int, state: _State) -> bool:
    """Whether what follows และ is neither a second office nor the rest of a field (การเงินและการคลัง)."""
    if i >= scene.size:
        return True
    if scene.begins_office(i):
        return scene.tokens.norms[i] in words("th", "crowd") | {"กรรมการ"}
    if entity := scene.starting.get(scene.tokens.starts[i]):  # หอการค้าไทยและสภาหอการค้าแห่งประเทศไทย
        return not (state.named and not state.last and not scene.blank(i - 1) and entity.type == "ORGANIZATION")
    return not (state.fresh or state.field)


def _counts(scene: Scene, i: int) -> bool:
    """``ที่`` before a number (คนที่ 1) belongs to the office."""
    following = scene.skip(i + 1)
    return following < scene.size and scene.tokens.kinds[following] == "number"


def _goes_on(scene: Scene, i: int, state: _State) -> bool:
    """Whether an office goes on behind white space: with the body that it heads, or with a second office."""
    if i >= scene.size:
        return False
    entity = scene.starting.get(scene.tokens.starts[i])
    if entity is not None:
        return _takes(entity, state)
    word = scene.tokens.norms[i]
    if word == "และ":
        following = scene.skip(i + 1)
        return scene.begins_office(following) and not _is_crowd(scene, following)
    if word == "(" or scene.ex_officio(i) or word in words("th", "onward"):
        return not _heads_of_all(scene, i)
    if word in words("th", "lead") or word == "รักษา":
        return scene.begins_office(i) or state.fresh
    return _is_second(scene, i, state) or state.wants(word, scene.tokens.kinds[i])


def _is_crowd(scene: Scene, i: int) -> bool:
    """Whether several people are meant by an office that begins at a token."""
    return scene.tokens.norms[i] in words("th", "crowd") or _heads_of_all(scene, i)


def _heads_of_all(scene: Scene, i: int) -> bool:
    """Whether all heads of offices are meant (หัวหน้าส่วนราชการ), not one."""
    return scene.text.startswith(("หัวหน้าส่วน", "หัวหน้าหน่วยงาน"), scene.tokens.starts[i])


def _is_second(scene: Scene, i: int, state: _State) -> bool:
    """Whether one more office of the same person begins at a token, and no list of offices, nor another's before his name."""
    if state.fresh or state.second or scene.tokens.norms[i] not in words("th", "second"):
        return False
    end = extent(scene, i, second=True)
    bodies = any(e.type == "ORGANIZATION" for e in scene.touching(scene.tokens.ends[i], end))
    following = scene.skip(scene.index(end))
    return bodies and not (scene.names_person(following) or scene.begins_office(following))


def _takes(entity: Entity, state: _State) -> bool:
    """Whether a name behind white space belongs to the office before it."""
    if entity.type == "ORGANIZATION" and not state.fresh and state.named:
        return not state.ministry and not entity.text.startswith(_BESIDE)
    return entity.type in {"ORGANIZATION", "LOCATION", "FACILITY"}


def _past_bracket(scene: Scene, i: int) -> int:
    """The token behind a short bracket after which the office goes on; the end of the text where it does not."""
    for k in range(i + 1, min(i + 25, scene.size)):
        if scene.tokens.norms[k] != ")":
            continue
        following = scene.skip(k + 1)
        if following >= scene.size:
            break
        word = scene.tokens.norms[following]
        entity = scene.starting.get(scene.tokens.starts[following])
        second = word == "และ" and scene.begins_office(scene.skip(following + 1))
        body = entity is not None and entity.type == "ORGANIZATION" and k - i < 6
        lead = (
            word in words("th", "lead") | (words("th", "onward") & words("th", "joint"))
            or word == "รักษา"
            or scene.ex_officio(following)
        )
        return following if second or body or lead else scene.size
    return scene.size


def before(scene: Scene, offset: int, floor: int) -> tuple[int, int] | None:
    """The Thai office that ends right before ``offset``, or None."""
    last = scene.index(offset)
    first = scene.index(max(floor, offset - REACH))
    start = first
    for k in range(last - 1, first - 1, -1):
        if "\n" in scene.tokens.norms[k] or scene.tokens.norms[k] in {",", ")", "”"}:
            start = k + 1
            break
    inside = [(e.start, e.end) for e in scene.touching(scene.tokens.starts[start], offset)] if start < last else []
    for k in range(start, last):
        at = scene.tokens.starts[k]
        if any(a < at < b for a, b in inside) or not scene.begins_office(k):
            continue
        end = extent(scene, k, offset)
        if not scene.text[end:offset].strip(" \u200b\xa0(“\"'‘-:"):
            return (at, end) if end > at else None
    return None
