"""Exports of events: table, JSON-LD, iCalendar, PLOVER."""

import os
import re

import pytest

import hostile
from bare import bare_record
from full_disk import full_disk
from newsextract import exports
from newsextract.errors import ConfigError, InputError
from newsextract.records import Entity, Event, Mention, Name, Participant, Place, Role, Source, Title
from newsextract.stores import to_frame, write

TEXT = "หัวข้อ\nเนื้อ ลาว"
ROLE = Role(start=0, end=20, text="ปลัดกระทรวงตัวอย่าง")
WHO = [
    Entity(id="e1", type="PERSON", name=Name(th="สมมุติ ดีงาม"), roles=[ROLE], mentions=[]),
    Entity(id="e2", type="PERSON", name=Name(th="ตัว อย่าง"), mentions=[]),
    Entity(id="e3", type="ORGANIZATION", name=Name(th="กรมทดสอบ"), mentions=[]),
    Entity(id="e4", type="ORGANIZATION", name=Name(th="กรมอื่น"), mentions=[]),
    Entity(id="e5", type="PERSON", name=Name(en="Deputy Minister"), post=True, mentions=[]),
]
LAOS = Mention(start=13, end=16, text="ลาว")
PARTS = [("e1", "chair"), ("e2", "speaker"), ("e5", "guest"), ("e3", "organiser"), ("e4", "participant")]


def event(**changed):
    given = {
        "id": "x:1#1",
        "main": True,
        "type": "meeting",
        "name": Name(th="การประชุมน้ำสะอาด", en="Clean Water Forum"),
        "start": "2024-03-05T09:30+07:00",
        "precision": "minute",
        "place": Place(venue="โรงแรมริมธารา", province="เชียงราย", iso_3166_2="TH-57", country="TH", mode="in_person"),
        "participants": [Participant(entity=key, part=part) for key, part in PARTS],
        "attendance": 320,
        "attendance_unit": "คน",
        "evidence": [Mention(start=0, end=4, text="คำ, ; \\")],
        "confidence": {"type": 0.9, "start": 0.95},
    }
    return Event(**(given | changed))


def record(*events):
    return bare_record(
        "x:1",
        TEXT,
        source=Source(url="https://example.org/1", site="x", sha256="0" * 64),
        title=Title(text="หัวข้อ </script>", th="หัวข้อ </script>"),
        published="2024-03-01",
        entities=[
            *WHO,
            Entity(id="e9", type="LOCATION", name=Name(th="ลาว"), iso="LA", mentions=[{**LAOS.model_dump(), "form": "name"}]),
        ],
        events=list(events),
    )


def test_the_flat_table_has_one_row_per_event():
    pytest.importorskip("pandas")
    one, other = to_frame([record(event(), event(id="x:1#2", main=False, participants=[]))], "flat").to_dict("records")
    assert (one["chief_actor"], one["chief_role"], one["chief_part"]) == ("สมมุติ ดีงาม", "ปลัดกระทรวงตัวอย่าง", "chair")
    assert one["actors"] == "สมมุติ ดีงาม | ตัว อย่าง | กรมทดสอบ | กรมอื่น"
    assert (one["counterparts"], one["organisations"]) == ("Deputy Minister", "กรมทดสอบ | กรมอื่น")
    assert (one["province"], one["confidence_start"], one["attendance"]) == ("เชียงราย", 0.95, 320)
    assert to_frame([record(event(participants=[]))], "flat")["actors"].isna().all()
    assert other["event_id"] == "x:1#2"


def test_json_ld_names_both_languages_and_leaves_out_what_is_empty():
    (found,) = exports.json_ld(record(event(), event(id="x:1#2", main=False, name=Name(), start="2019")))
    assert found["name"] == [
        {"@language": "th", "@value": "การประชุมน้ำสะอาด"},
        {"@language": "en", "@value": "Clean Water Forum"},
    ]
    assert found["location"]["address"] == {"@type": "PostalAddress", "addressRegion": "เชียงราย", "addressCountry": "TH"}
    assert [o["name"] for o in found["organizer"]] == ["กรมทดสอบ"]
    assert found["performer"][0] == {"@type": "Person", "name": "สมมุติ ดีงาม", "jobTitle": "ปลัดกระทรวงตัวอย่าง"}
    assert found["attendee"] == [{"@type": "Role", "name": "Deputy Minister"}]
    assert "endDate" not in found


def test_icalendar_holds_scheduled_events_only():
    calendar = exports.icalendar([record(event(), event(id="x:1#2", status="scheduled"))])
    assert calendar.count("BEGIN:VEVENT") == 1
    assert "DTSTART:20240305T023000Z\r\n" in calendar
    assert "UID:x:1#2@newsextract\r\n" in calendar
    assert "DTSTAMP:20240301T000000Z\r\n" in calendar
    assert r"DESCRIPTION:คำ\, \; \\" in calendar


def test_a_day_event_ends_on_the_day_after_its_last():
    calendar = exports.icalendar([record(event(status="scheduled", start="2024-03-30", end="2024-03-31"))])
    assert "DTSTART;VALUE=DATE:20240330\r\nDTEND;VALUE=DATE:20240401\r\n" in calendar


def test_an_event_dated_to_a_month_is_not_in_the_calendar():
    assert "VEVENT" not in exports.icalendar([record(event(status="scheduled", start="2024-05"))])


def test_lines_are_folded_at_75_octets_and_unfold_to_themselves():
    calendar = exports.icalendar([record(event(status="scheduled", name=Name(th="ก" * 90)))])
    assert max(len(line.encode()) for line in calendar.split("\r\n")) <= 75
    assert "ก" * 90 in calendar.replace("\r\n ", "")


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"type": "agreement"}, ("AGREE", None)),
        ({"type": "talks"}, ("CONSULT", None)),
        ({"type": "meeting"}, None),
        ({"type": "meeting", "slots": {"countries": [LAOS]}}, ("CONSULT", "multilateral")),
        ({"type": "visit", "place": Place(country="JP")}, ("CONSULT", "visit")),
        ({"type": "ceremony", "slots": {"countries": [LAOS]}}, None),
    ],
)
def test_plover(changed, code):
    (found,) = record(event(**changed)).events
    assert exports.plover(found) == code


@pytest.mark.parametrize("evil", hostile.STRINGS)
def test_hostile_values_add_no_line_to_a_calendar(sample_records, evil):
    record = next(r for r in sample_records if exports.icalendar([r]).count("BEGIN:VEVENT"))
    lines = exports.icalendar([record]).replace("\r\n ", "").splitlines()
    kept = {e.id: (e.start, e.end) for e in record.events}
    bad = hostile.record_of(record, evil)
    for event, (start, end) in zip(bad.events, kept.values(), strict=False):
        event.start, event.end = start, end
    written = exports.icalendar([bad]).replace("\r\n ", "").splitlines()
    names = [re.split("[:;]", line)[0] for line in written]
    assert set(names) <= {re.split("[:;]", line)[0] for line in lines} | {"LOCATION", "URL", "DESCRIPTION", "DTEND"}
    assert names.count("BEGIN") == names.count("END")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no limit to the size of files")
@pytest.mark.parametrize("form", [name for name, one in exports.FORMATS.items() if one.source_kind == "records"])
def test_a_full_disk_is_one_message_and_leaves_the_old_file(form, sample_records, tmp_path):
    path = tmp_path / "news.out"
    path.write_text("old", encoding="utf-8")
    with full_disk(), pytest.raises(InputError, match=r"cannot be written .* on a disk with room"):
        exports.export(sample_records, form, path)
    assert [(one.name, one.read_bytes()) for one in tmp_path.iterdir()] == [("news.out", b"old")]


@pytest.mark.parametrize(("source", "name"), [("out/", "tei"), ([], "popolo")])
def test_the_wrong_kind_of_source_is_named(source, name, tmp_path):
    with pytest.raises(InputError, match=f"{name} is made of"):
        exports.export(source, name, tmp_path / "made")


def test_an_unknown_form_of_store_is_named(tmp_path):
    with pytest.raises(ConfigError, match="there is no form 'feather'; give one of jsonl, parquet, duckdb, csv"):
        write([], tmp_path / "made", "feather")
