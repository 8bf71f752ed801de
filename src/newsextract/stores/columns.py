"""The tables of a store of records; their columns, each with name, type, description and how it is read, are in ``data/stores/columns.csv``.

Every row begins with ``article`` (the number of its article in the store, from 1) and ``article_id`` (the record's own
id, which two captures of one page share). Offsets are code points into the article's ``text``. DuckDB, Parquet, CSV, the
data frame and docs/stores.md all come from here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from newsextract.errors import ConfigError
from newsextract.records import Event, Mention, Record
from newsextract.stores.column import Batch, Column, Item, Row, Table, path_reader, read_tables

#: separator of several values in a flat column
JOIN = " | "
#: slots of an event that carry a confidence
SLOTS = ("type", "start", "actor", "venue", "province", "name", "attendance")


class Found(NamedTuple):
    """A value of a user-defined slot, and the words that express it."""

    slot: str
    value: str
    words: Mention


class Own(NamedTuple):
    """The codes of an event: its type in the user's codebook (None if none fits), with a confidence if a model gave it."""

    type: str | None = None
    confidence: float | None = None  # calibrated; None if the type was assigned by rules
    found: tuple[Found, ...] = ()  # values of the user's slots


def own_of(event: Event) -> Own:
    """The codes that :meth:`newsextract.desk.codebook.Codebook.apply` gave an event; empty if it was not applied."""
    held = event._own  # noqa: SLF001  beside the record's fields: it is not written with them
    return held if isinstance(held, Own) else Own()


def set_own(event: Event, own: Own) -> None:
    """Set the codes of an event."""
    event._own = own  # noqa: SLF001  as above


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


_ITEMS: dict[str, Callable[[Record], Iterator[Item]]] = {
    "articles": lambda record: iter([Item(record, 1, record)]),
    "events": _numbered("events"),
    "participants": _participants,
    "people": _numbered("people"),
    "entities": _numbered("entities"),
    "mentions": _mentions,
    "times": _numbered("times"),
    "terms": _numbered("terms"),
    "statements": _numbered("statements"),
    "warnings": _numbered("warnings"),
    "flat": _numbered("events"),
}
_FUNCTIONS: dict[str, Callable[[Item], object]] = {
    "actors": _joined("actors"),
    "counterparts": _joined("counterparts"),
    "evidence": lambda item: JOIN.join(mention.text for mention in item.value.evidence) or None,
    "flags": lambda item: list(item.value.flags),
    "layer": lambda item: "events" if isinstance(item.owner, Event) else "entities",
    "line": lambda item: item.record.to_json(),
    "mentions": lambda item: len(item.value.mentions),
    "organisation": _label("roles.0.organisation"),
    "organisations": _joined("organisations"),
    "own_confidence": lambda item: own_of(item.value).confidence,
    "own_slots": lambda item: list(dict.fromkeys(f"{one.slot}={one.value}" for one in own_of(item.value).found)),
    "own_type": lambda item: own_of(item.value).type,
    "reviewed": _reviewed,
    "speaker": _label("speaker"),
}
_KEYS = (
    Column("article", "int", "number of the article in the store, from 1", lambda _: None),  # the store counts
    Column("article_id", "text", "id of the record", path_reader("record.id")),
)
#: the tables of a store, each with its columns in order
TABLES: dict[str, Table] = read_tables(_ITEMS, _FUNCTIONS, _KEYS)
#: one row per event, for data frames and spreadsheets; the stores join their tables instead
FLAT = TABLES.pop("flat")


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


def rows(record: Record, layer: str, number: int = 1) -> Iterator[Row]:
    """Yield a record's rows of one table."""
    return table_of(layer).rows(record, article=number)


def batches(records: Iterable[Record], size: int) -> Iterator[Batch]:
    """Yield the rows of all tables, ``size`` records at a time, to bound memory."""
    held: dict[str, list[Row]] = {name: [] for name in TABLES}
    number = 0
    for number, record in enumerate(records, 1):
        for name in TABLES:
            held[name].extend(rows(record, name, number))
        if number % size == 0:
            yield from held.items()
            held = {name: [] for name in TABLES}
    if number % size or not number:
        yield from held.items()
