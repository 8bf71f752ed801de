#!/usr/bin/env python3
"""Turn annotated articles into the rows that the project ships: article ids, offsets and types, no text.

    python scripts/export_annotations.py random:A.jsonl uncertain:B.jsonl … > data/annotations/entities.jsonl

The word before a file says how its articles were drawn: at ``random``, at random too but for measuring only (``test``), or as those on which
an earlier model was ``uncertain``.
The people of an article are ``[name's start, end, office's start, end]``, the office's two missing where the article gives none.
Input: rows as ../shared/gold/GUIDE.md describes them (`id`, `body_start`, `window_end`, `entities`); offsets point into the
article's raw text in ../shared/corpus, and so do those of the rows written. Of two rows for an article the later counts.
"""

from __future__ import annotations

import json
import lzma
import re
import sys
from pathlib import Path
from typing import Any

from shared_folder import explain_absence

CORPUS = Path(__file__).resolve().parents[2] / "shared/corpus/thaigov-dev.jsonl.xz"


def shipped(row: dict[str, Any], drawn: str, text: str) -> dict[str, Any]:
    """One article without its text.

    Examples
    --------
    >>> row = {"id": 1, "body_start": 2, "window_end": 12, "entities": [{"start": 3, "end": 6, "text": "พม.", "type": "ORGANIZATION"}]}
    >>> shipped({**row, "persons": [{"name": "ก ข", "role": None}]}, "random", ". .พม. ก  ข")
    {'id': 1, 'drawn': 'random', 'window': [2, 12], 'entities': [[3, 6, 'ORGANIZATION']], 'people': [[7, 11]]}
    """
    spans = sorted([e["start"], e["end"], e["type"]] for e in row["entities"])
    window = [row["body_start"], row["window_end"]]
    people = [
        [at for part in (person["name"], person["role"]) if part for at in _place(part, text, *window)]
        for person in row["persons"]
    ]
    return {"id": row["id"], "drawn": drawn, "window": window, "entities": spans, "people": people}


def _place(part: str, text: str, start: int, end: int) -> tuple[int, int]:
    """Where a name or an office stands first, white space aside."""
    pattern = r"[\s\u200b]*".join(re.escape(letter) for letter in part if not letter.isspace())
    match = re.compile(pattern).search(text, start, end)
    if not match:
        raise SystemExit(f"not in the article: {part!r}")
    return match.span()


def texts(wanted: set[int]) -> dict[int, str]:
    """The articles' raw text by id."""
    with lzma.open(CORPUS, "rt", encoding="utf-8") as file:
        articles = (json.loads(line) for line in file)
        return {article["id"]: article["text"] for article in articles if article["id"] in wanted}


def main(paths: list[str]) -> int:
    """Write the rows, sorted by id."""
    rows: dict[int, tuple[dict[str, Any], str]] = {}
    for argument in paths:
        drawn, _, path = argument.partition(":")
        for line in Path(path).read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            rows[row["id"]] = row, drawn
    raw = texts(set(rows))
    for key in sorted(rows):
        row, drawn = rows[key]
        print(json.dumps(shipped(row, drawn, raw[key]), separators=(",", ":")))
    return 0


if __name__ == "__main__":
    explain_absence()
    raise SystemExit(main(sys.argv[1:]))
