"""Data frames with a table's columns and the article's address, headline, section and day of publication."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from newsextract.optional import need
from newsextract.records import Record
from newsextract.stores.column import Column, Table
from newsextract.stores.columns import table_of

if TYPE_CHECKING:
    import pandas as pd

#: table → the column that its ``day`` is read from
DAYS = {"events": "start_time", "times": "value", "flat": "start_time"}
_DTYPES = {"text": "string", "int": "Int64", "float": "Float64", "bool": "boolean", "texts": "object"}
#: columns of the article that a frame adds to its table: name in the frame → name in articles
_ARTICLE = {"url": "url", "headline": "title", "section": "section", "published": "published"}


def only_records(records: Iterable[Record]) -> Iterator[Record]:
    """Yield the records; raise TypeError for a single record, or anything else that is not one."""
    for record in [None] if isinstance(records, Record) or not isinstance(records, Iterable) else records:
        if not isinstance(record, Record):
            raise TypeError("give a list of records: [record]")
        yield record


def to_frame(records: Iterable[Record], layer: str = "events") -> pd.DataFrame:
    """Turn records into a data frame of one layer.

    Parameters
    ----------
    records
        The records.
    layer
        ``articles``, ``events``, ``participants``, ``people``, ``entities``, ``mentions``, ``times``, ``terms``,
        ``statements``, ``warnings``, or ``flat``: one row per event, with its article and its actors joined.

    Returns
    -------
    pandas.DataFrame
        One row per item, with the columns of :data:`newsextract.stores.columns.TABLES`, typed even if empty, and the article's
        ``url``, ``headline``, ``section`` and ``published``. Events and times also have ``day``: a date, NaT if only a month
        or a year is known.

    Raises
    ------
    ConfigError
        When there is no such layer.
    ModelMissingError
        When pandas is not installed.

    Examples
    --------
    >>> list(to_frame([], "warnings").columns)[2:]
    ['n', 'code', 'message', 'char_start', 'char_end', 'url', 'headline', 'section', 'published']
    """
    table = table_of(layer)
    columns = (*table.columns, *_article_columns(table))
    whole = Table(columns, table.items)
    found = [row for number, record in enumerate(only_records(records), 1) for row in whole.rows(record, article=number)]
    pandas = need("pandas")
    values = {c.name: pandas.Series([row[c.name] for row in found], dtype=_DTYPES[c.type]) for c in columns}
    if layer in DAYS:
        values["day"] = pandas.Series([day_of(row[DAYS[layer]]) for row in found], dtype="datetime64[s]")
    frame: pd.DataFrame = pandas.DataFrame(values, columns=list(values))
    return frame


def _article_columns(table: Table) -> list[Column]:
    """The article's columns that a table does not have itself."""
    articles = table_of("articles")
    held = {column.name: column for column in articles.columns}
    own = {column.name for column in table.columns}
    return [replace(held[of], name=name) for name, of in _ARTICLE.items() if name not in own and table is not articles]


def day_of(value: str | None) -> date | None:
    """The day of a time; None where only a month or a year is known.

    Examples
    --------
    >>> day_of("2024-03-12T09:30+07:00"), day_of("2024-03"), day_of(None)
    (datetime.date(2024, 3, 12), None, None)
    """
    try:
        return date.fromisoformat((value or "")[:10]) if len(value or "") >= 10 else None
    except ValueError:
        return None
