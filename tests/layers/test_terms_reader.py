"""The reader of terms: its input, and batching without effect. All names are invented or from no article."""

from __future__ import annotations

import numpy as np
import pytest

from newsextract.layers.terms import ranker, search
from newsextract.layers.terms.candidates import find_candidates
from newsextract.layers.terms.features import align
from newsextract.layers.terms.ranker import Scored, first_ranking, rank, reader_log_probs, score_all
from newsextract.layers.terms.reader import (
    LEFT_MARGIN,
    MAX_TOKENS,
    MAX_WORDS,
    MIN_LOG_PROB,
    PIECES,
    UNKNOWN,
    passage,
    pieces,
    read,
    reader,
)
from newsextract.layers.terms.tables import tables, weights
from newsextract.layers.terms.window import Place, left_window
from newsextract.models import artifact
from newsextract.models.encoder import Passage
from newsextract.thai.tokens import tokenize
from training.graph import weights_in

TEXT = (
    "วันนี้ร่วมกับองค์การว่าวโลก (World Kite Organization) จัดอบรมที่ลำปาง และลงพื้นที่ติดตามโครงการอนุรักษ์ว่าวไทยชายฝั่ง "
    "(Coastal Kite Care) ก่อนประชุมคณะกรรมการว่าด้วยความปลอดภัยของว่าวและบอลลูน (Committee on Kite and Balloon Safety)"
)


def places() -> list[Place]:
    return [Place(c, left_window(TEXT, c, tokenize(TEXT))) for c in find_candidates(TEXT)]


def reader_input(place: Place, leftmost: int = 0) -> tuple[int, Passage]:
    """The number of gloss words in a candidate's passage, and the passage."""
    words, *aligned = align(TEXT, place, tables())
    kind = place.candidate.gloss.kind
    return min(MAX_WORDS, len(words)), passage(place.window, kind, words, aligned, leftmost, reader().index)


def scored(found: list[Place]) -> list[Scored]:
    return [first_ranking(TEXT, place, tables(), weights()) for place in found]


def test_a_passage_is_the_gloss_and_the_thai_tokens_from_right_to_left() -> None:
    place = places()[0]
    words, one = reader_input(place)
    assert len(one.ids) == 1 + words + min(MAX_TOKENS, len(place.window.norms))
    assert one.places[: 1 + words] == list(range(1 + words))
    assert one.beginnings[1 + words] == pieces(place.window.norms[-1], True)[0]
    assert all(0 <= k <= PIECES for k in (*one.beginnings, *one.endings))
    assert {len(part) for part in (one.ids, one.beginnings, one.endings, one.kinds, one.places, one.scores)} == {len(one.ids)}


def test_words_outside_the_vocabulary_are_read_by_their_prefix() -> None:
    place = places()[0]
    window = place.window
    window.norms[-1] = "ว่าวฬฬฬ"
    one = passage(window, "en", ("kite",), ([0.0] * len(window.norms), [-1] * len(window.norms)), 0, reader().index)
    assert one.ids[2] == UNKNOWN
    assert one.beginnings[2] == pieces("ว่าว", True)[0]


def test_tokens_far_left_of_the_first_start_are_cut_off() -> None:
    place = places()[-1]
    words, one = reader_input(place, len(place.window.norms) - 3)
    assert len(one.ids) == 1 + words + 3 + LEFT_MARGIN


def test_batching_does_not_change_the_probabilities() -> None:
    found = places()
    ranked = scored(found)
    together = reader_log_probs(found, ranked)
    for k, place in enumerate(found):
        alone = reader_log_probs([place], [ranked[k]])[0]
        assert together[k] == pytest.approx(alone, abs=1e-3)
        assert np.exp(alone).sum() == pytest.approx(1.0, abs=1e-3)


def test_a_start_outside_the_passage_is_unlikely() -> None:
    words, one = reader_input(places()[0])
    said = read([one], [[0, 1, 500]], [words])[0]
    assert said[2] <= MIN_LOG_PROB / 2
    assert [part.shape for part in reader().read([one])] == [(len(one.ids), 2 * len(reader().weights["out"]))]


def test_only_candidates_that_the_rankings_leave_open_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    found = places()
    before = scored(found)
    asked = [ranker.needs_reader(p.candidate, s.probabilities, s.kept) for p, s in zip(found, before, strict=True)]
    after = score_all(TEXT, found, tables(), weights())
    for was, now, read_again in zip(before, after, asked, strict=True):
        if not read_again:
            assert (was.probabilities == now.probabilities).all()
        else:
            assert now.probabilities.sum() == pytest.approx(1.0)
    monkeypatch.setattr(ranker, "READER_CUTOFF", 0.0)
    assert not any(ranker.needs_reader(p.candidate, s.probabilities, s.kept) for p, s in zip(found, before, strict=True))


def test_the_reader_is_weighted_by_its_share() -> None:
    first, log_probs = np.array([0.6, 0.4, 0.0]), np.log([0.1, 0.9])
    assert ranker.combine_with_reader(first, [0, 1], log_probs, 1.0) == pytest.approx([0.1, 0.9, 0.0])
    assert ranker.combine_with_reader(first, [0, 1], log_probs, 0.0) == pytest.approx([0.6, 0.4, 0.0])


def test_every_candidate_is_ranked_in_order() -> None:
    found = rank(TEXT, places())
    assert [r.start for r in found] == sorted(r.start for r in found)
    assert TEXT[found[0].start :].startswith("องค์การว่าวโลก (")
    assert next(t.th.text for t in search(TEXT) if t.th) == "องค์การว่าวโลก"
    assert rank(TEXT, []) == []


def test_the_training_network_computes_what_the_layer_computes() -> None:
    torch = pytest.importorskip("torch", reason="the reader's training needs the extra train")
    from training import reader as train_reader
    from training import reader_network

    weights = weights_in(artifact.load("terms_reader", "encoder"))
    weights["guess_bias"] = np.zeros(len(weights["words"]), dtype=np.float32)
    weights["head"], weights["head_bias"] = (
        np.concatenate([weights.pop("start"), weights.pop("left")]),
        weights.pop("start_bias"),
    )
    weights["out"] = reader().weights["out"]
    weights = {name: part for name, part in weights.items() if name not in {"asked", "asked_bias", "left_bias"}}
    taught = reader_network.Network(len(weights["words"]))
    taught.load_state_dict({name: torch.from_numpy(part) for name, part in weights.items()})
    place = places()[-1]
    words, *aligned = align(TEXT, place, tables())
    starts = dict.fromkeys(place.window.possible, 1.0 / len(place.window.possible))
    data = train_reader.batch([(place.window, "en", words, aligned, starts)], reader().index)
    said = reader_network.start_log_probs(taught, data)[0]
    n = len(place.window.norms)
    asked = [n - 1 - i for i in place.window.possible if n - 1 - i < MAX_TOKENS]
    count, one = reader_input(place)
    mine = read([one], [asked], [count])[0]
    theirs = said[asked] - np.log(np.exp(said[asked]).sum())
    assert mine == pytest.approx(np.maximum(theirs, MIN_LOG_PROB), abs=0.02)
