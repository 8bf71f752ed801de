"""State kept while a text is read, and date arithmetic on points."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from newsextract.layers.times.pieces import Piece, Point

_STATED = (None, "text")


@dataclass(slots=True)
class Context:
    """State while the expressions are resolved from left to right, mostly what was named last."""

    text: str
    reference: date | None  # publication date
    today: date | None  # the day that วันนี้ means: written beside it, in the lead, or the publication date
    today_is_stated: bool = False  # the text itself says what day today is
    chain: Piece | None = None  # last day whose year was inferred; later days of its list follow it
    day: Piece | None = None
    month: Piece | None = None  # a month, or a day with a stated year
    period: Piece | None = None  # a quarter, half or run of months
    year: int | None = None
    year_end: int = -1
    year_label: str = ""

    def same_line(self, end: int, start: int) -> bool:
        """Whether two offsets are on the same line."""
        return "\n" not in self.text[end:start]

    def near(self, named: Piece | None, piece: Piece, reach: int, *, same_line: bool = False) -> Piece | None:
        """``named`` itself, if it ends at most ``reach`` characters before a piece; None otherwise."""
        return named if named is not None and self._reaches(named.end, piece.start, reach, same_line) else None

    def year_within(self, piece: Piece, reach: int, *, same_line: bool = False) -> int | None:
        """The year last named, if at most ``reach`` characters before a piece."""
        return self.year if self._reaches(self.year_end, piece.start, reach, same_line) else None

    def _reaches(self, end: int, start: int, reach: int, same_line: bool) -> bool:
        return start - end <= reach and not (same_line and not self.same_line(end, start))

    def remember(self, piece: Piece) -> None:
        """Record what later expressions may depend on."""
        last = piece.final()
        stated = last.basis in _STATED and last.year is not None
        if piece.form == "day":
            self.day = piece
            self.chain = piece if _begins_a_list(last) else self.chain
        if piece.form == "month" or (piece.form == "day" and stated):
            self.month = piece
        if piece.form in {"quarter", "half", "months"}:
            self.period = piece
        if stated and piece.form not in {"clock", "holiday"}:
            self.year, self.year_end, self.year_label = last.year, piece.end, piece.label


def _begins_a_list(day: Point) -> bool:
    """Whether a day's year was inferred, but not from a publication date around New Year."""
    return day.basis in {"weekday", "nearby"} or (day.basis == "published" and day.month in range(3, 11))


def as_date(point: Point) -> date | None:
    """The date of a point, or None if it is incomplete or impossible."""
    if point.year is None or point.month is None or point.day is None:
        return None
    if not (1 <= point.year <= 9999 and 1 <= point.month <= 12):
        return None
    return date(point.year, point.month, point.day) if 1 <= point.day <= monthrange(point.year, point.month)[1] else None


def week_of(day: date, offset: int = 0) -> date:
    """The Monday of the week ``offset`` weeks after a day's own."""
    return day - timedelta(days=day.isoweekday() - 1) + timedelta(weeks=offset)


def shift_month(year: int, month: int, by: int) -> tuple[int, int]:
    """The year and month ``by`` months later.

    Examples
    --------
    >>> shift_month(2020, 1, -1)
    (2019, 12)
    """
    total = year * 12 + month - 1 + by
    return total // 12, total % 12 + 1
