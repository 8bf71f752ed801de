"""Who speaks: the person or the office before a verb of saying."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from newsextract.layers.drafts import Entity, Person
from newsextract.layers.statements.lexicon import lexicon
from newsextract.records import Language

#: characters between a person's name and the verb that the person's role may fill
ROLE_ROOM = 230
#: an office has so many letters
SHORTEST = 3
#: a body's name has at most so many
LONGEST_BODY = 300

_NOT_A_ROLE = re.compile(
    r"เข้าร่วม|ร่วมงาน|ให้การต้อนรับ|\bwas\b|\bwere\b|\battended\b|[.;]\s+[A-Z]|”|\"|พบว่า|ซึ่ง|เพื่อ(?!การ|เศรษฐกิจ|สังคม|ความ|เกษตร|พัฒนา|คน)"
)
_PARTS = re.compile(r"และ(?=รัฐมนตรี|รักษา)|ในฐานะ|ปฏิบัติหน้าที่|\band\b|,")
_COMPANY = re.compile(r"(?:พร้อมด้วย|พร้อม\s*ด้วย|และ|ร่วมกับ|พร้อมกับ|โดยมี|นำโดย|,|\band)\s*$")
_SHORT = (
    ("รมว.", "รัฐมนตรีว่าการกระทรวง"),
    ("รมช.", "รัฐมนตรีช่วยว่าการกระทรวง"),
    ("รองนายกฯ", "รองนายกรัฐมนตรี"),
    ("นายกฯ", "นายกรัฐมนตรี"),
    ("นรม.", "นายกรัฐมนตรี"),
    ("ผวจ.", "ผู้ว่าราชการจังหวัด"),
    ("ผู้ว่าฯ", "ผู้ว่าราชการจังหวัด"),
    ("ผอ.", "ผู้อำนวยการ"),
    ("กระทรวงกระทรวง", "กระทรวง"),
    ("PM", "Prime Minister"),
)
_LEAD_IN = re.compile(r"^(?:ทั้งนี้|โดย|ด้าน|ขณะที่|จากนั้น|ส่วน|นอกจากนี้|ซึ่ง|และ|พร้อมกันนี้|ในการนี้|ท่าน|ทาง|The|the)\s*")


class Offices:
    """Who holds which office in an article.

    Examples
    --------
    >>> from newsextract.layers.drafts import Person
    >>> Offices([Person(name="ก ข", role="นายกรัฐมนตรี", mentions=[])]).holder("นายกฯ").name
    'ก ข'
    """

    def __init__(self, people: Sequence[Person]) -> None:
        self.people = people
        self.known: dict[str, Person | None] = {}

    @cached_property
    def first(self) -> dict[str, tuple[int, Person]]:
        """The first holder of each office, by its squeezed words, and which in order it is."""
        found: dict[str, tuple[int, Person]] = {}
        for person in self.people:
            for part in _PARTS.split(person.role or ""):
                found.setdefault(squeeze(part), (len(found), person))
        found.pop("", None)
        return found

    @cached_property
    def names(self) -> list[str]:
        """The squeezed words of every office, sorted: those with one beginning stand together."""
        return sorted(self.first)

    def holder(self, office: str) -> Person | None:
        """The person whose office begins like this one, or this one like it; the closest in length."""
        want = squeeze(office)
        if want not in self.known:
            self.known[want] = self._holder(want) if len(want) >= SHORTEST else None
        return self.known[want]

    def _holder(self, want: str) -> Person | None:
        have = [want[:k] for k in range(1, len(want)) if want[:k] in self.first]
        for k in range(bisect_left(self.names, want), len(self.names)):
            if not self.names[k].startswith(want):
                break
            have.append(self.names[k])
        if not have:
            return None
        return self.first[
            max(have, key=lambda name: (min(len(name), len(want)) - abs(len(name) - len(want)) // 4, -self.first[name][0]))
        ][1]


@dataclass(slots=True)
class Cast:
    """The people of an article, laid out to be asked who stands before an offset."""

    text: str
    language: Language
    people: Sequence[Person]
    entities: Sequence[Entity]
    starts: list[int] = field(init=False)
    spots: list[tuple[int, int, Person]] = field(init=False)
    bodies: list[Entity] = field(init=False)
    offices: Offices = field(init=False)

    def __post_init__(self) -> None:
        self.spots = sorted(((m.start, m.end, p) for p in self.people for m in p.mentions), key=lambda s: (s[0], -s[1]))
        self.starts = [spot[0] for spot in self.spots]
        self.bodies = [e for e in self.entities if e.type == "ORGANIZATION"]
        self.offices = Offices(self.people)

    def between(self, start: int, end: int) -> list[tuple[int, int, Person]]:
        """The mentions that begin in ``[start, end)``."""
        return self.spots[bisect_left(self.starts, start) : bisect_left(self.starts, end)]


def squeeze(text: str) -> str:
    """An office's words without white space and with the usual short forms written out."""
    for short, full in _SHORT:
        text = text.replace(short, full)
    return re.sub(r"[\s\u200b]+", "", text).rstrip("ฯ").casefold()


def speaker(cast: Cast, line: int, cue: int) -> tuple[str, tuple[int, int]] | None:
    """Who speaks at a cue.

    Parameters
    ----------
    cast
        The article's people.
    line
        Where the cue's paragraph (or its sentence) begins.
    cue
        Where the verb begins.

    Returns
    -------
    tuple of str and span, or None
        The person's name, or the office or body as written, and the words that say so.
    """
    spots = cast.between(line, cue)
    office = _office(cast, line, cue)
    if spots:
        _, end, person = spots[-1]
        gap = cast.text[end:cue]
        near = len(gap) <= ROLE_ROOM and not _NOT_A_ROLE.search(gap)
        if office and (not near or (office[0] > end + 60 and not _part_of_role(office[2], person))):
            return _named(office, cast)
        if near:
            return _head_of_company(cast, spots)
    if office:
        return _named(office, cast)
    body = _body(cast, line, cue)
    if body:
        return body
    if spots and cue - spots[-1][1] <= 2 * ROLE_ROOM:
        return spots[0][2].name, spots[0][:2]
    return None


def _part_of_role(office: str, person: Person) -> bool:
    return bool(person.role) and squeeze(office) in squeeze(person.role or "")


def _named(office: tuple[int, int, str], cast: Cast) -> tuple[str, tuple[int, int]]:
    person = cast.offices.holder(office[2])
    return (person.name if person else office[2]), office[:2]


def _head_of_company(cast: Cast, spots: list[tuple[int, int, Person]]) -> tuple[str, tuple[int, int]]:
    """Of "A พร้อมด้วย B กล่าวว่า" the first: who stands in a list of company does not lead it."""
    k = len(spots) - 1
    while k > 0 and _COMPANY.search(cast.text[max(0, spots[k][0] - 16) : spots[k][0]]):
        k -= 1
    return spots[k][2].name, spots[k][:2]


def _office(cast: Cast, line: int, cue: int) -> tuple[int, int, str] | None:
    """The office that ends right before a cue: "ปลัดกระทรวงแรงงาน กล่าวว่า"."""
    left = max(line, cue - 160)
    best = None
    for match in lexicon(cast.language).office.finditer(cast.text, left, cue):
        at = match.start()
        edge = at in {line, left} or not cast.text[at - 1].isalnum() or cast.text[at - 2 : at] in {"าน", "ละ"}
        if edge and (best is None or cast.text[best : match.start()].strip().count(" ") > 1):
            best = at
    if best is None:
        return None
    words = cast.text[best:cue].rstrip(" \xa0ได้")
    if not 3 <= len(words) <= 120 or "\n" in words or words.count(" ") > 6:
        return None
    return best, best + len(words), words


def _body(cast: Cast, line: int, cue: int) -> tuple[str, tuple[int, int]] | None:
    low, high = (bisect_left(cast.bodies, at, key=lambda e: e.start) for at in (max(line, cue - LONGEST_BODY), cue))
    for entity in cast.bodies[low:high]:
        if entity.end <= cue and cue - entity.end <= 24:
            lead = _LEAD_IN.sub("", cast.text[line : entity.start]).strip()
            if len(lead) <= 12:
                return entity.text, (entity.start, entity.end)
    return None
