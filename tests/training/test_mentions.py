"""Names in annotated articles, as training data of the names layer. People and organisations are invented."""

from __future__ import annotations

from newsextract.layers.drafts import Entity
from newsextract.layers.findings import Findings
from newsextract.page import Article
from training.mentions import mentions
from training.readings import Reading


def names(text: str, things: list[dict[str, object]], *marked: tuple[str, str]) -> list[tuple[str, str]]:
    marks = [
        Entity(start=text.index(name), end=text.index(name) + len(name), text=name, type=kind, name=name, id=name)  # type: ignore[arg-type]
        for name, kind in marked
    ]
    frame = {
        "id": 1,
        "things": [{"id": f"t{n}", "th": None, "en": None, "abbr": None} | thing for n, thing in enumerate(things)],
    }
    found = mentions(Reading(frame, Article.of(text), Findings(entities=marks)))
    return [(text[one.start : one.end], one.type) for one in found]


def test_a_person_is_marked_with_the_title_and_without_the_office() -> None:
    text = "รมว.สมหมาย พบ พลเอก สมหมาย ใจกว้าง ส่วนปลัดกระทรวงว่าว ไปกับ Deputy PM Sommai Jaikwang"
    person = {
        "type": "PERSON",
        "th": "สมหมาย ใจกว้าง",
        "en": "Sommai Jaikwang",
        "forms": ["รมว.สมหมาย", "พลเอก สมหมาย ใจกว้าง", "ปลัดกระทรวงว่าว", "Deputy PM Sommai Jaikwang"],
    }
    found = names(text, [person])
    assert found == [("สมหมาย", "PERSON"), ("พลเอก สมหมาย ใจกว้าง", "PERSON"), ("Sommai Jaikwang", "PERSON")]


def test_a_person_named_only_by_an_office_gives_no_name() -> None:
    person = {"type": "PERSON", "th": "เอกอัครราชทูตเมืองลม", "forms": ["เอกอัครราชทูตเมืองลม"]}
    assert names("เอกอัครราชทูตเมืองลม เข้าพบ", [person]) == []


def test_a_bare_head_noun_is_not_a_name_and_a_shortened_name_ends_before_its_mark() -> None:
    body = {"type": "ORGANIZATION", "th": "กองทุนว่าวไทย", "forms": ["กองทุนฯ", "กองทุนว่าวฯ", "กองทุนว่าวไทย", "the Fund"]}
    found = names("กองทุนว่าวไทย หรือ กองทุนว่าวฯ คือ กองทุนฯ or the Fund", [body])
    assert [name for name, _ in found] == ["กองทุนว่าวไทย", "กองทุนว่าว"]


def test_the_longest_name_counts_with_the_type_of_the_marked_entity() -> None:
    text = "ประชุมที่ ศูนย์ว่าวจังหวัดลมโชย ของ เทศบาลลมโชย"
    things: list[dict[str, object]] = [
        {"type": "LOCATION", "th": "จังหวัดลมโชย", "forms": ["จังหวัดลมโชย"]},
        {"type": "FACILITY", "th": "ศูนย์ว่าวจังหวัดลมโชย", "forms": ["ศูนย์ว่าวจังหวัดลมโชย"]},
        {"type": "LOCATION", "th": "เทศบาลลมโชย", "forms": ["เทศบาลลมโชย"]},
        {"type": "ORGANIZATION", "th": "เทศบาลลมโชย", "forms": ["เทศบาลลมโชย"]},
    ]
    found = names(text, things, ("เทศบาลลมโชย", "ORGANIZATION"))
    assert found == [("ศูนย์ว่าวจังหวัดลมโชย", "FACILITY"), ("เทศบาลลมโชย", "ORGANIZATION")]


def test_a_short_place_may_be_an_adjective() -> None:
    place = {"type": "LOCATION", "th": "ลมโชย", "forms": ["ลมโชย"]}
    assert names("ว่าว ลมโชย ลอย", [place]) == []
    assert names("ว่าว ลมโชย ลอย", [place], ("ลมโชย", "LOCATION")) == [("ลมโชย", "LOCATION")]
