"""People: names, offices and mentions."""

from __future__ import annotations

import pytest

from newsextract.layers import names, referents
from newsextract.layers.drafts import Entity, Referent
from newsextract.layers.findings import Findings
from newsextract.page import Article
from spoken import all_mentions, body_of


def entity(text: str, surface: str, kind: str, name: str | None = None, number: int = 0, after: int = 0) -> Entity:
    start = text.index(surface, after)
    return Entity(start=start, end=start + len(surface), text=surface, type=kind, name=name or surface, id=f"e{number}")  # type: ignore[arg-type]


def find(text: str, found: list[Entity], language: str = "th", published: str | None = None) -> list[Referent]:
    article = Article.of(text, language=language, published=published)  # type: ignore[arg-type]
    return [one for one in referents.find(article, Findings(entities=found)).items if one.is_named_person]


def find_one(text: str, person: str, *others: tuple[str, str], name: str | None = None, language: str = "th") -> Referent:
    found = [entity(text, person, "PERSON", name), *(entity(text, s, k, number=i + 1) for i, (s, k) in enumerate(others))]
    people_found = find(text, sorted(found, key=lambda e: e.start), language)
    assert len(people_found) == 1
    return people_found[0]


def test_an_office_in_full_and_abbreviated_is_one_role() -> None:
    text = "นายวิชัย มั่นคง อธิบดีกรมว่าวไทย เปิดงาน\nอธิบดี กวท. (นายวิชัย มั่นคง) กล่าว"
    marks = [entity(text, "นายวิชัย มั่นคง", "PERSON"), entity(text, "กรมว่าวไทย", "ORGANIZATION")]
    marks += [entity(text, "กวท.", "ORGANIZATION", "กรมว่าวไทย"), entity(text, "นายวิชัย มั่นคง", "PERSON", after=30)]
    (person,) = find(text, marks)
    assert [office.at.text for office in person.roles] == ["อธิบดีกรมว่าวไทย"]


BODY = ("กรมชลประทาน", "ORGANIZATION")
MINISTRY = ("กระทรวงพลังงาน", "ORGANIZATION")


@pytest.mark.parametrize(
    ("text", "others", "role"),
    [
        ("นายวิชัย มั่นคง อธิบดีกรมชลประทาน เปิดเผยว่า", [BODY], "อธิบดีกรมชลประทาน"),
        ("นายวิชัย มั่นคง อธิบดีกรมชลประทาน และเจ้าหน้าที่ร่วมงาน", [BODY], "อธิบดีกรมชลประทาน"),
        ("นายวิชัย มั่นคง รองนายกรัฐมนตรี และรัฐมนตรีว่าการกระทรวงพลังงาน กล่าว", [MINISTRY], "รองนายกรัฐมนตรี และรัฐมนตรีว่าการกระทรวงพลังงาน"),
        ("นายวิชัย มั่นคง นายกรัฐมนตรีและรัฐมนตรีว่าการกระทรวงพลังงานเป็นประธาน", [MINISTRY], "นายกรัฐมนตรีและรัฐมนตรีว่าการกระทรวงพลังงาน"),
        ("นายวิชัย มั่นคง รองอธิบดี รักษาราชการแทนอธิบดีกรมชลประทาน กล่าว", [BODY], "รองอธิบดี รักษาราชการแทนอธิบดีกรมชลประทาน"),
        (
            "นายวิชัย มั่นคง อธิบดีกรมชลประทาน ในฐานะโฆษกกระทรวงพลังงาน กล่าว",
            [BODY, MINISTRY],
            "อธิบดีกรมชลประทาน ในฐานะโฆษกกระทรวงพลังงาน",
        ),
        ("รมว.พลังงาน นายวิชัย มั่นคง ลงพื้นที่", [("พลังงาน", "ORGANIZATION")], "รมว.พลังงาน"),
        ("อธิบดีกรมชลประทาน (นายวิชัย มั่นคง) ได้ตรวจ", [BODY], "อธิบดีกรมชลประทาน"),
        ("นายวิชัย มั่นคง (Vichai Mankong) อธิบดีกรมชลประทาน กล่าว", [BODY], "อธิบดีกรมชลประทาน"),
        ("นายวิชัย มั่นคง ผู้ว่าราชการจังหวัดเลย ลงพื้นที่", [("จังหวัดเลย", "LOCATION")], "ผู้ว่าราชการจังหวัดเลย"),
        ("นายวิชัย มั่นคง วิทยากรกรมชลประทาน กล่าว", [BODY], "วิทยากรกรมชลประทาน"),
        ("นายวิชัย มั่นคง ที่ปรึกษาด้านการจัดเก็บภาษี เปิดเผยว่า", [], "ที่ปรึกษาด้านการจัดเก็บภาษี"),
        ("นายวิชัย มั่นคง เดินทางถึงที่หมาย", [], None),
        ("นายวิชัย มั่นคง รองนายกรัฐมนตรีเป็นประธานเปิดงาน", [], "รองนายกรัฐมนตรี"),
        ("นายวิชัย มั่นคง องคมนตรี เชิญถุงยังชีพ", [], "องคมนตรี"),
        ("นายวิชัย มั่นคง นายกรัฐมนตรีและ รมว.พลังงาน กล่าว", [("พลังงาน", "ORGANIZATION")], "นายกรัฐมนตรีและ รมว.พลังงาน"),
        ("นายวิชัย มั่นคง รองอธิการบดีฝ่ายแผนและพัฒนา กล่าว", [], "รองอธิการบดีฝ่ายแผนและพัฒนา"),
        ("นายวิชัย มั่นคง นายกรัฐมนตรี เร่งรัดให้ปลูกข้าว", [], "นายกรัฐมนตรี"),
        ("นายวิชัย มั่นคง อธิบดีกรมชลประทาน กล่าวสรุปงาน", [BODY], "อธิบดีกรมชลประทาน"),
        ("นายวิชัย มั่นคง ผู้อำนวยการโครงการส่งน้ำและบำรุงรักษา กล่าว", [], "ผู้อำนวยการโครงการส่งน้ำและบำรุงรักษา"),
        ("นายวิชัย มั่นคง รักษาการในตำแหน่งอธิบดีกรมชลประทาน กล่าว", [BODY], "รักษาการในตำแหน่งอธิบดีกรมชลประทาน"),
        ("นายวิชัย มั่นคง ที่ปรึกษาป้องกันและปราบปรามยาเสพติด กล่าว", [], "ที่ปรึกษาป้องกันและปราบปรามยาเสพติด"),
        ("นายวิชัย มั่นคง อธิบดี (ฝ่ายน้ำ) ประจำกรมชลประทาน กล่าว", [BODY], "อธิบดี (ฝ่ายน้ำ) ประจำกรมชลประทาน"),
        ("นายวิชัย มั่นคง จุฬาราชมนตรี ร่วมงาน", [], "จุฬาราชมนตรี"),
        ("นายวิชัย มั่นคง นายกรัฐมนตรีและรัฐมนตรีว่าการกระทรวงพลังงานกำชับทุกฝ่าย", [MINISTRY], "นายกรัฐมนตรีและรัฐมนตรีว่าการกระทรวงพลังงาน"),
        ("ข้อมูลโดย นายวิชัย มั่นคง\nโฆษกประจำรองนายกรัฐมนตรี (พลเอก ก)", [], "โฆษกประจำรองนายกรัฐมนตรี"),
        ("ข้อมูลโดย นายวิชัย มั่นคง\nรองนายกรัฐมนตรี (พลเอก ก) กล่าว", [], None),
        ("นายวิชัย มั่นคง โฆษกกระทรวงพลังงาน (ฝ่ายการเมือง) กล่าว", [MINISTRY], "โฆษกกระทรวงพลังงาน (ฝ่ายการเมือง)"),
        ("นายวิชัย มั่นคง โฆษกกระทรวงพลังงาน (ผ่านสื่อ) กล่าว", [MINISTRY], "โฆษกกระทรวงพลังงาน"),
        ("นายวิชัย มั่นคง เอกอัครราชทูต ณ กรุงออสโล ต้อนรับ", [("กรุงออสโล", "LOCATION")], "เอกอัครราชทูต ณ กรุงออสโล"),
        ("นายวิชัย มั่นคง ผู้จัดการส่วนว่าวเพื่อสังคม กล่าวว่า", [], "ผู้จัดการส่วนว่าวเพื่อสังคม"),
        ("นายวิชัย มั่นคง ผู้อำนวยการภารกิจว่าวเพื่อส่งเสริมช่างและชุมชน ร่วมงาน", [], "ผู้อำนวยการภารกิจว่าวเพื่อส่งเสริมช่างและชุมชน"),
        ("นายวิชัย มั่นคง ประธานคณะทำงานประสานงานกับกรมชลประทาน ร่วมงาน", [BODY], "ประธานคณะทำงานประสานงานกับกรมชลประทาน"),
        ("นายวิชัย มั่นคง หัวหน้าชุดช่างของเมืองในการแก้ไขปัญหาน้ำ กล่าว", [], "หัวหน้าชุดช่างของเมืองในการแก้ไขปัญหาน้ำ"),
        ("ผู้จัดการส่วนว่าวเพื่อสังคม นายวิชัย มั่นคง กล่าว", [], "ผู้จัดการส่วนว่าวเพื่อสังคม"),
        ("นายวิชัย มั่นคง ผู้จัดการส่วนว่าวเพื่อสังคมเพื่อแจกว่าว", [], "ผู้จัดการส่วนว่าวเพื่อสังคม"),
        ("นายวิชัย มั่นคง อธิบดีกรมชลประทานและหัวหน้าส่วนราชการที่เกี่ยวข้อง", [BODY], "อธิบดีกรมชลประทาน"),
        ("นายวิชัย มั่นคง อธิบดีกรมชลประทาน และอุตสาหกรรมจังหวัดเลย ร่วมด้วย", [BODY, ("จังหวัดเลย", "LOCATION")], "อธิบดีกรมชลประทาน"),
        ("นายวิชัย มั่นคง อธิบดีกรมชลประทาน และอธิการบดีมหาวิทยาลัยน่านฟ้า 3 แห่ง ร่วมงาน", [BODY], "อธิบดีกรมชลประทาน"),
        ("นายวิชัย มั่นคง อธิบดีกรมชลประทาน และคณะที่ปรึกษา ลงพื้นที่", [BODY], "อธิบดีกรมชลประทาน"),
        ("นายวิชัย มั่นคง รมว.พลังงาน และปลัดกระทรวงพลังงาน หารือ", [("พลังงาน", "ORGANIZATION"), MINISTRY], "รมว.พลังงาน"),
        ("นายวิชัย มั่นคง อธิบดีกรมชลประทาน และนักท่องเที่ยวร่วมงาน", [BODY], "อธิบดีกรมชลประทาน"),
        ("นายวิชัย มั่นคง อธิบดีกรมชลประทานและผู้นำชุมชน", [BODY], "อธิบดีกรมชลประทาน"),
        ("นายวิชัย มั่นคง ผู้จัดการส่วนว่าวเพื่อหารือ", [], "ผู้จัดการส่วนว่าว"),
        ("นายวิชัย มั่นคง รัฐมนตรีว่าการกระทรวงพลังงานกับประธานสมาคมช่าง", [MINISTRY], "รัฐมนตรีว่าการกระทรวงพลังงาน"),
        ("นายวิชัย มั่นคง เอกอัครราชทูต ณ ทำเนียบรัฐบาล", [("ทำเนียบรัฐบาล", "FACILITY")], "เอกอัครราชทูต"),
        (
            "นายวิชัย มั่นคง ประธานคณะกรรมาธิการการกีฬา สภาผู้แทนราษฎร และคณะ",
            [("คณะกรรมาธิการการกีฬา", "ORGANIZATION"), ("สภาผู้แทนราษฎร", "ORGANIZATION")],
            "ประธานคณะกรรมาธิการการกีฬา สภาผู้แทนราษฎร",
        ),
        ("นายวิชัย มั่นคง อธิบดีกรมชลประทาน ประธานกระทรวงพลังงาน กล่าว", [BODY, MINISTRY], "อธิบดีกรมชลประทาน ประธานกระทรวงพลังงาน"),
        ("นายวิชัย มั่นคง ประธานกรมชลประทานและกระทรวงพลังงาน กล่าว", [BODY, MINISTRY], "ประธานกรมชลประทานและกระทรวงพลังงาน"),
        ("นายวิชัย มั่นคง ท่องเที่ยวและกีฬาจังหวัดเลย กล่าว", [("จังหวัดเลย", "LOCATION")], "ท่องเที่ยวและกีฬาจังหวัดเลย"),
        ("นายวิชัย มั่นคง บรรณาธิการหนังสือพิมพ์ กล่าว", [], "บรรณาธิการหนังสือพิมพ์"),
        ("นายวิชัย มั่นคง\nอธิบดีกรมชลประทาน กล่าว", [BODY], None),
        ("แต่งตั้ง นายวิชัย มั่นคง ให้ดำรงตำแหน่ง อธิบดีกรมชลประทาน", [BODY], "อธิบดีกรมชลประทาน"),
        ("นายวิชัย มั่นคง ตำแหน่ง รองอธิบดีกรมชลประทาน ร่วมงาน", [BODY], "รองอธิบดีกรมชลประทาน"),
        ("นายวิชัย มั่นคง ดำรงตำแหน่งนี้มาหลายปี อธิบดีกรมชลประทาน กล่าว", [BODY], None),
        ("นายวิชัย มั่นคง นักวิจัยอาวุโส กรมชลประทาน กล่าว", [BODY], "นักวิจัยอาวุโส กรมชลประทาน"),
        ("นายวิชัย มั่นคง นักพัฒนาชุมชน ร่วมงาน", [], "นักพัฒนาชุมชน"),
        ("นายวิชัย มั่นคง อธิบดีกรมชลประทาน และนักพัฒนาร่วมงาน", [BODY], "อธิบดีกรมชลประทาน"),
        ("นายวิชัย มั่นคง คณะทำงานรัฐมนตรีว่าการกระทรวงพลังงาน กล่าว", [MINISTRY], "คณะทำงานรัฐมนตรีว่าการกระทรวงพลังงาน"),
        ("นายวิชัย มั่นคง ราชเลขานุการในพระองค์ ร่วมงาน", [], "ราชเลขานุการในพระองค์"),
        ("นายวิชัย มั่นคง กรมวังผู้ใหญ่ ในพระองค์ ร่วมงาน", [], "กรมวังผู้ใหญ่ ในพระองค์"),
        ("ราชเลขานุการในพระองค์นายวิชัย มั่นคง ร่วมงาน", [], None),
        ("นายวิชัย มั่นคง ปศุสัตว์เขต 7 ร่วมงาน", [], "ปศุสัตว์เขต 7"),
        ("นายวิชัย มั่นคง กรรมการบริหารแผน กล่าว", [], "กรรมการบริหารแผน"),
        ("นายวิชัย มั่นคง ผู้บัญชาการทหารสูงสุด กล่าว", [], "ผู้บัญชาการทหารสูงสุด"),
        ("นายวิชัย มั่นคง ในฐานะโฆษกกระทรวงพลังงาน กล่าว", [MINISTRY], "ในฐานะโฆษกกระทรวงพลังงาน"),
        (
            "อีกคนหนึ่งเป็นประธานกรรมการ และรัฐมนตรีประจำกระทรวงพลังงาน (นายวิชัย มั่นคง) ร่วมด้วย",
            [MINISTRY],
            "รัฐมนตรีประจำกระทรวงพลังงาน",
        ),
        ("ผู้อาวุโสเป็นประธานในพิธี นายวิชัย มั่นคง ร่วมงาน", [], None),
    ],
)
def test_thai_offices(text: str, others: list[tuple[str, str]], role: str | None) -> None:
    person = find_one(text, "นายวิชัย มั่นคง", *others, name="วิชัย มั่นคง")
    assert person.role == role
    assert (person.title, person.name) == ("นาย", "วิชัย มั่นคง")


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("At noon, Deputy Government Spokesperson Malee Deengam said", "Deputy Government Spokesperson"),
        ("On Monday, Prime Minister and Minister of Finance Malee Deengam said", "Prime Minister and Minister of Finance"),
        (
            "Malee Deengam, Ambassador of the Republic of Utopia to Thailand, paid a call",
            "Ambassador of the Republic of Utopia to Thailand",
        ),
        ("Deputy Secretary-General to the Prime Minister Malee Deengam said", "Deputy Secretary-General to the Prime Minister"),
        ("Acting Government\nSpokesperson Malee Deengam said", "Acting Government Spokesperson"),
        ("the Minister of Trade, Crafts, Silk and Cotton Malee Deengam said", "Minister of Trade, Crafts, Silk and Cotton"),
        (
            "Malee Deengam, chairman and chief executive officer of Utopia Silk, met",
            "chairman and chief executive officer of Utopia Silk",
        ),
        ("They met the Minister of Trade, Malee Deengam, at noon", "Minister of Trade"),
        ("Malee Deengam, M.D., Director-General of the Silk Board, met", "Director-General of the Silk Board"),
        ("Yesterday Malee Deengam went home", None),
    ],
)
def test_english_offices(text: str, role: str | None) -> None:
    assert find_one(text, "Malee Deengam", language="en").role == role


@pytest.mark.parametrize(
    ("office", "role"),
    [
        ("Deputy Director-General", "Deputy Director-General, Silk Board"),
        ("Deputy Prime Minister", "Deputy Prime Minister"),
        ("Chairman of the Kite Club", "Chairman of the Kite Club"),
    ],
)
def test_the_organisation_behind_the_comma_after_an_english_office(office: str, role: str) -> None:
    text = f"It was opened by Malee Deengam, {office}, Silk Board, and others."
    bodies = [("Silk Board", "ORGANIZATION"), ("Kite Club", "ORGANIZATION")]
    person = find_one(text, "Malee Deengam", *(one for one in bodies if one[0] in text), language="en")
    assert (person.role, "Board" in (body_of(person) or "")) == (role, "Board" in role)


def test_the_office_and_organisation_before_the_next_person_are_not_the_last_ones() -> None:
    text = "Thai Trade Representative Malee Deengam, Secretary-General, Silk Board Wichai Mankong came."
    names = [("Malee Deengam", "PERSON"), ("Silk Board", "ORGANIZATION"), ("Wichai Mankong", "PERSON")]
    found = find(text, [entity(text, name, kind, number=k) for k, (name, kind) in enumerate(names)], "en")  # type: ignore[arg-type]
    assert found[0].role == "Thai Trade Representative"


def test_offices_in_an_english_list_come_before_their_holders() -> None:
    text = "With him were Minister of Trade Malee Deengam, Deputy Minister of Silk Wichai Mankong, Governor Suda Ngam."
    found = [entity(text, name, "PERSON", number=k) for k, name in enumerate(("Malee Deengam", "Wichai Mankong", "Suda Ngam"))]
    assert [p.role for p in find(text, found, "en")] == ["Minister of Trade", "Deputy Minister of Silk", "Governor"]


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("They met director of the Agency of Imagined Tides (AIT) Mr. Malee Deengam in May.", "director of the Agency of Imagined Tides"),
        ("They met Mr. Malee Deengam, managing director of the Agency of Imagined Tides, in May.", "managing director of the Agency of Imagined Tides"),
        ("The Premier and Mr. Malee Deengam, spouse, opened the Agency of Imagined Tides.", "spouse"),
        ("They met deputy prime minister and public health minister Mr. Malee Deengam of the Agency of Imagined Tides.", "deputy prime minister and public health minister"),
    ],
)  # fmt: skip
def test_english_offices_beside_a_name(text: str, role: str) -> None:
    body = ("Agency of Imagined Tides", "ORGANIZATION")
    assert find_one(text, "Mr. Malee Deengam", body, name="Malee Deengam", language="en").role == role


def test_general_in_an_office_is_not_a_rank_and_the_organisation_before_it_belongs_to_it() -> None:
    text = "They met UTO Director-General Malee Deengam in May."
    person = find_one(text, "General Malee Deengam", ("UTO", "ORGANIZATION"), name="Malee Deengam", language="en")
    assert (person.role, body_of(person), person.mentions[0].text) == ("UTO Director-General", "UTO", "Malee Deengam")


@pytest.mark.parametrize(
    ("text", "person", "names"),
    [
        ("นายวิชัย ชี้ น้ำลด", "นายวิชัย ชี้", ["วิชัย"]),
        ("นายวิชัย มั่นคง มา ต่อมานายวิชัยควรไป", "นายวิชัยควรไป", ["วิชัย มั่นคง"]),
        ("พบนายธีระ ใจดี  อุปทูตว่าว วันนี้", "นายธีระ ใจดี  อุปทูตว่าว", ["ธีระ ใจดี"]),
        ("พบนายธีระ ใจดี มหาวิทยาลัยว่าว วันนี้", "นายธีระ ใจดี มหาวิทยาลัยว่าว", ["ธีระ ใจดี"]),
        ("พบนายธีระ กลุ่มไหม วันนี้", "นายธีระ กลุ่มไหม", ["ธีระ กลุ่มไหม"]),
        ("ชมงาน Silk Monument ที่นี่", "Silk Monument", []),
    ],
)
def test_what_is_a_persons_name(text: str, person: str, names: list[str]) -> None:
    forms = [form for form in ("นายวิชัย มั่นคง", person) if form and form in text]
    found = [entity(text, form, "PERSON", form.removeprefix("นาย"), k) for k, form in enumerate(forms)]
    assert [p.name for p in find(text, found)] == names


def test_the_title_tells_two_people_with_one_last_name_apart() -> None:
    text = "Mr. Wichai Mankong and H.E. Mrs. Malee Mankong came. Mrs. Mankong spoke."
    named = {"Mr. Wichai Mankong": "Wichai Mankong", "H.E. Mrs. Malee Mankong": "Malee Mankong", "Mrs. Mankong": "Mankong"}
    found = [entity(text, form, "PERSON", name, k) for k, (form, name) in enumerate(named.items())]
    assert [[m.text for m in p.mentions] for p in find(text, found, "en")][1] == ["H.E. Mrs. Malee Mankong", "Mrs. Mankong"]


def test_a_deputy_prime_minister_has_no_body() -> None:
    text = "สำนักงานรองนายกรัฐมนตรี จัดงาน นายวิชัย มั่นคง รองนายกรัฐมนตรี เปิดงาน"
    person = find_one(text, "นายวิชัย มั่นคง", ("สำนักงานรองนายกรัฐมนตรี", "ORGANIZATION"))
    assert [(office.at.text, office.body) for office in person.roles] == [("รองนายกรัฐมนตรี", None)]


def test_an_office_between_two_names_belongs_to_one_of_them() -> None:
    text = "นายวิชัย มั่นคง อธิบดีกรมชลประทาน นางมาลี ดีงาม รองอธิบดี เข้าร่วม"
    found = find(
        text,
        [
            entity(text, "นายวิชัย มั่นคง", "PERSON", "วิชัย มั่นคง", 1),
            entity(text, *BODY, number=2),
            entity(text, "นางมาลี ดีงาม", "PERSON", "มาลี ดีงาม", 3),
        ],
    )
    assert [(p.name, p.role) for p in found] == [("วิชัย มั่นคง", "อธิบดีกรมชลประทาน"), ("มาลี ดีงาม", "รองอธิบดี")]


def test_the_office_alone_is_a_mention_where_it_is_unambiguous() -> None:
    text = "รมว.พลังงาน สั่งเร่งงาน\nนายวิชัย มั่นคง รัฐมนตรีว่าการกระทรวงพลังงาน เปิดเผยว่า"
    person = find_one(text, "นายวิชัย มั่นคง", MINISTRY, name="วิชัย มั่นคง")
    assert [m.text for m in all_mentions(person)] == ["รมว.พลังงาน", "นายวิชัย มั่นคง"]


def test_a_deputys_office_is_not_the_ministers() -> None:
    text = "เลขานุการรัฐมนตรีว่าการกระทรวงพลังงาน มาถึง\nนายวิชัย มั่นคง รัฐมนตรีว่าการกระทรวงพลังงาน เปิดเผยว่า"
    start = text.index("กระทรวงพลังงาน", 60)
    found = [
        entity(text, "กระทรวงพลังงาน", "ORGANIZATION", number=1),
        entity(text, "นายวิชัย มั่นคง", "PERSON", "วิชัย มั่นคง", 2),
        entity(text, "กระทรวงพลังงาน", "ORGANIZATION", number=1, after=start),
    ]
    assert [m.text for m in all_mentions(find(text, found)[0])] == ["นายวิชัย มั่นคง"]


def test_a_latin_name_in_brackets_is_the_same_person_and_his_romanisation() -> None:
    text = "นายวิชัย มั่นคง (Vichai Mankong) กล่าว"
    found = find(
        text, [entity(text, "นายวิชัย มั่นคง", "PERSON", "วิชัย มั่นคง", 1), entity(text, "Vichai Mankong", "PERSON", None, 2)]
    )
    assert [(p.name, p.romanised, len(p.mentions)) for p in found] == [("วิชัย มั่นคง", "Vichai Mankong", 2)]


def test_the_articles_romanisation_has_no_title() -> None:
    text = "นายวิชัย มั่นคง (H.E. Mr. Vichai Mankong) กล่าว"
    latin = entity(text, "H.E. Mr. Vichai Mankong", "PERSON", "Vichai Mankong", 2)
    [found] = find(text, [entity(text, "นายวิชัย มั่นคง", "PERSON", "วิชัย มั่นคง", 1), latin])
    assert found.romanised == "Vichai Mankong"


def test_the_title_is_not_merely_polite_and_has_no_line_break() -> None:
    for first, title in (("นายวิชัย มั่นคง", "นาย"), ("Gen.\nวิชัย มั่นคง", "Gen.")):
        text = f"{first} มา และท่านวิชัย  มั่นคง กล่าว"
        marks = [entity(text, first, "PERSON", "วิชัย มั่นคง"), entity(text, "ท่านวิชัย  มั่นคง", "PERSON", "วิชัย มั่นคง")]
        (person,) = find(text, marks)
        assert person.title == title


def test_no_romanisation_where_the_article_has_none() -> None:
    assert find_one("นายวิชัย มั่นคง กล่าว", "นายวิชัย มั่นคง", name="วิชัย มั่นคง").romanised is None


def test_organisation_of_the_office() -> None:
    text = "นายวิชัย มั่นคง อธิบดีกรมชลประทาน กล่าว"
    [found] = find(text, [entity(text, "นายวิชัย มั่นคง", "PERSON", "วิชัย มั่นคง", 1), entity(text, *BODY, number=2)])
    assert body_of(found) == "กรมชลประทาน"
    assert found.roles[0].at.text == found.role == "อธิบดีกรมชลประทาน"


def test_people_from_the_entities_of_the_names_layer() -> None:
    text = "โฆษกรัฐบาลแถลงผลประชุม\nนางสาวมาลี ดีงามยิ่ง โฆษกประจำสำนักนายกรัฐมนตรี เปิดเผยว่า นายวิชัย มั่นคงดี รัฐมนตรีว่าการกระทรวงแรงงาน เห็นชอบ นางสาวมาลี กล่าวต่อว่า"
    found = find(text, names.search(text))
    assert [(p.name, p.role) for p in found] == [
        ("มาลี ดีงามยิ่ง", "โฆษกประจำสำนักนายกรัฐมนตรี"),
        ("วิชัย มั่นคงดี", "รัฐมนตรีว่าการกระทรวงแรงงาน"),
    ]
    assert "นางสาวมาลี" in [m.text for m in found[0].mentions]
    assert all(text[m.start : m.end] == m.text for p in found for m in p.mentions)


def test_a_known_office_is_found_wherever_it_occurs_alone() -> None:
    text = (
        "นายวิชัย มั่นคงดี รัฐมนตรีว่าการกระทรวงแรงงาน และนายสมชาย ใจดี อธิบดีกรมทดสอบ เปิดงาน "
        "รมว.แรงงาน กล่าวว่า รัฐมนตรีว่าการกระทรวงแรงงาน จะดูแล รองอธิบดีกรมทดสอบ ไม่ใช่ อธิบดีกรมทดสอบ"
    )
    found = [
        *(entity(text, name, "PERSON", number=k) for k, name in enumerate(("นายวิชัย มั่นคงดี", "นายสมชาย ใจดี"))),
        *(entity(text, name, "ORGANIZATION", number=k) for k, name in enumerate(("กระทรวงแรงงาน", "กรมทดสอบ"), 2)),
        entity(text, "กระทรวงแรงงาน", "ORGANIZATION", number=2, after=text.index("กล่าวว่า")),
        entity(text, "กรมทดสอบ", "ORGANIZATION", number=3, after=text.index("รองอธิบดี")),
        entity(text, "กรมทดสอบ", "ORGANIZATION", number=3, after=text.index("ไม่ใช่")),
    ]
    people_found = find(text, sorted(found, key=lambda e: e.start))
    assert [[(m.text, text[: m.start].count("อธิบดีกรมทดสอบ")) for m in all_mentions(p)] for p in people_found] == [
        [("นายวิชัย มั่นคงดี", 0), ("รมว.แรงงาน", 1), ("รัฐมนตรีว่าการกระทรวงแรงงาน", 1)],
        [("นายสมชาย ใจดี", 0), ("อธิบดีกรมทดสอบ", 2)],
    ]


def test_names_in_a_row_share_the_office_after_the_last() -> None:
    text = "นายวิชัย มั่นคง นายสมชาย ใจดี รองอธิบดีกรมชลประทาน ร่วมงาน"
    people = [entity(text, "นายวิชัย มั่นคง", "PERSON", number=1), entity(text, "นายสมชาย ใจดี", "PERSON", number=2)]
    assert [p.role for p in find(text, [*people, entity(text, *BODY, number=3)])] == ["รองอธิบดีกรมชลประทาน"] * 2


@pytest.mark.parametrize("office", ["อุปนายกสมาคมว่าวไทย", "คณะทำงานรัฐมนตรีช่วยว่าการกระทรวงพลังงาน"])
def test_an_office_that_several_people_hold_is_shared_by_the_row(office: str) -> None:
    text = f"โดยมี นายวิชัย มั่นคง นางสมศรี ใจดี {office} ร่วมงาน"
    people = find(text, [entity(text, "นายวิชัย มั่นคง", "PERSON"), entity(text, "นางสมศรี ใจดี", "PERSON", number=1)])
    assert [person.role for person in people] == [office, office]


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("Deputy Kite Ministers Ola Nordmann, Kari Bakke and Per Strand met.", ["Deputy Kite Ministers"] * 3),
        ("Ola Nordmann, Kari Bakke and Per Strand, Deputy-Kite Ministers, met.", ["Deputy-Kite Ministers"] * 3),
        ("Deputy Secretary-Generals Ola Nordmann and Kari Bakke met Per Strand.", ["Deputy Secretary-Generals"] * 2 + [None]),
        ("Deputy Minister of Kites Ola Nordmann and Kari Bakke met Per Strand.", ["Deputy Minister of Kites", None, None]),
        (
            "President of the Kite Council of Ministers Ola Nordmann, Kari Bakke and Per Strand met.",
            ["President of the Kite Council of Ministers", None, None],
        ),
    ],
)
def test_an_english_office_in_the_plural_is_shared_by_the_row(text: str, roles: list[str | None]) -> None:
    names_found = [
        entity(text, name, "PERSON", number=i) for i, name in enumerate(("Ola Nordmann", "Kari Bakke", "Per Strand"))
    ]
    assert [person.role for person in find(text, names_found, "en")] == roles


def test_every_office_is_kept_once() -> None:
    text = "นายวิชัย มั่นคง อธิบดีกรมชลประทาน กล่าว ต่อมา โฆษกกระทรวงพลังงาน นายวิชัย มั่นคง ย้ำ"
    marks = [
        entity(text, "นายวิชัย มั่นคง", "PERSON", "วิชัย มั่นคง", 1),
        entity(text, *BODY, number=2),
        entity(text, *MINISTRY, number=3),
        entity(text, "นายวิชัย มั่นคง", "PERSON", "วิชัย มั่นคง", 1, after=20),
    ]
    [person] = find(text, marks)
    assert sorted(office.at.text for office in person.roles) == ["อธิบดีกรมชลประทาน", "โฆษกกระทรวงพลังงาน"]


def test_a_prime_minister_has_no_organisation_but_his_deputy_has_his_ministry() -> None:
    for role, body in (
        ("นายกรัฐมนตรี ประธานกระทรวงพลังงาน", None),
        ("นายกรัฐมนตรีและรัฐมนตรีว่าการกระทรวงพลังงาน", None),
        ("รองนายกรัฐมนตรีและรัฐมนตรีว่าการกระทรวงพลังงาน", "กระทรวงพลังงาน"),
    ):
        assert body_of(find_one(f"นายวิชัย มั่นคง {role} กล่าว", "นายวิชัย มั่นคง", MINISTRY)) == body


def test_a_division_is_not_the_organisation_if_the_company_follows() -> None:
    line, bank = ("สายงานตลาดเงิน", "ORGANIZATION"), ("ธนาคารกังหันไทย", "ORGANIZATION")
    text = "นายวิชัย มั่นคง รองกรรมการผู้จัดการใหญ่ สายงานตลาดเงิน ธนาคารกังหันไทย กล่าว"
    assert body_of(find_one(text, "นายวิชัย มั่นคง", line, bank)) == "ธนาคารกังหันไทย"
    assert body_of(find_one(text.replace(" ธนาคารกังหันไทย", ""), "นายวิชัย มั่นคง", line)) == "สายงานตลาดเงิน"


def test_endless_words_before_an_office_are_not_part_of_one() -> None:
    text = "นายสมชาย ใจดี " + "อดีต " * 5_000
    assert find(text, [entity(text, "นายสมชาย ใจดี", "PERSON")])[0].role is None
    text = "นายสมชาย ใจดี อธิบดีกรมชลประทาน " + "ประธาน ก " * 5_000
    assert find(text, [entity(text, "นายสมชาย ใจดี", "PERSON"), entity(text, *BODY, number=1)])[0].role == "อธิบดีกรมชลประทาน"
