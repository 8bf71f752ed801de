"""A small transformer encoder (Vaswani et al. 2017, "Attention is all you need"), run by ONNX Runtime."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from newsextract.models.artifact import Artifact

Array = NDArray[np.float32]
#: arrays of a file that the encoder itself reads
_OWN = {"keys", "graph"}
#: what of a passage the graph looks up in its tables
_LOOKED_UP = ("ids", "beginnings", "endings", "kinds", "places")


@dataclass(slots=True)
class Passage:
    """What is read at once: for each position a word, its beginning and ending, its kind and place, and two numbers."""

    ids: list[int]
    beginnings: list[int]
    endings: list[int]
    kinds: list[int]
    places: list[int]
    scores: list[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Encoder:
    """A trained encoder.

    Attributes
    ----------
    index
        Hash of a vocabulary entry → its row.
    session
        Runs the graph, which holds the tables and the layers.
    weights
        The other arrays by name: of what is asked of the vectors.
    """

    index: dict[int, int]
    session: Any
    weights: Mapping[str, Array]

    @classmethod
    def of(cls, artifact: Artifact) -> Encoder:
        """The encoder of a file."""
        os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")  # read as it loads: since 1.29 it tells its maker of each session
        import onnxruntime

        onnxruntime.disable_telemetry_events()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1  # a run has its own processes
        options.log_severity_level = 3
        graph = artifact.arrays["graph"].tobytes()
        return cls(
            {key: row for row, key in enumerate(artifact.arrays["keys"].tolist(), artifact.facts["reserved"])},
            onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"]),
            {name: value.astype(np.float32) for name, value in artifact.arrays.items() if name not in _OWN},
        )

    def encode(self, passages: Iterable[Passage]) -> list[Array]:
        """The vectors of each passage after the last layer, shape (positions, width)."""
        return [self._encoded(passage) for passage in passages]

    def _encoded(self, passage: Passage) -> Array:
        given: dict[str, NDArray[Any]] = {part: np.array(getattr(passage, part), np.int64) for part in _LOOKED_UP}
        vectors: Array = self.session.run(None, given | {"scores": np.array(passage.scores, np.float32)})[0]
        return vectors
