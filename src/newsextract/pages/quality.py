"""Recognise pages that are no articles: error pages, walls against robots, logins, searches, lists and empty templates."""

from __future__ import annotations

import re

from newsextract.data import read_toml
from newsextract.page import PageKind
from newsextract.pages.dates import header_date

#: body length below which the page's titles are checked, and below which the body's own words are
_TITLED, _SHORT = 1500, 700
#: minimum lines of a list, maximum characters of each, and minimum number of them that are dates
_LINES, _LINE, _DATES = 6, 160, 3
#: minimum share of characters of Latin prose that are followed by a space and another word
_SPACES = 0.05
#: minimum characters of a headline that may be an article without a body
_SENTENCE = 40
_SHORTEST_CHECKED = 80
_THAI = re.compile(r"[\u0e01-\u0e5b]")
_WORDS = re.compile(r"[A-Za-z,.;:] (?=[A-Za-z(“\"'\d])")


def non_article_kind(kind: PageKind, titles: tuple[str, ...], body: str, *, dated: bool) -> str | None:
    """What a page seems to be instead of an article; None for an article.

    Parameters
    ----------
    kind
        What the page was read as; a corpus text is always an article.
    titles
        Its headline, then the titles in its head.
    body
        The text below the headline.
    dated
        Whether the page has a date of publication.

    Examples
    --------
    >>> non_article_kind("html", ("404 Not Found",), "nginx", dated=False), non_article_kind("html", ("ฝนตก",), "", dated=False)
    ('an error page', 'a page without a text')
    >>> non_article_kind("html", ("ฝนตก",), "ฝนตกทั่วไป", dated=False) is None
    True
    """
    if kind == "corpus":
        return None
    if kind == "text":
        return None if _is_prose("\n".join((*titles, body))) else "a file without a sentence"
    if named := _named_kind(titles, body, dated=dated):
        return named
    if not body and not dated and len(titles[0]) < _SENTENCE:
        return "a page without a text"
    return "a list of articles" if _is_list(body) else None


def _named_kind(titles: tuple[str, ...], body: str, *, dated: bool) -> str | None:
    """The kind of page, other than an article, that the words of a title or of a short text name; None if they name none."""
    low = body.lower()
    heads = tuple(f"{title.strip().lower()} " for title in titles)
    for one in read_toml("pages/doubts.toml")["kind"]:
        titled = len(body) < _TITLED and any(head.startswith(tuple(one["title"])) for head in heads)
        if titled or (len(body) < _SHORT and not dated and any(words in low for words in one["text"])):
            return str(one["name"])
    return None


def _is_list(body: str) -> bool:
    """Whether a text consists of short lines, several of which are dates."""
    lines = body.split("\n")
    if len(lines) < _LINES or any(len(line) > _LINE for line in lines):
        return False
    return sum(header_date(line) is not None for line in lines) >= _DATES


def _is_prose(text: str) -> bool:
    """Whether a text has Thai, or as many spaces between words as sentences have; a short text counts as prose."""
    if len(text) < _SHORTEST_CHECKED or len(_THAI.findall(text)) > len(text) / 20:
        return True
    return len(_WORDS.findall(text)) >= _SPACES * len(text)
