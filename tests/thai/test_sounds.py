"""Costs of Latin words for Thai ones: one pair at a time, and many at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsextract.thai import sounds
from newsextract.thai.sounds import Sounds, latin_letters, shipped, thai_letters

if TYPE_CHECKING:
    import pytest

WORDS = ["มานี", "ชูใจ", "สมหมาย", "วีระพงศ์", "จอห์น", "กฤษฎา", "ณ", "พระยาอนุมานราชธนพิพิธ"]
LATIN = ["Manee", "Choojai", "Sommai", "Weerapong", "John", "Kritsada", "Na", "Anumanratchathon", "X"]


def test_many_pairs_cost_what_each_costs_alone() -> None:
    pairs = [(thai_letters(thai), latin_letters(latin)) for thai in WORDS for latin in LATIN]
    assert shipped().costs_of(pairs) == [shipped().align(*pair)[0] for pair in pairs]
    assert shipped().costs_of([]) == []


def test_words_that_no_chunk_can_fill_cost_infinitely_much_either_way() -> None:
    assert Sounds({}).costs_of([("ก", "abcdefgh")]) == [Sounds({}).align("ก", "abcdefgh")[0]] == [float("inf")]


def test_what_is_counted_at_once_is_not_counted_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sounds, "counted", {})
    alone = {(thai, latin): sounds.distance(thai, latin) for thai in WORDS for latin in LATIN}
    sounds.counted.clear()
    sounds.count(alone)
    monkeypatch.setattr(Sounds, "align", None)
    assert {pair: sounds.distance(*pair) for pair in alone} == alone
