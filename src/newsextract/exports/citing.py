"""Citation of a release: publisher, date, URL and archived copy."""

from __future__ import annotations

from typing import NamedTuple

from newsextract.records import Record


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
