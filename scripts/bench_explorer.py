"""How fast the explorer opens a store and answers what a reader asks of it, over HTTP, as a Markdown table.

Usage: python scripts/bench_explorer.py NEWS.duckdb [--repeat 3]

The search index is built first when it is not there. "Opens" is the time from starting the command to the last byte of the front page; the
other rows are whole pages, each asked ``--repeat`` times. Processor time, which does not depend on what else the machine does, is the
server's (Linux; a mean). A browser's drawing is not counted.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import quote, urlencode
from urllib.request import urlopen

from newsextract.explorer import index_path, is_fresh

TABLE = "/news/records"
#: what a reader types: a word of most articles, one of few, a phrase, both languages, a term too short for the index
SEARCHES = {
    "search in Thai": ("ประชุม", "นายกรัฐมนตรี", "ผู้สูงอายุ", "แรงงานต่างด้าว เมียนมา", "ไม่มีคำนี้เลย"),
    "search in English": ("ASEAN", "Ministry of Foreign Affairs", '"Older Persons"', "UNESCO ดิจิทัล"),
    "search for one or two letters": ("EU", "ปู"),
}
FACETS = ("type", "ministry", "province", "person", "year", "month", "iso")


def _processor(pid: int) -> float:
    """The processor time of a process so far, in seconds."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return float("nan")
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _read(url: str) -> bytes:
    with urlopen(url, timeout=120) as answer:  # noqa: S310  http alone
        return bytes(answer.read())


@contextmanager
def served(store: Path) -> Iterator[tuple[str, int, float]]:
    """Serve a store; gives the address, the process and the seconds until the front page was there."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    site = f"http://127.0.0.1:{port}"
    started = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-m", "newsextract", "explore", str(store), "--port", str(port)], stderr=subprocess.DEVNULL
    ) as server:
        try:
            while True:
                try:
                    _read(site)
                    break
                except URLError:
                    if server.poll() is not None or time.perf_counter() - started > 60:
                        raise
                    time.sleep(0.02)
            yield site, server.pid, time.perf_counter() - started
        finally:
            server.terminate()


def questions(site: str) -> dict[str, list[str]]:
    """The addresses of what is asked, by kind, made from the store's own values."""
    front: dict[str, Any] = json.loads(_read(f"{site}{TABLE}.json?_size=100"))
    facets = front["facet_results"]
    number = front["filtered_table_rows_count"]
    asked = {"front page": [f"{TABLE}?_sort_desc=date"], "all values of the facets": [f"{TABLE}?_facet_size=500"]}
    for name in FACETS:
        argument = f"_{name}" if name in {"ministry", "person"} else name
        values = [item["value"] for item in facets[name]["results"]]
        some = [values[0], values[len(values) // 2], values[-1]] if values else []
        asked[f"facet: {name}"] = [f"{TABLE}?{urlencode({argument: value})}" for value in some]
    asked["all values of the facets, of a type"] = [f"{url}&_facet_size=500" for url in asked["facet: type"]]
    asked["every name of the store"] = [
        "/news/names?kind=person&_sort_desc=articles",
        "/news/names?name__contains=%E0%B8%AA%E0%B8%A1",
    ]
    asked |= {kind: [f"{TABLE}?{urlencode({'_search': term})}" for term in terms] for kind, terms in SEARCHES.items()}
    asked["search and two facets"] = [f"{asked['facet: type'][0]}&{urlencode({'_search': 'ประชุม', 'iso': 'TH-10'})}"]
    ids = [
        row["id"]
        for row in json.loads(_read(f"{site}{TABLE}.json?_shape=array&_size=max&_col=id&_nofacet=1&article__lt={number}"))
    ]
    asked["a record's page"] = [f"/record/{quote(ids[len(ids) * part // 7], safe=':')}" for part in range(7)]
    asked["the last page of the table"] = [f"{TABLE}?_sort=date&_next={quote('9999-12-31', safe='')},0"]
    return asked


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("store", type=Path)
    parser.add_argument("--repeat", type=int, default=3)
    options = parser.parse_args()
    if not is_fresh(options.store, index_path(options.store)):
        started = time.perf_counter()
        subprocess.run([sys.executable, "-m", "newsextract", "explore", str(options.store), "--prepare"], check=True)
        print(f"search index built in {time.perf_counter() - started:.0f} s")
    print("\n| | median, s | slowest, s | processor, s | largest page, kB |\n|---|---|---|---|---|")
    opened, used = [], []
    for _ in range(options.repeat):
        with served(options.store) as (_, pid, seconds):
            opened.append(seconds)
            used.append(_processor(pid))
    print(f"| opens | {statistics.median(opened):.2f} | {max(opened):.2f} | {statistics.mean(used):.2f} | |", flush=True)
    with served(options.store) as (site, pid, _):
        for kind, paths in questions(site).items():
            times, sizes, before = [], [], _processor(pid)
            for path in paths * options.repeat:
                started = time.perf_counter()
                sizes.append(len(_read(f"{site}{path}")))
                times.append(time.perf_counter() - started)
            if times:
                each = (_processor(pid) - before) / len(times)
                said = f"{statistics.median(times):.2f} | {max(times):.2f} | {each:.2f} | {max(sizes) / 1000:.0f}"
                print(f"| {kind} | {said} |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
