"""Round trips through Label Studio and INCEpTION: without edits nothing changes, and each edit becomes a correction."""

import io
import json
import random
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desk_maker import log_of
from newsextract import exports
from newsextract.annotated import corrections_of, read
from newsextract.annotated.changes import compare
from newsextract.annotated.label_studio import place
from newsextract.desk import replay
from newsextract.errors import ConfigError, InputError, ModelMissingError
from newsextract.exports.files import xml_text
from newsextract.exports.label_studio import LABELS, labelling_config, task
from newsextract.exports.regions import regions
from stuffed import JUNK, stuffed

NAME = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity"
QUICK = settings(max_examples=8, suppress_health_check=list(HealthCheck))
places = st.lists(st.tuples(st.integers(0, 10**6), st.sampled_from(JUNK)), max_size=30)


def annotated(tasks, who=1):
    """Tasks as Label Studio exports them after an annotator has submitted the predictions unchanged."""
    for one in tasks:
        result = one.pop("predictions")[0]["result"]
        one["annotations"] = [{"completed_by": who, "created_at": "2026-03-01T09:00:00Z", "result": result}]
    return tasks


def label_studio(path, records, edit=lambda _: None):
    tasks = annotated([json.loads(json.dumps(task(r))) for r in records])
    for one in tasks:
        edit(one["annotations"][0]["result"])
    path.write_text(json.dumps(tasks), encoding="utf-8")
    return read("label-studio", path)


@QUICK
@given(junk=places, number=st.integers(0, 17))
def test_label_studio_gives_back_what_it_got(tmp_path_factory, sample_records, junk, number):
    record = stuffed(sample_records[number], junk)
    (back,) = label_studio(tmp_path_factory.mktemp("ls") / "project.json", [record])
    told = [(one.layer, one.label, one.start, one.end, one.text) for one in regions(record)[0]]
    assert [(one.layer, one.label, one.start, one.end, one.text) for one in back.regions] == told
    assert compare(record, back.regions) == ([], [])


@QUICK
@given(junk=places, number=st.integers(0, 17), form=st.sampled_from(["cas", "cas-json"]))
def test_inception_gives_back_what_it_got(tmp_path_factory, sample_records, junk, number, form):
    record = stuffed(sample_records[number], junk)
    path = tmp_path_factory.mktemp("cas") / "news.zip"
    exports.export([record], form, path)
    (back,) = read(form, path)
    told = sorted((one.layer, one.label, one.start, one.end, xml_text(one.text)) for one in regions(record)[0])
    assert sorted((one.layer, one.label, one.start, one.end, one.text) for one in back.regions) == told
    assert compare(record, back.regions) == ([], [])


def test_without_edits_there_are_no_corrections(tmp_path, sample_records):
    path = tmp_path / "tasks.json"
    exports.export(sample_records, "label-studio", path)
    path.write_text(json.dumps(annotated(json.loads(path.read_bytes()))), encoding="utf-8")
    assert corrections_of(sample_records, read("label-studio", path)) == ([], [], 18)


def find(result, **wanted):
    return next(
        one
        for one in result
        if one["type"] == "labels"
        and all(one[k] == v if k != "label" else one["value"]["labels"] == [v] for k, v in wanted.items())
    )


def corrections_from(tmp_path, record, edit):
    found = corrections_of([record], label_studio(tmp_path / "p.json", [record], edit))
    lines = [json.loads(one.line()) for one in found.corrections]
    assert all((line["who"], line["when"]) == ("annotator 1", "2026-03-01T09:00:00Z") for line in lines)
    for line in lines:
        for value in ("was", "now"):
            for at in line.get(value, {}).get("words", []):
                assert record.text[at["start"] : at["end"]] == at["text"]
    stands = [{key: value for key, value in one["now"].items() if value != []} if "now" in one else None for one in lines]
    told = [(one["target"]["layer"], one["target"].get("slot"), one["action"]) for one in lines]
    return [(*what, now) for what, now in zip(told, stands, strict=True)], found.left


def test_edits_of_names(tmp_path, sample_records):
    record = sample_records[0]
    entity = next(e for e in record.entities if len(e.mentions) > 1)
    single = next(e for e in record.entities if len(e.mentions) == 1 and e.type == "LOCATION")

    def less(result):
        result.remove(find(result, id=f"{entity.id}.2"))

    def away(result):
        result.remove(find(result, id=f"{single.id}.1"))

    def retyped(result):
        find(result, id=f"{single.id}.1")["value"]["labels"] = ["FACILITY"]

    def moved(result):
        find(result, id=f"{single.id}.1")["value"]["end"] -= 1

    def drawn(result):
        at = record.text.index("ภาคเอกชน")
        value = {"start": at, "end": at + 8, "labels": ["ORGANIZATION"]}
        result.append({"id": "kx3", "from_name": "entity", "to_name": "text", "type": "labels", "value": value})

    assert corrections_from(tmp_path, record, less) == ([("entities", "words", "reject", None)], [])
    assert corrections_from(tmp_path, record, away)[0][0] == ("entities", None, "reject", None)
    assert corrections_from(tmp_path, record, retyped) == ([("entities", "type", "correct", {"value": "FACILITY"})], [])
    ((*told, now),), _ = corrections_from(tmp_path, record, moved)
    assert told == ["entities", "words", "correct"]
    assert now["words"][0]["text"] == single.mentions[0].text[:-1]
    ((*told, now),), _ = corrections_from(tmp_path, record, drawn)
    assert told == ["entities", None, "add"]
    assert (now["value"], now["words"][0]["text"]) == ("ORGANIZATION", "ภาคเอกชน")


def test_edits_of_events(tmp_path, sample_records):
    record = sample_records[0]
    main = record.events[0]

    def retyped(result):
        find(result, id="ev1")["value"]["labels"] = ["training"]

    def emptied(result):
        for one in [one for one in result if one.get("from_name") == "slot" and one["id"].startswith("ev1.attendance")]:
            result.remove(one)

    def shorter(result):
        find(result, from_name="slot", label="venue")["value"]["end"] -= 8

    def part(result):
        find(result, id="ev1.part.1")["value"]["labels"] = ["speaker"]

    def gone(result):
        result.remove(find(result, id="ev2"))

    assert corrections_from(tmp_path, record, retyped) == ([("events", "type", "correct", {"value": "training"})], [])
    assert corrections_from(tmp_path, record, emptied) == ([("events", "attendance", "reject", None)], [])
    ((*told, now),), _ = corrections_from(tmp_path, record, shorter)
    assert told == ["events", "venue", "correct"]
    assert main.place.venue.startswith(now["words"][0]["text"])
    assert corrections_from(tmp_path, record, part) == ([("participants", "part", "correct", {"value": "speaker"})], [])
    assert corrections_from(tmp_path, record, gone) == ([("events", None, "reject", None)], [])


def test_edits_of_statements(tmp_path, sample_records):
    record = sample_records[0]

    def gone(result):
        result.remove(find(result, id="s1"))

    def other(result):
        for one in result:
            if one["type"] == "relation" and one["from_id"] == "s1":
                one["to_id"] = "e2.1"

    def silent(result):
        result[:] = [one for one in result if one["type"] != "relation" or one["from_id"] != "s1"]

    assert corrections_from(tmp_path, record, gone)[0][0] == ("statements", None, "reject", None)
    ((*told, now),), _ = corrections_from(tmp_path, record, other)
    assert told == ["statements", "speaker", "correct"]
    assert now["entity"]["name"] == record.entity("e2").name.model_dump(exclude_none=True)
    assert corrections_from(tmp_path, record, silent) == ([("statements", "speaker", "reject", None)], [])


def test_edits_that_cannot_become_corrections_are_listed(tmp_path, sample_records):
    record = sample_records[0]

    def moved(result):
        find(result, id="t1")["value"]["end"] -= 1
        find(result, id="ev1")["value"]["end"] -= 1

    made, left = corrections_from(tmp_path, record, moved)
    assert made == []
    assert len(left) == 2
    assert all(record.id in line for line in left)


def test_random_edits_become_corrections_that_are_all_accounted_for(tmp_path, sample_records):
    rng = random.Random(5)

    def edit(result):
        for one in [one for one in result if one["type"] == "labels"]:
            chance = rng.random()
            if chance < 0.1:
                result.remove(one)
            elif chance < 0.2:
                one["value"]["labels"] = [rng.choice(LABELS[one["from_name"]])]
            elif chance < 0.3:
                one["value"]["start"] += one["value"]["end"] - one["value"]["start"] > 1

    found = corrections_of(sample_records, label_studio(tmp_path / "p.json", sample_records, edit))
    assert len(found.corrections) > 100
    assert found.records == 18
    corrected, account = replay(sample_records, log_of(found.corrections))
    assert len(account.account()) == len({one.id for one in found.corrections})
    assert len(account.misfits()) < len(found.corrections) / 5
    assert sum(len(one.provenance.review.paths) for one in corrected if one.provenance.review) > 50


def test_edits_in_inception(tmp_path, sample_records):
    cassis = pytest.importorskip("cassis")
    record = sample_records[0]
    exports.export([record], "cas", tmp_path / "news.zip")
    with ZipFile(tmp_path / "news.zip") as archive:
        system, document = (archive.read(name) for name in archive.namelist())
    cas = cassis.load_cas_from_xmi(io.BytesIO(document), typesystem=cassis.load_typesystem(io.BytesIO(system)))
    names = cas.select(NAME)
    gone = next(one for one in names if one.identifier == "e1")
    cas.remove(gone)
    at = record.text.index("ภาคเอกชน")
    cas.add(cas.typesystem.get_type(NAME)(begin=at, end=at + 8, value="ORGANIZATION"))
    inner = io.BytesIO()
    with ZipFile(inner, "w") as archive:
        archive.writestr("nida.xmi", cas.to_xmi())
        archive.writestr("TypeSystem.xml", system)
    with ZipFile(tmp_path / "project.zip", "w") as archive:
        archive.writestr("exportedproject1.json", "{}")
        archive.writestr("source/thaigov-9000001.xmi", "<old/>")
        archive.writestr("annotation/thaigov-9000001.xmi/nida.zip", inner.getvalue())
    found = corrections_of(sample_records, read("cas", tmp_path / "project.zip"))
    lines = [json.loads(one.line()) for one in found.corrections]
    assert [(one["who"], one["target"]["layer"], one["action"]) for one in lines] == [
        ("nida", "entities", "reject"),
        ("nida", "entities", "add"),
    ]
    assert not found.left


def test_utf_16_offsets_of_older_label_studios_are_converted():
    text = "😀 กรุงเทพฯ 😀"
    assert place(text, 3, 11, "กรุงเทพฯ", "x") == (2, 10)
    assert place(text, 2, 10, "กรุงเทพฯ", "x") == place(text, 2, 10, None, "x") == (2, 10)
    with pytest.raises(InputError, match="x: the region 90 to 99 is not in the text"):
        place(text, 90, 99, None, "x")


def test_a_record_with_another_text_is_not_corrected(tmp_path, sample_records):
    work = label_studio(tmp_path / "p.json", sample_records[:2])
    other = sample_records[0].model_copy(update={"text": sample_records[0].text + " "})
    found = corrections_of([other], work)
    assert (found.corrections, found.records) == ([], 0)
    assert "its text is not the record's" in found.left[0]
    assert "there is no such record" in found.left[1]


@pytest.mark.parametrize("content", ["", "{", "[1]", '[{"data": {}}, 2]', '[{"data": {"text": "a"}, "annotations": [{}]}]'])
def test_a_file_that_is_not_an_export_of_label_studio_is_named(tmp_path, content):
    path = tmp_path / "x.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=r"x\.json.*export the project from Label Studio as JSON"):
        read("label-studio", path)


@pytest.mark.parametrize("name", ["a.zip", "a.xmi", "a.json", "a.txt"])
def test_a_file_that_is_not_a_cas_is_named(tmp_path, name):
    (tmp_path / name).write_text("<no/>", encoding="utf-8")
    with pytest.raises(InputError, match="export documents from INCEpTION"):
        read("cas", tmp_path / name)


def test_only_some_formats_can_be_imported():
    with pytest.raises(ConfigError, match="give one of label-studio, cas, cas-json"):
        read("tei", Path("x"))


def test_the_labelling_interface_names_every_label():
    from lxml import etree

    view = etree.fromstring(labelling_config())
    assert {e.get("name"): [label.get("value") for label in e] for e in view.iter("Labels")} == {
        k: list(v) for k, v in LABELS.items()
    }


def test_a_missing_library_is_named(monkeypatch, tmp_path, sample_records):
    import sys

    from newsextract.exports import cas

    monkeypatch.setitem(sys.modules, "cassis", None)
    cas.type_system.cache_clear()
    with pytest.raises(ModelMissingError, match="dkpro-cassis"):
        exports.export(sample_records[:1], "cas", tmp_path / "x.zip")
