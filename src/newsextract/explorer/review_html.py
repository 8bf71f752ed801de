"""Template contexts of the review pages: groups of rows, the text with its spans, the forms."""

from __future__ import annotations

import json
from functools import partial
from html import escape
from typing import Any

from markupsafe import Markup

from newsextract.desk import reading
from newsextract.desk.corrections import CODES, Correction, Layer
from newsextract.desk.sheet import NO_EVENT, Row
from newsextract.desk.targets import find_statement, main_event
from newsextract.explorer.review_book import ReviewedRecord
from newsextract.explorer.values import named
from newsextract.records import Record
from newsextract.thai.text import shortened
from newsextract.view.labels import Say
from newsextract.view.spans import ENTITY_TYPES, display_spans, pieces

#: maximum characters of a value, and maximum mentions, in a row
MAX_CHARS, MAX_MENTIONS = 220, 40
_NOW = {"confirm": "confirmed", "correct": "corrected", "reject": "rejected", "add": "added"}
_ADD_LABELS = {
    "participants": "add a participant",
    "entities": "add an entity",
    "statements": "add a statement",
    "events": "add the main event",
}
#: label keys of the messages that the script shows
_SCRIPT = ("confirmed", "rejected", "taken back", "confirmed the rest", "saved", "no answer", "marking keys", "no words marked")
_TAKEN_OUT = "this was taken out: take the decision back first"
_NOTHING = "there is nothing to reject: confirm that the article does not say, or add a value"
#: replacements of characters that HTML cannot hold or would change
_CHARS = {0: "\ufffd", 13: "&#13;"}
_TITLES = {"entities": "entities", "statements": "statements", "gone": "taken out"}


def page(reviewed: ReviewedRecord, say: Say) -> dict[str, Any]:
    """Template context of the review page of a record."""
    record = reviewed.record
    return {
        "record": record,
        "state": reviewed.state,
        "left": reviewed.left,
        "groups": _groups(reviewed, say),
        "misfits": reviewed.misfits,
        "label_of": partial(_label, say=say),
        "value_of": partial(_value, say=say),
        "brief": partial(_brief, say=say),
        "can_be_nothing": _can_be_nothing,
        "decided": _NOW,
        "no_event": NO_EVENT,
        "max_mentions": MAX_MENTIONS,
        "add_words": _ADD_LABELS,
        "words": json.dumps({word: say(word) for word in (*_SCRIPT, _TAKEN_OUT, _NOTHING)}, ensure_ascii=False),
        "text": text(record),
    }


def _groups(reviewed: ReviewedRecord, say: Say) -> list[dict[str, Any]]:
    keys = list(dict.fromkeys(["main", *(row.group for row in reviewed.rows), "entities", "statements"]))
    ordered = [key for key in keys if key not in _TITLES] + [key for key in _TITLES if key in keys]
    return [_group(key, reviewed, say) for key in ordered]


def _group(key: str, reviewed: ReviewedRecord, say: Say) -> dict[str, Any]:
    found = [row for row in reviewed.rows if row.group == key]
    adds: str | None = {"entities": "entities", "statements": "statements", "gone": None}.get(key, "participants")
    if key == "main" and found[0].key == NO_EVENT:
        adds = "events"
    return {"key": key, "title": _title(key, reviewed, say), "rows": found, "adds": adds}


def _title(key: str, reviewed: ReviewedRecord, say: Say) -> str:
    if key == "main":
        return say("main event")
    if key in _TITLES:
        return say(_TITLES[key])
    about = next((event.about or event.trigger for event in reviewed.record.events if event.id == key), None)
    return f"{say('background')}: {shortened(about.text, 60) if about else key}"


def _label(row: Row, say: Say) -> str:
    """The label of a row in the page's language: a slot, a part or a type; for a statement, its speaker."""
    if row.kind == "statement" and row.was and row.was.entity:
        return row.label
    return ", ".join(say(ENTITY_TYPES.get(word, word)) for word in row.label.split(", "))


def _value(row: Row, say: Say) -> tuple[str, bool]:
    """The value shown in a row, and whether it is a label of the page rather than text of the article."""
    if row.kind == "slot" and ("events", row.target.slot) in CODES:
        return say(row.value), True
    if row.kind == "slot" and row.target.slot in {"province", "country"} and row.was:
        return named(str(row.was.value), say), True
    if row.kind == "event" and row.was:
        return shortened(f"{say(str(row.was.value))}: {row.value.partition(': ')[2]}", MAX_CHARS), False
    return shortened(" ".join(row.value.split()), MAX_CHARS), False


def _can_be_nothing(row: Row) -> bool:
    """Whether a value can be rejected: the main event is rejected by its type, a background event by a row of its own."""
    needed = {"status"} if row.group == "main" else {"type", "status"}
    return row.was is not None and row.target.slot not in needed and row.kind != "gone"


def _brief(one: Correction, say: Say) -> str:
    value = one.shown if one.action == "correct" else ""
    words = f"{one.who} {say(_NOW[one.action])}" + (f": {shortened(value, 60)}" if value else "")
    return words + (f" ({one.why})" if one.why else "")


def text(record: Record) -> Markup:
    """The text of a record as HTML with its spans, code point for code point."""
    parts = []
    for piece, on in pieces(record.text, display_spans(record)):
        written = escape(piece).translate(_CHARS)
        labels = " ".join(dict.fromkeys(f"nx-{span.label}" for span in on))
        parts.append(f'<mark class="{labels}">{written}</mark>' if labels else written)
    return Markup("".join(parts))  # noqa: S704  escaped above


def form(record: Record, row: Row | None, key: str, say: Say) -> dict[str, Any] | None:
    """Template context of a form to correct a row or to add an item; None if there is no such form."""
    if key == NO_EVENT:
        key, row = "add|events|main", None

    def codes(layer: Layer, slot: str | None = None) -> list[tuple[str, str]]:
        """The codes that a slot can have, each with its label."""
        return [(code, say(ENTITY_TYPES.get(code, code))) for code in CODES[layer, slot]]

    entities = [
        {"id": one.id, "label": f"{shortened(one.label, 60)} ({say(ENTITY_TYPES[one.type])})"} for one in record.entities
    ]
    context = {"entities": entities, "key": key, "codes": codes}
    if row is None:
        start, layer = (*key.split("|"), "")[:2]
        if start != "add" or layer not in _ADD_LABELS:
            return None
        title = "add another event" if layer == "events" and main_event(record) else _ADD_LABELS[layer]
        return context | {"action": "add", "kind": f"add-{layer}", "title": say(title)}
    return None if row.kind == "gone" else context | _correcting(row, record, say)


def _correcting(row: Row, record: Record, say: Say) -> dict[str, Any]:
    """The part of a form's context that depends on the row to correct."""
    slot = row.target.slot
    title = say("add {slot}" if row.kind == "slot" and not row.was else "correct {slot}").format(slot=_label(row, say))
    said = find_statement(record, row.target.statement) if row.kind == "statement" else None
    names = {"province": reading.province_names, "country": reading.country_names}.get(str(slot), dict)()
    return {
        "action": "correct",
        "kind": row.kind,
        "title": title,
        "slot": slot,
        "has_codes": row.kind == "slot" and ("events", slot) in CODES,
        "listed": {code: f"{english}, {thai}" for code, (thai, english) in names.items()},
        "value": row.was and row.was.value,
        "mentions": [f"{m.text[:40]} ({m.start})" for m in row.words[:MAX_MENTIONS]],
        "speaker": said and said.speaker,
    }
