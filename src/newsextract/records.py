"""The types of a record; the JSON Schema is generated from them.

Offsets are Unicode code points into :attr:`Record.text`, end exclusive; ``text[start:end]`` is the ``text`` of every mention.
"""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Iterator
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PrivateAttr

from newsextract.printable import writable
from newsextract.provenance import Provenance

SCHEMA_VERSION: Final = "2.0.0"
_THAI = re.compile("[\u0e01-\u0e5b]")
_OTHER_SIDE = frozenset({"counterpart", "guest", "host"})

# fmt: off
Language = Literal["th", "en"]
BodyLanguage = Literal["th", "en", "mixed"]
EntityType = Literal["PERSON", "ORGANIZATION", "LOCATION", "FACILITY", "EVENT"]
Form = Literal["name", "short", "abbr", "gloss", "office"]
NameSource = Literal["article", "names", "gazetteer", "glossary"]
TimeKind = Literal["date", "datetime", "datetime_range", "time", "time_range", "month", "month_range", "year", "year_range",
                   "fiscal_year", "academic_year", "season_year", "quarter", "half", "range", "list", "relative", "holiday", "lunar",
                   "duration", "recurring"]
TermKind = Literal["organisation", "event", "project", "law", "concept", "person", "place", "product", "other"]
TermRel = Literal["translation", "abbreviation", "alias", "transliteration"]
EventType = Literal["meeting", "ceremony", "visit", "talks", "agreement", "statement", "decision", "programme", "training",
                    "enforcement", "disaster", "report", "notice", "other"]
Part = Literal["chair", "agent", "speaker", "host", "guest", "counterpart", "signatory", "organiser", "partner", "recipient",
               "participant"]
Precision = Literal["year", "month", "day", "minute"]
Mode = Literal["in_person", "online", "hybrid", "phone"]
Status = Literal["occurred", "ongoing", "scheduled", "cancelled"]
TimeMod = Literal["BEFORE", "AFTER", "START", "MID", "END", "APPROX"]
PublishedFrom = Literal["header", "meta", "body", "url", "given"]
WarningCode = Literal["no_event", "date_unreadable", "impossible_date", "era_conflict", "new_year_ambiguous", "date_conflict",
                      "abbr_mismatch", "encoding_repaired", "text_truncated", "no_body", "not_an_article", "published_uncertain",
                      "local_time_unknown"]
Confidence = Annotated[float, Field(ge=0, le=1)]
# fmt: on


class Strict(BaseModel):
    """Base of the record's objects; unknown keys are errors, so that a record read back loses nothing."""

    model_config = ConfigDict(extra="forbid")


class NotebookDisplay:
    """Mixin for display in notebooks; the view is a layer above the records, so the package is asked for it at run time."""

    def _repr_html_(self) -> str:
        return str(sys.modules["newsextract"].html_of(self))


class Mention(Strict):
    """The characters that a value was read from.

    Examples
    --------
    >>> Mention.of("ณ กรุงเทพฯ", 2, 10)
    Mention(start=2, end=10, text='กรุงเทพฯ')
    """

    start: int
    end: int
    text: str

    @classmethod
    def of(cls, text: str, start: int, end: int) -> Mention:
        """The mention of ``text[start:end]``."""
        return Mention(start=start, end=end, text=text[start:end])


class Name(Strict):
    """A name in both languages; never translated."""

    th: str | None = None
    en: str | None = None


class NameFrom(Strict):
    """Where the name in each language is from: the article's own words, or a shipped table."""

    th: NameSource | None = None
    en: NameSource | None = None


class EntityMention(Mention):
    """One place that names an entity, and how: in full, short, abbreviated, in a gloss, by office alone."""

    form: Form


class Role(Mention):
    """An office that the article gives a person; ``organisation`` is the id of its body."""

    organisation: str | None = None
    acting: bool = False


class Entity(Strict):
    """A person, body, place or named event of the article: one entry, with every mention.

    Examples
    --------
    >>> who = Entity(id="e1", type="PERSON", name=Name(th="สมหมาย ใจดี"), title="นาย", mentions=[])
    >>> who.label, who.role
    ('สมหมาย ใจดี', None)
    """

    id: str
    type: EntityType
    name: Name
    name_from: NameFrom = NameFrom()
    abbr: str | None = None
    iso: str | None = None
    title: str | None = None
    roles: list[Role] = []
    romanised: str | None = None
    post: bool = False
    mentions: list[EntityMention]

    @property
    def label(self) -> str:
        """The name in the language that the article writes first; its abbreviation where the article has no name for it."""
        first = next((mention for mention in self.mentions if mention.form != "abbr"), next(iter(self.mentions), None))
        first_text = first.text if first else ""
        thai, english = (self.name.th, self.name_from.th), (self.name.en, self.name_from.en)
        is_thai = _THAI.search(first_text) or (first and first.form == "gloss")  # a gloss follows the Thai name
        (own, _), (other, source) = (thai, english) if is_thai else (english, thai)
        return own or (other if source == "article" else None) or self.abbr or other or first_text

    @property
    def role(self) -> str | None:
        """The office in which the person acts here."""
        return " ".join(self.roles[0].text.split("\n")) if self.roles else None


class Time(Mention, NotebookDisplay):
    """A time expression with its ISO 8601 value; ``end_value`` is inclusive.

    ``zone`` is the UTC offset where the text makes it plain, ``mod`` as in TIMEX3, ``deadline`` true of ภายใน and "by".
    """

    kind: TimeKind
    value: str | None = None
    end_value: str | None = None
    values: list[str] | None = None
    era: Literal["BE", "CE"] | None = None
    calendar_check: Literal["ok", "conflict"] | None = None
    basis: Literal["text", "weekday", "nearby", "published"] | None = None
    # not a list: the garbage collector scans every list of a long text again and again, but no empty tuple
    flags: tuple[WarningCode, ...] = ()
    zone: str | None = None
    mod: TimeMod | None = None
    deadline: bool = False


class Term(Strict):
    """A Thai term with the English name or the abbreviation that glosses it; one item per occurrence.

    ``known_th`` and ``known_en`` are what the shipped glossary says of an abbreviation that the article does not define;
    ``entity`` is the id of what the term names.
    """

    th: Mention | None = None
    en: Mention | None = None
    abbr: Mention | None = None
    kind: TermKind = "other"
    rel: TermRel = "translation"
    posterior: Confidence | None = None
    next_start: int | None = None
    known_from: Literal["article", "glossary"] = "article"
    known_th: str | None = None
    known_en: str | None = None
    check: Literal["ok", "abbr_mismatch"] | None = None
    entity: str | None = None


class Statement(Mention):
    """What somebody said: the words said, without the speech verb; ``speaker`` is an entity's id."""

    speaker: str | None = None
    cue: Mention | None = None
    kind: Literal["direct", "reported"] = "reported"


class Place(Strict):
    """Where an event happened; ``entities`` are the places named in its words."""

    venue: str | None = None
    district: str | None = None
    province: str | None = None
    iso_3166_2: str | None = None
    country: str | None = None
    mode: Mode | None = None
    entities: list[str] = []


class Participant(Strict):
    """Who takes part in an event, in which part, and where that is said."""

    entity: str
    part: Part
    mention: Mention | None = None
    confidence: Confidence | None = None
    _who: Entity | None = PrivateAttr(None)

    @property
    def who(self) -> Entity:
        """The entity itself; raises LookupError if the event is not part of a record."""
        if self._who is None:
            raise LookupError(f"only its record knows the entity {self.entity}")
        return self._who

    @property
    def name(self) -> str:
        """The entity's name."""
        return self.who.label

    @property
    def role(self) -> str | None:
        """The office in which a person acts."""
        return self.who.role


class Event(Strict, NotebookDisplay):
    """What happened: the main event of an article, or one in its background.

    ``part_of`` is the id of the event whose programme it is an item of, ``entity`` that of the EVENT entity that names it.
    ``confidence`` is the probability that a filled slot is right, ``silence`` that an empty one is rightly empty.
    """

    id: str
    main: bool
    part_of: str | None = None
    type: EventType
    status: Status = "occurred"
    name: Name = Name()
    entity: str | None = None
    about: Mention | None = None
    trigger: Mention | None = None
    start: str | None = None
    end: str | None = None
    precision: Precision | None = None
    place: Place = Place()
    participants: list[Participant] = []
    attendance: int | None = None
    attendance_unit: str | None = None
    evidence: list[Mention] = []
    confidence: dict[str, Confidence] = {}
    silence: dict[str, Confidence] = {}
    slots: dict[str, list[Mention]] = {}
    _countries: list[str] = PrivateAttr(default_factory=list)
    _own: object = PrivateAttr(None)  # newsextract.stores.columns

    @property
    def actors(self) -> list[Participant]:
        """The main actor, and all participants who are not the other side."""
        return [p for n, p in enumerate(self.participants) if n == 0 or p.part not in _OTHER_SIDE]

    @property
    def counterparts(self) -> list[Participant]:
        """The other side of talks, visits and agreements."""
        return [p for p in self.participants[1:] if p.part in _OTHER_SIDE]

    @property
    def organisations(self) -> list[Participant]:
        """The bodies that take part."""
        return [p for p in self.participants if p.who.type == "ORGANIZATION"]

    @property
    def countries(self) -> list[str]:
        """ISO 3166-1 codes of the countries concerned: those that the text names for the event, and the one where it happened."""
        return list(dict.fromkeys(filter(None, [*self._countries, self.place.country])))

    @property
    def key(self) -> str:
        """A blocking key for linking: a hash of type, day, country and main actor."""
        chief = " ".join(self.participants[0].name.split()) if self.main and self.participants else ""
        country = (self.place.country or "") if self.main else ""
        parts = (self.type, (self.start or "")[:10], country, chief)
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]


class Archive(Strict):
    """Where the bytes came from, when not from the live site."""

    kind: Literal["wayback", "warc", "file", "corpus"]
    uri: Annotated[str, AfterValidator(writable)]
    captured: str | None = None


class Translation(Strict):
    """The article in another language, as its page links it; ``id`` is that of its record, if there is one."""

    language: str
    id: str
    url: str


class Source(Strict):
    """The page an article was read from; ``sha256`` is of the bytes read."""

    url: str | None
    site: str
    publisher: str | None = None
    section: str | None = None
    archive: Archive | None = None
    sha256: str
    translations: list[Translation] = []


class Title(Strict):
    """The headline without the site's prefix; ``en`` only when the article itself gives it."""

    text: str
    th: str | None = None
    en: str | None = None
    en_span: Mention | None = None


class Warning_(Strict):  # noqa: N801  the builtin is called Warning
    """Something a reader should know; nothing is repaired in silence."""

    code: WarningCode
    message: str
    start: int | None = None
    end: int | None = None


class Record(Strict, NotebookDisplay):
    """The record of one article; docs/record.md describes every key."""

    schema_version: Literal["2.0.0"] = SCHEMA_VERSION
    id: str
    source: Source
    language: BodyLanguage
    title: Title
    published: str | None
    published_from: PublishedFrom | None = None
    text: str
    entities: list[Entity] = []
    times: list[Time] = []
    terms: list[Term] = []
    statements: list[Statement] = []
    events: list[Event] = []
    warnings: list[Warning_] = []
    provenance: Provenance

    def model_post_init(self, _context: object) -> None:
        """Give events access to the entities that their ids refer to."""
        by_id = {entity.id: entity for entity in self.entities}
        named = [(m, entity.iso) for entity in self.entities if len(entity.iso or "") == 2 for m in entity.mentions]
        for event in self.events:
            for participant in event.participants:
                participant._who = by_id.get(participant.entity)  # noqa: SLF001  one module
            words = event.slots.get("countries", ())
            inside = [code for w in words for m, code in named if code and m.start <= w.start < w.end <= m.end]
            event._countries = inside  # noqa: SLF001

    def entity(self, key: str | None) -> Entity | None:
        """The entity with this id; None if there is none."""
        return next((entity for entity in self.entities if entity.id == key), None)

    @property
    def people(self) -> list[Entity]:
        """The persons whom the article names, without those known only by their office."""
        return [entity for entity in self.entities if entity.type == "PERSON" and not entity.post]

    def __repr__(self) -> str:
        return str(sys.modules["newsextract"].brief_of(self))

    __str__ = __repr__

    def to_json(self) -> str:
        """The record as one line of JSON, keys in the order of the schema."""
        return self.model_dump_json()

    def spans(self) -> Iterator[Mention]:
        """Every mention anywhere in the record, in no particular order."""
        yield from mentions_in(self)


def mentions_in(value: object) -> Iterator[Mention]:
    """Every mention anywhere in a value, in no particular order."""
    if isinstance(value, Mention):
        yield value
    if isinstance(value, BaseModel):
        value = [part for name in type(value).model_fields if isinstance(part := getattr(value, name), (BaseModel, dict, list))]
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from mentions_in(part)
