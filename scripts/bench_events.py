"""Speed of the statements and events layers, given what the other layers found; and how it grows with the length of an article.

Usage: OPENBLAS_NUM_THREADS=1 python scripts/bench_events.py [--articles N] [--rounds N] [--growth]

The articles are those of bench_pipeline.py. All layers before run first, over every article; of theirs only the tokens are
at hand, as in the pipeline. Times are processor time of one process and one thread, the best of some rounds.
``--growth`` reads an article's body again and again until it has 100,000 and 1,000,000 characters, in lines and in one line,
with Python's garbage collector off and on: the collector walks all that the process holds, whoever made it.
"""

from __future__ import annotations

import argparse
import gc
import time
from dataclasses import replace

from bench_pipeline import draw
from newsextract import pages
from newsextract.layers.findings import Findings
from newsextract.page import Article
from newsextract.pipeline import LAYERS, annotate
from newsextract.thai.tokens import tokenize

TIMED = ("statements", "events")
#: articles whose tokens are kept at once
AT_HAND = 8
Prepared = list[tuple[Article, Findings]]


def prepare(articles: list[Article]) -> Prepared:
    """Run every layer; what comes after a layer is not seen by it."""
    return [(article, annotate(article)) for article in articles]


def spent(prepared: Prepared) -> dict[str, float]:
    """Processor seconds of each of the two layers, over some articles in turn: reading the clock costs, too."""
    seconds = dict.fromkeys(TIMED, 0.0)
    for begin in range(0, len(prepared), AT_HAND):
        some = prepared[begin : begin + AT_HAND]
        for article, _ in some:
            tokenize(article.text)
        then = time.process_time()
        for name in TIMED:
            for article, findings in some:
                LAYERS[name](article, findings)
            now = time.process_time()
            seconds[name] += now - then
            then = now
    return seconds


def growth(article: Article, rounds: int) -> None:
    """Print how much longer ten times the text takes."""
    title, body = article.text[: article.body], article.text[article.body :].strip() + "\n"
    for shape, unit in (("in lines", body), ("in one line", body.replace("\n", " "))):
        prepared = [prepare([replace(article, text=title + unit * (size // len(unit) + 1))]) for size in (100_000, 1_000_000)]
        for collector in ("off", "on"):
            gc.collect()
            if collector == "off":
                gc.disable()
            small, large = ([spent(one) for _ in range(rounds)] for one in prepared)
            gc.enable()
            for name in TIMED:
                one, ten = (min(round_[name] for round_ in rounds_) for rounds_ in (small, large))
                print(f"{shape:12s} collector {collector:3s} {name:24s} {one:.4f} s, {ten:.4f} s: {ten / one:.1f} x")


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=150)
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--growth", action="store_true")
    args = parser.parse_args()
    articles = [pages.parse(page) for page in draw(args.articles)]
    characters = sum(len(article.text) for article in articles)
    prepared = prepare(articles)
    best = min((spent(prepared) for _ in range(args.rounds)), key=lambda seconds: sum(seconds.values()))
    print(f"{len(articles)} articles, {characters:,} characters")
    for name, seconds in best.items():
        print(f"{name:26s} {characters / seconds:12,.0f} characters/s")
    print(f"{'together':26s} {characters / sum(best.values()):12,.0f} characters/s")
    if args.growth:
        growth(next(a for a in articles if a.language == "th" and len(a.text) > 3000), args.rounds)


if __name__ == "__main__":
    main()
