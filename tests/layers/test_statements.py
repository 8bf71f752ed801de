"""Statements: cues, speakers and spans."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsextract.layers import statements
from newsextract.layers.drafts import Referent
from newsextract.layers.findings import Findings
from newsextract.layers.statements.choose import choose
from newsextract.layers.statements.cues import find_cues
from newsextract.layers.statements.ends import Ends
from newsextract.layers.statements.lexicon import models
from newsextract.layers.statements.scene import Scene
from newsextract.layers.statements.starts import Speech, cue_features
from newsextract.models.choice import Choice
from newsextract.page import Article
from newsextract.pipeline import annotate, to_record
from spoken import person, places


def find(text, referents, language="th", body=0):
    article = Article.of(text, body=body, language=language)
    return statements.find(article, Findings(referents=referents)).items


def said(text, referents, language="th"):
    return [(s.speaker and s.speaker.names[0], s.text, s.kind) for s in find(text, referents, language)]


def cues(text, language="th"):
    return [
        (text[cue.start : cue.end], cue.kind, text[cue.speech_start : cue.speech_start + 4])
        for cue in find_cues(Scene(text, 0, language, []))
        if cue.kind != "paragraph"
    ]


def test_reported_speech_runs_to_the_end_of_the_paragraph():
    text = (
        "นายสมมุติ ดีงาม อธิบดีกรมทดสอบ เปิดเผยว่า กรมจะเริ่มสูบน้ำเข้านาในเดือนหน้า ขอให้เกษตรกรเตรียมแปลงนาไว้ล่วงหน้า "
        "โดยเจ้าหน้าที่จะลงพื้นที่ทุกตำบลเพื่อสำรวจคลองส่งน้ำ และจะแจ้งกำหนดการให้ทราบอีกครั้ง\n"
        "**************************"
    )
    people = [person(text, "สมมุติ ดีงาม", "นายสมมุติ ดีงาม", role="อธิบดีกรมทดสอบ")]
    assert said(text, people) == [("สมมุติ ดีงาม", text[text.index("กรมจะ") : text.index("\n")], "reported")]


@pytest.mark.parametrize("behind", ["”", " ////////", "\n----------------"])
def test_closing_marks_and_page_ends_are_not_part_of_a_statement(behind):
    words = "กรมจะเริ่มสูบน้ำเข้านาในเดือนหน้า ขอให้เกษตรกรเตรียมแปลงนาไว้ล่วงหน้า"
    text = f"นายสมมุติ ดีงาม อธิบดีกรมทดสอบ เปิดเผยว่า {words}{behind}"
    assert [one[1] for one in said(text, [person(text, "สมมุติ ดีงาม", "นายสมมุติ ดีงาม")])] == [words]


def test_an_office_speaks_for_its_holder():
    text = "นายกรัฐมนตรี กล่าวเพิ่มเติมว่า รัฐบาลพร้อมเดินหน้าทุกโครงการในปีนี้ เพื่อดูแลประชาชนทุกกลุ่ม"
    people = [
        person(text, "รอง ตัวอย่าง", role="รองปลัดกระทรวงทดสอบ", offices=["ปลัด"]),
        person(text, "ตัว อย่าง", role="นายกรัฐมนตรี", offices=["นายกรัฐมนตรี"]),
    ]
    assert said(text, people)[0][0] == "ตัว อย่าง"


def test_a_post_without_a_named_holder_speaks():
    text = "ปลัดกระทรวงตัวอย่าง กล่าวว่า งานทั้งหมดจะแล้วเสร็จตามกำหนดที่วางไว้ และจะส่งมอบพื้นที่ให้ชุมชนดูแลต่อไป"
    post = Referent("PERSON", offices=places(text, "ปลัดกระทรวงตัวอย่าง"), names=["ปลัดกระทรวงตัวอย่าง"], post=True)
    assert said(text, [post])[0][0] == "ปลัดกระทรวงตัวอย่าง"


def test_an_organisation_speaks():
    text = "กรมทดสอบ ชี้แจงว่า ข้อความที่ส่งต่อกันในสื่อออนไลน์ไม่เป็นความจริง ขอประชาชนอย่าหลงเชื่อ"
    body = Referent("ORGANIZATION", mentions=places(text, "กรมทดสอบ"), names=["กรมทดสอบ"])
    assert said(text, [body])[0][0] == "กรมทดสอบ"


def test_a_quotation_followed_by_its_speaker():
    text = (
        "นายสมมุติ ดีงาม กล่าวว่า ปีนี้น้ำมากกว่าทุกปี กรมจึงเร่งซ่อมประตูระบายน้ำทุกแห่งให้เสร็จก่อนฤดูฝน\n"
        "“เราจะไม่ทิ้งใครไว้ข้างหลัง และจะทำงานต่อไปทุกวันจนกว่าน้ำจะลด” นายสมมุติ กล่าวทิ้งท้าย"
    )
    people = [person(text, "สมมุติ ดีงาม", "นายสมมุติ")]
    found = find(text, people)
    assert [(s.text, s.kind) for s in found[1:]] == [("เราจะไม่ทิ้งใครไว้ข้างหลัง และจะทำงานต่อไปทุกวันจนกว่าน้ำจะลด", "direct")]
    assert all(s.speaker is people[0] for s in found)
    assert found[1].cue.text == "กล่าว"


def test_a_verb_and_a_comma_before_a_quotation_are_a_cue():
    text = "Ms. Jane Sample said, “Clean water begins with a rope, a bucket and patience.”"
    assert ("said", "verb", "Clea") in cues(text, "en")


def test_another_speaker_ends_a_statement():
    text = (
        "นายสมมุติ ดีงาม กล่าวว่า กรมจะเปิดศูนย์ช่วยเหลือเกษตรกรในทุกตำบลภายในเดือนหน้า\n"
        "ด้าน นางสาวตัว อย่าง กล่าวว่า จังหวัดจะจัดรถรับส่งผู้สูงอายุไปยังศูนย์ทุกแห่งโดยไม่คิดค่าใช้จ่าย"
    )
    people = [person(text, "สมมุติ ดีงาม", "นายสมมุติ ดีงาม"), person(text, "ตัว อย่าง", "นางสาวตัว อย่าง")]
    assert [speaker for speaker, *_ in said(text, people)] == ["สมมุติ ดีงาม", "ตัว อย่าง"]


def test_a_pronoun_speaks_for_the_last_speaker():
    text = (
        "Government Spokesperson Jane Sample disclosed that the cabinet approved the canal plan. "
        "She added that work on the canals will begin in the coming month."
    )
    people = [person(text, "Jane Sample", role="Government Spokesperson"), person(text, "John Other")]
    assert {speaker for speaker, *_ in said(text, people, "en")} == {"Jane Sample"}


def test_according_to_gives_the_speaker():
    text = "According to the Government Spokesperson, the plan will help rice farmers in the northern provinces.\nThe end."
    spokesman = person(text, "Jane Sample", role="Government Spokesperson", offices=["Government Spokesperson"])
    assert said(text, [spokesman], "en")[0][:2] == (
        "Jane Sample",
        "the plan will help rice farmers in the northern provinces.",
    )


def test_the_headline_gives_no_statement():
    head = "นายสมมุติ กล่าวว่า หัวข้อข่าวที่ยาวพอจะนับเป็นคำพูด\n"
    text = head + "เนื้อข่าวไม่มีคำพูดของผู้ใดเลย"
    assert find(text, [person(text, "สมมุติ ดีงาม", "นายสมมุติ")], body=len(head)) == []


@pytest.mark.parametrize(
    "text",
    [
        "โครงการดังกล่าวเริ่มมาตั้งแต่ปีก่อน และจะสิ้นสุดในปีหน้าตามแผน",
        "นายสมมุติ ดีงาม รัฐมนตรีว่าการกระทรวงตัวอย่าง ร่วมประชุมว่าด้วยสิ่งแวดล้อมโลกที่จัดขึ้นทุกปี",
        "ประชาชนกว่าสามพันคนร่วมงานระหว่างวันหยุด ณ ลานกลางเมืองตัวอย่าง",
    ],
)
def test_words_that_only_look_like_cues_are_not_cues(text):
    assert cues(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("นายสมมุติ กล่าวว่า งานเดินหน้าตามแผนที่วางไว้ทุกประการ", ("กล่าวว่า", "opened", "งานเ")),
        ("นายสมมุติ กล่าวต่ออีกว่า งานเดินหน้าตามแผนที่วางไว้ทุกประการ", ("กล่าวต่ออีกว่า", "opened", "งานเ")),
        ("นายสมมุติ เปิดเผยภายหลังการประชุมในวันนี้ ว่า งานเดินหน้าตามแผน", ("เปิดเผยภายหลังการประชุมในวันนี้ ว่า", "opened", "งานเ")),
        ("นายสมมุติ เผยถึงแนวทางช่วยเหลือชุมชนริมน้ำในฤดูแล้งที่จะถึงนี้", ("เผยถึง", "verb", "แนวท")),
        ("นายสมมุติ กล่าวขอบคุณชาวบ้านทุกคนที่ช่วยกันดูแลคลองส่งน้ำ", ("กล่าว", "verb", "ขอบค")),
    ],
)
def test_thai_cues(text, found):
    assert found in cues(text)


def test_english_cues():
    text = "He said at the site on Monday that roads will open. According to the Mayor, buses will run again from the old town."
    assert [kind for _, kind, _ in cues(text, "en")] == ["opened", "according"]


def test_english_lines_broken_to_a_width_are_one_paragraph():
    text = "The spokesman said that the Prime Minister acknowledged a report on farms\nand was pleased with it.\nMore follows."
    assert [text[a:b][-8:] for a, b in Scene(text, 0, "en", []).paragraphs] == ["with it.", "follows."]


def test_candidate_ends_are_quotation_marks_spaces_and_the_paragraph():
    text = "นายสมมุติ กล่าวว่า “งานเดินหน้าตามแผนที่วางไว้แล้ว” ทั้งนี้ จะรายงานอีกครั้งในเดือนหน้า"
    scene = Scene(text, 0, "th", [])
    kinds = {end.kind: text[: end.at][-4:] for end in Ends(Speech(scene, [])).in_paragraph(0)}
    assert kinds["quote"] == "แล้ว"
    assert kinds["space"] == "ล้ว”"
    assert kinds["paragraph"] == "หน้า"


@given(
    st.lists(
        st.sampled_from(
            [
                "นายสมมุติ",
                " กล่าวว่า ",
                "“",
                "”",
                '"',
                "\n",
                "ข้อความยาวพอสมควรสำหรับทดสอบ",
                " กล่าว",
                "said that ",
                "Jane",
                ". ",
                "ดังนี้",
            ]
        ),
        max_size=40,
    )
)
def test_offsets_are_exact_and_statements_do_not_overlap(parts):
    text = "".join(parts)
    people = [person(text, "สมมุติ", "นายสมมุติ"), person(text, "Jane", "Jane")]
    people = [one for one in people if one.mentions]
    for language in ("th", "en"):
        found = find(text, people, language)
        assert all(text[s.start : s.end] == s.text and s.text.strip() for s in found)
        assert all(text[s.cue.start : s.cue.end] == s.cue.text for s in found if s.cue)
        assert all(a.end <= b.start for a, b in pairwise(found))


def test_the_record_names_the_speaker_by_id():
    text = (
        "นายสมหมาย ใจดี อธิบดีกรมชลประทาน เปิดเผยว่า ปริมาณฝนปีนี้ลดลงจากปีก่อน ขอให้เกษตรกรใช้น้ำอย่างประหยัด\n"
        "รัฐมนตรีช่วยว่าการกระทรวงตัวอย่าง กล่าวว่า จะจัดรถบรรทุกน้ำไปยังหมู่บ้านที่ขาดแคลนน้ำทุกแห่งโดยเร็ว"
    )
    article = Article.of(text)
    found = annotate(article)
    record = to_record(article, findings=found)
    speakers = [record.entity(one.speaker) for one in record.statements]
    assert [one.name.th for one in speakers] == ["สมหมาย ใจดี", "รัฐมนตรีช่วยว่าการกระทรวงตัวอย่าง"]
    assert [one.post for one in speakers] == [False, True]


def test_a_speech_is_recognised_by_its_salutation() -> None:
    text = "Remarks by Minister Jan Example\n\nExcellencies,\nI am glad to open this meeting, and I thank you all for coming.\n"
    plain = text.replace("Excellencies,", "The meeting was short.")
    for words, addressed in ((text, True), (plain, False)):
        speech = Speech(scene := Scene.of(Article.of(words), Findings()), find_cues(scene))
        assert speech.has_salutation is addressed
        assert len(scene.paragraphs) - 1 in speech.in_first_person


def test_the_last_speaker_follows_from_the_chosen_statements() -> None:
    text = (
        "Government Spokesperson Jane Sample disclosed that the cabinet approved the canal plan for the northern provinces. "
        "She added that work on the canals will begin in the coming month. She also said that boats will be lent to villages."
    )
    people = [person(text, "John Other", role="Minister"), person(text, "Jane Sample", role="Government Spokesperson")]
    scene = Scene.of(Article.of(text, language="en"), Findings(referents=people))
    speech = Speech(scene, find_cues(scene))
    chances = [models()["yes"].probability(cue_features(speech, k)) for k in range(len(speech.cues))]
    chosen = choose(speech, chances, models())
    assert [one.referent for one in chosen] == [1, 1, 1]
    assert all(one.end <= other.cue.start for one, other in pairwise(chosen))


def test_a_statement_with_an_uncertain_speaker_is_dropped() -> None:
    class Unsure(Choice):
        def probabilities(self, candidates):
            return [1 / len(candidates)] * len(candidates)

    text = "นายสมมุติ ดีงาม กล่าวว่า กรมจะเริ่มสูบน้ำเข้านาในเดือนหน้า และจะแจ้งกำหนดการให้ทราบอีกครั้ง"
    people = [person(text, "สมมุติ ดีงาม", "นายสมมุติ ดีงาม"), *(person(text, f"คนที่ {k}", "กรม") for k in range(9))]
    scene = Scene.of(Article.of(text), Findings(referents=people))
    speech = Speech(scene, find_cues(scene))
    chances = [0.3 if cue.kind == "opened" else 0.0 for cue in speech.cues]
    assert len(choose(speech, chances, models())) == 1
    assert choose(speech, chances, {**models(), "speaker": Unsure((), np.zeros(0))}) == []
