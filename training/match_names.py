"""Match the Thai and the English names of one person, by sound and by the articles in which they meet.

    python -m training.match_names WORK

Writes src/newsextract/data/people/names.csv from what training.mine_names gathered.
"""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import timedelta
from difflib import SequenceMatcher
from itertools import product
from pathlib import Path
from typing import NamedTuple

from newsextract.layers.names.titles import split
from newsextract.thai.sounds import Sounds, latin_letters, thai_letters
from training.alignment import learn
from training.mine_names import GATHERED, SINCE, Seen
from training.shared import ROOT, keep, kept, run

#: days between two releases of one event, at most
APART = 3
#: words that cost more are not looked at
WORST = 2.2
LEARNED = 1.6
#: articles of a Thai name that an English one is compared with although they never meet
KNOWN = 4
#: articles in which names must meet that are less alike
OFTEN, ALWAYS = 3, 20
#: how much dearer than the cheapest a Thai name may be for an English one, or another spelling
BEHIND = 0.3
#: share of letters that two spellings of a Thai name have in common
ALIKE = 0.75
MOST_TAUGHT = 2500
NAMES = ROOT / "src/newsextract/data/people/names.csv"
_LATIN_NAME = re.compile(
    r"[A-ZÀ-Ž][A-Za-zÀ-ž'’.-]+(?: (?:[A-ZÀ-Ž][A-Za-zÀ-ž'’.-]*|de|da|van|der|den|von|bin|al|el|na|of|Na|di|la)){1,4}"
)
#: names that break off
_OFFICE = re.compile(
    r" (?:Deputy|Minister|Prime|Director|Chief|Government|Permanent|Secretary|Governor|President|Consul|Ceo|State)\b.*$"
)
_CUT = re.compile(r" (?:Na|na|de|da|van|der|den|von|bin|al|el|of|di|la)$")
#: the sounds that begin a word, by the Latin letters for them
_FIRST = {
    "K": "k g c q", "C": "c j t", "S": "s z x c t", "T": "t d", "P": "p b", "F": "f v p", "M": "m", "N": "n g", "G": "n g", "Y": "y j n i", "R": "r l",
    "W": "w v", "H": "h j", "A": "a e i o u y",
}  # fmt: skip
_SOUND = {
    letter: sound
    for sound, letters in {
        "K": "กขคฆ", "C": "จฉชฌ", "S": "ซสศษ", "T": "ดตฎฏฐถทธฑฒ", "P": "บปผพภ", "F": "ฝฟ", "M": "ม", "N": "นณญ", "G": "ง", "Y": "ย",
        "R": "รลฤฬ", "W": "ว", "H": "หฮ", "A": "อ",
    }.items()
    for letter in letters
}  # fmt: skip


class Pair(NamedTuple):
    """A Thai and an English name and what speaks for their being one person's.

    Attributes
    ----------
    costs
        Of given names and of surnames.
    glossed
        Whether the one stands in brackets behind the other.
    articles
        Those with the English name in which they meet.
    apart
        Whether they never meet within some days.
    """

    thai: str
    english: str
    costs: tuple[float, float]
    glossed: bool
    articles: list[int]
    apart: bool = False

    @property
    def mean(self) -> float:
        """Cost of the whole name."""
        return sum(self.costs) / 2

    @property
    def is_sure(self) -> bool:
        """Whether the names are so alike that they are one person's; those that stand side by side may differ more."""
        if self.apart:
            mean, worst = 1.1, 1.3
        elif len(self.articles) >= ALWAYS:
            mean, worst = 1.25, WORST if min(self.costs) <= 0.4 else 1.6
        elif self.glossed or len(self.articles) >= OFTEN:
            mean, worst = 1.3, 1.6
        else:
            mean, worst = 1.12, 1.48
        longer = self.english.count(" ") > self.thai.count(" ") and not self.glossed  # often a name and what follows it
        return self.mean <= mean and max(self.costs) <= (1.2 if longer else worst)


def thai_name(text: str) -> str:
    """A Thai name without titles, "" where less than two words are left."""
    name = split(text)[1]
    return name if " " in name else ""


def thai_names(one: Seen) -> list[str]:
    """The Thai names of an article."""
    return [name for name in dict.fromkeys(map(thai_name, one.thai)) if name]


def latin_name(text: str) -> str | None:
    """A Latin name without titles; None where it is not one."""
    name = re.sub(r"\s+", " ", split(text.strip(" .,"))[1].replace("’", "'")).strip(" .,")
    name = re.sub(r"(?<=[a-z]{3})(?:\. .*|'s)$", "", name)
    name = _OFFICE.sub("", name)
    name = re.sub(r",? (?:MP|Ph\.?D|M\.?D)\.?$", "", name)
    name = re.sub(r"^(?:MRS?|MS|DR|H\.?E)\.? ?(?=[A-Z]{2})", "", name)
    name = " ".join(word.capitalize() if word.isupper() and len(word) > 2 else word for word in name.split(" "))
    return name if _LATIN_NAME.fullmatch(name) and name[-1].isalpha() and not _CUT.search(name) else None


def first_sounds(word: str) -> str:
    """The sounds with which a Thai word may begin."""
    letters = re.sub("^[เ-ไ]", "", word)
    if not letters:
        return ""
    sounds = _SOUND.get(letters[0], "")
    if letters[0] in "หอ" and len(letters) > 1:
        sounds += _SOUND.get(letters[1], "") if letters[1] in "งญนมยรลว" else ""
    return sounds + ("S" if letters.startswith("ทร") else "")


def halves(name: str) -> tuple[str, str]:
    """Given name and surname."""
    first, _, last = name.partition(" ")
    return first, last


class Matching:
    """The costs of names for one another."""

    def __init__(self, sounds: Sounds) -> None:
        self.sounds = sounds
        self.known: dict[tuple[str, str], float] = {}

    def word(self, thai: str, latin: str) -> float:
        """Cost of a word for another."""
        key = thai_letters(thai.replace(" ", "")), latin_letters(latin)
        if key not in self.known:
            self.known[key] = self.sounds.align(*key)[0] if key[0] and key[1] else 9.0
        return self.known[key]

    def of(self, thai: str, english: str, *, glossed: bool = False) -> tuple[float, float]:
        """Cost of given names and of surnames; a gloss may have other names between them."""
        (first, last), (given, family) = halves(thai), halves(english)
        cost = self.word(last, family)
        return self.word(first, given), min(cost, self.word(last, family.split(" ")[-1])) if glossed else cost


def near(found: list[Seen]) -> Iterator[tuple[str, str, int]]:
    """Each English name with each Thai name that begins like it and meets it within some days, and the article."""
    days: dict[int, dict[str, None]] = defaultdict(dict)
    for one in found:
        if not one.english:
            days[one.day] |= dict.fromkeys(thai_names(one))
    starts = {day: _by_start(names) for day, names in days.items()}
    for one in found:
        here = _by_start(thai_names(one)) if one.latin else {}
        around = range(one.day - APART, one.day + APART + 1) if one.english else ()
        for english in filter(None, map(latin_name, one.latin)):
            keys = [*product(*map(_sounds_of, halves(english)))]
            places = [*(starts.get(day, {}) for day in around), here]
            for thai in dict.fromkeys(name for place in places for key in keys for name in place.get(key, ())):
                yield thai, english, one.article


def _by_start(names: Iterable[str]) -> dict[tuple[str, ...], list[str]]:
    """Thai names by the sounds with which given name and surname begin."""
    found: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for name in names:
        for key in product(*map(first_sounds, halves(name))):
            found[key].append(name)
    return found


def _sounds_of(word: str) -> list[str]:
    """The sounds with which a Latin word may begin."""
    return [sound for sound, letters in _FIRST.items() if latin_letters(word)[:1] in letters.split()]


def _even(thai: str, english: str) -> bool:
    return thai.count(" ") == english.count(" ") == 1


def _each_word(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(thai_letters(a), latin_letters(b)) for t, e in pairs for a, b in zip(t.split(" "), e.split(" "), strict=True)]


def _meet(found: list[Seen], matching: Matching) -> dict[tuple[str, str], list[int]]:
    """The articles that bring names together that sound alike."""
    meet: dict[tuple[str, str], list[int]] = {}
    unlike: set[tuple[str, str]] = set()
    for thai, english, article in near(found):
        pair = thai, english
        if pair in meet:
            meet[pair].append(article)
        elif pair not in unlike:
            if max(matching.of(*pair)) < WORST:
                meet[pair] = [article]
            else:
                unlike.add(pair)
    return meet


def pairs_of(found: list[Seen]) -> list[Pair]:
    """The names that may be one person's."""
    glosses: dict[tuple[str, str], list[int]] = defaultdict(list)
    for one in found:
        for thai, latin in one.glosses:
            if (english := latin_name(latin)) and (name := thai_name(thai)):
                glosses[name, english].append(one.article)
    taught = [pair for pair in glosses if _even(*pair)][:MOST_TAUGHT]
    matching = Matching(learn(_each_word(taught)))
    meet = _meet(found, matching)
    taught += [pair for pair in meet if _even(*pair) and max(matching.of(*pair)) < LEARNED and pair not in glosses]
    matching = Matching(learn(_each_word(taught), rounds=5, worst=1.7))
    meet = _meet(found, matching)
    pairs = []
    for pair in dict.fromkeys([*glosses, *meet]):
        articles = sorted({*glosses.get(pair, ()), *meet.get(pair, ())})
        pairs.append(Pair(*pair, matching.of(*pair, glossed=pair in glosses), pair in glosses, articles))
    return [*pairs, *apart(found, pairs, matching)]


def apart(found: list[Seen], pairs: list[Pair], matching: Matching) -> Iterator[Pair]:
    """Names that sound alike but never meet: of an English name without a sure Thai one, with the frequent Thai ones."""
    sure = {pair.english for pair in pairs if pair.is_sure}
    counts = Counter(name for one in found for name in thai_names(one))
    starts = _by_start(name for name, n in sorted(counts.items()) if n >= KNOWN)
    articles: dict[str, list[int]] = defaultdict(list)
    for one in found:
        for name in filter(None, dict.fromkeys(map(latin_name, one.latin))):
            articles[name].append(one.article)
    for english in sorted(articles.keys() - sure):
        keys = product(*map(_sounds_of, halves(english)))
        for thai in dict.fromkeys(name for key in keys for name in starts.get(key, ())):
            if matching.word(halves(thai)[0], halves(english)[0]) <= 1.2:
                yield Pair(thai, english, matching.of(thai, english), False, articles[english], apart=True)


def _is_rendering(pair: Pair, best: Pair) -> bool:
    """Whether a Thai name is the one that sounds most like an English one, or another spelling of it."""
    alike = pair.glossed or SequenceMatcher(None, pair.thai, best.thai, autojunk=False).ratio() >= ALIKE
    return alike and pair.mean <= best.mean + BEHIND


def table(found: list[Seen], pairs: list[Pair]) -> Iterator[tuple[object, ...]]:
    """The rows: of each Thai name the spelling that most articles use, and the others."""
    days = {one.article: one.day for one in found}
    thai = Counter(name for one in found for name in thai_names(one))
    spelled = Counter(name for one in found for name in dict.fromkeys(map(latin_name, one.latin)) if name)
    best: dict[str, Pair] = {}
    for pair in pairs:
        best[pair.english] = min(best.get(pair.english, pair), pair, key=lambda one: one.mean)
    groups: dict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        if pair.is_sure and _is_rendering(pair, best[pair.english]):
            groups[pair.thai].append(pair)
    often = [pair.english for pair in pairs if len(pair.articles) >= ALWAYS]
    for name, group in sorted(groups.items()):
        group.sort(key=lambda pair: (-len(pair.articles), -spelled[pair.english], pair.mean, pair.english))
        first = group[0]
        if any(other.startswith(f"{first.english}-") for other in often):  # a name that breaks off
            continue
        forms = [pair.english for pair in group[1:] if pair.mean <= first.mean + BEHIND]
        met = sorted({article for pair in group for article in pair.articles}, key=lambda article: (days[article], article))
        dates = (SINCE + timedelta(days[article]) for article in (met[0], met[-1]))
        yield name, first.english, "|".join(forms), max(thai[name], 1), len(met), *dates, "|".join(map(str, met[:2]))


def main(work: Path) -> None:
    """Write the table."""
    found: list[Seen] = kept(work / GATHERED)
    pairs = pairs_of(found)
    keep(work / "pairs.pkl", pairs)
    rows = list(table(found, pairs))
    with NAMES.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("th", "en", "forms", "articles", "met", "first", "last", "sources"))
        writer.writerows(rows)
    print(f"{len(rows)} names")


if __name__ == "__main__":
    run(main)
