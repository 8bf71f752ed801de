"""Releases of one event: the English release of a Thai one, the ministries' releases of one ceremony.

Candidates come from :mod:`newsextract.across.event_index`; a linear model over the features of
:mod:`newsextract.across.event_features` classifies each pair; a second one classifies English-Thai pairs beside their rivals.
The links that pages state, because they are translations, replace the models'.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from math import log
from typing import Literal

import numpy as np

from newsextract.across.duplicates import Group, id_sort_key
from newsextract.across.event_features import Features, PreparedRelease, features
from newsextract.across.event_index import (
    CLASSES,
    Candidate,
    Chances,
    IndexedRelease,
    Known,
    Memory,
    Pairs,
    ReleaseIndex,
    best_across,
    best_among_thai,
)
from newsextract.across.event_release import EventRelease, event_release_of
from newsextract.across.event_words import EventWords, Numbers, shipped
from newsextract.across.harvest import Harvest
from newsextract.across.joining import Groups
from newsextract.across.likeness import DATA
from newsextract.models import artifact, choice
from newsextract.models.choice import Choice

__all__ = ["CLASSES", "Cluster", "EventRelease", "Link", "clusters", "event_release_of", "find"]

Kind = Literal["same", "related"]
#: names of the models: of an English and a Thai release, of two Thai ones, and of an English and a Thai one beside their rivals
ACROSS, THAI, RIVALS = MODELS = ("across languages", "thai", "rivals")
#: minimum probability of ``same`` for an English and a Thai release, and for two Thai ones
SAME, THAI_SAME = 0.65, 0.7
#: the same for ``related``: few Thai pairs at large were read, and many share only a season or a campaign
RELATED, THAI_RELATED = 0.6, 0.85
#: minimum share of linked pairs between two clusters for them to be joined
MIN_LINKED_SHARE = 1 / 3
#: pairs classified at once
_BATCH = 20_000
#: prepared releases kept in memory
_KEPT = 20_000
_MIN_CHANCE = 1e-4
#: an id with the language before a number that both languages may share: ``thaigov:en/news/5``
_NUMBERED = re.compile(r"([^:]+:)(th|en)(/.+)", re.DOTALL)
_OTHER = {"th": "en", "en": "th"}


@dataclass(frozen=True, slots=True)
class Link:
    """Two releases whose main events belong together."""

    a: str  # id of the English release, or of the earlier of two Thai ones
    b: str
    kind: Kind  # ``same`` if the main events are one event, ``related`` if they belong to one series
    probability: float  # calibrated probability that the link is right


@dataclass(frozen=True, slots=True)
class Cluster:
    """Releases of one event."""

    cluster: str  # id of the first release
    records: list[str]  # ids of the releases, sorted


@cache
def models() -> dict[str, Choice]:
    """The shipped models, by name."""
    return choice.of(artifact.read(DATA / "events.npz", "choice"))


def find(records: Iterable[EventRelease]) -> list[Link]:
    """Find the links between releases, sorted by id.

    Parameters
    ----------
    records
        In any order; of several with the same id only one is used. Releases without a day of publication or event are skipped.
    """
    # of several with one id, the first by title and words: the order of the input must not matter
    by_id = {one.id: one for one in sorted(records, key=lambda one: (one.title, one.words), reverse=True)}
    return find_with_memory(map(IndexedRelease.of, by_id.values()))[0]


def find_with_memory(
    releases: Iterable[IndexedRelease], memory: Memory | None = None, named: Mapping[str, str] | None = None
) -> tuple[list[Link], Memory]:
    """Find links as :func:`find` does, with the memory of an earlier run; also return the memory of this run.

    The links are the same as without a memory. ``named`` is the name of each release in it, by id; a release with another text
    must have another name. Each release is given once, in any order.
    """
    english, thai = release_indexes(releases)
    before, count = memory or Memory(), len(english.releases)
    names = [(named or {}).get(one.id, one.id) for index in (english, thai) for one in index.releases]
    left, right = _numbers(before.names, names[:count]), _numbers(before.names, names[count:])
    new, new_thai = np.isin(range(count), left, invert=True), np.isin(range(len(thai.releases)), right, invert=True)
    across, inside = before.across.reindexed(left, right), before.thai.reindexed(right, right)
    outer = _scored(best_across(english, thai, Known(across, new, new_thai)), english, thai, ACROSS, across)
    inner = _scored(best_among_thai(thai, Known(inside, new_thai, new_thai)), thai, thai, THAI, inside)
    rival_model, thai_model = models()[RIVALS], models()[THAI]
    across_pairs = rescore_beside_rivals(_rated(outer), _among_candidates(inner, outer), rival_model)
    thai_pairs = _rated(inner, (THAI_SAME, THAI_RELATED))
    links = [
        *_links(across_pairs, english, thai, (SAME, RELATED), rival_model),
        *_links(thai_pairs, thai, thai, (THAI_SAME, THAI_RELATED), thai_model),
    ]
    places = np.arange(count), np.arange(count, len(names))
    found = Memory(names, outer.reindexed(*places), inner.reindexed(places[1], places[1]))
    return sorted(links, key=lambda link: (id_sort_key(link.a), id_sort_key(link.b))), found


def _numbers(before: Sequence[str], now: Sequence[str]) -> Numbers:
    """The current index of each earlier name, -1 if it is gone."""
    at = {name: number for number, name in enumerate(now)}
    return np.array([at.get(name, -1) for name in before], np.int64)


def _scored(found: Pairs, left: ReleaseIndex, right: ReleaseIndex, model: str, known: Pairs) -> Pairs:
    """The pairs with their class probabilities; those of an earlier run (``known``) are reused where a pair has not changed."""
    new = found.scored(known)
    for start in range(0, len(new), _BATCH):
        some = new[start : start + _BATCH]
        given = models()[model].all_class_probabilities([row for _, row in rows_of(found.candidates(some), left, right)])
        found.chances[some] = [[one[name] for name in CLASSES] for one in given]
    return found


def _rated(scored: Pairs, least: tuple[float, float] = (0.0, 0.0)) -> list[RatedPair]:
    """The pairs whose probability of ``same`` or of ``related`` is at least its minimum."""
    some = np.flatnonzero((scored.chances[:, :2] >= least).any(axis=1))
    rows = zip(scored.pairs[some].tolist(), scored.chances[some].tolist(), strict=True)
    return [RatedPair(a, b, dict(zip(CLASSES, chances, strict=True))) for (a, b), chances in rows]


def _among_candidates(inside: Pairs, across: Pairs) -> list[RatedPair]:
    """Pairs of Thai releases that are both candidates of English ones."""
    both = np.isin(inside.pairs, np.unique(across.pairs[:, 1])).all(axis=1)
    return _rated(Pairs(inside.pairs[both], inside.rows[both], inside.chances[both]))


def release_indexes(releases: Iterable[IndexedRelease], words: EventWords | None = None) -> tuple[ReleaseIndex, ReleaseIndex]:
    """The English and the Thai releases that have a day, in order of their days; ``words`` is the shipped table by default."""
    ordered = sorted((one for one in releases if one.day), key=lambda one: (one.day, id_sort_key(one.id)))
    english, thai = ([one for one in ordered if one.language == name] for name in ("en", "th"))
    return ReleaseIndex(english, words or shipped()), ReleaseIndex(thai, words or shipped())


@dataclass(frozen=True, slots=True)
class RatedPair:
    """A pair and the probability of each class."""

    a: int
    b: int
    chances: Chances


def rows_of(candidates: Iterable[Candidate], left: ReleaseIndex, right: ReleaseIndex) -> Iterator[tuple[Candidate, Features]]:
    """Yield each candidate with its features."""

    @lru_cache(_KEPT)
    def prepared(index: ReleaseIndex, number: int) -> PreparedRelease:
        return PreparedRelease.of(index.releases[number].release(), index.event_words)

    for found in candidates:
        yield found, features(prepared(left, found.a), prepared(right, found.b), found)


def rescore_beside_rivals(across: Sequence[RatedPair], inside: Iterable[RatedPair], model: Choice) -> list[RatedPair]:
    """English-Thai pairs classified beside their rivals, then :func:`raise_by_support` by pairs of Thai releases of one event."""
    inside = list(inside)
    rows = rival_features(across, inside)
    pairs = [RatedPair(pair.a, pair.b, one) for pair, one in zip(across, model.all_class_probabilities(rows), strict=True)]
    return raise_by_support(pairs, inside)


def raise_by_support(across: Sequence[RatedPair], inside: Iterable[RatedPair]) -> list[RatedPair]:
    """Raise P(same) of a pair to P(same) of its English release's other pairs times P(both Thai releases are of one event)."""
    alike = _alike(inside)
    by_english: dict[int, list[RatedPair]] = defaultdict(list)
    for pair in across:
        if pair.chances["same"] > _MIN_CHANCE:
            by_english[pair.a].append(pair)
    return [_raised(pair, by_english[pair.a], alike) for pair in across]


def _raised(pair: RatedPair, others: Iterable[RatedPair], alike: Mapping[tuple[int, int], float]) -> RatedPair:
    own = pair.chances["same"]
    chance = max((one.chances["same"] * alike.get((one.b, pair.b), 0.0) for one in others), default=0.0)
    if chance <= own:
        return pair
    left = (1 - chance) / (1 - own)
    return RatedPair(pair.a, pair.b, {name: one * left for name, one in pair.chances.items()} | {"same": chance})


def _alike(inside: Iterable[RatedPair]) -> dict[tuple[int, int], float]:
    """The probability that two Thai releases are of one event, by both orders of their indices."""
    alike: dict[tuple[int, int], float] = {}
    for pair in inside:
        alike[pair.a, pair.b] = alike[pair.b, pair.a] = pair.chances["same"]
    return alike


def rival_features(across: Sequence[RatedPair], inside: Iterable[RatedPair]) -> list[Features]:
    """Features of each English-Thai pair beside its rivals: its odds, its best Thai and English rivals, and its support."""
    alike = _alike(inside)
    by_english: dict[int, list[RatedPair]] = defaultdict(list)
    by_thai: dict[int, list[RatedPair]] = defaultdict(list)
    for pair in across:
        if pair.chances["same"] > _MIN_CHANCE:
            by_english[pair.a].append(pair)
            by_thai[pair.b].append(pair)
    return [_rival_features(pair, by_english[pair.a], by_thai[pair.b], alike) for pair in across]


def _rival_features(
    pair: RatedPair, thai: Sequence[RatedPair], english: Sequence[RatedPair], alike: Mapping[tuple[int, int], float]
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
    chance = min(1 - _MIN_CHANCE, max(_MIN_CHANCE, chance))
    return log(chance / (1 - chance)) / 3


def _links(
    rated: Iterable[RatedPair], left: ReleaseIndex, right: ReleaseIndex, least: tuple[float, float], model: Choice
) -> Iterator[Link]:
    for pair in rated:
        same, related = pair.chances["same"], pair.chances["related"]
        a, b = left.releases[pair.a].id, right.releases[pair.b].id
        if same >= least[0]:
            yield Link(a, b, "same", model.calibrated(same))
        elif related >= least[1]:
            yield Link(a, b, "related", model.calibrated(related, filled=False))


def add_stated(links: Iterable[Link], harvests: Iterable[Harvest]) -> list[Link]:
    """Add the links that pages state, with probability 1; they replace the model's link of the same pair."""
    links = list(links)
    stated = list(_stated({one.id: one for one in harvests}))
    if not stated:
        return links
    pairs = {(link.a, link.b): link for link in links}
    for link in stated:
        pairs.pop((link.b, link.a), None)
        pairs[link.a, link.b] = link
    return sorted(pairs.values(), key=lambda link: (id_sort_key(link.a), id_sort_key(link.b)))


def _stated(known: Mapping[str, Harvest]) -> Iterator[Link]:
    # a careless template links one page as the translation of all
    times = Counter((one.language, id_) for one in known.values() for _, id_ in one.translations)
    for one in known.values():
        named = [id_ for _, id_ in one.translations if times[one.language, id_] == 1]
        for key in (*named, *_same_number(one, known)):
            other = known.get(key)
            if other and other.language != one.language and not _denied(one, other):
                first, last = sorted((other, one), key=lambda page: (page.language != "en", id_sort_key(page.id)))
                yield Link(first.id, last.id, "same", 1.0)


def _same_number(one: Harvest, known: Mapping[str, Harvest]) -> Sequence[str]:
    """The id of the same number in the other language, if both have the same day: some sites number each language separately."""
    found = _NUMBERED.fullmatch(one.id)
    if found is None or one.day is None:
        return ()
    key = f"{found[1]}{_OTHER[found[2]]}{found[3]}"
    return (key,) if key in known and known[key].day == one.day else ()


def _denied(one: Harvest, other: Harvest) -> bool:
    """Whether the other page links to a different translation in the first page's language."""
    back = [id_ for language, id_ in other.translations if language == one.language]
    return bool(back) and one.id not in back


def clusters(links: Iterable[Link], groups: Iterable[Group] = (), apart: Collection[tuple[str, str]] = ()) -> list[Cluster]:
    """Join releases by ``same`` links and groups of copies into clusters, in order of their first release.

    Groups are joined first, then links, most probable first. Two clusters stay apart when less than :data:`MIN_LINKED_SHARE` of
    the pairs between them are linked, so that no chain of links makes one event of a day, or when one of them is in ``apart``.
    """
    joined: Groups[str] = Groups(apart)
    for group in groups:
        for record in group.records:
            joined.join(group.group, record)
    same = sorted(
        (one for one in links if one.kind == "same"), key=lambda one: (-one.probability, id_sort_key(one.a), id_sort_key(one.b))
    )
    linked = {frozenset((one.a, one.b)) for one in same}
    for one in same:
        if joined.root(one.a) != joined.root(one.b) and _are_linked(joined.members(one.a), joined.members(one.b), linked):
            joined.join(one.a, one.b)
    found = (sorted(members, key=id_sort_key) for members in joined.larger_groups())
    return [Cluster(members[0], members) for members in sorted(found, key=lambda members: id_sort_key(members[0]))]


def _are_linked(left: Iterable[str], right: Sequence[str], linked: Collection[frozenset[str]]) -> bool:
    between = [frozenset((a, b)) for a in left for b in right]
    return sum(pair in linked for pair in between) >= MIN_LINKED_SHARE * len(between)
