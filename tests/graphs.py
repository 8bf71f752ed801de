"""The weights in a shipped encoder's graph, as the program that taught it names them."""

from __future__ import annotations

import numpy as np
import onnx
from onnx import numpy_helper

from newsextract.models import artifact


def weights_in(name: str) -> dict[str, np.ndarray]:
    arrays = artifact.load(name, "encoder").arrays
    graph = onnx.load_from_string(arrays["graph"].tobytes()).graph
    found = {one.name.removeprefix("weight "): numpy_helper.to_array(one) for one in graph.initializer}
    for table in ("words", "beginnings", "endings"):
        found[table] = found[table] * found.pop(f"{table}_scale").astype(np.float32)
    found |= {key: value for key, value in arrays.items() if key not in {"keys", "graph"}}
    return {key: value.astype(np.float32) for key, value in found.items()}
