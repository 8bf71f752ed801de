"""Dates in page metadata: parsed by this grammar first, then by dateparser, with the year checked."""

from __future__ import annotations

import re
import warnings as python_warnings
from datetime import date, datetime

from newsextract.layers.times.find import search
from newsextract.thai.calendar import BE_OFFSET, MIN_BE_YEAR

_ISO_HEAD = re.compile(r"\s*(\d{4})-(\d\d)-(\d\d)(?=$|[T\s])")
_MAX_LENGTH = 120


def parse_metadata(text: str, *, reference: date | None = None) -> date | None:
    """Parse the date in a meta tag, a header or a caption, in any language that dateparser knows.

    None if nothing can be parsed or the year is implausible (before 1900, or 2200 and later after conversion from the
    Buddhist era). Relative dates ("il y a 2 jours") count from ``reference``.

    Examples
    --------
    >>> parse_metadata("2563-02-25T08:45:00+07:00"), parse_metadata("25 ก.พ. 2563")
    (datetime.date(2020, 2, 25), datetime.date(2020, 2, 25))
    """
    if match := _ISO_HEAD.match(text):
        return _plausible_date(int(match[1]), int(match[2]), int(match[3]))
    for time in search(text[:_MAX_LENGTH], reference):
        if time.kind in {"date", "datetime", "relative"} and time.value and re.match(r"\d{4}-\d\d-\d\d", time.value):
            return _plausible_date(*map(int, time.value[:10].split("-")))
    return _by_dateparser(text, reference)


def _plausible_date(year: int, month: int, day: int) -> date | None:
    year = year - BE_OFFSET if year >= MIN_BE_YEAR else year
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found if 1900 <= year < MIN_BE_YEAR else None


def _by_dateparser(text: str, reference: date | None) -> date | None:
    # dateparser reads a bare number as a day of this month, which no page means
    if len(text) > _MAX_LENGTH or not re.search(r"[^\W\d_]|\d[/.-]\d", text):
        return None
    import dateparser

    settings: dict[str, object] = {"DATE_ORDER": "DMY", "REQUIRE_PARTS": ["day", "month"], "RETURN_AS_TIMEZONE_AWARE": False}
    if reference is not None:
        settings["RELATIVE_BASE"] = datetime(reference.year, reference.month, reference.day)  # noqa: DTZ001  a day, no clock
    with python_warnings.catch_warnings():
        python_warnings.simplefilter("ignore")
        found = dateparser.parse(text, settings=settings)
    return None if found is None else _plausible_date(found.year, found.month, found.day)
