"""The boundaries of names, settled for the whole article: what a sure term says, and every repeat.

The names layer reads line by line and knows no terms. Here the longest name that a sure term agrees with wins, the term's sides
are names of one type, and words that are a name once are that name wherever they stand by themselves.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from ahocorasick_rs import AhoCorasick, Implementation

from newsextract.layers.drafts import Entity
from newsextract.layers.referents.lexicon import words
from newsextract.layers.referents.posts import is_office
from newsextract.layers.referents.same import core, countries, rules
from newsextract.records import EntityType, Mention, Term
from newsextract.thai.tokens import tokenize

#: a term less probable than this settles nothing
SURE = 0.7
#: a name of fewer characters may mean something else where it stands again
SHORTEST = 4
#: characters at the end of an article in which those stand who made it
BELOW = 600
#: the types of what terms of a kind name
_KINDS: dict[str, EntityType] = {"organisation": "ORGANIZATION", "event": "EVENT"}
#: what may stand on both sides of a repeat
_BEFORE, _BEHIND = frozenset(' \n\t\xa0\u200b(“"['), frozenset(' \n\t\xa0\u200b)”".,]')

Span = tuple[int, int]


def is_sure(term: Term) -> bool:
    """Whether the article itself glosses a term, and surely."""
    return term.known_from == "article" and (term.posterior or 0.0) >= SURE


def sides_of(term: Term) -> list[Mention]:
    """What a term has in the article; no abbreviation whose letters stand in another order than the name's: it may be another's."""
    return [side for side in (term.th, term.en, term.abbr if term.check != "abbr_mismatch" else None) if side]


class Marks:
    """The names of an article, in order and apart."""

    def __init__(self, text: str, entities: Iterable[Entity]) -> None:
        self.text = text
        self.marks = sorted(entities, key=lambda e: e.start)

    def within(self, start: int, end: int) -> list[Entity]:
        """The names that share a character with a stretch."""
        first = bisect_left(self.marks, start + 1, key=lambda e: e.end)
        return self.marks[first : bisect_left(self.marks, end, first, key=lambda e: e.start)]

    def put(self, start: int, end: int, like: Entity | None, kind: EntityType) -> None:
        """Mark a name, like another of the same thing, in the place of those that it touches."""
        first = bisect_left(self.marks, start + 1, key=lambda e: e.end)
        form = self.text[start:end]
        one = Entity(start=start, end=end, text=form, type=kind, name=form, id=form)
        if like:
            one = one.model_copy(update={"name": like.name, "id": like.id, "iso": like.iso, "type": like.type})
        self.marks[first : first + len(self.within(start, end))] = [one]


def settle(text: str, entities: Sequence[Entity], terms: Sequence[Term]) -> list[Entity]:
    """The names with their boundaries settled, in order and apart.

    Examples
    --------
    >>> from newsextract.records import Mention
    >>> text = "กรมทดสอบ (กทส.) แจ้ง กทส. ย้ำ"
    >>> mark = Entity(start=0, end=8, text="กรมทดสอบ", type="ORGANIZATION", name="กรมทดสอบ", id="e1")
    >>> term = Term(th=Mention.of(text, 0, 8), abbr=Mention.of(text, 10, 14), kind="organisation", posterior=0.9)
    >>> [(e.text, e.id == "e1") for e in settle(text, [mark], [term])]
    [('กรมทดสอบ', True), ('กทส.', False), ('กทส.', False)]
    """
    marks = Marks(text, map(_country, _persons(text, _bodies(entities, terms))))
    sure = [term for term in terms if is_sure(term) and not (term.th and is_office(term.th.text))]
    for term in sure:
        _widen(marks, term)
    for term in sure:
        _mark_sides(marks, term)
    for start, end in _credited(marks):
        marks.put(start, end, None, "PERSON")
    for start, end, like in list(_repeats(marks)):
        marks.put(start, end, like, like.type)
    return marks.marks


def _bodies(entities: Sequence[Entity], terms: Sequence[Term]) -> list[Entity]:
    """The names without what is no body: the abbreviation of a disease, a tax or a system, and an office that is cut short."""
    concepts = {
        side.text
        for term in filter(is_sure, terms)
        if term.kind not in _KINDS and term.th and _like(term.th.text, "never")
        for side in sides_of(term)
    }
    return [e for e in entities if not (e.type == "ORGANIZATION" and (e.text in concepts or _like(e.text, "post")))]


def _like(name: str, action: str) -> bool:
    """Whether what is taken for a body begins as none does."""
    return any(pattern.match(name) for pattern, _ in rules("ORGANIZATION", action))


def _persons(text: str, entities: Sequence[Entity]) -> Iterator[Entity]:
    """The names without those that are no person's, and persons' names without the words of the sentence that cling to them."""
    firsts: dict[str, set[str]] = defaultdict(set)  # by the first name of full ones, these without their spaces
    for e in entities:
        if e.type == "PERSON" and " " in (name := e.name or e.text):
            firsts[name.split()[0]].add("".join(name.split()))
    for e in entities:
        if e.type != "PERSON":
            yield e
        elif not any(pattern.search(e.text) for pattern, _ in rules("PERSON", "never")):
            yield _trimmed(text, e, firsts)


def _trimmed(text: str, person: Entity, firsts: Mapping[str, set[str]]) -> Entity:
    """A person's name without what else the names layer read into it: half of an office, a verb, the rest of a sentence."""
    name = person.name or person.text
    start = person.start
    if person.text.startswith("General ") and text[:start].endswith("-"):  # Director-General Somchai Jaidee
        start += len("General ")
        name = text[start : person.end]
    kept = _without_verb(name, firsts).rstrip("’”")
    end = person.end - (len(name) - len(kept) if person.text.endswith(name) else 0)
    if (start, end) == (person.start, person.end):
        return person
    return person.model_copy(update={"start": start, "end": end, "text": text[start:end], "name": kept})


def _without_verb(name: str, firsts: Mapping[str, set[str]]) -> str:
    """A name without the verb behind it, apart (สมชาย ชี้) or, where the article has the full name, joined (สมชายควรเลิก)."""
    parts = name.split()
    if len(parts) != 1:
        return name.removesuffix(parts[-1]).rstrip() if parts and parts[-1] in words("th", "stop") else name
    sizes = range(len(name), SHORTEST - 1, -1)
    cut = next((size for size in sizes if firsts.get(name[:size], set()) - {name}), len(name))
    return name[:cut] if len(name) >= cut + SHORTEST - 1 and cut in tokenize(name).starts else name


def _country(entity: Entity) -> Entity:
    """A name of a country with the form of its state as that country, whatever it was taken for."""
    if entity.iso or entity.type not in {"LOCATION", "ORGANIZATION"}:
        return entity
    state = entity.type == "LOCATION" or any(form.search(entity.text) for form, _ in rules("LOCATION", "state"))
    iso = countries().get(core(entity.text, "LOCATION")) if state else None
    return entity.model_copy(update={"iso": iso, "type": "LOCATION"}) if iso else entity


def _widen(marks: Marks, term: Term) -> None:
    """Give a name that shares one end with the Thai side of a term, and is shorter, the term's other end too."""
    if term.th is None or term.kind not in _KINDS:
        return
    start, end = term.th.start, term.th.end
    touched = marks.within(start, end)
    kin = [e for e in touched if e.type in {"ORGANIZATION", "EVENT", "FACILITY"}]
    inside = all(start <= e.start and e.end <= end for e in touched)
    if kin and inside and any((e.start == start) != (e.end == end) for e in kin):
        marks.put(start, end, None, kin[-1].type if term.kind == "organisation" else "EVENT")


def _mark_sides(marks: Marks, term: Term) -> None:
    """Where one side of a term is a name, the others are."""
    if term.kind not in _KINDS:
        return
    sides = [(side.start, side.end) for side in sides_of(term)]
    named = [e.type for side in sides for e in marks.within(*side) if (e.start, e.end) == side]
    kind = named[0] if named else _KINDS[term.kind]
    for start, end in sides if kind not in {"PERSON", "LOCATION"} else ():
        if _unmarked(marks, start, end):
            marks.put(start, end, None, kind)


def _unmarked(marks: Marks, start: int, end: int) -> bool:
    """Whether a span is no name yet, and every name in it is whole."""
    spans = [(e.start, e.end) for e in marks.within(start, end)]
    return (start, end) not in spans and all(start <= s and e <= end for s, e in spans)


def _credited(marks: Marks) -> Iterator[Span]:
    """Who wrote or took the pictures, in the lines below an article (Somchai Jaidee: ถ่ายภาพ), where no name is yet."""
    for pattern, _ in rules("PERSON", "credit"):
        for line in pattern.finditer(marks.text, max(0, len(marks.text) - BELOW)):
            if not marks.within(*line.span(1)):
                yield line.span(1)


def _repeats(marks: Marks) -> Iterator[tuple[int, int, Entity]]:
    """Where names stand again by themselves, unmarked."""
    first: dict[str, Entity] = {}
    for mark in marks.marks:
        if len(mark.text) >= SHORTEST and mark.type != "LOCATION":
            first.setdefault(mark.text, mark)
    forms = sorted(first, key=len, reverse=True)
    text, free = marks.text, 0
    finder = AhoCorasick(forms, implementation=Implementation.ContiguousNFA)  # soonest built
    for number, start, end in sorted(finder.find_matches_as_indexes(text, overlapping=True), key=lambda hit: (hit[1], -hit[2])):
        alone = (start == 0 or text[start - 1] in _BEFORE) and (end == len(text) or text[end] in _BEHIND)
        if alone and start >= free and not marks.within(start, end):
            yield start, end, first[forms[number]]
            free = end
