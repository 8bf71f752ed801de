"""Scheduled events as iCalendar (RFC 5545)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

from newsextract.exports.files import text_file
from newsextract.records import Event, Record

_CONTROL = re.compile("[\x00-\x08\n-\x1f\x7f-\x9f\u2028\u2029]")
_HEAD = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//newsextract//events//TH", "CALSCALE:GREGORIAN")


def icalendar(records: Iterable[Record]) -> str:
    """Scheduled events that have a day, as one iCalendar (RFC 5545) text.

    Lines end in CRLF and are folded at 75 octets. Days become all-day events; times are given in UTC.
    ``DTSTAMP`` is the day of publication, so that the same records give the same bytes.

    Examples
    --------
    >>> icalendar([]).split()[:2]
    ['BEGIN:VCALENDAR', 'VERSION:2.0']
    """
    scheduled = ((record, event) for record in records for event in record.events if event.status == "scheduled")
    dated = ((record, event) for record, event in scheduled if event.start and len(event.start) >= 10)
    lines = (*_HEAD, *(line for record, event in dated for line in _vevent(record, event)), "END:VCALENDAR")
    # control characters, as in a URL, would begin a new line or are not allowed (RFC 5545, 3.1)
    return "".join(fold(_CONTROL.sub("", line)) + "\r\n" for line in lines)


def _vevent(record: Record, event: Event) -> Iterator[str]:
    start, end = str(event.start), event.end
    yield "BEGIN:VEVENT"
    yield f"UID:{_escape(event.id)}@newsextract"
    yield f"DTSTAMP:{(record.published or start[:10]).replace('-', '')[:8]}T000000Z"
    yield _date_property("DTSTART", start)
    if end and len(end) >= 10 and ("T" in end) == ("T" in start):
        yield _date_property("DTEND", end, last=True)
    yield f"SUMMARY:{_escape(_summary(record, event))}"
    if location := _location(event):
        yield f"LOCATION:{_escape(location)}"
    if record.source.url:
        yield f"URL:{record.source.url}"
    if event.evidence:
        yield f"DESCRIPTION:{_escape(event.evidence[0].text)}"
    yield f"CATEGORIES:{event.type.upper()}"
    yield "END:VEVENT"


def _summary(record: Record, event: Event) -> str:
    words = event.trigger.text if event.trigger and not event.main else record.title.text
    return event.name.th or event.name.en or words


def _location(event: Event) -> str:
    venue, province = event.place.venue or "", event.place.province or ""
    return ", ".join(filter(None, (venue, "" if province in venue else province)))


def _date_property(name: str, value: str, *, last: bool = False) -> str:
    """A date or date-time property; an all-day event ends on the day after its last (RFC 5545, 3.6.1)."""
    if "T" not in value:
        day = date.fromisoformat(value) + timedelta(days=int(last))
        return f"{name};VALUE=DATE:{day:%Y%m%d}"
    moment = datetime.fromisoformat(value)
    offset = moment.utcoffset() or timedelta(0)
    return f"{name}:{moment.replace(tzinfo=None) - offset:%Y%m%dT%H%M%SZ}"


def _escape(text: str) -> str:
    for plain, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r", ""), ("\n", "\\n")):
        text = text.replace(plain, escaped)
    return text


def fold(line: str) -> str:
    r"""Fold a content line at 75 octets, never inside a character (RFC 5545, 3.1).

    Examples
    --------
    >>> max(len(part.encode()) for part in fold("SUMMARY:" + "ก" * 60).split("\r\n"))
    74
    """
    parts, size = [""], 0
    for char in line:
        width = len(char.encode())
        if size + width > 75:
            parts.append(" ")
            size = 1
        parts[-1] += char
        size += width
    return "\r\n".join(parts)


def write(records: Iterable[Record], path: Path) -> None:
    """Write a calendar."""
    with text_file(path) as out:
        out.write(icalendar(records))
