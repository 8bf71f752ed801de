"""Participants: lists, cues and offices around people and organisations, and the choice of parts."""

import pytest

from newsextract.layers.drafts import Office, Referent, Statement
from newsextract.layers.events import participants
from newsextract.layers.events.participant_features import clause_features, features, mention_features
from newsextract.layers.events.parties import MAX_CANDIDATES, Parties, parties_of
from newsextract.records import Mention
from spoken import context, place

LIST = (
    "เปิดงานว่าวไทย\nวันนี้ (5 มี.ค. 67) นายเอก ใจดี ปลัดกระทรวงว่าว เป็นประธานเปิดงานว่าวไทย พร้อมด้วย นายโท ใจงาม อธิบดีกรมลม "
    "นางตรี ใจเย็น รองอธิบดีกรมลม และนายจัตวา ใจกว้าง เข้าร่วมงาน ณ ลานว่าว จัดโดยสมาคมว่าวไทย"
)


def person(text, part, role=None):
    at = [place(text, part)]
    return Referent("PERSON", at, names=[part], roles=[Office(at=place(text, role))] if role else [])


def body(text, part, n=0):
    return Referent("ORGANIZATION", [place(text, part, n)], names=[part])


def everybody(text=LIST):
    return [
        person(text, "นายเอก ใจดี", "ปลัดกระทรวงว่าว"),
        person(text, "นายโท ใจงาม", "อธิบดีกรมลม"),
        person(text, "นางตรี ใจเย็น", "รองอธิบดีกรมลม"),
        person(text, "นายจัตวา ใจกว้าง"),
        body(text, "กระทรวงว่าว"),
        body(text, "สมาคมว่าวไทย"),
    ]


def parties(text, *referents, **more):
    return parties_of(context(text, *referents, **more))


def features_around(laid_out, name):
    (number,) = [k for k, one in enumerate(laid_out.referents) if one.names == [name]]
    return mention_features(laid_out, laid_out.spots_of[number][0])


def test_parties_named_in_a_row_are_one_list_whatever_offices_are_between():
    laid_out = parties(LIST, *everybody())
    lists = [[laid_out.referents[one.party].names[0] for one in those] for those in laid_out.lists]
    assert lists == [["นายเอก ใจดี"], ["นายโท ใจงาม", "นางตรี ใจเย็น", "นายจัตวา ใจกว้าง"], ["สมาคมว่าวไทย"]]


def test_a_list_shares_the_cues_before_its_first_and_after_its_last_member():
    laid_out = parties(LIST, *everybody())
    for name in ("นายโท ใจงาม", "นางตรี ใจเย็น", "นายจัตวา ใจกว้าง"):
        assert {"cue company", "then attend"} <= set(features_around(laid_out, name)), name
    assert "cue at organised" in features_around(laid_out, "สมาคมว่าวไทย")


def test_the_members_of_a_list_are_weighed_together_and_others_alone():
    laid_out = parties(LIST, *everybody())
    names = ["นายโท ใจงาม", "นางตรี ใจเย็น", "นายจัตวา ใจกว้าง", "สมาคมว่าวไทย"]
    spots = [
        spots[0]
        for name in names
        for one, spots in zip(laid_out.referents, laid_out.spots_of, strict=True)
        if one.names == [name]
    ]
    sure, unsure = ({**dict.fromkeys(participants.CLASSES, 0.0), "participant": p, "none": 1 - p} for p in (0.9, 0.3))
    found = participants.average_in_lists(laid_out, spots, [sure, sure, unsure, unsure])
    assert [round(chance["participant"], 2) for chance in found] == [0.8, 0.8, 0.5, 0.3]


def test_an_organisation_inside_an_office_is_marked_and_not_a_main_candidate():
    laid_out = parties(LIST, *everybody())
    assert "in office" in features_around(laid_out, "กระทรวงว่าว")
    assert "in office" not in features_around(laid_out, "สมาคมว่าวไทย")
    asked = [laid_out.referents[k].names[0] for k in laid_out.main_candidates]
    assert "สมาคมว่าวไทย" in asked
    assert "กระทรวงว่าว" not in asked


def test_an_abbreviation_in_brackets_after_an_office_belongs_to_it():
    text = "งาน\nนายเอก ใจดี อธิบดีกรมลม (กลม.) เปิดงาน"
    laid_out = parties(text, person(text, "นายเอก ใจดี", "อธิบดีกรมลม"), body(text, "กลม."))
    assert [laid_out.referents[k].names for k in laid_out.main_candidates] == [["นายเอก ใจดี"]]


def test_the_government_as_a_post_has_the_features_of_an_organisation():
    text = "งาน\nรัฐบาลจัดงานว่าว"
    laid_out = parties(text, Referent("ORGANIZATION", offices=[place(text, "รัฐบาล")], names=["รัฐบาล"], post=True))
    assert "body government" in features(laid_out, "ceremony")[0]


def test_the_words_of_an_office_are_not_cues():
    text = "งาน\nนายเอก ใจดี ประธานในพิธีว่าว มอบว่าว"
    laid_out = parties(text, person(text, "นายเอก ใจดี", "ประธานในพิธีว่าว"))
    assert "then give" in features_around(laid_out, "นายเอก ใจดี")


def test_candidates_are_people_organisations_and_countries_up_to_a_limit():
    text = "งาน\nลาว เลย ตึก"
    places = [Referent("LOCATION", [place(text, "ลาว")], iso="LA"), Referent("LOCATION", [place(text, "เลย")], iso="TH-42")]
    found = Parties(context(text, *places, Referent("FACILITY", [place(text, "ตึก")]))).referents
    assert [one.iso for one in found] == ["LA"]
    many = [Referent("ORGANIZATION", [Mention.of(text, 4, 7)]) for _ in range(MAX_CANDIDATES + 5)]
    assert len(Parties(context(text, *many)).referents) == MAX_CANDIDATES


def test_the_first_speaker_and_the_organisation_with_that_head_are_marked():
    text = f"{LIST} กระทรวงว่าวสนับสนุน"
    where = Referent("ORGANIZATION", [place(text, "กระทรวงว่าว"), place(text, "กระทรวงว่าว", 1)], names=["กระทรวงว่าว"])
    who = person(text, "นายเอก ใจดี", "ปลัดกระทรวงว่าว")
    said = [Statement(len(text) - 5, len(text), text[-5:], who)]
    rows = features(parties(text, who, where, statements=said), "statement")
    assert "P first speaker" in rows[0]
    assert "O head speaks" in rows[1]
    assert "O first speaker" not in rows[1]


def test_parties_of_another_event_come_from_its_line():
    text = "งาน\nกรมลมเปิดงานว่าว\nเมื่อปีก่อน กรมฝนจัดงานร่ม ร่วมกับกรมฟ้า"
    laid_out = parties(text, body(text, "กรมลม"), body(text, "กรมฝน"), body(text, "กรมฟ้า"))
    at = place(text, "จัดงานร่ม")
    clause = text.rindex("\n") + 1, at.end
    found = clause_features(laid_out, "ceremony", (at.start, at.end), clause, {})
    assert [text[one.start : one.end] for one, _ in found] == ["กรมฝน", "กรมฟ้า"]
    assert {"O before", "O before in clause"} <= set(found[0][1])
    assert {"O behind", "O behind out of clause"} <= set(found[1][1])


def test_the_main_actor_is_a_candidate_of_another_event_on_another_line():
    text = "งาน\nกรมลมเปิดงานว่าว\nเมื่อปีก่อน จัดงานร่ม"
    laid_out = parties(text, body(text, "กรมลม"))
    at = place(text, "จัดงานร่ม")
    ((one, row),) = clause_features(
        laid_out, "ceremony", (at.start, at.end), (at.start, at.end), {("ORGANIZATION", 4): "agent"}
    )
    assert text[one.start : one.end] == "กรมลม"
    assert "O main agent alone" in row


def chance(**parts):
    return dict.fromkeys(participants.CLASSES, 0.0) | parts


def test_the_main_actor_comes_first_then_the_others_by_part_and_position():
    chances = [
        chance(participant=0.9, none=0.1),
        chance(none=0.9),
        chance(host=0.6, none=0.3),
        chance(agent=0.8, none=0.1),
        chance(chair=0.9),
    ]
    assert participants.choose_participants(chances, 3) == [3, 4, 2, 0]
    assert participants.choose_participants(chances, None) == [4, 3, 2, 0]
    assert participants.choose_participants([chance(none=1.0)], None) == []


@pytest.mark.parametrize(("kind", "actor"), [("programme", 1), ("statement", 0)])
def test_a_body_that_acts_comes_before_the_person_who_tells_of_it(kind, actor):
    laid_out = parties(
        "ข่าว\nนายเอก ใจดี เผยว่า กรมลมแจกว่าว",
        person("ข่าว\nนายเอก ใจดี", "นายเอก ใจดี"),
        body("ข่าว\nนายเอก ใจดี เผยว่า กรมลม", "กรมลม"),
    )
    assert participants.settle_first(laid_out, kind, [chance(speaker=0.8), chance(agent=0.6)], 0) == actor


@pytest.mark.parametrize(("first", "actor"), [("organiser", 1), ("speaker", 1), ("agent", 0)])
def test_who_chairs_comes_before_who_organises_or_tells(first, actor):
    told = "ข่าว\nกรมลมจัดงานว่าว นายเอก ใจดี เปิดงาน"
    laid_out = parties(told, body(told, "กรมลม"), person(told, "นายเอก ใจดี"))
    assert participants.settle_first(laid_out, "ceremony", [chance(**{first: 0.8}), chance(chair=0.6)], 0) == actor


def test_a_body_inside_an_office_that_is_repeated_takes_no_part():
    text = "ข่าว\nนายเอก ใจดี ปลัดกระทรวงว่าว เปิดงาน\nนายเอก ปลัดกระทรวงว่าว กล่าวปิดงาน"
    one = person(text, "นายเอก ใจดี", "ปลัดกระทรวงว่าว")
    one.roles[0].body = place(text, "กระทรวงว่าว")
    laid_out = parties(text, one, body(text, "กระทรวงว่าว", 1))
    assert [laid_out.referents[k].names for k in laid_out.main_candidates] == [["นายเอก ใจดี"]]


@pytest.mark.parametrize(
    ("text", "takes_part"),
    [
        ("ข่าว\nกรมลม (กล.) กระทรวงว่าว เปิดงาน", False),
        ("ข่าว\nกรมลม กระทรวงว่าว เปิดงาน", False),
        ("ข่าว\nกรมลม กระทรวงว่าว กรมฝน เปิดงาน", True),
        ("ข่าว\nกรมลม เปิดงาน กระทรวงว่าว ร่วมด้วย", True),
    ],
)
def test_the_ministry_behind_its_department_takes_no_part(text, takes_part):
    laid_out = parties(text, body(text, "กรมลม"), body(text, "กระทรวงว่าว"))
    assert (len(laid_out.main_candidates) == 2) is takes_part


def test_the_main_actor_takes_part_however_unlikely():
    assert participants.choose_participants([chance(none=0.9, agent=0.1)], 0) == [0]


@pytest.fixture(scope="module")
def found():
    return participants.main_participants(context(LIST, *everybody()), {"ceremony": 1.0})


def test_a_chair_the_people_with_him_and_an_organiser(found):
    given, sure = found
    parts = {one.referent.names[0]: one.part for one in given}
    assert given[0].referent.names == ["นายเอก ใจดี"]
    assert parts == {
        "นายเอก ใจดี": "chair",
        "นายโท ใจงาม": "participant",
        "นางตรี ใจเย็น": "participant",
        "นายจัตวา ใจกว้าง": "participant",
        "สมาคมว่าวไทย": "organiser",
    }
    assert 0.5 < sure <= 1


def test_every_participant_has_a_mention_and_a_confidence(found):
    for one in found[0]:
        assert LIST[one.mention.start : one.mention.end] == one.mention.text
        assert one.mention in (*one.referent.mentions, *one.referent.offices)
        assert 0 < one.confidence < 1


def test_an_article_without_names_has_no_participants():
    given, sure = participants.main_participants(context("ฝนตก\nฝนตกหนักทางเหนือ"), {"disaster": 1.0})
    assert given == []
    assert 0 <= sure <= 1
