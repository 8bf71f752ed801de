"""Export an encoder to an ONNX graph (onnx.ai), with ONNX Runtime's own operators where they are faster."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from onnx import NodeProto, TensorProto, helper, load_from_string, numpy_helper

from newsextract.models.artifact import Artifact

#: embedding table of each input that holds ids
TABLE_BY_INPUT = {"ids": "words", "beginnings": "beginnings", "endings": "endings", "kinds": "kinds", "places": "places"}
#: versions of the format, of ONNX's operators and of ONNX Runtime's own
IR_VERSION, ONNX_OPSET, ORT_OPSET = 9, 20, ("com.microsoft", 1)
#: added to the variance in layer normalisation
EPSILON = 1e-5


class Graph:
    """A graph under construction: its nodes and weights."""

    def __init__(self) -> None:
        self.nodes: list[NodeProto] = []
        self.weights: list[TensorProto] = []

    def weight(self, name: str, value: np.ndarray) -> str:
        """Add a weight, stored as int8 or in half precision; return the name by which nodes read it."""
        small = value.dtype == np.int8
        self.weights.append(numpy_helper.from_array(value if small else value.astype(np.float16), f"weight {name}"))
        return f"weight {name}" if small else self.add("Cast", f"weight {name}", to=TensorProto.FLOAT)

    def add(self, operator: str, *inputs: str, domain: str | None = None, **settings: Any) -> str:
        """Add a node; return the name of its output."""
        name = str(len(self.nodes))
        self.nodes.append(helper.make_node(operator, inputs, [name], domain=domain, **settings))
        return name

    def bytes(self, inputs: Mapping[str, tuple[int, list[Any]]], output: str) -> bytes:
        """Serialise the model; each input has a type and a shape."""
        graph_inputs = [helper.make_tensor_value_info(name, kind, shape) for name, (kind, shape) in inputs.items()]
        self.nodes.append(helper.make_node("Identity", [output], ["said"]))
        graph_outputs = [helper.make_tensor_value_info("said", TensorProto.FLOAT, ["positions", None])]
        graph = helper.make_graph(self.nodes, "encoder", graph_inputs, graph_outputs, self.weights)
        operators = [helper.make_opsetid("", ONNX_OPSET), helper.make_opsetid(*ORT_OPSET)]
        found: bytes = helper.make_model(graph, opset_imports=operators, ir_version=IR_VERSION).SerializeToString()
        return found


def quantise(table: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Quantise a table to int8, with one scale per row."""
    scale = np.maximum(np.abs(table).max(axis=1, keepdims=True), 1e-8) / 127
    return np.round(table / scale).astype(np.int8), scale


def encoder_graph(weights: Mapping[str, np.ndarray], heads: int, layers: int, activation: str) -> bytes:
    """The serialised graph of an encoder: the positions of a passage in, the outputs of the heads out.

    The tables of words, prefixes and suffixes are quantised. If ``weights`` has ``last_gain`` and ``last_shift``, the output of
    the last layer is normalised with them. ``asked`` and ``asked_bias`` are the output layer of all heads.
    """
    graph = Graph()

    def normalised(x: str, gain: str, shift: str) -> str:
        return graph.add(
            "LayerNormalization", x, graph.weight(gain, weights[gain]), graph.weight(shift, weights[shift]), epsilon=EPSILON
        )

    def product(x: str, name: str, bias: str | None = None) -> str:
        found = graph.add("MatMul", x, graph.weight(name, weights[name]))
        return graph.add("Add", found, graph.weight(bias, weights[bias])) if bias else found

    x = product("scores", "scores")
    for column, table in TABLE_BY_INPUT.items():
        x = graph.add("Add", x, _rows(graph, table, weights[table], column))
    first = graph.add("Constant", value_ints=[0])
    x = graph.add("Unsqueeze", normalised(x, "gain", "shift"), first)
    for layer in (f"layers.{number}." for number in range(layers)):
        attention = graph.weight(f"{layer}attention", weights[f"{layer}attention"])
        bias = graph.weight(f"{layer}attention_bias", np.zeros(3 * len(weights[f"{layer}gain"])))  # some versions crash without
        mixed = graph.add(
            "Attention", normalised(x, f"{layer}gain", f"{layer}shift"), attention, bias, domain=ORT_OPSET[0], num_heads=heads
        )
        x = graph.add("Add", x, product(mixed, f"{layer}output"))
        inner = product(normalised(x, f"{layer}second_gain", f"{layer}second_shift"), f"{layer}up", f"{layer}up_bias")
        raised = graph.add("Gelu", inner, approximate="tanh") if activation == "gelu" else graph.add("Relu", inner)
        x = graph.add("Add", x, product(raised, f"{layer}down", f"{layer}down_bias"))
    if "last_gain" in weights:
        x = normalised(x, "last_gain", "last_shift")
    inputs = {column: (TensorProto.INT64, ["positions"]) for column in TABLE_BY_INPUT}
    outputs = product(graph.add("Squeeze", x, first), "asked", "asked_bias")
    return graph.bytes(inputs | {"scores": (TensorProto.FLOAT, ["positions", 2])}, outputs)


def _rows(graph: Graph, name: str, table: np.ndarray, column: str) -> str:
    """Look up the rows of a table by the ids of an input."""
    if name in {"kinds", "places"}:
        return graph.add("Gather", graph.weight(name, table), column)
    rows, scale = quantise(table)
    found = graph.add("Cast", graph.add("Gather", graph.weight(name, rows), column), to=TensorProto.FLOAT)
    return graph.add("Mul", found, graph.add("Gather", graph.weight(f"{name}_scale", scale), column))


def weights_in(encoder: Artifact) -> dict[str, np.ndarray]:
    """Read the weights of an encoder's file as :func:`encoder_graph` takes them, and those of each head."""
    graph = load_from_string(encoder.arrays["graph"].tobytes()).graph
    arrays = {one.name.removeprefix("weight "): numpy_helper.to_array(one).astype(np.float32) for one in graph.initializer}
    found = {name: value for name, value in arrays.items() if not name.endswith(".attention_bias")}
    for table in ("words", "beginnings", "endings"):
        found[table] = found[table] * found.pop(f"{table}_scale")
    start = 0
    for name, columns in encoder.facts["columns"].items():
        found[name] = found["asked"][:, start : start + columns]
        found[f"{name}_bias"] = found["asked_bias"][start : start + columns]
        start += columns
    return found
