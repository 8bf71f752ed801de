"""Dates of page metadata: the grammar first, then dateparser, with its years checked."""

from __future__ import annotations

import re
import warnings as python_warnings
from datetime import date, datetime

from newsextract.layers.times.find import search
from newsextract.thai.calendar import BE_OFFSET, LEAST_BE_YEAR

_ISO_HEAD = re.compile(r"\s*(\d{4})-(\d\d)-(\d\d)(?=$|[T\s])")
_LONGEST = 120


def parse_metadata(text: str, *, reference: date | None = None) -> date | None:
    """The day that a meta tag, a header or a caption gives, in any language that dateparser knows.

    None when nothing is read or the year is beyond belief (before 1900, or 2200 and later after the Buddhist era is taken
    off). Relative dates ("il y a 2 jours") are counted from ``reference``.

    Examples
    --------
    >>> parse_metadata("2563-02-25T08:45:00+07:00"), parse_metadata("25 ก.พ. 2563")
    (datetime.date(2020, 2, 25), datetime.date(2020, 2, 25))
    """
    if match := _ISO_HEAD.match(text):
        return _believable(int(match[1]), int(match[2]), int(match[3]))
    for time in search(text[:_LONGEST], reference):
        if time.kind in {"date", "datetime", "relative"} and time.value and re.match(r"\d{4}-\d\d-\d\d", time.value):
            return date.fromisoformat(time.value[:10])
    return _by_dateparser(text, reference)


def _believable(year: int, month: int, day: int) -> date | None:
    year = year - BE_OFFSET if year >= LEAST_BE_YEAR else year
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found if 1900 <= year < LEAST_BE_YEAR else None


def _by_dateparser(text: str, reference: date | None) -> date | None:
    # one bare number is a day of this month to dateparser, which no page means
    if len(text) > _LONGEST or not re.search(r"[^\W\d_]|\d[/.-]\d", text):
        return None
    import dateparser

    settings: dict[str, object] = {"DATE_ORDER": "DMY", "REQUIRE_PARTS": ["day", "month"], "RETURN_AS_TIMEZONE_AWARE": False}
    if reference is not None:
        settings["RELATIVE_BASE"] = datetime(reference.year, reference.month, reference.day)  # noqa: DTZ001  a day, no clock
    with python_warnings.catch_warnings():
        python_warnings.simplefilter("ignore")
        found = dateparser.parse(text, settings=settings)
    return None if found is None else _believable(found.year, found.month, found.day)
