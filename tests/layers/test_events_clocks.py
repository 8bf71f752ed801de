"""Events: whose clock a time is by, the UTC offset of the place, and what they say of the country."""

import pytest
from test_events_slots import context

from newsextract.layers.events import countries, venues, when, where, zones
from newsextract.records import Place


@pytest.mark.parametrize(
    ("country", "words", "day", "offset"),
    [
        ("FR", "", "2024-07-01", "+02:00"),
        ("FR", "", "2024-01-01", "+01:00"),
        ("FR", "", "2024-03-31", "+02:00"),
        ("FR", "", "2024-10-27", "+01:00"),
        ("US", "ณ นครนิวยอร์ก", "2024-07-01", "-04:00"),
        ("US", "in San Francisco", "2024-01-01", "-08:00"),
        ("US", "", "2024-07-01", None),
        ("AU", "Sydney", "2024-01-01", "+11:00"),
        ("AU", "Sydney", "2024-07-01", "+10:00"),
        ("AR", "", "2024-07-01", "-03:00"),
        ("TR", "", "2024-01-15", "+03:00"),
        ("TR", "", "2015-01-15", "+02:00"),
        ("IN", "", "2024-07-01", "+05:30"),
        ("IL", "", "2024-07-01", "+03:00"),
        ("ZZ", "", "2024-07-01", None),
        ("FR", "", "2024", None),
        ("FR", "", "1890-05-01", None),
    ],
)
def test_the_offset_follows_country_city_and_season(country, words, day, offset):
    assert zones.offset_of(country, words, day) == offset


def local(text, place):
    seen = context(text)
    return when.with_local_offset(seen, when.read(seen, seen.dated[0]), place)


def test_an_hour_abroad_has_the_offset_of_the_place():
    found, warnings = local("ข่าว\nวันที่ 5 พฤษภาคม 2565 เวลา 09.00 น. (ตามเวลาท้องถิ่น) ประชุม", Place(venue="กรุงปารีส", country="FR"))
    assert (found.start, warnings) == ("2022-05-05T09:00+02:00", [])


def test_an_hour_abroad_whose_offset_is_not_known_has_none_and_a_warning():
    found, warnings = local("ข่าว\nวันที่ 5 พฤษภาคม 2565 เวลา 09.00 น. (ตามเวลาท้องถิ่น) ประชุม", Place(venue="เมืองสมมุติ", country="US"))
    assert found.start == "2022-05-05T09:00"
    assert [w.code for w in warnings] == ["local_time_unknown"]


@pytest.mark.parametrize(("behind", "country"), [("", "TH"), ("(ตามเวลาประเทศไทย)", "FR")])
def test_thai_time_keeps_the_thai_offset(behind, country):
    found, warnings = local(f"ข่าว\nวันที่ 5 พฤษภาคม 2565 เวลา 09.00 น. {behind} ประชุม", Place(country=country))
    assert (found.start, warnings) == ("2022-05-05T09:00+07:00", [])


def test_a_stated_time_difference_outweighs_the_table():
    found, _ = local("ข่าว\nวันที่ 5 พฤษภาคม 2565 เวลา 09.00 น. (ช้ากว่าไทย 6 ชั่วโมง) ประชุม", Place(country="FR"))
    assert found.start == "2022-05-05T09:00+01:00"


def test_the_bracket_that_names_the_clock_is_no_venue():
    text = "Talks\nJanuary 22, 2025, at 1015hrs (Oakvale local time), Oakvale, Swiss Federation, Mr. Anan Sample met the mayor."
    seen = context(text, ("Oakvale", "LOCATION"), ("Swiss Federation", "LOCATION"), published="2025-01-23", language="en")
    assert text.index("Oakvale") not in [start for start, _ in venues.starts(seen)]
    bare = context(
        text.replace("Oakvale, Swiss Federation, ", ""), ("Oakvale", "LOCATION"), published="2025-01-23", language="en"
    )
    assert text.index("Oakvale") in [start for start, _ in venues.starts(bare)]


@pytest.mark.parametrize(
    ("clock", "start"),
    [
        ("เวลา 04.30 น. (หรือวันที่ 4 พฤษภาคม เวลา 17.30 น. เวลาท้องถิ่น นครนิวยอร์ก)", "2022-05-05T04:30+07:00"),
        ("เวลา 04.30 น. (เวลา 17.30 น. ตามเวลาท้องถิ่นนครนิวยอร์ก)", "2022-05-05T04:30+07:00"),
        ("เวลา 16.30 น. (ตามเวลาท้องถิ่นนครนิวยอร์ก ตรงกับเวลาประเทศไทย เวลา 03.30 น.)", "2022-05-05T16:30-04:00"),
        ("เวลา 16.30 น. (ตรงกับเวลา 03.30 น. ตามเวลาประเทศไทย)", "2022-05-05T16:30-04:00"),
        ("เวลา 16.30 น. (ตามเวลาท้องถิ่นนครนิวยอร์ก ซึ่งช้ากว่าไทย 11.00 ชั่วโมง)", "2022-05-05T16:30-04:00"),
        ("เวลา 16.30 น. (ซึ่งช้ากว่าเวลาประเทศไทย 11 ชั่วโมง ตามเวลาท้องถิ่นนครนิวยอร์ก)", "2022-05-05T16:30-04:00"),
    ],
)
def test_a_bracket_with_the_hour_by_the_other_clock_tells_whose_clock_the_time_is_by(clock, start):
    seen = context(f"ข่าว\nวันที่ 5 พฤษภาคม 2565 {clock} ประชุม")
    found, _ = when.with_local_offset(seen, when.read(seen, seen.dated[0]), Place(venue="นครนิวยอร์ก", country="US"))
    assert found.start == start


@pytest.mark.parametrize(
    ("clock", "country"),
    [
        ("(ตามเวลาท้องถิ่นกรุงพนมเปญ ซึ่งเท่ากับกรุงเทพฯ)", "KH"),
        ("(เวลาท้องถิ่นเขตปกครองพิเศษฮ่องกง)", "HK"),
        ("(เวลาท้องถิ่นสาธารณรัฐประชาชนจีน ซึ่งเร็วกว่าเวลาประเทศไทย 1 ชั่วโมง)", "CN"),
        ("(ตามเวลาท้องถิ่นนครนิวยอร์ก ตรงกับเวลาประเทศไทย เวลา 20.00 น.)", "US"),
        ("(เวลา 23.00 น. ตามเวลาท้องถิ่นนครนิวยอร์ก)", None),
        ("(ตามเวลาท้องถิ่น) หารือเรื่องกรุงพนมเปญ", None),
        ("", None),
    ],
)
def test_a_place_whose_clock_the_time_is_by_is_the_events_country(clock, country):
    seen = context(f"ข่าว\nวันที่ 5 พฤษภาคม 2565 เวลา 09.00 น. {clock} ที่กระทรวงการว่าว จังหวัดเลย เปิดการประชุมว่าว")
    time = when.read(seen, seen.dated[0]).mentions
    assert (countries.of_clock(seen, time) or [None])[0] == country
    place = where.where(seen, "meeting", time).place
    assert country is None or (place.country, place.iso_3166_2) == (country, None)


def test_the_clock_may_be_named_in_english():
    text = "Talks\nOctober 11, 2023, at 1530hrs (Malaysia local time), at Government House of the neighbour, Mr. Anan Sample met the mayor."
    seen = context(text, published="2023-10-11", language="en")
    place = where.where(seen, "talks", when.read(seen, seen.dated[0]).mentions).place
    assert (place.country, place.iso_3166_2) == ("MY", None)


def test_the_other_clock_may_name_its_place_alone():
    text = "Talks\nSeptember 25, 2021, at 0400hrs (1700hrs in New York, USA), the mayor spoke."
    seen = context(text, published="2021-09-25", language="en")
    found, _ = when.with_local_offset(seen, when.read(seen, seen.dated[0]), Place(venue="New York", country="US"))
    assert found.start == "2021-09-25T04:00+07:00"
