"""A small transformer encoder (Vaswani et al. 2017, "Attention is all you need"), run by ONNX Runtime."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate
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
    columns
        Where each thing that it says of a position stands.
    weights
        Arrays by name that the caller applies to what it says.
    """

    index: dict[int, int]
    session: Any
    columns: Mapping[str, slice]
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
        graph, sizes = artifact.arrays["graph"].tobytes(), artifact.facts["columns"]
        return cls(
            {key: row for row, key in enumerate(artifact.arrays["keys"].tolist(), artifact.facts["reserved"])},
            onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"]),
            {name: slice(end - sizes[name], end) for name, end in zip(sizes, accumulate(sizes.values()), strict=True)},
            {name: value.astype(np.float32) for name, value in artifact.arrays.items() if name not in _OWN},
        )

    def read(self, passages: Iterable[Passage]) -> Iterator[Array]:
        """What it says of each passage, shape (positions, columns)."""
        yield from map(self._read, passages)

    def _read(self, passage: Passage) -> Array:
        given: dict[str, NDArray[Any]] = {part: np.array(getattr(passage, part), np.int64) for part in _LOOKED_UP}
        said: Array = self.session.run(None, given | {"scores": np.array(passage.scores, np.float32)})[0]
        return said
