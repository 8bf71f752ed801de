"""Train the reader (src/newsextract/layers/terms/reader.py), an encoder of a gloss together with the Thai words before it.

It is pretrained on masked words, in the pairs of the corpus and in running text, and on the starts decoded by the rankers,
then fine-tuned on the labelled starts. No annotated article is used for pretraining, and the rankers are trained on the
reader's out-of-fold predictions.

    pip install -e '.[dev,train]'
    python -m training.reader pairs WORK      # after training.mine_terms decode WORK and halves WORK
    python -m training.reader teach WORK      # half an hour on two cores that know bfloat16
    python -m training.reader tune WORK       # WORK/reader_out_of_fold.npz, src/newsextract/data/models/terms_reader.npz
    python -m training.terms WORK             # then the ranking
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np
import torch
from rich.progress import track

from newsextract.layers.terms.features import alignment_scores, gloss_words
from newsextract.layers.terms.reader import MAX_TOKENS, MAX_WORDS, RESERVED, entry, passage
from newsextract.layers.terms.tables import Tables, tables
from newsextract.thai.tokens import tokenize
from training import reader_network as network
from training.fit import folds
from training.network import index_of, write_encoder
from training.reader_network import Batch, Network, TrainingConfig
from training.shared import ARTICLES, MODELS, load_result, run, save_result, texts
from training.terms import OUT_OF_FOLD, SHIPPED, Example, articles_of, examples
from training.terms_data import DECODED, Candidate, annotated_ids, articles, bare_window, cross_fitted_lookup, labels

READER = MODELS / "terms_reader.npz"
#: files in WORK: decoded pairs, passages of running text, the pretrained reader
PAIRS, RUNNING, TAUGHT = "pairs.pkl", "running.pkl", "taught.pt"
#: maximum contexts of a gloss; maximum entries of the vocabulary, and minimum count of each
MAX_PER_GLOSS, MAX_VOCABULARY, MIN_COUNT = 15, 24_000, 3
#: running text: one article in this many, and passages per article
ARTICLE_STEP, PASSAGES = 2, 5
PRETRAINING = TrainingConfig(12, 128, 1.5e-3, 500, ema_decay=0.998, running=62_000, word_weight=0.5, masked=0.12, cut=0.6)
FINE_TUNING = TrainingConfig(6, 64, 2e-4, 30, ema_decay=0.99, running=0, word_weight=0.0, masked=0.08, cut=0.5)
SEED = 4

#: window, kind of the gloss (None for running text), words of the gloss, alignment, start → probability
Passage = tuple[Any, str | None, Sequence[str], Any, dict[int, float]]


def pairs(work: Path) -> None:
    """Save the decoded pairs, at most MAX_PER_GLOSS of a gloss, with words and alignment; and passages of running text."""
    known, skip = tables(), annotated_ids()
    rows: list[Candidate] = [row for row in load_result(work / DECODED) if row.article not in skip]
    random.Random(SEED).shuffle(rows)
    taken: Counter[str] = Counter()
    seen = set()
    found = []
    for row in rows:
        key = (row.gloss, tuple(row.norms[-12:]))
        if key not in seen and taken[row.gloss] < MAX_PER_GLOSS:
            seen.add(key)
            taken[row.gloss] += 1
            found.append(decoded_passage(row, known))
    save_result(work / PAIRS, found)
    running = list(running_text())
    save_result(work / RUNNING, running)
    print(f"{len(found)} pairs, {len(running)} passages of running text")


def decoded_passage(row: Candidate, known: Tables) -> Passage:
    """A decoded candidate as a passage."""
    words = gloss_words(row.en, row.abbr, known.expansions)
    chances = dict(zip(row.possible, cast("np.ndarray", row.p).tolist(), strict=True))
    return row.window, row.kind, words, alignment_scores(row.window, words, known), chances


def running_text() -> Iterator[Passage]:
    """Yield passages of articles, as if each were followed by a gloss without words."""
    dice = random.Random(SEED)
    for number, row in enumerate(track(articles(annotated_ids()), "running text", total=ARTICLES, console=network.CONSOLE)):
        if number % ARTICLE_STEP:
            continue
        tokens = tokenize(row["text"][:12_000])
        for _ in range(PASSAGES if len(tokens.norms) > 2 * MAX_TOKENS else 0):
            end = dice.randrange(MAX_TOKENS, len(tokens.norms))
            window = bare_window(list(tokens.norms[end - MAX_TOKENS : end]), list(tokens.kinds[end - MAX_TOKENS : end]))
            yield window, None, (), ([0.0] * MAX_TOKENS, [-1] * MAX_TOKENS), {}


def vocabulary(rows: Iterable[Passage]) -> list[str]:
    """The frequent entries of the pairs, the most frequent first."""
    counts: Counter[str] = Counter()
    for window, _, words, _, _ in rows:
        counts.update(entry(norm, kind) for norm, kind in zip(window.norms, window.kinds, strict=True))
        counts.update(f"e:{word}" for word in words)
    return [word for word, count in counts.most_common(MAX_VOCABULARY) if count >= MIN_COUNT]


def batch(rows: Sequence[Passage], index: dict[int, int]) -> Batch:
    """Passages as arrays."""
    n = len(rows)
    tokens = np.zeros((5, n, network.LENGTH), dtype=np.int32)
    scores = np.zeros((n, network.LENGTH, 2), dtype=np.float32)
    filled = np.zeros((n, network.LENGTH), dtype=bool)
    possible, targets = np.zeros((n, MAX_TOKENS), dtype=bool), np.zeros((n, MAX_TOKENS), dtype=np.float32)
    for k, (window, kind, words, aligned, starts) in enumerate(rows):
        one = passage(window, kind or "en", words, aligned, 0, index)
        gloss = 1 + min(len(words), MAX_WORDS)
        at = [0, *range(network.ENGLISH, network.ENGLISH + gloss - 1), *range(1, 1 + len(one.ids) - gloss)]
        for part, values in enumerate((one.ids, one.beginnings, one.endings, one.kinds, one.places)):
            tokens[part, k, at] = values
        if kind is None:
            tokens[3, k, 0] = 0
        scores[k, at] = one.scores
        filled[k, at] = True
        last = len(window.norms) - 1
        possible[k, [last - i for i in window.possible if last - i < MAX_TOKENS]] = True
        for i, p in starts.items():
            if last - i < MAX_TOKENS and p > 0.02:
                targets[k, last - i] = p
        targets[k] /= targets[k].sum() or 1
    return Batch(tokens, scores, filled, possible, targets)


def teach(work: Path) -> None:
    """Pretrain on the decoded pairs and on running text."""
    rows = load_result(work / PAIRS)
    words = vocabulary(rows)
    rows += load_result(work / RUNNING)
    data = batch(rows, index_of(words, RESERVED))
    torch.manual_seed(SEED)
    model = network.train(Network(len(words) + RESERVED), data, np.arange(len(rows)), PRETRAINING, SEED)
    torch.save((words, model.state_dict()), work / TAUGHT)


def tune(work: Path) -> None:
    """Fine-tune on the labelled starts, once without each fold and once on all."""
    words, weights = torch.load(work / TAUGHT)
    lookup, rows = cross_fitted_lookup(work), labels()
    found = examples(rows, texts({row["id"] for row in rows}), lookup)
    data = batch([labelled_passage(e) for e in found], index_of(words, RESERVED))
    fold = folds(articles_of(found), SHIPPED.folds)
    out = np.zeros((len(found), MAX_TOKENS), dtype=np.float32)
    for k in range(SHIPPED.folds):
        held = np.flatnonzero(fold == k)
        out[held] = network.start_log_probs(fine_tuned(weights, data, np.flatnonzero(fold != k), k), data.of(held))
        print(f"fold {k}: {accuracy(found, out, held):.3f} of the drawn pairs' starts are right", flush=True)
    article, start = np.array(articles_of(found)), np.array([e.place.candidate.start for e in found])
    np.savez_compressed(work / OUT_OF_FOLD, article=article, start=start, log_probs=out)
    export(words, fine_tuned(weights, data, np.arange(len(found)), SHIPPED.folds))


def fine_tuned(weights: dict[str, torch.Tensor], data: Batch, rows: np.ndarray, number: int) -> Network:
    """Fine-tune the pretrained reader on some rows."""
    model = Network(len(weights["words"]))
    model.load_state_dict(weights)
    return network.train(model, data, rows, FINE_TUNING, SEED + number)


def labelled_passage(e: Example) -> Passage:
    """A labelled example as a passage with the target probabilities of its starts."""
    words, *aligned = e.aligned
    starts: dict[int, float] = {}
    if e.pair and e.gold is not None and not e.fixed:
        starts = dict(zip(e.place.window.possible, e.target(list(range(len(e.place.window.possible)))).tolist(), strict=True))
    return e.place.window, e.place.candidate.gloss.kind, words, aligned, starts


def accuracy(found: Sequence[Example], out: np.ndarray, rows: np.ndarray) -> float:
    """The share of right starts among the randomly drawn pairs of some rows."""
    drawn = [(found[k], out[k]) for k in rows if found[k].pair and not found[k].hard and not found[k].fixed]
    last = [len(e.place.window.norms) - 1 - int(p.argmax()) for e, p in drawn]
    hits = [e.gold is not None and at == e.place.window.possible[e.gold] for (e, _), at in zip(drawn, last, strict=True)]
    return float(np.mean(hits))


def export(words: Sequence[str], model: Network) -> None:
    """Export the reader for the layer."""
    head_weights = {"start": (model.head[: network.WIDTH], model.head_bias), "left": (model.head[network.WIDTH :],)}
    graph_settings = {"heads": network.HEADS, "layers": network.LAYERS, "activation": "gelu"}
    write_encoder(READER, "training/reader.py", model, words, head_weights, {"out": model.out}, **graph_settings)


if __name__ == "__main__":
    run(pairs, teach, tune)
