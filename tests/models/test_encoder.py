"""The encoder with drawn weights: batches change nothing, and BLAS keeps to one thread while it runs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from newsextract.models import artifact, encoder
from newsextract.models.encoder import Encoder, Passage

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
    shapes |= {"head": (2 * WIDTH, WIDTH), "head_bias": (WIDTH,), "out": (WIDTH,)}
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
    assert together.shape == (2, 9, WIDTH)
    assert np.isfinite(together).all()
    assert together[0, :3] == pytest.approx(model.encode([passage(3)])[0], abs=1e-4)
    assert model.score(together[0], together[1]).shape == (9,)


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
