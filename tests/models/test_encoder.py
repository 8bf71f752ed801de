"""An encoder with random weights: its graph agrees with NumPy, and batching does not change its output."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from newsextract.models import artifact
from newsextract.models.encoder import Encoder, Passage
from training.graph import encoder_graph, quantise

WIDTH, WORDS, HEADS = 8, 5, 2


def random_weights(*shape: int) -> np.ndarray:
    return np.random.default_rng(sum(shape)).normal(size=shape).astype(np.float16).astype(np.float32)


@pytest.fixture(params=["relu", "gelu"])
def activation(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def weights(activation: str) -> dict[str, np.ndarray]:
    layer = {
        "attention": (WIDTH, 3 * WIDTH),
        "output": (WIDTH, WIDTH),
        "up": (WIDTH, 16),
        "up_bias": (16,),
        "down": (16, WIDTH),
    }
    layer |= dict.fromkeys(("down_bias", "gain", "shift", "second_gain", "second_shift"), (WIDTH,))
    shapes = {f"layers.{number}.{name}": shape for number in range(2) for name, shape in layer.items()}
    shapes |= {"kinds": (3, WIDTH), "places": (9, WIDTH), "scores": (2, WIDTH), "gain": (WIDTH,), "shift": (WIDTH,)}
    shapes |= dict.fromkeys(("words", "beginnings", "endings"), (WORDS, WIDTH)) | {"asked": (WIDTH, 5), "asked_bias": (5,)}
    if activation == "relu":
        shapes |= {"last_gain": (WIDTH,), "last_shift": (WIDTH,)}
    return {name: random_weights(*shape) for name, shape in shapes.items()}


@pytest.fixture
def model(tmp_path: Path, weights: dict[str, np.ndarray], activation: str) -> Encoder:
    graph = encoder_graph(weights, heads=HEADS, layers=2, activation=activation)
    arrays = {"keys": np.array([11, 22], np.uint32), "graph": np.frombuffer(graph, np.uint8), "beside": random_weights(2)}
    artifact.write(tmp_path / "small.npz", "encoder", "a test", arrays, reserved=3, columns={"one": 2, "other": 3})
    return Encoder.of(artifact.read(tmp_path / "small.npz", "encoder"))


def passage(size: int) -> Passage:
    ids = [k % WORDS for k in range(size)]
    return Passage(ids, ids[::-1], ids, [k % 3 for k in range(size)], list(range(size)), [(0.5, 1.0)] * size)


def in_numpy(weights: dict[str, np.ndarray], one: Passage, activation: str) -> np.ndarray:
    def normalised(x: np.ndarray, gain: str, shift: str) -> np.ndarray:
        spread = np.sqrt(x.var(axis=1, keepdims=True) + 1e-5)
        return (x - x.mean(axis=1, keepdims=True)) / spread * weights[gain] + weights[shift]

    x = weights["kinds"][one.kinds] + weights["places"][one.places] + np.array(one.scores) @ weights["scores"]
    for table, rows in (("words", one.ids), ("beginnings", one.beginnings), ("endings", one.endings)):
        packed, scale = quantise(weights[table])
        x = x + packed[rows] * scale[rows]
    x = normalised(x, "gain", "shift")
    for layer in ("layers.0.", "layers.1."):
        queries, keys, values = np.split(
            normalised(x, f"{layer}gain", f"{layer}shift") @ weights[f"{layer}attention"], 3, axis=1
        )
        taken = []
        for head in np.split(np.arange(WIDTH), HEADS):
            shares = np.exp(queries[:, head] @ keys[:, head].T / np.sqrt(WIDTH / HEADS))
            taken.append(shares / shares.sum(axis=1, keepdims=True) @ values[:, head])
        x = x + np.concatenate(taken, axis=1) @ weights[f"{layer}output"]
        inner = (
            normalised(x, f"{layer}second_gain", f"{layer}second_shift") @ weights[f"{layer}up"] + weights[f"{layer}up_bias"]
        )
        gelu = inner / 2 * (1 + np.tanh(np.sqrt(2 / np.pi) * (inner + 0.044715 * inner**3)))
        x = (
            x
            + (gelu if activation == "gelu" else np.maximum(inner, 0)) @ weights[f"{layer}down"]
            + weights[f"{layer}down_bias"]
        )
    x = normalised(x, "last_gain", "last_shift") if "last_gain" in weights else x
    return x @ weights["asked"] + weights["asked_bias"]


def test_the_graph_computes_the_same_as_numpy(model: Encoder, weights: dict[str, np.ndarray], activation: str) -> None:
    assert next(model.read([passage(7)])) == pytest.approx(in_numpy(weights, passage(7), activation), rel=1e-3, abs=0.01)


def test_vocabulary_entries_follow_the_reserved_rows(model: Encoder) -> None:
    assert model.index == {11: 3, 22: 4}


def test_batching_does_not_change_the_output(model: Encoder) -> None:
    together = list(model.read([passage(3), passage(9)]))
    assert [one.shape for one in together] == [(3, 5), (9, 5)]
    assert (together[0] == next(model.read([passage(3)]))).all()


def test_each_output_has_its_columns(model: Encoder) -> None:
    assert model.columns == {"one": slice(0, 2), "other": slice(2, 5)}
    assert set(model.weights) == {"beside"}


@pytest.mark.skipif(sys.platform != "linux", reason="threads are counted in /proc")
def test_an_encoder_starts_no_telemetry_thread() -> None:
    """ONNX Runtime would send telemetry from its own thread, with an identifier that it keeps on disk."""
    program = (
        "import os; from newsextract.layers.events.marks import encoder; encoder(); print(len(os.listdir('/proc/self/task')))"
    )
    env = {name: value for name, value in os.environ.items() if name != "ORT_DISABLE_TELEMETRY"} | {"OPENBLAS_NUM_THREADS": "1"}
    assert subprocess.run([sys.executable, "-c", program], env=env, check=True, capture_output=True, text=True).stdout == "1\n"
