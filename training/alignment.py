"""Learn how Thai letters are romanised, from names in both scripts.

    python -m training.alignment

Writes src/newsextract/data/across/sounds.csv from data/people/names.csv.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence

from newsextract.across.learn import write as write_csv
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
#: rounds of counting, cost from which a pair is skipped, and minimum count of a shipped chunk
_ROUNDS, _MAX_COST, _MIN_COUNT = 4, 1.6, 2
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


def count(pairs: Iterable[tuple[Sequence[str], str]]) -> Counter[tuple[str, str]]:
    """Count how often each Thai chunk is aligned with each Latin one, in the last round.

    A Thai word may have several spellings (without and with its silent letters); the one that aligns best is used. Pairs whose
    best alignment costs too much are skipped.
    """
    known: Sounds = Prior()
    words = list(pairs)
    counts: Counter[tuple[str, str]] = Counter()
    for _ in range(_ROUNDS):
        counts = Counter()
        for thai, latin in words:
            cost, chunks = min(known.align(spelling, latin) for spelling in thai)
            if cost < _MAX_COST:
                counts.update(chunks)
        known = Sounds(costs_of(counts))
    return counts


def costs_of(pairs: Counter[tuple[str, str]]) -> dict[tuple[str, str], float]:
    """The cost of aligning each pair of chunks, from how often it was counted."""
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
    names = [(row["th"].split(" "), row["en"].split(" ")) for row in read_csv("people/names.csv")]
    words = [pair for th, en in names if len(th) == len(en) for pair in zip(th, en, strict=True)]
    counts = count(known for known in map(spellings, words) if all(known))
    costs = costs_of(counts)
    rows = [(*pair, f"{costs[pair]:.2f}") for pair in sorted(costs) if counts[pair] >= _MIN_COUNT]
    write_csv(rows, SOUNDS, ("thai", "latin", "cost"))
    print(f"{len(rows)} chunks")


if __name__ == "__main__":
    main()
