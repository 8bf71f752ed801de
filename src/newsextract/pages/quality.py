"""Whether a page is an article at all: error pages, walls, logins, searches, lists and empty templates are not."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from typing import Any

from newsextract.data import read_text
from newsextract.page import PageKind
from newsextract.pages.dates import header_date

#: a page whose title says what it is has a text of fewer characters; one that says it in its text a shorter one
_TITLED, _SHORT = 1500, 700
#: lines of a list: so many, so short, and so many of them a date
_LINES, _LINE, _DATES = 6, 160, 3
#: prose in Latin letters has a space between two words in at least so many of its characters
_SPACES = 0.05
#: a headline of so many characters without a text below it is the text
_SENTENCE = 40
_LEAST = 80
_THAI = re.compile(r"[\u0e01-\u0e5b]")
_WORDS = re.compile(r"[A-Za-z,.;:] (?=[A-Za-z(“\"'\d])")


@cache
def _kinds() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads(read_text("pages/doubts.toml"))["kind"]
    return found


def doubt(kind: PageKind, titles: tuple[str, ...], body: str, *, dated: bool) -> str | None:
    """What a page seems to be instead of an article; None for an article.

    Parameters
    ----------
    kind
        What the page was read as; a corpus text is an article.
    titles
        Its headline, and the titles that its head has.
    body
        The text below the headline.
    dated
        Whether the page says when it was published.

    Examples
    --------
    >>> doubt("html", ("404 Not Found",), "nginx", dated=False), doubt("html", ("ฝนตก",), "", dated=False)
    ('an error page', 'a page without a text')
    >>> doubt("html", ("ฝนตก",), "ฝนตกทั่วไป", dated=False) is None
    True
    """
    if kind == "corpus":
        return None
    if kind == "text":
        return None if _is_prose("\n".join((*titles, body))) else "a file without a sentence"
    if said := _says_other(titles, body, dated=dated):
        return said
    if not body and not dated and len(titles[0]) < _SENTENCE:
        return "a page without a text"
    return "a list of articles" if _is_list(body) else None


def _says_other(titles: tuple[str, ...], body: str, *, dated: bool) -> str | None:
    """What else the words of a title or of a short text say that the page is."""
    low = body.lower()
    heads = tuple(title.strip().lower() for title in titles)
    for one in _kinds():
        titled = len(body) < _TITLED and any(head.startswith(tuple(one["title"])) for head in heads)
        if titled or (len(body) < _SHORT and not dated and any(words in low for words in one["text"])):
            return str(one["name"])
    return None


def _is_list(body: str) -> bool:
    """Whether a text is short lines, several of them dates."""
    lines = body.split("\n")
    if len(lines) < _LINES or any(len(line) > _LINE for line in lines):
        return False
    return sum(header_date(line) is not None for line in lines) >= _DATES


def _is_prose(text: str) -> bool:
    """Whether a text has Thai, or words with spaces between them as sentences have; of a short one nothing can be said."""
    if len(text) < _LEAST or len(_THAI.findall(text)) > len(text) / 20:
        return True
    return len(_WORDS.findall(text)) >= _SPACES * len(text)
