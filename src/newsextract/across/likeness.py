"""What two releases share and what each has alone, as a few numbers that can be read."""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from math import log1p
from typing import TYPE_CHECKING, Literal

import numpy as np

from newsextract.across.harvest import number
from newsextract.data import ROOT, read_csv
from newsextract.models import artifact
from newsextract.thai.tokens import Tokens, tokenize
from newsextract.thai.view import normalise

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: no value of a record comes from these files
DATA = ROOT / "across"
Kind = Literal["figures", "dates", "names", "places", "words"]
#: what is counted apart: words by kind; phrases (what stands between two spaces), the same without their figures, and those
#: that few other releases have
PARTS = ("figures", "dates", "names", "places", "words", "phrases", "forms", "own")
FACTS: tuple[Kind, ...] = ("figures", "dates", "names", "places")
_NUMBER = {part: number for number, part in enumerate(PARTS)}
#: phrases in all of a short release, in characters
SHORT = 300
#: a phrase of fewer characters says little
PHRASE = 8
_FIGURE = re.compile(r"[0-9]+(?:[.,:/][0-9]+)*")
_CLOCK = re.compile(r"[0-9]{1,2}[.:][0-9]{2}")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words that say what the words beside them are."""

    months: dict[str, str]  # each with its number
    weekdays: frozenset[str]
    hours: frozenset[str]  # after a time of day
    naming: Mapping[str, Kind]  # before a name: titles, and what a place is
    places: frozenset[str]  # places themselves


@cache
def lexicon() -> Lexicon:
    """The shipped words."""
    marks: dict[str, list[str]] = {"hour": [], "division": []}
    for row in read_csv("across/marks.csv"):
        marks[row["kind"]].append(row["word"])
    titles = [word for row in read_csv("entities/titles.csv") for word in row["words"].split()]
    naming: dict[str, Kind] = {**dict.fromkeys(marks["division"], "places"), **dict.fromkeys(titles, "names")}
    countries = {row["name"] for row in read_csv("gazetteers/countries.csv")}
    return Lexicon(
        {row["name"]: row["month"] for row in read_csv("times/months.csv")},
        frozenset(row["name"] for row in read_csv("times/weekdays.csv")),
        frozenset(marks["hour"]),
        naming,
        frozenset(countries | {row["th"] for row in read_csv("gazetteers/provinces.csv")}),
    )


@cache
def known_forms() -> frozenset[int]:
    """Keys of the phrases that releases of many days have, their figures aside."""
    return frozenset(np.cumsum(artifact.read(DATA / "duplicate_forms.npz", "lookup").arrays["steps"], dtype=np.uint32).tolist())


@dataclass(frozen=True, slots=True)
class Reading:
    """A release as it is compared.

    Attributes
    ----------
    keys, counts
        Its parts, sorted, each a number made of its kind and its hash; words count, phrases weigh their characters.
    sizes
        The sum of the counts of each of :data:`PARTS`.
    title
        The words and figures of its headline.
    dates
        The days that it names, in order, as written.
    published, section
        As in the record.
    """

    keys: NDArray[np.int64]
    counts: NDArray[np.int64]
    sizes: list[int]
    title: frozenset[str]
    dates: tuple[str, ...]
    published: str | None
    section: str | None


def read(title: str, body: str, published: str | None, section: str | None) -> Reading:
    """Read a release for :func:`features`."""
    text = normalise(body).text
    parts: Counter[tuple[str, str]] = Counter(_sorted_words(tokenize(text)))
    days = [word for kind, word in parts if kind == "dates" and " " in word]
    for phrase in phrases_of(text):
        form = form_of(phrase)
        parts["phrases", phrase] = parts["forms", form] = len(phrase)
        if key_of(form) not in known_forms():
            parts["own", phrase] = len(phrase)
    found = {(_NUMBER[kind] << 32) + key_of(word): count for (kind, word), count in parts.items()}
    keys = np.fromiter(found, np.int64, len(found))
    order = np.argsort(keys)
    keys, counts = keys[order], np.fromiter(found.values(), np.int64, len(found))[order]
    tokens = tokenize(normalise(title).text)
    words = frozenset(n for n, kind in zip(tokens.norms, tokens.kinds, strict=True) if kind not in {"space", "other"})
    return Reading(keys, counts, _sums(keys, counts), words, tuple(days), published, section)


def phrases_of(text: str) -> list[str]:
    """The phrases of a normalised text, each once."""
    return [phrase for phrase in dict.fromkeys(text.split()) if len(phrase) >= PHRASE]


def form_of(phrase: str) -> str:
    """A phrase without its figures.

    Examples
    --------
    >>> form_of("ราคา12.50บาท")
    'ราคา0บาท'
    """
    return _FIGURE.sub("0", phrase)


def key_of(words: str) -> int:
    """The number by which a word or phrase is known."""
    return zlib.crc32(words.encode())


def places(known: NDArray[np.int64], keys: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Where numbers stand among known ones, which are sorted, and which of them are known."""
    if not len(known):
        return np.zeros(len(keys), np.int64), np.zeros(len(keys), bool)
    at = np.minimum(np.searchsorted(known, keys), len(known) - 1)
    return at, known[at] == keys


def _sums(keys: NDArray[np.int64], counts: NDArray[np.int64]) -> list[int]:
    return [int(total) for total in np.bincount(keys >> 32, counts, len(PARTS)).tolist()]


def _sorted_words(tokens: Tokens) -> Iterator[tuple[Kind, str]]:
    """Each word with its kind; a day with its month is one."""
    known = lexicon()
    solid = _solid(tokens)
    words = [word for word, _, _ in solid]
    naming: Kind | None = None  # what the words up to the next space, or the one after it, name
    left = 0
    for (word, kind, ends), before, after in zip(solid, ["", *words], [*words[1:], ""], strict=False):
        if word in known.naming:
            naming, left = known.naming[word], 2 if known.naming[word] == "names" else 1
            yield "words", word
            continue
        plain = naming or ("places" if word in known.places else "words")
        yield _number(word, before, after, known) if kind == "number" else _named(word, plain, known)
        left -= ends
        if kind == "number" or left <= 0:
            naming = None


def _solid(tokens: Tokens) -> list[tuple[str, str, bool]]:
    """The words with their kinds, and whether a space follows; no punctuation."""
    filled = [(n, k) for n, k in zip(tokens.norms, tokens.kinds, strict=True) if k != "other"]
    following = [k == "space" for _, k in filled[1:]] + [False]
    return [(n, k, ends) for (n, k), ends in zip(filled, following, strict=True) if k != "space"] if filled else []


def _named(word: str, plain: Kind, known: Lexicon) -> tuple[Kind, str]:
    if word in known.months or word in known.weekdays:
        return "dates", known.months.get(word, word)
    return plain, word


def _number(word: str, before: str, after: str, known: Lexicon) -> tuple[Kind, str]:
    if after in known.months:
        return "dates", f"{word.lstrip('0')} {known.months[after]}"
    if before in known.months:
        return "dates", word[-2:]  # the year, often two digits alone
    if _CLOCK.fullmatch(word) and after in known.hours:
        return "dates", word.replace(":", ".")
    return "figures", word


def features(a: Reading, b: Reading, shared: float) -> dict[str, float]:
    """The numbers of a pair.

    Parameters
    ----------
    a, b
        The releases; which is first does not matter.
    shared
        Share of the runs of characters of both that both have.

    Returns
    -------
    dict
        For each kind of word: its share in common (``common``), what the release with less has alone (``replaced``: in a form
        filled anew each has its own), and what the other has alone beyond that (``added``); the same for whole phrases, and
        how many phrases are equal but for their figures (``filled``); the headlines' likeness; the days between; the section.
    """
    at, same = places(a.keys, b.keys)
    both = dict(zip(PARTS, _sums(b.keys[same], np.minimum(a.counts[at[same]], b.counts[same])), strict=True))
    sizes = {part: sorted(pair) for part, *pair in zip(PARTS, a.sizes, b.sizes, strict=True)}
    found = {"bias": 1.0, "shared": shared, "unshared": log1p(50 * (1 - shared))}
    for part, (less, more) in sizes.items():
        found |= _of_part(part, both[part], less, more)
    facts = sum(sizes[kind][0] - both[kind] for kind in FACTS)
    found["facts replaced"] = log1p(facts)
    found["any fact replaced"] = float(facts > 0)
    found["facts of what is replaced"] = facts / (1 + facts + sizes["words"][0] - both["words"])
    less, more = sizes["phrases"]
    found["filled"] = max(0, both["forms"] - both["phrases"]) / max(1, less)
    found["own share"] = sizes["own"][0] / max(1, less)
    found["own"] = log1p(both["own"])
    found["length"] = less / max(1, more)
    found["short"] = float(more < SHORT)
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
    gap = between(a.published, b.published)
    if gap is None:
        return found | {"gap unknown": 1.0}
    steps = (("same day", 0), ("within 3 days", 3), ("within 10 days", 10), ("within 45 days", 45), ("within a year", 370))
    return found | {name: float(gap <= most) for name, most in steps} | {"gap": log1p(gap)}


def between(one: str | None, other: str | None) -> int | None:
    """Days between two days of publication; None where one is not known."""
    first, second = (number((day or "")[:10]) for day in (one, other))
    return None if first is None or second is None else abs(first - second)
