"""Teach the reader (src/newsextract/layers/terms/reader.py): Thai words and gloss read together.

First it guesses hidden words and the starts that the rankings decoded, over the corpus's own pairs; then it learns the
labelled starts. No annotated article is among the pairs, and each label's article is left out of the reader whose view of
it goes into the training of the rankings.

    pip install -e '.[dev,train]'
    python scripts/train_reader.py pairs WORK      # after mine_halves.py and mine_evidence.py decode WORK
    python scripts/train_reader.py teach WORK      # half an hour on two cores
    python scripts/train_reader.py tune WORK       # WORK/reader_out_of_fold.npz, src/newsextract/data/terms/reader.npz
    python scripts/train_terms.py WORK             # then the rankings
"""

from __future__ import annotations

import argparse
import io
import pickle
import random
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

import jax
import jax.numpy as jnp
import numpy as np
import optax

from mine_evidence import as_window
from mine_terms import ROOT, held_out
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
from terms_mined import without_echo
from train_terms import ALTERNATIVE, FOLDS, OUT_OF_FOLD, examples, folds, labels, texts

READER = ROOT / "src/newsextract/data/terms/reader.npz"
#: width, heads, width between, layers
WIDTH, HEADS, BETWEEN, LAYERS = 96, 4, 192, 2
#: contexts of one gloss; entries of the vocabulary, and how often each is seen at least; those that are guessed
A_GLOSS, VOCABULARY, OFTEN, GUESSED = 15, 24_000, 3, 8000
#: positions: the gloss's kind, its words, Thai tokens
LENGTH = 1 + WORDS + TOKENS
#: share of tokens hidden, most of one passage; weight of guessing them; share of passages whose left is cut
SHARE_HIDDEN, MOST_HIDDEN, GUESS, CUT = 0.12, 8, 0.5, 0.6
TEACHING: dict[str, Any] = {"rounds": 8, "batch": 128, "rate": 1.5e-3, "warm": 300}
TUNING: dict[str, Any] = {"rounds": 8, "batch": 64, "rate": 4e-4, "warm": 30}
SEED = 4
Weights = dict[str, Any]


@dataclass
class Batch:
    """Passages as arrays; the last axis of the first three is the position."""

    tokens: np.ndarray  # (5, passages, LENGTH): ids, beginnings, endings, kinds, places
    scores: np.ndarray  # (passages, LENGTH, 2)
    there: np.ndarray  # (passages, LENGTH): whether a position is filled
    possible: np.ndarray  # (passages, TOKENS): whether a token may be the start
    wanted: np.ndarray  # (passages, TOKENS): the probability that it is

    def of(self, rows: np.ndarray) -> Batch:
        """Some of the passages."""
        return Batch(self.tokens[:, rows], self.scores[rows], self.there[rows], self.possible[rows], self.wanted[rows])


def pairs(work: Path) -> None:
    """Keep the decoded pairs, a gloss's contexts not too often, with words and alignment."""
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
    """Arrays of ``(window, kind, words, alignment, start → probability)``."""
    n = len(rows)
    tokens = np.zeros((5, n, LENGTH), dtype=np.int32)
    scores = np.zeros((n, LENGTH, 2), dtype=np.float32)
    there = np.zeros((n, LENGTH), dtype=bool)
    possible, wanted = np.zeros((n, TOKENS), dtype=bool), np.zeros((n, TOKENS), dtype=np.float32)
    for k, (window, kind, words, aligned, starts) in enumerate(rows):
        one = passage(window, kind, words, aligned, 0, index)
        gloss = 1 + min(len(words), WORDS)
        at = [*range(gloss), *range(1 + WORDS, 1 + WORDS + len(one.ids) - gloss)]
        for part, values in enumerate((one.ids, one.beginnings, one.endings, one.kinds, one.places)):
            tokens[part, k, at] = values
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


def fresh(size: int, seed: int) -> Weights:
    """Weights to begin with."""
    keys = iter(jax.random.split(jax.random.PRNGKey(seed), 8 + 5 * LAYERS))

    def drawn(*shape: int, spread: float = 0.08) -> Any:
        return jax.random.normal(next(keys), shape) * spread

    def layer() -> Weights:
        return {
            "attention": drawn(WIDTH, 3 * WIDTH), "output": drawn(WIDTH, WIDTH, spread=0.05),
            "up": drawn(WIDTH, BETWEEN), "up_bias": jnp.zeros(BETWEEN), "down": drawn(BETWEEN, WIDTH, spread=0.05), "down_bias": jnp.zeros(WIDTH),
            "gain": jnp.ones(WIDTH), "shift": jnp.zeros(WIDTH), "second_gain": jnp.ones(WIDTH), "second_shift": jnp.zeros(WIDTH),
        }  # fmt: skip

    return {
        "words": drawn(size, WIDTH, spread=0.02), "beginnings": drawn(PIECES + 1, WIDTH, spread=0.02), "endings": drawn(PIECES + 1, WIDTH, spread=0.02),
        "kinds": drawn(16, WIDTH, spread=0.02), "places": drawn(80, WIDTH, spread=0.02), "scores": drawn(2, WIDTH, spread=0.02),
        "gain": jnp.ones(WIDTH), "shift": jnp.zeros(WIDTH), "head": drawn(2 * WIDTH, WIDTH), "head_bias": jnp.zeros(WIDTH), "out": drawn(WIDTH), "guess_bias": jnp.zeros(size),
        "layers": [layer() for _ in range(LAYERS)],
    }  # fmt: skip


def normalised(x: Any, gain: Any, shift: Any) -> Any:
    """A layer's normalisation."""
    mean = x.mean(-1, keepdims=True)
    return (x - mean) / jnp.sqrt(((x - mean) ** 2).mean(-1, keepdims=True) + 1e-5) * gain + shift


def dropped(x: Any, key: Any, rate: float = 0.1) -> Any:
    """Some numbers put to zero while learning."""
    if key is None:
        return x
    return jnp.where(jax.random.bernoulli(key, 1 - rate, x.shape), x / (1 - rate), 0)


def encoded(w: Weights, tokens: Any, scores: Any, there: Any, key: Any = None) -> Any:
    """The same encoder as the layer's, in JAX."""
    keys = jax.random.split(key, 2 * LAYERS + 1) if key is not None else [None] * (2 * LAYERS + 1)
    ids, beginnings, endings, kinds, places = tokens
    x = (
        w["words"][ids]
        + w["beginnings"][beginnings]
        + w["endings"][endings]
        + w["kinds"][kinds]
        + w["places"][places]
        + scores @ w["scores"]
    )
    x = dropped(normalised(x, w["gain"], w["shift"]), keys[0])
    n, size, _ = x.shape
    mask = jnp.where(there[:, None, None, :], 0.0, -1e9)
    for k, one in enumerate(w["layers"]):
        mixed = (normalised(x, one["gain"], one["shift"]) @ one["attention"]).reshape(n, size, 3, HEADS, WIDTH // HEADS)
        asked, given, said = mixed.transpose(2, 0, 3, 1, 4)
        share = jax.nn.softmax(asked @ given.swapaxes(-1, -2) / (WIDTH // HEADS) ** 0.5 + mask, -1)
        x = x + dropped((share @ said).transpose(0, 2, 1, 3).reshape(n, size, WIDTH) @ one["output"], keys[1 + 2 * k])
        up = jax.nn.gelu(normalised(x, one["second_gain"], one["second_shift"]) @ one["up"] + one["up_bias"])
        x = x + dropped(up @ one["down"] + one["down_bias"], keys[2 + 2 * k])
    return x


def started(w: Weights, x: Any, there: Any, possible: Any) -> Any:
    """Log-probabilities of the starts; left of the leftmost token stands the first position."""
    thai = x[:, 1 + WORDS :]
    beyond = jnp.concatenate([there[:, 2 + WORDS :], jnp.zeros((len(x), 1), dtype=bool)], axis=1)
    shifted = jnp.concatenate([thai[:, 1:], x[:, :1]], axis=1)
    left = jnp.where(beyond[:, :, None], shifted, x[:, :1])
    scores = jnp.tanh(jnp.concatenate([thai, left], -1) @ w["head"] + w["head_bias"]) @ w["out"]
    return jax.nn.log_softmax(jnp.where(possible, scores, -1e9), -1)


def loss(w: Weights, given: tuple[Any, ...], key: Any, guess: float) -> Any:
    """How badly starts and hidden words are guessed."""
    tokens, scores, there, possible, wanted, hidden_at, hidden = given
    x = encoded(w, tokens, scores, there, key)
    taught = wanted.sum(-1)
    value = -(jnp.where(wanted > 0, wanted * started(w, x, there, possible), 0)).sum() / (taught.sum() + 1e-6)
    if guess:
        at = jnp.take_along_axis(x, hidden_at[:, :, None], 1)
        chances = jax.nn.log_softmax(at @ w["words"][:GUESSED].T + w["guess_bias"][:GUESSED], -1)
        right = jnp.take_along_axis(chances, jnp.clip(hidden, 0, GUESSED - 1)[:, :, None], 2)[:, :, 0]
        counted = (hidden >= RESERVED) & (hidden < GUESSED)
        value -= guess * (right * counted).sum() / (counted.sum() + 1)
    return value


def disturbed(part: Batch, dice: np.random.Generator, share: float, cut: float) -> tuple[np.ndarray, ...]:
    """A batch with some words hidden and, in some passages, the left cut off behind the likely starts."""
    tokens, scores, there, possible = part.tokens.copy(), part.scores.copy(), part.there.copy(), part.possible.copy()
    n = tokens.shape[1]
    hidden_at, hidden = np.zeros((n, MOST_HIDDEN), dtype=np.int32), np.zeros((n, MOST_HIDDEN), dtype=np.int32)
    for row in np.flatnonzero(dice.random(n) < cut):
        likely = np.flatnonzero(part.wanted[row])
        if len(likely):
            rest = int(likely.max()) + 1 + int(dice.integers(LEFT // 2, 2 * LEFT))
            there[row, 1 + WORDS + rest :] = False
            possible[row, rest:] = False
    for k in range(n):
        words = np.flatnonzero(there[k] & (tokens[0, k] >= RESERVED) & (tokens[3, k] != SPACE))
        if len(words):
            some = dice.choice(words, min(len(words), MOST_HIDDEN, max(1, int(len(words) * share))), replace=False)
            hidden_at[k, : len(some)] = some
            hidden[k, : len(some)] = tokens[0, k, some]
            tokens[0, k, some] = HIDDEN
            tokens[1:3, k, some] = 0
            scores[k, some] = 0
    return tokens, scores, there, possible, part.wanted, hidden_at, hidden


def learn(
    w: Weights, data: Batch, rows: np.ndarray, how: dict[str, Any], guess: float, share: float, cut: float, seed: int
) -> Weights:
    """Adam with decay over the passages, some rounds."""
    size, rounds = how["batch"], how["rounds"]
    steps = rounds * (len(rows) // size)
    schedule = optax.warmup_cosine_decay_schedule(0, how["rate"], how["warm"], steps, 1e-5)
    adam = optax.chain(optax.clip_by_global_norm(1.0), optax.adamw(schedule, weight_decay=0.01))
    state = adam.init(w)

    def step(w: Weights, state: Any, given: tuple[Any, ...], key: Any) -> tuple[Weights, Any, Any]:
        value, slope = jax.value_and_grad(loss)(w, given, key, guess)
        change, state = adam.update(slope, state, w)
        return optax.apply_updates(w, change), state, value

    quick = jax.jit(step)
    dice, key, begin = np.random.default_rng(seed), jax.random.PRNGKey(seed), time.time()
    for number in range(rounds):
        order, values = dice.permutation(rows), []
        for at in range(0, len(order) - size + 1, size):
            key, own = jax.random.split(key)
            w, state, value = quick(w, state, disturbed(data.of(order[at : at + size]), dice, share, cut), own)
            values.append(float(value))
        if guess:
            print(f"round {number}: loss {np.mean(values):.3f}, {time.time() - begin:.0f} s", flush=True)
    return w


def said(w: Weights, data: Batch) -> np.ndarray:
    """Log-probabilities of the starts."""
    quick = jax.jit(lambda w, tokens, scores, there, possible: started(w, encoded(w, tokens, scores, there), there, possible))
    found = []
    for at in range(0, len(data.scores), 256):
        part = data.of(np.arange(at, min(at + 256, len(data.scores))))
        found.append(np.asarray(quick(w, part.tokens, part.scores, part.there, part.possible)))
    return np.concatenate(found)


def teach(work: Path) -> None:
    """Learn from the decoded pairs."""
    rows = pickle.load((work / "pairs.pkl").open("rb"))  # noqa: S301
    words = vocabulary(rows)
    data = batch(rows, index_of(words))
    w = learn(fresh(len(words) + RESERVED, SEED), data, np.arange(len(rows)), TEACHING, GUESS, SHARE_HIDDEN, CUT, SEED)
    pickle.dump((words, jax.tree_util.tree_map(np.asarray, w)), (work / "taught.pkl").open("wb"))


def tune(work: Path) -> None:
    """Learn the labelled starts, once without each fold and once from all."""
    words, taught = pickle.load((work / "taught.pkl").open("rb"))  # noqa: S301
    w = jax.tree_util.tree_map(jnp.asarray, taught)
    look, rows = without_echo(work), labels()
    found = examples(rows, texts({row["id"] for row in rows}), look)
    data = batch([labelled(e, look(e.article).known) for e in found], index_of(words))
    fold = np.array(folds(found))
    out = np.zeros((len(found), TOKENS), dtype=np.float32)
    for k in range(FOLDS):
        held = np.flatnonzero(fold == k)
        out[held] = said(tuned(w, data, np.flatnonzero(fold != k), k), data.of(held))
        print(f"fold {k}: {right_among(found, out, held):.3f} of the drawn pairs' starts are right", flush=True)
    np.savez_compressed(
        work / OUT_OF_FOLD,
        article=np.array([e.article for e in found]),
        start=np.array([e.candidate.start for e in found]),
        said=out,
    )
    ship(words, tuned(w, data, np.arange(len(found)), FOLDS))


def tuned(w: Weights, data: Batch, rows: np.ndarray, number: int) -> Weights:
    """The reader after the labels of some rows."""
    return learn(w, data, rows, TUNING, 0.0, 0.08, 0.5, SEED + number)


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


def ship(words: Sequence[str], w: Weights) -> None:
    """Write the reader as the layer reads it: tables in bytes, the rest in half precision."""
    arrays: dict[str, Any] = {
        "heads": HEADS,
        "layers": LAYERS,
        "keys": np.array([crc32(word.encode()) for word in words], dtype=np.uint32),
    }
    for name in ("words", "beginnings", "endings"):
        arrays[name], arrays[f"{name}_scale"] = in_bytes(np.asarray(w[name]))
    for name in ("kinds", "places", "scores", "gain", "shift", "head", "head_bias", "out"):
        arrays[name] = np.asarray(w[name]).astype(np.float16)
    for k, one in enumerate(w["layers"]):
        arrays |= {f"{k}_{name}": np.asarray(value).astype(np.float16) for name, value in one.items()}
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
