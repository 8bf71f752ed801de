"""The text that a page keeps in the data of a script, to be shown later: JSON-LD, or the state of an application."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from newsextract.pages.chars import fold, squeeze
from newsextract.pages.corpus_text import Parts, drop_headline
from newsextract.pages.head import Head, json_objects, json_scripts
from newsextract.pages.html_text import lines_of, text_tree

_OPENING = re.compile(r"<script[^>]{0,200}application/(?:ld\+)?json[^>]{0,200}>", re.IGNORECASE)
_LIMIT = 4_000_000
_TAG = re.compile(r"<[a-z/!]|&[a-z#]", re.IGNORECASE)
_BODY_KEY = re.compile(r"body|content|detail|text|story", re.IGNORECASE)
#: keys under which content management systems nest the text of a field
_NESTED = ("rendered", "processed", "value")
#: minimum characters of a body that is surely the article's, and of a text in a script
_BODY, _TEXT = 200, 50
_SHORTEST_TITLE = 12


def with_script_text(parts: Parts, html: str, head: Head) -> Parts:
    """The parts with the text that a script holds beside the headline, if the page itself shows none or its beginning."""
    shown = squeeze(parts.body)
    start = shown.rstrip(".\u2026")
    if (len(shown) >= _BODY and start == shown) or "application/" not in html:
        return parts
    titles = tuple(filter(None, map(squeeze, (parts.title, *head.titles))))
    found = (text for data in json_scripts(html, _OPENING, _LIMIT) for text in _texts(data, titles))
    longest = max(found, key=len, default="")
    text = squeeze(longest)
    if len(text) < max(_TEXT, len(shown) if start and text.startswith(start) else 2 * len(shown)):
        return parts
    title, lines = drop_headline([line for line in fold(longest).split("\n") if line], parts.title)
    return Parts(title, "\n".join(lines), parts.header, section=parts.section)


def _texts(data: Any, titles: tuple[str, ...]) -> Iterator[str]:
    """Yield the texts of objects that also have one of the titles, breadth-first."""
    for item in json_objects(data):
        fields = {key: text for key, value in item.items() if (text := _field(value))}
        if any(_is_title(text, titles) for text in fields.values()):
            yield from (_plain(text) for key, text in fields.items() if _BODY_KEY.search(key) and not _is_title(text, titles))


def _field(value: Any) -> str:
    if isinstance(value, dict):
        value = next((value[key] for key in _NESTED if key in value), "")
    return value if isinstance(value, str) else ""


def _is_title(text: str, titles: tuple[str, ...]) -> bool:
    """Whether a text is the headline; the page's title may have the site's name behind it."""
    bare = squeeze(text[:400])
    return len(bare) >= _SHORTEST_TITLE and any(title.startswith(bare) for title in titles)


def _plain(text: str) -> str:
    return lines_of(text_tree(text)) if _TAG.search(text) else text
