"""What the encoders share as they learn, in PyTorch: a layer, and their weights as they are shipped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional


def dropout(x: torch.Tensor, rate: float) -> torch.Tensor:
    """Dropout of the same numbers at all positions of a passage."""
    if not rate:
        return x
    kept = (torch.rand(len(x), 1, x.shape[2]) >= rate) / (1 - rate)
    return x * kept.to(x.dtype)


def drawn(*shape: int, spread: float = 0.02) -> nn.Parameter:
    """Weights to begin with."""
    return nn.Parameter(torch.randn(*shape) * spread)


class Block(nn.Module):
    """One layer of the encoder: attention and two feed-forward steps, each normalised before."""

    def __init__(self, width: int, heads: int, between: int, *, gelu: bool = True) -> None:
        super().__init__()
        self.heads, self.gelu = heads, gelu
        self.attention, self.output = drawn(width, 3 * width, spread=0.08), drawn(width, width, spread=0.05)
        self.up, self.up_bias = drawn(width, between, spread=0.08), nn.Parameter(torch.zeros(between))
        self.down, self.down_bias = drawn(between, width, spread=0.05), nn.Parameter(torch.zeros(width))
        self.gain, self.shift = nn.Parameter(torch.ones(width)), nn.Parameter(torch.zeros(width))
        self.second_gain, self.second_shift = nn.Parameter(torch.ones(width)), nn.Parameter(torch.zeros(width))

    def forward(self, x: torch.Tensor, mask: torch.Tensor, rate: float) -> torch.Tensor:
        """The vectors after this layer."""
        n, size, width = x.shape
        mixed = functional.layer_norm(x, (width,), self.gain, self.shift) @ self.attention
        queries, keys, values = mixed.view(n, size, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        mixed = functional.scaled_dot_product_attention(queries, keys, values, attn_mask=mask.to(queries.dtype))
        x = x + dropout(mixed.transpose(1, 2).reshape(n, size, width) @ self.output, rate)
        inner = functional.layer_norm(x, (width,), self.second_gain, self.second_shift) @ self.up + self.up_bias
        raised = functional.gelu(inner, approximate="tanh") if self.gelu else functional.relu(inner)
        return x + dropout(raised @ self.down + self.down_bias, rate)


def as_tensors(arrays: Iterable[np.ndarray]) -> tuple[torch.Tensor, ...]:
    """Arrays as PyTorch takes them."""
    return tuple(torch.from_numpy(a.astype(np.int64) if a.dtype.kind == "i" else a) for a in arrays)


def in_bytes(table: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A table's rows in bytes, and the scale of each."""
    scale = np.maximum(np.abs(table).max(axis=1), 1e-8) / 127
    return np.round(table / scale[:, None]).astype(np.int8), scale.astype(np.float16)


def encoder_arrays(model: nn.Module, keys: Sequence[int], plain: Sequence[str]) -> dict[str, Any]:
    """An encoder as :class:`newsextract.models.encoder.Encoder` reads it: tables in bytes, the rest in half precision.

    ``keys`` are the hashes of the vocabulary's entries, ``plain`` the names of the arrays beside tables and layers.
    """
    weights = {name: value.numpy() for name, value in model.state_dict().items()}
    arrays: dict[str, Any] = {"keys": np.array(keys, dtype=np.uint32)}
    for name in ("words", "beginnings", "endings"):
        arrays[name], arrays[f"{name}_scale"] = in_bytes(weights[name])
    for name in plain:
        arrays[name] = weights[name].astype(np.float16)
    for name, value in weights.items():
        if name.startswith("layers."):
            arrays[name.removeprefix("layers.").replace(".", "/")] = value.astype(np.float16)
    return arrays
