"""Linear-chain CRF: from the weight of each label at each token to the labels.

Labels are read by how probable they are, not off the one most probable path. Where a name's edge is in doubt, its
probability is divided among several paths, and the single path without any name can win over each of them. So each label is
scored by its own marginal probability and by that of its type, and the path that collects most is read. The lines of an
article are gone through side by side: a step costs little more for twenty lines than for one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from newsextract.models.artifact import Artifact

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]

#: weight of a transition that never is, and the weight below which one is taken for such
FORBIDDEN, _NEVER = -1000.0, -500.0
#: after so many steps the weights are brought back to a sum of one
_RESCALED = 3
#: lines that are gone through side by side, and the tokens in them, so that a book needs no more memory than an article
MOST_LINES, MOST_TOKENS = 32, 40_000


class Tagger:
    """A trained model.

    Parameters
    ----------
    labels
        The labels: ``O``, or a place in a span and its type, as in ``B-PERSON``.
    attributes
        From an attribute to its row in ``weights``.
    weights
        One row of weights (a label each) for each attribute.
    transitions
        Weight of a label (row) before a label (column); below -500 it never is.
    base
        Weight of each label at every token.
    """

    def __init__(
        self, labels: Sequence[str], attributes: Mapping[str, int], weights: Floats, transitions: Floats, base: Floats
    ) -> None:
        self.labels = labels
        self.attributes = attributes
        self.weights = weights
        self.transitions = transitions
        self.base = base
        kinds = np.array([label[2:] for label in labels])
        self._shared = np.eye(len(labels)) + (kinds[:, None] == kinds)
        self._zero = np.zeros(len(labels), np.float32)

    @classmethod
    def of(cls, artifact: Artifact) -> Tagger:
        """The model of a file."""
        labels, names, arrays = artifact.strings("labels"), artifact.strings("attributes"), artifact.arrays
        weights = np.zeros((len(names), len(labels)), np.float32)
        weights[np.repeat(np.arange(len(names)), arrays["counts"]), arrays["columns"]] = arrays["values"]
        return cls(labels, {name: i for i, name in enumerate(names)}, weights, arrays["transitions"], arrays["base"])

    def total(self, attributes: Iterable[str]) -> Floats:
        """The summed weights of some attributes."""
        rows = [row for name in attributes if (row := self.attributes.get(name)) is not None]
        total: Floats = self.weights[rows].sum(axis=0) if rows else self._zero
        return total

    def read(self, emissions: Sequence[Floats]) -> list[list[str]]:
        """The labels of some lines, of each the weight of each label at each token."""
        likely = marginals(emissions, self.transitions)
        scores = [np.einsum("ij,jk->ik", part, self._shared) for part in likely]
        return [[self.labels[k] for k in path] for path in paths(scores, self.transitions < _NEVER)]


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


def alike(sizes: Sequence[int]) -> list[list[int]]:
    """Which lines to go through side by side: none is more than four times as long as another.

    Examples
    --------
    >>> alike([3, 90, 2])
    [[0, 2], [1]]
    """
    groups: dict[int, list[int]] = {}
    for i, size in enumerate(sizes):
        groups.setdefault(size.bit_length() // 2, []).append(i)
    found: list[list[int]] = []
    for group in groups.values():
        most = max(1, min(MOST_LINES, MOST_TOKENS // max(1, *(sizes[i] for i in group))))
        found += [group[i : i + most] for i in range(0, len(group), most)]
    return found


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
    alike, inverse = np.unique(forbidden, axis=1, return_inverse=True)
    of = inverse.ravel()  # numpy 2.0.0 gives it another shape; labels that the same labels may stand before
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
