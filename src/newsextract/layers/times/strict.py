"""Strict parsing of date strings and columns: the whole string must be one expression, or an error says why it is not."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from itertools import count
from typing import Any

from newsextract.errors import NewsExtractError
from newsextract.layers.times.find import search
from newsextract.layers.times.lexicon import words
from newsextract.records import Time

_AROUND = re.compile(rf"^(?:{words('around')}|[\s:.,()\[\]\"'“”])*$", re.IGNORECASE)


class DateError(NewsExtractError, ValueError):
    """A string that is not a date, holds more than a date, or names a day that does not exist.

    Examples
    --------
    >>> try:
    ...     parse("31 กันยายน 2563")
    ... except DateError as error:
    ...     print(error)
    '31 กันยายน 2563': there is no such day; check the day and the month
    """


def parse(text: str, *, reference: date | None = None) -> Time:
    """Parse a string that is one time expression and nothing else.

    Parameters
    ----------
    text
        For example "25 ก.พ. 63", "วันอังคารที่ ๒๕ กุมภาพันธ์ ๒๕๖๓", "1-3 มี.ค. 2565", "25/02/2563", "ไตรมาส 3/2562".
    reference
        The day that relative words count from and that supplies a missing year.

    Returns
    -------
    Time
        Its ``value`` is never None.

    Raises
    ------
    DateError
        If the string is empty, holds no expression, more than one, or other words, names a day that does not exist, or
        needs a reference for its year or for today.

    Examples
    --------
    >>> parse("25 ก.พ. 63").value
    '2020-02-25'
    """
    if not isinstance(text, str):
        raise DateError("not a string", where=repr(text), fix="give the date as text")
    times = search(text, reference)
    where = repr(text.strip()[:80])
    if not times:
        raise DateError("no date found", where=where, fix="write it like '25 ก.พ. 63', '25/02/2563' or '1-3 มีนาคม 2565'")
    time = times[0]
    if len(times) > 1:
        raise DateError(f"{len(times)} dates in it", where=where, fix="give one, or use search() for running text")
    if not (_AROUND.match(text[: time.start]) and _AROUND.match(text[time.end :])):
        rest = (text[: time.start] + text[time.end :]).strip()
        raise DateError(f"more than a date: {rest[:40]!r}", where=where, fix="cut it, or use search() for running text")
    if "impossible_date" in time.flags or time.value is None:
        raise DateError("there is no such day", where=where, fix="check the day and the month")
    if reference is None and ((time.value.startswith("XXXX-") and time.kind != "recurring") or time.basis == "published"):
        raise DateError("the year is not written", where=where, fix="pass reference=, the day the text was written")
    return time


def parse_column(column: Iterable[Any], *, reference: date | None = None, errors: str = "raise") -> Any:
    """Parse a column of date strings.

    Parameters
    ----------
    column
        A pandas Series or any iterable of strings; None, NaN and blank strings give None.
    reference
        As in :func:`parse`.
    errors
        "raise", or "coerce" to give None for strings that cannot be parsed.

    Returns
    -------
    pandas.Series or list
        ISO 8601 values: a Series with the same index for a Series, else a list.

    Raises
    ------
    DateError
        For the first string that cannot be parsed, naming its row.

    Examples
    --------
    >>> parse_column(["25 ก.พ. 63", None, "๑ มีนาคม ๒๕๖๓"])
    ['2020-02-25', None, '2020-03-01']
    """
    if errors not in {"raise", "coerce"}:
        raise ValueError(f"errors is {errors!r}; it must be 'raise' or 'coerce'")
    index = getattr(column, "index", None) if hasattr(column, "to_numpy") else None
    places = count() if index is None else index
    values = [_read_cell(item, place, reference, errors) for place, item in zip(places, column, strict=False)]
    return type(column)(values, index=index, dtype=object) if index is not None else values  # type: ignore[call-arg]


def _read_cell(item: Any, place: Any, reference: date | None, errors: str) -> str | None:
    """The value of a cell, or None if it is empty; an error names its row."""
    if item is None or item != item or (isinstance(item, str) and not item.strip()):  # noqa: PLR0124  NaN
        return None
    try:
        return parse(item, reference=reference).value
    except DateError as error:
        if errors == "coerce":
            return None
        raise DateError(error.what, where=f"row {place}: {error.where}", fix=error.fix) from None
