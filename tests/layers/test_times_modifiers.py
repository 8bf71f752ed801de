"""Times: modifiers before an expression, and the UTC offset stated after it."""

import pytest

from newsextract.layers.times import search


@pytest.mark.parametrize(
    ("text", "mod", "deadline"),
    [
        ("สร้างให้เสร็จภายในปี 2570", None, True),
        ("ส่งงานภายในสิ้นปี 2570", "END", True),
        ("ยื่นคำขอภายในวันที่ 30 กันยายน 2566", None, True),
        ("ของมาถึงก่อนวันที่ 5 พฤษภาคม 2565", "BEFORE", False),
        ("เริ่มใช้หลังวันที่ 5 พฤษภาคม 2565", "AFTER", False),
        ("เปิดให้ชมต้นปี 2565", "START", False),
        ("เปิดให้ชมกลางปี 2565", "MID", False),
        ("เปิดให้ชมปลายปี 2565", "END", False),
        ("เมื่อวันที่ 5 พฤษภาคม 2565", None, False),
        ("a target by 2030", None, True),
        ("to be sent no later than 5 May 2022", None, True),
        ("built before 5 May 2022", "BEFORE", False),
        ("opened in late 2024", "END", False),
        ("opened in mid-May 2022", "MID", False),
        ("opened on 5 May 2022", None, False),
        ("ส่งว่าวไม่เกินวันที่ 30 กันยายน 2566", None, True),
        ("จำคุกไม่เกิน 1 ปี", None, False),
        ("ซ่อมว่าวให้เสร็จภายในระยะเวลาไม่เกิน 30 วัน", None, True),
    ],
)
def test_words_before_an_expression_modify_it(text, mod, deadline):
    (found,) = search(text)
    assert (found.mod, found.deadline) == (mod, deadline)


def test_about_an_hour_is_approximate():
    assert [t.mod for t in search("ราว 09.00 น. ของทุกคน")] == ["APPROX"]
    assert [t.mod for t in search("On May 5, 2024, at approx. 1400hrs, he left")] == [None, "APPROX"]


@pytest.mark.parametrize(
    "text",
    [
        "เรื่องราววันที่ 5 พฤษภาคม 2565",
        "รวมทั้งสิ้น 5 พฤษภาคม 2565",
        "ruled by Ministers on 5 May 2022",
        "บัญชีว่าวย้อนหลัง 3 ปี",
        "มันสำปะหลัง ปี 2564/65",
        "พักชำระเงินต้น 3 เดือน",
        "งบกลาง ปี 2567",
        "ระยะปานกลาง 3 ปี",
        "บนเวทีกลาง เวลา 09.00 น.",
    ],
)
def test_the_end_of_a_longer_word_modifies_nothing(text):
    (found,) = search(text)
    assert (found.mod, found.deadline) == (None, False)


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("5 พ.ค. 2565 เวลา 10.00 น. (ซึ่งช้ากว่าประเทศไทย 5 ชั่วโมง)", "+02:00"),
        ("5 พ.ค. 2565 เวลา 10.00 น. (เร็วกว่าไทย 2 ชั่วโมง)", "+09:00"),
        ("5 พ.ค. 2565 เวลา 10.00 น. ตามเวลาประเทศไทย", "+07:00"),
        ("May 5, 2022, at 1000hrs (Thailand time)", "+07:00"),
        ("May 5, 2022, at 1000hrs (GMT+8)", "+08:00"),
        ("May 5, 2022, at 1000hrs (3 hours behind Thailand)", "+04:00"),
        ("5 พ.ค. 2565 เวลา 10.00 น. (ตามเวลาท้องถิ่น)", None),
        ("5 พ.ค. 2565 เวลา 10.00 น.", None),
        ("5 พ.ค. 2565 ตามเวลาประเทศไทย", None),
    ],
)
def test_the_offset_is_given_where_the_text_states_it(text, zone):
    assert search(text)[0].zone == zone
