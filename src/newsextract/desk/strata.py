"""Strata of records, and the number of records to draw from each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Literal

from newsextract.errors import ConfigError
from newsextract.records import Event, Record
from newsextract.stores.columns import own_of

Allocation = Literal["proportional", "equal"]
Stratum = tuple[str, ...]

#: value of a joined level of a stratum, and of a key that a record has no value for
JOINED, NONE = "*", "none"
#: minimum records drawn from a stratum that has as many: a single one says nothing about the variance
MIN_DRAWN = 2


#: keys that records can be grouped by, read from the record or its main event
KEYS: Mapping[str, Callable[[Record, Event | None], str | None]] = {
    "type": lambda _, event: event.type if event else None,
    "own_type": lambda _, event: own_of(event).type if event else None,
    "status": lambda _, event: event.status if event else None,
    "province": lambda _, event: event.place.iso_3166_2 if event else None,
    "country": lambda _, event: event.place.country if event else None,
    "year": lambda record, _: (record.published or "")[:4] or None,
    "month": lambda record, _: (record.published or "")[:7] or None,
    "language": lambda record, _: record.language,
    "site": lambda record, _: record.source.site,
    "section": lambda record, _: record.source.section,
}


def join_small(sizes: Mapping[Stratum, int], n: int, allocation: Allocation) -> dict[Stratum, Stratum]:
    """Map each stratum to the one it is drawn in; strata whose share of the sample is less than two records are joined.

    Strata with the same first values are joined first: ("visit", "2014") and ("visit", "2015") become ("visit", "*").

    Examples
    --------
    >>> join_small({("visit", "2014"): 30, ("visit", "2015"): 20, ("talks", "2015"): 950}, 50, "proportional")
    {('talks', '2015'): ('talks', '2015'), ('visit', '2014'): ('visit', '*'), ('visit', '2015'): ('visit', '*')}
    """
    if allocation == "proportional":
        return join(sizes, MIN_DRAWN * sum(sizes.values()) / n)
    return join(sizes, MIN_DRAWN if n >= MIN_DRAWN * len(sizes) else 0)


def join(sizes: Mapping[Stratum, int], least: float) -> dict[Stratum, Stratum]:
    """Map each stratum to the one it is joined to, so that none is below ``least``; strata with the same first values join first."""
    drawn = {stratum: stratum for stratum in sorted(sizes)}
    levels = len(next(iter(sizes), ()))
    for level in reversed(range(levels)):
        sums = totals(drawn, sizes)
        for stratum, now in drawn.items():
            if sums[now] < least and len(sums) > 1:
                drawn[stratum] = (*now[:level], *[JOINED] * (levels - level))
    sums = totals(drawn, sizes)
    others = sorted((size, stratum) for stratum, size in sums.items() if size >= least)
    if others:  # if the joined rest is still small, it joins the smallest of the others
        drawn = {stratum: now if sums[now] >= least else others[0][1] for stratum, now in drawn.items()}
    return drawn


def totals(drawn: Mapping[Stratum, Stratum], sizes: Mapping[Stratum, int]) -> dict[Stratum, int]:
    """The sizes of the strata after some were joined."""
    found: Counter[Stratum] = Counter()
    for stratum, now in drawn.items():
        found[now] += sizes[stratum]
    return dict(found)


def allocate(sizes: Mapping[Stratum, int], n: int, allocation: Allocation) -> dict[Stratum, int]:
    """The number of records to draw from each stratum, in total ``n`` or all records if there are fewer.

    They are drawn ``proportional`` to the strata's sizes, or ``equal``: the same number from each, or all it has.

    Examples
    --------
    >>> allocate({("visit",): 300, ("talks",): 100}, 40, "proportional"), allocate({("visit",): 300, ("talks",): 10}, 40, "equal")
    ({('talks',): 10, ('visit',): 30}, {('talks',): 10, ('visit',): 30})
    """
    names = sorted(sizes)
    n = min(n, sum(sizes.values()))
    if allocation == "equal" and n < MIN_DRAWN * len(names):
        fix = f"draw {MIN_DRAWN * len(names)} or more (--n), or group by less (--by)"
        raise ConfigError(f"{n} records are too few to draw equally from {len(names)} strata", fix=fix)
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
    """Divide ``n`` in proportion to the weights, rounding the largest remainders up."""
    whole = sum(weights.values())
    found = {name: n * weight // whole for name, weight in weights.items()}
    rest = sorted(weights, key=lambda name: (-(n * weights[name] % whole), name))
    for name in rest[: n - sum(found.values())]:
        found[name] += 1
    return found
