"""Measure how processing time grows with the input, whatever else the process and the machine do."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def own_heap() -> Iterator[None]:
    """Freeze all existing objects, so that the garbage collector only walks those made inside the block.

    A full collection walks every object of the process: the time measured would include those of other tests.
    """
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def too_slow(
    small: Callable[[], dict[str, float]], large: Callable[[], dict[str, float]], times: float, least: float, rounds: int = 8
) -> dict[str, tuple[float, float]]:
    """The steps that take more than ``times`` as long with the large input as with the small one, with the seconds of both.

    The inputs are measured alternately and the shortest time of each step counts: a busy machine only makes a round longer.
    After at least two rounds, measuring stops when no step is too slow: a step that really grows faster is slow in every round.
    A time below ``least`` seconds with the small input is noise and counts as ``least``.
    """
    best: dict[str, tuple[float, float]] = {}
    slow: dict[str, tuple[float, float]] = {}
    with own_heap():
        for done in range(1, rounds + 1):
            short, long = small(), large()
            for name, seconds in long.items():
                known = best.get(name, (short[name], seconds))
                best[name] = min(known[0], short[name]), min(known[1], seconds)
            slow = {name: taken for name, taken in best.items() if taken[1] > times * max(taken[0], least)}
            if done > 1 and not slow:
                break
    return slow
