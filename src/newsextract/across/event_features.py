"""Features of a pair of releases that may be of one event: what they have in common and where they differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import log, log1p, sqrt

import numpy as np

from newsextract.across.event_index import COVERS, Candidate, day_of
from newsextract.across.event_release import EventRelease
from newsextract.across.event_words import EventWords, fact_key, facts_of
from newsextract.across.names import is_thai
from newsextract.models.choice import add

Features = dict[str, float]
#: maximum minutes between two clock times that may be of one event
_NEAR_MINUTES = 20
#: value of a feature that few annotated pairs have, scaled up so that regularisation does not hold its weight down
_RARE_VALUE = 3.0
_KINDS = ("figures", "latin", "countries", "bodies")


@dataclass(frozen=True, slots=True)
class PreparedRelease:
    """A release prepared for comparison: its facts by kind, each with its weight."""

    release: EventRelease
    facts: Mapping[str, Mapping[str, float]]
    day: int

    @classmethod
    def of(cls, one: EventRelease, known: EventWords) -> PreparedRelease:
        """Weigh a release's facts."""
        weighed = {}
        facts = facts_of(one)
        for kind in _KINDS:
            keys = np.array([fact_key(kind, fact) for fact in facts[kind]], np.int64)
            weighed[kind] = dict(zip(facts[kind], known.weigh(keys).tolist(), strict=True))
        return cls(one, weighed, day_of(one))


def features(a: PreparedRelease, b: PreparedRelease, found: Candidate) -> Features:
    """The features of a pair: the English or the earlier Thai release, and the Thai one, as the search scored them."""
    numbers = {"bias": 1.0} | _of_search(a.release, b.release, found)
    numbers |= _of_days(a, b)
    numbers |= _of_events(a.release, b.release)
    numbers |= _of_people(a.release, b.release)
    for kind in _KINDS:
        numbers |= _of_facts(kind, a.facts[kind], b.facts[kind])
    return numbers | _interactions(numbers) if found.covers else numbers


def _interactions(numbers: Features) -> Features:
    """Interactions with the same day or event type: a ministry's account of a ceremony shares little else."""
    day, kind, unknown = (numbers.get(name, 0.0) for name in ("day equal", "type equal", "day unknown"))
    cover = numbers["cover"]
    return {
        "day, type": day * kind,
        "day, principals": day * numbers.get("principals: share", 0.0),
        "clock, type": kind * numbers.get("clock equal", 0.0),
        "day, cover": day * cover,
        "type, cover": kind * cover,
        "day unknown, cover": unknown * cover,
        "day, headline covered": day * numbers[COVERS[0]],
    }


def _of_search(a: EventRelease, b: EventRelease, found: Candidate) -> Features:
    cross = a.language != b.language
    size = sqrt(max(1, len(b.words))) if cross else 0.2
    heads = sqrt(max(1, len(b.title_words))) if cross else 0.2
    scale = 10.0 if cross else 0.1
    return {
        "words": found.words / size / 5,
        "headline words": found.titles / heads / 5,
        "headlines": found.heads / heads / 5,
        "cover": found.cover * 3,
        "facts": log1p(max(0.0, found.facts)),
        "best": float(found.lead >= 0),
        "best for b": float(found.lead_b >= 0),
        "lead": _bounded(found.lead / scale),
        "lead for b": _bounded(found.lead_b / scale),
        "behind": _bounded(min(0.0, found.lead) / scale / 3),
        "behind for b": _bounded(min(0.0, found.lead_b) / scale / 3),
    } | {name: share * 3 for name, share in zip(COVERS, found.covers, strict=False)}


def _bounded(value: float) -> float:
    return max(-2.0, min(2.0, value))


def _of_days(a: PreparedRelease, b: PreparedRelease) -> Features:
    gap = b.day - a.day
    found = {
        "published: days apart": log1p(abs(gap)),
        "published: same day": float(gap == 0),
        "published: within a day": float(abs(gap) <= 1),
        "published: within three days": float(abs(gap) <= 3),
        "published: b later": float(gap > 0),
    }
    one, other = a.release, b.release
    if not one.day or not other.day:
        found["day unknown"] = 1.0
        found["day unknown, one named"] = float(bool(set(one.days) & set(other.days)))
    elif one.day[5:] == other.day[5:]:  # a different year is a slip in one of the releases
        found["day equal"] = 1.0
        found["year apart"] = float(one.day != other.day)
        found |= _of_clock(one, other)
    else:
        apart = abs((date.fromisoformat(one.day) - date.fromisoformat(other.day)).days)
        found["day next"] = float(apart == 1)
        found["days apart"] = log1p(min(apart, 30))
        found["day of another event"] = float(one.day in other.days or other.day in one.days)
    found["no day shared"] = float(bool(one.days and other.days) and not set(one.days) & set(other.days))
    return found


def _of_clock(a: EventRelease, b: EventRelease) -> Features:
    if not a.clock or not b.clock:
        return {"clock unknown": 1.0}
    apart = abs(_minutes(a.clock) - _minutes(b.clock))
    return {
        "clock equal": float(apart == 0),
        "clock near": float(0 < apart <= _NEAR_MINUTES),
        "clock apart": float(apart > _NEAR_MINUTES),
        "hours apart": log1p(apart / 60),
    }


def _minutes(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])


def _of_events(a: EventRelease, b: EventRelease) -> Features:
    found = {
        "type equal": float(a.type == b.type),
        "status equal": float(a.status == b.status),
        "listing a": float(a.listing),
        "listing b": float(b.listing),
        "listing both": float(a.listing and b.listing),
        "listing both, of one day": _RARE_VALUE * (a.listing and b.listing and a.day is not None and a.day == b.day),
        "one a listing, of one day": _RARE_VALUE * (a.listing != b.listing and a.day is not None and a.day == b.day),
        "a in both languages": float(a.language == "en" and is_thai(a.title)),
        "one a listing": float(a.listing != b.listing),
        "length of b": log(max(1, b.length) / 2000),
        "events of b": log1p(b.events) - 1,
        "lengths": abs(log(max(1, a.length) / max(1, b.length))),
        "section equal": float(a.section == b.section),
    }
    if a.type == b.type:
        found[f"type equal: {a.type}"] = 1.0
    for name, one, other in (("country", a.country, b.country), ("province", a.province, b.province)):
        found[f"{name} of place {_agreement(one, other)}"] = 1.0
    return found


def _agreement(one: object, other: object) -> str:
    if not one or not other:
        return "unknown"
    return "equal" if one == other else "apart"


def _of_people(a: EventRelease, b: EventRelease) -> Features:
    found = {}
    for name, one, other in (("principals", a.principals, b.principals), ("people", a.persons, b.persons)):
        if not one or not other:
            found[f"{name} unknown"] = 1.0
            continue
        both = len(set(one) & set(other))
        found[f"{name} shared"] = float(both > 0)
        found[f"{name} apart"] = float(both == 0)
        found[f"{name}: share"] = both / min(len(set(one)), len(set(other)))
    return found


def _of_facts(kind: str, a: Mapping[str, float], b: Mapping[str, float]) -> Features:
    if not a or not b:
        return {f"{kind} in one": float(bool(a) != bool(b))}
    both = add(a[fact] for fact in a if fact in b)
    less = min(add(a.values()), add(b.values()))
    return {
        f"{kind} shared": log1p(both),
        f"{kind} of the shorter": both / max(1.0, less),
        f"{kind} apart": float(both == 0),
        f"{kind} of a missing": log1p(add(a.values()) - both),
    }
