"""Records as a pandas table."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from newsextract.records import Record
from newsextract.stores.columns import table_of
from newsextract.stores.optional import need
from newsextract.stores.tables import rows

if TYPE_CHECKING:
    import pandas as pd

_DTYPES = {"text": "string", "int": "Int64", "float": "Float64", "bool": "boolean", "texts": "object"}


def to_frame(records: Iterable[Record], layer: str = "events") -> pd.DataFrame:
    """Turn records into a data frame of one layer.

    Parameters
    ----------
    records
        The records.
    layer
        ``articles``, ``events``, ``participants``, ``people``, ``entities``, ``mentions``, ``times``, ``terms``,
        ``statements``, ``warnings``, or ``flat``: one row an event with its article, its actors joined.

    Returns
    -------
    pandas.DataFrame
        One row an item, with the columns of :data:`newsextract.stores.columns.TABLES`, typed also when it is empty.

    Raises
    ------
    ConfigError
        When there is no such layer.
    ModelMissingError
        When pandas is not installed.

    Examples
    --------
    >>> list(to_frame([], "warnings").columns)
    ['article', 'article_id', 'n', 'code', 'message', 'char_start', 'char_end']
    """
    columns = table_of(layer).columns
    pandas = need("pandas")
    found = [row for number, record in enumerate(records, 1) for row in rows(record, layer, number)]
    values = {c.name: pandas.Series([row[c.name] for row in found], dtype=_DTYPES[c.type]) for c in columns}
    frame: pd.DataFrame = pandas.DataFrame(values, columns=[c.name for c in columns])
    return frame
