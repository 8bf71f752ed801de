"""Pages as real systems build them, each with its furniture, around articles of our own; none is tuned for alone.

A template's first line says which story it prints and the day that it prints as its own; ``stories.json`` has the stories.
``dev_*`` were written before the general reader was last mended, ``held_*`` after it, unseen by it.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path

import pytest

from newsextract.errors import NoArticleError
from newsextract.page import Page
from newsextract.pages import parse
from newsextract.pages.chars import squeeze

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

from eval_pages import f1  # noqa: E402

FOLDER = Path(__file__).parent / "fixtures" / "templates"
_SLOT = re.compile(r"\[\[(\w+)\]\]")


@dataclass(frozen=True)
class Gold:
    """A page and what must be read from it."""

    name: str
    content: bytes
    title: str
    published: str | None
    body: str


def _filled(slot: str, title: str, paragraphs: list[str]) -> str:
    """What stands in a template's slot: the ways in which editors' tools write paragraphs."""
    said = [escape(one, quote=False) for one in paragraphs]
    return {
        "title": escape(title),
        "p": "\n".join(f"<p>{one}</p>" for one in said),
        "div": "".join(f"<div>{one}</div>" for one in said),
        "br": "<br /><br />".join(said),
        "br1": "<br>\n".join(f"&nbsp;&nbsp;&nbsp;&nbsp;{one}" for one in said),
        "word": "".join(f'<p class="MsoNormal"><span lang="TH" style="font-size:16.0pt">{one}<o:p></o:p></span></p>' for one in said),
        "first": said[0],
        "rest": "<br>".join(said[1:]),
        "rest_p": "".join(f"<p>{one}</p>" for one in said[1:]),
    }[slot]


def templates(begin: str = "") -> Iterator[Gold]:
    """The pages whose names begin so."""
    stories = json.loads((FOLDER / "stories.json").read_text(encoding="utf-8"))
    for path in sorted(FOLDER.glob(f"{begin}*.html")):
        first, _, html = path.read_text(encoding="utf-8").partition("\n")
        facts = dict(pair.split("=") for pair in first.removeprefix("gold ").split())
        title, paragraphs = stories[facts["story"]]
        page = _SLOT.sub(lambda m: _filled(m[1], title, paragraphs), html)  # noqa: B023
        content = page.encode(facts.get("charset", "utf-8"))
        day = facts["published"]
        yield Gold(path.stem, content, title, None if day == "none" else day, "\n".join(paragraphs))


def score(pages: list[Gold], show: bool = False) -> tuple[float, float, int, float]:
    """Shares of titles and of printed dates that are right, dates that are wrong or invented, and mean F1 of the bodies."""
    titles = days = bad = 0
    bodies = []
    for gold in pages:
        try:
            article = parse(Page(gold.content, name=gold.name), keep_doubtful=False)
            title, day, body = article.title, article.published, article.text[article.body :]
        except NoArticleError as error:
            title, day, body = f"refused: {error}", None, ""
        titles += squeeze(title) == squeeze(gold.title)
        days += bool(day) and day == gold.published
        bad += day not in {gold.published, None}
        bodies.append(f1(body, gold.body, 5))
        if show:
            marks = "" if squeeze(title) == squeeze(gold.title) else f" TITLE {title!r}"
            marks += "" if day == gold.published else f" DAY {day} for {gold.published}"
            print(f"{gold.name}: {bodies[-1]:.3f}{marks}")
            if bodies[-1] < 0.985:
                print("   ", "\n    ".join(line if line not in gold.body else f"= {line[:30]}…" for line in body.split("\n")))
    dated = sum(gold.published is not None for gold in pages)
    return titles / len(pages), days / dated, bad, sum(bodies) / len(bodies)


if __name__ == "__main__":
    print(score(list(templates(sys.argv[1] if len(sys.argv) > 1 else "")), show=True))
