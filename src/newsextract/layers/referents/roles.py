"""Thai offices next to a name: where an office that begins at a token ends, and whether one ends at an offset."""

from __future__ import annotations

import re
from dataclasses import dataclass

from newsextract.layers.drafts import Entity
from newsextract.layers.referents.known import words
from newsextract.layers.referents.scene import PROVINCIAL, SECOND, SPLIT_LEADS, Scene
from newsextract.thai.text import is_latin

#: maximum characters of an office; longer ones are lists of people run together
MAX_LENGTH = 220
#: maximum characters between the start of an office and the name after it
REACH = 150
#: leading tokens in brackets after a name that may be Thai: another name, or a position in the picture
_OTHER_NAME = 6
#: a quotation that ends before a name, and an office in its last words with it (… ของเกษตรกร” นาย ก กล่าว)
_CLOSED = re.compile(r'["“]\s')
_WORDLIKE = frozenset({"thai", "number", "latin", "abbreviation"})
#: words between a name and the office to which the person is appointed
_APPOINTED = re.compile(r"[ \xa0]*(?:(?:ได้รับแต่งตั้ง)?ให้)?\s?(?:ดำรง)?ตำแหน่ง(?:เป็น)?[ \xa0]*:?[ \xa0]*")
_QUOTES = frozenset("\"“”‘’'«»:;/|•?!…")
#: a division in brackets: โฆษกกระทรวง… (ฝ่ายการเมือง)
_DIVISION = re.compile(r"\((?:ฝ่าย|ด้าน|สายงาน)[^()\n]{2,40}\)")
#: whom an office serves, in brackets
_SERVED = re.compile(r"\s?\([^()\n]{2,60}\)")
#: what a body or a field is for, or with whom it works
_SERVES = re.compile(r"เพื่อ|กับ|ใน(?=การ(?!ประชุม|หารือ|นี้)|ภาค|ต่างประเทศ)")
#: how a minister's office begins, and an official's, which no minister holds
_MINISTERS, _OFFICIAL = ("รัฐมนตรี", "รมว.", "รมช."), re.compile(r"(?:รอง)?(?:ปลัด|อธิบดี)")
#: the city of a Thai ambassador
_POSTING = re.compile(r"ณ[ \xa0]?(?:กรุง(?!เทพ)|นคร|เมือง)")
#: words that continue an office whose head needs no organisation
_ONWARD = words("th", "joint") | words("th", "onward") | words("th", "lead")
#: the beginnings of others' offices: heads in general, of a ministry's office in a province, or of several bodies
_OTHERS = re.compile(
    rf"หัวหน้า(?:ส่วน|หน่วยงาน)|(?:รอง)?(?:นายแพทย์)?{PROVINCIAL.pattern}|[^\s(]{{2,70}}?\s?(?:อีก\s?)?[0-9๐-๙]+\s?แห่ง"
)


def after(scene: Scene, offset: int) -> tuple[int, int] | None:
    """The Thai office that begins after ``offset``, directly or after "appointed as", or None."""
    return _beside(scene, offset) or _appointed(scene, offset)


def _appointed(scene: Scene, offset: int) -> tuple[int, int] | None:
    """The office to which the person named before ``offset`` is appointed (… ให้ดำรงตำแหน่ง อธิบดี…), or None."""
    appointed = _APPOINTED.match(scene.text, offset)
    i = scene.index(appointed.end()) if appointed else scene.size
    if not appointed or not scene.begins_office(i) or scene.tokens.starts[i] != appointed.end():
        return None
    return appointed.end(), extent(scene, i)


def _beside(scene: Scene, offset: int) -> tuple[int, int] | None:
    """The office that begins right after ``offset`` (whitespace and ฯ aside), or None."""
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
    return (start, end) if end > start and (not below or _fills_line(scene, start, end)) else None


def _fills_line(scene: Scene, start: int, end: int) -> bool:
    """Whether an office is alone on its line, but for whom its holder serves: โฆษกประจำรองนายกรัฐมนตรี (นาย ก)."""
    served = _SERVED.match(scene.text, end) if "ประจำ" in scene.text[start:end] else None
    return scene.ends_line(scene.index(served.end() if served else end))


def _past_gloss(scene: Scene, i: int) -> int:
    """The token after a bracket that gives the name in other letters, and after the whitespace that follows."""
    norms, kinds = scene.tokens.norms, scene.tokens.kinds
    if i >= scene.size or norms[i] != "(":
        return i
    for k in range(i + 1, min(i + 25, scene.size)):
        if norms[k] == ")":
            k += 1  # noqa: PLW2901
            while k < scene.size and kinds[k] == "space":
                k += 1  # noqa: PLW2901
            return k
        if kinds[k] == "thai" and k > i + _OTHER_NAME and not _is_latin(scene, i):
            break
    return i


def _is_latin(scene: Scene, i: int) -> bool:
    """Whether the word before a token is in Latin letters (Mr. John Kite (จอห์น ไคต์) เอกอัครราชทูต…)."""
    at = scene.tokens.starts[i]
    return is_latin(scene.text[max(0, at - 3) : at].rstrip()[-1:])


def extent(scene: Scene, i: int, until: int | None = None, *, second: bool = False) -> int:
    """The end offset, at most ``until``, of the Thai office that begins at token ``i``; a ``second`` office has no third."""
    tokens, norms = scene.tokens, scene.tokens.norms
    start = end = tokens.starts[i]
    limit = start + MAX_LENGTH if until is None else min(start + MAX_LENGTH, until)
    state = _State(start, second=second)
    while i < scene.size and tokens.starts[i] < limit:
        entity = scene.starting.get(tokens.starts[i])
        if getattr(entity, "type", None) in {"PERSON", "EVENT"}:
            break
        if behind := _part(scene, tokens.starts[i], entity, state):
            end, i = behind, scene.index(behind)
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


def _part(scene: Scene, at: int, entity: Entity | None, state: _State) -> int | None:
    """The end of the name or the division in brackets that begins at an offset of an office, or None."""
    if entity is not None:
        state.body(entity)
        return entity.end
    division = _DIVISION.match(scene.text, at)
    return division.end() if division else None


def _past_gap(scene: Scene, i: int, state: _State) -> int:
    """The token at which an office continues after whitespace or a bracket; the end of the text if it does not."""
    if not scene.blank(i):
        return _past_bracket(scene, i, state)
    following = scene.skip(i)
    return following if _goes_on(scene, following, state) else scene.size


#: the houses of parliament
_HOUSES = ("สภาผู้แทนราษฎร", "วุฒิสภา")
#: organisations that do not continue an office in which one is named already
_BESIDE = ("คณะกรรมการ", "คณะรัฐมนตรี", "คณะอนุกรรมการ", "สมาคม", "สภา", "บริษัท")


@dataclass
class _State:
    """What an office still lacks, as its words are read."""

    start: int  # where the office begins
    fresh: bool = True  # a head has just been read: its organisation or field must follow
    named: bool = False  # an organisation has been named
    commission: bool = False  # a committee of parliament has been named: its house may follow
    ministry: bool = False  # a ministry has been named: no further organisation follows without a new head
    field: bool = False  # a field is being named (ฝ่ายแผนและพัฒนา)
    last: str = ""  # the last word
    abroad: bool = False  # an ambassador: the city may follow
    second: bool = False  # another office precedes it

    def body(self, entity: Entity) -> None:
        """Record a name inside the office."""
        self.fresh = False
        self.named = self.named or entity.type == "ORGANIZATION"
        self.ministry = entity.type == "ORGANIZATION" and ("กระทรวง" in entity.text or entity.text.endswith("."))
        self.commission = "กรรมาธิการ" in entity.text
        self.abroad = self.abroad and entity.iso == "TH"
        self.last = ""

    def wants(self, word: str, kind: str) -> bool:
        """Whether a bare word may be the place or the number of an office, or the organisation or the field of the head just read."""
        if (word == "ณ" and self.last.startswith("กงสุล")) or (kind == "number" and self.last.endswith(("ที่", "เขต"))):
            return True  # แม่ทัพภาคที่ 2
        return kind in _WORDLIKE and self.fresh and self.last not in words("th", "whole") and word not in words("th", "stop")

    def word(self, word: str) -> None:
        """Record a word of the office."""
        opens = word in SECOND or any(word in words("th", kind) for kind in ("head", "joint", "lead"))
        whole = word in words("th", "whole")
        fresh, self.fresh = (
            self.fresh,
            (opens and not whole) or (self.fresh and word in {"ว่าการ", "ช่วยว่าการ", "แทน", "ฐานะ", "ราชการ"}),
        )
        self.field = word in words("th", "field") or ((self.field or fresh) and not opens)
        self.ministry = self.ministry and not opens
        self.abroad = word.endswith("ทูต") or (self.abroad and word == "ไทย")
        self.last = word


def _ends(scene: Scene, i: int, state: _State) -> bool:
    """Whether the office ends before a token."""
    word = scene.tokens.norms[i]
    if word in _QUOTES or "\n" in word or word in {")", ",", ".", "-", "–"}:
        return True
    if word in {"และ", "หรือ"}:
        return _no_second(scene, scene.skip(i + 1), state)
    if word == "แทน":
        return state.last not in {"รักษา", "รักษาราชการ", "รักษาการ", "ราชการ", "การ", "ทำการ"}
    if state.last in words("th", "whole") and word not in _ONWARD:
        return word not in {"ฯ", "ไทย"} and not scene.ex_officio(i) and not scene.begins_office(i)
    return not state.fresh and word in words("th", "stop") and not _within(scene, i, state)


def _within(scene: Scene, i: int, state: _State) -> bool:
    """Whether a stop word is part of the office: ในฐานะ, ที่ before a number, a verb used as a noun, the work of a team."""
    word = scene.tokens.norms[i]
    return (
        state.last in {"และ", "การ", "เพื่อ"}
        or scene.ex_officio(i)
        or (state.last, word) in {("ใน", "ฐานะ"), ("ไม่", "ได้รับ")}
        or _at_court(scene, i)
        or (word == "ที่" and _precedes_number(scene, i))
        or _serves(scene, i, state)
        or (state.last in words("th", "team") and word in words("th", "in_team") and not scene.blank(i - 1))
    )


def _serves(scene: Scene, i: int, state: _State) -> bool:
    """Whether what a body or a field is for, or with whom it works, is told without a space before it (กองทุนเพื่อผู้สูงอายุ).

    Next to a ministry it is rather why its head acts, and before another verb it is a clause (เพื่อหารือ).
    """
    at = scene.tokens.starts[i]
    after = _SERVES.match(scene.text, at)
    if not after or state.ministry or "เพื่อ" in scene.text[state.start : at] or scene.text[at - 1] in " \xa0)":
        return False
    k = scene.index(after.end())
    if scene.names_person(k) or scene.begins_office(k):
        return False
    return k < scene.size and (
        scene.tokens.norms[k] not in words("th", "stop") or scene.tokens.norms[k] in words("th", "in_team")
    )


def _at_court(scene: Scene, i: int) -> bool:
    """Whether the rest of an office of the royal court begins at a token (ราชเลขานุการในพระองค์)."""
    return scene.text.startswith("ในพระองค์", scene.tokens.starts[i])


def _placed(scene: Scene, i: int, state: _State) -> bool:
    """Whether the place of an office begins at a token: the court, or an ambassador's city."""
    posted = state.abroad and _POSTING.match(scene.text, scene.tokens.starts[i]) is not None
    return posted or _at_court(scene, i)


def _no_second(scene: Scene, i: int, state: _State) -> bool:
    """Whether what follows และ is neither a second office nor the rest of a field (การเงินและการคลัง)."""
    if i >= scene.size:
        return True
    if scene.begins_office(i):
        return scene.tokens.norms[i] == "กรรมการ" or not _is_own(scene, i, state)
    if entity := scene.starting.get(scene.tokens.starts[i]):  # หอการค้าไทยและสภาหอการค้าแห่งประเทศไทย
        return not (state.named and not state.last and not scene.blank(i - 1) and entity.type == "ORGANIZATION")
    return not (state.fresh or state.field)


def _precedes_number(scene: Scene, i: int) -> bool:
    """Whether ``ที่`` precedes a number (คนที่ 1) and so belongs to the office."""
    following = scene.skip(i + 1)
    return following < scene.size and scene.tokens.kinds[following] == "number"


def _goes_on(scene: Scene, i: int, state: _State) -> bool:
    """Whether an office continues after whitespace: with its organisation, or with a second office."""
    if i >= scene.size:
        return False
    entity = scene.starting.get(scene.tokens.starts[i])
    if entity is not None:
        return _may_follow(entity, state)
    word = scene.tokens.norms[i]
    if word == "และ":
        return _is_own(scene, scene.skip(i + 1), state)
    if word == "(" or scene.ex_officio(i) or _placed(scene, i, state) or word in words("th", "onward"):
        return not _OTHERS.match(scene.text, scene.tokens.starts[i])
    if _leads(scene, i):
        return state.fresh or scene.begins_office(i)
    return state.wants(word, scene.tokens.kinds[i]) or _is_second(scene, i, state)


def _leads(scene: Scene, i: int) -> bool:
    """Whether a word that may stand before the head of an office begins at a token."""
    norms = scene.tokens.norms
    return norms[i] in words("th", "lead") or norms[i] in SECOND or norms[i : i + 2] in SPLIT_LEADS


def _is_own(scene: Scene, i: int, state: _State) -> bool:
    """Whether an office that the same person may hold begins at a token behind และ: not that of several people or another's."""
    if not scene.begins_office(i) or scene.tokens.norms[i] in words("th", "crowd"):
        return False
    at = scene.tokens.starts[i]
    official = scene.text.startswith(_MINISTERS, state.start) and _OFFICIAL.match(scene.text, at)
    return not (official or _OTHERS.match(scene.text, at))


def _is_second(scene: Scene, i: int, state: _State) -> bool:
    """Whether a second office of the same person begins at a token, not a list of offices or the next person's office."""
    if state.fresh or state.second or scene.tokens.norms[i] not in words("th", "second"):
        return False
    end = extent(scene, i, second=True)
    bodies = any(e.type == "ORGANIZATION" for e in scene.touching(scene.tokens.ends[i], end))
    following = scene.skip(scene.index(end))
    return bodies and not (scene.names_person(following) or scene.begins_office(following))


def _may_follow(entity: Entity, state: _State) -> bool:
    """Whether a name after whitespace belongs to the office before it."""
    if entity.type == "ORGANIZATION" and not state.fresh and state.named:
        house = state.commission and entity.text.startswith(_HOUSES)
        return house or (not state.ministry and not entity.text.startswith(_BESIDE))
    return entity.type in {"ORGANIZATION", "LOCATION", "FACILITY"}


def _past_bracket(scene: Scene, i: int, state: _State) -> int:
    """The token after a short bracket if the office continues there; the end of the text if it does not."""
    for k in range(i + 1, min(i + 25, scene.size)):
        if scene.tokens.norms[k] != ")":
            continue
        following = scene.skip(k + 1)
        if following >= scene.size:
            break
        word = scene.tokens.norms[following]
        entity = scene.starting.get(scene.tokens.starts[following])
        second = word == "และ" and _is_own(scene, scene.skip(following + 1), state)
        body = entity is not None and entity.type == "ORGANIZATION" and k - i < 6
        lead = (
            word in words("th", "lead") | (words("th", "onward") & words("th", "joint"))
            or word in SECOND
            or scene.ex_officio(following)
        )
        return following if second or body or lead else scene.size
    return scene.size


def before(scene: Scene, offset: int, floor: int) -> tuple[int, int] | None:
    """The Thai office that ends right before ``offset``, from ``floor`` on, or None."""
    last = scene.index(offset)
    start = _after_break(scene, scene.index(max(floor, offset - REACH)), last)
    inside = [(e.start, e.end) for e in scene.touching(scene.tokens.starts[start], offset)] if start < last else []
    for k in range(start, last):
        at = scene.tokens.starts[k]
        if any(a < at < b for a, b in inside) or not scene.begins_office(k) or _predicate(scene, k):
            continue
        end = extent(scene, k, offset)
        gap = scene.text[end:offset]
        if not (gap.strip(" \u200b\xa0(“\"'‘-:") or _CLOSED.search(gap)):
            own = end > at and not scene.text.endswith("พระองค์", at, end)  # ราชเลขานุการในพระองค์สมเด็จพระ…
            return (at, end) if own else None
    return None


def _after_break(scene: Scene, first: int, last: int) -> int:
    """The token after the last line break, comma or closing mark among the tokens from ``first`` to ``last``; else ``first``."""
    norms = scene.tokens.norms
    return next((k + 1 for k in range(last - 1, first - 1, -1) if "\n" in norms[k] or norms[k] in {",", ")", "”"}), first)


def _predicate(scene: Scene, i: int) -> bool:
    """Whether an office is what somebody named before it is: (นาย ก) เป็นประธานกรรมการ (นาย ข)."""
    while i and scene.blank(i - 1):
        i -= 1
    return i > 0 and (scene.tokens.norms[i - 1] == "เป็น" or scene.tokens.norms[max(0, i - 2) : i] == ["เป็น", "องค์"])
