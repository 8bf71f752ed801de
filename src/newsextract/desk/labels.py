"""Examples of event types of the user's own: from a table, a judged sheet, or a file of corrections."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from newsextract.desk import coders, forms, log
from newsextract.desk.codebook import Codebook
from newsextract.desk.sample import read_plan
from newsextract.errors import ConfigError
from newsextract.records import Event, Record

_HEADER = ("record", "event", "own_type")


@dataclass(frozen=True, slots=True)
class Label:
    """The user's type of an event.

    Attributes
    ----------
    record
        Id of the record.
    event
        Id of the event, ``main``, or the offsets of its trigger (``120-131``).
    own_type
        Name of the type.
    where
        Where it is said.
    """

    record: str
    event: str
    own_type: str
    where: str

    def means(self, event: Event) -> bool:
        """Whether it is the label of an event of its record."""
        if self.event in {"", "main"}:
            return event.main
        at = event.trigger
        return self.event == event.id or (at is not None and self.event == f"{at.start}-{at.end}")


def read_table(path: Path, codebook: Codebook) -> list[Label]:
    """Read labels from a CSV file or a workbook with the columns record, event (``main`` where empty) and own_type.

    Raises
    ------
    ConfigError
        When a column is missing or a type is not in the codebook.
    """
    table = forms.cells_of(path)
    header = next(table, ([], 0))[0]
    places = {"_".join(name.lower().split()): place for place, name in enumerate(header)}
    if missing := [name for name in ("record", "own_type") if name not in places]:
        raise ConfigError(f"no column {missing[0]}", where=f"{path}:1", fix=f"begin the file with {','.join(_HEADER)}")
    labels = []
    for cells, line in table:
        found = (places.get(name, len(cells)) for name in _HEADER)
        record, event, own_type = (cells[at].strip().removeprefix("'") if at < len(cells) else "" for at in found)
        if record and own_type:
            labels.append(_checked(Label(record, event, own_type, f"{path}:{line}"), codebook))
    return labels


def read_sheet(folder: Path, codebook: Codebook) -> list[Label]:
    """Read labels from a judged sheet that asks for ``own_type``: types that are right, and the correct values beside those that are not."""
    _, values = read_plan(folder)
    labels = []
    for path in coders.filled(folder, values):
        for row, (said, _) in coders.judged(path, values):
            value = values[row[forms.KEY]]
            own_type = value["value"] if said == "right" else row[forms.CORRECT]
            if value["slot"] == "own_type" and said in {"right", "wrong", "missed"} and own_type:
                labels.append(_checked(Label(value["id"], "main", own_type, row["line"]), codebook))
    return labels


def read_corrections(path: Path, codebook: Codebook) -> list[Label]:
    """Read labels from a file of corrections: those of the type of an event whose value is a type of the codebook.

    Corrections of our own types and of other slots are passed over; of two for an event the later counts, and one that was
    withdrawn does not.
    """
    found = []
    for one in log.read(path).standing:
        target, named = one.target, one.now.value if one.now and one.action in {"correct", "confirm", "add"} else None
        if named not in codebook.types or target.layer != "events" or target.slot not in {"type", None} or not target.event:
            continue
        at = target.event.trigger
        if event := "main" if target.event.main else f"{at.start}-{at.end}" if at else "":
            found.append(Label(one.record, event, str(named), str(path)))
    return found


def _checked(label: Label, codebook: Codebook) -> Label:
    if label.own_type not in codebook.types:
        fix = f"add it to the codebook, or use {', '.join(codebook.types)}"
        raise ConfigError(f"the codebook has no type {label.own_type!r}", where=label.where, fix=fix)
    return label


def labelled(records: Iterable[Record], labels: Iterable[Label]) -> tuple[list[tuple[Record, Event, str]], list[Label]]:
    """The events that labels mean, each with its type, in the order of their ids; and the labels that mean none.

    Of two labels for an event the later counts.
    """
    by_record: dict[str, list[Label]] = {}
    for label in labels:
        by_record.setdefault(label.record, []).append(label)
    met: set[int] = set()
    found: dict[str, tuple[Record, Event, str]] = {}
    for record in records:
        for label in by_record.get(record.id, ()):
            for event in filter(label.means, record.events):
                met.add(id(label))
                found[event.id] = (record, event, label.own_type)
    left = [label for labels_ in by_record.values() for label in labels_ if id(label) not in met]
    return [found[key] for key in sorted(found)], left
