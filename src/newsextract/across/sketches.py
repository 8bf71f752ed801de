"""Find texts that share much of their wording: MinHash over runs of characters, with sorted bands.

It needs numpy alone: a sketch is the lowest hash in each of 128 parts of the hash range (one-permutation MinHash, Li, Owen and
Zhang 2012, empty parts filled from the next as by Shrivastava and Li 2014), and equal bands are adjacent once sorted.
datasketch, with 128 hashes of each run of characters and a dictionary per band, takes eight times the processor time here and
is one more dependency; it is not used for these reasons.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint32]
Pairs = NDArray[np.int64]

#: characters in a run
WIDTH = 8
#: numbers in a sketch, and widths of its two kinds of bands: a pair that shares half of its runs shares a band of the first kind
#: in 99 of 100 cases, one that shares two fifths in 94, three tenths in 68; bands of the second kind find near copies among the
#: many texts of one form
SIZE, BANDS = 128, (3, 8)
#: maximum runs of a text that is compared by all of them; a longer one is compared by a quarter
MANY = 400
#: maximum texts that follow a text in its band and are paired with it; where there are more, they share only a form
REACH = 32
#: minimum share of common runs in a copy or version: half of a text with its own head still shares as much
MIN_SHARED = 0.3
#: pairs compared at once
_BATCH = 200_000
_BINS = np.arange(SIZE + 1, dtype=np.uint64) << np.uint64(25)
_TURN = np.uint32(0x9E3779B1)


@dataclass(frozen=True, slots=True)
class Sketch:
    """The MinHash of a text, and the sorted hashes of its runs of characters: of a quarter beyond :data:`MANY` of them."""

    numbers: Hashes
    runs: Hashes


def sketch(text: str) -> Sketch:
    """Sketch a text, ignoring whitespace.

    Examples
    --------
    >>> one, same = sketch("ประชุมเรื่องว่าว ครั้งที่ 1"), sketch("ประชุมเรื่องว่าวครั้งที่ 1")
    >>> bool((one.numbers == same.numbers).all())
    True
    """
    every = hashes(text, WIDTH)
    runs = every[every % 4 == 0] if len(every) > MANY else every
    return Sketch(_least(every), runs)


def hashes(text: str, width: int) -> Hashes:
    """Sorted unique hashes of all runs of ``width`` characters of a text, ignoring whitespace."""
    squeezed = "".join(text.split()).ljust(width)
    codes = np.frombuffer(squeezed.encode("utf-32-le"), np.uint32).astype(np.uint64)
    count = len(codes) - width + 1
    mixed = np.zeros(count, np.uint64)
    for k in range(width):
        mixed = mixed * np.uint64(1_000_003) + codes[k : k + count]
    mixed *= np.uint64(0x9E3779B97F4A7C15)
    return np.unique((mixed >> np.uint64(32)).astype(np.uint32))


def _least(every: Hashes) -> Hashes:
    """The lowest hash in each part of the range; an empty part takes the next one's, shifted by the distance."""
    first = np.searchsorted(every, _BINS)
    filled = np.flatnonzero(first[:-1] < first[1:])
    donor = np.searchsorted(filled, np.arange(SIZE))
    steps = (filled[donor % len(filled)] - np.arange(SIZE)) % SIZE
    return every[first[filled[donor % len(filled)]]] + steps.astype(np.uint32) * _TURN


def shared(one: Hashes, other: Hashes) -> float:
    """The share of common runs of two texts (Jaccard)."""
    both = len(np.intersect1d(one, other, assume_unique=True))
    return both / max(1, len(one) + len(other) - both)


def candidates(sketches: Sequence[Sketch]) -> Iterator[tuple[int, int]]:
    """Yield the indices of the pairs that may share :data:`MIN_SHARED` of their runs, the lower first.

    A pair is considered if a band of both is equal and less than :data:`REACH` texts with that band stand between them, so the
    number of pairs is linear in the number of texts.
    """
    if len(sketches) < 2:
        return
    numbers = np.stack([one.numbers for one in sketches])
    bands = [numbers[:, start : start + width] for width in BANDS for start in range(0, SIZE - width + 1, width)]
    found = np.unique(np.concatenate([_neighbours(band) for band in bands]))
    least = MIN_SHARED - 0.1  # the estimate's error is 0.04
    for start in range(0, len(found), _BATCH):
        left, right = np.divmod(found[start : start + _BATCH], len(sketches))
        like = (numbers[left] == numbers[right]).mean(axis=1) >= least
        yield from zip(left[like].tolist(), right[like].tolist(), strict=True)


def _neighbours(band: Hashes) -> Pairs:
    """Pairs of texts that are equal in a band, as ``first * len(texts) + second``."""
    keys = np.zeros(len(band), np.uint64)
    for column in band.T:
        keys = (keys ^ column) * np.uint64(0x9E3779B97F4A7C15)
        keys ^= keys >> np.uint64(29)
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    pairs = [np.zeros(0, np.int64)]
    for step in range(1, min(REACH, len(keys) - 1) + 1):
        same = np.flatnonzero(keys[step:] == keys[:-step])
        if not len(same):
            break
        pairs.append(order[same] * len(keys) + order[same + step])
    return np.concatenate(pairs)
