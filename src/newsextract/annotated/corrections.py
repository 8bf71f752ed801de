"""Corrections as lines of the file of corrections: the contract of reviewers' decisions.

Until :mod:`newsextract.desk` is there, :meth:`Correction.line` and :func:`append` are all that is known of it here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from newsextract._version import __version__
from newsextract.atomic import replacing
from newsextract.errors import ConfigError, os_errors_as
from newsextract.exports.label_studio import digest
from newsextract.printable import json_text
from newsextract.records import Entity, Event, Mention, Record

Action = Literal["confirm", "correct", "reject", "add"]
#: mentions of an entity that its reference quotes
_QUOTED = 8


@dataclass(frozen=True, slots=True)
class Correction:
    """A decision of an annotator on one item of a record: what it was, what it is now."""

    layer: Literal["events", "participants", "entities", "statements"]
    slot: str | None
    action: Action
    target: dict[str, Any]
    was: dict[str, Any] | None = None
    now: dict[str, Any] | None = field(default=None)

    def line(self, record: Record, who: str, when: str) -> str:
        """The decision as a line of JSON."""
        made = {
            "who": who,
            "when": when,
            "record": record.id,
            "text_sha256": digest(record.text),
            "target": {"layer": self.layer, "slot": self.slot, **self.target},
            "action": self.action,
            "was": self.was,
            "now": self.now,
            "made_with": __version__,
        }
        return json_text(_said(made))


def _said(value: Any) -> Any:
    """A value without what is empty."""
    if isinstance(value, dict):
        return {key: _said(item) for key, item in value.items() if item is not None}
    return [_said(item) for item in value] if isinstance(value, list) else value


def words(*said: Mention | None) -> list[dict[str, Any]]:
    """Mentions as the contract writes them."""
    return [{"start": m.start, "end": m.end, "text": m.text} for m in said if m]


def event_ref(event: Event) -> dict[str, Any]:
    """How a correction names an event."""
    return {
        "main": event.main,
        "trigger": next(iter(words(event.trigger)), None),
        "about": next(iter(words(event.about)), None),
        "name": event.name.model_dump(),
    }


def entity_ref(entity: Entity) -> dict[str, Any]:
    """How a correction names an entity."""
    return {"type": entity.type, "name": entity.name.model_dump(), "at": words(*entity.mentions[:_QUOTED])}


def append(path: Path, lines: Iterable[str]) -> int:
    """Add lines to a file of corrections, but for those that it has; return how many were new.

    Raises
    ------
    ConfigError
        When the file cannot be written, or another program is writing to it.
    """
    from filelock import FileLock, Timeout

    fix = "give a path in a folder that exists, or end the other program that writes to it"
    try:
        with (
            os_errors_as(ConfigError, "the corrections cannot be written", where=path, fix=fix),
            FileLock(path.with_name(f"{path.name}.lock"), timeout=10),
        ):
            before = path.read_bytes() if path.exists() else b""
            known = set(before.splitlines())
            new = [line.encode() for line in dict.fromkeys(lines) if line.encode() not in known]
            gap = b"\n" if before and not before.endswith(b"\n") else b""
            with replacing(path) as part:
                part.write_bytes(before + gap + b"".join(line + b"\n" for line in new))
    except Timeout as error:
        raise ConfigError("another program holds the corrections", where=str(path), fix=fix) from error
    return len(new)
