"""The book of a review: decisions on a record are applied once, and give the same record as a replay of all of them."""

import pytest

pytest.importorskip("duckdb", reason="the extra `stores` is not installed")
pytest.importorskip("datasette", reason="the extra `explore` is not installed")

from newsextract import desk
from newsextract.errors import InputError
from newsextract.explorer import build, index_path, review_book
from newsextract.explorer.review_book import Book
from review_store import plain_record, write_store


@pytest.fixture
def book(tmp_path):
    store = write_store(tmp_path)
    build(store, index_path(store))
    return Book(index_path(store), tmp_path / "decisions.jsonl", "นิดา")


def decide(book, key, act):
    reviewed = book.reviewed_record(key)
    return book.decide(key, reviewed.state, lambda now, maker: [act(now, maker)])


def confirm(slot):
    return lambda now, maker: maker.confirm(next(row for row in now.rows if row.group == "main" and row.label == slot))


def withdraw(now, maker):
    return maker.withdraw(next(row for row in now.rows if row.mine))


def test_a_decision_is_applied_alone_however_many_there_are_before_it(book, monkeypatch):
    key, applied = plain_record().id, []

    def counted(record, corrections):
        applied.append(len(corrections))
        return desk.apply(record, corrections)

    monkeypatch.setattr(review_book, "apply", counted)
    for slot in ("type", "status", "name", "start", "venue"):
        applied.clear()
        decide(book, key, confirm(slot))
        assert sum(applied) <= 2  # once to try it, once when it is in the file


def test_the_record_is_that_of_a_replay_of_all_decisions(book):
    first, other = book.ids[:2]
    for key, act in ((first, confirm("type")), (other, confirm("type")), (first, confirm("start")), (first, withdraw), (first, confirm("venue"))):  # fmt: skip
        shown = decide(book, key, act)
        whole = desk.apply(book.record(key), book.decisions(key))
        assert shown.record.model_dump(exclude={"provenance"}) == whole.record.model_dump(exclude={"provenance"})
        assert sum(row.mine is not None for row in shown.rows) == len(whole.applied)


def test_a_decision_that_another_program_wrote_is_applied_between_the_own_ones(book):
    key, other = plain_record().id, Book(book.index, book.path, "สมชาย")
    for one, act in ((book, confirm("type")), (other, confirm("start")), (book, confirm("venue")), (other, withdraw), (book, confirm("name"))):  # fmt: skip
        shown = decide(one, key, act)
        whole = desk.apply(one.record(key), one.decisions(key))
        assert shown.record.model_dump(exclude={"provenance"}) == whole.record.model_dump(exclude={"provenance"})
        assert sum(bool(row.mine or row.others) for row in shown.rows) == len(whole.applied)


def test_a_damaged_index_is_named(book):
    whole = book.index.read_bytes()
    book.index.write_bytes(whole[:4096].ljust(len(whole), b"\xff"))
    with pytest.raises(InputError, match="the search index is damaged"):
        Book(book.index, book.path, "นิดา")
