"""Time one part of the library. Times are processor time of one process and one thread.

    python scripts/bench.py dates                # the dates layer and dateparser, on the gold expressions in context
    python scripts/bench.py terms [--articles N] # the terms layer, with and without an article's tokens
    OPENBLAS_NUM_THREADS=1 python scripts/bench.py events [--growth]    # statements and events, given the other layers
    python scripts/bench.py explorer NEWS.duckdb # how fast the explorer opens a store and answers, as a Markdown table

The whole pipeline and the page parser have scripts of their own: bench_pipeline.py, eval_pages.py --rounds.
"""

from __future__ import annotations

import gc
import json
import os
import random
import re
import socket
import statistics
import subprocess
import sys
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from html import unescape
from itertools import islice
from pathlib import Path
from typing import Annotated
from urllib.error import URLError
from urllib.parse import quote, urlencode
from urllib.request import urlopen

from typer import Option

from bench_pipeline import draw
from common import Row, memory, timed
from newsextract import pages
from newsextract.explorer import index_path, is_fresh
from newsextract.explorer.selection import FACETS
from newsextract.layers.findings import Findings
from newsextract.layers.terms import search as search_terms
from newsextract.layers.times import search as search_times
from newsextract.page import Article
from newsextract.pipeline import LAYERS, annotate
from newsextract.thai.tokens import tokenize
from training.shared import SHARED, corpus, lines, run

#: a date as a reader returns it: start, end, value
Found = tuple[int, int, str | None]
Reader = Callable[[str, date], list[Found]]
AROUND = 150
#: articles per batch: as many as the cache of ``tokenize`` holds
BATCH = 2
TIMED = ("statements", "events")
#: simultaneous clients
CLIENTS = 200
#: search terms: frequent, rare, a phrase, both languages, no hit, and too short for the index
SEARCHES = {
    "search in Thai": ("ประชุม", "นายกรัฐมนตรี", "ผู้สูงอายุ", "แรงงานต่างด้าว เมียนมา", "ไม่มีคำนี้เลย"),
    "search in English": ("ASEAN", "Ministry of Foreign Affairs", '"Older Persons"', "UNESCO ดิจิทัล"),
    "search for one or two letters": ("EU", "ปู"),
}


# dates


def newsextract_dates(text: str, reference: date) -> list[Found]:
    """The dates layer."""
    return [(t.start, t.end, t.value) for t in search_times(text, reference)]


def dateparser_reader(minus: int) -> Reader:
    """Dateparser's search_dates for Thai and English; ``minus`` is subtracted from years from 2200 on (Buddhist era)."""
    from dateparser.search import search_dates

    def read(text: str, reference: date) -> list[Found]:
        base = datetime(reference.year, reference.month, reference.day)  # noqa: DTZ001  a day, no clock
        try:
            rows = search_dates(text, languages=["th", "en"], settings={"RELATIVE_BASE": base, "DATE_ORDER": "DMY"}) or []
        except Exception:  # noqa: BLE001  it raises on some texts; they count as nothing found
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


def count_dates(read: Reader, rows: list[Row], texts: dict[int, str]) -> Counter[str]:
    """Count the gold expressions that a reader finds and resolves, each shown with 150 characters of context on either side."""
    counts: Counter[str] = Counter()
    for row in rows:
        left = max(0, row["start"] - AROUND)
        text = texts[row["article_id"]][left : row["end"] + AROUND]
        start, end = row["start"] - left, row["end"] - left
        hits = [f for f in read(text, date.fromisoformat(row["reference"])) if f[0] < end and start < f[1]]
        if row["kind"] == "negative":
            counts.update(traps=1, taken=bool(hits))
            continue
        want, values = row["value_start"], [value or "" for _, _, value in hits]
        right = any(value.startswith(want) or (want.startswith("T") and want in value) for value in values)
        counts.update(rows=1, found=bool(hits), right=right)
    return counts


def dates(articles: Annotated[int, Option(help="articles for the speed column")] = 8) -> None:
    """Compare the dates layer with dateparser."""
    warnings.simplefilter("ignore")
    rows = list(lines(SHARED / "gold/dates.jsonl"))
    texts = {a["id"]: a["text"] for a in lines(SHARED / "gold/dates.articles.jsonl")}
    sample = random.Random(1).sample([t for t in texts.values() if len(t) < 6000], articles)
    readers = {
        "newsextract": newsextract_dates,
        "dateparser": dateparser_reader(0),
        "dateparser - 543": dateparser_reader(543),
    }
    print(f"{'':18s} {'found':>7s} {'value':>7s} {'traps taken':>12s} {'chars/s':>10s} {'ours is':>9s}")
    base = 0.0
    for name, read in readers.items():
        n = count_dates(read, rows, texts)
        speed = sum(map(len, sample)) / timed(lambda read=read: [read(text, date(2020, 2, 26)) for text in sample])  # type: ignore[misc]
        base = base or speed
        shares = f"{n['found'] / n['rows']:7.1%} {n['right'] / n['rows']:7.1%} {n['taken'] / n['traps']:12.1%}"
        print(f"{name:18s} {shares} {speed:10,.0f} {base / speed:8.1f}x")


# terms


def terms(articles: int = 1000) -> None:
    """Time the terms layer over articles spread across the corpus; without tokens, it tokenises the text left of each gloss."""
    texts = [row["text"] for row in islice(corpus(), 0, articles * 40, 40)]
    characters = sum(map(len, texts))
    # without tokens first, so that it cannot profit from the tokenizer's cache
    for name, cut in (("tokens cut here", lambda _: None), ("tokens given", tokenize)):
        tokens = [cut(text) for text in texts]
        for text in texts[:20]:  # load the data files first
            search_terms(text)
        seconds = timed(lambda tokens=tokens: [search_terms(t, tokens=own) for t, own in zip(texts, tokens, strict=True)])  # type: ignore[misc]
        print(f"{name}: {characters} characters, {characters / seconds / 1000:.0f} thousand characters a second")


# statements and events

Prepared = list[tuple[Article, Findings]]


def spent(prepared: Prepared) -> dict[str, float]:
    """Processor seconds of each of the two layers; each batch is tokenised before the clock starts, as in the pipeline."""
    seconds = dict.fromkeys(TIMED, 0.0)
    for begin in range(0, len(prepared), BATCH):
        some = prepared[begin : begin + BATCH]
        for article, _ in some:
            tokenize(article.text)
        for name in TIMED:
            seconds[name] += timed(lambda name=name, some=some: [LAYERS[name](*one) for one in some])  # type: ignore[misc]
    return seconds


def print_growth(article: Article, rounds: int) -> None:
    """Print how much longer ten times the text takes, in lines and in one line, with the garbage collector off and on."""
    title, body = article.text[: article.body], article.text[article.body :].strip() + "\n"
    for shape, unit in (("in lines", body), ("in one line", body.replace("\n", " "))):
        longer = [replace(article, text=title + unit * (size // len(unit) + 1)) for size in (100_000, 1_000_000)]
        prepared = [[(one, annotate(one))] for one in longer]
        for collector in ("off", "on"):
            gc.collect()
            if collector == "off":
                gc.disable()
            small, large = ([spent(one) for _ in range(rounds)] for one in prepared)
            gc.enable()
            for name in TIMED:
                one, ten = (min(seconds[name] for seconds in some) for some in (small, large))
                print(f"{shape:12s} collector {collector:3s} {name:24s} {one:.4f} s, {ten:.4f} s: {ten / one:.1f} x")


def events(
    articles: int = 150,
    rounds: Annotated[int, Option(help="of which the best counts")] = 4,
    growth: Annotated[bool, Option("--growth", help="time 100,000 and 1,000,000 characters, too")] = False,
) -> None:
    """Time the statements and events layers over the articles of bench_pipeline.py, given the other layers' findings."""
    drawn = [pages.parse(page) for page in draw(articles)]
    characters = sum(len(article.text) for article in drawn)
    prepared = [(article, annotate(article)) for article in drawn]
    best = min((spent(prepared) for _ in range(rounds)), key=lambda seconds: sum(seconds.values()))
    print(f"{len(drawn)} articles, {characters:,} characters")
    for name, seconds in {**best, "together": sum(best.values())}.items():
        print(f"{name:26s} {characters / seconds:12,.0f} characters/s")
    if growth:
        print_growth(next(a for a in drawn if a.language == "th" and len(a.text) > 3000), rounds)


# the explorer


def processor(pid: int) -> float:
    """Processor time of a process so far, in seconds."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return float("nan")
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def fetched(url: str) -> bytes:
    """Fetch a page of the explorer."""
    with urlopen(url, timeout=120) as answer:  # noqa: S310  always http
        return bytes(answer.read())


@contextmanager
def served(store: Path) -> Iterator[tuple[str, int, float]]:
    """Serve a store; yields the address, the process id and the seconds until the front page answered."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    site = f"http://127.0.0.1:{port}"
    started = time.perf_counter()
    command = [sys.executable, "-m", "newsextract", "explore", str(store), "--port", str(port)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as server:
        try:
            while True:
                try:
                    fetched(site)
                    break
                except URLError:
                    if server.poll() is not None or time.perf_counter() - started > 60:
                        raise
                    time.sleep(0.02)
            yield site, server.pid, time.perf_counter() - started
        finally:
            server.terminate()


def questions(site: str) -> dict[str, list[str]]:
    """Paths to request, by kind, made from the store's own values."""

    def asks(**values: str) -> str:
        return f"/?{urlencode(values)}"

    asked = {"front page": ["/"], "the last page of results": [asks(page="999999")]}
    for name in FACETS:
        page = fetched(f"{site}/facets/{name}").decode()
        links = [unescape(link) for link in re.findall(r'class="chip" href="(/[?][^"]+)"', page)]
        asked[f"facet: {name}"] = [links[0], links[len(links) // 2], links[-1]] if links else []
    asked["all values of the facets"] = [f"/facets/{name}" for name in FACETS]
    asked["days"] = [asks(**{"from": "2019-03", "to": "2020-02"}), asks(to="2016")]
    asked |= {kind: [asks(q=term) for term in terms] for kind, terms in SEARCHES.items()}
    asked["search and two facets"] = [f"{asked['facet: type'][0]}&{urlencode({'q': 'ประชุม', 'iso': 'TH-10'})}"]
    rows = json.loads(fetched(f"{site}/news.json?sql=select+id+from+records+order+by+article&_shape=array"))
    ids = [row["id"] for row in rows]
    asked["a record's page"] = [f"/record/{quote(ids[len(ids) * part // 7], safe=':')}" for part in range(7)]
    names = json.loads(
        fetched(f"{site}/news.json?sql=select+key+from+names+where+kind='person'+order+by+articles+desc+limit+3&_shape=array")
    )
    asked["a person's page"] = [f"/person/{quote(row['key'], safe='')}" for row in names]
    return asked


def at_once(site: str, paths: list[str], pid: int) -> str:
    """Request pages simultaneously, one per client."""
    started, before = time.perf_counter(), processor(pid)
    with ThreadPoolExecutor(CLIENTS) as clients:
        times = list(clients.map(lambda path: timed_fetch(f"{site}{path}")[0], paths))
    whole, spent = time.perf_counter() - started, processor(pid) - before
    return f"{len(paths)} readers at once: all answered in {whole:.1f} s ({spent:.1f} s of processor), the slowest in {max(times):.1f} s"


def crowd(asked: dict[str, list[str]]) -> list[str]:
    """Paths of 200 different pages of all kinds."""
    searches = [path for kind in SEARCHES for path in asked[kind]]
    narrowed = [f"{path}&year={year}" for year in range(2012, 2027) for path in searches]
    return list(dict.fromkeys([path for some in asked.values() for path in some] + narrowed))[:CLIENTS]


def timed_fetch(url: str) -> tuple[float, int]:
    """Seconds that a page takes to arrive, and its length in bytes."""
    started = time.perf_counter()
    page = fetched(url)
    return time.perf_counter() - started, len(page)


def explorer(store: Path, repeat: Annotated[int, Option(help="how often each page is asked for")] = 3) -> None:
    """Time how fast the explorer opens a store and answers.

    "Opens" is the time from starting the command to the last byte of the front page. Processor time is the server's mean
    (Linux). Pages are cached, so the slowest time is that of the first request. The search index is built first if it is
    missing; the browser's rendering is not counted.
    """
    if not is_fresh(store, index_path(store)):
        started = time.perf_counter()
        subprocess.run([sys.executable, "-m", "newsextract", "explore", str(store), "--prepare"], check=True)
        print(f"search index built in {time.perf_counter() - started:.0f} s")
    print("\n| | median, s | slowest, s | processor, s | largest page, kB |\n|---|---|---|---|---|")
    opened, used = [], []
    for _ in range(repeat):
        with served(store) as (_, pid, seconds):
            opened.append(seconds)
            used.append(processor(pid))
    print(f"| opens | {statistics.median(opened):.2f} | {max(opened):.2f} | {statistics.mean(used):.2f} | |", flush=True)
    with served(store) as (site, pid, _):
        for kind, paths in questions(site).items():
            times, sizes, before = [], [], processor(pid)
            for path in paths * repeat:
                seconds, size = timed_fetch(f"{site}{path}")
                times.append(seconds)
                sizes.append(size)
            if times:
                each = (processor(pid) - before) / len(times)
                row = f"{statistics.median(times):.2f} | {max(times):.2f} | {each:.2f} | {max(sizes) / 1000:.0f}"
                print(f"| {kind} | {row} |", flush=True)
        asked = questions(site)
        print(f"\nat most {memory(pid, 'VmHWM'):.0f} MB of memory")
    for what, paths in {"the front page": ["/"] * CLIENTS, "pages of all kinds, no two the same": crowd(asked)}.items():
        with served(store) as (site, pid, _):  # a new server, whose cache is empty
            print(f"{what}: {at_once(site, paths, pid)}; at most {memory(pid, 'VmHWM'):.0f} MB of memory", flush=True)


if __name__ == "__main__":
    run(dates, terms, events, explorer)
