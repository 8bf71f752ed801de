"""Event records that a researcher can cite, from Thai and English government news pages.

>>> import newsextract as nx
>>> record = nx.extract("corpora/sample/text/0001.txt")  # doctest: +SKIP
>>> record.events[0].start  # doctest: +SKIP
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from newsextract._version import __version__

if TYPE_CHECKING:
    from newsextract.api import extract, extract_frame, extract_many, load
    from newsextract.config import Config
    from newsextract.errors import (
        ConfigError,
        Failure,
        FetchError,
        InputError,
        ModelMissingError,
        NewsExtractError,
        NoArticleError,
        NotAllowedError,
    )
    from newsextract.page import Article, Page
    from newsextract.records import Event, Mention, Record, Time
    from newsextract.runs import run_to
    from newsextract.schema import json_schema
    from newsextract.stores import read, to_frame, write

__all__ = [
    "Article",
    "Config",
    "ConfigError",
    "Event",
    "Failure",
    "FetchError",
    "InputError",
    "Mention",
    "ModelMissingError",
    "NewsExtractError",
    "NoArticleError",
    "NotAllowedError",
    "Page",
    "Record",
    "__version__",
    "extract",
    "extract_frame",
    "extract_many",
    "json_schema",
    "load",
    "read",
    "run_to",
    "to_frame",
    "write",
]

_HOMES = {
    "api": "extract extract_frame extract_many load",
    "config": "Config",
    "errors": "ConfigError Failure FetchError InputError ModelMissingError NewsExtractError NoArticleError NotAllowedError",
    "page": "Article Page",
    "records": "Event Mention Record",
    "runs": "run_to",
    "schema": "json_schema",
    "stores": "read to_frame write",
}
_HOME = {name: module for module, names in _HOMES.items() for name in names.split()}


def __getattr__(name: str) -> object:
    """Import a public name on first use, so that ``import newsextract`` stays quick."""
    if name not in _HOME:
        raise AttributeError(f"module 'newsextract' has no attribute {name!r}")
    value = getattr(import_module(f"newsextract.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def html_of(item: Record | Event | Time) -> str:
    """Render a record, an event or a time expression as HTML for a notebook."""
    from newsextract.view import html

    return html.html_of(item)


def brief_of(record: Record) -> str:
    """A summary of a record in a few lines, for its ``repr``."""
    from newsextract.view.brief import brief

    return brief(record)


def __dir__() -> list[str]:
    return __all__
