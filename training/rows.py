"""Convert annotated articles to the rows that the project ships: article ids, values and offsets, no text.

    python -m training.rows entities random:A.jsonl uncertain:B.jsonl …   # data/annotations/entities.jsonl
    python -m training.rows events ANNOTATED.jsonl …                      # data/annotations/events.jsonl

Input: rows as ../shared/gold/GUIDE.md describes them. Offsets, in the input and in the rows written, refer to the article's
raw text in ../shared/corpus. A row replaces an earlier one of the same article.

For entities, the word before a file says how its articles were sampled: at ``random``, at random for evaluation only
(``test``), or because an earlier model was ``uncertain`` about them. A person is ``[name start, name end, office start,
office end]``, without the last two if the article gives no office.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from training.shared import ANNOTATIONS, lines, run, texts


def entities_of(row: dict[str, Any], drawn: str, text: str) -> dict[str, Any]:
    """The entities and people of one article.

    Examples
    --------
    >>> row = {"id": 1, "body_start": 2, "window_end": 12, "entities": [{"start": 3, "end": 6, "text": "พม.", "type": "ORGANIZATION"}]}
    >>> entities_of({**row, "persons": [{"name": "ก ข", "role": None}]}, "random", ". .พม. ก  ข")
    {'id': 1, 'drawn': 'random', 'window': [2, 12], 'entities': [[3, 6, 'ORGANIZATION']], 'people': [[7, 11]]}
    """
    spans = sorted([e["start"], e["end"], e["type"]] for e in row["entities"])
    window = [row["body_start"], row["window_end"]]
    people = [[at for part in (p["name"], p["role"]) if part for at in _place(part, text, *window)] for p in row["persons"]]
    return {"id": row["id"], "drawn": drawn, "window": window, "entities": spans, "people": people}


def _place(part: str, text: str, start: int, end: int) -> tuple[int, int]:
    """The span of a name's or office's first occurrence, ignoring whitespace."""
    pattern = r"[\s\u200b]*".join(re.escape(letter) for letter in part if not letter.isspace())
    match = re.compile(pattern).search(text, start, end)
    if not match:
        raise SystemExit(f"not in the article: {part!r}")
    return match.span()


def events_of(row: dict[str, Any]) -> dict[str, Any]:
    """The events and statements of one article.

    Examples
    --------
    >>> row = {"id": 1, "body_start": 2, "window_end": 9, "event": None, "statements": [],
    ...        "other_events": [{"text": "พิธี", "start": 3, "end": 7, "date": None}]}
    >>> events_of(row)["other_events"], events_of(row)["window"]
    ([{'start': 3, 'end': 7, 'date': None}], [2, 9])
    """
    return {
        "id": row["id"],
        "whole": True,
        "window": [row["body_start"], row["window_end"]],
        "event": row["event"],
        "other_events": [{key: other[key] for key in ("start", "end", "date")} for other in row["other_events"]],
        "statements": [{key: one[key] for key in ("speaker", "start", "end")} for one in row["statements"]],
    }


def _add(path: Path, given: list[dict[str, Any]]) -> None:
    """Merge rows into a file, sorted by id."""
    rows = {row["id"]: row for row in (*lines(path), *given)}
    packed = (json.dumps(rows[key], ensure_ascii=False, separators=(",", ":")) for key in sorted(rows))
    path.write_text("".join(f"{row}\n" for row in packed), encoding="utf-8")


def entities(files: list[str]) -> None:
    """Add the entities and people of articles; the prefix of each file says how its articles were sampled."""
    given = [(drawn, row) for drawn, _, path in (f.rpartition(":") for f in files) for row in lines(Path(path))]
    raw = texts({row["id"] for _, row in given})
    _add(ANNOTATIONS / "entities.jsonl", [entities_of(row, drawn, raw[row["id"]]) for drawn, row in given])


def events(files: list[Path]) -> None:
    """Add the events and statements of articles."""
    _add(ANNOTATIONS / "events.jsonl", [events_of(row) for file in files for row in lines(file)])


if __name__ == "__main__":
    run(entities, events)
