"""Damaged indexes and stores under the explorer: rebuilt, or a one-line error."""

import pytest

from explorer_store import asker, write_store

pytest.importorskip("duckdb", reason="the extra `stores` is not installed")
pytest.importorskip("datasette", reason="the extra `explore` is not installed")

from newsextract.errors import InputError
from newsextract.explorer import build, index_path, is_fresh


def test_a_damaged_index_is_rebuilt(sample_records, tmp_path):
    store = write_store(sample_records[:2], tmp_path)
    index = index_path(store)
    build(store, index)
    whole = index.read_bytes()
    for damaged in (whole[:-100], whole[:-8192], b"x" * 9000, b"", whole + b"x"):
        index.write_bytes(damaged)
        assert not is_fresh(store, index), len(damaged)
        build(store, index)
        assert is_fresh(store, index)


def test_damage_found_while_reading_is_a_one_line_error(sample_records, tmp_path):
    store = write_store(sample_records, tmp_path)
    get, index = asker(store), index_path(store)
    whole = bytearray(index.read_bytes())
    whole[4096:] = b"\xff" * (len(whole) - 4096)
    index.write_bytes(whole)

    for path in ("/?q=ประชุม", "/-/selection.csv", f"/record/{sample_records[0].id}"):
        answer = get(path, accept="*/*")
        assert answer.status_code == 500
        assert "the search index is damaged" in answer.text
        assert answer.text.count("\n") == 1


def test_a_store_damaged_later_is_refused_by_the_next_build_and_its_pages_still_work(sample_records, tmp_path):
    store = write_store(sample_records[:3], tmp_path)
    get = asker(store)
    store.write_bytes(b"x" * 5000)

    assert get(f"/record/{sample_records[0].id}.json").text == sample_records[0].to_json()
    with pytest.raises(InputError, match="cannot be read"):
        build(store, index_path(store))


def test_an_index_never_replaces_another_file(sample_records, tmp_path):
    store = write_store(sample_records[:2], tmp_path)
    thesis = tmp_path / "thesis.odt"
    thesis.write_bytes(b"PK years of work")
    for other in (thesis, store):
        before = other.read_bytes()
        with pytest.raises(InputError, match="this file is not a search index"):
            build(store, other)
        assert other.read_bytes() == before
    for _ in range(2):  # an index of ours is replaced under any name
        build(store, tmp_path / "index.db")
        assert is_fresh(store, tmp_path / "index.db")
        write_store(sample_records[:3], tmp_path)
