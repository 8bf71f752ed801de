"""Events as PLOVER types; docs/plover.md explains the mapping."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from newsextract.data import read_csv
from newsextract.exports.files import write_csv_table
from newsextract.records import Event, Record

_COLUMNS = ("event_id", "day", "plover_type", "plover_mode", "source", "source_role", "target", "target_role", "type", "url")


@cache
def _plover() -> dict[str, dict[str, str]]:
    return {row["type"]: row for row in read_csv("events/plover.csv")}


def plover(event: Event) -> tuple[str, str | None] | None:
    """The PLOVER event type and mode of an event, or None where PLOVER has none.

    PLOVER codes interaction between actors: a meeting, visit, programme or disaster maps only when a country other
    than Thailand takes part. See docs/plover.md.

    Examples
    --------
    >>> plover(Event(id="x#1", main=True, type="agreement"))
    ('AGREE', None)
    """
    row = _plover()[event.type]
    if not row["plover"]:
        return None
    abroad = any(code != "TH" for code in event.countries)
    if event.type in {"meeting", "visit", "programme", "disaster"} and not abroad:
        return None
    return row["plover"], row["mode"] or None


def write(records: Iterable[Record], path: Path) -> None:
    """Write the events that have a PLOVER type as CSV, with their source and target."""
    events = ((record, event) for record in records for event in record.events)
    write_csv_table(path, _COLUMNS, (_row(record, event, code) for record, event in events if (code := plover(event))))


def _row(record: Record, event: Event, code: tuple[str, str | None]) -> list[str | None]:
    source = event.participants[0] if event.participants else None
    target = next(iter(event.counterparts), None)
    actors = [part for who in (source, target) for part in ((who.name, who.role) if who else (None, None))]
    return [event.id, (event.start or "")[:10] or None, *code, *actors, event.type, record.source.url]
