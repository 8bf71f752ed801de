"""Output of the grammar: expressions and their calendar points, with missing parts not yet filled in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from newsextract.layers.times.lexicon import ERAS
from newsextract.records import TimeKind, WarningCode
from newsextract.thai.calendar import BE_OFFSET, MIN_BE_YEAR, RATTANAKOSIN_OFFSET, ce_year, from_hijri, is_new_year_ambiguous

Era = Literal["BE", "CE"]
Basis = Literal["text", "weekday", "nearby", "published"]
Form = Literal["day", "month", "year", "clock", "weekday", "relative", "quarter", "half", "months", "holiday", "fixed"]


@dataclass(slots=True)
class Point:
    """A calendar point with the parts that the text gives; ``year`` is Common Era, ``be`` Buddhist era, ``clock`` "HH:MM"."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    clock: str | None = None
    weekday: int | None = None
    era: Era | None = None
    be: int | None = None
    basis: Basis | None = None
    flags: tuple[WarningCode, ...] = ()

    def set_day(self, day: date) -> None:
        """Set year, month and day."""
        self.year, self.month, self.day = day.year, day.month, day.day

    def flag(self, code: WarningCode) -> None:
        """Add a warning flag unless it is already set."""
        if code not in self.flags:
            self.flags += (code,)


@dataclass(slots=True)
class Piece:
    """One expression as found in the normalised text."""

    start: int
    end: int
    form: Form  # "fixed": the value is already known
    first: Point = field(default_factory=Point)
    last: Point | None = None  # the other end of a range
    items: list[Point] | None = None  # the points of a list of days
    label: str = ""  # kind of year ("fiscal_year"), rule of a holiday, or unit of a relative word
    number: int = 0  # of the quarter or half; of months (negative: the last ones); offset of a relative word
    number_to: int | None = None
    kind: TimeKind | None = None
    value: str | None = None
    end_value: str | None = None
    opened: int | None = None  # start of the date after a bracket that is not closed yet
    year_offset: int | None = None  # years after the present one (1 in "7 กรกฎาคมปีหน้า")
    anchor: int | None = None  # day offset of the relative word that this date explains (0 in "วันนี้ (25 ก.พ. 63)")
    since: int | None = None  # the range begins this many days from today (0 in "ตั้งแต่วันนี้ – 11 ธ.ค. 65")
    closed: bool = False  # the span ends with the closing bracket
    bare: bool = False  # a year without a word before it, or a run of months without a year

    def points(self) -> list[Point]:
        """Every point of the piece, in text order."""
        if self.items:
            return self.items
        return [self.first] if self.last is None else [self.first, self.last]

    def final(self) -> Point:
        """The last point of the piece."""
        return self.points()[-1]

    @property
    def single(self) -> bool:
        """Whether the piece is a single point, not a range or a list."""
        return self.last is None and not self.items


def set_year(point: Point, digits: str | None, marker: str = "") -> Point:
    """Set a point's year and era from the digits, if any, and the era marker before them.

    The point is changed in place and returned. Its month matters before 1941, when the year began on 1 April.
    """
    if not digits:
        return point
    number = int(digits)
    era = ERAS.get(marker.replace(" ", "").replace(".", "").casefold())
    if era == "RS" and number < 200:
        return _set_be(point, number + RATTANAKOSIN_OFFSET)
    if era == "AH":
        point.year = from_hijri(number).year
        return point
    if len(digits) == 2:
        return _set_be(point, 2500 + number)
    is_be = number >= MIN_BE_YEAR or (era == "BE" and not 1950 <= number <= 2100)
    if era == ("CE" if is_be else "BE"):
        point.flag("era_conflict")
    if is_be:
        return _set_be(point, number)
    point.year, point.era = number, "CE"
    return point


def borrow_year(point: Point, other: Point, step: int = 0) -> None:
    """Give a point the year of another plus ``step``, in the other's era."""
    if other.be is not None:
        _set_be(point, other.be + step)
    elif other.year is not None:
        point.year, point.era = other.year + step, other.era


def _set_be(point: Point, be: int) -> Point:
    """Set a point's Buddhist year and, from BE 544 on, its Common Era year."""
    point.be, point.era = be, "BE"
    if be < BE_OFFSET + 1:
        return point
    point.year = ce_year(be, point.month)
    if is_new_year_ambiguous(be, point.month):
        point.flag("new_year_ambiguous")
    return point
