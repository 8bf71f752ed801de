"""Train and calibrate the events layer from data/annotations/events.jsonl.

    python -m training.events            # writes src/newsextract/data/models/events.npz

The annotations hold article ids and values; the articles' text is read from the corpus in ../shared. Every stage is
trained on what the stages before it say of articles they have not seen (out-of-fold), as it will meet them. Nothing in
../shared/gold is read.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from newsextract.layers.events import naming, reported, who
from newsextract.layers.events.context import Context
from newsextract.layers.events.kinds import TYPES
from newsextract.layers.events.venues import Venue
from newsextract.models import artifact, choice
from newsextract.models.choice import Choice
from newsextract.records import EventType
from training import events_cases as cases_of
from training.events_data import EVERY, Example, load_examples, load_reported
from training.fit import Case, calibrated, fit_choice, fit_classes, out_of_fold
from training.shared import MODELS

OUT = MODELS / "events.npz"
FOLDS = 8
#: features of the type that fewer articles have are left out
LEAST = 3
#: slots judged over the values that exist
F1 = ("venue", "province", "name")
L2 = {
    "type": 0.5,
    "start": 0.8,
    "actor": 0.4,
    "venue": 0.7,
    "province": 0.3,
    "country": 1.5,
    "name end": 1.0,
    "name": 1.5,
    "organisation": 0.25,
    "no event": 0.3,
}


#: of a choice and its probabilities: what is picked, how sure that is, and what else counts as picked
Choose = Callable[[Case, list[float]], tuple[int, float, list[int]]]


def _likeliest(_: Case, p: list[float]) -> tuple[int, float, list[int]]:
    k = max(range(len(p)), key=p.__getitem__)
    return k, p[k], []


def _first_two(case: Case, p: list[float]) -> tuple[int, float, list[int]]:
    """The first actor and, where it is likely enough to be said, the second: scoring looks at both."""
    none = len(case.rows) - 1
    order = sorted(range(len(p)), key=lambda k: -p[k])
    also = [k for k in order[1:] if k != none and p[k] >= who.FURTHER][:1] if order[0] != none else []
    return order[0], min(1.0, p[order[0]] + sum(p[k] for k in also)), also


def _by_name(case: Case, p: list[float]) -> tuple[int, float, list[int]]:
    k, sure = naming.pick(p, case.note[1])
    return k, sure, []


def _wrong(slot: str, case: Case, k: int) -> str:
    """One wrong choice, as a line: what is annotated, what was chosen."""
    said = case.note[-1]
    return f"{slot} {case.article}: {case.note[0] or 'none'} → {said[k] if k < len(said) and said[k] else 'none'}"


def _tally(case: Case, k: int, right: bool) -> tuple[int, int, int]:
    """Hit, miss and extra of a choice among values that exist."""
    wanted, said = case.note[0] is not None, k < len(case.rows) - 1
    return int(wanted and right), int(wanted and not right), int(said and not (wanted and right))


def _held_out(cases: Sequence[Case], l2: float) -> list[list[float]]:
    """The probabilities of each case's candidates by a model that has not seen its article."""
    articles = [case.article for case in cases]
    return out_of_fold(
        cases, articles, FOLDS, lambda some: fit_choice(some, l2), lambda model, case: model.probabilities(case.rows)
    )


class Stages:
    """The stages, each judged out of fold and then trained on every article.

    Parameters
    ----------
    examples
        Annotated articles that report an event.
    l2
        Strength of the penalty, by stage.

    Attributes
    ----------
    models
        The trained models by slot.
    right
        By slot, whether each article's out-of-fold choice was right.
    f1
        Hits, misses and extras of the slots in ``F1``.
    wrong
        A line for each wrong choice.
    """

    def __init__(self, examples: Sequence[Example], l2: dict[str, float]) -> None:
        self.examples = examples
        self.l2 = l2
        self.models: dict[str, Choice] = {}
        self.right: dict[str, list[bool]] = {}
        self.f1: dict[str, list[tuple[int, int, int]]] = {}
        self.wrong: list[str] = []
        self.kinds: list[EventType] = []
        self._chances: dict[str, list[list[float]]] = {}

    def stage(self, slot: str, cases: list[Case], choose: Choose = _likeliest) -> list[Any]:
        """Judge and train one slot; what it chose out of fold, as the case's note has it (None for none)."""
        said = self._chances[slot] = _held_out(cases, self.l2[slot])
        picks = [choose(case, p) for case, p in zip(cases, said, strict=True)]
        right = [bool({k, *also} & set(case.right)) for (k, _, also), case in zip(picks, cases, strict=True)]
        self.right[slot] = right
        self.models[slot] = calibrated(fit_choice(cases, self.l2[slot]), [sure for _, sure, _ in picks], right)
        self.wrong += [_wrong(slot, case, k) for (k, _, _), case, hit in zip(picks, cases, right, strict=True) if not hit]
        if slot in F1:
            self.f1[slot] = [_tally(case, k, hit) for (k, _, _), case, hit in zip(picks, cases, right, strict=True)]
        values = [case.note[1] for case in cases]
        return [some[k] if k < len(some) else None for some, (k, _, _) in zip(values, picks, strict=True)]

    def having(self, *slots: str) -> tuple[list[Example], list[EventType]]:
        """The articles in which some slots are annotated, and the type that each was taken for."""
        kept = [(e, kind) for e, kind in zip(self.examples, self.kinds, strict=True) if e.slots.issuperset(slots)]
        return [e for e, _ in kept], [kind for _, kind in kept]

    def types(self) -> None:
        """The type: trained on every article, calibrated on those annotated whole; judged on them and on random leads."""
        cases = cases_of.type_cases(self.examples)
        chances = out_of_fold(
            cases,
            [case.article for case in cases],
            FOLDS,
            lambda some: fit_classes(some, TYPES, self.l2["type"], LEAST),
            lambda model, case: model.class_probabilities(case.rows[0]),
        )
        self.kinds = [max(TYPES, key=said.__getitem__) for said in chances]
        hits = [kind == TYPES[case.right[0]] for kind, case in zip(self.kinds, cases, strict=True)]
        whole = [k for k, example in enumerate(self.examples) if example.slots == EVERY]
        leads = [k for k, example in enumerate(self.examples) if example.slots and example.slots != EVERY]
        self.right["type"], self.right["type, random leads"] = [hits[k] for k in whole], [hits[k] for k in leads]
        trained = fit_classes(cases, TYPES, self.l2["type"], LEAST)
        self.models["type"] = calibrated(trained, [max(chances[k].values()) for k in whole], self.right["type"])
        pairs = [(cases[k].article, TYPES[cases[k].right[0]], self.kinds[k]) for k in whole]
        self.wrong += [f"type {article}: {want} → {got}" for article, want, got in pairs if want != got]

    def reporting(self, silent: Sequence[Example], more: Sequence[tuple[int, bool, Context]]) -> None:
        """Which pages report an event.

        ``more`` is trained on and not judged on: it was drawn among pages that an earlier model was unsure of.
        """
        pages = [(e.id, True, e.context) for e in self.examples] + [(e.id, False, e.context) for e in silent]
        cases = [Case([reported.features(seen), {}], [int(event)], at) for at, event, seen in (*pages, *more)]
        none = self.right["no event"] = []
        some = self.right["some event"] = []
        for (at, event, seen), p in zip(pages, _held_out(cases, self.l2["no event"]), strict=False):
            said = p[0] < reported.LIKELY and reported.by_rule(seen) is None
            (some if event else none).append(said == event)
            if said != event:
                self.wrong.append(f"event {at}: {'some' if event else 'none'} → {'some' if said else 'none'}")
        self.models["no event"] = fit_choice(cases, self.l2["no event"])

    def names(self) -> None:
        """The name: the end of each start, then the start."""
        articles = cases_of.named(*self.having("name"))
        ends = cases_of.name_end_cases(articles)
        self.models["name end"] = fit_choice(ends, self.l2["name end"])
        self.stage("name", cases_of.name_cases(articles, _held_out(ends, self.l2["name end"])), _by_name)

    def places(self) -> dict[int, Venue | None]:
        """Venue, province and country; the venue of each article."""
        examples, kinds = self.having("venue", "province", "country")
        venues = self.stage("venue", cases_of.venue_cases(examples, kinds))
        provinces = self.stage("province", cases_of.province_cases(examples, kinds, venues))
        sure = [(1 - v[-1], 1 - p[-1]) for v, p in zip(self._chances["venue"], self._chances["province"], strict=True)]
        self.stage("country", cases_of.country_cases(examples, kinds, venues, provinces, sure))
        return {e.id: venue for e, venue in zip(examples, venues, strict=True)}

    def people(self, venues: dict[int, Venue | None]) -> None:
        """The actor, and the organisations that take part."""
        examples, kinds = self.having("actor", "organisations", "venue")
        actors = self.stage("actor", cases_of.actor_cases(examples, kinds), _first_two)
        ends = [actor and actor.end for actor in actors]
        cases = cases_of.body_cases(examples, kinds, ends, [venues[e.id] for e in examples])
        said = _held_out(cases, self.l2["organisation"])
        self.right["organisation"] = [(p[0] >= 0.5) == (case.right[0] == 0) for p, case in zip(said, cases, strict=True)]
        self.models["organisation"] = fit_choice(cases, self.l2["organisation"])

    def taken_for(self) -> dict[str, dict[str, int]]:
        """For each type what the articles annotated whole were taken for, how often."""
        found: dict[str, Counter[str]] = {}
        for example, kind in zip(self.examples, self.kinds, strict=True):
            if example.slots == EVERY:
                found.setdefault(example.event["type"], Counter())[kind] += 1
        return {kind: dict(counts) for kind, counts in sorted(found.items())}


def train(
    examples: Sequence[Example],
    silent: Sequence[Example],
    more: Sequence[tuple[int, bool, Context]],
    l2: dict[str, float] = L2,
) -> Stages:
    """All stages in order.

    Parameters
    ----------
    examples, silent, more
        Articles that report an event, those that report none, and others of which only that is annotated.
    l2
        Strength of the penalty, by stage.
    """
    stages = Stages(examples, l2)
    stages.types()
    stages.reporting(silent, more)
    stages.stage("start", cases_of.start_cases(*stages.having("start")))
    stages.names()
    stages.people(stages.places())
    return stages


def figures(
    right: dict[str, list[bool]], f1: dict[str, list[tuple[int, int, int]]], draws: int = 2000
) -> list[tuple[str, str, float, float, float]]:
    """Each out-of-fold figure with its 95 % interval (bootstrap over articles; over bodies for organisations)."""
    generator = np.random.default_rng(20200225)
    rows = []
    for slot, oks in right.items():
        values = np.asarray(oks, dtype=float)
        drawn = values[generator.integers(0, len(values), (draws, len(values)))].mean(axis=1)
        low, high = np.percentile(drawn, [2.5, 97.5])
        rows.append((slot, f"right of {len(values)}", float(values.mean()), float(low), float(high)))
    for slot, tallies in f1.items():
        parts = np.asarray(tallies, dtype=float)
        drawn = parts[generator.integers(0, len(parts), (draws, len(parts)))].sum(axis=1)
        low, high = np.percentile(2 * drawn[:, 0] / (2 * drawn[:, 0] + drawn[:, 1] + drawn[:, 2]), [2.5, 97.5])
        hit, miss, extra = parts.sum(axis=0)
        rows.append((slot, "F1", float(2 * hit / (2 * hit + miss + extra)), float(low), float(high)))
    return rows


def main() -> None:
    """Train on every annotated article and write the model."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--errors", action="store_true", help="print every wrong out-of-fold choice")
    parser.add_argument("--part", type=int, default=1, help="take one article in so many: a trial")
    args = parser.parse_args()
    examples, silent = load_examples(args.part)
    trained = train(examples, silent, load_reported(args.part))
    rows = figures(trained.right, trained.f1)
    print("out of fold")
    for slot, what, value, low, high in rows:
        print(f"{slot:14s} {what:14s} {value:.3f}  [{low:.3f}, {high:.3f}]")
    if args.errors:
        print(*trained.wrong, sep="\n")
    figures_ = [[slot, what, *(round(v, 3) for v in values)] for slot, what, *values in rows]
    artifact.write(
        args.out,
        "choice",
        "training/events.py",
        choice.arrays(trained.models),
        out_of_fold={"figures": figures_, "types": trained.taken_for()},
    )


if __name__ == "__main__":
    main()
