"""Turn resolved pieces into the record's Time: kind, ISO 8601 values, era, checks, source span."""

from __future__ import annotations

import re
from typing import Literal

from newsextract.layers.times.context import as_date
from newsextract.layers.times.lexicon import words
from newsextract.layers.times.modifiers import modifier, zone
from newsextract.layers.times.pieces import Form, Piece, Point
from newsextract.records import Time, TimeKind, WarningCode
from newsextract.thai.calendar import BE_OFFSET, fiscal_year
from newsextract.thai.view import ZERO_WIDTH, View

_PART_BEFORE = re.compile(rf"(?<!งบ){words('part')}(?P<unit>เดือน[ ]?)?\Z")
#: Every field of every Time is set, so that all share one set of field names; a set each would be half of a Time's memory.
_ALL_SET = set(Time.model_fields)
_PAST = "ที่ผ่านมา"
#: kind of a point and of a range, by form
_KINDS: dict[Form, tuple[TimeKind, TimeKind]] = {"month": ("month", "month_range"), "clock": ("time", "time_range")}
_Values = tuple[TimeKind, str | None, str | None, list[str] | None]


def iso(point: Point) -> str | None:
    """The ISO 8601 value of a point, with XXXX for a missing year; None for an impossible day.

    Examples
    --------
    >>> iso(Point(2020, 2, 25, "08:45")), iso(Point(month=5)), iso(Point(clock="09:00")), iso(Point(2020, 9, 31))
    ('2020-02-25T08:45', 'XXXX-05', 'T09:00', None)
    """
    clock = f"T{point.clock}" if point.clock else ""
    year = "XXXX" if point.year is None else f"{point.year:04d}"
    if point.day is not None:
        if point.year is not None and as_date(point) is None:
            return None
        return f"{year}-{point.month:02d}-{point.day:02d}{clock}"
    if point.month is not None:
        return f"{year}-{point.month:02d}"
    if clock:
        return clock
    return None if point.year is None else year


def emit(text: str, view: View, piece: Piece) -> Time:
    """One resolved piece as the record's Time, with offsets into the source text."""
    begin, end = view.source(_span_start(view.text, piece), _span_end(view.text, piece))
    while end > begin and text[end - 1] in ZERO_WIDTH:
        end -= 1
    kind, value, end_value, values = _values(piece)
    points = piece.points()
    flags = tuple(dict.fromkeys(flag for point in points for flag in point.flags))
    mod, deadline = modifier(text, begin, end, kind)
    return Time.model_construct(
        _fields_set=_ALL_SET,
        start=begin,
        end=end,
        text=text[begin:end],
        kind=kind,
        value=value,
        end_value=end_value,
        values=values,
        era=next((point.era for point in points if point.era), None),
        calendar_check=_check(points, flags),
        basis=next((point.basis for point in reversed(points) if point.basis), None),
        flags=flags,
        zone=zone(text, end, kind),
        mod=mod,
        deadline=deadline,
    )


def _check(points: list[Point], flags: tuple[WarningCode, ...]) -> Literal["ok", "conflict"] | None:
    """Whether the weekdays written fit the days; None if there is nothing to check."""
    if all(point.weekday is None or as_date(point) is None for point in points):
        return None
    return "conflict" if "date_conflict" in flags else "ok"


def _span_start(text: str, piece: Piece) -> int:
    """Start of the span, including the part of a month or year before it: ปลายเดือนมกราคม, ต้นปี 2565."""
    if piece.form not in {"month", "year", "fixed"} or piece.kind in {"duration", "recurring"}:
        return piece.start
    part = _PART_BEFORE.search(text, max(0, piece.start - 12), piece.start)
    if part is None or (piece.form == "month") != bool(part["unit"]):
        return piece.start
    if piece.form != "month" and not text.startswith(("ปี", "เดือน"), piece.start):
        return piece.start
    return part.start()


def _span_end(text: str, piece: Piece) -> int:
    """End of the span, including ที่ผ่านมา after a month without a year: เดือนมกราคมที่ผ่านมา."""
    placed = piece.form == "month" and piece.last is None and piece.first.basis == "published"
    return piece.end + len(_PAST) if placed and text.startswith(_PAST, piece.end) else piece.end


def _values(piece: Piece) -> _Values:
    """Kind, value, end value, and the values of a list."""
    if piece.value is not None and piece.kind is not None:
        return piece.kind, piece.value, piece.end_value, None
    if piece.form == "year":
        return _year_values(piece)
    if piece.items:
        values = [value for point in piece.items if (value := iso(point)) is not None]
        return "list", values[0] if values else None, values[-1] if values else None, values
    return _kind(piece), iso(piece.first), iso(piece.last) if piece.last else None, None


def _kind(piece: Piece) -> TimeKind:
    """The kind of a point or a range."""
    if piece.form in _KINDS:
        return _KINDS[piece.form][piece.last is not None]
    clocked = any(point.clock for point in piece.points())
    if piece.last is not None:
        return "datetime_range" if clocked else "range"
    return piece.kind or ("datetime" if clocked else "date")


def _year_values(piece: Piece) -> _Values:
    first, last = piece.first.year, piece.final().year
    kind: TimeKind = piece.label  # type: ignore[assignment]  # the label of a year is its kind
    if first is None or last is None:
        return kind, None, None, None
    if kind == "fiscal_year":
        return kind, fiscal_year(first + BE_OFFSET)[0].isoformat(), fiscal_year(last + BE_OFFSET)[1].isoformat(), None
    if piece.last is None:
        return kind, f"{first:04d}", None, None
    return ("year_range" if kind == "year" else kind), f"{first:04d}", f"{last:04d}", None
