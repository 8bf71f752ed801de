"""Names of one thing, written differently, are one referent; names of two things never are."""

from __future__ import annotations

import pytest

from newsextract.layers import referents
from newsextract.layers.drafts import Entity
from newsextract.layers.findings import Findings
from newsextract.layers.referents import settle
from newsextract.page import Article
from newsextract.records import Mention, Term
from spoken import place as at
from spoken import referents_of


def marks(text: str, *names: tuple[str, str]) -> list[Entity]:
    found = []
    for number, (name, kind) in enumerate(names):
        start = text.index(name)
        found.append(Entity(start=start, end=start + len(name), text=name, type=kind, name=name, id=f"e{number}"))  # type: ignore[arg-type]
    return sorted(found, key=lambda e: e.start)


def things(text: str, entities: list[Entity], *terms: Term) -> list[list[str]]:
    found = referents_of(text, entities, terms)
    return [[m.text for m in one.mentions] for one in found if one.mentions]


@pytest.mark.parametrize(
    ("first", "then", "kind", "one"),
    [
        ("ธนาคารน้ำใส", "ธ.น้ำใส", "ORGANIZATION", True),
        ("ทำเนียบรัฐบาล", "ทำเนียบ", "FACILITY", True),
        ("บังกลาเทศ", "บังคลาเทศ", "LOCATION", True),
        ("บริษัท ลมเย็น จำกัด", "ลมเย็น", "ORGANIZATION", True),
        ("สำนักงานพัฒนาหมู่บ้านริมคลอง", "สำนักงานพัฒนหมู่บ้านริมคลอง", "ORGANIZATION", True),
        ("สำนักงานเกษตรจังหวัดสมมติตก", "สำนักงานเกษตรจังหวัดสมมติออก", "ORGANIZATION", False),
        ("มหาวิทยาลัยราชภัฏริมคลอง", "สภามหาวิทยาลัยราชภัฏริมคลอง", "ORGANIZATION", False),
        ("บริษัท ลมเย็น มอเตอร์ คอร์ปอเรชั่น", "บริษัท ฟ้าเย็น มอเตอร์ คอร์ปอเรชั่น", "ORGANIZATION", False),
        ("สำนักนายกรัฐมนตรี", "สปน.", "ORGANIZATION", False),
        ("National Cotton Institute", "NCI", "ORGANIZATION", True),
        ("สำนักงานสาธารณสุขจังหวัดสมมติตก", "สสจ.สมมติตก", "ORGANIZATION", True),
        ("โรงพยาบาลสมเด็จพระยุพราชผ้าทอ", "รพร.ผ้าทอ", "FACILITY", True),
        ("โรงพยาบาลส่งเสริมสุขภาพตำบลผ้าทอ", "รพ.สต.ผ้าทอ", "ORGANIZATION", True),
        ("สหพันธ์สาธารณรัฐบราซิล", "บราซิล", "LOCATION", True),
        ("สาธารณรัฐจีน", "จีน", "LOCATION", False),
        ("วันสงกรานต์", "เทศกาลสงกรานต์", "EVENT", True),
        ("การประชุมผ้าไหมนานาชาติ ครั้งที่ 3", "ประชุมผ้าไหมนานาชาติ", "EVENT", True),
        ("การประชุมผ้าไหมนานาชาติ ครั้งที่ 3", "การประชุมผ้าไหมนานาชาติ ครั้งที่ 4", "EVENT", False),
        ("การประชุมสมัชชาผ้าไหมโลก สมัยที่ 75", "ประชุมสมัชชาผ้าไหมโลก", "EVENT", True),
        ("การประชุมสมัชชาผ้าไหมโลก สมัยที่ 75", "การประชุมสมัชชาผ้าไหมโลก สมัยที่ 76", "EVENT", False),
        ("การประชุมคณะกรรมการผ้าไหม ครั้งที่ 3/2566", "ประชุมคณะกรรมการผ้าไหม ครั้งที่ 3/2566", "EVENT", True),
        ("อำเภอบ้านสมมติ", "บ้านสมมติ", "LOCATION", True),
        ("กระทรวงเกษตรและสหกรณ์", "ก.เกษตร", "ORGANIZATION", True),
        ("มณฑลสมมติ", "สมมติ", "LOCATION", True),
        ("จว.สมมติ", "จังหวัดสมมติ", "LOCATION", True),
        ("แม่น้ำสมมติ", "ลำน้ำสมมติ", "LOCATION", True),
        ("ธนาคาร ล.ม.ย.", "ล.ม.ย.", "ORGANIZATION", True),
        ("กรมผ้าทอมือ", "ผ้าทอมือ", "ORGANIZATION", True),
        ("กระทรวงผ้าทอไทย", "กระทรวงผ้าทอ", "ORGANIZATION", True),
        ("บริษัท ลมเย็น มอเตอร์ จำกัด", "บริษัทลมเย็น", "ORGANIZATION", True),
        ("บริษัท ลมเย็น มอเตอร์ จำกัด", "สมาคมลมเย็น", "ORGANIZATION", False),
        ("ศูนย์ผ้าทอจังหวัดสมมติตก", "ศูนย์ผ้าทอจังหวัด", "ORGANIZATION", True),
        ("ศูนย์ผ้าทอจังหวัดสมมติตก", "ศูนย์ผ้า", "ORGANIZATION", False),
        ("วัดผ้าทองามวรวิหาร", "วัดผ้าทอ", "FACILITY", True),
        ("โรงพยาบาลสนามผ้าทอ", "โรงพยาบาลสนาม", "FACILITY", False),
        ("Board of Weaving of Thailand", "BOW", "ORGANIZATION", True),
        ("Royal Thai Silk Board", "Silk Board", "ORGANIZATION", True),
        ("สนามบินผ้าทอ", "ท่าอากาศยานนานาชาติผ้าทอ", "FACILITY", True),
        ("งานผ้าทอ ประจำปี พ.ศ. 2565", "งานผ้าทอ ปี 65", "EVENT", True),
        ("5th Imagined Weaving Accord (IWA) Summit", "5th IWA Summit", "EVENT", True),
        ("ประชุมผ้าทออย่างเป็นทางการนอกสถานที่", "ประชุมผ้าทอนอกสถานที่อย่างเป็นทางการ", "EVENT", True),
        ("องค์การบริหารส่วนจังหวัดสมมติ", "อบจ.สมมติ", "ORGANIZATION", True),
        ("กระทรวงอุตสาหกรรม", "ก.อุตฯ", "ORGANIZATION", True),
        ("กระทรวงคมนาคม", "ก.คมนาคม", "ORGANIZATION", True),
        ("กระทรวงแรงงาน", "กระทรวงรง.", "ORGANIZATION", True),
        ("ชุดปฏิบัติการว่าวจังหวัดสมมติ", "ชุดปฏิบัติการว่าวสมมติ", "ORGANIZATION", True),
        ("World Soil Day", "วันดินโลก", "EVENT", True),
        ("กระทรวงวัฒนธรรม", "กระทรวงวัฒนธรม", "ORGANIZATION", True),
        ("กองทุนผ้าทอมือ", "สำนักงานกองทุนผ้าทอมือ", "ORGANIZATION", True),
        ("กองทุนพัฒนาเอสเอ็มอีตามแนวประชารัฐ", "กองทุนเอสเอ็มอีตามแนวประชารัฐ", "ORGANIZATION", True),
        ("ศูนย์ผ้าทอที่ 1", "ศูนย์ผ้าทอที่ 1 (สมมติตก)", "ORGANIZATION", True),
        ("ศูนย์ผ้าทอที่ 1", "ศูนย์ผ้าทอที่ 2 (สมมติตก)", "ORGANIZATION", False),
        ("คณะหัตถศิลป์ มหาวิทยาลัยสมมติ", "คณะหัตถศิลป์", "ORGANIZATION", True),
        ("Ministry of Weaving", "Weaving Ministry", "ORGANIZATION", True),
        ("Embassy of Laos in Japan", "Embassy of Japan in Laos", "ORGANIZATION", False),
        ("Ad Hoc Centre for the Silk Road", "Ad Hoc Centre", "ORGANIZATION", True),
        ("กองทัพอากาศ", "RTAF", "ORGANIZATION", True),
        ("Thung Phatthai province", "Thung Phattai", "LOCATION", True),
        ("3 จังหวัดชายแดนใต้", "จังหวัดชายแดนภาคใต้", "LOCATION", True),
        ("งานผ้าไหมไทย ครั้งที่ 4/2561", "งานผ้าไหมไทย ครั้งที่ 4/61", "EVENT", True),
        ("Silk Day 2025", "Silk Day", "EVENT", True),
        ("ทางหลวงหมายเลข 9999 สายสมมติ - ริมคลอง", "ทล.9999", "FACILITY", True),
        ("นายประวิตร วงษ์สุวรรณ", "บิ๊กป้อม", "PERSON", True),
        ("นายสมชาย ใจดีงาม", "นายสมชัย ใจดีงาม", "PERSON", True),
        ("นายรัชกาลที่ 4", "นายรัชกาลที่ 7", "PERSON", False),
        ("Lina Elaine Harbour", "Lina Harbour", "PERSON", True),
        ("Lina W. Harbour", "Lina H.W. Harbour", "PERSON", False),
        ("สำนักงานผ้าทอจังหวัดชลบุรี", "สำนักงานผ้าทอจังหวัดราชบุรี", "ORGANIZATION", False),
        ("นายสมชาย ใจดีงาม", "นางสมชาย ใจดีงาน", "PERSON", False),
        ("นายสมชาย ใจดีงาม", "นายประเสริฐ ใจดีงาม", "PERSON", False),
        ("นางมาลี ใจดีงาม ผ้าทอ", "นางมาลี ใจดีงาม", "PERSON", True),
        ("นางมาลี ใจดีงาม ผ้าทอ", "นางมาลี ใจดีงาม ริมคลอง", "PERSON", False),
    ],
)
def test_names_of_one_thing(first: str, then: str, kind: str, *, one: bool) -> None:
    text = f"{first} มาก่อน ส่วน {then} ตามมา"
    entities = marks(text, (first, kind))
    start = text.index(then, len(first) + 5)
    entities.append(Entity(start=start, end=start + len(then), text=then, type=kind, name=then, id="e9"))  # type: ignore[arg-type]
    if kind == "PERSON":
        entities = [e.model_copy(update={"name": e.text.removeprefix("นาย").removeprefix("นาง")}) for e in entities]
    assert (len(things(text, entities)) == 1) is one


def test_a_hospital_is_one_thing_whether_organisation_or_facility() -> None:
    text = "รพ.ผ้าทอ เปิดตึกใหม่ของโรงพยาบาลผ้าทอ ใกล้อาคารผ้าทอ"
    found = things(text, marks(text, ("รพ.ผ้าทอ", "ORGANIZATION"), ("โรงพยาบาลผ้าทอ", "FACILITY"), ("อาคารผ้าทอ", "FACILITY")))
    assert found == [["รพ.ผ้าทอ", "โรงพยาบาลผ้าทอ"], ["อาคารผ้าทอ"]]


@pytest.mark.parametrize(
    ("text", "names", "one"),
    [
        ("สั่งให้สำนักงานผ้าทอเพื่อชุมชน หรือ สผช. เร่งทอ", ("สำนักงานผ้าทอเพื่อชุมชน", "สผช."), True),
        ("สั่งให้สำนักงานผ้าทอเพื่อชุมชน หรือ กขค. เร่งทอ", ("สำนักงานผ้าทอเพื่อชุมชน", "กขค."), False),
        ("องค์การผ้าทอโลก หรือวีโว (WEAVO) เปิดแล้ว", ("องค์การผ้าทอโลก", "วีโว"), True),
        ("องค์การผ้าทอโลก หรือองค์การผ้าไหมโลก เปิดแล้ว", ("องค์การผ้าทอโลก", "องค์การผ้าไหมโลก"), False),
        (
            "คณะกรรมการผ้าทอทั่วไป (General Weaving Committee – GWC) ประชุม",
            ("คณะกรรมการผ้าทอทั่วไป", "General Weaving Committee"),
            True,
        ),
        ("ศูนย์ผ้าทอเพื่อชุมชน (Weaving Community Center : WCC) เปิด", ("ศูนย์ผ้าทอเพื่อชุมชน", "Weaving Community Center"), True),
    ],
)
def test_a_second_name_right_after_the_first(text: str, names: tuple[str, str], *, one: bool) -> None:
    assert (len(things(text, marks(text, *((name, "ORGANIZATION") for name in names)))) == 1) is one


@pytest.mark.parametrize(("also", "towns"), [("", 1), (" และอำเภอเมืองลพบุรี", 2)])
def test_a_town_is_its_province_unless_the_district_is_named(also: str, towns: int) -> None:
    text = f"เยือนเมืองลพบุรี ในจังหวัดลพบุรี{also}"
    province = Entity(start=21, end=32, text="จังหวัดลพบุรี"[:11], type="LOCATION", name="ลพบุรี", id="p", iso="TH-16")
    start = text.index("จังหวัดลพบุรี")
    province = province.model_copy(update={"start": start, "end": start + 13, "text": "จังหวัดลพบุรี"})
    others = [("เมืองลพบุรี", "LOCATION"), *([("อำเภอเมืองลพบุรี", "LOCATION")] if also else [])]
    assert len(things(text, sorted([*marks(text, *others), province], key=lambda e: e.start))) == towns


def test_a_first_name_joins_two_spellings_of_one_full_name() -> None:
    text = "นายสมศรี ใจดีงาน และนายสมศรี ใจดีงาม แล้วนายสมศรีไป"
    last = text.rindex("นายสมศรี")
    people = marks(text, ("นายสมศรี ใจดีงาน", "PERSON"), ("นายสมศรี ใจดีงาม", "PERSON"))
    people.append(Entity(start=last, end=last + 8, text="นายสมศรี", type="PERSON", name="นายสมศรี", id="e9"))
    people = [e.model_copy(update={"name": e.text.removeprefix("นาย")}) for e in people]
    assert len(things(text, people)) == 1


def test_a_first_name_of_two_persons_is_the_nearer_one() -> None:
    text = "นายเอกชัย ใจดี เปิดงาน นายเอกชัย ลมเย็น ปิดงาน แล้วนายเอกชัย กล่าว"
    spans = [(0, 14), (23, 39), (51, 60)]
    found = [
        Entity(start=a, end=b, text=text[a:b], type="PERSON", name=text[a + 3 : b], id=f"e{k}")
        for k, (a, b) in enumerate(spans)
    ]
    assert things(text, found) == [["นายเอกชัย ใจดี"], ["นายเอกชัย ลมเย็น", "นายเอกชัย"]]


def test_an_organisation_with_a_misprinted_abbreviation_keeps_its_names() -> None:
    text = "องค์การผ้าทอสมมติ (Imagined Weaving Organization: IOW) เปิดแล้ว"

    def side(words: str) -> Mention:
        return Mention.of(text, text.index(words), text.index(words) + len(words))

    th, en, abbr = side("องค์การผ้าทอสมมติ"), side("Imagined Weaving Organization"), side("IOW")
    term = Term(th=th, en=en, abbr=abbr, kind="organisation", posterior=0.9, check="abbr_mismatch")
    assert things(text, [], term) == [[th.text, en.text]]


def test_a_truncated_name_is_completed_from_a_confident_term() -> None:
    text = "ศูนย์วิจัยผ้าทอ และผ้าพิมพ์ (ศวท.) เปิดแล้ว"
    full = "ศูนย์วิจัยผ้าทอ และผ้าพิมพ์"
    sides = {"th": Mention.of(text, 0, len(full)), "abbr": Mention.of(text, text.index("ศวท."), text.index("ศวท.") + 4)}
    term = Term(**sides, kind="organisation", posterior=0.9)
    assert things(text, marks(text, ("ศูนย์วิจัยผ้าทอ", "ORGANIZATION")), term) == [[full, "ศวท."]]


def test_a_repeated_name_is_marked_unless_inside_a_longer_one() -> None:
    text = "กรมผ้าทอไทย แจ้งว่า กรมผ้าทอไทย พร้อม แต่กรมผ้าทอไทยใหม่ยังไม่พร้อม"
    assert things(text, marks(text, ("กรมผ้าทอไทย", "ORGANIZATION"))) == [["กรมผ้าทอไทย", "กรมผ้าทอไทย"]]


def test_the_same_words_name_one_thing_of_one_type() -> None:
    text = "วัดน้ำใส จัดงาน และวัดน้ำใส เปิดให้ชม"
    start = text.rindex("วัดน้ำใส")
    second = Entity(start=start, end=start + 8, text="วัดน้ำใส", type="FACILITY", name="วัดน้ำใส", id="e7")
    assert len(things(text, [*marks(text, ("วัดน้ำใส", "ORGANIZATION")), second])) == 1


@pytest.mark.parametrize(
    ("short", "kind", "found"), [("NSC", "LOCATION", 1), ("NSC", "ORGANIZATION", 1), ("Thailand", "LOCATION", 2)]
)
def test_a_place_and_the_initials_in_brackets_after_it(short: str, kind: str, found: int) -> None:
    text = f"They visited the Northern Silk Corridor ({short}) in May."
    assert len(things(text, marks(text, ("Northern Silk Corridor", "LOCATION"), (short, kind)))) == found


def test_the_full_name_of_a_state_is_a_country_not_an_organisation() -> None:
    text = "ผู้แทนสหพันธ์สาธารณรัฐบราซิล พบกรุงไทย"
    entities = marks(text, ("สหพันธ์สาธารณรัฐบราซิล", "ORGANIZATION"), ("กรุงไทย", "ORGANIZATION"))
    found = referents_of(text, entities)
    assert [(one.type, one.iso) for one in found if one.mentions] == [("LOCATION", "BR"), ("ORGANIZATION", None)]


def test_an_abbreviation_inside_a_name_is_expanded() -> None:
    text = "การประชุมสภาผ้าไหมไทยโลก ครั้งที่ 3 โดยสภาผ้าไหมไทยโลก (STW) คือการประชุม STW ครั้งที่ 3"
    entities = marks(
        text, ("การประชุมสภาผ้าไหมไทยโลก ครั้งที่ 3", "EVENT"), ("การประชุม STW ครั้งที่ 3", "EVENT"), ("STW", "ORGANIZATION")
    )
    start = text.index("สภาผ้าไหมไทยโลก (")
    body = Entity(start=start, end=start + 15, text="สภาผ้าไหมไทยโลก", type="ORGANIZATION", name="สภาผ้าไหมไทยโลก", id="e2")
    found = things(text, sorted([*entities, body], key=lambda e: e.start))
    assert found == [["การประชุมสภาผ้าไหมไทยโลก ครั้งที่ 3", "การประชุม STW ครั้งที่ 3"], ["สภาผ้าไหมไทยโลก", "STW"]]


def test_a_board_is_not_the_fund_whose_abbreviation_follows_it() -> None:
    text = "กองทุนผ้าไหมชุมชน (กผช.) และคณะกรรมการกองทุนผ้าไหมชุมชน (กผช.) มา"
    start = text.rindex("กผช.")
    entities = marks(
        text, ("กองทุนผ้าไหมชุมชน", "ORGANIZATION"), ("กผช.", "ORGANIZATION"), ("คณะกรรมการกองทุนผ้าไหมชุมชน", "ORGANIZATION")
    )
    again = Entity(start=start, end=start + 4, text="กผช.", type="ORGANIZATION", name="กผช.", id="e1")
    entities = [
        e.model_copy(update={"id": "e0"}) if e.id == "e1" else e for e in [*entities, again.model_copy(update={"id": "e0"})]
    ]
    assert len(things(text, entities)) == 2


def test_a_ministry_does_not_have_the_abbreviation_of_its_centre() -> None:
    text = "กระทรวงผ้าทอ เปิดศูนย์ว่าวไหม กระทรวงผ้าทอ (ศวห.ผท.) แล้ว"
    first, centre, short = text.index("กระทรวงผ้าทอ"), text.index("ศูนย์ว่าวไหม"), text.index("ศวห.ผท.")
    again = text.rindex("กระทรวงผ้าทอ")
    entities = [
        Entity(start=start, end=start + len(form), text=form, type="ORGANIZATION", name="กระทรวงผ้าทอ", id="e1")
        for start, form in ((first, "กระทรวงผ้าทอ"), (again, "กระทรวงผ้าทอ"), (short, "ศวห.ผท."))
    ]
    th, abbr = Mention.of(text, centre, again + len("กระทรวงผ้าทอ")), Mention.of(text, short, short + len("ศวห.ผท."))
    term = Term(th=th, abbr=abbr, kind="organisation", rel="abbreviation", posterior=0.95)
    assert things(text, entities, term) == [["กระทรวงผ้าทอ"], ["ศูนย์ว่าวไหม กระทรวงผ้าทอ", "ศวห.ผท."]]


def test_what_the_names_layer_never_marks_is_not_brought_back() -> None:
    text = "ผ่านระบบว่าวทางไกล (Zoom Meeting) แล้ว Zoom Meeting"
    th, en = (Mention.of(text, text.index(side), text.index(side) + len(side)) for side in ("ระบบว่าวทางไกล", "Zoom Meeting"))
    term = Term(th=th, en=en, kind="event", posterior=0.9)
    assert [e.text for e in settle.settle(text, [], [term])] == ["ระบบว่าวทางไกล"]
    glossed = "องค์การว่าวระหว่างประเทศ (ISO) แถลง"
    th, abbr = Mention.of(glossed, 0, 24), Mention.of(glossed, 26, 29)
    term = Term(th=th, abbr=abbr, kind="organisation", posterior=0.9)
    assert [e.text for e in settle.settle(glossed, [], [term])] == ["องค์การว่าวระหว่างประเทศ", "ISO"]
    own = Entity(start=en.start, end=en.end, text=en.text, type="EVENT", name=en.text, id="own", canonical="Zoom Meeting")
    assert [e.text for e in settle.settle(text, [own], [])] == ["Zoom Meeting", "Zoom Meeting"]


def test_a_division_is_no_part_of_a_body() -> None:
    text = "โฆษกกระทรวงว่าวฝ่ายการเมือง (กวว.) แถลง"
    (body,) = marks(text, ("กระทรวงว่าว", "ORGANIZATION"))
    th = Mention.of(text, body.start, body.end + len("ฝ่ายการเมือง"))
    abbr = Mention.of(text, text.index("กวว."), text.index("กวว.") + 4)
    term = Term(th=th, abbr=abbr, kind="organisation", posterior=0.9)
    assert [e.text for e in settle.settle(text, [body], [term])] == ["กระทรวงว่าว", "กวว."]


def test_the_occasion_is_not_the_ceremony_held_for_it() -> None:
    long, short = "พิธีปล่อยว่าวถวายพระพร เนื่องในโอกาสวันว่าวไทยแห่งชาติ", "วันว่าวไทยแห่งชาติ"
    text = f"{long} จัดแล้ว และ {short} ผ่านไป"
    start = text.rindex(short)
    day = Entity(start=start, end=start + len(short), text=short, type="EVENT", name=short, id="day")
    assert things(text, [*marks(text, (long, "EVENT")), day]) == [[long], [short]]


@pytest.mark.parametrize(("name", "dropped"), [("ออท.ฮังการี", True), ("ปกท.ทส.", True), ("ผชท.", True), ("ปปท.", False)])
def test_an_abbreviated_office_is_not_an_organisation(name: str, *, dropped: bool) -> None:
    assert (things(f"{name} เข้าพบ", marks(f"{name} เข้าพบ", (name, "ORGANIZATION"))) == []) is dropped


def test_the_abbreviation_of_an_office_is_not_that_of_its_body() -> None:
    text = "นายสมชาย ใจดี ปลัดกระทรวงว่าวและลม (ปกท.วล.) เปิดงาน และกระทรวงว่าวและลม แจ้ง"
    office, short = "ปลัดกระทรวงว่าวและลม", "ปกท.วล."
    term = Term(th=at(text, office), abbr=at(text, short), kind="organisation", rel="abbreviation", posterior=0.9)
    found = referents.find(Article.of(text), Findings(entities=marks(text, ("กระทรวงว่าวและลม", "ORGANIZATION")), terms=(term,)))
    assert [(one.names, one.glosses) for one in found.items if one.type == "ORGANIZATION"] == [(["กระทรวงว่าวและลม"], [])]


@pytest.mark.parametrize(
    ("name", "dropped"),
    [
        ("คณะอนุกรรมการ", True),
        ("คณะกรรมการบริหาร", True),
        ("คณะทำงานชุดที่ 2", True),
        ("อสม.", True),
        ("สส.", True),
        ("กระทรวง 19", True),
        ("คณะทำงานว่าว", False),
        ("อบต.ว่าวทอง", False),
        ("สภาว่าว", False),
    ],
)
def test_a_mere_kind_of_body_is_no_thing(name: str, *, dropped: bool) -> None:
    text = f"มอบให้{name} ดำเนินการ"
    assert (things(text, marks(text, (name, "ORGANIZATION"))) == []) is dropped


def test_a_kind_of_body_that_the_article_completes_is_kept() -> None:
    one = "กรมลมทะเล กับกรมฯ"
    assert things(one, [*marks(one, ("กรมลมทะเล", "ORGANIZATION")), *kinds(one)]) == [["กรมลมทะเล", "กรม"]]
    two = "กรมลมทะเล กรมภูเขา กับกรมฯ"
    bodies = marks(two, ("กรมลมทะเล", "ORGANIZATION"), ("กรมภูเขา", "ORGANIZATION"))
    assert things(two, [*bodies, *kinds(two)]) == [["กรมลมทะเล"], ["กรมภูเขา"]]
    text = "กองว่าวสยาม (สส.) แถลง"
    term = Term(th=at(text, "กองว่าวสยาม"), abbr=at(text, "สส."), kind="organisation", rel="abbreviation", posterior=0.9)
    assert things(text, marks(text, ("กองว่าวสยาม", "ORGANIZATION")), term) == [["กองว่าวสยาม", "สส."]]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("กองทุนว่าวไทย แถลง ต่อมากองทุนฯ ชี้แจง", [["กองทุนว่าวไทย", "กองทุนฯ"]]),
        ("กองทุนว่าวไทย กับกองทุนฯลฯ", [["กองทุนว่าวไทย"]]),
        ("กองทุนว่าวไทย แถลง ต่อมากองทุน ชี้แจง", [["กองทุนว่าวไทย"]]),
        ("กองทุนว่าวไทย กองทุนว่าวลาว แถลง ต่อมากองทุนฯ ชี้แจง", [["กองทุนว่าวไทย"], ["กองทุนว่าวลาว"]]),
        ("กระทรวงว่าว ออกกฎกระทรวงฯ", [["กระทรวงว่าว"]]),
    ],
)
def test_a_kind_of_body_cut_short_is_the_only_body_of_the_kind(text: str, found: list[list[str]]) -> None:
    bodies = [(one, "ORGANIZATION") for one in ("กองทุนว่าวไทย", "กองทุนว่าวลาว", "กระทรวงว่าว") if one in text]
    assert things(text, marks(text, *bodies)) == found


def test_the_short_name_of_a_ministry_is_not_a_name_that_begins_like_it() -> None:
    text = "ปลัดเกษตรฯ พบเกษตรและสหกรณ์จังหวัดน่าน ต่อมากระทรวงพาณิชย์ฯ พบกระทรวงพาณิชย์ลมทะเล"
    assert things(text, marks(text, ("เกษตร", "ORGANIZATION"), ("เกษตรและสหกรณ์จังหวัดน่าน", "ORGANIZATION"))) == [
        ["เกษตร"],
        ["เกษตรและสหกรณ์จังหวัดน่าน"],
    ]
    assert len(things(text, marks(text, ("กระทรวงพาณิชย์", "ORGANIZATION"), ("กระทรวงพาณิชย์ลมทะเล", "ORGANIZATION")))) == 1


def kinds(text: str) -> list[Entity]:
    """The entity กรม before ฯ."""
    start = text.index("กรมฯ")
    return [Entity(start=start, end=start + 3, text="กรม", type="ORGANIZATION", name="กรม", id="kind")]


@pytest.mark.parametrize(
    ("name", "other", "one"),
    [
        ("วัดผ้าทองาม", "วัดไหม", True),
        ("ทางหลวงหมายเลข 9999", "ถนนสายไหม", True),
        ("ทางหลวงหมายเลข 9999", "แยกสายไหม", False),
        ("สวนผ้าทอ", "ลานไหม", False),
    ],
)
def test_a_place_and_its_other_name_in_brackets(name: str, other: str, *, one: bool) -> None:
    text = f"เดินทางไปยัง{name} ({other}) แล้ว"
    assert (len(things(text, marks(text, (name, "FACILITY"), (other, "FACILITY")))) == 1) is one
