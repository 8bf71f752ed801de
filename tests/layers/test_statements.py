"""Statements: cues, speakers, extents."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsextract.layers import statements
from newsextract.layers.drafts import Entity, Person, Referent
from newsextract.layers.findings import Findings
from newsextract.layers.statements.speakers import Offices
from newsextract.page import Article
from newsextract.records import Mention


def person(text, name, *surfaces, role=None):
    mentions = []
    for surface in surfaces or (name,):
        at = text.find(surface)
        while at >= 0:
            mentions.append(Mention.of(text, at, at + len(surface)))
            at = text.find(surface, at + 1)
    return Person(name=name, role=role, mentions=mentions)


def find(text, people, entities=(), language="th", body=0):
    article = Article.of(text, body=body, language=language)
    return statements.find(article, Findings(referents=[Referent.of(one) for one in people], entities=entities)).items


def said(text, people, language="th", entities=()):
    return [(s.speaker, s.text, s.kind) for s in find(text, people, entities, language)]


def test_reported_speech_runs_to_the_end_of_the_paragraph():
    text = "นายสมมุติ ดีงาม อธิบดีกรมทดสอบ เปิดเผยว่า โครงการจะเริ่มเดือนหน้า ขอให้ทุกฝ่ายเตรียมตัว\nย่อหน้าถัดไปไม่เกี่ยว"
    people = [person(text, "สมมุติ ดีงาม", "นายสมมุติ ดีงาม", role="อธิบดีกรมทดสอบ")]
    assert said(text, people) == [("สมมุติ ดีงาม", "โครงการจะเริ่มเดือนหน้า ขอให้ทุกฝ่ายเตรียมตัว", "reported")]


def test_the_office_is_resolved_to_its_holder_and_not_to_the_deputy():
    text = "นายกรัฐมนตรี กล่าวเพิ่มเติมว่า รัฐบาลพร้อมเดินหน้าทุกโครงการในปีนี้"
    people = [
        Person(name="รอง ตัวอย่าง", role="รองนายกรัฐมนตรี", mentions=[]),
        Person(name="ตัว อย่าง", role="นายกรัฐมนตรี", mentions=[]),
    ]
    assert said(text, people)[0][0] == "ตัว อย่าง"


def test_an_office_without_a_holder_stays_as_written():
    text = "ปลัดกระทรวงตัวอย่าง กล่าวว่า งานทั้งหมดจะแล้วเสร็จตามกำหนดที่วางไว้"
    assert said(text, [])[0][0] == "ปลัดกระทรวงตัวอย่าง"


def test_a_quotation_whose_speaker_stands_behind_it():
    text = "“เราจะไม่ทิ้งใครไว้ข้างหลัง และจะทำงานต่อไปทุกวัน” นายสมมุติ กล่าวทิ้งท้าย"
    people = [person(text, "สมมุติ ดีงาม", "นายสมมุติ")]
    assert said(text, people) == [("สมมุติ ดีงาม", "เราจะไม่ทิ้งใครไว้ข้างหลัง และจะทำงานต่อไปทุกวัน", "direct")]


def test_minister_titles_and_wadauy_are_not_cues():
    text = "นายสมมุติ ดีงาม รัฐมนตรีว่าการกระทรวงตัวอย่าง ร่วมประชุมว่าด้วยสิ่งแวดล้อมโลกที่จัดขึ้นทุกปี"
    assert said(text, [person(text, "สมมุติ ดีงาม", "นายสมมุติ ดีงาม")]) == []


def test_the_headline_is_left_alone():
    head = "นายสมมุติ กล่าวว่า หัวข้อข่าวที่ยาวพอจะนับเป็นคำพูด\n"
    text = head + "เนื้อข่าวไม่มีคำพูดของผู้ใดเลย"
    assert find(text, [person(text, "สมมุติ ดีงาม", "นายสมมุติ")], [], "th", body=len(head)) == []


def test_the_first_of_a_company_speaks():
    text = "นายสมมุติ ดีงาม พร้อมด้วย นางสาวตัว อย่าง กล่าวว่า จะร่วมมือกันอย่างใกล้ชิดต่อไป"
    people = [person(text, "สมมุติ ดีงาม", "นายสมมุติ ดีงาม"), person(text, "ตัว อย่าง", "นางสาวตัว อย่าง")]
    assert said(text, people)[0][0] == "สมมุติ ดีงาม"


def test_a_body_speaks():
    text = "กรมทดสอบ ชี้แจงว่า ข้อความที่ส่งต่อกันในสื่อออนไลน์ไม่เป็นความจริง"
    body = Entity(start=0, end=8, text="กรมทดสอบ", type="ORGANIZATION")
    assert said(text, [], entities=[body])[0][0] == "กรมทดสอบ"


def test_english_speech_ends_with_its_sentence():
    text = "Government Spokesperson Jane Sample disclosed that the cabinet approved the plan. It takes effect next month."
    people = [person(text, "Jane Sample", role="Government Spokesperson")]
    assert said(text, people, "en") == [("Jane Sample", "the cabinet approved the plan.", "reported")]


def test_english_lines_broken_to_a_width_go_on():
    text = (
        "Government Spokesperson Jane Sample disclosed that the Prime Minister acknowledged a report\n"
        "on travel and was pleased with it. More follows."
    )
    people = [person(text, "Jane Sample", role="Government Spokesperson")]
    assert said(text, people, "en")[0][1].endswith("was pleased with it.")


def test_a_summary_of_talks_reports_what_each_side_said():
    text = "Spokesperson Jane Sample disclosed gist as follows:\nThe Prime Minister expressed hope that trade between both countries would grow further."
    people = [person(text, "Jane Sample", role="Spokesperson"), Person(name="John Example", role="Prime Minister", mentions=[])]
    assert [s[0] for s in said(text, people, "en")] == ["John Example"]


@pytest.mark.parametrize(("office", "found"), [("รมว.ตัวอย่าง", "ก ข"), ("นายกฯ", None), ("ก", None)])
def test_short_forms_of_offices(office, found):
    people = [Person(name="ก ข", role="รัฐมนตรีว่าการกระทรวงตัวอย่าง", mentions=[])]
    person_ = Offices(people).holder(office)
    assert (person_.name if person_ else None) == found


@given(
    st.lists(
        st.sampled_from(
            ["นายสมมุติ", " กล่าวว่า ", "“", "”", "\n", "ข้อความยาวพอสมควรสำหรับทดสอบ", " กล่าว", "said that ", "Jane", ". "]
        ),
        max_size=40,
    )
)
def test_offsets_hold_and_statements_do_not_overlap(parts):
    text = "".join(parts)
    people = [person(text, "สมมุติ", "นายสมมุติ"), person(text, "Jane", "Jane")]
    for language in ("th", "en"):
        found = find(text, people, [], language)
        assert all(text[s.start : s.end] == s.text and s.text.strip() for s in found)
        assert all(text[s.cue.start : s.cue.end] == s.cue.text for s in found if s.cue)
        assert all(a.end <= b.start for a, b in pairwise(found))


def test_speech_that_no_opener_opens():
    text = "นายสมมุติ ดีงาม เผยถึงแนวทางช่วยเหลือชุมชนริมน้ำ โดยจะเริ่มในเดือนหน้า\nย่อหน้าถัดไปเล่าเรื่องอื่น"
    person = Person(name="สมมุติ ดีงาม", mentions=[Mention.of(text, 0, 15)])
    found = find(text, [person], [], "th")
    assert [(s.speaker, s.text) for s in found] == [("สมมุติ ดีงาม", "แนวทางช่วยเหลือชุมชนริมน้ำ โดยจะเริ่มในเดือนหน้า")]


def test_a_quotation_goes_on_in_the_next_paragraph():
    first = "นายสมมุติ ดีงาม กล่าวว่า “งานเดินหน้าไปด้วยดีตามแผนที่วางไว้ทุกประการ”"
    more = "“ขณะเดียวกัน เราได้เตรียมเครื่องสูบน้ำไว้ทุกตำบล และจะซ่อมคลองส่งน้ำให้เสร็จก่อนฤดูฝนในปีหน้า”"
    text = f"{first}\n{more}\n“คำขวัญสั้น”"
    person = Person(name="สมมุติ ดีงาม", mentions=[Mention.of(text, 0, 15)])
    found = find(text, [person], [], "th")
    assert [s.speaker for s in found] == ["สมมุติ ดีงาม", "สมมุติ ดีงาม"]
    assert found[1].text.startswith("ขณะเดียวกัน")
    assert found[1].kind == "direct"
