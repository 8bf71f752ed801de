"""The record: what one article becomes, as types. The JSON Schema comes from here.

Offsets are Unicode code points into :attr:`Record.text`, end exclusive, and ``text[start:end]`` equals the
quoted ``text`` of every mention. Source: the project's record format, version 1.0.0.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from newsextract.printable import writable

SCHEMA_VERSION: Final = "1.0.0"

Language = Literal["th", "en"]
EntityType = Literal["PERSON", "ORGANIZATION", "LOCATION", "FACILITY", "EVENT"]
TimeKind = Literal[
    "date",
    "datetime",
    "datetime_range",
    "time",
    "time_range",
    "month",
    "month_range",
    "year",
    "year_range",
    "fiscal_year",
    "academic_year",
    "season_year",
    "quarter",
    "half",
    "range",
    "list",
    "relative",
    "holiday",
    "lunar",
    "duration",
    "recurring",
]
TermKind = Literal["organisation", "event", "project", "law", "concept", "person", "place", "product", "other"]
TermRel = Literal["translation", "abbreviation", "alias", "transliteration"]
EventType = Literal[
    "meeting",
    "ceremony",
    "visit",
    "talks",
    "agreement",
    "statement",
    "decision",
    "programme",
    "training",
    "enforcement",
    "disaster",
    "report",
    "notice",
    "other",
]
Part = Literal["chair", "agent", "speaker", "host", "guest", "organiser", "partner", "signatory", "participant", "recipient"]
WarningCode = Literal[
    "no_event",
    "date_unreadable",
    "impossible_date",
    "era_conflict",
    "new_year_ambiguous",
    "date_conflict",
    "abbr_mismatch",
    "encoding_repaired",
    "text_truncated",
    "no_body",
]
Confidence = Annotated[float, Field(ge=0, le=1)]


class _Part(BaseModel):
    """One object of the record; unknown keys are errors, so that a record read back loses nothing."""

    model_config = ConfigDict(extra="forbid")


class Mention(_Part):
    """The exact characters that say a value.

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


class Entity(Mention):
    """A flat, outermost, maximal proper name."""

    type: EntityType
    name: str | None = None
    id: str | None = None
    iso: str | None = None


class Time(Mention):
    """A time expression with its ISO 8601 value; ``end_value`` is inclusive."""

    kind: TimeKind
    value: str | None = None
    end_value: str | None = None
    values: list[str] | None = None
    era: Literal["BE", "CE"] | None = None
    calendar_check: Literal["ok", "conflict"] | None = None
    basis: Literal["text", "weekday", "nearby", "published"] | None = None
    # no list: the collector walks every list of a long text again and again, an empty tuple never
    flags: tuple[WarningCode, ...] = ()

    def _repr_html_(self) -> str:
        from newsextract.view.html import time_html

        return time_html(self)


class Person(_Part):
    """A distinct person of the article; later short forms are mentions of the same person."""

    name: str
    title: str | None = None
    romanised: str | None = None
    romanised_by: Literal["article", "generated"] | None = None
    role: str | None = None
    organisation: str | None = None
    mentions: list[Mention]
    as_of: str | None = None


class Term(_Part):
    """A Thai term with the English name or the abbreviation that glosses it; one item per occurrence.

    ``known_th`` and ``known_en`` are what the shipped glossary says of an abbreviation that the article does not define.
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


class Statement(Mention):
    """What somebody said; ``start``/``end``/``text`` are the words said, without the speech verb."""

    speaker: str | None = None
    cue: Mention | None = None
    kind: Literal["direct", "reported"] = "reported"


class Name(_Part):
    """A name in both languages, as the article writes them; never translated."""

    th: str | None = None
    en: str | None = None


class Place(_Part):
    """Where an event happened."""

    venue: str | None = None
    district: str | None = None
    province: str | None = None
    iso_3166_2: str | None = None
    country: str | None = None
    mode: Literal["in_person", "online", "hybrid"] | None = None


class Actor(_Part):
    """Somebody who takes part in an event."""

    name: str
    role: str | None = None
    part: Part
    kind: Literal["person", "organisation", "office", "country"] = "person"


class Organisation(_Part):
    """A body that takes part in an event."""

    name: str
    part: Part


class Event(_Part):
    """What happened: the main event of an article, or one in its background."""

    id: str
    key: str
    main: bool
    type: EventType
    status: Literal["occurred", "scheduled"] = "occurred"
    name: Name = Name()
    trigger: Mention | None = None
    start: str | None = None
    end: str | None = None
    precision: Literal["year", "month", "day", "minute"] | None = None
    place: Place = Place()
    actors: list[Actor] = []
    counterparts: list[Actor] = []
    organisations: list[Organisation] = []
    countries: list[str] = []
    attendance: int | None = None
    attendance_unit: str | None = None
    evidence: list[Mention] = []
    confidence: dict[str, Confidence] = {}
    slots: dict[str, list[Mention]] = {}

    def _repr_html_(self) -> str:
        from newsextract.view.html import event_html, style_html

        return f'<div class="nx">{style_html()}{event_html(self)}</div>'


class Archive(_Part):
    """Where the bytes came from, when not from the live site."""

    kind: Literal["wayback", "warc", "file", "corpus"]
    uri: Annotated[str, AfterValidator(writable)]
    captured: str | None = None


class Source(_Part):
    """The page an article was read from; ``sha256`` is of the bytes read."""

    url: str | None
    site: str
    publisher: str | None = None
    section: str | None = None
    archive: Archive | None = None
    sha256: str


class Title(_Part):
    """The headline without the site's prefix; ``en`` only when the article itself gives it."""

    text: str
    th: str | None = None
    en: str | None = None
    en_span: Mention | None = None


class Warning_(_Part):  # noqa: N801  the builtin is called Warning
    """Something a reader should know; nothing is repaired in silence."""

    code: WarningCode
    message: str
    start: int | None = None
    end: int | None = None


class Provenance(_Part):
    """What made the record; no clock, no host: same input and same version give the same bytes."""

    newsextract: str
    models: dict[str, str] = {}
    config: str
    libraries: dict[str, str] = {}


class Record(_Part):
    """One article.

    Examples
    --------
    >>> import newsextract as nx
    >>> record = nx.extract("corpora/sample/text/0001.txt")  # doctest: +SKIP
    >>> record.events[0].start  # doctest: +SKIP
    '2024-03-12T09:30+07:00'
    """

    schema_version: Literal["1.0.0"] = SCHEMA_VERSION
    id: str
    source: Source
    language: Language
    title: Title
    published: str | None
    text: str
    events: list[Event] = []
    entities: list[Entity] = []
    times: list[Time] = []
    people: list[Person] = []
    terms: list[Term] = []
    statements: list[Statement] = []
    warnings: list[Warning_] = []
    provenance: Provenance

    def to_json(self) -> str:
        """The record as one line of JSON, keys in the contract's order."""
        return self.model_dump_json()

    def spans(self) -> Iterator[Mention]:
        """Every mention anywhere in the record, in no particular order."""
        yield from _mentions(self)

    def _repr_html_(self) -> str:
        from newsextract.view.html import record_html

        return record_html(self)


def _mentions(value: object) -> Iterator[Mention]:
    if isinstance(value, Mention):
        yield value
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _mentions(getattr(value, name))
    elif isinstance(value, dict):
        for item in value.values():
            yield from _mentions(item)
    elif isinstance(value, list):
        for item in value:
            yield from _mentions(item)


def json_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a record as written.

    Returns
    -------
    dict
        A schema in which every key that a record is written with is required.
    """
    schema = Record.model_json_schema(mode="serialization")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:newsextract:record:{SCHEMA_VERSION}",
        **schema,
    }
