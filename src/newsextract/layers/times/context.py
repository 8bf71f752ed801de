"""What is known while a text is read, and day arithmetic on points."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from newsextract.layers.times.pieces import Piece, Point

_STATED = (None, "text")


@dataclass(slots=True)
class Context:
    """What is known while the expressions are read from left to right; ``…_end`` is where the naming before it ends."""

    text: str
    reference: date | None  # the day of publication
    today: date | None  # the day that วันนี้ means: written beside it, in the lead, or the day of publication
    told: bool = False  # the text itself says what day today is
    chain: Point | None = None  # the last day of a list whose year was inferred
    chain_end: int = -1
    day: Point | None = None
    single: bool = False  # that day is no range
    day_end: int = -1
    month: Point | None = None
    month_end: int = -1
    period: Piece | None = None  # the quarter, half or run of months named last
    year: int | None = None
    year_end: int = -1
    year_label: str = ""
    account: int | None = None  # the year named last, if it is a bank's,
    account_line: int = -1  # and the end of its line

    def same_line(self, end: int, start: int) -> bool:
        """Whether no line ends between two offsets."""
        return "\n" not in self.text[end:start]

    def year_within(self, piece: Piece, reach: int, *, same_line: bool = False) -> int | None:
        """The year named at most so many characters before a piece."""
        if self.year is None or piece.start - self.year_end > reach:
            return None
        return None if same_line and not self.same_line(self.year_end, piece.start) else self.year

    def remember(self, piece: Piece) -> None:
        """Keep what later expressions may lean on."""
        if piece.form == "day":
            self._remember_day(piece)
        if piece.form in {"day", "month"}:
            last = piece.final()
            stated = last.basis in _STATED and last.year is not None
            if stated or piece.form == "month":
                self.month, self.month_end = last, piece.end
            if stated:
                self._name_year(last.year, piece.end)
        elif piece.form == "year":
            self._name_year(piece.final().year, piece.end, piece.label)
            if self.text.startswith("ปีบัญชี", piece.start):
                self._name_account(piece.end)
        elif piece.form in {"quarter", "half", "months"}:
            self.period = piece
            if piece.first.year is not None and piece.first.basis is None:
                self._name_year(piece.first.year, piece.end, piece.label)

    def _remember_day(self, piece: Piece) -> None:
        last = piece.final()
        self.day, self.single, self.day_end = last, piece.last is None, piece.end
        if last.basis in {"weekday", "nearby"} or (last.basis == "published" and last.month in range(3, 11)):
            self.chain, self.chain_end = last, piece.end

    def _name_year(self, year: int | None, end: int, label: str = "") -> None:
        self.year, self.year_end, self.year_label = year, end, label if label == "fiscal_year" else ""

    def _name_account(self, end: int) -> None:
        self.account = self.year
        if end > self.account_line:
            found = self.text.find("\n", end)
            self.account_line = len(self.text) if found < 0 else found


def as_date(point: Point) -> date | None:
    """The day of a point, or None when it is not a whole or not a possible one."""
    if point.year is None or point.month is None or point.day is None:
        return None
    if not (1 <= point.year <= 9999 and 1 <= point.month <= 12):
        return None
    return date(point.year, point.month, point.day) if 1 <= point.day <= monthrange(point.year, point.month)[1] else None


def set_day(point: Point, day: date) -> None:
    """Give a point a day."""
    point.year, point.month, point.day = day.year, day.month, day.day


def week_of(day: date, offset: int = 0) -> date:
    """The Monday of a day's week, or of that many weeks later."""
    return day - timedelta(days=day.isoweekday() - 1) + timedelta(weeks=offset)


def shift_month(year: int, month: int, by: int) -> tuple[int, int]:
    """The month so many months later.

    Examples
    --------
    >>> shift_month(2020, 1, -1)
    (2019, 12)
    """
    total = year * 12 + month - 1 + by
    return total // 12, total % 12 + 1
