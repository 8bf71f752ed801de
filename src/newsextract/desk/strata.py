"""Strata of records, and how many to draw from each."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Literal

from newsextract.desk.targets import main_event
from newsextract.errors import ConfigError
from newsextract.records import Event, Record
from newsextract.stores.own import own_of

Allocation = Literal["proportional", "equal"]
Stratum = tuple[str, ...]

#: a level of a stratum that was joined because it was too small, and a value that a record lacks
JOINED, NONE = "*", "none"
#: fewest records drawn from a stratum that has as many: with one, nothing is known of its spread
LEAST = 2


def _of_main(attribute: Callable[[Event], str | None]) -> Callable[[Record], str | None]:
    def read(record: Record) -> str | None:
        event = main_event(record)
        return attribute(event) if event else None

    return read


#: what records can be grouped by
KEYS: Mapping[str, Callable[[Record], str | None]] = {
    "type": _of_main(lambda event: event.type),
    "own_type": _of_main(lambda event: own_of(event).type),
    "status": _of_main(lambda event: event.status),
    "province": _of_main(lambda event: event.place.iso_3166_2),
    "country": _of_main(lambda event: event.place.country),
    "year": lambda record: (record.published or "")[:4] or None,
    "month": lambda record: (record.published or "")[:7] or None,
    "language": lambda record: record.language,
    "site": lambda record: record.source.site,
    "section": lambda record: record.source.section,
}


def check_keys(keys: Sequence[str]) -> None:
    """Refuse what records cannot be grouped by."""
    unknown = [key for key in keys if key not in KEYS]
    if unknown:
        raise ConfigError(f"records are not grouped by {unknown[0]!r}", where="--by", fix=f"use {', '.join(KEYS)}")


def stratum_of(record: Record, keys: Sequence[str]) -> Stratum:
    """The stratum of a record: its value for each key."""
    return tuple(KEYS[key](record) or NONE for key in keys)


def rank(seed: int, name: str) -> str:
    """A number that orders records at random, the same for a record wherever it stands in the input."""
    return hashlib.sha256(f"{seed}\0{name}".encode()).hexdigest()


def join_small(sizes: Mapping[Stratum, int], n: int, allocation: Allocation) -> dict[Stratum, Stratum]:
    """The stratum that each is drawn in: one whose share of the sample would be less than two is joined with others like it.

    Those of the same first values are joined first: ("visit", "2014") and ("visit", "2015") become ("visit", "*").

    Examples
    --------
    >>> join_small({("visit", "2014"): 30, ("visit", "2015"): 20, ("talks", "2015"): 950}, 50, "proportional")
    {('talks', '2015'): ('talks', '2015'), ('visit', '2014'): ('visit', '*'), ('visit', '2015'): ('visit', '*')}
    """
    return join(sizes, lambda totals: _small(totals, n, allocation))


def join(sizes: Mapping[Stratum, int], small: Callable[[Mapping[Stratum, int]], set[Stratum]]) -> dict[Stratum, Stratum]:
    """The stratum that each becomes part of, until none is ``small``; those of the same first values are joined first."""
    drawn = {stratum: stratum for stratum in sorted(sizes)}
    levels = len(next(iter(sizes), ()))
    for level in reversed(range(levels)):
        few = small(_totals(drawn, sizes))
        for stratum, now in drawn.items():
            if now in few:
                drawn[stratum] = (*now[:level], *[JOINED] * (levels - level))
    totals = _totals(drawn, sizes)
    left = small(totals)
    others = sorted((size, stratum) for stratum, size in totals.items() if stratum not in left)
    if left and others:  # the rest of all is still small: it goes with the smallest of the others
        drawn = {stratum: others[0][1] if now in left else now for stratum, now in drawn.items()}
    return drawn


def _totals(drawn: Mapping[Stratum, Stratum], sizes: Mapping[Stratum, int]) -> Counter[Stratum]:
    totals: Counter[Stratum] = Counter()
    for stratum, now in drawn.items():
        totals[now] += sizes[stratum]
    return totals


def _small(totals: Mapping[Stratum, int], n: int, allocation: Allocation) -> set[Stratum]:
    if len(totals) < 2:
        return set()
    whole = sum(totals.values())
    if allocation == "equal":
        return {stratum for stratum, size in totals.items() if size < LEAST} if n >= LEAST * len(totals) else set()
    return {stratum for stratum, size in totals.items() if n * size < LEAST * whole}


def allocate(sizes: Mapping[Stratum, int], n: int, allocation: Allocation) -> dict[Stratum, int]:
    """How many records to draw from each stratum; all of them together are ``n``, or all that there are.

    Parameters
    ----------
    sizes
        Records of each stratum.
    n
        Records to draw.
    allocation
        ``proportional`` to the strata's sizes, or ``equal``: as many from each, as far as it has them.

    Examples
    --------
    >>> allocate({("visit",): 300, ("talks",): 100}, 40, "proportional"), allocate({("visit",): 300, ("talks",): 10}, 40, "equal")
    ({('talks',): 10, ('visit',): 30}, {('talks',): 10, ('visit',): 30})
    """
    names = sorted(sizes)
    n = min(n, sum(sizes.values()))
    if allocation == "equal" and n < LEAST * len(names):
        fix = f"draw {LEAST * len(names)} or more (--n), or group by less (--by)"
        raise ConfigError(f"{n} records do not reach for {len(names)} strata of equal size", fix=fix)
    wanted = dict.fromkeys(names, 0)
    left, room = n, set(names)
    while left and room:  # what a full stratum cannot take goes to the others
        share = {name: sizes[name] if allocation == "proportional" else 1 for name in sorted(room)}
        for name, more in _shares(share, left).items():
            wanted[name] += more
        left = sum(max(0, wanted[name] - sizes[name]) for name in names)
        wanted = {name: min(wanted[name], sizes[name]) for name in names}
        room = {name for name in room if wanted[name] < sizes[name]}
    return wanted


def _shares(weights: Mapping[Stratum, int], n: int) -> dict[Stratum, int]:
    """``n`` dealt in proportion to weights, the largest remainders rounded up."""
    whole = sum(weights.values())
    found = {name: n * weight // whole for name, weight in weights.items()}
    rest = sorted(weights, key=lambda name: (-(n * weights[name] % whole), name))
    for name in rest[: n - sum(found.values())]:
        found[name] += 1
    return found


def shown(stratum: Iterable[str]) -> str:
    """A stratum in one string.

    Examples
    --------
    >>> shown(("visit", "*"))
    'visit, *'
    """
    return ", ".join(stratum) or "all"
