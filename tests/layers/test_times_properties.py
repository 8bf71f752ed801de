"""Invariants of the times layer on any text: exact spans, no exceptions, calendar round trips, linear running time."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common import timed as seconds
from growth import too_slow
from newsextract.layers.times import parse, search, to_edtf, to_interval, to_timex3, warnings
from newsextract.layers.times.lexicon import HOLIDAYS, RELATIVE, THAI_MONTHS, WEEKDAYS
from newsextract.thai.view import THAI_DIGITS

SHORT = ["ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค."]
MONTHS = list(THAI_MONTHS)
_WORDS = [
    *MONTHS, *SHORT, *list(RELATIVE), *list(WEEKDAYS), *list(HOLIDAYS), "วันที่ ", "เดือน", "ปี", "พ.ศ.", "ค.ศ.", "ปีงบประมาณ", "ไตรมาส",
    "ครึ่งปีแรก", "เวลา ", " น.", "นาฬิกา", "hrs", "pm", " - ", "–", "ถึง", " และ ", ",", "/", ".", ":", "(", ")", " ", "\n", "\u00a0", "\u200b",
    "ทุก", "ขึ้น", "ค่ำ เดือน", "เดือนแรก", "ตี", "บ่าย", "โมง", "ทุ่ม", "ของ", "May", "March", "Q3", "FY", "๒๕๖๓", "ก", "เเ", "ํา",
]  # fmt: skip
_TO_THAI = {arabic: thai for thai, arabic in THAI_DIGITS.items()}
_SOUP = st.lists(st.one_of(st.sampled_from(_WORDS), st.integers(0, 3000).map(str), st.text(max_size=3)), max_size=30).map(
    "".join
)
_REFERENCES = st.one_of(st.none(), st.dates(min_value=date(1900, 1, 1), max_value=date(2199, 12, 31)))


def _check(text: str, reference: date | None) -> None:
    last = 0
    for found in search(text, reference):
        assert last <= found.start < found.end <= len(text)
        assert text[found.start : found.end] == found.text
        last = found.start
        to_edtf(found)
        to_interval(found)
        assert to_timex3(found).startswith("<TIMEX3 ")
        assert type(found).model_validate(found.model_dump()) == found
    warnings(search(text, reference))


@given(st.text(max_size=200), _REFERENCES)
def test_invariants_hold_on_any_text(text: str, reference: date | None) -> None:
    _check(text, reference)


@settings(max_examples=400)
@given(_SOUP, _REFERENCES)
def test_invariants_hold_on_calendar_words_in_any_order(text: str, reference: date | None) -> None:
    _check(text, reference)


@given(st.dates(min_value=date(1889, 4, 1), max_value=date(2200, 12, 31)), st.booleans(), st.booleans())
def test_a_thai_date_is_parsed_back_to_its_day(day: date, abbreviated: bool, thai_digits: bool) -> None:
    be = day.year + 543 - (day < date(1941, 1, 1) and day.month < 4)  # the year began on 1 April
    text = f"{day.day} {(SHORT if abbreviated else MONTHS)[day.month - 1]} {be}"
    assert parse(text.translate(_TO_THAI) if thai_digits else text).value == day.isoformat()


def _seconds(unit: str, octets: int) -> dict[str, float]:
    text = unit * (octets // len(unit.encode()))
    return {unit: seconds(lambda: search(text, date(2020, 2, 26)))}


def _too_slow(unit: str, small: int, large: int, times: float, least: float) -> dict[str, tuple[float, float]]:
    return too_slow(lambda: _seconds(unit, small), lambda: _seconds(unit, large), times=times, least=least)


@pytest.mark.parametrize(
    "unit",
    ["1", ".", "1.", "1-", "1 ", "1,", "1/", "๑", "มกราคม", "มกราคม ", "ก.พ.", "วันที่ ", "วันที่ 1 ", "2563 ", "2563-", "ปี", "ปี 2563", "(", "วันนี้ (", "1 มกราคม 2563 - ", "และ 1 ",
     "สิบ", "ทุก", "วันจันทร์-", " ", "\n", "\u200b", "May ", "Q1", "พ.ศ. ", "เวลา ", "09.00 ", "เวลา 09.00 น. ", "1 May and ", "หนึ่งวันถึง", "ปี 2563 และ ", "https://", "วันที่ 1, 2, ",
     "วันนี้ - ", "ขึ้น 1", "every "],
)  # fmt: skip
def test_time_is_linear(unit: str) -> None:
    # eight times the length; quadratic time would take sixty-four times as long
    assert _too_slow(unit, 20_000, 160_000, times=20, least=0.002) == {}


@pytest.mark.slow
@pytest.mark.parametrize("unit", ["1.", "มกราคม ", "1 มกราคม 2563 - ", "1 "])
def test_time_is_linear_up_to_megabytes(unit: str) -> None:
    # ten times the length; quadratic time would take a hundred times as long, and the long text leaves the processor's cache
    assert _too_slow(unit, 250_000, 2_500_000, times=25, least=0.035) == {}
