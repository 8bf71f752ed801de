"""Stores under attack: queries that never end, disks that are full, files that are damaged."""

import os
import random
import re
import threading
from types import SimpleNamespace

import pytest
from test_stores import FORMS, lines

from newsextract import stores
from newsextract.errors import ConfigError, InputError
from newsextract.records import Record
from newsextract.stores import duck


def read_all(path):
    assert all(isinstance(record, Record) for record in stores.read(path))
    raise InputError("read", where=str(path))


@pytest.fixture(scope="module")
def records(sample_records):
    return sample_records[:5]


@pytest.mark.parametrize(
    ("sql", "options", "message"),
    [
        ("SELECT count(*) FROM range(100000000000000)", {"timeout": 0.3}, "took longer than 0.3 s"),
        ("SELECT * FROM range(100000000000000)", {"timeout": 0.3}, "took longer than 0.3 s"),
        ("SELECT list(range) FROM range(1000000000)", {"memory": 0.1}, "more than 0.1 GB"),
        ("SELECT range, repeat('x', 1000) AS x FROM range(10000000) ORDER BY hash(x)", {"memory": 0.1}, "more than 0.1 GB"),
    ],
)
def test_a_query_has_a_time_limit_and_a_memory_limit(base, sql, options, message):
    before = sorted(base.parent.iterdir())
    with pytest.raises(ConfigError, match=message):
        for _ in duck.query(base, sql, **options):
            pass
    assert sorted(base.parent.iterdir()) == before
    assert list(duck.query(base, "SELECT 1 AS a", timeout=60)) == [("a",), (1,)]


def test_a_query_is_interrupted_although_its_time_ends_while_it_is_planned():
    """DuckDB forgets an interrupt that comes before it executes."""
    interrupts = []
    stopped = threading.Event()

    def interrupt(_):
        interrupts.append(1)
        if len(interrupts) == 2:
            stopped.set()

    clock = duck._Clock(type("Forgetful", (), {"interrupt": interrupt})(), 0.1, None)
    assert clock.call(lambda: stopped.wait(60))


@pytest.mark.parametrize("timeout", [1e12, float("inf")])
def test_a_query_may_have_any_time(base, timeout):
    assert list(duck.query(base, "SELECT 1 AS a", timeout=timeout)) == [("a",), (1,)]


def test_time_spent_by_the_caller_between_rows_does_not_count(base, monkeypatch):
    now = [0.0]
    monkeypatch.setattr(duck, "time", SimpleNamespace(monotonic=lambda: now[0]))
    rows = duck.query(base, "SELECT * FROM range(5000)", timeout=60)
    assert next(rows) == ("range",)
    now[0] = 100.0
    assert len(list(rows)) == 5000


def test_a_query_that_cannot_be_interrupted_is_reported_to_the_caller(base, monkeypatch):
    monkeypatch.setattr(duck, "STOP_TIMEOUT", 0.1)
    told = threading.Event()
    clock = duck._Clock(type("Deaf", (), {"interrupt": lambda _: None})(), 0.1, told.set)
    assert clock.call(lambda: told.wait(60))


# a store is written whole or not at all


@pytest.mark.parametrize(("name", "form"), FORMS)
def test_a_store_that_cannot_be_completed_leaves_the_old_one_and_nothing_else(records, tmp_path, name, form):
    stores.write(records[:2], tmp_path / name, form)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}

    def broken():
        yield from records[:3]
        raise InputError("the source breaks off")

    with pytest.raises(InputError, match="breaks off"):
        stores.write(broken(), tmp_path / name, form)
    assert before == {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}


def test_records_may_be_written_over_the_file_that_they_are_read_from(records, tmp_path):
    stores.write(records, tmp_path / "a.jsonl")
    assert stores.write(stores.read(tmp_path / "a.jsonl"), tmp_path / "a.jsonl") == len(records)
    assert lines(stores.read(tmp_path / "a.jsonl")) == lines(records)


@pytest.mark.parametrize(("name", "form"), FORMS)
def test_a_store_that_cannot_be_written_is_a_one_line_error(records, tmp_path, name, form):
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(InputError, match="cannot be written") as caught:
        stores.write(records, tmp_path / "file" / name, form)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(("name", "form"), FORMS)
def test_damage_of_any_kind_is_a_one_line_error_or_harmless(records, tmp_path, name, form):
    """A store has no checksum: what can still be read must be valid records, anything else a one-line error."""
    stores.write(records[:4], tmp_path / name, form)
    path = next(p for p in (tmp_path / name, tmp_path / name / f"articles.{form}") if p.is_file())
    good, rng, refused = path.read_bytes(), random.Random(7), 0
    for number in range(16):
        spoilt = bytearray(good)
        if number % 4 == 0:
            del spoilt[rng.randrange(len(spoilt)) :]
        elif number % 4 == 1:
            spoilt[: rng.randrange(1, 64)] = rng.randbytes(8)
        elif number % 4 == 2:
            for _ in range(20):
                spoilt[rng.randrange(len(spoilt))] ^= 1 << rng.randrange(8)
        else:
            spoilt = bytearray(rng.randbytes(3000))
        path.write_bytes(spoilt)
        with pytest.raises(InputError, match=rf"\A{re.escape(str(tmp_path / name))}.*\Z") as caught:
            read_all(tmp_path / name)
        refused += caught.value.what != "read"
    assert refused >= 4


def test_a_parquet_folder_of_other_tables_is_refused(tmp_path):
    import pyarrow as pa
    from pyarrow import parquet as files

    for rows in ([{"a": 1}], [{"record": None}], [{"record": 5}]):
        files.write_table(pa.Table.from_pylist(rows), tmp_path / "articles.parquet")
        with pytest.raises(InputError, match=re.escape(str(tmp_path))):
            list(stores.read(tmp_path))


def test_two_csv_stores_with_long_cells_are_read_at_once(records, tmp_path):
    long = records[0].model_copy(deep=True)
    long.warnings, long.text = [], long.text + "ก" * 200_000
    for name in ("a", "b"):
        stores.write([long, long], tmp_path / name, "csv")
    one, other = stores.read(tmp_path / "a"), stores.read(tmp_path / "b")
    assert next(one).text == next(other).text == long.text
    assert len(list(one)) == len(list(other)) == 1


@pytest.mark.skipif(os.name != "posix", reason="pipes and devices are POSIX")
def test_records_are_read_only_from_regular_files(tmp_path):
    os.mkfifo(tmp_path / "pipe.jsonl")
    (tmp_path / "zero.jsonl.gz").symlink_to("/dev/zero")
    for name in ("pipe.jsonl", "zero.jsonl.gz"):
        with pytest.raises(InputError, match="not a regular file"):
            list(stores.read(tmp_path / name))


@pytest.mark.parametrize("sql", ["", ";", "-- a comment", "SELECT 1; SELECT 2"])
def test_a_query_is_one(base, sql):
    with pytest.raises(ConfigError, match="the query: this is no query, or several; give one SQL query"):
        next(duck.query(base, sql))
