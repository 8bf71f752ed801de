"""The annotated regions of a record, from any tool."""

from __future__ import annotations

from dataclasses import dataclass

from newsextract.exports.regions import Region


@dataclass(frozen=True, slots=True)
class Returned:
    """One annotator's work on one record.

    Attributes
    ----------
    where
        The file and the place in it, for messages.
    record
        The record's id.
    text
        The text that was annotated.
    who, when
        The annotator, and the time of the work as ISO 8601.
    regions
        Offsets are in code points. ``key`` is that of the exported region if the tool kept it, else empty or the tool's own.
        ``owner`` is a name's entity, a statement's speaker, or the event of a value or participant (None: the main event); with
        ``@`` before it, it is the key of another region.
    """

    where: str
    record: str
    text: str
    who: str
    when: str
    regions: list[Region]
