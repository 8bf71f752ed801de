"""Template contexts of the review pages: groups of rows, the text with its spans, the forms."""

from __future__ import annotations

import json
from html import escape
from typing import Any

from markupsafe import Markup

from newsextract.desk import reading
from newsextract.desk.corrections import CODES, Correction, Layer
from newsextract.desk.sheet import NO_EVENT, Row
from newsextract.desk.targets import find_statement, main_event
from newsextract.explorer.review_book import ReviewedRecord
from newsextract.explorer.values import ENTITY_TYPES
from newsextract.records import Record
from newsextract.view.labels import Say
from newsextract.view.spans import display_spans, pieces

#: maximum characters of a value, and maximum mentions, in a row
MAX_CHARS, MAX_MENTIONS = 220, 40
_NOW = {"confirm": "confirmed", "correct": "corrected", "reject": "rejected", "add": "added"}
_ADD_LABELS = {
    "participants": "add a participant",
    "entities": "add an entity",
    "statements": "add a statement",
    "events": "add the main event",
}
#: keyboard shortcuts: alternative sets of keys, and the label of what they do
_KEYS = (
    (("jk", "↓↑"), "key move"),
    (("c", ("Enter",)), "key confirm"),
    (("e",), "key correct"),
    (("x",), "key reject"),
    (("u",), "key undo"),
    (("a",), "key add"),
    (("w",), "key words"),
    ((("Shift", "C"),), "key rest"),
    (("np",), "key record"),
    ((("Shift", "N"),), "key unreviewed"),
    (("r",), "key page"),
    ((("Esc",),), "key close"),
    (("?",), "key keys"),
)
#: label keys of the messages that the script shows
_SCRIPT = ("confirmed", "rejected", "taken back", "confirmed the rest", "saved", "no answer", "marking keys", "no words marked")
_TAKEN_OUT = "this was taken out: take the decision back first"
_NOTHING = "there is nothing to reject: confirm that the article does not say, or add a value"
#: replacements of characters that HTML cannot hold or would change
_CHARS = {0: "\ufffd", 13: "&#13;"}
_TITLES = {"entities": "entities", "statements": "statements", "gone": "taken out"}


def page(reviewed: ReviewedRecord, who: str, say: Say, *, blind: bool) -> dict[str, Any]:
    """Template context of the review page of a record."""
    record = reviewed.record
    return {
        "record": record,
        "state": reviewed.state,
        "who": who,
        "blind": blind,
        "left": reviewed.left,
        "groups": _groups(reviewed, say),
        "misfits": [
            {"what": f"{one.correction.path}, {_brief(one.correction, say)}", "why": one.misfit and one.misfit.translated(say)}
            for one in reviewed.misfits
        ],
        "add_words": _ADD_LABELS,
        "keys": _KEYS,
        "words": json.dumps({word: say(word) for word in (*_SCRIPT, _TAKEN_OUT, _NOTHING)}, ensure_ascii=False),
        "text": text(record),
    }


def _groups(reviewed: ReviewedRecord, say: Say) -> list[dict[str, Any]]:
    keys = list(dict.fromkeys(["main", *(row.group for row in reviewed.rows), "entities", "statements"]))
    ordered = [key for key in keys if key not in _TITLES] + [key for key in _TITLES if key in keys]
    return [_group(key, reviewed, say) for key in ordered]


def _group(key: str, reviewed: ReviewedRecord, say: Say) -> dict[str, Any]:
    found = [_row(row, reviewed.record, say) for row in reviewed.rows if row.group == key]
    adds: str | None = {"entities": "entities", "statements": "statements", "gone": None}.get(key, "participants")
    if key == "main" and found[0]["key"] == NO_EVENT:
        adds = "events"
    return {"key": key, "title": _title(key, reviewed, say), "rows": found, "open": key == "main", "adds": adds}


def _title(key: str, reviewed: ReviewedRecord, say: Say) -> str:
    if key == "main":
        return say("main event")
    if key in _TITLES:
        return say(_TITLES[key])
    about = next((event.about or event.trigger for event in reviewed.record.events if event.id == key), None)
    return f"{say('background')}: {about.text[:60] if about else key}"


def _label(row: Row, say: Say) -> str:
    """The label of a row in the page's language: a slot, a part or a type; for a statement, its speaker."""
    if row.kind == "statement" and row.was and row.was.entity:
        return row.label
    return ", ".join(say(ENTITY_TYPES.get(word, word)) for word in row.label.split(", "))


def _value(row: Row, say: Say) -> tuple[str, bool]:
    """The value shown in a row, and whether it is a label of the page rather than text of the article."""
    if row.kind == "slot" and ("events", row.target.slot) in CODES:
        return say(row.value), True
    if row.kind == "event" and row.was:
        return f"{say(str(row.was.value))}: {row.value.partition(': ')[2]}", False
    return " ".join(row.value.split()), False


def _row(row: Row, record: Record, say: Say) -> dict[str, Any]:
    value, ours = _value(row, say)
    return {
        "key": row.key,
        "kind": row.kind,
        "label": _label(row, say),
        "lang": ("en" if record.language == "en" else "th") if value and not ours else None,
        "value": value if len(value) <= MAX_CHARS else f"{value[: MAX_CHARS * 2 // 3]} … {value[-MAX_CHARS // 4 :]}",
        "spans": " ".join(f"{m.start}-{m.end}" for m in row.words[:MAX_MENTIONS]),
        "sure": _confidence(row),
        "mine": row.mine and say(_NOW[row.mine.action]),
        "why": row.mine and row.mine.why,
        "others": [_brief(one, say) for one in row.others],
        "nothing": say("no event reported" if row.key == NO_EVENT else "article does not say"),
        "confirm_word": say("right" if value or row.key == NO_EVENT else "not said"),
        "can_reject": _can_be_nothing(row),
        "rejects_event": row.target.slot == "type",
        "can_correct": row.kind != "gone",
    }


def _confidence(row: Row) -> str | None:
    """The confidence of a value; None once a reviewer has decided on it."""
    return None if row.confidence is None or row.mine or row.others else f"{row.confidence:.2f}"


def _can_be_nothing(row: Row) -> bool:
    """Whether a value can be rejected: the main event is rejected by its type, a background event by a row of its own."""
    needed = {"status"} if row.group == "main" else {"type", "status"}
    return row.was is not None and row.target.slot not in needed and row.kind != "gone"


def _brief(one: Correction, say: Say) -> str:
    value = one.shown if one.action == "correct" else ""
    words = f"{one.who} {say(_NOW[one.action])}" + (f": {value[:60]}" if value else "")
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
    entities = [
        {"id": entity.id, "label": f"{entity.label[:60]} ({say(ENTITY_TYPES[entity.type])})"} for entity in record.entities
    ]
    common: dict[str, Any] = {
        "entities": entities,
        "types": _coded("entities", "type", say),
        "key": key,
        "action": "correct",
        "marks": True,
    }
    if key == NO_EVENT:
        common["key"], row = "add|events|main", None
    if row is None:
        return common | _add_form(common["key"], record, say) if common["key"].startswith("add|") else None
    common |= {
        "title": say("correct {slot}").format(slot=_label(row, say)),
        "kind": row.kind,
        "value": row.was and row.was.value,
    }
    if row.kind == "slot":
        return common | _slot_form(str(row.target.slot), row, say)
    more = _form_of_kind(record, row, say)
    return None if more is None else common | more


def _form_of_kind(record: Record, row: Row, say: Say) -> dict[str, Any] | None:
    """Additional context for the form of an entity, a statement, an event or a participant; None for other kinds."""
    if row.kind == "entity":
        mentions = [f"{m.text[:40]} ({m.start})" for m in row.words[:MAX_MENTIONS]]
        return {"codes": _coded("entities", "type", say), "mentions": mentions}
    if row.kind == "statement":
        said = find_statement(record, row.target.statement)
        return {"speaker": said and said.speaker}
    codes: dict[str, tuple[Layer, str]] = {"event": ("events", "type"), "participant": ("participants", "part")}
    hint = "hint event" if row.kind == "event" else None
    return {"codes": _coded(*codes[row.kind], say), "hint": hint} if row.kind in codes else None


def _coded(layer: Layer, slot: str | None, say: Say) -> list[tuple[str, str]]:
    """The codes that a slot can have, each with its label."""
    return [(code, say(ENTITY_TYPES.get(code, code))) for code in CODES[layer, slot]]


def _slot_form(slot: str, row: Row, say: Say) -> dict[str, Any]:
    title = say("correct {slot}" if row.was else "add {slot}").format(slot=say(slot))
    if ("events", slot) in CODES:
        return {"title": title, "codes": _coded("events", slot, say), "marks": False, "label": say(slot)}
    known = {"province": reading.provinces, "country": reading.countries}
    listed = known[slot]() if slot in known else None
    return {"title": title, "hint": f"hint {slot}", "listed": listed, "typed": slot in {"start", "end", "attendance"}}


def _add_form(key: str, record: Record, say: Say) -> dict[str, Any]:
    layer = key.split("|")[1]
    more: dict[str, dict[str, Any]] = {
        "participants": {"codes": _coded("participants", None, say), "value": "participant"},
        "entities": {"codes": _coded("entities", None, say), "value": "ORGANIZATION"},
        "statements": {},
        "events": {"codes": _coded("events", None, say), "hint": "hint about"},
    }
    title = "add another event" if layer == "events" and main_event(record) else _ADD_LABELS.get(layer, "add")
    return more.get(layer, {}) | {"action": "add", "kind": f"add-{layer}", "title": say(title)}
