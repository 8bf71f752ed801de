"""The digests of the data behind a record's values: no record and no run claims to be made by other data."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from run_folders import go, page

from newsextract import data
from newsextract.config import Config
from newsextract.errors import ConfigError
from newsextract.pipeline import differences, provenance


@pytest.fixture
def copy(tmp_path, monkeypatch):
    """A copy of the data for one test, with no digest cached before or after."""

    def forget():
        data.digests.cache_clear()
        provenance.cache_clear()

    root = tmp_path / "data"
    shutil.copytree(data.ROOT, root)
    monkeypatch.setattr(data, "ROOT", root)
    forget()
    yield root, forget
    forget()


def flip(path: Path) -> None:
    """Change one bit in the middle of a file; it could be the sign of a weight."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def test_one_bit_of_any_file_behind_a_value_changes_the_provenance(copy):
    root, forget = copy
    before = provenance(Config())
    for name in before.models:
        inside = sorted(p for p in (root / name).rglob("*") if p.suffix in {".csv", ".gz", ".json", ".toml", ".txt"})
        for path in inside or [root / f"{name}.npz"]:
            flip(path)
            forget()
            assert [key for key, value in provenance(Config()).models.items() if value != before.models[key]] == [name], path
            flip(path)
    forget()
    assert provenance(Config()) == before


def test_a_file_behind_no_value_does_not_change_the_provenance(copy):
    root, forget = copy
    before = provenance(Config())
    for name in ("gazetteers/SOURCES.md", "view/tiles.csv", "stores/views.sql", "NOTICE.md"):
        flip(root / name)
    forget()
    assert provenance(Config()) == before


def test_a_run_does_not_continue_with_other_weights(copy, tmp_path):
    root, forget = copy
    run = tmp_path / "run"
    go(run, [page("a")])
    flip(root / "models" / "events.npz")
    forget()
    with pytest.raises(ConfigError, match=r"other version or models \(models\.models/events: \w{8}…, now \w{8}…\)"):
        go(run, [page("a"), page("b")])


def test_a_run_with_other_weights_does_not_blame_the_path_of_the_same_gazetteer(copy, tmp_path):
    root, forget = copy
    first, moved = tmp_path / "a.csv", tmp_path / "b.csv"
    for path in (first, moved):
        path.write_text("name,type\nหมู่บ้านว่าว,LOCATION\n", encoding="utf-8")
    run = tmp_path / "run"
    go(run, [page("a")], config=Config(gazetteers=(str(first),)))
    go(run, [page("a")], config=Config(gazetteers=(str(moved),)))
    flip(root / "models" / "events.npz")
    forget()
    with pytest.raises(ConfigError, match="other version or models"):
        go(run, [page("a")], config=Config(gazetteers=(str(moved),)))


def test_a_run_does_not_continue_with_another_release_of_a_deciding_library(tmp_path, monkeypatch):
    import importlib.metadata

    real = importlib.metadata.version
    go(tmp_path, [page("a")])
    monkeypatch.setattr(importlib.metadata, "version", lambda name: "5.3.1" if name == "lxml" else real(name))
    provenance.cache_clear()
    try:
        with pytest.raises(ConfigError, match=rf"libraries\.lxml: '{real('lxml')}', now '5\.3\.1'"):
            go(tmp_path, [page("a"), page("b")])
    finally:
        provenance.cache_clear()


def test_differences_are_named_by_their_path():
    assert differences(["a", "b"], []) == "a, b, now none"
    assert differences({"a": {"b": 1, "c": 2}, "d": 3}, {"a": {"b": 1, "c": 4}}) == "a.c: 2, now 4; d: 3, now none"
