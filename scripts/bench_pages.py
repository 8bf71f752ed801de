"""Compare our page parser with its peers on the same pages, in one process and one run; read the ratios, not the seconds.

    python scripts/bench_pages.py [--repeat 5]

Needs the shared folder beside the project. Speed is compared with trafilatura on the rebuilt pages; accuracy on the crawled
pages (pages/real) also with newspaper4k and resiliparse (``pip install newspaper4k resiliparse``). Missing peers are skipped.
"""

from __future__ import annotations

import json
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
from training.shared import SHARED, run

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


def newspaper4k(content: bytes) -> Reading:
    """Newspaper4k's reading; it tokenises Thai with pythainlp."""
    import newspaper

    article = newspaper.Article("https://www.example.go.th/1", language="th", fetch_images=False)
    article.download(input_html=content.decode("utf-8", "replace"))
    article.parse()
    day = article.publish_date
    return article.title or "", day.strftime("%Y-%m-%d") if day else None, article.text or ""


def resiliparse(content: bytes) -> Reading:
    """Resiliparse's reading; it returns no dates."""
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.html import HTMLTree

    tree = HTMLTree.parse_from_bytes(content, "utf-8")
    return tree.title or "", None, extract_plain_text(tree, main_content=True, comments=False)


PEERS = {"trafilatura": trafilatura, "newspaper4k": newspaper4k, "resiliparse": resiliparse}


def installed() -> dict[str, Callable[[bytes], Reading]]:
    """The peers that are installed."""
    found: dict[str, Callable[[bytes], Reading]] = {}
    for name, read in PEERS.items():
        try:
            read(b"<title>x</title><p>x</p>")
        except ImportError:
            continue
        except Exception:  # noqa: BLE001, S110  installed, but rejects this tiny page
            pass
        found[name] = read
    return found


def crawled(read: Callable[[bytes], Reading]) -> dict[str, Any]:
    """Score a reader on the crawled pages: titles (a gold title with * only by its beginning), printed days, body."""
    folder = SHARED / "pages/real"
    pages = json.loads((folder / "gold.json").read_text(encoding="utf-8"))
    titles = days = wrong = invented = dated = 0
    bodies = []
    for name, gold in pages.items():
        try:
            title, day, body = read((folder / name).read_bytes())
        except Exception:  # noqa: BLE001  a page that makes the reader fail counts as wrong
            title, day, body = "", None, ""
        said, wanted = squeeze(fold(title)).lower(), squeeze(fold(gold["title"])).lower()
        titles += said.startswith(wanted[1:]) if wanted.startswith("*") else said == wanted
        printed = [one for one in gold["published"] if one]
        dated += bool(printed)
        days += day in printed
        wrong += bool(printed) and day not in (None, *printed)
        invented += not printed and day is not None
        if gold["body"]:
            bodies.append(f1(body.lower(), gold["body"].lower(), 5))
    shares = {"title": f"{titles} of {len(pages)}", "day": f"{days} of {dated}", "wrong_day": wrong, "invented_day": invented}
    return {**shares, "body_f1_5grams": round(sum(bodies) / len(bodies), 3)}


def body_alone(content: bytes) -> Reading:
    """Our reading, with only the text below the headline."""
    article = parse(Page(content, name="page"))
    return article.title, article.published, article.text[article.body :]


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
    peers = installed()
    for name, dress in DRESSES.items():
        own = report[f"ours, {name}"] = measure(ours, dress, repeat)
        if other := peers.get("trafilatura"):
            its = report[f"trafilatura, {name}"] = measure(other, dress, repeat)
            own["times_as_fast"] = round(own["pages_per_s"] / its["pages_per_s"], 2)
    report |= {f"{name}, crawled pages": crawled(read) for name, read in {"ours": body_alone, **peers}.items()}
    stage = measure(strained, DRESSES["with the profile"], repeat)
    report["BeautifulSoup stage"] = {"pages_per_s": stage["pages_per_s"]}
    for name, figures in report.items():
        print(f"{name}: {', '.join(f'{k} {v}' for k, v in figures.items())}")


if __name__ == "__main__":
    run(main)
