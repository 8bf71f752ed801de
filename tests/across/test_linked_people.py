"""Which mentions are the same person; all people are invented."""

import pytest

from newsextract.across import persons
from newsextract.across.decisions import Decisions
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


OFFICE, CHINA, TOKYO = (
    "Permanent Secretary of the Ministry of Labour",
    "นายกรัฐมนตรีสาธารณรัฐประชาชนจีน",
    "เอกอัครราชทูตญี่ปุ่นประจำประเทศไทย",
)
SAILOM, PREMIER = person("สายลม ว่าวไกล", KITE), [person("หลี่ เค่อว่าวเฉียง", CHINA)] * 4
MAN, WOMAN = (person("ใบไม้ ปลิวลม", title=title) for title in ("นาย", "นางสาว"))
#: a French name that does not sound as it is spelt
RENARD = person("ฟรองซัว โบดูว์"), person(None, en="François Baudoux")


@pytest.mark.parametrize(
    ("people", "count"),
    [
        pytest.param([SAILOM, SAILOM, person("สายลม ว่าวไกร", KITE)], 1, id="a slip in one office"),
        pytest.param([SAILOM, SAILOM, person("สายลม ว่าาวไกล", KITE)], 1, id="a doubled vowel"),
        pytest.param([SAILOM, SAILOM, person("สายลมณ์ ว่าวไกล", KITE)], 1, id="a silent letter"),
        pytest.param([SAILOM, person("สายสม ว่าวไกล", "อธิบดีกรมประมง")], 2, id="a letter off in another office"),
        pytest.param([SAILOM, person("สมลักษณ์ บ้านสวน", KITE)], 2, id="successors in one office"),
        pytest.param([SAILOM, person(None, OFFICE, en="Prapha Khetkan", title="Mr.")], 2, id="another sound in one office"),
        pytest.param([*PREMIER, *[person("หลี่ ว่าวเฉียง", CHINA)] * 4], 2, id="a successor with nearly the same name"),
        pytest.param([*PREMIER, person("หลี่ เค่อวาวเฉียง", CHINA)], 1, id="a slip in a frequent name"),
        pytest.param([person(None, TOKYO, en=name) for name in ("KAZEMI Taro", "Taro Kazemi")], 1, id="another order of words"),
        pytest.param([MAN, WOMAN, MAN, WOMAN], 2, id="a man and a woman"),
        pytest.param([*[MAN] * 11, person("ใบไม้ ปลิวลม", title="นาง")], 1, id="one odd title is a mistake"),
        pytest.param([SAILOM, person("สายลม", KITE)], 1, id="a given name in the same office"),
        pytest.param([SAILOM, person("สายลม", "อธิบดีกรมประมง")], 2, id="a given name in another office"),
        pytest.param([person("สายลม"), person("สายลม")], 2, id="a given name alone: who that is cannot be told"),
    ],
)
def test_how_many_people_have_the_names_of_successive_months(people, count):
    assert len(names(*((f"2020-{n:02}-01", one) for n, one in enumerate(people, 1)))) == count


def test_a_given_name_means_the_person_of_the_same_article():
    assert len(names(("2020-01-01", SAILOM, person("สายลม", title=None)))) == 1


def test_an_english_name_years_later_is_joined_only_by_a_gloss_of_a_long_name():
    thai, english = person("สายลม ว่าวไกล"), person(None, en="Sailom Waoklai", title="Mr.")
    assert len(names(("2010-01-01", thai), ("2020-01-01", english))) == 2
    both = person("ฮันส์ วินด์มันน์", en="The Honourable Hans WINDMANN MP")
    assert len(names(("2020-01-01", both), ("2021-01-01", person(None, en="Windmann Hans", title=None)))) == 1
    minister, official = person(None, "Foreign Minister of Japan", en="Wang Yo"), person("หวัง อ้อยโย", en="Wang Yo")
    assert len(names(("2012-01-01", minister), ("2021-01-01", official))) == 2


def test_a_thai_and_an_english_name_are_joined_by_their_office():
    english = person(None, OFFICE, en="Sailom Waoklai", title="Mr.")
    [one] = found(("2020-01-01", person("สายลม ว่าวไกล", KITE)), ("2020-01-03", english))
    assert one.name == {"th": "สายลม ว่าวไกล", "en": "Sailom Waoklai"}


def test_a_gloss_joins_names_that_sound_alike():
    both = person("ฮันส์ วินด์มันน์", en="Hans Windmann")
    [one] = found(("2020-01-01", both), ("2021-01-01", person(None, en="Hans WINDMANN", title=None)))
    assert one.name["en"] in {"Hans Windmann", "Hans WINDMANN"}
    assert len(one.records) == 2


def test_names_in_one_article_or_event_need_to_sound_less_alike():
    thai, latin = RENARD
    assert MAX_COST_DAYS < sound_of("ฟรองซัว โบดูว์", "François Baudoux") <= MAX_COST_ARTICLE
    assert len(names(("2020-01-01", thai, latin))) == 1
    days = [("2020-01-01", thai), ("2020-01-02", latin)]
    records = [glean(record(f"demo:{n}", day, *some)) for n, (day, *some) in enumerate(days, 1)]
    assert len(persons.find(mentions(records))) == 2
    assert len(persons.find(mentions(records), events=[("demo:1", "demo:2")])) == 1


def test_a_thai_name_glossed_with_one_latin_name_is_not_joined_to_another():
    assert len(names(("2020-01-01", person("ฟรองซัว โบดูว์", en="Jerome Rainier"), RENARD[1]))) == 2


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
    one = {("person", "one"): [("สายลม ว่าวไกล", "สมลักษณ์ บ้านสวน")]}
    assert len(names(*days, decided=one)) == 1
    same = [("2020-01-01", person("สายลม ว่าวไกล")), ("2020-01-02", person("สายลม ว่าวไกล"))]
    two = {("person", "two"): [("demo:1#e1", "demo:2#e1")]}
    assert len(names(*same)) == 1
    assert len(names(*same, decided=two)) == 2
    spelt = [("2020-01-01", person("สายลม ว่าวไกล", KITE)), ("2020-02-01", person("สายลม ว่าวไกร", KITE))]
    assert len(names(*spelt)) == 1
    assert len(names(*spelt, decided={("person", "two"): [("สายลม ว่าวไกล", "สายลม ว่าวไกร")]})) == 2


def test_titles_tell_the_sex():
    assert [sex_of(title) for title in ("นาง", "นางสาว", "พันตำรวจเอกหญิง", "Ms.", "นายสัตวแพทย์", "Mr.", "ดร.", None)] == [
        *["female"] * 4, "male", "male", "", "",
    ]  # fmt: skip


def test_sounds_tell_people_apart():
    assert sound_of("ใบไม้ ปลิวลม", "Baimai Plewlom") < 1.2
    assert sound_of("ใบไม้ ปลิวลม", "Plewlom Baimai") < 1.2, "the family name first"
    assert sound_of("ใบไม้ ปลิวลม", "Sailom Waoklai") > 1.6
    assert sound_of("มาร์ค ฟอร์ด", "Mark Ford") < 0.8, "foreign names are written with their silent letters"
