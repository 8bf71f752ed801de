"""Settle the boundaries of names across the article, using confident terms and repeats.

The names layer tags line by line and knows no terms. Here the longest name that agrees with a confident term wins, the term's
sides become names of one type, and words that are a name once become that name wherever they stand alone.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from ahocorasick_rs import AhoCorasick, Implementation

from newsextract.layers.drafts import Entity
from newsextract.layers.referents.known import words
from newsextract.layers.referents.posts import is_office
from newsextract.layers.referents.same import core, countries, rules
from newsextract.records import EntityType, Mention, Term
from newsextract.thai.text import any_name_rule
from newsextract.thai.tokens import tokenize

#: a deed of land that is called after the office that grants it
_DEED = re.compile(r"ส\.ป\.ก\.\s?[4๔]\s?-\s?[0๐][1๑]")
#: the abbreviation of an office that the names layer took for the beginning of a name; not that of an office in a province
_OFFICE = re.compile(r"(?!พมจ|สอจ)[ก-ฮ]{2,5}\.\s?(?P<rank>(?:[ก-ฮ]{1,3}\.\s?)*)(?=[ก-ฮเ-ไ][ก-๙]{2})")
#: words before the name of a body in the name of its committee or its meeting
_OF_BODY = re.compile(r"(?:คณะ(?:อนุ)?กรรมการ|คณะทำงาน|บอร์ด|(?:การ)?ประชุม)(?:ขับเคลื่อน|บริหาร|อำนวยการ)?\s?")
#: the division of an office behind the body in it (โฆษกกระทรวง…ฝ่ายการเมือง)
_DIVISION = re.compile(r"ฝ่าย(?:การเมือง|ข้าราชการประจำ)$")
#: an abbreviation in brackets behind a word in lower case: 48 of 49 annotated ones are no bodies
_OF_A_CONCEPT = re.compile(r"(?<![\w’'-])[a-z][\w’'-]*\s\(([A-Z][A-Za-z&-]*[A-Z])\)")
#: a Thai abbreviation
_SHORT_BODY = re.compile(r"(?:[ก-ฮ]{1,5}\.)+")
#: a body by its head noun, whatever its abbreviation may mean elsewhere (องค์กรปกครองส่วนท้องถิ่น, องค์การน้ำตาลระหว่างประเทศ (ISO))
_BODY = re.compile("องค์(?:กร|การ)")
#: minimum probability of a confident term
MIN_POSTERIOR = 0.7
#: minimum characters of a name whose repeats are marked; a shorter one may mean something else
MIN_LENGTH = 4
#: entity types by kind of term
_KINDS: dict[str, EntityType] = {"organisation": "ORGANIZATION", "event": "EVENT"}
#: characters that may stand before and after a repeat
_BEFORE, _AFTER = frozenset(' \n\t\xa0\u200b(“"['), frozenset(' \n\t\xa0\u200b)”".,]')

Span = tuple[int, int]


def is_sure(term: Term) -> bool:
    """Whether the article itself glosses a term, with a sufficient probability."""
    return term.known_from == "article" and (term.posterior or 0.0) >= MIN_POSTERIOR


def sides_of(term: Term) -> list[Mention]:
    """The sides of a term in the article; not a mismatched abbreviation, which may be another name's."""
    return [side for side in (term.th, term.en, term.abbr if term.check != "abbr_mismatch" else None) if side]


class Marks:
    """The names of an article, sorted and without overlaps."""

    def __init__(self, text: str, entities: Iterable[Entity]) -> None:
        self.text = text
        self.marks = sorted(entities, key=lambda e: e.start)

    def within(self, start: int, end: int) -> list[Entity]:
        """The names that share a character with ``text[start:end]``."""
        first = bisect_left(self.marks, start + 1, key=lambda e: e.end)
        return self.marks[first : bisect_left(self.marks, end, first, key=lambda e: e.start)]

    def put(self, start: int, end: int, like: Entity | None, kind: EntityType) -> None:
        """Mark a name in place of those that it touches, with the name, id, ISO code and type of ``like`` if given."""
        first = bisect_left(self.marks, start + 1, key=lambda e: e.end)
        form = self.text[start:end]
        one = Entity(start=start, end=end, text=form, type=kind, name=form, id=form)
        if like:
            one = one.model_copy(update={"name": like.name, "id": like.id, "iso": like.iso, "type": like.type})
        self.marks[first : first + len(self.within(start, end))] = [one]


def settle(text: str, entities: Sequence[Entity], terms: Sequence[Term]) -> list[Entity]:
    """Settle the boundaries of the names; return them sorted and without overlaps.

    Examples
    --------
    >>> from newsextract.records import Mention
    >>> text = "กรมทดสอบ (กทส.) แจ้ง กทส. ย้ำ"
    >>> mark = Entity(start=0, end=8, text="กรมทดสอบ", type="ORGANIZATION", name="กรมทดสอบ", id="e1")
    >>> term = Term(th=Mention.of(text, 0, 8), abbr=Mention.of(text, 10, 14), kind="organisation", posterior=0.9)
    >>> [(e.text, e.id == "e1") for e in settle(text, [mark], [term])]
    [('กรมทดสอบ', True), ('กทส.', False), ('กทส.', False)]
    """
    marks = Marks(text, map(_retyped, _persons(text, _bodies(text, entities, terms))))
    sure = [_without_division(text, term) for term in terms if is_sure(term) and not (term.th and is_office(term.th.text))]
    for term in sure:
        _widen(marks, term)
    for term in sure:
        _mark_sides(marks, term)
        _give_back(marks, term)
    for start, end, like in list(_repeats(marks)):
        marks.put(start, end, like, like.type)
    own = {e.id for e in entities if e.canonical}  # names of the user are kept
    return _without_excluded(marks, own, sure)


def _without_excluded(marks: Marks, own: set[str | None], sure: Sequence[Term]) -> list[Entity]:
    """The marks but for those that a term or a repeat has brought back; the user's names and bodies by their head noun stay."""
    glossed = {side.text for term in sure if term.th and _BODY.match(term.th.text) for side in sides_of(term)}
    return [e for e in marks.marks if e.id in own or e.text in glossed or not _excluded(marks.text, e)]


def _without_division(text: str, term: Term) -> Term:
    """A term whose Thai side ends before the division of an office."""
    division = _DIVISION.search(term.th.text) if term.th else None
    if term.th is None or division is None:
        return term
    return term.model_copy(update={"th": Mention.of(text, term.th.start, term.th.start + division.start())})


def _excluded(text: str, mark: Entity) -> bool:
    """Whether a mark is what the names layer never marks, so that a term or a repeat has brought it back (185 in 5,984 articles)."""
    never = any_name_rule("edges", mark.type, "drop") if mark.type in _KINDS.values() else None
    return never is not None and never.fullmatch(text, mark.start, mark.end) is not None


def _bodies(text: str, entities: Sequence[Entity], terms: Sequence[Term]) -> list[Entity]:
    """Drop organisations that are none: the abbreviation of a concept, a kind of deed, an office cut short."""
    unknown = set(_OF_A_CONCEPT.findall(text)) - {e.text for e in entities if e.name != e.text}
    concepts = unknown.union(_glossed_concepts(terms))
    return [
        e
        for e in entities
        if e.type != "ORGANIZATION" or not (e.text in concepts or _DEED.match(text, e.start) or _like(e.text, "post"))
    ]


def _glossed_concepts(terms: Sequence[Term]) -> Iterator[str]:
    """Yield the forms of confident terms for a disease, a tax, a system and the like."""
    for term in filter(is_sure, terms):
        if term.kind not in _KINDS and term.th and _like(term.th.text, "never"):
            yield from (side.text for side in sides_of(term))


def _like(name: str, action: str) -> bool:
    """Whether a name matches a rule of data/entities/same.csv for organisations."""
    return any(pattern.match(name) for pattern, _ in rules("ORGANIZATION", action))


def _persons(text: str, entities: Sequence[Entity]) -> Iterator[Entity]:
    """Drop PERSON entities that name no person, and trim words of the sentence from the others."""
    firsts: dict[str, set[str]] = defaultdict(set)  # by first name, the full names without spaces
    for e in entities:
        if e.type == "PERSON" and " " in (name := e.name or e.text):
            firsts[name.split()[0]].add("".join(name.split()))
    for e in entities:
        if e.type != "PERSON":
            yield e
        elif not any(pattern.search(e.text) for pattern, _ in rules("PERSON", "never")):
            yield _trimmed(text, e, firsts)


def _trimmed(text: str, person: Entity, firsts: Mapping[str, set[str]]) -> Entity:
    """A person's name without what the names layer wrongly included: half of an office, a verb, the rest of a sentence."""
    name = person.name or person.text
    start = person.start
    if person.text.startswith("General ") and text[:start].endswith("-"):  # Director-General Somchai Jaidee
        start += len("General ")
        name = text[start : person.end]
    if office := _OFFICE.match(name):  # รปอ.สมหมาย, นรม.พล.อ.สมหมาย
        start = person.end - len(name) + office.start("rank")
        name = name[office.end() :]
    kept = _without_office(_without_verb(name, firsts)).rstrip("’”")
    end = _end(person, name, kept)
    if (start, end) == (person.start, person.end):
        return person
    return person.model_copy(update={"start": start, "end": end, "text": text[start:end], "name": kept})


def _end(person: Entity, name: str, kept: str) -> int:
    """Where a person ends if only part of the name is kept."""
    lost = name.split()[len(kept.split()) :]
    if lost and person.text.split()[-len(lost) :] == lost:
        return person.start + len(person.text.rsplit(None, len(lost))[0])
    return person.end - (len(name) - len(kept) if person.text.endswith(name) else 0)


def _without_office(name: str) -> str:
    """Strip the office or body behind a name and surname (สมชาย ใจดี อุปทูต; 35 of 35 in 5,000 articles)."""
    parts = name.split()
    cut = next((k for k in range(2, len(parts)) if parts[k].startswith(tuple(words("th", "behind")))), None)
    return " ".join(parts[:cut]) if cut else name


def _without_verb(name: str, firsts: Mapping[str, set[str]]) -> str:
    """Strip the verb after a name: apart (สมชาย ชี้) or, if the article has the full name, joined (สมชายควรเลิก)."""
    parts = name.split()
    if len(parts) != 1:
        return name.removesuffix(parts[-1]).rstrip() if parts and parts[-1] in words("th", "stop") else name
    sizes = range(len(name), MIN_LENGTH - 1, -1)
    cut = next((size for size in sizes if firsts.get(name[:size], set()) - {name}), len(name))
    return name[:cut] if len(name) >= cut + MIN_LENGTH - 1 and cut in tokenize(name).starts else name


def _retyped(entity: Entity) -> Entity:
    """Give a country's name its ISO code and the type LOCATION, also if tagged as an ORGANIZATION with its form of state.

    A Thai abbreviation taken for an event is the body's that holds it (การประชุมคณะรัฐมนตรี (ครม.); 5 of 6).
    """
    if entity.type == "EVENT" and _SHORT_BODY.fullmatch(entity.text):
        return entity.model_copy(update={"type": "ORGANIZATION"})
    if entity.iso or entity.type not in {"LOCATION", "ORGANIZATION"}:
        return entity
    state = entity.type == "LOCATION" or any(form.search(entity.text) for form, _ in rules("LOCATION", "state"))
    iso = countries().get(core(entity.text, "LOCATION")) if state else None
    return entity.model_copy(update={"iso": iso, "type": "LOCATION"}) if iso else entity


def _widen(marks: Marks, term: Term) -> None:
    """Extend a name that shares one end with the Thai side of a term to the whole side."""
    if term.th is None or term.kind not in _KINDS:
        return
    start, end = term.th.start, term.th.end
    touched = marks.within(start, end)
    kin = [e for e in touched if e.type in {"ORGANIZATION", "EVENT", "FACILITY"}]
    inside = all(start <= e.start and e.end <= end for e in touched)
    if kin and inside and any((e.start == start) != (e.end == end) for e in kin):
        marks.put(start, end, None, kin[-1].type if term.kind == "organisation" else "EVENT")
        _rename(marks, sides_of(term), kin[-1].id, marks.text[start:end])  # ศูนย์… กระทรวง… (ศอบ.กษ.) is not the ministry


def _rename(marks: Marks, sides: Sequence[Mention], number: str | None, name: str) -> None:
    """Give the marks of the sides of a term that have an id the name of another thing."""
    forms = {side.text for side in sides}
    marks.marks = [
        e.model_copy(update={"name": name, "id": name}) if number and e.id == number and e.text in forms else e
        for e in marks.marks
    ]


def _mark_sides(marks: Marks, term: Term) -> None:
    """Mark all sides of a term as names of one type."""
    if term.kind not in _KINDS:
        return
    sides = [(side.start, side.end) for side in sides_of(term)]
    named = [e.type for side in sides for e in marks.within(*side) if (e.start, e.end) == side]
    kind = named[0] if named else _KINDS[term.kind]
    for start, end in sides if kind not in {"PERSON", "LOCATION"} else ():
        if _unmarked(marks, start, end):
            marks.put(start, end, None, kind)


def _give_back(marks: Marks, term: Term) -> None:
    """Take a term's abbreviation from a committee whose name ends with the term: คณะกรรมการกองทุน… (กบข.), and กบข. is the fund."""
    if term.th is None or term.abbr is None:
        return
    name = term.th
    for whole in marks.within(name.start, name.end):
        if whole.end == name.end and _OF_BODY.fullmatch(marks.text, whole.start, name.start):
            _rename(marks, [term.abbr], whole.id, name.text)


def _unmarked(marks: Marks, start: int, end: int) -> bool:
    """Whether a span is not a name yet and cuts no name."""
    spans = [(e.start, e.end) for e in marks.within(start, end)]
    return (start, end) not in spans and all(start <= s and e <= end for s, e in spans)


def _repeats(marks: Marks) -> Iterator[tuple[int, int, Entity]]:
    """Unmarked repeats of names that stand alone."""
    first: dict[str, Entity] = {}
    for mark in marks.marks:
        if len(mark.text) >= MIN_LENGTH and mark.type != "LOCATION":
            first.setdefault(mark.text, mark)
    forms = sorted(first, key=len, reverse=True)
    text, free = marks.text, 0
    finder = AhoCorasick(forms, implementation=Implementation.ContiguousNFA)  # fastest to build
    for number, start, end in sorted(finder.find_matches_as_indexes(text, overlapping=True), key=lambda hit: (hit[1], -hit[2])):
        alone = (start == 0 or text[start - 1] in _BEFORE) and (end == len(text) or text[end] in _AFTER)
        if alone and start >= free and not marks.within(start, end):
            yield start, end, first[forms[number]]
            free = end
