"""Costs of aligning Thai and Latin words: one pair at a time, and in batches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsextract.thai import sounds
from newsextract.thai.sounds import Sounds, latin_letters, shipped, thai_letters

if TYPE_CHECKING:
    import pytest

WORDS = ["มานี", "ชูใจ", "สมหมาย", "วีระพงศ์", "จอห์น", "กฤษฎา", "ณ", "พระยาอนุมานราชธนพิพิธ"]
LATIN = ["Manee", "Choojai", "Sommai", "Weerapong", "John", "Kritsada", "Na", "Anumanratchathon", "X"]


def test_a_batch_of_pairs_costs_what_each_pair_costs_alone() -> None:
    pairs = [(thai_letters(thai), latin_letters(latin)) for thai in WORDS for latin in LATIN]
    assert shipped().costs_of(pairs) == [shipped().align(*pair)[0] for pair in pairs]
    assert shipped().costs_of([]) == []


def test_words_that_cannot_be_aligned_have_infinite_cost() -> None:
    assert Sounds({}).costs_of([("ก", "abcdefgh")]) == [Sounds({}).align("ก", "abcdefgh")[0]] == [float("inf")]


def test_costs_in_the_cache_are_not_computed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sounds, "distance_cache", {})
    alone = {(thai, latin): sounds.distance(thai, latin) for thai in WORDS for latin in LATIN}
    sounds.distance_cache.clear()
    sounds.fill_cache(alone)
    monkeypatch.setattr(Sounds, "align", None)
    assert {pair: sounds.distance(*pair) for pair in alone} == alone
