"""The decision that an article reports no event: by rejecting the main event's type, or by confirming that there is none."""

import json

import pytest

from command_line import succeed
from desk_maker import correction, log_of, mention_of
from newsextract import stores
from newsextract.desk import EventRef, Replay, Target, Value, append, apply, sheet
from newsextract.desk.agreement import agreement, disagreements
from newsextract.exports import FORMATS
from newsextract.view.html import record_html
from review_store import emoji_record, plain_record

TYPE = Target(layer="events", slot="type", event=EventRef(main=True))


@pytest.fixture(scope="module")
def record():
    return emoji_record()


@pytest.fixture(scope="module")
def bare(record):
    return apply(record, [none(record)]).record


def none(record, **more):
    return correction(record, TYPE, "reject", Value(value=record.events[0].type), **more)


def confirmed(record, **more):
    return correction(record, TYPE, "confirm", **more)


def main_rows(record, *decided):
    return [row for row in sheet.rows(record, decided, "นิดา") if row.group in {"main", "gone"}]


def test_the_corrected_record_has_no_main_event_and_names_the_decision(record, bare):
    assert not any(event.main for event in bare.events)
    assert [w.code for w in bare.warnings] == ["no_event"]
    assert bare.provenance.review.paths == {"events[main].type": "reject"}
    assert len(record.events) == len(bare.events) + 1
    assert record_html(bare)


def test_rejecting_the_type_is_the_same_as_rejecting_the_whole_event(record, bare):
    whole = apply(record, [correction(record, Target(layer="events", event=EventRef(main=True)), "reject")]).record
    assert whole.model_copy(update={"provenance": None}) == bare.model_copy(update={"provenance": None})


def test_the_decision_applies_to_another_version_whatever_type_it_found(record, bare):
    other = record.model_copy(deep=True)
    other.events[0].type = "talks"
    for one in (none(record), confirmed(record)):
        assert [found.status for found in apply(other, [one]).applied] == ["applied"]
        assert [found.status for found in apply(bare, [one]).applied] == ["already so"]
    assert apply(other, [confirmed(record)]).record.events == bare.events


def test_a_withdrawn_decision_restores_the_event_and_its_earlier_corrections(record):
    start = Target(layer="events", slot="start", event=EventRef(main=True))
    before = correction(record, start, "correct", None, Value(value="2024-03-13"))
    said = none(record)
    undone = correction(record, TYPE, "withdraw", None, Value(correction=said.id))
    replay = Replay(log_of([before, said]))
    assert [next(iter(replay([record]))).events, replay.misfits()] == [[], []]
    assert next(iter(Replay(log_of([before, said, undone]))([record]))).events[0].start == "2024-03-13"
    late = apply(record, [said, before])
    assert [one.reason for one in late.not_applied] == ["the record has no main event"]


def test_only_the_type_is_left_to_decide_and_it_shows_the_decision(record, bare):
    said = none(record)
    start = correction(record, Target(layer="events", slot="start", event=EventRef(main=True)), "confirm")
    for decided in ([], [start, said], [confirmed(record)]):
        [row] = main_rows(bare, *decided)
        assert (row.key, row.value, row.needed) == (sheet.NO_EVENT, "", True)
        assert row.mine == (decided[-1] if decided else None)
        assert sheet.undecided([row]) == ([] if decided else [row])
    assert next(row.key for row in main_rows(record)) == f"events|{record.events[0].id}|type"


def test_an_added_event_shows_its_decision_beside_its_type(record, bare):
    about = mention_of(record, "ว่าวเป็นของทุกคน")
    target = Target(layer="events", event=EventRef(main=True, about=about))
    added = correction(bare, target, "add", None, Value(value="statement", words=[about]))
    found = apply(bare, [added]).record
    rows = main_rows(found, none(record), added)
    assert [row.label for row in rows if row.mine] == ["type"]
    assert (rows[0].value, rows[0].mine) == ("statement", added)
    assert [w.code for w in found.warnings] == []


def test_reviewers_who_reject_the_event_in_different_ways_agree(record):
    pytest.importorskip("krippendorff", reason="the extra `review` is not installed")
    value = Value(value="ceremony")
    whole = correction(record, Target(layer="events", event=EventRef(main=True)), "reject", value, who="c")
    decided = [none(record, who="a"), confirmed(record, who="b"), whole]
    assert [(row.slot, row.units, row.agreed) for row in agreement(decided)] == [("type", 1, 1.0), ("all", 1, 1.0)]
    rows = disagreements([decided[0], correction(record, TYPE, "confirm", value, value, who="d")])
    assert [(row[1], row[3], row[4]) for row in rows] == [("type", "a", "nothing"), ("type", "d", "ceremony")]


def test_stores_exports_links_reports_and_sheets_accept_records_without_an_event(record, tmp_path):
    records, file = [record, plain_record(2), plain_record(3)], tmp_path / "c.jsonl"
    stores.write(records, tmp_path / "r.jsonl")
    append(file, [none(one) for one in records[:2]])
    applied = ["--corrections", file]
    succeed("store", tmp_path / "r.jsonl", tmp_path / "news.duckdb", *applied)
    succeed("store", tmp_path / "r.jsonl", tmp_path / "applied.jsonl", *applied)
    succeed("link", tmp_path / "applied.jsonl", "--to", tmp_path / "links")
    succeed("report", tmp_path / "r.jsonl", "-o", tmp_path / "report.html", *applied)
    succeed("sample", tmp_path / "applied.jsonl", "--n", "3", "--by", "type,year", "-o", tmp_path / "sheet")
    linked = {one.name: one.source_kind == "a linked folder" for one in FORMATS.values()}
    for name in FORMATS:
        source = tmp_path / ("links" if linked[name] else "r.jsonl")
        succeed("export", name, source, "-o", tmp_path / f"made.{name}", *([] if linked[name] else applied))
    lines = (tmp_path / "applied.jsonl").read_text(encoding="utf-8").splitlines()
    assert [len(json.loads(line)["events"]) for line in lines] == [0, 0, 1]
    said = [json.loads(line) for line in (tmp_path / "sheet" / "values.jsonl").read_text(encoding="utf-8").splitlines()]
    assert sorted(one["kind"] for one in said if one["slot"] == "type") == ["empty", "empty", "value"]


def test_a_record_without_an_event_counts_as_reviewed_after_a_restart(record, tmp_path):
    pytest.importorskip("duckdb", reason="the extra `stores` is not installed")
    pytest.importorskip("datasette", reason="the extra `explore` is not installed")
    from newsextract.explorer import build, index_path
    from newsextract.explorer.review_book import Book

    index = index_path(tmp_path / "news.duckdb")
    without = plain_record(2).model_copy(update={"events": []})
    stores.write([record, without], tmp_path / "news.duckdb")
    build(tmp_path / "news.duckdb", index)
    file, about = tmp_path / "c.jsonl", mention_of(record, "ว่าวเป็นของทุกคน")

    def reviewed():
        return list(map(Book(index, file, "นิดา").is_done, (record.id, without.id)))

    assert reviewed() == [False, False]
    append(file, [none(record), confirmed(without)])
    assert reviewed() == [True, True]
    target = Target(layer="events", event=EventRef(main=True, about=about))
    append(file, [correction(record, target, "add", None, Value(value="statement", words=[about]))])
    assert reviewed() == [False, True]
