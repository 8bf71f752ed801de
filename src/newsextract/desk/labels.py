"""Labelled examples of the user's own event types, from a table, a judged sheet, or a corrections file."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from newsextract.desk import coders, forms, log
from newsextract.desk.codebook import Codebook
from newsextract.desk.sample import read_plan
from newsextract.errors import ConfigError
from newsextract.records import Event, Record
from newsextract.sources.user_tables import named_cells


@dataclass(frozen=True, slots=True)
class Label:
    """An event labelled with one of the user's types."""

    record: str
    event: str  # its id, ``main`` or empty for the main event, or the offsets of its trigger (``120-131``)
    own_type: str
    where: str  # file and line, for messages

    def matches(self, event: Event) -> bool:
        """Whether the label is that of an event of its record."""
        if self.event in {"", "main"}:
            return event.main
        at = event.trigger
        return self.event == event.id or (at is not None and self.event == f"{at.start}-{at.end}")


def read_table(path: Path, codebook: Codebook) -> list[Label]:
    """Read labels from a CSV file or a workbook with the columns record, event (``main`` if empty) and own_type.

    InputError if a column is missing, ConfigError if a type is not in the codebook.
    """
    rows = named_cells(path, ("record", "event", "own type"), needed=("record", "own type"))
    found = (Label(row["record"], row["event"], row["own type"].removeprefix("'"), row["line"]) for row in rows)
    return [_checked(label, codebook) for label in found if label.record and label.own_type]


def read_sheet(folder: Path, codebook: Codebook) -> list[Label]:
    """Read labels from a judged sheet that asks for ``own_type``: right types, and the correct values of wrong or missed ones."""
    _, values = read_plan(folder)
    labels = []
    for path in coders.judged_sheets(folder, values):
        for row, (judgement, _) in coders.judged_rows(path, values):
            value = values[row[forms.KEY]]
            own_type = value["value"] if judgement == "right" else row[forms.CORRECT]
            if value["slot"] == "own_type" and judgement in {"right", "wrong", "missed"} and own_type:
                labels.append(_checked(Label(value["id"], "main", own_type, row["line"]), codebook))
    return labels


def read_corrections(path: Path, codebook: Codebook, say: Callable[[str], object]) -> list[Label]:
    """Read labels from a corrections file: standing decisions on the type of an event whose value is a type of the codebook.

    Decisions with our types and on other slots are skipped; ``say`` is called with what is said of an unfinished last line.
    """
    found, made = [], log.read(path)
    for line in made.torn:
        say(line)
    for one in made.standing:
        target, own_type = one.target, one.now.value if one.now and one.action in {"correct", "confirm", "add"} else None
        if own_type not in codebook.types or target.layer != "events" or target.slot not in {"type", None} or not target.event:
            continue
        at = target.event.trigger
        if event := "main" if target.event.main else f"{at.start}-{at.end}" if at else "":
            found.append(Label(one.record, event, str(own_type), str(path)))
    return found


def _checked(label: Label, codebook: Codebook) -> Label:
    if label.own_type not in codebook.types:
        fix = f"add it to the codebook, or use {', '.join(codebook.types)}"
        raise ConfigError(f"the codebook has no type {label.own_type!r}", where=label.where, fix=fix)
    return label


def labelled(records: Iterable[Record], labels: Iterable[Label]) -> tuple[list[tuple[Record, Event, str]], list[Label]]:
    """The labelled events with their types, in the order of their ids, and the labels that match no event.

    The last of several labels for an event counts.
    """
    by_record: dict[str, list[Label]] = {}
    for label in labels:
        by_record.setdefault(label.record, []).append(label)
    matched: set[int] = set()
    found: dict[str, tuple[Record, Event, str]] = {}
    for record in records:
        for label in by_record.get(record.id, ()):
            for event in filter(label.matches, record.events):
                matched.add(id(label))
                found[event.id] = (record, event, label.own_type)
    unmatched = [label for labels_ in by_record.values() for label in labels_ if id(label) not in matched]
    return [found[key] for key in sorted(found)], unmatched
