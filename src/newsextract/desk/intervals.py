"""Shares with 95 % score intervals, for a stratified sample of records that each have any number of values.

The interval holds the shares that a score test does not reject. The test uses the variance under the tested share, not that of
the sample, in which few values are wrong and a stratum often has no wrong value. Without strata and with one value per record it
is Wilson's interval. With strata, the overall share leaves the strata's shares open; the test takes the most likely ones. Martín
Andrés, Herranz Tejedor and Álvarez Hernández compared 32 intervals for a weighted sum of proportions and found this method the
best (2012, Journal of Statistical Computation and Simulation, doi:10.1080/00949655.2010.530601). Added here are

- a pseudo-value in each stratum, right with the overall share, so that no stratum counts as certain after two judged values;
- the design effect of values that are right or wrong together in a record (Rao and Scott 1992), also with a pseudo-value, for
  which all values of a record go together, since a few wrong values say little about it;
- the finite population correction.

docs/methods.md gives the coverage of the interval; tests/desk/test_intervals.py measures it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf, sqrt

import numpy as np
from numpy.typing import NDArray

#: quantile of the normal distribution for a 95 % interval
Z = 1.959963984540054
#: weight of the pseudo-values, in values
_PRIOR = 1.0
#: natural logarithms of the smallest and largest multiplier tried, and number of bisections
_LOG_MIN, _LOG_MAX, _BISECTIONS = -6.0, 20.0, 32
#: tolerance for floating-point error in a share
_ROUNDING = 1e-12

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Share:
    """A share with its interval."""

    value: float  # the share, weighted by stratum, and the limits of its 95 % interval
    low: float
    high: float
    right: int  # number of right and of judged values, unweighted
    judged: int
    effective: float  # size of a simple random sample with an interval as wide; infinite if everything was judged


@dataclass(frozen=True, slots=True)
class Sums:
    """Sums over the judged records of each stratum; the last axis is the strata, any before it are samples."""

    size: Numbers  # number of records in the stratum, and of those judged
    records: Numbers
    right: Numbers  # number of right and of judged values
    judged: Numbers
    right2: Numbers  # sums over records of right², right × judged, and judged²
    both: Numbers
    judged2: Numbers

    def complement(self) -> Sums:
        """The sums with wrong values counted as right."""
        return replace(
            self,
            right=self.judged - self.right,
            right2=self.judged2 - 2 * self.both + self.right2,
            both=self.judged2 - self.both,
        )


def stratified(units: Iterable[tuple[Hashable, int, int]], sizes: Mapping[Hashable, int]) -> Share | None:
    """Estimate the share of right values in a population of records from a stratified sample; None if no value was judged.

    ``units`` are the judged records, also those without values: stratum, number of right values, number of judged values.
    ``sizes`` is the number of records in each stratum of the population; strata without a judged record are left out.

    Examples
    --------
    >>> units = [("a", 1, 1)] * 45 + [("a", 0, 1)] * 5 + [("b", 1, 1)] * 25 + [("b", 0, 1)] * 25
    >>> share = stratified(units, {"a": 9000, "b": 1000})
    >>> round(share.value, 2), round(share.low, 2), round(share.high, 2)
    (0.86, 0.76, 0.91)
    """
    strata: dict[Hashable, list[tuple[int, int]]] = defaultdict(list)
    for stratum, right, judged in units:
        strata[stratum].append((right, judged))
    if not any(judged for rows in strata.values() for _, judged in rows):
        return None
    sums = Sums(*np.array([_sums(sizes[stratum], rows) for stratum, rows in strata.items()]).T)
    value, low, high = (float(one) for one in limits(sums))
    return Share(value, low, high, int(sums.right.sum()), int(sums.judged.sum()), _effective(value, low, high))


def _sums(size: int, rows: Sequence[tuple[int, int]]) -> list[float]:
    right, judged = np.array(rows, dtype=float).T
    products = (right * right, right * judged, judged * judged)
    return [max(size, len(rows)), len(rows), right.sum(), judged.sum(), *(one.sum() for one in products)]


def _effective(value: float, low: float, high: float) -> float:
    """The sample size at which Wilson's interval is as wide."""
    half = (high - low) / 2
    if not half:
        return inf
    # with n = z²/x the half width of Wilson's interval is sqrt(4 p(1-p) x + x²) / (2 (1 + x)); solved for x
    spread = 4 * value * (1 - value)
    a, b, c = 1 - 4 * half * half, spread - 8 * half * half, -4 * half * half
    return 2 * a * Z * Z / (sqrt(b * b - 4 * a * c) - b)


def limits(sums: Sums) -> tuple[Numbers, Numbers, Numbers]:
    """The weighted share of right values, and the limits of its interval, for each sample."""
    share, low = _lower(sums)
    complete = ((sums.size - sums.records) * sums.judged).sum(-1) == 0
    return share, np.where(complete, share, low), np.where(complete, share, 1 - _lower(sums.complement())[1])


def _lower(sums: Sums) -> tuple[Numbers, Numbers]:
    """The weighted share, and the smallest share that a score test does not reject."""
    weight = sums.size / sums.records
    whole = (weight * sums.judged).sum(-1, keepdims=True)
    share = (weight * sums.right).sum(-1, keepdims=True) / whole
    part = weight * sums.judged / whole  # share of all values that are in the stratum
    judged = np.maximum(sums.judged, 1)
    unsampled = 1 - sums.records / sums.size
    squares = np.maximum(0, sums.judged2 - sums.judged**2 / sums.records)
    varies = sums.records * squares / np.maximum(1, sums.records - 1) / judged**2  # variance of values per record
    effect = _design_effect(sums)

    def tested(multiplier: Numbers) -> tuple[Numbers, Numbers]:
        """The overall share at a multiplier, and the variance of the weighted share under it."""
        own = _most_likely(sums.right + _PRIOR * share, sums.judged + _PRIOR, multiplier * part)
        of_all = (part * own).sum(-1, keepdims=True)
        spread = effect * own * (1 - own) / judged + varies * (own - of_all) ** 2
        return of_all, (part**2 * unsampled * spread).sum(-1, keepdims=True)

    low, high = np.full_like(share, _LOG_MIN), np.full_like(share, _LOG_MAX)
    for _ in range(_BISECTIONS):
        middle = (low + high) / 2
        of_all, variance = tested(np.exp(middle))
        not_rejected = share - of_all <= Z * np.sqrt(variance) + _ROUNDING
        low, high = np.where(not_rejected, middle, low), np.where(not_rejected, high, middle)
    found = np.minimum(tested(np.exp(low))[0], share)
    return share[..., 0], np.where(share > 0, found, 0.0)[..., 0]


def _most_likely(right: Numbers, judged: Numbers, multiplier: Numbers) -> Numbers:
    """The share in each stratum that maximises the log-likelihood minus ``multiplier`` times the share."""
    sum_ = judged + multiplier
    found: Numbers = np.minimum(1.0, 2 * right / (sum_ + np.sqrt(np.maximum(0, sum_**2 - 4 * multiplier * right))))
    return found


def _design_effect(sums: Sums) -> Numbers:
    """How much more the values vary than independent ones; 1 if no record has more than one value."""
    own = sums.right / np.maximum(1, sums.judged)
    squares = sums.right2 - 2 * own * sums.both + own**2 * sums.judged2
    observed = (squares * sums.records / np.maximum(1, sums.records - 1)).sum(-1, keepdims=True)
    independent = sums.judged * own * (1 - own) * sums.judged / np.maximum(1, sums.judged - 1)
    together = sums.judged2.sum(-1, keepdims=True) / sums.judged.sum(-1, keepdims=True)
    found: Numbers = np.maximum(1, (observed + _PRIOR * together) / (independent.sum(-1, keepdims=True) + _PRIOR))
    return found
