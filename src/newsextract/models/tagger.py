"""Linear-chain CRF: from the weight of each label at each token to the labels.

Labels are read by how probable they are, not off the one most probable path. Where a name's edge is in doubt, its
probability is divided among several paths, and the single path without any name can win over each of them. So each label is
scored by its own marginal probability and by that of its type, and the path that collects most is read.

The tokens of many lines stand one after another in one array, and the lines are gone through side by side: a step costs
little more for twenty lines than for one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
Integers = NDArray[np.intp]

#: weight of a transition that never is, and the weight below which one is taken for such
FORBIDDEN, _NEVER = -1000.0, -500.0
#: after so many steps the weights are brought back to a sum of one
_RESCALED = 6
#: tokens that are gone through side by side, with what lies behind the ends of shorter lines: a book needs no more memory
_MOST_TOKENS = 40_000


class Tagger:
    """The labels and what may follow what.

    Parameters
    ----------
    labels
        The labels: ``O``, or a place in a span and its type, as in ``B-PERSON``.
    transitions
        Weight of a label (row) before a label (column); below -500 it never is.
    """

    def __init__(self, labels: Sequence[str], transitions: Floats) -> None:
        self.labels = labels
        self._links = links(transitions)
        self._forbidden = transitions < _NEVER
        kinds, self._kind = np.unique([label[2:] for label in labels], return_inverse=True)
        self._by_kind = np.argsort(self._kind, kind="stable")
        self._bounds = np.searchsorted(self._kind[self._by_kind], np.arange(len(kinds)))

    def read(self, emissions: Floats, sizes: Sequence[int]) -> list[list[str]]:
        """The labels of some lines.

        Parameters
        ----------
        emissions
            The weight of each label at each token.
        sizes
            Number of tokens of each line, at least one.
        """
        likely = marginals(emissions, sizes, self._links)
        of_kind = np.add.reduceat(likely[:, self._by_kind], self._bounds, axis=1)
        path = best_path(likely + of_kind[:, self._kind], sizes, self._forbidden)
        labels = iter([self.labels[k] for k in path.tolist()])
        return [list(islice(labels, size)) for size in sizes]


def arrays(
    labels: Sequence[str],
    weights: Mapping[tuple[str, str], float],
    transitions: Mapping[tuple[str, str], float],
    base: Sequence[float],
    follows: Callable[[str, str], bool],
) -> dict[str, NDArray[Any] | Sequence[str]]:
    """A model as :func:`newsextract.models.artifact.write` takes it, with weights in half precision.

    Parameters
    ----------
    labels, base
        See :class:`Tagger`.
    weights
        Weight of each (attribute, label).
    transitions
        Weight of each (label, next label).
    follows
        Whether one label may stand before another.
    """
    column = {label: i for i, label in enumerate(labels)}
    rows: dict[str, list[tuple[int, float]]] = {}
    for (name, label), weight in weights.items():
        rows.setdefault(name, []).append((column[label], weight))
    names = sorted(rows)
    cells = [sorted(rows[name]) for name in names]
    matrix = [[transitions.get((a, b), 0.0) if follows(a, b) else FORBIDDEN for b in labels] for a in labels]
    return {
        "labels": labels,
        "attributes": names,
        "counts": np.array([len(cell) for cell in cells], np.uint8),
        "columns": np.array([k for cell in cells for k, _ in cell], np.uint8),
        "values": np.array([w for cell in cells for _, w in cell], np.float16),
        "transitions": np.array(matrix, np.float32),
        "base": np.array(base, np.float32),
    }


def _side_by_side(sizes: Sequence[int]) -> Iterator[tuple[Integers, Integers]]:
    """Lines to go through together, longest first: the first token of each, and their sizes."""
    every = np.array(sizes, np.intp)
    order = np.argsort(-every, kind="stable")
    starts, lengths = (np.cumsum(every) - every)[order], every[order]
    at = 0
    while at < len(order):
        end = at + max(1, _MOST_TOKENS // int(lengths[at]))
        yield starts[at:end], lengths[at:end]
        at = end


def _tokens(starts: Integers, lengths: Integers) -> Integers:
    """The tokens (step, line) from the left and from the right; -1 behind a line's end."""
    steps = np.arange(lengths[0])[:, None]
    places = np.stack([starts + steps, starts + lengths - 1 - steps], axis=2)
    return np.where((steps < lengths)[:, :, None], places, -1)


def links(transitions: Floats) -> Doubles:
    """What a step multiplies weights by: those from the left in its first half of rows and columns, from the right in its second."""
    right = np.where(transitions < _NEVER, 0.0, np.exp(np.maximum(transitions, _NEVER).astype(np.float64)))
    return np.block([[right, np.zeros_like(right)], [np.zeros_like(right), right.T]])


def marginals(emissions: Floats, sizes: Sequence[int], links: Doubles) -> Doubles:
    """The probability of each label at each token.

    Parameters
    ----------
    emissions
        The weight of each label at each token of the lines, one line after another.
    sizes
        Number of tokens of each line, at least one.
    links
        As :func:`links` gives them.

    Examples
    --------
    >>> forbidden = links(np.array([[0, 0], [-1000, 0]], np.float32))
    >>> marginals(np.zeros((2, 2), np.float32), [2], forbidden).round(2).tolist()
    [[0.67, 0.33], [0.33, 0.67]]
    """
    size = emissions.shape[1]
    tiny = np.finfo(np.float64).tiny
    own = np.zeros((len(emissions) + 1, size))  # the last row for what lies behind a line's end
    top = np.ascontiguousarray(emissions.T).max(axis=0)  # along short rows numpy is slow
    np.exp(emissions - top[:, None], out=own[:-1])
    found = np.empty((len(emissions), size))
    for starts, lengths in _side_by_side(sizes):
        tokens = _tokens(starts, lengths)
        # weight of all ways to a label with its own, and without
        with_own = own.take(tokens, axis=0).reshape(*tokens.shape[:2], 2 * size)
        coming = np.empty_like(with_own)
        coming[0] = 1.0
        step, ends = 0, lengths.tolist()
        for lines in range(len(ends), 0, -1):  # so many go on to the end of the shortest of them
            before, part = with_own[step, :lines], slice(step + 1, ends[lines - 1])
            for here, now in zip(coming[part, :lines], with_own[part, :lines], strict=True):
                step += 1
                np.dot(before, links, out=here)
                np.multiply(now, here, out=now)
                if not step % _RESCALED:
                    halves = now.reshape(lines, 2, size)
                    halves /= np.einsum("ijk->ij", halves)[:, :, None] + tiny
                before = now
        for line, (start, length) in enumerate(zip(starts.tolist(), lengths.tolist(), strict=True)):
            np.multiply(with_own[:length, line, :size], coming[:length, line, size:][::-1], out=found[start : start + length])
    found /= np.einsum("ij->i", found)[:, None] + tiny
    return found


def best_path(scores: Doubles, sizes: Sequence[int], forbidden: NDArray[np.bool_]) -> Integers:
    """The labels that collect most, without forbidden steps (row before column).

    Examples
    --------
    >>> best_path(np.array([[1, 0], [0, 1.0]]), [2], np.array([[False, True], [False, False]])).tolist()
    [0, 0]
    """
    path: Integers = scores.argmax(axis=1)
    ends = np.cumsum(sizes)
    bad = forbidden[path[:-1], path[1:]]
    bad[ends[:-1] - 1] = False
    # the best label of each token is the best path, but where one may not follow the other
    lines = np.unique(np.searchsorted(ends, np.flatnonzero(bad), "right"))
    for line in lines.tolist():
        part = slice(ends[line] - sizes[line], ends[line])
        path[part] = _best_legal_path(scores[part], forbidden)
    return path


def _best_legal_path(scores: Doubles, forbidden: NDArray[np.bool_]) -> Integers:
    steps = np.where(forbidden, -1e6, 0.0)
    before = np.empty(scores.shape, np.intp)
    best = scores[0]
    for i in range(1, len(scores)):
        ways = best[:, None] + steps
        before[i] = ways.argmax(axis=0)
        best = ways.max(axis=0) + scores[i]
    path = np.empty(len(scores), np.intp)
    path[-1] = best.argmax()
    for i in range(len(scores) - 1, 0, -1):
        path[i - 1] = before[i, path[i]]
    return path
