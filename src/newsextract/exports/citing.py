"""A release as something to cite: who published it, when, where it is, where it is kept."""

from __future__ import annotations

from typing import NamedTuple

from newsextract.records import Record


class Citation(NamedTuple):
    """What a reference to a release is made of."""

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
    """Address of the archived copy; None for a copy that no address leads to."""
    archive = record.source.archive
    uri = archive.uri if archive else ""
    return uri if uri.startswith(("http://", "https://")) else None


def citation(record: Record) -> Citation:
    """What to cite of a record. The day of access is that of the capture: a record has no other clock."""
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
