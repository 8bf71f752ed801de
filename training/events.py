"""Train the events layer from data/annotations/events.jsonl (leads) and frames.jsonl (whole articles), calibrated on the latter.

    python -m training.events            # writes src/newsextract/data/models/events.npz
    python -m training.events --alone    # only status, mode and attendance, which read nothing of the encoder: needs no halves

The annotations hold article ids and values; the articles' text is read from the corpus in ../shared. Every stage is trained
on out-of-fold predictions of the stages before it, as it will meet them in use. Nothing in ../shared/gold is read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
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
from training.events_data import Example, load_as_shipped, load_examples, load_frames, load_reported
from training.fit import Case, calibrated, fit_choice, fit_classes, out_of_fold
from training.shared import MODELS, run

OUT = MODELS / "events.npz"
FOLDS = 5
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
#: from a case and its probabilities: index of the choice, its probability, and other indices that count as chosen
Choose = Callable[[Case, list[float]], tuple[int, float, list[int]]]
#: minimum articles in a bin of the calibration tables
MIN_BIN_SIZE = 12
#: bootstrap samples for the intervals
BOOTSTRAP_SAMPLES = 2000


def _likeliest(_: Case, p: list[float]) -> tuple[int, float, list[int]]:
    k = max(range(len(p)), key=p.__getitem__)
    return k, p[k], []


def _by_name(case: Case, p: list[float]) -> tuple[int, float, list[int]]:
    k, sure = naming.pick(p, case.note[1])
    return k, sure, []


def _by_count(case: Case, p: list[float]) -> tuple[int, float, list[int]]:
    found = case.note[1]
    k, sure = counts.pick(found, p)
    return k, sure, [j for j, count in enumerate(found) if k < len(found) and count.value == found[k].value]


def _wrong(slot: str, case: Case, k: int) -> str:
    """Describe a wrong choice in one line: annotated → chosen."""
    names = case.note[-1]
    return f"{slot} {case.article}: {case.note[0] or 'none'} → {names[k] if k < len(names) and names[k] else 'none'}"


def _whole_only(every: list[Any], whole: Sequence[bool]) -> list[Any]:
    """The items of whole articles, or all items if there are none."""
    return [one for one, judged in zip(every, whole, strict=True) if judged] if any(whole) else every


def _value(case: Case, k: int) -> Any:
    """The value of a choice; None for "none"."""
    return case.note[1][k] if k < len(case.note[1]) else None


def _tally(case: Case, k: int, right: bool) -> tuple[int, int, int]:
    """Hit, miss and extra of a choice, each 0 or 1."""
    wanted, chosen = case.note[0] is not None, k < len(case.rows) - 1
    return int(wanted and right), int(wanted and not right), int(chosen and not (wanted and right))


def _held_out(cases: Sequence[Case], l2: float, min_count: int = 2) -> list[list[float]]:
    """Out-of-fold probabilities of each case's candidates."""
    articles = [case.article for case in cases]
    return out_of_fold(
        cases, articles, FOLDS, lambda some: fit_choice(some, l2, min_count), lambda model, c: model.probabilities(c.rows)
    )


class Stages:
    """The stages, each evaluated out of fold and then trained on every article.

    Attributes
    ----------
    models
        The trained models by slot.
    right
        By slot, whether each article's out-of-fold choice was right.
    f1
        Hits, misses and extras of the slots in ``F1_SLOTS``.
    wrong
        A line for each wrong choice.
    kinds
        The type of each example, predicted out of fold.
    """

    def __init__(self, examples: Sequence[Example]) -> None:
        self.examples = examples
        self.models: dict[str, Choice] = {}
        self.right: dict[str, list[bool]] = {}
        self.f1: dict[str, list[tuple[int, int, int]]] = {}
        self.wrong: list[str] = []
        self.kinds: list[EventType] = []
        self._chances: dict[str, list[list[float]]] = {}

    def stage(self, slot: str, cases: list[Case], whole: Sequence[bool], choose: Choose = _likeliest) -> list[Any]:
        """Evaluate and train one slot; return the value chosen out of fold for each case (None for "none").

        It is evaluated and calibrated on the whole articles, if there are any.
        """
        chances = self._chances[slot] = _held_out(cases, L2[slot])
        picks = [choose(case, p) for case, p in zip(cases, chances, strict=True)]
        evaluated = _whole_only(list(zip(cases, picks, strict=True)), whole)
        judged = [(case, k, chance, bool({k, *also} & set(case.right))) for case, (k, chance, also) in evaluated]
        self.right[slot] = [hit for *_, hit in judged]
        filled = [k < len(case.rows) - 1 for case, k, _, _ in judged]
        sure = [chance for _, _, chance, _ in judged]
        self.models[slot] = calibrated(fit_choice(cases, L2[slot]), sure, self.right[slot], MIN_BIN_SIZE, filled)
        self.wrong += [_wrong(slot, case, k) for case, k, _, hit in judged if not hit]
        if slot in F1_SLOTS:
            self.f1[slot] = [_tally(case, k, hit) for case, k, _, hit in judged]
        return [_value(case, k) for case, (k, _, _) in zip(cases, picks, strict=True)]

    def classes(self, slot: str, cases: list[Case], names: Sequence[str]) -> None:
        """Evaluate and train a slot with a fixed set of classes; the class "" is "none"."""
        chances = out_of_fold(
            cases,
            [case.article for case in cases],
            FOLDS,
            lambda some: fit_classes(some, names, L2[slot], MIN_ARTICLES),
            lambda model, case: model.class_probabilities(case.rows[0]),
        )
        picks = [max(names, key=chance.__getitem__) for chance in chances]
        self.right[slot] = [pick == names[case.right[0]] for pick, case in zip(picks, cases, strict=True)]
        sure = [chance[pick] for chance, pick in zip(chances, picks, strict=True)]
        fitted = fit_classes(cases, names, L2[slot], MIN_ARTICLES)
        self.models[slot] = calibrated(fitted, sure, self.right[slot], MIN_BIN_SIZE, [bool(pick) for pick in picks])
        self.wrong += [
            f"{slot} {case.article}: {names[case.right[0]] or 'none'} → {pick or 'none'}"
            for case, pick, right in zip(cases, picks, self.right[slot], strict=True)
            if not right
        ]

    def annotated_with(self, *slots: str, repeats: bool = False) -> tuple[list[Example], list[EventType]]:
        """The examples with some slots annotated, and their types; without leads also annotated whole, unless ``repeats``."""
        kept = [(e, kind) for e, kind in zip(self.examples, self.kinds, strict=True) if e.slots.issuperset(slots)]
        kept = [(e, kind) for e, kind in kept if repeats or not e.also_whole]
        return [e for e, _ in kept], [kind for _, kind in kept]

    def types(self) -> None:
        """Train the type on every article; evaluate and calibrate it on whole ones, and evaluate it on random leads, too."""

        def fitted(some: list[Case]) -> Choice:
            return fit_classes(some, TYPES, L2["type"], MIN_ARTICLES)

        cases = [cases_of.type_case(example) for example in self.examples]
        articles = [case.article for case in cases]
        chances = out_of_fold(cases, articles, FOLDS, fitted, lambda model, case: model.class_probabilities(case.rows[0]))
        self.kinds = [max(TYPES, key=chance.__getitem__) for chance in chances]
        whole = self.right["type"] = []
        leads = self.right["type, random leads"] = []
        for example, kind in zip(self.examples, self.kinds, strict=True):
            want = {example.event["type"], example.event.get("type_alt")}
            if example.slots:
                (whole if example.whole else leads).append(kind in want)
            if example.whole and kind not in want:
                self.wrong.append(f"type {example.id}: {example.event['type']} → {kind}")
        sure = [max(chance.values()) for example, chance in zip(self.examples, chances, strict=True) if example.whole]
        self.models["type"] = calibrated(fitted(cases), sure, whole)

    def reporting(self, silent: Sequence[Example], more: Sequence[tuple[int, bool, Context]]) -> None:
        """Train the model that tells which pages report an event.

        ``more`` is for training only: it was sampled from pages that an earlier model was unsure of.
        """
        pages = [(e.id, True, e.context) for e in self.examples] + [(e.id, False, e.context) for e in silent]
        cases = [Case([reported.features(context), {}], [int(event)], at) for at, event, context in (*pages, *more)]
        none = self.right["no event"] = []
        some = self.right["some event"] = []
        for (at, event, context), p in zip(pages, _held_out(cases, L2["no event"]), strict=False):
            found = p[0] < reported.NO_EVENT_THRESHOLD and reported.by_rule(context) is None
            (some if event else none).append(found == event)
            if found != event:
                self.wrong.append(f"event {at}: {'some' if event else 'none'} → {'some' if found else 'none'}")
        self.models["no event"] = fit_choice(cases, L2["no event"])

    def times(self) -> None:
        """Train the start and, given the predicted start, the status; and the attendance."""
        examples, kinds = self.annotated_with("start")
        found = self.stage("start", list(map(cases_of.start_case, examples, kinds)), [e.whole for e in examples])
        whole = [one for one in zip(examples, kinds, found, strict=True) if one[0].whole]
        self.classes("status", [cases_of.status_case(*one) for one in whole], STATUSES)
        counted = [cases_of.attendance_case(example, kind) for example, kind, _ in whole]
        self.stage("attendance", counted, [True] * len(counted), _by_count)

    def names(self) -> None:
        """Train the name: the end for each start, then the start."""
        articles = list(map(cases_of.named, *self.annotated_with("name")))
        ends = list(cases_of.name_end_cases(articles))
        self.models["name end"] = fit_choice(ends, L2["name end"])
        chances = iter(_held_out(ends, L2["name end"]))
        cases = [cases_of.name_case(one, [next(chances) for _ in one.starts]) for one in articles]
        self.stage("name", cases, [one.example.whole for one in articles], _by_name)

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
        self.classes("mode", cases, MODES)

    def venues(self, examples: list[Example], kinds: list[EventType]) -> list[Venue | None]:
        """Train the end of each possible venue, then the venue; return the venues chosen out of fold."""
        articles = list(map(cases_of.placed, examples))
        ends = [case for one in articles for case in one.cases.values()]
        self.models["venue end"] = fit_choice(ends, L2["venue end"], MIN_END_CASES)
        chances = iter(_held_out(ends, L2["venue end"], MIN_END_CASES))
        likely = [{at: next(chances) for at in one.cases} for one in articles]
        cases = list(map(cases_of.venue_case, articles, likely, kinds))
        return self.stage("venue", cases, [e.whole for e in examples])

    def type_confusion(self) -> dict[str, dict[str, int]]:
        """The confusion matrix of the whole articles' types: annotated type → out-of-fold type → count."""
        found: dict[str, Counter[str]] = {}
        for example, kind in zip(self.examples, self.kinds, strict=True):
            if example.whole:
                found.setdefault(example.event["type"], Counter())[kind] += 1
        return {kind: dict(counts) for kind, counts in sorted(found.items())}


def train(examples: Sequence[Example], silent: Sequence[Example], more: Sequence[tuple[int, bool, Context]]) -> Stages:
    """Train all stages, on articles that report an event, articles that report none, and others annotated only for that."""
    stages = Stages(examples)
    stages.types()
    stages.reporting(silent, more)
    stages.times()
    stages.names()
    stages.places()
    return stages


def train_alone(part: int = 1) -> Stages:
    """Train status, mode and attendance on what the shipped models choose before them."""
    stages = Stages([])
    found: dict[str, list[Case]] = {"status": [], "mode": [], "attendance": []}
    for example in load_as_shipped(part):
        kind, _, _ = main_type(example.context)
        time, places = when(example.context, kind), venues(example.context)
        best, _, chances = choose("venue", where.features(example.context, kind, places))
        province = where.where(example.context, kind, time.start).place.province
        venue = places[best] if best < len(places) else None
        found["status"].append(cases_of.status_case(example, kind, time))
        found["mode"].append(cases_of.mode_case(example, kind, venue, province, 1 - chances[-1]))
        found["attendance"].append(cases_of.attendance_case(example, kind))
    stages.classes("status", found["status"], STATUSES)
    stages.classes("mode", found["mode"], MODES)
    stages.stage("attendance", found["attendance"], [True] * len(found["attendance"]), _by_count)
    return stages


def load(part: int = 1) -> tuple[list[Example], list[Example]]:
    """Load leads and whole articles: those that report an event, and those that report none."""
    (leads, silent), (whole, none) = load_examples(part), load_frames(part)
    ids = {example.id for example in whole}
    for example in leads:
        example.also_whole = example.id in ids
    return [*leads, *whole], [*silent, *none]


def _share(sums: np.ndarray, count: int) -> np.ndarray:
    return sums[..., 0] / count


def _f1(sums: np.ndarray, _: int) -> np.ndarray:
    found: np.ndarray = 2 * sums[..., 0] / (2 * sums[..., 0] + sums[..., 1] + sums[..., 2])
    return found


def figures(stages: Stages) -> list[tuple[str, str, float, float, float]]:
    """Each out-of-fold figure with its 95 % interval (bootstrap over articles)."""
    generator = np.random.default_rng(20200225)
    measures: list[tuple[str, str, np.ndarray, Callable[[np.ndarray, int], np.ndarray]]] = [
        (slot, f"right of {len(right)}", np.array(right, float)[:, None], _share) for slot, right in stages.right.items()
    ]
    measures += [(slot, "F1", np.array(tallies, float), _f1) for slot, tallies in stages.f1.items()]
    rows = []
    for slot, what, parts, figure in measures:
        drawn = parts[generator.integers(0, len(parts), (BOOTSTRAP_SAMPLES, len(parts)))].sum(axis=1)
        low, high = np.percentile(figure(drawn, len(parts)), [2.5, 97.5])
        rows.append((slot, what, float(figure(parts.sum(axis=0), len(parts))), float(low), float(high)))
    return rows


def main(
    out: Path = OUT,
    errors: Annotated[bool, Option(help="print every wrong out-of-fold choice")] = False,
    part: Annotated[int, Option(help="take one article in this many, for a trial")] = 1,
    alone: Annotated[bool, Option(help="train only status, mode and attendance, and keep the other models")] = False,
) -> None:
    """Train on every annotated article and write the model."""
    stages = train_alone(part) if alone else train(*load(part), load_reported(part))
    rows = figures(stages)
    print("out of fold")
    for slot, what, value, low, high in rows:
        print(f"{slot:14s} {what:14s} {value:.3f}  [{low:.3f}, {high:.3f}]")
    if errors:
        print(*stages.wrong, sep="\n")
    held_out: dict[str, Any] = {"figures": [[slot, what, *(round(v, 3) for v in values)] for slot, what, *values in rows]}
    models = stages.models
    if alone:
        kept = artifact.read(OUT, "choice")
        before, models = kept.facts["out_of_fold"], choice.of(kept) | models
        held_out = before | {"figures": [row for row in before["figures"] if row[0] not in stages.models] + held_out["figures"]}
    else:
        held_out["types"] = stages.type_confusion()
    artifact.write(out, "choice", "training/events.py", choice.arrays(models), out_of_fold=held_out)


if __name__ == "__main__":
    run(main)
