"""Statements: where they go on, begin or end, corrected by the words around them."""

import pytest

from newsextract.layers.statements.choose import ChosenStatement
from newsextract.layers.statements.cues import find_cues
from newsextract.layers.statements.find import _statement
from newsextract.layers.statements.paragraphs import joined
from newsextract.layers.statements.speakers import Speakers
from spoken import person, scene, speech

BETWEEN = "นอกจากนี้ ยังมีการแข่งว่าวของเด็กทุกตำบลในวันเสาร์และวันอาทิตย์ตลอดทั้งเดือน"


@pytest.mark.parametrize(
    ("between", "then", "goes_on"),
    [
        (BETWEEN, "นายสมชาย กล่าวด้วยว่า ว่าวทุกตัวทำในตำบลนี้และขายที่ตลาด", True),
        (BETWEEN, "“ว่าวทุกตัวทำในตำบลนี้และขายที่ตลาดตลอดทั้งปี” นายสมชาย กล่าว", True),
        (f"{BETWEEN}\n{BETWEEN}", "นายสมชาย กล่าวต่อว่า ว่าวทุกตัวทำในตำบลนี้และขายที่ตลาด", True),
        (f"{BETWEEN}\n{BETWEEN}\n{BETWEEN}", "นายสมชาย กล่าวต่อว่า ว่าวทุกตัวทำในตำบลนี้และขายที่ตลาด", False),
        (BETWEEN, "นายสมชาย เปิดเผยว่า ว่าวทุกตัวทำในตำบลนี้และขายที่ตลาด", False),
        (f"จากนั้น {BETWEEN}", "นายสมชาย กล่าวด้วยว่า ว่าวทุกตัวทำในตำบลนี้และขายที่ตลาด", False),
        (f"“ว่าวจุฬา” {BETWEEN}", "นายสมชาย กล่าวด้วยว่า ว่าวทุกตัวทำในตำบลนี้และขายที่ตลาด", True),
        (f"นายสมชาย เดินชมงาน {BETWEEN}", "นายสมชาย กล่าวด้วยว่า ว่าวทุกตัวทำในตำบลนี้และขายที่ตลาด", False),
    ],
)
def test_a_speaker_goes_on_in_paragraphs_without_a_cue(between, then, goes_on):
    text = f"นายสมชาย ใจดี กล่าวว่า ปีนี้จะมีงานว่าวในทุกตำบลของจังหวัด\n{between}\n{then}"
    here = scene(text, person(text, "สมชาย ใจดี", "นายสมชาย ใจดี", "นายสมชาย"))
    first, *others = (cue for cue in find_cues(here) if cue.kind != "paragraph")
    last = next(cue for cue in others if cue.start > text.rindex("\n"))
    ends = text.index("\n"), len(text)
    chosen = [ChosenStatement(first, ends[0], 0), ChosenStatement(last, ends[1], 0)]
    assert [one.end for one in joined(here, chosen)] == [text.rindex("\n") if goes_on else ends[0], ends[1]]
    assert [one.end for one in joined(here, [chosen[0], chosen[1]._replace(referent=None)])] == list(ends)


def test_an_english_speaker_is_named_before_the_verb():
    text = "Mayor Malee Deengam met the kite makers. She hoped that the kites would fly. Kaito Mori agreed."
    here = speech(text, person(text, "Malee Deengam"), person(text, "Kaito Mori"))
    hoped = next(cue for cue in here.cues if cue.form == "hoped")
    assert [Speakers(here).is_named_later(hoped, who) for who in (0, 1)] == [False, True]
    thai = "นายสมชาย กล่าวว่า งานว่าวจะมีทุกตำบล นายสมหมาย ฟัง"
    assert not Speakers(speech(thai, person(thai, "สมหมาย"))).is_named_later(speech(thai).cues[0], 0)


@pytest.mark.parametrize(
    ("words", "cue"),
    [
        ("กล่าวถึงประเด็นการจัดกลุ่มว่าวที่เพิ่งออกประกาศไปเมื่อวานนี้ว่า ", "กล่าวถึงประเด็นการจัดกลุ่มว่าวที่เพิ่งออกประกาศไปเมื่อวานนี้ว่า"),
        ("ชี้แจงกรณีมีผู้ประกาศงดแข่งว่าวในวันเสาร์นี้ว่า ", "ชี้แจงกรณีมีผู้ประกาศงดแข่งว่าวในวันเสาร์นี้ว่า"),
        ("กล่าวถึงการจัดกลุ่มว่าวที่ออกประกาศระบุว่า ", "ประกาศระบุว่า"),
        ("กล่าวถึงการจัดกลุ่มว่าวที่มีคนโพสต์วิจารณ์ว่า ", "โพสต์วิจารณ์ว่า"),
    ],
)
def test_a_statement_begins_behind_its_topic(words, cue):
    text = f"นายสมชาย ใจดี {words}จะช่วยให้ทุกตำบลเก่งในเรื่องของตนเองมากขึ้น"
    here = scene(text, person(text, "สมชาย ใจดี", "นายสมชาย ใจดี"))
    assert [text[one.start : one.end] for one in find_cues(here) if one.kind == "opened"] == [cue]


@pytest.mark.parametrize(
    ("words", "opened"),
    [
        ("แถลงมติคณะรัฐมนตรี วันนี้ (7 มีนาคม 2566) ", ["แถลงมติคณะรัฐมนตรี วันนี้ (7 มีนาคม 2566)"]),
        ("แถลงข่าวมติที่ประชุมคณะรัฐมนตรี ", ["แถลงข่าวมติที่ประชุมคณะรัฐมนตรี"]),
        ("แถลงข่าวงานว่าวที่คณะรัฐมนตรี ", []),
    ],
)
def test_what_the_cabinet_decided_is_told_without_an_opener(words, opened):
    text = f"นายสมชาย ใจดี {words}เห็นชอบการเพิ่มค่าทำว่าวของทุกตำบลในจังหวัดชายทะเล"
    found = [one for one in find_cues(scene(text)) if one.kind == "opened"]
    assert [text[one.start : one.end] for one in found] == opened
    assert all(text.startswith("เห็นชอบ", one.speech_start) for one in found)


@pytest.mark.parametrize(
    ("first", "last", "closed"),
    [
        ("“งาน “ว่าวของเรา” (Our Kites) เปิดทุกปีในเดือนมีนาคม", "ทุกตำบลจะทำว่าวให้เด็กได้เล่นกันตลอดทั้งเดือน”", True),
        ('“งาน "ว่าวของเรา" เปิดทุกปีในเดือนมีนาคม', "ทุกตำบลจะทำว่าวให้เด็กได้เล่นกันตลอดทั้งเดือน”", True),
        ("“ว่าวของเรา” เปิดทุกปีในเดือนมีนาคม", "ทุกตำบลจะทำว่าวให้เด็กได้เล่นกันตลอดทั้งเดือน”", False),
        ("“งาน “ว่าวของเรา” เปิดทุกปีในเดือนมีนาคม", "“ทุกตำบลจะทำว่าวให้เด็กได้เล่นกันตลอดทั้งเดือน”", False),
    ],
)
def test_a_quotation_of_some_paragraphs_contains_another(first, last, closed):
    text = f"งานว่าวประจำปี\n{first}\nเด็กทุกคนชอบ “ว่าวจุฬา” มาก\n{last} นายสมชาย กล่าว"
    here = scene(text, person(text, "สมชาย ใจดี", "นายสมชาย"))
    assert (here.quotations[text.index("“")] == text.rindex("”")) == closed


@pytest.mark.parametrize(
    ("text", "verbs"),
    [
        ("The mayor supports value-added kites of the five villages, which fly all day.", []),
        ("The mayor re-affirmed that kites of the five villages would fly all day.", ["affirmed"]),
        ("The study also reveals that kites of the five villages would fly all day.", []),
        ("The mayor reveals that kites of the five villages would fly all day.", ["reveals"]),
        ("The mayor invited the kite makers to Kite Hall. A band played all day long.", []),
        ("The mayor invited the kite makers to visit Kite Hall and to play all day long.", ["invited"]),
        ("The mayor invited the kite makers to the Kite Fair, where a band played all day.", ["invited"]),
        ("The mayor took the opportunity to encourage the five villages to fly kites all day.", ["encourage"]),
        ("The mayor is well aware that kites of the five villages would fly all day.", ["well aware"]),
    ],
)
def test_english_words_that_only_look_like_a_verb_of_saying(text, verbs):
    assert [cue.form for cue in find_cues(scene(text)) if cue.kind in {"opened", "verb"}] == verbs


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("that the kites of the five villages would fly all day.", "opened"),
        ("that took place in the five villages, where kites fly all day.", "verb"),
    ],
)
def test_what_is_said_in_an_interview_follows_its_topic(words, kind):
    text = f"The mayor gave an interview on the kite fair {words}"
    assert [(cue.form, cue.kind) for cue in find_cues(scene(text)) if cue.kind != "paragraph"] == [("gave an interview", kind)]


@pytest.mark.parametrize(
    ("between", "starts"),
    [(" about ", "the canals"), (", about ", "the canals"), (", as ", "as the canals"), (" aboutness of ", "aboutness")],
)
def test_about_is_no_part_of_what_is_said(between, starts):
    text = f"Mayor Malee Deengam disclosed{between}the canals of Testland, which are open all year."
    heard = speech(text, person(text, "Malee Deengam"))
    cue = next(cue for cue in heard.cues if cue.form == "disclosed")
    assert _statement(heard, ChosenStatement(cue, len(text), 0)).text.startswith(starts)


@pytest.mark.parametrize(
    ("words", "opened"),
    [
        ("disclosed, during her way back from the plain, that ", True),
        ("affirmed, about the state of the plain, that ", True),
        ("praised, after the fair, that ", False),
        ("disclosed. After the fair, the mayor of Testland hoped, that ", False),
    ],
)
def test_an_aside_between_commas_may_stand_before_that(words, opened):
    text = f"Mayor Malee Deengam {words}the canals of Testland would be open all year for every farmer."
    cue = next(cue for cue in find_cues(scene(text, person(text, "Malee Deengam"))) if cue.kind in {"opened", "verb"})
    assert (cue.kind == "opened" and text.startswith("the canals", cue.speech_start)) == opened
