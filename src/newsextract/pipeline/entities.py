"""Build the record's entities from an article's referents; everything else in the record refers to them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import filterfalse
from typing import Any

from newsextract.layers.drafts import Referent
from newsextract.layers.names.canonical import countries
from newsextract.layers.names.titles import split
from newsextract.layers.referents.known import known_as
from newsextract.layers.referents.same import rules
from newsextract.layers.referents.same_people import royal_name
from newsextract.layers.referents.settle import is_sure
from newsextract.records import Entity, EntityMention, EntityType, Form, Mention, Name, NameFrom, NameSource, Role, Term
from newsextract.thai import people_names
from newsextract.thai.romanise import romanise
from newsextract.thai.view import normalise

_ACTING = re.compile(r"รักษาการ|รักษาราชการแทน|ปฏิบัติหน้าที่|ปฏิบัติราชการแทน|\b[Aa]cting\b")
ABBREVIATION = re.compile(r"(?:[ก-ฮ]{1,5}\.[ ]?)+|[A-Z][A-Za-z0-9-]{0,3}[A-Z0-9][A-Z0-9-]*")
_THAI = re.compile("[\u0e01-\u0e7e]")
#: words and signs around a country's name that are not part of it
_COUNTRY = re.compile(r"^(?:ประเทศ|ภูมิภาค|เมือง)\s?(?=..)|ฯ$")
_BLANK = re.compile(r"[\s\u200b\xa0]+")

Span = tuple[int, int]


def _squeeze(text: str) -> str:
    return "".join(normalise(text).text.split()).replace("\u200b", "").casefold()


@lru_cache(maxsize=5_000)
def squeezed(name: str) -> str:
    """A name in the form in which names are compared: normalised, without whitespace, case-folded; cached."""
    return _squeeze(name)


class Entities:
    """The entities of an article while its record is built, looked up by span or by name."""

    def __init__(self, text: str, referents: Sequence[Referent], tables: tuple[str, ...] = ()) -> None:
        self.tables = tables
        self.squeezed = _squeeze(text)
        self.referents = [Referent(**vars(one)) for one in referents]
        spans = [((m.start, m.end), one) for one in self.referents for m in one.mentions]
        self.by_span: dict[Span, Referent] = dict(sorted(spans, key=lambda at: at[0]))
        self._by_key = {_referent_key(one): one for one in reversed(self.referents)}
        self.referred_ids: set[int] = set()
        self.by_name: dict[str, Referent] = {}
        for one in self.referents:
            for name in (*one.names, *(m.text for m in (*one.mentions, *(one.offices if one.post else ())))):
                self.by_name.setdefault(squeezed(name), one)

    def of_referent(self, one: Referent) -> Referent:
        """The entity of a referent, or of a copy of it, which is marked as referred to."""
        found = self._by_key[_referent_key(one)]
        self.referred_ids.add(id(found))
        return found

    def provinces(self, words: Mention) -> list[tuple[str, str]]:
        """The name and the ISO code of each Thai province named in a mention."""
        within = [one for (start, end), one in self.by_span.items() if words.start <= start and end <= words.end]
        return [(one.names[0], one.iso) for one in within if one.iso and one.iso.startswith("TH-")]

    def of_event(self, name: Name, at: Mention | None) -> Referent | None:
        """The EVENT entity of an event's name, looked up by the name's mention, then by the name."""
        found = [self.by_span.get((at.start, at.end))] if at else []
        found += [self.by_name.get(squeezed(one)) for one in (name.th, name.en) if one]
        return next((one for one in found if one and one.type == "EVENT"), None)

    def of_term(self, term: Term) -> Referent | None:
        """The organisation or event with a term's Thai name, for a term that stands inside a longer name."""
        name = term.th.text if term.th else term.known_th
        found = self.by_name.get(squeezed(name)) if name else None
        if found is None or found.type not in {"ORGANIZATION", "EVENT"}:
            return None
        return found if squeezed(_names(found).th or "") == squeezed(name or "") else None

    def abbreviate(self, terms: Sequence[Term]) -> None:
        """Gloss the entities that have no abbreviation by the abbreviations that stand inside a longer name."""
        for term in terms:
            if term.rel != "abbreviation" or not term.th or not is_sure(term) or term.check == "abbr_mismatch":
                continue
            one = None if (term.th.start, term.th.end) in self.by_span else self.of_term(term)
            if one and not _abbreviations(one):
                one.glosses = [*one.glosses, term]

    def numbered(self) -> list[Entity]:
        """The record's entities, numbered by first mention, without posts to which nothing refers."""
        self.referents = [one for one in self.referents if not one.post or id(one) in self.referred_ids]
        self.referents.sort(key=lambda one: one.first)
        for number, one in enumerate(self.referents, 1):
            one.id = f"e{number}"
        return [self._entity(one) for one in self.referents]

    def _entity(self, one: Referent) -> Entity:
        own = _names(one)
        names = _in_both_languages(one, own, self.tables)
        abbreviations = _abbreviations(one)
        return Entity(
            id=one.id,
            type=one.type,
            name=names,
            name_from=NameFrom(th=self._source(names.th, own.th), en=self._source(names.en, own.en)),
            abbr=next(iter(abbreviations), None),
            iso=one.iso,
            post=one.post,
            mentions=_mentions(one, names, set(abbreviations)),
            **(self._personal(one, names) if one.is_named_person else {}),
        )

    def _source(self, name: str | None, own: str | None) -> NameSource | None:
        if name is None:
            return None
        if squeezed(name) in self.squeezed:
            return "article"
        return "gazetteer" if own else "names"

    def _personal(self, person: Referent, names: Name) -> dict[str, Any]:
        """The fields that only persons have."""
        found = {"title": person.title, "romanised": romanise(names.th) if names.th and not names.en else None}
        return found | {"roles": [self._role(office.at, office.body) for office in person.roles]}

    def _role(self, at: Mention, body: Mention | None) -> Role:
        holder = self.by_span.get((body.start, body.end)) if body else None
        return Role(**dict(at), organisation=holder.id if holder else None, acting=_ACTING.search(at.text) is not None)


def places_in(at: Mapping[Span, Referent | Entity], slots: Mapping[str, Sequence[Mention]]) -> list[str]:
    """Ids of the places named in an event's venue, district or province; ``at`` maps spans to entities."""
    words = [m for slot in ("venue", "district", "province") for m in slots.get(slot, ())]
    places = [(span, one.id) for span, one in at.items() if words and one.type in {"LOCATION", "FACILITY"}]
    return list(dict.fromkeys(key for (start, end), key in places if any(m.start <= start and end <= m.end for m in words)))


def _referent_key(one: Referent) -> tuple[str, int, int]:
    """The unique key of a referent: its type and the span of its first mention."""
    return one.type, *min((m.start, m.end) for m in (*one.mentions, *one.offices))


def _abbreviations(one: Referent) -> list[str]:
    """A referent's abbreviations, those in glosses first; a person has none, since it would be a rank."""
    written = [m.text for m in one.mentions if one.type != "PERSON" and ABBREVIATION.fullmatch(m.text)]
    return [term.abbr.text for term in one.glosses if term.abbr] + written


def _names(one: Referent) -> Name:
    """The fullest form in each language: the canonical one of persons and places, else the longest written.

    A name in the user's gazetteer takes precedence; one from a shipped table replaces an abbreviation, which is not a name,
    also if only the article's gloss shows that it is one (EECi).
    """
    country = one.type == "LOCATION" and len(one.iso or "") == 2
    canonical = one.type in {"PERSON", "LOCATION"} and not country
    known, forms = _known_and_written(one)
    if country:  # its canonical name is one of several; the article's own is kept
        forms = [_COUNTRY.sub("", form) for form in forms]
    thai = _fullest(filter(_is_thai, known), filter(_is_thai, forms), canonical=canonical)
    english = _fullest(filterfalse(_is_thai, known), filterfalse(_is_thai, forms), canonical=canonical)
    english = english or one.romanised
    if one.type == "EVENT" and thai and (latin := _latin(thai)):
        thai, english = None, max(latin, english or "", key=len)
    thai = thai or _known_body(one, english)
    return Name(th=next(filter(_is_thai, one.canonical), thai), en=next(filterfalse(_is_thai, one.canonical), english))


def _known_body(one: Referent, english: str | None) -> str | None:
    """The Thai name of a known body that the article names only by its English name or abbreviation."""
    written = (english or "", *_abbreviations(one)) if one.type == "ORGANIZATION" else ()
    return next(filter(None, map(known_as, filterfalse(_is_thai, written))), None)


def _known_and_written(one: Referent) -> tuple[Sequence[str], Sequence[str]]:
    """The names of a thing and the forms that the article writes, but for abbreviations."""
    glosses = [side.text for term in one.glosses for side in (term.th, term.en) if side]
    if one.type == "PERSON":
        return one.names, [split(gloss)[1] for gloss in glosses]
    short = {term.abbr.text for term in one.glosses if term.abbr and " " not in term.abbr.text}

    def whole(names: Iterable[str]) -> list[str]:
        return [_ministry(name, one) for name in names if not (name in short or ABBREVIATION.fullmatch(name))]

    return whole(one.names), whole([*(m.text for m in one.mentions), *glosses])


def _ministry(name: str, one: Referent) -> str:
    """The full name of a ministry for one without the word for it (รมว.กลาโหม), if the tables have it; any other name as it is."""
    full = known_as(name) if _is_thai(name) and not name.startswith("กระทรวง") else None
    return full if full in one.names and full.startswith("กระทรวง") else name


def _latin(name: str) -> str | None:
    """The name in Latin letters after the Thai head noun of an event (การประชุม Kite Summit), which has no Thai name then."""
    bare = (head.sub("", name) for head, _ in rules("EVENT", "latin"))
    return next((latin for latin in bare if latin != name), None)


def _in_both_languages(one: Referent, names: Name, tables: tuple[str, ...]) -> Name:
    """Add the name in the other language: a country's Thai name, a person's from the shipped tables or a table of the user."""
    if one.type == "LOCATION" and not names.th:
        return Name(th=countries().get(one.iso or ""), en=names.en)
    if one.type != "PERSON" or one.post or all((names.th, names.en)):
        return names
    known, key, thai, english = people_names.load(*tables), people_names.key, names.th or "", names.en or ""
    return Name(th=thai or known.thai.get(key(english)), en=english or known.english.get(key(thai)) or royal_name(thai))


def _fullest(names: Iterable[str], written: Iterable[str], *, canonical: bool) -> str | None:
    known, forms = list(names), list(written)
    if forms and not (known and canonical):
        longest = max(forms, key=lambda form: (len(squeezed(form)), -len(form)))
        known = [name for name in known if squeezed(name) == squeezed(longest)] or [longest]
    return _BLANK.sub(" ", known[0]).strip() if known else None


def _mentions(one: Referent, names: Name, abbreviations: set[str]) -> list[EntityMention]:
    full = {squeezed(name) for name in (names.th, names.en) if name}
    glosses = {(term.en.start, term.en.end) for term in one.glosses if term.en and term.th}

    def form(mention: Mention) -> Form:
        if (mention.start, mention.end) in glosses:
            return "gloss"
        if mention.text in abbreviations:
            return "abbr"
        return "name" if _is_name(mention.text, full, one.type) else "short"

    every: list[tuple[Mention, Form]] = [(m, "office") for m in one.offices]
    every += [(m, form(m)) for m in one.mentions]
    found = [EntityMention(start=m.start, end=m.end, text=m.text, form=kind) for m, kind in every]
    return sorted(found, key=lambda m: (m.start, m.end))


def _is_name(text: str, full: set[str], kind: EntityType) -> bool:
    """Whether a mention is a full name, or another name of a place ("South Korea"), and not a part of one."""
    written = squeezed(text)
    other = kind == "LOCATION" and "ฯ" not in written and not any(written in name for name in full)
    return other or any(written.endswith(name) for name in full)


def _is_thai(name: str) -> bool:
    return _THAI.search(name) is not None
