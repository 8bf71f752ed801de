"""Evaluate the page parser on the rebuilt pages in four variants, on a real page, and on the corpus.

    python scripts/eval_pages.py [--articles 3000]
    python scripts/eval_pages.py --rounds 5         # beside trafilatura, with the speed of both: read the ratios, not the seconds

Needs the shared folder beside the project.
"""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Annotated, Any

from bs4 import BeautifulSoup
from pythainlp.util.date import thai_full_months
from typer import Option

from common import Row, page, timed
from newsextract.errors import NewsExtractError, NoArticleError
from newsextract.page import Article, Page
from newsextract.pages import parse
from newsextract.pages.chars import fold, squeeze
from newsextract.pages.profiles import shipped
from newsextract.pages.quality import non_article_kind
from newsextract.pages.site import soup_for
from training.shared import ARTICLES, SHARED, corpus, run

SEED = 20260224
#: a parser's result for a page: title, ISO date, text
Reading = tuple[str, str | None, str]
_PREFIX = re.compile(r"^\ufeff?รัฐบาลไทย-(?:ข่าวทำเนียบรัฐบาล-)?")
# the corpus's only form of header date, matched independently of the parser's grammar
_HEADER = re.compile(rf"วัน\S+ที่ (?P<day>\d{{1,2}}) (?P<month>{'|'.join(thai_full_months)}) (?P<year>\d{{4}})")
_FURNITURE = re.compile(r"[\d,]+|\d\d/\d\d/\d{4}|พิมพ์")


def f1(found: str, wanted: str, size: int = 1) -> float:
    """F1 of character ``size``-grams, ignoring whitespace and zero-width characters."""
    have, want = (_grams(text, size) for text in (found, wanted))
    same = sum((have & want).values())
    return 2 * same / (sum(have.values()) + sum(want.values())) if same else 0.0


def _grams(text: str, size: int) -> Counter[str]:
    bare = squeeze(fold(text))
    return Counter(bare[i : i + size] for i in range(len(bare) - size + 1))


def bare(html: str) -> str:
    """The page without any id or class attribute."""
    soup = BeautifulSoup(html, "lxml")
    for tag in soup.find_all(True):
        tag.attrs = {k: v for k, v in tag.attrs.items() if k not in {"id", "class"}}
    return str(soup)


def thai_bytes(html: str) -> bytes:
    """The page in windows-874, labelled tis-620; its curly quotation marks and ellipses do not exist in TIS-620."""
    return html.replace('charset="utf-8"', 'charset="tis-620"').encode("cp874", errors="xmlcharrefreplace")


DRESSES: dict[str, Callable[[str], bytes]] = {
    "with the profile": lambda html: html.encode(),
    "no id, no class": lambda html: bare(html).encode(),
    "windows-874, labelled tis-620": thai_bytes,
    "windows-874, no id, no class": lambda html: thai_bytes(bare(html)),
}


def rebuilt() -> Iterator[tuple[Row, str]]:
    """Yield the gold data and the HTML of each rebuilt page, both with curly quotation marks and ellipses, which TIS-620 lacks."""
    folder = SHARED / "pages" / "rebuilt"
    for gold in json.loads((folder / "gold.json").read_text(encoding="utf-8")):
        html = (folder / gold["file"]).read_text(encoding="utf-8")
        # in the pages, straight quotation marks are entities in the text, but not in the tags
        said = {k: v.replace('"', "“").replace("...", "…") if isinstance(v, str) else v for k, v in gold.items()}
        yield said, html.replace("&quot;", "“").replace("...", "…")


def wanted_text(gold: Row) -> tuple[str, str]:
    """The gold body without a repeated headline, and the gold text: headline, line break, body."""
    lines = gold["body"].split("\n")
    while lines and squeeze(fold(lines[0])) == squeeze(fold(gold["title"])):
        lines.pop(0)
    body = "\n".join(lines)
    return body, f"{gold['title']}\n{body}"


def hits(gold: Row, found: Reading) -> dict[str, float]:
    """The right and wrong values of a page's reading, and the F1 of its text."""
    title, day, text = found
    right = {"title": squeeze(fold(title)) == squeeze(fold(gold["title"])), "published": day == gold["date"]}
    return right | {"wrong_date": day not in (gold["date"], None), "text_f1": f1(text, wanted_text(gold)[1])}


def score_rebuilt(dress: Callable[[str], bytes]) -> dict[str, Any]:
    """Score title, date and text on one variant of the rebuilt pages."""
    rows = []
    for gold, html in rebuilt():
        article = parse(Page(dress(html), name=gold["file"]))
        wanted, text = wanted_text(gold)
        body = article.text[article.body :]
        grams = {"text_f1_5grams": f1(article.text, text, 5), "body_f1": f1(body, wanted)}
        found = hits(gold, (article.title, article.published, article.text))
        rows.append(found | grams | {"text_against_gold_body": f1(article.text, gold["body"])})
    return {"pages": len(rows), **summed(rows)}


def summed(rows: Sequence[dict[str, float]]) -> dict[str, float]:
    """The sum of each count, and the mean of each F1."""
    sums = {key: sum(row[key] for row in rows) for key in rows[0]}
    return {key: round(value / len(rows), 4) if "_f1" in key or "_gold" in key else value for key, value in sums.items()}


def score_real() -> dict[str, Any]:
    """Score the real news page."""
    folder = SHARED / "pages"
    article = parse(Page((folder / "prachatai_2019_80642.html").read_bytes(), name="prachatai"))
    gold = json.loads((folder / "prachatai_2019_80642.gold.json").read_text(encoding="utf-8"))
    body = (folder / "prachatai_2019_80642.gold.txt").read_text(encoding="utf-8")
    return {
        "title": article.title == gold["title"],
        "published": article.published,
        "body_f1": round(f1(article.text[article.body :], body), 4),
        "body_f1_5grams": round(f1(article.text[article.body :], body, 5), 4),
    }


def drawn(count: int, seed: int = SEED) -> Iterator[Row]:
    """Random articles of the corpus."""
    numbers = set(random.Random(seed).sample(range(ARTICLES), count))
    return (row for number, row in enumerate(corpus()) if number in numbers)


def score_corpus(rows: Iterable[Row]) -> dict[str, Any]:
    """Count failures, right titles and right dates over articles of the corpus; the expected values come from independent code."""
    total: Counter[str] = Counter()
    for row in rows:
        total["articles"] += 1
        try:
            article = parse(page(row))
        except NoArticleError:
            total["no_such_article"] += 1
        except NewsExtractError:
            total["refused"] += 1
        else:
            _compare(total, row["text"], article)
    return dict(total)


def _compare(total: Counter[str], source: str, article: Article) -> None:
    lines = [line for line in fold(_PREFIX.sub("", source).partition("\n")[2]).split("\n") if line]
    header = _HEADER.fullmatch(lines.pop(0)) if lines else None
    while lines and _FURNITURE.fullmatch(lines[0]):
        lines.pop(0)
    total["with_header"] += header is not None
    if header:
        month = thai_full_months.index(header["month"]) + 1
        total["published"] += article.published == f"{int(header['year']) - 543}-{month:02}-{int(header['day']):02}"
    total["date_conflict"] += any(w.code == "date_conflict" for w in article.warnings)
    total["title_is_headline"] += bool(lines) and article.title == lines[0]
    total["text_begins_with_title"] += article.text[: article.body].rstrip("\n") == article.title
    total["in_order"] += squeeze(article.text[article.body :]) in squeeze(fold(source))
    total["no_body"] += any(w.code == "no_body" for w in article.warnings)
    body = article.text[article.body :]
    total["doubted"] += any(body and non_article_kind(kind, (article.title,), body, dated=False) for kind in ("html", "text"))
    total[f"language_{article.language}"] += 1


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


def measure(read: Callable[[bytes], Reading], dress: Callable[[str], bytes], rounds: int) -> dict[str, float]:
    """Best rate of the rounds, and the accuracy of the reading."""
    pages = [(gold, dress(html)) for gold, html in rebuilt()]
    best = min(timed(lambda: [read(content) for _, content in pages]) for _ in range(rounds))
    return {"pages_per_s": round(len(pages) / best, 1), **summed([hits(gold, read(content)) for gold, content in pages])}


def speeds(rounds: int) -> dict[str, dict[str, Any]]:
    """The figures of our parser beside trafilatura's on the same pages, in one process."""
    report: dict[str, dict[str, Any]] = {}
    for name, dress in DRESSES.items():
        own = report[f"ours, {name}"] = measure(ours, dress, rounds)
        its = report[f"trafilatura, {name}"] = measure(trafilatura, dress, rounds)
        own["times_as_fast"] = round(own["pages_per_s"] / its["pages_per_s"], 2)
    stage = measure(strained, DRESSES["with the profile"], rounds)
    return report | {"BeautifulSoup stage": {"pages_per_s": stage["pages_per_s"]}}


def main(
    articles: Annotated[int, Option(help="random articles of the corpus")] = 3000,
    rounds: Annotated[int, Option(help="measure the speed beside trafilatura's; the best of these rounds counts")] = 0,
) -> None:
    """Print every figure."""
    report = speeds(rounds) if rounds else {name: score_rebuilt(dress) for name, dress in DRESSES.items()}
    if not rounds:
        report |= {"real page": score_real(), "corpus": score_corpus(drawn(articles))}
    for name, figures in report.items():
        print(f"{name}: {', '.join(f'{k} {v}' for k, v in figures.items())}")


if __name__ == "__main__":
    run(main)
