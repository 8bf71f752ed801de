"""Posts: offices without the name of their holder, whose they are, and what belongs to them."""

from __future__ import annotations

import pytest

from spoken import referents_of


def posts_of(text: str, language: str = "th") -> list[list[str]]:
    return [[m.text for m in one.offices] for one in referents_of(text, language=language) if one.post]


@pytest.mark.parametrize(
    ("text", "posts"),
    [
        ("นายกรัฐมนตรี กล่าวว่า น้ำลดแล้ว ต่อมานายกฯ สั่งให้ติดตาม", [["นายกรัฐมนตรี", "นายกฯ"]]),
        ("โฆษกกระทรวงสาธารณสุข ชี้แจงเรื่องวัคซีน", [["โฆษกกระทรวงสาธารณสุข"]]),
        ("ผู้ว่าราชการจังหวัดเลย เปิดงาน", [["ผู้ว่าราชการจังหวัดเลย"]]),
        ("นายกรัฐมนตรีมาเลเซีย พบกับนายกรัฐมนตรี", [["นายกรัฐมนตรีมาเลเซีย"], ["นายกรัฐมนตรี"]]),
        (
            "นายกรัฐมนตรีแห่งราชอาณาจักรภูฏาน พบนายกรัฐมนตรี แล้วนายกรัฐมนตรีภูฏานเดินทางกลับ",
            [["นายกรัฐมนตรีแห่งราชอาณาจักรภูฏาน", "นายกรัฐมนตรีภูฏาน"], ["นายกรัฐมนตรี"]],
        ),
        ("นายกรัฐมนตรีของไทย กล่าวว่า ต่อมานายกฯ สั่ง", [["นายกรัฐมนตรีของไทย", "นายกฯ"]]),
        ("รมว.แรงงาน เร่งช่วยลูกจ้าง รัฐมนตรีว่าการกระทรวงแรงงาน กล่าว", [["รมว.แรงงาน", "รัฐมนตรีว่าการกระทรวงแรงงาน"]]),
        ("แถลงที่สำนักนายกรัฐมนตรี", []),
        ("จุฬาราชมนตรี อวยพรประชาชน", [["จุฬาราชมนตรี"]]),
        ("สำนักจุฬาราชมนตรี ประกาศ", []),
        ("ปกท.ทส. เปิดงาน ปลัดกระทรวงทรัพยากรธรรมชาติและสิ่งแวดล้อม กล่าว", [["ปกท.ทส.", "ปลัดกระทรวงทรัพยากรธรรมชาติและสิ่งแวดล้อม"]]),
        ("โดยมี วัฒนธรรมจังหวัดเลย เข้าร่วม", [["วัฒนธรรมจังหวัดเลย"]]),
        ("สืบสานวัฒนธรรมจังหวัด และส่งเสริมอุตสาหกรรม ร่วมกับวัฒนธรรมจังหวัดภาคเหนือ", []),
        ("เจ้าหน้าที่อุตสาหกรรมจังหวัดเลย และสำนักงานยุติธรรมจังหวัดเลย ตรวจเยี่ยม ณ อุตสาหกรรมจังหวัดเลย", []),
        ("ผู้บริหาร ผู้ตรวจราชการกระทรวงแรงงาน เข้าร่วม", []),
        ("ผู้ช่วยปลัดกระทรวงแรงงาน เปิดงาน", [["ผู้ช่วยปลัดกระทรวงแรงงาน"]]),
    ],
)
def test_an_office_whose_holder_is_never_named_is_a_post(text: str, posts: list[list[str]]) -> None:
    assert posts_of(text) == posts


def test_an_english_post_and_its_country() -> None:
    text = "The Prime Minister met the Prime Minister of Japan. Later the Japanese Prime Minister left."
    assert posts_of(text, "en") == [["Prime Minister"], ["Prime Minister of Japan", "Japanese Prime Minister"]]


@pytest.mark.parametrize(
    ("text", "posts"),
    [
        ("Foreign Minister Somchai Jaidee came. The Chilean Foreign Minister left.", [["Chilean Foreign Minister"]]),
        (
            "Mr. Juan Perez, Foreign Minister of Chile, met Mr. John Kite, Foreign Minister of Norway. The Foreign Minister left.",
            [["Foreign Minister"]],
        ),
        (
            "He met President Juan Perez. The Chilean President and the Indian President left.",
            [["Chilean President"], ["Indian President"]],
        ),
        ("He saw the South Korean President.", [["South Korean President"]]),
        ("In a meeting with Mr. Juan Perez, President of Chile, the Prime Minister smiled.", [["Prime Minister"]]),
        ("In a meeting with Mr. Juan Perez, President of Chile, Prime Minister smiled.", [["Prime Minister"]]),
        (
            "The Foreign Minister of Thailand met Mr. Juan Perez, Foreign Minister of Chile. The Foreign Minister smiled.",
            [["Foreign Minister of Thailand", "Foreign Minister"]],
        ),
        (
            "Thailand’s Minister of Commerce met Mr. Juan Perez, Minister of Commerce of Chile.",
            [["Minister of Commerce"]],
        ),
        (
            "The Thai Foreign Minister met Mr. Juan Perez, Foreign Minister of Chile. The Foreign Minister smiled.",
            [["Foreign Minister", "Foreign Minister"]],
        ),
    ],
)
def test_an_office_abroad_is_not_that_of_another_country(text: str, posts: list[list[str]]) -> None:
    assert posts_of(text, "en") == posts


def test_the_and_before_a_second_office_begins_another_persons() -> None:
    text = "Foreign Minister Somchai Jaidee came. Then the Foreign Minister and the Chilean Foreign Minister Juan Perez left."
    found = referents_of(text, language="en")
    held = {one.name: [m.text for m in one.offices] for one in found if one.is_named_person}
    roles = {one.name: one.role for one in found if one.is_named_person}
    assert held["Somchai Jaidee"] == ["Foreign Minister"]
    assert roles["Juan Perez"] == "Chilean Foreign Minister"


@pytest.mark.parametrize("acting", [", as acting Prime Minister,", ", acting Prime Minister,", " (as acting Prime Minister)"])
def test_an_acting_prime_minister_is_the_person_named_before(acting: str) -> None:
    text = f"Minister of Labour Mr. Somchai Jaidee{acting} came. The Prime Minister smiled."
    found = referents_of(text, language="en")
    (person,) = [one for one in found if one.type == "PERSON"]
    assert max(m.start for m in person.offices) == text.rindex("Prime Minister")


def test_one_of_several_deputies_is_known_by_the_ministry() -> None:
    text = (
        "Mr. Somchai Jaidee, Deputy Prime Minister and Minister of Energy, and Mr. Somsak Rakdee, Deputy Prime Minister and "
        "Minister of Justice, came. The Deputy Prime Minister and Minister of Justice spoke."
    )
    offices = {one.names[0]: [m.start for m in one.offices] for one in referents_of(text, language="en")}
    assert offices["Somsak Rakdee"] == [text.rindex("Deputy")]
    assert offices["Somchai Jaidee"] == []


def test_a_prime_minister_of_another_country_is_not_meant_by_the_prime_minister() -> None:
    text = (
        "Prime Minister Mr. Somchai Jaidee met Mr. KAITO Ren, Prime Minister of Japan. Prime Minister Kaito smiled. "
        "Later the Prime Minister left."
    )
    found = referents_of(text, language="en")
    people = {one.name: one for one in found if one.is_named_person}
    assert people.keys() == {"Somchai Jaidee", "KAITO Ren"}
    assert [m.start for m in people["Somchai Jaidee"].offices][-1] == text.rindex("Prime Minister")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (
            "H.E. Mr. Juan Perez, Ambassador of the Republic of Chile to Thailand, came. The Chilean Ambassador said that Chile gained.",
            "en",
        ),
        ("Mr. Somchai Jaidee, Acting Government Spokesperson, spoke. The Government Spokesperson left.", "en"),
        (
            "Mr. Juan Perez, Minister of Trade of Chile, Government Spokesperson Somchai Jaidee, came. The Government Spokesperson left.",
            "en",
        ),
        ("Mr. Somchai Jaidee, Government Spokesperson, spoke. The government spokesperson left.", "en"),
        ("Mr. Somchai Jaidee, Deputy Government Spokesperson, spoke. Later the Deputy Govt Spokesperson left.", "en"),
        ("Mr. Somchai Jaidee, Minister of Social Development and Human Security, came. Development Minister spoke.", "en"),
        ("Mr. Somchai Jaidee, Prime Minister, came. Later the Prime\nMinister left.", "en"),
        ("U.S. Ambassador to Thailand H.E. Mr. Juan Perez came. Later the U.S. Ambassador spoke.", "en"),
        ("H.E. Mr. Juan Perez, Ambassador of the Republic of Korea to Thailand, came. The Korean Ambassador spoke.", "en"),
        ("New Zealand Prime Minister Mr. Juan Perez came. Later, the New Zealand Prime Minister left.", "en"),
        ("Mr. Juan Perez, Secretary-General of ASEAN, came. The ASEAN Secretary-General spoke.", "en"),
        (
            "Mr. Juan Perez, Minister of Foreign Affairs of the Republic of Chile, came. The Chilean Foreign Minister spoke.",
            "en",
        ),
        (
            "Mr. Juan Perez, Defence Minister of Chile, came. The Chilean Minister of Defense left. The Defense Minister spoke.",
            "en",
        ),
        (
            "Mr. Juan Perez, Deputy Prime Minister and Minister of Trade of Chile, came. The Chilean Deputy Prime Minister spoke.",
            "en",
        ),
        ("Mr. Juan Perez, Crown Prince of Chile, First Deputy Prime Minister and Minister of Trade, came.", "en"),
        ("Chilean PM comes\nMr. Juan Perez, Prime Minister of Chile, met Prime Minister Somchai Jaidee.", "en"),
        ("Mr. Somchai Jaidee met President Juan Perez. The Chilean President smiled, and the President left.", "en"),
        ("นายฮวน เปเรซ เอกอัครราชทูตสาธารณรัฐชิลีประจำประเทศไทย เข้าพบ เอกอัครราชทูตชิลีประจำประเทศไทย กล่าวว่า ดีใจ", "th"),
    ],
)
def test_an_office_written_differently_belongs_to_its_holder(text: str, language: str) -> None:
    assert posts_of(text, language) == []


@pytest.mark.parametrize(
    ("office", "text"),
    [
        ("ออท.ชิลี", "{} เข้าพบ\nนายวิชัย มั่นคง เอกอัครราชทูตวิสามัญผู้มีอำนาจเต็มแห่งสาธารณรัฐชิลีประจำประเทศไทย ดีใจ"),
        ("โฆษกรัฐบาล", "{}เผย น้ำลดแล้ว\nนายวิชัย มั่นคง โฆษกประจำสำนักนายกรัฐมนตรี กล่าวว่า น้ำลด"),
        ("ผู้แทนการค้า", "นายวิชัย มั่นคง ผู้แทนการค้าไทย เปิดงาน ต่อมา {} กล่าวว่า ดีใจ"),
        ("เลขานุการ รมว.แรงงาน", "{} เปิดงาน\nนายวิชัย มั่นคง เลขานุการรัฐมนตรีว่าการกระทรวงแรงงาน กล่าวว่า ดีใจ"),
        ("รมช.สุนทร", "{}เปิดงาน\nนายสุนทร มั่นคง รัฐมนตรีช่วยว่าการกระทรวงแรงงาน กล่าวว่า ดีใจ"),
        ("ผู้ตรวจราชการกระทรวงแรงงาน", "{} เปิดงาน\nนายวิชัย มั่นคง ผู้ตรวจราชการกระทรวงแรงงาน กล่าวว่า ดีใจ"),
        ("ประธานกรมชลประทาน", "นายวิชัย มั่นคง ปลัดกระทรวงแรงงาน ({}) กล่าวว่า ดีใจ"),
        ("ผบ.ทบ.", "{} เปิดงาน\nพลเอก วิชัย มั่นคง ผู้บัญชาการทหารบก กล่าวว่า ดีใจ"),
        ("เอกอัครราชทูตชิลี", "{} เข้าพบ\nนายวิชัย มั่นคง เอกอัครราชทูตชิลีประจำประเทศไทย ณ ห้องรับรองสีทอง กล่าวว่า ดีใจ"),
        ("รมว.รง", "{} เปิดงาน\nนายวิชัย มั่นคง รัฐมนตรีว่าการกระทรวงแรงงาน กล่าวว่า ดีใจ"),
        ("รมว.แรงงาน", "{} เปิดงาน\nนายวิชัย มั่นคง รัฐมนตรีว่ากระทรวงแรงงาน กล่าวว่า ดีใจ"),
        ("รมช.แรงงาน", "{} เปิดงาน\nนายวิชัย มั่นคง รัฐมนตรีช่วยว่ากระทรวงแรงงาน กล่าวว่า ดีใจ"),
    ],
)
def test_an_office_under_another_name_is_a_mention_of_its_holder(office: str, text: str) -> None:
    text = text.format(office)
    found = referents_of(text)
    (person,) = [one for one in found if one.is_named_person]
    assert office in [m.text for m in person.offices]


def test_an_office_at_the_end_of_a_line_is_not_that_of_the_name_on_the_next() -> None:
    text = "เชิญอธิบดีกรมชลประทาน\nนายวิชัย มั่นคง ต้อนรับ นายสมชาย ใจดี อธิบดีกรมชลประทาน อธิบดีกรมชลประทาน ขอบคุณ"
    found = referents_of(text)
    held = {one.name: [m.start for m in one.offices] for one in found if one.is_named_person}
    assert held == {"วิชัย มั่นคง": [], "สมชาย ใจดี": [text.index("อธิบดี"), text.rindex("อธิบดี")]}


@pytest.mark.parametrize(
    ("text", "holder"),
    [
        ("H.E. Mr. Juan Perez, Ambassador of the Republic of Chile to Thailand, came. The Ambassador spoke.", ["Juan Perez"]),
        (
            "H.E. Mr. Juan Perez, Ambassador of Chile to Thailand, met Mr. John Kite, Ambassador of Canada to Thailand. The Ambassador spoke.",
            [],
        ),
        ("Mr. Somchai Jaidee left. The Ambassador spoke.", []),
    ],
)
def test_the_ambassador_is_the_only_one_of_the_article(text: str, holder: list[str]) -> None:
    found = referents_of(text, language="en")
    at = text.rindex("Ambassador")
    assert [one.name if one.is_named_person else None for one in found if any(m.start == at for m in one.offices)] == holder


@pytest.mark.parametrize(
    ("text", "post"),
    [
        ("The meeting with New Zealand Prime Minister was cordial.", "New Zealand Prime Minister"),
        ("He met the U.S. Ambassador to Thailand on Monday.", "U.S. Ambassador"),
        ("Leaders and ASEAN Secretary-General joined.", "ASEAN Secretary-General"),
    ],
)
def test_the_country_or_body_before_an_english_office_belongs_to_it(text: str, post: str) -> None:
    assert posts_of(text, "en") == [[post]]


@pytest.mark.parametrize(
    ("text", "posts"),
    [
        (
            "Guests were the President of the Supreme Court, the Senate, and the Governor of Songkhla.",
            ["President of the Supreme Court", "Governor of Songkhla"],
        ),
        (
            "There were the cabinet, Prime Minister’s Secretary General, and the president of the Supreme Court.",
            ["Prime Minister’s Secretary General", "president of the Supreme Court"],
        ),
        (
            "Permanent Secretary to Ministry of Energy, Permanent Secretary to Ministry of Commerce came.",
            ["Permanent Secretary to Ministry of Energy", "Permanent Secretary to Ministry of Commerce"],
        ),
        (
            "He called the Minister of Interior and the Commander-in-Chief of the Royal Thai Army.",
            ["Minister of Interior", "Commander-in-Chief of the Royal Thai Army"],
        ),
        (
            "The Permanent Secretary to the Prime Minister’s Office came.",
            ["Permanent Secretary to the Prime Minister’s Office"],
        ),
        ("Alms were given to bless His Majesty the King.", ["His Majesty the King"]),
        (
            "Guests were the Ambassador of Korea, and the Chargé d'Affaires of Canada.",
            ["Ambassador of Korea", "Chargé d'Affaires of Canada"],
        ),
        (
            "The Commander of the 3rd Army Area, the secretary-general of the Energy Office and the CEO of the Kite Fund came.",
            ["Commander of the 3rd Army Area", "secretary-general of the Energy Office", "CEO of the Kite Fund"],
        ),
        ("Guests were the Hong Kong Chief Executive.", ["Hong Kong Chief Executive"]),
        ("It was agreed by the CEO for US$2 million.", []),
        (
            "Guests were the Minister of Energy and the Australian Ambassador.",
            ["Minister of Energy", "Australian Ambassador"],
        ),
        ("The Secretary-General to the Prime Minister came.", ["Secretary-General to the Prime Minister"]),
    ],
)
def test_a_list_of_english_offices_has_one_post_for_each(text: str, posts: list[str]) -> None:
    assert posts_of(text, "en") == [[post] for post in posts]


def test_a_minister_with_a_country_before_the_office_is_not_the_thai_one() -> None:
    text = "Mr. Somchai Jaidee, Minister of Foreign Affairs, met the Indian Minister of Foreign Affairs."
    assert posts_of(text, "en") == [["Indian Minister of Foreign Affairs"]]


def test_a_prime_minister_and_one_of_another_country_are_two() -> None:
    text = "Mr. Somchai Jaidee, Prime Minister, spoke. The Prime Minister and Australian Deputy Prime Minister left."
    assert posts_of(text, "en") == [["Australian Deputy Prime Minister"]]


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("U.S. President Mr. Juan Perez came.", "U.S. President"),
        ("Singapore’s Prime Minister Mr. Juan Perez came.", "Prime Minister"),
    ],
)
def test_the_country_before_an_office_is_part_of_it_without_a_possessive(text: str, role: str) -> None:
    found = referents_of(text, language="en")
    assert [one.role for one in found if one.is_named_person] == [role]


def test_a_minister_of_another_country_is_not_the_thai_one() -> None:
    text = "Mr. Somchai Jaidee, Minister of Foreign Affairs, met the Minister of Foreign Affairs of Japan."
    assert posts_of(text, "en") == [["Minister of Foreign Affairs of Japan"]]
