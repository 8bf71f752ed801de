"""What is known while a text is read, and day arithmetic on points."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from newsextract.layers.times.pieces import Piece, Point


@dataclass(slots=True)
class Context:
    """What is known while the expressions are read from left to right.

    Attributes
    ----------
    reference
        The header's date.
    told
        The text itself says what day today is.
    today
        The day that วันนี้ means: written beside it, in the lead, or the header's.
    """

    text: str
    reference: date | None
    today: date | None
    told: bool = False
    chain: Point | None = None
    chain_end: int = -1
    day: Point | None = None
    single: bool = False
    day_end: int = -1
    month: Point | None = None
    month_end: int = -1
    period: Piece | None = None
    year: int | None = None
    year_end: int = -1
    year_label: str = ""
    account: int | None = None
    account_line: int = -1

    def name_year(self, year: int | None, end: int, label: str = "") -> None:
        """Note the year named last, and whether it is a fiscal one."""
        self.year, self.year_end, self.year_label = year, end, label if label == "fiscal_year" else ""

    def name_account(self, end: int) -> None:
        """Note that the year named last is a bank's, and where its line ends."""
        self.account = self.year
        if end > self.account_line:
            found = self.text.find("\n", end)
            self.account_line = len(self.text) if found < 0 else found


def as_date(point: Point) -> date | None:
    """The day of a point, or None when it is not a whole or not a possible one."""
    if point.year is None or point.month is None or point.day is None:
        return None
    if (
        not 1 <= point.year <= 9999
        or not 1 <= point.month <= 12
        or not 1 <= point.day <= monthrange(point.year, point.month)[1]
    ):
        return None
    return date(point.year, point.month, point.day)


def shift_month(year: int, month: int, by: int) -> tuple[int, int]:
    """The month so many months later.

    Examples
    --------
    >>> shift_month(2020, 1, -1)
    (2019, 12)
    """
    total = year * 12 + month - 1 + by
    return total // 12, total % 12 + 1
