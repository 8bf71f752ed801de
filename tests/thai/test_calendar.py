from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest

from newsextract.thai import calendar


def test_the_year_of_a_month_is_that_of_its_time() -> None:
    # the old year ran from April to March, and BE 2483 from April to December 1940
    months = {(2432, 4): 1889, (2455, 3): 1913, (2482, 3): 1940, (2483, 4): 1940, (2483, 12): 1940, (2484, 1): 1941}
    assert {month: calendar.ce_year(*month) for month in months} == months
    assert calendar.is_new_year_ambiguous(2431, 5)


def test_rattanakosin_era_meets_buddhist_era() -> None:
    # the last R.S. year, 131, was BE 2455; the Buddhist era was decreed from 1 April BE 2456 (1913)
    assert 131 + calendar.RATTANAKOSIN_OFFSET == 2455


def test_fiscal_years_follow_each_other_without_a_gap() -> None:
    years = [calendar.fiscal_year(be) for be in range(2484, 2650)]
    assert all(later[0] - earlier[1] == timedelta(days=1) for earlier, later in pairwise(years))
    assert years[2503 - 2484] == (date(1960, 1, 1), date(1960, 12, 31))
    assert years[2504 - 2484] == (date(1961, 1, 1), date(1961, 9, 30))


@pytest.mark.parametrize(
    ("year", "makha", "visakha", "loy_krathong"),
    [
        # years without and with an extra day or month; dates of the public holidays as announced
        (2019, "2019-02-19", "2019-05-18", "2019-11-11"),
        (2020, "2020-02-08", "2020-05-06", "2020-10-31"),
        (2021, "2021-02-26", "2021-05-26", "2021-11-19"),
        (2023, "2023-03-06", "2023-06-03", "2023-11-27"),
        (2024, "2024-02-24", "2024-05-22", "2024-11-15"),
        (2025, "2025-02-12", "2025-05-11", "2025-11-05"),
    ],
)
def test_lunar_holidays(year: int, makha: str, visakha: str, loy_krathong: str) -> None:
    later = bool(calendar.has_leap_month(year))
    for month, expected in ((3 + later, makha), (6 + later, visakha), (12, loy_krathong)):
        found = calendar.lunar_date(year, month, 15)
        assert found is not None
        assert found.isoformat() == expected


def test_lunar_months_follow_each_other() -> None:
    for year in range(2010, 2027):
        starts = [calendar.lunar_date(year, month, 1) for month in range(1, 13)]
        gaps = {(b - a).days for a, b in pairwise(starts) if a is not None and b is not None}
        assert gaps <= {29, 30, 59, 60}
        assert bool(gaps & {59, 60}) == calendar.has_leap_month(year)


def test_lunar_outside_the_table() -> None:
    assert calendar.lunar_date(1900, 3, 15) is None
    assert calendar.lunar_date(2024, 13, 1) is None
    assert calendar.lunar_date(2024, 3, 31) is None


def test_hijri_years_have_354_or_355_days() -> None:
    assert {(calendar.from_hijri(year + 1) - calendar.from_hijri(year)).days for year in range(1300, 1500)} == {354, 355}
