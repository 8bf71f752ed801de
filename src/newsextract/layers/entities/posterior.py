"""Labels by how probable they are, not by the one most probable path.

Where a name's edge is in doubt, its probability is divided among several paths, and the single path without any name can win over
each of them. So each label is scored by its own marginal probability and by that of its type, and the path that collects most is read.
The lines of an article are gone through side by side: a step costs little more for twenty lines than for one.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[np.float64]
Floats = NDArray[np.float32]

_NEVER = -500.0
#: after so many steps the weights are brought back to a sum of one
_RESCALED = 3


def _side_by_side(parts: Sequence[NDArray[np.floating]], *, back: bool = False) -> Doubles:
    """Lines as one array (position, line, label); what lies behind a line's end is zero."""
    found = np.zeros((max(map(len, parts)), len(parts), parts[0].shape[1]))
    for at, part in enumerate(parts):
        found[: len(part), at] = part[::-1] if back else part
    return found


def marginals(emissions: Sequence[Floats], transitions: Floats) -> list[Doubles]:
    """The probability of each label at each token of each line.

    Parameters
    ----------
    emissions
        For each line the weight of each label at each token.
    transitions
        Weight of a label (row) before a label (column); below -500 it never is.

    Examples
    --------
    >>> marginals([np.zeros((2, 2), np.float32)], np.array([[0, 0], [-1000, 0]], np.float32))[0].round(2).tolist()
    [[0.67, 0.33], [0.33, 0.67]]
    """
    links = np.where(transitions < _NEVER, 0.0, np.exp(np.maximum(transitions, _NEVER).astype(np.float64)))
    both = np.stack([links, links.T])
    scaled = [np.exp(part - part.max(axis=1, keepdims=True)) for part in emissions]
    seen = np.stack([_side_by_side(scaled), _side_by_side(scaled, back=True)], axis=1)
    coming, with_own = np.ones_like(seen), np.empty_like(seen)  # weight of all ways to a label, without and with its own
    with_own[0] = seen[0]
    tiny = np.finfo(np.float64).tiny
    for i in range(1, len(seen)):
        np.matmul(with_own[i - 1], both, out=coming[i])
        np.multiply(coming[i], seen[i], out=with_own[i])
        if not i % _RESCALED:
            with_own[i] /= with_own[i].sum(axis=2, keepdims=True) + tiny
    found = []
    for at, part in enumerate(emissions):
        size = len(part)
        product = with_own[:size, 0, at] * coming[:size, 1, at][::-1]
        product /= product.max(axis=1, keepdims=True) + tiny
        found.append(product / (product.sum(axis=1, keepdims=True) + tiny))
    return found


def paths(scores: Sequence[NDArray[np.floating]], forbidden: NDArray[np.bool_]) -> list[list[int]]:
    """For each line the path that collects most, without forbidden steps (row before column).

    Examples
    --------
    >>> paths([np.array([[1, 0], [0, 1.0]])], np.array([[False, True], [False, False]]))
    [[0, 0]]
    """
    whole = _side_by_side(scores)
    alike, of = np.unique(forbidden, axis=1, return_inverse=True)  # labels that the same labels may stand before
    steps = np.where(alike.T, -1e6, 0.0)
    back = np.empty((*whole.shape[:2], len(steps)), np.intp)
    best = np.empty_like(whole)
    best[0] = whole[0]
    rows = np.arange(whole.shape[1] * len(steps))
    for i in range(1, len(whole)):
        ways = best[i - 1][:, None, :] + steps
        chosen = ways.argmax(axis=2)
        back[i] = chosen
        reached = ways.reshape(len(rows), -1)[rows, chosen.ravel()].reshape(chosen.shape)
        best[i] = reached[:, of] + whole[i]
    found = []
    for at, part in enumerate(scores):
        label = int(best[len(part) - 1, at].argmax())
        path = [label]
        for i in range(len(part) - 1, 0, -1):
            label = int(back[i, at, of[label]])
            path.append(label)
        found.append(path[::-1])
    return found
