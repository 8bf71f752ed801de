"""The tagger over channels against the sum of its attributes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsextract.models import artifact, tagger
from newsextract.models.channels import ChannelTagger, Lines, attributes
from newsextract.models.tagger import links, marginals

LABELS = ["O", "B-E", "I-E"]
OFFSETS = {"w": (-2, 0, 1), "e": (0,)}
SYMBOLS = ["", "a", "b", "=", "1w"]
NEVER = {("O", "I-E"): False}


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> tuple[ChannelTagger, dict[tuple[str, str], float]]:
    random = np.random.default_rng(5)
    names = [f"{offset}{channel}={s}" for channel, near in OFFSETS.items() for offset in near for s in SYMBOLS[1:]]
    weights = {(name, label): float(np.float16(random.normal())) for name in names for label in LABELS}
    path = Path(tmp_path_factory.mktemp("model")) / "model.npz"
    packed = tagger.arrays(LABELS, weights, {("B-E", "I-E"): 0.5}, [0.5, 0.0, 0.0], lambda a, b: NEVER.get((a, b), True))
    artifact.write(path, "tagger", "a test", packed)
    return ChannelTagger(artifact.read(path, "tagger"), lambda word: {"w": word}), weights


@given(st.lists(st.lists(st.tuples(st.sampled_from(SYMBOLS), st.sampled_from(SYMBOLS)), min_size=1, max_size=5), max_size=3))
@settings(max_examples=60, deadline=None)
def test_each_token_has_the_weights_of_its_attributes(model, given_lines) -> None:
    known, weights = model
    sizes = [len(line) for line in given_lines]
    words = [word for line in given_lines for word, _ in line]
    marks = np.array([SYMBOLS.index(mark) for line in given_lines for _, mark in line], np.intp)
    lines = Lines(words, sizes, {"e": (SYMBOLS, marks)})
    steps = np.zeros((3, 3), np.float32)
    steps[1, 2], steps[0, 2] = 0.5, tagger.FORBIDDEN
    rows = [
        [(label == "O") * 0.5 + sum(weights[name, label] for name in row) for label in LABELS]
        for line in attributes(lines, lambda word: {"w": word}, OFFSETS)
        for row in line
    ]
    found = known.probabilities(lines)
    assert found.shape == (len(words), len(LABELS))
    if words:
        assert found == pytest.approx(marginals(np.array(rows, np.float32), sizes, links(steps)), abs=1e-4)
