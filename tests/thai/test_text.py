import unicodedata

import pytest

from newsextract.thai.text import shortened

TEXT = "ที่ประชุมเศรษฐกิจโลกเรื่องน้ำใจไมตรีและเกาะแก่ง" * 2


@pytest.mark.parametrize("most", range(3, len(TEXT)))
def test_a_shortened_text_parts_no_vowel_or_mark_from_its_consonant(most):
    first, _, last = shortened(TEXT, most).partition(" … ")
    assert TEXT.startswith(first)
    assert TEXT.endswith(last)
    assert not first.endswith(tuple("เแโใไ"))
    for after in (last[:1] or "-", TEXT[len(first)]):
        assert after not in "ะาำ"
        assert unicodedata.category(after) != "Mn"
    assert len(first) + len(last) <= most
