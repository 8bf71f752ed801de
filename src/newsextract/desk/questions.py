"""Questions about a record for a coder: one for each value, with its words, and one for each empty slot."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal
from unicodedata import category

from newsextract.data import read_toml
from newsextract.desk.targets import main_event
from newsextract.records import Event, Mention, Participant, Record
from newsextract.stores.own import own_of
from newsextract.view.spans import joined

Kind = Literal["value", "empty", "missed"]

DEFAULT_SLOTS = ("type", "status", "name", "start", "venue", "province", "country", "attendance", "actor", "participants")
#: characters of context on each side of the words, and of the text quoted for an empty slot
_CONTEXT, _LEAD = 80, 300


@dataclass(frozen=True, slots=True)
class Question:
    """A row of the sheet.

    Attributes
    ----------
    slot
        One of :data:`SLOTS` or :data:`LISTS`.
    kind
        ``value`` for a value to judge, ``empty`` for a slot without a value, ``missed`` for items that a list lacks.
    value
        The value for display; empty if there is none.
    words
        Mentions that express the value.
    confidence
        The record's confidence; not shown to the coder.
    """

    slot: str
    kind: Kind
    value: str = ""
    words: tuple[Mention, ...] = ()
    confidence: float | None = None

    @property
    def texts(self) -> tuple[str, str]:
        """The question in English and in Thai."""
        asked = _questions()[self.slot][self.kind]
        return asked["en"], asked["th"]


@cache
def _questions() -> Mapping[str, Any]:
    return read_toml("desk/questions.toml")


def questions(record: Record, slots: Sequence[str]) -> Iterator[Question]:
    """Yield the questions about some of :data:`SLOTS` and :data:`LISTS` of a record.

    If the record has no main event, only the empty type and the statements are asked about.
    """
    event = main_event(record)
    for slot in (name for name in SLOTS if name in slots):
        if event:
            yield _slot_question(event, slot)
        elif slot == "type":
            yield Question("type", "empty")
    for slot in (name for name in LISTS if name in slots):
        if event or slot == "statements":
            yield from _ITEM_QUESTIONS[slot](record)
            yield Question(slot, "missed")


def _slot_question(event: Event, slot: str) -> Question:
    value, words = _VALUES[slot](event)
    if not value:
        return Question(slot, "empty")
    mentions = words if words is not None else event.slots.get(slot, [])
    confidence = own_of(event).confidence if slot == "own_type" else event.confidence.get(slot)
    return Question(slot, "value", value, tuple(mentions), confidence)


def _actor(event: Event) -> tuple[str, list[Mention]]:
    chief = event.participants[0] if event.participants else None
    return (_who(chief), [chief.mention] if chief.mention else []) if chief else ("", [])


def _who(one: Participant) -> str:
    return f"{one.name} ({joined((one.part, one.role), ', ')})"


def _as_list(mention: Mention | None) -> list[Mention]:
    return [mention] if mention else []


_VALUES: dict[str, Callable[[Event], tuple[str, list[Mention] | None]]] = {
    "type": lambda e: (e.type, _as_list(e.trigger)),
    "status": lambda e: (e.status, _as_list(e.trigger)),
    "name": lambda e: (joined((e.name.th, e.name.en), " / "), None),
    "about": lambda e: (e.about.text if e.about else "", _as_list(e.about)),
    "start": lambda e: (e.start or "", None),
    "end": lambda e: (e.end or "", None),
    "venue": lambda e: (e.place.venue or "", None),
    "province": lambda e: (joined((e.place.province, e.place.iso_3166_2), " "), None),
    "country": lambda e: (e.place.country or "", None),
    "mode": lambda e: (e.place.mode or "", None),
    "attendance": lambda e: ("" if e.attendance is None else joined((str(e.attendance), e.attendance_unit), " "), None),
    "actor": _actor,
    "own_type": lambda e: (own_of(e).type or "", _as_list(e.trigger)),
}
#: slots of the main event, in the order of the sheet
SLOTS = tuple(_VALUES)


def _participants(record: Record) -> Iterator[Question]:
    event = main_event(record)
    for one in event.participants if event else ():
        yield Question("participants", "value", _who(one), tuple(_as_list(one.mention)), one.confidence)


def _events(record: Record) -> Iterator[Question]:
    for one in record.events:
        if not one.main:
            what = one.name.th or one.name.en or (one.about.text if one.about else "")
            value = joined((one.type, what, one.start), ": ")
            words = tuple(_as_list(one.trigger) + _as_list(one.about))
            yield Question("events", "value", value, words, one.confidence.get("type"))


def _statements(record: Record) -> Iterator[Question]:
    for one in record.statements:
        who = record.entity(one.speaker)
        words = (Mention(start=one.start, end=one.end, text=one.text),)
        yield Question("statements", "value", f"{who.label if who else '?'}: {one.text}", words)


_ITEM_QUESTIONS: dict[str, Callable[[Record], Iterator[Question]]] = {
    "participants": _participants,
    "events": _events,
    "statements": _statements,
}
#: layers with any number of items, in the order of the sheet
LISTS = tuple(_ITEM_QUESTIONS)


def quoted(record: Record, words: Sequence[Mention]) -> str:
    """The words of a value between [[ and ]] with their context; without words, the beginning of the text.

    At most three mentions are quoted.
    """
    text = record.text
    if not words:
        lead = text[:_LEAD]
        return _line(lead) + ("…" if len(text) > _LEAD else "")
    found = []
    for one in list({(m.start, m.end): m for m in words}.values())[:3]:
        start, end = max(0, one.start - _CONTEXT), min(len(text), one.end + _CONTEXT)
        before = text[start : one.start]
        before = before[next((n for n, char in enumerate(before) if category(char) != "Mn"), 0) :]  # no mark without its letter
        after = text[one.end : end]
        found.append(f"{'…' if start else ''}{before}[[{one.text}]]{after}{'…' if end < len(text) else ''}")
    return "\n".join(map(_line, found))


def _line(text: str) -> str:
    return " ".join(text.split())
