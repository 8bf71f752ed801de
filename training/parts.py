"""Train and evaluate the models of participants and their parts in events, from data/annotations/frames.jsonl.

    python -m training.parts             # writes src/newsextract/data/models/participants.npz

Evaluated out of fold by article: the part of each person, organisation and country in the main event, the main actor among
them, and the parts in the other events. Figures are counted by the rules of bench/frames.py, with its tolerances.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import Any

import numpy as np

from newsextract.layers.drafts import Referent
from newsextract.layers.events import kinds, participants
from newsextract.layers.events.background import clause_of
from newsextract.layers.events.context import Context
from newsextract.layers.events.participant_features import clause_features, features
from newsextract.layers.events.participants import THRESHOLD, THRESHOLD_ELSEWHERE, main_actor_features
from newsextract.layers.events.parties import CLASSES, PARTS, Parties, Span, Spot, best_part, parties_of, referent_key
from newsextract.models import artifact, choice
from newsextract.models.choice import Choice
from newsextract.records import EventType
from training.events_cases import load_examples, type_case
from training.fit import Case, calibrated, f1, fit_choice, fit_classes, held_out, interval
from training.readings import Reading, context_of, readings, shared_mentions
from training.shared import MODELS, run, scorer

#: minimum candidates with a feature
LEAST = 3
#: strength of the L2 penalty, by model
L2 = {"part": 8.0, "first": 4.0, "part elsewhere": 2.0}
#: the main event's type is predicted out of fold, by models trained on one in this many of the annotated leads
LEAD_STEP = 3

Chances = Sequence[Mapping[str, float]]
#: hits, misses and extras, by part and for "participants", "with part" and "first actor"
Tally = dict[str, list[int]]


@dataclass
class Item:
    """The candidates of an article for the main event, with the annotated thing, if any, and the features of each.

    ``kinds`` is the probability of each type of the main event; ``others`` has for every other event its span, its annotated
    parts, and thing, mention and features of each candidate.
    """

    reading: Reading
    kinds: Mapping[EventType, float]
    parties: Parties
    main_things: list[str | None]
    rows: list[dict[str, float]]
    others: list[tuple[Span, dict[str, list[str]], list[tuple[str | None, Spot, dict[str, float]]]]]

    @property
    def wanted(self) -> dict[str, list[str]]:
        """The annotated parts of each thing in the main event."""
        return _parts_of(self.reading.main or {})

    @property
    def first(self) -> str | None:
        """The annotated main actor."""
        return next(iter(self.wanted), None)


def _parts_of(event: Mapping[str, Any]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in event.get("participants", ()):
        found.setdefault(one["thing"], []).append(one["part"])
    return found


def _thing(reading: Reading, one: Referent) -> str | None:
    """The annotated thing of the same type that shares the most mentions with a referent."""
    same = {key: forms for key, forms in reading.forms.items() if reading.things[key]["type"] == one.type}
    shared = {key: shared_mentions(one, forms) for key, forms in same.items()}
    best = max(shared, key=shared.__getitem__, default=None)
    return best if best and shared[best] else None


def _types(contexts: Mapping[int, Context]) -> dict[int, dict[EventType, float]]:
    """Out-of-fold probabilities of the type of each article's main event."""
    examples, _ = load_examples(LEAD_STEP)
    cases = [type_case(example) for example in examples if example.id not in contexts]
    own = {example.id: type_case(example) for example in examples if example.id in contexts}
    typed = [own.get(key) or Case([kinds.features(context)], [], key) for key, context in contexts.items()]

    def fit(some: list[Case]) -> Choice:
        return fit_classes([*cases, *(case for case in some if case.right)], kinds.TYPES, 0.5, LEAST)

    return dict(zip(contexts, held_out(typed, fit), strict=True))


def load() -> list[Item]:
    """Load the annotated articles that report an event."""
    found = [one for one in readings(until="statements") if one.main]
    contexts = {one.id: context_of(one.article, one.findings, one.id) for one in found}
    types = _types(contexts)
    return [_item(one, contexts[one.id], types[one.id]) for one in found]


def _item(reading: Reading, context: Context, chances: Mapping[EventType, float]) -> Item:
    kind = max(chances, key=chances.__getitem__)
    parties = parties_of(context)
    things = [_thing(reading, one) for one in parties.referents]
    item = Item(reading, chances, parties, [things[k] for k in parties.main_candidates], features(parties, kind), [])
    of_thing = {key: one for one, key in zip(parties.referents, things, strict=True) if key}
    taking_part = {referent_key(of_thing[key]): parts[0] for key, parts in item.wanted.items() if key in of_thing}
    for event, (start, end) in _other_events(reading):
        clause = clause_of(context, start, end)
        rows = clause_features(parties, event["type"], (start, end), (clause.start, clause.end), taking_part)  # type: ignore[arg-type]
        item.others.append(((start, end), _parts_of(event), [(things[spot.party], spot, row) for spot, row in rows]))
    return item


def _other_events(reading: Reading) -> Iterator[tuple[dict[str, Any], tuple[int, int]]]:
    """Yield the other annotated events, each with the span that tells it first."""
    for event in reading.others:
        words = event["about"] or next(filter(None, (event["name"] or {}).values()), None)
        yield from ((event, place) for place in reading.places(words)[:1])


def _case(row: dict[str, float], wanted: Mapping[str, list[str]], thing: str | None, article: int) -> Case:
    part = wanted.get(thing or "", ["none"])[0]
    return Case([row], [CLASSES.index(part)], article, note=thing)


def _fit_parts(model: str) -> Callable[[Sequence[Case]], Choice]:
    return partial(fit_classes, classes=CLASSES, l2=L2[model], min_count=LEAST)


def first_cases(items: Sequence[Item], chances: Sequence[Chances]) -> list[Case]:
    """One case per article: the candidates for the main actor and, last, nobody."""
    found = []
    for item, chance in zip(items, chances, strict=True):
        right = [k for k, thing in enumerate(item.main_things) if thing and thing == item.first]
        rows = main_actor_features(item.parties, item.kinds, item.rows, chance)
        found.append(Case(rows, right if item.first else [len(item.rows)], item.reading.id, note=item.first))
    return found


class Tallies:
    """Hits, misses and extras of each article, by the rules of bench/frames.py."""

    def __init__(self) -> None:
        self.rows: list[Tally] = []
        self.accepted_parts: dict[str, set[str]] = scorer("frames").PARTS

    def add(self, wanted: Mapping[str, list[str]], given: Sequence[tuple[str | None, str]]) -> None:
        """Count an event's participants: the annotated parts of each thing, and the predicted things and parts."""
        tally: Tally = defaultdict(lambda: [0, 0, 0])
        parts: dict[str, list[str]] = {}
        for number, (thing, part) in enumerate(given):
            parts.setdefault(thing or f"no thing {number}", []).append(part)
        for thing, right in wanted.items():
            got = parts.pop(thing, [])
            fits = any(part in right or self.accepted_parts.get(part, set()) & set(right) for part in got)
            _count(tally["participants"], hit=bool(got), extra=False)
            _count(tally["with part"], hit=fits, extra=bool(got))
            _count(tally[right[0]], hit=fits, extra=False)
            if got and not fits:
                tally[got[0]][2] += 1
        for extra in parts.values():
            for name in ("participants", "with part", extra[0]):
                tally[name][2] += 1
        self.rows.append(tally)

    def add_first(self, want: str | None, got: str | None, *, given: bool) -> None:
        """Count the main actor of the article added last."""
        hit = want is not None and want == got
        self.rows[-1]["first actor"] = [int(hit), int(want is not None and not hit), int(given and not hit)]

    def figures(self) -> Iterator[tuple[str, int, list[float]]]:
        """Yield each figure's name, number annotated, precision, recall, and F1 with its 95 % interval (over articles)."""
        for name in ("participants", "with part", "first actor", *PARTS):
            counts = np.array([row.get(name, [0, 0, 0]) for row in self.rows], dtype=float)
            hit, miss, extra = counts.sum(axis=0)
            if hit + miss:
                shares = hit / max(hit + extra, 1), hit / (hit + miss)
                value, low, high = interval(counts, f1, np.random.default_rng(20261128))
                yield name, int(hit + miss), [*shares, float(value), low, high]


def _count(tally: list[int], *, hit: bool, extra: bool) -> None:
    tally[0] += hit
    tally[1] += not hit
    tally[2] += extra and not hit


def _calibrated(model: Choice, cases: Sequence[Case], chances: Chances, likely: float) -> Choice:
    """The model calibrated on the predicted participants: how often the predicted part is right."""
    best = [(best_part(chance), chance, case) for chance, case in zip(chances, cases, strict=True)]
    given = [(chance[part], case.right[0] == CLASSES.index(part)) for part, chance, case in best if 1 - chance["none"] > likely]
    return calibrated(model, [p for p, _ in given], [right for _, right in given])


def main_event(items: Sequence[Item]) -> tuple[dict[str, Choice], Tallies]:
    """The models of the parts in the main event and of the main actor, and their out-of-fold counts."""
    cases = [_case(row, i.wanted, thing, i.reading.id) for i in items for row, thing in zip(i.rows, i.main_things, strict=True)]
    dealt = iter(held_out(cases, _fit_parts("part")))
    chances = [
        participants.average_in_lists(item.parties, item.parties.main_spots, [next(dealt) for _ in item.rows]) for item in items
    ]
    firsts = first_cases(items, chances)
    fit = partial(fit_choice, l2=L2["first"], min_count=LEAST)
    sure = held_out(firsts, fit)
    best = [max(range(len(p)), key=p.__getitem__) for p in sure]
    judged = _judged(items, chances, sure)
    right = [k in case.right for k, case in zip(best, firsts, strict=True)]
    models = {
        "part": _calibrated(_fit_parts("part")(cases), cases, [*chain.from_iterable(chances)], THRESHOLD),
        "first": calibrated(fit(firsts), [p[k] for p, k in zip(sure, best, strict=True)], right),
    }
    return models, judged


def _judged(items: Sequence[Item], chances: Sequence[Chances], of_first: Sequence[Sequence[float]]) -> Tallies:
    """Count the participants that the program gives for some probabilities of the parts and of the main actor."""
    judged = Tallies()
    for item, given, firsts in zip(items, chances, of_first, strict=True):
        kind = max(item.kinds, key=item.kinds.__getitem__)
        chance, chosen, _ = participants.settle_main(item.parties, kind, given, firsts)
        judged.add(item.wanted, [(item.main_things[k], best_part(chance[k])) for k in chosen])
        judged.add_first(item.first, item.main_things[chosen[0]] if chosen else None, given=bool(chosen))
    return judged


def other_events(items: Sequence[Item]) -> tuple[Choice, Tallies]:
    """The model of the parts in other events, given the spans that tell them, and its out-of-fold counts."""
    events = [(item, *other) for item in items for other in item.others]
    cases = [_case(row, wanted, thing, item.reading.id) for item, _, wanted, rows in events for thing, _, row in rows]
    fit, judged = _fit_parts("part elsewhere"), Tallies()
    dealt = iter(held_out(cases, fit))
    averaged = []
    for item, at, wanted, rows in events:
        spots = [spot for _, spot, _ in rows]
        averaged.append(participants.average_in_lists(item.parties, spots, [next(dealt) for _ in rows]))
        settled, chosen = participants.settle_other(item.parties, at, spots, averaged[-1])
        judged.add(wanted, [(rows[k][0], best_part(settled[k])) for k in chosen])
    return _calibrated(fit(cases), cases, [*chain.from_iterable(averaged)], THRESHOLD_ELSEWHERE), judged


def main() -> None:
    """Evaluate out of fold, then train on every annotated article and write the models."""
    items = load()
    models, judged = main_event(items)
    models["part elsewhere"], elsewhere = other_events(items)
    figures = {}
    for where, found in (("main event", judged), ("other events", elsewhere)):
        print(f"{where}, out of fold: annotated, precision, recall, F1 [95 %]")
        for name, count, values in found.figures():
            print(f"  {name:14s} {count:5d} ", "{:.3f}  {:.3f}  {:.3f} [{:.3f}, {:.3f}]".format(*values))
            figures[f"{where}: {name}"] = [count, *(round(value, 3) for value in values)]
    artifact.write(MODELS / "participants.npz", "choice", "training/parts.py", choice.arrays(models), out_of_fold=figures)


if __name__ == "__main__":
    run(main)
