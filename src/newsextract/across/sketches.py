"""Texts that share much of their wording: MinHash over runs of characters, and bands of it in sorted order.

numpy alone: a sketch takes the least hash of each of 128 parts of the hashes' range (one-permutation MinHash, Li, Owen and
Zhang 2012, empty parts filled from the next as by Shrivastava and Li 2014), and a band's equals stand together once sorted.
datasketch does the same with 128 hashes of each run of characters and a dictionary a band: eight times the processor time here,
and a dependency more. That is why it is not used.
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
#: numbers in a sketch, and how many of them a band takes: a pair that shares half of its runs shares a band of the first kind
#: in 99 of 100 cases, one that shares two fifths in 94, three tenths in 68; bands of the second kind find the very like among
#: a form's many
SIZE, BANDS = 128, (3, 8)
#: a text of more runs than this is compared by a quarter of them
MANY = 400
#: each text is paired with so many of its band that follow it; more have the form in common, and no more than that
REACH = 32
#: pairs that share less are neither: a cut of half of a text, with a head of its own, still shares so much
LEAST = 0.3
#: pairs compared at once
_BATCH = 200_000
_BINS = np.arange(SIZE + 1, dtype=np.uint64) << np.uint64(25)
_TURN = np.uint32(0x9E3779B1)


@dataclass(frozen=True, slots=True)
class Sketch:
    """What is kept of a text.

    Attributes
    ----------
    numbers
        The MinHash.
    runs
        Hashes of its runs of characters, sorted: all, or a quarter of many.
    """

    numbers: Hashes
    runs: Hashes


def sketch(text: str) -> Sketch:
    """Sketch a text, its white space aside.

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
    """Hashes of all runs of so many characters of a text, its white space aside, sorted and each once."""
    squeezed = "".join(text.split()).ljust(width)
    codes = np.frombuffer(squeezed.encode("utf-32-le"), np.uint32).astype(np.uint64)
    count = len(codes) - width + 1
    mixed = np.zeros(count, np.uint64)
    for k in range(width):
        mixed = mixed * np.uint64(1_000_003) + codes[k : k + count]
    mixed *= np.uint64(0x9E3779B97F4A7C15)
    return np.unique((mixed >> np.uint64(32)).astype(np.uint32))


def _least(every: Hashes) -> Hashes:
    """The least hash of each part of the range; an empty part takes the next one's, turned by the distance."""
    first = np.searchsorted(every, _BINS)
    filled = np.flatnonzero(first[:-1] < first[1:])
    donor = np.searchsorted(filled, np.arange(SIZE))
    steps = (filled[donor % len(filled)] - np.arange(SIZE)) % SIZE
    return every[first[filled[donor % len(filled)]]] + steps.astype(np.uint32) * _TURN


def shared(one: Hashes, other: Hashes) -> float:
    """Share of the runs of two texts that both have."""
    both = len(np.intersect1d(one, other, assume_unique=True))
    return both / max(1, len(one) + len(other) - both)


def candidates(sketches: Sequence[Sketch]) -> Iterator[tuple[int, int]]:
    """The numbers of the pairs that may share :data:`LEAST` of their runs, the lower first.

    A pair is looked at when a band of both is equal and less than :data:`REACH` texts with that band stand between them: the
    number of pairs grows as the number of texts does.
    """
    if len(sketches) < 2:
        return
    numbers = np.stack([one.numbers for one in sketches])
    bands = [numbers[:, start : start + width] for width in BANDS for start in range(0, SIZE - width + 1, width)]
    found = np.unique(np.concatenate([_neighbours(band) for band in bands]))
    least = LEAST - 0.1  # the estimate's error is 0.04
    for start in range(0, len(found), _BATCH):
        left, right = np.divmod(found[start : start + _BATCH], len(sketches))
        like = (numbers[left] == numbers[right]).mean(axis=1) >= least
        yield from zip(left[like].tolist(), right[like].tolist(), strict=True)


def _neighbours(band: Hashes) -> Pairs:
    """Texts whose numbers in a band are equal, as ``first * texts + second``."""
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
