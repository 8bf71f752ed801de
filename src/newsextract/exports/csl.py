"""Citations of releases, and their CSL-JSON items for Zotero, Pandoc and citation processors."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from newsextract.exports.files import write_json_list
from newsextract.records import Record
from newsextract.stores.frames import day_of


class Citation(NamedTuple):
    """The parts of a reference to a release."""

    key: str
    title: str
    publisher: str
    published: str | None
    url: str | None
    archive: str | None
    captured: str | None
    language: str
    section: str | None
    sha256: str


def archived(record: Record) -> str | None:
    """URL of the archived copy; None if there is no copy or it has no http(s) URL."""
    archive = record.source.archive
    uri = archive.uri if archive else ""
    return uri if uri.startswith(("http://", "https://")) else None


def citation(record: Record) -> Citation:
    """The citation of a record; its access date is the time of capture, the only such time that a record holds."""
    archive = record.source.archive
    return Citation(
        key=record.id,
        title=" ".join(record.title.text.split()),
        publisher=record.source.publisher or record.source.site,
        published=record.published,
        url=record.source.url,
        archive=archived(record),
        captured=archive.captured if archive else None,
        language=record.language if record.language != "mixed" else "th",
        section=record.source.section,
        sha256=record.source.sha256,
    )


def item(record: Record) -> dict[str, Any]:
    """The CSL item of a record: a web page by its publisher, accessed on the day of the capture."""
    cited = citation(record)
    made = {
        "id": cited.key,
        "type": "webpage",
        "title": cited.title,
        "author": [{"literal": cited.publisher}],
        "container-title": cited.section,
        "publisher": cited.publisher,
        "issued": _parts(cited.published),
        "accessed": _parts(cited.captured),
        "URL": cited.archive or cited.url,
        "archive": "Internet Archive" if "web.archive.org" in (cited.archive or "") else None,
        "archive_location": cited.archive,
        "language": cited.language,
        "note": note(cited),
    }
    return {key: value for key, value in made.items() if value}


def note(cited: Citation) -> str:
    """The note of a reference: the original URL if the archived one is cited, and the SHA-256 of the page."""
    parts = [f"original: {cited.url}"] if cited.archive and cited.url else []
    return "; ".join([*parts, f"sha256 of the page: {cited.sha256}"])


def _parts(value: str | None) -> dict[str, Any] | None:
    day = day_of(value)
    return {"date-parts": [[day.year, day.month, day.day]]} if day else None


def write(records: Iterable[Record], path: Path) -> None:
    """Write the items as one list."""
    write_json_list(records, path, lambda record: [item(record)])
