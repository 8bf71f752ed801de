"""How common the words and facts of releases are, and which Thai words an English word stands for, as numbers: no text.

Made by training/links.py from releases that no reader has judged: pairs that share figures, names and days, and then words.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
from numpy.typing import NDArray

from newsextract.across.event_release import EventRelease, word_key
from newsextract.across.likeness import DATA, places
from newsextract.models import artifact

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]

#: how much a fact says: the logarithm of how rare it is, less this
COMMON = 2.0
#: what a shared day says
DAY = 2.5
#: how many times an English release's own words weigh against Thai words at large
LIFT = 4.0
#: an English release says a Thai word that it makes so much likelier, as a logarithm
SAID = 0.7
_DAYS = 1 << 32


def facts_of(one: EventRelease) -> dict[str, tuple[str, ...]]:
    """What a release says that is the same in both languages, by kind."""
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
    """The number by which a fact is known; those of days stand above all others."""
    return word_key(f"{kind}:{fact}") + _DAYS * (kind == "days")


@dataclass(frozen=True)
class EventWords:
    """What is known of words and facts.

    Attributes
    ----------
    keys, weights
        Words and facts that are not rare, and what each says; ``rare`` is what any other says.
    thai, shares
        Thai words that English words stand for, sorted, and the share of Thai releases that have each.
    english, rarity, starts, targets, chances
        English words, sorted; what each says; where each one's Thai words begin; those; and how probably each is meant.
    """

    keys: Numbers
    weights: Floats
    rare: float
    thai: Numbers
    shares: Floats
    english: Numbers
    rarity: Floats
    starts: Numbers
    targets: Numbers
    chances: Floats

    def weigh(self, keys: Numbers) -> Floats:
        """What each word or fact says."""
        at, known = places(self.keys, keys)
        return np.where(keys >= _DAYS, DAY, np.where(known, self.weights[at], self.rare))

    def thai_numbers(self, keys: Numbers) -> Numbers:
        """The numbers of Thai words in :attr:`thai`; one more than the last for others."""
        at, known = places(self.thai, keys)
        return np.where(known, at, len(self.thai))

    def rows_of(self, words: Numbers) -> Numbers:
        """The numbers of English words in :attr:`english`; the others are left out."""
        at, known = places(self.english, words)
        return at[known]

    def meant(self, words: Numbers) -> Floats:
        """What each Thai word says for a release with these English words: how many times likelier they make it, as a logarithm."""
        found = np.zeros(len(self.thai) + 1)
        rows = self.rows_of(words)
        for row in rows.tolist():
            span = slice(self.starts[row], self.starts[row + 1])
            found[self.targets[span]] += self.chances[span]
        found[:-1] = np.log1p(LIFT * found[:-1] / max(1, len(rows)) / self.shares)
        return found

    def covered(self, words: Numbers, texts: Iterable[Numbers]) -> list[float]:
        """How much of English words each of some Thai texts has a word for, the rare ones counting more."""
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
        """What each Thai word of the table says by how rare it is, and 0 for any other."""
        rarity: Floats = np.append(-np.log(self.shares), 0.0)
        return rarity

    def said(self, meant: Floats, texts: Iterable[Numbers]) -> list[float]:
        """How much of each of some Thai texts an English release says, by what :meth:`meant` gives for it."""
        rarity = self.thai_rarity
        hit = rarity * (meant > SAID)
        return [float(hit[text].sum() / max(1e-9, float(rarity[text].sum()))) for text in texts]


@cache
def shipped() -> EventWords:
    """The shipped numbers."""
    found = artifact.read(DATA / "event_words.npz", "lookup")
    arrays = found.arrays

    def numbers(name: str) -> Numbers:
        return np.cumsum(arrays[name], dtype=np.uint32).astype(np.int64)

    def floats(name: str) -> Floats:
        return arrays[name].astype(np.float64)

    return EventWords(
        keys=numbers("keys"),
        weights=floats("weights"),
        rare=found.facts["rare"],
        thai=numbers("thai"),
        shares=floats("shares"),
        english=numbers("english"),
        rarity=floats("rarity"),
        starts=np.concatenate([[0], np.cumsum(arrays["counts"], dtype=np.int64)]),
        targets=arrays["targets"].astype(np.int64),
        chances=floats("chances"),
    )
