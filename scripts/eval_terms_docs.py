"""Write docs/terms.md: gold scores, cross-validation, calibration, ablation, error kinds.

    python scripts/eval_terms_docs.py RECORDS.jsonl [--cache FILE]

RECORDS.jsonl is what eval_terms.py wrote.
"""

from __future__ import annotations

import argparse
import json
import pickle
import subprocess
import sys
from collections import Counter
from pathlib import Path

import numpy as np

import train_terms
from mine_terms import ROOT, SHARED
from newsextract.layers.terms.features import NAMES
from train_terms import RANKER, cross_validate, examples, labels, right, texts

GROUPS = {
    "alignment": (
        "aligned_sum",
        "unaligned_sum",
        "aligned_first",
        "aligned_before",
        "aligned_before2",
        "coverage",
        "lost",
        "unaligned_count",
    ),
    "boundary words": ("before_odds", "first_odds", "inside_before_max"),
    "head nouns with an English word": ("head_first", "head_before", "head_before_seen"),
    "forms of the same gloss in other articles": ("known_form", "known_other"),
    "repeats within the article": ("repeat_gain", "repeat_first"),
    "spaces, breaks, quotes": ("spaces", "brackets", "quotes_inside", "at_quote", "after_space", "after_break"),
    "length": ("length_ratio", "length_ratio2", "tokens", "tokens2", "too_short"),
    "letters of a Thai abbreviation": ("abbr_letters", "abbr_first", "abbr_subsequence", "abbr_tightest"),
    "English words competing for Thai ones": (
        "novel_first",
        "novel_before",
        "redundant_first",
        "redundant_before",
        "redundant_inside",
        "words_left",
        "content_per_word",
        "content_short",
        "best_left",
    ),
    "the English head noun": ("head_aligned_first", "head_aligned_before", "head_covered"),
    "Thai forms known from any gloss": ("form_share", "form_top", "any_form", "any_longer"),
    "sound": ("sounds_alike", "sounds_peak"),
    "titles, companies, offices, verbs": (
        "title_first",
        "company_first",
        "office_first",
        "verb_first",
        "bound_prefix",
        "bound_split",
    ),
}


def scores(records: Path) -> dict[str, dict[str, float]]:
    """The gold's table."""
    gold = SHARED / "gold"
    command = [
        sys.executable,
        str(SHARED / "bench/score.py"),
        "terms",
        str(gold / "terms.jsonl"),
        str(gold / "terms.articles.jsonl"),
        str(records),
        "--json",
    ]
    layers: dict[str, dict[str, float]] = json.loads(
        subprocess.run(command, check=True, capture_output=True, text=True).stdout
    )["layers"]
    return layers


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser()
    parser.add_argument("records", type=Path)
    parser.add_argument("--cache", type=Path)
    args = parser.parse_args()
    rows = labels()
    articles = pickle.loads(args.cache.read_bytes()) if args.cache else texts({r["id"] for r in rows})  # noqa: S301  our own file
    data = examples(rows, articles)
    learned = json.loads(RANKER.read_text())["cross_validation"]

    # thirteen trainings: shorter ones than the shipped weights', the same for every row of the table
    train_terms.KEPT, train_terms.ROUNDS, train_terms.FOLDS = 10, 40, 4

    def measure(mask: np.ndarray | None) -> tuple[float, float, Counter[str]]:
        found = [(e, p) for e, p in zip(data, cross_validate(data, mask), strict=True) if e.pair]
        kinds: Counter[str] = Counter()
        for e, p in found:
            if not right(e, p)[1] and e.gold is not None:
                kinds["start too far left" if int(p.argmax()) < e.gold else "start too far right"] += 1
            elif e.gold is None:
                kinds["right start is no token boundary"] += 1
        return float(np.mean([right(*x)[0] for x in found])), float(np.mean([right(*x)[1] for x in found])), kinds

    strict, lenient, kinds = measure(None)
    out = [
        "# Bilingual terms: what is measured", "", "Made by `scripts/eval_terms.py` and `scripts/eval_terms_docs.py`.", "",
        "## Gold", "", "| measure | precision | recall | F1 |", "|---|---|---|---|",
        *(f"| {n} | {r['precision']:.3f} | {r['recall']:.3f} | {r['f1']:.3f} |" for n, r in scores(args.records).items()),
        "", "## Cross-validation on the training labels (articles apart)", "",
        f"{learned['candidates']} candidates, {learned['pairs']} of them pairs; the right start is among the possible ones in {learned['reachable']:.3f}.",
        f"Start strict {learned['strict']:.3f}, lenient {learned['lenient']:.3f}; hard negatives (those that pass the rules) taken: {learned['negatives_taken']:.2f}.", "",
        "## Calibration", "", "| posterior | candidates | mean posterior | right |", "|---|---|---|---|",
        *(f"| {b['from']:.1f}- | {b['n']} | {b['mean']:.2f} | {b['right']:.2f} |" for b in learned["calibration_table"]),
        "", "## Ablation: the start's score without a group of features", "",
        "Trained more shortly and with fewer folds than the shipped weights, every row alike.", "", "| without | strict | lenient |", "|---|---|---|", f"| nothing | {strict:.3f} | {lenient:.3f} |",
    ]  # fmt: skip
    for name, members in GROUPS.items():
        mask = np.tile(np.array([0.0 if n in members else 1.0 for n in NAMES]), 3)
        one, two, _ = measure(mask)
        out.append(f"| {name} | {one:.3f} | {two:.3f} |")
        print(name, one, two, flush=True)
    out += [
        "",
        "## Error kinds (cross-validated, lenient)",
        "",
        "| kind | pairs |",
        "|---|---|",
        *(f"| {k} | {n} |" for k, n in kinds.most_common()),
        "",
    ]
    (ROOT / "docs").mkdir(exist_ok=True)
    (ROOT / "docs/terms.md").write_text("\n".join(out), encoding="utf-8")


if __name__ == "__main__":
    main()
