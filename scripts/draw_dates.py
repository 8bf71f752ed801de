"""Draw predictions of the dates layer at random from articles that nobody has read, to be read and judged by a person.

Each article's place in the draw comes from the seed and its id alone, so leaving more articles out changes no other's
place. At most two predictions an article are drawn, of any kind; the page's own date stamp is left out.

Usage: ``python scripts/draw_dates.py --seed 1 --number 300 --exclude seen.jsonl … [--out drawn.jsonl]``
"""

from __future__ import annotations

import argparse
import heapq
import json
import lzma
import random
import re
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from newsextract.layers.times import search

CORPUS = Path(__file__).parents[1].parent / "shared" / "corpus" / "thaigov-dev.jsonl.xz"
_HEADER = re.compile(r"\n[ ]*(วัน\S{3,12}ที่ \d{1,2} \S{4,12} 25\d\d)\s*\n")
_STAMP = re.compile(r"\s*\d\d/\d\d/25\d\d")
_ID = re.compile(r'"(?:article_)?id": ?(\d+)')
_AROUND = 150


def seen(files: Iterable[Path]) -> set[int]:
    """The articles named in JSON-lines files, by ``id`` or ``article_id``."""
    ids: set[int] = set()
    for file in files:
        with file.open(encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                ids |= {int(row[key]) for key in ("id", "article_id") if str(row.get(key, "")).isdigit()}
    return ids


def unseen_lines(skip: set[int]) -> Iterator[tuple[int, str]]:
    """Id and line of each article that is not left out."""
    with lzma.open(CORPUS, "rt", encoding="utf-8") as lines:
        for line in lines:
            match = _ID.search(line)
            if match is not None and int(match[1]) not in skip:
                yield int(match[1]), line


def predictions(article: dict[str, Any], seed: int) -> list[dict[str, Any]]:
    """At most two of an article's predictions, with their context."""
    text = article["text"]
    header = _HEADER.search(text[:4000])
    published = search(header[1])[0].value if header is not None else None
    if header is None or published is None or published <= "1970-01-01":
        return []
    body = header.end()
    stamp = _STAMP.match(text, body)
    first = stamp.end() if stamp else body
    times = [t for t in search(text[body:], date.fromisoformat(published)) if t.start + body >= first]
    drawn = random.Random(f"{seed}/{article['id']}").sample(times, min(2, len(times)))
    return [
        {
            "article_id": article["id"],
            "published": published,
            "start": t.start + body,
            "end": t.end + body,
            **t.model_dump(exclude={"start", "end"}),
            "before": text[max(0, t.start + body - _AROUND) : t.start + body],
            "after": text[t.end + body : t.end + body + _AROUND],
            "lead": text[body : body + _AROUND],
        }
        for t in drawn
    ]


def draw(number: int, seed: int, skip: set[int]) -> list[dict[str, Any]]:
    """So many predictions, in the order of the draw."""
    chosen = heapq.nsmallest(number, unseen_lines(skip), key=lambda row: random.Random(f"{seed}:{row[0]}").random())
    rows = [row for _, line in chosen for row in predictions(json.loads(line), seed)]
    return rows[:number]


def main() -> int:
    """Print the draw, or write it as JSON lines."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--number", type=int, default=300)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--exclude", type=Path, nargs="*", default=[], help="JSON lines with the articles already read")
    parser.add_argument("--out", type=Path, help="write JSON lines here")
    args = parser.parse_args()
    if not CORPUS.exists():
        print("the shared corpus is not beside the project: nothing to draw from", file=sys.stderr)
        return 0
    rows = draw(args.number, args.seed, seen(args.exclude))
    if args.out:
        args.out.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
        return 0
    for number, row in enumerate(rows, 1):
        meaning = [row["kind"], row["value"], row["end_value"], row["values"], row["basis"], *row["flags"]]
        context = f"{row['before']}⟦{row['text']}⟧{row['after']}".replace("\n", "⏎")
        print(f"{number}. {row['article_id']} published {row['published']}", *filter(None, meaning))
        print(f"    {context}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
