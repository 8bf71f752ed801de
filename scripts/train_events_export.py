"""Turn annotated articles into the rows of data/annotations/events.jsonl: ids, values and offsets, no text.

    python scripts/train_events_export.py ANNOTATED.jsonl …

Input: rows as ../shared/gold/GUIDE.md describes them. A row takes the place of an earlier one of the same article.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

ROWS = Path(__file__).parents[1] / "data/annotations/events.jsonl"


def shipped(row: dict[str, Any]) -> dict[str, Any]:
    """One article without its text.

    Examples
    --------
    >>> row = {"id": 1, "body_start": 2, "window_end": 9, "event": None, "statements": [],
    ...        "other_events": [{"text": "พิธี", "start": 3, "end": 7, "date": None}]}
    >>> shipped(row)["other_events"], shipped(row)["window"]
    ([{'start': 3, 'end': 7, 'date': None}], [2, 9])
    """
    return {
        "id": row["id"],
        "whole": True,
        "window": [row["body_start"], row["window_end"]],
        "event": row["event"],
        "other_events": [{key: other[key] for key in ("start", "end", "date")} for other in row["other_events"]],
        "statements": [{key: said[key] for key in ("speaker", "start", "end")} for said in row["statements"]],
    }


def main(paths: list[str]) -> int:
    """Add the rows, in order of ids."""
    rows = {row["id"]: row for row in map(json.loads, ROWS.read_text(encoding="utf-8").splitlines())}
    for path in paths:
        for line in Path(path).read_text(encoding="utf-8").splitlines():
            row = shipped(json.loads(line))
            rows[row["id"]] = row
    text = "".join(json.dumps(rows[key], ensure_ascii=False, separators=(",", ":")) + "\n" for key in sorted(rows))
    ROWS.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
