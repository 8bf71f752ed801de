"""Releases as CSL-JSON items, for Zotero, Pandoc and citation processors."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from newsextract.exports.citing import Citation, citation
from newsextract.exports.files import write_json_list
from newsextract.records import Record


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
    try:
        day = date.fromisoformat((value or "")[:10])
    except ValueError:
        return None
    return {"date-parts": [[day.year, day.month, day.day]]}


def write(records: Iterable[Record], path: Path) -> None:
    """Write the items as one list."""
    write_json_list(records, path, lambda record: [item(record)])
