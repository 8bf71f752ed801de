"""Compare our page parser with trafilatura on the same pages, in one process and one run; read the ratios, not the seconds.

    python scripts/bench_pages.py [--repeat 5]

Needs the rebuilt pages of the shared folder beside the project.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from typer import Option

from common import timed
from eval_pages import DRESSES, f1, rebuilt, wanted_text
from newsextract.page import Page
from newsextract.pages import parse
from newsextract.pages.chars import fold, squeeze
from newsextract.pages.profiles import shipped
from newsextract.pages.site import soup_for
from training.shared import run

#: a parser's result for a page: title, ISO date, text
Reading = tuple[str, str | None, str]


def ours(content: bytes) -> Reading:
    """Our own parser's reading."""
    article = parse(Page(content, name="page"))
    return article.title, article.published, article.text


def trafilatura(content: bytes) -> Reading:
    """Trafilatura's reading."""
    import trafilatura as peer

    found = peer.bare_extraction(content, with_metadata=True, include_comments=False)
    if found is None or isinstance(found, dict):
        return "", None, ""
    return found.title or "", found.date, found.text or ""


def strained(content: bytes) -> Reading:
    """Build only the tree of the profile's elements: BeautifulSoup's part of our time."""
    html = content.decode()
    soup_for(html, shipped().by_marks(html)[0])
    return "", None, ""


def measure(read: Callable[[bytes], Reading], dress: Callable[[str], bytes], repeat: int) -> dict[str, Any]:
    """Best rate of ``repeat`` rounds, and the accuracy of the reading."""
    pages = [(gold, dress(html)) for gold, html in rebuilt()]
    best = min(timed(lambda: [read(content) for _, content in pages]) for _ in range(repeat))
    readings = [(gold, read(content)) for gold, content in pages]
    return {
        "pages_per_s": round(len(pages) / best, 1),
        "title": sum(squeeze(fold(title)) == squeeze(fold(gold["title"])) for gold, (title, _, _) in readings),
        "published": sum(day == gold["date"] for gold, (_, day, _) in readings),
        "wrong_date": sum(day not in (gold["date"], None) for gold, (_, day, _) in readings),
        "text_f1": round(sum(f1(text, wanted_text(gold)[1]) for gold, (_, _, text) in readings) / len(pages), 4),
    }


def main(repeat: Annotated[int, Option(help="rounds, of which the best counts")] = 5) -> None:
    """Print the figures."""
    report: dict[str, Any] = {}
    for name, dress in DRESSES.items():
        own = report[f"ours, {name}"] = measure(ours, dress, repeat)
        its = report[f"trafilatura, {name}"] = measure(trafilatura, dress, repeat)
        own["times_as_fast"] = round(own["pages_per_s"] / its["pages_per_s"], 2)
    stage = measure(strained, DRESSES["with the profile"], repeat)
    report["BeautifulSoup stage"] = {"pages_per_s": stage["pages_per_s"]}
    for name, figures in report.items():
        print(f"{name}: {', '.join(f'{k} {v}' for k, v in figures.items())}")


if __name__ == "__main__":
    run(main)
