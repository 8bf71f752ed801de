"""The reader of bilingual terms in PyTorch: its batches, the network, and the training loop."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from rich.console import Console
from rich.progress import track
from torch import nn
from torch.nn import functional

from newsextract.layers.terms.reader import HIDDEN, LEFT_MARGIN, MAX_TOKENS, MAX_WORDS, PIECES, RESERVED, SPACE
from training.network import Block, as_tensors, dropout, normal, update

#: hidden size, attention heads, feed-forward size, layers
WIDTH, HEADS, INNER_WIDTH, LAYERS = 96, 4, 192, 2
#: words are predicted among this many most frequent entries of the vocabulary
PREDICTED = 10_000
#: positions: the gloss's kind, Thai tokens, from ENGLISH on the gloss's words (a batch is cut to its longest passage)
ENGLISH, LENGTH = 1 + MAX_TOKENS, 1 + MAX_TOKENS + MAX_WORDS
#: batches whose passages are sorted together by number of gloss words
SORTED_BATCHES = 20
#: maximum masked words of a passage
MAX_MASKED = 8
DROPOUT = 0.1
CONSOLE = Console(stderr=True)


@dataclass(frozen=True)
class TrainingConfig:
    """Hyperparameters of training."""

    epochs: int
    batch_size: int
    learning_rate: float
    warmup: int
    ema_decay: float  # of the exponential moving average of the weights, which training returns
    running: int  # passages of running text per epoch
    word_weight: float  # weight of the loss of the masked words
    masked: float  # share of the words
    cut: float  # share of the passages whose left is cut off


@dataclass
class Batch:
    """Passages as padded arrays."""

    tokens: np.ndarray  # (5, passages, LENGTH): ids, beginnings, endings, kinds, places
    scores: np.ndarray  # (passages, LENGTH, 2)
    filled: np.ndarray  # (passages, LENGTH): whether a position is filled
    possible: np.ndarray  # (passages, MAX_TOKENS): whether a token may be the start
    targets: np.ndarray  # (passages, MAX_TOKENS): the target probability that it is

    def of(self, rows: np.ndarray) -> Batch:
        """A batch of some of the passages, cut to the longest."""
        filled = self.filled[rows]
        end = LENGTH - int(filled[:, ::-1].any(0).argmax())
        return Batch(
            self.tokens[:, rows, :end], self.scores[rows, :end], filled[:, :end], self.possible[rows], self.targets[rows]
        )


class Network(nn.Module):
    """The reader in PyTorch: the same encoder as the layer's."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.words, self.beginnings, self.endings = normal(size, WIDTH), normal(PIECES + 1, WIDTH), normal(PIECES + 1, WIDTH)
        self.kinds, self.places, self.scores = normal(16, WIDTH), normal(80, WIDTH), normal(2, WIDTH)
        self.gain, self.shift = nn.Parameter(torch.ones(WIDTH)), nn.Parameter(torch.zeros(WIDTH))
        self.head, self.head_bias = normal(2 * WIDTH, WIDTH, spread=0.08), nn.Parameter(torch.zeros(WIDTH))
        self.out, self.guess_bias = normal(WIDTH, spread=0.08), nn.Parameter(torch.zeros(size))
        self.layers = nn.ModuleList(Block(WIDTH, HEADS, INNER_WIDTH) for _ in range(LAYERS))

    def forward(self, tokens: torch.Tensor, scores: torch.Tensor, filled: torch.Tensor, rate: float = 0.0) -> torch.Tensor:
        """The output vectors of the last layer."""
        ids, beginnings, endings, kinds, places = tokens
        x = functional.embedding(ids, self.words)
        for table, rows in ((self.beginnings, beginnings), (self.endings, endings), (self.kinds, kinds), (self.places, places)):
            x = x + functional.embedding(rows, table)
        x = functional.layer_norm(x + scores @ self.scores, (WIDTH,), self.gain, self.shift)
        x = dropout(x, rate)
        mask = torch.where(filled, 0.0, -1e9)[:, None, None, :]
        for layer in self.layers:
            x = layer(x, mask, rate)
        return x

    def start_log_probs(self, x: torch.Tensor, filled: torch.Tensor, possible: torch.Tensor) -> torch.Tensor:
        """Log-probabilities of the starts; the leftmost token's left neighbour is the first position."""
        thai, first = x[:, 1:ENGLISH], x[:, :1]
        beyond = functional.pad(filled[:, 2:ENGLISH], (0, 1))
        left = torch.where(beyond[:, :, None], torch.cat([thai[:, 1:], first], 1), first)
        scores = torch.tanh(torch.cat([thai, left], -1) @ self.head + self.head_bias) @ self.out
        return functional.log_softmax(scores.float().masked_fill(~possible, -1e9), -1)


def loss(model: Network, given: tuple[torch.Tensor, ...], word_weight: float) -> torch.Tensor:
    """Cross-entropy of the starts plus, weighted by ``word_weight``, of the masked words."""
    tokens, scores, filled, possible, targets, hidden_at, hidden = given
    x = model(tokens, scores, filled, DROPOUT)
    value = -(targets * model.start_log_probs(x, filled, possible)).sum() / (targets.sum() + 1e-6)
    if word_weight:
        counted = (hidden >= RESERVED) & (hidden < PREDICTED)
        rows = torch.arange(len(x))[:, None].expand_as(hidden)[counted]
        chances = x[rows, hidden_at[counted]] @ model.words[:PREDICTED].T + model.guess_bias[:PREDICTED]
        value = value + word_weight * functional.cross_entropy(chances.float(), hidden[counted])
    return value


def augment(part: Batch, dice: np.random.Generator, config: TrainingConfig) -> tuple[np.ndarray, ...]:
    """A batch with some words masked and, in some passages, the left cut off beyond the likely starts."""
    tokens, scores, filled, possible = part.tokens.copy(), part.scores.copy(), part.filled.copy(), part.possible.copy()
    n = tokens.shape[1]
    for row in np.flatnonzero(dice.random(n) < config.cut):
        likely = np.flatnonzero(part.targets[row])
        if len(likely):
            rest = int(likely.max()) + 1 + int(dice.integers(LEFT_MARGIN // 2, 2 * LEFT_MARGIN))
            filled[row, 1 + rest : ENGLISH] = False
            possible[row, rest:] = False
    words = filled & (tokens[0] >= RESERVED) & (tokens[3] != SPACE)
    counts = np.clip((words.sum(1) * config.masked).astype(int), 1, MAX_MASKED)
    hidden_at = np.argsort(np.where(words, dice.random(words.shape), 2.0), axis=1)[:, :MAX_MASKED]
    rows = np.arange(n)[:, None]
    some = (np.arange(MAX_MASKED)[None] < counts[:, None]) & words[rows, hidden_at]
    hidden = np.where(some, tokens[0][rows, hidden_at], 0)
    at = (np.broadcast_to(rows, some.shape)[some], hidden_at[some])
    tokens[0][at], tokens[1][at], tokens[2][at], scores[at] = HIDDEN, 0, 0, 0
    return tokens, scores, filled, possible, part.targets, hidden_at, hidden


def batches(data: Batch, rows: np.ndarray, size: int, dice: np.random.Generator) -> Iterator[np.ndarray]:
    """Yield batches of rows in random order, grouped by number of gloss words."""
    order, words = dice.permutation(rows), data.filled[:, ENGLISH:].sum(1)
    parts: list[np.ndarray] = []
    for at in range(0, len(order), size * SORTED_BATCHES):
        some = order[at : at + size * SORTED_BATCHES]
        some = some[np.argsort(words[some], kind="stable")]
        parts += [some[k : k + size] for k in range(0, len(some) - size + 1, size)]
    yield from (parts[k] for k in dice.permutation(len(parts)))


def train(model: Network, data: Batch, rows: np.ndarray, config: TrainingConfig, seed: int) -> Network:
    """Train with AdamW; return the model with the moving average of the weights."""
    torch.manual_seed(seed)
    extra = np.flatnonzero(data.targets.sum(1) == 0) if config.running else np.zeros(0, dtype=int)
    rows = np.setdiff1d(rows, extra)

    def epoch_rows(dice: np.random.Generator) -> np.ndarray:
        return np.concatenate([rows, dice.choice(extra, min(len(extra), config.running), replace=False)])

    steps = config.epochs * (len(epoch_rows(np.random.default_rng(seed))) // config.batch_size)
    adam = torch.optim.AdamW(model.parameters(), lr=config.learning_rate, weight_decay=0.01, fused=True)

    def rate(step: int) -> float:
        at = max(0.0, (step - config.warmup) / max(1, steps - config.warmup))
        return float(min(1.0, (step + 1) / config.warmup) * max(0.01, (1 + math.cos(math.pi * at)) / 2))

    schedule = torch.optim.lr_scheduler.LambdaLR(adam, rate)
    mean = torch.optim.swa_utils.AveragedModel(model, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(config.ema_decay))
    dice = np.random.default_rng(seed)
    model.train()
    for number in track(range(config.epochs), "rounds", console=CONSOLE):
        values = []
        for part in batches(data, epoch_rows(dice), config.batch_size, dice):
            given = as_tensors(augment(data.of(part), dice, config))
            with torch.autocast("cpu", torch.bfloat16):
                value = loss(model, given, config.word_weight)
            update(model, adam, value)
            schedule.step()
            mean.update_parameters(model)
            values.append(value.item())
        if config.word_weight:
            print(f"round {number}: loss {np.mean(values):.3f}", flush=True)
    learned: Network = mean.module
    return learned


def start_log_probs(model: Network, data: Batch) -> np.ndarray:
    """Log-probabilities of the starts."""
    model.eval()
    found = []
    for at in range(0, len(data.scores), 256):
        part = data.of(np.arange(at, min(at + 256, len(data.scores))))
        tokens, scores, filled, possible = as_tensors((part.tokens, part.scores, part.filled, part.possible))
        with torch.no_grad():
            found.append(model.start_log_probs(model(tokens, scores, filled), filled, possible).numpy())
    return np.concatenate(found)
