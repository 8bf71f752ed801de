"""The encoder that marks an article's words as it learns, in PyTorch: the network, batches of passages, and its losses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from newsextract.layers.events.kinds import TYPES
from newsextract.layers.events.marks import HIDDEN, LONGEST, PARTS, PIECES, cut
from newsextract.layers.events.marks import passage as passage_of
from newsextract.layers.events.participants import CLASSES
from training.network import Block, drawn, dropout

#: width, heads, width between, layers; rows of the table of words
WIDTH, HEADS, BETWEEN, LAYERS, VOCABULARY = 128, 4, 384, 4, 20_000
#: columns of each head: of entities and statements, which only teach, and of what is shipped
ENTITY_TYPES = ("PERSON", "ORGANIZATION", "LOCATION", "FACILITY", "EVENT")
COLUMNS = {
    "entities": 1 + 2 * len(ENTITY_TYPES),
    "tellings": 5,
    "statements": 3,
    "slots": 7,
    "parts": len(CLASSES),
    "roles": 3,
    "others": len(TYPES),
    "kind": len(TYPES),
}
#: the label of a token of which a head is not asked
UNASKED = -100
#: passages sorted together by their length
TOGETHER = 4096


@dataclass
class Text:
    """An article: its tokens as rows of the tables, and what each head should say.

    Attributes
    ----------
    rows
        Shape (tokens, 4): word, beginning, ending and what stands before.
    labels
        By head the column of each token; ``roles`` has one bit a column.
    kinds
        The columns of the main event's type that are right; none where that is not known.
    taught
        Whether the labels teach.
    """

    number: int
    rows: np.ndarray
    labels: Mapping[str, np.ndarray]
    kinds: Sequence[int] = ()
    taught: bool = True


@dataclass(frozen=True, slots=True)
class Part:
    """A passage of a text: the headline, and where what is read with it stands."""

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
    """The tokens of an article as rows of the tables."""
    one = passage_of(words, gaps, 0, (0, len(words)), 0, index)
    return np.array([one.ids, one.beginnings, one.endings, one.kinds], np.uint16).T


def parts(texts: Sequence[Text]) -> list[Part]:
    """The passages in which texts are read."""
    found = []
    for k, text in enumerate(texts):
        title, spans = cut(text.rows[:, 3].tolist())
        found += [Part(k, title, start, end, number) for number, (start, end) in enumerate(spans)]
    return found


def batches(every: Sequence[Part], tokens: int, dice: np.random.Generator) -> Iterator[list[Part]]:
    """The passages in random order, those of about the same length together, so many tokens at once."""
    order = dice.permutation(len(every)).tolist()
    found: list[list[Part]] = []
    for at in range(0, len(order), TOGETHER):
        batch: list[Part] = []
        for part in sorted((every[k] for k in order[at : at + TOGETHER]), key=lambda part: part.size):
            if batch and (len(batch) + 1) * part.size > tokens:
                found.append(batch)
                batch = []
            batch.append(part)
        found.append(batch)
    yield from (found[k] for k in dice.permutation(len(found)).tolist())


class Batch:
    """Passages as tensors: what is read, what is filled, and what each head should say."""

    def __init__(self, texts: Sequence[Text], some: Sequence[Part]) -> None:
        longest, count = max(part.size for part in some), len(some)
        self.rows = np.zeros((count, longest, 4), np.int64)
        self.scores = np.zeros((count, longest, 2), np.float32)
        self.filled = np.zeros((count, longest), np.bool_)
        self.labels = {head: np.full((count, longest), UNASKED, np.int64) for head in COLUMNS if head != "kind"}
        self.right_kinds = np.zeros((count, COLUMNS["kind"]), np.float32)
        for k, part in enumerate(some):
            text = texts[part.text]
            at = np.r_[: part.title, part.start : part.end]
            self.rows[k, : len(at)], self.filled[k, : len(at)] = text.rows[at], True
            self.scores[k, : len(at)] = min(part.number, PARTS) / 4, 0
            self.scores[k, : part.title, 1] = 1
            first = 0 if part.number == 0 else part.title  # the headline is asked for once
            if text.taught:
                for head, labels in text.labels.items():
                    self.labels[head][k, first : len(at)] = labels[at[first:]]
                if part.number == 0 and text.kinds:
                    self.right_kinds[k, list(text.kinds)] = 1 / len(text.kinds)

    def hide(self, dice: np.random.Generator, share: float, told: float) -> np.ndarray:
        """Hide a share of the words, some of these (``told``) not; where they stand."""
        hidden = (dice.random(self.filled.shape) < share) & self.filled
        gone = hidden & (dice.random(self.filled.shape) >= told)
        self.rows[gone, 0], self.rows[gone, 1:3] = HIDDEN, 0
        return hidden


class Marking(nn.Module):
    """The encoder as it learns."""

    def __init__(self) -> None:
        super().__init__()
        self.words, self.beginnings, self.endings = (drawn(n, WIDTH, spread=0.04) for n in (VOCABULARY, PIECES, PIECES))
        self.kinds, self.places = drawn(4, WIDTH, spread=0.04), drawn(LONGEST, WIDTH, spread=0.04)
        self.scores = drawn(2, WIDTH, spread=0.04)
        self.layers = nn.ModuleList(Block(WIDTH, HEADS, BETWEEN, gelu=False) for _ in range(LAYERS))
        for name in ("", "last_", "guess_"):
            setattr(self, f"{name}gain", nn.Parameter(torch.ones(WIDTH)))
            setattr(self, f"{name}shift", nn.Parameter(torch.zeros(WIDTH)))
        self.guess, self.guess_bias = drawn(WIDTH, WIDTH, spread=0.08), nn.Parameter(torch.zeros(VOCABULARY))
        for head, columns in COLUMNS.items():
            setattr(self, head, drawn(WIDTH, columns, spread=0.02))
            setattr(self, f"{head}_bias", nn.Parameter(torch.zeros(columns)))

    def forward(self, batch: Batch, rate: float = 0.0) -> torch.Tensor:
        """The vectors of each position."""
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

    def says(self, head: str, x: torch.Tensor) -> torch.Tensor:
        """What a head says of some vectors, as log-odds."""
        return (x @ getattr(self, head) + getattr(self, f"{head}_bias")).float()

    def guesses(self, x: torch.Tensor) -> torch.Tensor:
        """How likely each word is at hidden places, as log-odds."""
        x = functional.layer_norm(
            functional.gelu(x @ self.guess, approximate="tanh"), (WIDTH,), self.guess_gain, self.guess_shift
        )
        return (x @ self.words.T + self.guess_bias).float()


def losses(
    model: Marking, batch: Batch, x: torch.Tensor, heads: Sequence[str], hidden: np.ndarray | None = None
) -> dict[str, torch.Tensor]:
    """The loss of each head; of words that are hidden nothing is asked."""
    found = {}
    for head in heads:
        if head == "kind":
            found[head] = _kind_loss(model, batch, x)
            continue
        labels = batch.labels[head]
        asked = labels != UNASKED if hidden is None else (labels != UNASKED) & ~hidden
        wanted, said = torch.from_numpy(labels[asked]), model.says(head, x[torch.from_numpy(asked)])
        if not len(wanted):
            found[head] = said.sum() * 0
        elif head == "roles":
            bits = torch.stack([(wanted >> k) & 1 for k in range(COLUMNS[head])], 1).float()
            found[head] = functional.binary_cross_entropy_with_logits(said, bits)
        else:
            found[head] = functional.cross_entropy(said, wanted)
    return found


def _kind_loss(model: Marking, batch: Batch, x: torch.Tensor) -> torch.Tensor:
    filled = torch.from_numpy(batch.filled)[..., None]
    said = model.says("kind", (x * filled).sum(1) / filled.sum(1))
    wanted = torch.from_numpy(batch.right_kinds)
    return -(wanted * functional.log_softmax(said, -1)).sum() / wanted.sum().clamp(min=1)
