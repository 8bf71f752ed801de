"""Train the events layer from data/annotations/events.jsonl (leads) and frames.jsonl (whole articles), calibrated on the latter.

    python -m training.events            # writes src/newsextract/data/models/events.npz

The annotations hold article ids and values; the articles' text is read from the corpus in ../shared. Every stage is
trained on what the stages before it predict for articles they have not seen (out of fold), as it will meet them. Nothing
in ../shared/gold is read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any

import numpy as np
from typer import Option

from newsextract.layers.events import naming, reported
from newsextract.layers.events.context import Context
from newsextract.layers.events.kinds import TYPES
from newsextract.layers.events.modes import MODES
from newsextract.layers.events.status import STATUSES
from newsextract.layers.events.venues import Venue
from newsextract.models import artifact, choice
from newsextract.models.choice import Choice
from newsextract.records import EventType
from training import events_cases as cases_of
from training.events_data import Example, load_examples, load_frames, load_reported
from training.fit import Case, calibrated, fit_choice, fit_classes, out_of_fold
from training.shared import MODELS, run

OUT = MODELS / "events.npz"
FOLDS = 5
#: features of the type that fewer articles have are left out
LEAST = 3
#: the same of the ends of a venue
LEAST_END = 5
#: slots judged over the values that exist
F1 = ("start", "venue", "province", "name")
#: strength of the penalty, by stage
L2 = {
    "type": 1.0,
    "start": 0.8,
    "status": 0.1,
    "mode": 0.5,
    "venue end": 1.0,
    "venue": 0.7,
    "province": 0.6,
    "country": 1.5,
    "name end": 1.0,
    "name": 1.5,
    "no event": 0.3,
}
#: of a case and its probabilities: what is chosen, how sure that is, and what else counts as chosen
Choose = Callable[[Case, list[float]], tuple[int, float, list[int]]]
#: minimum articles of a step of the calibration tables
SMALLEST = 12
#: drawn with replacement for the intervals
DRAWS = 2000


def _likeliest(_: Case, p: list[float]) -> tuple[int, float, list[int]]:
    k = max(range(len(p)), key=p.__getitem__)
    return k, p[k], []


def _by_name(case: Case, p: list[float]) -> tuple[int, float, list[int]]:
    k, sure = naming.pick(p, case.note[1])
    return k, sure, []


def _wrong(slot: str, case: Case, k: int) -> str:
    """One wrong choice, as a line: what is annotated, what was chosen."""
    names = case.note[-1]
    return f"{slot} {case.article}: {case.note[0] or 'none'} → {names[k] if k < len(names) and names[k] else 'none'}"


def _asked(every: list[Any], whole: Sequence[bool]) -> list[Any]:
    """Those of the whole articles, where there are any."""
    return [one for one, judged in zip(every, whole, strict=True) if judged] if any(whole) else every


def _value(case: Case, k: int) -> Any:
    """The value that a choice gives, None for none."""
    return case.note[1][k] if k < len(case.note[1]) else None


def _tally(case: Case, k: int, right: bool) -> tuple[int, int, int]:
    """Hit, miss and extra of a choice among values that exist."""
    wanted, chosen = case.note[0] is not None, k < len(case.rows) - 1
    return int(wanted and right), int(wanted and not right), int(chosen and not (wanted and right))


def _held_out(cases: Sequence[Case], l2: float, least: int = 2) -> list[list[float]]:
    """The probabilities of each case's candidates by a model that has not seen its article."""
    articles = [case.article for case in cases]
    return out_of_fold(
        cases, articles, FOLDS, lambda some: fit_choice(some, l2, least), lambda model, c: model.probabilities(c.rows)
    )


class Stages:
    """The stages, each judged out of fold and then trained on every article.

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
    kinds
        The type that each example was taken for.
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
        """Judge and train one slot; what it chose out of fold, as the case's note has it (None for none).

        It is judged and calibrated on the whole articles, where there are any.
        """
        chances = self._chances[slot] = _held_out(cases, L2[slot])
        picks = [choose(case, p) for case, p in zip(cases, chances, strict=True)]
        asked = _asked(list(zip(cases, picks, strict=True)), whole)
        judged = [(case, k, chance, bool({k, *also} & set(case.right))) for case, (k, chance, also) in asked]
        self.right[slot] = [hit for *_, hit in judged]
        filled = [k < len(case.rows) - 1 for case, k, _, _ in judged]
        sure = [chance for _, _, chance, _ in judged]
        self.models[slot] = calibrated(fit_choice(cases, L2[slot]), sure, self.right[slot], SMALLEST, filled)
        self.wrong += [_wrong(slot, case, k) for case, k, _, hit in judged if not hit]
        if slot in F1:
            self.f1[slot] = [_tally(case, k, hit) for case, k, _, hit in judged]
        return [_value(case, k) for case, (k, _, _) in zip(cases, picks, strict=True)]

    def classes(self, slot: str, cases: list[Case], names: Sequence[str]) -> None:
        """Judge and train a slot whose values are the same in every article; the value "" is none."""
        chances = out_of_fold(
            cases,
            [case.article for case in cases],
            FOLDS,
            lambda some: fit_classes(some, names, L2[slot], LEAST),
            lambda model, case: model.class_probabilities(case.rows[0]),
        )
        picks = [max(names, key=chance.__getitem__) for chance in chances]
        self.right[slot] = [pick == names[case.right[0]] for pick, case in zip(picks, cases, strict=True)]
        sure = [chance[pick] for chance, pick in zip(chances, picks, strict=True)]
        fitted = fit_classes(cases, names, L2[slot], LEAST)
        self.models[slot] = calibrated(fitted, sure, self.right[slot], SMALLEST, [bool(pick) for pick in picks])
        self.wrong += [
            f"{slot} {case.article}: {names[case.right[0]] or 'none'} → {pick or 'none'}"
            for case, pick, right in zip(cases, picks, self.right[slot], strict=True)
            if not right
        ]

    def having(self, *slots: str, again: bool = False) -> tuple[list[Example], list[EventType]]:
        """The articles in which some slots are annotated, and the type that each was taken for; whole rather than its lead."""
        kept = [(e, kind) for e, kind in zip(self.examples, self.kinds, strict=True) if e.slots.issuperset(slots)]
        kept = [(e, kind) for e, kind in kept if again or not e.again]
        return [e for e, _ in kept], [kind for _, kind in kept]

    def types(self) -> None:
        """The type: trained on every article, judged and calibrated on those annotated whole; judged on random leads, too."""

        def fitted(some: list[Case]) -> Choice:
            return fit_classes(some, TYPES, L2["type"], LEAST)

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
        """Which pages report an event.

        ``more`` is trained on and not judged on: it was drawn among pages that an earlier model was unsure of.
        """
        pages = [(e.id, True, e.context) for e in self.examples] + [(e.id, False, e.context) for e in silent]
        cases = [Case([reported.features(context), {}], [int(event)], at) for at, event, context in (*pages, *more)]
        none = self.right["no event"] = []
        some = self.right["some event"] = []
        for (at, event, context), p in zip(pages, _held_out(cases, L2["no event"]), strict=False):
            found = p[0] < reported.LIKELY and reported.by_rule(context) is None
            (some if event else none).append(found == event)
            if found != event:
                self.wrong.append(f"event {at}: {'some' if event else 'none'} → {'some' if found else 'none'}")
        self.models["no event"] = fit_choice(cases, L2["no event"])

    def times(self) -> None:
        """The start, and from the days that it gives the status."""
        examples, kinds = self.having("start")
        found = self.stage("start", list(map(cases_of.start_case, examples, kinds)), [e.whole for e in examples])
        cases = [cases_of.status_case(*one) for one in zip(examples, kinds, found, strict=True) if one[0].whole]
        self.classes("status", cases, STATUSES)

    def names(self) -> None:
        """The name: the end of each start, then the start."""
        articles = list(map(cases_of.named, *self.having("name")))
        ends = list(cases_of.name_end_cases(articles))
        self.models["name end"] = fit_choice(ends, L2["name end"])
        chances = iter(_held_out(ends, L2["name end"]))
        cases = [cases_of.name_case(one, [next(chances) for _ in one.starts]) for one in articles]
        self.stage("name", cases, [one.example.whole for one in articles], _by_name)

    def places(self) -> None:
        """Venue, province, country and mode."""
        examples, kinds = self.having("venue", "province", "country")
        whole = [e.whole for e in examples]
        venues = self.venues(examples, kinds)
        provinces = self.stage("province", list(map(cases_of.province_case, examples, kinds, venues)), whole)
        sure = [(1 - v[-1], 1 - p[-1]) for v, p in zip(self._chances["venue"], self._chances["province"], strict=True)]
        self.stage("country", list(map(cases_of.country_case, examples, kinds, venues, provinces, sure)), whole)
        held = [venue for venue, _ in sure]
        cases = [cases_of.mode_case(*one) for one in zip(examples, kinds, venues, provinces, held, strict=True) if one[0].whole]
        self.classes("mode", cases, MODES)

    def venues(self, examples: list[Example], kinds: list[EventType]) -> list[Venue | None]:
        """The end of each venue, then the venue."""
        articles = list(map(cases_of.placed, examples))
        ends = [case for one in articles for case in one.cases.values()]
        self.models["venue end"] = fit_choice(ends, L2["venue end"], LEAST_END)
        chances = iter(_held_out(ends, L2["venue end"], LEAST_END))
        likely = [{at: next(chances) for at in one.cases} for one in articles]
        cases = list(map(cases_of.venue_case, articles, likely, kinds))
        return self.stage("venue", cases, [e.whole for e in examples])

    def taken_for(self) -> dict[str, dict[str, int]]:
        """By annotated type of the articles annotated whole: what they were taken for, how often."""
        found: dict[str, Counter[str]] = {}
        for example, kind in zip(self.examples, self.kinds, strict=True):
            if example.whole:
                found.setdefault(example.event["type"], Counter())[kind] += 1
        return {kind: dict(counts) for kind, counts in sorted(found.items())}


def train(examples: Sequence[Example], silent: Sequence[Example], more: Sequence[tuple[int, bool, Context]]) -> Stages:
    """All stages in order, of articles that report an event, those that report none, and others of which only that is known."""
    stages = Stages(examples)
    stages.types()
    stages.reporting(silent, more)
    stages.times()
    stages.names()
    stages.places()
    return stages


def load(part: int = 1) -> tuple[list[Example], list[Example]]:
    """Leads and whole articles: those that report an event, and those that report none."""
    (leads, silent), (whole, none) = load_examples(part), load_frames(part)
    ids = {example.id for example in whole}
    for example in leads:
        example.again = example.id in ids
    return [*leads, *whole], [*silent, *none]


def _share(sums: np.ndarray, count: int) -> np.ndarray:
    return sums[..., 0] / count


def _f1(sums: np.ndarray, _: int) -> np.ndarray:
    found: np.ndarray = 2 * sums[..., 0] / (2 * sums[..., 0] + sums[..., 1] + sums[..., 2])
    return found


def figures(stages: Stages) -> list[tuple[str, str, float, float, float]]:
    """Each out-of-fold figure with its 95 % interval (bootstrap over articles)."""
    generator = np.random.default_rng(20200225)
    asked: list[tuple[str, str, np.ndarray, Callable[[np.ndarray, int], np.ndarray]]] = [
        (slot, f"right of {len(right)}", np.array(right, float)[:, None], _share) for slot, right in stages.right.items()
    ]
    asked += [(slot, "F1", np.array(tallies, float), _f1) for slot, tallies in stages.f1.items()]
    rows = []
    for slot, what, parts, figure in asked:
        drawn = parts[generator.integers(0, len(parts), (DRAWS, len(parts)))].sum(axis=1)
        low, high = np.percentile(figure(drawn, len(parts)), [2.5, 97.5])
        rows.append((slot, what, float(figure(parts.sum(axis=0), len(parts))), float(low), float(high)))
    return rows


def main(
    out: Path = OUT,
    errors: Annotated[bool, Option(help="print every wrong out-of-fold choice")] = False,
    part: Annotated[int, Option(help="take one article in this many, for a trial")] = 1,
) -> None:
    """Train on every annotated article and write the model."""
    stages = train(*load(part), load_reported(part))
    rows = figures(stages)
    print("out of fold")
    for slot, what, value, low, high in rows:
        print(f"{slot:14s} {what:14s} {value:.3f}  [{low:.3f}, {high:.3f}]")
    if errors:
        print(*stages.wrong, sep="\n")
    held_out = {"figures": [[slot, what, *(round(v, 3) for v in values)] for slot, what, *values in rows]}
    held_out["types"] = stages.taken_for()  # type: ignore[assignment]
    artifact.write(out, "choice", "training/events.py", choice.arrays(stages.models), out_of_fold=held_out)


if __name__ == "__main__":
    run(main)
