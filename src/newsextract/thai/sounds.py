"""Phonetic distance between a Thai and a Latin name: chunks of letters are aligned, each with a learned cost."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache, cached_property, lru_cache
from itertools import groupby, islice
from typing import Any

import numpy as np

from newsextract.data import read_csv

_SILENT = re.compile("[ก-ฮ][ิุ]?์")
_MARK = re.compile("[ิุ]?์")
_TONES = re.compile("[่-๋๎ๆฯ]")
_LEADING = re.compile("([เ-ไ])([กขคตปผพศฟบทด][รล]|[ก-ฮ])")
#: vowels written with several signs, each replaced by a letter of its own
_SPLIT_VOWELS = [
    (re.compile(f"เ([ก-ฮ][รลวงนมยห]?){signs}"), rf"\1{letter}")
    for signs, letter in (("ียะ?", "A"), ("ือะ?", "B"), ("(?:ิ|อ)", "C"), ("า(?!ะ)", "D"))
] + [(re.compile("ัว"), "E")]
#: cost of a pair of letters that was not seen in training; longer chunks cost more
UNSEEN_COST = 4.5
_MAX_COST = 9.0
#: cost up to which the reading with silent letters is not tried
_MAX_PLAIN_COST = 0.5
_MAX_CACHED = 2_000_000
#: words are batched by length in steps of this many letters
_LENGTH_STEP = 8
#: maximum word pairs per batch, to bound memory
_BATCH_SIZE = 20_000


@lru_cache(maxsize=200_000)
def thai_letters(word: str, *, silent: bool = False) -> str:
    """A Thai word's letters in spoken order, without tone marks; ``silent`` keeps silent letters.

    Examples
    --------
    >>> thai_letters("เสนีย์"), thai_letters("เจมส์", silent=True)
    ('สเนี', 'จเมส')
    """
    word = (_MARK if silent else _SILENT).sub("", _TONES.sub("", word))
    for pattern, letters in _SPLIT_VOWELS:
        word = pattern.sub(letters, word)
    return _LEADING.sub(r"\2\1", word)


@lru_cache(maxsize=200_000)
def latin_letters(word: str) -> str:
    """A Latin word's letters, in lower case and without diacritics or punctuation.

    Examples
    --------
    >>> latin_letters("Chan-o-cha")
    'chanocha'
    """
    plain = unicodedata.normalize("NFKD", word.replace("ø", "o").replace("Ø", "O").replace("ł", "l").replace("ı", "i"))
    return "".join(letter for letter in plain.lower() if "a" <= letter <= "z")


class Sounds:
    """Costs of writing chunks of Thai letters as chunks of Latin letters."""

    def __init__(self, costs: dict[tuple[str, str], float]) -> None:
        self.costs = costs

    def cost(self, thai: str, latin: str) -> float:
        """Cost of a Thai chunk written as a Latin chunk."""
        return min(self.costs.get((thai, latin), _MAX_COST), UNSEEN_COST + len(latin) + len(thai) - 2)

    def align(self, thai: str, latin: str) -> tuple[float, list[tuple[str, str]]]:
        """The cost of the cheapest alignment, per letter of the longer word, and its pairs of chunks."""
        n, m = len(thai), len(latin)
        best: list[list[float]] = [[math.inf] * (m + 1) for _ in range(n + 1)]
        back: dict[tuple[int, int], tuple[int, int]] = {}
        best[0][0] = 0.0
        for i in range(n):
            for j in range(m + 1):
                if best[i][j] == math.inf:
                    continue
                for di, dj in _steps(n - i, m - j):
                    total = best[i][j] + self.cost(thai[i : i + di], latin[j : j + dj])
                    if total < best[i + di][j + dj]:
                        best[i + di][j + dj] = total
                        back[i + di, j + dj] = (i, j)
        chunks, place = [], (n, m)
        while place in back:
            before = back[place]
            chunks.append((thai[before[0] : place[0]], latin[before[1] : place[1]]))
            place = before
        return best[n][m] / max(n, m, 1), chunks[::-1]

    def costs_of(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """The costs of :meth:`align` for a batch of pairs of non-empty words: the same numbers, faster."""
        sizes = np.array([(len(thai), len(latin)) for thai, latin in pairs], np.int64).reshape(-1, 2)
        found = np.zeros(len(pairs))
        groups = (sizes // _LENGTH_STEP).tolist()
        for _, some in groupby(sorted(range(len(pairs)), key=groups.__getitem__), groups.__getitem__):
            while rows := list(islice(some, _BATCH_SIZE)):
                found[rows] = self._aligned([pairs[n] for n in rows], sizes[rows])
        each: list[float] = (found / sizes.max(axis=1, initial=1)).tolist()
        return each

    def _aligned(self, pairs: Sequence[tuple[str, str]], sizes: Any) -> Any:
        n, m = sizes.max(axis=0).tolist()
        table, thai_at, latin_at = self._table
        thai = [_chunks([word for word, _ in pairs], size, n, thai_at) for size in (1, 2)]
        latin = [_chunks([letters for _, letters in pairs], size, m, latin_at) for size in range(5)]
        best = np.full((n + 1, m + 1, len(pairs)), np.inf)
        best[0, 0] = 0.0
        for i in range(n):
            for j in range(m + 1):
                for di, dj in _steps(n - i, m - j):
                    total = best[i, j] + table[thai[di - 1][i], latin[dj][j]]
                    np.minimum(best[i + di, j + dj], total, out=best[i + di, j + dj])
        return best[sizes[:, 0], sizes[:, 1], np.arange(len(pairs))]

    @cached_property
    def _table(self) -> tuple[Any, dict[str, int], dict[str, int]]:
        """Cost of each Thai chunk (rows) as each Latin chunk (columns), and their indices; unseen chunks come first, by size."""
        thai, latin = (
            dict.fromkeys((*("?" * size for size in unknown), *sorted({pair[side] for pair in self.costs})))
            for side, unknown in enumerate((range(1, 3), range(5)))
        )
        table = np.array([[self.cost(one, other) for other in latin] for one in thai])
        return table, {word: n for n, word in enumerate(thai)}, {word: n for n, word in enumerate(latin)}


def _chunks(words: Sequence[str], size: int, longest: int, known: dict[str, int]) -> Any:
    """Table index of the chunk of ``size`` letters at each offset of each word, of shape (``longest`` + 1, words)."""
    unknown = known["?" * size]
    one = {word: [known.get(word[at : at + size], unknown) for at in range(longest + 1)] for word in set(words)}
    return np.array([one[word] for word in words], np.int64).T


@cache
def _steps(thai: int, latin: int) -> tuple[tuple[int, int], ...]:
    """Possible sizes of the next pair of chunks, given the number of letters left."""
    if thai > 2 or latin > 4:
        return _steps(min(thai, 2), min(latin, 4))
    one = [(1, dj) for dj in range(min(latin, 3) + 1) if thai]
    return tuple(one + [(2, dj) for dj in range(1, min(latin, 4) + 1) if thai > 1])


@cache
def shipped() -> Sounds:
    """The costs learned from the shipped names."""
    return Sounds({(row["thai"], row["latin"]): float(row["cost"]) for row in read_csv("across/sounds.csv")})


#: cache of :func:`distance`, by Thai and Latin letters
distance_cache: dict[tuple[str, str], float] = {}


def distance(thai: str, latin: str) -> float:
    """Cost per letter of writing a Thai word as a Latin one; below 1 the two sound alike.

    Examples
    --------
    >>> distance("สมชาย", "Somchai") < 0.9 < 1.5 < distance("สมชาย", "Prawit")
    True
    """
    word, letters = thai.replace(" ", ""), latin_letters(latin)
    cost = _distance(thai_letters(word), letters)
    if "์" in word and cost > _MAX_PLAIN_COST:  # foreign names are written with their silent letters: เจมส์ is James
        cost = min(cost, _distance(thai_letters(word, silent=True), letters))
    return cost


def fill_cache(pairs: Iterable[tuple[str, str]]) -> None:
    """Fill the cache of :func:`distance` for many pairs of a Thai and a Latin word in one batch."""
    wanted: dict[tuple[str, str], None] = {}
    for thai, latin in pairs:
        word, letters = thai.replace(" ", ""), latin_letters(latin)
        wanted[thai_letters(word), letters] = None
        if "์" in word:
            wanted[thai_letters(word, silent=True), letters] = None
    new = [pair for pair in wanted if all(pair) and pair not in distance_cache]
    if len(distance_cache) + len(new) > _MAX_CACHED:
        distance_cache.clear()
    distance_cache.update(zip(new, shipped().costs_of(new), strict=True))


def _distance(thai: str, latin: str) -> float:
    if not (thai and latin):
        return _MAX_COST
    if (thai, latin) not in distance_cache:
        if len(distance_cache) >= _MAX_CACHED:
            distance_cache.clear()
        distance_cache[thai, latin] = shipped().align(thai, latin)[0]
    return distance_cache[thai, latin]
