"""Records as a TEI P5 corpus: names and dates inline, and all of the record's annotations stand-off.

Each line of the text is one element; stand-off spans point into it by TEI's ``string-index``, in code points.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import accumulate, groupby
from pathlib import Path
from typing import Any

from lxml import etree

from newsextract._version import __version__
from newsextract.atomic import replacing
from newsextract.exports.files import xml_id, xml_text
from newsextract.exports.references import archived, captured, headline, publisher
from newsextract.exports.regions import Region, non_overlapping, regions
from newsextract.records import Entity, Event, Name, Record

_NS = "http://www.w3.org/XML/1998/namespace"
_TEI = "http://www.tei-c.org/ns/1.0"
_ID, _LANG = f"{{{_NS}}}id", f"{{{_NS}}}lang"
#: label → inline element and its type
_INLINE: dict[str, tuple[str, str | None]] = {
    "PERSON": ("persName", None),
    "ORGANIZATION": ("orgName", None),
    "LOCATION": ("placeName", None),
    "FACILITY": ("placeName", "facility"),
    "EVENT": ("name", "event"),
    "time": ("date", None),
}
_LISTS = (("PERSON", "listPerson", "person"), ("ORGANIZATION", "listOrg", "org"), ("LOCATION", "listPlace", "place"))
#: the form of the years, months and days that TEI's date attributes accept
_DAY = re.compile("[0-9]{4}(?:-[0-9]{2}){0,2}")


class _Document:
    """Builds the TEI element of one record."""

    def __init__(self, record: Record, number: int) -> None:
        self.record, self.number = record, number
        self.lines = record.text.split("\n")
        self.starts = list(accumulate((len(line) + 1 for line in self.lines[:-1]), initial=0))
        self.found, _ = regions(record, context=True)
        # outermost names and dates that lie within one line
        self.inline = non_overlapping(one for one in self.found if one.layer in {"entity", "time"} and "\n" not in one.text)

    def id(self, name: str) -> str:
        return f"r{self.number}.{xml_id(name.removeprefix(self.record.id) or 'x')}"

    def point(self, at: int) -> str:
        """The pointer to an offset in the text."""
        line = bisect_right(self.starts, at) - 1
        return f"#string-index({self.id(f'l{line + 1}')},{at - self.starts[line]})"

    def element(self) -> Any:
        record = self.record
        root = _element("TEI", **{_ID: self.id("doc"), _LANG: "th" if record.language == "mixed" else record.language})
        root.append(self._header())
        body = _sub(_sub(root, "text"), "body")
        for n, (start, line) in enumerate(zip(self.starts, self.lines, strict=True), 1):
            if n == 1 or line.strip():
                holder = _sub(body, "head" if n == 1 else "p", **{_ID: self.id(f"l{n}")})
                _fill(holder, line, start, [one for one in self.inline if start <= one.start < start + len(line)], self)
        if len(body) == 1:
            _sub(body, "p")
        stand_off = self._stand_off()
        if len(stand_off):  # TEI allows no empty standOff
            root.append(stand_off)
        return root

    def _header(self) -> Any:
        record = self.record
        header, source_desc = _header(headline(record), f"Made by newsextract {__version__} from the page named below.")
        source = _sub(source_desc, "bibl")
        _sub(source, "title", headline(record))
        _sub(source, "publisher", publisher(record))
        if record.published:
            _sub(source, "date", record.published, **_date_attribute(record.published))
        # text, not pointers: an address as written need not be a URI
        numbers = {"original": record.source.url, "archived": archived(record), "record": record.id}
        for kind, value in (numbers | {"sha256": record.source.sha256}).items():
            if value:
                _sub(source, "idno", value, type=kind)
        if stamp := captured(record):
            _sub(source, "note", stamp, type="captured")
        return header

    def _stand_off(self) -> Any:
        root = _element("standOff")
        record = self.record
        for kind, lists, item in _LISTS:
            chosen = [e for e in record.entities if e.type == kind or (kind == "LOCATION" and e.type == "FACILITY")]
            if chosen:
                holder = _sub(root, lists)
                for entity in chosen:
                    self._entity(holder, item, entity)
        self._events(root)
        self._relations(root)
        for layer, chosen_ in groupby(self.found, key=lambda one: one.layer):
            group = _sub(root, "spanGrp", type=layer)
            for one in chosen_:
                at = {"from": self.point(one.start), "to": self.point(one.end)}
                made = _sub(group, "span", one.text, **at, type=one.label)
                if one.owner:
                    made.set("corresp", f"#{self.id(one.owner)}")
        return root

    def _events(self, root: Any) -> None:
        named = [entity for entity in self.record.entities if entity.type == "EVENT"]
        if named or self.record.events:
            holder = _sub(root, "listEvent")
            for entity in named:
                made = _sub(holder, "event", **{_ID: self.id(entity.id), "type": "named"})
                _names(made, "label", entity.name, entity.label)
            for event in self.record.events:
                self._event(holder, event)

    def _entity(self, holder: Any, item: str, entity: Entity) -> None:
        made = _sub(holder, item, **{_ID: self.id(entity.id)})
        tag = {"person": "persName", "org": "orgName", "place": "placeName"}[item]
        _names(made, tag, entity.name, entity.label)
        if item == "person":
            for role in entity.roles:
                _sub(made, "occupation", " ".join(role.text.split()))
        elif entity.iso:
            _sub(made, "idno", entity.iso, type="ISO-3166")

    def _event(self, holder: Any, event: Event) -> None:
        times = _date_attribute(event.start, "from" if event.end else "when") | _date_attribute(event.end, "to")
        made = _sub(holder, "event", **{_ID: self.id(event.id), "type": event.type}, **times)
        _names(made, "label", event.name, event.about.text if event.about else event.type)
        _sub(made, "note", "main" if event.main else "background", type="rank")
        _sub(made, "note", event.status, type="status")
        for name, value in (("start", event.start), ("end", event.end), ("venue", event.place.venue)):
            if value:
                _sub(made, "note", value, type=name)

    def _relations(self, root: Any) -> None:
        participations = [(event, one) for event in self.record.events for one in event.participants]
        if participations:
            holder = _sub(root, "listRelation")
            for event, one in participations:
                ends = {"active": f"#{self.id(one.entity)}", "passive": f"#{self.id(event.id)}"}
                _sub(holder, "relation", name=one.part, **ends)


def _element(tag: str, text: str | None = None, /, **attributes: str) -> Any:
    kept = {key: xml_text(value) for key, value in attributes.items()}
    made = etree.Element(f"{{{_TEI}}}{tag}", kept, nsmap={None: _TEI})  # type: ignore[dict-item]  # the default namespace
    made.text = None if text is None else xml_text(text)
    return made


def _sub(parent: Any, tag: str, text: str | None = None, /, **attributes: str) -> Any:
    made = _element(tag, text, **attributes)
    parent.append(made)
    return made


def _names(holder: Any, tag: str, name: Name, other: str) -> None:
    """Add an element for the name in each language, or for ``other`` if it has neither."""
    for text, language in ((name.th, "th"), (name.en, "en")):
        if text:
            _sub(holder, tag, text, **{_LANG: language})
    if not (name.th or name.en):
        _sub(holder, tag, other)


def _date_attribute(value: str | None, name: str = "when") -> dict[str, str]:
    """The day, month or year of a value as an attribute, empty if invalid; the time of day is in a note."""
    day = (value or "")[:10]
    try:
        date.fromisoformat(f"{day}-01-01"[:10])
    except ValueError:
        return {}
    return {name: day} if _DAY.fullmatch(day) else {}


def _fill(holder: Any, line: str, start: int, names: list[Region], document: _Document) -> None:
    """Write a line with its names as elements."""
    at, last = start, None
    for one in names:
        _append_text(holder, last, line[at - start : one.start - start])
        tag, kind = _INLINE[one.label]
        last = _sub(holder, tag, line[one.start - start : one.end - start])
        if kind:
            last.set("type", kind)
        if one.layer == "entity" and one.owner:
            last.set("ref", f"#{document.id(one.owner)}")
        dates = _date_attribute(one.values.get("value"), "from" if one.values.get("end") else "when")
        last.attrib.update(dates | _date_attribute(one.values.get("end"), "to"))
        at = one.end
    _append_text(holder, last, line[at - start :])


def _append_text(holder: Any, last: Any, text: str) -> None:
    if last is None:
        holder.text = (holder.text or "") + xml_text(text)
    else:
        last.tail = xml_text(text)


def documents(records: Iterable[Record]) -> Iterator[Any]:
    """Yield one TEI element per record."""
    for number, record in enumerate(records, 1):
        yield _Document(record, number).element()


def write(records: Iterable[Record], path: Path) -> None:
    """Write the corpus."""
    with replacing(path) as part, etree.xmlfile(str(part), encoding="utf-8") as out:
        out.write_declaration()
        with out.element(f"{{{_TEI}}}teiCorpus", nsmap={None: _TEI}):
            header, source_desc = _header("Government news releases", f"Made by newsextract {__version__}.")
            _sub(source_desc, "p", "Each text names its page.")
            out.write(header)
            for made in documents(records):
                out.write(made)
                out.flush()


def _header(title: str, made: str) -> tuple[Any, Any]:
    """A TEI header and its ``sourceDesc`` element."""
    header = _element("teiHeader")
    about = _sub(header, "fileDesc")
    _sub(_sub(about, "titleStmt"), "title", title)
    _sub(_sub(about, "publicationStmt"), "p", made)
    return header, _sub(about, "sourceDesc")
