"""Put measured figures into docs/methods.md.

    python scripts/docs_tables.py frames       # whole articles: gold set, test sets, agreement of two annotators
    python scripts/docs_tables.py terms WORK   # gold and fresh draws, cross-validation, calibration, ablation, manual checks

WORK is the folder that training.mine_terms halves and training.reader have written to.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from dataclasses import replace
from pathlib import Path

import numpy as np

from common import Row, put, table
from evaluate import FIGURES, Counts, rate, scored, scored_frames
from newsextract.layers.terms.features import START_FEATURES
from newsextract.models import artifact
from training.frames import agreement
from training.shared import ANNOTATIONS, lines, run, texts
from training.terms import TERMS, Example, Hyperparameters, cross_validate, examples
from training.terms_data import TEST_LABELS, cross_fitted_lookup, labels

#: figure of main events that need no correction
ACCEPTED = "slot accepted"
#: training settings for each row of the ablation: shorter than for the shipped weights
SHORT = Hyperparameters(folds=3, starts=10, iterations=40)
#: row of the ablation → features left out
GROUPS: dict[str, str] = {
    "alignment": "aligned_sum unaligned_sum aligned_first aligned_before aligned_before2 coverage lost unaligned_count",
    "boundary words": "before_odds first_odds inside_before_max before_odds_own first_odds_previous first_odds_second new_odds",
    "head nouns with an English word": "head_first head_before head_before_seen",
    "forms of the same gloss in other articles": "known_form known_other",
    "spaces, breaks, quotes": "spaces brackets quotes_inside at_quote after_space after_break",
    "length": "length_ratio length_ratio2 tokens tokens2 too_short",
    "letters of a Thai abbreviation": "abbr_letters abbr_first abbr_subsequence abbr_tightest",
    "English words competing for Thai ones": "novel_first novel_before redundant_first redundant_before redundant_inside words_left content_per_word content_short best_left",
    "the English head noun": "head_aligned_first head_aligned_before head_covered",
    "entities of the layer before": "entity_start entity_cut entity_whole",
    "sound": "sounds_alike sounds_peak",
    "titles, companies, offices": "title_first company_first office_first bound_prefix bound_split",
}


def frames() -> None:
    """Measure whole articles: the gold set, three test sets, and the agreement of two annotators."""
    kept = [ANNOTATIONS / f"test-frames{which}.jsonl" for which in ("", "-fresh", "-more")]
    sets, readers = [scored_frames(), *(scored_frames([path]) for path in kept)], agreement()
    rows = []
    for _, name, shown, goal in (figure for figure in FIGURES if figure.part == "frames"):
        cells = [f"{counts.values()[name]:.3f} ({interval(counts, name)})" for counts in sets]
        rows.append((shown or name, *cells, readers.get(name, "–"), goal or "–"))
    head = "figure | 48 gold articles | 48 kept | 100 fresh | 360 more | two readers | asked"
    put("docs/methods.md", "frames", table(head, rows))
    unread = scored_frames([ANNOTATIONS / "test-mains.jsonl"])
    put("README.md", "accepted", accepted(unread, sets[3], sets[0]))


def accepted(unread: Counts, more: Counts, gold: Counts) -> str:
    """README's sentence on how many main events need no correction."""
    (right, of), (others, of_others), (below, _) = (
        (hit, hit + miss) for hit, miss, _ in (one.parts(ACCEPTED).sum(0) for one in (unread, more, gold))
    )
    low, high = unread.intervals()[ACCEPTED]
    return (
        "Type, name, start, venue and main actor of the main event are all right in "
        f"{right} of {of} random articles annotated after the rules were written (95 % interval {100 * low:.0f} to {100 * high:.0f} %), in "
        f"{others} of {of_others} others that no model was trained on, and in {below} of the {len(gold.articles)} of the table."
    )


def interval(counts: Counts, name: str) -> str:
    """The 95 % interval of a figure, as text."""
    low, high = counts.intervals()[name]
    return f"{low:.2f} to {high:.2f}"


def draws() -> str:
    """Precision, recall and F1 on the gold set and on the fresh draws."""
    found = [scored("terms", rows, alone=True) for rows in ([], *([path] for path in TEST_LABELS))]
    head = "measure"
    for name, counts in zip(("gold", "first draw", "second draw", "third draw"), found, strict=True):
        pairs, notes = (counts.parts(row)[:, :2].sum() for row in ("pair strict", "negative left alone"))
        head += f" | {name} ({pairs} pairs, {notes} not)"
    rows = []
    for name in sorted({name for row in found[0].articles for name in row}):
        sums = [counts.parts(name).sum(0) for counts in found]
        rows.append((name, *(" / ".join(f"{rate(kind, s):.3f}" for kind in ("precision", "recall", "f1")) for s in sums)))
    return table(head, rows)


def read() -> dict[str, str]:
    """Tables of the pairs and glossary entries that people judged."""
    rows = list(lines(ANNOTATIONS / "terms-read.jsonl"))
    by_seed: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        by_seed[row["seed"]].append(row)
    found = []
    for seed, some in sorted(by_seed.items()):
        sure = [row for row in some if row["posterior"] >= 0.7]
        found.append((seed, len(some), share(some), f"{share(sure):.3f} of {len(sure)}"))
    names: dict[str, list[str]] = defaultdict(list)
    with (ANNOTATIONS / "glossary-read.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            names[row["seed"]].append(row["right"])
    why = Counter(row["why"] for row in rows if not row["right"])
    return {
        "read": table("seed | pairs | right | of those with a posterior of at least 0.7", found),
        "read wrong": table("what was wrong | pairs", why.most_common()),
        "glossary": table("seed | names | right", [(s, len(v), v.count("yes") / len(v)) for s, v in names.items()]),
    }


def share(rows: list[Row]) -> float:
    """The share of judged pairs that are right."""
    return sum(bool(row["right"]) for row in rows) / len(rows)


def trained() -> dict[str, str]:
    """Tables of cross-validation and calibration, from the shipped weights."""
    facts = artifact.read(TERMS, "choice").facts
    learned = facts["cross_validation"]
    stages = [(name, *by["drawn"], *by["hard"]) for name, by in learned["stages"].items()]
    text = (
        f"{learned['candidates']} candidates, {learned['pairs']} of them pairs; {learned['drawn']} were drawn at random, the others"
        " picked because the version of the time was unsure of them.\n"
        f"The right start is among the possible ones in {learned['reachable']:.3f}; of the drawn negatives that pass the rules"
        f" {learned['negatives_taken']:.2f} are taken.\n\n"
    )
    bins = [(f"{b['from']:.1f}-", b["n"], f"{b['mean']:.2f}", f"{b['right']:.2f}") for b in facts["calibration_table"]]
    return {
        "cross-validation": text + table("start right | drawn: strict | lenient | hard: strict | lenient", stages),
        "calibration": table("posterior | candidates | mean posterior | right", bins),
    }


def ablation(data: list[Example]) -> dict[str, str]:
    """Tables of the log-linear ranking's accuracy without each group of features, and of its errors with all of them."""
    rows, kinds = [], Counter[str]()
    for name, members in {"nothing": "", **GROUPS}.items():
        kept = np.array([float(feature not in members.split()) for feature in START_FEATURES])
        some = [replace(e, rows=e.rows * kept) for e in data]
        found = [(e, p) for e, p in zip(some, cross_validate(some, SHORT), strict=True) if e.pair]
        strict, lenient = (float(np.mean([e.right(p)[k] for e, p in found])) for k in (0, 1))
        rows.append((name, strict, lenient))
        print(*rows[-1], flush=True)
        if name == "nothing":
            kinds.update(kind for e, p in found if (kind := error(e, p)))
    return {"ablation": table("without | strict | lenient", rows), "errors": table("kind | pairs", kinds.most_common())}


def error(e: Example, p: np.ndarray) -> str | None:
    """The kind of error of the likeliest start; None if it is right."""
    if e.gold is None:
        return "right start is no token boundary"
    if e.right(p)[1]:
        return None
    return "start too far left" if int(p.argmax()) < e.gold else "start too far right"


def terms(work: Path) -> None:
    """Measure the terms layer."""
    rows = labels()
    articles = texts({row["id"] for row in rows})
    data = examples(rows, articles, cross_fitted_lookup(work), named=True)
    found = {"draws": draws(), **trained(), **ablation([e for e in data if not e.hard]), **read()}
    for mark, text in found.items():
        put("docs/methods.md", mark, text)


if __name__ == "__main__":
    run(frames, terms)
