"""Cluster the frequent words of Thai government news by their contexts: features of the named-entity model.

    python -m training.clusters            # needs scikit-learn; a quarter of an hour on one core

Reads ../shared/corpus (public domain), skips every article used for evaluation, counts which frequent words occur near each
word, and clusters the words' PPMI vectors (80 dimensions) with k-means. It does so for two samples of articles, because the
second was added later. Writes src/newsextract/data/models/th_clusters.npz, one column per clustering. Seeded.
"""

from __future__ import annotations

from collections import Counter
from random import Random
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray  # noqa: TC002
from scipy.sparse import csr_matrix
from sklearn.cluster import MiniBatchKMeans
from sklearn.utils.extmath import randomized_svd

from newsextract.layers.names import features
from newsextract.models import artifact
from newsextract.thai.tokens import tokenize
from training.shared import ANNOTATIONS, MODELS, SHARED, corpus, ids_in, run, test_ids

OUT = MODELS / "th_clusters.npz"
#: articles whose names are annotated
ANNOTATED = SHARED / "data/govnews/train.jsonl", ANNOTATIONS / "entities.jsonl"
MAX_WORDS = 30_000
NEAR_OFFSETS = (1, 2, -1, -2)
WIDE_OFFSETS = (1, 2, 3, 4, 5, -1, -2, -3, -4, -5)


class Sample(NamedTuple):
    """A sample of articles, and the clusterings made from it."""

    seed: int
    share: float
    max_articles: int
    full_category: str  # of which every article is taken
    max_characters: int  # read per article
    min_count: int  # of a word
    n_init: int  # initialisations of k-means
    max_iter: int
    #: for each clustering the number of clusters, the offsets of context words, and the number of distinct context words
    groupings: tuple[tuple[int, tuple[int, ...], int], ...]


SAMPLES = (
    Sample(11, 0.17, 10**9, "Government News", 5000, 15, 2, 60, ((320, NEAR_OFFSETS, 1500), (64, NEAR_OFFSETS, 1500))),
    Sample(5, 0.6, 11_768, "", 4000, 8, 1, 40, ((1000, NEAR_OFFSETS, 1500), (200, WIDE_OFFSETS, 1200))),
)


def lines(sample: Sample) -> list[list[str]]:
    """The words of a sample of articles, by line, normalised as for the named-entity model."""
    random, skip = Random(sample.seed), test_ids() | ids_in(ANNOTATED)
    found: list[list[str]] = []
    articles = 0
    for article in corpus():
        if (random.random() > sample.share and article["category"] != sample.full_category) or article["id"] in skip:
            continue
        if articles == sample.max_articles:
            break
        articles += 1
        text = article["text"][: sample.max_characters].split("\n", 3)[-1]
        found.extend([features.word_key(word) for word in line.words] for line in features.lines(text, tokenize(text)))
    return found


def vectors(rows: list[list[str]], vocabulary: list[str], offsets: tuple[int, ...], contexts_read: int) -> NDArray[np.float32]:
    """A unit vector for each word of the vocabulary, from its context words; shape (words, 80)."""
    index = {word: i for i, word in enumerate(vocabulary)}
    words, contexts = [], []
    for row in rows:
        ids = np.array([index.get(word, -1) for word in row])
        for block, offset in enumerate(offsets):
            if len(ids) > abs(offset):
                left, right = (ids[:-offset], ids[offset:]) if offset > 0 else (ids[-offset:], ids[:offset])
                seen = (left >= 0) & (right >= 0) & (right < contexts_read)
                words.append(left[seen])
                contexts.append(right[seen] + block * contexts_read)
    shape = (len(vocabulary), len(offsets) * contexts_read)
    at = np.concatenate(words), np.concatenate(contexts)
    counts = csr_matrix((np.ones(len(at[0]), np.float32), at), shape=shape)
    counts.sum_duplicates()
    by_word, by_context = np.asarray(counts.sum(1)).ravel() + 1, np.asarray(counts.sum(0)).ravel() + 1
    cells = counts.tocoo()
    ppmi = np.maximum(np.log(cells.data * counts.sum() / (by_word[cells.row] * by_context[cells.col])), 0)
    matrix = csr_matrix((ppmi, (cells.row, cells.col)), shape=shape)
    left_vectors, strength, _ = randomized_svd(matrix, 80, n_iter=4, random_state=1)
    found = left_vectors * np.sqrt(strength)
    unit: NDArray[np.float32] = (found / (np.linalg.norm(found, axis=1, keepdims=True) + 1e-9)).astype(np.float32)
    return unit


def groups(sample: Sample) -> list[dict[str, int]]:
    """For each clustering the cluster of each word."""
    rows = lines(sample)
    counts = Counter(word for row in rows for word in row)
    vocabulary = [word for word, count in counts.most_common(MAX_WORDS) if count >= sample.min_count]
    found = []
    for size, offsets, contexts in sample.groupings:
        points = vectors(rows, vocabulary, offsets, contexts)
        fit = MiniBatchKMeans(size, random_state=1, n_init=sample.n_init, batch_size=4096, max_iter=sample.max_iter).fit(points)
        found.append(dict(zip(vocabulary, fit.labels_.tolist(), strict=True)))
    print(f"{len(vocabulary)} words of {len(rows)} lines")
    return found


def main() -> None:
    """Write the clusters."""
    columns = [column for sample in SAMPLES for column in groups(sample)]
    words = sorted(set().union(*columns))
    numbers = np.array([[column.get(word, -1) for column in columns] for word in words], np.int16)
    artifact.write(OUT, "lookup", "training/clusters.py", {"words": words, "groups": numbers})
    print(f"{OUT.name}: {len(words)} words")


if __name__ == "__main__":
    run(main)
