"""The times layer, and the search for time expressions in plain text."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from newsextract.layers.findings import Findings, Found
from newsextract.layers.times.combine import combine
from newsextract.layers.times.emit import emit
from newsextract.layers.times.resolve import resolve
from newsextract.layers.times.scan import scan
from newsextract.page import Article
from newsextract.records import Time, Warning_, WarningCode
from newsextract.thai.view import normalise

_MESSAGES: dict[WarningCode, str] = {
    "impossible_date": "there is no such day; the expression has no value",
    "date_conflict": "the weekday written does not fall on the date written, or a range ends before it begins",
    "era_conflict": "the era written does not fit the year written; the year was read by its size",
    "new_year_ambiguous": "before 1941 the year began on 1 April: the writer may have meant the Common Era year before",
}


def find(article: Article, findings: Findings) -> Found[Time]:  # noqa: ARG001  one signature for all layers
    """Find an article's time expressions, resolved against its publication date, with a warning for each flag."""
    times = search(article.text, date.fromisoformat(article.published[:10]) if article.published else None)
    return Found(times, warnings(times))


def search(text: str, reference: date | None = None) -> list[Time]:
    """Find every time expression in a text, from left to right.

    Parameters
    ----------
    text
        Running text in Thai, English or both. Thai digits, no-break spaces, zero-width characters and line breaks
        inside expressions are handled.
    reference
        Publication date of the text. It supplies missing years, and relative words count from it unless the text itself
        says which date today is. Of a datetime or a pandas Timestamp, the day counts.

    Returns
    -------
    list of Time
        Spans are offsets into ``text`` as given. Values are ISO 8601 in local time, without a UTC offset.

    Examples
    --------
    >>> [(t.text, t.kind, t.value) for t in search("วันนี้ (25 ก.พ. 63) เวลา 08.45 น. ที่กรุงเทพฯ")]
    [('วันนี้ (25 ก.พ. 63) เวลา 08.45 น.', 'datetime', '2020-02-25T08:45')]
    >>> [(t.value, t.end_value) for t in search("ปีงบประมาณ พ.ศ. 2564")]
    [('2020-10-01', '2021-09-30')]
    """
    view = normalise(text)
    day = _day(reference)
    return [emit(text, view, piece) for piece in resolve(view.text, combine(view.text, scan(view.text)), day)]


def _day(reference: date | None) -> date | None:
    """The plain day of a reference: a datetime and a pandas Timestamp are dates, too, and NaT is neither a day nor itself."""
    if reference is None or reference != reference:  # noqa: PLR0124
        return None
    if not isinstance(reference, date):
        raise TypeError(f"the reference {reference!r} is not a date; give datetime.date(2024, 3, 15) or the like")
    return reference.date() if isinstance(reference, datetime) else reference


def warnings(times: Iterable[Time]) -> list[Warning_]:
    """Return a warning for each flag of each expression.

    Examples
    --------
    >>> [w.code for w in warnings(search("วันจันทร์ที่ 25 กุมภาพันธ์ 2563"))]
    ['date_conflict']
    """
    return [
        Warning_(code=flag, message=f"{time.text!r}: {_MESSAGES.get(flag, flag)}", start=time.start, end=time.end)
        for time in times
        for flag in time.flags
    ]
