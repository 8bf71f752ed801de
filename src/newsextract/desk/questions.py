"""Questions about a record for a coder: one for each value, with its words, and one for each empty slot."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal
from unicodedata import category

from newsextract.data import read_toml
from newsextract.desk.corrections import plain
from newsextract.desk.slots import current
from newsextract.desk.targets import main_event
from newsextract.records import Event, Mention, Participant, Record
from newsextract.stores.columns import own_of
from newsextract.view.spans import joined

Kind = Literal["value", "empty", "missed"]

#: slots of the main event, in the order of the sheet
SLOTS = (
    *("type", "status", "name", "about", "start", "end", "venue", "province", "country", "mode", "attendance"),
    *("actor", "own_type"),
)
DEFAULT_SLOTS = ("type", "status", "name", "start", "venue", "province", "country", "attendance", "actor", "participants")
#: characters of context on each side of the words, and of the text quoted for an empty slot
_CONTEXT, _LEAD = 80, 300


@dataclass(frozen=True, slots=True)
class Question:
    """A row of the sheet."""

    slot: str  # one of :data:`SLOTS` or :data:`LISTS`
    kind: Kind  # ``value`` for a value to judge, ``empty`` for a slot without one, ``missed`` for items that a list lacks
    value: str = ""  # for display; empty if there is none
    words: tuple[Mention, ...] = ()  # that express the value
    confidence: float | None = None  # the record's; not shown to the coder

    @property
    def texts(self) -> tuple[str, str]:
        """The question in English and in Thai."""
        asked = read_toml("desk/questions.toml")[self.slot][self.kind]
        return asked["en"], asked["th"]


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
    value, words = _value(event, slot)
    if not value:
        return Question(slot, "empty")
    confidence = own_of(event).confidence if slot == "own_type" else event.confidence.get(slot)
    return Question(slot, "value", value, tuple(words), confidence)


def _value(event: Event, slot: str) -> tuple[str, Sequence[Mention]]:
    """The value of a slot for display, empty if there is none, and the mentions that express it."""
    if slot == "actor":
        chief = event.participants[0] if event.participants else None
        return (_who(chief), _as_list(chief.mention)) if chief else ("", [])
    if slot in {"type", "status", "own_type"}:
        value = own_of(event).type or "" if slot == "own_type" else str(getattr(event, slot))
        return value, _as_list(event.trigger)
    if slot == "province":
        return joined((event.place.province, event.place.iso_3166_2), " "), event.slots.get(slot, [])
    found = current(event, slot)
    return (joined((str(found.value), found.unit), " "), found.words) if found else ("", [])


def _who(one: Participant) -> str:
    return f"{one.name} ({joined((one.part, one.role), ', ')})"


def _as_list(mention: Mention | None) -> list[Mention]:
    return [mention] if mention else []


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
        yield Question("statements", "value", f"{who.label if who else '?'}: {one.text}", (plain(one),))


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
