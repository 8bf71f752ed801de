"""Train and judge who takes part in which part, from data/annotations/frames.jsonl.

    python -m training.parts             # writes src/newsextract/data/models/participants.npz

Out of fold by article: the part of each person, body and country in the main event, the main actor among them, and the parts
in the events that are told beside it. Figures count what bench/frames.py counts, and forgive what it forgives.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Annotated, Any

import numpy as np
from typer import Option

from newsextract.layers.drafts import Referent
from newsextract.layers.events import kinds, participants
from newsextract.layers.events.background import clause_of
from newsextract.layers.events.context import Context
from newsextract.layers.events.main_actor import first_features
from newsextract.layers.events.participant_features import clause_features, features
from newsextract.layers.events.participants import CLASSES, LIKELY, LIKELY_ELSEWHERE, PARTS
from newsextract.layers.events.parties import Parties, place_of
from newsextract.models import artifact, choice
from newsextract.models.choice import Choice
from newsextract.records import EventType
from training.events_cases import type_case
from training.events_data import load_examples
from training.fit import Case, calibrated, fit_choice, fit_classes, out_of_fold
from training.readings import Reading, context_of, readings
from training.shared import MODELS, run, scorer

OUT = MODELS / "participants.npz"
FOLDS = 5
#: features that fewer candidates have are left out
LEAST = 3
#: strength of the penalty, by model
L2 = {"part": 2.0, "first": 4.0, "part elsewhere": 1.3}
#: the type of the main event is told by a model of one annotated article in this many, which has not seen the article
TYPED = 3
#: drawn with replacement for the intervals
DRAWS = 2000

Chances = Sequence[Mapping[str, float]]
#: by part, or "any" and "first actor": hits, misses and extras
Tally = dict[str, list[int]]


@dataclass
class Item:
    """The candidates of one article.

    Attributes
    ----------
    reading, kinds, parties
        The annotated article, the probability of each type of its main event, its people, bodies and countries.
    things
        The annotated thing that each candidate is, if it is one.
    asked
        The same of those who may take part in the main event.
    rows
        The features of each of these.
    main, others
        The annotated main event; the features of each candidate of the clause of every other one, with the event's parts.
    """

    reading: Reading
    kinds: Mapping[EventType, float]
    parties: Parties
    things: list[str | None]
    asked: list[str | None]
    rows: list[dict[str, float]]
    main: dict[str, Any]
    others: list[tuple[dict[str, list[str]], list[tuple[str | None, dict[str, float]]]]] = field(default_factory=list)

    @property
    def wanted(self) -> dict[str, list[str]]:
        """The parts of each annotated thing in the main event."""
        return _parts_of(self.main)

    @property
    def first(self) -> str | None:
        """The annotated main actor."""
        return next((one["thing"] for one in self.main["participants"]), None)


def _parts_of(event: Mapping[str, Any]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in event["participants"]:
        found.setdefault(one["thing"], []).append(one["part"])
    return found


def _thing(reading: Reading, one: Referent) -> str | None:
    """The annotated thing of its type that shares most mentions with a referent."""
    spans = [(m.start, m.end) for m in (*one.mentions, *one.offices)]
    shared = {
        key: sum(any(s < end and start < e for s, e in forms) for start, end in spans)
        for key, forms in reading.forms.items()
        if reading.things[key]["type"] == one.type
    }
    best = max(shared, key=shared.__getitem__, default=None)
    return best if best and shared[best] else None


def _types(contexts: Mapping[int, Context]) -> dict[int, dict[EventType, float]]:
    """The probability of each type of each article's main event, by models that have not seen the article."""
    examples, _ = load_examples(TYPED)
    cases = [type_case(example) for example in examples if example.id not in contexts]
    own = {example.id: type_case(example) for example in examples if example.id in contexts}
    asked = [own.get(key) or Case([kinds.features(context)], [], key) for key, context in contexts.items()]

    def fit(some: list[Case]) -> Choice:
        return fit_classes([*cases, *(case for case in some if case.right)], kinds.TYPES, 0.5, LEAST)

    def predict(model: Choice, case: Case) -> dict[EventType, float]:
        chances = model.class_probabilities(case.rows[0])
        return {kind: chances[kind] for kind in kinds.TYPES}

    return dict(zip(contexts, out_of_fold(asked, list(contexts), FOLDS, fit, predict), strict=True))


def load() -> list[Item]:
    """The annotated articles that report an event."""
    found = [one for one in readings(until="statements") if any(event["main"] for event in one.frame["events"])]
    contexts = {one.id: context_of(one.article, one.findings, one.id) for one in found}
    types = _types(contexts)
    return [_item(one, contexts[one.id], types[one.id]) for one in found]


def _item(reading: Reading, context: Context, chances: Mapping[EventType, float]) -> Item:
    kind = max(chances, key=chances.__getitem__)
    parties = Parties.read(context)
    things = [_thing(reading, one) for one in parties.referents]
    main = next(event for event in reading.frame["events"] if event["main"])
    item = Item(reading, chances, parties, things, [things[k] for k in parties.asked], features(parties, kind), main)
    of_thing = {key: one for one, key in zip(parties.referents, things, strict=True) if key}
    taking_part = {place_of(of_thing[key]): parts[0] for key, parts in item.wanted.items() if key in of_thing}
    for event, (start, end) in _told(reading):
        clause = clause_of(context, start, end)
        rows = clause_features(parties, event["type"], (start, end), (clause.start, clause.end), taking_part)  # type: ignore[arg-type]
        item.others.append((_parts_of(event), [(things[spot.party], row) for spot, row in rows]))
    return item


def _told(reading: Reading) -> Iterator[tuple[dict[str, Any], tuple[int, int]]]:
    """The other annotated events with where the article tells them."""
    for event in reading.frame["events"]:
        words = event["about"] or next(filter(None, (event["name"] or {}).values()), None)
        places = [] if event["main"] else reading.places(words)
        yield from ((event, place) for place in places[:1])


def _case(row: dict[str, float], wanted: Mapping[str, list[str]], thing: str | None, article: int) -> Case:
    part = wanted.get(thing or "", ["none"])[0]
    return Case([row], [CLASSES.index(part)], article, note=thing)


def _held_out(cases: Sequence[Case], l2: float) -> Chances:
    def fit(some: list[Case]) -> Choice:
        return fit_classes(some, CLASSES, l2, LEAST)

    articles = [case.article for case in cases]
    return out_of_fold(cases, articles, FOLDS, fit, lambda model, case: model.class_probabilities(case.rows[0]))


def _dealt(chances: Chances, sizes: Sequence[int]) -> Iterator[Chances]:
    """The chances of each article's candidates."""
    at = 0
    for size in sizes:
        yield chances[at : at + size]
        at += size


def first_cases(items: Sequence[Item], chances: Sequence[Chances]) -> list[Case]:
    """The candidates for the main actor and, last, nobody."""
    found = []
    for item, chance in zip(items, chances, strict=True):
        right = [k for k, thing in enumerate(item.asked) if thing and thing == item.first]
        rows = first_features(item.parties, item.kinds, item.rows, chance)
        found.append(Case(rows, right if item.first else [len(item.rows)], item.reading.id, note=item.first))
    return found


class Judged:
    """What is counted, article by article, as bench/frames.py counts it."""

    def __init__(self) -> None:
        self.rows: list[Tally] = []
        self.forgiven: dict[str, set[str]] = scorer("frames").PARTS

    def add(self, wanted: Mapping[str, list[str]], given: Sequence[tuple[str | None, str]]) -> None:
        """Count an event's participants: what is annotated, and who is given in which part."""
        tally: Tally = defaultdict(lambda: [0, 0, 0])
        parts: dict[str, list[str]] = {}
        for number, (thing, part) in enumerate(given):
            parts.setdefault(thing or f"no thing {number}", []).append(part)
        for thing, right in wanted.items():
            got = parts.pop(thing, [])
            fits = any(part in right or self.forgiven.get(part, set()) & set(right) for part in got)
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
        """Each figure's name, how many are annotated, precision, recall and F1 with its 95 % interval over articles."""
        generator = np.random.default_rng(20261128)
        drawn = generator.integers(0, len(self.rows), (DRAWS, len(self.rows)))
        for name in ("participants", "with part", "first actor", *PARTS):
            counts = np.array([row.get(name, [0, 0, 0]) for row in self.rows], dtype=float)
            hit, miss, extra = counts.sum(axis=0)
            if hit + miss:
                sums = counts[drawn].sum(axis=1)
                low, high = np.percentile(_f1(sums), [2.5, 97.5])
                yield (
                    name,
                    int(hit + miss),
                    [hit / max(hit + extra, 1), hit / (hit + miss), float(_f1(counts.sum(axis=0))), low, high],
                )


def _count(tally: list[int], *, hit: bool, extra: bool) -> None:
    tally[0] += hit
    tally[1] += not hit
    tally[2] += extra and not hit


def _f1(sums: np.ndarray) -> np.ndarray:
    found: np.ndarray = 2 * sums[..., 0] / np.maximum(2 * sums[..., 0] + sums[..., 1] + sums[..., 2], 1)
    return found


def _calibrated(model: Choice, cases: Sequence[Case], chances: Chances, likely: float) -> Choice:
    """Calibrated on those who are given: how often such a referent has such a part."""
    best = [(participants.best_part(chance), chance, case) for chance, case in zip(chances, cases, strict=True)]
    given = [(chance[part], case.right[0] == CLASSES.index(part)) for part, chance, case in best if 1 - chance["none"] > likely]
    return calibrated(model, [p for p, _ in given], [right for _, right in given])


def main_event(items: Sequence[Item]) -> tuple[dict[str, Choice], Judged]:
    """The parts in the main event and the main actor: the models, and what they are worth out of fold."""
    cases = [_case(row, i.wanted, thing, i.reading.id) for i in items for row, thing in zip(i.rows, i.asked, strict=True)]
    dealt = _dealt(_held_out(cases, L2["part"]), [len(item.rows) for item in items])
    chances = [participants.in_lists(item.parties, chance) for item, chance in zip(items, dealt, strict=True)]
    firsts = first_cases(items, chances)

    def fit(some: list[Case]) -> Choice:
        return fit_choice(some, L2["first"], LEAST)

    sure = out_of_fold(
        firsts, [case.article for case in firsts], FOLDS, fit, lambda model, case: model.probabilities(case.rows)
    )
    best = [max(range(len(p)), key=p.__getitem__) for p in sure]
    judged = _judged(items, chances, best)
    right = [k in case.right for k, case in zip(best, firsts, strict=True)]
    models = {
        "part": _calibrated(fit_classes(cases, CLASSES, L2["part"], LEAST), cases, list(chain.from_iterable(chances)), LIKELY),
        "first": calibrated(fit(firsts), [p[k] for p, k in zip(sure, best, strict=True)], right),
    }
    return models, judged


def _judged(items: Sequence[Item], chances: Sequence[Chances], best: Sequence[int]) -> Judged:
    """What the chances and the main actor chosen in each article are worth."""
    judged = Judged()
    for item, chance, first in zip(items, chances, best, strict=True):
        chosen = participants.order(chance, first if first < len(chance) else None)  # the last choice is nobody
        judged.add(item.wanted, [(item.asked[k], participants.best_part(chance[k])) for k in chosen])
        judged.add_first(item.first, item.asked[chosen[0]] if chosen else None, given=bool(chosen))
    return judged


def other_events(items: Sequence[Item]) -> tuple[Choice, Judged]:
    """The parts in other events, given where they are told."""
    events = [(item, wanted, rows) for item in items for wanted, rows in item.others]
    cases = [_case(row, wanted, thing, item.reading.id) for item, wanted, rows in events for thing, row in rows]
    chances, judged = _held_out(cases, L2["part elsewhere"]), Judged()
    for (_, wanted, rows), chance in zip(events, _dealt(chances, [len(rows) for _, _, rows in events]), strict=True):
        chosen = participants.order(chance, None, LIKELY_ELSEWHERE)
        judged.add(wanted, [(rows[k][0], participants.best_part(chance[k])) for k in chosen])
    model = fit_classes(cases, CLASSES, L2["part elsewhere"], LEAST)
    return _calibrated(model, cases, chances, LIKELY_ELSEWHERE), judged


def main(out: Annotated[Path, Option(help="where the models are written")] = OUT) -> None:
    """Judge out of fold, then train on every annotated article and write the models."""
    items = load()
    models, judged = main_event(items)
    models["part elsewhere"], elsewhere = other_events(items)
    figures = {}
    for where, found in (("main event", judged), ("other events", elsewhere)):
        print(f"{where}, out of fold: annotated, precision, recall, F1 [95 %]")
        for name, count, (p, r, f1, low, high) in found.figures():
            print(f"  {name:14s} {count:5d}  {p:.3f}  {r:.3f}  {f1:.3f} [{low:.3f}, {high:.3f}]")
            figures[f"{where}: {name}"] = [count, *(round(value, 3) for value in (p, r, f1, low, high))]
    artifact.write(out, "choice", "training/parts.py", choice.arrays(models), out_of_fold=figures)


if __name__ == "__main__":
    run(main)
