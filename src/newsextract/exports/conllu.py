"""Records as CoNLL-U: our tokens, one sentence per line of the text, names in MISC.

The columns for parts of speech and syntax are empty. Tokens are also split where a name begins or ends.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from pathlib import Path

from newsextract.exports.files import text_file
from newsextract.exports.regions import Region, non_overlapping, regions, tokens
from newsextract.records import Record

_SHORT = {"PERSON": "PER", "ORGANIZATION": "ORG", "LOCATION": "LOC", "FACILITY": "FAC", "EVENT": "EVENT"}
#: characters that a cell or a comment's value cannot hold
_BREAKS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def sentences(record: Record) -> Iterator[str]:
    """Yield the lines of a record's text as sentences with their comments, each followed by an empty line."""
    names = non_overlapping(one for one in regions(record)[0] if one.layer == "entity")  # MISC holds one name per token
    found = tokens(record, names)
    starts = [start for start, _ in found]
    at = number = 0
    for line in record.text.split("\n"):
        inside = found[bisect_left(starts, at) : bisect_left(starts, at + len(line))]
        if inside:
            number += 1
            yield _sentence(record, number, line, at, inside, names)
        at += len(line) + 1


def _sentence(record: Record, number: int, line: str, at: int, inside: list[tuple[int, int]], names: list[Region]) -> str:
    rows = [f"# newdoc id = {_cell(record.id)}"] if number == 1 else []
    rows += [f"# sent_id = {_cell(record.id)}-{number}", f"# text = {_cell(line)}", f"# start_char = {at}"]
    by_start = {one.start: one for one in names}
    within: Region | None = None
    for n, (start, end) in enumerate(inside, 1):
        within = by_start.get(start, within if within and start < within.end else None)
        misc = [f"start_char={start}", f"end_char={end}"]
        if within:
            misc += [
                f"NER={'B' if start == within.start else 'I'}-{_SHORT[within.label]}",
                f"Entity={_value(within.owner or '_')}",
            ]
        if n < len(inside) and inside[n][0] == end:
            misc.append("SpaceAfter=No")
        form = _cell(record.text[start:end])
        rows.append("\t".join((str(n), form, *"_" * 7, "|".join(misc))))
    return "\n".join(rows) + "\n\n"


def _cell(text: str) -> str:
    return _BREAKS.sub("\ufffd", text) or "_"


def _value(text: str) -> str:
    return re.sub(r"[|=\s]", "_", _cell(text))


def write(records: Iterable[Record], path: Path) -> None:
    """Write the sentences."""
    with text_file(path) as out:
        for record in records:
            out.writelines(sentences(record))
