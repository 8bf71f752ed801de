"""Timing how work grows with its input, apart from what else the process and the machine do."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def own_heap() -> Iterator[None]:
    """Put everything that is there out of the collector's reach; it stays on, and walks what is made from now on.

    A full collection goes through all objects of the process: those of other tests would be charged to whoever is timed.
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
    """What takes more than some times as long with the large input as with the small one, with the seconds of both.

    Both are measured in turns and each one's shortest time counts: a busy machine makes a round longer, never shorter.
    Rounds go on, two at least, until nothing is too slow: work that really grows faster stays so in every round.
    What takes less than ``least`` seconds counts as that: it is noise.
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
