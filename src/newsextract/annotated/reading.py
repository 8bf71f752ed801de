"""An annotated export beside the records that it was made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from newsextract.annotated import cas, label_studio
from newsextract.annotated.changes import compare
from newsextract.annotated.returned import Returned
from newsextract.desk.corrections import Correction
from newsextract.errors import ConfigError
from newsextract.exports.files import xml_text
from newsextract.records import Record

#: the formats that are read back
FORMATS: dict[str, Callable[[Path], Iterator[Returned]]] = {
    "label-studio": label_studio.read,
    "cas": cas.read,
    "cas-json": cas.read,
}


class Imported(NamedTuple):
    """What an annotated export amounts to.

    Attributes
    ----------
    corrections
        In the order of the export.
    left
        What cannot be said as a correction, with the file and the record.
    records
        How many records were annotated and found.
    """

    corrections: list[Correction]
    left: list[str]
    records: int


def read(name: str, path: Path) -> list[Returned]:
    """Read an annotated export."""
    if name not in FORMATS:
        raise ConfigError(f"{name!r} is not read back", fix=f"give one of {', '.join(FORMATS)}")
    return list(FORMATS[name](path))


def corrections_of(records: Iterable[Record], returned: Iterable[Returned]) -> Imported:
    """Make the corrections.

    Parameters
    ----------
    records
        The records that the export was made of, among others.
    returned
        What :func:`read` gave.

    Returns
    -------
    Imported
        In the order of the export. A text that is not the record's gives no correction.
    """
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
        left += [f"{one.where}: {one.record}: {why}" for why in changes.left]
    return Imported(made, left, len(found))
