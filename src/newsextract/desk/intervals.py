"""Shares with 95 % intervals: Wilson's for a plain sample, and Wilson's with an effective sample size for a stratified one.

The variance of a stratified share is that of a ratio (Taylor linearisation), records being what was drawn: several values of a
record count as one cluster, and a stratum that was judged whole adds nothing. The spread within a stratum is drawn towards that
within all of them, by the weight of six records: else a stratum whose few values are all right would pass for certain. As the
spread is itself an estimate, Student's t takes the place of the normal quantile, with Satterthwaite's degrees of freedom. Chosen
by simulation among these, plain linearisation, Kish's effective size, Korn and Graubard's and Jeffreys' intervals: docs/measure.md
says how often each held the truth, and tests/desk/test_intervals.py repeats it for this one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import inf, sqrt

#: of the normal distribution, for 95 %
Z = 1.959963984540054
#: records that the spread within all strata counts for in each
_PRIOR = 6.0
#: fewest degrees of freedom, for samples in which hardly anything varies
_FREE = 4.0


@dataclass(frozen=True, slots=True)
class Share:
    """A share with its interval.

    Attributes
    ----------
    value, low, high
        The share and its 95 % interval; ``value`` is weighted where strata are.
    right, judged
        What was counted, without weights.
    effective
        Size of the plain sample that would be as exact.
    """

    value: float
    low: float
    high: float
    right: int
    judged: int
    effective: float


def wilson(share: float, n: float, z: float = Z) -> tuple[float, float]:
    """Wilson's interval of a share of ``n``.

    Parameters
    ----------
    share
        Between 0 and 1.
    n
        Size of the sample; an effective size need not be whole.
    z
        Quantile of the normal distribution; by default for 95 %.

    Examples
    --------
    >>> [round(end, 3) for end in wilson(0.9, 100)]
    [0.826, 0.945]
    >>> [round(end, 3) for end in wilson(1.0, 20)]
    [0.839, 1.0]
    """
    middle = share + z * z / (2 * n)
    half = z * sqrt(max(0.0, share * (1 - share) / n + z * z / (4 * n * n)))
    whole = 1 + z * z / n
    return (middle - half) / whole if share > 0 else 0.0, (middle + half) / whole if share < 1 else 1.0


def stratified(units: Iterable[tuple[Hashable, int, int]], sizes: Mapping[Hashable, int]) -> Share | None:
    """The share of values that are right in the whole of the records, from a stratified sample of them.

    Parameters
    ----------
    units
        Each judged record: its stratum, how many of its values are right, and how many count; those without a value count
        for nothing but belong here.
    sizes
        Records of each stratum in the whole; strata without a judged record are left out.

    Returns
    -------
    Share or None
        None where no value was judged.

    Examples
    --------
    >>> units = [("a", 1, 1)] * 45 + [("a", 0, 1)] * 5 + [("b", 1, 1)] * 25 + [("b", 0, 1)] * 25
    >>> share = stratified(units, {"a": 9000, "b": 1000})
    >>> round(share.value, 2), round(share.low, 2), round(share.high, 2)
    (0.86, 0.76, 0.92)
    """
    strata: dict[Hashable, list[tuple[int, int]]] = defaultdict(list)
    for stratum, right, judged in units:
        strata[stratum].append((right, judged))
    sums = _summed(strata)
    right, judged = map(sum, zip(*sums.values(), strict=True)) if sums else (0, 0)
    if not judged:
        return None
    weights = {stratum: max(1.0, sizes[stratum] / len(rows)) for stratum, rows in strata.items()}
    whole = sum(weights[s] * m for s, (_, m) in sums.items())
    value = sum(weights[s] * y for s, (y, _) in sums.items()) / whole
    left = {s: max(0.0, 1 - len(rows) / sizes[s]) for s, rows in strata.items()}
    parts, free = _parts(strata, sizes, left, value)
    variance = sum(parts) / whole**2
    if variance:
        effective = value * (1 - value) / variance
        z = student(max(_FREE, _satterthwaite(parts, free)))
        low, high = wilson(value, effective, z)
    else:  # nothing varies, or all was judged: by the weights alone (Kish)
        spread = sum(weights[s] ** 2 * left[s] * m for s, (_, m) in sums.items())
        effective = whole**2 / spread if spread else inf
        low, high = wilson(value, effective) if spread else (value, value)
    return Share(value, low, high, right, judged, effective)


def _summed(strata: Mapping[Hashable, Sequence[tuple[int, int]]]) -> dict[Hashable, tuple[int, int]]:
    """The right and the judged values of each stratum."""
    return {stratum: (sum(y for y, _ in rows), sum(m for _, m in rows)) for stratum, rows in strata.items()}


def _satterthwaite(parts: Sequence[float], free: Sequence[float]) -> float:
    """The degrees of freedom of a sum of variances."""
    return sum(parts) ** 2 / sum(part**2 / d for part, d in zip(parts, free, strict=True))


def _parts(
    strata: Mapping[Hashable, Sequence[tuple[int, int]]],
    sizes: Mapping[Hashable, int],
    left: Mapping[Hashable, float],
    value: float,
) -> tuple[list[float], list[float]]:
    """What each stratum adds to the variance of the weighted sum of the values that are right beyond their share, and its freedom."""
    squares, free = {}, {}
    for stratum, rows in strata.items():
        over = [y - value * m for y, m in rows]
        mean = sum(over) / len(over)
        squares[stratum] = sum((one - mean) ** 2 for one in over)
        free[stratum] = len(rows) - 1
    # the spread of the values were there no strata: more than that within the strata where these differ, but when a few values of
    # great weight are wrong it alone shows it
    weighted = [(sizes[s] / len(rows), y - value * m) for s, rows in strata.items() for y, m in rows]
    common = sum(w * one * one for w, one in weighted) / sum(w for w, _ in weighted)
    common = max(common, sum(squares.values()) / max(1, sum(free.values())))
    parts = [
        sizes[s] ** 2 * left[s] / len(rows) * (squares[s] + _PRIOR * common) / (free[s] + _PRIOR) for s, rows in strata.items()
    ]
    return parts, [free[s] + _PRIOR for s in strata]


def student(free: float) -> float:
    """The quantile of Student's t for 95 %, by Cornish and Fisher's expansion; right to .01 from four degrees of freedom on.

    Examples
    --------
    >>> round(student(10), 3), round(student(1e9), 3)
    (2.228, 1.96)
    """
    z = Z
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return z + sum(term / free**power for power, term in enumerate(terms, 1))
