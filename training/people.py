"""Draw people for somebody to read, and show how many of those that were read are right.

    python -m training.people pairs LINKED OUT.txt [--number 300] [--seed 3]
    python -m training.people joins LINKED OUT.txt [--number 300] [--seed 3]
    python -m training.people score LINKED

LINKED is what `newsextract link` wrote with this version. Pairs are Latin names, each with the Thai names that are met about the
same days and sound least unlike it, whether or not they are joined; who is one is for the reader to say. Joins are two written
names of one person, rather those that look unlike, each with an article. The readings are kept in
data/annotations/person-pairs.csv and person-joins.csv; score asks of a folder whether it has them right.
"""

from __future__ import annotations

import csv
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein
from typer import Option

from newsextract.across import cache, nodes
from newsextract.across.names import bare, consonants, is_thai, key, shape
from newsextract.across.nodes import Mention
from newsextract.across.sounding import latin_consonants, sound_of
from newsextract.stores.linked import lines
from training.shared import ANNOTATIONS, corpus, run

Number = Annotated[int, Option(help="rows to draw")]
#: days around an article in which Thai names are looked for; how many are compared by sound, and shown
DAYS, COMPARED, SHOWN = 10, 60, 5
#: cost above which a Thai name is not worth showing
WORST = 2.1


class Join(NamedTuple):
    """Two written names of one person, each with a mention; ``likeness`` is 0 to 1."""

    one: Mention
    other: Mention
    likeness: float


def mentions(folder: Path) -> list[Mention]:
    """The people of the records of a linked folder, by day."""
    entries = cache.read(folder).entries.values()
    if not entries:
        sys.exit(f"{folder} was linked with another version: link the records again")
    harvests = sorted((entry.harvest for entry in entries), key=lambda one: (one.day or "", one.id))
    return nodes.mentions(harvests)


def is_full(one: Mention) -> bool:
    """Whether a mention is under a full name that is no data's."""
    return " " in one.name and not one.node.startswith("*")


def pairs(folder: Path, out: Path, number: Number = 300, seed: int = 3) -> None:
    """Latin names that nobody has read, with the Thai names that may be theirs."""
    found = mentions(folder)
    read = {key(row["en"]) for row in rows("person-pairs.csv")}
    latin: dict[str, list[Mention]] = defaultdict(list)
    thai: dict[int, dict[str, Mention]] = defaultdict(dict)
    for one in filter(is_full, found):
        if not is_thai(one.name):
            latin[key(one.name)].append(one)
        elif one.day:
            thai[one.day].setdefault(one.name, one)
    drawn = random.Random(seed).sample(sorted(latin.keys() - read), number)
    out.write_text("".join(_shown(latin[name], thai) for name in drawn), encoding="utf-8")


def _shown(met: list[Mention], thai: dict[int, dict[str, Mention]]) -> str:
    one = met[0]
    text = f"{_described(one)}\n"
    for cost, days, other in _candidates(met, thai):
        text += f"      {cost:.2f} {days} {_described(other)}\n"
    return text


def _described(one: Mention) -> str:
    return f"{one.name} | {one.record} | {' / '.join(role.text for _, role in one.held[:2])[:90]}"


def _candidates(met: list[Mention], thai: dict[int, dict[str, Mention]]) -> Iterator[tuple[float, int, Mention]]:
    near = _near([one.day for one in met[:6] if one.day], thai)
    name = met[0].name
    letters = [latin_consonants(word) for word in (name.split(" ")[0], name.split(" ")[-1])]
    quick = sorted((min(_far(other, letters), _far(other, letters[::-1])), other) for other in near)
    told = sorted((sound_of(other, name), other) for _, other in quick[:COMPARED])
    return ((cost, *near[other]) for cost, other in told[:SHOWN] if cost < WORST)


def _near(days: list[int], thai: dict[int, dict[str, Mention]]) -> dict[str, tuple[int, Mention]]:
    """The Thai names about some days, each with the days between and its nearest mention."""
    found: dict[str, tuple[int, Mention]] = {}
    for apart in range(DAYS, -1, -1):
        for day in (day + way * apart for day in days for way in (-1, 1)):
            found |= {name: (apart, one) for name, one in thai.get(day, {}).items()}
    return found


def _far(thai: str, letters: list[str]) -> int:
    words = thai.split(" ")
    return sum(
        Levenshtein.distance(consonants(word), wanted) for word, wanted in zip((words[0], words[-1]), letters, strict=True)
    )


def joins(folder: Path, out: Path, number: Number = 300, seed: int = 3) -> None:
    """Pairs of names of one person, the less alike the likelier."""
    person = {(row["record"], row["entity"]): row["person"] for row in lines(folder, "person_mentions")}
    people: dict[str, list[Mention]] = defaultdict(list)
    for one in mentions(folder):
        people[person[one.record, one.entity]].append(one)
    drawn = draw(joined(people.values()), number, seed)
    wanted = {int(one.record) for join in drawn for one in join[:2]}
    titles = {str(row["id"]): row["text"].split("\n", 1)[0] for row in corpus(wanted)}
    shown = [f"{_described(one)} | {_day(one)} | {titles.get(one.record, '')[:90]}" for join in drawn for one in join[:2]]
    out.write_text("".join(f"{a}\n      {b}\n" for a, b in zip(shown[::2], shown[1::2], strict=True)), encoding="utf-8")


def _day(one: Mention) -> str:
    """The month of a mention."""
    return date.fromordinal(one.day).isoformat() if one.day else "?"


def joined(people: Iterable[list[Mention]]) -> Iterator[Join]:
    """Each other name of a person beside the one that most articles write."""
    for some in people:
        named: dict[str, Mention] = {}
        for one in filter(is_full, some):
            named.setdefault(key(one.name), one)
        often = Counter(key(one.name) for one in filter(is_full, some))
        first, *others = sorted(named, key=lambda name: (-often[name], name)) or [""]
        for other in others:
            yield Join(named[first], named[other], likeness(named[first].name, named[other].name))


def likeness(one: str, other: str) -> float:
    """How alike two names look or sound, from 0 to 1."""
    if is_thai(one) == is_thai(other):
        return fuzz.ratio(shape(key(one)), shape(key(other))) / 100
    thai, latin = (one, other) if is_thai(one) else (other, one)
    return max(0.0, 1 - sound_of(thai, latin) / 2)


def draw(every: Iterable[Join], number: int, seed: int) -> list[Join]:
    """Joins at random, each with the weight of what parts its names."""
    rng = random.Random(seed)
    ordered = sorted(every, key=lambda join: (join.one.name, join.other.name, join.one.record, join.other.record))
    weighed = [(rng.random() ** (1 / (1.05 - join.likeness)), join) for join in ordered]
    return [join for _, join in sorted(weighed, key=lambda one: -one[0])[:number]]


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a file of readings."""
    with (ANNOTATIONS / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def score(folder: Path) -> None:
    """How many of the pairs that were read are joined, and how many of the joins that are wrong still are."""
    person: dict[str, set[str]] = defaultdict(set)
    for row in lines(folder, "persons"):
        for form in row["forms"]:
            person[key(bare(form))].add(row["id"])
    counts: Counter[tuple[str, str, str]] = Counter()
    for kind in ("pairs", "joins"):
        for row in rows(f"person-{kind}.csv"):
            ids = [person[key(bare(row[side]))] for side in (("th", "en") if kind == "pairs" else ("a", "b"))]
            told = ("joined" if ids[0] & ids[1] else "apart") if all(ids) else "not in the records"
            counts[f"{kind}, draw {row['draw']}", row["answer"], told] += 1
            if (told == "joined") != (row["answer"] == "one"):
                print(f"{kind}, draw {row['draw']}: {' / '.join(list(row.values())[:2])} are {row['answer']}, {told}")
    for (kind, answer, told), number in sorted(counts.items()):
        print(f"{kind}: {number} that are {answer}, {told}")


if __name__ == "__main__":
    run(pairs, joins, score)
