"""A thousand invented articles in a DataFrame and in tables of each kind: one record each, with dates by the date column."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

import newsextract as nx
from newsextract import Config
from newsextract.errors import Failure
from newsextract.runs.workers import run
from newsextract.sources import open_source
from newsextract.sources.base import Options

_WHO = ("ช่างทอผ้า", "ชาวสวนมังคุด", "ครูดนตรี", "คนขับเรือ", "นักเรียนชั้นประถม", "ช่างซ่อมจักรยาน", "แม่ค้าขนมครก")
_DID = ("ปลูกต้นลำพู", "ทาสีสะพานไม้", "ซ้อมร้องเพลง", "นับนกกระยาง", "ซ่อมชั้นหนังสือ", "เก็บขยะริมคลอง", "ปั้นหม้อดิน")
_WHEN = {"เมื่อวานนี้": -1, "วันนี้": 0, "พรุ่งนี้": 1}


def article(number):
    """A row with number, text and day, and the day that the text means."""
    day = date(2023, 1, 1) + timedelta(days=number)
    words = list(_WHEN)[number % 3]
    who, did = _WHO[number % 7], _DID[number // 7 % 7]
    text = f"{words} {who}กลุ่มที่ {number} มีกำหนด{did}ร่วมกับเพื่อนบ้าน {number % 40 + 2} คน ที่ศาลากลางสวน"
    return {"no": str(number), "body": text, "day": day.isoformat()}, (day + timedelta(days=_WHEN[words])).isoformat()


def rows(many):
    return [article(number) for number in range(many)]


def check(records, given):
    assert len(records) == len(given)
    for record, (row, meant) in zip(records, given, strict=True):
        assert (record.id, record.published, record.published_from) == (row["no"], row["day"], "given")
        assert meant in [time.value for time in record.times], row["body"]


def frame_gives_records(many):
    pandas = pytest.importorskip("pandas")
    given = rows(many)
    frame = pandas.DataFrame([row for row, _ in given], index=[f"r{n}" for n in range(many)])
    for one in (frame, frame.assign(day=pandas.to_datetime(frame["day"]))):
        found = nx.extract_frame(one, text="body", published="day", id="no")
        assert list(found.index) == list(frame.index)
        check([nx.Record.model_validate(json.loads(r) if isinstance(r, str) else r) for r in found["record"]], given)


def table_gives_records(tmp_path, kind, many):
    pandas = pytest.importorskip("pandas")
    given = rows(many)
    frame, path = pandas.DataFrame([row for row, _ in given]), tmp_path / f"a.{kind}"
    if kind == "xlsx":
        pytest.importorskip("openpyxl")
        frame.to_excel(path, index=False)
    elif kind == "parquet":
        frame.to_parquet(path)
    else:
        frame.to_csv(path, index=False, sep="\t" if kind == "tsv" else ",")
    columns = {"text": "body", "published": "day", "id": "no"}
    results = list(run(open_source(str(path), Options(columns=columns)), config=Config(), workers=1))
    assert not [r for r in results if isinstance(r, Failure)]
    check([nx.Record.model_validate_json(r.line) for r in results], given)


def test_a_frame_of_articles():
    frame_gives_records(6)


@pytest.mark.slow
def test_a_frame_of_a_thousand_articles():
    frame_gives_records(1000)


@pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet"])
def test_a_table_of_articles(tmp_path, kind):
    table_gives_records(tmp_path, kind, 6)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["csv", "tsv", "xlsx", "parquet"])
def test_a_table_of_a_thousand_articles(tmp_path, kind):
    table_gives_records(tmp_path, kind, 1000)
