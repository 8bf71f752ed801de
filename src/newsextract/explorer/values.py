"""The values of a record as cells, each with its words, its confidence, its citation and its permalink."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlencode

from newsextract.data import templates
from newsextract.explorer.results import place_name, record_url
from newsextract.records import Mention, Record
from newsextract.view.html import anchor
from newsextract.view.labels import Say
from newsextract.view.spans import Slot, layer_values, slots

#: hex digits of the digests in a permalink: of the text, and of a value or its words
_TEXT_DIGITS, _VALUE_DIGITS = 12, 8
#: a time of day and its offset from UTC
_CLOCK = re.compile(r"T(\d\d:\d\d)([+-]\d\d:\d\d)?")


@dataclass(frozen=True, slots=True)
class Cell:
    """A value of a record, with its name and its codes in the page's language."""

    path: str  # position in the record, such as ``events.0.start``
    label: str
    value: str
    cited: str  # the value as it is cited, the same in every language
    words: tuple[Mention, ...]  # the mentions that state it; empty if it was inferred
    confidence: float | None = None
    note: str = ""


class Cited(NamedTuple):
    """The target of a permalink: path and offsets of a value, with digests of its words and of the value itself."""

    path: str
    place: tuple[int, int] | None
    words: str
    value: str


#: path, offsets, digest of the record's text, of the words, of the value
_CITED = re.compile(r"([^~]*)~(?:([0-9]{1,9})-([0-9]{1,9}))?~[^~]*~([^~]*)~([^~]*)")


def cite(cell: Cell, record: Record) -> str:
    """The target of a value's permalink, as it is written in the URL."""
    first = cell.words[0] if cell.words else None
    at, words = (f"{first.start}-{first.end}", _digest(first.text)) if first else ("", "")
    return "~".join((cell.path, at, _text_digest(record.text)[:_TEXT_DIGITS], words, _digest(cell.cited)))


def read_cited(written: str) -> Cited | None:
    """Parse what :func:`cite` wrote; None if it is malformed.

    Examples
    --------
    >>> read_cited("events.0.start~160-194~1f2e3d4c5b6a~9a8b7c6d~0a1b2c3d").place
    (160, 194)
    >>> read_cited("nothing") is None
    True
    """
    found = _CITED.fullmatch(written)
    if found is None:
        return None
    path, start, end, words, value = found.groups()
    return Cited(path, (int(start), int(end)) if start else None, words, value)


@lru_cache(maxsize=4)
def _text_digest(text: str) -> str:
    """Digest of a record's text, which every value of its page cites; a long text has thousands of them."""
    return _digest(text, 64)


def _digest(text: str, digits: int = _VALUE_DIGITS) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:digits]


def permalink(cell: Cell, record: Record) -> str:
    """The URL of a value, made of the record's id and the value's path, offsets and digests, so that it survives a new store."""
    at = f"#{anchor(record.id, cell.words[0].start, cell.words[0].end)}" if cell.words else ""
    return f"{record_url(record.id)}?{urlencode({'cite': cite(cell, record)}, safe='~')}{at}"


def citation(cell: Cell, record: Record, site: str) -> str:
    """Everything that a reader needs to look a value up again, one item per line."""
    links = {"permalink": site + permalink(cell, record), "json": f"{site}{record_url(record.id)}.json#{pointer(cell)}"}
    digest = _text_digest(record.text)
    return templates().get_template("citation.txt").render(cell=cell, record=record, text_sha256=digest, **links)


def pointer(cell: Cell) -> str:
    """JSON Pointer (RFC 6901) to a value in the record's JSON.

    Examples
    --------
    >>> pointer(Cell("events.0.start", "start", "2020-02-25", "2020-02-25", ()))
    '/events/0/start'
    """
    layer, number, *slot = cell.path.split(".")
    name = slot[0] if slot else ""
    inside = {"actor": "participants", "counterparts": "participants", "organisations": "participants", "countries": ""}
    place = {"venue", "district", "province", "country", "mode"}
    step = f"place/{name}" if name in place else inside.get(name, name)
    return f"/{layer}/{number}" + (f"/{step}" if step else "")


def event_cells(record: Record, number: int, say: Say) -> list[Cell]:
    """The filled slots of an event."""
    event = record.events[number]
    plain = slots(event)
    return [
        Cell(f"events.{number}.{slot.name}", say(slot.name), _value(slot, say), same.value, slot.words, slot.confidence)
        for slot, same in zip(slots(event, say), plain, strict=True)
    ]


def _value(slot: Slot, say: Say) -> str:
    """The value of a slot for a reader: countries and provinces by their names, times of day without the ``T`` of ISO 8601."""
    if slot.name == "start":
        return _CLOCK.sub(lambda found: f" {found[1]}" + (f" (UTC{found[2]})" if found[2] else ""), slot.value)
    if slot.name not in {"country", "countries", "province"}:
        return slot.value
    codes = [slot.value.rpartition(" ")[2]] if slot.name == "province" else slot.value.split(", ")
    names = [named(code, say) for code in codes]
    return slot.value if names == codes else ", ".join(names)


def named(code: str, say: Say) -> str:
    """The name of a country or province in the page's language, with its code."""
    name = place_name(code, say)
    return code if name == code else f"{name} ({code})"


def layer_cells(record: Record, say: Say) -> dict[str, list[Cell]]:
    """The layers other than the events that have values, each with its cells."""
    return {
        layer: [
            Cell(f"{layer}.{n}", one.name, one.value, one.value, one.words, one.confidence, one.note)
            for n, one in enumerate(found)
        ]
        for layer, found in layer_values(record, say).items()
        if found
    }


def check(record: Record, cited: Cited, say: Say) -> tuple[str, tuple[int, int] | None, str]:
    """Compare a cited value with the record: a message, the offsets of its words now (None if gone), and its value now."""
    now = _cell_now(record, cited, say)
    value = now.value if now else ""
    if cited.place is None:
        return _value_message(now, cited, "cited concluded", say), None, value
    if _digest(record.text[slice(*cited.place)]) == cited.words:
        return _value_message(now, cited, "cited unchanged", say), cited.place, value
    found = _find_moved(record.text, cited.place, cited.words)
    if found is None:
        return say("cited gone"), None, value
    return say("cited moved").format(start=found[0], end=found[1]), found, value


def _value_message(now: Cell | None, cited: Cited, same: str, say: Say) -> str:
    if now is None:
        return say("cited no value")
    return say(same) if _digest(now.cited) == cited.value else say("cited value changed").format(value=now.value)


def _cell_now(record: Record, cited: Cited, say: Say) -> Cell | None:
    layer, number, *_ = (*cited.path.split("."), "")
    if layer == "events" and number.isdecimal() and int(number) < len(record.events):
        cells = event_cells(record, int(number), say)
    else:
        cells = layer_cells(record, say).get(layer, [])
    return next((cell for cell in cells if cell.path == cited.path), None)


def _find_moved(text: str, place: tuple[int, int], words: str) -> tuple[int, int] | None:
    """Offsets of the cited words now: the occurrence nearest to the cited offsets."""
    length = place[1] - place[0]
    if not 0 < length <= len(text):
        return None
    starts = sorted(range(len(text) - length + 1), key=lambda at: abs(at - place[0]))
    return next(((at, at + length) for at in starts if _digest(text[at : at + length]) == words), None)
