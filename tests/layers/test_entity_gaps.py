"""Gaps that annotated articles showed: misprinted and short names of one thing, who is no person, lists of offices, bodies."""

from __future__ import annotations

import pytest

from newsextract.layers import names
from newsextract.layers.drafts import Entity, Referent
from newsextract.layers.names import canonical, titles
from newsextract.layers.names.spans import Span
from newsextract.records import Mention, Term
from spoken import body_of, offices, referents_of

BODY, PERSON, PLACE = "ORGANIZATION", "PERSON", "LOCATION"


def marked(text: str, *marks: tuple[str, str]) -> list[Entity]:
    """The entities of a text, each at the first mention of its words after the one before."""
    found, behind = [], 0
    for number, (words, kind) in enumerate(marks):
        start = text.index(words, behind)
        behind = start + len(words)
        name = titles.split(words)[1] if kind == PERSON else words
        found.append(Entity(start=start, end=behind, text=words, type=kind, name=name, id=f"e{number}"))  # type: ignore[arg-type]
    return found


def read(text: str, *marks: tuple[str, str], terms: tuple[Term, ...] = ()) -> list[Referent]:
    return referents_of(text, marked(text, *marks), terms)


def one_thing(*forms: str, kind: str = BODY) -> bool:
    """Whether names that stand far apart are one thing."""
    text = " ในวันนี้ได้มีการพูดถึง ".join(forms)
    return len([one for one in read(text, *((form, kind) for form in forms)) if one.mentions]) == 1


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("กรมราชทัณฑ์", "กรมราชฑัณฑ์"),
        ("กรมราชทัณฑ์", "กรมราชทัณธ์"),
        ("กรมปศุสัตว์", "กรมปศุสตว์"),
        ("กระทรวงมหาดไทย", "กระทรวงหมาดไทย"),
        ("กระทรวงมหาดไทย", "กระทรวงมหาไทย"),
        ("กระทรวงเกษตรและสหกรณ์", "กระทรวงเกษตรและสหกรณ์ ประเทศไทย"),
        ("กระทรวงการท่องเที่ยวและกีฬา", "ก.ท่องเที่ยว"),
        ("กระทรวงวิทยาศาสตร์และเทคโนโลยี", "ก.วิทย์"),
        ("ป.ป.ส.", "สำนักงาน ป.ป.ส"),
        ("คณะกรรมการส่งเสริมการลงทุน", "บีโอไอ"),
        ("บอร์ดบีโอไอ", "BOI"),
        ("คณะกรรมการว่าวทะเล", "บอร์ดว่าวทะเล"),
        ("กรมตรวจบัญชีสหกรณ์", "กรมตรวจบัญชี"),
        ("ASEAN", "ASEAN Community"),
        ("Prime Minister's Office", "PM’s Office"),
    ],
)
def test_names_of_one_body(first: str, then: str) -> None:
    assert one_thing(first, then)


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("กรมทางหลวง", "กรมทางหลวงชนบท"),
        ("กระทรวงวัฒนธรรม", "กระทรวงวัฒนธรรมและว่าวแห่งสมมุติ"),
        ("สอจ.สระบุรี", "สอจ.ชลบุรี"),
        ("ACW Thailand", "ACWC Thailand"),
        ("ศูนย์ว่าวน้ำเขต 1", "ศูนย์ว่าวน้ำเขต 2"),
    ],
)
def test_names_of_two_bodies(first: str, then: str) -> None:
    assert not one_thing(first, then)


@pytest.mark.parametrize("other", ["ถนน ทล.108", "ทางหลวงแผ่นดินหมายเลข 108", "ถนนทางหลวงแผ่นดินหมายเลข 108"])
def test_names_of_one_road(other: str) -> None:
    assert one_thing("ทางหลวงหมายเลข 108", other, kind="FACILITY")


def test_a_country_cut_short() -> None:
    assert one_thing("ซาอุดีอาระเบีย", "ซาอุ", kind=PLACE)


def test_a_zone_that_is_both_a_body_and_a_place() -> None:
    text = "EEC ดีมาก ว่าวจากอีอีซี"
    assert len([one for one in read(text, ("EEC", PLACE), ("อีอีซี", BODY)) if one.mentions]) == 1


@pytest.mark.parametrize("kind", [BODY, "EVENT"])
def test_the_abbreviation_behind_a_meeting_is_the_bodys_that_meets(kind: str) -> None:
    text = "การประชุมคณะรัฐมนตรี (ครม.) วันนี้ และ ครม. อนุมัติว่าว"
    found = read(text, ("การประชุมคณะรัฐมนตรี", "EVENT"), ("ครม.", kind), ("ครม.", BODY))
    assert [(one.type, len(one.mentions)) for one in found] == [("EVENT", 1), (BODY, 2)]


def test_a_committee_is_not_the_body_whose_abbreviation_follows_it() -> None:
    text = "คณะกรรมการกองทุนว่าวไทย (กวท.) ประชุม ส่วน กวท. และกองทุนว่าวไทยดี"
    marks = marked(text, ("คณะกรรมการกองทุนว่าวไทย", BODY), ("กวท.", BODY), ("กวท.", BODY), ("กองทุนว่าวไทย", BODY))
    marks = [mark.model_copy(update={"id": "e0"}) if mark.text != "กองทุนว่าวไทย" else mark for mark in marks]
    th, abbr = (Mention.of(text, text.index(words), text.index(words) + len(words)) for words in ("กองทุนว่าวไทย", "กวท."))
    term = Term(th=th, abbr=abbr, kind="organisation", rel="abbreviation", posterior=0.9)
    found = referents_of(text, marks, [term])
    assert [sorted({m.text for m in one.mentions}) for one in found] == [["คณะกรรมการกองทุนว่าวไทย"], ["กวท.", "กองทุนว่าวไทย"]]


def test_an_english_unit_in_brackets_is_no_short_name_of_its_ministry() -> None:
    text = "Ministry of Kites and Winds (Department of Strings)"
    full, unit = Span(0, 27, BODY), Span(29, 50, BODY)
    assert canonical.glosses([full, unit], text) == {}
    assert len(read(text, (text[:27], BODY), (text[29:50], BODY))) == 2


@pytest.mark.parametrize(
    ("full", "short", "one"),
    [
        ("นายอุทิน ว่าววิมล", "นายอนุทิน", True),
        ("นางสาวธีรรัตฟน์ ว่าววานิช", "ธีรรัตน์", True),
        ("นายสุชาติ ว่าววิมล", "นางสุชาดา", False),
        ("Dyah Lara Esti Kiteputri", "Ms. Dyah Lara", True),
        ("Dyah Lara Esti Kiteputri", "Ms. Dyah Widya", False),
    ],
)
def test_names_of_one_person(full: str, short: str, one: bool) -> None:
    assert one_thing(full, short, kind=PERSON) is one


def test_a_king_is_not_called_by_his_number_where_his_name_is_known() -> None:
    text = "ในหลวงรัชกาลที่ 9 คือ พระบาทสมเด็จพระปรมินทรมหาภูมิพลอดุลยเดช"
    found = read(text, ("ในหลวงรัชกาลที่ 9", PERSON), ("พระบาทสมเด็จพระปรมินทรมหาภูมิพลอดุลยเดช", PERSON))
    assert found[0].names[0] == "พระปรมินทรมหาภูมิพลอดุลยเดช"


def test_a_king_with_his_number_is_named() -> None:
    found = names.search("ทำว่าวตามรอยในหลวงรัชกาลที่ 10")
    assert [(one.text, one.type) for one in found] == [("ในหลวงรัชกาลที่ 10", PERSON)]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("สมเด็จพระนางเจ้าฯ พระบรมราชินี", ("", "สมเด็จพระนางเจ้าฯ พระบรมราชินี")),
        ("พระบาทสมเด็จพระเจ้าอยู่หัว รัชกาลที่ 9", ("", "พระบาทสมเด็จพระเจ้าอยู่หัว รัชกาลที่ 9")),
        ("นส.สมศรี ว่าววิมล", ("นส.", "สมศรี ว่าววิมล")),
        ("ท่านสมศรี ว่าววิมล", ("ท่าน", "สมศรี ว่าววิมล")),
        ("ท่านอาจารย์สมศรี ว่าววิมล", ("ท่านอาจารย์", "สมศรี ว่าววิมล")),
    ],
)
def test_titles_before_a_name(text: str, parts: tuple[str, str]) -> None:
    assert titles.split(text) == parts


@pytest.mark.parametrize(
    "name",
    [
        "Ret.",
        "ฟาวิพิราเวียร์",
        "ฉก.ว่าวไทย",
        "นายกัฐมนตรี",
        "นายกรัฐมตรี",
        "Commander",
        "vice president",
        "commissioner-general",
    ],
)
def test_what_is_no_person(name: str) -> None:
    assert read(f"วันนี้ {name} มา", (name, PERSON)) == []


@pytest.mark.parametrize("written", ["รปอ.สมศรี", "รปอ. สมศรี", "นรม.พล.อ.สมศรี"])
def test_an_office_before_a_name_is_not_part_of_it(written: str) -> None:
    text = f"{written} เปิดงาน\nนางสมศรี ว่าววิมล รองปลัดกระทรวงว่าว กล่าว"
    (person,) = (one for one in read(text, (written, PERSON), ("นางสมศรี ว่าววิมล", PERSON)) if one.is_named_person)
    assert person.names[0] == "สมศรี ว่าววิมล"
    assert not person.mentions[0].text.startswith(("รปอ.", "นรม."))


ONE = ("นายแดง ว่าววิมล", PERSON)
TWO = ("นายเขียว ว่าวดี", PERSON)
THREE = ("นายดำ ว่าวงาม", PERSON)


@pytest.mark.parametrize(
    ("office", "marks"),
    [
        ("พัฒนาสังคมและความมั่นคงของมนุษย์จังหวัดชลบุรี", [("จังหวัดชลบุรี", PLACE)]),
        ("จัดหางานจังหวัดชลบุรี", [("จังหวัดชลบุรี", PLACE)]),
        ("สถิติจังหวัดชลบุรี", [("จังหวัดชลบุรี", PLACE)]),
        ("สาธารณสุขนิเทศก์ เขตสุขภาพที่ 5", [("เขตสุขภาพที่ 5", BODY)]),
        ("ปฐมกษัตริย์แห่งราชวงศ์ว่าว", []),
        ("กงสุลใหญ่ ณ เมืองดูไบ", [("เมืองดูไบ", PLACE)]),
        ("แม่ทัพภาคที่ 2", []),
        ("รองอธิบดีกรมว่าว รักษาราชการแทน อธิบดีกรมลม", [("กรมว่าว", BODY), ("กรมลม", BODY)]),
        ("รองเลขาธิการกรมว่าว ปฎิบัติหน้าที่โฆษกกรมลม", [("กรมว่าว", BODY), ("กรมลม", BODY)]),
    ],
)
def test_whole_offices(office: str, marks: list[tuple[str, str]]) -> None:
    assert offices(read(f"{ONE[0]} {office} กล่าวว่า ดี", ONE, *marks))["แดง ว่าววิมล"][0] == office


def test_a_misprinted_verb_is_no_office() -> None:
    assert offices(read(f"{ONE[0]} ปฎิบัติหน้าที่อย่างดี", ONE))["แดง ว่าววิมล"][0] is None


def test_an_english_member_of_a_body() -> None:
    text = "Dr. Somdee Rakthai (member of the Kite Council)"
    marks = marked(text, ("Dr. Somdee Rakthai", PERSON), ("Kite Council", BODY))
    (person,) = (one for one in referents_of(text, marks, language="en") if one.is_named_person)
    assert (person.role, body_of(person)) == ("member of the Kite Council", "Kite Council")


def test_offices_behind_the_names_of_a_list_that_an_office_precedes() -> None:
    text = f"ปลัดกระทรวงว่าว {ONE[0]} อธิบดีกรมลม {TWO[0]} อธิบดีกรมฝน {THREE[0]} อธิบดีกรมเมฆ ร่วมงาน"
    found = offices(read(text, ONE, TWO, THREE))
    assert [role for role, _ in found.values()] == ["อธิบดีกรมลม", "อธิบดีกรมฝน", "อธิบดีกรมเมฆ"]


def test_offices_before_the_names_of_a_list() -> None:
    text = f"ปลัดกระทรวงว่าว {ONE[0]} อธิบดีกรมลม {TWO[0]} ร่วมงาน"
    assert [role for role, _ in offices(read(text, ONE, TWO)).values()] == ["ปลัดกระทรวงว่าว", "อธิบดีกรมลม"]


@pytest.mark.parametrize(
    ("role", "body"),
    [
        ("ผู้ช่วยผู้บัญชาการตำรวจแห่งชาติ", "สำนักงานตำรวจแห่งชาติ"),
        ("อุตสาหกรรมจังหวัดชลบุรี", "สอจ.ชลบุรี"),
        ("เลขาธิการนายกรัฐมนตรี", "สำนักเลขาธิการนายกรัฐมนตรี"),
        ("แม่ทัพภาคที่ 2", "กองทัพภาคที่ 2"),
        ("ผู้บัญชาการทหารบก", "กองทัพบก"),
        ("รองผู้บัญชาการมณฑลว่าวบกที่ 16", "มณฑลว่าวบกที่ 16"),
    ],
)
def test_the_body_that_an_office_heads_stands_elsewhere(role: str, body: str) -> None:
    text = f"{ONE[0]} {role} กล่าวว่า ดี\nในวันนี้ {body} ยินดี"
    start = text.rindex(body)
    last = Entity(start=start, end=start + len(body), text=body, type=BODY, name=body, id="e9")
    found = referents_of(text, [*marked(text, ONE), last])
    (person,) = (one for one in found if one.is_named_person)
    assert body_of(person) == body
