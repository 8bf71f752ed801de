"""Who is who: offices below and after names, their organisations, nicknames, and one organisation under several names."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from common import timed
from growth import too_slow
from newsextract.layers.drafts import Entity, Referent
from newsextract.layers.referents import people
from newsextract.layers.referents.scene import Scene
from newsextract.thai.tokens import tokenize
from spoken import offices, referents_of


def read(text: str, *names: tuple[str, str], language: str = "th") -> list[Referent]:
    """The referents of a text in which the names occur in this order."""
    found, behind = [], 0
    for number, (name, kind) in enumerate(names):
        start = text.index(name, behind)
        behind = start + len(name)
        found.append(Entity(start=start, end=behind, text=name, type=kind, name=name, id=f"e{number}"))  # type: ignore[arg-type]
    return referents_of(text, found, language=language)


@pytest.mark.parametrize(
    ("text", "role"),
    [
        (
            "We met Somdee Rakthai Deputy Prime Minister and Minister of Tides, who spoke.",
            "Deputy Prime Minister and Minister of Tides",
        ),
        ("Guests:\n1. Somdee Rakthai\nMinister of Tides of Lagunia\n2. others", "Minister of Tides of Lagunia"),
        ("Guests met Somdee Rakthai\nMinister of Tides spoke of rain", None),
    ],
)
def test_english_office_right_after_a_name_or_on_the_next_line(text: str, role: str | None) -> None:
    assert offices(read(text, ("Somdee Rakthai", "PERSON"), language="en"))["Somdee Rakthai"][0] == role


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("โดย\nนายวิชัย มั่นคง\nอธิบดีกรมลมทะเล\n1 มีนาคม", "อธิบดีกรมลมทะเล"),
        ("พบ นายวิชัย มั่นคง\nอธิบดีกรมลมทะเล เปิดเผยว่า ฝนลดลง", None),
        ("พระวิชัย มั่นคง (กลาง) อธิบดีกรมลมทะเล กล่าว", "อธิบดีกรมลมทะเล"),
    ],
)
def test_thai_office_below_a_name_or_after_a_bracket(text: str, role: str | None) -> None:
    found = offices(read(text, ("วิชัย มั่นคง", "PERSON"), ("กรมลมทะเล", "ORGANIZATION")))
    assert found["วิชัย มั่นคง"][0] == role


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("นายวิชัย มั่นคง ศิลปินแห่งชาติ สาขาทอผ้า กล่าว", "ศิลปินแห่งชาติ สาขาทอผ้า"),
        ("นายวิชัย มั่นคง ประธานกรรมการและผู้จัดการ ให้เกียรติ มอบรางวัล", "ประธานกรรมการและผู้จัดการ"),
        ("นายวิชัย มั่นคง ที่ปรึกษา ร่วมประชุม เรื่องน้ำ", "ที่ปรึกษา"),
        ("นายวิชัย มั่นคง ปลัดจังหวัดสมมติ และหัวหน้าส่วนราชการ ร่วมงาน", "ปลัดจังหวัดสมมติ"),
        ("นายวิชัย มั่นคง รองผู้อำนวยการ ทำการแทนผู้อำนวยการ กล่าว", "รองผู้อำนวยการ ทำการแทนผู้อำนวยการ"),
        ("นายวิชัย มั่นคง ปลัดจังหวัดสมมติลงพื้นที่ ดูว่าว", "ปลัดจังหวัดสมมติ"),
        ("นายวิชัย มั่นคง ปลัดจังหวัดสมมติยินดีอย่างยิ่ง ที่เห็นว่าว", "ปลัดจังหวัดสมมติ"),
        ("นายวิชัย มั่นคง ผู้จัดการส่วนส่งเสริมว่าว กล่าว", "ผู้จัดการส่วนส่งเสริมว่าว"),
        ("นายวิชัย มั่นคง ประธานกรรมการส่งเสริมการจัดประชุมว่าว กล่าว", "ประธานกรรมการส่งเสริมการจัดประชุมว่าว"),
    ],
)
def test_where_an_office_ends(text: str, role: str) -> None:
    assert offices(read(text, ("วิชัย มั่นคง", "PERSON")))["วิชัย มั่นคง"][0] == role


@pytest.mark.parametrize(
    ("office", "bodies", "body"),
    [
        ("นายกสมาคม", ["สมาคมว่าวไทย"], "สมาคมว่าวไทย"),
        ("หัวหน้าศูนย์ทดลองฯ", ["ศูนย์ทดลองปลูกหญ้าริมน้ำ"], "ศูนย์ทดลองปลูกหญ้าริมน้ำ"),
        ("ปลัดกระทรวงฯ", ["กระทรวงลมทะเล", "กระทรวงภูเขา"], None),
        ("รองกรรมการผู้จัดการ สายงานว่าว", ["ธนาคารว่าวไทย"], "ธนาคารว่าวไทย"),
        ("รองกรรมการผู้จัดการ", ["ธนาคารว่าวไทย", "บริษัท ว่าวทอง จำกัด"], None),
        ("กรรมการผู้จัดการของว่าวทอง", ["ธนาคารว่าวไทย"], None),
        ("ประธานกรรมการ", ["ธนาคารว่าวไทย"], None),
        ("เลขานุการรัฐมนตรีฯ", ["กระทรวงลมทะเล"], "กระทรวงลมทะเล"),
        ("ผู้ตรวจราชการลมทะเล", ["กระทรวงลมทะเล", "กระทรวงภูเขา"], "กระทรวงลมทะเล"),
        ("รองนายกเทศมนตรีนครลมทะเล", ["เทศบาลนครลมทะเล", "เทศบาลเมืองภูเขา"], "เทศบาลนครลมทะเล"),
    ],
)
def test_organisation_of_an_office_that_gives_only_its_kind(office: str, bodies: list[str], body: str | None) -> None:
    text = f"ประชุมที่ {' '.join(bodies)}\nนายวิชัย มั่นคง {office} กล่าวว่า"
    names = [*((one, "ORGANIZATION") for one in bodies), ("วิชัย มั่นคง", "PERSON")]
    assert offices(read(text, *names))["วิชัย มั่นคง"][1] == body


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("กลุ่มว่าวทอง (กวท.) นำโดย นายวิชัย มั่นคง ประธานกรรมการ แถลง", "กวท."),
        ("กลุ่มว่าวทอง โดย นายวิชัย มั่นคง ประธานกรรมการ แถลง", "กลุ่มว่าวทอง"),
        ("กลุ่มว่าวทอง โดยประธานกรรมการ นายวิชัย มั่นคง แถลง", "กลุ่มว่าวทอง"),
        ("กลุ่มว่าวทอง โดยมี นายวิชัย มั่นคง ประธานกรรมการ แถลง", None),
        ("กลุ่มว่าวทอง โดย นายวิชัย มั่นคง ผู้แทน แถลง", None),
        ("กลุ่มว่าวทอง โดย นายวิชัย มั่นคง รองนายกรัฐมนตรี แถลง", None),
    ],
)
def test_the_organisation_that_somebody_leads_stands_before_the_name(text: str, body: str | None) -> None:
    short = [("กวท.", "ORGANIZATION")] if "กวท." in text else []
    found = read(text, ("กลุ่มว่าวทอง", "ORGANIZATION"), *short, ("นายวิชัย มั่นคง", "PERSON"))
    assert offices(found)["นายวิชัย มั่นคง"][1] == body


@pytest.mark.parametrize(
    ("header", "role", "body"),
    [
        ("แต่งตั้งกรรมการใน", "ประธานกรรมการ", "คณะกรรมการว่าวไทย"),
        ("แต่งตั้งกรรมการใน", "กรรมการผู้ทรงคุณวุฒิด้านลม", "คณะกรรมการว่าวไทย"),
        ("อนุมัติแต่งตั้ง", "กรรมการ", "คณะกรรมการว่าวไทย"),
        ("แต่งตั้งกรรมการใน", "ผู้จัดการ", None),
        ("ประชุมกับ", "ประธานกรรมการ", None),
    ],
)
def test_the_committee_of_those_who_are_appointed_to_it(header: str, role: str, body: str | None) -> None:
    text = f"{header}คณะกรรมการว่าวไทย ดังนี้\n1. นายสมศรี ใจดี กรรมการ\n2. นายวิชัย มั่นคง {role}"
    found = read(text, ("คณะกรรมการว่าวไทย", "ORGANIZATION"), ("สมศรี ใจดี", "PERSON"), ("วิชัย มั่นคง", "PERSON"))
    assert offices(found)["วิชัย มั่นคง"] == (role, body)


@pytest.mark.parametrize(("office", "body"), [("รัฐมนตรีว่าการกระทรวงลมทะเล", "กระทรวงลมทะเล"), ("ประธานสมาคมลมทะเล", "พรรคว่าว")])
def test_the_leader_of_a_party_belongs_to_the_ministry_that_follows(office: str, body: str) -> None:
    text = f"นายวิชัย มั่นคง หัวหน้าพรรคว่าวและ{office} กล่าว"
    second = office[office.index("กระทรวง") :] if "กระทรวง" in office else "สมาคมลมทะเล"
    found = offices(read(text, ("วิชัย มั่นคง", "PERSON"), ("พรรคว่าว", "ORGANIZATION"), (second, "ORGANIZATION")))
    assert found["วิชัย มั่นคง"][1] == body


def test_nickname_after_an_office_is_the_ministers_not_the_prime_ministers() -> None:
    text = (
        "รมว.ปิ่น ถกเรื่องน้ำ\nนายวิชัย มั่นคง รัฐมนตรีว่าการกระทรวงพลังงาน กล่าวว่า "
        "นายสมศรี ใจงาม นายกรัฐมนตรีและรัฐมนตรีว่าการกระทรวงกลาโหม เห็นด้วย"
    )
    names = [
        ("ปิ่น", "PERSON"),
        ("วิชัย มั่นคง", "PERSON"),
        ("กระทรวงพลังงาน", "ORGANIZATION"),
        ("สมศรี ใจงาม", "PERSON"),
        ("กระทรวงกลาโหม", "ORGANIZATION"),
    ]
    people = [[m.text for m in one.mentions] for one in read(text, *names) if one.is_named_person]
    assert people == [["ปิ่น", "วิชัย มั่นคง"], ["สมศรี ใจงาม"]]


@pytest.mark.parametrize(("text", "role"), [('ของเกษตรกร" นายวิชัย มั่นคง กล่าว', None), ("เกษตรกร “นายวิชัย มั่นคง” กล่าว", "เกษตรกร")])
def test_the_last_word_of_a_quotation_is_no_office(text: str, role: str | None) -> None:
    assert offices(read(text, ("นายวิชัย มั่นคง", "PERSON")))["นายวิชัย มั่นคง"][0] == role


def test_the_office_stands_behind_a_long_thai_name_in_brackets() -> None:
    text = "นาย John Paul Kite Doe (จอห์น พอล ไคท์ โด แห่งทุ่งว่าว) เลขาธิการสภาว่าวโลก กล่าว"
    names = ("นาย John Paul Kite Doe", "จอห์น พอล ไคท์ โด แห่งทุ่งว่าว")
    (role, _), *_ = offices(read(text, *((name, "PERSON") for name in names))).values()
    assert role == "เลขาธิการสภาว่าวโลก"


def test_the_office_stands_behind_a_long_gloss_of_a_latin_name() -> None:
    text = "นาย John Kite (จอห์น ไคท์ ผู้มาจากทุ่งว่าวไกลโพ้น) เลขาธิการสภาว่าวโลก กล่าว"
    assert offices(read(text, ("นาย John Kite", "PERSON")))["นาย John Kite"][0] == "เลขาธิการสภาว่าวโลก"


def test_thai_name_in_brackets_after_a_latin_name_is_the_same_person() -> None:
    people = read("พล.ร.อ. Orvo Tamlin (ออร์โว แทมลิน) เยือนไทย", ("Orvo Tamlin", "PERSON"), ("ออร์โว แทมลิน", "PERSON"))
    assert [[m.text for m in one.mentions] for one in people] == [["Orvo Tamlin", "ออร์โว แทมลิน"]]


@pytest.mark.parametrize(
    ("names", "kind", "things"),
    [
        (["Ministry of Tides and Winds", "Ministry of Tides"], "ORGANIZATION", 1),
        (["Ministry of Tides and Winds", "Ministry of Tides and Dunes", "Ministry of Tides"], "ORGANIZATION", 3),
        (["Ministry of Tides of Lagunia", "Ministry of Tides"], "ORGANIZATION", 2),
        (["กระทรวงลมทะเลและภูเขา", "กระทรวงลมทะเล"], "ORGANIZATION", 1),
        (["ศูนย์ ZQX 9", "ZQX 9"], "ORGANIZATION", 1),
        (["กรมลมทะเล", "กรมฯ"], "ORGANIZATION", 1),
        (["SME Development Bank", "ธพว."], "ORGANIZATION", 1),
        (["ก. เกษตร", "กระทรวงเกษตรและสหกรณ์"], "ORGANIZATION", 1),
        (["กระทรวงพม", "กระทรวงการพัฒนาสังคมและความมั่นคงของมนุษย์"], "ORGANIZATION", 1),
        (["กระทรวง METI", "METI"], "ORGANIZATION", 1),
        (["สถานีกรุงเทพ", "หัวลำโพง"], "FACILITY", 1),
        (["รถไฟฟ้ามหานคร สายฉลองรัชธรรม", "MRT สายสีม่วง"], "FACILITY", 1),
        (["รถไฟฟ้ามหานคร สายฉลองรัชธรรม", "MRT สายสีน้ำเงิน"], "FACILITY", 2),
        (["Eastern Economic Corridor", "ระเบียงเศรษฐกิจพิเศษภาคตะวันออก"], "LOCATION", 1),
        (["วันขึ้นปีใหม่ 2567", "วันปีใหม่ 2567"], "EVENT", 1),
    ],
)
def test_organisations_places_and_events_under_several_names(names: list[str], kind: str, things: int) -> None:
    assert len(read(" , ".join(names), *((name, kind) for name in names))) == things


def timed_kinds(number: int) -> Callable[[], dict[str, float]]:
    """A timer: ``number`` offices look for their organisation among ``number`` with the same prefix."""
    bodies = [Entity(start=k, end=k + 1, text=f"สมาคมว่าวที่{k}", type="ORGANIZATION", name="", id=f"e{k}") for k in range(number)]
    scene = Scene("", tokenize(""), bodies)

    def work() -> None:
        assert not any(people._body_of_kind(scene, "นายกสมาคม") for _ in range(number))

    return lambda: {"kinds": timed(work)}


def test_finding_organisations_by_kind_takes_linear_time():
    # quadratic time would take a hundred times as long
    assert too_slow(timed_kinds(200), timed_kinds(2000), times=30, least=0.004) == {}


@pytest.mark.parametrize(
    "text",
    [
        "Prime Minister Malee Deengam met Prime Minister Kaito Mori of Japan.",
        "Prime Minister Malee Deengam met Prime Minister Kaito Mori.",
        "Prime Minister Kaito Mori of Japan met Prime Minister Malee Deengam.",
        "The Prime Minister and President Kaito Mori met Prime Minister Malee Deengam.",
        "The Prime Minister and spouse, Kaito Mori, met Prime Minister Malee Deengam.",
    ],
)
def test_the_prime_minister_is_the_host_not_a_guest(text: str) -> None:
    text += " The Prime Minister flew a kite, Japan’s Prime Minister another."
    people = sorted(["Kaito Mori", "Malee Deengam"], key=text.index)
    names = [*((name, "PERSON") for name in people), ("Japan", "LOCATION")]
    if "Mori of Japan" in text:
        names.insert(people.index("Kaito Mori") + 1, ("Japan", "LOCATION"))
    found = {one.names[0]: one for one in read(text, *names, language="en")}
    host = text.rindex("The Prime Minister") + len("The ")
    assert [host in [m.start for m in found[name].offices] for name in ("Malee Deengam", "Kaito Mori")] == [True, False]
    guest = found["Kaito Mori"] if "Mori of Japan" in text else found.get("Japan’s Prime Minister")
    assert guest is None or text.index("Japan’s") in [m.start for m in guest.offices]


@pytest.mark.parametrize(("between", "people"), [("", 1), ("represented by ", 2)])
def test_a_name_alone_in_brackets_behind_another_is_the_same_persons(between: str, people: int) -> None:
    text = f"The coin honours King Wind II ({between}King Malee Jaidee the Great), and kites."
    found = read(text, ("King Wind II", "PERSON"), ("King Malee Jaidee the Great", "PERSON"), language="en")
    assert len(found) == people


def test_a_name_with_mr_in_brackets_behind_another_is_another_persons() -> None:
    text = "Ms. Malee Jaidee (Mr. John Kite) opened the kite fair."
    assert len(read(text, ("Ms. Malee Jaidee", "PERSON"), ("Mr. John Kite", "PERSON"), language="en")) == 2
