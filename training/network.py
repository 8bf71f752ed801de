"""Shared PyTorch code of the encoders: a transformer layer, and the export of the weights."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from newsextract.models import artifact
from training.graph import encoder_graph


def dropout(x: torch.Tensor, rate: float) -> torch.Tensor:
    """Dropout with the same mask at all positions of a passage."""
    if not rate:
        return x
    kept = (torch.rand(len(x), 1, x.shape[2]) >= rate) / (1 - rate)
    return x * kept.to(x.dtype)


def normal(*shape: int, spread: float = 0.02) -> nn.Parameter:
    """A parameter with normally distributed initial weights."""
    return nn.Parameter(torch.randn(*shape) * spread)


class Block(nn.Module):
    """A pre-norm transformer layer: self-attention and a feed-forward network."""

    def __init__(self, width: int, heads: int, inner_width: int, *, gelu: bool = True) -> None:
        super().__init__()
        self.heads, self.gelu = heads, gelu
        self.attention, self.output = normal(width, 3 * width, spread=0.08), normal(width, width, spread=0.05)
        self.up, self.up_bias = normal(width, inner_width, spread=0.08), nn.Parameter(torch.zeros(inner_width))
        self.down, self.down_bias = normal(inner_width, width, spread=0.05), nn.Parameter(torch.zeros(width))
        self.gain, self.shift = nn.Parameter(torch.ones(width)), nn.Parameter(torch.zeros(width))
        self.second_gain, self.second_shift = nn.Parameter(torch.ones(width)), nn.Parameter(torch.zeros(width))

    def forward(self, x: torch.Tensor, mask: torch.Tensor, rate: float) -> torch.Tensor:
        """The output vectors of the layer."""
        n, size, width = x.shape
        mixed = functional.layer_norm(x, (width,), self.gain, self.shift) @ self.attention
        queries, keys, values = mixed.view(n, size, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        mixed = functional.scaled_dot_product_attention(queries, keys, values, attn_mask=mask.to(queries.dtype))
        x = x + dropout(mixed.transpose(1, 2).reshape(n, size, width) @ self.output, rate)
        inner = functional.layer_norm(x, (width,), self.second_gain, self.second_shift) @ self.up + self.up_bias
        raised = functional.gelu(inner, approximate="tanh") if self.gelu else functional.relu(inner)
        return x + dropout(raised @ self.down + self.down_bias, rate)


def set_rate(adam: torch.optim.Optimizer, rate: float) -> None:
    """Set the learning rate."""
    for group in adam.param_groups:
        group["lr"] = rate


def update(model: nn.Module, adam: torch.optim.Optimizer, value: torch.Tensor) -> None:
    """Take one optimiser step on a loss."""
    adam.zero_grad(set_to_none=True)
    torch.autograd.backward(value)
    nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    adam.step()


def as_tensors(arrays: Iterable[np.ndarray]) -> tuple[torch.Tensor, ...]:
    """Convert arrays to tensors, integers to int64."""
    return tuple(torch.from_numpy(a.astype(np.int64) if a.dtype.kind == "i" else a) for a in arrays)


def index_of(words: Sequence[str], reserved: int) -> dict[int, int]:
    """Hash of each entry of a vocabulary → its row, behind the reserved ones."""
    return {crc32(word.encode()): row for row, word in enumerate(words, reserved)}


def write_encoder(
    out: Path,
    trained_by: str,
    model: nn.Module,
    words: Sequence[str],
    head_weights: Mapping[str, Sequence[torch.Tensor]],
    extra_weights: Mapping[str, torch.Tensor] | None = None,
    **graph_settings: Any,
) -> None:
    """Write an encoder as :class:`newsextract.models.encoder.Encoder` reads it, with the entries of its vocabulary.

    ``head_weights`` has for each head the weight and optional bias of its output layer, ``extra_weights`` what the caller
    applies to the output; the other settings are those of :func:`training.graph.encoder_graph`.
    """
    weights = {name: value.numpy() for name, value in model.state_dict().items()}
    biases = [bias[0] if bias else torch.zeros(weight.shape[1]) for weight, *bias in head_weights.values()]
    weights["asked"] = torch.cat([weight for weight, *_ in head_weights.values()], 1).detach().numpy()
    weights["asked_bias"] = torch.cat(biases).detach().numpy()
    arrays: dict[str, Any] = {
        "keys": np.array([crc32(word.encode()) for word in words], dtype=np.uint32),
        "graph": np.frombuffer(encoder_graph(weights, **graph_settings), np.uint8),
    }
    arrays |= {name: value.detach().numpy().astype(np.float16) for name, value in (extra_weights or {}).items()}
    columns = {name: weight.shape[1] for name, (weight, *_) in head_weights.items()}
    artifact.write(out, "encoder", trained_by, arrays, reserved=len(weights["words"]) - len(words), columns=columns)
    print(f"{out.name}: {out.stat().st_size:,} bytes")
