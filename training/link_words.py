"""Learn which Thai words an English word stands for, and how common words and facts are, from releases nobody has judged.

    python -m training.link_words gather WORK RECORDS…   # what is compared of each record, kept in WORK; two minutes
    python -m training.link_words learn WORK             # src/newsextract/data/across/event_words.npz

First, pairs of an English and a Thai release that share more figures, names, days and places with each other than with any
other release; from them, word translation probabilities (IBM model 1, Brown et al. 1993, over whole leads); then pairs again,
with those words. English releases that a reader has judged, for training or for measuring, teach no word.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from math import log
from pathlib import Path
from typing import Any

import numpy as np

from newsextract.across.event_index import found_across
from newsextract.across.event_release import EventRelease, event_release_of
from newsextract.across.event_shelf import Card, Rows, Shelf
from newsextract.across.event_words import COMMON, EventWords, fact_key, facts_of
from newsextract.across.events import shelves
from newsextract.across.likeness import DATA, places
from newsextract.models import artifact
from training.shared import ANNOTATIONS, SHARED, keep, kept, lines, run

OUT = DATA / "event_words.npz"
GATHERED = "releases.pkl"
JUDGED = ANNOTATIONS / "links.jsonl", SHARED / "gold/links.jsonl"
#: words of fewer releases teach nothing; facts of fewer count as rare
LEAST, RARE = 8, 5
ENGLISH_LEAST = 4
#: words in a larger share of releases say nothing
MOST, ENGLISH_MOST = 0.5, 0.7
#: share of the pairs, by how plainly they are pairs, that teach: at first, and when words are known
SHARES = (0.5, 0.85, 0.85)
ROUNDS = 6
#: translations less probable are left out, and those beyond so many of a word
PROBABLE, TRANSLATIONS = 0.02, 12


def gather(work: Path, records: list[Path]) -> None:
    """Keep what is compared of each record."""
    found = []
    for path in records:
        with path.open(encoding="utf-8") as file:
            found += [event_release_of(json.loads(line)) for line in file]
    keep(work / GATHERED, found)


def weights_of(releases: Sequence[EventRelease]) -> EventWords:
    """How common words and facts are; no translations yet."""
    thai = sum(one.language == "th" for one in releases)
    counts = _counts(releases, thai / max(1, len(releases) - thai))
    rare = max(0.0, log(thai / RARE) - COMMON)
    said = {key: max(0.0, log(thai / (1 + n)) - COMMON) for key, n in sorted(counts.items()) if n >= RARE}
    keys = np.array(list(said), np.int64)
    words = np.array(sorted(key for key, _ in _common(releases, "th", LEAST, MOST)), np.int64)
    shares = dict(_common(releases, "th", LEAST, MOST))
    return EventWords(
        keys=keys,
        weights=np.array(list(said.values())),
        rare=rare,
        thai=words,
        shares=np.array([shares[word] for word in words.tolist()]),
        english=np.array([-1], np.int64),
        rarity=np.zeros(1),
        starts=np.array([0, 1]),
        targets=np.array([0]),
        chances=np.zeros(1),
    )


def _counts(releases: Sequence[EventRelease], ratio: float) -> Counter[int]:
    """How many releases have each word and fact; the English ones count ``ratio`` times where a fact is common among them."""
    counts: Counter[int] = Counter()
    english: Counter[int] = Counter()
    for one in releases:
        facts = {fact_key(kind, fact) for kind, some in facts_of(one).items() if kind != "days" for fact in some}
        (english if one.language == "en" else counts).update(facts)
        if one.language == "th":
            counts.update(set(one.words))
    for key, count in english.items():
        counts[key] = max(counts[key], round(count * ratio)) if count >= RARE else counts[key] + count
    return counts


def _common(releases: Sequence[EventRelease | Card], language: str, least: int, most: float) -> list[tuple[int, float]]:
    some = [one for one in releases if one.language == language]
    counts = Counter(word for one in some for word in set(map(int, one.words)))
    return [(word, n / len(some)) for word, n in counts.items() if n >= least and n / len(some) < most]


def pairs(english: Shelf, thai: Shelf, share: float, held: set[str]) -> list[tuple[int, int]]:
    """English and Thai releases that are each other's best; the plainest of them."""
    best = [
        (min(one.lead, one.lead_b), one.a, one.b)
        for one in found_across(english, thai).candidates()
        if one.lead > 0 and one.lead_b > 0 and english.releases[one.a].id not in held
    ]
    best.sort(reverse=True)
    return [(a, b) for _, a, b in best[: int(share * len(best))]]


def translations(english: Shelf, thai: Shelf, twins: Sequence[tuple[int, int]], known: EventWords) -> EventWords:
    """The probabilities of Thai words for each English one: IBM model 1, with the words at large as what comes of no word."""
    common = dict(sorted(_common(english.releases, "en", ENGLISH_LEAST, ENGLISH_MOST)))
    vocabulary = np.array(list(common), np.int64)
    at, known_words = places(vocabulary, english.words.values)
    words = Rows(english.words.starts, np.where(known_words, at, len(vocabulary)))
    meanings = thai.meanings[0]
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
    at_large = known.shares / known.shares.sum()
    for _ in range(ROUNDS):
        total = np.zeros(len(found))
        start = 0
        for one, other in texts:
            here = cell[start : start + len(one) * len(other)]
            start += len(here)
            given = chance[here].reshape(len(one), len(other))
            total[here] += (given / (given.sum(axis=0) + len(one) * 0.25 * at_large[other])).ravel()
        chance = total / (np.bincount(source, total)[source] + 1)
    order = np.lexsort((-chance, source))
    source, target, chance = source[order], target[order], chance[order]
    rank = np.arange(len(source)) - np.searchsorted(source, source)
    good = (chance > PROBABLE) & (rank < TRANSLATIONS)
    counts = np.bincount(source[good], minlength=len(vocabulary))
    filled = counts > 0
    starts = np.concatenate([[0], np.cumsum(counts[filled])])
    rarity = -np.log(np.array(list(common.values())))[filled]
    return replace(known, english=vocabulary[filled], rarity=rarity, starts=starts, targets=target[good], chances=chance[good])


def learn(work: Path) -> None:
    """Learn words from pairs and pairs from words, by turns; write what is known."""
    releases: list[EventRelease] = kept(work / GATHERED)
    held = {str(row["en"]) for path in JUDGED for row in lines(path)}
    held |= {f"thaigov:{key}" for key in held}
    known = weights_of(releases)
    for share in SHARES:
        english, thai = shelves(map(Card.of, releases), known)
        twins = pairs(english, thai, share, held)
        known = translations(english, thai, twins, known)
        print(len(twins), "pairs,", len(known.english), "English words,", len(known.targets), "translations")
    write(known, len(releases))


def write(known: EventWords, count: int) -> None:
    """Write what is known."""
    steps = {name: np.diff(getattr(known, name), prepend=0).astype(np.uint32) for name in ("keys", "thai", "english")}
    halves = {name: getattr(known, name).astype(np.float16) for name in ("weights", "shares", "rarity", "chances")}
    rest: dict[str, Any] = {"counts": np.diff(known.starts).astype(np.uint8), "targets": known.targets.astype(np.uint16)}
    artifact.write(OUT, "lookup", "training.link_words", steps | halves | rest, releases=count, rare=round(known.rare, 4))


if __name__ == "__main__":
    run(gather, learn)
