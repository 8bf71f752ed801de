"""Turn rows into pages: which column holds which field, and the page of a row."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from newsextract.data import read_csv
from newsextract.errors import Failure, InputError
from newsextract.page import Page, PageKind
from newsextract.pages.dates import civil_date, header_date
from newsextract.printable import one_line, repaired
from newsextract.records import Archive, Warning_
from newsextract.sources.base import check_size, kind_of

#: column names by field of an article
Columns = Mapping[str, str]

_ISO_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?=$|[T ])|((?:19|20|24|25)\d\d)(\d\d)(\d\d)(?:\.0)?$")
_NAME_IT = "name it with --text-column (of addresses to fetch, make a text file, one a line)"


@cache
def _names() -> dict[str, tuple[str, ...]]:
    return {row["field"]: tuple(row["names"].split("|")) for row in read_csv("sources/columns.csv")}


def columns_of(names: Iterable[str], asked: Columns, where: str | None = None, *, text: bool = True) -> dict[str, str]:
    """Find the column of each field: as asked, else by its name; a column that was asked for serves no other field.

    A column that is asked for and missing raises InputError, as does one that occurs twice and, with ``text``, a table without a
    column that holds the text; ``where`` names the input in the message.

    Examples
    --------
    >>> columns_of(["Link", "เนื้อหา", "d"], {"published": "d"})
    {'published': 'd', 'text': 'เนื้อหา', 'url': 'Link'}
    """
    counts = Counter(filter(None, names))
    available = list(counts)
    shown = one_line(", ".join(available))[:200] or "none"
    for field, name in asked.items():
        if name not in available:
            what = f"there is no column {one_line(name)!r} for the {field}"
            raise InputError(what, where=where, fix=f"choose one of these: {shown}")
    found = {**asked, **_by_name(available, asked)}
    if text and not found.keys() & {"text", "html"}:
        raise InputError("no column is clearly the text", where=where, fix=f"{_NAME_IT}; there are: {shown}")
    if twice := next((name for name in found.values() if counts[name] > 1), None):
        raise InputError(f"the column {one_line(twice)!r} occurs twice", where=where, fix="give one of the two another name")
    return found


def _by_name(available: Sequence[str], asked: Columns) -> dict[str, str]:
    """The columns recognised by their names, for the fields without a column that was asked for."""
    plain = {name.strip().lower(): name for name in reversed(available) if name not in asked.values()}
    held = {field: next((plain[one] for one in known if one in plain), None) for field, known in _names().items()}
    return {field: name for field, name in held.items() if name and field not in asked}


def page_of_row(row: Mapping[str, Any], columns: Columns, *, name: str, uri: str, max_bytes: int) -> Page:
    """The page of a row, whose missing values may be None or NaN, with its name in messages and its ``uri`` in the record.

    A row without text, a text over ``max_bytes`` and a value that is not a string raise InputError.

    Examples
    --------
    >>> page_of_row({"t": "ฝนตก", "d": "1/3/2567"}, {"text": "t", "published": "d"}, name="a:1", uri="a", max_bytes=99).published
    '2024-03-01'
    """
    given = {field: row.get(column) for field, column in columns.items()}

    def string(field: str) -> str | None:
        value = given.get(field)
        if _is_missing(value):
            return None
        if isinstance(value, str):
            return value
        column = one_line(columns[field])
        raise InputError(f"{column!r} is not a string", fix=f"give {column!r} as text")

    html, text = string("html"), string("text")
    body = html if html is not None else text
    if body is None:
        raise _no_text(columns)
    content, warnings = _bytes(body)
    check_size(len(content), max_bytes)
    kind: PageKind = "html" if html is not None else "corpus" if kind_of(content) == "corpus" else "text"
    captured = given.get("captured")
    captured = str(captured) if type(captured) is int else string("captured")  # a CDX timestamp of 14 digits
    archive = Archive(kind="corpus" if html is None else "file", uri=uri, captured=captured)
    published = day_of(given.get("published"))
    if published is None and not _is_missing(given.get("published")):
        shown = one_line(str(given["published"]))[:40]
        message = f"the given date of publication {shown!r} is not understood; left out"
        warnings = (*warnings, Warning_(code="published_uncertain", message=message))
    return Page(
        content,
        name,
        string("url"),
        kind,
        "utf-8",
        archive,
        string("section"),
        warnings,
        title=string("title"),
        published=published,
        id=_id_of(given.get("id")),
    )


def _id_of(value: Any) -> str | None:
    if _is_missing(value):
        return None
    whole = isinstance(value, float) and value.is_integer()  # pandas makes floats of whole numbers if one is missing
    return str(int(value) if whole else value).strip() or None


def _no_text(columns: Columns) -> InputError:
    known = " or ".join(repr(one_line(columns[field])) for field in ("text", "html") if field in columns)
    fix = f"give it a {known}" if known else "give it a 'text' or an 'html', or name its key with --text-column"
    return InputError("the row has no text", fix=fix)


def page_or_failure(row: Mapping[str, Any], columns: Columns, *, name: str, uri: str, max_bytes: int) -> Page | Failure:
    """The page of a row, or the failure to read it."""
    try:
        return page_of_row(row, columns, name=name, uri=uri, max_bytes=max_bytes)
    except Exception as error:  # noqa: BLE001  one bad row must not end the table
        url = row.get(columns.get("url", ""))
        return Failure.of(error, name, "read", url if isinstance(url, str) else None)


def pages_of(
    rows: Iterable[tuple[int, Mapping[str, Any]]], columns: Columns, *, name: str, uri: str, max_bytes: int
) -> Iterator[Page | Failure]:
    """Yield the page of each numbered row, named by its number."""
    for number, row in rows:
        yield page_or_failure(row, columns, name=f"{name}:{number}", uri=f"{uri}#L{number}", max_bytes=max_bytes)


def day_of(value: Any) -> str | None:
    """Convert a date, a datetime or a text with a date as pages print it to an ISO 8601 day; None if it is not a date.

    Examples
    --------
    >>> day_of("2024-03-15T08:00:00Z"), day_of(20240315), day_of("15 มี.ค. 2567"), day_of(date(2567, 3, 15)), day_of("soon")
    ('2024-03-15', '2024-03-15', '2024-03-15', '2024-03-15', None)
    """
    if _is_missing(value):
        return None
    if isinstance(value, date):  # a datetime and a pandas Timestamp, too
        value = value.strftime("%Y-%m-%d")  # with a Buddhist year if it was typed into Excel so
    text = str(value).strip()  # of numpy's and pandas' days, too
    if iso := _ISO_DAY.match(text):
        day = civil_date(*map(int, filter(None, iso.groups())))
    else:
        printed = header_date(text[:160])
        day = printed.value if printed else None
    return day.isoformat() if day else None


def _is_missing(value: Any) -> bool:
    """Whether a cell is empty: None, blank, NaN or NaT (they do not equal themselves), or pandas' NA (its comparisons give NA)."""
    if value is None or isinstance(value, str):
        return not (value and value.strip())
    unequal = value != value  # noqa: PLR0124
    return unequal is value or (not getattr(unequal, "ndim", 0) and bool(unequal))


def _bytes(text: str) -> tuple[bytes, tuple[Warning_, ...]]:
    """Encode a text as UTF-8; the lone surrogates that JSON can contain are replaced."""
    try:
        return text.encode(), ()
    except UnicodeEncodeError:
        note = Warning_(code="encoding_repaired", message="half surrogate pairs were replaced")
        return repaired(text).encode(), (note,)
