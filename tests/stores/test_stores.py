"""Every store gives back the records it was given, byte for byte, and its tables say what the records say."""

from __future__ import annotations

import csv
import re
import subprocess
import sys

import pytest

from newsextract import stores
from newsextract.errors import ConfigError, InputError, ModelMissingError
from newsextract.records import Mention, Record
from newsextract.stores import columns, csvs, duck, linked, parquet
from newsextract.stores.columns import Found, Own, set_own

FORMS = [("a.jsonl", None), ("a.jsonl.gz", None), ("a.jsonl.xz", None), ("a.duckdb", None), ("pq", "parquet"), ("cs", "csv")]


def lines(records) -> list[str]:
    return [record.to_json() for record in records]


@pytest.fixture(scope="module")
def records(sample_records):
    """The sample's records, and one whose text would hurt a careless store."""
    odd = sample_records[0].model_copy(deep=True)
    odd.id = "odd:1"
    odd.title.text = '=cmd|" /C calc"!A0'
    odd.source.section = 'a,b\r\n"c"\u2028\''
    odd.events, odd.entities, odd.times, odd.terms, odd.statements = [], [], [], [], []
    return [*sample_records, odd]


@pytest.mark.parametrize(("name", "form"), FORMS)
def test_written_and_read_back_nothing_is_lost(records, tmp_path, name, form):
    assert stores.write(records, tmp_path / name, form) == len(records)
    assert lines(stores.read(tmp_path / name)) == lines(records)
    assert not list(tmp_path.rglob("*.part"))


@pytest.mark.parametrize(("name", "form"), FORMS)
def test_no_records_at_all(tmp_path, name, form):
    assert stores.write([], tmp_path / name, form) == 0
    assert list(stores.read(tmp_path / name)) == []


def test_a_store_larger_than_a_batch_keeps_its_order(records, tmp_path, monkeypatch):
    monkeypatch.setattr(parquet, "BATCH", 4)
    monkeypatch.setattr(csvs, "_BATCH", 5)
    for name, form in FORMS[3:]:
        stores.write(iter(records), tmp_path / name, form)
        assert lines(stores.read(tmp_path / name)) == lines(records)


def test_a_database_has_row_groups_of_4096_rows(records, tmp_path):
    """With DuckDB's default row group of 122,880, all articles of a large corpus would be held uncompressed until the end."""
    duckdb = pytest.importorskip("duckdb", reason="the extra `stores` is not installed")
    path = tmp_path / "the reader's.duckdb"
    stores.write(records * 5, path)
    (tmp_path / "links").mkdir()
    (tmp_path / "links" / "groups.jsonl").touch()
    linked.add(tmp_path / "links", path, "duckdb")
    with duckdb.connect(str(path), read_only=True) as base:
        counts = base.execute(
            "SELECT row_group_id, count FROM pragma_storage_info('mentions') WHERE column_name = 'slot'"
        ).fetchall()
        (rows,) = base.execute("SELECT count(*) FROM mentions").fetchone()
    assert rows > 4096
    assert {group for group, _ in counts} == {0, 1}
    assert max(count for _, count in counts) == 4096
    assert sorted(one.name for one in tmp_path.iterdir()) == ["links", path.name]


def test_a_run_is_read_with_its_retries_last(records, tmp_path):
    for name, some in (("records-r001-00000", records[4:5]), ("records-00001", records[2:4]), ("records-00000", records[:2])):
        stores.write(some, tmp_path / f"{name}.jsonl")
    assert lines(stores.read(tmp_path)) == lines(records[:5])


def test_every_row_has_the_documented_columns_and_types(records):
    kinds = {"text": str, "int": int, "float": float, "bool": bool, "texts": list}
    for layer, table in columns.TABLES.items():
        for record in records:
            for row in columns.rows(record, layer, 7):
                assert list(row) == [c.name for c in table.columns]
                assert row["article"] == 7
                assert row["article_id"] == record.id
                for column in table.columns:
                    value = row[column.name]
                    assert value is None or type(value) is kinds[column.type], (layer, column.name, value)


def test_a_record_with_every_key_fills_every_column():
    record = full_record()
    word = Mention.of(record.text, 0, 6)
    set_own(record.events[0], Own("summit", 0.9, (Found("body", "asean", word),)))
    for layer, table in columns.TABLES.items():
        found = list(columns.rows(record, layer))
        assert {c.name for c in table.columns if all(row[c.name] in (None, []) for row in found)} == set(), layer


def full_record() -> Record:
    """A record with a value for every key of the schema."""
    text = "ประชุมอาเซียน (ASEAN Summit: AS)\nนายเอก กล่าวว่า ดี"
    word = Mention.of(text, 0, 6).model_dump()
    named = {
        "mentions": [word | {"form": "name"}],
        "name": {"th": "ท", "en": "e"},
        "name_from": {"th": "article", "en": "names"},
    }
    person = {"title": "นาย", "romanised": "Ek", "roles": [word | {"organisation": "e2", "acting": True}], "post": False}
    entities = [
        named | person | {"id": "e1", "type": "PERSON"},
        named | {"id": "e2", "type": "ORGANIZATION", "abbr": "AS", "iso": "TH"},
        named | {"id": "e3", "type": "EVENT"},
    ]
    event = {
        "id": "x:1#1",
        "main": True,
        "part_of": "x:1#2",
        "type": "meeting",
        "status": "occurred",
        "name": {"th": "ประชุมอาเซียน", "en": "ASEAN Summit"},
        "entity": "e3",
        "about": word,
        "trigger": word,
        "start": "2020-02-25",
        "end": "2020-02-26",
        "precision": "day",
        "place": {"venue": "v", "district": "d", "province": "p", "iso_3166_2": "TH-10", "country": "TH", "mode": "hybrid"},
        "participants": [
            {"entity": key, "part": part, "mention": word, "confidence": 0.5} for key, part in (("e1", "chair"), ("e2", "host"))
        ],
        "attendance": 3,
        "attendance_unit": "คน",
        "evidence": [word],
        "confidence": dict.fromkeys(columns.SLOTS, 0.5),
        "silence": dict.fromkeys(columns.SLOTS, 0.5),
        "slots": {"start": [word]},
    }
    time = {"kind": "list", "value": "2020", "end_value": "2021", "values": ["2020"], "era": "BE", "calendar_check": "ok"}
    term = {"th": word, "en": word, "abbr": word, "kind": "event", "rel": "translation", "posterior": 0.5, "next_start": 1}
    source = {"url": "https://x.example/1", "site": "x", "publisher": "p", "section": "s", "sha256": "0"}
    archive = {"kind": "file", "uri": "f", "captured": "2020-01-01T00:00:00Z"}
    return Record.model_validate(
        {
            "id": "x:1",
            "source": source | {"archive": archive},
            "language": "th",
            "title": {"text": "t", "th": "t", "en": "e"},
            "published": "2020-02-25",
            "published_from": "header",
            "text": text,
            "entities": entities,
            "times": [
                word | time | {"basis": "text", "flags": ["date_conflict"], "zone": "+08:00", "mod": "END", "deadline": True}
            ],
            "terms": [term | {"check": "ok", "known_th": "a", "known_en": "b", "entity": "e2"}],
            "statements": [word | {"speaker": "e1", "cue": word, "kind": "direct"}],
            "events": [event],
            "warnings": [{"code": "no_body", "message": "m", "start": 0, "end": 1}],
            "provenance": {
                "newsextract": "0",
                "config": "c",
                "review": {"sha256": "c", "paths": {"events[x:1#1].type": "correct"}},
            },
        }
    )


def test_the_tables_hold_every_mention_of_the_records(records):
    """No span is lost on the way to the tables: the words behind every value can be found with SQL."""
    for record in records:
        found = set()
        for layer in columns.TABLES:
            for row in columns.rows(record, layer):
                for key, start in row.items():
                    if key.endswith("char_start") and start is not None:
                        prefix = key.removesuffix("char_start")
                        found.add((start, row[f"{prefix}char_end"]))
                        if f"{prefix}text" in row:
                            assert record.text[start : row[f"{prefix}char_end"]] == row[f"{prefix}text"]
        title = {(m.start, m.end) for m in [record.title.en_span] if m}
        assert {(m.start, m.end) for m in record.spans()} - title <= found


def test_column_names_need_no_quotes_in_sql(tmp_path):
    duck.write([], tmp_path / "e.duckdb")
    for layer, table in columns.TABLES.items():
        names = ", ".join(c.name for c in table.columns)
        assert next(duck.query(tmp_path / "e.duckdb", f"SELECT {names} FROM {layer}"))  # noqa: S608


def test_the_document_describes_every_column_and_view(root, tmp_path):
    """``python scripts/docs_outputs.py pages`` rewrites the tables; only the first lists the two columns that all share."""
    page = (root / "docs" / "stores.md").read_text(encoding="utf-8")
    for layer, table in columns.TABLES.items():
        section = page.split(f"### `{layer}`")[1].split("\n### ")[0].split("\n## ")[0]
        assert re.findall(r"^\| `(\w+)` \| (\w+) \| (.+) \|$", section, re.MULTILINE) == [
            (c.name, c.type, c.about) for c in table.columns[2 * (layer != "articles") :]
        ]
    duck.write([], tmp_path / "e.duckdb")
    views = [
        row[0] for row in list(duck.query(tmp_path / "e.duckdb", "SELECT view_name FROM duckdb_views() WHERE NOT internal"))[1:]
    ]
    assert len(views) == 9
    for view in views:
        assert f"`{view}`" in page


# DuckDB


def test_views_join_the_tables(base, records):
    names, *rows = duck.query(base, "SELECT headline, url, day, type FROM article_events WHERE main ORDER BY article")
    assert names == ("headline", "url", "day", "type")
    mains = [(r, e) for r in records for e in r.events if e.main]
    assert [(row[0], row[1], row[3]) for row in rows] == [(r.title.text, r.source.url, e.type) for r, e in mains]
    assert [str(row[2]) for row in rows if row[2]] == [e.start[:10] for _, e in mains if e.start and len(e.start) >= 10]
    _, (count,) = duck.query(base, "SELECT count(*) FROM event_participants")
    assert count == sum(len(e.participants) for r in records for e in r.events)


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM events",
        "CREATE TABLE t (a INT)",
        "DROP VIEW article_events",
        "COPY (SELECT 1) TO 'out.csv'",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM '/etc/passwd'",
        "ATTACH 'other.duckdb'",
        "SET enable_external_access = true",
        "INSTALL httpfs",
        "SELECT nonsense FROM events",
        "",
    ],
)
def test_a_query_cannot_change_or_reach_anything(base, sql, monkeypatch):
    monkeypatch.chdir(base.parent)
    before = base.read_bytes()
    try:
        found = list(duck.query(base, sql))
    except ConfigError:
        found = []
    assert found in ([], [()])
    assert base.read_bytes() == before
    assert sorted(p.name for p in base.parent.iterdir()) == [base.name]


def test_the_error_of_a_wrong_query_marks_the_right_place(base):
    with pytest.raises(ConfigError) as caught:
        list(duck.query(base, "SELECT nope FROM events"))
    *_, line, mark, hint = str(caught.value).splitlines()
    assert line[mark.index("^") :].startswith("nope")
    assert not mark.strip(" ^")
    assert "docs/stores.md" in hint


def test_a_database_that_the_same_process_reads_in_another_way_is_read(base, records):
    duckdb = pytest.importorskip("duckdb", reason="the extra `stores` is not installed")
    with duckdb.connect(str(base), read_only=True) as theirs:
        assert lines(stores.read(base)) == lines(records)
        assert (
            list(duck.query(base, "SELECT count(*) FROM article_events"))[1:]
            == theirs.execute("SELECT count(*) FROM article_events").fetchall()
        )
    reading = stores.read(base)
    next(reading)
    with duckdb.connect(str(base), read_only=True) as theirs:
        assert theirs.execute("SELECT count(*) FROM articles").fetchall() == [(len(records),)]


def test_a_database_that_is_open_for_writing_elsewhere_is_said_to_be(base):
    pytest.importorskip("duckdb", reason="the extra `stores` is not installed")
    hold = "import duckdb, sys; base = duckdb.connect(sys.argv[1]); print(); sys.stdin.read()"
    with subprocess.Popen([sys.executable, "-c", hold, base], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as writer:
        writer.stdout.readline()
        with pytest.raises(InputError, match=rf"open for writing in .*\(PID {writer.pid}\); close it there"):
            list(stores.read(base))
        writer.communicate()
    assert next(stores.read(base))


def test_a_file_that_is_not_a_database_is_refused(tmp_path):
    with pytest.raises(InputError, match="no such database"):
        list(duck.query(tmp_path / "none.duckdb", "SELECT 1"))
    (tmp_path / "odd.duckdb").write_bytes(b"odd" * 5000)
    with pytest.raises(InputError, match="cannot be read"):
        list(stores.read(tmp_path / "odd.duckdb"))


# CSV


def test_no_cell_of_a_csv_begins_a_formula(records, tmp_path):
    csvs.write(records, tmp_path)
    cells = 0
    for path in tmp_path.glob("*.csv"):
        assert path.read_bytes().startswith(b"\xef\xbb\xbf")
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.reader(file):
                for cell in row:
                    cells += 1
                    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")), cell
    assert cells > 1000


@pytest.mark.parametrize("text", ["=1+1", "+66 2 000", "-3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＠x"])
def test_formulas_get_an_apostrophe(text):
    assert csvs.cell(text) == f"'{text}"


@pytest.mark.parametrize(
    ("value", "shown"), [(-3, -3), (None, None), (0.5, 0.5), ("ปกติ", "ปกติ"), ([], ""), (["=a", "b"], "'=a;b")]
)
def test_other_cells_stay_as_they_are(value, shown):
    assert csvs.cell(value) == shown


# sources that are damaged or missing


def test_a_folder_with_nothing_in_it(tmp_path):
    with pytest.raises(InputError, match="holds no records"):
        list(stores.read(tmp_path))


def test_a_missing_library_is_named_as_pip_calls_it(records, tmp_path, monkeypatch):
    import sys

    for name in ("pyarrow.parquet", "duckdb", "pandas"):
        monkeypatch.setitem(sys.modules, name, None)
    for work in (
        lambda: stores.write(records, tmp_path / "p", "parquet"),
        lambda: stores.write(records, tmp_path / "n.duckdb"),
        lambda: stores.to_frame(records),
    ):
        with pytest.raises(ModelMissingError, match=r"pip install (pyarrow|duckdb|pandas)$"):
            work()


@pytest.mark.parametrize("name", ["n.csv", "n.parquet", "n.xlsx", "n.sqlite", "n.db", "n.tsv", "N.CSV"])
def test_json_lines_are_never_written_with_the_suffix_of_another_format(records, tmp_path, name):
    for form in (None, "jsonl"):
        with pytest.raises(ConfigError, match=r"\.jsonl.*\.duckdb.*folder.*csv"):
            stores.write(records, tmp_path / name, form)
    assert not (tmp_path / name).exists()


def test_a_csv_store_is_read_with_and_without_its_byte_order_mark(records, tmp_path):
    stores.write(records, tmp_path, "csv")
    path = tmp_path / "articles.csv"
    marked = path.read_bytes()
    assert marked.startswith(b"\xef\xbb\xbf")
    path.write_bytes(marked[3:])
    assert lines(stores.read(tmp_path)) == lines(records)


@pytest.mark.parametrize(
    ("name", "message"), [("a.csv", "single .csv file"), ("none.jsonl", "cannot be read"), ("none", "no such")]
)
def test_a_source_without_records_is_named(tmp_path, name, message):
    if name == "a.csv":
        (tmp_path / name).write_text("a,b\n", encoding="utf-8")
    with pytest.raises(InputError, match=message):
        list(stores.read(tmp_path / name))


def test_records_are_read_from_a_file_of_any_name(records, tmp_path):
    stores.write(records, tmp_path / "records.txt", "jsonl")
    assert lines(stores.read(tmp_path / "records.txt")) == lines(records)


# pandas


@pytest.mark.parametrize("layer", [*columns.TABLES, "flat"])
def test_frames_have_the_same_types_whether_full_or_empty(records, layer):
    full, empty = stores.to_frame(records, layer), stores.to_frame([], layer)
    own = [c.name for c in columns.table_of(layer).columns]
    assert list(full.columns) == list(empty.columns)
    assert list(full.columns)[: len(own)] == own
    assert layer == "articles" or {"url", "headline", "section", "published"} <= set(full.columns)
    assert list(full.dtypes) == list(empty.dtypes)
    assert len(full) == sum(1 for n, r in enumerate(records) for _ in columns.rows(r, layer, n))


def test_frames_have_days_that_pandas_parses_whole(records):
    import pandas as pd

    frame = stores.to_frame(records, "flat")
    for start, day in zip(frame["start_time"], frame["day"], strict=True):
        assert (str(day.date()) == start[:10]) if isinstance(start, str) and len(start) >= 10 else pd.isna(day)
    assert pd.to_datetime(frame["day"]).equals(frame["day"])
    times = stores.to_frame(records, "times")
    assert set(times["headline"]) <= {r.title.text for r in records}
    assert times["day"].notna().any()


def test_an_unknown_layer_is_refused():
    with pytest.raises(ConfigError, match="give one of articles, events"):
        stores.to_frame([], "nonsense")


def test_evidence_of_an_event_is_in_mentions():
    found = [(row["layer"], row["item_id"], row["slot"]) for row in columns.rows(full_record(), "mentions")]
    assert found[:4] == [("events", "x:1#1", slot) for slot in ("trigger", "about", "evidence", "start")]
    assert found[4:] == [("entities", *said) for said in (("e1", "name"), ("e1", "role"), ("e2", "name"), ("e3", "name"))]


@pytest.mark.parametrize(("name", "form"), FORMS)
def test_the_error_for_a_store_of_version_1_says_what_to_do(records, tmp_path, monkeypatch, name, form):
    old = records[0].to_json().replace('"schema_version":"2.0.0"', '"schema_version":"1.0.0"', 1)
    monkeypatch.setattr(Record, "to_json", lambda _: old)
    stores.write(records[:1], tmp_path / name, form)
    with pytest.raises(InputError, match=r"version 1\.0\.0.*extract the pages again"):
        list(stores.read(tmp_path / name))
