"""English text that was wrapped to a width: its lines are joined, real line breaks stay."""

from __future__ import annotations

import time

import pytest

from newsextract.page import Page
from newsextract.pages import parse
from newsextract.pages.corpus_text import drop_headline
from newsextract.pages.wrapped import join_lines

TEXT = """\
Kite makers of the northern provinces met in the hall of the old town on Monday, and they
agreed that kites should be made of paper, which is light, and of bamboo, which is strong
and grows in all of their provinces. The Kite Makers’ Association has proposed to Ministry
of Kites that a day of kites be held every year. Mr. Somchai Jaidee thanked the Lao-
Thai Friends of Kites for their help in this.
Some of the rules are as follows:
1) Kites may not be flown near the airport of the old town, on its roads, or in the rain or
by night.
2) Kites are to be made by hand."""
WRAPPED = TEXT.split("\n")


def test_wrapped_lines_are_joined_to_paragraphs() -> None:
    joined = join_lines("\n".join(WRAPPED)).split("\n")
    assert [line[:12] for line in joined] == ["Kite makers ", "Some of the ", "1) Kites may", "2) Kites are"]
    assert "proposed to Ministry of Kites that" in joined[0]
    assert "the Lao-Thai Friends of Kites" in joined[0]


@pytest.mark.parametrize(
    "text",
    [
        "The makers of kites from all of the provinces, who met on Monday\nFlying kites\nMaking kites",
        "\n".join(["Kite House of the northern provinces of the kingdom, built by the kite makers of the old town"] * 4),
        "\n".join(f"{mark}. Joint Statement of the makers of kites in the provinces of the north on paper" for mark in "abcd"),
        "a short line\nthat ends\nbefore the width\nof a page\nis reached",
    ],
)
def test_headings_lists_and_verses_stay(text: str) -> None:
    assert join_lines(text) == text


def test_thai_lines_with_latin_words_stay_beside_english_ones_that_were_wrapped() -> None:
    thai = ["ช่างทำว่าวในภาคเหนือประชุมกันที่ศาลาเมืองเก่าเมื่อวันจันทร์และเห็นชอบร่วมกับ Kite Association", "Kite Club ขอบคุณ"]
    assert join_lines("\n".join([*WRAPPED, *thai])) == "\n".join([join_lines(TEXT), *thai])
    glossed = TEXT.replace("proposed to Ministry\n", "proposed to (สมาคมว่าว) Ministry\n")
    assert join_lines(glossed).count("\n") == join_lines(TEXT).count("\n")


def test_a_long_text_is_joined_in_one_pass() -> None:
    lines = [f"{WRAPPED[0][:-4].lower()} they"] * 30_000
    begin = time.process_time()
    assert join_lines("\n".join(lines)) == " ".join(lines)
    assert time.process_time() - begin < 10


def test_the_body_of_a_page_is_joined_and_thai_lines_stay() -> None:
    thai = ["ช่างทำว่าวในภาคเหนือประชุมกันที่ศาลาเมืองเก่าเมื่อวันจันทร์และเห็นชอบให้ทำว่าวด้วยกระดาษและไม้ไผ่"] * 4
    article = parse(Page("\n".join(["Kites fly", *WRAPPED, *thai]).encode(), name="a.txt", kind="text"))
    assert article.text.count("\n") == 8
    assert article.text[article.body :].startswith("Kite makers")


def test_a_headline_repeated_on_two_lines_is_no_body() -> None:
    title = "Kite makers meet in the old town to agree on rules"
    assert drop_headline([title, "Kite makers meet in the old", "town to agree on rules", "On Monday"], title) == (
        title,
        ["On Monday"],
    )
