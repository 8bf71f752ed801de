"""Statements: which words open none, nested quotations, and where statements end."""

import pytest

from newsextract.layers.statements.choose import ChosenStatement
from newsextract.layers.statements.cues import find_cues
from newsextract.layers.statements.ends import Ends
from newsextract.layers.statements.find import _statement
from newsextract.layers.statements.speakers import Speakers
from spoken import body, person, scene, speech
from spoken import opening_cues as cues


def quoted(text):
    pairs = scene(text).quotations
    return [text[a + 1 : b] for a, b in pairs.items() if b is not None]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('"คลองสายนี้ขุดตามแผน "น้ำถึงนา" เมื่อปีก่อน" นายสมมุติ กล่าว', ['คลองสายนี้ขุดตามแผน "น้ำถึงนา" เมื่อปีก่อน']),
        ('“ปีนี้จะเปิดตลาด "นัดริมน้ำ" ทุกเดือน” นายสมมุติ กล่าว', ['ปีนี้จะเปิดตลาด "นัดริมน้ำ" ทุกเดือน']),
        ('""ป่าชุมชน" เป็นของทุกคน" นายสมมุติ กล่าว', ['"ป่าชุมชน" เป็นของทุกคน']),
        ('"ปลูกก่อน" และ "เก็บทีหลัง"', ["ปลูกก่อน", "เก็บทีหลัง"]),
        ('"คลองสายนี้ขุดตามแผน "น้ำถึงนา เมื่อปีก่อน" นายสมมุติ กล่าว', ['คลองสายนี้ขุดตามแผน "น้ำถึงนา เมื่อปีก่อน']),
    ],
)
def test_a_quotation_contains_inner_ones(text, found):
    assert quoted(text) == found


def test_what_the_cabinet_decides_as_proposed_is_no_statement():
    proposed = "กระทรวงตัวอย่างเสนอแนวทางซ่อมแซมคลองส่งน้ำทุกสายในภาคกลางให้เสร็จในปีหน้า"
    assert cues(f"คณะรัฐมนตรีเห็นชอบตามที่{proposed}") == []
    assert "เสนอ" in cues(proposed)
    assert "เสนอว่า" in cues("ตามที่กระทรวงตัวอย่างเสนอว่า ให้ซ่อมแซมคลองส่งน้ำทุกสายในภาคกลาง")


@pytest.mark.parametrize(
    "words",
    [
        "ไม่ว่า",
        "เรียกว่า",
        "หมายความว่า",
        "ปรากฏว่า",
        "จะเห็นได้ว่า",
        "แสดงให้เห็นว่า",
        "สะท้อนให้เห็นได้ว่า",
        "คำว่า",
        "เป็นหลักฐานยืนยันว่า",
        "เป็นเครื่องยืนยันว่า",
        "เป็นเครื่องยืนยันถึง",
    ],
)
def test_a_wa_that_opens_nothing(words):
    text = f"นายสมมุติ กล่าวถึงคลองส่งน้ำสายใหม่ที่{words}จะเป็นคลองสายแรกของจังหวัดที่มีประตูระบายน้ำ"
    assert not any(cue.endswith("ว่า") for cue in cues(text))


@pytest.mark.parametrize("words", ["ถามว่าพร้อมหรือไม่ว่า", "กล่าวว่า", "ชี้ให้เห็นว่า"])
def test_a_wa_that_opens_speech(words):
    assert cues(f"นายสมมุติ {words}คลองสายแรกของจังหวัดจะมีประตูระบายน้ำทุกตำบล")[-1].endswith("ว่า")


@pytest.mark.parametrize("words", ["กรมทดสอบ ได้รับ", "กรมทดสอบ ได้รับการ", "ผู้สื่อข่าว", "โดยมี", "ซึ่งมีการ"])
@pytest.mark.parametrize("opener", ["ว่า ", ""])
def test_a_report_that_nobody_named_makes_is_no_cue(words, opener):
    text = f"{words}รายงาน{opener}ฝนตกหนักในหลายอำเภอและน้ำเริ่มล้นตลิ่งตั้งแต่เช้าวันนี้"
    assert cues(text, body(text, "กรมทดสอบ")) == []


@pytest.mark.parametrize("words", ["กรมทดสอบรายงานว่า", "กรมทดสอบ มีรายงานว่า"])
def test_a_report_by_someone_named_is_a_cue(words):
    text = f"{words} ฝนตกหนักในหลายอำเภอและน้ำเริ่มล้นตลิ่งตั้งแต่เช้าวันนี้"
    assert cues(text, body(text, "กรมทดสอบ")) == ["รายงานว่า"]


@pytest.mark.parametrize(
    ("behind", "found"),
    [
        (" พร้อมด้วยผู้นำชุมชนและประชาชนในตำบล เข้าร่วมงาน ณ ศาลากลางหมู่บ้าน", []),
        (" ณ ศาลากลางหมู่บ้าน มีประชาชนเข้าร่วมกว่า 200 คน", []),
        ("ความคืบหน้าของคลองสายใหม่ที่เริ่มขุดเมื่อปีก่อนและจะเสร็จในปีหน้า", ["กล่าวรายงาน"]),
        ("ว่า คลองสายใหม่เริ่มขุดเมื่อปีก่อนและจะเสร็จในปีหน้า", ["กล่าวรายงานว่า"]),
    ],
)
def test_a_report_as_an_item_of_a_ceremony_is_no_cue(behind, found):
    assert cues(f"โดยมี นายสมมุติ ดีงาม กล่าวรายงาน{behind}") == found


@pytest.mark.parametrize("who", ["กรมทดสอบ", "กรมทดสอบ (กทส.)"])
@pytest.mark.parametrize("verb", [" ชี้แจง ดังนี้", " ขอชี้แจงข้อเท็จจริง ดังนี้ :", "จึงขอชี้แจงดังต่อไปนี้"])
def test_an_answer_announced_at_the_end_of_a_paragraph_is_below_it(who, verb):
    text = f"ตามที่มีข่าวเรื่องน้ำ {who}{verb}\n1. น้ำในคลองใช้ดื่มได้ทุกวัน และมีการตรวจทุกเดือน\n2. ไม่มีการปิดคลอง"
    found = [cue for cue in find_cues(scene(text, body(text, "กรมทดสอบ"))) if cue.speech_start == text.index("1.")]
    assert [text[cue.start : cue.end] for cue in found] == [verb.strip()[verb.strip().index("ชี้แจง") :]]
    assert not any(cue.kind == "opened" for cue in find_cues(scene(text)))  # nobody named before the verb


def test_a_verb_inside_a_name_is_no_cue():
    text = "นายเสริมศักดิ์ ดีงาม กล่าวว่า น้ำในคลองมีพอใช้ตลอดปีนี้"
    assert cues(text, person(text, "เสริมศักดิ์ ดีงาม", "นายเสริมศักดิ์ ดีงาม")) == ["กล่าวว่า"]


@pytest.mark.parametrize("who", ["นายเสริมศักดิ์", "ผู้ส่งเสริมการปลูก"])
@pytest.mark.parametrize("verb", ["กล่าว", "กล่าวย้ำ"])
def test_the_verb_after_a_quotation_is_a_word_outside_a_name(who, verb):
    text = f"“ปีนี้น้ำมากกว่าทุกปี และจะพอใช้ตลอดปี” {who} {verb}"
    heard = speech(text, *([person(text, "เสริมศักดิ์ ดีงาม", who)] if who.startswith("นาย") else []))
    found = heard.verb_after_quotation(next(cue for cue in heard.cues if cue.kind == "quote"))
    assert found is not None
    assert found[2] == "กล่าว"


def test_a_statement_does_not_end_at_the_mark_of_a_quotation_inside_it():
    text = "นายสมมุติ กล่าวว่า ปีนี้จะเร่งทำตามแผนใหญ่ชื่อ “น้ำถึงนาทุกแปลงทุกตำบลของทุกจังหวัด” โดยเร็ว"
    heard = speech(text)
    opened, inner = (next(cue for cue in heard.cues if cue.kind == kind) for kind in ("opened", "quote"))
    ends = Ends(heard)
    assert "quote" not in {end.kind for end in ends.of(opened)}
    assert "quote" in {end.kind for end in ends.of(inner)}


def test_a_quotation_may_be_closed_some_paragraphs_below():
    text = "นายสมมุติ กล่าวว่า “ปีนี้น้ำมากกว่าทุกปี\nเราจะปลูกข้าวให้เต็มทุ่ง\nและเก็บเกี่ยวก่อนลมหนาว” แล้วจึงเดินทางกลับ"
    said = "ปีนี้น้ำมากกว่าทุกปี\nเราจะปลูกข้าวให้เต็มทุ่ง\nและเก็บเกี่ยวก่อนลมหนาว"
    assert quoted(text) == [said]
    heard = speech(text)
    cue = next(cue for cue in heard.cues if cue.kind == "opened")
    kinds = [end.kind for end in Ends(heard).of(cue)]
    assert kinds.index("quote") < kinds.index("paragraph")
    assert quoted(text.replace("เราจะ", "“เราจะ")) == ["เราจะปลูกข้าวให้เต็มทุ่ง\nและเก็บเกี่ยวก่อนลมหนาว"]  # the next one opens


def test_a_paragraph_that_someone_says_is_one_quotation():
    assert quoted('"ปีนี้ใช้คำขวัญ "น้ำคือชีวิต” นายสมมุติ กล่าวในตอนท้าย') == ['ปีนี้ใช้คำขวัญ "น้ำคือชีวิต']
    assert quoted('"น้ำคือชีวิต" นายสมมุติ กล่าว "ฝนคือพร" นายแสดง กล่าว') == ["น้ำคือชีวิต", "ฝนคือพร"]


def test_the_first_verb_with_its_occasion_governs_a_far_wa():
    guests = "ผู้แทนกลุ่มชาวนา " * 12
    text = f"นายสมมุติ เปิดเผยภายหลังหารือร่วมกับ{guests}ว่า ปีนี้จะเริ่มส่งน้ำเร็วกว่าทุกปีให้ทันฤดูปลูก"
    (opened,) = (cue for cue in find_cues(scene(text)) if cue.kind == "opened")
    assert (opened.form, text[opened.speech_start :]) == ("เปิดเผย", "ปีนี้จะเริ่มส่งน้ำเร็วกว่าทุกปีให้ทันฤดูปลูก")
    assert not [cue for cue in find_cues(scene(text)) if cue.kind == "verb" and cue.form == "เปิดเผย"]
    near = text.replace("ว่า ", "กล่าวว่า ")
    assert [cue.form for cue in find_cues(scene(near)) if cue.kind == "opened"] == ["กล่าว"]


@pytest.mark.parametrize("last", ["และ", "ได้แก่", "ตั้งแต่ พ.ศ."])
def test_a_statement_does_not_end_on_a_word_that_leads_on(last):
    start = f"นายสมมุติ กล่าวว่า ปีนี้จะดูแลคลองส่งน้ำ {last}"
    text = f"{start} นายแสดง ดีงาม จะช่วยดูแลฝาย\nปีหน้าจะขุดคลองเพิ่ม"
    heard = speech(text, person(text, "แสดง ดีงาม", "นายแสดง ดีงาม"))
    cue = next(cue for cue in heard.cues if cue.kind == "opened")
    assert len(start) not in [end.at for end in Ends(heard).of(cue)]
    assert len(start) - len(last) - 1 in [end.at for end in Ends(heard)._thai(0)] or last != "และ"


def chosen(text, start, end, **more):
    heard = speech(text)
    cue = next(cue for cue in heard.cues if text.startswith(start, cue.speech_start))
    return _statement(heard, ChosenStatement(cue._replace(**more), text.index(end) + len(end), None))


def test_a_quoted_term_at_the_beginning_does_not_make_a_statement_direct():
    text = "นายสมมุติ กล่าวว่า “ข้าวหอมลม” ถือเป็นพันธุ์ที่ปลูกง่ายและให้ผลดีทุกปี"
    found = chosen(text, "ข้าวหอมลม", "ทุกปี")
    assert (found.kind, found.text) == ("reported", "“ข้าวหอมลม” ถือเป็นพันธุ์ที่ปลูกง่ายและให้ผลดีทุกปี")
    title = "นายสมมุติ กล่าวว่า “ข้าวหอมลม” ถือเป็นพันธุ์ที่ปลูกง่ายและให้ผลดีทุกปี” แล้วจึงกลับ"
    assert chosen(title, "ข้าวหอมลม", "ทุกปี").kind == "direct"
    whole = "นายสมมุติ กล่าวว่า “ข้าวหอมลมปลูกง่ายและให้ผลดีทุกปี” แล้วจึงกลับ"
    found = chosen(whole, "ข้าวหอมลม", "ทุกปี")
    assert (found.kind, found.text) == ("direct", "ข้าวหอมลมปลูกง่ายและให้ผลดีทุกปี")


def test_a_straight_mark_that_closes_what_began_before_is_no_part_of_a_statement():
    text = '"รัฐมนตรีย้ำว่า ปีนี้จะส่งน้ำให้ทันฤดูปลูก"'
    assert chosen(text, "ปีนี้", 'ปลูก"').text == "ปีนี้จะส่งน้ำให้ทันฤดูปลูก"
    text = 'รัฐมนตรีย้ำว่า ปีนี้จะใช้ชื่อ "น้ำถึงนา"'
    assert chosen(text, "ปีนี้", 'นา"').text == 'ปีนี้จะใช้ชื่อ "น้ำถึงนา"'


@pytest.mark.parametrize(
    ("behind", "kept"),
    [
        (" นายสมชาย กล่าวทิ้งท้าย", ""),
        (" นายสมชายฯ กล่าวในท้ายที่สุด", ""),
        (" ตามที่นายสมชาย กล่าวไว้", " ตามที่นายสมชาย กล่าวไว้"),
        (" ร่วมกับนายสมชาย", " ร่วมกับนายสมชาย"),
    ],
)
def test_a_statement_ends_before_the_speaker_named_behind_it(behind, kept):
    words = "ว่าวทุกตัวของตำบลทำจากไม้ไผ่และกระดาษสา"
    text = f"นายสมชาย กล่าวว่า {words}{behind}"
    heard = speech(text, person(text, "สมชาย ใจดี", "นายสมชาย"))
    cue = next(cue for cue in heard.cues if cue.kind == "opened")
    assert _statement(heard, ChosenStatement(cue, len(text), None)).text == words + kept


@pytest.mark.parametrize(
    ("verb", "case", "openers"),
    [
        ("กล่าว", "ถึงกรณีที่ฝ่ายค้านวิจารณ์ว่ารัฐบาลปล่อยให้น้ำมันแพง ว่า ", ["กล่าวถึงกรณีที่ฝ่ายค้านวิจารณ์ว่ารัฐบาลปล่อยให้น้ำมันแพง ว่า"]),
        ("ให้สัมภาษณ์", "กรณีมีข่าวว่าจะขึ้นภาษี ว่า “", ["ให้สัมภาษณ์กรณีมีข่าวว่าจะขึ้นภาษี ว่า"]),
        ("กล่าว", "ถึงกรณีน้ำท่วมว่า", ["กล่าวถึงกรณีน้ำท่วมว่า"]),
    ],
)
def test_a_case_that_somebody_speaks_of_may_be_told_with_wa(verb, case, openers):
    text = f"นายสมมุติ ดีงาม {verb}{case}เรื่องดังกล่าวไม่เป็นความจริง ขอให้ประชาชนตรวจสอบข้อมูลก่อนเชื่อ"
    assert cues(text, person(text, "สมมุติ ดีงาม", "นายสมมุติ ดีงาม")) == openers


@pytest.mark.parametrize(
    ("beside", "leads"),
    [
        ("พร้อมด้วยนายตัวอย่าง ใจดี รองอธิบดี เปิดงาน และ", True),
        ("เปิดงาน โดยมีนายตัวอย่าง ใจดี รองอธิบดี เข้าร่วม และ", True),
        ("เปิดงาน โดยมีนายตัวอย่าง ใจดี รองอธิบดี ", False),
        ("พร้อมด้วยนายตัวอย่าง ใจดี รองอธิบดี เปิดงาน โดยนายตัวอย่าง", False),
        ("มอบหมายนายตัวอย่าง ใจดี รองอธิบดี เปิดงาน และ", False),
    ],
)
def test_who_accompanies_somebody_does_not_speak_for_him(beside, leads):
    text = f"นายสมมุติ ดีงาม อธิบดี {beside}กล่าวว่า โครงการนี้จะเริ่มในเดือนหน้าทั่วประเทศ"
    other = person(text, "ตัวอย่าง ใจดี", "นายตัวอย่าง")
    heard = speech(text, person(text, "สมมุติ ดีงาม", "นายสมมุติ ดีงาม"), other)
    cue = next(cue for cue in heard.cues if cue.kind == "opened")
    assert Speakers(heard)._leader(cue, 1) == (0 if leads else 1)


@pytest.mark.parametrize(("between", "leads"), [("และ", True), ("เปิดงาน โดย", False), ("โดยมี", True)])
def test_who_acts_behind_those_who_accompany_somebody_is_none_of_them(between, leads):
    text = f"นายสมมุติ ดีงาม อธิบดี พร้อมด้วยนายเพื่อน ร่วมทาง {between}นายตัวอย่าง ใจดี เข้าร่วม กล่าวว่า โครงการนี้จะเริ่มในเดือนหน้าทั่วประเทศ"
    names = ["สมมุติ ดีงาม", "เพื่อน ร่วมทาง", "ตัวอย่าง ใจดี"]
    heard = speech(text, *(person(text, name, f"นาย{name}") for name in names))
    cue = next(cue for cue in heard.cues if cue.kind == "opened")
    assert Speakers(heard)._leader(cue, 2) == (0 if leads else 2)
