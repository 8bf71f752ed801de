"""The encoder that tags an article's tokens, in PyTorch: the network, batches of passages, and the losses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from newsextract.layers.events.kinds import TYPES
from newsextract.layers.events.marks import HIDDEN, MAX_PASSAGE, MAX_PASSAGE_NUMBER, PIECES, cut, word_rows
from newsextract.layers.events.parties import CLASSES
from training.network import Block, dropout, normal

#: hidden size, attention heads, feed-forward size, layers; size of the vocabulary
WIDTH, HEADS, INNER_WIDTH, LAYERS, VOCABULARY = 128, 4, 384, 4, 20_000
#: number of outputs of each head; entities and statements are auxiliary tasks and are not shipped
ENTITY_TYPES = ("PERSON", "ORGANIZATION", "LOCATION", "FACILITY", "EVENT")
OUTPUTS = {
    "entities": 1 + 2 * len(ENTITY_TYPES),
    "tellings": 5,
    "statements": 3,
    "slots": 7,
    "parts": len(CLASSES),
    "roles": 3,
    "others": len(TYPES),
    "kind": len(TYPES),
}
#: label of a token that is masked out of a head's loss
IGNORED = -100
#: passages sorted together by length
SORT_WINDOW = 4096


@dataclass
class Text:
    """An article: the ids of its tokens, and the labels for each head."""

    number: int
    rows: np.ndarray  # shape (tokens, 4): ids of word, prefix, suffix and gap before the token
    labels: Mapping[str, np.ndarray]  # by head, the label of each token; in ``roles`` a bit per class
    kinds: Sequence[int] = ()  # indices of the main event's correct types; empty if unknown
    taught: bool = True  # whether the labels are trained on


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage of a text: the ``title`` tokens of the headline, and the tokens from ``start`` to ``end``."""

    text: int
    title: int
    start: int
    end: int
    number: int

    @property
    def size(self) -> int:
        """The number of tokens."""
        return self.title + self.end - self.start


def rows_of(words: Sequence[str], gaps: Sequence[int], index: dict[int, int]) -> np.ndarray:
    """The ids of an article's tokens, shape (tokens, 4)."""
    rows = zip(word_rows(words, index), gaps, strict=True)
    return np.array([(*row, gap) for row, gap in rows], np.uint16).reshape(-1, 4)


def passages_of(texts: Sequence[Text]) -> list[Passage]:
    """Split texts into passages."""
    found = []
    for k, text in enumerate(texts):
        title, spans = cut(text.rows[:, 3].tolist())
        found += [Passage(k, title, start, end, number) for number, (start, end) in enumerate(spans)]
    return found


def batches(every: Sequence[Passage], tokens: int, dice: np.random.Generator) -> Iterator[list[Passage]]:
    """Yield the passages in random order, batched by length with at most ``tokens`` tokens, padding included."""
    order = dice.permutation(len(every)).tolist()
    found: list[list[Passage]] = []
    for at in range(0, len(order), SORT_WINDOW):
        batch: list[Passage] = []
        for part in sorted((every[k] for k in order[at : at + SORT_WINDOW]), key=lambda part: part.size):
            if batch and (len(batch) + 1) * part.size > tokens:
                found.append(batch)
                batch = []
            batch.append(part)
        found.append(batch)
    yield from (found[k] for k in dice.permutation(len(found)).tolist())


class Batch:
    """Padded passages as arrays: the input, which positions are filled, and the labels for each head."""

    def __init__(self, texts: Sequence[Text], passages: Sequence[Passage]) -> None:
        longest, count = max(part.size for part in passages), len(passages)
        self.rows = np.zeros((count, longest, 4), np.int64)
        self.scores = np.zeros((count, longest, 2), np.float32)
        self.filled = np.zeros((count, longest), np.bool_)
        self.labels = {head: np.full((count, longest), IGNORED, np.int64) for head in OUTPUTS if head != "kind"}
        self.kind_targets = np.zeros((count, OUTPUTS["kind"]), np.float32)
        for k, part in enumerate(passages):
            text = texts[part.text]
            at = np.r_[: part.title, part.start : part.end]
            self.rows[k, : len(at)], self.filled[k, : len(at)] = text.rows[at], True
            self.scores[k, : len(at)] = min(part.number, MAX_PASSAGE_NUMBER) / 4, 0
            self.scores[k, : part.title, 1] = 1
            first = 0 if part.number == 0 else part.title  # the headline is labelled once
            if text.taught:
                for head, labels in text.labels.items():
                    self.labels[head][k, first : len(at)] = labels[at[first:]]
                if part.number == 0 and text.kinds:
                    self.kind_targets[k, list(text.kinds)] = 1 / len(text.kinds)

    def mask(self, dice: np.random.Generator, share: float, visible: float) -> np.ndarray:
        """Mask a share of the words, a share of which (``visible``) is not masked; return where they are."""
        hidden = (dice.random(self.filled.shape) < share) & self.filled
        replaced = hidden & (dice.random(self.filled.shape) >= visible)
        self.rows[replaced, 0], self.rows[replaced, 1:3] = HIDDEN, 0
        return hidden


class Network(nn.Module):
    """The encoder in PyTorch."""

    def __init__(self) -> None:
        super().__init__()
        self.words, self.beginnings, self.endings = (normal(n, WIDTH, spread=0.04) for n in (VOCABULARY, PIECES, PIECES))
        self.kinds, self.places = normal(4, WIDTH, spread=0.04), normal(MAX_PASSAGE, WIDTH, spread=0.04)
        self.scores = normal(2, WIDTH, spread=0.04)
        self.layers = nn.ModuleList(Block(WIDTH, HEADS, INNER_WIDTH, gelu=False) for _ in range(LAYERS))
        for name in ("", "last_", "guess_"):
            setattr(self, f"{name}gain", nn.Parameter(torch.ones(WIDTH)))
            setattr(self, f"{name}shift", nn.Parameter(torch.zeros(WIDTH)))
        self.guess, self.guess_bias = normal(WIDTH, WIDTH, spread=0.08), nn.Parameter(torch.zeros(VOCABULARY))
        for head, columns in OUTPUTS.items():
            setattr(self, head, normal(WIDTH, columns, spread=0.02))
            setattr(self, f"{head}_bias", nn.Parameter(torch.zeros(columns)))

    def forward(self, batch: Batch, rate: float = 0.0) -> torch.Tensor:
        """The output vector of each position."""
        rows = torch.from_numpy(batch.rows)
        x = functional.embedding(rows[..., 0], self.words) + self.places[: rows.shape[1]]
        for k, table in enumerate((self.beginnings, self.endings, self.kinds), 1):
            x = x + functional.embedding(rows[..., k], table)
        x = x + torch.from_numpy(batch.scores) @ self.scores
        x = dropout(functional.layer_norm(x, (WIDTH,), self.gain, self.shift), rate)
        mask = torch.where(torch.from_numpy(batch.filled), 0.0, -1e9)[:, None, None, :]
        for layer in self.layers:
            x = layer(x, mask, rate)
        return functional.layer_norm(x, (WIDTH,), self.last_gain, self.last_shift)

    def logits(self, head: str, x: torch.Tensor) -> torch.Tensor:
        """The logits of a head."""
        return (x @ getattr(self, head) + getattr(self, f"{head}_bias")).float()

    def word_logits(self, x: torch.Tensor) -> torch.Tensor:
        """The logits of the masked words over the vocabulary."""
        x = functional.layer_norm(
            functional.gelu(x @ self.guess, approximate="tanh"), (WIDTH,), self.guess_gain, self.guess_shift
        )
        return (x @ self.words.T + self.guess_bias).float()


def losses(
    model: Network, batch: Batch, x: torch.Tensor, heads: Sequence[str], hidden: np.ndarray | None = None
) -> dict[str, torch.Tensor]:
    """The loss of each head; the words in ``hidden`` are left out."""
    found = {}
    for head in heads:
        if head == "kind":
            found[head] = _kind_loss(model, batch, x)
            continue
        labels = batch.labels[head]
        used = labels != IGNORED if hidden is None else (labels != IGNORED) & ~hidden
        wanted, logits = torch.from_numpy(labels[used]), model.logits(head, x[torch.from_numpy(used)])
        if not len(wanted):
            found[head] = logits.sum() * 0
        elif head == "roles":
            bits = torch.stack([(wanted >> k) & 1 for k in range(OUTPUTS[head])], 1).float()
            found[head] = functional.binary_cross_entropy_with_logits(logits, bits)
        else:
            found[head] = functional.cross_entropy(logits, wanted)
    return found


def _kind_loss(model: Network, batch: Batch, x: torch.Tensor) -> torch.Tensor:
    filled = torch.from_numpy(batch.filled)[..., None]
    logits = model.logits("kind", (x * filled).sum(1) / filled.sum(1))
    wanted = torch.from_numpy(batch.kind_targets)
    return -(wanted * functional.log_softmax(logits, -1)).sum() / wanted.sum().clamp(min=1)
