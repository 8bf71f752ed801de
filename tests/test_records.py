import json

import jsonschema
import pytest
from pydantic import ValidationError

import newsextract as nx
from newsextract.errors import InputError
from newsextract.records import Entity, Event, Mention, Record
from newsextract.schema import json_schema

KEYS = [
    "schema_version", "id", "source", "language", "title", "published", "published_from", "text", "entities", "times", "terms",
    "statements", "events", "warnings", "provenance",
]  # fmt: skip


@pytest.fixture(scope="module")
def validator():
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def test_the_sample_records_are_valid_and_keep_the_contracts_key_order(sample_records, validator):
    for record in sample_records:
        row = json.loads(record.to_json())
        assert list(row) == KEYS
        validator.validate(row)


def test_the_schema_refuses_an_invalid_record(sample_records, validator):
    row = json.loads(sample_records[0].to_json())
    for broken in (
        {**row, "colour": "red"},
        {k: v for k, v in row.items() if k != "text"},
        {**row, "language": "fr"},
        {**row, "events": [{"type": "party"}]},
    ):
        assert not validator.is_valid(broken)


def test_every_span_of_every_layer_quotes_the_text(sample_records):
    for record in sample_records:
        spans = list(record.spans())
        assert len(spans) > 10
        assert [s for s in spans if record.text[s.start : s.end] != s.text or not s.text] == []


def test_spans_include_those_of_people_and_events(sample_records):
    record = next(r for r in sample_records if r.people and r.events)
    spans = list(record.spans())
    assert record.people[0].mentions[0] in spans
    assert record.events[0].evidence[0] in spans


def test_reading_names_the_line_that_is_not_a_record(sample_records, tmp_path):
    path = tmp_path / "r.jsonl"
    path.write_text(sample_records[0].to_json() + '\n{"id": 1}\n', encoding="utf-8")
    with pytest.raises(InputError, match=r"r\.jsonl:2: this is not a record.*`newsextract extract` makes records of articles"):
        list(nx.read(path))


def entity(*texts, **more):
    mentions = [{"start": 0, "end": len(text), "text": text, "form": form} for text, form in texts]
    return Entity(id="e1", mentions=mentions, **({"type": "ORGANIZATION"} | more))


@pytest.mark.parametrize(
    ("who", "label"),
    [
        (entity(("กรมตัวอย่าง", "name"), name={"th": "กรมตัวอย่าง", "en": "Sample Department"}), "กรมตัวอย่าง"),
        (entity(("Sample Department", "gloss"), name={"th": "กรมตัวอย่าง", "en": "Sample Department"}), "กรมตัวอย่าง"),
        (entity(("Sample Department", "name"), name={"th": "กรมตัวอย่าง", "en": "Sample Department"}), "Sample Department"),
        (entity(("สำนักตัวอย่าง (องค์การมหาชน)", "name"), name={"th": "สำนักตัวอย่าง", "en": "S"}), "สำนักตัวอย่าง"),
        (entity(("กต.", "abbr"), name={"th": "กรมตัวอย่าง"}, abbr="กต."), "กรมตัวอย่าง"),
        (entity(("SDX", "abbr"), name={"th": "กรมตัวอย่าง"}, name_from={"th": "gazetteer"}, abbr="SDX"), "SDX"),
        (entity(("SDX", "abbr"), name={"th": "กรมตัวอย่าง"}, name_from={"th": "article"}, abbr="SDX"), "กรมตัวอย่าง"),
        (entity(("SDX", "abbr"), ("กรมตัวอย่าง", "name"), name={"th": "กรมตัวอย่าง"}, abbr="SDX"), "กรมตัวอย่าง"),
        (entity(("ปลัด", "office"), name={}, type="PERSON"), "ปลัด"),
    ],
)
def test_a_label_is_the_name_in_the_article_s_language(who, label):
    assert who.label == label


def test_an_event_splits_its_participants_into_actors_and_counterparts(sample_records):
    event = next(e for r in sample_records for e in r.events if e.counterparts)
    assert event.actors[0] is event.participants[0]
    assert {p.part for p in event.counterparts} <= {"counterpart", "guest", "host"}
    assert {id(p) for p in (*event.actors, *event.counterparts)} == {id(p) for p in event.participants}
    with pytest.raises(LookupError, match="its record"):
        Event.model_validate(event.model_dump()).participants[0].who  # noqa: B018


def test_unknown_keys_are_errors(sample_records):
    with pytest.raises(ValidationError):
        Record.model_validate({**sample_records[0].model_dump(), "extra": 1})


def test_a_mention_quotes_its_text():
    assert Mention.of("กรุงเทพฯ", 0, 8).text == "กรุงเทพฯ"
