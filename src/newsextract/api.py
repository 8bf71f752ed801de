"""The public API: extract records from one page, many pages or a table, or load the spaCy pipeline."""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newsextract.config import Config, settings_of
from newsextract.errors import ConfigError, Failure, FetchError, InputError
from newsextract.page import Article, Page
from newsextract.records import Language, Record

if TYPE_CHECKING:
    import pandas as pd
    from spacy.language import Language as Pipeline

    from newsextract.fetch import Settings


def load(language: Language = "th", config: Config | None = None) -> Pipeline:
    """Build the spaCy pipeline of a language, with all layers.

    The same as :func:`newsextract.integrations.spacy.load`; :func:`extract` does not need spaCy.
    """
    from newsextract.integrations import spacy

    return spacy.load(language, config)


#: an input that holds one page: a path, a URL, bytes, a page, or an article's values by name
Source = str | os.PathLike[str] | bytes | Page | Mapping[str, Any]

#: maximum bytes of a file name; a string with a longer name, or of several lines, is a text and not a path
_MAX_NAME_BYTES = 255


def read_page(source: Source, config: Config, fetch: Settings | None = None) -> Page:
    """Read the page that a user's argument refers to.

    Raises
    ------
    InputError
        When the file cannot be read, or holds more than one page; when a text or an object of another type is given.
    """
    if isinstance(source, Page):
        return source
    if isinstance(source, bytes):
        return Page(source, name=f"bytes:{hashlib.sha256(source).hexdigest()[:12]}")
    if isinstance(source, Mapping):
        return _page_from_values(source, config)
    if not isinstance(source, (str, os.PathLike)):
        what = f"a value of type {type(source).__name__} is not a page"
        raise InputError(what, fix='give a path, bytes, text="…", or {"text": …}')
    from newsextract.sources import files, urls

    if isinstance(source, str):
        if source.lstrip().startswith("<"):
            raise InputError("this is HTML, not the path of a file", fix='give it as extract({"html": …})')
        if "\n" in source or max(map(len, source.encode("utf-8", "replace").split(b"/"))) > _MAX_NAME_BYTES:
            raise InputError("this is a text, not the path of a file", fix="give it as extract(text=…)")
        if urls.looks_like_url(source):
            return _fetch_page(source, config, fetch)
        files.refuse_address(source, "only http and https addresses are read")
        if not os.path.exists(source):  # noqa: PTH110  Path.exists raises for some names
            what, fix = "there is no such file", "check the path; a text is given as extract(text=…)"
            raise InputError(what, where=source, fix=fix)
    return files.read_one(Path(source), config.max_bytes)


def _page_from_values(values: Mapping[str, Any], config: Config) -> Page:
    """The page of an article given by its values."""
    from newsextract.sources.rows import columns_of, page_of_row

    given = {str(name): value for name, value in values.items() if value is not None}
    try:
        columns = columns_of(given, {})
    except InputError as error:
        raise InputError("no key is clearly the text", fix='give {"text": …} or {"html": …}') from error
    return page_of_row(given, columns, name="text", uri="text", max_bytes=config.max_bytes)


def _fetch_page(url: str, config: Config, fetch: Settings | None) -> Page:
    """Fetch the page at an address with the polite client; live pages need a contact."""
    from newsextract.fetch import Settings as Fetch
    from newsextract.sources import open_source
    from newsextract.sources.base import Options

    contact = os.environ.get("NEWSEXTRACT_CONTACT")
    if fetch is None and not contact:
        fix = 'give fetch=newsextract.fetch.Settings(contact="you@example.org"), or set NEWSEXTRACT_CONTACT'
        raise InputError("fetching a live page needs your contact", where=url, fix=fix)
    settings = fetch or Fetch(contact=contact, max_bytes=config.max_bytes)
    item = next(open_source(url, Options(max_bytes=config.max_bytes, fetch=settings)))
    if isinstance(item, Failure):
        raise FetchError(item.message, retriable=item.retriable)
    return item


def _check_fetch(fetch: Any) -> None:
    if fetch is not None:
        from newsextract.fetch import Settings

        if not isinstance(fetch, Settings):
            what = f"fetch: a value of type {type(fetch).__name__} is not newsextract.fetch.Settings"
            raise ConfigError(what, fix='give Settings(contact="you@example.org")')


def extract(
    source: Source | Article | None = None,
    *,
    text: str | None = None,
    title: str | None = None,
    published: str | date | None = None,
    url: str | None = None,
    id: str | int | None = None,  # noqa: A002  what the table's column is called
    config: Config | None = None,
    fetch: Settings | None = None,
) -> Record:
    """Extract the record of one page or one text.

    Parameters
    ----------
    source
        The path of an HTML or corpus text file, the bytes of a page, a :class:`~newsextract.page.Page`, a web address,
        a mapping such as ``{"text": …, "published": …}``, or an article that is already parsed.
    text, title, published, url, id
        In place of ``source``: an article's text, with its headline, its day of publication (ISO 8601, a date, or as
        pages print it), its address and your own number for it. Without a title, the text's first line is the headline; words like
        "yesterday" need ``published``.
    config
        Settings.
    fetch
        How an address is fetched: ``newsextract.fetch.Settings(contact="you@example.org")``.

    Returns
    -------
    Record
        The article's record.

    Raises
    ------
    InputError
        When the input cannot be read.
    ConfigError
        When a setting is wrong.
    FetchError
        When an address cannot be fetched.
    NoArticleError
        When the page holds no article; for an error page, a login or a list, ``Config(keep_doubtful=True)`` gives a record.

    Examples
    --------
    >>> page = '''<title>แจ้งปิดถนน</title><h1>แจ้งปิดถนน</h1><p>วันที่ 3 มีนาคม 2567 กรมทางหลวงแจ้งปิดถนน
    ... เพื่อซ่อมสะพานและขอให้ประชาชนเลี่ยงเส้นทางในวันดังกล่าว</p>'''
    >>> extract(page.encode()).times[0].value
    '2024-03-03'
    >>> extract(text="กรมทางหลวงปิดถนนเมื่อวานนี้", title="แจ้งปิดถนน", published="2024-03-15").times[0].value
    '2024-03-14'
    """
    from newsextract import pages
    from newsextract.pipeline import to_record

    settings = settings_of(config)
    _check_fetch(fetch)
    if (source is None) == (text is None):
        raise InputError(
            "give either a page or text=…", fix='extract("page.html") or extract(text="…", published="2024-03-15")'
        )
    if isinstance(source, Article):
        return to_record(source, settings)
    values = {"text": text, "title": title, "published": published, "url": url, "id": id}
    if source is None:
        page = _page_from_values(values, settings)
    else:
        if given := [name for name, value in values.items() if value is not None]:
            raise InputError(f"{given[0]} goes with text=…", fix='give {"html": …, "published": …} for a page')
        page = read_page(source, settings, fetch)
    return to_record(pages.parse_as(page, settings), settings)


def extract_frame(
    table: Any,
    text: str = "text",
    *,
    title: str | None = None,
    published: str | None = None,
    url: str | None = None,
    id: str | None = None,  # noqa: A002  what the table's column is called
    section: str | None = None,
    config: Config | None = None,
    workers: int = 1,
) -> pd.DataFrame:
    """Extract a record from each row of a table.

    Parameters
    ----------
    table
        A pandas DataFrame, or any other table with an Arrow stream (polars, pyarrow, DuckDB's results).
    text, title, published, url, id, section
        The columns that hold the articles' text, headline, day of publication, address, number and section.
    config, workers
        As in :func:`extract_many`.

    Returns
    -------
    pandas.DataFrame
        The table with two more columns: ``record``, and ``error`` with the message of a row without a record (else None).

    Raises
    ------
    InputError
        When a column is missing.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"body": ["กรมทางหลวงปิดถนนเมื่อวานนี้", ""], "day": ["2024-03-15", "2024-03-16"]})
    >>> found = extract_frame(table, text="body", published="day")
    >>> found.record[0].times[0].value, found.error[1]
    ('2024-03-14', "row:2: the row has no text; give it a 'body'")
    """
    from newsextract.optional import need
    from newsextract.runs.workers import run
    from newsextract.sources.rows import columns_of, pages_of

    pandas = need("pandas")
    if not isinstance(table, pandas.DataFrame):
        if not hasattr(table, "__arrow_c_stream__"):
            raise InputError(f"a value of type {type(table).__name__} is not a table", fix="give a DataFrame")
        table = need("pyarrow").table(table).to_pandas()
    given = {"text": text, "title": title, "published": published, "url": url, "id": id, "section": section}
    columns = {field: str(column) for field, column in given.items() if column is not None}
    named = table.set_axis([str(name) for name in table.columns], axis="columns")
    columns_of(named.columns, columns)
    settings = settings_of(config)
    chosen = named[list(dict.fromkeys(columns.values()))]
    rows = (dict(zip(chosen.columns, row, strict=True)) for row in chosen.itertuples(index=False, name=None))
    pages = pages_of(enumerate(rows, 1), columns, name="row", uri="table", max_bytes=settings.max_bytes)
    found = list(run(pages, config=settings, workers=workers))
    records = [None if isinstance(one, Failure) else Record.model_validate_json(one.line) for one in found]
    errors = [one.message if isinstance(one, Failure) else None for one in found]
    new_columns = {"record": pandas.Series(records, table.index, object), "error": pandas.Series(errors, table.index, object)}
    result: pd.DataFrame = table.assign(**new_columns)
    return result


def extract_many(
    sources: Iterable[Source],
    *,
    config: Config | None = None,
    workers: int = 1,
    fetch: Settings | None = None,
) -> Iterator[Record]:
    """Extract records from many pages, in order; inputs that fail are reported on the ``newsextract`` logger.

    Parameters
    ----------
    sources
        A list of inputs as :func:`extract` takes them as ``source``, except parsed articles. A folder, a JSON Lines file or
        any other collection counts as the pages in it.
    config
        Settings.
    workers
        Number of processes.
    fetch
        How addresses are fetched: ``newsextract.fetch.Settings(contact="you@example.org")``. Live pages need the contact.

    Returns
    -------
    iterator of Record
        One for each page that holds an article.

    Raises
    ------
    TypeError
        When ``sources`` is one path or page instead of a list, or a table.
    ConfigError
        When a setting is wrong; at the first record, when a gazetteer cannot be read.
    """
    if isinstance(sources, (str, bytes, os.PathLike, Page, Mapping)) or not isinstance(sources, Iterable):
        raise TypeError("extract_many takes a list: extract_many([…])")
    if hasattr(sources, "columns"):  # iterating over a table gives the names of its columns
        raise TypeError("extract_many takes a list; for a table, use extract_frame(table, text=…)")
    _check_fetch(fetch)
    return _records(sources, settings_of(config), workers, fetch)


def _records(sources: Iterable[Source], config: Config, workers: int, fetch: Settings | None) -> Iterator[Record]:
    from newsextract.runs.workers import run
    from newsextract.sources import open_source
    from newsextract.sources.base import Options

    options = Options(max_bytes=config.max_bytes, fetch=fetch)

    def items() -> Iterator[Page | Failure]:
        for number, source in enumerate(sources, 1):
            if isinstance(source, (str, os.PathLike)):
                yield from open_source(os.fspath(source), options)
            else:
                try:
                    page = read_page(source, config)
                    yield replace(page, name=f"input:{number}") if isinstance(source, Mapping) else page
                except InputError as error:
                    yield Failure.of(error, f"input:{number}", "read")

    for result in run(items(), config=config, workers=workers):
        if isinstance(result, Failure):
            logging.getLogger("newsextract").warning("%s", result.message)
        else:
            yield Record.model_validate_json(result.line)
