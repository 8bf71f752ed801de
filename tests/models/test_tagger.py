"""The linear-chain CRF against an enumeration of all paths."""

from __future__ import annotations

from itertools import pairwise, product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsextract.models import artifact, tagger
from newsextract.models.tagger import Tagger

LABELS = ["O", "B-PERSON", "E-PERSON"]
WEIGHTS = {("w=Somchai", "B-PERSON"): 3.0, ("w=Jaidee", "E-PERSON"): 3.0, ("w=met", "O"): 2.0}


def follows(label: str, after: str) -> bool:
    return (label == "B-PERSON") == (after == "E-PERSON")


def save(path: Path, weights: dict[tuple[str, str], float]) -> None:
    artifact.write(path, "tagger", "a test", tagger.arrays(LABELS, weights, {("O", "O"): 0.5}, [0.0, 0.25, 0.0], follows))


@given(st.lists(st.integers(1, 5), min_size=1, max_size=3), st.integers(0, 2**32 - 1))
@settings(max_examples=60)
def test_marginals_and_best_paths_agree_with_enumerating_all_paths(sizes: list[int], seed: int) -> None:
    random = np.random.default_rng(seed)
    parts = [random.normal(size=(size, 3)).astype(np.float32) for size in sizes]
    transitions = random.normal(size=(3, 3)).astype(np.float32)
    transitions[0, 2] = -1000
    together = tagger.marginals(np.concatenate(parts), sizes, tagger.step_matrix(transitions))
    read = tagger.best_path(together, sizes, transitions < -500)
    ends = np.cumsum(sizes)[:-1]
    for emissions, probabilities, path in zip(parts, np.split(together, ends), np.split(read, ends), strict=True):
        every = list(product(range(3), repeat=len(emissions)))
        steps = [sum(float(transitions[a, b]) for a, b in pairwise(way)) for way in every]
        weights = np.exp([s + sum(float(emissions[i, k]) for i, k in enumerate(w)) for s, w in zip(steps, every, strict=True)])
        for i, k in product(range(len(emissions)), range(3)):
            share = sum(w for w, way in zip(weights, every, strict=True) if way[i] == k) / weights.sum()
            assert probabilities[i, k] == pytest.approx(share, abs=1e-6)
        collected = [sum(probabilities[i, k] for i, k in enumerate(w)) for s, w in zip(steps, every, strict=True) if s > -500]
        assert sum(probabilities[i, k] for i, k in enumerate(path)) == pytest.approx(max(collected), abs=1e-9)


def test_a_name_is_read_without_forbidden_transitions() -> None:
    never = tagger.FORBIDDEN
    model = Tagger(LABELS, np.array([[0.5, 0, never], [never, never, 0], [0, 0, never]], np.float32))
    line = np.array([[0, 3.25, 0], [0, 0, 3], [2, 0, 0], [0, 0.25, 0]], np.float32)
    together = np.concatenate([line, line[2:], line[:1]])
    assert model.read(together, [4, 2, 1]) == [["B-PERSON", "E-PERSON", "O", "O"], ["O", "O"], ["B-PERSON"]]


def test_the_same_weights_give_the_same_bytes(tmp_path: Path) -> None:
    paths = [tmp_path / name / "small.npz" for name in "ab"]
    for path, weights in zip(paths, (WEIGHTS, dict(reversed(WEIGHTS.items()))), strict=True):
        path.parent.mkdir()
        save(path, weights)
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_lines_are_grouped_within_a_memory_limit() -> None:
    def groups(sizes: list[int]) -> list[tuple[list[int], list[int]]]:
        return [(starts.tolist(), lengths.tolist()) for starts, lengths in tagger._line_groups(sizes)]

    assert groups([]) == []
    assert groups([2, 3]) == [([2, 0], [3, 2])]
    assert groups([30_000, 1, 30_000]) == [([0], [30_000]), ([30_001], [30_000]), ([30_000], [1])]
