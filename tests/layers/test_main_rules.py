"""The main event: its trigger, how many took part, and where it was."""

import pytest

from newsextract.layers.drafts import Statement
from newsextract.layers.events import background, counts, geography, provinces
from newsextract.layers.events.context import Context
from newsextract.layers.events.find import _trigger, main_event
from newsextract.layers.events.happenings import Stretch
from newsextract.layers.findings import Findings
from newsextract.page import Article
from newsextract.records import Mention
from newsextract.thai.provinces import other_name

HEAD = "กรมว่าวชวนคนไทยเล่นว่าว\n"


def context(text, *statements):
    page = Article.of(HEAD + text, body=len(HEAD))
    said = [Statement(start=one.start, end=one.end, text=one.text, kind="reported") for one in map(at(page.text), statements)]
    return Context.of(page, Findings(statements=said))


def at(text):
    return lambda words: Mention.of(text, text.index(words), text.index(words) + len(words))


@pytest.mark.parametrize(
    ("text", "cue", "name", "trigger"),
    [
        ("นายว่าวเป็นประธานเปิดงาน “ว่าวลมหนาว” วันนี้", "เปิดงาน", "งาน “ว่าวลมหนาว”", "เปิดงาน “ว่าวลมหนาว”"),
        ("นายว่าวร่วมเปิดพิธีมอบว่าว วันนี้", "เปิด", "พิธีมอบว่าว", "เปิดพิธีมอบว่าว"),
        ("พิธีเปิดสนามว่าว โดยนายว่าวเปิดป้าย", "เปิดป้าย", "พิธีเปิดสนามว่าว", "เปิดป้าย"),  # the name is far before it
        ("พิธีเปิดสนามว่าว วันนี้", "เปิด", "พิธีเปิดสนามว่าว", "พิธีเปิดสนามว่าว"),
        ("นายว่าวเปิดป้าย\nงาน “ว่าวลมหนาว”", "เปิดป้าย", "งาน “ว่าวลมหนาว”", "เปิดป้าย"),
    ],
)
def test_a_trigger_that_reaches_into_the_events_name_goes_on_to_its_end(text, cue, name, trigger):
    seen = context(text)
    assert _trigger(seen, [at(seen.text)(cue)], [at(seen.text)(name)]).text == trigger


@pytest.mark.parametrize(("cue", "is_kept"), [("มอบ", True), ("โครงการ", False), ("ส่งเสริม", False)])
def test_a_word_that_only_names_a_topic_is_no_trigger(monkeypatch, cue, is_kept):
    text = "นายว่าวมอบทุนเรียนทำว่าวตามโครงการส่งเสริมว่าวไทย"
    seen = context(text)
    told = at(seen.text)("มอบทุนเรียนทำว่าว")
    monkeypatch.setattr(background, "main_stretches", lambda *_: [Stretch(told.start, told.end, 0.9, 0.9)])
    words = at(seen.text)(cue)
    main = main_event(seen, "x")[0].model_copy(update={"trigger": words, "slots": {"type": [words]}})
    found = background.with_about(seen, main)
    assert found.trigger == (words if is_kept else found.about)
    assert found.about.text == told.text


@pytest.mark.parametrize(
    ("text", "kind", "number"),
    [
        ("นายว่าวเปิดการประชุมว่าว มีผู้เข้าร่วมประชุมจำนวน 120 คน", "meeting", 120),
        ("นายว่าวเปิดการประชุมว่าว มีครูช่างว่าว 90 คน เข้าร่วมประชุม", "meeting", 90),
        ("นายว่าวแถลงผลสำรวจ มีผู้เข้าร่วมโครงการจำนวน 120 คน", "statement", None),
        ("นายว่าวเปิดการประชุมว่าว เมืองนี้มีคนเล่นว่าว 90 คน", "meeting", None),
    ],
)
def test_a_number_beside_words_for_taking_part_counts_within_a_statement(text, kind, number):
    assert counts.attendance(context(text, text), kind)[0] == number
    assert counts.attendance(context(text, text), "report")[0] is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("นายว่าวเปิดลานว่าว พร้อมด้วยครูช่างว่าว นายกสมาคม ผู้แทนร้านค้า และสื่อมวลชน ประมาณ 100 คน", 100),
        ("นายว่าวเปิดลานว่าว กระทรวงแรงงานส่งช่าง 60 คน เข้าร่วมงาน", 60),
        ("นายว่าวเปิดลานว่าว ซึ่งจ้างแรงงาน 60 คน เข้าร่วมงานก่อสร้าง", None),
        ("นายว่าวเปิดลานว่าว ซึ่งขายว่าวให้นักเรียน 60 คน", None),
    ],
)
def test_a_number_at_the_end_of_those_who_came_counts(text, number):
    assert counts.attendance(context(text), "ceremony")[0] == number


def test_equal_numbers_count_together_and_an_unlikely_one_does_not():
    several = [counts.Count(value, "คน", 0, 5, "") for value in (90, 60, 60)]
    assert counts.pick(several, [0.3, 0.1, 0.1, 0.5]) == (3, 0.7)
    assert counts.pick(several, [0.1, 0.2, 0.25, 0.45]) == (2, 0.45)
    assert counts.pick([], [1.0]) == (0, 1)


#: what the rules told that the model replaces, and the model does not: of 17 annotated numbers of those who joined a project two count
PROJECT = pytest.mark.xfail(reason="the model takes a number of those who joined a project for the other kind")
LATER = "\nครูช่างว่าวสอนวิธีทำว่าวแต่ละชนิด" * 100


@pytest.mark.parametrize(
    ("text", "kind", "number"),
    [
        (f"นายว่าวเปิดลานว่าว{LATER}\nโดยมีผู้เข้าร่วมงานกว่า 250 คน", "ceremony", 250),
        (f"นายว่าวเปิดลานว่าว{LATER}\nคาดว่าจะมีผู้เข้าร่วมงานกว่า 250 คน", "ceremony", None),
        pytest.param(f"นายว่าวเปิดลานว่าว{LATER}\nโดยมีผู้เข้าร่วมโครงการกว่า 250 คน", "ceremony", None, marks=PROJECT),
        pytest.param("นายว่าวเปิดตัวว่าวไทย มีร้านเข้าร่วมโครงการ 60 ราย", "programme", 60, marks=PROJECT),
        (f"นายว่าวเยี่ยมลานว่าว{LATER}\nโดยมีผู้เข้าร่วมงานกว่า 250 คน", "visit", None),
        ("นายว่าวเปิดลานว่าว เกษตรกรผู้ทำว่าว 60 คน ร่วมในพิธี", "ceremony", 60),
        ("นายว่าวเปิดลานว่าว ช่างของกระทรวงแรงงานมา 60 คน ร่วมเป็นเกียรติ", "ceremony", 60),
        ("กรมว่าวรายงานว่า มีครูเข้าร่วมงาน 60 คน", "report", None),
        ("กรมว่าวอนุมัติให้จัดงาน ซึ่งมีครูเข้าร่วมงาน 60 คน", "decision", None),
        ("นายว่าวเปิดการประชุมว่าว งานที่มีคนมาร่วมงานตั้งแต่ 60 คน ต้องแจ้งก่อน", "visit", None),
        ("นายว่าวเปิดตัวว่าวไทย มีร้านเข้าร่วมโครงการแล้ว 60 ราย", "programme", None),
        (f"นายว่าวเปิดการอบรมครูช่างว่าว\nครูช่างว่าวและผู้เกี่ยวข้อง จำนวนทั้งสิ้น 60 คน{LATER}", "training", 60),
        ("นายว่าวเยี่ยมผู้ประสบภัย น้ำท่วมครั้งนี้มีผู้เสียชีวิต 60 ราย", "disaster", None),
    ],
)
def test_a_number_of_those_who_gathered_counts_wherever_it_stands_and_others_do_not(text, kind, number):
    assert counts.attendance(context(text), kind)[0] == number


@pytest.mark.parametrize("words", ["อำเภอเมืองฯ", "อ.เมืองจ.น่าน", "อำเภอเมืองจังหวัดน่าน", "อำเภอเมือง จังหวัดน่าน"])
def test_the_capital_of_a_province_is_a_district_however_it_is_written(words):
    found = geography.districts(words, 0, len(words))
    assert [words[one.start : one.end] for one in found] == [words[: words.index("เมือง") + len("เมือง")]]


def test_a_landmark_gives_its_province():
    for words in ("ห้องแถลงข่าว คุรุสภา", "อาคารราชบุรีดิเรกฤทธิ์", "โรงแรมริมน้ำ Bangkok", "ลานว่าว ถนนโยธี"):
        assert [one.code for one in geography.landmarks(words, 0, len(words))] == ["TH-10"]
    seen = context("อาคาราชบุรีดิเรกฤทธิ์")
    assert provinces.named(seen, 0, len(seen.text)) == []
    assert other_name("อาคาราชบุรีดิเรกฤทธิ์", 4, 11) == "building"


def test_a_campus_is_not_in_the_province_of_its_university():
    words = "มหาวิทยาลัยเกษตรศาสตร์ วิทยาเขตศรีราชา"
    assert [one.code for one in geography.landmarks(words, 0, len(words))] == ["TH-20"]
