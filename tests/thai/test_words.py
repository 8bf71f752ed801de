"""Words: the same cuts as newmm with our dictionary."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pythainlp.tokenize.newmm import segment
from pythainlp.util import Trie

from newsextract.thai import words
from newsextract.thai.words import cut

WORDS = ["กา", "กาก", "กากบาท", "บาท", "ตา", "ตาก", "กลม", "ลม", "มา", "มาก", "เกาะ", "ที่", "ที", "ก็", "น้ำ", "ว่า", "ด", "ๆ"]
LETTERS = "กขคตมลรวนยอหาะำิีืุูัเแโไ่้๊็์ๆ๑ฯ-aZ9., \n"


@pytest.fixture
def _few_words(monkeypatch: pytest.MonkeyPatch) -> None:
    few = words.BytesAhoCorasick([word.encode("cp874") for word in WORDS])
    monkeypatch.setattr(words, "_dictionary", lambda: few)


@given(st.one_of(st.text(LETTERS, max_size=40), st.lists(st.sampled_from([*WORDS, *LETTERS]), max_size=60).map("".join)))
@settings(max_examples=400)
@pytest.mark.usefixtures("_few_words")
def test_the_words_are_those_of_newmm(run: str) -> None:
    assert list(words._cut.__wrapped__(run)) == segment(run, Trie(WORDS))


@pytest.mark.usefixtures("_few_words")
def test_a_run_with_very_many_cuts_is_cut_as_by_newmm() -> None:
    run = "กากบาทตากลมมาก" * 40
    assert list(words._cut.__wrapped__(run)) == segment(run, Trie(WORDS))


def test_the_shipped_dictionary_cuts() -> None:
    assert cut("อธิบดีกรมชลประทานตรวจเขื่อน") == ("อธิบดี", "กรมชลประทาน", "ตรวจ", "เขื่อน")
    assert cut("") == ()


def test_a_long_run_cut_in_pieces_has_the_same_words() -> None:
    known = ["กรม", "ชลประทาน", "เปิด", "การประชุม", "วิชาการ", "เพื่อ", "ชุมชน", "ใน", "จังหวัด", "เชียงใหม่"]
    found = cut("".join(known) * 200)
    assert list(found) == list(cut("".join(known))) * 200
    # text outside the dictionary is cut in pieces, and nothing is lost
    assert "".join(cut("\u0e48" * 9_000 + "ประชุม")) == "\u0e48" * 9_000 + "ประชุม"
