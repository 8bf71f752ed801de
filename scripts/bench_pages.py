"""Our page parser beside trafilatura: the same pages, one process, one run; read the ratios, not the seconds.

``python scripts/bench_pages.py [--repeat 5] [--json]``. Needs the shared folder beside the project; without trafilatura only ours is measured.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from typing import Any

from eval_pages import DRESSES, SHARED, f1, rebuilt, wanted_text
from newsextract.page import Page
from newsextract.pages import parse
from newsextract.pages.chars import fold, squeeze
from newsextract.pages.profiles import shipped
from newsextract.pages.site import soup_for

#: what a parser gives for a page: title, ISO date, text
Reading = tuple[str, str | None, str]


def ours(content: bytes) -> Reading:
    """The reading of our own parser."""
    article = parse(Page(content, name="page"))
    return article.title, article.published, article.text


def peer() -> Callable[[bytes], Reading] | None:
    """Trafilatura's reading, when it is installed."""
    try:
        import trafilatura
    except ImportError:
        return None

    def read(content: bytes) -> Reading:
        found = trafilatura.bare_extraction(content, with_metadata=True, include_comments=False)
        if found is None or isinstance(found, dict):
            return "", None, ""
        return found.title or "", found.date, found.text or ""

    return read


def strained(content: bytes) -> Reading:
    """The tree of the profile's elements alone: the part of our time that BeautifulSoup takes."""
    html = content.decode()
    soup_for(html, shipped().by_marks(html)[0])
    return "", None, ""


def measure(read: Callable[[bytes], Reading], dress: Callable[[str], bytes], repeat: int) -> dict[str, Any]:
    """Best rate of ``repeat`` rounds, and what the reading got right."""
    pages = [(gold, dress(html)) for gold, html in rebuilt()]
    best = min(_round(read, [content for _, content in pages]) for _ in range(repeat))
    readings = [(gold, read(content)) for gold, content in pages]
    return {
        "pages_per_s": round(len(pages) / best, 1),
        "title": sum(squeeze(fold(title)) == squeeze(fold(gold["title"])) for gold, (title, _, _) in readings),
        "published": sum(day == gold["date"] for gold, (_, day, _) in readings),
        "wrong_date": sum(day not in (gold["date"], None) for gold, (_, day, _) in readings),
        "text_f1": round(sum(f1(text, wanted_text(gold)[1]) for gold, (_, _, text) in readings) / len(pages), 4),
    }


def _round(read: Callable[[bytes], Reading], contents: list[bytes]) -> float:
    begun = time.perf_counter()
    for content in contents:
        read(content)
    return time.perf_counter() - begun


def main() -> int:
    """Print the figures; 1 when the shared folder is absent."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=5, help="rounds, of which the best counts")
    parser.add_argument("--json", action="store_true", help="one JSON object in place of the lines")
    options = parser.parse_args()
    if not SHARED.exists():
        print(f"skipped: {SHARED} is absent", file=sys.stderr)
        return 1
    report: dict[str, Any] = {}
    other = peer()
    for name, dress in DRESSES.items():
        report[f"ours, {name}"] = measure(ours, dress, options.repeat)
        if other:
            report[f"trafilatura, {name}"] = measure(other, dress, options.repeat)
            report[f"ours, {name}"]["times_as_fast"] = round(
                report[f"ours, {name}"]["pages_per_s"] / report[f"trafilatura, {name}"]["pages_per_s"], 2
            )
    report["BeautifulSoup stage"] = {
        "pages_per_s": measure(strained, DRESSES["with the profile"], options.repeat)["pages_per_s"]
    }
    if options.json:
        print(json.dumps(report, ensure_ascii=False))
    else:
        for name, figures in report.items():
            print(f"{name}: {', '.join(f'{k} {v}' for k, v in figures.items())}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
