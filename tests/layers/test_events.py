"""Events: slots of the main event, pages without an event, background events."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsextract.layers import events
from newsextract.layers.drafts import Entity, Referent
from newsextract.layers.events.context import Context
from newsextract.layers.findings import Findings
from newsextract.page import Article
from newsextract.records import Mention, Term, Time
from spoken import offices_of, places

HEAD = "กระทรวงตัวอย่างจัดประชุมวิชาการน้ำสะอาด\n"
LEAD = (
    "วันนี้ (5 มี.ค. 67) เวลา 09.30 น. ณ โรงแรมริมธารา อำเภอเมือง จังหวัดเชียงราย นายสมมุติ ดีงาม ปลัดกระทรวงตัวอย่าง "
    "เป็นประธานในพิธีเปิดการประชุมวิชาการน้ำสะอาด ครั้งที่ 4 โดยมีผู้เข้าร่วมประชุม จำนวน 320 คน"
)
LATER = "\nโดยเมื่อวันที่ 2 กุมภาพันธ์ 2566 ได้เกิดเหตุน้ำท่วมฉับพลันในพื้นที่อำเภอเมืองลำปาง มีบ้านเรือนเสียหาย 320 หลัง"


def entity(text, surface, kind, **more):
    at = text.index(surface, text.index("\n"))
    return Entity(start=at, end=at + len(surface), text=surface, type=kind, **more)


def time(text, surface, kind, value):
    at = text.index(surface)
    return Time(start=at, end=at + len(surface), text=surface, kind=kind, value=value)


def find(text, *, language="th", published=None, **parts):
    body = text.index("\n") + 1
    return events.find(
        replace(Article.of(text, body=body, language=language, published=published), id="x:1"), Findings(**parts)
    )


def meeting(text=HEAD + LEAD + LATER, **changed):
    at = text.index("นายสมมุติ ดีงาม")
    mentions, roles = [Mention.of(text, at, at + 15)], offices_of("ปลัดกระทรวงตัวอย่าง")
    person = Referent("PERSON", mentions, names=["สมมุติ ดีงาม"], title="นาย", roles=roles)
    given = {
        "published": "2024-03-05",
        "entities": sorted(
            [
                entity(text, "โรงแรมริมธารา", "FACILITY"),
                entity(text, "อำเภอเมือง", "LOCATION"),
                entity(text, "จังหวัดเชียงราย", "LOCATION", iso="TH-57"),
                entity(text, "การประชุมวิชาการน้ำสะอาด ครั้งที่ 4", "EVENT"),
            ],
            key=lambda e: e.start,
        ),
        "times": [
            time(text, "วันนี้ (5 มี.ค. 67) เวลา 09.30 น.", "datetime", "2024-03-05T09:30"),
            *([time(text, "วันที่ 2 กุมภาพันธ์ 2566", "date", "2023-02-02")] if "2566" in text else []),
        ],
        "referents": [person],
    }
    return find(text, **(given | changed))


def test_the_slots_of_a_meeting():
    main = meeting().items[0]
    assert (main.type, main.main, main.status) == ("meeting", True, "occurred")
    assert (main.start, main.precision) == ("2024-03-05T09:30+07:00", "minute")
    assert main.place.venue == "โรงแรมริมธารา อำเภอเมือง จังหวัดเชียงราย"
    assert (main.place.province, main.place.iso_3166_2, main.place.country, main.place.mode) == (
        "เชียงราย",
        "TH-57",
        "TH",
        "in_person",
    )
    assert (main.participants[0].referent.names, main.participants[0].part) == (["สมมุติ ดีงาม"], "chair")
    assert main.name.th == "การประชุมวิชาการน้ำสะอาด ครั้งที่ 4"
    assert (main.attendance, main.attendance_unit) == (320, "คน")


def test_every_filled_slot_says_which_words_it_comes_from():
    text = HEAD + LEAD + LATER
    main = meeting().items[0]
    assert {"type", "start", "actor", "venue", "province", "name", "attendance"} <= set(main.slots)
    for mentions in [*main.slots.values(), [main.trigger], main.evidence]:
        assert all(text[m.start : m.end] == m.text for m in mentions)


def test_confidences_are_probabilities_of_the_named_slots():
    confidence = meeting().items[0].confidence
    assert {"type", "start", "actor", "venue", "province", "name", "attendance"} <= set(confidence)
    assert all(0 <= value <= 1 for value in confidence.values())


def test_a_dated_flood_in_the_background_is_another_event():
    main, other = meeting().items[:2]
    assert (other.main, other.start, other.type, other.id) == (False, "2023-02-02", "disaster", "x:1#2")
    assert main.id == "x:1#1"
    assert "น้ำท่วม" in other.evidence[0].text


def test_a_date_after_publication_is_scheduled():
    assert meeting(published="2024-03-01").items[0].status == "scheduled"


def test_the_publication_date_is_never_filled_in():
    assert meeting(times=[]).items[0].start is None


def test_a_meeting_over_a_conference_system_is_not_only_in_person():
    text = HEAD + LEAD.replace(" โดยมี", " ผ่านระบบการประชุมทางไกล โดยมี")
    assert meeting().items[0].place.mode == "in_person"
    assert meeting(text).items[0].place.mode in {"online", "hybrid"}


def test_the_english_name_comes_from_a_term():
    text = HEAD + LEAD.replace("ครั้งที่ 4", "ครั้งที่ 4 (Fourth Clean Water Forum)")
    th, en = text.index("การประชุมวิชาการน้ำสะอาด ครั้งที่ 4"), text.index("Fourth Clean Water Forum")
    term = Term(th=Mention.of(text, th, th + 35), en=Mention.of(text, en, en + 24), kind="event")
    assert meeting(text, terms=[term]).items[0].name.en == "Fourth Clean Water Forum"


def test_every_country_of_a_list_is_found():
    text = HEAD + LEAD.replace("โดยมีผู้เข้าร่วม", "โดยมีผู้แทนจากประเทศกัมพูชา ลาว เวียดนาม และไทย ผู้เข้าร่วม")
    assert [at.text for at in meeting(text).items[0].slots["countries"]] == ["กัมพูชา", "ลาว", "เวียดนาม", "ไทย"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("น้ำประปาดื่มได้ไหม ??\nQ : น้ำประปาดื่มได้ไหม ??\nA : ดื่มได้ เมื่อผ่านการกรองและต้มให้เดือดแล้ว", "questions and answers"),
        ("วิธีล้างผักให้สะอาด\nเรามีวิธีล้างผักมาแนะนำ แช่น้ำสิบห้านาทีแล้วล้างออกให้หมดจดทุกครั้งก่อนนำไปปรุงอาหารให้ครอบครัว", "an explainer"),
        ("หัวข้อข่าว\n", "no body"),
    ],
)
def test_a_page_without_an_event_says_why(text, reason):
    found = find(text)
    assert found.items == []
    assert [(w.code, reason in w.message) for w in found.warnings] == [("no_event", True)]


def test_the_slots_of_an_english_article():
    text = (
        "PM receives Ambassador of Ruritania\nMarch 4, 2024, at 1500hrs, at the Ivory Room, Thai Khu Fah Building, Government House, "
        "H.E. Mr. Rudolf Sample, Ambassador of Ruritania, paid a courtesy call on Prime Minister John Example."
    )
    people = ("H.E. Mr. Rudolf Sample", "Ambassador of Ruritania"), ("John Example", "Prime Minister")
    who = [Referent("PERSON", places(text, name), names=[name[-13:].strip()], roles=offices_of(role)) for name, role in people]
    when = text.index("March")
    times = [Time(start=when, end=when + 24, text=text[when : when + 24], kind="datetime", value="2024-03-04T15:00")]
    facilities = [entity(text, name, "FACILITY") for name in ("Ivory Room", "Thai Khu Fah Building", "Government House")]
    main = find(text, language="en", published="2024-03-05", entities=facilities, times=times, referents=who).items[0]
    assert main.type == "talks"
    assert main.start == "2024-03-04T15:00+07:00"
    assert main.place.venue == "Ivory Room, Thai Khu Fah Building, Government House"
    assert main.place.province == "กรุงเทพมหานคร"
    assert {"Rudolf Sample", "John Example"} <= {one.referent.names[0] for one in main.participants}


@given(
    st.lists(
        st.sampled_from(
            [
                "วันนี้ ",
                "ณ ",
                "นายสมมุติ ",
                "เป็นประธานการประชุม",
                " จำนวน 50 คน",
                "“",
                "(",
                ")",
                "\n",
                "โดยมี",
                "จังหวัดเลย ",
                "ที่ห้องประชุม ",
                "x",
                "ๆ",
            ]
        ),
        max_size=40,
    ),
    st.sampled_from(["th", "en"]),
)
def test_nothing_breaks_and_offsets_are_exact(parts, language):
    text = "หัวข้อ\n" + "".join(parts)
    found = find(text, language=language, published="2024-01-01")
    assert bool(found.items) != bool(found.warnings)
    for event in found.items:
        for mentions in [*event.slots.values(), event.evidence]:
            assert all(text[m.start : m.end] == m.text for m in mentions)


SHARED = Path(__file__).parents[2].parent / "shared"


@pytest.mark.eval
@pytest.mark.skipif(not (SHARED / "corpus/seed.txt").exists(), reason="../shared/corpus/seed.txt is not beside the project")
def test_the_example_article_says_what_the_record_format_lists():
    from newsextract.page import Page
    from newsextract.pages import parse
    from newsextract.pipeline import to_record

    record = to_record(parse(Page((SHARED / "corpus/seed.txt").read_bytes(), name="seed", kind="corpus")))
    main = record.events[0]
    assert (main.type, main.start) == ("meeting", "2020-02-25T08:45+07:00")
    assert main.name.th == "การประชุมภูมิภาคอาเซียนว่าด้วยการคุ้มครองเด็กออนไลน์"
    assert main.name.en == "ASEAN Regional Forum on Child Online Protection"
    assert (main.place.venue, main.place.iso_3166_2, main.place.mode) == (
        "โรงแรมรอยัล ออคิด เชอราตัน กรุงเทพฯ",
        "TH-10",
        "in_person",
    )
    assert main.trigger.text == f"เป็นประธานในพิธีเปิด{main.name.th}"
    assert (main.actors[0].name, main.actors[0].part) == ("ปรเมธี วิมลศิริ", "chair")
    assert re.sub(r"\s", "", main.actors[0].role) == "ปลัดกระทรวงการพัฒนาสังคมและความมั่นคงของมนุษย์"
    organisers = {o.name for o in main.organisations if o.part in {"organiser", "partner", "counterpart"}}
    assert organisers >= {
        "กระทรวงการพัฒนาสังคมและความมั่นคงของมนุษย์",
        "องค์การทุนเพื่อเด็กแห่งสหประชาชาติ",
        "สหภาพโทรคมนาคมระหว่างประเทศ",
        "สำนักงานป้องกันยาเสพติดและปราบปรามอาชญากรรมแห่งสหประชาชาติ",
    }
    assert sorted(main.countries) == sorted(["KH", "ID", "LA", "MY", "MM", "PH", "SG", "VN", "TH", "MN", "AF"])
    assert main.attendance == 250
    assert [record.entity(s.speaker).name.th for s in record.statements] == ["ปรเมธี วิมลศิริ"] * 2


@given(st.text("ก\n", max_size=30), st.integers(0, 31))
def test_a_line_reaches_from_break_to_break(text, at):
    start, end = Context.of(Article.of(text), Findings()).line(at)
    assert start <= min(at, len(text)) <= end
    assert f"\n{text}\n"[start : end + 2 : end - start + 1] == "\n\n"
    assert "\n" not in text[start:end]


def test_an_endless_line_is_read_in_part():
    assert Context.of(Article.of(f"ก\n{'ก' * 30_000}"), Findings()).line(15_000) == (5_000, 25_000)
