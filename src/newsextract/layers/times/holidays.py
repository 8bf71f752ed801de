"""Holidays and lunar days: the rule of data/times/holidays.csv applied to a year."""

from __future__ import annotations

import re
from datetime import date, timedelta

from newsextract.layers.times.context import Context
from newsextract.layers.times.pieces import Piece
from newsextract.thai.calendar import has_leap_month, lunar_date

_FESTIVALS = {"makha": (3, 15), "visakha": (6, 15), "asalha": (8, 15)}
_NTH = re.compile(r"(\d\d)-(\d)#(\d)")
_TERM = re.compile(r"(\d\d-\d\d) (from|to) (\d{4})")


def holiday_days(rule: str, year: int) -> tuple[date, date] | None:
    """First and last day of a holiday in a Common Era year; None if it had none or is outside the lunar table.

    Rules are "04-13/04-15", "01-6#2" (second Saturday of January), "05-05 to 2016, 05-04 from 2019", "lunar makha", and
    "lunar 8 15" (full moon of the eighth month).

    Examples
    --------
    >>> holiday_days("01-6#2", 2019)[0].isoformat(), holiday_days("lunar makha", 2023)[0].isoformat()
    ('2019-01-12', '2023-03-06')
    """
    if rule.startswith("lunar "):
        day = _lunar(rule.removeprefix("lunar "), year)
        return None if day is None else (day, day)
    if match := _NTH.fullmatch(rule):
        month, weekday, nth = (int(part) for part in match.groups())
        first = date(year, month, 1)
        day = first + timedelta(days=(weekday - first.isoweekday()) % 7 + 7 * (nth - 1))
        return day, day
    if terms := _TERM.findall(rule):
        days = [day for day, side, limit in terms if (year >= int(limit) if side == "from" else year <= int(limit))]
        if not days:
            return None
        rule = days[0]
    start, _, end = rule.partition("/")
    first = date.fromisoformat(f"{year}-{start}")
    last = date.fromisoformat(f"{year}-{end or start}")
    if last < first:
        first = first.replace(year=year - 1)
    return first, last


def _lunar(rule: str, year: int) -> date | None:
    if rule in _FESTIVALS:
        month, day = _FESTIVALS[rule]
        # in a year with two eighth months the earlier festivals come a month later
        return lunar_date(year, month + (bool(has_leap_month(year)) and month < 8), day)
    month, day = (int(part) for part in rule.split())
    return lunar_date(year, month, day)


def resolve_holiday(context: Context, piece: Piece) -> bool:
    """Give a holiday its days, in the year written or nearest today; return False if they are unknown."""
    today, year = context.today or context.reference, piece.first.year
    if year is None and today is not None:
        piece.first.basis = "published"
        found = [holiday_days(piece.label, near) for near in (today.year - 1, today.year, today.year + 1)]
        days = min(filter(None, found), key=lambda days: abs((days[0] - today).days), default=None)
    else:
        days = None if year is None else holiday_days(piece.label, year)
    if days is None:
        return False
    first, last = days
    piece.value, piece.end_value = first.isoformat(), last.isoformat() if last != first else None
    return True
