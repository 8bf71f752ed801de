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
    gc.freeze()  # without a collection before it: garbage in the frozen heap costs nothing either
    try:
        yield
    finally:
        gc.unfreeze()


def too_slow(
    small: Callable[[], dict[str, float]], large: Callable[[], dict[str, float]], times: float, least: float, rounds: int = 8
) -> dict[str, tuple[float, float]]:
    """The steps that take more than ``times`` as long with the large input as with the small one, with the seconds of both.

    The inputs are measured alternately and the shortest time of each step counts: a busy machine only makes a round longer.
    Measuring stops when no step is too slow: a step that really grows faster is slow in every round, as nothing is loaded in the
    first one any more.
    A time below ``least`` seconds with the small input is noise and counts as ``least``.
    """
    best: dict[str, tuple[float, float]] = {}
    slow: dict[str, tuple[float, float]] = {}
    small()
    with own_heap():
        for _ in range(rounds):
            short, long = small(), large()
            for name, seconds in long.items():
                known = best.get(name, (short[name], seconds))
                best[name] = min(known[0], short[name]), min(known[1], seconds)
            slow = {name: taken for name, taken in best.items() if taken[1] > times * max(taken[0], least)}
            if not slow:
                break
    return slow
