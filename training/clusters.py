"""Group the frequent words of Thai government news by the places they occur in: a feature of the named-entity model.

    python -m training.clusters            # needs scikit-learn; a quarter of an hour on one core

Reads ../shared/corpus (public domain), leaves out every article that anything is measured on, counts which frequent words stand
beside each word, and groups the words' PPMI vectors (80 dimensions) with k-means. It does so for two draws of articles, because
the second was added to the first. Writes src/newsextract/data/models/th_clusters.npz, one column a grouping. Seeded.
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
from training.shared import ANNOTATIONS, MODELS, SHARED, corpus, run
from training.shared import lines as rows_of

OUT = MODELS / "th_clusters.npz"
WORDS = 30_000
NEAR = (1, 2, -1, -2)
AROUND = (1, 2, 3, 4, 5, -1, -2, -3, -4, -5)


class Draw(NamedTuple):
    """A sample of articles, and the groupings that are made from it."""

    seed: int
    share: float
    #: articles at most
    most: int
    #: a category that is drawn whole
    whole: str
    #: characters read of an article
    characters: int
    #: how often a word must occur
    least: int
    #: how often k-means starts, and its rounds
    starts: int
    rounds: int
    #: number of groups, offsets and number of the words around that are counted
    groupings: tuple[tuple[int, tuple[int, ...], int], ...]


DRAWS = (
    Draw(11, 0.17, 10**9, "Government News", 5000, 15, 2, 60, ((320, NEAR, 1500), (64, NEAR, 1500))),
    Draw(5, 0.6, 11_768, "", 4000, 8, 1, 40, ((1000, NEAR, 1500), (200, AROUND, 1200))),
)


def held_out() -> set[int]:
    """Ids of the articles that are measured on."""
    names = ("gold/records", "gold/events", "gold/dates", "gold/terms", "data/govnews/train")
    paths = [*(SHARED / f"{name}.jsonl" for name in names), ANNOTATIONS / "entities.jsonl"]
    return {row.get("article_id") or row["id"] for path in paths for row in rows_of(path)}


def lines(draw: Draw) -> list[list[str]]:
    """The words of a sample of articles, by line; numbers as the recogniser sees them."""
    chance, skip = Random(draw.seed), held_out()
    found: list[list[str]] = []
    articles = 0
    for article in corpus():
        if (chance.random() > draw.share and article["category"] != draw.whole) or article["id"] in skip:
            continue
        if articles == draw.most:
            break
        articles += 1
        text = article["text"][: draw.characters].split("\n", 3)[-1]
        found.extend([features.word_key(word) for word in line.words] for line in features.lines(text, tokenize(text)))
    return found


def vectors(rows: list[list[str]], vocabulary: list[str], offsets: tuple[int, ...], contexts_read: int) -> NDArray[np.float32]:
    """A unit vector for each word, from the words around it."""
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


def groups(draw: Draw) -> list[dict[str, int]]:
    """For each grouping the group of each word."""
    rows = lines(draw)
    counts = Counter(word for row in rows for word in row)
    vocabulary = [word for word, count in counts.most_common(WORDS) if count >= draw.least]
    found = []
    for size, offsets, contexts in draw.groupings:
        points = vectors(rows, vocabulary, offsets, contexts)
        means = MiniBatchKMeans(size, random_state=1, n_init=draw.starts, batch_size=4096, max_iter=draw.rounds).fit(points)
        found.append(dict(zip(vocabulary, means.labels_.tolist(), strict=True)))
    print(f"{len(vocabulary)} words of {len(rows)} lines")
    return found


def main() -> None:
    """Write the clusters."""
    columns = [column for draw in DRAWS for column in groups(draw)]
    words = sorted(set().union(*columns))
    numbers = np.array([[column.get(word, -1) for column in columns] for word in words], np.int16)
    artifact.write(OUT, "lookup", "training/clusters.py", {"words": words, "groups": numbers})
    print(f"{OUT.name}: {len(words)} words")


if __name__ == "__main__":
    run(main)
