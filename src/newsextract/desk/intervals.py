"""Shares with 95 % intervals: the score interval, for a stratified sample of records of which each has any number of values.

It holds the shares that a score test does not reject, which looks at the spread under the share that is tested, not at that of the
sample, in which few values are wrong and a stratum often has none. Without strata, and with a value in each record, it is Wilson's.
With strata, a share of the whole leaves open what theirs are; the test takes those most likely under it. Martín Andrés, Herranz
Tejedor and Álvarez Hernández compared 32 intervals for a weighted sum of proportions and found this way the best (2012, Journal of
Statistical Computation and Simulation, doi:10.1080/00949655.2010.530601). To it come here

- a pseudo-value in each stratum, right by the share of all: with two values judged, no stratum passes for certain;
- the design effect of values that are right or wrong together in a record (Rao and Scott 1992), with a pseudo-value too, for which
  all values of a record go together: a few wrong ones tell little of it;
- the finite population correction.

docs/measure.md says how often it holds the truth; tests/desk/test_intervals.py shows it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf, sqrt

import numpy as np
from numpy.typing import NDArray

#: of the normal distribution, for 95 %
Z = 1.959963984540054
#: weight of the pseudo-values, in values
_PRIOR = 1.0
#: natural logarithms between which the multiplier is looked for, and how often their distance is halved
_LEAST, _MOST, _HALVINGS = -6.0, 20.0, 32
#: distance of two shares that is a computer's
_ROUNDING = 1e-12

Numbers = NDArray[np.float64]


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
        Size of the plain sample that would be as exact; infinite where everything was judged.
    """

    value: float
    low: float
    high: float
    right: int
    judged: int
    effective: float


@dataclass(frozen=True, slots=True)
class Sums:
    """Sums over the judged records of each stratum; the last axis is the strata, any before it are samples.

    Attributes
    ----------
    size, records
        Records that the stratum has, and those of them that were judged.
    right, judged
        Values that are right, and that count.
    right2, both, judged2
        Sums over records of the squares and of the product of these.
    """

    size: Numbers
    records: Numbers
    right: Numbers
    judged: Numbers
    right2: Numbers
    both: Numbers
    judged2: Numbers

    def turned(self) -> Sums:
        """The same with what is wrong in the place of what is right."""
        return replace(
            self,
            right=self.judged - self.right,
            right2=self.judged2 - 2 * self.both + self.right2,
            both=self.judged2 - self.both,
        )


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
    """The sample size of which Wilson's interval is as wide."""
    half = (high - low) / 2
    if not half:
        return inf
    # with n = z²/x the half width of Wilson's interval is sqrt(4 p(1-p) x + x²) / (2 (1 + x)); solved for x
    spread = 4 * value * (1 - value)
    a, b, c = 1 - 4 * half * half, spread - 8 * half * half, -4 * half * half
    return 2 * a * Z * Z / (sqrt(b * b - 4 * a * c) - b)


def limits(sums: Sums) -> tuple[Numbers, Numbers, Numbers]:
    """The weighted share of values that are right, and the limits of its interval, for each sample."""
    share, low = _lower(sums)
    known = ((sums.size - sums.records) * sums.judged).sum(-1) == 0
    return share, np.where(known, share, low), np.where(known, share, 1 - _lower(sums.turned())[1])


def _lower(sums: Sums) -> tuple[Numbers, Numbers]:
    """The weighted share, and the least that a score test does not reject."""
    weight = sums.size / sums.records
    whole = (weight * sums.judged).sum(-1, keepdims=True)
    share = (weight * sums.right).sum(-1, keepdims=True) / whole
    part = weight * sums.judged / whole  # of all values, those in the stratum
    judged = np.maximum(sums.judged, 1)
    left = 1 - sums.records / sums.size
    varies = sums.records * _variance(sums.judged, sums.judged2, sums.records) / judged**2  # of how many values a record has
    effect = _design_effect(sums)

    def tested(multiplier: Numbers) -> tuple[Numbers, Numbers]:
        """A share of the whole, and the variance of the weighted share were it that."""
        own = _most_likely(sums.right + _PRIOR * share, sums.judged + _PRIOR, multiplier * part)
        of_all = (part * own).sum(-1, keepdims=True)
        spread = effect * own * (1 - own) / judged + varies * (own - of_all) ** 2
        return of_all, (part**2 * left * spread).sum(-1, keepdims=True)

    low, high = np.full_like(share, _LEAST), np.full_like(share, _MOST)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        of_all, variance = tested(np.exp(middle))
        held = share - of_all <= Z * np.sqrt(variance) + _ROUNDING
        low, high = np.where(held, middle, low), np.where(held, high, middle)
    found = np.minimum(tested(np.exp(low))[0], share)
    return share[..., 0], np.where(share > 0, found, 0.0)[..., 0]


def _most_likely(right: Numbers, judged: Numbers, price: Numbers) -> Numbers:
    """The share in each stratum at which the likelihood is highest, less a price on the share."""
    sum_ = judged + price
    found: Numbers = np.minimum(1.0, 2 * right / (sum_ + np.sqrt(np.maximum(0, sum_**2 - 4 * price * right))))
    return found


def _variance(sums: Numbers, squares: Numbers, count: Numbers) -> Numbers:
    """The sample variance; 0 of a single one."""
    found: Numbers = np.maximum(0, squares - sums**2 / count) / np.maximum(1, count - 1)
    return found


def _design_effect(sums: Sums) -> Numbers:
    """How much more the values vary than independent ones would: 1 where a record has one value at most."""
    own = sums.right / np.maximum(1, sums.judged)
    squares = sums.right2 - 2 * own * sums.both + own**2 * sums.judged2
    seen = (squares * sums.records / np.maximum(1, sums.records - 1)).sum(-1, keepdims=True)
    independent = sums.judged * own * (1 - own) * sums.judged / np.maximum(1, sums.judged - 1)
    together = sums.judged2.sum(-1, keepdims=True) / sums.judged.sum(-1, keepdims=True)
    found: Numbers = np.maximum(1, (seen + _PRIOR * together) / (independent.sum(-1, keepdims=True) + _PRIOR))
    return found
