"""Learn word translations, and how common words and facts are, from releases that were not annotated.

    python -m training.link_words gather WORK RECORDS…   # prepares the records for comparison, in WORK; two minutes
    python -m training.link_words learn WORK             # src/newsextract/data/across/event_words.npz

First, an English and a Thai release are paired if they share more figures, names, days and places with each other than with
any other release; from the pairs come word translation probabilities (IBM Model 1, Brown et al. 1993, over whole leads); then
releases are paired again, with the translations. English releases annotated for training or evaluation are never paired.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from math import log
from pathlib import Path
from typing import Any

import numpy as np

from newsextract.across.event_index import IndexedRelease, ReleaseIndex, Rows, best_across
from newsextract.across.event_release import EventRelease, event_release_of
from newsextract.across.event_words import COMMON, EventWords, fact_key, facts_of
from newsextract.across.events import release_indexes
from newsextract.across.likeness import DATA, positions
from newsextract.models import artifact
from training.shared import ANNOTATIONS, SHARED, lines, load_result, run, save_result

OUT = DATA / "event_words.npz"
GATHERED = "releases.pkl"
JUDGED = ANNOTATIONS / "links.jsonl", SHARED / "gold/links.jsonl"
#: minimum releases of a Thai or English word that is translated, and of a word or fact that is not rare
MIN_THAI, MIN_COMMON = 8, 5
MIN_ENGLISH = 4
#: words in this share of the releases or more are not translated
MAX_THAI_SHARE, MAX_ENGLISH_SHARE = 0.5, 0.7
#: share of the pairs used, those with the clearest lead: in the first round, and in those with translations
PAIR_SHARES = (0.5, 0.85, 0.85)
ROUNDS = 6
#: minimum probability of a translation, and maximum translations of a word
MIN_PROBABILITY, MAX_TRANSLATIONS = 0.02, 12


def gather(work: Path, records: list[Path]) -> None:
    """Prepare the records for comparison and save them in WORK."""
    save_result(work / GATHERED, [event_release_of(row) for path in records for row in lines(path)])


def weights_of(releases: Sequence[EventRelease]) -> EventWords:
    """Weights of words and facts by how common they are, without translations."""
    thai = sum(one.language == "th" for one in releases)
    counts = _counts(releases, thai / max(1, len(releases) - thai))
    rare = max(0.0, log(thai / MIN_COMMON) - COMMON)
    weights = {key: max(0.0, log(thai / (1 + n)) - COMMON) for key, n in sorted(counts.items()) if n >= MIN_COMMON}
    keys = np.array(list(weights), np.int64)
    shares = dict(sorted(_common(releases, "th", MIN_THAI, MAX_THAI_SHARE)))
    return EventWords(
        keys=keys,
        weights=np.array(list(weights.values())),
        rare=rare,
        thai=np.array(list(shares), np.int64),
        shares=np.array(list(shares.values())),
        english=np.array([-1], np.int64),
        rarity=np.zeros(1),
        starts=np.array([0, 1]),
        targets=np.array([0]),
        chances=np.zeros(1),
    )


def _counts(releases: Sequence[EventRelease], ratio: float) -> Counter[int]:
    """Count the releases with each word and fact; counts of facts common in English releases are multiplied by ``ratio``."""
    counts: Counter[int] = Counter()
    english: Counter[int] = Counter()
    for one in releases:
        facts = {fact_key(kind, fact) for kind, some in facts_of(one).items() if kind != "days" for fact in some}
        (english if one.language == "en" else counts).update(facts)
        if one.language == "th":
            counts.update(set(one.words))
    for key, count in english.items():
        counts[key] = max(counts[key], round(count * ratio)) if count >= MIN_COMMON else counts[key] + count
    return counts


def _common(every: Sequence[EventRelease | IndexedRelease], language: str, least: int, most: float) -> list[tuple[int, float]]:
    some = [one for one in every if one.language == language]
    counts = Counter(word for one in some for word in set(map(int, one.words)))
    return [(word, n / len(some)) for word, n in counts.items() if n >= least and n / len(some) < most]


def pairs(english: ReleaseIndex, thai: ReleaseIndex, share: float, held: set[str]) -> list[tuple[int, int]]:
    """English and Thai releases that are each other's best match: the ``share`` of them with the clearest lead."""
    best = [
        (min(one.lead, one.lead_b), one.a, one.b)
        for one in best_across(english, thai).candidates()
        if one.lead > 0 and one.lead_b > 0 and english.releases[one.a].id not in held
    ]
    best.sort(reverse=True)
    return [(a, b) for _, a, b in best[: int(share * len(best))]]


def translations(english: ReleaseIndex, thai: ReleaseIndex, twins: Sequence[tuple[int, int]], known: EventWords) -> EventWords:
    """Translation probabilities of Thai words for each English one: IBM Model 1, with overall frequencies for the null word."""
    common = dict(sorted(_common(english.releases, "en", MIN_ENGLISH, MAX_ENGLISH_SHARE)))
    vocabulary = np.array(list(common), np.int64)
    at, known_words = positions(vocabulary, english.words.values)
    words = Rows(english.words.starts, np.where(known_words, at, len(vocabulary)))
    meanings = Rows(thai.words.starts, thai.event_words.thai_numbers(thai.words.values))
    width = len(known.thai)
    texts = []
    for a, b in twins:
        one, other = words.row(a), meanings.row(b)
        one, other = one[one < len(vocabulary)], other[other < width]
        if len(one) and len(other):
            texts.append((one, other))
    cells = np.concatenate([(one[:, None] * width + other).ravel() for one, other in texts])
    found, cell = np.unique(cells, return_inverse=True)
    source, target = np.divmod(found, width)
    chance = 1 / np.bincount(source)[source]
    background = known.shares / known.shares.sum()
    for _ in range(ROUNDS):
        total = np.zeros(len(found))
        start = 0
        for one, other in texts:
            here = cell[start : start + len(one) * len(other)]
            start += len(here)
            given = chance[here].reshape(len(one), len(other))
            total[here] += (given / (given.sum(axis=0) + len(one) * 0.25 * background[other])).ravel()
        chance = total / (np.bincount(source, total)[source] + 1)
    order = np.lexsort((-chance, source))
    source, target, chance = source[order], target[order], chance[order]
    rank = np.arange(len(source)) - np.searchsorted(source, source)
    good = (chance > MIN_PROBABILITY) & (rank < MAX_TRANSLATIONS)
    counts = np.bincount(source[good], minlength=len(vocabulary))
    filled = counts > 0
    starts = np.concatenate([[0], np.cumsum(counts[filled])])
    rarity = -np.log(np.array(list(common.values())))[filled]
    return replace(known, english=vocabulary[filled], rarity=rarity, starts=starts, targets=target[good], chances=chance[good])


def learn(work: Path) -> None:
    """Alternate between pairing releases and learning translations; write the table."""
    releases: list[EventRelease] = load_result(work / GATHERED)
    held = {str(row["en"]) for path in JUDGED for row in lines(path)}
    held |= {f"thaigov:{key}" for key in held}
    known = weights_of(releases)
    for share in PAIR_SHARES:
        english, thai = release_indexes(map(IndexedRelease.of, releases), known)
        twins = pairs(english, thai, share, held)
        known = translations(english, thai, twins, known)
        print(len(twins), "pairs,", len(known.english), "English words,", len(known.targets), "translations")
    write(known, len(releases))


def write(known: EventWords, count: int) -> None:
    """Write the table."""
    steps = {name: np.diff(getattr(known, name), prepend=0).astype(np.uint32) for name in ("keys", "thai", "english")}
    halves = {name: getattr(known, name).astype(np.float16) for name in ("weights", "shares", "rarity", "chances")}
    rest: dict[str, Any] = {"counts": np.diff(known.starts).astype(np.uint8), "targets": known.targets.astype(np.uint16)}
    artifact.write(OUT, "lookup", "training.link_words", steps | halves | rest, releases=count, rare=round(known.rare, 4))


if __name__ == "__main__":
    run(gather, learn)
