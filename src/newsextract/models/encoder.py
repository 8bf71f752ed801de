"""A small transformer encoder (Vaswani et al. 2017, "Attention is all you need"), run by ONNX Runtime."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate, chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from newsextract.models.artifact import Artifact

Array = NDArray[np.float32]
#: arrays of the file that the encoder itself uses
_ENCODER_ARRAYS = {"keys", "graph"}
#: fields of a passage that are ids of rows in the graph's embedding tables
_ID_FIELDS = ("ids", "beginnings", "endings", "kinds", "places")


@dataclass(slots=True)
class Passage:
    """One input sequence: for each position the ids of word, prefix, suffix, kind and position, and two numeric features."""

    ids: list[int]
    beginnings: list[int]
    endings: list[int]
    kinds: list[int]
    places: list[int]
    scores: list[tuple[float, float]]


@dataclass(frozen=True, slots=True, eq=False)
class Encoder:
    """A trained encoder."""

    index: dict[int, int]  # hash of a vocabulary entry → its row
    session: Any  # the ONNX Runtime session of the graph, which holds the embeddings and the layers
    columns: Mapping[str, slice]  # the output columns of each head
    weights: Mapping[str, Array]  # arrays by name that the caller applies to the output

    @classmethod
    def of(cls, artifact: Artifact) -> Encoder:
        """Load the encoder from its artifact."""
        os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")  # read at import: since 1.29 each session is reported to the vendor
        import onnxruntime

        onnxruntime.disable_telemetry_events()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1  # a run uses several processes
        options.log_severity_level = 3
        graph, sizes = artifact.arrays["graph"].tobytes(), artifact.facts["columns"]
        return cls(
            {key: row for row, key in enumerate(artifact.arrays["keys"].tolist(), artifact.facts["reserved"])},
            onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"]),
            {name: slice(end - sizes[name], end) for name, end in zip(sizes, accumulate(sizes.values()), strict=True)},
            {name: value.astype(np.float32) for name, value in artifact.arrays.items() if name not in _ENCODER_ARRAYS},
        )

    def read(self, passages: Iterable[Passage]) -> Iterator[Array]:
        """Yield the output for each passage, shape (positions, columns)."""
        yield from map(self._read, passages)

    def _read(self, passage: Passage) -> Array:
        inputs: dict[str, NDArray[Any]] = {part: np.fromiter(getattr(passage, part), np.int64) for part in _ID_FIELDS}
        scores = np.fromiter(chain.from_iterable(passage.scores), np.float32).reshape(-1, 2)  # numpy reads pairs slowly
        output: Array = self.session.run(None, inputs | {"scores": scores})[0]
        return output
