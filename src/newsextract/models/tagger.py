"""Decoder of a linear-chain CRF: from the weight of each label at each token to the labels.

Labels are decoded by marginal probability, not from the single most probable path. Where a name's boundary is in doubt, its
probability is divided among several paths, and the path without any name can beat each of them. So each label is scored by
its own marginal probability plus that of its type, and the path with the highest total score is returned.

The tokens of many lines are concatenated in one array, and the lines are processed in parallel: a step costs little more for
twenty lines than for one.
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

#: weight of a forbidden transition, and the weight below which a transition counts as forbidden
FORBIDDEN, _MIN_ALLOWED = -1000.0, -500.0
#: steps between two normalisations of the weights to a sum of one
_RESCALE_STEPS = 6
#: maximum tokens processed in parallel, padding included, so that even a book needs bounded memory
_MAX_TOKENS = 40_000


class Tagger:
    """Decodes the labels of lines: ``O``, or a position in a span and its type, as in ``B-PERSON``.

    ``transitions`` has the weight of a label (row) before a label (column); below -500 the transition is forbidden.
    """

    def __init__(self, labels: Sequence[str], transitions: Floats) -> None:
        self.labels = labels
        self._step_matrix = step_matrix(transitions)
        self._forbidden = transitions < _MIN_ALLOWED
        kinds, self._kind = np.unique([label[2:] for label in labels], return_inverse=True)
        self._by_kind = np.argsort(self._kind, kind="stable")
        self._bounds = np.searchsorted(self._kind[self._by_kind], np.arange(len(kinds)))

    def read(self, emissions: Floats, sizes: Sequence[int]) -> list[list[str]]:
        """The labels of some lines, from the weight of each label at each of their tokens and the number of tokens of each."""
        probabilities = marginals(emissions, sizes, self._step_matrix)
        of_kind = np.add.reduceat(probabilities[:, self._by_kind], self._bounds, axis=1)
        path = best_path(probabilities + of_kind[:, self._kind], sizes, self._forbidden)
        labels = iter([self.labels[k] for k in path.tolist()])
        return [list(islice(labels, size)) for size in sizes]


def arrays(
    labels: Sequence[str],
    weights: Mapping[tuple[str, str], float],
    transitions: Mapping[tuple[str, str], float],
    base: Sequence[float],
    follows: Callable[[str, str], bool],
) -> dict[str, NDArray[Any] | Sequence[str]]:
    """The arrays of a model for :func:`newsextract.models.artifact.write`, weights in half precision.

    Each (attribute, label) and (label, next label) has a weight; ``base`` is added to each label at every token; ``follows`` says
    whether one label may stand before another.
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


def _line_groups(sizes: Sequence[int]) -> Iterator[tuple[Integers, Integers]]:
    """Yield groups of lines to process in parallel, longest first: the index of each line's first token, and its size."""
    every = np.array(sizes, np.intp)
    order = np.argsort(-every, kind="stable")
    starts, lengths = (np.cumsum(every) - every)[order], every[order]
    at = 0
    while at < len(order):
        end = at + max(1, _MAX_TOKENS // int(lengths[at]))
        yield starts[at:end], lengths[at:end]
        at = end


def _tokens(starts: Integers, lengths: Integers) -> Integers:
    """Token indices from the left and from the right, shape (steps, lines, 2); -1 past a line's end."""
    steps = np.arange(lengths[0])[:, None]
    places = np.stack([starts + steps, starts + lengths - 1 - steps], axis=2)
    return np.where((steps < lengths)[:, :, None], places, -1)


def step_matrix(transitions: Floats) -> Doubles:
    """The matrix of one step, block-diagonal: first the forward transitions, then the backward ones."""
    forward = np.where(transitions < _MIN_ALLOWED, 0.0, np.exp(np.maximum(transitions, _MIN_ALLOWED).astype(np.float64)))
    return np.block([[forward, np.zeros_like(forward)], [np.zeros_like(forward), forward.T]])


def marginals(emissions: Floats, sizes: Sequence[int], matrix: Doubles) -> Doubles:
    """The marginal probability of each label at each token, by the forward-backward algorithm.

    ``emissions`` has the weight of each label at each token, one line after another, shape (tokens, labels), ``sizes`` the
    number of tokens of each line, at least one; ``matrix`` is the result of :func:`step_matrix`.

    Examples
    --------
    >>> matrix = step_matrix(np.array([[0, 0], [-1000, 0]], np.float32))
    >>> marginals(np.zeros((2, 2), np.float32), [2], matrix).round(2).tolist()
    [[0.67, 0.33], [0.33, 0.67]]
    """
    size = emissions.shape[1]
    tiny = np.finfo(np.float64).tiny
    own = np.zeros((len(emissions) + 1, size))  # the last row is padding
    top = np.ascontiguousarray(emissions.T).max(axis=0)  # numpy is slow along short rows
    np.exp(emissions - top[:, None], out=own[:-1])
    found = np.empty((len(emissions), size))
    for starts, lengths in _line_groups(sizes):
        tokens = _tokens(starts, lengths)
        # total weight of all paths to a label, with and without the label's own weight
        with_own = own.take(tokens, axis=0).reshape(*tokens.shape[:2], 2 * size)
        incoming = np.empty_like(with_own)
        incoming[0] = 1.0
        step, ends = 0, lengths.tolist()
        for lines in range(len(ends), 0, -1):  # the lines still running advance to the end of the shortest
            before, part = with_own[step, :lines], slice(step + 1, ends[lines - 1])
            for here, now in zip(incoming[part, :lines], with_own[part, :lines], strict=True):
                step += 1
                np.dot(before, matrix, out=here)
                np.multiply(now, here, out=now)
                if not step % _RESCALE_STEPS:
                    halves = now.reshape(lines, 2, size)
                    halves /= np.einsum("ijk->ij", halves)[:, :, None] + tiny
                before = now
        for line, (start, length) in enumerate(zip(starts.tolist(), lengths.tolist(), strict=True)):
            np.multiply(with_own[:length, line, :size], incoming[:length, line, size:][::-1], out=found[start : start + length])
    found /= np.einsum("ij->i", found)[:, None] + tiny
    return found


def best_path(scores: Doubles, sizes: Sequence[int], forbidden: NDArray[np.bool_]) -> Integers:
    """Indices of the labels with the highest total score, without forbidden transitions (row before column).

    Examples
    --------
    >>> best_path(np.array([[1, 0], [0, 1.0]]), [2], np.array([[False, True], [False, False]])).tolist()
    [0, 0]
    """
    path: Integers = scores.argmax(axis=1)
    ends = np.cumsum(sizes)
    bad = forbidden[path[:-1], path[1:]]
    bad[ends[:-1] - 1] = False
    # the best label of each token gives the best path, unless that has a forbidden transition
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
