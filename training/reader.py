"""Teach the reader (src/newsextract/layers/terms/reader.py): Thai words and gloss read together.

First it guesses hidden words, in the corpus's own pairs and in running text, and the starts that the rankings decoded;
then it learns the labelled starts. No annotated article is among what it is taught, and each label's article is left out
of the reader whose view of it goes into the training of the rankings.

    pip install -e '.[dev,train]'
    python -m training.reader pairs WORK      # after training.mine_halves and training.mine_evidence decode WORK
    python -m training.reader teach WORK      # half an hour on two cores that know bfloat16
    python -m training.reader tune WORK       # WORK/reader_out_of_fold.npz, src/newsextract/data/models/terms_reader.npz
    python -m training.terms WORK             # then the rankings
"""

from __future__ import annotations

import argparse
import pickle
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
import torch
from rich.progress import track

from newsextract.layers.terms.features import alignment_scores, gloss_words
from newsextract.layers.terms.reader import RESERVED, TOKENS, WORDS, entry, passage
from newsextract.layers.terms.tables import english_words, squeeze, tables
from newsextract.models import artifact
from newsextract.thai.tokens import tokenize
from training.fit import mixed
from training.mine_evidence import as_window
from training.mine_terms import articles, held_out, labels, spread
from training.mined import without_echo
from training.reader_network import CONSOLE, ENGLISH, HEADS, LAYERS, LENGTH, Batch, Reading, learn, said
from training.shared import MODELS, texts
from training.terms import FOLDS, OUT_OF_FOLD, examples

READER = MODELS / "terms_reader.npz"
#: contexts of one gloss; entries of the vocabulary, and how often each is seen at least
A_GLOSS, VOCABULARY, OFTEN = 15, 24_000, 3
#: of running text: one article in so many, passages of each
EVERY, PASSAGES = 2, 5
#: share of tokens hidden; weight of guessing them; share of passages whose left is cut
SHARE_HIDDEN, GUESS, CUT = 0.12, 0.5, 0.6
#: how it learns; "running": passages of running text in each round; "mean": the old weights' part in the running mean of
#: the weights, which is what training gives
TEACHING: dict[str, Any] = {"rounds": 12, "batch": 128, "rate": 1.5e-3, "warm": 500, "running": 62_000, "mean": 0.998}
TUNING: dict[str, Any] = {"rounds": 6, "batch": 64, "rate": 2e-4, "warm": 30, "mean": 0.99}
SEED = 4


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
    for number, row in enumerate(track(articles(held_out()), "running text", total=82_515, console=CONSOLE)):
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
    fold = np.array([mixed(e.article) % FOLDS for e in found])
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
        given = spread(len(e.window.possible), e.gold, e.alternatives)
        starts = dict(zip(e.window.possible, given.tolist(), strict=True))
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
    arrays: dict[str, Any] = {"keys": np.array([crc32(word.encode()) for word in words], dtype=np.uint32)}
    for name in ("words", "beginnings", "endings"):
        arrays[name], arrays[f"{name}_scale"] = in_bytes(weights[name])
    for name in ("kinds", "places", "scores", "gain", "shift", "head", "head_bias", "out"):
        arrays[name] = weights[name].astype(np.float16)
    for name, value in weights.items():
        if name.startswith("layers."):
            _, k, part = name.split(".")
            arrays[f"{k}/{part}"] = value.astype(np.float16)
    artifact.write(READER, "encoder", "training/reader.py", arrays, heads=HEADS, layers=LAYERS)
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
