"""Statements: what analysing the annotated articles showed to be lost before the models chose."""

import pytest

from newsextract.layers.findings import Findings
from newsextract.layers.statements.choose import _raised
from newsextract.layers.statements.cues import Cue, find_cues
from newsextract.layers.statements.ends import Ends
from newsextract.layers.statements.find import read
from newsextract.layers.statements.lexicon import models
from newsextract.layers.statements.paragraphs import gists, in_full
from newsextract.layers.statements.scene import Scene
from newsextract.layers.statements.speakers import Speakers
from newsextract.layers.statements.starts import Speech
from newsextract.layers.statements.titles import Titles
from newsextract.page import Article
from spoken import body, person, scene, speech


def cue_at(heard, words):
    return next(cue for cue in heard.cues if heard.scene.text.startswith(words, cue.start))


@pytest.mark.parametrize(
    ("before", "is_end"),
    [
        ("Testland will join ASEAN.", True),
        ("Testland exports more rice to the U.S.", True),
        ("The prize goes to Gen. A.", False),
    ],
)
def test_an_abbreviation_in_capitals_may_end_a_sentence(before, is_end):
    here = scene(f"{before} He also hoped that the canal would be open all year for every farmer.")
    assert (len(before) in here.sentences[0]) == is_end


@pytest.mark.parametrize("words", ["while", "whereas", "on which", "to which"])
def test_a_statement_may_end_where_somebody_else_is_said_to_speak(words):
    said = "more water for every canal in the plain of Testland"
    text = f"The Minister emphasized {said}, {words} the Ambassador of Testland to Thailand affirmed support for every canal there."
    heard = speech(text)
    ends = [end.at for end in Ends(heard).of(cue_at(heard, "emphasized"))]
    assert text.index(f", {words}") in ends


@pytest.mark.parametrize("words", ["while", "whereas", "on which", "to which"])
def test_a_clause_about_somebody_else_has_its_own_subject(words):
    text = (
        f"He thanked Mr. Somsak Sommut for the canals, {words} Mr. Ken Tanashi expressed interest in more canals in the plain."
    )
    heard = speech(text, person(text, "Somsak Sommut"), person(text, "Ken Tanashi"))
    cue = cue_at(heard, "expressed")
    assert heard.clause_start(cue) == text.index("Mr. Ken")
    assert [spot.referent for spot in heard.subjects(cue)] == [1]
    assert heard.clause_start(cue_at(heard, "thanked")) == 0


@pytest.mark.parametrize(
    "text",
    [
        "The Minister also recognized the farmers’ hard work in every canal of the plain this year.",
        "The company forecasts more rain for every canal of the plain in the coming year.",
        "กรมตัวอย่าง คาดการณ์ ปีนี้จะมีฝนมากกว่าทุกปีและน้ำจะพอใช้ตลอดฤดูแล้ง",
        "นายสมมุติแสดงความชื่นชมการดูแลคลองส่งน้ำของทุกหมู่บ้านในตำบลตลอดปีนี้",
    ],
)
def test_more_verbs_introduce_speech(text):
    assert any(cue.kind == "verb" for cue in find_cues(scene(text)))


TALKS = (
    "Prime Minister Somsri Sommut met H.E. Mr. Ken Tanashi, Prime Minister of Japan, at the Test House.\n"
    "The Prime Minister thanked Japan for its help with the canals. The Japanese Prime Minister was pleased with the canals. "
    "The Prime Minister hoped that the two countries would dig more canals in the plain."
)


def prime_ministers():
    home = person(TALKS, "Somsri Sommut", role="Prime Minister")
    return home, person(TALKS, "Ken Tanashi", role="Prime Minister of Japan", offices=("Japanese Prime Minister",))


@pytest.mark.parametrize(
    ("title", "fits"),
    [
        ("Prime Minister", ["same", "longer"]),
        ("Japanese Prime Minister", ["none", "same"]),
        ("Minister of Japan", ["none", "longer"]),
        ("Prime Minister of Testland", ["none", "none"]),
        ("Minister", ["longer", "longer"]),
    ],
)
def test_how_a_title_fits(title, fits):
    titles = Titles(scene(TALKS, *prime_ministers()))
    assert [titles.fits(title).get(who, "none") for who in (0, 1)] == [
        fits[0],
        "same" if title.startswith("Japanese") else fits[1],
    ]


def test_titles_are_read_whole():
    text = "The Thai Prime Minister met the Secretary-General of the Test Council and the Prime Minister’s advisor."
    assert [title.words for title in Titles(scene(text)).between(0, len(text))] == [
        "Prime Minister",
        "Secretary-General of the Test Council",
    ]


def test_a_title_that_is_nobodys_mention_counts_for_whom_it_fits():
    assert Speakers(speech(TALKS, *prime_ministers())).counts == {0: 3, 1: 3}


@pytest.mark.parametrize("verb", ["thanked", "hoped"])
def test_a_title_alone_is_that_of_the_minister_at_home(verb):
    heard = speech(TALKS, *prime_ministers())
    assert Speakers(heard).likeliest(models()["speaker"], cue_at(heard, verb), None)[0] == 0


def test_the_holder_of_a_title_may_speak():
    people = " ".join(f"Mr. Man Number{k} and Mr. Man Number{k} came." for k in range(8))
    text = f"Mr. Ken Tanashi came first.\n{people}\n{people}\nThe Test Minister hoped that the canals would be open all year."
    names = [person(text, f"Number{k}") for k in range(8)]
    heard = speech(text, *names, person(text, "Nobody Here", "Nobody Here", role="Test Minister"))
    assert 8 in Speakers(heard).candidates(cue_at(heard, "hoped"), None)


def test_who_begins_a_paragraph_or_stands_in_the_cue_may_speak():
    others = "นายหนึ่ง นายสอง นายสาม นายสี่"
    text = f"{others} {others} {others}\nกรมตัวอย่าง มีแผนขุดคลองส่งน้ำทุกตำบลในปีหน้าและจะซ่อมฝายทุกแห่ง"
    people = [person(text, name) for name in others.split()]
    heard = speech(text, *people, body(text, "กรมตัวอย่าง"))
    paragraph = next(cue for cue in heard.cues if cue.kind == "paragraph" and cue.start > text.index("\n"))
    assert 4 in Speakers(heard).candidates(paragraph, None)
    others = "Mr. Uno Mr. Due Mr. Tre Mr. Quattro"
    text = f"{others} {others} {others}\nHe was informed by the Test Department that the canals would be open all year."
    people = [person(text, name) for name in ("Uno", "Due", "Tre", "Quattro")]
    heard = speech(text, *people, body(text, "Test Department"))
    assert 4 in Speakers(heard).candidates(cue_at(heard, "informed"), None)


def test_a_beginning_that_stands_again_is_known():
    said = "ปีนี้จะส่งน้ำให้ทันฤดูปลูกทุกตำบลของทุกจังหวัดในภาคกลาง"
    text = f"นายสมมุติ กล่าวว่า {said} และ\nนายสมมุติ กล่าวว่า {said} และจะซ่อมฝายทุกแห่ง\nนายแสดง กล่าวว่า ปีหน้าจะขุดคลองเพิ่มอีกหลายสาย"
    heard = speech(text)
    assert [heard.again(cue) for cue in heard.cues if cue.kind == "opened"] == ["later", "earlier", ""]
    headed = Scene.of(Article.of(f"{said}\n{text}", body=len(said) + 1), Findings())
    heard = Speech(headed, find_cues(headed))
    assert [heard.again(cue) for cue in heard.cues if cue.kind == "opened"] == ["headline", "headline", ""]


@pytest.mark.parametrize(("then", "whose"), [("นายสมมุติ", "same"), ("นายแสดง", "other"), ("ชาวบ้าน", "")])
def test_a_possible_end_knows_what_is_around_it(then, whose):
    text = f"นายสมมุติ กล่าวว่า ปีนี้จะส่งน้ำให้ทันฤดูปลูกทุกตำบลต่อไป\n{then} จะเดินทางไปดูคลองส่งน้ำ\nนายแสดง จะไปดูฝาย"
    heard = speech(text, person(text, "นายสมมุติ"), person(text, "นายแสดง"))
    stops = Ends(heard, [0.5] * len(heard.cues))
    end, names = next(row for row in stops.rows(cue_at(heard, "กล่าวว่า")) if row[0].kind == "paragraph")
    assert end.at == text.index("\n")
    assert {f"who paragraph {whose}", "last paragraph ต่อไป", "tense paragraph จะ"} <= set(names)


SAID_BEHIND = "ปีนี้จะส่งน้ำให้ทันฤดูปลูกของทุกตำบล และจะซ่อมฝายทุกแห่ง"


@pytest.mark.parametrize("marks", ["”", '"', "“"])
@pytest.mark.parametrize("behind", ["กล่าว", "กล่าวปิดท้าย ////", "ได้ชี้แจงในตอนท้าย"])
def test_a_closing_mark_before_its_speaker_closes_the_paragraph_without_an_opening_one(marks, behind):
    text = f"{SAID_BEHIND}{marks} นายสมมุติ {behind}\nงานจบลงด้วยดี"
    heard = speech(text, person(text, "สมมุติ ดีงาม", "นายสมมุติ"))
    cue = heard.cues[0]
    assert (cue.kind, cue.speech_start, cue.close, cue.direct) == ("quote", 0, len(SAID_BEHIND), True)
    ends = [(end.at, end.kind) for end in Ends(Speech(heard.scene, [])).of(cue) if end.number == 0 and end.kind != "space"]
    assert ends == [(len(SAID_BEHIND), "quote")]


@pytest.mark.parametrize(
    "behind", ["นายสมมุติ กล่าวว่า น้ำมาก", "ดังกล่าว", "ของกรมที่กล่าว", "นายสมมุติ กล่าวแก่ผู้ที่มาฟังจากทุกหมู่บ้าน", "นายสมมุติ"]
)
def test_other_words_behind_a_mark_close_nothing(behind):
    text = f"{SAID_BEHIND}” {behind}"
    here = scene(text, person(text, "สมมุติ ดีงาม", "นายสมมุติ"))
    assert not here.unopened
    assert not any(cue.close for cue in find_cues(here))


def test_a_closing_mark_before_its_speaker_ends_a_statement_with_its_own_verb():
    text = f"นายสมมุติ กล่าวว่า {SAID_BEHIND}” นายสมมุติ กล่าว"
    heard = speech(text, person(text, "สมมุติ ดีงาม", "นายสมมุติ"))
    assert not [cue for cue in heard.cues if cue.kind == "quote"]
    (opened,) = (cue for cue in heard.cues if cue.kind == "opened")
    assert [end.at for end in Ends(Speech(heard.scene, [])).of(opened) if end.kind != "space"] == [text.index("”")]


def test_a_closing_mark_before_its_speaker_that_is_typed_as_an_opening_one():
    text = f"นายสมมุติ กล่าวว่า “{SAID_BEHIND}“ นายสมมุติ กล่าว"
    here = scene(text, person(text, "สมมุติ ดีงาม", "นายสมมุติ"))
    assert here.quotations == {text.index("“"): text.rindex("“")}
    assert scene(f"”{SAID_BEHIND}“ นายสมมุติ กล่าว").quotations == {0: len(SAID_BEHIND) + 1}


def spaces(text, *names):
    """The words behind each space of a text at which a statement may end."""
    heard = speech(text, *(body(text, name) for name in names))
    ends = Ends(heard).in_paragraph(0)
    return [text[end.next :].split()[0] for end in ends if end.kind == "space"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ปีนี้จะขุดคลอง (เริ่มงาน โดยกรมตัวอย่าง) ทุกตำบล", []),
        ("ปีนี้จะขุดคลอง (เริ่มงาน โดยกรมตัวอย่าง ทุกตำบล", ["โดยกรมตัวอย่าง"]),
        ("คลองทุกสาย ๆกรมตัวอย่าง", []),
        ("คลองในเขต ต.กรมตัวอย่าง", []),
        ("คลองใหม่ 21 กรมตัวอย่าง", ["กรมตัวอย่าง"]),
        ("คลองใหม่ 2. กรมตัวอย่าง", ["2.", "กรมตัวอย่าง"]),
        ("คลองใหม่ 4.0 กรมตัวอย่าง", ["กรมตัวอย่าง"]),
        ("คลองใหม่เวลา 15.00 น.กรมตัวอย่าง", []),
        ("คลองใหม่ชื่อ Test Canal กรมตัวอย่าง", ["Test", "กรมตัวอย่าง"]),
        ("คลองใหม่ต่อไป ฝาย โดยกรมตัวอย่าง", ["โดยกรมตัวอย่าง"]),
        ("คลองใหม่ต่อไป ฝาย ของกรมตัวอย่าง", ["ฝาย", "ของกรมตัวอย่าง"]),
        ("คลองใหม่กับ กรมตัวอย่าง", []),
        ("คลองใหม่ อย่างไรก็ดี กรมตัวอย่าง", ["อย่างไรก็ดี"]),
        ("คลองใหม่ ที่สำคัญ กรมตัวอย่าง", ["ที่สำคัญ"]),
        ("คลองที่สำคัญ กรมตัวอย่าง", ["กรมตัวอย่าง"]),
    ],
)
def test_a_statement_does_not_end_within_a_phrase(text, words):
    assert spaces(text, "กรมตัวอย่าง", "Canal") == words


@pytest.mark.parametrize(
    ("words", "cue"),
    [
        ("นายสมมุติ ได้กล่าวย้ำนโยบายน้ำของกรมตัวอย่างเพื่อชาวนาทุกตำบล", "กล่าวย้ำ"),
        ("นายสมมุติ กล่าวสรุปด้วยว่า ปีนี้จะส่งน้ำให้ทันฤดูปลูกของทุกตำบล", "กล่าวสรุปด้วยว่า"),
        ("แผนของกรมดังกล่าวย้ำเรื่องน้ำของทุกตำบลและการดูแลคลองส่งน้ำ", None),
    ],
)
def test_two_verbs_that_are_one_token_introduce_speech(words, cue):
    found = [one for one in find_cues(scene(words)) if one.form == "กล่าว"]
    assert [words[one.start : one.end] for one in found] == ([cue] if cue else [])


@pytest.mark.parametrize(
    ("items", "is_end"),
    [
        (("- ขุดคลองทุกตำบล", "- ซ่อมฝายทุกแห่ง"), False),
        (("1. ขุดคลองทุกตำบล", "2. ซ่อมฝายทุกแห่ง"), False),
        (("๑) ขุดคลองทุกตำบล", "๒) ซ่อมฝายทุกแห่ง"), False),
        (("- ขุดคลองทุกตำบล", "• ซ่อมฝายทุกแห่ง"), True),
        (("1. ขุดคลองทุกตำบล", "3. ซ่อมฝายทุกแห่ง"), True),
        (("1. ขุดคลองทุกตำบล", "2) ซ่อมฝายทุกแห่ง"), True),
        (("- ขุดคลองทุกตำบล", "- นายแสดง ซ่อมฝายทุกแห่ง"), True),
        (("- ขุดคลองทุกตำบล", "ซ่อมฝายทุกแห่ง"), True),
        (("- ขุดคลองทุกตำบล", "- ซ่อมฝาย" + "ทุกแห่ง" * 800), True),  # too long for one statement
    ],
)
def test_a_statement_does_not_end_amid_its_list(items, is_end):
    text = "\n".join(["นายสมมุติ กล่าวว่า ปีนี้จะทำสองเรื่องใหญ่", *items, "งานจบลงด้วยดี"])
    heard = speech(text, person(text, "แสดง ดีงาม", "นายแสดง"))
    ends = Ends(heard)
    opened, item = (next(cue for cue in heard.cues if cue.kind == kind) for kind in ("opened", "paragraph"))
    found = [end.at for end in ends.of(opened)]
    assert (text.index(items[0]) + len(items[0]) in found) == is_end
    item = item._replace(start=text.index(items[0]), speech_start=text.index(items[0]) - 5)
    assert text.index(items[0]) + len(items[0]) in [end.at for end in ends.of(item)]  # the item alone


@pytest.mark.parametrize(
    ("then", "is_end"),
    [
        ("ทุกตำบลจะมีคลองส่งน้ำ", False),
        ("นายแสดง กล่าวว่า ทุกตำบลจะมีคลองส่งน้ำ", True),
        ("“ทุกตำบลจะมีคลองส่งน้ำ” นายแสดง กล่าว", True),
        ("นายแสดง ผู้ดูแลคลองและฝายของทุกตำบลในจังหวัดทั้งสามแห่ง กล่าวว่า ทุกตำบลจะมีคลองส่งน้ำ", True),
        ("นายแสดง ผู้ดูแลคลองและฝายของทุกตำบลในจังหวัดทั้งสามแห่ง จะเน้นย้ำเรื่องคลองส่งน้ำ", False),
    ],
)
def test_a_statement_does_not_end_where_it_announces_its_parts(then, is_end):
    text = f"นายสมมุติ กล่าวว่า ปีนี้จะทำสองเรื่องใหญ่ ดังนี้\n{then}\nงานจบลงด้วยดี"
    heard = speech(text, person(text, "แสดง ดีงาม", "นายแสดง"))
    opened = next(cue for cue in heard.cues if cue.kind == "opened")
    assert (text.index("\n") in [end.at for end in Ends(heard).of(opened)]) == is_end


@pytest.mark.parametrize(
    ("text", "closed"),
    [
        ('นายสมมุติ กล่าวว่า "ปีนี้น้ำมากกว่าทุกปี\nเราจะปลูกข้าวให้เต็มทุ่ง\nและเก็บเกี่ยวก่อนลมหนาว" นายสมมุติ กล่าว\nงานจบ', True),
        ('นายสมมุติ กล่าวว่า "ปีนี้น้ำมากกว่าทุกปี\nและเก็บเกี่ยวก่อนลมหนาว”', True),
        ('นายสมมุติ กล่าวว่า "ปีนี้น้ำมากกว่าทุกปี\nและเปิดตลาดชื่อลมหนาว" ทุกเดือน', False),
        ('นายสมมุติ กล่าวว่า "ปีนี้น้ำมากกว่าทุกปี\nและเปิดตลาด "ลมหนาว"', False),
        ('นายสมมุติ กล่าวว่า "ปีนี้น้ำมากกว่าทุกปี\n"เปิดตลาดลมหนาว"', False),
        ('นายสมมุติ กล่าวว่า "ปีนี้น้ำมากกว่าทุกปี\nและยังกล่าวว่า "\nเราจะปลูกข้าวให้เต็มทุ่ง', False),
    ],
)
def test_a_straight_mark_may_close_a_quotation_some_paragraphs_below(text, closed):
    opened = text.index('"')
    last = max(text.rfind(mark) for mark in '"”')
    quotations = scene(text).quotations
    assert quotations[opened] == (last if closed else None)
    assert not closed or list(quotations) == [opened]


@pytest.mark.parametrize(
    ("words", "cue"),
    [
        ("นายสมมุติ ตอบชี้แจงกระทู้โดยสรุปดังนี้", "ตอบชี้แจงกระทู้โดยสรุปดังนี้"),
        ("นายสมมุติ ได้มอบนโยบาย 10 ข้อ ดังนี้", "มอบนโยบาย 10 ข้อ ดังนี้"),
        ("นายสมมุติ ได้กล่าวถึงเรื่องสำคัญ 2 ประการ คือ", "กล่าวถึงเรื่องสำคัญ 2 ประการ คือ"),
        ("นายสมมุติ เสนอเรื่องสำคัญ 2 ประการ คือ", None),
    ],
)
@pytest.mark.parametrize("below", ["1. น้ำในคลองใช้ดื่มได้ทุกวัน", "นายสมมุติ กล่าวว่า น้ำในคลองใช้ดื่มได้ทุกวัน"])
def test_more_words_announce_an_answer_below(words, cue, below):
    text = f"{words}\n{below} และมีการตรวจทุกเดือน"
    here = scene(text, person(text, "สมมุติ ดีงาม", "นายสมมุติ"))
    found = [
        text[one.start : one.end] for one in find_cues(here) if one.speech_start == text.index(below) and one.kind == "opened"
    ]
    assert found == ([cue] if cue and below.startswith("1") else [])


@pytest.mark.parametrize("words", ["รัฐมนตรีว่าการ", "รัฐมนตรีช่วยว่าการ"])
def test_the_office_of_a_minister_opens_no_speech(words):
    text = f"นายสมมุติ หารือ {words}ต่างประเทศตัวอย่างเรื่องน้ำในฤดูแล้งปีนี้และปีหน้า"
    assert not [cue for cue in find_cues(scene(text)) if cue.kind == "opened"]


@pytest.mark.parametrize(
    ("who", "starts"),
    [
        ("the Test Canal Office", ["the canals will be open all year"]),
        ("Mr. Somsak (Somsak, Jr.)", ["the canals will be open all year"]),
        ("Section 35 of the Canal Code", []),
        ("the survey results", []),
    ],
)
def test_who_is_named_by_according(who, starts):
    text = f"According to {who}, the canals will be open all year for every farmer of the plain."
    found = [cue for cue in find_cues(scene(text)) if cue.kind == "according"]
    assert [text[cue.speech_start :].startswith(start) for cue, start in zip(found, starts, strict=True)] == [True] * len(
        starts
    )


@pytest.mark.parametrize(
    ("role", "cue", "told", "below"),
    [
        ("Government Spokesperson", "disclosed gist of the talks as follows:", True, "\n----------"),
        ("โฆษกกรมว่าว", "เปิดเผยสาระสำคัญของการหารือ ดังนี้", True, "\nกลุ่มเผยแพร่ข่าวว่าว"),
        ("Minister of Kites", "disclosed gist of the talks as follows:", False, ""),
        ("Government Spokesperson", "disclosed the date of the talks.", False, ""),
    ],
)
def test_a_spokesman_gives_a_gist_of_what_others_say(role, cue, told, below):
    said = "The mayor said that the kites of all villages will fly tomorrow."
    text = f"{role} Somchai Jaidee {cue}\n{said}\nThe kites of two more villages are being mended by the children.{below}"
    heard = speech(text, person(text, "Somchai Jaidee", role=role))
    found = list(gists(heard.scene, []))
    assert [(text[one.cue.speech_start : one.end], one.referent) for one in found] == (
        [(text[text.index(said) : text.index("children.") + 9], 0)] if told else []
    )
    assert not list(gists(heard.scene, found))  # already the spokesman's


def test_what_others_say_in_a_gist_stands_beside_it():
    text = (
        "Government Spokesperson Somchai Jaidee disclosed gist of the talks as follows:\n"
        "Mayor Malee Rakdee said that the kites of all villages will fly over the river tomorrow.\n"
        "The kites of two more villages are being mended by the children of the school."
    )
    people = [person(text, "Somchai Jaidee", role="Government Spokesperson"), person(text, "Malee Rakdee", role="Mayor")]
    gist, inner = read(scene(text, *people), models())
    assert (gist.gist, gist.speaker, inner.gist, inner.speaker) == (True, people[0], False, people[1])
    assert gist.start < inner.start < inner.end < gist.end


@pytest.mark.parametrize(
    ("heading", "said", "thanks"),
    [
        (
            f"Opening Remarks by Malee Rakdee\nat the Kite Day{' of the long river' * 15}, 3 May 2023, Excellencies,\nDear guests,",
            "I thank all villages for our day.",
            "\nThank you.",
        ),
        ("คำกล่าว นางมาลี รักดี\nคำกล่าว นางมาลี รักดี ในวันว่าว\nพี่น้องที่รัก", "ดิฉันขอขอบคุณทุกหมู่บ้าน", "\nขอบคุณค่ะ"),
        ("นางมาลี รักดี กล่าวสุนทรพจน์ในวันว่าว", "ดิฉันขอขอบคุณทุกหมู่บ้าน", None),
        ("Remarks by Malee Rakdee", "The kites of all the villages flew over the river.", None),
    ],
)
def test_a_speech_in_full_is_one_statement(heading, said, thanks):
    more = "\nThe kites of two more villages are being mended by the children of the school."
    text = f"{heading}\n{said}{more}{thanks or ''}"
    name = "Malee Rakdee" if "Malee" in text else "นางมาลี รักดี"
    here = scene(text, person(text, name))
    assert (in_full(here) is not None) == (thanks is not None)
    if thanks:
        assert [(one.text, one.gist) for one in read(here, models())] == [(said + more, True)]


def test_the_odds_of_a_verb_alone_are_raised():
    kinds = [("verb", "order"), ("verb", "express"), ("opened", "say"), ("paragraph", "")]
    assert [_raised(Cue(0, 0, 0, kind, verb=verb), 0.2) > 0.21 for kind, verb in kinds] == [True, False, False, False]
