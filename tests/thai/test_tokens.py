"""Tokens cover the text and break where names begin and end."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsextract.thai.tokens import tokenize

PIECES = [
    "รมว.", "กระทรวง", "แรงงาน", "และ", "พม", ".", "ก.พ.", " ", "\u200b", "ํา", "เเ", "Thailand", "-", "’s", "ฯ", "ฯลฯ", "๒๕๖๓",
    "\n", "(", "www.a.th", "น.",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=30))
@settings(max_examples=300)
def test_tokens_follow_each_other_without_gaps_and_cover_the_text(pieces: list[str]) -> None:
    text = "".join(pieces)
    tokens = tokenize(text)
    assert "".join(tokens.words()) == text
    assert len(tokens.starts) == len(tokens.ends) == len(tokens.kinds) == len(tokens.norms)
    assert all(a < b for a, b in zip(tokens.starts, tokens.ends, strict=True))


@given(st.text(max_size=60))
@settings(max_examples=200)
def test_any_text_is_covered(text: str) -> None:
    assert "".join(tokenize(text).words()) == text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("รมว.กต.", ["รมว.", "กต."]),
        ("และพม.กับสธ.", ["และ", "พม.", "กับ", "สธ."]),
        ("Thailand-Cambodia", ["Thailand", "-", "Cambodia"]),
        ("Chan-o-cha", ["Chan-o-cha"]),
        ("Bank’s", ["Bank", "’", "s"]),
        ("ในประเทศไทย", ["ใน", "ประเทศไทย"]),
        ("ผู้ว่าราชการจังหวัดเลย", ["ผู้ว่าราชการ", "จังหวัด", "เลย"]),
        ("กระทรวงเกษตรฯ", ["กระทรวง", "เกษตร", "ฯ"]),
        ("H.E. Mr. A", ["H.E.", " ", "Mr", ".", " ", "A"]),
        ("25 ก.พ. 63", ["25", " ", "ก.พ.", " ", "63"]),
    ],
)
def test_boundaries_of_names_are_boundaries_of_tokens(text: str, words: list[str]) -> None:
    assert list(tokenize(text).words()) == words


def test_norms_are_normalised_and_offsets_point_into_the_source() -> None:
    tokens = tokenize("นํ้า ๒๕๖๓")
    assert tokens.norms == ["น้ำ", " ", "2563"]
    assert tokens.text[tokens.starts[0] : tokens.ends[0]] == "นํ้า"


def test_an_email_address_is_one_token_wherever_it_occurs() -> None:
    assert list(tokenize("อีเมลsaraban@example.go.th ...x.y-z@example.org").words()) == [
        "อีเมล", "saraban@example.go.th", " ", "...x.y-z@example.org",
    ]  # fmt: skip


def test_the_short_name_of_march_does_not_hide_where_a_title_begins():
    assert list(tokenize("โดยมีนายมะมุง ดีงาม").words())[:2] == ["โดย", "มี"]
    assert "มีนาคม" in list(tokenize("ในเดือนมีนาคม").words())


@pytest.mark.parametrize("text", ["และ|ร.ต.ท.", "โดย|ธ.ก.ส.", "ใน|จ.", "ตาม|พ.ร.บ."])
def test_a_conjunction_or_preposition_is_no_part_of_the_abbreviation_behind_it(text: str) -> None:
    assert list(tokenize(text.replace("|", "")).words()) == text.split("|")
