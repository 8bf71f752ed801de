"""How often the intervals hold the truth: judgements simulated on populations whose truth is known."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from newsextract.desk.intervals import stratified, student, wilson
from newsextract.desk.strata import allocate, join_small

#: records of each stratum: a plain sample, equal strata, a few uneven ones, types, types by years
SIZES = {
    "plain": [3000],
    "equal": [400] * 5,
    "uneven": [1500, 700, 300, 120, 40],
    "types": [round(2000 / (1 + k)) for k in range(14)],
    "types by years": [round(1200 / (1 + k % 14) / (1 + 0.3 * (k // 14))) for k in range(70)],
}
#: what a record has: one value, one in half of the records, up to six that are right together or not
VALUES = ("one", "half", "many")


def population(rng, sizes, share, values):
    """For each stratum the right and the judged values of its records; strata differ in their share of right ones."""
    strata = {}
    for number, size in enumerate(sizes):
        own = rng.beta(share * 15, (1 - share) * 15)
        judged = {
            "one": np.ones(size, int),
            "half": (rng.random(size) < rng.uniform(0.3, 0.7)).astype(int),
            "many": rng.integers(0, 7, size),
        }[values]
        chance = rng.beta(own * 6, (1 - own) * 6, size) if values == "many" else own
        strata[("s", f"{number:02d}")] = (rng.binomial(judged, chance), judged)
    return strata


def coverage(rng, strata, n, allocation, draws):
    """The truth, and the share of samples whose interval holds it; drawn as `newsextract sample` draws."""
    joined = join_small({name: len(y) for name, (y, _) in strata.items()}, n, allocation)
    pools = {}
    for name, (y, m) in strata.items():
        pools.setdefault(joined[name], []).append((y, m))
    pools = {name: tuple(map(np.concatenate, zip(*parts, strict=True))) for name, parts in pools.items()}
    sizes = {name: len(y) for name, (y, _) in pools.items()}
    wanted = allocate(sizes, n, allocation)
    truth = sum(y.sum() for y, _ in pools.values()) / sum(m.sum() for _, m in pools.values())
    held = 0
    for _ in range(draws):
        units = []
        for name, (y, m) in pools.items():
            at = rng.choice(sizes[name], wanted[name], replace=False, shuffle=False)
            units += zip([name] * len(at), y[at].tolist(), m[at].tolist(), strict=True)
        found = stratified(units, sizes)
        held += found.low <= truth <= found.high
    return float(truth), held / draws


#: designs: strata, records drawn, share of right values, values of a record, allocation
DESIGNS = [
    (name, n, share, values, allocation)
    for name, n, share, values, allocation in product(SIZES, (150, 300), (0.7, 0.85, 0.93), VALUES, ("proportional", "equal"))
    if allocation == "proportional" or 1 < len(SIZES[name]) <= n / 6
]
#: values expected to be wrong in a sample below which its share moves in steps too large for any interval
FEWEST_WRONG = 5


def simulated(number, draws):
    """The coverage of a design, and how many values of a sample are wrong."""
    name, n, share, values, allocation = DESIGNS[number]
    rng = np.random.default_rng(number)
    truth, held = coverage(rng, population(rng, SIZES[name], share, values), n, allocation, draws)
    return held, n * (1 - truth) * {"one": 1, "half": 0.5, "many": 3}[values]


@pytest.mark.slow
def test_the_intervals_hold_the_truth_in_93_to_97_of_100_samples():
    """Of over 100 designs, 1,000 samples each: a coverage is known to .7 of a point, their mean to less than a tenth."""
    found = []
    for number, design in enumerate(DESIGNS):
        held, wrong = simulated(number, 1000)
        if wrong >= FEWEST_WRONG:
            found.append((held, *design))
    inside = [row for row in found if 0.93 <= row[0] <= 0.97]
    assert len(found) > 100
    assert 0.94 < np.mean([row[0] for row in found]) < 0.96
    assert len(inside) / len(found) > 0.93, sorted(found)
    assert all(0.93 <= held <= 0.97 for held, name, *_ in found if name not in {"uneven", "types"}), sorted(found)
    assert min(found)[0] > 0.905, min(found)
    assert max(found)[0] < 0.985, max(found)


@pytest.mark.parametrize("number", [0, 26, 52, 78, 106, 130])
def test_the_intervals_hold_the_truth_in_a_few_designs(number):
    """The same for a few designs, with room for chance."""
    held, wrong = simulated(number, 250)
    assert wrong >= FEWEST_WRONG
    assert 0.905 <= held <= 0.99, DESIGNS[number]


def test_narrower_or_unweighted_intervals_would_be_found_out():
    """The simulation can fail: strata of unlike shares, unweighted, miss the truth most of the time."""
    rng = np.random.default_rng(3)
    strata = {("a",): (rng.binomial(1, 0.95, 2000), np.ones(2000, int)), ("b",): (rng.binomial(1, 0.5, 200), np.ones(200, int))}
    _, held = coverage(rng, strata, 200, "equal", 300)
    assert 0.92 <= held <= 0.98
    truth = sum(y.sum() for y, _ in strata.values()) / 2200
    plain = 0
    for _ in range(300):
        right = sum(int(rng.choice(y, 100, replace=False).sum()) for y, _ in strata.values())
        low, high = wilson(right / 200, 200)
        plain += low <= truth <= high
    assert plain / 300 < 0.2


def test_wilson_is_that_of_the_textbook():
    """Newcombe (1998), table I."""
    for right, n, low, high in (
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ):
        assert wilson(right / n, n) == pytest.approx((low, high), abs=5e-5)


def test_student_s_t_is_that_of_scipy():
    stats = pytest.importorskip("scipy.stats", reason="the extra `dev` is not installed")
    for free in (4, 5, 8, 12, 40, 1000):
        assert student(free) == pytest.approx(stats.t.ppf(0.975, free), abs=2e-3)


def test_the_ends():
    assert stratified([], {}) is None
    assert stratified([("a", 0, 0)], {"a": 5}) is None
    whole = stratified([("a", 1, 1)] * 4 + [("a", 0, 1)], {"a": 5})
    assert (whole.low, whole.value, whole.high) == (0.8, 0.8, 0.8)
    single = stratified([("a", 1, 1), ("b", 0, 1)], {"a": 50, "b": 50})
    assert single.low < 0.2
    assert single.high > 0.8
    none = stratified([("a", 0, 1)] * 30, {"a": 1000})
    assert none.low == 0
    assert 0.09 < none.high < 0.13
