"""Releases of one event: the English release of a Thai one, the ministries' releases of one ceremony.

Candidates come from :mod:`newsextract.across.event_index`; a linear model over the numbers of
:mod:`newsextract.across.event_features` says what each pair is; a second one weighs each English pair against its rivals.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from math import log
from typing import Literal

import numpy as np

from newsextract.across.duplicates import Group, id_place
from newsextract.across.event_features import Features, Said, features
from newsextract.across.event_index import Candidate, Found, candidates, found_across, found_among
from newsextract.across.event_memory import CLASSES, Chances, Looked, Memory
from newsextract.across.event_release import EventRelease, event_release_of
from newsextract.across.event_shelf import Card, Shelf
from newsextract.across.event_words import EventWords, Numbers, shipped
from newsextract.across.joining import Groups
from newsextract.across.likeness import DATA
from newsextract.models import artifact, choice
from newsextract.models.choice import Choice

__all__ = ["CLASSES", "Cluster", "EventRelease", "Link", "clusters", "event_release_of", "find"]

Kind = Literal["same", "related"]
#: the models: of an English and a Thai release, of two Thai ones, and of an English and a Thai one beside their rivals
ACROSS, THAI, RIVALS = MODELS = ("across languages", "thai", "rivals")
#: a pair is of one event from this probability, two Thai releases from that
SAME, THAI_SAME = 0.65, 0.7
#: the same for one series: few Thai pairs at large were read, and many share a season or a campaign
RELATED, THAI_RELATED = 0.6, 0.85
#: two clusters are joined when so many of the pairs between them are linked
JOINED = 1 / 3
#: pairs weighed at once
_BATCH = 20_000
#: releases kept as they are compared
_KEPT = 20_000
_LEAST = 1e-4


@dataclass(frozen=True, slots=True)
class Link:
    """Two releases whose main events belong together.

    Attributes
    ----------
    a, b
        Ids of the releases: of an English and a Thai one the English first, of two Thai ones the earlier.
    kind
        ``same`` when the main events are one happening, ``related`` when they are of one series.
    probability
        How often such a link is right.
    """

    a: str
    b: str
    kind: Kind
    probability: float


@dataclass(frozen=True, slots=True)
class Cluster:
    """Releases of one event.

    Attributes
    ----------
    cluster
        Id of the first.
    records
        Their ids in order.
    """

    cluster: str
    records: list[str]


@cache
def models() -> dict[str, Choice]:
    """The shipped models, by name."""
    return choice.of(artifact.read(DATA / "events.npz", "choice"))


def find(records: Iterable[EventRelease]) -> list[Link]:
    """The links between releases, sorted by their ids.

    Parameters
    ----------
    records
        In any order; of several with one id one counts. Those without a day of publication or of the event are left out.
    """
    by_id: dict[str, EventRelease] = {}
    for one in records:
        kept = by_id.setdefault(one.id, one)
        if (one.title, one.words) < (kept.title, kept.words):  # which is read first must not matter
            by_id[one.id] = one
    return find_again(map(Card.of, by_id.values()))[0]


def find_again(
    cards: Iterable[Card], memory: Memory | None = None, named: Mapping[str, str] | None = None
) -> tuple[list[Link], Memory]:
    """The same, with what an earlier run remembers; and what is to be remembered of this one.

    Parameters
    ----------
    cards
        The releases, in any order, each once.
    memory
        What an earlier run gave; the links are those that are found without it.
    named
        By the id of each release what stands for it in the memory: another text must have another name.
    """
    english, thai = shelves(cards)
    before, count = memory or Memory(), len(english.releases)
    names = [(named or {}).get(one.id, one.id) for shelf in (english, thai) for one in shelf.releases]
    left, right = _numbers(before.names, names[:count]), _numbers(before.names, names[count:])
    unseen = np.setdiff1d(np.arange(len(thai.releases)), right)
    across, inside = before.across.at(left, right), before.thai.at(right, right)
    known = across.known(count, left[left >= 0], unseen)
    outer = _looked(found_across(english, thai, known), english, thai, ACROSS, across)
    known = inside.known(len(thai.releases), right[right >= 0], unseen)
    inner = _looked(found_among(thai, known), thai, thai, THAI, inside)
    beside, alone = models()[RIVALS], models()[THAI]
    weighed = settled(_judged(outer), _beside(inner, outer), beside)
    plain = _judged(inner, (THAI_SAME, THAI_RELATED))
    links = [
        *_links(weighed, english, thai, (SAME, RELATED), beside),
        *_links(plain, thai, thai, (THAI_SAME, THAI_RELATED), alone),
    ]
    places = np.arange(count), np.arange(count, len(names))
    found = Memory(names, outer.at(*places), inner.at(places[1], places[1]))
    return sorted(links, key=lambda link: (id_place(link.a), id_place(link.b))), found


def _numbers(before: Sequence[str], now: Sequence[str]) -> Numbers:
    """The number now of each name, -1 for none."""
    at = {name: number for number, name in enumerate(now)}
    return np.array([at.get(name, -1) for name in before], np.int64)


def _looked(found: Found, left: Shelf, right: Shelf, model: str, known: Looked) -> Looked:
    """The pairs with what they are; ``known`` has those of an earlier run, which hold where nothing of a pair has changed."""
    pairs, rows = found.pairs, found.with_leads()
    chances, new = known.chances_of(pairs, rows)
    for start in range(0, len(new), _BATCH):
        some = new[start : start + _BATCH]
        made = rows_of(candidates(pairs[some], rows[some]), left, right)
        given = models()[model].all_class_probabilities([row for _, row in made])
        chances[some] = [[one[name] for name in CLASSES] for one in given]
    return Looked(pairs, rows, chances)


def _judged(looked: Looked, least: tuple[float, float] = (0.0, 0.0)) -> list[Judged]:
    """The pairs one by one, or those that are probable enough."""
    some = np.flatnonzero((looked.chances[:, :2] >= least).any(axis=1))
    rows = zip(looked.pairs[some].tolist(), looked.chances[some].tolist(), strict=True)
    return [Judged(a, b, dict(zip(CLASSES, chances, strict=True))) for (a, b), chances in rows]


def _beside(inside: Looked, across: Looked) -> list[Judged]:
    """Pairs of Thai releases that are both candidates of English ones."""
    both = np.isin(inside.pairs, np.unique(across.pairs[:, 1])).all(axis=1)
    return _judged(Looked(inside.pairs[both], inside.rows[both], inside.chances[both]))


def shelves(cards: Iterable[Card], known: EventWords | None = None) -> tuple[Shelf, Shelf]:
    """The English and the Thai releases, in order of their days; ``known`` are the shipped words unless others are given."""
    ordered = sorted((one for one in cards if one.day), key=lambda one: (one.day, id_place(one.id)))
    english, thai = ([one for one in ordered if one.language == name] for name in ("en", "th"))
    return Shelf(english, known or shipped()), Shelf(thai, known or shipped())


@dataclass(frozen=True, slots=True)
class Judged:
    """A pair and the probability of each class."""

    a: int
    b: int
    chances: Chances


def rows_of(candidates: Iterable[Candidate], left: Shelf, right: Shelf) -> Iterator[tuple[Candidate, Features]]:
    """The numbers of each candidate."""

    @lru_cache(_KEPT)
    def said(shelf: Shelf, number: int) -> Said:
        return Said.of(shelf.releases[number].release(), shelf.known)

    for found in candidates:
        yield found, features(said(left, found.a), said(right, found.b), found)


def settled(across: Sequence[Judged], inside: Iterable[Judged], model: Choice) -> list[Judged]:
    """English pairs judged beside their rivals, and by the Thai releases that are of one event with theirs."""
    inside = list(inside)
    rows = rivals(across, inside)
    pairs = [Judged(pair.a, pair.b, chances) for pair, chances in zip(across, model.all_class_probabilities(rows), strict=True)]
    return supported(pairs, inside)


def supported(across: Sequence[Judged], inside: Iterable[Judged]) -> list[Judged]:
    """English pairs, each at least as probable as another of its English release is and that the two Thai ones are one event."""
    alike = _alike(inside)
    by_english: dict[int, list[Judged]] = defaultdict(list)
    for pair in across:
        if pair.chances["same"] > _LEAST:
            by_english[pair.a].append(pair)
    return [_supported(pair, by_english[pair.a], alike) for pair in across]


def _supported(pair: Judged, others: Iterable[Judged], alike: Mapping[tuple[int, int], float]) -> Judged:
    own = pair.chances["same"]
    chance = max((one.chances["same"] * alike.get((one.b, pair.b), 0.0) for one in others), default=0.0)
    if chance <= own:
        return pair
    left = (1 - chance) / (1 - own)
    return Judged(pair.a, pair.b, {name: one * left for name, one in pair.chances.items()} | {"same": chance})


def _alike(inside: Iterable[Judged]) -> dict[tuple[int, int], float]:
    """How probably two Thai releases are of one event, by both orders of their numbers."""
    alike: dict[tuple[int, int], float] = {}
    for pair in inside:
        alike[pair.a, pair.b] = alike[pair.b, pair.a] = pair.chances["same"]
    return alike


def rivals(across: Sequence[Judged], inside: Iterable[Judged]) -> list[Features]:
    """For each English pair: its own odds, the best other Thai release, the best other English one, and what supports it."""
    alike = _alike(inside)
    by_english: dict[int, list[Judged]] = defaultdict(list)
    by_thai: dict[int, list[Judged]] = defaultdict(list)
    for pair in across:
        if pair.chances["same"] > _LEAST:
            by_english[pair.a].append(pair)
            by_thai[pair.b].append(pair)
    return [_rivals(pair, by_english[pair.a], by_thai[pair.b], alike) for pair in across]


def _rivals(
    pair: Judged, thai: Sequence[Judged], english: Sequence[Judged], alike: Mapping[tuple[int, int], float]
) -> Features:
    others = [(one.chances["same"], alike.get((one.b, pair.b), 0.0)) for one in thai if one.b != pair.b]
    best = max((chance for chance, _ in others), default=0.0)
    own = pair.chances["same"]
    return {
        "bias": 1.0,
        "own odds": _odds(own),
        "related odds": _odds(pair.chances["related"]),
        "best other": best,
        "better than the best other": float(own >= best),
        "odds beside the best other": _odds(own) - _odds(best),
        "alike with another": max((chance * like for chance, like in others), default=0.0),
        "unlike a better one": max((chance * (1 - like) for chance, like in others if chance > own), default=0.0),
        "best other English": max((one.chances["same"] for one in english if one.a != pair.a), default=0.0),
    }


def _odds(chance: float) -> float:
    chance = min(1 - _LEAST, max(_LEAST, chance))
    return log(chance / (1 - chance)) / 3


def _links(judged: Iterable[Judged], left: Shelf, right: Shelf, least: tuple[float, float], model: Choice) -> Iterator[Link]:
    for pair in judged:
        same, related = pair.chances["same"], pair.chances["related"]
        a, b = left.releases[pair.a].id, right.releases[pair.b].id
        if same >= least[0]:
            yield Link(a, b, "same", model.calibrated(same))
        elif related >= least[1]:
            yield Link(a, b, "related", model.calibrated(related, filled=False))


def clusters(links: Iterable[Link], groups: Iterable[Group] = (), apart: Collection[tuple[str, str]] = ()) -> list[Cluster]:
    """Releases joined by ``same`` links and by groups of copies, in order of their first.

    Groups are joined first, then links, the most probable first; two clusters stay apart when less than :data:`JOINED` of the
    pairs between them are linked, so that no chain of links makes one event of a day, or when a pair between them is ``apart``.
    """
    joined: Groups[str] = Groups(apart)
    for group in groups:
        for record in group.records:
            joined.join(group.group, record)
    same = sorted(
        (one for one in links if one.kind == "same"), key=lambda one: (-one.probability, id_place(one.a), id_place(one.b))
    )
    linked = {frozenset((one.a, one.b)) for one in same}
    for one in same:
        if joined.of(one.a) != joined.of(one.b) and _are_linked(joined.members(one.a), joined.members(one.b), linked):
            joined.join(one.a, one.b)
    found = (sorted(members, key=id_place) for members in joined.several())
    return [Cluster(members[0], members) for members in sorted(found, key=lambda members: id_place(members[0]))]


def _are_linked(left: Iterable[str], right: Sequence[str], linked: Collection[frozenset[str]]) -> bool:
    between = [frozenset((a, b)) for a in left for b in right]
    return sum(pair in linked for pair in between) >= JOINED * len(between)
