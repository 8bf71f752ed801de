"""The words that say what happened: whole phrases, years of a series and measures, no time of their own at either end."""

from __future__ import annotations

from functools import partial

import pytest

from newsextract.layers.events.trimming import before_next_clause, to_next_space, trim_span
from tests import told
from tests.told import HEAD

context = partial(told.context, published="2022-06-01")
RIVERSIDE = ("ตำบลริมน้ำ", "LOCATION")


def trimmed(text: str, first: str, last: str, language: str = "th") -> str:
    seen = context(text, RIVERSIDE, language=language)
    return trim_span(seen, seen.text.index(first), seen.text.index(last) + len(last)).text


@pytest.mark.parametrize(
    ("text", "first", "last", "found"),
    [
        ("กรมจัดสอบนักเรียน ม.1 ปีการศึกษา 2565 ทั่วประเทศ", "จัดสอบ", "ม.1", "จัดสอบนักเรียน ม.1 ปีการศึกษา 2565"),
        ("กรมจัดสอบนักเรียน ม.1 ปีการศึกษา 2565 ทั่วประเทศ", "จัดสอบ", "2565", "จัดสอบนักเรียน ม.1 ปีการศึกษา 2565"),
        ("ออกประกาศเรื่องการขายว่าว พ.ศ. 2564 แล้ว", "ออก", "ว่าว", "ออกประกาศเรื่องการขายว่าว พ.ศ. 2564"),
        ("เปิดประชุมหัวหน้าฝ่ายประจำเดือนมีนาคม 2565 แล้ว", "เปิด", "ประจำเดือน", "เปิดประชุมหัวหน้าฝ่ายประจำเดือนมีนาคม 2565"),
        ("ขายว่าวก่อนถึงฤดูลมหนาวเดือนธันวาคม แล้ว", "ขาย", "เดือน", "ขายว่าวก่อนถึงฤดูลมหนาวเดือนธันวาคม"),
        ("จัดประชุมคณะกรรมการว่าวครั้งที่ 3/2565 แล้ว", "จัดประชุม", "ครั้ง", "จัดประชุมคณะกรรมการว่าวครั้งที่ 3/2565"),
        ("ขายว่าวก่อนฤดูเดือนธันวาคม 2564 – มีนาคม 2565 แล้ว", "ขาย", "ธันวาคม", "ขายว่าวก่อนฤดูเดือนธันวาคม 2564 – มีนาคม 2565"),
        ("ขายว่าวได้ทุกเดือนในงานของโรงเรียน แล้ว", "ขาย", "เดือน", "ขายว่าวได้ทุกเดือน"),
        ("ออกประกาศเรื่องการขายว่าว พ.ศ. .... แล้ว", "ออก", "ว่าว", "ออกประกาศเรื่องการขายว่าว พ.ศ. ...."),
        ("มอบรางวัลแก่ช่างทำว่าวเมื่อวันที่ 5 มีนาคม 2565 แล้ว", "มอบ", "2565", "มอบรางวัลแก่ช่างทำว่าว"),
        ("จะเปิดโรงเรียนทำว่าวแห่งใหม่ในปี 2566 ต่อไป", "เปิด", "2566", "เปิดโรงเรียนทำว่าวแห่งใหม่"),
        ("ขายว่าวได้เงินกว่า 8.4 แสนบาท แล้ว", "ขาย", "กว่า", "ขายว่าวได้เงินกว่า 8.4 แสนบาท"),
        ("ลงนามกับโรงเรียนทำว่าว 4 แห่งที่อยู่ริมทะเล", "ลงนาม", "4", "ลงนามกับโรงเรียนทำว่าว 4 แห่ง"),
        ("ลงนามกับโรงเรียนทำว่าว 4 แห่ง ริมทะเล", "ลงนาม", "ว่าว", "ลงนามกับโรงเรียนทำว่าว 4 แห่ง"),
        ("กำลังพลลงพื้นที่ช่วยเก็บว่าวที่ตกน้ำ", "พื้นที่", "น้ำ", "ลงพื้นที่ช่วยเก็บว่าวที่ตกน้ำ"),
        ("22 เมษายน 2565 ที่ผ่านมา ช่างทำว่าวแข่งกันที่ลานวัด", "22", "ลานวัด", "ช่างทำว่าวแข่งกันที่ลานวัด"),
        ("เยี่ยมชมร้านทำว่าวหมู่ 3 ตำบลริมน้ำ อำเภอว่าว", "เยี่ยมชม", "3", "เยี่ยมชมร้านทำว่าวหมู่ 3"),
        ("เยี่ยมชมร้านทำว่าว 3 ตำบล แล้ว", "เยี่ยมชม", "ว่าว", "เยี่ยมชมร้านทำว่าว 3 ตำบล"),
        ("(1) ตรวจโรงงานทำว่าว 2) ตรวจร้านขายว่าว", "ตรวจโรงงาน", "2", "ตรวจโรงงานทำว่าว"),
    ],
)
def test_a_span_holds_its_year_and_its_measure_but_not_its_day(text: str, first: str, last: str, found: str) -> None:
    assert trimmed(text, first, last) == found


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("The mayor’s visit to the kite school was short", "’s visit"),
        ("He spoke of visit to the kite school", "of visit"),
        ("He came on the occasion of his visit to the kite school", "occasion"),
        ("March 5, 2022 visit to the kite school", "March"),
    ],
)
def test_an_english_span_does_not_begin_with_a_preposition_a_genitive_or_a_day(text: str, first: str) -> None:
    assert trimmed(text, first, "school", "en") == "visit to the kite school"


def test_a_phrase_is_not_cut_before_the_words_written_together_with_it() -> None:
    seen = context("ช่างช่วยกันซ่อมว่าวยักษ์โบราณ แล้วนำไปเล่นในลานวัด")

    def to(last: str) -> str:
        end = seen.text.index(last) + len(last)
        return seen.text[seen.text.index("ช่วย") : to_next_space(seen, seen.text.index("ช่วย"), end)]

    assert to("ว่าว") == "ช่วยกันซ่อมว่าวยักษ์โบราณ"
    assert to("ไปเล่น").endswith("ไปเล่น")


@pytest.mark.parametrize(
    ("text", "first", "found"),
    [
        ("กล่าวถึงกรณีที่ช่างทำว่าวขายของไม่ได้ แล้ว", "กรณี", "ช่างทำว่าวขายของไม่ได้"),
        ("กล่าวถึงที่ช่างทำว่าวขายว่าวไม่ได้ แล้ว", "ที่ช่าง", "ช่างทำว่าวขายว่าวไม่ได้"),
        ("อธิบดีหารือเกี่ยวกับการเปิดโรงเรียนทำว่าว แล้ว", "เกี่ยวกับ", "การเปิดโรงเรียนทำว่าว"),
        ("อธิบดีบรรยายในหัวข้อเรื่อง การเปิดโรงเรียนทำว่าว แล้ว", "ในหัวข้อ", "การเปิดโรงเรียนทำว่าว"),
        ("อธิบดีลงพื้นที่เพื่อตรวจโรงเรียนทำว่าว แล้ว", "เพื่อ", "ตรวจโรงเรียนทำว่าว"),
        ("อธิบดีเดินทางถึงประเทศแห่งสายลม แล้ว", "ถึง", "ถึงประเทศแห่งสายลม"),
        ("อธิบดีเดินทางไปตรวจโรงเรียนทำว่าว แล้ว", "ไปตรวจ", "ตรวจโรงเรียนทำว่าว"),
        ("กรมว่าวจะเปิดโรงเรียนทำว่าว แล้ว", "จะเปิด", "เปิดโรงเรียนทำว่าว"),
        ("กรมส่งเสริมว่าว (กสว.) ตรวจโรงเรียนทำว่าว แล้ว", "(กสว.)", "ตรวจโรงเรียนทำว่าว"),
        ("เสนอ (ร่าง) ระเบียบการขายว่าว แล้ว", "(ร่าง)", "(ร่าง) ระเบียบการขายว่าว"),
        ("โรงเรียนทำว่าวได้รับการรับรองมาตรฐานว่าว แล้ว", "การรับรอง", "ได้รับการรับรองมาตรฐานว่าว"),
        ("ทีมที่ 2 แข่งว่าวที่ลานวัด แล้ว", "ที่ 2", "ที่ 2 แข่งว่าวที่ลานวัด"),
        ("ประชุมช่างว่าวที่ลานวัด แล้ว", "ประชุม", "ประชุมช่างว่าวที่ลานวัด"),
    ],
)
def test_a_span_begins_with_the_words_that_tell_the_event(text: str, first: str, found: str) -> None:
    assert trimmed(text, first, text.split(" ")[-2]) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("มอบรางวัลแก่ช่างทำว่าวดีเด่น โดยมีอธิบดีเป็นประธาน", "มอบรางวัลแก่ช่างทำว่าวดีเด่น"),
        ("ตรวจเยี่ยมโรงเรียนทำว่าวริมทะเล เพื่อรับฟังปัญหา", "ตรวจเยี่ยมโรงเรียนทำว่าวริมทะเล"),
        ("ตรวจว่าว เพื่อรับฟังปัญหาของช่าง", "ตรวจว่าว เพื่อรับฟังปัญหาของช่าง"),
        ("ขายว่าวให้ผู้โดยสารที่ท่าเรือ โดยสารเรือกลับ", "ขายว่าวให้ผู้โดยสารที่ท่าเรือ โดยสารเรือกลับ"),
        ("เปิดโครงการ “ว่าวไทยไปไกล เพื่อชุมชน” ที่ลานวัด", "เปิดโครงการ “ว่าวไทยไปไกล เพื่อชุมชน” ที่ลานวัด"),
    ],
)
def test_a_span_ends_before_the_clause_that_says_how_or_why(text: str, found: str) -> None:
    seen = context(text)
    start = len(HEAD)
    assert seen.text[start : before_next_clause(seen, start, len(seen.text))] == found


@pytest.mark.parametrize(
    ("text", "last", "whole"),
    [
        ("ช่างทำว่าวหารือกับ นายกล้า ว่าวไทย นายกสมาคม", "กับ", "ช่างทำว่าวหารือกับ นายกล้า ว่าวไทย"),
        ("ช่างทำว่าวแจกว่าวเนื่องใน “วันว่าวไทย” ทุกปี", "เนื่องใน", "ช่างทำว่าวแจกว่าวเนื่องใน “วันว่าวไทย”"),
        ("ช่างทำว่าวแจกว่าวเด็ก “วันว่าวไทย” ทุกปี", "เด็ก", "ช่างทำว่าวแจกว่าวเด็ก"),
        ("ช่างทำว่าวแจกว่าวใหญ่ในพื้นที่ ตำบลริมน้ำ แล้ว", "ใน", "ช่างทำว่าวแจกว่าวใหญ่ในพื้นที่ ตำบลริมน้ำ"),
        ("ช่างทำว่าวหารือถึงราคาว่าวจุฬา แล้ว", "ถึง", "ช่างทำว่าวหารือถึงราคาว่าวจุฬา"),
    ],
)
def test_a_phrase_goes_on_to_the_name_that_it_leads_to(text: str, last: str, whole: str) -> None:
    seen = context(text, ("นายกล้า ว่าวไทย", "LOCATION"), RIVERSIDE)
    start, end = seen.text.index("ช่าง"), seen.text.index(last) + len(last)
    assert seen.text[start : to_next_space(seen, start, end)] == whole


@pytest.mark.parametrize(
    ("text", "last", "whole"),
    [
        ("The mayor thanked the makers on completion of the kite. He left.", "completion", "on completion of the kite"),
        ("The mayor thanked the makers on completion on 5 March 2022. He left.", "completion", "on completion"),
        (
            "The mayor thanked the makers on completion of a kite that is as long as the river. He left.",
            "completion",
            "on completion",
        ),
    ],
)
def test_an_english_span_goes_on_to_the_end_of_a_sentence_nearby(text: str, last: str, whole: str) -> None:
    seen = context(text, language="en")
    start, end = seen.text.index("on completion"), seen.text.index(last) + len(last)
    assert seen.text[start : to_next_space(seen, start, end)] == whole


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("handed kites to the schools, which include one by the sea.", "include"),
        ("handed kites to the schools, designed and built by the sea.", "designed"),
        ("handed kites to the schools, according to the mayor.", "according"),
    ],
)
def test_an_english_span_does_not_end_with_the_beginning_of_a_clause(text: str, last: str) -> None:
    assert trimmed(text, "handed", last, "en") == "handed kites to the schools"


def test_an_english_list_keeps_its_last_word() -> None:
    assert (
        trimmed("handed out kites, strings, bamboo to schools", "handed", "bamboo", "en") == "handed out kites, strings, bamboo"
    )


@pytest.mark.parametrize(
    ("text", "last", "found"),
    [
        ("The club discussed a broad range of issues on kites", "range", "discussed a broad range of issues"),
        (
            "The club discussed the report of the Kite Office, which praised it",
            "report",
            "discussed the report of the Kite Office",
        ),
        ("The club discussed the ban of Chemicals and Waste in rivers", "ban", "discussed the ban of Chemicals and Waste"),
        ("The club discussed the trade of May 5 again", "trade", "discussed the trade"),
        (
            "The club discussed kites with the Testland Prime Minister on Monday",
            "Prime",
            "discussed kites with the Testland Prime Minister",
        ),
        (
            "The club discussed the price situation in all dimensions, it said",
            "all",
            "discussed the price situation in all dimensions",
        ),
        ("The club discussed kites and balloons which fly", "balloons", "discussed kites and balloons"),
        (
            "The club discussed kites for Testland’s wide beaches and hills",
            "Testland",
            "discussed kites for Testland’s wide beaches",
        ),
        (
            "The club discussed kites, one of the world's best toys which fly",
            "world'",
            "discussed kites, one of the world's best toys",
        ),
        ("The club discussed kites 1) in spring 2) in autumn", "kites", "discussed kites"),
        ("The club discussed kites with the mayor on occasion of his visit", "occasion", "discussed kites with the mayor"),
    ],
)
def test_an_english_span_ends_with_its_phrase(text: str, last: str, found: str) -> None:
    assert trimmed(text, "discussed", last, "en") == found


def test_an_english_span_that_is_cut_behind_a_title_ends_with_the_name() -> None:
    text = "The mayor has met with Mr. Somchai Jaidee again"
    seen = context(text, ("Mr. Somchai Jaidee", "PERSON"), language="en")
    assert trim_span(seen, seen.text.index("met"), seen.text.index(" Somchai")).text == "met with Mr. Somchai Jaidee"


def test_an_english_span_begins_with_the_verb_whose_object_it_is() -> None:
    assert (
        trimmed("He commended the success of the kite school", "success", "school", "en")
        == "commended the success of the kite school"
    )
    assert trimmed("He saw the success of the kite school", "success", "school", "en") == "success of the kite school"


@pytest.mark.parametrize(
    ("text", "last", "found"),
    [
        ("ขายว่าวออนไลน์ผ่านแอป Kite Shop Plus ลดราคา", "แอป", "ขายว่าวออนไลน์ผ่านแอป Kite Shop Plus"),
        ("ขายว่าวในงาน “Kite Expo 2022” ที่ลานวัด", "งาน", "ขายว่าวในงาน “Kite Expo 2022”"),
        ("ตรวจหาเชื้อโควิด 19 ช่วงค่ำ", "โควิด", "ตรวจหาเชื้อโควิด 19"),
        ("ขายว่าวได้เพิ่มขึ้นถึง 7 เท่า จากปีก่อน", "7", "ขายว่าวได้เพิ่มขึ้นถึง 7 เท่า"),
    ],
)
def test_a_thai_span_ends_with_the_name_or_the_number_that_it_leads_to(text: str, last: str, found: str) -> None:
    assert trimmed(text, text[:5], last) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("the signing of a deal between Chile and Peru was filmed", "signing of a deal between Chile and Peru"),
        ("the signing of a deal between Chile and others was filmed", "signing of a deal between Chile"),
    ],
)
def test_an_english_span_holds_both_names_behind_between(text: str, found: str) -> None:
    seen = context(text, ("Chile", "LOCATION"), ("Peru", "LOCATION"), language="en")
    assert trim_span(seen, seen.text.index("signing"), seen.text.index("Chile") + len("Chile")).text == found


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("The school opened its kite hall at approx. 0900hrs", "approx"),
        ("The school opened its kite hall, which was attended by approx. 90 people", "approx"),
        ("The school opened its kite hall, No. 12", "No"),
    ],
)
def test_an_english_span_does_not_end_with_a_word_that_needs_a_number(text: str, last: str) -> None:
    assert trimmed(text, "opened", last, "en") == "opened its kite hall"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The Kite Office (KO) on the sale of kites to schools", "sale of kites to schools"),
        ("The Kite Office (KO) and the big kites of the schools", "the big kites of the schools"),
        ("The kite road (17 kms from the river) and end in schools", "(17 kms from the river) and end in schools"),
    ],
)
def test_a_span_does_not_begin_with_the_gloss_whose_bracket_it_closes(text: str, found: str) -> None:
    assert trimmed(text, text[text.index("(") + 1 :][:3].strip(" )"), "schools", "en").endswith(found)
