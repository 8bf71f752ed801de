"""A model of the user's own event types, fitted to labelled events and scored out of fold.

A multinomial logistic regression over :func:`features`, kept as :class:`newsextract.models.choice.Choice`.
Fitting needs scikit-learn (the extra ``learn``), applying does not.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt
from operator import eq
from pathlib import Path
from typing import Any, cast
from warnings import catch_warnings

import numpy as np

from newsextract.desk import codebook as books
from newsextract.desk.codebook import Codebook, Span, has_any, naming_spans
from newsextract.desk.intervals import Share, stratified
from newsextract.errors import ConfigError, ModelMissingError
from newsextract.models import artifact, choice
from newsextract.models.choice import Choice
from newsextract.optional import need
from newsextract.records import Event, Record
from newsextract.stores.columns import Own
from newsextract.thai.tokens import tokenize

#: minimum labelled records, and minimum labelled events of a type
MIN_RECORDS, MIN_PER_TYPE = 50, 5
#: number of folds, inverse regularisation strength, and minimum events with a feature
FOLDS, INVERSE_PENALTY, MIN_FEATURE_COUNT = 10, 3.0, 2
#: maximum characters read: of the body's beginning for the main event, of each evidence sentence for another
_LEAD = 400
#: probabilities that separate the bins of the calibration table
_EDGES = (0.4, 0.6, 0.8, 0.9)
_KIND, _BY = "choice", "newsextract learn"

Example = tuple[Record, Event, str]
#: index of each event's record
_Groups = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True)
class TypeScore:
    """Out-of-fold scores of a type."""

    name: str
    labelled: int
    precision: Share | None  # share of the events predicted as this type that are labelled so; None if none is predicted
    recall: Share | None  # share of the events labelled with this type that are predicted as it


@dataclass(frozen=True, slots=True)
class FittedModel:
    """A fitted model with its scores."""

    model: Choice
    codebook: Codebook
    records: int  # records and events that it was fitted to
    events: int
    accuracy: Share  # out of fold
    rules_accuracy: Share | None  # of the codebook's rules alone; None if they match no event
    largest_share: float  # of the most frequent type: the accuracy of always predicting it
    types: list[TypeScore]


def learn(examples: Sequence[Example], codebook: Codebook) -> FittedModel:
    """Fit a model to labelled events; the codebook has the types, with the words and rules that serve as features.

    ConfigError with fewer than 50 labelled records, fewer than 5 events of a type, or a single type.
    """
    records = list(dict.fromkeys(record.id for record, _, _ in examples))
    counts = Counter(own_type for _, _, own_type in examples)
    _check(len(records), counts, codebook)
    rows = [features(record, event, codebook) for record, event, _ in examples]
    groups = np.array([records.index(record.id) for record, _, _ in examples])
    labels = [own_type for _, _, own_type in examples]
    predicted, confidences = _out_of_fold(rows, labels, groups)
    model = _fit(rows, labels)
    right = list(map(eq, predicted, labels))
    rates = _calibration(confidences, right)
    model = Choice(model.names, model.weights, model.classes, edges=list(_EDGES), rates=rates)
    by_rules = [codebook.code(record, event).type for record, event, _ in examples]
    return FittedModel(
        model=model,
        codebook=codebook,
        records=len(records),
        events=len(examples),
        accuracy=cast("Share", _share(zip(groups, right, strict=True))),  # there are labelled events
        rules_accuracy=_share(zip(groups, map(eq, by_rules, labels), strict=True)) if any(by_rules) else None,
        largest_share=max(counts.values()) / len(examples),
        types=[_type_score(name, predicted, labels, groups) for name in codebook.types if counts[name]],
    )


def features(record: Record, event: Event, codebook: Codebook) -> dict[str, float]:
    """The features of an event; the words that name it, and the words around it, are scaled to the norm of the nine codes (3)."""
    spans = naming_spans(record, event)
    body = len(record.text.partition("\n")[0])
    around = [(body, body + _LEAD)] if event.main else [(one.start, min(one.end, one.start + _LEAD)) for one in event.evidence]
    found = dict.fromkeys([*_codes(event), *_by_words(record, event, codebook, spans, around)], 1.0)
    for prefix, where in (("named", spans), ("around", around)):
        words = list(dict.fromkeys(word for start, end in where for word in _words(record.text[start:end])))
        found |= {f"{prefix}:{word}": 3.0 / sqrt(len(words)) for word in words}
    return found


def _codes(event: Event) -> list[str]:
    chief = event.participants[0] if event.participants else None
    return [
        "bias",
        f"type={event.type}",
        f"status={event.status}",
        f"main={event.main}",
        f"part={chief.part if chief else 'none'}",
        f"who={chief.who.type if chief else 'none'}",
        f"mode={event.place.mode or 'none'}",
        f"abroad={event.place.country not in {None, 'TH'}}",
    ]


def _by_words(record: Record, event: Event, codebook: Codebook, spans: list[Span], around: list[Span]) -> Iterable[str]:
    """The codebook's first matching rule, and its types with a word in the event's name or around it."""
    yield f"rule={next((name for name, one in codebook.types.items() if one.fits(event, record.text, spans)), 'none')}"
    for name, one in codebook.types.items():
        for at, where in (("named", spans), ("near", around)):
            if has_any(one.words, record.text, where):
                yield f"{at}={name}"


def _words(text: str) -> Iterable[str]:
    tokens = tokenize(text)
    words = [
        norm.lower()
        for norm, kind in zip(tokens.norms, tokens.kinds, strict=True)
        if kind in {"thai", "latin", "abbreviation"} and norm.strip()
    ]
    yield from words
    yield from (f"{one} {other}" for one, other in pairwise(words))


def _check(records: int, counts: Mapping[str, int], codebook: Codebook) -> None:
    if records < MIN_RECORDS:
        fix = f"label {MIN_RECORDS - records} more, or give the types words and maps in the codebook: rules need no examples"
        raise ConfigError(f"{records} labelled records are too few to learn from, {MIN_RECORDS} are needed", fix=fix)
    if len(counts) < 2:
        raise ConfigError(f"all events are labelled {next(iter(counts))!r}", fix="label events of other types too")
    few = [name for name in codebook.types if 0 < counts[name] < MIN_PER_TYPE]
    if few:
        fix = "label more of it, or join it with another type"
        raise ConfigError(f"{counts[few[0]]} events are labelled {few[0]!r}, {MIN_PER_TYPE} are needed", fix=fix)


def _fit(rows: Sequence[Mapping[str, float]], labels: Sequence[str]) -> Choice:
    linear = need("sklearn.linear_model", '"newsextract[learn]"')
    seen = Counter(name for row in rows for name in row)
    vectors = need("sklearn.feature_extraction").DictVectorizer()
    table = vectors.fit_transform([{name: row[name] for name in row if seen[name] >= MIN_FEATURE_COUNT} for row in rows])
    fitted = linear.LogisticRegression(C=INVERSE_PENALTY, fit_intercept=False, max_iter=2000, tol=1e-6).fit(table, labels)
    weights = fitted.coef_.T if len(fitted.classes_) > 2 else np.hstack([-fitted.coef_.T, fitted.coef_.T]) / 2
    return Choice(vectors.feature_names_, np.round(weights, 6), [str(one) for one in fitted.classes_])


def _out_of_fold(rows: Sequence[Mapping[str, float]], labels: Sequence[str], groups: _Groups) -> tuple[list[str], list[float]]:
    """Type and probability predicted for each event by a model that has not seen its record."""
    folds = need("sklearn.model_selection").StratifiedGroupKFold(FOLDS, shuffle=True, random_state=0)
    with catch_warnings(action="ignore"):  # a type may have fewer events than there are folds
        splits = list(folds.split(rows, labels, groups))
    found: dict[int, tuple[str, float]] = {}
    for kept, held_out in splits:
        model = _fit([rows[n] for n in kept], [labels[n] for n in kept])
        found |= {n: _best(model, rows[n]) for n in held_out.tolist()}
    best = [found[n] for n in range(len(rows))]
    return [name for name, _ in best], [chance for _, chance in best]


def _best(model: Choice, row: Mapping[str, float]) -> tuple[str, float]:
    chances = model.class_probabilities(row)
    best = max(chances, key=lambda name: (chances[name], name))
    return best, chances[best]


def _calibration(confidences: Sequence[float], right: Sequence[bool]) -> list[float]:
    """The accuracy in each bin, shrunk to the overall accuracy by two pseudo-events and never decreasing."""
    overall = sum(right) / len(right)
    rates: list[float] = []
    for low, high in zip((0.0, *_EDGES), (*_EDGES, 1.1), strict=True):
        in_bin = [ok for chance, ok in zip(confidences, right, strict=True) if low <= chance < high]
        rates.append(max([round((sum(in_bin) + 2 * overall) / (len(in_bin) + 2), 3), *rates[-1:]]))
    return rates


def _share(events: Iterable[tuple[int, bool]]) -> Share | None:
    """The share of right events, clustered by record, as in a sample of a very large population."""
    sums: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for group, ok in events:
        sums[int(group)][0] += int(ok)
        sums[int(group)][1] += 1
    return stratified((("all", y, m) for y, m in sums.values()), {"all": 1_000_000_000})


def _type_score(name: str, predicted: Sequence[str], labels: Sequence[str], groups: _Groups) -> TypeScore:
    triples = list(zip(groups, predicted, labels, strict=True))
    return TypeScore(
        name,
        sum(own == name for own in labels),
        _share((group, own == name) for group, guess, own in triples if guess == name),
        _share((group, guess == name) for group, guess, own in triples if own == name),
    )


def save(learnt: FittedModel, path: Path, version: str) -> None:
    """Write a model file for :func:`open_book` to read."""
    if path.suffix != ".npz":
        raise ConfigError("a model's file ends in .npz", where=str(path), fix=f"name it {path.stem}.npz")
    artifact.write(
        path,
        _KIND,
        _BY,
        choice.arrays({"own_type": learnt.model}),
        codebook=learnt.codebook.model_dump(mode="json", exclude_unset=True),
        newsextract=version,
        records=learnt.records,
        events=learnt.events,
        right=[learnt.accuracy.value, learnt.accuracy.low, learnt.accuracy.high],
    )


class ModelCodebook(Codebook, arbitrary_types_allowed=True):
    """A codebook whose types are assigned by a model, and its slots by their words."""

    model: Choice

    def code(self, record: Record, event: Event) -> Own:
        """Code an event: the most probable type with its calibrated confidence, and the slot values."""
        name, chance = _best(self.model, features(record, event, self))
        return Own(name, self.model.calibrated(chance), self.slot_values(record, event, naming_spans(record, event)))


def open_book(path: str | Path) -> Codebook:
    """Read what ``--codebook`` names: a codebook in TOML or YAML, or a model that ``newsextract learn`` wrote."""
    path = Path(path)
    if path.suffix.lower() != ".npz":
        return books.load(path)
    if not path.is_file():
        raise ConfigError("there is no such model", where=str(path), fix="check the path")
    try:
        loaded = artifact.read(path, _KIND)
        source, model = loaded.facts["codebook"], choice.of(loaded)["own_type"]
    except (ModelMissingError, KeyError) as error:
        raise ConfigError(
            "this is not a model of event types", where=str(path), fix="give what `newsextract learn` wrote"
        ) from error
    book = books.from_parsed(source, str(path))
    return ModelCodebook(types=book.types, slots=book.slots, model=model)
