"""Events as schema.org JSON-LD."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from newsextract.exports.files import write_json_list
from newsextract.records import Entity, Event, Record

_HOSTS = frozenset({"organiser", "partner"})
_SCHEMA_ORG = {"PERSON": "Person", "ORGANIZATION": "Organization", "LOCATION": "Country"}


def json_ld(record: Record) -> list[dict[str, Any]]:
    """The main event, and background events with a name and a date, as schema.org ``Event`` objects.

    Each is ready for ``json.dumps``; empty properties are left out. schema.org has no confidence, so filter events first.
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


def write(records: Iterable[Record], path: Path) -> None:
    """Write the events as one JSON-LD list."""
    write_json_list(records, path, json_ld)
