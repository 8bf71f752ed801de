"""How common the words and facts of releases are, and Thai translations of English words, as hashes: no text.

Made by training/link_words.py from releases without annotations: pairs that share figures, names and days, and then words.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from newsextract.across.event_release import EventRelease, word_key
from newsextract.across.likeness import DATA, positions
from newsextract.models import artifact

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]

#: the weight of a word or fact is the logarithm of its rarity, minus this
COMMON = 2.0
DAY_WEIGHT = 2.5
#: factor by which the translations of an English release's words weigh against the frequency of Thai words at large
LIFT = 4.0
#: minimum of :meth:`EventWords.translation_weights` for a Thai word that an English release says
MIN_TRANSLATION_WEIGHT = 0.7
_DAY_KEYS = 1 << 32


def facts_of(one: EventRelease) -> dict[str, tuple[str, ...]]:
    """The facts of a release that are the same in both languages, by kind."""
    places = (one.country,) if one.country and one.country != "TH" else ()
    return {
        "figures": one.figures,
        "latin": tuple(dict.fromkeys((*one.latin, *one.persons))),
        "countries": tuple(dict.fromkeys((*one.countries, *places))),
        "bodies": one.bodies,
        "province": (one.province,) if one.province else (),
        "days": one.days,
    }


def fact_key(kind: str, fact: str) -> int:
    """The hash of a fact; those of days are above all others."""
    return word_key(f"{kind}:{fact}") + _DAY_KEYS * (kind == "days")


@dataclass(frozen=True)
class EventWords:
    """Statistics of words and facts, as sorted hashes."""

    keys: Numbers  # words and facts that are not rare
    weights: Floats  # of each key
    rare: float  # weight of any other
    thai: Numbers  # Thai vocabulary
    shares: Floats  # of the Thai releases that have each word
    english: Numbers  # English vocabulary
    rarity: Floats  # weight of each English word
    starts: Numbers  # where each English word's translations start
    targets: Numbers  # the translations, as indices into ``thai``
    chances: Floats  # their probabilities

    def weigh(self, keys: Numbers) -> Floats:
        """The weight of each word or fact."""
        at, known = positions(self.keys, keys)
        return np.where(keys >= _DAY_KEYS, DAY_WEIGHT, np.where(known, self.weights[at], self.rare))

    def thai_numbers(self, keys: Numbers) -> Numbers:
        """Indices of Thai words in :attr:`thai`; its length for words that it lacks."""
        at, known = positions(self.thai, keys)
        return np.where(known, at, len(self.thai))

    def rows_of(self, words: Numbers) -> Numbers:
        """Indices of English words in :attr:`english`; words that it lacks are dropped."""
        at, known = positions(self.english, words)
        return at[known]

    def translation_weights(self, words: Numbers) -> Floats:
        """How much likelier English words make each Thai word, as a logarithm; the last value, 0, is for unknown words."""
        found = np.zeros(len(self.thai) + 1)
        rows = self.rows_of(words)
        for row in rows.tolist():
            span = slice(self.starts[row], self.starts[row + 1])
            found[self.targets[span]] += self.chances[span]
        found[:-1] = np.log1p(LIFT * found[:-1] / max(1, len(rows)) / self.shares)
        return found

    def english_covered(self, words: Numbers, texts: Iterable[Numbers]) -> list[float]:
        """The share of the English words that each Thai text has a translation of, weighted by rarity."""
        rows = self.rows_of(words)
        if not len(rows):
            return [0.0 for _ in texts]
        counts = self.starts[rows + 1] - self.starts[rows]
        begins = np.cumsum(counts) - counts
        at = np.arange(int(counts.sum())) + np.repeat(self.starts[rows] - begins, counts)
        targets, weight = self.targets[at], self.rarity[rows]
        there = np.zeros(len(self.thai) + 1, bool)
        found = []
        for text in texts:
            there[text] = True
            hit = np.logical_or.reduceat(there[targets], begins)
            found.append(float(weight[hit].sum() / max(1e-9, float(weight.sum()))))
            there[text] = False
        return found

    @cached_property
    def thai_rarity(self) -> Floats:
        """The weight of each Thai word by its rarity, and 0 for an unknown word."""
        rarity: Floats = np.append(-np.log(self.shares), 0.0)
        return rarity

    def thai_covered(self, weights: Floats, texts: Iterable[Numbers]) -> list[float]:
        """The share of each Thai text that an English release says, by rarity; ``weights`` is from :meth:`translation_weights`."""
        rarity = self.thai_rarity
        hit = rarity * (weights > MIN_TRANSLATION_WEIGHT)
        return [float(hit[text].sum() / max(1e-9, float(rarity[text].sum()))) for text in texts]


@cache
def shipped() -> EventWords:
    """The shipped statistics."""
    found = artifact.read(DATA / "event_words.npz", "lookup")
    arrays = found.arrays

    hashes = {name: np.cumsum(arrays[name], dtype=np.uint32).astype(np.int64) for name in ("keys", "thai", "english")}
    floats = {name: arrays[name].astype(np.float64) for name in ("weights", "shares", "rarity", "chances")}
    starts = np.concatenate([[0], np.cumsum(arrays["counts"], dtype=np.int64)])
    values: dict[str, Any] = hashes | floats | {"starts": starts, "targets": arrays["targets"].astype(np.int64)}
    return EventWords(rare=found.facts["rare"], **values)
