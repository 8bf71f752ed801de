"""What the encoders share as they learn, in PyTorch: a layer, and their weights as they are shipped."""

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


def write_encoder(
    out: Path,
    by: str,
    model: nn.Module,
    words: Sequence[str],
    asked: Mapping[str, Sequence[torch.Tensor]],
    beside: Mapping[str, torch.Tensor] | None = None,
    **form: Any,
) -> None:
    """Write an encoder as :class:`newsextract.models.encoder.Encoder` reads it.

    Parameters
    ----------
    by
        The program that taught it.
    words
        The vocabulary's entries.
    asked
        By name the weights, and the bias if it has one, that make of a vector what the encoder says.
    beside
        Weights that the caller applies.
    form
        What :func:`training.graph.encoder_graph` must know beside the weights.
    """
    weights = {name: value.numpy() for name, value in model.state_dict().items()}
    biases = [bias[0] if bias else torch.zeros(weight.shape[1]) for weight, *bias in asked.values()]
    weights["asked"] = torch.cat([weight for weight, *_ in asked.values()], 1).detach().numpy()
    weights["asked_bias"] = torch.cat(biases).detach().numpy()
    arrays: dict[str, Any] = {
        "keys": np.array([crc32(word.encode()) for word in words], dtype=np.uint32),
        "graph": np.frombuffer(encoder_graph(weights, **form), np.uint8),
    }
    arrays |= {name: value.detach().numpy().astype(np.float16) for name, value in (beside or {}).items()}
    columns = {name: weight.shape[1] for name, (weight, *_) in asked.items()}
    artifact.write(out, "encoder", by, arrays, reserved=len(weights["words"]) - len(words), columns=columns)
    print(f"{out.name}: {out.stat().st_size:,} bytes")
