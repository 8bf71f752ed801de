"""A Time as an ISO 8601 interval, as EDTF (ISO 8601-2) and as a TIMEX3 element."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime, timedelta
from xml.sax.saxutils import escape, quoteattr

from newsextract.layers.times.modifiers import CLOCKED
from newsextract.records import Time

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MONTH = re.compile(r"(\d{4})-(\d\d)")
_YEAR = re.compile(r"\d{4}")
_TIMEX3 = {"recurring": "SET", "duration": "DURATION"} | dict.fromkeys(CLOCKED, "TIME")


def _moments(first: str, last: str) -> tuple[str, str]:
    """First and last day of a range of years, months or days; clock times are kept as they are."""
    if _MONTH.fullmatch(first) or _YEAR.fullmatch(first):
        first = f"{first}-01-01"[:10]
    if match := _MONTH.fullmatch(last):
        last = f"{last}-{monthrange(int(match[1]), int(match[2]))[1]:02d}"
    return first, f"{last}-12-31" if _YEAR.fullmatch(last) else last


def to_interval(time: Time) -> str | None:
    """The ISO 8601 interval "start/end" of the first and last day (or moment) that the expression covers.

    A duration is returned as it is; None for a recurring time, or one without a value or a year.

    Examples
    --------
    >>> from newsextract.layers.times import search
    >>> to_interval(search("เดือนกุมภาพันธ์ 2563")[0])
    '2020-02-01/2020-02-29'
    """
    if time.value is None or time.kind == "recurring" or "XXXX" in time.value:
        return None
    if time.kind == "duration":
        return time.value
    return "/".join(_moments(time.value, time.end_value or time.value))


def to_edtf(time: Time) -> str | None:
    """The EDTF string (ISO 8601-2, level 1): seconds are written out, a missing year is XXXX, a list is a set.

    None for what EDTF cannot express: durations, bare clock times, and weekly or periodic recurrence.

    Examples
    --------
    >>> from newsextract.layers.times import search
    >>> to_edtf(search("4 และ 7 ก.ย. 63")[0]), to_edtf(search("พ.ศ. 2560-2564")[0])
    ('{2020-09-04,2020-09-07}', '2017/2021')
    """
    if time.value is None or time.kind == "duration" or time.value.startswith(("T", "P", "XXXX-W")):
        return None
    if time.values:
        return "{" + ",".join(_edtf_point(value) for value in time.values) + "}"
    if time.end_value is None or time.end_value == time.value:
        return _edtf_point(time.value)
    return f"{_edtf_point(time.value)}/{_edtf_point(time.end_value)}"


def _edtf_point(value: str) -> str:
    if "T" not in value:
        return value
    return f"{value}:00" if value.count(":") == 1 else value


def to_timex3(time: Time, tid: str = "t1") -> str:
    """The TIMEX3 element (ISO-TimeML), with the expression as its text.

    A range is a DURATION with its length as value; ``beginPoint`` and ``endPoint`` are its first and last day or moment.
    TIMEX3 has no lists: a list gives an element with the expression and its first day, and for each further day an element
    without text, whose ``tid`` has ``.2`` and so on appended.

    Examples
    --------
    >>> from newsextract.layers.times import search
    >>> to_timex3(search("25 ก.พ. 63")[0])
    '<TIMEX3 tid="t1" type="DATE" value="2020-02-25">25 ก.พ. 63</TIMEX3>'
    >>> to_timex3(search("4 และ 7 ก.ย. 63")[0])
    '<TIMEX3 tid="t1" type="DATE" value="2020-09-04">4 และ 7 ก.ย. 63</TIMEX3><TIMEX3 tid="t1.2" type="DATE" value="2020-09-07"/>'
    """
    kind = _TIMEX3.get(time.kind, "DATE")
    if time.values:
        first, *others = time.values
        more = [_element({"tid": f"{tid}.{n}", "type": kind, "value": value}) for n, value in enumerate(others, 2)]
        return _element({"tid": tid, "type": kind, "value": first}, time.text) + "".join(more)
    attributes = {"tid": tid, "type": kind, "value": time.value or ""}
    if time.value and time.end_value and time.end_value != time.value and kind != "SET":
        attributes |= {"type": "DURATION", "value": _length(time.value, time.end_value)}
        attributes |= {"beginPoint": time.value, "endPoint": time.end_value}
    if kind == "SET":
        attributes["quant"] = "EVERY"
    return _element(attributes, time.text)


def _element(attributes: dict[str, str], text: str | None = None) -> str:
    written = " ".join(f"{name}={quoteattr(value)}" for name, value in attributes.items())
    return f"<TIMEX3 {written}/>" if text is None else f"<TIMEX3 {written}>{escape(text)}</TIMEX3>"


def _length(first: str, last: str) -> str:
    """The length of a range, both ends included, as an ISO 8601 duration; X if it is unknown.

    Examples
    --------
    >>> _length("2024-03-12", "2024-03-14"), _length("2024-01-01", "2024-03-31"), _length("2017", "2021"), _length("T22:00", "T02:30")
    ('P3D', 'P3M', 'P5Y', 'PT4H30M')
    """
    if "T" in first or "T" in last:
        return _clock_length(first, last)
    start, end = _moments(first, last)
    if not (_DAY.fullmatch(start) and _DAY.fullmatch(end)):
        return "PXD"
    begin, stop = date.fromisoformat(start), date.fromisoformat(end)
    if begin.day != 1 or (stop + timedelta(days=1)).day != 1:
        return f"P{(stop - begin).days + 1}D"
    months = (stop.year - begin.year) * 12 + stop.month - begin.month + 1
    return f"P{months}M" if months % 12 else f"P{months // 12}Y"


def _clock_length(first: str, last: str) -> str:
    day = "2001-01-01" if first.startswith("T") and last.startswith("T") else ""
    try:
        begin, stop = datetime.fromisoformat(day + first), datetime.fromisoformat(day + last)
        minutes = int((stop - begin).total_seconds()) // 60
    except (ValueError, TypeError):  # a day and a moment, a missing year, a zone on one side alone
        return "PTXM"
    hours, minutes = divmod(minutes % (24 * 60) if day else minutes, 60)
    return f"PT{hours}H" + (f"{minutes}M" if minutes else "") if hours else f"PT{minutes}M"
