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
from pathlib import Path
from typing import Any

import numpy as np

from newsextract.layers.events import bodies, kinds, naming, when, where, who
from newsextract.layers.events.geography import province_names
from newsextract.layers.events.kinds import TYPES
from newsextract.layers.events.venues import Venue, venues
from newsextract.records import EventType
from train_events_data import Example, alike, bare_name, iso_equal, load_examples, tidy
from train_events_fit import Choice, calibration, fit_choice, fit_logistic, out_of_fold

ROOT = Path(__file__).parents[1]
MODEL = ROOT / "src/newsextract/data/events/model.json"
#: features of fewer articles are left out
LEAST = {"type": 3}
L2 = {
    "type": 0.3,
    "start": 0.15,
    "actor": 0.2,
    "venue": 0.2,
    "province": 0.15,
    "country": 0.15,
    "name": 1.0,
    "organisation": 0.25,
}


def type_choices(examples: Sequence[Example]) -> list[Choice]:
    """A class a row."""
    found = []
    for example in examples:
        seen = kinds.features(example.context)
        rows = [{f"{kind}|{name}": value for name, value in seen.items()} for kind in TYPES]
        found.append(Choice(rows, [TYPES.index(example.event["type"])], example.id, example.weight))
    return found


def start_choices(examples: Sequence[Example], said: Sequence[EventType]) -> list[Choice]:
    """The times of the lead; right are those that give the annotated start."""
    found = []
    for example, kind in zip(examples, said, strict=True):
        times = when.candidates(example.context)
        rows = when.features(example.context, kind, times)
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
        found.append(Choice(rows, right if want else [len(people)], example.id, note=(want, people)))
    return found


def venue_choices(examples: Sequence[Example], said: Sequence[EventType]) -> list[Choice]:
    """The stretches after ณ and the like."""
    found = []
    for example, kind in zip(examples, said, strict=True):
        spans = venues(example.context)
        rows = where.features(example.context, kind, spans)
        want = example.event.get("venue")
        right = [k for k, v in enumerate(spans) if want and alike(want, example.context.text[v.start : v.end], 0.7)]
        found.append(Choice(rows, right if want else [len(spans)], example.id, note=(want, spans)))
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
    examples: Sequence[Example], said: Sequence[EventType], places: Sequence[Venue | None], provinces: Sequence[str | None]
) -> list[Choice]:
    """Thailand, the countries of the lead, or none."""
    found = []
    for example, kind, venue, province in zip(examples, said, places, provinces, strict=True):
        codes, rows, _ = where.country_features(example.context, kind, venue, province)
        right = [k for k, code in enumerate(codes) if (code or "") == (example.event.get("country") or "")]
        found.append(Choice(rows, right, example.id, note=(example.event.get("country"), codes)))
    return found


def name_choices(examples: Sequence[Example], said: Sequence[EventType]) -> list[Choice]:
    """Named events and phrases that name one."""
    found = []
    for example, kind in zip(examples, said, strict=True):
        names = naming.candidates(example.context)
        rows = naming.features(example.context, kind, names)
        gold = example.event.get("name") or {}
        want = gold.get("th") or gold.get("en")
        right = []
        for k, one in enumerate(names):
            name, _ = naming.both(example.context, one.start, one.end)
            got = (name.th if gold.get("th") else name.en) or name.th or name.en
            right += [k] if want and alike(want, got) else []
        found.append(
            Choice(
                rows,
                right if want else [len(names)],
                example.id,
                note=(want, [example.context.text[c.start : c.end] for c in names]),
            )
        )
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


def train(examples: Sequence[Example], l2: dict[str, float] = L2) -> tuple[dict[str, Any], dict[str, list[bool]]]:
    """All stages in order.

    Returns
    -------
    model, right
        The model, and by slot whether each article's out-of-fold choice was right.
    """
    weights: dict[str, dict[str, float]] = {}
    tables: dict[str, dict[str, list[float]]] = {}
    right: dict[str, list[bool]] = {}

    def stage(slot: str, choices: list[Choice], keep: Callable[[Choice, np.ndarray], float] | None = None) -> list[int]:
        said = out_of_fold(choices, l2[slot], least=LEAST.get(slot, 2))
        picks = [naming.pick(p.tolist()) if slot == "name" else int(np.argmax(p)) for p in said]
        ok = [pick in choice.right for pick, choice in zip(picks, choices, strict=True)]
        sure = [float(p[k]) if keep is None else keep(choice, p) for k, choice, p in zip(picks, choices, said, strict=True)]
        if slot == "actor":
            ok = [bool(set(_first_two(p, choice)) & set(choice.right)) for p, choice in zip(said, choices, strict=True)]
        weights[slot] = fit_choice(choices, l2[slot], LEAST.get(slot, 2))
        tables[slot] = calibration(sure, ok)
        right[slot] = ok
        return picks

    whole = [e for e in examples if e.whole]
    typed = type_choices(examples)
    picks = stage("type", typed)
    by_id = {e.id: TYPES[k] for e, k in zip(examples, picks, strict=True)}
    said = [by_id[e.id] for e in whole]
    right["type"] = [ok for ok, e in zip(right["type"], examples, strict=True) if e.whole]
    stage("start", start_choices(whole, said))
    actor = actor_choices(whole, said)
    chosen = stage("actor", actor, _sure_of_two)
    ends = [choice.note[1][k].end if k < len(choice.note[1]) else None for choice, k in zip(actor, chosen, strict=True)]
    venue = venue_choices(whole, said)
    spans = [
        choice.note[1][k] if k < len(choice.note[1]) else None for choice, k in zip(venue, stage("venue", venue), strict=True)
    ]
    province = province_choices(whole, said, spans)
    provinces = [
        choice.note[1][k] if k < len(choice.note[1]) else None
        for choice, k in zip(province, stage("province", province), strict=True)
    ]
    stage("country", country_choices(whole, said, spans, provinces))
    stage("name", name_choices(whole, said))
    rows = body_rows(whole, said, ends, spans)
    oof = out_of_fold(rows, l2["organisation"])
    right["organisation"] = [(p[0] >= 0.5) == (c.right[0] == 0) for p, c in zip(oof, rows, strict=True)]
    weights["organisation"] = fit_logistic([c.rows[0] for c in rows], [c.right[0] == 0 for c in rows], l2["organisation"])
    return {"weights": weights, "calibration": tables}, right


def _first_two(p: np.ndarray, choice: Choice) -> list[int]:
    none = len(choice.rows) - 1
    order = [int(k) for k in np.argsort(-p, kind="stable")]
    if order[0] == none:
        return [none]
    return [k for k in order if k != none and (k == order[0] or p[k] >= who.FURTHER)][:2]


def _sure_of_two(choice: Choice, p: np.ndarray) -> float:
    return min(1.0, float(sum(p[k] for k in _first_two(p, choice))))


def main() -> int:
    """Train on every annotated article and write the model."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=MODEL)
    args = parser.parse_args()
    examples = load_examples(ROOT)
    if not examples:
        print("the corpus is not beside the project (../shared/corpus): nothing to train on", file=sys.stderr)
        return 2
    model, right = train(examples)
    for slot, oks in right.items():
        print(f"{slot:14s} out of fold right {sum(oks) / len(oks):.3f} of {len(oks)}")
    args.out.write_text(json.dumps(model, ensure_ascii=False, indent=0, sort_keys=True) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
