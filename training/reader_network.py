"""The reader of bilingual terms as it learns, in PyTorch: what it is shown, the network, and one course of learning."""

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

from newsextract.layers.terms.reader import HIDDEN, LEFT, PIECES, RESERVED, SPACE, TOKENS, WORDS
from training.network import Block, as_tensors, drawn, dropout

#: width, heads, width between, layers
WIDTH, HEADS, BETWEEN, LAYERS = 96, 4, 192, 2
#: the vocabulary's most frequent entries, which are guessed
GUESSED = 10_000
#: positions: the gloss's kind, Thai tokens, the gloss's words (the places say which is which: a batch is cut to its longest)
ENGLISH, LENGTH = 1 + TOKENS, 1 + TOKENS + WORDS
#: batches whose passages are sorted together by their number of words
TOGETHER = 20
#: words hidden in a passage at most
MOST_HIDDEN = 8
DROPOUT = 0.1
CONSOLE = Console(stderr=True)


@dataclass(frozen=True)
class Course:
    """How the network learns."""

    rounds: int
    size: int
    rate: float
    warm: int
    #: the old weights' part in the running mean of the weights, which is what training gives
    mean: float
    #: passages of running text in each round
    running: int
    #: weight of guessing hidden words
    guess: float
    #: share of the words hidden; share of the passages whose left is cut
    hidden: float
    cut: float


@dataclass
class Batch:
    """Passages as arrays; the last axis of the first three is the position."""

    tokens: np.ndarray  # (5, passages, LENGTH): ids, beginnings, endings, kinds, places
    scores: np.ndarray  # (passages, LENGTH, 2)
    filled: np.ndarray  # (passages, LENGTH): whether a position is filled
    possible: np.ndarray  # (passages, TOKENS): whether a token may be the start
    wanted: np.ndarray  # (passages, TOKENS): the probability that it is

    def of(self, rows: np.ndarray) -> Batch:
        """Some of the passages, cut to the longest."""
        filled = self.filled[rows]
        end = LENGTH - int(filled[:, ::-1].any(0).argmax())
        return Batch(
            self.tokens[:, rows, :end], self.scores[rows, :end], filled[:, :end], self.possible[rows], self.wanted[rows]
        )


class Reading(nn.Module):
    """The reader as it learns: the same encoder as the layer's."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.words, self.beginnings, self.endings = drawn(size, WIDTH), drawn(PIECES + 1, WIDTH), drawn(PIECES + 1, WIDTH)
        self.kinds, self.places, self.scores = drawn(16, WIDTH), drawn(80, WIDTH), drawn(2, WIDTH)
        self.gain, self.shift = nn.Parameter(torch.ones(WIDTH)), nn.Parameter(torch.zeros(WIDTH))
        self.head, self.head_bias = drawn(2 * WIDTH, WIDTH, spread=0.08), nn.Parameter(torch.zeros(WIDTH))
        self.out, self.guess_bias = drawn(WIDTH, spread=0.08), nn.Parameter(torch.zeros(size))
        self.layers = nn.ModuleList(Block(WIDTH, HEADS, BETWEEN) for _ in range(LAYERS))

    def forward(self, tokens: torch.Tensor, scores: torch.Tensor, filled: torch.Tensor, rate: float = 0.0) -> torch.Tensor:
        """The passages' vectors after the last layer."""
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
        """Log-probabilities of the starts; left of the leftmost token stands the first position."""
        thai, first = x[:, 1:ENGLISH], x[:, :1]
        beyond = functional.pad(filled[:, 2:ENGLISH], (0, 1))
        left = torch.where(beyond[:, :, None], torch.cat([thai[:, 1:], first], 1), first)
        scores = torch.tanh(torch.cat([thai, left], -1) @ self.head + self.head_bias) @ self.out
        return functional.log_softmax(scores.float().masked_fill(~possible, -1e9), -1)


def loss(model: Reading, given: tuple[torch.Tensor, ...], guess: float) -> torch.Tensor:
    """Cross-entropy of the starts, and of the hidden words."""
    tokens, scores, filled, possible, wanted, hidden_at, hidden = given
    x = model(tokens, scores, filled, DROPOUT)
    value = -(wanted * model.start_log_probs(x, filled, possible)).sum() / (wanted.sum() + 1e-6)
    if guess:
        counted = (hidden >= RESERVED) & (hidden < GUESSED)
        rows = torch.arange(len(x))[:, None].expand_as(hidden)[counted]
        chances = x[rows, hidden_at[counted]] @ model.words[:GUESSED].T + model.guess_bias[:GUESSED]
        value = value + guess * functional.cross_entropy(chances.float(), hidden[counted])
    return value


def augmented(part: Batch, dice: np.random.Generator, course: Course) -> tuple[np.ndarray, ...]:
    """A batch with some words hidden and, in some passages, the left cut off behind the likely starts."""
    tokens, scores, filled, possible = part.tokens.copy(), part.scores.copy(), part.filled.copy(), part.possible.copy()
    n = tokens.shape[1]
    for row in np.flatnonzero(dice.random(n) < course.cut):
        likely = np.flatnonzero(part.wanted[row])
        if len(likely):
            rest = int(likely.max()) + 1 + int(dice.integers(LEFT // 2, 2 * LEFT))
            filled[row, 1 + rest : ENGLISH] = False
            possible[row, rest:] = False
    words = filled & (tokens[0] >= RESERVED) & (tokens[3] != SPACE)
    wanted = np.clip((words.sum(1) * course.hidden).astype(int), 1, MOST_HIDDEN)
    hidden_at = np.argsort(np.where(words, dice.random(words.shape), 2.0), axis=1)[:, :MOST_HIDDEN]
    rows = np.arange(n)[:, None]
    some = (np.arange(MOST_HIDDEN)[None] < wanted[:, None]) & words[rows, hidden_at]
    hidden = np.where(some, tokens[0][rows, hidden_at], 0)
    at = (np.broadcast_to(rows, some.shape)[some], hidden_at[some])
    tokens[0][at], tokens[1][at], tokens[2][at], scores[at] = HIDDEN, 0, 0, 0
    return tokens, scores, filled, possible, part.wanted, hidden_at, hidden


def batches(data: Batch, rows: np.ndarray, size: int, dice: np.random.Generator) -> Iterator[np.ndarray]:
    """Rows in random order, those with about as many words in one batch."""
    order, words = dice.permutation(rows), data.filled[:, ENGLISH:].sum(1)
    parts: list[np.ndarray] = []
    for at in range(0, len(order), size * TOGETHER):
        some = order[at : at + size * TOGETHER]
        some = some[np.argsort(words[some], kind="stable")]
        parts += [some[k : k + size] for k in range(0, len(some) - size + 1, size)]
    yield from (parts[k] for k in dice.permutation(len(parts)))


def learn(model: Reading, data: Batch, rows: np.ndarray, course: Course, seed: int) -> Reading:
    """Adam with decay over the passages, some rounds; gives the running mean of the weights."""
    torch.manual_seed(seed)
    extra = np.flatnonzero(data.wanted.sum(1) == 0) if course.running else np.zeros(0, dtype=int)
    rows = np.setdiff1d(rows, extra)

    def drawn(dice: np.random.Generator) -> np.ndarray:
        return np.concatenate([rows, dice.choice(extra, min(len(extra), course.running), replace=False)])

    steps = course.rounds * (len(drawn(np.random.default_rng(seed))) // course.size)
    adam = torch.optim.AdamW(model.parameters(), lr=course.rate, weight_decay=0.01, fused=True)

    def rate(step: int) -> float:
        at = max(0.0, (step - course.warm) / max(1, steps - course.warm))
        return float(min(1.0, (step + 1) / course.warm) * max(0.01, (1 + math.cos(math.pi * at)) / 2))

    schedule = torch.optim.lr_scheduler.LambdaLR(adam, rate)
    mean = torch.optim.swa_utils.AveragedModel(model, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(course.mean))
    dice = np.random.default_rng(seed)
    model.train()
    for number in track(range(course.rounds), "rounds", console=CONSOLE):
        values = []
        for part in batches(data, drawn(dice), course.size, dice):
            given = as_tensors(augmented(data.of(part), dice, course))
            with torch.autocast("cpu", torch.bfloat16):
                value = loss(model, given, course.guess)
            adam.zero_grad()
            torch.autograd.backward(value)
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            adam.step()
            schedule.step()
            mean.update_parameters(model)
            values.append(value.item())
        if course.guess:
            print(f"round {number}: loss {np.mean(values):.3f}", flush=True)
    learned: Reading = mean.module
    return learned


def start_log_probs(model: Reading, data: Batch) -> np.ndarray:
    """Log-probabilities of the starts."""
    model.eval()
    found = []
    for at in range(0, len(data.scores), 256):
        part = data.of(np.arange(at, min(at + 256, len(data.scores))))
        tokens, scores, filled, possible = as_tensors((part.tokens, part.scores, part.filled, part.possible))
        with torch.no_grad():
            found.append(model.start_log_probs(model(tokens, scores, filled), filled, possible).numpy())
    return np.concatenate(found)
