"""Events in other people's formats: schema.org JSON-LD, iCalendar, PLOVER."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from newsextract.data import read_csv
from newsextract.records import Entity, Event, Record

_HOSTS = frozenset({"organiser", "partner"})
_SCHEMA_ORG = {"PERSON": "Person", "ORGANIZATION": "Organization", "LOCATION": "Country"}
_CONTROL = re.compile("[\x00-\x08\n-\x1f\x7f-\x9f\u2028\u2029]")


def json_ld(record: Record) -> list[dict[str, Any]]:
    """The main event, and background events with a name and a date, as schema.org ``Event`` objects.

    Parameters
    ----------
    record
        An article record.

    Returns
    -------
    list of dict
        Each ready for ``json.dumps``; empty properties are left out. schema.org has no confidence: filter before.
    """
    wanted = (event for event in record.events if event.main or ((event.name.th or event.name.en) and event.start))
    return [_clean(_schema_org(record, event)) for event in wanted]


def _schema_org(record: Record, event: Event) -> dict[str, Any]:
    names = [{"@language": tag, "@value": value} for tag, value in (("th", event.name.th), ("en", event.name.en)) if value]
    mode = {"in_person": "Offline", "online": "Online", "hybrid": "Mixed"}.get(event.place.mode or "")
    about = {"@type": "NewsArticle", "headline": record.title.text, "url": record.source.url, "datePublished": record.published}
    return {
        "@context": "https://schema.org",
        "@type": {"meeting": "BusinessEvent", "training": "EducationEvent"}.get(event.type, "Event"),
        "identifier": event.id,
        "name": names or record.title.text,
        "startDate": event.start,
        "endDate": event.end,
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": f"https://schema.org/{mode}EventAttendanceMode" if mode else None,
        "location": _location(event),
        "organizer": [{"@type": "Organization", "name": o.name} for o in event.organisations if o.part in _HOSTS],
        "performer": [_agent(p.who) for p in event.actors if p.part not in _HOSTS],
        "attendee": [_agent(p.who) for p in event.counterparts],
        "subjectOf": _clean(about),
    }


def _location(event: Event) -> dict[str, Any] | None:
    place = event.place
    if not (place.venue or place.province or place.country):
        return None
    address = {
        "@type": "PostalAddress",
        "addressLocality": place.district,
        "addressRegion": place.province,
        "addressCountry": place.country,
    }
    return _clean({"@type": "Place", "name": place.venue, "address": _clean(address)})


def _agent(who: Entity) -> dict[str, Any]:
    kind = "Role" if who.post else _SCHEMA_ORG.get(who.type, "Thing")
    return _clean({"@type": kind, "name": who.label, "jobTitle": who.role})


def _clean(value: dict[str, Any]) -> dict[str, Any]:
    return {key: item for key, item in value.items() if item not in (None, [], {})}


def json_ld_text(record: Record) -> str:
    """The JSON-LD of a record as text, for a ``<script type="application/ld+json">`` element.

    ``<`` is escaped, so that nothing an article says can end the element.
    """
    return json.dumps(json_ld(record), ensure_ascii=False).replace("<", "\\u003c")


def icalendar(records: Iterable[Record]) -> str:
    """Scheduled events that have a day, as one iCalendar (RFC 5545) text.

    Parameters
    ----------
    records
        Article records.

    Returns
    -------
    str
        Lines end in CRLF and are folded at 75 octets. Days become all-day events; minutes are given in UTC.
        ``DTSTAMP`` is the article's publish date: the same records give the same bytes.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//newsextract//events//TH", "CALSCALE:GREGORIAN"]
    for record in records:
        for event in record.events:
            if event.status == "scheduled" and event.start and len(event.start) >= 10:
                lines += _vevent(record, event)
    lines.append("END:VCALENDAR")
    # a control character, in an address say, would begin another line or is not allowed (RFC 5545, 3.1)
    return "".join(fold(_CONTROL.sub("", line)) + "\r\n" for line in lines)


def _vevent(record: Record, event: Event) -> Iterator[str]:
    start, end = str(event.start), event.end
    yield "BEGIN:VEVENT"
    yield f"UID:{_escape(event.id)}@newsextract"
    yield f"DTSTAMP:{(record.published or start[:10]).replace('-', '')[:8]}T000000Z"
    yield _stamp("DTSTART", start)
    if end and len(end) >= 10 and ("T" in end) == ("T" in start):
        yield _stamp("DTEND", end, last=True)
    yield f"SUMMARY:{_escape(_summary(record, event))}"
    if where := _where(event):
        yield f"LOCATION:{_escape(where)}"
    if record.source.url:
        yield f"URL:{record.source.url}"
    if event.evidence:
        yield f"DESCRIPTION:{_escape(event.evidence[0].text)}"
    yield f"CATEGORIES:{event.type.upper()}"
    yield "END:VEVENT"


def _summary(record: Record, event: Event) -> str:
    words = event.trigger.text if event.trigger and not event.main else record.title.text
    return event.name.th or event.name.en or words


def _where(event: Event) -> str:
    venue, province = event.place.venue or "", event.place.province or ""
    return ", ".join(filter(None, (venue, "" if province in venue else province)))


def _stamp(name: str, value: str, *, last: bool = False) -> str:
    """A date-time property; an all-day event's end is the day after its last (RFC 5545, 3.6.1)."""
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


@cache
def _plover() -> dict[str, dict[str, str]]:
    return {row["type"]: row for row in read_csv("events/plover.csv")}


def plover(event: Event) -> tuple[str, str | None] | None:
    """The PLOVER event type and mode of an event, or None where PLOVER has none.

    Parameters
    ----------
    event
        An event.

    Returns
    -------
    (type, mode) or None
        PLOVER codes interaction between actors: a meeting, visit or programme maps only when a country beside
        Thailand takes part. See docs/plover.md.

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
