"""Train and calibrate the events layer from data/annotations/events.jsonl.

    python scripts/train_events.py            # writes src/newsextract/data/events/model.json

The annotations hold article ids and values; the articles' text is read from the corpus in ../shared. Every stage is
trained on what the stages before it say of articles they have not seen (out-of-fold), as it will meet them. Nothing in
../shared/gold is read.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import numpy as np

from newsextract.layers.events import (
    bodies,
    kinds,
    name_features,
    name_spans,
    naming,
    reported,
    when,
    when_features,
    where,
    who,
)
from newsextract.layers.events.context import Context
from newsextract.layers.events.geography import province_names
from newsextract.layers.events.kinds import TYPES
from newsextract.layers.events.venues import Venue, venues
from newsextract.records import EventType
from train_events_data import EVERY, Example, alike, bare_name, iso_equal, load_examples, load_reported, tidy
from train_events_fit import (
    Choice,
    Labelled,
    calibration,
    classes_out_of_fold,
    fit_choice,
    fit_classes,
    fit_logistic,
    out_of_fold,
)

ROOT = Path(__file__).parents[1]
MODEL = ROOT / "src/newsextract/data/events/model.json"
#: features of the type that fewer articles have are left out
LEAST = 3
#: ends of a name that are so near to the best are right too
NEAR = 0.02
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


def type_examples(examples: Sequence[Example]) -> list[Labelled]:
    """The headline's and the lead's features with the type."""
    return [Labelled(kinds.features(e.context), TYPES.index(e.event["type"]), e.id, e.weight) for e in examples]


def start_choices(examples: Sequence[Example], said: Sequence[EventType]) -> list[Choice]:
    """The times of the lead; right are those that give the annotated start."""
    found = []
    for example, kind in zip(examples, said, strict=True):
        times = when.candidates(example.context)
        rows = when_features.features(example.context, kind, times)
        want = example.event.get("start")
        values = [when.read(example.context, time).start for time in times]
        right = [k for k, value in enumerate(values) if want is not None and iso_equal(want, value)]
        found.append(Choice(rows, right if want is not None else [len(times)], example.id, note=(want, values)))
    return found


def actor_choices(examples: Sequence[Example], said: Sequence[EventType]) -> list[Choice]:
    """People and bodies; right is the first annotated actor."""
    found = []
    for example, kind in zip(examples, said, strict=True):
        people = who.candidates(example.context)
        rows = who.features(example.context, kind, people)
        want = (example.event.get("actor") or [])[:1]
        right = [
            k
            for k, one in enumerate(people)
            if want and (bare_name(want[0]) == bare_name(one.name) or alike(want[0], one.name, 0.85))
        ]
        names = [one.name for one in people]
        found.append(Choice(rows, right if want else [len(people)], example.id, note=(want, people, names)))
    return found


def venue_choices(examples: Sequence[Example], said: Sequence[EventType]) -> list[Choice]:
    """The stretches after ณ and the like."""
    found = []
    for example, kind in zip(examples, said, strict=True):
        spans = venues(example.context)
        rows = where.features(example.context, kind, spans)
        want = example.event.get("venue")
        right = [k for k, v in enumerate(spans) if want and alike(want, example.context.text[v.start : v.end], 0.7)]
        texts = [example.context.text[v.start : v.end] for v in spans]
        found.append(Choice(rows, right if want else [len(spans)], example.id, note=(want, spans, texts)))
    return found


def province_choices(examples: Sequence[Example], said: Sequence[EventType], places: Sequence[Venue | None]) -> list[Choice]:
    """The provinces that the venue, the lead and the headline name."""
    names = province_names()
    found = []
    for example, kind, venue in zip(examples, said, places, strict=True):
        provinces = where.province_candidates(example.context, venue)
        rows = where.province_features(example.context, kind, venue, provinces)
        want = example.event.get("province")
        right = [k for k, code in enumerate(provinces) if want and tidy(names[code]) == tidy(want)]
        found.append(Choice(rows, right if want else [len(provinces)], example.id, note=(want, [names[c] for c in provinces])))
    return found


def country_choices(
    examples: Sequence[Example],
    said: Sequence[EventType],
    places: Sequence[Venue | None],
    provinces: Sequence[str | None],
    sure: Sequence[tuple[float, float]],
) -> list[Choice]:
    """Thailand, the countries of the lead, or none."""
    found = []
    for example, kind, venue, province, some in zip(examples, said, places, provinces, sure, strict=True):
        codes, rows, _ = where.country_features(example.context, kind, venue, province, some)
        right = [k for k, code in enumerate(codes) if (code or "") == (example.event.get("country") or "")]
        found.append(Choice(rows, right, example.id, note=(example.event.get("country"), codes)))
    return found


@dataclass(slots=True)
class Named:
    """Where an article's event may be named: starts, their ends with features, and how like the annotated name each is."""

    example: Example
    kind: EventType
    want: str | None
    headline: str
    starts: list[name_spans.Start]
    ends: list[list[tuple[int, str]]]
    rows: list[list[dict[str, float]]]
    like: list[list[float]]


def named(examples: Sequence[Example], said: Sequence[EventType]) -> list[Named]:
    """Every place where a name may begin and end."""
    found = []
    for example, kind in zip(examples, said, strict=True):
        context, gold = example.context, example.event.get("name") or {}
        want, headline = gold.get("th") or gold.get("en"), name_features.squeezed(context.title)
        one = Named(example, kind, want, headline, [], [], [], [])
        for start in name_spans.starts(context):
            possible = name_spans.ends(context, start)
            if not possible:
                continue
            one.starts.append(start)
            one.ends.append(possible)
            ends = name_features.end_features(context, start, possible, headline)
            one.rows.append([dict.fromkeys(names, 1.0) for names in ends])
            one.like.append([_likeness(context, want, bool(gold.get("th")), start.at, end) for end, _ in possible])
        found.append(one)
    return found


def _likeness(context: Context, want: str | None, thai: bool, start: int, end: int) -> float:
    """How like the annotated name a span is, 0 where scoring would not take it for right."""
    if want is None:
        return 0.0
    name, _ = naming.both(context, start, name_spans.trimmed(context.text, start, end))
    got = (name.th if thai else name.en) or name.th or name.en
    if not alike(want, got):
        return 0.0
    return SequenceMatcher(None, tidy(want), tidy(got), autojunk=False).ratio()


def name_end_choices(articles: Sequence[Named]) -> list[Choice]:
    """The ends of each start; right are the ends that come nearest to the annotated name."""
    found = []
    for one in articles:
        for rows, like in zip(one.rows, one.like, strict=True):
            best = max(like)
            right = [k for k, value in enumerate(like) if best and value >= best - NEAR]
            found.append(Choice(rows, right, one.example.id))
    return found


def name_choices(articles: Sequence[Named], ends: Sequence[np.ndarray]) -> list[Choice]:
    """Names, each a start with its likeliest end, and having none."""
    found, chances = [], iter(ends)
    for one in articles:
        text = one.example.context.text
        likely = [next(chances) for _ in one.starts]
        best = [int(p.argmax()) for p in likely]
        spans = [(start, possible[k][0]) for start, possible, k in zip(one.starts, one.ends, best, strict=True)]
        given = [(start, end, float(p.max())) for (start, end), p in zip(spans, likely, strict=True)]
        rows = name_features.name_features(one.example.context, one.kind, given, one.headline)
        right = [k for k, (like, at) in enumerate(zip(one.like, best, strict=True)) if like[at]]
        names = [text[start.at : name_spans.trimmed(text, start.at, end)] for start, end in spans]
        found.append(Choice(rows, right if one.want else [len(names)], one.example.id, note=(one.want, names)))
    return found


def body_rows(
    examples: Sequence[Example], said: Sequence[EventType], actors: Sequence[int | None], places: Sequence[Venue | None]
) -> list[Choice]:
    """Each organisation of the lead by itself: whether it takes part."""
    found = []
    for example, kind, actor, venue in zip(examples, said, actors, places, strict=True):
        wanted = list(example.event.get("organisations") or [])
        span = (venue.start, venue.end) if venue else None
        for k, body in enumerate(bodies.bodies(example.context)):
            hit = next((w for w in wanted if alike(w, body.name, 0.85)), None)
            if hit is not None:
                wanted.remove(hit)
            row = bodies.features(example.context, kind, body, actor, span, k)
            found.append(Choice([row, {}], [0 if hit is not None else 1], example.id))
    return found


#: of a choice and its probabilities: what is picked, how sure that is, and what else counts as picked
Choose = Callable[[Choice, np.ndarray], tuple[int, float, list[int]]]


def _likeliest(_: Choice, p: np.ndarray) -> tuple[int, float, list[int]]:
    k = int(np.argmax(p))
    return k, float(p[k]), []


def _first_two(choice: Choice, p: np.ndarray) -> tuple[int, float, list[int]]:
    """The first actor and, where it is likely enough to be said, the second: scoring looks at both."""
    none = len(choice.rows) - 1
    order = [int(k) for k in np.argsort(-p, kind="stable")]
    also = [k for k in order[1:] if k != none and p[k] >= who.FURTHER][:1] if order[0] != none else []
    return order[0], min(1.0, float(p[order[0]] + sum(p[k] for k in also))), also


def _by_name(choice: Choice, p: np.ndarray) -> tuple[int, float, list[int]]:
    k, sure = naming.pick(p.tolist(), choice.note[1])
    return k, sure, []


def _types(
    examples: Sequence[Example], l2: float, wrong: list[str]
) -> tuple[list[EventType], dict[str, float], dict[str, list[float]], list[bool], list[bool]]:
    """The type stage: trained on every article, calibrated on those annotated whole; judged on them and on random leads."""
    typed = type_examples(examples)
    whole = [k for k, example in enumerate(examples) if example.slots == EVERY]
    chances = classes_out_of_fold(typed, TYPES, l2, LEAST)
    hits = [int(np.argmax(chances[k])) == typed[k].label for k in whole]
    table = calibration([float(chances[k].max()) for k in whole], hits)
    pairs = [(typed[k].group, TYPES[typed[k].label], TYPES[int(np.argmax(chances[k]))]) for k in whole]
    wrong += [f"type {group}: {want} → {got}" for group, want, got in pairs if want != got]
    leads = [k for k, example in enumerate(examples) if example.slots and example.slots != EVERY]
    also = [int(np.argmax(chances[k])) == typed[k].label for k in leads]
    return [TYPES[int(np.argmax(p))] for p in chances], fit_classes(typed, TYPES, l2, LEAST), table, hits, also


def _reporting(
    examples: Sequence[Example],
    silent: Sequence[Example],
    more: Sequence[tuple[int, bool, Context]],
    l2: float,
    wrong: list[str],
) -> tuple[dict[str, float], list[bool], list[bool]]:
    """Which pages report an event: weights; of those that report none, and of the others, which are told apart out of fold.

    ``more`` is trained on and not judged on: it was drawn among pages that an earlier model was unsure of.
    """
    pages = [(e.id, True, e.context) for e in examples] + [(e.id, False, e.context) for e in silent]
    rows = [Choice([reported.features(seen), {}], [int(event)], at) for at, event, seen in (*pages, *more)]
    none: list[bool] = []
    some: list[bool] = []
    for (at, event, seen), p in zip(pages, out_of_fold(rows, l2), strict=False):
        said = p[0] < reported.LIKELY and reported.by_rule(seen) is None
        (some if event else none).append(said == event)
        if said != event:
            wrong.append(f"event {at}: {'some' if event else 'none'} → {'some' if said else 'none'}")
    return fit_choice(rows, l2), none, some


def _wrong(slot: str, choice: Choice, k: int) -> str:
    """One wrong choice, as a line: what is annotated, what was chosen."""
    said = choice.note[-1]
    return f"{slot} {choice.group}: {choice.note[0] or 'none'} → {said[k] if k < len(said) and said[k] else 'none'}"


def _tally(choice: Choice, k: int, right: bool) -> tuple[int, int, int]:
    """Hit, miss and extra of a choice among values that exist."""
    wanted, said = choice.note[0] is not None, k < len(choice.rows) - 1
    return int(wanted and right), int(wanted and not right), int(said and not (wanted and right))


def train(
    examples: Sequence[Example],
    silent: Sequence[Example],
    more: Sequence[tuple[int, bool, Context]],
    l2: dict[str, float] = L2,
) -> tuple[
    dict[str, Any],
    dict[str, list[bool]],
    dict[str, list[tuple[int, int, int]]],
    list[str],
    dict[str, dict[str, int]],
]:
    """All stages in order.

    Parameters
    ----------
    examples, silent, more
        Articles that report an event, those that report none, and others of which only that is annotated.
    l2
        Strength of the penalty, by stage.

    Returns
    -------
    model, right, f1, wrong, types
        The model; by slot whether each article's out-of-fold choice was right; hits, misses and extras of the slots in ``F1``;
        a line for each wrong choice; for each type what the articles annotated whole were taken for, how often.
    """
    weights: dict[str, dict[str, float]] = {}
    tables: dict[str, dict[str, list[float]]] = {}
    right: dict[str, list[bool]] = {}
    f1: dict[str, list[tuple[int, int, int]]] = {}
    wrong: list[str] = []
    chances: dict[str, list[np.ndarray]] = {}

    def stage(slot: str, choices: list[Choice], choose: Choose = _likeliest) -> list[int]:
        said = chances[slot] = out_of_fold(choices, l2[slot])
        picks = [choose(choice, p) for choice, p in zip(choices, said, strict=True)]
        ok = [bool({k, *also} & set(c.right)) for (k, _, also), c in zip(picks, choices, strict=True)]
        weights[slot] = fit_choice(choices, l2[slot])
        tables[slot] = calibration([sure for _, sure, _ in picks], ok)
        right[slot] = ok
        wrong.extend(_wrong(slot, c, k) for (k, _, _), c, hit in zip(picks, choices, ok, strict=True) if not hit)
        if slot in F1:
            f1[slot] = [_tally(choice, k, hit) for (k, _, _), choice, hit in zip(picks, choices, ok, strict=True)]
        return [k for k, _, _ in picks]

    said, weights["type"], tables["type"], right["type"], right["type, random leads"] = _types(examples, l2["type"], wrong)

    def having(*slots: str) -> tuple[list[Example], list[EventType]]:
        kept = [(e, kind) for e, kind in zip(examples, said, strict=True) if e.slots.issuperset(slots)]
        return [e for e, _ in kept], [kind for _, kind in kept]

    weights["no event"], right["no event"], right["some event"] = _reporting(examples, silent, more, l2["no event"], wrong)
    stage("start", start_choices(*having("start")))
    articles = named(*having("name"))
    name_ends = name_end_choices(articles)
    weights["name end"] = fit_choice(name_ends, l2["name end"])
    stage("name", name_choices(articles, out_of_fold(name_ends, l2["name end"])), _by_name)
    placed, placed_said = having("venue", "province", "country")
    venue = venue_choices(placed, placed_said)
    spans = [
        choice.note[1][k] if k < len(choice.note[1]) else None for choice, k in zip(venue, stage("venue", venue), strict=True)
    ]
    province = province_choices(placed, placed_said, spans)
    provinces = [
        choice.note[1][k] if k < len(choice.note[1]) else None
        for choice, k in zip(province, stage("province", province), strict=True)
    ]
    sure = [(1 - float(v[-1]), 1 - float(p[-1])) for v, p in zip(chances["venue"], chances["province"], strict=True)]
    stage("country", country_choices(placed, placed_said, spans, provinces, sure))
    acted, acted_said = having("actor", "organisations", "venue")
    actor = actor_choices(acted, acted_said)
    chosen = stage("actor", actor, _first_two)
    ends = [choice.note[1][k].end if k < len(choice.note[1]) else None for choice, k in zip(actor, chosen, strict=True)]
    places = {e.id: span for e, span in zip(placed, spans, strict=True)}
    rows = body_rows(acted, acted_said, ends, [places[e.id] for e in acted])
    oof = out_of_fold(rows, l2["organisation"])
    right["organisation"] = [(p[0] >= 0.5) == (c.right[0] == 0) for p, c in zip(oof, rows, strict=True)]
    weights["organisation"] = fit_logistic([c.rows[0] for c in rows], [c.right[0] == 0 for c in rows], l2["organisation"])
    types: dict[str, dict[str, int]] = {}
    for example, kind in zip(examples, said, strict=True):
        if example.slots == EVERY:
            row = types.setdefault(example.event["type"], {})
            row[kind] = row.get(kind, 0) + 1
    return {"weights": weights, "calibration": tables}, right, f1, wrong, types


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


def main() -> int:
    """Train on every annotated article and write the model."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=MODEL)
    parser.add_argument("--errors", action="store_true", help="print every wrong out-of-fold choice")
    args = parser.parse_args()
    examples, silent = load_examples(ROOT)
    if not examples:
        print("the corpus is not beside the project (../shared/corpus): nothing to train on", file=sys.stderr)
        return 2
    model, right, f1, wrong, said_types = train(examples, silent, load_reported(ROOT))
    rows = figures(right, f1)
    print("out of fold")
    for slot, what, value, low, high in rows:
        print(f"{slot:14s} {what:14s} {value:.3f}  [{low:.3f}, {high:.3f}]")
    model["out_of_fold"] = {
        "figures": [[slot, what, *(round(v, 3) for v in values)] for slot, what, *values in rows],
        "types": said_types,
    }
    if args.errors:
        print(*wrong, sep="\n")
    args.out.write_text(json.dumps(model, ensure_ascii=False, indent=0, sort_keys=True) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
