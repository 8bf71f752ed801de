#!/usr/bin/env python3
"""Group the frequent words of Thai government news by the places they occur in: a feature of the named-entity model.

    python scripts/make_clusters.py            # needs scikit-learn; five minutes on one core

Reads ../shared/corpus (public domain), leaves out every article that anything is measured on, counts which of the 1,500 most
frequent words stand one and two tokens before and after each of 30,000 words, and groups the words' PPMI vectors (80 dimensions)
with k-means. Writes src/newsextract/data/models/clusters.tsv.gz. Seeded.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray  # noqa: TC002

sys.path.insert(0, str(Path(__file__).resolve().parent))

from newsextract.layers.entities import features
from newsextract.thai.tokens import tokenize
from train_ner import ROOT, SHARED, corpus

SEED = 11
SHARE = 0.17
WORDS, CONTEXTS, LEAST = 30_000, 1_500, 15
OFFSETS = (1, 2, -1, -2)
SIZES = (320, 64)
OUT = ROOT / "src/newsextract/data/models/clusters.tsv.gz"


def held_out() -> set[int]:
    """Ids of the articles that are measured on."""
    found: set[int] = set()
    for name in ("gold/records", "gold/events", "gold/dates", "gold/terms", "data/govnews/train"):
        with (SHARED / f"{name}.jsonl").open(encoding="utf-8") as file:
            for row in map(json.loads, file):
                found.add(row.get("article_id") or row["id"])
    with (ROOT / "data/annotations/entities.jsonl").open(encoding="utf-8") as file:
        return found | {json.loads(line)["id"] for line in file}


def lines() -> list[list[str]]:
    """The words of a sample of articles, by line; numbers as the recogniser sees them."""
    chance, skip = Random(SEED), held_out()
    found: list[list[str]] = []
    for article in corpus():
        if (chance.random() > SHARE and article["category"] != "Government News") or article["id"] in skip:
            continue
        text = article["text"][:5000].split("\n", 3)[-1]
        found.extend([features.word_key(word) for word in line.words] for line in features.lines(text, tokenize(text)))
    return found


def vectors(rows: list[list[str]], vocabulary: list[str]) -> NDArray[np.float32]:
    """A unit vector for each word, from the words around it."""
    from scipy.sparse import csr_matrix
    from sklearn.utils.extmath import randomized_svd

    index = {word: i for i, word in enumerate(vocabulary)}
    words: list[Any] = []
    contexts: list[Any] = []
    for row in rows:
        ids = np.array([index.get(word, -1) for word in row])
        for block, offset in enumerate(OFFSETS):
            if len(ids) <= abs(offset):
                continue
            left, right = (ids[:-offset], ids[offset:]) if offset > 0 else (ids[-offset:], ids[:offset])
            seen = (left >= 0) & (right >= 0) & (right < CONTEXTS)
            words.append(left[seen])
            contexts.append(right[seen] + block * CONTEXTS)
    shape = (len(vocabulary), len(OFFSETS) * CONTEXTS)
    at = np.concatenate(words), np.concatenate(contexts)
    counts = csr_matrix((np.ones(len(at[0]), np.float32), at), shape=shape)
    counts.sum_duplicates()
    by_word, by_context = np.asarray(counts.sum(1)).ravel() + 1, np.asarray(counts.sum(0)).ravel() + 1
    cells = counts.tocoo()
    ppmi = np.maximum(np.log(cells.data * counts.sum() / (by_word[cells.row] * by_context[cells.col])), 0)
    left_vectors, strength, _ = randomized_svd(
        csr_matrix((ppmi, (cells.row, cells.col)), shape=shape), 80, n_iter=4, random_state=1
    )
    found = left_vectors * np.sqrt(strength)
    unit: NDArray[np.float32] = (found / (np.linalg.norm(found, axis=1, keepdims=True) + 1e-9)).astype(np.float32)
    return unit


def main() -> int:
    """Write the clusters."""
    from sklearn.cluster import MiniBatchKMeans

    rows = lines()
    counts = Counter(word for row in rows for word in row)
    vocabulary = [word for word, count in counts.most_common(WORDS) if count >= LEAST]
    points = vectors(rows, vocabulary)
    fine, coarse = (
        MiniBatchKMeans(k, random_state=1, n_init=2, batch_size=4096, max_iter=60).fit(points).labels_ for k in SIZES
    )
    head = "# word, one of 320 clusters, one of 64: words that occur in the same places (scripts/make_clusters.py)\n"
    text = head + "".join(f"{word}\t{a}\t{b}\n" for word, a, b in sorted(zip(vocabulary, fine, coarse, strict=True)))
    part = OUT.with_name(OUT.name + ".part")
    part.write_bytes(gzip.compress(text.encode(), mtime=0))
    part.replace(OUT)
    print(f"{OUT.name}: {len(vocabulary)} words of {len(rows)} lines")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
