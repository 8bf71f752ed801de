"""Provinces inside other names, venues with a number in their name, and people honoured by a ceremony."""

import pytest

import newsextract as nx
from newsextract.layers.names.find import search
from newsextract.layers.names.places import with_states
from newsextract.layers.names.spans import Span
from newsextract.thai.provinces import other_name


def provinces(text):
    return [(e.text, e.iso) for e in search(text) if e.type == "LOCATION" and (e.iso or "").startswith("TH-")]


@pytest.mark.parametrize(
    "sentence",
    [
        "ผู้เข้าประชุมลงนามในปฏิญญากรุงเทพฯ ว่าด้วยการเล่านิทาน",
        "สองประเทศทบทวนมาตรการริเริ่มเชียงใหม่ไปสู่การเป็นพหุภาคี",
        "ราคาข้าวเปลือกปทุมธานี 1 และข้าวหอมมะลิสุรินทร์ทรงตัว",
        "เกษตรกรปลูกถั่วเขียวพันธุ์ชัยนาท 72 กับส้มโอชัยนาท",
        "ร้านค้าขายผ้าไหมสุรินทร์และมะขามหวานเพชรบูรณ์",
        "นายสมมุติ ณ ระนอง กล่าวเปิดงาน",
        "นางสาวตัวอย่าง สุริยกุล ณ อยุธยา ร่วมพิธี",
        "รถติดบนถนนศรีอยุธยา ตั้งแต่เช้า",
        "โอนเงินเข้าบัญชีธนาคารกรุงเทพ หรือธนาคารกรุงศรีอยุธยา",
        "ปลากะพงจากทะเลสาบสงขลา ราคาดี",
        "พายุทำให้ของที่นำไปตากเปียก ไม่เหลือเลย",
    ],
)
def test_no_province_in_another_name(sentence):
    assert not provinces(sentence)


def test_provinces_next_to_these_names_are_kept():
    assert provinces("ลงพื้นที่จังหวัดชัยนาท ดูแปลงข้าวพันธุ์ชัยนาท 1") == [("จังหวัดชัยนาท", "TH-18")]
    assert ("ตาก", "TH-63") in provinces("ผู้แทนจากจังหวัดสุโขทัย ตาก และพิษณุโลก เข้าร่วม")
    assert other_name("ศูนย์เมล็ดพันธุ์ข้าวสกลนคร", 19, 25) is None


def test_a_surname_that_is_a_province_belongs_to_the_person():
    found = [(e.text, e.type) for e in search("พิธีกรแนะนำ ดร.ตัวอย่าง ณ สงขลา ต่อที่ประชุม")]
    assert found == [("ดร.ตัวอย่าง ณ สงขลา", "PERSON")]


def event(body, title="ข่าวสมมุติ"):
    return nx.extract(text=body, title=title, published="2024-03-15").events[0]


@pytest.mark.parametrize("venue", ["ห้องประชุมชัยนาทนเรนทร", "ห้องประชุมกำแพงเพชร", "โรงแรมตัวอย่าง ถนนศรีอยุธยา"])
def test_a_room_named_after_a_province_gives_no_province(venue):
    one = event(f"วันนี้ (15 มีนาคม 2567) นายสมมุติ ตัวอย่าง เป็นประธานการประชุมคณะกรรมการหนังสือเก่า ณ {venue}")
    assert (one.place.province, one.place.iso_3166_2) == (None, None)


def test_a_hospital_as_venue_gives_its_province():
    one = event("วันนี้ (15 มีนาคม 2567) นายสมมุติ ตัวอย่าง เป็นประธานเปิดห้องสมุด ณ โรงพยาบาลร้อยเอ็ด")
    assert one.place.iso_3166_2 == "TH-45"


def test_an_embassys_city_is_not_where_the_visit_is():
    one = event("วันนี้ (15 มีนาคม 2567) เอกอัครราชทูตประเทศสมมุติประจำกรุงเทพฯ เข้าเยี่ยมคารวะนายสมมุติ ตัวอย่าง")
    assert not one.slots.get("province")


@pytest.mark.parametrize("number", ["50 ปี", "๖๐ ปี"])
def test_a_venue_keeps_the_number_in_its_name(number):
    one = event(f"วันนี้ (15 มีนาคม 2567) นายสมมุติ ตัวอย่าง เป็นประธานการประชุม ณ ห้องประชุมใหญ่ อาคารสารนิเทศ {number} โดยมีแขก")
    assert one.place.venue == f"ห้องประชุมใหญ่ อาคารสารนิเทศ {number}"


def test_a_venue_ends_with_its_province_before_the_organisation_that_acts():
    one = event("วันนี้ (15 มีนาคม 2567) ณ ห้องประชุม 7 ถนนตัวอย่าง เขตปทุมวัน กรุงเทพมหานคร กรมชลประทาน จัดการประชุมลุ่มน้ำ")
    assert one.place.venue == "ห้องประชุม 7 ถนนตัวอย่าง เขตปทุมวัน กรุงเทพมหานคร"


@pytest.mark.parametrize("venue", ["ฮอลล์ 5 และ 6 ศูนย์ประชุมสมมุติธานี", "สำนักงานสวัสดิการสมมุติธานีพื้นที่ 5"])
def test_a_venue_does_not_end_before_its_numbers(venue):
    one = event(f"วันนี้ (15 มีนาคม 2567) นายสมมุติ ตัวอย่าง เป็นประธานเปิดงาน ณ {venue} โดยมีแขก")
    assert one.place.venue == venue


@pytest.mark.parametrize(
    "honour",
    [
        "เนื่องในวันคล้ายวันสวรรคต{king}",
        "เนื่องในวันคล้ายวันพระบรมราชสมภพ {king} 5 ธันวาคม",
        "เพื่อถวายเป็นพระราชกุศลแด่{king}",
        "เพื่อน้อมรำลึกในพระมหากรุณาธิคุณของ{king}",
        "หน้าพระบรมฉายาลักษณ์{king}",
    ],
)
@pytest.mark.parametrize("king", ["พระบาทสมเด็จพระจุลจอมเกล้าเจ้าอยู่หัว", "พระบาทสมเด็จพระปรมินทรมหาภูมิพลอดุลยเดช"])
def test_a_person_honoured_by_a_ceremony_does_not_take_part(honour, king):
    body = f"วันนี้ (15 มีนาคม 2567) นายวิทยา ทองงาม เป็นประธานในพิธีวางพวงมาลา {honour.format(king=king)} ณ ลานตัวอย่าง"
    record = nx.extract(text=body, title="พิธีวางพวงมาลา", published="2024-03-15")
    parts = {p.mention.text: p.part for p in record.events[0].participants}
    assert parts.get("นายวิทยา ทองงาม") == "chair"
    assert not [name for name in parts if "พระบาทสมเด็จ" in name]


def test_a_princess_who_attends_takes_part():
    body = (
        "วันนี้ (15 มีนาคม 2567) เวลา 10.00 น. สมเด็จพระเจ้าลูกเธอ เจ้าฟ้าสมมุติ เสด็จพระราชดำเนินไปทรงเป็นประธานในพิธีเปิดหอสมุด ณ กรมศิลปากร "
        "เนื่องในวันคล้ายวันสวรรคตพระบาทสมเด็จพระจุลจอมเกล้าเจ้าอยู่หัว"
    )
    record = nx.extract(text=body, title="พิธีเปิดหอสมุด", published="2024-03-15")
    assert any("เจ้าฟ้าสมมุติ" in p.mention.text for p in record.events[0].participants)


@pytest.mark.parametrize(
    ("body", "link", "place", "joined"),
    [
        ("กระทรวงว่าว", "", "กัมพูชา", True),
        ("กระทรวงว่าว", " ", "ราชอาณาจักรกัมพูชา", True),
        ("กระทรวงว่าว", "แห่ง", "สาธารณรัฐสมมุติ", True),
        ("กระทรวงว่าว", "ของ", "ญี่ปุ่น", True),
        ("กระทรวงว่าว", " ", "ราชอาณาจักรไทย", False),
        ("กระทรวงว่าว", " ", "จังหวัดน่าน", False),
        ("กระทรวงว่าว", " และ", "ญี่ปุ่น", False),
        ("สมาคมว่าว", " ", "ญี่ปุ่น", False),
        ("Ministry of Kites", " of the ", "Kingdom of Spain", True),
        ("Ministry of Kites", " of ", "Japan", True),
        ("Ministry of Kites", " ", "Japan", False),
        ("Ministry of Kites", " of the ", "Kingdom of Thailand", False),
    ],
)
def test_a_foreign_state_behind_its_ministry_is_part_of_it(body, link, place, joined):
    text = f"{body}{link}{place} ประชุม"
    spans = [Span(0, len(body), "ORGANIZATION"), Span(len(body + link), len(body + link + place), "LOCATION")]
    found = with_states(spans, text)
    assert [text[one.start : one.end] for one in found] == ([body + link + place] if joined else [body, place])
