"""Similarity features of a pair of releases: what they share and what only one of them has."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import log1p
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from rapidfuzz.distance import Indel

from newsextract.across.event_release import word_key
from newsextract.across.harvest import ordinal
from newsextract.across.sketches import hashes
from newsextract.data import ROOT, read_csv
from newsextract.models import artifact
from newsextract.thai.tokens import Tokens, tokenize
from newsextract.thai.view import normalise

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: data files that decide no value of a record
DATA = ROOT / "across"
Kind = Literal["figures", "dates", "names", "places", "words"]
#: kinds of words that are counted separately
PARTS = ("figures", "dates", "names", "places", "words")
FACTS: tuple[Kind, ...] = ("figures", "dates", "names", "places")
_NUMBER = {part: number for number, part in enumerate(PARTS)}
#: minimum number of words of a release that is not short
SHORT = 60
#: maximum number of words that are aligned, and number of words in the head of a release
ALIGNED, HEAD = 4_000, 40
#: minimum matching words in a row (fewer are chance), minimum words of a passage, maximum words of a change within a sentence
RUN, PASSAGE, SMALL = 3, 30, 4
#: characters in a long run, which no two releases share by chance; one in ``EVERY`` of them is compared
LONG, EVERY = 24, 32
#: upper edges of the bins for the number of other days on which a long run occurs
DAY_BINS = (0, 2, 8, 30)
_CLOCK = re.compile(r"[0-9]{1,2}[.:][0-9]{2}")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words that tell the kind of the words beside them."""

    months: dict[str, str]  # name → number
    weekdays: frozenset[str]
    hours: frozenset[str]  # words after a time of day
    naming: Mapping[str, Kind]  # words before a name (titles, types of place) → kind of the name
    places: frozenset[str]  # names of places


@cache
def lexicon() -> Lexicon:
    """The shipped lexicon."""
    rows = read_csv("across/marks.csv")
    hours, divisions = ([row["word"] for row in rows if row["kind"] == kind] for kind in ("hour", "division"))
    titles = [word for row in read_csv("entities/titles.csv") for word in row["words"].split()]
    naming: dict[str, Kind] = {**dict.fromkeys(divisions, "places"), **dict.fromkeys(titles, "names")}
    countries = {row["name"] for row in read_csv("gazetteers/countries.csv")}
    return Lexicon(
        {row["name"]: row["month"] for row in read_csv("times/months.csv")},
        frozenset(row["name"] for row in read_csv("times/weekdays.csv")),
        frozenset(hours),
        naming,
        frozenset(countries | {row["th"] for row in read_csv("gazetteers/provinces.csv")}),
    )


@cache
def long_run_days() -> tuple[NDArray[np.uint32], NDArray[np.uint8]]:
    """The long runs in releases of three days or more, sorted, and the number of days of each (255 at most)."""
    arrays = artifact.read(DATA / "duplicate_runs.npz", "lookup").arrays
    return np.cumsum(arrays["steps"], dtype=np.uint32), arrays["days"]


def long_runs(text: str) -> NDArray[np.uint32]:
    """The long runs of a text that are compared."""
    every = hashes(text, LONG)
    found: NDArray[np.uint32] = every[every % EVERY == 0]
    return found


@dataclass(frozen=True, slots=True)
class Reading:
    """A release prepared for comparison."""

    keys: NDArray[np.int64]  # of its words, sorted: the kind in the upper 32 bits, the hash in the lower
    counts: NDArray[np.int64]  # of each word
    sizes: list[int]  # words of each of PARTS
    letters: str  # the first ALIGNED words in order, each as one character
    numbers: NDArray[np.bool_]  # which of these words are numbers
    runs: NDArray[np.uint32]  # the long runs that are compared
    title: frozenset[str]  # words and figures of the headline
    dates: tuple[str, ...]  # days that the text names with their month, in order
    published: str | None
    section: str | None


def read(title: str, body: str, published: str | None, section: str | None) -> Reading:
    """Prepare a release for :func:`features`."""
    text = normalise(body).text
    solid = _solid(tokenize(text))
    parts = Counter(_sorted_words(solid))
    days = [word for kind, word in parts if kind == "dates" and " " in word]
    found = {(_NUMBER[kind] << 32) + word_key(word): count for (kind, word), count in parts.items()}
    keys = np.fromiter(found, np.int64, len(found))
    order = np.argsort(keys)
    keys, counts = keys[order], np.fromiter(found.values(), np.int64, len(found))[order]
    tokens = tokenize(normalise(title).text)
    words = frozenset(n for n, kind in zip(tokens.norms, tokens.kinds, strict=True) if kind not in {"space", "other"})
    # each word as one of a million characters; two words share one only by chance
    letters = "".join(chr(0x10000 + word_key(word) % 0x100000) for word, _, _ in solid[:ALIGNED])
    numbers = np.array([kind == "number" for _, kind, _ in solid[:ALIGNED]], bool)
    sizes = _sums(keys, counts)
    return Reading(keys, counts, sizes, letters, numbers, long_runs(text), words, tuple(days), published, section)


def positions(known: NDArray[np.integer[Any]], keys: NDArray[np.integer[Any]]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """The index of each key in ``known``, which is sorted, and whether it is there."""
    if not len(known):
        return np.zeros(len(keys), np.int64), np.zeros(len(keys), bool)
    at = np.minimum(np.searchsorted(known, keys), len(known) - 1)
    return at, known[at] == keys


def _sums(keys: NDArray[np.int64], counts: NDArray[np.int64]) -> list[int]:
    return [int(total) for total in np.bincount(keys >> 32, counts, len(PARTS)).tolist()]


def _sorted_words(solid: Sequence[tuple[str, str, bool]]) -> Iterator[tuple[Kind, str]]:
    """Yield the kind and the form of each word; the form of a day includes its month."""
    known = lexicon()
    words = [word for word, _, _ in solid]
    naming: Kind | None = None  # kind of the words up to the next space, or the one after it
    left = 0
    for (word, kind, ends), before, after in zip(solid, ["", *words], [*words[1:], ""], strict=False):
        if word in known.naming:
            naming, left = known.naming[word], 2 if known.naming[word] == "names" else 1
            yield "words", word
            continue
        if kind == "number":
            yield _number(word, before, after, known)
        elif word in known.months or word in known.weekdays:
            yield "dates", known.months.get(word, word)
        else:
            yield naming or ("places" if word in known.places else "words"), word
        left -= ends
        if kind == "number" or left <= 0:
            naming = None


def _solid(tokens: Tokens) -> list[tuple[str, str, bool]]:
    """The words without punctuation, each with its kind and whether a space follows."""
    filled = [(n, k) for n, k in zip(tokens.norms, tokens.kinds, strict=True) if k != "other"]
    following = [k == "space" for _, k in filled[1:]] + [False]
    return [(n, k, ends) for (n, k), ends in zip(filled, following, strict=True) if k != "space"] if filled else []


def _number(word: str, before: str, after: str, known: Lexicon) -> tuple[Kind, str]:
    if after in known.months:
        return "dates", f"{word.lstrip('0')} {known.months[after]}"
    if before in known.months:
        return "dates", word[-2:]  # the year, often two digits alone
    if _CLOCK.fullmatch(word) and after in known.hours:
        return "dates", word.replace(":", ".")
    return "figures", word


def features(a: Reading, b: Reading, shared: float) -> dict[str, float]:
    """The features of a pair, in either order, whose common runs of characters (Jaccard) are ``shared``.

    For each kind of word: the share in common (``common``), the words that only the release with fewer of them has
    (``replaced``: in a form filled in again each side has its own), and how many more the other has (``added``); where and how
    the aligned words differ (``aligned``, ``changes``); on how many other days the runs of both and of each alone occur
    (``runs``: on many, for a form); the similarity of the headlines; the days between; the section.
    """
    at, same = positions(a.keys, b.keys)
    both = dict(zip(PARTS, _sums(b.keys[same], np.minimum(a.counts[at[same]], b.counts[same])), strict=True))
    sizes = {part: sorted(pair) for part, *pair in zip(PARTS, a.sizes, b.sizes, strict=True)}
    found = {"bias": 1.0, "shared": shared, "unshared": log1p(50 * (1 - shared))}
    for part, (less, more) in sizes.items():
        found |= _of_part(part, both[part], less, more)
    facts = sum(sizes[kind][0] - both[kind] for kind in FACTS)
    found["facts replaced"] = log1p(facts)
    found["any fact replaced"] = float(facts > 0)
    found["facts of what is replaced"] = facts / (1 + facts + sizes["words"][0] - both["words"])
    found["short"] = float(max(sum(a.sizes), sum(b.sizes)) < SHORT)
    found |= _of_words_in_order(*sorted((a, b), key=lambda one: (len(one.letters), one.letters)))
    found |= _of_runs(a, b)
    found |= _of_titles(a.title, b.title)
    found |= _of_days(a, b)
    found["section"] = float(a.section == b.section)
    return found


def _of_part(part: str, both: int, less: int, more: int) -> dict[str, float]:
    if not less:
        return {f"{part} in neither" if not more else f"{part} in one": 1.0}
    return {
        f"{part} common": both / (less + more - both),
        f"{part} of the shorter": both / less,
        f"{part} replaced": log1p(less - both),
        f"{part} added": log1p(more - less),
    }


def _of_words_in_order(a: Reading, b: Reading) -> dict[str, float]:
    """How the aligned words of two releases differ; the first is the shorter.

    The alignment is the longest common subsequence without short matches: https://rapidfuzz.github.io/RapidFuzz.
    """
    found = Indel.opcodes(a.letters, b.letters).as_matching_blocks()
    blocks = np.array([(one.a, one.b, one.size) for one in found if one.size >= RUN], np.int64).reshape(-1, 3)
    return _of_rows(blocks, a, b) | _of_changes(blocks, a, b)


def _of_rows(blocks: NDArray[np.int64], a: Reading, b: Reading) -> dict[str, float]:
    """Features of the matching blocks, each given as its start in both releases and its number of words."""
    shorter, longer = max(1, len(a.letters)), max(1, len(b.letters))
    sizes = blocks[:, 2].tolist()
    equal = sum(sizes)
    head = sum(max(0, min(start + size, HEAD) - start) for start, _, size in blocks.tolist())
    numbers = sum(int(a.numbers[start : start + size].sum()) for start, _, size in blocks.tolist())
    return {
        "aligned of the shorter": equal / shorter,
        "aligned of the longer": equal / longer,
        "aligned at most in a row": max(sizes, default=0) / shorter,
        "aligned in passages": sum(size for size in sizes if size >= PASSAGE) / shorter,
        "aligned rows": log1p(len(sizes)),
        "aligned in a row": log1p(equal / max(1, len(sizes))),
        "aligned at the head": head / HEAD,
        "aligned numbers": numbers / max(1, min(int(a.numbers.sum()), int(b.numbers.sum()))),
    }


def _of_changes(blocks: NDArray[np.int64], a: Reading, b: Reading) -> dict[str, float]:
    """Features of the changes between matching blocks: how much, where, and whether numbers stand in the same place."""
    starts, starts_longer, sizes = blocks.T
    at, at_longer = np.append(0, starts + sizes), np.append(0, starts_longer + sizes)
    shorter, longer = np.append(starts, len(a.letters)) - at, np.append(starts_longer, len(b.letters)) - at_longer
    changed = shorter + longer > 0
    at, at_longer, shorter, longer = (part[changed] for part in (at, at_longer, shorter, longer))
    less, more = np.minimum(shorter, longer), np.maximum(shorter, longer)
    small = (less > 0) & (more <= SMALL)  # a few words replace a few others
    numbers = small & _contain(a.numbers, at, shorter) & _contain(b.numbers, at_longer, longer)
    sizes, fifth = shorter + longer, len(a.letters) / 5
    every = max(1, int(sizes.sum()))
    return {
        "changes": log1p(len(at)),
        "changes within sentences": log1p(int(small.sum())),
        "changes of numbers": log1p(int(numbers.sum())),
        "changes at most": log1p(int(more.max(initial=0))),
        "changes of words": log1p(int(less.sum())),
        "changes of the shorter": log1p(int(shorter.sum())),
        "changes of the longer": log1p(int(longer.sum())),
        "changes in the first fifth": int(sizes[at < fifth].sum()) / every,
        "changes in the last fifth": int(sizes[at >= len(a.letters) * 4 / 5].sum()) / every,
    }


def _contain(numbers: NDArray[np.bool_], starts: NDArray[np.int64], sizes: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether each span of words contains a number."""
    counts = np.append(0, np.cumsum(numbers))
    found: NDArray[np.bool_] = counts[starts + sizes] > counts[starts]
    return found


def _of_runs(a: Reading, b: Reading) -> dict[str, float]:
    """Shares of the long runs of both and of either alone, by the number of other days on which they occur."""
    both = np.intersect1d(a.runs, b.runs, assume_unique=True)
    alone = (np.setdiff1d(one.runs, both, assume_unique=True) for one in (a, b))
    less, more = sorted(alone, key=lambda some: (len(some), some.tolist()))
    days = _other_days(both, 1 if (a.published or "")[:10] == (b.published or "")[:10] else 2)
    shorter = max(1, min(len(a.runs), len(b.runs)))
    found: dict[str, float] = {}
    for name, counts in (("both", days), ("less", _other_days(less, 1)), ("more", _other_days(more, 1))):
        steps = np.bincount(np.searchsorted(DAY_BINS, counts), minlength=len(DAY_BINS) + 1)
        found |= {f"runs of {name} met {step}": float(number) / shorter for step, number in enumerate(steps)}
    new = int((days == 0).sum())
    return found | {
        "runs new": log1p(new),
        "runs new of both": new / max(1, len(both)),
        "runs met": log1p(int((days > DAY_BINS[1]).sum())),
        "runs met on average": float(np.log1p(days).mean()) if len(both) else 0.0,
    }


def _other_days(runs: NDArray[np.uint32], own: int) -> NDArray[np.int64]:
    """The number of days on which runs occur, without the ``own`` days of their releases."""
    known, days = long_run_days()
    at, there = positions(known, runs)
    return np.maximum(np.where(there, days[at], 0).astype(np.int64) - own, 0)


def _of_titles(a: frozenset[str], b: frozenset[str]) -> dict[str, float]:
    both = len(a & b)
    figures = [{word for word in title if word[0].isdigit()} for title in (a, b)]
    return {
        "title": both / max(1, len(a | b)),
        "title of the shorter": both / max(1, min(len(a), len(b))),
        "title replaced": log1p(min(len(a), len(b)) - both),
        "title equal": float(a == b),
        "title figures differ": float(bool(figures[0] - figures[1] and figures[1] - figures[0])),
    }


def _of_days(a: Reading, b: Reading) -> dict[str, float]:
    found = {"first day differs": 0.0, "days apart": 0.0, "day named alone": 0.0}
    if a.dates and b.dates:
        found["first day differs"] = float(a.dates[0] != b.dates[0])
        found["days apart"] = float(not set(a.dates) & set(b.dates))
        found["first day equal"] = float(a.dates[0] == b.dates[0])
    elif a.dates or b.dates:
        found["day named alone"] = 1.0
    first, second = (ordinal((one.published or "")[:10]) for one in (a, b))
    if first is None or second is None:
        return found | {"gap unknown": 1.0}
    gap = abs(first - second)
    steps = (("same day", 0), ("within 3 days", 3), ("within 10 days", 10), ("within 45 days", 45), ("within a year", 370))
    return found | {name: float(gap <= most) for name, most in steps} | {"gap": log1p(gap)}
