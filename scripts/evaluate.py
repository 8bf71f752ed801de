"""Score the library on the shared gold files, or on other annotated articles.

    python scripts/evaluate.py --check     # exit code 1 if a score is below tests/eval/baseline.json
    python scripts/evaluate.py --write     # write the new baseline, and the tables of README.md and docs/methods.md
    python scripts/evaluate.py --only records --intervals
    python scripts/evaluate.py --only records --intervals --rows data/annotations/test.jsonl
    python scripts/evaluate.py --only terms --alone --rows data/annotations/terms-test-2.jsonl
    python scripts/evaluate.py --only frames --intervals --rows data/annotations/test-frames.jsonl

Other articles are annotated according to ../shared/gold/GUIDE.md and TERMS.md; their text is read from the corpus. If a row
has ``slots``, only the type and these slots are scored. Intervals are bootstrapped over articles, because values within an
article vary together. ``--alone`` runs the terms layer without the others.

The gold files and the scorer are read from ../shared beside the project; they are not shipped. Without them the script prints
"skipped" and exits 0, because .ci/run calls it in clones that cannot have them: this is not a pass.
"""

from __future__ import annotations

import contextlib
import csv
import json
import os
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from types import ModuleType
from typing import Annotated, Any, NamedTuple
from unittest.mock import patch

import numpy as np
from typer import Option

from common import ROOT, Row, record, replaced, table
from newsextract.layers.terms import search
from newsextract.thai.tokens import tokenize
from training.frames import Words, convert_words
from training.shared import SHARED, corpus, lines, run, scorer

SHOWN_IN = ("README.md", "docs/methods.md")
BASELINE = ROOT / "tests" / "eval" / "baseline.json"
TOLERANCE = 0.0005
#: bootstrap samples
DRAWS = 2000
#: minimum likeness of a right venue and of a right name, as the scorer asks of the main event's
VENUE_LIKE, NAME_LIKE = 0.8, 0.75
#: gold files of each part
SETS = {"records": ("records", "events"), "dates": ("dates",), "terms": ("terms",), "frames": ("frames",)}
#: what was annotated for each part, as the pages call it
ANNOTATED = {"records": "opening passages", "dates": "dates", "terms": "glosses", "frames": "whole articles"}
Part = StrEnum("Part", ["records", "dates", "terms", "frames"])


class Figure(NamedTuple):
    """A figure that the pages show (``shown``: its label there) or that has a goal (``asked``), set when the project began."""

    part: str
    name: str
    shown: str
    asked: str


with (ROOT / "scripts/figures.csv").open(encoding="utf-8") as _file:
    FIGURES = [Figure(*_row) for _row in csv.reader(_file)][1:]

Scores = dict[str, dict[str, float]]


@dataclass
class Counts:
    """Hits, misses and extras per article, by layer and by slot (right and wrong)."""

    articles: list[dict[str, tuple[int, int, int]]] = field(default_factory=list)

    def add(self, layers: dict[str, Any], slots: dict[str, list[int]]) -> None:
        """Add the scorer's result for one article."""
        row = {name: (int(tally.hit), int(tally.miss), int(tally.extra)) for name, tally in layers.items()}
        row |= {f"slot {name}": (sum(oks), len(oks) - sum(oks), 0) for name, oks in slots.items() if oks}
        self.articles.append(row)

    def figures(self) -> dict[str, tuple[str, str]]:
        """Figure → the row of counts and the rate to compute from it; recall where only recall is judged."""
        found: dict[str, tuple[str, str]] = {}
        names = sorted({name for row in self.articles for name in row}, key=lambda name: (name.startswith("slot "), name))
        for name in names:
            right = name.startswith("slot ")
            only_recall = "recall" in name or "left alone" in name
            found[name] = (name, "right" if right else "recall" if only_recall else "f1")
            if "posterior" in name:
                found |= {f"{name}, {rate}": (name, rate) for rate in ("precision", "recall")}
            elif name.partition(" ")[0] == "value":
                found[f"{name} (recall)"] = (name, "recall")
        return found

    def values(self) -> dict[str, float]:
        """Each figure over all articles."""
        found = {figure: float(rate(kind, self.parts(name).sum(0))) for figure, (name, kind) in self.figures().items()}
        return {figure: value for figure, value in found.items() if not np.isnan(value)}

    def intervals(self) -> dict[str, tuple[float, float]]:
        """The 95 % interval of each figure; NaN where nothing is annotated."""
        generator, count = np.random.default_rng(20200225), len(self.articles)
        drawn = np.stack([np.bincount(generator.integers(0, count, count), minlength=count) for _ in range(DRAWS)])
        found = {}
        for figure, (name, kind) in self.figures().items():
            rates = rate(kind, drawn @ self.parts(name))
            low, high = np.nanpercentile(rates, [2.5, 97.5]) if np.isfinite(rates).any() else (np.nan, np.nan)
            found[figure] = float(low), float(high)
        return found

    def parts(self, name: str) -> np.ndarray:
        """Counts of a layer or slot, shape (articles, 3)."""
        return np.array([row.get(name, (0, 0, 0)) for row in self.articles])


def rate(kind: str, sums: np.ndarray) -> np.ndarray:
    """F1, precision or recall from hits, misses and extras (last axis); NaN where there was nothing to find."""
    hit, miss, extra = np.moveaxis(sums, -1, 0)
    of = {"f1": hit + (miss + extra) / 2, "precision": hit + extra}.get(kind, hit + miss)
    return np.where(hit + miss > 0, hit / np.maximum(of, 0.5), np.nan)


def gold(part: str, files: Sequence[Path]) -> tuple[list[Row], dict[int, Row]]:
    """Annotated rows and their articles by id."""
    if files:
        rows = [row for path in files for row in lines(path)]
        return rows, {a["id"]: a for a in corpus({row["id"] for row in rows})}
    rows = [row for name in SETS[part] for row in lines(SHARED / f"gold/{name}.jsonl")]
    return rows, {a["id"]: a for name in SETS[part] for a in lines(SHARED / f"gold/{name}.articles.jsonl")}


def terms_alone(article: Row) -> Row:
    """A record with only the terms found without the other layers; the tokens are given, as in the pipeline."""
    text = article["text"]
    return {"text": text, "terms": [term.model_dump() for term in search(text, tokens=tokenize(text))]}


def scored(part: str, files: Sequence[Path] = (), *, alone: bool = False, errors: bool = False) -> Counts:
    """Extract the articles and count the scorer's results; with ``errors`` the scorer prints each miss and false alarm."""
    score, counts = scorer(), Counts()
    grade = {"records": score.score_records, "dates": score.score_dates, "terms": score.score_terms}[part]
    # no later layer changes a time or a term; the articles with annotated dates and terms are long
    last = {"dates": "times", "terms": "terms"}.get(part, "events")
    rows, articles = gold(part, files)
    by_article: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        by_article[row.get("article_id") or row["id"]].append(row)
    for number, given in by_article.items():
        article = articles[number]
        text, made = article["text"], terms_alone(article) if alone else record(article, last)
        found = score.version1(made) if made and not alone else made  # the scorer's format
        if part == "records":
            given[:] = [completed(row, found, text) for row in given]
        layers, slots = grade(given, {number: text}, {number: found} if found else {}, errors)
        counts.add(*asked_for(given[0], layers, slots))
    return counts


def scored_frames(files: Sequence[Path] = (), *, errors: bool = False) -> Counts:
    """Like :func:`scored` for whole articles, which ``frames.py`` scores one by one."""
    score, frames, counts = scorer(), scorer("frames"), Counts()
    rows, articles = gold("frames", files)
    for row in rows:
        article = articles[row["id"]]
        wanted = convert_words(row, Words(article["text"]).text_of) if files else row
        made = record(article)
        given = score.version1(made) if made else None
        with patch.object(frames.Tally, "row", lambda tally: tally):  # the counts, for sums and the bootstrap
            found = frames.score([wanted], {row["id"]: given} if given else {}, errors)
        said = found["filled and said with >= 0.9: right"]
        right = round(said["right"] * said["of"])
        oks = {
            "accepted": [int(found["accepted"])],
            "right, of those said with >= 0.9": [1] * right + [0] * (said["of"] - right),
        }
        layers = found["layers"] | other_slots(frames, wanted["events"], given) if given else found["layers"]
        counts.add(layers, {name: values for name, values in oks.items() if values})
    return counts


def other_slots(frames: ModuleType, wanted: Sequence[Row], found: Row) -> dict[str, Any]:
    """Venue, province and name of the other events that are found, which the scorer does not count."""
    tallies = {f"other events: {slot}": frames.Tally() for slot in ("name", "venue", "province")}
    rest = [event for event in found["events"] if not event["main"]]
    for event in sorted((one for one in wanted if not one["main"]), key=lambda one: one["optional"]):
        k = next((k for k, one in enumerate(rest) if frames.meets(found["text"], event, one)), None)
        one = None if k is None else rest.pop(k)
        if one is None or event["optional"]:
            continue
        for (name, tally), pairs in zip(tallies.items(), _slot_pairs(event, one), strict=True):
            least = VENUE_LIKE if name.endswith("venue") else NAME_LIKE
            given = [(want, got) for want, got in pairs if want and got]
            right = any(frames.alike(want, got, least) for want, got in given)
            frames.value(tally, right, *(next(filter(None, side), None) for side in zip(*pairs, strict=True)))
    return tallies


def _slot_pairs(wanted: Row, found: Row) -> tuple[list[tuple[str | None, str | None]], ...]:
    """The annotated and the found values of the slots that :func:`other_slots` counts; of the name in each language."""
    name, place = wanted["name"] or {}, found["place"]
    return (
        [(name.get(side), found["name"][side]) for side in ("th", "en")],
        [(wanted["venue"], place["venue"])],
        [(wanted["province"], place["province"])],
    )


def all_scored(parts: Sequence[Part], files: Sequence[Path], *, alone: bool, errors: Path | None) -> dict[str, Counts]:
    """Counts of each part; misses and false alarms are written to the file ``errors``."""
    with (errors or Path(os.devnull)).open("w", encoding="utf-8") as out, contextlib.redirect_stdout(out):
        return {
            part.value: scored_frames(files, errors=bool(errors))
            if part is Part.frames
            else scored(part, files, alone=alone, errors=bool(errors))
            for part in parts
        }


def completed(row: Row, found: Row | None, text: str) -> Row:
    """Fill in what data/annotations omits: the title and text of the article, and the window of a row with only some slots."""
    filled = {"body_start": 0, "window_end": 0} | row | {"title": row.get("title") or (found or {}).get("title")}
    if "entities" in row:
        filled["entities"] = [e | {"text": text[e["start"] : e["end"]]} for e in row["entities"]]
    return filled


def asked_for(row: Row, layers: Row, slots: Row) -> tuple[Row, Row]:
    """The layers and slots that the row annotates."""
    if "slots" not in row:
        return layers, slots
    wanted = {"type", "no event where there is none", *row["slots"]}
    layers = {name: tally for name, tally in layers.items() if name.removeprefix("event ") in row["slots"]}
    return layers, {name: oks for name, oks in slots.items() if name in wanted}


def report(counts: dict[str, Counts], before: Scores, *, intervals: bool) -> bool:
    """Print the tables; return whether a figure is below the baseline."""
    fallen = [row for part, some in counts.items() for row in report_part(part, some, before.get(part, {}), intervals)]
    if fallen:
        print("\nbelow the baseline:", *fallen, sep="\n  ")
    return bool(fallen)


def report_part(part: str, counts: Counts, before: dict[str, float], intervals: bool) -> list[str]:
    """Print the table of a part; return the figures below the baseline."""
    print(f"\n{part}")
    fallen, bounds = [], counts.intervals() if intervals else {}
    goals = {figure.name: float(figure.asked) for figure in FIGURES if figure.asked and figure.part == part}
    for name, value in counts.values().items():
        was = before.get(name)
        line = f"  {name:42s} {value:.3f}  " + ("" if was is None else f"{value - was:+.3f}")
        if name in bounds:
            line += f"  [{bounds[name][0]:.3f}, {bounds[name][1]:.3f}]"
            line += f"  asked {goals[name]:.2f}, {'reached' if value >= goals[name] else 'short'}" if name in goals else ""
        print(line)
        if was is not None and value < was - TOLERANCE:
            fallen.append(f"{part}: {name} {was:.4f} -> {value:.4f}")
    return fallen


def readme_table(baseline: Scores) -> str:
    """The Markdown table of scores that the pages show."""
    return table(
        "annotated | measure | score", [(ANNOTATED[f.part], f.shown, baseline[f.part][f.name]) for f in FIGURES if f.shown]
    )


def save(before: Scores, counts: dict[str, Counts]) -> None:
    """Write the baseline and the tables of the pages that show it."""
    baseline = before | {part: {n: round(v, 4) for n, v in some.values().items()} for part, some in counts.items()}
    BASELINE.write_text(json.dumps(baseline, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    for path in SHOWN_IN:
        page = (ROOT / path).read_text(encoding="utf-8")
        (ROOT / path).write_text(replaced(page, "scores", readme_table(baseline)), encoding="utf-8")


def main(
    check: Annotated[bool, Option("--check", help="exit with code 1 when a score is below the baseline")] = False,
    write: Annotated[bool, Option("--write", help="write the baseline and the tables of the documentation")] = False,
    errors: Annotated[Path | None, Option(help="write every miss and false alarm here")] = None,
    only: Annotated[Part | None, Option(help="score this part alone")] = None,
    rows: Annotated[list[Path] | None, Option(help="annotated rows in the place of gold; repeat for several files")] = None,
    intervals: Annotated[bool, Option("--intervals", help="95 % intervals, and what was asked for")] = False,
    alone: Annotated[bool, Option("--alone", help="the terms layer without the others")] = False,
) -> None:
    """Score and print."""
    if not (SHARED / "gold").is_dir():
        print(f"skipped: the gold files are not shipped, and not at {SHARED / 'gold'}; exit code 0 so that CI goes on")
        return
    other = bool(rows or alone)
    if other and not (only and not check | write):
        sys.exit("--rows and --alone go with --only, and not with --check or --write")
    counts = all_scored([only] if only else list(Part), rows or (), alone=alone, errors=errors)
    before: Scores = {} if other else json.loads(BASELINE.read_text(encoding="utf-8"))
    fallen = report(counts, before, intervals=intervals)
    if write:
        save(before, counts)
    sys.exit(check and fallen)


if __name__ == "__main__":
    run(main)
