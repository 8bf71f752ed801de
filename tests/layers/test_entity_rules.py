"""Names of entities from the shipped tables, entities of terms inside longer names, and offices whose holder is not meant."""

from __future__ import annotations

from dataclasses import replace

import pytest

from newsextract.layers import names, referents
from newsextract.layers.drafts import Entity
from newsextract.layers.findings import Findings
from newsextract.layers.names import canonical, places
from newsextract.layers.names.spans import Span
from newsextract.layers.referents import settle
from newsextract.layers.terms.abbreviations import glossary
from newsextract.page import Article
from newsextract.pipeline import to_record
from newsextract.records import Record, Term
from spoken import all_mentions, referents_of
from spoken import place as at


def marked(text: str, *marks: tuple[str, str]) -> list[Entity]:
    """The entities of a text, each at the first mention of its words that is free."""
    found: list[Entity] = []
    for words, kind in marks:
        start = text.index(words)
        while any(e.start <= start < e.end for e in found):
            start = text.index(words, start + 1)
        name, iso = canonical.name_of(kind, words)  # type: ignore[arg-type]
        found.append(Entity(start=start, end=start + len(words), text=words, type=kind, name=name, id=name, iso=iso))  # type: ignore[arg-type]
    return sorted(found, key=lambda e: e.start)


def record(text: str, *marks: tuple[str, str], terms: tuple[Term, ...] = ()) -> Record:
    article, found = Article.of(text), Findings(entities=marked(text, *marks), terms=list(terms))
    return to_record(article, findings=replace(found, referents=referents.find(article, found).items))


def named(found: Record) -> list[tuple[str | None, str | None, str | None]]:
    return [(one.name.th, one.name.en, one.abbr) for one in found.entities]


def posts_of(text: str) -> list[str]:
    found = referents_of(text)
    return [m.text for one in found if one.post for m in one.offices]


IN_A_NAME = "ประชุมสภาว่าวไทย (สวท.) ครั้งที่ 2 จบแล้ว ต่อมาสภาว่าวไทยแถลง"


def in_a_name() -> Record:
    th, abbr = at(IN_A_NAME, "สภาว่าวไทย"), at(IN_A_NAME, "สวท.")
    term = Term(th=th, abbr=abbr, kind="other", rel="abbreviation", posterior=0.9)
    event = ("ประชุมสภาว่าวไทย (สวท.) ครั้งที่ 2", "EVENT")
    return record(IN_A_NAME, event, ("สภาว่าวไทย", "ORGANIZATION"), terms=(term,))


def test_a_term_inside_a_longer_name_has_its_entity() -> None:
    found = in_a_name()
    body = next(one for one in found.entities if one.type == "ORGANIZATION")
    assert found.terms[0].entity == body.id


def test_an_organisation_gets_the_abbreviation_from_a_longer_name() -> None:
    assert named(in_a_name())[1] == ("สภาว่าวไทย", None, "สวท.")


def test_the_other_name_of_a_person_has_no_title() -> None:
    text = "พบ Mr. Tobias Venn (นายโทเบียส เวนน์) แล้ว"
    term = Term(th=at(text, "นายโทเบียส เวนน์"), en=at(text, "Mr. Tobias Venn"), kind="person", rel="translation", posterior=0.9)
    found = record(text, ("Mr. Tobias Venn", "PERSON"), terms=(term,))
    assert named(found) == [("โทเบียส เวนน์", "Tobias Venn", None)]


def test_a_place_with_the_name_of_a_term_is_not_its_entity() -> None:
    text = "ประชุมตลาดว่าวไทย (ตวท.) ครั้งที่ 2 จบแล้ว ต่อมาตลาดว่าวไทยเปิด"
    term = Term(th=at(text, "ตลาดว่าวไทย"), abbr=at(text, "ตวท."), kind="other", rel="abbreviation", posterior=0.9)
    found = record(text, ("ประชุมตลาดว่าวไทย (ตวท.) ครั้งที่ 2", "EVENT"), ("ตลาดว่าวไทย", "FACILITY"), terms=(term,))
    assert found.terms[0].entity is None


@pytest.mark.parametrize(("full", "body"), [("กรอบสมรรถนะช่างว่าว", False), ("คู่มือช่างว่าว", False), ("สมาคมช่างว่าว", True)])
def test_the_abbreviation_of_a_framework_or_handbook_is_no_body(full: str, body: bool) -> None:
    text = f"กรมว่าวจัดทำ{full} (KITEF) แล้ว"
    term = Term(th=at(text, full), abbr=at(text, "KITEF"), kind="other", rel="abbreviation", posterior=0.9)
    found = record(text, ("กรมว่าว", "ORGANIZATION"), ("KITEF", "ORGANIZATION"), terms=(term,))
    assert any("KITEF" in [m.text for m in one.mentions] for one in found.entities) is body


def test_a_king_has_his_english_name() -> None:
    text = "อาคารหลังนี้สร้างในสมัยพระบาทสมเด็จพระมงกุฎเกล้าเจ้าอยู่หัว"
    found = record(text, ("พระบาทสมเด็จพระมงกุฎเกล้าเจ้าอยู่หัว", "PERSON")).entities[0]
    assert (found.name.en, found.name_from.en, found.romanised) == ("King Vajiravudh", "names", None)


def test_a_name_of_two_kings_has_no_english_name() -> None:
    text = "พระมงกุฎเกล้าเจ้าอยู่หัว พระปกเกล้าเจ้าอยู่หัว เสด็จ"
    assert record(text, (text.removesuffix(" เสด็จ"), "PERSON")).entities[0].name.en is None


@pytest.mark.parametrize(
    ("short", "kind"), [("พ.ร.ก.", "law"), ("มอก.", "concept"), ("อสม.", "other"), ("จชต.", "place"), ("METI", "organisation")]
)
def test_the_glossary_knows_what_an_abbreviation_names(short: str, kind: str) -> None:
    assert glossary()[short]["kind"] == kind


def test_the_glossary_gives_names_not_their_parts() -> None:
    known = {short: glossary()[short]["th"] for short in ("JICA", "KOTRA", "GFA", "กสว.", "MR-MAP")}
    assert known == {
        "JICA": "องค์การความร่วมมือระหว่างประเทศของญี่ปุ่น",
        "KOTRA": "สำนักงานส่งเสริมการค้าและการลงทุนแห่งสาธารณรัฐเกาหลี",
        "GFA": "สมาคมสถาบันการเงินของรัฐ",
        "กสว.": "คณะกรรมการส่งเสริมวิทยาศาสตร์ วิจัยและนวัตกรรม",
        "MR-MAP": "",
    }


@pytest.mark.parametrize("unit", ["เหรียญ", "ดอลลาร์", "ดอลล่าร์ "])
def test_the_country_of_a_currency_is_no_place(unit: str) -> None:
    text = f"ว่าวขายได้ 5 ล้าน{unit}สหรัฐ"
    assert places.is_no_place(Span(text.index("สหรัฐ"), len(text), "LOCATION"), text)
    assert [one for one in names.search(text) if one.type == "LOCATION"] == []


@pytest.mark.parametrize("region", ["ลาตินอเมริกา", "ละตินอเมริกา", "อเมริกาใต้", "อเมริกาเหนือ"])
def test_a_part_of_the_world_is_not_the_country_in_its_name(region: str) -> None:
    assert all(one.iso is None for one in names.search(f"ว่าวขายดีใน{region}และยุโรป"))
    assert [one.iso for one in names.search("ว่าวขายดีในอเมริกา") if one.type == "LOCATION"] == ["US"]


def test_a_country_after_a_number_of_medals_is_a_place() -> None:
    text = "ไทยได้ 5 เหรียญ สหรัฐได้ 4 เหรียญ"
    assert not places.is_no_place(Span(text.index("สหรัฐ"), text.index("สหรัฐ") + 5, "LOCATION"), text)


def test_a_kind_of_deed_is_no_organisation() -> None:
    text = "มอบ ส.ป.ก. 4-01 ให้คนทำว่าว"
    assert settle.settle(text, marked(text, ("ส.ป.ก.", "ORGANIZATION")), []) == []


def test_the_secretary_general_of_the_prime_minister_is_not_the_prime_minister() -> None:
    assert posts_of("เลขาธิการนายกรัฐมนตรี กล่าวว่า ว่าวขึ้นแล้ว") == ["เลขาธิการนายกรัฐมนตรี"]


def test_a_division_ends_before_the_verb_joined_to_it() -> None:
    text = "รองเลขาธิการนายกรัฐมนตรีฝ่ายการเมืองได้กล่าวปิดงานว่าว"
    assert posts_of(text) == ["รองเลขาธิการนายกรัฐมนตรีฝ่ายการเมือง"]


@pytest.mark.parametrize("before", ["ตามคำสั่ง", "เป็นผู้แทน", "ให้ดำรงตำแหน่ง"])
def test_an_office_without_its_holder_is_no_post(before: str) -> None:
    assert posts_of(f"นักว่าวมาเปิดงาน {before}นายกรัฐมนตรี") == []


@pytest.mark.parametrize("before", ["ในฐานะ", "ปฏิบัติหน้าที่แทน", "รักษาการในตำแหน่ง", "รักษาราชการแทน ", "ให้ดำรงตำแหน่ง "])
def test_the_second_office_of_somebody_is_no_post(before: str) -> None:
    text = f"นักว่าวมาเปิดงาน {before}นายกรัฐมนตรี"
    assert posts_of(text) == []
    assert posts_of(f"{text} วันนี้นายกรัฐมนตรียิ้ม") == ["นายกรัฐมนตรี", "นายกรัฐมนตรี"]


@pytest.mark.parametrize(("written", "posts"), [("PM 2.5", []), ("PM (10)", []), ("PM 25", ["PM"])])
def test_dust_is_no_prime_minister(written: str, posts: list[str]) -> None:
    assert posts_of(f"Kites flew above the dust, and {written} fell.") == posts


@pytest.mark.parametrize(("number", "office"), [(1, "รัฐมนตรีว่าการกระทรวงมหาดไทย"), (3, "รัฐมนตรีช่วยว่าการกระทรวงมหาดไทย")])
def test_a_minister_of_the_interior_is_called_by_a_number(number: int, office: str) -> None:
    text = f"มท.{number} เปิดงานว่าว\nนายวิชัย มั่นคง {office} มาเปิดงาน"
    marks = marked(text, ("มท.", "ORGANIZATION"), ("นายวิชัย มั่นคง", "PERSON"), ("กระทรวงมหาดไทย", "ORGANIZATION"))
    found = referents_of(text, marks)
    assert [[m.text for m in all_mentions(one)] for one in found if one.is_named_person] == [[f"มท.{number}", "นายวิชัย มั่นคง"]]
    assert [m.text for one in found if one.type == "ORGANIZATION" for m in one.mentions] == ["มท.", "กระทรวงมหาดไทย"]


def test_an_event_with_a_name_in_latin_letters_has_no_thai_name() -> None:
    for written, name in (
        ("การประชุม Kite Summit", (None, "Kite Summit", None)),
        ("กิจกรรม Kite2025", (None, "Kite2025", None)),
        ("การประชุม Kite ภาคใต้", ("การประชุม Kite ภาคใต้", None, None)),
    ):
        assert named(record(f"ร่วม{written} แล้ว", (written, "EVENT"))) == [name]


def test_the_turn_of_a_country_in_a_group_is_no_post() -> None:
    text = "ไทยเป็นประธานอาเซียน และชวนเล่นว่าว"
    entities = marked(text, ("อาเซียน", "ORGANIZATION"))
    assert not any(one.post for one in referents_of(text, entities))


def test_the_adviser_of_a_minister_is_not_the_minister() -> None:
    assert posts_of("ที่ปรึกษา รมว.แรงงาน กล่าวว่า ว่าวขึ้นแล้ว") == ["ที่ปรึกษา รมว.แรงงาน"]
    assert posts_of("เลขาฯ นายกฯ กล่าวว่า ว่าวขึ้นแล้ว") == []
    assert posts_of("คู่สมรส รมว.แรงงาน มาดูว่าว") == ["รมว.แรงงาน"]


def test_an_abbreviation_of_an_unusual_form_is_not_the_english_name() -> None:
    text = "กลุ่มว่าวเมืองใต้ (KGDs) แถลงเรื่องว่าว"
    term = Term(th=at(text, "กลุ่มว่าวเมืองใต้"), abbr=at(text, "KGDs"), kind="organisation", rel="abbreviation", posterior=0.9)
    found = record(text, ("กลุ่มว่าวเมืองใต้", "ORGANIZATION"), terms=(term,))
    assert named(found) == [("กลุ่มว่าวเมืองใต้", None, "KGDs")]


def test_a_country_written_in_english_has_its_thai_name() -> None:
    text = "Kites flew to the Republic of India today."
    assert [one.name.th for one in record(text, ("Republic of India", "LOCATION")).entities] == ["สาธารณรัฐอินเดีย"]


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("Chonburi", ("ชลบุรี", "TH-20")),
        ("Nong Bua Lamphu province", ("หนองบัวลำภู", "TH-39")),
        ("Phang Nga", ("พังงา", "TH-82")),
        ("Samut Prakarn", ("สมุทรปราการ", "TH-11")),
        ("Mukdaharn", ("มุกดาหาร", "TH-49")),
    ],
)
def test_a_province_is_known_however_its_parts_are_joined(written: str, known: tuple[str, str]) -> None:
    assert canonical.name_of("LOCATION", written) == known


@pytest.mark.parametrize(
    "written",
    [
        "Prime Minister’s Office",
        "Thai Ministry of Foreign Affairs",
        "Ministry Of Finance",
        "Ministry of Finance of the Kingdom of Thailand",
    ],
)
def test_an_agency_is_known_however_it_is_spelled(written: str) -> None:
    assert canonical.name_of("ORGANIZATION", written)[0] in {"สำนักนายกรัฐมนตรี", "กระทรวงการต่างประเทศ", "กระทรวงการคลัง"}


@pytest.mark.parametrize(
    "post",
    ["Commissioner of the Kite Police", "House Speaker", "Oakvale governor", "Mayor of Oakvale", "chief of the Kite Police"],
)
def test_an_english_office_without_a_name_is_a_post(post: str) -> None:
    assert posts_of(f"Kites flew, and the {post} and spouse smiled.") == [post]


@pytest.mark.parametrize("before", ["รมว.", "ปลัด"])
def test_a_ministry_without_the_word_for_it_has_its_full_name(before: str) -> None:
    found = record(f"นายสมชาย ใจดี {before}กลาโหม เปิดงานว่าว", ("กลาโหม", "ORGANIZATION"))
    assert [name for name, _, _ in named(found)] == ["กระทรวงกลาโหม"]


def test_a_bank_and_a_department_keep_the_names_that_the_article_gives_them() -> None:
    found = record("แบงก์ชาติ และกระทรวงเกษตร แจ้ง", ("แบงก์ชาติ", "ORGANIZATION"), ("กระทรวงเกษตร", "ORGANIZATION"))
    assert [name for name, _, _ in named(found)] == ["แบงก์ชาติ", "กระทรวงเกษตร"]


@pytest.mark.parametrize(
    ("office", "mention"),
    [("รอง นรม.", "รอง นรม."), ("รอง.นรม.", "รอง.นรม."), ("รอง นรม. และ รมว.กห.", "รอง นรม. และ รมว.กห.")],
)
def test_a_deputy_is_not_the_prime_minister(office: str, mention: str) -> None:
    text = f"นายอนันต์ ว่าวทอง นายกรัฐมนตรี และนายวิชัย มั่นคง รองนายกรัฐมนตรีและรัฐมนตรีว่าการกระทรวงกลาโหม พบกัน\n{office} กล่าวว่า ลมดี"
    found = referents_of(text)
    assert {one.names[0]: [m.text for m in one.offices] for one in found if one.type == "PERSON"} == {
        "อนันต์ ว่าวทอง": [],
        "วิชัย มั่นคง": [mention],
    }


@pytest.mark.parametrize("former", ["ทั้งนี้ อดีต รมว.แรงงาน", "ผู้ที่เป็นอดีตรัฐมนตรีว่าการกระทรวงแรงงาน"])
def test_a_former_minister_is_not_the_minister(former: str) -> None:
    text = f"นายอนันต์ ว่าวทอง รัฐมนตรีว่าการกระทรวงแรงงาน กล่าวว่า ดี\n{former} ตอบว่า ไม่ดี"
    found = referents_of(text)
    assert [m.text for one in found if one.type == "PERSON" for m in one.offices] == []


def test_one_of_two_deputies_is_known_by_the_ministry() -> None:
    text = (
        "นายอนันต์ ว่าวทอง รองนายกรัฐมนตรีและรัฐมนตรีว่าการกระทรวงคมนาคม พบนายวิชัย มั่นคง รองนายกรัฐมนตรีและรัฐมนตรีว่าการกระทรวงกลาโหม\n"
        "รอง นรม. และ รมว.กลาโหม กล่าวว่า ลมดี แต่ รอง นรม. ไม่เห็นด้วย"
    )
    found = referents_of(text)
    offices = {one.names[0]: [m.text for m in one.offices] for one in found if one.type == "PERSON" and one.mentions}
    assert offices == {"อนันต์ ว่าวทอง": [], "วิชัย มั่นคง": ["รอง นรม. และ รมว.กลาโหม"]}


@pytest.mark.parametrize("name", ["จังหวัดเลย", "จ.เลย", "จว.เลย", "จว. เลย", "จังวัดเลย"])
def test_the_ways_to_write_province_before_its_name(name: str) -> None:
    assert canonical.name_of("LOCATION", name) == ("เลย", "TH-42")


@pytest.mark.parametrize(
    ("glossed", "body"),
    [("the shared kite area (SKA)", False), ("the Sky Kite Association (SKA)", True), ("the health body (WHO)", True)],
)
def test_the_abbreviation_of_words_in_lower_case_is_no_body_unless_it_is_known(glossed: str, body: bool) -> None:
    short = glossed[-4:-1]
    found = record(f"Both sides will discuss {glossed} and its kites. {short} is old.", (short, "ORGANIZATION"))
    assert any(short in [m.text for m in one.mentions] for one in found.entities) is body
