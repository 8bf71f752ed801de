"""How alike a Thai name and a Latin one sound: chunks of letters aligned, each with a learned cost."""

from __future__ import annotations

import math
import re
import unicodedata
from functools import cache, lru_cache

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


#: what :func:`distance` has counted so far, so that it can be kept from one run of a program to the next
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


def _distance(thai: str, latin: str) -> float:
    if not (thai and latin):
        return _MOST
    if (thai, latin) not in counted:
        if len(counted) >= _KEPT:
            counted.clear()
        counted[thai, latin] = shipped().align(thai, latin)[0]
    return counted[thai, latin]
