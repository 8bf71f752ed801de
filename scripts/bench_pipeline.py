"""Throughput of the whole pipeline and of each layer, compared with the glue code a user would write today, in one run.

    python scripts/bench_pipeline.py [--articles N] [--glue] [--against PYTHON]

The articles are a seeded random sample of ../shared/corpus or, without it, corpora/sample. All times are processor time of
one process, so a busy machine disturbs them little. ``--glue`` runs trafilatura, pythainlp's newmm and its bundled CRF, and
dateparser's search_dates over HTML pages, and newsextract over the same pages. ``--against`` takes the interpreter of an
environment with another version and prints how many times as fast this version is: each runs on one core with one BLAS thread,
in turn over the same batches, after the first quarter of the articles has warmed both up.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Annotated

from typer import Option

from common import ROOT, page, timed
from newsextract import Config, Page, pages
from newsextract.layers.findings import Findings
from newsextract.page import Article
from newsextract.pipeline import LAYERS, to_record
from newsextract.thai.tokens import tokenize
from training.shared import ARTICLES, SHARED, corpus, run

BATCH = 10


def draw(wanted: int) -> list[Page]:
    """Draw about ``wanted`` articles at random."""
    if not SHARED.exists():
        paths = sorted((ROOT / "corpora" / "sample" / "text").glob("*.txt"))
        return [Page(path.read_bytes(), name=path.name, kind="corpus") for path in paths]
    rng = random.Random(11)
    rows = [row for row in corpus() if rng.random() < 1.2 * wanted / ARTICLES]
    rows = [row for row in rows if "1 มกราคม 2513" not in row["text"]]  # the site's empty pages
    return [page(row) for row in rows[:wanted]]


def serve(python: str, articles: Path, path: str | None) -> subprocess.Popen[str]:
    """Start a process that times articles with one version of the library."""
    env = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTHONPATH": path or ""}
    command = [python, str(ROOT / "scripts" / "time_articles.py"), str(articles)]
    return subprocess.Popen(command, env=env, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def ask(process: subprocess.Popen[str], first: int, end: int) -> tuple[float, float]:
    """Processor seconds for some articles, and peak memory in megabytes."""
    assert process.stdin is not None and process.stdout is not None  # noqa: PT018, S101
    print(first, end, file=process.stdin, flush=True)
    seconds, memory = process.stdout.readline().split()
    return float(seconds), float(memory)


def time_against(python: str, drawn: Sequence[Page], warm: int) -> None:
    """Time another version and this one in turn; the first ``warm`` articles warm both up."""
    with tempfile.TemporaryDirectory() as folder:
        articles = Path(folder) / "articles.jsonl"
        rows = [{"id": page.name, "url": page.url, "text": page.content.decode()} for page in drawn]
        articles.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        with serve(python, articles, None) as other, serve(sys.executable, articles, str(ROOT / "src")) as ours:
            sides = [other, ours]
            spent, memory = {}, {}
            for side in sides:
                ask(side, 0, warm)
                spent[side] = 0.0
            for k, first in enumerate(range(warm, len(drawn), BATCH)):
                for side in sides[:: -1 if k % 2 else 1]:
                    seconds, memory[side] = ask(side, first, first + BATCH)
                    spent[side] += seconds
            for side in sides:
                assert side.stdin is not None  # noqa: S101
                side.stdin.close()
    timed_ = len(drawn) - warm
    for name, side in ("other", other), ("this", ours):
        print(f"{name:5s} {1000 * spent[side] / timed_:6.1f} ms an article, peak memory {memory[side]:4.0f} MB")
    print(f"{spent[other] / spent[ours]:.2f} x as fast, over {timed_} articles")


def by_layer(articles: Iterable[Article]) -> dict[str, float]:
    """Seconds spent in tokens and in each layer."""
    spent: dict[str, float] = {}
    for article in articles:
        started = time.process_time()
        tokenize(article.text)
        spent["tokens"] = spent.get("tokens", 0) + time.process_time() - started
        found = Findings()
        for name, find in LAYERS.items():
            started = time.process_time()
            found = found.plus(name, find(article, found))
            spent[name] = spent.get(name, 0) + time.process_time() - started
    return spent


def html_pages() -> list[bytes]:
    """Read the HTML pages for the comparison."""
    rebuilt = sorted((SHARED / "pages" / "rebuilt").glob("*.html"))
    return [path.read_bytes() for path in rebuilt or sorted((ROOT / "corpora" / "sample" / "html").glob("*.html"))]


def bundled_tagger() -> Callable[[str], object]:
    """Open the CRF that pythainlp ships; its own loader wants another version and downloads it."""
    import pythainlp
    from pycrfsuite import Tagger
    from pythainlp.tag.thainer import ThaiNameTagger

    tagger = ThaiNameTagger.__new__(ThaiNameTagger)
    tagger.crf = Tagger()
    tagger.crf.open(str(Path(pythainlp.__file__).parent / "corpus" / "thainer_crf_1_5_1.model"))
    tagger.pos_tag_name = "orchid_ud"  # the tagset that is shipped; the model's own is not
    get: Callable[[str], object] = tagger.get_ner
    return get


def time_glue() -> None:
    """Time the glue and newsextract over the same pages."""
    import trafilatura
    from dateparser.search import search_dates

    from newsextract import extract

    pages_ = html_pages()
    tag = bundled_tagger()

    def theirs(page: bytes) -> object:
        text = trafilatura.extract(page.decode("utf-8", "replace")) or ""
        tag(text)
        return search_dates(text, languages=["th", "en"])

    theirs(pages_[0])
    extract(pages_[0])
    slow = timed(lambda: [theirs(page) for page in pages_])
    ours = timed(lambda: [extract(page).to_json() for page in pages_])
    print(
        f"{len(pages_)} HTML pages: glue {len(pages_) / slow:.1f} pages/s, newsextract {len(pages_) / ours:.1f} pages/s, {slow / ours:.1f} x"
    )


def main(
    articles: int = 200,
    glue: Annotated[bool, Option("--glue", help="beside the glue")] = False,
    against: Annotated[str | None, Option(metavar="PYTHON", help="beside another version")] = None,
) -> None:
    """Print the rates."""
    drawn = draw(articles)
    if against:
        time_against(against, drawn, len(drawn) // 4)
        return
    read: list[Article] = []
    parse = timed(lambda: read.extend(pages.parse(page) for page in drawn))
    characters = sum(len(article.text) for article in read)
    for article in read[:5]:
        to_record(article)
    whole = timed(lambda: [to_record(article, Config()).to_json() for article in read])
    if glue:
        time_glue()
    print(f"{len(read)} articles, {characters:,} characters")
    print(f"parse             {len(read) / parse:8.0f} articles/s")
    print(f"article to record {len(read) / whole:8.1f} articles/s  {characters / whole:10,.0f} characters/s")
    for name, seconds in by_layer(read).items():
        print(f"  {name:26s} {characters / seconds:12,.0f} characters/s  {seconds / whole:6.1%}")


if __name__ == "__main__":
    run(main)
