"""Releases of one event side by side. People, bodies and places are invented."""

from __future__ import annotations

from typing import Any

from bare import bare_record
from newsextract.across.side_by_side import Quote, side_by_side
from newsextract.records import Entity, EntityMention, Event, Name, Place, Record
from spoken import place as mention

FIRST = "กรมว่าวเปิดงานว่าว\nวันที่ 5 มีนาคม 2567 นายสมหมาย ใจกว้าง เปิดงานว่าว ณ ลานว่าวริมทะเล มีผู้เข้าชม 1,200 คน งบประมาณ 45 ล้านบาท"
SECOND = "Kite Department opens festival\nOn 6 March 2024, Mr. Sommai Chaikwang and Ms. Lom Bao opened the kite festival. 1,500 people came. The budget is 45 million baht."


def person(key: str, text: str, said: str, th: str | None, en: str | None) -> Entity:
    where = mention(text, said)
    return Entity(id=key, type="PERSON", name=Name(th=th, en=en), mentions=[EntityMention(**where.model_dump(), form="name")])


def record(
    key: str, text: str, published: str, people: list[Entity], said: str, start: str, place: Place, **slots: Any
) -> Record:
    event = Event(
        id=f"{key}#1", main=True, type="ceremony", start=start, place=place, slots={"start": [mention(text, said)], **slots}
    )
    return bare_record(key, text, published=published, entities=people, events=[event])


def first(**changed: Any) -> Record:
    people = [person("e1", FIRST, "สมหมาย ใจกว้าง", "สมหมาย ใจกว้าง", "Sommai Chaikwang")]
    venue = {"venue": [mention(FIRST, "ลานว่าวริมทะเล")]}
    given = {"start": "2024-03-05", "place": Place(venue="ลานว่าวริมทะเล", iso_3166_2="TH-92", country="TH")} | changed
    return record("x:1", FIRST, "2024-03-05", people, "วันที่ 5 มีนาคม 2567", **given, **venue)


def second(**changed: Any) -> Record:
    people = [
        person("e1", SECOND, "Sommai Chaikwang", None, "Sommai Chaikwang"),
        person("e2", SECOND, "Lom Bao", None, "Lom Bao"),
    ]
    given = {"start": "2024-03-06", "place": Place(country="TH")} | changed
    return record("x:2", SECOND, "2024-03-06", people, "On 6 March 2024", **given)


def test_a_day_that_differs_is_quoted_from_both():
    found = side_by_side([second(), first()])
    assert found.records == ["x:1", "x:2"]
    start = next(one for one in found.disagreements if one.slot == "start")
    assert (start.a, start.b) == ("2024-03-05", "2024-03-06")
    assert (start.said_a.text, start.said_b.text) == ("วันที่ 5 มีนาคม 2567", "On 6 March 2024")
    assert FIRST[start.said_a.start : start.said_a.end] == start.said_a.text


def test_equal_days_do_not_disagree_whether_the_hour_is_known_or_not():
    found = side_by_side([first(), second(start="2024-03-05T09:30+07:00")])
    assert not [one for one in found.disagreements if one.slot == "start"]
    apart = side_by_side([first(start="2024-03-05T10:00+07:00"), second(start="2024-03-05T09:30+07:00")])
    assert [one.b for one in apart.disagreements if one.slot == "start"] == ["2024-03-05T09:30+07:00"]


def test_figures_of_one_unit_are_quoted_if_they_differ():
    figures = [one for one in side_by_side([first(), second()]).disagreements if one.slot == "figure"]
    assert [(one.a, one.b, one.said_a.text, one.said_b.text) for one in figures] == [
        ("1200", "1500", "1,200 คน", "1,500 people")
    ]


def test_a_release_adds_the_people_that_no_earlier_one_names():
    one, other = side_by_side([first(), second()]).added
    assert [quote.text for quote in one.people] == ["สมหมาย ใจกว้าง"]
    assert other.people == [Quote("x:2", SECOND.index("Lom Bao"), SECOND.index("Lom Bao") + 7, "Lom Bao")]
    assert [quote.text for quote in other.figures] == ["1,500 people"]


def test_venues_in_two_provinces_disagree():
    place = Place(venue="สวนว่าว", iso_3166_2="TH-81", country="TH")
    other = first(place=place).model_copy(update={"id": "x:3"})
    [venue] = [one for one in side_by_side([first(), other]).disagreements if one.slot == "venue"]
    assert (venue.a, venue.b) == ("ลานว่าวริมทะเล", "สวนว่าว")


def test_a_single_release_has_no_disagreements():
    found = side_by_side([first()])
    assert (found.records, found.disagreements) == (["x:1"], [])
