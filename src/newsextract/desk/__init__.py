"""Tools for researchers: correct records, judge and score a sample of them, and define event types."""

from __future__ import annotations

from newsextract.desk.apply import Applied, Outcome, Replay, apply, replay
from newsextract.desk.corrections import Correction, EntityRef, EventRef, Target, Value
from newsextract.desk.log import Log, append, read

__all__ = [
    "Applied",
    "Correction",
    "EntityRef",
    "EventRef",
    "Log",
    "Outcome",
    "Replay",
    "Target",
    "Value",
    "append",
    "apply",
    "read",
    "replay",
]
