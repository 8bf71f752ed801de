"""The tables of a store of records: each column is declared once, with name, type, description and how it is read.

Every row begins with ``article`` (the number of its article in the store, from 1) and ``article_id`` (the record's own
id, which two captures of one page share). Offsets are code points into the article's ``text``. DuckDB, Parquet, CSV, the
data frame and docs/stores.md all come from here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from newsextract.errors import ConfigError
from newsextract.records import Event, Mention, Record
from newsextract.stores.column import Column, Item, Table, path_reader, words
from newsextract.stores.own import own_of

#: separator of several values in a flat column
JOIN = " | "

_KEYS = (
    Column("article", "int", "number of the article in the store, from 1", lambda _: None),  # the store counts
    Column("article_id", "text", "id of the record", "record.id"),
)
_N = Column("n", "int", "place in its layer, from 1", "n")


def _label(path: str) -> Callable[[Item], str | None]:
    """The name of the entity whose id is at a path."""
    read = path_reader(path)

    def label(item: Item) -> str | None:
        entity = item.record.entity(read(item))
        return entity.label if entity else None

    return label


def _joined(name: str) -> Callable[[Item], str | None]:
    return lambda item: JOIN.join(dict.fromkeys(p.name for p in getattr(item.value, name))) or None


def _reviewed(item: Item) -> list[str]:
    """The slots of an event that reviewers decided; ``participants`` if they decided on any."""
    review = item.record.provenance.review
    paths = review.paths if review else {}
    found = [path.partition("].")[2] for path in paths if path.startswith(f"events[{item.value.id}].")]
    return found + ["participants"] * any(path.startswith(f"participants[{item.value.id},") for path in paths)


def _numbered(name: str) -> Callable[[Record], Iterator[Item]]:
    def items(record: Record) -> Iterator[Item]:
        for n, value in enumerate(getattr(record, name), 1):
            yield Item(value, n, record)

    return items


def _participants(record: Record) -> Iterator[Item]:
    for event in record.events:
        for n, participant in enumerate(event.participants, 1):
            yield Item(participant, n, record, event)


def _mentions(record: Record) -> Iterator[Item]:
    for event in record.events:
        for n, (slot, mention) in enumerate(_evidence(event), 1):
            yield Item((slot, mention), n, record, event)
    for entity in record.entities:
        named = [(mention.form, mention) for mention in entity.mentions]
        for n, pair in enumerate((*named, *(("role", role) for role in entity.roles)), 1):
            yield Item(pair, n, record, entity)


def _evidence(event: Event) -> Iterable[tuple[str, Mention]]:
    if event.trigger:
        yield "trigger", event.trigger
    if event.about:
        yield "about", event.about
    yield from (("evidence", mention) for mention in event.evidence)
    yield from ((slot, mention) for slot, mentions in event.slots.items() for mention in mentions)
    yield from ((f"own:{one.slot}", one.words) for one in own_of(event).found)


#: slots of an event that carry a confidence
SLOTS = ("type", "start", "actor", "venue", "province", "name", "attendance")

_PLACE = (
    Column("venue", "text", "venue", "place.venue"),
    Column("district", "text", "district", "place.district"),
    Column("province", "text", "province", "place.province"),
    Column("iso_3166_2", "text", "code of the province", "place.iso_3166_2"),
    Column("country", "text", "ISO 3166-1 alpha-2", "place.country"),
    Column("mode", "text", "in_person, online, hybrid or phone", "place.mode"),
)
_NAMES = (Column("name_th", "text", "name in Thai", "name.th"), Column("name_en", "text", "name in English", "name.en"))
_CONFIDENCES = tuple(
    Column(f"confidence_{slot}", "float", f"calibrated confidence of a filled {slot}, 0 to 1", f"confidence.{slot}")
    for slot in SLOTS
)
_EVENT = (
    Column("main", "bool", "the article's main event, not one in its background"),
    Column("type", "text", "meeting, ceremony, visit …"),
    Column("status", "text", "occurred, ongoing, scheduled or cancelled"),
    *_NAMES,
    Column("about", "text", "what it was about or what was done", "about.text"),
    Column("start_time", "text", "ISO 8601 at the precision known", "start"),
    Column("end_time", "text", "ISO 8601, inclusive", "end"),
    Column("precision", "text", "year, month, day or minute"),
    *_PLACE,
    Column("countries", "texts", "ISO codes of the countries concerned"),
    Column("chief_actor", "text", "name of the first participant", "participants.0.name"),
    Column("chief_role", "text", "role of the first participant", "participants.0.role"),
    Column("chief_part", "text", "part of the first participant", "participants.0.part"),
    Column("attendance", "int", "how many"),
    Column("attendance_unit", "text", "of what"),
    Column("own_type", "text", "type in your own codebook (--codebook)", lambda item: own_of(item.value).type),
    Column(
        "own_type_confidence",
        "float",
        "how often such a type is right, where a trained model gave it",
        lambda item: own_of(item.value).confidence,
    ),
    Column(
        "own_slots",
        "texts",
        "slots of your own codebook, as slot=value",
        lambda item: list(dict.fromkeys(f"{one.slot}={one.value}" for one in own_of(item.value).found)),
    ),
)


def _table(items: Callable[[Record], Iterator[Item]], *columns: Column) -> Table:
    return Table((*_KEYS, *columns), items)


def _layer(name: str, *columns: Column) -> Table:
    """A table with a row for each item of a layer, numbered in its order."""
    return _table(_numbered(name), _N, *columns)


#: the tables of a store, each with its columns in order
TABLES: dict[str, Table] = {
    "articles": _table(
        lambda record: iter([Item(record, 1, record)]),
        Column("url", "text", "original address", "source.url"),
        Column("site", "text", "site profile", "source.site"),
        Column("publisher", "text", "publisher", "source.publisher"),
        Column("section", "text", "section of the site", "source.section"),
        Column("language", "text", "th, en or mixed"),
        Column("title", "text", "headline", "title.text"),
        Column("title_th", "text", "headline, when it is Thai", "title.th"),
        Column("title_en", "text", "headline, when it is English or the article glosses the whole of it", "title.en"),
        Column("published", "text", "ISO 8601 date"),
        Column("published_from", "text", "header, meta, body, url or given"),
        Column("archive_kind", "text", "wayback, warc, file, corpus, or null for a live page", "source.archive.kind"),
        Column("archive_uri", "text", "where in the archive", "source.archive.uri"),
        Column("captured", "text", "ISO 8601 time of the capture", "source.archive.captured"),
        Column("sha256", "text", "of the bytes read", "source.sha256"),
        Column("version", "text", "newsextract's version", "provenance.newsextract"),
        Column("text", "text", "headline, line break, body: what all offsets point into"),
        Column("record", "text", "the whole record as its JSON line", lambda item: item.record.to_json()),
    ),
    "events": _layer(
        "events",
        Column("event_id", "text", "id of the event", "id"),
        Column("event_key", "text", "hash of type, day, country and main actor: a blocking key for linking", "key"),
        *_EVENT,
        Column("part_of", "text", "id of the event whose programme it is an item of"),
        Column("entity", "text", "id of the EVENT entity that names it"),
        *words("trigger", "trigger_", "the words that say the event"),
        *_CONFIDENCES,
        *(
            Column(f"silence_{slot}", "float", f"how often the article really says no {slot}", f"silence.{slot}")
            for slot in SLOTS
        ),
        Column("reviewed", "texts", "slots that reviewers decided", _reviewed),
    ),
    "participants": _table(
        _participants,
        Column("event_id", "text", "id of the event", "owner.id"),
        Column("n", "int", "place in its event, from 1"),
        Column("entity_id", "text", "id of the entity", "entity"),
        Column("name", "text", "the entity's name"),
        Column("type", "text", "PERSON, ORGANIZATION, LOCATION …", "who.type"),
        Column("post", "bool", "a person known by the office alone", "who.post"),
        Column("role", "text", "office in which a person acts"),
        Column("part", "text", "chair, agent, speaker, host …"),
        Column("confidence", "float", "calibrated confidence, 0 to 1"),
        *words("mention"),
    ),
    "people": _layer(
        "people",
        Column("entity_id", "text", "id of the entity", "id"),
        Column("name", "text", "name without title", "label"),
        *_NAMES,
        Column("title", "text", "title or rank"),
        Column("romanised", "text", "reading aid where the article gives no English name"),
        Column("role", "text", "office in which the person acts"),
        Column("acting", "bool", "in that office for somebody else", "roles.0.acting"),
        Column("organisation", "text", "body of that office", _label("roles.0.organisation")),
        Column("mentions", "int", "how often mentioned", lambda item: len(item.value.mentions)),
        *words("mentions.0", what="the first mention"),
    ),
    "entities": _layer(
        "entities",
        Column("entity_id", "text", "what everything else in the record refers to", "id"),
        Column("type", "text", "PERSON, ORGANIZATION, LOCATION, FACILITY or EVENT"),
        Column("name", "text", "name in the article's language", "label"),
        *_NAMES,
        Column("name_th_from", "text", "article, names, gazetteer or glossary", "name_from.th"),
        Column("name_en_from", "text", "article, names, gazetteer or glossary", "name_from.en"),
        Column("abbr", "text", "abbreviation, as the article writes it"),
        Column("iso", "text", "ISO 3166 code of a country or Thai province"),
        Column("post", "bool", "a person known by the office alone"),
        Column("mentions", "int", "how often mentioned", lambda item: len(item.value.mentions)),
        *words("mentions.0", what="the first mention"),
    ),
    "mentions": _table(
        _mentions,
        Column("item_id", "text", "id of the event or entity", "owner.id"),
        Column("layer", "text", "events or entities", lambda item: "events" if isinstance(item.owner, Event) else "entities"),
        Column(
            "slot",
            "text",
            "the event's slot, own:… of your codebook; role, or the form of a name: name, short, abbr, gloss, office",
            "0",
        ),
        *words("1"),
    ),
    "times": _layer(
        "times",
        *words(),
        Column("kind", "text", "date, datetime, month_range, fiscal_year …"),
        Column("value", "text", "ISO 8601, or TIMEX3 for durations and recurring times"),
        Column("end_value", "text", "ISO 8601, inclusive"),
        Column("day_values", "texts", "dates of a list", "values"),
        Column("era", "text", "BE or CE, as written"),
        Column("calendar_check", "text", "ok or conflict with the weekday written beside it"),
        Column("basis", "text", "what supplied a missing part"),
        Column("zone", "text", "UTC offset, where the text makes it plain"),
        Column("mod", "text", "BEFORE, AFTER, START, MID, END or APPROX"),
        Column("deadline", "bool", "by then: ภายใน, by"),
        Column("flags", "texts", "warning codes", lambda item: list(item.value.flags)),
    ),
    "terms": _layer(
        "terms",
        *words("th", "th_", "the Thai term"),
        *words("en", "en_", "the English term"),
        *words("abbr", "abbr_", "the abbreviation"),
        Column("kind", "text", "organisation, event, project, law …"),
        Column("rel", "text", "translation, abbreviation, alias or transliteration"),
        Column("posterior", "float", "probability of the left boundary"),
        Column("next_start", "int", "second-best left boundary"),
        Column("known_from", "text", "article or glossary"),
        Column("known_th", "text", "Thai name that the glossary gives an abbreviation"),
        Column("known_en", "text", "English name that the glossary gives an abbreviation"),
        Column("abbr_check", "text", "ok or abbr_mismatch", "check"),
        Column("entity", "text", "id of the entity that the term names"),
    ),
    "statements": _layer(
        "statements",
        *words(),
        Column("speaker_id", "text", "id of the entity that says it", "speaker"),
        Column("speaker", "text", "name of who says it", _label("speaker")),
        Column("kind", "text", "direct or reported"),
        *words("cue", "cue_", "the speech verb"),
    ),
    "warnings": _layer(
        "warnings",
        Column("code", "text", "date_conflict, abbr_mismatch …"),
        Column("message", "text", "for the reader"),
        Column("char_start", "int", "first code point it is about", "start"),
        Column("char_end", "int", "code point after the last", "end"),
    ),
}


def of_article(name: str, called: str = "") -> Column:
    """A column of the table articles for another table, under its own name or another."""
    column = next(column for column in TABLES["articles"].columns if column.name == name)
    return replace(column, name=called or name, get=f"record.{column.get or column.name}")


#: one row per event, for data frames and spreadsheets; the stores join their tables instead
FLAT = _table(
    _numbered("events"),
    Column("event_id", "text", "id of the event", "id"),
    *_EVENT,
    Column("actors", "text", "names of all who take part but the other side", _joined("actors")),
    Column("counterparts", "text", "names of the other side", _joined("counterparts")),
    Column("organisations", "text", "names of the bodies that take part", _joined("organisations")),
    Column("trigger_text", "text", "the words that say the event", "trigger.text"),
    Column("evidence", "text", "the sentences that report it", lambda i: JOIN.join(m.text for m in i.value.evidence) or None),
    *_CONFIDENCES,
    *map(of_article, ("published", "language", "title", "url")),
)


def table_of(layer: str) -> Table:
    """Look up a table by its name.

    Examples
    --------
    >>> [column.name for column in table_of("warnings").columns][:3]
    ['article', 'article_id', 'n']
    """
    if layer == "flat":
        return FLAT
    if layer not in TABLES:
        raise ConfigError(f"there is no table {layer!r}", fix=f"give one of {', '.join(TABLES)}, flat")
    return TABLES[layer]
