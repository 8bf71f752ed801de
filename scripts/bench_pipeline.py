"""Throughput of the whole pipeline and of each layer, beside the glue a user would write today, in one run.

Usage: python scripts/bench_pipeline.py [--articles N]

The articles are a seeded draw from ../shared/corpus; without it, corpora/sample is used.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from newsextract import Config, Page, pages
from newsextract.layers.doc import News, news
from newsextract.page import Article
from newsextract.pipeline import load, to_record

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT.parent / "shared" / "corpus" / "thaigov-dev.jsonl.xz"


def draw(wanted: int) -> list[Page]:
    """Draw articles at random."""
    if not CORPUS.exists():
        paths = sorted((ROOT / "corpora" / "sample" / "text").glob("*.txt"))
        return [Page(path.read_bytes(), name=path.name, kind="corpus") for path in paths]
    with lzma.open(CORPUS, "rt", encoding="utf-8") as lines:
        rng = random.Random(11)
        rows = [json.loads(line) for line in lines if rng.random() < 1.2 * wanted / 82_515]
    return [Page(row["text"].encode(), name=str(row["id"]), url=row["url"], kind="corpus") for row in rows[:wanted]]


def timed(work: Callable[[], object]) -> float:
    """Seconds that a piece of work takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def by_layer(articles: Iterable[Article]) -> dict[str, float]:
    """Seconds spent in tokens and in each component."""
    spent: dict[str, float] = {}
    for article in articles:
        nlp = load(article.language)
        started = time.perf_counter()
        doc = nlp.make_doc(article.text)
        spent["tokens"] = spent.get("tokens", 0) + time.perf_counter() - started
        news(doc)
        doc._.news = News(article.language, article.id, article.published, article.section, article.body)
        for name, component in nlp.pipeline:
            started = time.perf_counter()
            doc = component(doc)
            spent[name] = spent.get(name, 0) + time.perf_counter() - started
    return spent


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=200)
    args = parser.parse_args()
    drawn = draw(args.articles)
    articles: list[Article] = []
    parse = timed(lambda: articles.extend(pages.parse(page) for page in drawn))
    characters = sum(len(article.text) for article in articles)
    for article in articles[:5]:
        to_record(article)
    whole = timed(lambda: [to_record(article, Config()).to_json() for article in articles])
    print(f"{len(articles)} articles, {characters:,} characters")
    print(f"parse             {len(articles) / parse:8.0f} articles/s")
    print(f"article to record {len(articles) / whole:8.1f} articles/s  {characters / whole:10,.0f} characters/s")
    for name, seconds in by_layer(articles).items():
        print(f"  {name:26s} {characters / seconds:12,.0f} characters/s  {seconds / whole:6.1%}")


if __name__ == "__main__":
    main()
