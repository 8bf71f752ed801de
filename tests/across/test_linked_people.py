"""Which mentions are the same person; all people are invented."""

from __future__ import annotations

import pytest

from newsextract.across import persons
from newsextract.across.decisions import Decision, Decisions
from newsextract.across.harvest import glean
from newsextract.across.nodes import mentions, sex_of
from newsextract.across.sounding import MAX_COST_ARTICLE, MAX_COST_DAYS, sound_of
from tests.across.linked_records import person, record

KITE = "ปลัดกระทรวงแรงงาน"


def found(*days, decided=()):
    """The people found in one record per tuple of a day and its entities."""
    records = [record(f"demo:{n}", day, *some) for n, (day, *some) in enumerate(days, 1)]
    return persons.find(mentions([glean(one) for one in records]), Decisions(decided))


def names(*days, decided=()):
    return [sorted(one.forms) for one in found(*days, decided=decided)]


def test_titles_and_ranks_are_not_part_of_a_name():
    days = [
        ("2020-01-01", person("สายลม ว่าวไกล", title="พันเอก")),
        ("2021-01-01", person("พลตรี สายลม ว่าวไกล", title=None)),
        ("2022-01-01", person("สายลม  ว่าวไกล", title="พล.อ.")),
    ]
    [one] = found(*days)
    assert one.forms == ["สายลม ว่าวไกล"]
    assert one.records == ["demo:1", "demo:2", "demo:3"]
    assert one.id == "demo:1#e1"


@pytest.mark.parametrize("slip", ["สายลม ว่าวไกร", "สายลม ว่าาวไกล", "สายลมณ์ ว่าวไกล"])
def test_a_misspelt_name_in_the_same_office_is_the_same_person(slip):
    right = person("สายลม ว่าวไกล", KITE)
    assert len(names(("2020-01-01", right), ("2020-02-01", right), ("2020-03-01", person(slip, KITE)))) == 1


def test_a_name_one_letter_off_in_another_office_is_another_person():
    apart = ("2020-01-01", person("สายลม ว่าวไกล", KITE)), ("2020-02-01", person("สายสม ว่าวไกล", "อธิบดีกรมประมง"))
    assert len(names(*apart)) == 2


def test_successors_in_one_office_stay_two_people():
    days = [("2020-01-01", person("สายลม ว่าวไกล", KITE)), ("2020-10-01", person("สมลักษณ์ บ้านสวน", KITE))]
    assert len(names(*days)) == 2


def test_a_thai_and_an_english_name_are_joined_by_their_office():
    english = person(None, "Permanent Secretary of the Ministry of Labour", en="Sailom Waoklai", title="Mr.")
    [one] = found(("2020-01-01", person("สายลม ว่าวไกล", KITE)), ("2020-01-03", english))
    assert one.name == {"th": "สายลม ว่าวไกล", "en": "Sailom Waoklai"}


def test_an_english_name_that_sounds_different_stays_apart_in_the_same_office():
    english = person(None, "Permanent Secretary of the Ministry of Labour", en="Prapha Khetkan", title="Mr.")
    assert len(names(("2020-01-01", person("สายลม ว่าวไกล", KITE)), ("2020-01-03", english))) == 2


def test_an_english_name_years_later_is_not_joined():
    english = person(None, en="Sailom Waoklai", title="Mr.")
    assert len(names(("2010-01-01", person("สายลม ว่าวไกล")), ("2020-01-03", english))) == 2


def test_a_gloss_joins_names_that_sound_alike():
    both = person("ฮันส์ วินด์มันน์", en="Hans Windmann")
    [one] = found(("2020-01-01", both), ("2021-01-01", person(None, en="Hans WINDMANN", title=None)))
    assert one.name["en"] in {"Hans Windmann", "Hans WINDMANN"}
    assert len(one.records) == 2


def test_a_gloss_joins_whatever_the_titles_and_order_of_its_latin_name():
    both = person("ฮันส์ วินด์มันน์", en="The Honourable Hans WINDMANN MP")
    english = person(None, en="Windmann Hans", title=None)
    assert len(names(("2020-01-01", both), ("2021-01-01", english))) == 1


def test_a_short_name_glossed_years_later_is_another_person():
    minister, official = person(None, "Foreign Minister of Japan", en="Wang Yo"), person("หวัง อ้อยโย", en="Wang Yo")
    assert len(names(("2012-01-01", minister), ("2021-01-01", official))) == 2


#: a French name that does not sound as it is spelt
RENARD = person("ฟรองซัว โบดูว์"), person(None, en="François Baudoux")


def test_names_in_one_article_or_event_need_to_sound_less_alike():
    thai, latin = RENARD
    assert MAX_COST_DAYS < sound_of("ฟรองซัว โบดูว์", "François Baudoux") <= MAX_COST_ARTICLE
    assert len(names(("2020-01-01", thai, latin))) == 1
    days = [("2020-01-01", thai), ("2020-01-02", latin)]
    records = [glean(record(f"demo:{n}", day, *some)) for n, (day, *some) in enumerate(days, 1)]
    assert len(persons.find(mentions(records))) == 2
    assert len(persons.find(mentions(records), events=[("demo:1", "demo:2")])) == 1


def test_a_thai_name_glossed_with_one_latin_name_is_not_joined_to_another():
    thai, latin = person("ฟรองซัว โบดูว์", en="Jerome Rainier"), RENARD[1]
    assert len(names(("2020-01-01", thai, latin))) == 2


def test_a_successor_with_nearly_the_same_name_is_another_person():
    office = "นายกรัฐมนตรีสาธารณรัฐประชาชนจีน"
    days = [(f"2021-0{n}-01", person("หลี่ เค่อว่าวเฉียง", office)) for n in range(1, 5)]
    assert len(names(*days, *((f"2022-0{n}-01", person("หลี่ ว่าวเฉียง", office)) for n in range(1, 5)))) == 2
    assert len(names(*days, ("2021-02-02", person("หลี่ เค่อวาวเฉียง", office)))) == 1


def test_a_name_with_its_words_in_another_order_is_the_same_person():
    role = "เอกอัครราชทูตญี่ปุ่นประจำประเทศไทย"
    days = [("2020-01-01", person(None, role, en="KAZEMI Taro")), ("2020-05-01", person(None, role, en="Taro Kazemi"))]
    assert len(names(*days)) == 1


def test_a_man_and_a_woman_with_one_name_are_two_people():
    man, woman = (person("ใบไม้ ปลิวลม", title=title) for title in ("นาย", "นางสาว"))
    assert len(names(("2020-01-01", man), ("2020-01-02", woman), ("2020-01-03", man), ("2020-01-04", woman))) == 2


def test_one_odd_title_is_a_mistake():
    days = [(f"2020-01-{n:02}", person("ใบไม้ ปลิวลม")) for n in range(1, 12)]
    assert len(names(*days, ("2020-02-01", person("ใบไม้ ปลิวลม", title="นาง")))) == 1


def test_a_given_name_alone_means_the_person_of_the_same_article_or_office():
    full = person("สายลม ว่าวไกล", KITE)
    assert len(names(("2020-01-01", full, person("สายลม", title=None)))) == 1
    assert len(names(("2020-01-01", full), ("2020-02-01", person("สายลม", KITE)))) == 1
    assert len(names(("2020-01-01", full), ("2020-02-01", person("สายลม", "อธิบดีกรมประมง")))) == 2
    assert len(names(("2020-01-01", person("สายลม")), ("2020-02-01", person("สายลม")))) == 2, "who that is cannot be told"


def test_royal_names_come_from_the_data():
    days = [
        ("2020-01-01", person("พระปรมินทรมหาภูมิพลอดุลยเดช บรมนาถบพิตร", title="พระบาทสมเด็จ")),
        ("2020-01-02", person("ภูมิพลอดุลยเดช", title=None)),
        ("2020-01-03", person(None, en="King Bhumibol Adulyadej", title=None)),
    ]
    [one] = found(*days)
    assert one.name["en"] == "King Bhumibol Adulyadej"


def test_a_users_decision_wins():
    days = [("2020-01-01", person("สายลม ว่าวไกล", KITE)), ("2020-10-01", person("สมลักษณ์ บ้านสวน", KITE))]
    one = Decision("person", "สายลม ว่าวไกล", "สมลักษณ์ บ้านสวน", "one")
    assert len(names(*days, decided=[one])) == 1
    same = [("2020-01-01", person("สายลม ว่าวไกล")), ("2020-01-02", person("สายลม ว่าวไกล"))]
    two = Decision("person", "demo:1#e1", "demo:2#e1", "two")
    assert len(names(*same)) == 1
    assert len(names(*same, decided=[two])) == 2
    spelt = [("2020-01-01", person("สายลม ว่าวไกล", KITE)), ("2020-02-01", person("สายลม ว่าวไกร", KITE))]
    assert len(names(*spelt)) == 1
    assert len(names(*spelt, decided=[Decision("person", "สายลม ว่าวไกล", "สายลม ว่าวไกร", "two")])) == 2


def test_titles_tell_the_sex():
    assert [sex_of(title) for title in ("นาง", "นางสาว", "พันตำรวจเอกหญิง", "Ms.", "นายสัตวแพทย์", "Mr.", "ดร.", None)] == [
        *["female"] * 4, "male", "male", "", "",
    ]  # fmt: skip


def test_sounds_tell_people_apart():
    assert sound_of("ใบไม้ ปลิวลม", "Baimai Plewlom") < 1.2
    assert sound_of("ใบไม้ ปลิวลม", "Plewlom Baimai") < 1.2, "the family name first"
    assert sound_of("ใบไม้ ปลิวลม", "Sailom Waoklai") > 1.6
    assert sound_of("มาร์ค ฟอร์ด", "Mark Ford") < 0.8, "foreign names are written with their silent letters"
