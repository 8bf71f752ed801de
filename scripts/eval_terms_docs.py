"""Put the figures into docs/methods.md: gold scores, cross-validation, calibration, ablation, error kinds.

    python scripts/eval_terms_docs.py WORK

WORK is where training.mine_halves and training.reader have written.
"""

from __future__ import annotations

import argparse
import csv
import json
import subprocess
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from eval_terms import GOLD, written
from events_page import put
from newsextract.layers.terms.evidence import EVIDENCE
from newsextract.layers.terms.features import NAMES
from newsextract.layers.terms.ranker import CLOSER
from newsextract.models import artifact
from training import terms as training
from training.boosting import Settings
from training.mine_terms import UNREAD, labels
from training.mined import without_echo
from training.shared import ROOT, lines, texts
from training.terms import TERMS, both, cross_validate, examples, named, right, shortlists

READ = ROOT / "data/annotations/terms-read.jsonl"
PAGE = ROOT / "docs/methods.md"
GLOSSARY = ROOT / "data/annotations/glossary-read.csv"
FOREST_ROW = "the second ranking (forest and corpus evidence)"
GROUPS: dict[str, str] = {
    FOREST_ROW: "",
    "all corpus evidence": " ".join(EVIDENCE),
    "the lexical model": " ".join(n for n in EVIDENCE if n.startswith("lexical")),
    "votes of other articles": "vote_share vote_count vote_top gloss_count other_votes all_votes other_votes_gap",
    "how firmly neighbours hold together": " ".join(EVIDENCE[EVIDENCE.index("after_space") :]),
    "alignment": "aligned_sum unaligned_sum aligned_first aligned_before aligned_before2 coverage lost unaligned_count",
    "boundary words": "before_odds first_odds inside_before_max",
    "head nouns with an English word": "head_first head_before head_before_seen",
    "forms of the same gloss in other articles": "known_form known_other",
    "repeats within the article": "repeat_gain repeat_first",
    "spaces, breaks, quotes": "spaces brackets quotes_inside at_quote after_space after_break",
    "length": "length_ratio length_ratio2 tokens tokens2 too_short",
    "letters of a Thai abbreviation": "abbr_letters abbr_first abbr_subsequence abbr_tightest",
    "English words competing for Thai ones": "novel_first novel_before redundant_first redundant_before redundant_inside words_left content_per_word content_short best_left",
    "the English head noun": "head_aligned_first head_aligned_before head_covered",
    "Thai forms known from any gloss": "form_share form_top any_form any_longer",
    "entities of the layer before": "entity_start entity_cut entity_whole",
    "sound": "sounds_alike sounds_peak",
    "titles, companies, offices, verbs": "title_first company_first office_first verb_first title_unsaid title_left bound_prefix bound_split",
}


def scores(rows: Path) -> dict[str, dict[str, float]]:
    """The layer's scores on some labels."""
    with TemporaryDirectory() as folder:
        command = [*written(Path(folder) / "records.jsonl", rows), "--json"]
        said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    layers: dict[str, dict[str, float]] = json.loads(said)["layers"]
    return layers


def table(head: str, rows: Iterable[Sequence[object]]) -> list[str]:
    """A table; numbers with three decimals."""
    return [f"| {head} |", "|---" * (head.count("|") + 1) + "|", *("| " + " | ".join(map(_cell, row)) + " |" for row in rows)]


def _cell(value: object) -> str:
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def measured() -> list[str]:
    """The gold's table and those of the fresh draws."""
    found = [scores(rows) for rows in (GOLD, *UNREAD)]
    names = ("gold", "first draw", "second draw", "third draw")
    sizes = (f"({rows['pair strict']['gold']:.0f} pairs, {rows['negative left alone']['gold']:.0f} not)" for rows in found)
    head = " | ".join(f"{name} {size}" for name, size in zip(names, sizes, strict=True))
    rows = [
        (name, *(f"{t[name]['precision']:.3f} / {t[name]['recall']:.3f} / {t[name]['f1']:.3f}" for t in found))
        for name in found[0]
    ]
    return table(f"measure | {head}", rows)


def share(rows: list[dict[str, Any]]) -> float:
    """The share of read pairs that are right."""
    return sum(bool(row["right"]) for row in rows) / len(rows)


def sure(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The read pairs with a posterior of at least 0.7."""
    return [row for row in rows if row["posterior"] >= 0.7]


def reading() -> dict[str, list[str]]:
    """What reading the pairs that sample_terms.py drew has said."""
    rows = list(lines(READ))
    why = Counter(row["why"] for row in rows if not row["right"])
    draws = {seed: [row for row in rows if row["seed"] == seed] for seed in sorted({row["seed"] for row in rows})}
    said = ((seed, len(some), share(some), f"{share(sure(some)):.3f} of {len(sure(some))}") for seed, some in draws.items())
    return {
        "read": table("seed | pairs | right | of those with a posterior of at least 0.7", said),
        "read wrong": table("what was wrong | pairs", why.most_common()),
    }


def glossary() -> list[str]:
    """What reading names of a glossary has said."""
    with GLOSSARY.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    draws: dict[str, list[str]] = {}
    for row in rows:
        draws.setdefault(row["seed"], []).append(row["right"])
    return table("seed | names | right", ((seed, len(said), said.count("yes") / len(said)) for seed, said in draws.items()))


def trained() -> dict[str, list[str]]:
    """What the training of the shipped weights has said."""
    facts = artifact.read(TERMS, "choice").facts
    learned = facts["cross_validation"]
    return {
        "cross-validation": [
            f"{learned['candidates']} candidates, {learned['pairs']} of them pairs; {learned['drawn']} were drawn at random, the others picked because the version of the time was unsure of them.",
            f"The right start is among the possible ones in {learned['reachable']:.3f}; of the drawn negatives that pass the rules {learned['negatives_taken']:.2f} are taken.",
            "",
            *table(
                "start right | drawn: strict | lenient | hard: strict | lenient",
                ((name, *by["drawn"], *by["hard"]) for name, by in learned["stages"].items()),
            ),
        ],
        "calibration": table(
            "posterior | candidates | mean posterior | right",
            ((f"{b['from']:.1f}-", b["n"], f"{b['mean']:.2f}", f"{b['right']:.2f}") for b in facts["calibration_table"]),
        ),
    }


def with_first(closer: np.ndarray | None, chances: np.ndarray) -> np.ndarray | None:
    """The forest's rows with another first ranking's result in them."""
    if closer is None:
        return None
    chance = np.log(np.maximum(chances, 1e-6))
    return np.column_stack([closer[:, :-2], chance, chance - chance.max()])


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser()
    parser.add_argument("work", type=Path)
    args = parser.parse_args()
    look = without_echo(args.work)
    articles = texts({row["id"] for row in labels()})
    data = examples(labels(), articles, look, named(articles, args.work))
    data = [e for e in data if not e.hard]
    # one training a row: shorter ones than the shipped weights', the same for every row of the table
    training.KEPT, training.ROUNDS, training.FOLDS = 10, 40, 3
    training.SEEDS, training.SETTINGS = 1, Settings(trees=140, rate=0.1, least=20, l2=6.0)

    whole = cross_validate(data)
    shortlists(data, whole, look)

    def measure(without: tuple[str, ...], *, forest: bool = True) -> tuple[float, float, Counter[str]]:
        linear = np.tile(np.array([float(n not in without) for n in NAMES]), 3)
        first = cross_validate(data, linear) if set(without) & set(NAMES) else whole
        closer = np.array([float(n not in without) for n in CLOSER])
        for e, p in zip(data, first, strict=True):
            e.closer = with_first(e.closer, p[e.kept])
        probabilities = both(data, first, closer) if forest else first
        found = [(e, p) for e, p in zip(data, probabilities, strict=True) if e.pair]
        kinds: Counter[str] = Counter()
        for e, p in found:
            if not right(e, p)[1] and e.gold is not None:
                kinds["start too far left" if int(p.argmax()) < e.gold else "start too far right"] += 1
            elif e.gold is None:
                kinds["right start is no token boundary"] += 1
        return float(np.mean([right(*x)[0] for x in found])), float(np.mean([right(*x)[1] for x in found])), kinds

    strict, lenient, kinds = measure(())
    ablation: list[tuple[str, float, float]] = [("nothing", strict, lenient)]
    for name, members in GROUPS.items():
        one, two, _ = measure(tuple(members.split()), forest=name != FOREST_ROW)
        ablation.append((name, one, two))
        print(*ablation[-1], flush=True)
    found = {"draws": measured(), **trained(), "ablation": table("without | strict | lenient", ablation)}
    found |= {"errors": table("kind | pairs", kinds.most_common()), **reading(), "glossary": glossary()}
    page = PAGE.read_text(encoding="utf-8")
    for mark, rows in found.items():
        page = put(page, mark, rows)
    PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
