"""A model of the user's own event types, fitted to labelled events and scored on those that it has not seen.

A multinomial logit over :mod:`newsextract.desk.features`, kept as :class:`newsextract.models.choice.Choice`. Fitting needs
scikit-learn (the extra ``learn``), applying does not.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from newsextract.desk import codebook as books
from newsextract.desk.codebook import Codebook
from newsextract.desk.features import features
from newsextract.desk.intervals import Share, stratified
from newsextract.errors import ConfigError, ModelMissingError
from newsextract.models import artifact, choice
from newsextract.models.choice import Choice
from newsextract.records import Event, Record
from newsextract.stores.own import Own

#: fewest labelled records, and fewest of a type
FEWEST, OF_TYPE = 50, 5
#: folds, weight of the data against that of small weights, and least records of a feature
FOLDS, STRENGTH, SEEN = 10, 3.0, 2
#: steps of the calibration table
_EDGES = (0.4, 0.6, 0.8, 0.9)
_KIND, _BY = "choice", "newsextract learn"

Example = tuple[Record, Event, str]
#: the number of each event's record
_Groups = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True)
class TypeScore:
    """How well a type is found on records that the model has not seen.

    Attributes
    ----------
    precision
        Share of the events given this type that are of it; None where none was.
    recall
        Share of the events of this type that are given it.
    """

    name: str
    labelled: int
    precision: Share | None
    recall: Share | None


@dataclass(frozen=True, slots=True)
class Learnt:
    """A model with its scores.

    Attributes
    ----------
    model, codebook
        What gives events their types, and their slots.
    records, events
        What it was fitted to.
    right
        Share of the events that are given the right type out of fold.
    by_rules
        The same for the rules of the codebook alone; None where it has none.
    largest
        Share of the most frequent type: what giving everything that type would reach.
    """

    model: Choice
    codebook: Codebook
    records: int
    events: int
    right: Share
    by_rules: Share | None
    largest: float
    types: list[TypeScore]


def learn(examples: Sequence[Example], codebook: Codebook) -> Learnt:
    """Fit a model to labelled events.

    Parameters
    ----------
    examples
        Of :func:`newsextract.desk.labels.labelled`.
    codebook
        The types, in the order of the model's classes.

    Raises
    ------
    ConfigError
        With fewer than 50 labelled records, fewer than 5 of a type, or of one type alone.
    ModelMissingError
        When scikit-learn is not installed.
    """
    records = list(dict.fromkeys(record.id for record, _, _ in examples))
    counts = Counter(own_type for _, _, own_type in examples)
    _check(len(records), counts, codebook)
    rows = [features(record, event, codebook) for record, event, _ in examples]
    groups = np.array([records.index(record.id) for record, _, _ in examples])
    said = [own_type for _, _, own_type in examples]
    guessed, sure = _out_of_fold(rows, said, groups)
    model = _fit(rows, said)
    right = [one == other for one, other in zip(guessed, said, strict=True)]
    edges, rates = _calibration(sure, right)
    model = Choice(model.names, model.weights, model.classes, edges=edges, rates=rates)
    whole = _share(zip(groups, right, strict=True))
    if whole is None:
        raise ConfigError("there are no labelled events", fix="label 50 records or more")
    return Learnt(
        model=model,
        codebook=codebook,
        records=len(records),
        events=len(examples),
        right=whole,
        by_rules=_by_rules(examples, codebook, groups),
        largest=max(counts.values()) / len(examples),
        types=[_type_score(name, guessed, said, groups) for name in codebook.types if counts[name]],
    )


def _by_rules(examples: Sequence[Example], codebook: Codebook, groups: _Groups) -> Share | None:
    """The share that the rules of the codebook get right; None where none of them holds for any event."""
    given = [codebook.code(record, event).type for record, event, _ in examples]
    right = (one == own for one, (_, _, own) in zip(given, examples, strict=True))
    return _share(zip(groups, right, strict=True)) if any(given) else None


def _check(records: int, counts: Mapping[str, int], codebook: Codebook) -> None:
    if records < FEWEST:
        fix = f"label {FEWEST - records} more, or give the types words and maps in the codebook: rules need no examples"
        raise ConfigError(f"{records} labelled records are too few to learn from, {FEWEST} are needed", fix=fix)
    if len(counts) < 2:
        raise ConfigError(f"all events are labelled {next(iter(counts))!r}", fix="label events of other types too")
    few = [name for name in codebook.types if 0 < counts[name] < OF_TYPE]
    if few:
        fix = "label more of it, or join it with another type"
        raise ConfigError(f"{counts[few[0]]} events are labelled {few[0]!r}, {OF_TYPE} are needed", fix=fix)


def _fit(rows: Sequence[Mapping[str, float]], said: Sequence[str]) -> Choice:
    try:
        linear = import_module("sklearn.linear_model")
    except ImportError as error:
        raise ModelMissingError("learning needs scikit-learn", fix="pip install 'newsextract[learn]'") from error
    seen = Counter(name for row in rows for name in row)
    names = sorted(name for name, count in seen.items() if count >= SEEN)
    place = {name: n for n, name in enumerate(names)}
    cells = [(number, place[name], value) for number, row in enumerate(rows) for name, value in row.items() if name in place]
    at, of_feature, values = zip(*cells, strict=True)
    table = import_module("scipy.sparse").csr_array((values, (at, of_feature)), shape=(len(rows), len(names)))
    fitted = linear.LogisticRegression(C=STRENGTH, fit_intercept=False, max_iter=2000, tol=1e-6).fit(table, said)
    weights = fitted.coef_.T if len(fitted.classes_) > 2 else np.hstack([-fitted.coef_.T, fitted.coef_.T]) / 2
    return Choice(names, np.round(weights, 6), [str(one) for one in fitted.classes_])


def _out_of_fold(rows: Sequence[Mapping[str, float]], said: Sequence[str], groups: _Groups) -> tuple[list[str], list[float]]:
    """What a model that has not seen an event's record gives it, and how sure it is; rare types are dealt evenly to the folds."""
    fold = _folds(said, groups)
    guessed, sure = [""] * len(rows), [0.0] * len(rows)
    for held in sorted(set(fold)):
        model = _fit(
            [row for row, k in zip(rows, fold, strict=True) if k != held],
            [one for one, k in zip(said, fold, strict=True) if k != held],
        )
        for number in (n for n, k in enumerate(fold) if k == held):
            guessed[number], sure[number] = _best(model, rows[number])
    return guessed, sure


def _folds(said: Sequence[str], groups: _Groups) -> list[int]:
    """The fold of each event: that of its record, records of a type dealt in turn in an order that chance alone decides."""
    kinds: dict[int, str] = {}
    for group, kind in zip(groups.tolist(), said, strict=True):
        kinds.setdefault(group, kind)
    order = sorted(kinds, key=lambda group: (kinds[group], hashlib.sha256(str(group).encode()).hexdigest()))
    dealt = {group: n % FOLDS for n, group in enumerate(order)}
    return [dealt[group] for group in groups.tolist()]


def _best(model: Choice, row: Mapping[str, float]) -> tuple[str, float]:
    chances = model.class_probabilities(row)
    best = max(chances, key=lambda name: (chances[name], name))
    return best, chances[best]


def _calibration(sure: Sequence[float], right: Sequence[bool]) -> tuple[list[float], list[float]]:
    """How often a type given with such a probability was right; rates do not fall, each is drawn to the whole by two events."""
    whole = sum(right) / len(right)
    rates: list[float] = []
    for low, high in zip((0.0, *_EDGES), (*_EDGES, 1.1), strict=True):
        held = [ok for chance, ok in zip(sure, right, strict=True) if low <= chance < high]
        rates.append(max([round((sum(held) + 2 * whole) / (len(held) + 2), 3), *rates[-1:]]))
    return list(_EDGES), rates


def _share(events: Iterable[tuple[int, bool]]) -> Share | None:
    """The share that is right, the events of a record being one cluster, as of a sample from many more."""
    sums: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for group, ok in events:
        sums[int(group)][0] += int(ok)
        sums[int(group)][1] += 1
    return stratified((("all", y, m) for y, m in sums.values()), {"all": 1_000_000_000})


def _type_score(name: str, guessed: Sequence[str], said: Sequence[str], groups: _Groups) -> TypeScore:
    triples = list(zip(groups, guessed, said, strict=True))
    return TypeScore(
        name,
        sum(own == name for own in said),
        _share((group, own == name) for group, guess, own in triples if guess == name),
        _share((group, guess == name) for group, guess, own in triples if own == name),
    )


def save(learnt: Learnt, path: Path, version: str) -> None:
    """Write a model; it is read by :func:`open_book`."""
    if path.suffix != ".npz":
        raise ConfigError("a model's file ends in .npz", where=str(path), fix=f"name it {path.stem}.npz")
    artifact.write(
        path,
        _KIND,
        _BY,
        choice.arrays({"own_type": learnt.model}),
        codebook=dict(learnt.codebook.source),
        newsextract=version,
        records=learnt.records,
        events=learnt.events,
        right=[learnt.right.value, learnt.right.low, learnt.right.high],
    )


@dataclass(frozen=True)
class LearntBook(Codebook):
    """A codebook whose types a model gives; its slots are found by their words."""

    model: Choice

    def code(self, record: Record, event: Event) -> Own:
        """The codes of an event."""
        name, chance = _best(self.model, features(record, event, self))
        return Own(name, self.model.calibrated(chance), self.found(record, event, books.said_spans(record, event)))


def open_book(path: Path) -> Codebook:
    """Read what ``--codebook`` names: a codebook in TOML or YAML, or a model that ``newsextract learn`` wrote."""
    if path.suffix.lower() != ".npz":
        return books.load(path)
    if not path.is_file():
        raise ConfigError("there is no such model", where=str(path), fix="check the path")
    try:
        held = artifact.read(path, _KIND)
        source, model = held.facts["codebook"], choice.of(held)["own_type"]
    except (ModelMissingError, KeyError) as error:
        raise ConfigError(
            "this is not a model of event types", where=str(path), fix="give what `newsextract learn` wrote"
        ) from error
    book = books.of(source, str(path))
    return LearntBook(book.types, book.slots, book.source, model)
