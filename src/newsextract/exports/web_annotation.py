"""Records as W3C Web Annotations (JSON-LD): each value with its place in the page's text.

Each has two targets: the page, by the words with their surroundings, and the record's text (headline once, line break,
body), by its position there, which counts code points. A page's own characters lie elsewhere than those of the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from newsextract._version import __version__
from newsextract.exports.citing import archived
from newsextract.exports.files import text_file
from newsextract.exports.regions import Region, regions
from newsextract.printable import json_text
from newsextract.records import Record

_CONTEXT = "http://www.w3.org/ns/anno.jsonld"
#: characters of the text before and after that a quotation brings along
_AROUND = 32
_GENERATOR = {"id": f"urn:newsextract:{__version__}", "type": "Software", "name": f"newsextract {__version__}"}


def annotations_of(record: Record) -> Iterator[dict[str, Any]]:
    """Give the annotations of a record, one each for every name, value, participant, statement, time, role, term and evidence."""
    page = record.source.url or urn(record.id)
    copy = archived(record)
    found, links = regions(record, context=True)
    linked = {one.source: one for one in links if one.label != "of"}
    for one in found:
        made: dict[str, Any] = {
            "id": f"{urn(record.id)}:{quote(one.key, safe='')}",
            "type": "Annotation",
            "motivation": "identifying" if one.layer in {"entity", "event"} else "tagging",
            "generator": _GENERATOR,
            "body": list(_bodies(record, one)),
            "target": [_on_page(record, page, copy, one), _in_text(record, one)],
        }
        if (link := linked.get(one.key)) is not None:
            other = f"{urn(record.id)}:{quote(link.target, safe='')}"
            made["body"].append({"type": "SpecificResource", "purpose": "linking", "source": other})
        yield made


def urn(key: str) -> str:
    """The URN of a record, or of what it names by an id.

    Examples
    --------
    >>> urn("thaigov:97748#1")
    'urn:newsextract:thaigov%3A97748%231'
    """
    return f"urn:newsextract:{quote(key, safe='')}"


def _bodies(record: Record, one: Region) -> Iterator[dict[str, Any]]:
    yield {"type": "TextualBody", "purpose": "tagging", "value": f"{one.layer}:{one.label}", "format": "text/plain"}
    if one.of:
        whole = one.of if one.of.startswith(record.id) else f"{record.id}:{one.of}"
        yield {"type": "SpecificResource", "purpose": "classifying", "source": urn(whole)}
    for name, value in one.more.items():
        yield {"type": "TextualBody", "purpose": "describing", "value": f"{name}={value}", "format": "text/plain"}


def _on_page(record: Record, page: str, copy: str | None, one: Region) -> dict[str, Any]:
    said = {
        "type": "TextQuoteSelector",
        "exact": one.text,
        "prefix": record.text[max(0, one.start - _AROUND) : one.start],
        "suffix": record.text[one.end : one.end + _AROUND],
    }
    made: dict[str, Any] = {"type": "SpecificResource", "source": page, "selector": said}
    captured = record.source.archive.captured if record.source.archive else None
    if copy or captured:
        state = {"type": "TimeState", "cached": copy, "sourceDate": captured}
        made["state"] = {key: value for key, value in state.items() if value}
    return made


def _in_text(record: Record, one: Region) -> dict[str, Any]:
    position = {"type": "TextPositionSelector", "start": one.start, "end": one.end}
    said = {"type": "TextQuoteSelector", "exact": one.text}
    return {"type": "SpecificResource", "source": f"{urn(record.id)}:text", "selector": [position, said]}


def write(records: Iterable[Record], path: Path) -> None:
    """Write the annotations of all records as one page."""
    with text_file(path) as out:
        head = json_text({"@context": _CONTEXT, "id": "urn:newsextract:annotations", "type": "AnnotationPage"})
        out.write(f'{head[:-1]}, "items": [')
        before = "\n"
        for record in records:
            for made in annotations_of(record):
                out.write(before + json_text(made))
                before = ",\n"
        out.write("\n]}\n")
