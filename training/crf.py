"""Train a conditional random field with python-crfsuite; the models that ship are decoded in numpy."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple


class Weights(NamedTuple):
    """Learned weights: the labels, "O" first, and the weights of (attribute, label) and of (label, next label)."""

    labels: list[str]
    features: dict[tuple[str, str], float]
    transitions: dict[tuple[str, str], float]


def fit(lines: Iterable[tuple[Sequence[Any], Sequence[str]]], settings: dict[str, Any]) -> Weights:
    """Train on lines, each the attributes and the labels of its tokens."""
    import pycrfsuite

    trainer = pycrfsuite.Trainer(verbose=False)
    for attributes, labels in lines:
        trainer.append(attributes, labels)
    trainer.set_params(settings)
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "model.crfsuite")
        trainer.train(path)
        tagger = pycrfsuite.Tagger()
        tagger.open(path)
        info = tagger.info()
        known = sorted(tagger.labels(), key=lambda label: (label != "O", label))
    return Weights(known, dict(info.state_features), dict(info.transitions))
