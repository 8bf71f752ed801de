"""Pages as real systems build them, with their furniture, around invented articles; the reader is tuned to none of them alone.

A template's first line names the story and the date of publication that it prints; ``stories.json`` has the stories.
``dev_*`` were written before the general reader was fixed, and the others in turn (``held``, ``last``, ``fresh``, ``seal``,
``final``, ``wild``, ``shut``, ``rest``), each run once before the next fix. The figures of that first run were, in right
titles, printed dates, wrong dates, F1 of the body: 15 of 19, 11 of 17, 0, .953; 8 of 9, 5 of 8, 0, .937; 6 of 6, 1 of 6, 1, .969;
4 of 6, 4 of 5, 0, .953; 6 of 8, 4 of 7, 0, .985; 12 of 16, 9 of 16, 1, .960; 4 of 8, 4 of 7, 0, .938; 7 of 8, 7 of 8, 1, .989.
Expect a new template to be near those, not near what this test asserts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from html import escape
from pathlib import Path
from statistics import fmean

from eval_pages import f1
from newsextract.errors import NoArticleError
from newsextract.page import Page
from newsextract.pages import parse
from newsextract.pages.chars import squeeze

FOLDER = Path(__file__).parent / "fixtures" / "templates"
_SLOT = re.compile(r"\[\[(\w+)\]\]")


def _filled(slot: str, title: str, paragraphs: list[str]) -> str:
    """The HTML of a template's slot; most slots are ways in which editors' tools write paragraphs."""
    said = [escape(one, quote=False) for one in paragraphs]
    return {
        "title": escape(title),
        "p": "\n".join(f"<p>{one}</p>" for one in said),
        "div": "".join(f"<div>{one}</div>" for one in said),
        "br": "<br /><br />".join(said),
        "br1": "<br>\n".join(f"&nbsp;&nbsp;&nbsp;&nbsp;{one}" for one in said),
        "word": "".join(
            f'<p class="MsoNormal"><span lang="TH" style="font-size:16.0pt">{one}<o:p></o:p></span></p>' for one in said
        ),
        "first": said[0],
        "rest": "<br>".join(said[1:]),
        "rest_p": "".join(f"<p>{one}</p>" for one in said[1:]),
        "middle_p": "".join(f"<p>{one}</p>" for one in said[1:-1]),
        "most_p": "".join(f"<p>{one}</p>" for one in said[:-1]),
        "last": said[-1],
    }[slot]


def templates() -> Iterator[tuple[str, bytes, str, str | None, str]]:
    """Yield each page: its name and content, and the title, the day and the text that must be read from it."""
    stories = json.loads((FOLDER / "stories.json").read_text(encoding="utf-8"))
    for path in sorted(FOLDER.glob("*.html")):
        first, _, html = path.read_text(encoding="utf-8").partition("\n")
        facts = dict(pair.split("=") for pair in first.removeprefix("gold ").split())
        title, paragraphs = stories[facts["story"]]
        page = _SLOT.sub(lambda m, story=(title, paragraphs): _filled(m[1], *story), html)
        day = None if facts["published"] == "none" else facts["published"]
        yield path.stem, page.encode(facts.get("charset", "utf-8")), title, day, "\n".join(paragraphs)


def test_pages_of_many_templates_are_read_correctly() -> None:
    titles, days, bodies = {}, {}, {}
    for name, content, title, day, body in templates():
        titles[name], bodies[name] = False, 0.0
        if day:
            days[name] = False
        with suppress(NoArticleError):
            article = parse(Page(content, name=name), keep_doubtful=False)
            assert article.published in {day, None}, name
            titles[name] = squeeze(article.title) == squeeze(title)
            bodies[name] = f1(article.text[article.body :], body, 5)
            if day:
                days[name] = article.published == day
    assert sum(titles.values()) >= 0.9 * len(titles), titles
    assert sum(days.values()) >= 0.85 * len(days), days
    assert fmean(bodies.values()) >= 0.93, bodies
