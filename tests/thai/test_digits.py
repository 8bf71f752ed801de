from __future__ import annotations

import pytest

from newsextract.thai.digits import number


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("สิบเอ็ด", 11),
        ("ยี่สิบ", 20),
        ("ห้าสิบห้า", 55),
        ("หนึ่งร้อย", 100),
        ("สองร้อยสี่สิบหก", 246),
        ("สามพันห้าร้อย", 3500),
        ("สองล้าน", 2_000_000),
        ("๑,๒๓๔", 1234),
        ("2563", 2563),
    ],
)
def test_number(words: str, value: int) -> None:
    assert number(words) == value


@pytest.mark.parametrize("words", ["", "หลาย", "สิบคน", "-5", "2.5", "ครึ่ง"])
def test_not_a_whole_number(words: str) -> None:
    assert number(words) is None
