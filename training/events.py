"""Train the events layer from data/annotations/events.jsonl (leads) and frames.jsonl (whole articles), calibrated on the latter.

    python -m training.events            # writes src/newsextract/data/models/events.npz
    python -m training.events --alone    # only status, mode and attendance, which read nothing of the encoder: needs no halves

The annotations hold article ids and values; the articles' text is read from the corpus in ../shared. Every stage is trained
on out-of-fold predictions of the stages before it, as it will meet them in use. Nothing in ../shared/gold is read.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Annotated, Any

import numpy as np
from typer import Option

from newsextract.layers.events import counts, naming, reported, where
from newsextract.layers.events.context import Context
from newsextract.layers.events.kinds import TYPES, main_type
from newsextract.layers.events.modes import MODES
from newsextract.layers.events.rank import choose
from newsextract.layers.events.status import STATUSES
from newsextract.layers.events.venues import Venue, venues
from newsextract.layers.events.when import when
from newsextract.models import artifact, choice
from newsextract.models.choice import Choice
from newsextract.records import EventType
from training import events_cases as cases_of
from training.events_cases import Example, load_as_shipped, load_examples, load_frames, load_reported
from training.fit import Case, calibrated, f1, fit_choice, fit_classes, held_out, interval
from training.shared import MODELS, run

OUT = MODELS / "events.npz"
#: minimum articles with a feature, for type, status and mode
MIN_ARTICLES = 3
#: minimum cases with a feature, for the ends of a venue
MIN_END_CASES = 5
#: slots evaluated by F1, too
F1_SLOTS = ("start", "venue", "province", "name", "attendance")
#: strength of the L2 penalty, by stage
L2 = {
    "type": 1.0,
    "start": 0.8,
    "status": 0.5,
    "attendance": 0.6,
    "mode": 0.5,
    "venue end": 1.0,
    "venue": 0.7,
    "province": 0.6,
    "country": 1.5,
    "name end": 1.0,
    "name": 1.5,
    "no event": 0.3,
}


def _pick(slot: str, case: Case, p: list[float]) -> tuple[int, float]:
    """The index of the choice that the layer makes, and its probability."""
    if slot == "name":
        return naming.pick(p, case.note[1])
    if slot == "attendance":
        return counts.pick(case.note[1], p)
    k = max(range(len(p)), key=p.__getitem__)
    return k, p[k]


def _value(values: Sequence[Any], k: int) -> Any:
    """The value of a choice; None for "none"."""
    return values[k] if k < len(values) else None


def _tally(case: Case, k: int, right: bool) -> tuple[int, int, int]:
    """Hit, miss and extra of a choice, each 0 or 1."""
    wanted, chosen = case.note[0] is not None, k < len(case.rows) - 1
    return int(wanted and right), int(wanted and not right), int(chosen and not (wanted and right))


class Stages:
    """The stages, each evaluated out of fold and then trained on every article.

    By slot: the trained ``models``, whether each out-of-fold choice was ``right``, and hits, misses and extras (``f1``) of the
    slots in ``F1_SLOTS``; ``kinds`` is the type of each example, predicted out of fold.
    """

    def __init__(self, examples: Sequence[Example]) -> None:
        self.examples = examples
        self.models: dict[str, Choice] = {}
        self.right: dict[str, list[bool]] = {}
        self.f1: dict[str, list[tuple[int, int, int]]] = {}
        self.kinds: list[EventType] = []
        self._chances: dict[str, list[list[float]]] = {}

    def stage(self, slot: str, cases: list[Case], whole: Sequence[bool] = (), classes: Sequence[str] = ()) -> list[Any]:
        """Evaluate and train one slot; return the value chosen out of fold for each case (None for "none").

        It is evaluated and calibrated on the whole articles, if there are any. With ``classes``, these are the candidates of each
        case, and the class "" is "none".
        """
        fit = partial(fit_choice, l2=L2[slot])
        if classes:
            fit = partial(fit_classes, classes=classes, l2=L2[slot], min_count=MIN_ARTICLES)
        chances = self._chances[slot] = [list(p.values()) if classes else p for p in held_out(cases, fit)]
        picks = [_pick(slot, case, p) for case, p in zip(cases, chances, strict=True)]
        judged = [n for n in range(len(cases)) if whole[n]] if any(whole) else range(len(cases))
        self._judge(slot, fit(cases), [cases[n] for n in judged], [picks[n] for n in judged])
        return [_value(classes or case.note[1], k) for case, (k, _) in zip(cases, picks, strict=True)]

    def _judge(self, slot: str, model: Choice, cases: list[Case], picks: list[tuple[int, float]]) -> None:
        """Count which choices are right, and calibrate the model of the slot on them."""
        right = self.right[slot] = [k in case.right for case, (k, _) in zip(cases, picks, strict=True)]
        filled = [
            bool(model.classes[k]) if model.classes else k < len(case.rows) - 1
            for case, (k, _) in zip(cases, picks, strict=True)
        ]
        self.models[slot] = calibrated(model, [sure for _, sure in picks], right, filled=filled)
        if slot in F1_SLOTS:
            self.f1[slot] = [_tally(case, k, hit) for case, (k, _), hit in zip(cases, picks, right, strict=True)]

    def annotated_with(self, *slots: str) -> tuple[list[Example], list[EventType]]:
        """The examples with some slots annotated, and their types; without leads also annotated whole."""
        every = zip(self.examples, self.kinds, strict=True)
        kept = [(e, kind) for e, kind in every if e.slots.issuperset(slots) and not e.also_whole]
        return [e for e, _ in kept], [kind for _, kind in kept]

    def types(self) -> None:
        """Train the type on every article; evaluate and calibrate it on whole ones, and evaluate it on random leads, too."""
        fit = partial(fit_classes, classes=TYPES, l2=L2["type"], min_count=MIN_ARTICLES)
        cases = [cases_of.type_case(example) for example in self.examples]
        chances = held_out(cases, fit)
        self.kinds = [max(TYPES, key=chance.__getitem__) for chance in chances]
        whole = self.right["type"] = []
        leads = self.right["type, random leads"] = []
        for example, kind in zip(self.examples, self.kinds, strict=True):
            want = {example.event["type"], example.event.get("type_alt")}
            if example.slots:
                (whole if example.whole else leads).append(kind in want)
        sure = [max(chance.values()) for example, chance in zip(self.examples, chances, strict=True) if example.whole]
        self.models["type"] = calibrated(fit(cases), sure, whole)

    def reporting(self, silent: Sequence[Example], more: Sequence[tuple[int, bool, Context]]) -> None:
        """Train the model that tells which pages report an event.

        ``more`` is for training only: it was sampled from pages that an earlier model was unsure of.
        """
        pages = [(e.id, True, e.context) for e in self.examples] + [(e.id, False, e.context) for e in silent]
        cases = [Case([reported.features(context), {}], [int(event)], at) for at, event, context in (*pages, *more)]
        fit = partial(fit_choice, l2=L2["no event"])
        none = self.right["no event"] = []
        some = self.right["some event"] = []
        for (_, event, context), p in zip(pages, held_out(cases, fit), strict=False):
            found = p[0] < reported.NO_EVENT_THRESHOLD and reported.by_rule(context) is None
            (some if event else none).append(found == event)
        self.models["no event"] = fit(cases)

    def times(self) -> None:
        """Train the start and, given the predicted start, the status; and the attendance."""
        examples, kinds = self.annotated_with("start")
        found = self.stage("start", list(map(cases_of.start_case, examples, kinds)), [e.whole for e in examples])
        whole = [one for one in zip(examples, kinds, found, strict=True) if one[0].whole]
        self.stage("status", [cases_of.status_case(*one) for one in whole], classes=STATUSES)
        self.stage("attendance", [cases_of.attendance_case(example, kind) for example, kind, _ in whole])

    def names(self) -> None:
        """Train the name: the end for each start, then the start."""
        articles = list(map(cases_of.named, *self.annotated_with("name")))
        ends = list(cases_of.name_end_cases(articles))
        fit = partial(fit_choice, l2=L2["name end"])
        self.models["name end"] = fit(ends)
        chances = iter(held_out(ends, fit))
        cases = [cases_of.name_case(one, [next(chances) for _ in one.starts]) for one in articles]
        self.stage("name", cases, [one.example.whole for one in articles])

    def places(self) -> None:
        """Train venue, province, country and mode."""
        examples, kinds = self.annotated_with("venue", "province", "country")
        whole = [e.whole for e in examples]
        venues = self.venues(examples, kinds)
        provinces = self.stage("province", list(map(cases_of.province_case, examples, kinds, venues)), whole)
        sure = [(1 - v[-1], 1 - p[-1]) for v, p in zip(self._chances["venue"], self._chances["province"], strict=True)]
        self.stage("country", list(map(cases_of.country_case, examples, kinds, venues, provinces, sure)), whole)
        held = [venue for venue, _ in sure]
        cases = [cases_of.mode_case(*one) for one in zip(examples, kinds, venues, provinces, held, strict=True) if one[0].whole]
        self.stage("mode", cases, classes=MODES)

    def venues(self, examples: list[Example], kinds: list[EventType]) -> list[Venue | None]:
        """Train the end of each possible venue, then the venue; return the venues chosen out of fold."""
        starts = list(map(cases_of.venue_end_cases, examples))
        ends = [case for one in starts for case in one.values()]
        fit = partial(fit_choice, l2=L2["venue end"], min_count=MIN_END_CASES)
        self.models["venue end"] = fit(ends)
        chances = iter(held_out(ends, fit))
        likely = [{at: next(chances) for at in one} for one in starts]
        cases = list(map(cases_of.venue_case, examples, likely, kinds))
        return self.stage("venue", cases, [e.whole for e in examples])


def train() -> Stages:
    """Train all stages, on articles that report an event, articles that report none, and others annotated only for that."""
    (leads, silent), (whole, none) = load_examples(), load_frames()
    ids = {example.id for example in whole}
    for example in leads:
        example.also_whole = example.id in ids
    stages = Stages([*leads, *whole])
    stages.types()
    stages.reporting([*silent, *none], load_reported())
    stages.times()
    stages.names()
    stages.places()
    return stages


def train_alone() -> Stages:
    """Train status, mode and attendance on what the shipped models choose before them."""
    stages = Stages([])
    found: dict[str, list[Case]] = {"status": [], "mode": [], "attendance": []}
    for example in load_as_shipped():
        kind, _, _ = main_type(example.context)
        time, places = when(example.context, kind), venues(example.context)
        best, _, chances = choose("venue", where.features(example.context, kind, places))
        province = where.where(example.context, kind, time.mentions).place.province
        venue = places[best] if best < len(places) else None
        found["status"].append(cases_of.status_case(example, kind, time))
        found["mode"].append(cases_of.mode_case(example, kind, venue, province, 1 - chances[-1]))
        found["attendance"].append(cases_of.attendance_case(example, kind))
    stages.stage("status", found["status"], classes=STATUSES)
    stages.stage("mode", found["mode"], classes=MODES)
    stages.stage("attendance", found["attendance"])
    return stages


def figures(stages: Stages) -> list[tuple[str, str, float, float, float]]:
    """Each out-of-fold figure with its 95 % interval (bootstrap over articles)."""
    dice = np.random.default_rng(20200225)
    rows = []
    for slot, right in stages.right.items():
        share = interval(np.array(right, float), lambda sums: sums, dice) / len(right)
        rows.append((slot, f"right of {len(right)}", *share.tolist()))
    for slot, tallies in stages.f1.items():
        rows.append((slot, "F1", *interval(np.array(tallies, float), f1, dice).tolist()))
    return rows


def main(
    alone: Annotated[bool, Option(help="train only status, mode and attendance, and keep the other models")] = False,
) -> None:
    """Train on every annotated article and write the model."""
    stages = train_alone() if alone else train()
    rows = figures(stages)
    print("out of fold")
    for slot, what, value, low, high in rows:
        print(f"{slot:14s} {what:14s} {value:.3f}  [{low:.3f}, {high:.3f}]")
    kept = [[slot, what, *(round(v, 3) for v in values)] for slot, what, *values in rows]
    models = stages.models
    if alone:
        before = artifact.read(OUT, "choice")
        kept = [row for row in before.facts["out_of_fold"]["figures"] if row[0] not in models] + kept
        models = choice.of(before) | models
    artifact.write(OUT, "choice", "training/events.py", choice.arrays(models), out_of_fold={"figures": kept})


if __name__ == "__main__":
    run(main)
