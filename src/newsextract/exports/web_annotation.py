"""Records as W3C Web Annotations (JSON-LD), one per value.

Each has two targets: the page, by a quotation with its context, and the record's text (headline once, line break, body), by
offsets in code points. Offsets in the page itself would differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from newsextract._version import __version__
from newsextract.exports.files import write_json_list
from newsextract.exports.references import archived, captured
from newsextract.exports.regions import Region, regions
from newsextract.printable import json_text
from newsextract.records import Record

_CONTEXT = "http://www.w3.org/ns/anno.jsonld"
#: characters of context before and after a quotation
_CONTEXT_CHARS = 32
_GENERATOR = {"id": f"urn:newsextract:{__version__}", "type": "Software", "name": f"newsextract {__version__}"}


def annotations_of(record: Record) -> Iterator[dict[str, Any]]:
    """Yield the annotations of a record: one for each name, value, participant, statement, time, role, term and evidence span."""
    page = record.source.url or urn(record.id)
    copy = archived(record)
    found, links = regions(record, context=True)
    linked = {one.source: one for one in links if one.label != "of"}
    text = f"{urn(record.id)}:text"
    for one in found:
        position = {"type": "TextPositionSelector", "start": one.start, "end": one.end}
        in_text = [position, {"type": "TextQuoteSelector", "exact": one.text}]
        made: dict[str, Any] = {
            "id": f"{urn(record.id)}:{quote(one.key, safe='')}",
            "type": "Annotation",
            "motivation": "identifying" if one.layer in {"entity", "event"} else "tagging",
            "generator": _GENERATOR,
            "body": list(_bodies(record, one)),
            "target": [_on_page(record, page, copy, one), {"type": "SpecificResource", "source": text, "selector": in_text}],
        }
        if (link := linked.get(one.key)) is not None:
            other = f"{urn(record.id)}:{quote(link.target, safe='')}"
            made["body"].append({"type": "SpecificResource", "purpose": "linking", "source": other})
        yield made


def urn(key: str) -> str:
    """The URN of a record, event or entity by its id.

    Examples
    --------
    >>> urn("thaigov:97748#1")
    'urn:newsextract:thaigov%3A97748%231'
    """
    return f"urn:newsextract:{quote(key, safe='')}"


def _bodies(record: Record, one: Region) -> Iterator[dict[str, Any]]:
    yield {"type": "TextualBody", "purpose": "tagging", "value": f"{one.layer}:{one.label}", "format": "text/plain"}
    if one.owner:
        whole = one.owner if one.owner.startswith(record.id) else f"{record.id}:{one.owner}"
        yield {"type": "SpecificResource", "purpose": "classifying", "source": urn(whole)}
    for name, value in one.values.items():
        yield {"type": "TextualBody", "purpose": "describing", "value": f"{name}={value}", "format": "text/plain"}


def _on_page(record: Record, page: str, copy: str | None, one: Region) -> dict[str, Any]:
    quote_selector = {
        "type": "TextQuoteSelector",
        "exact": one.text,
        "prefix": record.text[max(0, one.start - _CONTEXT_CHARS) : one.start],
        "suffix": record.text[one.end : one.end + _CONTEXT_CHARS],
    }
    made: dict[str, Any] = {"type": "SpecificResource", "source": page, "selector": quote_selector}
    state = {"cached": copy, "sourceDate": captured(record)}
    if any(state.values()):
        made["state"] = {"type": "TimeState"} | {key: value for key, value in state.items() if value}
    return made


def write(records: Iterable[Record], path: Path) -> None:
    """Write the annotations of all records as one page."""
    head = json_text({"@context": _CONTEXT, "id": "urn:newsextract:annotations", "type": "AnnotationPage"})
    write_json_list(records, path, annotations_of, before=f'{head[:-1]}, "items": ', after="}")
