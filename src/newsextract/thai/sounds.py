"""How alike a Thai name and a Latin one sound: chunks of letters aligned, each with a learned cost."""

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
#: vowels of several signs, as one letter of their own
_SPREAD = [
    (re.compile(f"เ([ก-ฮ][รลวงนมยห]?){signs}"), rf"\1{letter}")
    for signs, letter in (("ียะ?", "A"), ("ือะ?", "B"), ("(?:ิ|อ)", "C"), ("า(?!ะ)", "D"))
] + [(re.compile("ัว"), "E")]
#: cost of a chunk that nothing is known of
UNSEEN = 4.5
_MOST = 9.0
#: cost up to which nothing nearer is looked for
_PLAIN = 0.5
_KEPT = 2_000_000
#: letters by which words aligned together may differ in length
_ABOUT = 8
#: pairs of words aligned together at most, so that memory is bounded
_AT_ONCE = 20_000


@lru_cache(maxsize=200_000)
def thai_letters(word: str, *, silent: bool = False) -> str:
    """A Thai word's letters in the order of sounds, without tones; silent letters on demand.

    Examples
    --------
    >>> thai_letters("เสนีย์"), thai_letters("เจมส์", silent=True)
    ('สเนี', 'จเมส')
    """
    word = (_MARK if silent else _SILENT).sub("", _TONES.sub("", word))
    for pattern, letters in _SPREAD:
        word = pattern.sub(letters, word)
    return _LEADING.sub(r"\2\1", word)


@lru_cache(maxsize=200_000)
def latin_letters(word: str) -> str:
    """A Latin word's letters, small and without marks.

    Examples
    --------
    >>> latin_letters("Chan-o-cha")
    'chanocha'
    """
    plain = unicodedata.normalize("NFKD", word.replace("ø", "o").replace("Ø", "O").replace("ł", "l").replace("ı", "i"))
    return "".join(letter for letter in plain.lower() if "a" <= letter <= "z")


class Sounds:
    """The cost of Latin letters for Thai ones, by chunks of both."""

    def __init__(self, costs: dict[tuple[str, str], float]) -> None:
        self.costs = costs

    def cost(self, thai: str, latin: str) -> float:
        """Cost of a chunk."""
        return min(self.costs.get((thai, latin), _MOST), UNSEEN + len(latin) + len(thai) - 2)

    def align(self, thai: str, latin: str) -> tuple[float, list[tuple[str, str]]]:
        """The cheapest alignment of two words, per letter of the longer one, and its chunks."""
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
        """The costs of :meth:`align` for many pairs of letters at once, none of them empty: the same numbers, faster."""
        sizes = np.array([(len(thai), len(latin)) for thai, latin in pairs], np.int64).reshape(-1, 2)
        found = np.zeros(len(pairs))
        groups = (sizes // _ABOUT).tolist()
        for _, some in groupby(sorted(range(len(pairs)), key=groups.__getitem__), groups.__getitem__):
            while rows := list(islice(some, _AT_ONCE)):
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
        """The cost of each chunk of either for each of the other, and where they stand; first those that nothing is known of, by size."""
        thai, latin = (
            dict.fromkeys((*("?" * size for size in unknown), *sorted({pair[side] for pair in self.costs})))
            for side, unknown in enumerate((range(1, 3), range(5)))
        )
        table = np.array([[self.cost(one, other) for other in latin] for one in thai])
        return table, {word: n for n, word in enumerate(thai)}, {word: n for n, word in enumerate(latin)}


def _chunks(words: Sequence[str], size: int, longest: int, known: dict[str, int]) -> Any:
    """Where the chunk of some size stands that begins at each letter of each word, letter by letter."""
    unknown = known["?" * size]
    one = {word: [known.get(word[at : at + size], unknown) for at in range(longest + 1)] for word in set(words)}
    return np.array([one[word] for word in words], np.int64).T


@cache
def _steps(thai: int, latin: int) -> tuple[tuple[int, int], ...]:
    """The sizes of the next chunk, where so many letters are left."""
    if thai > 2 or latin > 4:
        return _steps(min(thai, 2), min(latin, 4))
    one = [(1, dj) for dj in range(min(latin, 3) + 1) if thai]
    return tuple(one + [(2, dj) for dj in range(1, min(latin, 4) + 1) if thai > 1])


@cache
def shipped() -> Sounds:
    """The costs learned from the shipped names."""
    return Sounds({(row["thai"], row["latin"]): float(row["cost"]) for row in read_csv("across/sounds.csv")})


#: what :func:`distance` has counted so far
counted: dict[tuple[str, str], float] = {}


def distance(thai: str, latin: str) -> float:
    """Cost of a Latin word for a Thai one, per letter; below 1 the two sound alike.

    Examples
    --------
    >>> distance("สมชาย", "Somchai") < 0.9 < 1.5 < distance("สมชาย", "Prawit")
    True
    """
    word, letters = thai.replace(" ", ""), latin_letters(latin)
    cost = _distance(thai_letters(word), letters)
    if "์" in word and cost > _PLAIN:  # foreign names are written with their silent letters: เจมส์ is James
        cost = min(cost, _distance(thai_letters(word, silent=True), letters))
    return cost


def count(pairs: Iterable[tuple[str, str]]) -> None:
    """Count at once what :func:`distance` will be asked for: Thai and Latin words."""
    wanted: dict[tuple[str, str], None] = {}
    for thai, latin in pairs:
        word, letters = thai.replace(" ", ""), latin_letters(latin)
        wanted[thai_letters(word), letters] = None
        if "์" in word:
            wanted[thai_letters(word, silent=True), letters] = None
    new = [pair for pair in wanted if all(pair) and pair not in counted]
    if len(counted) + len(new) > _KEPT:
        counted.clear()
    counted.update(zip(new, shipped().costs_of(new), strict=True))


def _distance(thai: str, latin: str) -> float:
    if not (thai and latin):
        return _MOST
    if (thai, latin) not in counted:
        if len(counted) >= _KEPT:
            counted.clear()
        counted[thai, latin] = shipped().align(thai, latin)[0]
    return counted[thai, latin]
