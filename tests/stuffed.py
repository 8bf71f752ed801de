"""Insert text anywhere into a record's text and shift its offsets, so that its spans still quote the text."""

from __future__ import annotations

from bisect import bisect_left
from typing import Any

from newsextract.records import Record

#: text to insert: outside the BMP, combining, joined, right to left, zero width, and the markup of other formats
JUNK = (
    "😀", "👨‍👩‍👧‍👦", "🇹🇭", "𝒳", "น้ำ", "ก่๋๊", "é", "e\u0301", "שלום", "\u200b", "\ufeff", "\x00", "\x0b", "\x85", "\u2028",
    "\ufffe", "\r\n", "\n", "\t", "<b>&amp;]]></b>", "<script>alert(1)</script>", "\"\\'", "{}%$#_~^|=", "@online{x,}", "=1+1",
    "\\n", "|NER=B-PER",
)  # fmt: skip


def stuffed(record: Record, junk: list[tuple[int, str]]) -> Record:
    """The record with each text inserted at its offset, modulo the length of the record's text plus one."""
    size = len(record.text) + 1
    puts = sorted((place % size, text) for place, text in junk)
    at = [place for place, _ in puts]
    ends = [0]
    for _, text in puts:
        ends.append(ends[-1] + len(text))
    made, last = "", 0
    for place, text in puts:
        made += record.text[last:place] + text
        last = place
    made += record.text[last:]

    def moved(value: Any) -> Any:
        if isinstance(value, list):
            return [moved(item) for item in value]
        if not isinstance(value, dict):
            return value
        value = {key: moved(item) for key, item in value.items()}
        if isinstance(value.get("start"), int) and isinstance(value.get("end"), int):
            start, end = value["start"], value["end"]
            # text inserted at the edge of a span stays outside it
            value["start"] = start + ends[bisect_left(at, start + 1)]
            value["end"] = max(value["start"], end + ends[bisect_left(at, end)])
            if "text" in value:
                value["text"] = made[value["start"] : value["end"]]
        return value

    dumped = moved(record.model_dump())
    dumped["text"] = made
    return Record.model_validate(dumped)
