"""Records as a TEI P5 corpus: names and dates inline, and all of the record's annotations stand-off.

Each line of the text is one element; stand-off spans point into it by TEI's ``string-index``, in code points. The markup is in
``data/templates/tei.xml``.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from itertools import accumulate, groupby
from pathlib import Path
from typing import Any

from newsextract._version import __version__
from newsextract.data import templates
from newsextract.exports.files import text_file, xml_id, xml_text
from newsextract.exports.references import archived, captured, headline, publisher
from newsextract.exports.regions import Region, non_overlapping, regions
from newsextract.records import Record

#: label → inline element and its type
_INLINE: dict[str, tuple[str, str | None]] = {
    "PERSON": ("persName", None),
    "ORGANIZATION": ("orgName", None),
    "LOCATION": ("placeName", None),
    "FACILITY": ("placeName", "facility"),
    "EVENT": ("name", "event"),
    "time": ("date", None),
}
#: types of entities → list, item and name element
_LISTS = (
    (("PERSON",), "listPerson", "person", "persName"),
    (("ORGANIZATION",), "listOrg", "org", "orgName"),
    (("LOCATION", "FACILITY"), "listPlace", "place", "placeName"),
)
#: the form of the years, months and days that TEI's date attributes accept
_DAY = re.compile("[0-9]{4}(?:-[0-9]{2}){0,2}")


class _Document:
    """A record with the ids and the pointers of its TEI element."""

    def __init__(self, record: Record, number: int) -> None:
        self.record, self.number = record, number
        self.starts = list(accumulate((len(line) + 1 for line in record.text.split("\n")[:-1]), initial=0))
        self.found, _ = regions(record, context=True)

    def id(self, name: str) -> str:
        return f"r{self.number}.{xml_id(name.removeprefix(self.record.id) or 'x')}"

    def point(self, at: int) -> str:
        """The pointer to an offset in the text."""
        line = bisect_right(self.starts, at) - 1
        return f"#string-index({self.id(f'l{line + 1}')},{at - self.starts[line]})"

    def lines(self) -> Iterator[tuple[int, Iterator[tuple[str, Region | None]]]]:
        """Yield the number of each line that is not blank, and of the first, with its pieces."""
        # outermost names and dates that lie within one line
        inline = non_overlapping(one for one in self.found if one.layer in {"entity", "time"} and "\n" not in one.text)
        for number, (start, line) in enumerate(zip(self.starts, self.record.text.split("\n"), strict=True), 1):
            if number == 1 or line.strip():
                yield number, self._pieces(start, start + len(line), inline)

    def _pieces(self, start: int, end: int, inline: Iterable[Region]) -> Iterator[tuple[str, Region | None]]:
        """Yield the text of a line, cut at its names and dates, each with its region."""
        text = self.record.text
        for one in inline:
            if start <= one.start < end:
                yield text[start : one.start], None
                yield text[one.start : one.end], one
                start = one.end
        yield text[start:end], None

    def layers(self) -> Iterator[tuple[str, Iterator[Region]]]:
        """Yield each layer with its regions."""
        return groupby(self.found, key=lambda one: one.layer)


def _days(start: str | None, end: str | None = None) -> str:
    """The day, month or year of a time as attributes, without those that are invalid; the time of day is in a note."""
    found = (("from" if end else "when", start), ("to", end))
    return "".join(f' {name}="{value[:10]}"' for name, value in found if value and _is_day(value[:10]))


def _is_day(day: str) -> bool:
    try:
        date.fromisoformat(f"{day}-01-01"[:10])
    except ValueError:
        return False
    return _DAY.fullmatch(day) is not None


@cache
def _template() -> Any:
    known = {one.__name__: one for one in (archived, captured, headline, publisher)}
    own = {"days": _days, "INLINE": _INLINE, "LISTS": _LISTS, "version": __version__}
    return templates().get_template("tei.xml", globals=known | own)


def documents(records: Iterable[Record]) -> Iterator[str]:
    """Yield one TEI element per record."""
    for number, record in enumerate(records, 1):
        # a parser would read a carriage return as a line feed
        yield xml_text(_template().module.document(_Document(record, number))).replace("\r", "&#13;")


def write(records: Iterable[Record], path: Path) -> None:
    """Write the corpus."""
    with text_file(path) as out:
        out.write(_template().render())
        out.writelines(documents(records))
        out.write("</teiCorpus>")
