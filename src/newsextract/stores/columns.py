"""The tables that records become, one a layer, with columns that stay.

Every row begins with ``article`` (the number of its article in the store, from 1) and ``article_id`` (the record's own
id, which two captures of one page share). Offsets are code points into the article's ``text``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ColumnType = Literal["text", "int", "float", "bool", "texts"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Attributes
    ----------
    name
        No word that SQL reserves.
    type
        ``texts`` is a list of text.
    about
        What it says.
    """

    name: str
    type: ColumnType
    about: str


#: slots of an event that carry a confidence
SLOTS = ("type", "start", "actor", "venue", "province", "name", "attendance")

_KEYS = (
    Column("article", "int", "number of the article in the store, from 1"),
    Column("article_id", "text", "id of the record"),
)
_SPAN = (
    Column("char_start", "int", "first code point in the article's text"),
    Column("char_end", "int", "code point after the last"),
    Column("text", "text", "the characters there"),
)
_N = Column("n", "int", "place in its layer, from 1")


def _spans_of(prefix: str, what: str) -> tuple[Column, ...]:
    return (
        Column(f"{prefix}char_start", "int", f"first code point of {what}"),
        Column(f"{prefix}char_end", "int", "code point after its last"),
        Column(f"{prefix}text", "text", what),
    )


#: the tables, each with its columns in order
COLUMNS: dict[str, tuple[Column, ...]] = {
    "articles": (
        *_KEYS,
        Column("url", "text", "original address"),
        Column("site", "text", "site profile"),
        Column("publisher", "text", "publisher"),
        Column("section", "text", "section of the site"),
        Column("language", "text", "th or en"),
        Column("title", "text", "headline"),
        Column("title_th", "text", "headline, when it is Thai"),
        Column("title_en", "text", "headline, when it is English or carries an English gloss of the whole"),
        Column("published", "text", "ISO 8601 date"),
        Column("archive_kind", "text", "wayback, warc, file, corpus, or null for a live page"),
        Column("archive_uri", "text", "where in the archive"),
        Column("captured", "text", "ISO 8601 time of the capture"),
        Column("sha256", "text", "of the bytes read"),
        Column("version", "text", "newsextract's version"),
        Column("text", "text", "headline, line break, body: what all offsets point into"),
        Column("record", "text", "the whole record as its JSON line"),
    ),
    "events": (
        *_KEYS,
        _N,
        Column("event_id", "text", "id of the event"),
        Column("event_key", "text", "hash of type, day, country and main actor: a blocking key for linking"),
        Column("main", "bool", "the article's main event, not one in its background"),
        Column("type", "text", "meeting, ceremony, visit …"),
        Column("status", "text", "occurred or scheduled"),
        Column("name_th", "text", "name in Thai"),
        Column("name_en", "text", "name in English, as the article writes it"),
        Column("start_time", "text", "ISO 8601 at the precision known"),
        Column("end_time", "text", "ISO 8601, inclusive"),
        Column("precision", "text", "year, month, day or minute"),
        Column("venue", "text", "venue"),
        Column("district", "text", "district"),
        Column("province", "text", "province"),
        Column("iso_3166_2", "text", "code of the province"),
        Column("country", "text", "ISO 3166-1 alpha-2"),
        Column("mode", "text", "in_person, online or hybrid"),
        Column("countries", "texts", "ISO codes of the countries that take part"),
        Column("chief_actor", "text", "name of the first actor"),
        Column("chief_role", "text", "role of the first actor"),
        Column("attendance", "int", "how many"),
        Column("attendance_unit", "text", "of what"),
        *_spans_of("trigger_", "the words that say the event"),
        *(Column(f"confidence_{slot}", "float", f"calibrated confidence of the {slot}, 0 to 1") for slot in SLOTS),
    ),
    "actors": (
        *_KEYS,
        Column("event_id", "text", "id of the event"),
        Column("n", "int", "place in its event, from 1"),
        Column("side", "text", "actor, counterpart or organisation"),
        Column("name", "text", "name"),
        Column("role", "text", "role"),
        Column("part", "text", "chair, agent, speaker, host …"),
        Column("kind", "text", "person, organisation, office or country"),
    ),
    "people": (
        *_KEYS,
        _N,
        Column("name", "text", "name without title"),
        Column("title", "text", "title or rank"),
        Column("romanised", "text", "name in Latin letters"),
        Column("romanised_by", "text", "article or generated"),
        Column("role", "text", "role"),
        Column("organisation", "text", "organisation of the role"),
        Column("as_of", "text", "date of which the article speaks"),
        Column("mentions", "int", "how often mentioned"),
        *_SPAN,
    ),
    "entities": (
        *_KEYS,
        _N,
        *_SPAN,
        Column("type", "text", "PERSON, ORGANIZATION, LOCATION, FACILITY or EVENT"),
        Column("name", "text", "canonical name"),
        Column("entity_id", "text", "mentions of one thing share it within an article"),
        Column("iso", "text", "ISO 3166 code of a country or Thai province"),
    ),
    "times": (
        *_KEYS,
        _N,
        *_SPAN,
        Column("kind", "text", "date, datetime, month_range, fiscal_year …"),
        Column("value", "text", "ISO 8601, or TIMEX3 for durations and recurring times"),
        Column("end_value", "text", "ISO 8601, inclusive"),
        Column("day_values", "texts", "dates of a list"),
        Column("era", "text", "BE or CE, as written"),
        Column("calendar_check", "text", "ok or conflict with the weekday written beside it"),
        Column("basis", "text", "what supplied a missing part"),
        Column("flags", "texts", "warning codes"),
    ),
    "terms": (
        *_KEYS,
        _N,
        *_spans_of("th_", "the Thai term"),
        *_spans_of("en_", "the English term"),
        *_spans_of("abbr_", "the abbreviation"),
        Column("kind", "text", "organisation, event, project, law …"),
        Column("rel", "text", "translation, abbreviation, alias or transliteration"),
        Column("posterior", "float", "probability of the left boundary"),
        Column("next_start", "int", "second-best left boundary"),
        Column("known_from", "text", "article or glossary"),
        Column("known_th", "text", "Thai name that the glossary gives an abbreviation"),
        Column("known_en", "text", "English name that the glossary gives an abbreviation"),
        Column("abbr_check", "text", "ok or abbr_mismatch"),
    ),
    "statements": (
        *_KEYS,
        _N,
        *_SPAN,
        Column("speaker", "text", "name or office"),
        Column("kind", "text", "direct or reported"),
        *_spans_of("cue_", "the speech verb"),
    ),
    "mentions": (
        *_KEYS,
        Column("layer", "text", "events or people"),
        Column("item", "int", "the item's n in that table"),
        Column("slot", "text", "mention, trigger, evidence, or the event's slot that the words say"),
        *_SPAN,
    ),
    "warnings": (
        *_KEYS,
        _N,
        Column("code", "text", "date_conflict, abbr_mismatch …"),
        Column("message", "text", "for the reader"),
        Column("char_start", "int", "first code point it is about"),
        Column("char_end", "int", "code point after the last"),
    ),
}


def columns_of(layer: str) -> tuple[Column, ...]:
    """Give the columns of a table.

    Raises
    ------
    ConfigError
        When there is none of that name.

    Examples
    --------
    >>> [column.name for column in columns_of("warnings")][:3]
    ['article', 'article_id', 'n']
    """
    from newsextract.errors import ConfigError

    if layer not in COLUMNS:
        raise ConfigError(f"there is no table {layer!r}", fix=f"give one of {', '.join(COLUMNS)}")
    return COLUMNS[layer]
