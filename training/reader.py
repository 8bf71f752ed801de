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

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, cast
from zlib import crc32

import numpy as np
import torch
from rich.progress import track

from newsextract.layers.terms.features import alignment_scores, gloss_words
from newsextract.layers.terms.reader import RESERVED, TOKENS, WORDS, entry, passage
from newsextract.layers.terms.tables import Tables, tables
from newsextract.thai.tokens import tokenize
from training.fit import folds
from training.network import write_encoder
from training.reader_network import (
    CONSOLE,
    ENGLISH,
    HEADS,
    LAYERS,
    LENGTH,
    WIDTH,
    Batch,
    Course,
    Reading,
    learn,
    start_log_probs,
)
from training.shared import ARTICLES, MODELS, keep, kept, run, texts
from training.terms import OUT_OF_FOLD, SHIPPED, Example, articles_of, examples
from training.terms_data import DECODED, Candidate, articles, bare_window, held_out, labels, without_echo

READER = MODELS / "terms_reader.npz"
#: in WORK: decoded pairs, passages of running text, the reader after both
PAIRS, RUNNING, TAUGHT = "pairs.pkl", "running.pkl", "taught.pt"
#: contexts of one gloss; entries of the vocabulary, and how often each occurs at least
PER_GLOSS, VOCABULARY, LEAST = 15, 24_000, 3
#: of running text: one article in this many, and passages of each
EVERY, PASSAGES = 2, 5
TEACHING = Course(12, 128, 1.5e-3, 500, mean=0.998, running=62_000, guess=0.5, hidden=0.12, cut=0.6)
TUNING = Course(6, 64, 2e-4, 30, mean=0.99, running=0, guess=0.0, hidden=0.08, cut=0.5)
SEED = 4

#: window, kind of the gloss (None for running text), words of the gloss, alignment, start → probability
Passage = tuple[Any, str | None, Sequence[str], Any, dict[int, float]]


def pairs(work: Path) -> None:
    """Keep the decoded pairs, a gloss's contexts not too often, with words and alignment; and running text."""
    known, skip = tables(), held_out()
    rows: list[Candidate] = [row for row in kept(work / DECODED) if row.article not in skip]
    random.Random(SEED).shuffle(rows)
    taken: Counter[str] = Counter()
    seen = set()
    found = []
    for row in rows:
        key = (row.gloss, tuple(row.norms[-12:]))
        if key not in seen and taken[row.gloss] < PER_GLOSS:
            seen.add(key)
            taken[row.gloss] += 1
            found.append(decoded(row, known))
    keep(work / PAIRS, found)
    running = list(running_text())
    keep(work / RUNNING, running)
    print(f"{len(found)} pairs, {len(running)} passages of running text")


def decoded(row: Candidate, known: Tables) -> Passage:
    """A decoded candidate as a passage."""
    words = gloss_words(row.en, row.abbr, known.expansions)
    chances = dict(zip(row.possible, cast("np.ndarray", row.p).tolist(), strict=True))
    return row.window, row.kind, words, alignment_scores(row.window, words, known), chances


def running_text() -> Iterator[Passage]:
    """Passages of articles as if a gloss without words stood behind them."""
    dice = random.Random(SEED)
    for number, row in enumerate(track(articles(held_out()), "running text", total=ARTICLES, console=CONSOLE)):
        if number % EVERY:
            continue
        tokens = tokenize(row["text"][:12_000])
        for _ in range(PASSAGES if len(tokens.norms) > 2 * TOKENS else 0):
            end = dice.randrange(TOKENS, len(tokens.norms))
            window = bare_window(list(tokens.norms[end - TOKENS : end]), list(tokens.kinds[end - TOKENS : end]))
            yield window, None, (), ([0.0] * TOKENS, [-1] * TOKENS), {}


def vocabulary(rows: Iterable[Passage]) -> list[str]:
    """The frequent entries of the pairs, the most frequent first."""
    counts: Counter[str] = Counter()
    for window, _, words, _, _ in rows:
        counts.update(entry(norm, kind) for norm, kind in zip(window.norms, window.kinds, strict=True))
        counts.update(f"e:{word}" for word in words)
    return [word for word, count in counts.most_common(VOCABULARY) if count >= LEAST]


def index_of(words: Sequence[str]) -> dict[int, int]:
    """Hash of an entry → its row."""
    return {crc32(word.encode()): row for row, word in enumerate(words, RESERVED)}


def batch(rows: Sequence[Passage], index: dict[int, int]) -> Batch:
    """Passages as arrays."""
    n = len(rows)
    tokens = np.zeros((5, n, LENGTH), dtype=np.int32)
    scores = np.zeros((n, LENGTH, 2), dtype=np.float32)
    filled = np.zeros((n, LENGTH), dtype=bool)
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
        filled[k, at] = True
        last = len(window.norms) - 1
        possible[k, [last - i for i in window.possible if last - i < TOKENS]] = True
        for i, p in starts.items():
            if last - i < TOKENS and p > 0.02:
                wanted[k, last - i] = p
        wanted[k] /= wanted[k].sum() or 1
    return Batch(tokens, scores, filled, possible, wanted)


def teach(work: Path) -> None:
    """Learn from the decoded pairs and from running text."""
    rows = kept(work / PAIRS)
    words = vocabulary(rows)
    rows += kept(work / RUNNING)
    data = batch(rows, index_of(words))
    torch.manual_seed(SEED)
    model = learn(Reading(len(words) + RESERVED), data, np.arange(len(rows)), TEACHING, SEED)
    torch.save((words, model.state_dict()), work / TAUGHT)


def tune(work: Path) -> None:
    """Learn the labelled starts, once without each fold and once from all."""
    words, weights = torch.load(work / TAUGHT)
    look, rows = without_echo(work), labels()
    found = examples(rows, texts({row["id"] for row in rows}), look)
    data = batch([labelled(e) for e in found], index_of(words))
    fold = folds(articles_of(found), SHIPPED.folds)
    out = np.zeros((len(found), TOKENS), dtype=np.float32)
    for k in range(SHIPPED.folds):
        held = np.flatnonzero(fold == k)
        out[held] = start_log_probs(tuned(weights, data, np.flatnonzero(fold != k), k), data.of(held))
        print(f"fold {k}: {right_among(found, out, held):.3f} of the drawn pairs' starts are right", flush=True)
    article, start = np.array(articles_of(found)), np.array([e.place.candidate.start for e in found])
    np.savez_compressed(work / OUT_OF_FOLD, article=article, start=start, log_probs=out)
    ship(words, tuned(weights, data, np.arange(len(found)), SHIPPED.folds))


def tuned(weights: dict[str, torch.Tensor], data: Batch, rows: np.ndarray, number: int) -> Reading:
    """The reader after the labels of some rows."""
    model = Reading(len(weights["words"]))
    model.load_state_dict(weights)
    return learn(model, data, rows, TUNING, SEED + number)


def labelled(e: Example) -> Passage:
    """A label as a passage with the probabilities that it gives its starts."""
    words, *aligned = e.aligned
    starts: dict[int, float] = {}
    if e.pair and e.gold is not None and not e.fixed:
        starts = dict(zip(e.place.window.possible, e.target(list(range(len(e.place.window.possible)))).tolist(), strict=True))
    return e.place.window, e.place.candidate.gloss.kind, words, aligned, starts


def right_among(found: Sequence[Example], out: np.ndarray, rows: np.ndarray) -> float:
    """The share of right starts among the drawn pairs of some rows."""
    drawn = [(found[k], out[k]) for k in rows if found[k].pair and not found[k].hard and not found[k].fixed]
    last = [len(e.place.window.norms) - 1 - int(p.argmax()) for e, p in drawn]
    hits = [e.gold is not None and at == e.place.window.possible[e.gold] for (e, _), at in zip(drawn, last, strict=True)]
    return float(np.mean(hits))


def ship(words: Sequence[str], model: Reading) -> None:
    """Write the reader as the layer reads it."""
    asked = {"start": (model.head[:WIDTH], model.head_bias), "left": (model.head[WIDTH:],)}
    form = {"heads": HEADS, "layers": LAYERS, "activation": "gelu"}
    write_encoder(READER, "training/reader.py", model, words, asked, {"out": model.out}, **form)


if __name__ == "__main__":
    run(pairs, teach, tune)
