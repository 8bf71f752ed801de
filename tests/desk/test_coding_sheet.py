"""Drawing a sample, judging it in a spreadsheet, and scoring it."""

import csv
import json
import random
import shutil
from datetime import datetime

import pytest

from bare import bare_record
from command_line import call, succeed
from newsextract import stores
from newsextract.desk import sample, score, scores_text
from newsextract.desk.strata import allocate, join_small
from newsextract.errors import ConfigError, InputError
from newsextract.records import Entity, Event, Name, Participant, Place, Source, Title
from spoken import place

openpyxl = pytest.importorskip("openpyxl", reason="the extra `excel` is not installed")

TEXT = "อธิบดีกรมตัวอย่างเปิดงาน\nวันนี้ นางสาวมะลิ ทองสุก อธิบดีกรมตัวอย่าง เปิดงานที่หอประชุมลำดวน"


def record(number, kind="ceremony", *, year=2023, venue=True, title="อธิบดีกรมตัวอย่างเปิดงาน"):
    who = Entity(
        id="e1",
        type="PERSON",
        name=Name(th="มะลิ ทองสุก"),
        mentions=[{**place(TEXT, "นางสาวมะลิ ทองสุก").model_dump(), "form": "name"}],
    )
    event = Event(
        id=f"t:{number}#1",
        main=True,
        type=kind,
        trigger=place(TEXT, "เปิดงานที่"),
        start=f"{year}-03-04",
        place=Place(venue="หอประชุมลำดวน" if venue else None),
        participants=[Participant(entity="e1", part="chair", mention=place(TEXT, "นางสาวมะลิ ทองสุก"), confidence=0.9)],
        confidence={"type": 0.5 + (number % 50) / 100, "start": 0.9} | ({"venue": 0.8} if venue else {}),
        slots={"venue": [place(TEXT, "หอประชุมลำดวน")]} if venue else {},
    )
    return bare_record(
        f"t:{number}",
        TEXT,
        source=Source(url=f"https://example.org/{number}", site="t", sha256="0" * 64),
        title=Title(text=title, th=title),
        published=f"{year}-03-05",
        entities=[who],
        events=[event] if kind else [],
    )


@pytest.fixture(scope="module")
def many():
    kinds = ["ceremony"] * 6 + ["visit"] * 3 + ["training"]
    return [record(n, kinds[n % 10], year=2021 + n % 2, venue=n % 3 > 0) for n in range(300)]


def drawn(records, folder, **more):
    made = sample.draw(lambda: records, **{"by": ["type", "year"], "n": 40, **more})
    sample.write(made, folder)
    return made


@pytest.fixture(scope="module")
def untouched(many, tmp_path_factory):
    folder = tmp_path_factory.mktemp("drawn")
    drawn(many, folder)
    return folder


@pytest.fixture
def folder(untouched, tmp_path):
    """The files of 40 of the records; to write them again would take most of a test's time."""
    return shutil.copytree(untouched, tmp_path, dirs_exist_ok=True)


def judge(source, target, say, **form):
    """Write judgements into a CSV sheet: ``say`` returns the judgement and the correct value of a row."""
    with source.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row["judgement"], row["correct value"] = say(row)
    with target.open("w", encoding=form.pop("encoding", "utf-8-sig"), newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), **form)
        writer.writeheader()
        writer.writerows(rows)
    return rows


def test_the_same_records_are_drawn_whatever_the_order_of_the_input(many, tmp_path):
    shuffled = random.Random(4).sample(many, len(many))
    made = drawn(many, tmp_path / "a")
    drawn(shuffled, tmp_path / "b")
    for path in sorted((tmp_path / "a").iterdir()):
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes(), path.name
    other = sample.draw(lambda: many, by=["type", "year"], n=40, seed=2)
    assert [r.id for r in other.records] != [r.id for r in made.records]


def test_the_plan_says_how_the_sample_was_drawn(many, tmp_path):
    plan = drawn(many, tmp_path).plan
    assert plan == json.loads((tmp_path / "plan.json").read_text(encoding="utf-8"))
    assert (plan["records"], plan["drawn"], plan["seed"], plan["allocation"]) == (300, 40, 1, "proportional")
    assert sum(one["records"] for one in plan["strata"]) == 300
    assert all(one["weight"] == pytest.approx(one["records"] / one["drawn"], abs=1e-5) for one in plan["strata"])
    assert [r.id for r in stores.read(tmp_path / "records.jsonl")] == [
        json.loads(line)["id"] for line in (tmp_path / "records.jsonl").read_text(encoding="utf-8").splitlines()
    ]


def test_small_strata_are_joined_and_none_is_left_out():
    sizes = {("a", "1"): 500, ("a", "2"): 3, ("b", "1"): 4, ("b", "2"): 5, ("c", "1"): 488}
    joined = join_small(sizes, 100, "proportional")
    assert joined[("b", "1")] == joined[("b", "2")]
    totals = {}
    for name, into in joined.items():
        totals[into] = totals.get(into, 0) + sizes[name]
    wanted = allocate(totals, 100, "proportional")
    assert sum(wanted.values()) == 100
    assert min(wanted.values()) >= 1
    assert allocate({("a",): 5, ("b",): 500}, 60, "equal") == {("a",): 5, ("b",): 55}
    with pytest.raises(ConfigError, match="draw 4 or more"):
        allocate({("a",): 5, ("b",): 500}, 3, "equal")


def test_a_row_asks_in_two_languages_and_quotes_the_words(folder):
    with (folder / "coding.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["row"]: row for row in csv.DictReader(file)}
    venue = next(row for row in rows.values() if row["slot"] == "venue" and row["value"] == "หอประชุมลำดวน")
    assert "[[หอประชุมลำดวน]]" in venue["words"]
    assert venue["question"].endswith("?")
    assert "หรือไม่" in venue["question_th"]
    assert venue["url"].startswith("https://example.org/")
    empty = next(row for row in rows.values() if row["slot"] == "venue" and row["value"] == "(empty)")
    assert empty["question"].startswith("Is it right that the article names no")
    assert empty["question"].endswith("If it does: missed.")
    assert any(row["slot"] == "participants" and row["value"] == "(any others?)" for row in rows.values())
    assert "confidence" not in venue
    help_ = (folder / "codebook.md").read_text(encoding="utf-8")
    assert "| `ceremony` |" in help_
    assert "| missed | ตกหล่น |" in help_


def test_hostile_text_stays_text_in_both_sheets(tmp_path):
    bad = '=HYPERLINK("http://evil.example","x")\x00'
    drawn([record(n, title=bad) for n in range(3)], tmp_path, by=[], n=3)
    with (tmp_path / "coding.csv").open(encoding="utf-8-sig", newline="") as file:
        assert next(csv.DictReader(file))["headline"].startswith("'=HYPERLINK")
    sheet = openpyxl.load_workbook(tmp_path / "coding.xlsx")["Coding"]
    place = [cell.value for cell in sheet[1]].index("headline") + 1
    assert sheet.cell(2, place).data_type == "s"
    assert sheet.cell(2, place).value.startswith("=HYPERLINK")


def test_a_workbook_is_judged_and_read_back(folder):
    book = openpyxl.load_workbook(folder / "coding.xlsx")
    assert book.sheetnames == ["Coding", "How to judge", "Codes", "Articles"]
    sheet = book["Coding"]
    names = [cell.value for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=2):
        row[names.index("judgement")].value = "ถูก"
        row[names.index("value")].value = datetime(2023, 3, 4)  # noqa: DTZ001  what Excel makes of a day does no harm
    book.save(folder / "coding.xlsx")
    found = score.score(folder)
    assert found.judged == found.rows
    assert {one.slot: one.precision.value for one in found.slots if one.precision} == dict.fromkeys(
        ("type", "status", "start", "venue", "actor", "participants"), 1.0
    )


@pytest.mark.parametrize(
    "form",
    [{}, {"delimiter": ";"}, {"delimiter": "\t", "encoding": "utf-8"}, {"delimiter": ";", "encoding": "cp874"}],
)
def test_a_sheet_is_read_as_spreadsheets_save_it(form, folder):
    judge(folder / "coding.csv", folder / "coder.csv", lambda row: ("Y" if row["slot"] == "type" else "", ""), **form)
    found = score.score(folder, [folder / "coder.csv"])
    assert found.judged == 40
    assert found.complete == 0
    assert [one.slot for one in found.slots if one.precision] == ["type"]
    assert "rows are not judged" in scores_text.notes(found)[0]


def test_precision_and_recall_are_those_of_the_judgements(many, tmp_path):
    drawn(many, tmp_path, by=[], n=300, slots=["type", "venue", "participants"])

    def say(row):
        number = int(row["record"].partition(":")[2])
        if row["slot"] == "venue":
            if row["value"] == "(empty)":
                return ("missed", "ห้อง ก") if number % 2 else ("none", "")
            return ("none", "") if number % 10 == 1 else ("wrong", "ห้อง ข") if number % 10 == 2 else ("right", "")
        if row["slot"] == "participants":
            return ("missed", "3") if row["value"] == "(any others?)" else ("right", "")
        return "?", ""

    rows = judge(tmp_path / "coding.csv", tmp_path / "coder.csv", say)
    found = {one.slot: one for one in score.score(tmp_path, [tmp_path / "coder.csv"]).slots}
    said = [(row["judgement"], row["value"]) for row in rows if row["slot"] == "venue"]
    right = said.count(("right", "หอประชุมลำดวน"))
    wrong = said.count(("wrong", "หอประชุมลำดวน"))
    missed = said.count(("missed", "(empty)"))
    assert missed
    assert wrong
    assert found["venue"].precision.value == pytest.approx(right / 200)
    assert found["venue"].recall.value == pytest.approx(right / (right + wrong + missed))
    assert (found["venue"].precision.low, found["venue"].precision.high) == (right / 200, right / 200)  # all were judged
    assert found["participants"].recall.value == pytest.approx(300 / 1200)
    assert found["type"].precision is None
    assert found["type"].unsure == 300


def test_strata_are_weighted(many, tmp_path):
    drawn(many, tmp_path, by=["type"], n=60, allocation="equal", slots=["type"])
    judge(
        tmp_path / "coding.csv",
        tmp_path / "c.csv",
        lambda row: ("right" if row["value"] == "ceremony" else "wrong", "x") if row["slot"] == "type" else ("", ""),
    )
    found = score.score(tmp_path, [tmp_path / "c.csv"])
    kind = found.slots[0].precision
    assert (kind.right, kind.judged) == (20, 60)
    assert kind.value == pytest.approx(0.6)


def test_the_confidence_threshold_for_a_wanted_precision(many, tmp_path):
    drawn(many, tmp_path, by=[], n=250, slots=["type"])
    lines = (tmp_path / "values.jsonl").read_text(encoding="utf-8").splitlines()
    sure = {value["row"]: value["confidence"] for value in map(json.loads, lines)}
    judge(
        tmp_path / "coding.csv",
        tmp_path / "c.csv",
        lambda row: (
            (("right" if sure[row["row"]] >= 0.7 or int(row["record"][2:]) % 2 else "wrong"), "")
            if row["slot"] == "type"
            else ("", "")
        ),
    )
    kind = score.score(tmp_path, [tmp_path / "c.csv"], wanted=0.95).slots[0]
    assert kind.precision.value < 0.9
    assert 0.6 <= kind.at.confidence <= kind.surely.confidence <= 0.7
    assert kind.surely.precision.low >= 0.95
    assert 0.5 < kind.surely.kept < 0.8


def test_a_single_stratum_is_told_in_the_singular(many, tmp_path):
    drawn(many, tmp_path, by=["year"], n=1)
    judge(tmp_path / "coding.csv", tmp_path / "a.csv", lambda _: ("right", ""))
    assert "(1 stratum, proportional" in scores_text.methods(score.score(tmp_path, [tmp_path / "a.csv"]))


def test_two_coders_are_compared(folder):
    pytest.importorskip("krippendorff", reason="the extra `review` is not installed")
    judge(folder / "coding.csv", folder / "a.csv", lambda _: ("right", ""))
    judge(folder / "coding.csv", folder / "b.csv", lambda row: ("unsure" if row["slot"] == "start" else "right", ""))
    found = score.score(folder, [folder / "a.csv", folder / "b.csv"])
    by_slot = {one.slot: one for one in found.agreement}
    assert (by_slot["type"].agreed, by_slot["type"].alpha) == (1.0, None)
    assert by_slot["start"].agreed == 0.0
    assert by_slot["all"].units == found.rows
    assert len(found.apart) == 40
    assert "Two coders" in scores_text.methods(found)


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ("r999-type,right", "no row 'r999-type'"),
        ("r001-type,perhaps", "'perhaps' is not understood"),
        ("r001-type,missed", "cannot be missed"),
        ("r001-type,right\nr001-type,wrong", "occurs twice"),
        ("r001-participants-missed,missed,many", "'many' is not a number of missing values"),
    ],
)
def test_an_error_in_a_sheet_is_reported_with_its_line(row, what, folder):
    (folder / "c.csv").write_text(f"row,judgement,correct value\n{row}\n", encoding="utf-8")
    with pytest.raises(InputError, match=what) as error:
        score.score(folder, [folder / "c.csv"])
    assert "c.csv:" in str(error.value)


def test_a_sheet_without_judgements_or_columns_is_refused(many, folder):
    with pytest.raises(InputError, match="no row is judged"):
        score.score(folder)
    (folder / "c.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(InputError, match="no column 'row'"):
        score.score(folder, [folder / "c.csv"])
    with pytest.raises(InputError, match="plan"):
        score.score(folder / "none")
    with pytest.raises(ConfigError, match="grouped by 'colour'"):
        sample.draw(lambda: many, by=["colour"])
    with pytest.raises(InputError, match="no records"):
        sample.draw(list)


def test_the_sample_and_score_commands(many, tmp_path):
    stores.write(many, tmp_path / "r.jsonl")
    done = succeed("sample", tmp_path / "r.jsonl", "--by", "type,year", "--n", "40", "-o", tmp_path / "s", COLUMNS="200")
    assert "40 of 300 records" in done.output
    assert call("sample", tmp_path / "r.jsonl", "-o", tmp_path / "s", COLUMNS="200").exit_code
    judge(tmp_path / "s" / "coding.csv", tmp_path / "s" / "coding.csv", lambda _: ("right", ""))
    done = succeed("score", tmp_path / "s", "--precision", "0.9", COLUMNS="200")
    assert "drew 40 of 300 records at random, stratified by type and year" in " ".join(done.output.split())
    written = json.loads((tmp_path / "s" / "score.json").read_text(encoding="utf-8"))
    assert written["slots"][0]["precision"]["value"] == 1.0
    assert written["methods"] in (tmp_path / "s" / "score.md").read_text(encoding="utf-8")


def test_a_stratum_with_one_judged_record_is_not_counted_alone(many, tmp_path):
    """A coder who stops early leaves strata with one judged record: its wrong value must not pass for an exact share."""
    drawn(many, tmp_path, by=["type", "year"], n=60, slots=["type"])
    lines = (tmp_path / "values.jsonl").read_text(encoding="utf-8").splitlines()
    strata = {value["row"]: tuple(value["stratum"]) for value in map(json.loads, lines)}
    lone, *others = sorted(set(strata.values()))
    first = next(row for row, stratum in strata.items() if stratum == lone)
    judge(
        tmp_path / "coding.csv",
        tmp_path / "c.csv",
        lambda row: ("wrong" if row["row"] == first else "right" if strata[row["row"]] in others else "", ""),
    )
    kind = score.score(tmp_path, [tmp_path / "c.csv"]).slots[0].precision
    assert kind.judged - kind.right == 1
    assert kind.high - kind.low > 0.08
    assert kind.high > 0.98


def test_drawn_records_without_a_row_count_as_drawn(tmp_path):
    """Two strata of 100 records, 20 drawn from each: in one all have a venue, half of them right; in the other 5, all right."""
    strata = [{"stratum": [name], "records": 100, "drawn": 20} for name in "ab"]
    plan = {"records": 200, "strata": strata, "by": ["type"], "allocation": "equal", "seed": 1, "drawn": 40, "sha256": ""}
    (tmp_path / "plan.json").write_text(json.dumps(plan | {"newsextract": "0", "made_with": ["0"]}), encoding="utf-8")
    rows = [
        {"row": f"r{n:03}-venue", "record": f"r{n:03}", "stratum": ["a" if n <= 20 else "b"], "slot": "venue", "kind": "value", "confidence": 1.0}
        for n in range(1, 26)
    ]  # fmt: skip
    (tmp_path / "values.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    said = ["wrong" if n <= 10 else "right" for n in range(1, 26)]
    lines = [f"{row['row']},{judgement}" for row, judgement in zip(rows, said, strict=True)]
    (tmp_path / "coding.csv").write_text("\n".join(["row,judgement", *lines]), encoding="utf-8")
    found = score.score(tmp_path)
    assert found.slots[0].precision.value == pytest.approx((5 * 10 + 5 * 5) / (5 * 20 + 5 * 5))
    assert (found.rows, found.judged, found.records, found.complete) == (25, 25, 25, 25)
