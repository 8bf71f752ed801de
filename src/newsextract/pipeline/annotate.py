"""Run the layers in order over one frozen :class:`~newsextract.layers.findings.Findings`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache, partial
from typing import Any

from newsextract.config import Config, settings_of
from newsextract.layers import events, names, referents, statements, terms, times
from newsextract.layers.findings import Findings, Found
from newsextract.page import Article
from newsextract.records import Warning_

Layer = Callable[[Article, Findings], Found[Any]]

#: maximum characters of an article that the layers read; the longest of 82,515 news pages has 243,084
MAX_READ = 400_000
#: the layers in order; each may read what the layers before it found
LAYERS: dict[str, Layer] = {
    "times": times.find,
    "entities": names.find,
    "terms": terms.find,
    "referents": referents.find,
    "statements": statements.find,
    "events": events.find,
}


@lru_cache(maxsize=8)
def layers(config: Config) -> dict[str, Layer]:
    """The layers for a configuration; raise ConfigError if a gazetteer of the user cannot be read."""
    if not config.gazetteers:
        return LAYERS
    own = names.load_gazetteer(*config.gazetteers)
    return LAYERS | {"entities": partial(names.find, gazetteer=own)}


def annotate(article: Article, config: Config | None = None) -> Findings:
    """Run all layers over an article; a text that is too long is truncated, with a warning.

    Examples
    --------
    >>> found = annotate(Article.of("วันนี้ (25 ก.พ. 63) เวลา 08.45 น."))
    >>> found.times[0].value
    '2020-02-25T08:45'
    """
    end = read_end(article.text)
    found = Findings()
    if end < len(article.text):
        message = f"only the first {end:,} of {len(article.text):,} characters were read"
        cut = Warning_(code="text_truncated", message=message, start=end, end=len(article.text))
        found = Findings(warnings=[cut])
        article = replace(article, text=article.text[:end], body=min(article.body, end))
    for name, find in layers(settings_of(config)).items():
        found = found.plus(name, find(article, found))
    return found


def read_end(text: str) -> int:
    """The end of what the layers read of a text: its own end or, if too long, the last whitespace before :data:`MAX_READ`.

    Examples
    --------
    >>> read_end("ข่าวสั้น"), read_end("ข่าว " * 100_000)
    (8, 399999)
    """
    if len(text) <= MAX_READ:
        return len(text)
    space = max(text.rfind(char, MAX_READ - 1000, MAX_READ) for char in " \n")
    return space if space > 0 else MAX_READ
