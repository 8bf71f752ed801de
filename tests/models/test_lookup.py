"""Sparse rows and hashed counts."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from newsextract.models import artifact
from newsextract.models.lookup import Hashed, Rows

TABLE = {"kite": {"ว่าว": 35, "ลม": -7}, "balloon": {"ลม": 4}, "nothing": {}}


@pytest.fixture
def rows(tmp_path: Path) -> Rows:
    artifact.write(tmp_path / "some.npz", "lookup", "a test", Rows.arrays("table", TABLE))
    return Rows(artifact.read(tmp_path / "some.npz", "lookup"), "table", 10)


def test_rows_are_read_as_they_were_written(rows: Rows) -> None:
    assert dict(rows) == {"kite": {"ว่าว": 3.5, "ลม": -0.7}, "balloon": {"ลม": 0.4}, "nothing": {}}
    assert list(rows) == list(TABLE)
    assert len(rows) == 3


def test_a_missing_row_behaves_as_in_a_dictionary(rows: Rows) -> None:
    assert "kite" in rows
    assert "kites" not in rows
    assert rows.get("kites") is None
    assert rows.get("kites", {}) == {}
    with pytest.raises(KeyError):
        rows["kites"]


def test_hashed_tables_give_zero_for_unknown_keys(tmp_path: Path) -> None:
    arrays = Hashed.arrays("table", np.array([9, 4, 9], np.uint32), np.array([1, 2, 3], np.uint8))
    artifact.write(tmp_path / "some.npz", "lookup", "a test", arrays)
    table = Hashed.of(artifact.read(tmp_path / "some.npz", "lookup"), "table")
    assert table.get(np.array([4, 5, 9, 2**32 - 1], np.uint32)).tolist() == [2.0, 0.0, 1.0, 0.0]
