"""How alike a Thai name and a Latin one sound: chunks of letters aligned, and the cost of each learned from the pairs."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

#: how Thai consonants begin in Latin letters, before anything is learned
_CONSONANTS = {
    "กขคฆฅฃ": "k kh g c q", "ง": "ng", "จฉชฌ": "ch j c sh tch", "ซสศษ": "s z c x ts ss", "ญ": "y n ny i", "ดฎ": "d t",
    "ตฏถฐทธฒฑ": "t th d tt", "นณ": "n nn", "บ": "b p", "ปผพภ": "p ph b pp", "ฝฟ": "f ph v ff", "ม": "m mm", "ย": "y i j", "ร": "r l n rr",
    "ลฬ": "l r n ll", "ว": "w v o u", "หฮ": "h", "อ": "o a e i u or", "ฤ": "ri ru rue r",
}  # fmt: skip
_VOWELS = {"ะาั": "a ar ah u", "ิี": "i ee e y", "ึื": "ue u eu", "ุู": "u oo ou", "เ": "e a ay", "แ": "ae a e", "โ": "o oh", "ใไ": "ai i ay y", "ำ": "am um", "็": "e o", "A": "ia ie ea e i", "B": "ue uea ea ua", "C": "oe er e", "D": "ao au ow", "E": "ua uo"}  # fmt: skip
_PRIOR = {
    letter: frozenset(latin.split())
    for group in (_CONSONANTS, _VOWELS)
    for letters, latin in group.items()
    for letter in letters
}
_SILENT = re.compile("[ก-ฮ][ิุ]?์")
_TONES = re.compile("[่-๋๎ๆฯ]")
_LEADING = re.compile("([เ-ไ])([กขคตปผพศฟบทด][รล]|[ก-ฮ])")
#: vowels of several signs, as one letter of their own
_SPREAD = [
    (re.compile(f"เ([ก-ฮ][รลวงนมยห]?){signs}"), rf"\1{letter}") for signs, letter in (("ียะ?", "A"), ("ือะ?", "B"), ("(?:ิ|อ)", "C"), ("า(?!ะ)", "D"))
] + [(re.compile("ัว"), "E")]  # fmt: skip
#: cost of a chunk that nothing is known of
UNSEEN = 4.5


@lru_cache(maxsize=200_000)
def thai_letters(word: str) -> str:
    """A Thai word's letters in the order of sounds, without tones and silent letters."""
    word = _SILENT.sub("", _TONES.sub("", word))
    for pattern, letters in _SPREAD:
        word = pattern.sub(letters, word)
    return _LEADING.sub(r"\2\1", word)


@lru_cache(maxsize=200_000)
def latin_letters(word: str) -> str:
    """A Latin word's letters, small and without marks."""
    plain = unicodedata.normalize("NFKD", word.replace("ø", "o").replace("Ø", "O").replace("ł", "l").replace("ı", "i"))
    return "".join(letter for letter in plain.lower() if "a" <= letter <= "z")


class Sounds:
    """The cost of Latin letters for Thai ones.

    Parameters
    ----------
    pairs
        Aligned chunks and their counts; None for what is known before anything is learned.
    """

    def __init__(self, pairs: Counter[tuple[str, str]] | None = None) -> None:
        self.costs: dict[tuple[str, str], float] = {}
        self.learned = pairs is not None
        totals: Counter[str] = Counter()
        for (thai, _), n in (pairs or {}).items():
            totals[thai] += n
        for (thai, latin), n in (pairs or {}).items():
            self.costs[thai, latin] = -math.log((n + 0.1) / (totals[thai] + 10))

    def cost(self, thai: str, latin: str) -> float:
        """Cost of a chunk."""
        if self.learned:
            return min(self.costs.get((thai, latin), 9.0), UNSEEN + len(latin) + len(thai) - 2)
        if not latin:
            return 1.5
        if latin in _PRIOR.get(thai, ()):
            return 0.5
        return 2.0 if len(thai) == 1 and _vowel(thai) and _vowel(latin[0]) else UNSEEN + len(latin) + len(thai) - 2

    def align(self, thai: str, latin: str) -> tuple[float, list[tuple[str, str]]]:
        """The cheapest alignment of two words, per letter of the longer one, and its chunks."""
        n, m = len(thai), len(latin)
        best: list[list[float]] = [[math.inf] * (m + 1) for _ in range(n + 1)]
        back: dict[tuple[int, int], tuple[int, int]] = {}
        best[0][0] = 0.0
        for i in range(n):
            for j in range(m + 1):
                at = best[i][j]
                if at == math.inf:
                    continue
                for di in (1, 2):
                    if i + di > n:
                        break
                    for dj in range(4) if di == 1 else range(1, 5):
                        if j + dj > m:
                            break
                        total = at + self.cost(thai[i : i + di], latin[j : j + dj])
                        if total < best[i + di][j + dj]:
                            best[i + di][j + dj] = total
                            back[i + di, j + dj] = (i, j)
        chunks, place = [], (n, m)
        while place in back:
            before = back[place]
            chunks.append((thai[before[0] : place[0]], latin[before[1] : place[1]]))
            place = before
        return best[n][m] / max(n, m, 1), chunks[::-1]


def learn(pairs: Iterable[tuple[str, str]], rounds: int = 4, worst: float = 1.6) -> Sounds:
    """Learn costs from pairs of words, by their best alignments; those that fit badly teach nothing."""
    known, words = Sounds(), list(pairs)
    for _ in range(rounds):
        counts: Counter[tuple[str, str]] = Counter()
        for thai, latin in words:
            cost, chunks = known.align(thai, latin)
            if cost < worst:
                counts.update(chunks)
        known = Sounds(counts)
    return known


def _vowel(letter: str) -> bool:
    return letter in "aeiouy" or not "ก" <= letter <= "ฮ"
