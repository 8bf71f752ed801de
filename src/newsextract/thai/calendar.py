"""The Thai calendar: Buddhist and Common Era years, the old new year, fiscal years, lunar days.

Notes
-----
- Since 1 January 1941 (1 January BE 2484) the Buddhist year is the Common Era year plus 543: Calendar Year Act,
  BE 2483, of 6 September 2483 (Royal Gazette 57, page 419, 17 September 2483). BE 2483 therefore had nine months,
  April to December 1940.
- From 1 April 1889 to then the year began on 1 April, so January to March belonged to the year before: 31 March BE
  2455 was 31 March 1913. The solar months were introduced from 1 April R.S. 108 by the announcement "ให้ใช้วันอย่างใหม่"
  (12th waning day of the fourth month, C.S. 1250; Royal Gazette 5).
- The Buddhist era became official on 1 April BE 2456 (1913); before it years were counted in the Rattanakosin era,
  R.S. = BE - 2324 (R.S. 108 = BE 2432 = 1889).
- Before 1 April 1889 the calendar was lunisolar: earlier dates are not converted.
"""

from __future__ import annotations

from datetime import date, timedelta

from newsextract.data import read_csv

BE_OFFSET = 543
#: BE = R.S. + this many years
RATTANAKOSIN_OFFSET = 2324
#: The first year that began on 1 January.
FIRST_JANUARY_YEAR = 2484
#: The first year of the solar calendar; it began on 1 April 1889.
FIRST_SOLAR_YEAR = 2432
#: The last fiscal year that was a calendar year (National Statistical Office, Statistical Yearbook 2022).
LAST_CALENDAR_FISCAL_YEAR = 2503
#: Year numbers from here up are read as Buddhist era.
MIN_BE_YEAR = 2200
#: days in each lunar month: 29 and 30 alternately
_LUNAR_LENGTHS = {month: 30 - month % 2 for month in range(1, 13)}
#: Asalha full moon of each Common Era year
_ASALHA = {int(row["year"]) - BE_OFFSET: date.fromisoformat(row["asalha"]) for row in read_csv("times/lunar_years.csv")}


def ce_year(be: int, month: int | None = None) -> int:
    """The Common Era year in which a month of a Buddhist year fell; without a month, in which that year began.

    Examples
    --------
    >>> ce_year(2563, 2), ce_year(2455, 3), ce_year(2455, 4)
    (2020, 1913, 1912)
    """
    late = month is not None and month < 4 and FIRST_SOLAR_YEAR <= be < FIRST_JANUARY_YEAR - 1
    return be - BE_OFFSET + late


def is_new_year_ambiguous(be: int, month: int | None) -> bool:
    """Whether a modern writer may have meant either of two Common Era years.

    True for January to March of BE years up to 2483, and for every date of the lunisolar calendar.

    Examples
    --------
    >>> is_new_year_ambiguous(2477, 3), is_new_year_ambiguous(2477, 6), is_new_year_ambiguous(2400, 6)
    (True, False, True)
    """
    if be < FIRST_SOLAR_YEAR:
        return month is not None
    return be < FIRST_JANUARY_YEAR and month is not None and month < 4


def from_hijri(year: int) -> date:
    """First day of a Hijri year by the tabular calendar (accurate to a day or two).

    Examples
    --------
    >>> from_hijri(1445)
    datetime.date(2023, 7, 19)
    """
    return date.fromordinal(227015 + (year - 1) * 354 + (3 + 11 * year) // 30)


def fiscal_year(be: int) -> tuple[date, date]:
    """First and last day of a government fiscal year.

    Up to BE 2503 it was the calendar year; BE 2504 was the nine months before the first year that began in October.
    Years before 1941, when the calendar year itself was different, have no special treatment.

    Examples
    --------
    >>> fiscal_year(2564)
    (datetime.date(2020, 10, 1), datetime.date(2021, 9, 30))
    >>> fiscal_year(2503)
    (datetime.date(1960, 1, 1), datetime.date(1960, 12, 31))
    """
    ce = be - BE_OFFSET
    if be <= LAST_CALENDAR_FISCAL_YEAR:
        return date(ce, 1, 1), date(ce, 12, 31)
    begins = date(ce, 1, 1) if be == LAST_CALENDAR_FISCAL_YEAR + 1 else date(ce - 1, 10, 1)
    return begins, date(ce, 9, 30)


def has_leap_month(year: int) -> bool | None:
    """Whether the eighth lunar month came twice in a Common Era year; None outside the table.

    Examples
    --------
    >>> has_leap_month(2018), has_leap_month(2019), has_leap_month(1900)
    (True, False, None)
    """
    if year not in _ASALHA or year - 1 not in _ASALHA:
        return None
    return (_ASALHA[year] - _ASALHA[year - 1]).days > 380


def lunar_date(year: int, month: int, day: int) -> date | None:
    """The Common Era date of a Thai lunar date, from the table of Asalha full moons; None outside it.

    ``year`` is the Common Era year of the lunar year's eighth month; of two eighth months, 8 is the second. Waning days are
    16 to 30.

    Examples
    --------
    >>> lunar_date(2025, 3, 15), lunar_date(2025, 12, 15), lunar_date(1900, 3, 15)
    (datetime.date(2025, 2, 12), datetime.date(2025, 11, 5), None)
    """
    leap = has_leap_month(year)
    if leap is None or not (1 <= month <= 12 and 1 <= day <= 30):
        return None
    full_moon = _ASALHA[year]
    extra_day = (full_moon - _ASALHA[year - 1]).days == 355
    lengths = _LUNAR_LENGTHS | {7: 29 + extra_day}
    first = full_moon - timedelta(days=14)
    if month >= 8:
        first += timedelta(days=sum(lengths[m] for m in range(8, month)))
    else:
        first -= timedelta(days=sum(lengths[m] for m in range(month, 8)) + 30 * leap)
    return first + timedelta(days=day - 1)
