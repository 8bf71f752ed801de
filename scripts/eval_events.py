"""Score the events and statements layers on gold articles, each figure with its 95 % interval.

    python scripts/eval_events.py [--gold records events] [--rows ANNOTATED.jsonl ...] [--errors] [--types] [--entities]

``--rows`` scores other articles annotated as ../shared/gold/GUIDE.md says, of a row with ``slots`` the type and these; their text is read from the corpus. Articles are drawn with replacement, so that what varies together within an article stays together.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

import shared_folder  # noqa: F401
from training.shared import SHARED, corpus, lines, scorer

#: of a row with some slots alone
NO_WINDOW = {"body_start": 0, "window_end": 0}
NO_EVENT = "no event where there is none"
#: figure, slot or layer, what is asked
ASKED: tuple[tuple[str, str, float], ...] = (
    ("right", "type", 0.72),
    ("right", "start", 0.85),
    ("right", "main actor", 0.82),
    ("right", "country", 0.88),
    ("f1", "event venue", 0.72),
    ("f1", "event province", 0.80),
    ("f1", "event name", 0.60),
    ("f1", "event attendance", 0.60),
    ("f1", "event organisations", 0.60),
    ("recall", "event counterparts (recall)", 0.60),
    ("recall", "background events (recall)", 0.40),
    ("right", NO_EVENT, 0.90),
    ("f1", "statement", 0.65),
    ("right", "right, of those said with >= 0.9", 0.90),
    ("right", "slots said with >= 0.9", 0.40),
)
#: what the entities and people that the events are made of reach on the same articles
ASKED_BELOW: tuple[tuple[str, str, float], ...] = (
    ("f1", "entity all", 0.83),
    ("f1", "entity overlap", 0.92),
    ("f1", "entity PERSON", 0.92),
    ("f1", "person", 0.92),
    ("f1", "person role", 0.80),
)


def record(article: dict[str, Any], section: str | None) -> dict[str, Any]:
    """The record of a raw corpus article."""
    from newsextract.page import Page
    from newsextract.pages import parse
    from newsextract.pipeline import to_record

    url = f"https://www.thaigov.go.th/news/contents/details/{article['id']}"
    page = Page(article["text"].encode(), name=str(article["id"]), url=url, kind="corpus", section=section)
    found: dict[str, Any] = to_record(parse(page)).model_dump()
    return found


def gold_articles(parts: Sequence[str]) -> Iterator[tuple[dict[str, Any], str]]:
    """Each gold row with its article's text."""
    for part in parts:
        texts = {a["id"]: a["text"] for a in lines(SHARED / f"gold/{part}.articles.jsonl")}
        for row in lines(SHARED / f"gold/{part}.jsonl"):
            yield row, texts[row["id"]]


def corpus_articles(paths: Sequence[Path]) -> Iterator[tuple[dict[str, Any], str]]:
    """Each annotated row with its article's text from the corpus."""
    rows = {row["id"]: row for path in paths for row in lines(path)}
    for article in corpus(rows):
        yield rows[article["id"]] | {"category": article.get("category")}, article["text"]


class Sums:
    """By article: hits, misses and extras of each layer, and right answers of each slot."""

    def __init__(self) -> None:
        self.layers: list[dict[str, tuple[int, int, int]]] = []
        self.slots: list[dict[str, list[int]]] = []

    def add(self, layers: dict[str, Any], slots: dict[str, list[int]]) -> None:
        """Add one article."""
        self.layers.append({name: (tally.hit, tally.miss, tally.extra) for name, tally in layers.items()})
        self.slots.append({name: list(oks) for name, oks in slots.items()})

    def figure(self, kind: str, name: str, drawn: list[int]) -> float | None:
        """A figure over the drawn articles; None where nothing was asked of them."""
        if kind == "right":
            oks = [ok for k in drawn for ok in self.slots[k].get(name, [])]
            return sum(oks) / len(oks) if oks else None
        hit, miss, extra = (int(sum(self.layers[k].get(name, (0, 0, 0))[part] for k in drawn)) for part in range(3))
        if hit + miss == 0:
            return None
        return hit / (hit + miss) if kind == "recall" else 2 * hit / (2 * hit + miss + extra)


def report(
    sums: Sums, figures: Sequence[tuple[str, str, float]] = ASKED, draws: int = 2000
) -> list[tuple[str, str, float, float, float, float]]:
    """Each figure asked for: its value, the bounds of its interval, and what is asked."""
    generator = np.random.default_rng(20200225)
    count = len(sums.layers)
    samples: list[list[int]] = [generator.integers(0, count, count).tolist() for _ in range(draws)]
    found = []
    for kind, name, asked in figures:
        value = sums.figure(kind, name, list(range(count)))
        drawn = [figure for sample in samples if (figure := sums.figure(kind, name, sample)) is not None]
        if value is not None:
            low, high = np.percentile(drawn, [2.5, 97.5])
            found.append((kind, name, value, float(low), float(high), asked))
    return found


def scored(rows: Sequence[Path], gold: Sequence[str], errors: bool = False) -> tuple[Sums, dict[str, list[str]]]:
    """Score annotated rows, or parts of the gold; also, by annotated type, the types said."""
    score, sums = scorer(), Sums()
    types: dict[str, list[str]] = defaultdict(list)
    for row, text in corpus_articles(rows) if rows else gold_articles(gold):
        found = score.version1(record({"id": row["id"], "text": text}, row.get("category")))  # the scorer's own form
        if rows:  # what data/annotations leaves out: the article's own words
            row["title"] = row.get("title") or found["title"]
            row["entities"] = [e | {"text": text[e["start"] : e["end"]]} for e in row.get("entities", [])]
        layers, slots = score.score_records([NO_WINDOW | row], {row["id"]: text}, {row["id"]: found}, errors)
        if "slots" in row:
            layers = {name: tally for name, tally in layers.items() if name.removeprefix("event ") in row["slots"]}
            slots = {name: oks for name, oks in slots.items() if name in {"type", NO_EVENT, *row["slots"]}}
        sums.add(layers, slots)
        if row["event"] is not None:
            types[row["event"]["type"]].append(found["events"][0]["type"] if found["events"] else "none")
    return sums, types


def main() -> None:
    """Score and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", nargs="+", default=["records", "events"])
    parser.add_argument("--rows", nargs="+", type=Path, help="annotated rows to score in the place of gold")
    parser.add_argument("--errors", action="store_true", help="print every miss and false alarm of the events' slots")
    parser.add_argument("--types", action="store_true", help="print right and asked by type")
    parser.add_argument("--entities", action="store_true", help="score entities and people too")
    args = parser.parse_args()
    sums, types = scored(args.rows or (), args.gold, args.errors)
    for kind, name, value, low, high, asked in report(sums, (*ASKED, *ASKED_BELOW) if args.entities else ASKED):
        print(
            f"{name:36s} {kind:6s} {value:.3f}  [{low:.3f}, {high:.3f}]  asked {asked:.2f}  {'reached' if value >= asked else 'short'}"
        )
    if args.types:
        for name, said in sorted(types.items()):
            wrong = ", ".join(sorted(s for s in said if s != name))
            print(f"{name:12s} {sum(s == name for s in said):3d} of {len(said):3d}  {wrong}")


if __name__ == "__main__":
    main()
