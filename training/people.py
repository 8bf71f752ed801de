"""Sample linked people for review, and count how many of the reviewed links are right.

    python -m training.people pairs LINKED OUT.txt [--number 300] [--seed 3]
    python -m training.people joins LINKED OUT.txt [--number 300] [--seed 3]
    python -m training.people score LINKED

LINKED is a folder written by `newsextract link` of this version. Pairs are Latin names, each with the Thai names from about the
same days that sound most like it, whether or not they are joined; the annotator says which are the same person. Joins are two
names linked to one person, dissimilar ones more often, each with an article. The judgements are kept in
data/annotations/person-pairs.csv and person-joins.csv; score compares a folder with them.
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
from typer import Option

from newsextract.across import cache, nodes
from newsextract.across.names import bare, is_thai, key, shape
from newsextract.across.nodes import Mention
from newsextract.across.sounding import sound_of
from newsextract.stores.linked import lines
from training.shared import ANNOTATIONS, corpus, run

Number = Annotated[int, Option(help="rows to draw")]
#: days around an article in which Thai names are looked for; maximum names shown
MAX_DAYS, MAX_SHOWN = 10, 5
#: Thai names with this sound cost or more are not shown
COST_LIMIT = 2.1


class Join(NamedTuple):
    """Two names of one person, each with a mention; ``likeness`` is from 0 to 1."""

    one: Mention
    other: Mention
    likeness: float


def mentions(folder: Path) -> list[Mention]:
    """The mentions of people in the records of a linked folder, sorted by day."""
    kept = cache.read(folder)
    if not kept.entries:
        sys.exit(f"{folder} was linked with another version: link the records again")
    harvests = sorted((entry.harvest for entry in kept.entries.values()), key=lambda one: (one.day or "", one.id))
    return nodes.mentions(harvests)


def is_full(one: Mention) -> bool:
    """Whether a mention has a full name, and its person is not listed in data/across/people.csv."""
    return " " in one.name and not one.node.startswith("*")


def pairs(folder: Path, out: Path, number: Number = 300, seed: int = 3) -> None:
    """Sample Latin names that were not reviewed yet, each with Thai names that may be the same person's."""
    found = mentions(folder)
    reviewed = {key(row["en"]) for row in rows("person-pairs.csv")}
    latin: dict[str, list[Mention]] = defaultdict(list)
    thai: dict[int, dict[str, Mention]] = defaultdict(dict)
    for one in filter(is_full, found):
        if not is_thai(one.name):
            latin[key(one.name)].append(one)
        elif one.day:
            thai[one.day].setdefault(one.name, one)
    drawn = random.Random(seed).sample(sorted(latin.keys() - reviewed), number)
    out.write_text("".join(_listing(latin[name], thai) for name in drawn), encoding="utf-8")


def _listing(named: list[Mention], thai: dict[int, dict[str, Mention]]) -> str:
    others = (f"      {cost:.2f} {days} {_description(other)}\n" for cost, days, other in _candidates(named, thai))
    return f"{_description(named[0])}\n{''.join(others)}"


def _description(one: Mention) -> str:
    return f"{one.name} | {one.record} | {' / '.join(role.text for _, role in one.offices[:2])[:90]}"


def _candidates(named: list[Mention], thai: dict[int, dict[str, Mention]]) -> Iterator[tuple[float, int, Mention]]:
    near = _names_near([one.day for one in named[:6] if one.day], thai)
    by_sound = sorted((sound_of(other, named[0].name), other) for other in near)
    return ((cost, *near[other]) for cost, other in by_sound[:MAX_SHOWN] if cost < COST_LIMIT)


def _names_near(days: list[int], thai: dict[int, dict[str, Mention]]) -> dict[str, tuple[int, Mention]]:
    """The Thai names up to MAX_DAYS from some days, each with the distance in days and the nearest mention."""
    found: dict[str, tuple[int, Mention]] = {}
    for distance in range(MAX_DAYS, -1, -1):
        for day in (day + way * distance for day in days for way in (-1, 1)):
            found |= {name: (distance, one) for name, one in thai.get(day, {}).items()}
    return found


def joins(folder: Path, out: Path, number: Number = 300, seed: int = 3) -> None:
    """Sample pairs of names of one person, dissimilar ones more often."""
    person = {(row["record"], row["entity"]): row["person"] for row in lines(folder, "person_mentions")}
    people: dict[str, list[Mention]] = defaultdict(list)
    for one in mentions(folder):
        people[person[one.record, one.entity]].append(one)
    drawn = draw(joined(people.values()), number, seed)
    wanted = {_article(one) for join in drawn for one in join[:2]}
    titles = {row["id"]: row["text"].split("\n", 1)[0] for row in corpus(wanted)}

    def shown(one: Mention) -> str:
        day = date.fromordinal(one.day).isoformat() if one.day else "?"
        return f"{_description(one)} | {day} | {titles.get(_article(one), '')[:90]}\n"

    out.write_text("".join(f"{shown(join.one)}      {shown(join.other)}" for join in drawn), encoding="utf-8")


def _article(one: Mention) -> int:
    """The number of a mention's article in the corpus."""
    return int(one.record.rpartition(":")[2])


def joined(people: Iterable[list[Mention]]) -> Iterator[Join]:
    """Yield each other name of a person, paired with the most frequent one."""
    for some in people:
        named: dict[str, Mention] = {}
        for one in filter(is_full, some):
            named.setdefault(key(one.name), one)
        often = Counter(key(one.name) for one in filter(is_full, some))
        first, *others = sorted(named, key=lambda name: (-often[name], name)) or [""]
        for other in others:
            yield Join(named[first], named[other], likeness(named[first].name, named[other].name))


def likeness(one: str, other: str) -> float:
    """The similarity of two names in spelling, or in sound across scripts, from 0 to 1."""
    if is_thai(one) == is_thai(other):
        return fuzz.ratio(shape(key(one)), shape(key(other))) / 100
    thai, latin = (one, other) if is_thai(one) else (other, one)
    return max(0.0, 1 - sound_of(thai, latin) / 2)


def draw(every: Iterable[Join], number: int, seed: int) -> list[Join]:
    """A random sample of joins, weighted by the dissimilarity of their names."""
    rng = random.Random(seed)
    ordered = sorted(every, key=lambda join: (join.one.name, join.other.name, join.one.record, join.other.record))
    keyed = [(rng.random() ** (1 / (1.05 - join.likeness)), join) for join in ordered]
    return [join for _, join in sorted(keyed, key=lambda one: -one[0])[:number]]


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a file of judgements."""
    with (ANNOTATIONS / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def score(folder: Path) -> None:
    """Print how many of the reviewed pairs and joins are joined, by judgement, and each disagreement."""
    person: dict[str, set[str]] = defaultdict(set)
    for row in lines(folder, "persons"):
        for form in row["forms"]:
            person[key(bare(form))].add(row["id"])
    counts: Counter[tuple[str, str, str]] = Counter()
    for kind in ("pairs", "joins"):
        for row in rows(f"person-{kind}.csv"):
            ids = [person[key(bare(row[side]))] for side in (("th", "en") if kind == "pairs" else ("a", "b"))]
            outcome = ("joined" if ids[0] & ids[1] else "apart") if all(ids) else "not in the records"
            counts[f"{kind}, draw {row['draw']}", row["answer"], outcome] += 1
            if (outcome == "joined") != (row["answer"] == "one"):
                print(f"{kind}, draw {row['draw']}: {' / '.join(list(row.values())[:2])} are {row['answer']}, {outcome}")
    for (kind, answer, outcome), number in sorted(counts.items()):
        print(f"{kind}: {number} that are {answer}, {outcome}")


if __name__ == "__main__":
    run(pairs, joins, score)
