"""The researcher's hand: corrections in a file of their own, a sample to judge with its figures, and event types of one's own."""

from __future__ import annotations

from newsextract.desk.apply import Applied, Outcome, apply
from newsextract.desk.corrections import Correction, EntityRef, EventRef, Target, Value
from newsextract.desk.log import Log, append, read
from newsextract.desk.replay import Replay, replay

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
