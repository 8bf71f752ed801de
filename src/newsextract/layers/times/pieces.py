"""What the grammar hands on: points on the calendar with their missing parts still missing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from newsextract.layers.times.lexicon import ERAS
from newsextract.records import TimeKind, WarningCode
from newsextract.thai.calendar import BE_OFFSET, LEAST_BE_YEAR, ce_year, from_hijri, from_rattanakosin, is_new_year_ambiguous

Era = Literal["BE", "CE"]
Basis = Literal["text", "weekday", "nearby", "published"]
Form = Literal["day", "month", "year", "clock", "weekday", "relative", "quarter", "half", "months", "holiday", "fixed"]


@dataclass(slots=True)
class Point:
    """A point with whatever parts the text writes; ``year`` is of the Common Era, ``clock`` is "HH:MM"."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    clock: str | None = None
    weekday: int | None = None
    era: Era | None = None
    be: int | None = None
    basis: Basis | None = None
    flags: tuple[WarningCode, ...] = ()

    def flag(self, code: WarningCode) -> None:
        """Note something a reader should know, once."""
        if code not in self.flags:
            self.flags += (code,)


@dataclass(slots=True)
class Piece:
    """One expression as found in the normalised text."""

    start: int
    end: int
    form: Form  # "fixed" has its value already
    first: Point = field(default_factory=Point)
    last: Point | None = None  # the other end of a range
    items: list[Point] | None = None  # the points of a list of days
    label: str = ""  # finer kind: "fiscal_year" and the like, a holiday's rule, a relative word's unit
    number: int = 0  # which quarter or half, how many months (negative: the last ones); the offset of a relative word
    number_to: int | None = None
    kind: TimeKind | None = None
    value: str | None = None
    end_value: str | None = None
    opened: int | None = None  # offset of what stands in a bracket that opens inside the span and is not closed yet
    year_offset: int | None = None  # the year is this many after the present one ("7 กรกฎาคมปีหน้า")
    anchor: int | None = None  # the expression says what day a relative word means: that many days from today
    since: int | None = None  # the range begins so many days from today ("ตั้งแต่วันนี้ – 11 ธ.ค. 65")
    closed: bool = False  # the span ends with a bracket that it opened
    bare: bool = False  # no word before a year, or no year behind a run of months

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
        """Whether the piece is one point, no range and no list."""
        return self.last is None and not self.items


def set_year(point: Point, digits: str | None, marker: str = "") -> Point:
    """Give a point the year that the text writes, in two or four digits or not at all, and the era of the marker before it.

    The point is changed in place; its month decides where the old new year matters (see the calendar module).
    """
    if not digits:
        return point
    number = int(digits)
    era = ERAS.get(marker.replace(" ", "").replace(".", "").casefold())
    if era == "RS" and number < 200:
        return _set_be(point, from_rattanakosin(number))
    if era == "AH":
        point.year = from_hijri(number)[0].year
        return point
    if len(digits) == 2:
        return _set_be(point, 2500 + number)
    is_be = number >= LEAST_BE_YEAR or (era == "BE" and not 1950 <= number <= 2100)
    if era == ("CE" if is_be else "BE"):
        point.flag("era_conflict")
    if is_be:
        return _set_be(point, number)
    point.year, point.era = number, "CE"
    return point


def borrow_year(point: Point, other: Point, step: int = 0) -> None:
    """Give a point the year of another (or the one before or after), counted in the other's era."""
    if other.be is not None:
        _set_be(point, other.be + step)
    elif other.year is not None:
        point.year, point.era = other.year + step, other.era


def _set_be(point: Point, be: int) -> Point:
    """Give a point a Buddhist year, and the Common Era one where there is one."""
    point.be, point.era = be, "BE"
    if be < BE_OFFSET + 1:
        return point
    point.year = ce_year(be, point.month)
    if is_new_year_ambiguous(be, point.month):
        point.flag("new_year_ambiguous")
    return point
