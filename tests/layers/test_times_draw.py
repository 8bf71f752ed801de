"""Drawing predictions for annotators: reproducible by seed, at most two per article, without excluded articles."""

from __future__ import annotations

import json
from pathlib import Path
from types import ModuleType

import pytest

import draw

_TEXT = (
    "ข่าวสมมติ-เปิดงาน\n\nวันพุธที่ 26 กุมภาพันธ์ 2563\n26/02/2563\nพิมพ์\nเปิดงาน\n"
    "วันนี้ (26 ก.พ. 63) นายสมมติ ใจดี เปิดงานซึ่งมีถึงวันที่ 3 มีนาคม 2563 และจะจัดอีกในปี 2564\n"
)


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script with a corpus of forty invented articles."""
    monkeypatch.setattr(draw, "corpus", lambda: ({"id": i, "text": _TEXT} for i in range(1, 41)))
    return draw


def test_spans_match_the_article_and_the_date_stamp_is_skipped(script: ModuleType) -> None:
    rows = script.draw_dates(80, 7, set())
    assert len(rows) == 80
    assert all(_TEXT[row["start"] : row["end"]] == row["text"] for row in rows)
    assert {row["text"] for row in rows} == {"วันนี้ (26 ก.พ. 63)", "3 มีนาคม 2563", "ปี 2564"}
    assert max([row["article_id"] for row in rows].count(i) for i in range(1, 41)) == 2


def test_excluding_an_article_does_not_change_the_rest_of_the_draw(script: ModuleType, tmp_path: Path) -> None:
    first = script.draw_dates(20, 7, set())
    assert script.draw_dates(20, 7, set()) == first
    assert script.draw_dates(20, 8, set()) != first
    read = tmp_path / "read.jsonl"
    read.write_text(json.dumps({"article_id": first[0]["article_id"]}) + "\n" + '{"id": "none"}\n', encoding="utf-8")
    skip = script.ids_in([read])
    assert skip == {first[0]["article_id"]}
    assert script.draw_dates(20, 7, skip)[:18] == first[2:]
