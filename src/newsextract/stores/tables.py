"""A record as rows of the tables in :mod:`newsextract.stores.columns`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from newsextract.records import Actor, Event, Mention, Record
from newsextract.stores.columns import COLUMNS, SLOTS, columns_of

Row = dict[str, Any]


def _span(mention: Mention | None, prefix: str = "") -> Row:
    return {
        f"{prefix}char_start": mention.start if mention else None,
        f"{prefix}char_end": mention.end if mention else None,
        f"{prefix}text": mention.text if mention else None,
    }


def _articles(record: Record) -> Iterator[Row]:
    source, archive = record.source, record.source.archive
    yield {
        "url": source.url,
        "site": source.site,
        "publisher": source.publisher,
        "section": source.section,
        "language": record.language,
        "title": record.title.text,
        "title_th": record.title.th,
        "title_en": record.title.en,
        "published": record.published,
        "archive_kind": archive.kind if archive else None,
        "archive_uri": archive.uri if archive else None,
        "captured": archive.captured if archive else None,
        "sha256": source.sha256,
        "version": record.provenance.newsextract,
        "text": record.text,
        "record": record.to_json(),
    }


def _events(record: Record) -> Iterator[Row]:
    for n, event in enumerate(record.events, 1):
        chief = event.actors[0] if event.actors else None
        yield {
            "n": n,
            "event_id": event.id,
            "event_key": event.key,
            "main": event.main,
            "type": event.type,
            "status": event.status,
            "name_th": event.name.th,
            "name_en": event.name.en,
            "start_time": event.start,
            "end_time": event.end,
            "precision": event.precision,
            "venue": event.place.venue,
            "district": event.place.district,
            "province": event.place.province,
            "iso_3166_2": event.place.iso_3166_2,
            "country": event.place.country,
            "mode": event.place.mode,
            "countries": event.countries,
            "chief_actor": chief.name if chief else None,
            "chief_role": chief.role if chief else None,
            "attendance": event.attendance,
            "attendance_unit": event.attendance_unit,
            **_span(event.trigger, "trigger_"),
            **{f"confidence_{slot}": event.confidence.get(slot) for slot in SLOTS},
        }


def _actors(record: Record) -> Iterator[Row]:
    for event in record.events:
        n = 0
        sides: tuple[tuple[str, Iterable[Any]], ...] = (
            ("actor", event.actors),
            ("counterpart", event.counterparts),
            ("organisation", event.organisations),
        )
        for side, those in sides:
            for one in those:
                n += 1
                person = one if isinstance(one, Actor) else None
                yield {
                    "event_id": event.id,
                    "n": n,
                    "side": side,
                    "name": one.name,
                    "role": person.role if person else None,
                    "part": one.part,
                    "kind": person.kind if person else "organisation",
                }


def _people(record: Record) -> Iterator[Row]:
    for n, person in enumerate(record.people, 1):
        yield {
            "n": n,
            "name": person.name,
            "title": person.title,
            "romanised": person.romanised,
            "romanised_by": person.romanised_by,
            "role": person.role,
            "organisation": person.organisation,
            "as_of": person.as_of,
            "mentions": len(person.mentions),
            **_span(person.mentions[0] if person.mentions else None),
        }


def _entities(record: Record) -> Iterator[Row]:
    for n, entity in enumerate(record.entities, 1):
        yield {"n": n, **_span(entity), "type": entity.type, "name": entity.name, "entity_id": entity.id, "iso": entity.iso}


def _times(record: Record) -> Iterator[Row]:
    for n, time in enumerate(record.times, 1):
        yield {
            "n": n,
            **_span(time),
            "kind": time.kind,
            "value": time.value,
            "end_value": time.end_value,
            "day_values": time.values,
            "era": time.era,
            "calendar_check": time.calendar_check,
            "basis": time.basis,
            "flags": list(time.flags),
        }


def _terms(record: Record) -> Iterator[Row]:
    for n, term in enumerate(record.terms, 1):
        yield {
            "n": n,
            **_span(term.th, "th_"),
            **_span(term.en, "en_"),
            **_span(term.abbr, "abbr_"),
            "kind": term.kind,
            "rel": term.rel,
            "posterior": term.posterior,
            "next_start": term.next_start,
            "known_from": term.known_from,
            "known_th": term.known_th,
            "known_en": term.known_en,
            "abbr_check": term.check,
        }


def _statements(record: Record) -> Iterator[Row]:
    for n, said in enumerate(record.statements, 1):
        yield {"n": n, **_span(said), "speaker": said.speaker, "kind": said.kind, **_span(said.cue, "cue_")}


def _mentions(record: Record) -> Iterator[Row]:
    def row(layer: str, n: int, slot: str, mention: Mention) -> Row:
        return {"layer": layer, "item": n, "slot": slot, **_span(mention)}

    for n, event in enumerate(record.events, 1):
        for slot, mention in _evidence(event):
            yield row("events", n, slot, mention)
    for n, person in enumerate(record.people, 1):
        for mention in person.mentions:
            yield row("people", n, "mention", mention)


def _evidence(event: Event) -> Iterator[tuple[str, Mention]]:
    if event.trigger:
        yield "trigger", event.trigger
    for mention in event.evidence:
        yield "evidence", mention
    for slot, mentions in event.slots.items():
        for mention in mentions:
            yield slot, mention


def _warnings(record: Record) -> Iterator[Row]:
    for n, warning in enumerate(record.warnings, 1):
        yield {"n": n, "code": warning.code, "message": warning.message, "char_start": warning.start, "char_end": warning.end}


_ROWS: dict[str, Callable[[Record], Iterator[Row]]] = {
    "articles": _articles,
    "events": _events,
    "actors": _actors,
    "people": _people,
    "entities": _entities,
    "times": _times,
    "terms": _terms,
    "statements": _statements,
    "mentions": _mentions,
    "warnings": _warnings,
}


def rows(record: Record, layer: str, number: int = 1) -> Iterator[Row]:
    """Yield a record's rows of one table.

    Parameters
    ----------
    record
        The record.
    layer
        Name of a table in :data:`newsextract.stores.columns.COLUMNS`.
    number
        Number of the article in the store, from 1.

    Yields
    ------
    dict
        Every column of the table, in order.

    Raises
    ------
    ConfigError
        When there is no such table.
    """
    columns_of(layer)
    keys = {"article": number, "article_id": record.id}
    for row in _ROWS[layer](record):
        yield keys | row


def batches(records: Iterable[Record], size: int) -> Iterator[dict[str, list[Row]]]:
    """Yield the rows of all tables, some records at a time, so that memory stays flat.

    Parameters
    ----------
    records
        The records; they are numbered from 1.
    size
        Records in one batch.
    """
    batch: dict[str, list[Row]] = {name: [] for name in COLUMNS}
    number = 0
    for number, record in enumerate(records, 1):
        for name in COLUMNS:
            batch[name].extend(rows(record, name, number))
        if number % size == 0:
            yield batch
            batch = {name: [] for name in COLUMNS}
    if number % size or not number:
        yield batch
