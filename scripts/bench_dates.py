"""The dates layer beside its peers, on the gold expressions in their context, with speed, in one run.

Usage: ``python scripts/bench_dates.py [--articles N]``
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from newsextract.layers.times import search

GOLD = Path(__file__).parents[1].parent / "shared" / "gold"
_AROUND = 150
#: What a reader gives: start, end, value.
Found = tuple[int, int, str | None]
Reader = Callable[[str, date], list[Found]]


def ours(text: str, reference: date) -> list[Found]:
    """The dates layer."""
    return [(t.start, t.end, t.value) for t in search(text, reference)]


def dateparser_reader(minus: int) -> Reader:
    """Dateparser's search_dates for Thai and English, with so many years taken off late years."""
    from dateparser.search import search_dates

    def read(text: str, reference: date) -> list[Found]:
        base = datetime(reference.year, reference.month, reference.day)  # noqa: DTZ001  a day, no clock
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                rows = search_dates(text, languages=["th", "en"], settings={"RELATIVE_BASE": base, "DATE_ORDER": "DMY"}) or []
            except Exception:  # noqa: BLE001  it raises on some texts; such a text counts as nothing found
                return []
        found: list[Found] = []
        at = 0
        for surface, moment in rows:
            start = text.find(surface, at)
            if start >= 0:
                at = start + len(surface)
                year = moment.year - minus if moment.year >= 2200 else moment.year
                found.append((start, at, f"{year:04d}-{moment:%m-%dT%H:%M}"))
        return found

    return read


def pythainlp_reader(text: str, reference: date) -> list[Found]:  # noqa: ARG001  it takes no reference
    """Pythainlp's strptime on whatever looks like "day month year": it reads one given format, finds nothing by itself."""
    from pythainlp.util import thai_strptime

    found: list[Found] = []
    for match in re.finditer(r"\d{1,2} [ก-์]{5,12} 25\d\d", text):
        try:
            moment = thai_strptime(match[0], "%d %B %Y")
        except Exception:  # noqa: BLE001, S112  any failure is a date not read
            continue
        found.append((match.start(), match.end(), f"{moment:%Y-%m-%dT%H:%M}"))
    return found


@dataclass
class Score:
    """Counts over the gold rows and the time taken."""

    rows: int = 0
    found: int = 0
    right: int = 0
    traps: int = 0
    taken: int = 0


def evaluate(read: Reader, rows: list[dict[str, Any]], texts: dict[int, str]) -> Score:
    """Each gold expression with 150 characters on either side."""
    score = Score()
    for row in rows:
        left = max(0, row["start"] - _AROUND)
        text = texts[row["article_id"]][left : row["end"] + _AROUND]
        start, end = row["start"] - left, row["end"] - left
        hits = [f for f in read(text, date.fromisoformat(row["reference"])) if f[0] < end and start < f[1]]
        if row["kind"] == "negative":
            score.traps += 1
            score.taken += bool(hits)
            continue
        score.rows += 1
        score.found += bool(hits)
        want = row["value_start"]
        score.right += any(
            (value or "").startswith(want) or (want.startswith("T") and want in (value or "")) for _, _, value in hits
        )
    return score


def speed(read: Reader, texts: list[str]) -> float:
    """Characters a second of processor time over whole articles, so that other processes do not count."""
    start = time.process_time()
    for text in texts:
        read(text, date(2020, 2, 26))
    return sum(map(len, texts)) / (time.process_time() - start)


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=8, help="articles for the speed column")
    args = parser.parse_args()
    if not GOLD.exists():
        print("the shared gold files are not beside the project: nothing to measure", file=sys.stderr)
        return 0
    rows = [json.loads(line) for line in (GOLD / "dates.jsonl").open(encoding="utf-8")]
    texts = {a["id"]: a["text"] for a in map(json.loads, (GOLD / "dates.articles.jsonl").open(encoding="utf-8"))}
    sample = random.Random(1).sample([t for t in texts.values() if len(t) < 6000], args.articles)
    readers: dict[str, Reader] = {
        "newsextract": ours,
        "dateparser": dateparser_reader(0),
        "dateparser - 543": dateparser_reader(543),
        "pythainlp": pythainlp_reader,
    }
    print(f"{'':18s} {'found':>7s} {'value':>7s} {'traps taken':>12s} {'chars/s':>10s} {'ours is':>9s}")
    base = 0.0
    for name, read in readers.items():
        score = evaluate(read, rows, texts)
        rate = speed(read, sample)
        base = base or rate
        print(
            f"{name:18s} {score.found / score.rows:7.1%} {score.right / score.rows:7.1%} {score.taken / score.traps:12.1%}"
            f" {rate:10,.0f} {base / rate:8.1f}x"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
