"""From a sample through the record pages to its scores: reviewers' decisions count as judgements of the sheet's rows."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from command_line import call, succeed
from desk_maker import correction
from full_disk import full_disk
from newsextract import stores
from newsextract.desk import EntityRef, EventRef, Target, Value, append, sample, score, scores_text, slots
from newsextract.desk.corrections import EVENT_SLOTS
from newsextract.records import Mention
from review_store import emoji_record, plain_record, serving
from test_review_server import Client

pytest.importorskip("duckdb", reason="the extra `stores` is not installed")
pytest.importorskip("datasette", reason="the extra `explore` is not installed")
pytest.importorskip("krippendorff", reason="the extra `review` is not installed")

ALL_SLOTS = ("type", "start", "end", "venue", "attendance", "actor", "participants", "events", "statements")


def draw(folder: Path, records, by=ALL_SLOTS) -> None:
    sample.write(sample.draw(lambda: iter(records), n=len(records), slots=by), folder)


def values(folder: Path):
    return [json.loads(line) for line in (folder / "values.jsonl").read_text(encoding="utf-8").splitlines()]


def rows(folder: Path, *coders: Path) -> dict[str, tuple[str, int]]:
    """Each row's judgement, by the first coder who judged it."""
    from newsextract.desk.coders import by_coder

    found: dict[str, tuple[str, int]] = {}
    for own in by_coder(folder, {value["row"]: value for value in values(folder)}, coders).values():
        found = {**own, **found}
    return found


def test_an_unfinished_line_of_a_review_is_reported(tmp_path):
    draw(tmp_path / "sheet", [plain_record()], ["type"])
    kind = Target(layer="events", slot="type", event=EventRef(main=True))
    corrections = tmp_path / "sheet" / sample.CORRECTIONS
    append(corrections, [correction(plain_record(), kind, "confirm", Value(value="visit"), Value(value="visit"))])
    with corrections.open("ab") as file:
        file.write(b'{"who": "nida"')
    assert "the last line is unfinished (14 bytes), left out" in succeed("score", tmp_path / "sheet").stderr


@pytest.mark.skipif(os.name == "nt", reason="Windows has no limit to the size of files")
def test_scores_on_a_full_disk_leave_the_old_ones(tmp_path):
    draw(tmp_path / "sheet", [plain_record()], ["type"])
    kind = Target(layer="events", slot="type", event=EventRef(main=True))
    made = correction(plain_record(), kind, "confirm", Value(value="visit"), Value(value="visit"))
    append(tmp_path / "sheet" / sample.CORRECTIONS, [made])
    succeed("score", tmp_path / "sheet")
    before = {path: path.read_bytes() for path in (tmp_path / "sheet").iterdir()}
    with full_disk():
        assert "the scores cannot be written" in str(call("score", tmp_path / "sheet").exception)
    assert before == {path: path.read_bytes() for path in (tmp_path / "sheet").iterdir()}


def test_two_reviewers_judge_a_sample_on_its_pages(tmp_path):
    folder = tmp_path / "sheet"
    source = tmp_path / "r.jsonl"
    stores.write([plain_record(2), plain_record(3), plain_record(4)], source)
    done = succeed("sample", source, "--n", "3", "--slots", "type,venue,attendance", "-o", folder, COLUMNS="200")
    assert f"the record pages: newsextract review {folder}" in done.output
    pages = [line.split(",")[1] for line in (folder / "pages.csv").read_text(encoding="utf-8-sig").splitlines()[1:]]
    assert sorted(pages) == ["review/kite:2", "review/kite:3", "review/kite:4"]

    record = plain_record(2)
    event = record.events[0].id
    start = record.text.index("โรงแรม")
    wider = {"start": start, "end": start + 14, "text": record.text[start : start + 14]}
    with serving(folder, "--who", "นิดา", "--blind") as (address, _):
        nida = Client(address)
        for page in pages:
            if page.endswith(":2"):
                assert nida.decide(f"/{page}", {"action": "correct", "row": f"events|{event}|venue"} | wider)[0] == 200
                assert nida.decide(f"/{page}", {"action": "reject", "row": f"events|{event}|attendance"})[0] == 200
            assert nida.decide(f"/{page}", {"action": "confirm-rest", "row": ""})[0] == 200
    with serving(folder, "--who", "สมใจ", "--blind") as (address, _):
        assert Client(address).decide(f"/{pages[0]}", {"action": "confirm-rest", "row": ""})[0] == 200

    done = succeed("score", folder, "--json", COLUMNS="200")
    found = json.loads((folder / "score.json").read_text(encoding="utf-8"))
    by_slot = {one["slot"]: one for one in found["slots"]}
    assert found["judged"] == found["rows"] == 9
    assert found["coders"] == {"นิดา": 9, "สมใจ": 0}
    assert by_slot["type"]["precision"]["value"] == 1.0
    assert by_slot["venue"]["precision"]["value"] == pytest.approx(2 / 3)
    assert (by_slot["venue"]["recall"]["right"], by_slot["venue"]["recall"]["judged"]) == (2, 3)  # another venue is right
    assert by_slot["attendance"]["precision"]["value"] == pytest.approx(2 / 3)
    assert (by_slot["attendance"]["recall"]["right"], by_slot["attendance"]["recall"]["judged"]) == (2, 2)  # none is right
    assert found["agreement"][-1]["units"] == 3
    assert "Two coders judged 9 of 9" in found["methods"]


@pytest.fixture(scope="module")
def record():
    return emoji_record()


@pytest.fixture
def folder(record, tmp_path):
    draw(tmp_path / "sheet", [record])
    return tmp_path / "sheet"


def log_of(folder: Path, *decisions) -> Path:
    path = folder / "records.corrections.jsonl"
    append(path, list(decisions))
    return path


def of_slot(record, slot, action, now=None):
    event = record.events[0]
    was = slots.current(event, slot)
    target = Target(layer="events", slot=slot, event=EventRef.of(event))
    return correction(record, target, action, was, was if action == "confirm" else now)


def of_part(record, number, action, now=None, slot=None):
    event = record.events[0]
    entity = record.entity(event.participants[number].entity)
    target = Target(layer="participants", slot=slot, event=EventRef.of(event), entity=EntityRef.of(entity))
    return correction(record, target, action, Value(value=event.participants[number].part), now)


def test_decisions_become_judgements_of_rows(record, folder):
    event = record.events[0]
    hour = Value(value=f"{event.start[:10]}T10:30")
    log_of(
        folder,
        of_slot(record, "type", "confirm"),
        of_slot(record, "start", "correct", hour),
        of_slot(record, "venue", "reject"),
        of_slot(record, "attendance", "correct", Value(value=7)),
        of_slot(record, "end", "add", Value(value="2024-03-13")),
    )
    found = rows(folder)
    assert found["r001-type"] == ("right", 0)
    assert found["r001-start"] == ("wrong", 0)  # the hour was wrong
    assert found["r001-venue"] == ("none", 0)
    assert found["r001-attendance"] == ("wrong", 0)
    assert found["r001-end"] == ("missed", 1)
    assert "r001-participants-missed" not in found  # not every value of the main event is decided


def test_a_finer_time_leaves_the_day_right_and_the_last_decision_counts(record, tmp_path):
    coarse = record.model_copy(deep=True)
    coarse.events[0].start = coarse.events[0].start[:10]
    draw(tmp_path, [coarse])
    log_of(
        tmp_path,
        of_slot(coarse, "start", "correct", Value(value="2024-03-12T09:30+07:00")),
        of_slot(coarse, "attendance", "correct", Value(value=7)),
        of_slot(coarse, "attendance", "correct", slots.current(coarse.events[0], "attendance")),
    )
    found = rows(tmp_path)
    assert (found["r001-start"], found["r001-attendance"]) == (("right", 0), ("right", 0))


def test_participants_and_the_main_actor(record, folder):
    event = record.events[0]
    assert event.participants
    known = {one.entity for one in event.participants}
    lacking = next(e for e in record.entities if e.id not in known)
    target = Target(layer="participants", event=EventRef.of(event), entity=EntityRef.of(lacking))
    new = correction(record, target, "add", None, Value(value="host"))
    log_of(
        folder,
        of_part(record, 0, "correct", Value(value="agent" if event.participants[0].part != "agent" else "chair"), "part"),
        *(of_part(record, n, "confirm", Value(value=p.part)) for n, p in enumerate(event.participants) if n),
        new,
        *(of_slot(record, slot, "confirm") for slot in EVENT_SLOTS),
    )
    found = rows(folder)
    assert found["r001-participants-1"] == ("wrong", 0)
    assert found["r001-actor"] == ("wrong", 0)  # the part is asked about too
    assert found["r001-participants-missed"] == ("missed", 1)
    assert {found[f"r001-participants-{n}"] for n in range(2, len(known) + 1)} <= {("right", 0)}


def test_another_main_actor_and_one_taken_out(record, tmp_path):
    event = record.events[0]
    other = next(e for e in record.entities if e.id != event.participants[0].entity)
    target = Target(layer="participants", slot="first", event=EventRef.of(event), entity=EntityRef.of(other))
    draw(tmp_path / "a", [record])
    log_of(tmp_path / "a", correction(record, target, "correct", None, Value(value="first")))
    assert rows(tmp_path / "a")["r001-actor"] == ("wrong", 0)
    draw(tmp_path / "b", [record])
    log_of(tmp_path / "b", *(of_part(record, n, "reject") for n in range(len(event.participants))))
    assert rows(tmp_path / "b")["r001-participants-1"] == ("none", 0)


def test_statements_and_background_events(record, folder):
    said = record.statements[0]
    words = Mention(start=said.start, end=said.end, text=said.text)
    other = Mention.of(record.text, record.text.index("เปิดงาน"), record.text.index("เปิดงาน") + 30)
    whole = Target(layer="statements", statement=words)
    nobody = Target(layer="statements", slot="speaker", statement=words)
    more = Target(layer="statements", statement=other)
    log_of(folder, correction(record, whole, "confirm", Value(words=[words]), Value(words=[words])))
    assert rows(folder)["r001-statements-1"] == ("right", 0)
    log_of(
        folder,
        correction(record, nobody, "reject", Value(words=[words])),
        correction(record, more, "add", None, Value(words=[other])),
    )
    found = rows(folder)
    assert found["r001-statements-1"] == ("wrong", 0)
    assert found["r001-statements-missed"] == ("missed", 1)
    about = Target(layer="events", event=EventRef(main=False, about=other))
    log_of(folder, correction(record, about, "add", None, Value(value="talks", words=[other])))
    if all(e.main for e in record.events):
        assert rows(folder)["r001-events-missed"] == ("missed", 1)


def test_a_main_event_that_was_not_found(record, tmp_path):
    bare = record.model_copy(update={"events": []})
    draw(tmp_path, [bare], by=("type", "venue"))
    at = Mention.of(bare.text, bare.text.index("เปิดงาน"), bare.text.index("เปิดงาน") + 10)
    target = Target(layer="events", event=EventRef(main=True, about=at))
    log_of(tmp_path, correction(bare, target, "add", None, Value(value="ceremony", words=[at])))
    assert rows(tmp_path) == {"r001-type": ("missed", 1)}


def test_records_without_rows_do_not_shift_the_decisions_on_others(record, tmp_path):
    bare = [record.model_copy(update={"events": [], "id": f"kite:{number}"}) for number in range(10, 20)]
    draw(tmp_path, [*bare, record], by=("venue",))
    log_of(tmp_path, of_slot(record, "venue", "confirm"))
    [value] = values(tmp_path)
    assert rows(tmp_path) == {value["row"]: ("right", 0)}


def test_an_article_that_reports_no_event(record, tmp_path):
    bare = record.model_copy(update={"events": [], "id": "kite:0"})
    draw(tmp_path, [record, bare])
    log_of(
        tmp_path,
        of_slot(record, "type", "reject"),
        correction(bare, Target(layer="events", slot="type", event=EventRef(main=True)), "confirm"),
    )
    assert rows(tmp_path) == {
        one["row"]: ("none" if one["kind"] == "value" else "right", 0)
        for one in values(tmp_path)
        if one["slot"] not in {"events", "statements"}
    }


def test_a_decision_that_was_withdrawn_or_is_on_another_record_does_not_count(record, folder):
    one = of_slot(record, "type", "confirm")
    back = correction(record, one.target, "withdraw", None, Value(correction=one.id))
    elsewhere = of_slot(plain_record(77), "type", "confirm")
    log_of(folder, one, back, elsewhere)
    assert rows(folder) == {}


def test_the_sheet_and_the_pages_together(record, folder):
    """Rows judged in the sheet and on the pages: where both did, the sheet counts and the two are compared."""
    text = (folder / "coding.csv").read_text(encoding="utf-8-sig").splitlines()
    (folder / "nida.csv").write_text("row,judgement\nr001-type,wrong\nr001-start,right\n", encoding="utf-8")
    assert any(line.startswith("r001-venue") for line in text)
    log = log_of(folder, of_slot(record, "type", "confirm"), of_slot(record, "venue", "confirm"))
    found = score.score(folder, [folder / "nida.csv", log])
    assert found.coders == {"nida.csv": 2, "นิดา": 1}
    assert found.judged == 3
    assert found.apart == [("r001-type", "wrong", "right")]
    assert "2 of nida.csv, 1 of นิดา" in " ".join(scores_text.notes(found))
    assert "| r001-type | wrong | right |" in scores_text.page(found)


def test_a_new_draw_in_the_same_folder_leaves_no_store_of_the_old_one(record, folder):
    (folder / "records.duckdb").write_bytes(b"old")
    draw(folder, [record])
    assert not (folder / "records.duckdb").exists()
