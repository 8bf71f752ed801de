"""Offices in any wording, bodies across names and mergers, and spells in office; all people are invented."""

import random
from collections import Counter
from itertools import pairwise, product

import pytest

from newsextract.across import bodies, memberships, nodes, offices, persons, who
from newsextract.across.decisions import Decisions
from newsextract.across.harvest import glean
from tests.across.linked_records import asked, body, person, record

HEALTH = "รัฐมนตรีว่าการกระทรวงสาธารณสุข"


@pytest.mark.parametrize(
    "words",
    [HEALTH, "รมว.สธ.", "รมว. สาธารณสุข", "รมว.กระทรวงสาธารณสุข", "Minister of Public Health", "Public Health Minister",
     "Public health minister", "minister of public health", "รัฐมนตรีว่าการกระทรวงสาธารณสุขกล่าวว่า", "รักษาการรัฐมนตรีว่าการกระทรวงสาธารณสุข"],
)  # fmt: skip
def test_one_office_in_any_wording(words):
    assert {one.post for one in offices.parse(words)} == {("minister", "กระทรวงสาธารณสุข")}


@pytest.mark.parametrize(
    ("words", "labels"),
    [
        ("รอง นรม. และ รมว.กห.", ["รองนายกรัฐมนตรี", "รัฐมนตรีว่าการกระทรวงกลาโหม"]),
        ("Prime Minister and Minister of Finance", ["นายกรัฐมนตรี", "รัฐมนตรีว่าการกระทรวงการคลัง"]),
        ("Deputy prime minister and finance minister", ["รองนายกรัฐมนตรี", "รัฐมนตรีว่าการกระทรวงการคลัง"]),
        ("รองปลัดกระทรวงแรงงาน รักษาราชการแทนปลัดกระทรวงแรงงาน", ["รองปลัดกระทรวงแรงงาน", "ปลัดกระทรวงแรงงาน"]),
        ("นายกรัฐมนตรีญี่ปุ่น", ["นายกรัฐมนตรีญี่ปุ่น"]),
        ("ผู้ว่าราชการจังหวัดตรัง", ["ผู้ว่าราชการจังหวัดตรัง"]),
        ("อดีตนายกรัฐมนตรี", []),
        ("ประธานชมรมว่าว", ["ประธานชมรมว่าว"]),
        ("ช่างว่าว", ["ช่างว่าว"]),
    ],
)
def test_every_office_of_a_role_is_found(words, labels):
    assert [one.label for one in offices.parse(words)] == labels


def test_a_foreign_minister_s_office_is_not_the_thai_one():
    home = offices.parse("รัฐมนตรีว่าการกระทรวงการคลัง")[0].post
    assert all(offices.parse(f"รัฐมนตรีว่าการกระทรวงการคลัง{other}")[0].post != home for other in ("ญี่ปุ่น", "แห่งสิงคโปร์"))


def test_only_the_office_held_for_another_is_acting():
    assert [one.acting for one in offices.parse("รองปลัดกระทรวงแรงงาน รักษาราชการแทนปลัดกระทรวงแรงงาน")] == [False, True]


def test_a_bodys_thai_and_english_names_and_abbreviation_are_joined():
    every = [body("กรมการว่าว", en="Department of Kites", abbr="กวว.")] * 3
    every += [body(abbr="กวว."), body(None, en="Department of Kites")]
    [one] = bodies.find([glean(record(f"demo:{n}", "2020-01-01", one)) for n, one in enumerate(every, 1)])
    assert one.name == {"th": "กรมการว่าว", "en": "Department of Kites"}
    assert len(one.records) == 5
    assert [mention.record for mention in one.mentions if mention.glossed] == ["demo:1", "demo:2", "demo:3"]


def test_another_bodys_abbreviation_is_not_a_name_of_a_known_body():
    mixed = body("กระทรวงแรงงาน", abbr="สธ.")
    [one] = bodies.find([glean(record("demo:1", "2020-01-01", mixed)), glean(record("demo:2", "2020-01-02", body(abbr="รง.")))])
    assert one.forms == ["กระทรวงแรงงาน", "รง."]


def test_a_ministry_that_merged_names_its_successor_and_the_day():
    old, new = "กระทรวงวิทยาศาสตร์และเทคโนโลยี", "กระทรวงการอุดมศึกษา วิทยาศาสตร์ วิจัยและนวัตกรรม"
    found = bodies.find([glean(record("demo:1", "2019-01-01", body(old))), glean(record("demo:2", "2020-01-01", body(new)))])
    assert [(one.successor, one.since) for one in found] == [(found[1].id, "2019-05-02"), (None, None)]
    assert bodies.body_in_charge(old, "2019-05-01") == old
    assert bodies.body_in_charge(old, "2019-05-02") == new


def test_a_user_may_separate_or_join_bodies():
    records = [glean(record("demo:1", "2020-01-01", body("กรมการว่าว"))), glean(record("demo:2", "2020-01-01", body("กองว่าว")))]
    assert len(bodies.find(records)) == 2
    assert len(bodies.find(records, Decisions({("body", "one"): [("กรมการว่าว", "กองว่าว")]}))) == 1
    known = [glean(record("demo:1", "2020-01-01", one)) for one in (body("กระทรวงแรงงาน"), body(abbr="รง."))]
    assert len(bodies.find(known)) == 1
    assert len(bodies.find(known, Decisions({("body", "two"): [("กระทรวงแรงงาน", "รง.")]}))) == 2


def test_the_table_of_known_bodies_is_consistent():
    for one in bodies.known().values():
        assert (one.successor is None) == (one.since is None)
        assert one.successor is None or one.successor in bodies.known()


def held(*days):
    """The people and the spells found in one record per day, name and office."""
    records = [glean(record(f"demo:{n}", day, person(name, office))) for n, (day, name, office) in enumerate(days, 1)]
    people = persons.find(nodes.mentions(records))
    return people, memberships.find(people, bodies.find(records))


def spells(*days):
    """The spells as tuples, and as memberships."""
    people, found = held(*days)
    names = {one.id: one.name["th"] for one in people}
    return [(names[one.person], one.office, one.start, one.end) for one in found], found


def days(name, office, year, months):
    return [(f"{year}-{month:02}-10", name, office) for month in months]


def test_an_office_of_one_holder_changes_hands_once():
    told, _ = spells(*days("สายลม ว่าวไกล", HEALTH, 2020, range(1, 6)), *days("ใบไม้ ปลิวฟ้า", HEALTH, 2020, range(6, 12)))
    assert told == [
        ("สายลม ว่าวไกล", HEALTH, "2020-01-10", "2020-05-10"),
        ("ใบไม้ ปลิวฟ้า", HEALTH, "2020-06-10", "2020-11-10"),
    ]


def dated_evidence(day, name):
    evidence = memberships.Evidence(f"demo:{day}", 0, 1, HEALTH, None)
    return memberships.DatedEvidence(day, name, offices.parse(HEALTH)[0], evidence)


def cost(seat, holders):
    """The cost of a sequence of holders: the weights of articles that name somebody else, plus the changes."""
    seen = Counter()
    wrong = 0.0
    for one, name in zip(seat, holders, strict=True):
        seen[one.day, one.person] += 1
        wrong += (one.person != name) / seen[one.day, one.person]
    return wrong + memberships.CHANGE_COST * sum(a != b for a, b in pairwise(holders))


@pytest.mark.parametrize("seed", range(40))
def test_no_other_sequence_of_holders_costs_less(seed):
    rng = random.Random(seed)
    seat = [dated_evidence(day, rng.choice("กขค")) for day in sorted(rng.choices(range(6), k=rng.randint(1, 7)))]
    least = min(cost(seat, row) for row in product("กขค", repeat=len(seat)))
    assert cost(seat, memberships._holders(seat)) == pytest.approx(least)


def test_one_article_with_a_mistake_makes_no_spell():
    told, _ = spells(*days("สายลม ว่าวไกล", HEALTH, 2020, range(1, 9)), ("2020-04-15", "ใบไม้ ปลิวฟ้า", HEALTH))
    assert [name for name, *_ in told] == ["สายลม ว่าวไกล"]


def test_the_only_article_of_an_office_is_believed():
    told, [one] = spells(("2020-04-15", "ใบไม้ ปลิวฟ้า", "อธิบดีกรมประมง"))
    assert told == [("ใบไม้ ปลิวฟ้า", "อธิบดีกรมประมง", "2020-04-15", "2020-04-15")]
    assert [(said.record, said.start, said.text) for said in one.evidence] == [("demo:1", 10, "อธิบดีกรมประมง")]


def test_an_office_of_several_holders_has_them_side_by_side():
    office = "รองปลัดกระทรวงแรงงาน"
    told, found = spells(*days("สายลม ว่าวไกล", office, 2020, range(1, 6)), *days("ใบไม้ ปลิวฟ้า", office, 2020, range(2, 7)))
    assert len(told) == 2
    assert not any(one.overlaps for one in found)


def test_a_holder_who_returns_has_two_spells():
    told, _ = spells(
        *days("สายลม ว่าวไกล", HEALTH, 2017, range(1, 6)),
        *days("ใบไม้ ปลิวฟ้า", HEALTH, 2018, range(1, 9)),
        *days("สายลม ว่าวไกล", HEALTH, 2019, range(1, 6)),
    )
    assert [name for name, *_ in told] == ["สายลม ว่าวไกล", "ใบไม้ ปลิวฟ้า", "สายลม ว่าวไกล"]


def test_an_acting_holder_stands_beside_the_holder():
    told, found = spells(
        *days("สายลม ว่าวไกล", HEALTH, 2020, range(1, 9)), *days("ใบไม้ ปลิวฟ้า", f"รักษาการ{HEALTH}", 2020, [4, 5])
    )
    assert {(name, one.acting) for (name, *_), one in zip(told, found, strict=True)} == {
        ("สายลม ว่าวไกล", False),
        ("ใบไม้ ปลิวฟ้า", True),
    }


def test_who_held_an_office_on_a_day():
    rows = asked(*held(*days("สายลม ว่าวไกล", HEALTH, 2020, range(1, 5)), *days("ใบไม้ ปลิวฟ้า", HEALTH, 2020, range(8, 12))))
    [inside] = who.office(rows, "รมว.สธ.", "2020-02-01")
    assert (inside.name[0], inside.away) == ("สายลม ว่าวไกล", 0)
    before, after = who.office(rows, "Minister of Public Health", "2020-05-10")
    assert (before.name[0], before.away, after.name[0], after.away) == ("สายลม ว่าวไกล", 30, "ใบไม้ ปลิวฟ้า", 92)
    assert who.office(rows, HEALTH, "2010-01-01") == []
    assert [one.gap for one in who.office(rows, HEALTH)] == [0, 122]
    [one] = who.person(rows, "นายใบไม้ ปลิวฟ้า")
    assert one.office == HEALTH
    assert "ใบไม้ ปลิวฟ้า" in next(who.lines([one]))


def test_the_office_of_a_merged_body_passes_to_its_successor():
    old, new = (f"รัฐมนตรีว่าการ{name}" for name in ("กระทรวงวิทยาศาสตร์และเทคโนโลยี", "กระทรวงการอุดมศึกษา วิทยาศาสตร์ วิจัยและนวัตกรรม"))
    rows = asked(*held(*days("สายลม ว่าวไกล", old, 2018, range(1, 5)), *days("ใบไม้ ปลิวฟ้า", new, 2020, range(1, 12))))
    assert who.office(rows, old, "2018-02-01")[0].name[0] == "สายลม ว่าวไกล"
    assert who.office(rows, old, "2020-02-20")[0].name[0] == "ใบไม้ ปลิวฟ้า"
