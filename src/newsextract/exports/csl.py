"""Citations of releases, and their CSL-JSON items for Zotero, Pandoc and citation processors."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from newsextract.exports.files import write_json_list
from newsextract.records import Record
from newsextract.stores.frames import day_of


def archived(record: Record) -> str | None:
    """URL of the archived copy; None if there is no copy or it has no http(s) URL."""
    archive = record.source.archive
    uri = archive.uri if archive else ""
    return uri if uri.startswith(("http://", "https://")) else None


def captured(record: Record) -> str | None:
    """Time of the capture, the only access date that a record holds."""
    return record.source.archive.captured if record.source.archive else None


def headline(record: Record) -> str:
    """The headline on one line."""
    return " ".join(record.title.text.split())


def publisher(record: Record) -> str:
    """The publisher, or the site if it is unknown."""
    return record.source.publisher or record.source.site


def note(record: Record) -> str:
    """The note of a reference: the original URL if the archived one is cited, and the SHA-256 of the page."""
    parts = [f"original: {record.source.url}"] if archived(record) and record.source.url else []
    return "; ".join([*parts, f"sha256 of the page: {record.source.sha256}"])


def item(record: Record) -> dict[str, Any]:
    """The CSL item of a record: a web page by its publisher, accessed on the day of the capture."""
    copy = archived(record)
    made = {
        "id": record.id,
        "type": "webpage",
        "title": headline(record),
        "author": [{"literal": publisher(record)}],
        "container-title": record.source.section,
        "publisher": publisher(record),
        "issued": _parts(record.published),
        "accessed": _parts(captured(record)),
        "URL": copy or record.source.url,
        "archive": "Internet Archive" if "web.archive.org" in (copy or "") else None,
        "archive_location": copy,
        "language": record.language if record.language != "mixed" else "th",
        "note": note(record),
    }
    return {key: value for key, value in made.items() if value}


def _parts(value: str | None) -> dict[str, Any] | None:
    day = day_of(value)
    return {"date-parts": [[day.year, day.month, day.day]]} if day else None


def write(records: Iterable[Record], path: Path) -> None:
    """Write the items as one list."""
    write_json_list(records, path, lambda record: [item(record)])
