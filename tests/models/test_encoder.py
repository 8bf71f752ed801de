"""The encoder with drawn weights: batches change nothing, and BLAS keeps to one thread while it runs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from newsextract.models import artifact, encoder
from newsextract.models.encoder import Encoder, Layer, Passage, normalised, standard

WIDTH, WORDS = 8, 5


def drawn(*shape: int) -> np.ndarray:
    return np.random.default_rng(sum(shape)).normal(size=shape).astype(np.float16)


@pytest.fixture
def model(tmp_path: Path) -> Encoder:
    layer = {
        "attention": (WIDTH, 3 * WIDTH),
        "output": (WIDTH, WIDTH),
        "up": (WIDTH, 16),
        "up_bias": (16,),
        "down": (16, WIDTH),
    }
    layer |= dict.fromkeys(("down_bias", "gain", "shift", "second_gain", "second_shift"), (WIDTH,))
    shapes = {f"0/{name}": shape for name, shape in layer.items()}
    shapes |= {"kinds": (3, WIDTH), "places": (9, WIDTH), "scores": (2, WIDTH), "gain": (WIDTH,), "shift": (WIDTH,)}
    shapes |= {"asked": (WIDTH, 3)}
    arrays = {name: drawn(*shape) for name, shape in shapes.items()}
    for name in ("words", "beginnings", "endings"):
        arrays |= {name: np.arange(WORDS * WIDTH, dtype=np.int8).reshape(WORDS, WIDTH), f"{name}_scale": drawn(WORDS) / 20}
    arrays["keys"] = np.array([11, 22], np.uint32)
    artifact.write(tmp_path / "small.npz", "encoder", "a test", arrays, heads=2, layers=1)
    return Encoder.of(artifact.read(tmp_path / "small.npz", "encoder"))


def passage(size: int) -> Passage:
    ids = [k % WORDS for k in range(size)]
    return Passage(ids, ids[::-1], ids, [k % 3 for k in range(size)], list(range(size)), [(0.5, 1.0)] * size)


def test_vocabulary_entries_stand_behind_the_reserved_rows(model: Encoder) -> None:
    assert model.index == {11: 3, 22: 4}


def test_a_batch_says_what_each_passage_says_alone(model: Encoder) -> None:
    together = model.encode([passage(3), passage(9)])
    assert [one.shape for one in together] == [(3, WIDTH), (9, WIDTH)]
    assert all(np.isfinite(one).all() for one in together)
    assert together[0] == pytest.approx(model.encode([passage(3)])[0], abs=1e-4)


def test_what_is_asked_of_the_vectors_comes_with_them(model: Encoder) -> None:
    assert set(model.weights) == {"asked"}
    assert (model.encode([passage(4)])[0] @ model.weights["asked"]).shape == (4, 3)


def test_gains_and_shifts_are_part_of_the_weights() -> None:
    parts = ("gain", "shift", "second_gain", "second_shift", "up_bias", "down_bias")
    weights = {name: drawn(WIDTH + k)[:WIDTH].astype(np.float32) for k, name in enumerate(parts)}
    weights |= {
        name: drawn(WIDTH, k * WIDTH).astype(np.float32)
        for name, k in (("attention", 3), ("output", 1), ("up", 1), ("down", 1))
    }
    folded, x = Layer.of(weights, heads=2), drawn(5, WIDTH).astype(np.float32)
    asked = normalised(x, weights["gain"], weights["shift"]) @ weights["attention"]
    asked[:, :WIDTH] /= 2  # queries: the root of four numbers a head
    assert standard(x) @ folded.attention + folded.attention_bias == pytest.approx(asked, abs=1e-4)
    raised = normalised(x, weights["second_gain"], weights["second_shift"]) @ weights["up"] + weights["up_bias"]
    assert standard(x) @ folded.up + folded.up_bias == pytest.approx(raised, abs=1e-4)
    assert standard(x).mean(axis=1) == pytest.approx(np.zeros(5), abs=1e-6)
    assert standard(x).std(axis=1) == pytest.approx(np.ones(5), abs=1e-3)


def test_blas_keeps_to_one_thread_while_the_encoder_runs_and_no_longer(model: Encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    def threads() -> set[int]:
        # numpy's own: what another package loads later is none of the encoder's
        return {library["num_threads"] for library in threadpool_info() if "numpy" in library["filepath"]}

    seen: list[set[int]] = []
    gelu = encoder.gelu
    monkeypatch.setattr(encoder, "gelu", lambda x: (seen.append(threads()), gelu(x))[1])
    with threadpool_limits(2, user_api="blas"):
        before = threads()
        model.encode([passage(3)])
        assert threads() == before
    assert all(some <= {1} for some in seen)
    assert seen
