"""Times: what the text around an expression decides (today, years, the day of a clock time), and what contradicts it.

All texts are invented.
"""

from __future__ import annotations

from datetime import date

import pytest

from newsextract.layers.times import search, warnings
from newsextract.records import Time

REFERENCE = date(2020, 2, 26)  # a Wednesday


def find_one(text: str, reference: date | None = REFERENCE) -> Time:
    times = search(text, reference)
    assert len(times) == 1, times
    return times[0]


def test_earlier_members_of_a_list_take_month_and_year_from_later_ones() -> None:
    assert [t.value for t in search("วันที่ 31 มีนาคม และ 30 เมษายน 2564")] == ["2021-03-31", "2021-04-30"]
    assert [(t.value, t.end_value) for t in search("วันที่ 13-15, 21-24 ธ.ค. 64")] == [
        ("2021-12-13", "2021-12-15"),
        ("2021-12-21", "2021-12-24"),
    ]
    assert find_one("12, 13 และ 17 พ.ย. 2563").values == ["2020-11-12", "2020-11-13", "2020-11-17"]


def test_today_is_the_day_stated_in_the_text() -> None:
    header = date(2020, 2, 28)
    assert [t.value for t in search("วันนี้ (25 ก.พ. 63) นายสมมติ กล่าวว่า วันนี้ได้ประชุม พรุ่งนี้จะเดินทาง", header)] == [
        "2020-02-25",
        "2020-02-25",
        "2020-02-26",
    ]
    lead = search("หัวข้อข่าว\nเมื่อวันที่ 26 กุมภาพันธ์ 2563 นายสมมติ ใจดี กล่าวเปิดงาน\nซึ่งวันนี้มีผู้ร่วมงาน", header)
    assert lead[-1].value == "2020-02-26"
    assert search("ซึ่งวันนี้มีผู้ร่วมงาน", header)[0].value == "2020-02-28"


@pytest.mark.parametrize(
    ("lead", "value"),
    [
        ("เมื่อวันที่ 26 ก.พ. ", "2020-02-26"),
        ("เมื่อวันที่ 26 ก.พ. ที่ผ่านมา ", "2020-02-28"),
        ("(26 กุมภาพันธ์ 2563) ", "2020-02-26"),
        ("จ.สมมุติ 26 กุมภาพันธ์ 2563 – ", "2020-02-26"),
        ("จังหวัดสมมุติ : วันที่ 26 กุมภาพันธ์ 2563 ", "2020-02-26"),
        ("เช้าวันพุธที่ 26 กุมภาพันธ์ 2563 ", "2020-02-26"),
        ("ช่างว่าวพบกันวันที่ 26 กุมภาพันธ์ 2563 ", "2020-02-28"),
    ],
)
def test_the_date_that_begins_the_lead_is_today(lead: str, value: str) -> None:
    text = f"หัวข้อข่าว\n{lead}นายสมมติ ใจดี กล่าวเปิดงาน\nซึ่งวันนี้มีผู้ร่วมงาน"
    assert search(text, date(2020, 2, 28))[-1].value == value


def test_two_digits_that_cannot_be_a_buddhist_year_beside_today_are_common_era() -> None:
    found = search("วันนี้ (11 ก.ค. 23) นายสมมติ", date(2023, 7, 11))
    assert [(time.value, time.era) for time in found] == [("2023-07-11", "CE")]


def test_missing_year() -> None:
    assert find_one("วันศุกร์ที่ 1 มกราคม", date(2020, 12, 20)).value == "2021-01-01"
    assert find_one("วันที่ 30 ธ.ค.", date(2021, 1, 4)).value == "2020-12-30"
    found = find_one("วันอาทิตย์ที่ 24 มีนาคม", date(2018, 9, 1))
    assert (found.value, found.basis, found.calendar_check) == ("2019-03-24", "weekday", "ok")
    # so close to the header's date, it is the weekday that is wrong
    found = find_one("วันศุกร์ที่ 27 กุมภาพันธ์", REFERENCE)
    assert (found.value, found.calendar_check, found.flags) == ("2020-02-27", "conflict", ("date_conflict",))


def test_a_clock_time_takes_the_day_only_when_it_is_unambiguous() -> None:
    assert search("วันที่ 25 ก.พ. 2563 ณ หอประชุม เวลา 10.00 น.")[1].value == "2020-02-25T10:00"
    assert search("วันที่ 21-25 เม.ย. 2563 ณ หอประชุม เวลา 10.00 น.")[1].value == "T10:00"
    assert find_one("เปิดให้บริการเวลา 10.00 น.").value == "T10:00"


def test_conflicts_are_flagged_and_kept() -> None:
    conflict = find_one("วันจันทร์ที่ 25 กุมภาพันธ์ 2563")
    assert (conflict.value, conflict.calendar_check, conflict.flags) == ("2020-02-25", "conflict", ("date_conflict",))
    impossible = find_one("31 กันยายน 2563")
    assert (impossible.value, impossible.flags) == (None, ("impossible_date",))
    assert find_one("ค.ศ. 2563").flags == ("era_conflict",)
    assert find_one("พ.ศ. 2018").flags == ("era_conflict",)
    old = find_one("2 มีนาคม 2477")
    assert (old.value, old.flags) == ("1935-03-02", ("new_year_ambiguous",))
    backwards = find_one("1 ตุลาคม 2563 ถึง 30 กันยายน 2563")
    assert backwards.flags == ("date_conflict",)
    messages = warnings([conflict, impossible, old])
    assert [w.code for w in messages] == ["date_conflict", "impossible_date", "new_year_ambiguous"]
    assert all(w.start is not None and w.message for w in messages)


def test_without_a_reference_the_year_stays_open() -> None:
    assert find_one("5 มีนาคม", None).value == "XXXX-03-05"
    assert search("วันนี้", None) == []


def test_a_previous_quarter_counts_from_the_quarter_mentioned_before() -> None:
    text = "ไตรมาส 4 ปี 2563 ขยายตัว ลดลงจากไตรมาสก่อนหน้า"
    assert (search(text, date(2021, 2, 15))[1].value, search(text, date(2021, 2, 15))[1].end_value) == (
        "2020-07-01",
        "2020-09-30",
    )


#: errors found by reading three hundred predictions on unseen articles; the sentences are invented
FROM_READING = [
    ("วันนี้ (27 พฤษภาคม) 2565 นายสมมติ", [("วันนี้ (27 พฤษภาคม) 2565", "2022-05-27", None)]),
    ("ณ วันที่ 15 มีนาคม ของปี 2562 มีว่าว", [("15 มีนาคม ของปี 2562", "2019-03-15", None)]),
    (
        "ว่าวที่ยึดได้เดือนตุลาคม – กรกฎาคม ปีงบประมาณ 2563",
        [("ตุลาคม – กรกฎาคม", "2019-10", "2020-07"), ("ปีงบประมาณ 2563", "2019-10-01", "2020-09-30")],
    ),
    ("เปิดรับตั้งแต่วันนี้ – 11 ธ.ค. 65 ที่", [("วันนี้ – 11 ธ.ค. 65", "2020-02-26", "2022-12-11")]),
    ("ชมได้ตั้งแต่พรุ่งนี้ถึงวันที่ 8 มีนาคม 2563", [("พรุ่งนี้ถึงวันที่ 8 มีนาคม 2563", "2020-02-27", "2020-03-08")]),
    ("จำคุกตั้งแต่หนึ่งปีถึงห้าปี", [("หนึ่งปีถึงห้าปี", "P1Y/P5Y", None)]),
    ("kites may stay up from 15 days to 30 days", [("15 days", "P15D", None), ("30 days", "P30D", None)]),
    ("ใช้เวลา 3 วันถึง 2 ปี", [("3 วัน", "P3D", None), ("2 ปี", "P2Y", None)]),
    ("เริ่ม 1 ต.ค.61 โรงพยาบาลสมมติ", [("1 ต.ค.61", "2018-10-01", None)]),
    ("วันที่ 5 พ.ย. 65 จังหวัดสมมติรายงาน", [("5 พ.ย. 65", "2022-11-05", None)]),
    ("วันที่ 5 พ.ย. 65 น.ส.สมมติ ใจดี", [("5 พ.ย. 65", "2022-11-05", None)]),
    ("วันที่ 5 พ.ย. 65 ราย", [("5 พ.ย.", "2020-11-05", None)]),
    ("วันที่ 9 สิงหาคม 25", [("9 สิงหาคม", "2020-08-09", None)]),
    ("เดือน ส.ค.64 รายได้เพิ่ม", [("ส.ค.64", "2021-08", None)]),
    ("เมื่อ 10 ก.พ.63 เวลา 0900 น. พล.อ.สมมติ", [("10 ก.พ.63 เวลา 0900 น.", "2020-02-10T09:00", None)]),
    ("ณ อาคารหอพัก 700 ปี สนามกีฬา", []),
    ("มียอดจองห้องพักรวมกว่า 690,000 วัน", []),
    (
        "ปี 2562 การค้าขยายตัวจากปีก่อนหน้าร้อยละ 3",
        [("ปี 2562", "2019", None), ("ปีก่อนหน้า", "2018", None)],
    ),
    ("ผลงานในรอบปีที่ผ่านมา", [("ปีที่ผ่านมา", "P1Y", None)]),
    ("ปีงบประมาณ 2562 และ 2563", [("ปีงบประมาณ 2562", "2018-10-01", "2019-09-30"), ("2563", "2019-10-01", "2020-09-30")]),
    ("รายงานปีบัญชี 2564-2565", [("ปีบัญชี 2564-2565", "2021", "2022")]),
    ("on July 15 and August 31, 2024 at", [("July 15 and August 31, 2024", "2024-07-15", "2024-08-31")]),
    ("บินเหมือนเมื่อสิบกว่าปีที่แล้วอย่างแน่นอน", []),
    ("ผลผลิตมากกว่าปีที่แล้ว", [("ปีที่แล้ว", "2019", None)]),
    ("น้ำมันรั่วเมื่อคืนวันที่ 20 ก.พ. วันนี้สำรวจซ้ำ", [("20 ก.พ.", "2020-02-20", None), ("วันนี้", "2020-02-26", None)]),
    # วันนี้ meaning "these days" or "soon"
    ("ในโลกวันนี้ทุกอย่างเปลี่ยนเร็ว", []),
    ("ยอดผู้ป่วยทั่วโลกวันนี้เพิ่มขึ้น", [("วันนี้", "2020-02-26", None)]),
    ("เด็กในวันนี้ต้องรู้เท่าทันสื่อ", []),
    ("จะหาข้อสรุปให้ได้ในเร็ววันนี้", []),
    ("งานใหญ่ไม่ใช่สั่งวันนี้พรุ่งนี้เสร็จ", []),
    ("สิ่งที่ลงทุนในวันนี้จะเป็นรากฐานของวันข้างหน้า", []),
    ("จากผู้รับในวันนั้นสู่ผู้ให้ในวันนี้", []),
    ("แต่ก่อนเราต้องเดินเท้า แต่วันนี้มีถนนแล้ว", []),
    ("นัดคนงานวันนี้และวันพรุ่งนี้", [("วันนี้", "2020-02-26", None), ("วันพรุ่งนี้", "2020-02-27", None)]),
    ("ผู้ร่วมประชุมในวันนี้มาจากทุกจังหวัด", [("วันนี้", "2020-02-26", None)]),
    # the first months of a course, and of a year
    ("ผู้เรียนฝึกงาน 6 เดือนแรก จากนั้นจึงสอบ", [("6 เดือนแรก", "P6M", None)]),
    ("ฟรีค่าแรกเข้า 2 เดือนแรกนับจากวันทำสัญญา", [("2 เดือนแรก", "P2M", None)]),
    ("ปี 2562 ส่งออก 6 เดือนแรก เพิ่มขึ้น", [("ปี 2562", "2019", None), ("6 เดือนแรก", "2019-01", "2019-06")]),
    ("ปีงบประมาณ 2562 ในห้วง 6 เดือนหลัง", [("ปีงบประมาณ 2562", "2018-10-01", "2019-09-30"), ("6 เดือนหลัง", "2019-04", "2019-09")]),
    ("ฉีดเข็มต่อไป 3 เดือนหลังจากเข็มแรก", [("3 เดือน", "P3M", None)]),
    ("ยอดขาย 2 เดือนแรก สูงขึ้น", [("2 เดือนแรก", "2020-01", "2020-02")]),
    ("ยอดขาย 11 เดือนแรก สูงขึ้น", [("11 เดือนแรก", "2019-01", "2019-11")]),
    # four digits that are a clock time
    ("เกิดเหตุเมื่อ 1120 ที่ผ่านมา", [("1120", "T11:20", None)]),
    ("เมื่อ 28 ส.ค. 62 : 1500 พล.อ.สมมติ", [("28 ส.ค. 62 : 1500", "2019-08-28T15:00", None)]),
    ("ก่อตั้งเมื่อ 2019 ที่ผ่านมา", [("2019", "2019", None)]),
    ("มีผู้สมัครเมื่อ 1120 คน ลดจากเดิม", []),
    # from a month to a day, from a day to a month
    ("เดือนกุมภาพันธ์ ถึง 6 มิถุนายน 2563", [("กุมภาพันธ์ ถึง 6 มิถุนายน 2563", "2020-02-01", "2020-06-06")]),
    ("ตั้งแต่ 20 พฤศจิกายน – กุมภาพันธ์ 2563", [("20 พฤศจิกายน – กุมภาพันธ์ 2563", "2019-11-20", "2020-02-29")]),
    ("เดือนมีนาคม 2563\n- 5 เมษายน 2563 สอบ", [("มีนาคม 2563", "2020-03", None), ("5 เมษายน 2563", "2020-04-05", None)]),
    # a dash at the start of a line may be a bullet
    (
        "ซ้อมใหญ่วันที่ 7 มีนาคม 2563\n— วันนี้ (26 กุมภาพันธ์ 2563) นายสมมติ",
        [("7 มีนาคม 2563", "2020-03-07", None), ("วันนี้ (26 กุมภาพันธ์ 2563)", "2020-02-26", None)],
    ),
    (
        "- 1 มีนาคม 2563\n- 5 มีนาคม 2563",
        [("1 มีนาคม 2563", "2020-03-01", None), ("5 มีนาคม 2563", "2020-03-05", None)],
    ),
    ("1 มีนาคม 2563\n- 5 มีนาคม 2563", [("1 มีนาคม 2563\n- 5 มีนาคม 2563", "2020-03-01", "2020-03-05")]),
    ("วันศุกร์ที่ 9 สิงหาคม 25  62", [("วันศุกร์ที่ 9 สิงหาคม 25  62", "2019-08-09", None)]),
    # errors found in the third draw and later
    ("อบรมมาแล้ว 2 ปีงบประมาณ มีสมาชิกมาก", [("2 ปีงบประมาณ", "P2Y", None)]),
    ("ช่วงเดือนกันยายนยน 2566 ถึงเดือนธันวาคม 2566", [("กันยายนยน 2566 ถึงเดือนธันวาคม 2566", "2023-09", "2023-12")]),
    ("จัดงานวันที่ 9-12 เมษายนของทุกปี", [("9-12 เมษายนของทุกปี", "XXXX-04-09", "XXXX-04-12")]),
    ("กำลังพลของ ร้อย.ร 2531 ที่ลาดตระเวน", []),
    ("reduced from 4.45 Baht per unit, from 9.30 on", [("9.30", "T09:30", None)]),
    # a month's abbreviation beside a word that makes it one, and the office of the same letters
    ("ให้ตัดว่าวเสร็จใน มี.ค.นี้", [("มี.ค.", "2020-03", None)]),
    ("ประกาศใช้เมื่อ ม.ค.ที่ผ่านมา", [("ม.ค.ที่ผ่านมา", "2020-01", None)]),
    ("ลดราคาว่าวถึงสิ้น ก.พ.", [("ก.พ.", "2020-02", None)]),
    ("หนังสือ ก.พ. ที่ผ่านมา", []),
    # a day word after a figure, and a unit after one
    ("สถานการณ์โควิด-19 วันนี้ ดีขึ้น", [("วันนี้", "2020-02-26", None)]),
    ("ประชุมช่างว่าว ครั้งที่ 1/2563 วันนี้ (25 ก.พ. 63)", [("วันนี้ (25 ก.พ. 63)", "2020-02-25", None)]),
    ("เล่นว่าวมา 30 ปีที่ผ่านมา", [("30 ปีที่ผ่านมา", "P30Y", None)]),
    # an uncertain number of tens
    ("เล่นว่าวมาหลายสิบปี รอเป็นสิบวัน", []),
    ("เล่นว่าวมาสิบปี", [("สิบปี", "P10Y", None)]),
    # the central budget is not the middle of the year
    ("อนุมัติงบกลางปี 65 ซื้อว่าว", [("ปี 65", "2022", None)]),
]


@pytest.mark.parametrize(("text", "rows"), FROM_READING, ids=[row[0] for row in FROM_READING])
def test_errors_found_by_reading_stay_fixed(text: str, rows: list[tuple[str, str, str | None]]) -> None:
    assert [(t.text, t.value, t.end_value) for t in search(text, REFERENCE)] == rows


def test_english_coordinated_days_are_a_list() -> None:
    found = find_one("on July 15 and August 31, 2024")
    assert (found.kind, found.values) == ("list", ["2024-07-15", "2024-08-31"])


_LEAD = "วันนี้ (25 ก.พ. 63) เวลา 08.45 น. นายสมมติ ใจดี เปิดประชุมที่กรุงเทพฯ\n"
TIMES_OF_A_DAY = [
    ("จากนั้น เวลา 15.00 น. เดินทางไปสระบุรี", "2020-02-25T15:00"),
    ("ตรวจเยี่ยมชุมชน ก่อนเดินทางกลับในเวลา 15.30 น.", "2020-02-25T15:30"),
    ("ช่วยอพยพผู้ป่วยได้ครบทุกคน\nซึ่งแล้วเสร็จเมื่อเวลา 05.20 น.", "2020-02-25T05:20"),
    ("ทั้งนี้ เวลา 9.15 น. นายสมมติตรวจแถว", "2020-02-25T09:15"),
    ("นัดประชุมอีกครั้ง 10.30 น. วันที่ 3 มีนาคม 2563", "2020-03-03T10:30"),
    ("งานมีในวันที่ 7 มีนาคม 2563 ที่สนามหลวง เวลา 18.00 น.", "2020-03-07T18:00"),
    ("เป็นเรื่องที่ต้องแก้ไขเร่งด่วน\n“โดยเมื่อเวลา 03.30 น. ตำรวจเข้าตรวจค้น", "2020-02-25T03:30"),
    ("งดเว้นชั่วโมงเร่งด่วน เมื่อเวลา 07.00 น.", "T07:00"),
    ("ศูนย์เปิดให้บริการ เวลา 10.00 น.", "T10:00"),
    ("ห้ามออกนอกเคหสถานจนถึงเวลา 04.00 น. ของวันรุ่งขึ้น", "T04:00"),
    ("สวดมนต์เวลา 06.00 น. ของทุกวัน", "T06:00"),
    ("ใบอนุญาตหมดอายุวันที่ 2 ธันวาคม 2563 " + "ข้อความที่คั่นอยู่ " * 8 + "เกิดเหตุเวลา 18.30 น.", "T18:30"),
]


@pytest.mark.parametrize(("body", "value"), TIMES_OF_A_DAY, ids=[row[0][:30] for row in TIMES_OF_A_DAY])
def test_the_day_of_a_clock_time(body: str, value: str) -> None:
    assert [t.value for t in search(_LEAD + body, REFERENCE) if t.kind == "time"] == [value]


def test_the_same_month_is_the_month_named_last_without_a_day():
    assert [one.value for one in search("เริ่มในเดือนมกราคม 2560 และเปิดศูนย์ในเดือนเดียวกัน")] == ["2017-01", "2017-01"]
