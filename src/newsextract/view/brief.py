"""A record in a few lines, as the interpreter shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsextract.printable import one_line

if TYPE_CHECKING:
    from newsextract.records import Record

_LAYERS = ("entities", "times", "terms", "statements", "events", "warnings")
#: maximum characters of the headline, and maximum participants
_MAX_HEADLINE, _MAX_PARTICIPANTS = 100, 3


def brief(record: Record) -> str:
    """A record's id, headline and main event, and the number of items in each layer."""
    lines = [f"Record {record.id}, published {record.published or 'unknown'}", one_line(record.title.text)[:_MAX_HEADLINE]]
    for event in (one for one in record.events if one.main):
        place = event.place.venue or event.place.province or event.place.country or "no place"
        who = "; ".join(f"{one.name} ({one.part})" for one in event.participants[:_MAX_PARTICIPANTS])
        lines += [f"{event.type}, {event.start or 'no date'}, {place}", who or "nobody"]
    return "\n  ".join([*lines, ", ".join(f"{len(getattr(record, name))} {name}" for name in _LAYERS)])
