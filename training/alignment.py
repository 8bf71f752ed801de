"""Learn how Thai letters are romanised, from names in both scripts.

    python -m training.alignment

Writes src/newsextract/data/across/sounds.csv from data/people/names.csv.
"""

from __future__ import annotations

import csv
import math
from collections import Counter
from collections.abc import Iterable, Sequence

from newsextract.data import read_csv
from newsextract.thai.sounds import UNSEEN_COST, Sounds, latin_letters, thai_letters
from training.shared import ROOT

#: initial romanisations of each Thai letter, before anything is learned
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
#: minimum count of a shipped chunk
_MIN_COUNT = 2
SOUNDS = ROOT / "src/newsextract/data/across/sounds.csv"


class Prior(Sounds):
    """The costs before anything is learned."""

    def __init__(self) -> None:
        super().__init__({})

    def cost(self, thai: str, latin: str) -> float:
        """Cost of aligning a Thai chunk with a Latin one."""
        if not latin:
            return 1.5
        if latin in _PRIOR.get(thai, ()):
            return 0.5
        return 2.0 if len(thai) == 1 and _vowel(thai) and _vowel(latin[0]) else UNSEEN_COST + len(latin) + len(thai) - 2


def learn(pairs: Iterable[tuple[Sequence[str], str]], rounds: int = 4, max_cost: float = 1.6) -> Sounds:
    """Learn alignment costs from pairs of words; pairs whose best alignment costs ``max_cost`` or more are skipped.

    A Thai word may have several spellings (without and with its silent letters); the one that aligns best is used.
    """
    return Sounds(_costs(count(pairs, rounds, max_cost)))


def count(pairs: Iterable[tuple[Sequence[str], str]], rounds: int = 4, max_cost: float = 1.6) -> Counter[tuple[str, str]]:
    """Count how often each Thai chunk is aligned with each Latin one, in the last round."""
    known: Sounds = Prior()
    words = list(pairs)
    counts: Counter[tuple[str, str]] = Counter()
    for _ in range(rounds):
        counts = Counter()
        for thai, latin in words:
            cost, chunks = min(known.align(spelling, latin) for spelling in thai)
            if cost < max_cost:
                counts.update(chunks)
        known = Sounds(_costs(counts))
    return counts


def _costs(pairs: Counter[tuple[str, str]]) -> dict[tuple[str, str], float]:
    totals: Counter[str] = Counter()
    for (thai, _), n in pairs.items():
        totals[thai] += n
    return {(thai, latin): -math.log((n + 0.1) / (totals[thai] + 10)) for (thai, latin), n in pairs.items()}


def spellings(pair: tuple[str, str]) -> tuple[tuple[str, ...], str]:
    """The letters of a Thai word, without and with its silent ones, and the letters of a Latin word."""
    letters = (thai_letters(pair[0]), thai_letters(pair[0], silent=True))
    return tuple(dict.fromkeys(filter(None, letters))), latin_letters(pair[1])


def _vowel(letter: str) -> bool:
    return letter in "aeiouy" or not "ก" <= letter <= "ฮ"


def main() -> None:
    """Learn from the shipped names."""
    rows = [(row["th"].split(" "), row["en"].split(" ")) for row in read_csv("people/names.csv")]
    words = [pair for th, en in rows if len(th) == len(en) for pair in zip(th, en, strict=True)]
    counts = count(known for known in map(spellings, words) if all(known))
    costs = _costs(counts)
    with SOUNDS.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("thai", "latin", "cost"))
        writer.writerows((*pair, f"{costs[pair]:.2f}") for pair in sorted(costs) if counts[pair] >= _MIN_COUNT)
    print(f"{sum(n >= _MIN_COUNT for n in counts.values())} chunks")


if __name__ == "__main__":
    main()
