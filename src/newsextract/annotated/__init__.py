"""Read annotations from Label Studio or INCEpTION back as corrections of the records."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from newsextract.annotated import cas, label_studio
from newsextract.annotated.changes import Returned, compare
from newsextract.desk.corrections import Correction
from newsextract.errors import ConfigError
from newsextract.exports.files import xml_text
from newsextract.records import Record

__all__ = ["FORMATS", "Imported", "corrections_of", "read"]

#: the formats that can be read back
FORMATS: dict[str, Callable[[Path], Iterator[Returned]]] = {
    "label-studio": label_studio.read,
    "cas": cas.read,
    "cas-json": cas.read,
}


class Imported(NamedTuple):
    """The corrections from an annotated export."""

    corrections: list[Correction]  # in the order of the export
    left: list[str]  # messages about what cannot become a correction, with the file and the record
    records: int  # number of annotated records that were found


def read(name: str, path: str | Path) -> list[Returned]:
    """Read an annotated export."""
    if name not in FORMATS:
        raise ConfigError(f"{name!r} cannot be read back", fix=f"give one of {', '.join(FORMATS)}")
    return list(FORMATS[name](Path(path)))


def corrections_of(records: Iterable[Record], returned: Iterable[Returned]) -> Imported:
    """Make corrections from the documents that :func:`read` gives; a document whose text is not the record's gives none."""
    work = list(returned)
    wanted: dict[str, list[Record]] = {one.record: [] for one in work}
    for record in records:
        if record.id in wanted:
            wanted[record.id].append(record)
    made: list[Correction] = []
    left: list[str] = []
    found = set()
    for one in work:
        same = [record for record in wanted[one.record] if one.text in {record.text, xml_text(record.text)}]
        if not same:
            why = "its text is not the record's" if wanted[one.record] else "there is no such record"
            left.append(f"{one.where}: {one.record}: {why}")
            continue
        found.add(one.record)
        changes = compare(same[0], one.regions, one.who, one.when)
        made += changes.corrections
        left += [f"{one.where}: {one.record}: {why}" for why in changes.unconverted]
    return Imported(made, left, len(found))
