"""A record's regions as an annotator left them, whichever tool they are from."""

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
        With offsets in code points. ``key`` is that of the exported region where the tool kept it, else empty or the tool's own.
        ``of`` is what the region belongs to: of a name its entity, of a statement its speaker, of a value or a participant its
        event (None: the main one). ``@`` before it says that it is the key of another region that the annotator drew.
    """

    where: str
    record: str
    text: str
    who: str
    when: str
    regions: list[Region]
