"""Entities: which mentions are found, their names, and exact offsets."""

from __future__ import annotations

import json
import lzma
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsextract.layers import names, times
from newsextract.layers.findings import Findings
from newsextract.layers.names import titles
from newsextract.page import Article

LEAD = (
    "ปลัดพลังงาน เปิดการประชุมพลังงานสะอาด\n"
    "วันนี้ (3 มี.ค. 66) เวลา 09.00 น. ณ โรงแรมดุสิตธานี กรุงเทพฯ นายสมหมาย ใจดีงาม ปลัดกระทรวงพลังงาน (พน.) "
    "เป็นประธานเปิดการประชุม โดยมีผู้แทนจากจังหวัดเลย จังหวัดน่าน และประเทศลาว เข้าร่วม\n"
    "นายสมหมาย กล่าวว่า กระทรวงพลังงานพร้อมสนับสนุน"
)
PIECES = [
    "นาย", "สมหมาย ใจดี", "กระทรวงแรงงาน", "(", ")", "“", "”", "\n", " ", "\u200b", "จังหวัดเลย", "ํา", "เเ", "๒๕๖๓",
    "H.E. Mr. John Doe", "พม.", "ฯ", ",",
]  # fmt: skip


def found(text: str) -> dict[str, tuple[str, str | None, str | None]]:
    return {e.text: (e.type, e.name, e.iso) for e in names.search(text)}


def test_a_lead_gives_the_person_the_ministry_the_hotel_and_the_places() -> None:
    got = found(LEAD)
    assert got["นายสมหมาย ใจดีงาม"] == ("PERSON", "สมหมาย ใจดีงาม", None)
    assert got["กระทรวงพลังงาน"] == ("ORGANIZATION", "กระทรวงพลังงาน", None)
    assert got["โรงแรมดุสิตธานี"][0] == "FACILITY"
    assert got["กรุงเทพฯ"] == ("LOCATION", "กรุงเทพมหานคร", "TH-10")
    assert got["จังหวัดเลย"] == ("LOCATION", "เลย", "TH-42")
    assert got["จังหวัดน่าน"] == ("LOCATION", "น่าน", "TH-55")
    assert got["ประเทศลาว"] == ("LOCATION", "ลาว", "LA")


def test_a_name_does_not_include_the_office_after_it() -> None:
    assert not any("ปลัด" in e.text for e in names.search(LEAD))


def test_mentions_of_one_thing_share_its_id_and_full_name() -> None:
    mentions = names.search(LEAD)
    full, short = (next(e for e in mentions if e.text == text) for text in ("นายสมหมาย ใจดีงาม", "นายสมหมาย"))
    assert full.id == short.id
    assert short.name == "สมหมาย ใจดีงาม"
    ministry = {e.id for e in mentions if e.text in {"กระทรวงพลังงาน", "พน."}}
    assert len(ministry) == 1
    assert len({e.id for e in mentions}) > 4


def test_english_names_inside_and_outside_thai() -> None:
    got = found("Prime Minister Gen. Somchai Jaidee visited Chiang Mai and Malaysia on Monday, said the Ministry of Finance.")
    assert got["Gen. Somchai Jaidee"][:2] == ("PERSON", "Somchai Jaidee")
    assert got["Malaysia"][2] == "MY"
    assert got["Chiang Mai"][2] == "TH-50"
    assert got["Ministry of Finance"][:2] == ("ORGANIZATION", "กระทรวงการคลัง")


@given(st.lists(st.sampled_from(PIECES), max_size=25))
@settings(max_examples=150)
def test_offsets_are_exact_and_spans_do_not_overlap(pieces: list[str]) -> None:
    text = "".join(pieces)
    mentions = names.search(text)
    assert all(text[e.start : e.end] == e.text and e.text.strip() == e.text and e.text for e in mentions)
    assert all(a.end <= b.start for a, b in pairwise(mentions))


@pytest.mark.parametrize("text", ["", " ", "\u200b", "\n\n", "....", "((((", "“" * 50, "นาย", "ก" * 2000])
def test_no_mention_is_empty_and_blank_text_has_none(text: str) -> None:
    assert all(e.text for e in names.search(text))
    if not text.strip("\u200b .(“\n"):
        assert names.search(text) == []


def test_earlier_texts_do_not_change_the_result() -> None:
    first = names.search(LEAD)
    names.search("อธิบดีกรมชลประทาน นายวิชัย มั่นคง ตรวจเขื่อนภูมิพล จังหวัดตาก")
    assert names.search(LEAD) == first


@pytest.mark.slow
@pytest.mark.eval
def test_offsets_are_exact_over_a_thousand_articles(shared: Path) -> None:
    with lzma.open(shared / "corpus/thaigov-dev.jsonl.xz", "rt", encoding="utf-8") as file:
        texts = (json.loads(line)["text"] for number, line in zip(range(60_000), file, strict=False) if number % 60 == 0)
        for text in texts:
            mentions = names.search(text)
            assert all(text[e.start : e.end] == e.text for e in mentions)
            assert all(a.end <= b.start for a, b in pairwise(mentions))


def test_a_month_is_not_an_organisation_and_a_place_does_not_include_the_day_after_it() -> None:
    article = Article.of("วันที่ 5 กค. 2567 กค. เสนอเรื่อง และจัดงาน ณ อิมแพค เมืองทองธานี 22 – 25 ตุลาคม 2567")
    found = names.find(article, Findings().plus("times", times.find(article, Findings()))).items
    assert [(one.text, one.name) for one in found] == [
        ("กค.", "กระทรวงการคลัง"),
        ("อิมแพค เมืองทองธานี", "อิมแพค เมืองทองธานี"),
    ]
    assert found[0].start > article.text.index("2567")


def test_a_rank_without_its_last_full_stop_is_a_title() -> None:
    assert titles.split("พล.ต.ต สมหมาย ใจดี") == ("พล.ต.ต", "สมหมาย ใจดี")
    assert titles.split("พล.ต.ต. สมหมาย ใจดี") == ("พล.ต.ต.", "สมหมาย ใจดี")
    assert titles.split("พล.ต.อัมพร ใจดี") == ("พล.ต.", "อัมพร ใจดี")
    assert titles.split("พล.อ.อนันต์ ใจดี") == ("พล.อ.", "อนันต์ ใจดี")


@pytest.mark.parametrize("title", ["ดาโต๊ะ ซรี", "ดาโตะ เซอรี", "สมเด็จอัครมหาเสนาบดีเดโช", "ผู้ช่วยศาสตราจารย์พิเศษ ดร."])
def test_a_foreign_or_academic_title_of_several_words_is_no_part_of_the_name(title: str) -> None:
    assert titles.split(f"{title} มาลี ใจดี") == (title, "มาลี ใจดี")


@pytest.mark.parametrize(
    ("text", "title"),
    [("Dato Paduka Malee Jaidee", "Dato Paduka"), ("the Honourable Malee Jaidee", "the Honourable"), ("Themba Jaidee", "")],
)
def test_an_english_title_of_several_words_is_no_part_of_the_name(text: str, title: str) -> None:
    assert titles.split(text)[0] == title
