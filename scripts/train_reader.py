"""Teach the reader (src/newsextract/layers/terms/reader.py): Thai words and gloss read together.

First it guesses hidden words, in the corpus's own pairs and in running text, and the starts that the rankings decoded;
then it learns the labelled starts. No annotated article is among what it is taught, and each label's article is left out
of the reader whose view of it goes into the training of the rankings.

    pip install -e '.[dev,train]'
    python scripts/train_reader.py pairs WORK      # after mine_halves.py and mine_evidence.py decode WORK
    python scripts/train_reader.py teach WORK      # half an hour on two cores that know bfloat16
    python scripts/train_reader.py tune WORK       # WORK/reader_out_of_fold.npz, src/newsextract/data/terms/reader.npz
    python scripts/train_terms.py WORK             # then the rankings
"""

from __future__ import annotations

import argparse
import io
import math
import pickle
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
import torch
from rich.console import Console
from rich.progress import track
from torch import nn
from torch.nn import functional

from mine_evidence import as_window
from mine_terms import ROOT, articles, held_out
from newsextract.layers.terms.features import alignment_scores, gloss_words
from newsextract.layers.terms.reader import (
    HIDDEN,
    LEFT,
    PIECES,
    RESERVED,
    SPACE,
    TOKENS,
    WORDS,
    entry,
    passage,
)
from newsextract.layers.terms.tables import english_words, squeeze, tables
from newsextract.thai.tokens import tokenize
from terms_mined import without_echo
from train_terms import ALTERNATIVE, FOLDS, OUT_OF_FOLD, examples, folds, labels, texts

READER = ROOT / "src/newsextract/data/terms/reader.npz"
#: width, heads, width between, layers
WIDTH, HEADS, BETWEEN, LAYERS = 128, 4, 384, 3
#: contexts of one gloss; entries of the vocabulary, and how often each is seen at least; those that are guessed
A_GLOSS, VOCABULARY, OFTEN, GUESSED = 15, 24_000, 3, 10_000
#: of running text: one article in so many, passages of each
EVERY, PASSAGES = 2, 5
#: positions: the gloss's kind, Thai tokens, the gloss's words (the places say which is which: a batch is cut to its longest)
ENGLISH, LENGTH = 1 + TOKENS, 1 + TOKENS + WORDS
#: so many batches' passages are sorted by their number of words
TOGETHER = 20
#: share of tokens hidden, most of one passage; weight of guessing them; share of passages whose left is cut
SHARE_HIDDEN, MOST_HIDDEN, GUESS, CUT = 0.12, 8, 0.5, 0.6
#: share of the numbers put to zero while learning
DROPPED = 0.1
#: how it learns; "running": passages of running text in each round; "mean": the old weights' part in the running mean of
#: the weights, which is what training gives
TEACHING: dict[str, Any] = {"rounds": 12, "batch": 128, "rate": 1.5e-3, "warm": 500, "running": 62_000, "mean": 0.998}
TUNING: dict[str, Any] = {"rounds": 6, "batch": 64, "rate": 2e-4, "warm": 30, "mean": 0.99}
SEED = 4
CONSOLE = Console(stderr=True)


@dataclass
class Batch:
    """Passages as arrays; the last axis of the first three is the position."""

    tokens: np.ndarray  # (5, passages, LENGTH): ids, beginnings, endings, kinds, places
    scores: np.ndarray  # (passages, LENGTH, 2)
    there: np.ndarray  # (passages, LENGTH): whether a position is filled
    possible: np.ndarray  # (passages, TOKENS): whether a token may be the start
    wanted: np.ndarray  # (passages, TOKENS): the probability that it is

    def of(self, rows: np.ndarray) -> Batch:
        """Some of the passages, cut to the longest."""
        there = self.there[rows]
        end = LENGTH - int(there[:, ::-1].any(0).argmax())
        return Batch(
            self.tokens[:, rows, :end], self.scores[rows, :end], there[:, :end], self.possible[rows], self.wanted[rows]
        )


def pairs(work: Path) -> None:
    """Keep the decoded pairs, a gloss's contexts not too often, with words and alignment; and running text."""
    known, skip = tables(), held_out()
    rows = [row for row in pickle.load((work / "all.pkl").open("rb")) if row[0] not in skip]  # noqa: S301  our own file
    random.Random(SEED).shuffle(rows)
    taken: Counter[str] = Counter()
    seen = set()
    out = []
    for _, _, kind, _, english, abbreviation, norms, kinds, possible, p in rows:
        gloss = squeeze(english or abbreviation or "")
        if (gloss, tuple(norms[-12:])) in seen or taken[gloss] >= A_GLOSS:
            continue
        seen.add((gloss, tuple(norms[-12:])))
        taken[gloss] += 1
        name = english or known.expansions.get(squeeze(abbreviation or ""))
        words = (*english_words(name or ""), *(() if english else ("=" + squeeze(abbreviation or ""),)))
        window = as_window(norms, kinds, possible)
        out.append((window, kind, words, alignment_scores(window, words, known), dict(zip(possible, p.tolist(), strict=True))))
    pickle.dump(out, (work / "pairs.pkl").open("wb"), protocol=5)
    print(f"{len(out)} pairs")
    running = list(running_text())
    pickle.dump(running, (work / "running.pkl").open("wb"), protocol=5)
    print(f"{len(running)} passages of running text")


def running_text() -> Iterator[Any]:
    """Passages of articles as if a gloss without words stood behind them."""
    dice = random.Random(SEED)
    for number, row in enumerate(track(articles(), "running text", total=82_515, console=CONSOLE)):
        if number % EVERY:
            continue
        tokens = tokenize(row["text"][:12_000])
        for _ in range(PASSAGES if len(tokens.norms) > 2 * TOKENS else 0):
            end = dice.randrange(TOKENS, len(tokens.norms))
            window = as_window(list(tokens.norms[end - TOKENS : end]), list(tokens.kinds[end - TOKENS : end]), [])
            yield window, None, (), ([0.0] * TOKENS, [-1] * TOKENS), {}


def vocabulary(rows: Iterable[Any]) -> list[str]:
    """The entries that the pairs have often, the most frequent first."""
    counts: Counter[str] = Counter()
    for window, _, words, _, _ in rows:
        counts.update(entry(norm, kind) for norm, kind in zip(window.norms, window.kinds, strict=True))
        counts.update(f"e:{word}" for word in words)
    return [word for word, count in counts.most_common(VOCABULARY) if count >= OFTEN]


def index_of(words: Sequence[str]) -> dict[int, int]:
    """Hash of an entry → its row."""
    return {crc32(word.encode()): row for row, word in enumerate(words, RESERVED)}


def batch(rows: Sequence[Any], index: dict[int, int]) -> Batch:
    """Arrays of ``(window, kind, words, alignment, start → probability)``; running text has no kind."""
    n = len(rows)
    tokens = np.zeros((5, n, LENGTH), dtype=np.int32)
    scores = np.zeros((n, LENGTH, 2), dtype=np.float32)
    there = np.zeros((n, LENGTH), dtype=bool)
    possible, wanted = np.zeros((n, TOKENS), dtype=bool), np.zeros((n, TOKENS), dtype=np.float32)
    for k, (window, kind, words, aligned, starts) in enumerate(rows):
        one = passage(window, kind or "en", words, aligned, 0, index)
        gloss = 1 + min(len(words), WORDS)
        at = [0, *range(ENGLISH, ENGLISH + gloss - 1), *range(1, 1 + len(one.ids) - gloss)]
        for part, values in enumerate((one.ids, one.beginnings, one.endings, one.kinds, one.places)):
            tokens[part, k, at] = values
        if kind is None:
            tokens[3, k, 0] = 0
        scores[k, at] = one.scores
        there[k, at] = True
        size = len(window.norms)
        for i in window.possible:
            if size - 1 - i < TOKENS:
                possible[k, size - 1 - i] = True
        for i, p in starts.items():
            if size - 1 - i < TOKENS and p > 0.02:
                wanted[k, size - 1 - i] = p
        total = wanted[k].sum()
        if total:
            wanted[k] /= total
    return Batch(tokens, scores, there, possible, wanted)


def dropped(x: torch.Tensor, rate: float) -> torch.Tensor:
    """Some numbers of every passage put to zero, at all its positions alike."""
    if not rate:
        return x
    kept = (torch.rand(len(x), 1, x.shape[2]) >= rate) / (1 - rate)
    return x * kept.to(x.dtype)


class Block(nn.Module):
    """One layer of the encoder: attention and two feed-forward steps, each normalised before."""

    def __init__(self) -> None:
        super().__init__()

        def drawn(*shape: int, spread: float = 0.08) -> nn.Parameter:
            return nn.Parameter(torch.randn(*shape) * spread)

        self.attention, self.output = drawn(WIDTH, 3 * WIDTH), drawn(WIDTH, WIDTH, spread=0.05)
        self.up, self.up_bias = drawn(WIDTH, BETWEEN), nn.Parameter(torch.zeros(BETWEEN))
        self.down, self.down_bias = drawn(BETWEEN, WIDTH, spread=0.05), nn.Parameter(torch.zeros(WIDTH))
        self.gain, self.shift = nn.Parameter(torch.ones(WIDTH)), nn.Parameter(torch.zeros(WIDTH))
        self.second_gain, self.second_shift = nn.Parameter(torch.ones(WIDTH)), nn.Parameter(torch.zeros(WIDTH))

    def forward(self, x: torch.Tensor, mask: torch.Tensor, rate: float) -> torch.Tensor:
        """The vectors after this layer."""
        n, size, _ = x.shape
        mixed = functional.layer_norm(x, (WIDTH,), self.gain, self.shift) @ self.attention
        asked, given, said = mixed.view(n, size, 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4)
        share = torch.softmax(asked @ given.transpose(-1, -2) * (WIDTH // HEADS) ** -0.5 + mask, -1)
        x = x + dropped((share @ said).transpose(1, 2).reshape(n, size, WIDTH) @ self.output, rate)
        inner = functional.layer_norm(x, (WIDTH,), self.second_gain, self.second_shift) @ self.up + self.up_bias
        bent = functional.gelu(inner, approximate="tanh")
        return x + dropped(bent @ self.down + self.down_bias, rate)


class Reading(nn.Module):
    """The reader as it learns: the same encoder as the layer's."""

    def __init__(self, size: int) -> None:
        super().__init__()

        def drawn(*shape: int, spread: float = 0.02) -> nn.Parameter:
            return nn.Parameter(torch.randn(*shape) * spread)

        self.words, self.beginnings, self.endings = drawn(size, WIDTH), drawn(PIECES + 1, WIDTH), drawn(PIECES + 1, WIDTH)
        self.kinds, self.places, self.scores = drawn(16, WIDTH), drawn(80, WIDTH), drawn(2, WIDTH)
        self.gain, self.shift = nn.Parameter(torch.ones(WIDTH)), nn.Parameter(torch.zeros(WIDTH))
        self.head, self.head_bias = drawn(2 * WIDTH, WIDTH, spread=0.08), nn.Parameter(torch.zeros(WIDTH))
        self.out, self.guess_bias = drawn(WIDTH, spread=0.08), nn.Parameter(torch.zeros(size))
        self.layers = nn.ModuleList(Block() for _ in range(LAYERS))

    def forward(self, tokens: torch.Tensor, scores: torch.Tensor, there: torch.Tensor, rate: float = 0.0) -> torch.Tensor:
        """The passages' vectors after the last layer."""
        ids, beginnings, endings, kinds, places = tokens
        x = functional.embedding(ids, self.words)
        for table, rows in ((self.beginnings, beginnings), (self.endings, endings), (self.kinds, kinds), (self.places, places)):
            x = x + functional.embedding(rows, table)
        x = functional.layer_norm(x + scores @ self.scores, (WIDTH,), self.gain, self.shift)
        x = dropped(x, rate)
        mask = torch.where(there, 0.0, -1e9)[:, None, None, :]
        for layer in self.layers:
            x = layer(x, mask, rate)
        return x

    def started(self, x: torch.Tensor, there: torch.Tensor, possible: torch.Tensor) -> torch.Tensor:
        """Log-probabilities of the starts; left of the leftmost token stands the first position."""
        thai, first = x[:, 1:ENGLISH], x[:, :1]
        beyond = functional.pad(there[:, 2:ENGLISH], (0, 1))
        left = torch.where(beyond[:, :, None], torch.cat([thai[:, 1:], first], 1), first)
        scores = torch.tanh(torch.cat([thai, left], -1) @ self.head + self.head_bias) @ self.out
        return functional.log_softmax(scores.float().masked_fill(~possible, -1e9), -1)


def loss(model: Reading, given: tuple[torch.Tensor, ...], guess: float) -> torch.Tensor:
    """How badly starts and hidden words are guessed."""
    tokens, scores, there, possible, wanted, hidden_at, hidden = given
    x = model(tokens, scores, there, DROPPED)
    value = -(wanted * model.started(x, there, possible)).sum() / (wanted.sum() + 1e-6)
    if guess:
        counted = (hidden >= RESERVED) & (hidden < GUESSED)
        rows = torch.arange(len(x))[:, None].expand_as(hidden)[counted]
        chances = x[rows, hidden_at[counted]] @ model.words[:GUESSED].T + model.guess_bias[:GUESSED]
        value = value + guess * functional.cross_entropy(chances.float(), hidden[counted])
    return value


def disturbed(part: Batch, dice: np.random.Generator, share: float, cut: float) -> tuple[np.ndarray, ...]:
    """A batch with some words hidden and, in some passages, the left cut off behind the likely starts."""
    tokens, scores, there, possible = part.tokens.copy(), part.scores.copy(), part.there.copy(), part.possible.copy()
    n = tokens.shape[1]
    for row in np.flatnonzero(dice.random(n) < cut):
        likely = np.flatnonzero(part.wanted[row])
        if len(likely):
            rest = int(likely.max()) + 1 + int(dice.integers(LEFT // 2, 2 * LEFT))
            there[row, 1 + rest : ENGLISH] = False
            possible[row, rest:] = False
    words = there & (tokens[0] >= RESERVED) & (tokens[3] != SPACE)
    wanted = np.clip((words.sum(1) * share).astype(int), 1, MOST_HIDDEN)
    hidden_at = np.argsort(np.where(words, dice.random(words.shape), 2.0), axis=1)[:, :MOST_HIDDEN]
    rows = np.arange(n)[:, None]
    some = (np.arange(MOST_HIDDEN)[None] < wanted[:, None]) & words[rows, hidden_at]
    hidden = np.where(some, tokens[0][rows, hidden_at], 0)
    at = (np.broadcast_to(rows, some.shape)[some], hidden_at[some])
    tokens[0][at], tokens[1][at], tokens[2][at], scores[at] = HIDDEN, 0, 0, 0
    return tokens, scores, there, possible, part.wanted, hidden_at, hidden


def as_tensors(arrays: Iterable[np.ndarray]) -> tuple[torch.Tensor, ...]:
    """Arrays as PyTorch takes them."""
    return tuple(torch.from_numpy(a.astype(np.int64) if a.dtype.kind == "i" else a) for a in arrays)


def batches(data: Batch, rows: np.ndarray, size: int, dice: np.random.Generator) -> Iterator[np.ndarray]:
    """Rows in random order, those with about as many words in one batch."""
    order, words = dice.permutation(rows), data.there[:, ENGLISH:].sum(1)
    parts: list[np.ndarray] = []
    for at in range(0, len(order), size * TOGETHER):
        some = order[at : at + size * TOGETHER]
        some = some[np.argsort(words[some], kind="stable")]
        parts += [some[k : k + size] for k in range(0, len(some) - size + 1, size)]
    yield from (parts[k] for k in dice.permutation(len(parts)))


def learn(
    model: Reading, data: Batch, rows: np.ndarray, how: dict[str, Any], guess: float, share: float, cut: float, seed: int
) -> Reading:
    """Adam with decay over the passages, some rounds; gives the running mean of the weights."""
    torch.manual_seed(seed)
    size, rounds = how["batch"], how["rounds"]
    extra = np.arange(len(data.scores))[data.wanted.sum(1) == 0] if how.get("running") else np.zeros(0, dtype=int)
    rows = np.setdiff1d(rows, extra)

    def drawn(dice: np.random.Generator) -> np.ndarray:
        return np.concatenate([rows, dice.choice(extra, min(len(extra), how.get("running", 0)), replace=False)])

    steps = rounds * (len(drawn(np.random.default_rng(seed))) // size)
    adam = torch.optim.AdamW(model.parameters(), lr=how["rate"], weight_decay=0.01, fused=True)

    def rate(step: int) -> float:
        at = max(0.0, (step - how["warm"]) / max(1, steps - how["warm"]))
        return float(min(1.0, (step + 1) / how["warm"]) * max(0.01, (1 + math.cos(math.pi * at)) / 2))

    schedule = torch.optim.lr_scheduler.LambdaLR(adam, rate)
    mean = torch.optim.swa_utils.AveragedModel(model, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(how["mean"]))
    dice = np.random.default_rng(seed)
    model.train()
    for number in track(range(rounds), "rounds", console=CONSOLE):
        values = []
        for part in batches(data, drawn(dice), size, dice):
            given = as_tensors(disturbed(data.of(part), dice, share, cut))
            with torch.autocast("cpu", torch.bfloat16):
                value = loss(model, given, guess)
            adam.zero_grad()
            torch.autograd.backward(value)
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            adam.step()
            schedule.step()
            mean.update_parameters(model)
            values.append(value.item())
        if guess:
            print(f"round {number}: loss {np.mean(values):.3f}", flush=True)
    learned: Reading = mean.module
    return learned


def said(model: Reading, data: Batch) -> np.ndarray:
    """Log-probabilities of the starts."""
    model.eval()
    found = []
    for at in range(0, len(data.scores), 256):
        part = data.of(np.arange(at, min(at + 256, len(data.scores))))
        tokens, scores, there, possible = as_tensors((part.tokens, part.scores, part.there, part.possible))
        with torch.no_grad():
            found.append(model.started(model(tokens, scores, there), there, possible).numpy())
    return np.concatenate(found)


def teach(work: Path) -> None:
    """Learn from the decoded pairs and from running text."""
    rows = pickle.load((work / "pairs.pkl").open("rb"))  # noqa: S301
    words = vocabulary(rows)
    rows += pickle.load((work / "running.pkl").open("rb"))  # noqa: S301
    data = batch(rows, index_of(words))
    torch.manual_seed(SEED)
    model = learn(Reading(len(words) + RESERVED), data, np.arange(len(rows)), TEACHING, GUESS, SHARE_HIDDEN, CUT, SEED)
    torch.save((words, model.state_dict()), work / "taught.pt")


def taught(work: Path) -> tuple[list[str], dict[str, torch.Tensor]]:
    """Vocabulary and weights after the corpus."""
    words, weights = torch.load(work / "taught.pt")
    return words, weights


def tune(work: Path) -> None:
    """Learn the labelled starts, once without each fold and once from all."""
    words, weights = taught(work)
    look, rows = without_echo(work), labels()
    found = examples(rows, texts({row["id"] for row in rows}), look)
    data = batch([labelled(e, look(e.article).known) for e in found], index_of(words))
    fold = np.array(folds(found))
    out = np.zeros((len(found), TOKENS), dtype=np.float32)
    for k in range(FOLDS):
        held = np.flatnonzero(fold == k)
        out[held] = said(tuned(weights, data, np.flatnonzero(fold != k), k), data.of(held))
        print(f"fold {k}: {right_among(found, out, held):.3f} of the drawn pairs' starts are right", flush=True)
    np.savez_compressed(
        work / OUT_OF_FOLD,
        article=np.array([e.article for e in found]),
        start=np.array([e.candidate.start for e in found]),
        said=out,
    )
    ship(words, tuned(weights, data, np.arange(len(found)), FOLDS))


def tuned(weights: dict[str, torch.Tensor], data: Batch, rows: np.ndarray, number: int) -> Reading:
    """The reader after the labels of some rows."""
    model = Reading(len(weights["words"]))
    model.load_state_dict(weights)
    return learn(model, data, rows, TUNING, 0.0, 0.08, 0.5, SEED + number)


def labelled(e: Any, known: Any) -> Any:
    """A label as a passage with the probabilities that it gives its starts."""
    words = gloss_words(e.text, e.candidate, known)
    starts: dict[int, float] = {}
    if e.pair and e.gold is not None and e.candidate.fixed < 0:
        others = ALTERNATIVE if e.alternatives else 0.0
        starts = dict.fromkeys((e.window.possible[k] for k in e.alternatives), others / max(1, len(e.alternatives)))
        starts[e.window.possible[e.gold]] = 1 - others
    return e.window, e.candidate.gloss.kind, words, alignment_scores(e.window, words, known), starts


def right_among(found: Sequence[Any], out: np.ndarray, rows: np.ndarray) -> float:
    """The share of right starts among the drawn pairs of some rows."""
    hits = []
    for k in rows:
        e = found[k]
        if e.pair and not e.hard and e.candidate.fixed < 0:
            at = len(e.window.norms) - 1 - int(out[k].argmax())
            hits.append(e.gold is not None and at == e.window.possible[e.gold])
    return float(np.mean(hits))


def in_bytes(table: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A table's rows in bytes, and the scale of each."""
    scale = np.maximum(np.abs(table).max(axis=1), 1e-8) / 127
    return np.round(table / scale[:, None]).astype(np.int8), scale.astype(np.float16)


def ship(words: Sequence[str], model: Reading) -> None:
    """Write the reader as the layer reads it: tables in bytes, the rest in half precision."""
    weights = {name: value.numpy() for name, value in model.state_dict().items()}
    arrays: dict[str, Any] = {
        "heads": HEADS,
        "layers": LAYERS,
        "keys": np.array([crc32(word.encode()) for word in words], dtype=np.uint32),
    }
    for name in ("words", "beginnings", "endings"):
        arrays[name], arrays[f"{name}_scale"] = in_bytes(weights[name])
    for name in ("kinds", "places", "scores", "gain", "shift", "head", "head_bias", "out"):
        arrays[name] = weights[name].astype(np.float16)
    for name, value in weights.items():
        if name.startswith("layers."):
            _, k, part = name.split(".")
            arrays[f"{k}_{part}"] = value.astype(np.float16)
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **arrays)
    part = READER.with_suffix(".part")
    part.write_bytes(buffer.getvalue())
    part.replace(READER)
    print(f"{READER.name}: {READER.stat().st_size} bytes")


def main() -> None:
    """Run one step."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("step", choices=("pairs", "teach", "tune"))
    parser.add_argument("work", type=Path)
    args = parser.parse_args()
    {"pairs": pairs, "teach": teach, "tune": tune}[args.step](args.work)


if __name__ == "__main__":
    main()
