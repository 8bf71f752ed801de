"""The titles and offices of people, from the text and its entities."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise

from newsextract.data import read_csv
from newsextract.layers import drafts
from newsextract.layers.drafts import Entity, Referent
from newsextract.layers.referents import english, roles
from newsextract.layers.referents.known import known_as, words
from newsextract.layers.referents.same import core
from newsextract.layers.referents.scene import Scene
from newsextract.records import Language, Mention
from newsextract.thai.text import any_of, is_latin

Office = tuple[int, int]

#: heads of government: a ministry that they also lead is not their organisation
_PREMIER = re.compile(r"(?:นายกรัฐมนตรี|นายกฯ|นรม\.)(?=\s|และ|ในฐานะ|/|$)|Prime Minister(?:\s|$)")
_BARE = re.compile(r"(?:(?:รมว|รมช|รมต|ผอ|ผวจ)\.?|รัฐมนตรี(?:ว่าการ)?|รอง|ผู้ช่วย|เลขา(?:นุการ|ธิการ)?|ปลัด|อธิบดี|โฆษก|Minister)ฯ?")
_SHORT = (
    (re.compile(r"รมว\.\s?"), "รัฐมนตรีว่าการกระทรวง "),
    (re.compile(r"รมช\.\s?"), "รัฐมนตรีช่วยว่าการกระทรวง "),
    (re.compile(r"นายกฯ|นรม\."), "นายกรัฐมนตรี"),
)
#: facilities that people belong to
_PLACE = re.compile(r"วัด|เรือนจำ|โรงพยาบาล|โรงเรียน|พิพิธภัณฑ์|ท่าอากาศยาน|ทัณฑสถาน")
#: divisions of the company that is named after them
_DIVISIONS = ("สายงาน", "กลุ่ม", "ฝ่าย")
#: a polite word before a name or its title
_POLITE = re.compile(r"ท่าน(?!ผู้หญิง)")
_SPACE = re.compile(r"\s+")
#: heads of offices, and the word in their place in the names of the bodies that they head
_HEADED = (
    (re.compile(r"^(?:Deputy Prime Minister (?:of Thailand )?and )?(?:Deputy )?Minister of (?:the )?"), "Ministry of "),
    (re.compile(r"^(?:(?:หัวหน้า)?ผู้ตรวจราชการ|(?:ที่ปรึกษา|เลขานุการ|ผู้ช่วย)\s?รม[วช]\.\s?)"), "กระทรวง"),
    (re.compile(r"^(?:รอง|ผู้ช่วย)?ผู้บัญชาการ(?=ตำรวจ)"), "สำนักงาน"),
    (re.compile(r"^(?:รอง|ผู้ช่วย)?ผู้บัญชาการทหาร(?=บก|เรือ|อากาศ)"), "กองทัพ"),
    (re.compile(r"^(?:รอง)?แม่ทัพ(?=ภาค|น้อย)"), "กองทัพ"),
    (re.compile(r"^(?:รอง)?นายกเทศมนตรี(?=นคร|เมือง|ตำบล)"), "เทศบาล"),
)
#: what stands between a body and the person who leads those who act for it
_LED_BY = re.compile(r"\s*\)?\s*(?:นำ)?โดย\s*")
_MEMBER = re.compile("(?:รอง)?(?:ประธาน|อนุ)?กรรมการ(?:(?:ผู้ทรงคุณวุฒิ|อื่น|ผู้แทน|ซึ่ง|และเลขานุการ).*)?ฯ?")
#: minimum letters of an organisation's name with which an office ends
_MIN_LETTERS = 8

#: the head of an English office of several people, and the words before it
_SEVERAL = re.compile(rf"(?:[A-Z]\w*[ -]){{0,4}}{any_of(words('en', 'several'))}(?![a-z])")
#: the kind of organisation at the end of an office (นายกสมาคม), or its name cut short (หัวหน้าศูนย์ทดสอบฯ)
_KIND = re.compile(rf"(?:{any_of(words('th', 'kind'))}|{any_of(words('th', 'kind'))}[ก-๙]*(?=ฯ))ฯ?$")
#: offices that belong to organisations of certain kinds, with the kinds (กรรมการผู้จัดการ, ธนาคาร or บริษัท)
_KINDS_BY_OFFICE = [(re.compile(row["office"]), tuple(row["kinds"].split())) for row in read_csv("people/kinds.csv")]
_ROW, _ROW_EN = re.compile(r"[ \xa0\u200b]+(?:และ\s?)?"), re.compile(r",?[\s\u200b]+(?:and\s|และ\s?)?")
_GLOSS = re.compile(r"\s*\(\s*[A-Za-z. ]{0,40}")
_BRACKETED = re.compile(r"\s*\(\s*(?P<latin>[A-Z][A-Za-z.'’-]+(?: [A-Za-z.'’-]+){1,5})\s*\)")


def glossed(scene: Scene) -> Iterator[tuple[Entity, Entity]]:
    """The pairs of names of one person, the second in brackets behind the first."""
    people = [entity for entity in scene.entities if entity.type == "PERSON"]
    return ((name, gloss) for name, gloss in pairwise(people) if _is_glossed(scene.text, name, gloss))


def describe(scene: Scene, people: Sequence[Referent], language: Language) -> None:
    """Give people, of whom only the names are known, their fullest name first, their titles and their offices."""
    beside = _offices(scene, language)
    for one in people:
        mentions = sorted((scene.starting[m.start] for m in one.mentions), key=lambda m: m.start)
        latin = _is_latin(mentions[0])
        fullest = max(mentions, key=lambda m: (_is_latin(m) == latin, len(m.name or ""), len(m.text)))
        name = fullest.name or fullest.text
        one.names = list(dict.fromkeys([name, *one.names]))
        one.title = _title(mentions, name)
        one.romanised = _in_latin(scene, mentions)
        one.roles = _each_once(scene, [beside[m.start] for m in mentions if m.start in beside], latin=latin)


def _is_glossed(text: str, name: Entity, gloss: Entity) -> bool:
    """Whether a name in brackets is that of the person before: in the other script, or alone in them and both Latin, without Mr."""
    gap = text[name.end : gloss.start]
    if _is_latin(name) != _is_latin(gloss):
        return _GLOSS.fullmatch(gap) is not None
    alone = gap.strip() == "(" and text.startswith(")", gloss.end)
    return alone and _is_latin(name) and not gloss.text.startswith(("Mr", "Ms", "Miss"))


def _is_latin(entity: Entity) -> bool:
    return is_latin(entity.text[-1:])


def _offices(scene: Scene, language: Language) -> dict[int, Office]:
    """The office next to each mention, by the mention's start; an office belongs to one mention only."""
    people = [entity for entity in scene.entities if entity.type == "PERSON"]
    behind: dict[int, Office] = {}
    ahead: dict[int, Office] = {}
    floor = 0
    for person in people:
        readers = [roles] if language == "th" or not _is_latin(person) else []
        readers += [english] if _is_latin(person) else []
        if office := next(filter(None, (reader.after(scene, person.end) for reader in readers)), None):
            behind[person.start] = office
        if office := next(filter(None, (reader.before(scene, person.start, floor) for reader in readers)), None):
            ahead[person.start] = office
        floor = person.end
    return _shared(scene, people, _settle(scene, people, behind, ahead))


def _shared(scene: Scene, people: Sequence[Entity], found: dict[int, Office]) -> dict[int, Office]:
    """Give names in a row the office of several people before or after them (นาย ก นาย ข ผู้ตรวจราชการ…, Deputy Ministers Kaito and …)."""
    rows = [(one, other) for one, other in pairwise(people) if _is_row(scene.text, one, other)]
    for one, other in (*rows, *((other, one) for one, other in reversed(rows))):
        office, ahead = found.get(one.start), one.start < other.start
        if office and (office[1] <= one.start) == ahead and _for_several(scene.text, office, ahead=ahead):
            found.setdefault(other.start, office)
    return found


def _is_row(text: str, one: Entity, other: Entity) -> bool:
    """Whether nothing but a comma or "and" stands between two names in the same script."""
    row = _ROW_EN if _is_latin(one) else _ROW
    return _is_latin(one) == _is_latin(other) and row.fullmatch(text, one.end, other.start) is not None


def _for_several(text: str, office: Office, *, ahead: bool) -> bool:
    """Whether several people hold an office: its English head is a plural, or several may hold the Thai one behind their names."""
    several = not ahead and text.startswith(tuple(words("th", "several")), office[0])
    return several or _SEVERAL.match(text, *office) is not None


def _settle(scene: Scene, people: Sequence[Entity], behind: dict[int, Office], ahead: dict[int, Office]) -> dict[int, Office]:
    """Give an office between two names to one of them: to the first, unless it has an office before it."""
    found: dict[int, Office] = {}
    taken = 0
    listed = _listed(people, behind, ahead)
    # an office before a name begins after the preceding name, so these are sorted and do not overlap
    following = [*ahead.values(), (len(scene.text), len(scene.text))]
    for person in people:
        first, then = ahead.get(person.start), behind.get(person.start)
        if first and first[0] < taken:
            first = None
        if first and then:
            k = bisect_right(following, then[0], key=lambda office: office[1])
            shared = following[k][0] < then[1]
            shorter = first[1] - first[0] > then[1] - then[0] and "," in scene.text[person.end : then[0]]
            then = None if (shared and person.start not in listed) or shorter else then
        if office := then or first:
            found[person.start] = office
            taken = office[1]
    return found


def _listed(people: Sequence[Entity], behind: dict[int, Office], ahead: dict[int, Office]) -> set[int]:
    """The starts of the Thai names in lists where each office follows its name, since one follows the last name."""
    found: set[int] = set()
    following: Entity | None = None
    for person in reversed(people):
        office = None if _is_latin(person) else behind.get(person.start)
        before = ahead.get(following.start) if following else None
        last = before is None or (office is not None and office[1] <= before[0])
        if office and (last or (following and following.start in found)):
            found.add(person.start)
        following = person
    return found


def _in_latin(scene: Scene, mentions: list[Entity]) -> str | None:
    """The name in Latin letters, as the article writes it."""
    latin = None if _is_latin(mentions[0]) else next((one.name for one in mentions if _is_latin(one)), None)
    brackets = (_BRACKETED.match(scene.text, one.end) for one in mentions)
    return latin or next((bracket["latin"] for bracket in brackets if bracket), None)


def _each_once(scene: Scene, beside: Sequence[Office], *, latin: bool) -> list[drafts.Office]:
    """The offices next to a person's names, each once; the first is the longest, preferably in the script of the name.

    Bare abbreviations (รมว.) are ignored.
    """
    whole = sorted({office for office in beside if not _BARE.fullmatch(scene.text, *office)})
    best = sorted(whole, key=lambda office: (scene.text[office[0]].isascii() != latin, office[0] - office[1]))[:1]
    found: dict[str, Office] = {}
    for office in best + whole:
        written = _written_out(scene, office)
        if not any(written in one or one in written for one in found):
            found[written] = office
    return [_in_office(scene, office) for office in found.values()]


def _in_office(scene: Scene, office: Office) -> drafts.Office:
    """An office with its organisation."""
    role = Mention.of(scene.text, *office)
    body = _body(scene, office, role.text)
    return drafts.Office(at=role, body=Mention.of(scene.text, body.start, body.end) if body else None)


def _written_out(scene: Scene, office: Office) -> str:
    """Expand an office's abbreviations for comparison, those that the article itself defines too."""
    at, role = office[0], ""
    for one in scene.inside(*office):
        role, at = role + scene.text[at : one.start] + (one.name or one.text), one.end
    role += scene.text[at : office[1]]
    for short, full in _SHORT:
        role = short.sub(full, role)
    return "".join(known_as(part) or part for part in role.split()).replace("กระทรวงกระทรวง", "กระทรวง").replace("ฯ", "")


def _body(scene: Scene, office: Office, role: str) -> Entity | None:
    """The organisation of an office: the first one named in it; None for a prime minister, his deputy or a privy councillor."""
    role = " ".join(role.split())
    if _PREMIER.match(role) or role in words("th", "whole"):
        return None
    named = _named(scene, office)
    while named[1:] and _yields(scene, *named[:2]):
        named = named[1:]
    if named:
        return named[0]
    return _body_headed(scene, role) or _body_led(scene, office, role) or _body_of_member(scene, office, role)


def _named(scene: Scene, office: Office) -> list[Entity]:
    """The organisations named in an office, or the buildings that stand for one."""
    inside = scene.inside(*office)
    bodies = [e for e in inside if e.type == "ORGANIZATION"]
    return bodies or [e for e in inside if e.type == "FACILITY" and _PLACE.match(e.text)]


def _yields(scene: Scene, first: Entity, then: Entity) -> bool:
    """Whether a division stands for its company, named behind it, and a party for the ministry that its leader has (3 of 3)."""
    if first.text.startswith("พรรค"):
        return then.text.startswith("กระทรวง")
    return first.text.startswith(_DIVISIONS) and _SPACE.fullmatch(scene.text, first.end, then.start) is not None


def _body_led(scene: Scene, office: Office, role: str) -> Entity | None:
    """The organisation right before โดย and the person or the office: ธนาคาร… โดย นาย ก ประธานกรรมการ (21 of 22)."""
    if role.startswith((*words("th", "whole"), "ผู้แทน")) or scene.inside(*office):
        return None
    start, before = office[0], scene.before(office[0])
    if before and before[-1].type == "PERSON":
        start, before = before[-1].start, before[:-1]
    led = before and before[-1].type in {"ORGANIZATION", "FACILITY"} and _LED_BY.fullmatch(scene.text, before[-1].end, start)
    return before[-1] if led else None


def _body_of_member(scene: Scene, office: Office, role: str) -> Entity | None:
    """The committee of the last appointment before a member: … เป็นกรรมการในคณะกรรมการ… ดังนี้ 1. นาย ก ประธานกรรมการ (26 of 26)."""
    last = bisect_left(scene.committees, office[0], key=lambda one: one[0]) if _MEMBER.fullmatch(role) else 0
    return scene.committees[last - 1][1] if last else None


def _body_headed(scene: Scene, role: str) -> Entity | None:
    """The organisation, named elsewhere in the article, that an office heads by its name."""
    written = (f"สำนักงาน{role}", f"สำนัก{role}", *(head.sub(body, role) for head, body in _HEADED))
    names = [core(part, "ORGANIZATION") for part in written if part != role]
    found = next((scene.headed[name] for name in names if name in scene.headed), None)
    return found or _last_named(scene, role) or _body_of_kind(scene, role)


def _last_named(scene: Scene, role: str) -> Entity | None:
    """The organisation, named elsewhere in the article, with whose name an office ends."""
    office = "".join(role.split())
    ending = [name for name in scene.body_names if len(name) >= _MIN_LETTERS and office.endswith(name)]
    return scene.bodies[max(ending, key=len)] if ending else None


def _body_of_kind(scene: Scene, role: str) -> Entity | None:
    """The only organisation of the article whose name begins with a kind that an office ends with or belongs to."""
    office = "".join(role.split())
    kind = _KIND.search(office)
    stems = (
        (kind[0].removesuffix("ฯ"),) if kind else next((kinds for head, kinds in _KINDS_BY_OFFICE if head.search(office)), ())
    )
    found = None
    for body in _begun(scene, stems):
        if found and (found.id or found.text) != (body.id or body.text):
            return None
        found = body
    return found


def _begun(scene: Scene, stems: Sequence[str]) -> Iterator[Entity]:
    """The organisations whose names begin with one of several stems."""
    names = scene.body_names
    for stem in stems:
        for at in range(bisect_left(names, stem), len(names)):
            if not names[at].startswith(stem):
                break
            yield scene.bodies[names[at]]


def _title(mentions: list[Entity], name: str) -> str | None:
    """The title: the text before the name, from the longest mention that has any; ท่าน only if there is no other."""
    first = name.split(" ", 1)[0]
    for mention in sorted(mentions, key=lambda m: (_POLITE.match(m.text) is not None, -len(m.text))):
        at = mention.text.find(first)
        if at > 0:
            return _SPACE.sub(" ", mention.text[:at]).strip(" \u200b") or None
    return None
