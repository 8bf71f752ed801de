#!/usr/bin/env python3
"""Turn annotated articles into the rows that the project ships: article ids, offsets and types, no text.

    python scripts/export_annotations.py random:A.jsonl uncertain:B.jsonl … > data/annotations/entities.jsonl

The word before a file says how its articles were drawn: at ``random``, or as those on which an earlier model was ``uncertain``.
Input: rows as ../shared/gold/GUIDE.md describes them (`id`, `body_start`, `window_end`, `entities`); offsets point into the
article's raw text in ../shared/corpus, and so do those of the rows written. Of two rows for an article the later counts.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any


def shipped(row: dict[str, Any], drawn: str) -> dict[str, Any]:
    """One article without its text.

    Examples
    --------
    >>> row = {"id": 1, "body_start": 2, "window_end": 9, "entities": [{"start": 3, "end": 6, "text": "พม.", "type": "ORGANIZATION"}]}
    >>> shipped(row, "random")
    {'id': 1, 'drawn': 'random', 'window': [2, 9], 'entities': [[3, 6, 'ORGANIZATION']]}
    """
    spans = sorted([e["start"], e["end"], e["type"]] for e in row["entities"])
    return {"id": row["id"], "drawn": drawn, "window": [row["body_start"], row["window_end"]], "entities": spans}


def main(paths: list[str]) -> int:
    """Write the rows, sorted by id."""
    rows = {}
    for argument in paths:
        drawn, _, path = argument.partition(":")
        for line in Path(path).read_text(encoding="utf-8").splitlines():
            row = shipped(json.loads(line), drawn)
            rows[row["id"]] = row
    for key in sorted(rows):
        print(json.dumps(rows[key], separators=(",", ":")))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
