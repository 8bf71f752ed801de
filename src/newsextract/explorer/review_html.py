"""What the templates of the review pages are given: groups of rows, the text with its spans, the forms."""

from __future__ import annotations

from html import escape
from typing import Any, get_args

from markupsafe import Markup

from newsextract.desk import reading
from newsextract.desk.corrections import CODES, Correction
from newsextract.desk.sheet import Row
from newsextract.explorer.review_book import Sheet
from newsextract.records import EntityType, Record
from newsextract.view.spans import drawn, pieces
from newsextract.view.style import stylesheet as view_stylesheet

#: characters of a value, and mentions, that a row shows
SHOWN, QUOTED = 220, 40
_NOW = {"confirm": "confirmed", "correct": "corrected", "reject": "rejected", "add": "added"}
#: what HTML cannot hold, or would change
_CHARS = {0: "\ufffd", 13: "&#13;"}
_TITLES = {"entities": "Entities", "statements": "Statements", "gone": "Taken out by reviewers"}
_HINTS = {
    "start": "Mark the words that give the day, or type it: 2020-02-25, 2020-02-25T08:45, or as articles write it.",
    "end": "Mark the words that give the last day, or type it.",
    "province": "Mark the words, or choose it.",
    "country": "Mark the words, or choose it.",
    "attendance": "Mark the number with its unit, or type it.",
    "name": "Mark the name. The name in the other language stays.",
    "venue": "Mark the whole venue, as the article writes it.",
    "about": "Mark the words that say what it was about or what was done.",
}


def stylesheet() -> str:
    """The colours of the labels, and what a review's own style builds on."""
    return view_stylesheet()


def page(held: Sheet, who: str, *, blind: bool) -> dict[str, Any]:
    """What the page of a record shows."""
    record = held.record
    return {
        "record": record,
        "state": held.state,
        "who": who,
        "blind": blind,
        "left": held.left,
        "groups": _groups(held),
        "misfits": [{"what": f"{one.correction.path}, {_said(one.correction)}", "why": one.reason} for one in held.misfits],
        "text": text(record),
        "has_main": any(event.main for event in record.events),
    }


def _groups(held: Sheet) -> list[dict[str, Any]]:
    keys = list(dict.fromkeys(["main", *(row.group for row in held.rows), "entities", "statements"]))
    ordered = [key for key in keys if key not in _TITLES] + [key for key in _TITLES if key in keys]
    return [_group(key, held) for key in ordered]


def _group(key: str, held: Sheet) -> dict[str, Any]:
    found = [_row(row) for row in held.rows if row.group == key]
    adds: str | None = {"entities": "entities", "statements": "statements", "gone": None}.get(key, "participants")
    if key == "main" and not found:
        adds = "events"
    return {"key": key, "title": _title(key, held), "rows": found, "open": key == "main", "adds": adds}


def _title(key: str, held: Sheet) -> str:
    if key == "main":
        return "Main event"
    about = next((event.about or event.trigger for event in held.record.events if event.id == key), None)
    return _TITLES.get(key) or f"Background: {about.text[:60] if about else key}"


def _row(row: Row) -> dict[str, Any]:
    value = " ".join(row.value.split())
    return {
        "key": row.key,
        "kind": row.kind,
        "label": row.label,
        "value": value if len(value) <= SHOWN else f"{value[: SHOWN * 2 // 3]} … {value[-SHOWN // 4 :]}",
        "spans": " ".join(f"{m.start}-{m.end}" for m in row.words[:QUOTED]),
        "sure": None if row.sure is None or row.mine or row.others else f"{row.sure:.2f}",
        "mine": row.mine and _NOW[row.mine.action],
        "why": row.mine and row.mine.why,
        "others": [_said(one) for one in row.others],
        "needed": row.needed,
        "can_reject": row.was is not None and row.label not in {"type", "status"} and row.kind != "gone",
        "can_correct": row.kind != "gone",
    }


def _said(one: Correction) -> str:
    value = one.shown if one.action == "correct" else ""
    words = f"{one.who} {_NOW[one.action]}" + (f": {value[:60]}" if value else "")
    return words + (f" ({one.why})" if one.why else "")


def text(record: Record) -> Markup:
    """The text of a record, code point for code point, with its spans."""
    parts = []
    for piece, on in pieces(record.text, drawn(record)):
        written = escape(piece).translate(_CHARS)
        labels = " ".join(dict.fromkeys(f"nx-{span.label}" for span in on))
        parts.append(f'<mark class="{labels}">{written}</mark>' if labels else written)
    return Markup("".join(parts))  # noqa: S704  escaped above


def form(record: Record, row: Row | None, key: str) -> dict[str, Any] | None:
    """What a form shows: of a row, or of something to add."""
    entities = [{"id": entity.id, "label": f"{entity.label[:60]} ({entity.type.lower()})"} for entity in record.entities]
    common: dict[str, Any] = {"entities": entities, "types": get_args(EntityType), "key": key, "text_id": "text"}
    if row is None:
        return common | _add_form(key) if key.startswith("add|") else None
    common |= {"title": f"Correct {row.label}", "action": "correct", "kind": row.kind, "value": row.was and row.was.value}
    if row.kind == "slot":
        return common | _slot_form(str(row.target.slot), row)
    if row.kind == "event":
        return common | {"codes": CODES["events", "type"], "marks": True}
    if row.kind == "participant":
        return common | {"codes": CODES["participants", "part"], "marks": True}
    if row.kind == "entity":
        mentions = [f"{m.text[:40]} ({m.start})" for m in row.words[:QUOTED]]
        return common | {"codes": CODES["entities", "type"], "marks": True, "mentions": mentions}
    return common | {"marks": True, "speaker": record_speaker(record, row)} if row.kind == "statement" else None


def record_speaker(record: Record, row: Row) -> str | None:
    """The id of who said a statement."""
    at = row.target.statement
    return next((s.speaker for s in record.statements if at and (s.start, s.end) == (at.start, at.end)), None)


def _slot_form(slot: str, row: Row) -> dict[str, Any]:
    title = f"{'Correct' if row.was else 'Add'} {slot}"
    if codes := CODES.get(("events", slot)):
        return {"title": title, "codes": codes, "marks": False}
    known = {"province": reading.provinces, "country": reading.countries}
    listed = known[slot]() if slot in known else None
    typed = slot in {"start", "end", "attendance"}
    return {"title": title, "hint": _HINTS[slot], "marks": True, "listed": listed, "typed": typed, "slot": slot}


def _add_form(key: str) -> dict[str, Any]:
    layer = key.split("|")[1] if key.count("|") >= 1 else ""
    forms: dict[str, dict[str, Any]] = {
        "participants": {"title": "Add a participant", "codes": CODES["participants", None], "value": "participant"},
        "entities": {"title": "Add an entity", "codes": CODES["entities", None], "value": "ORGANIZATION"},
        "statements": {"title": "Add a statement"},
        "events": {"title": "Add an event", "codes": CODES["events", None]},
    }
    return forms.get(layer, {}) | {"action": "add", "kind": f"add-{layer}", "marks": True}
