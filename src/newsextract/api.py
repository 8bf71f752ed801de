"""The front door: one page, many pages, or the spaCy pipeline."""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from newsextract.config import Config
from newsextract.errors import Failure
from newsextract.page import Article, Page
from newsextract.records import Language, Record

if TYPE_CHECKING:
    from spacy.language import Language as Pipeline

    from newsextract.fetch import Settings


def load(language: Language = "th", config: Config | None = None) -> Pipeline:
    """Build the spaCy pipeline of a language, all layers in it.

    The same as :func:`newsextract.integrations.spacy.load`; :func:`extract` does without spaCy.
    """
    from newsextract.integrations import spacy

    return spacy.load(language, config)


def read_page(source: str | os.PathLike[str] | bytes | Page, config: Config) -> Page:
    """The page that a user's argument means.

    Raises
    ------
    InputError
        When the file cannot be read, or holds more than one page.
    """
    if isinstance(source, Page):
        return source
    if isinstance(source, bytes):
        return Page(source, name=f"bytes:{hashlib.sha256(source).hexdigest()[:12]}")
    from newsextract.sources import files

    if isinstance(source, str):
        files.refuse_address(source, "give the path of a saved page; extract_many([address], fetch=...) fetches")
    return files.read_one(Path(source), config.max_bytes)


def extract(source: str | os.PathLike[str] | bytes | Page | Article, *, config: Config | None = None) -> Record:
    """Turn one page into a record.

    Parameters
    ----------
    source
        The path of an HTML or corpus text file, the bytes of a page, a :class:`~newsextract.page.Page`, or an
        article that was parsed before.
    config
        Settings.

    Returns
    -------
    Record
        The article's record.

    Raises
    ------
    InputError
        When the input cannot be read.
    NoArticleError
        When the page is the site's own "no such article" page.

    Examples
    --------
    >>> page = '''<title>แจ้งปิดถนน</title><h1>แจ้งปิดถนน</h1><p>วันที่ 3 มีนาคม 2567 กรมทางหลวงแจ้งปิดถนน
    ... เพื่อซ่อมสะพานและขอให้ประชาชนเลี่ยงเส้นทางในวันดังกล่าว</p>'''
    >>> extract(page.encode()).times[0].value
    '2024-03-03'
    """
    from newsextract import pages
    from newsextract.pipeline import to_record

    settings = config or Config()
    if isinstance(source, Article):
        return to_record(source, settings)
    return to_record(pages.parse(read_page(source, settings), max_bytes=settings.max_bytes), settings)


def extract_many(
    sources: Iterable[str | os.PathLike[str] | bytes | Page],
    *,
    config: Config | None = None,
    workers: int = 1,
    fetch: Settings | None = None,
) -> Iterator[Record]:
    """Turn many pages into records, in order; what cannot be read is reported on the ``newsextract`` logger.

    Parameters
    ----------
    sources
        A list of anything :func:`extract` takes, but for parsed articles. A folder, a JSON Lines file or any other
        collection counts as the pages in it; so do web addresses.
    config
        Settings.
    workers
        Number of processes. With two or more, a script has to do its work under ``if __name__ == "__main__":``,
        because each worker imports the script.
    fetch
        How addresses are fetched: ``newsextract.fetch.Settings(contact="you@example.org")``. Live pages need the contact.

    Returns
    -------
    iterator of Record
        One for each page that holds an article.

    Raises
    ------
    TypeError
        When ``sources`` is one path or page instead of a list.
    ConfigError
        At the first record: when a gazetteer cannot be read, or a script without the guard asks for workers.
    """
    if isinstance(sources, (str, bytes, os.PathLike, Page)):
        raise TypeError(f"extract_many takes a list: extract_many([{sources!r:.60}])")
    return _records(sources, config or Config(), workers, fetch)


def _records(
    sources: Iterable[str | os.PathLike[str] | bytes | Page], config: Config, workers: int, fetch: Settings | None
) -> Iterator[Record]:
    from newsextract.runs.workers import run
    from newsextract.sources import open_source
    from newsextract.sources.base import Options

    options = Options(max_bytes=config.max_bytes, fetch=fetch)

    def items() -> Iterator[Page | Failure]:
        for source in sources:
            if isinstance(source, (bytes, Page)):
                yield read_page(source, config)
            else:
                yield from open_source(os.fspath(source), options)

    for result in run(items(), config=config, workers=workers):
        if isinstance(result, Failure):
            logging.getLogger("newsextract").warning("%s", result.message)
        else:
            yield Record.model_validate_json(result.line)
