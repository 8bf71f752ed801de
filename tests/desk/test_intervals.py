"""How often the intervals contain the true share, in judgements simulated on populations whose true share is known."""

from itertools import product

import numpy as np
import pytest

from newsextract.desk.intervals import Sums, limits, stratified
from newsextract.desk.strata import allocate, join_small

#: records per stratum: a plain sample, equal strata, a few uneven ones, types, types by years
SIZES = {
    "plain": [3000],
    "equal": [400] * 5,
    "uneven": [1500, 700, 300, 120, 40],
    "types": [round(2000 / (1 + k)) for k in range(14)],
    "types by years": [round(1200 / (1 + k % 14) / (1 + 0.3 * (k // 14))) for k in range(70)],
}
#: more populations; "corpus" is a tenth of the types of a corpus, "years" a tenth of its years
OTHERS = {
    "two": [4000, 150],
    "three": [2000, 1500, 500],
    "halves": [2000, 1000, 500, 250, 125, 62, 31],
    "corpus": [1433, 1251, 983, 747, 711, 441, 438, 383, 370, 156, 138, 127, 105, 101, 30],
    "years": [57, 483, 554, 341, 633, 396, 554, 912, 1009, 607],
}
#: populations simulated once only, after the method was settled
FRESH = {
    "large and small": [9000, 700, 80],
    "twelve alike": [300] * 12,
    "long tail": [round(900 * 0.8**k) for k in range(20)],
    "one large": [5000, *[60] * 9],
}
#: values per record on average: one each, one in half or three tenths of the records, up to six or three that correlate or not
VALUES = {"one": 1, "half": 0.5, "many": 3, "third": 0.3, "few": 1.5}
#: minimum expected wrong values of a sample; with fewer, its share moves in steps too large for any interval
MIN_WRONG = 5


def values_of(rng, size, values):
    """How many values each record has."""
    if values == "one":
        return np.ones(size, int)
    if values in {"half", "third"}:
        return (rng.random(size) < rng.uniform(*((0.3, 0.7) if values == "half" else (0.1, 0.5)))).astype(int)
    return rng.integers(0, 7 if values == "many" else 4, size)


def population(rng, sizes, share, values, alike=15):
    """The right and the judged values of each record, by stratum; strata differ in their share of right values."""
    strata = {}
    for number, size in enumerate(sizes):
        own = rng.beta(share * alike, (1 - share) * alike)
        judged = values_of(rng, size, values)
        together = {"many": 6, "few": 3}.get(values)
        chance = rng.beta(own * together, (1 - own) * together, size) if together else own
        strata[("s", f"{number:02d}")] = (rng.binomial(judged, chance), judged)
    return strata


def drawn(rng, strata, n, allocation, draws):
    """The true share, and samples drawn as `newsextract sample` draws them."""
    joined = join_small({name: len(y) for name, (y, _) in strata.items()}, n, allocation)
    pools = {}
    for name, (y, m) in strata.items():
        pools.setdefault(joined[name], []).append((y, m))
    pools = {name: tuple(map(np.concatenate, zip(*parts, strict=True))) for name, parts in pools.items()}
    sizes = {name: len(y) for name, (y, _) in pools.items()}
    wanted = allocate(sizes, n, allocation)
    truth = sum(y.sum() for y, _ in pools.values()) / sum(m.sum() for _, m in pools.values())
    columns = []
    for name, (y, m) in pools.items():
        last = min(wanted[name], sizes[name] - 1)
        # random numbers whose last bits are a record's values: the smallest of a row are the drawn records
        keys = rng.integers(2**32, size=(draws, sizes[name]), dtype=np.uint32)
        keys &= np.uint32(2**32 - 64)
        keys |= (8 * y + m).astype(np.uint32)
        keys.partition(last)
        at = keys[:, : wanted[name]]
        right, judged = (at >> 3 & 7).astype(float), (at & 7).astype(float)
        products = (right * right, right * judged, judged * judged)
        columns.append([one.sum(1) for one in (right, judged, *products)])
    size, records = (np.array([float(counts[name]) for name in pools]) for counts in (sizes, wanted))
    return float(truth), Sums(size, records, *np.moveaxis(np.array(columns), 0, -1))


def coverage(rng, strata, n, allocation, draws):
    """The true share, and the proportion of samples whose interval contains it."""
    truth, samples = drawn(rng, strata, n, allocation, draws)
    _, low, high = limits(samples)
    return truth, float(((low <= truth) & (truth <= high)).mean())


#: designs: strata, records drawn, share of right values, values per record, allocation
DESIGNS = [
    (name, n, share, values, allocation)
    for name, n, share, values, allocation in product(
        SIZES, (150, 300), (0.7, 0.85, 0.93), ("one", "half", "many"), ("proportional", "equal")
    )
    if allocation == "proportional" or 1 < len(SIZES[name]) <= n / 6
]
NEW = list(product(OTHERS, (100, 200, 400), (0.6, 0.8, 0.9, 0.95), ("one", "third", "few"), ("proportional", "equal")))
LAST = list(product(FRESH, (120, 250), (0.65, 0.78, 0.88, 0.92), ("half", "few", "many"), ("proportional", "equal")))


def simulated(design, seed, draws, alike=15):
    """The coverage of a design, and the expected number of wrong values in a sample."""
    name, n, share, values, allocation = design
    rng = np.random.default_rng(seed)
    strata = population(rng, (SIZES | OTHERS | FRESH)[name], share, values, alike)
    truth, held = coverage(rng, strata, n, allocation, draws)
    return held, n * (1 - truth) * VALUES[values]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("designs", "likeness"), [(DESIGNS, (15,)), (NEW, (6, 15, 60)), (LAST, (8, 25))], ids=["known", "new", "last"]
)
def test_the_intervals_hold_the_truth_in_93_to_97_of_100_samples(designs, likeness):
    """Over 100 designs of 1,000 samples each: a coverage is known to 0.7 of a point, their mean to less than a tenth."""
    found = []
    for number, design in enumerate(designs):
        held, wrong = simulated(design, number, 1000, likeness[number % len(likeness)])
        if wrong >= MIN_WRONG:
            found.append((held, *design))
    inside = [row for row in found if 0.93 <= row[0] <= 0.97]
    assert len(found) > 100
    assert 0.94 < np.mean([row[0] for row in found]) < 0.96
    assert len(inside) / len(found) > 0.95, sorted(found)
    assert min(found)[0] > 0.915, min(found)
    assert max(found)[0] < 0.985, max(found)


@pytest.mark.parametrize("number", [0, 26, 52, 78, 106, 130])
def test_the_intervals_hold_the_truth_in_a_few_designs(number):
    """The same for a few designs, with room for chance."""
    held, wrong = simulated(DESIGNS[number], number, 500)
    assert wrong >= MIN_WRONG
    assert 0.915 <= held <= 0.985, DESIGNS[number]


def test_unweighted_intervals_would_be_found_out():
    """The simulation can fail: with unlike strata, unweighted intervals miss the true share most of the time."""
    rng = np.random.default_rng(3)
    strata = {("a",): (rng.binomial(1, 0.95, 2000), np.ones(2000, int)), ("b",): (rng.binomial(1, 0.5, 200), np.ones(200, int))}
    _, held = coverage(rng, strata, 200, "equal", 300)
    assert 0.92 <= held <= 0.98
    truth = sum(y.sum() for y, _ in strata.values()) / 2200
    plain = 0
    for _ in range(100):
        right = sum(int(rng.choice(y, 100, replace=False).sum()) for y, _ in strata.values())
        found = stratified([("all", 1, 1)] * right + [("all", 0, 1)] * (200 - right), {"all": 2200})
        plain += found.low <= truth <= found.high
    assert plain / 100 < 0.2


def test_without_strata_it_is_the_wilson_interval():
    """Newcombe (1998), table I."""
    for right, n, low, high in (
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ):
        found = stratified([("a", 1, 1)] * right + [("a", 0, 1)] * (n - right), {"a": 10**9})
        assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)
        assert found.effective == pytest.approx(n, rel=1e-3)


def test_correlated_values_tell_less():
    apart = stratified([("a", 2, 3)] * 90 + [("a", 3, 3)] * 10, {"a": 10**9})
    together = stratified([("a", 3, 3)] * 70 + [("a", 0, 3)] * 30, {"a": 10**9})
    assert together.value == apart.value == pytest.approx(0.7)
    assert together.effective < 110
    assert apart.effective > 250
    right = stratified([("a", 3, 3)] * 100, {"a": 10**9})  # nothing is known of their correlation
    assert right.low == pytest.approx(0.963, abs=5e-4)  # the Wilson interval of 100 of 100
    assert stratified([("a", 3, 3)] * 99 + [("a", 2, 3)], {"a": 10**9}).low == pytest.approx(right.low, abs=0.01)


def test_a_stratum_whose_few_values_are_right_is_not_certain():
    units = [("large", 1, 1)] * 10 + [("small", 1, 1)] * 150 + [("small", 0, 1)] * 50
    found = stratified(units, {"large": 100_000, "small": 500})
    assert found.value > 0.99
    assert 0.65 < found.low < 0.75  # only ten values of the large stratum are known


def test_edge_cases():
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
