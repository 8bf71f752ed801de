"""Draw predicted pairs, or candidates that the rankings leave open, from articles that nobody annotated.

    python scripts/sample_terms.py OUT.jsonl [--pairs 150] [--seed 20261124]
    python scripts/sample_terms.py OUT.jsonl --unsure [--again] --pairs 2000 --seed 20261126
    python scripts/sample_terms.py OUT.jsonl --any --pairs 300 --seed 20261201

Pairs are for reading: one row a pair with article, offsets, the sides, posterior, and the text around them; at most two
pairs of an article. Unsure candidates are for labelling (the stratum "unsure" of data/annotations/terms.jsonl): one row a
gloss that no label has, with the text left and right of it and nothing of what the rankings say. ``--again`` draws them
from the articles of earlier labels, which the mined counts already leave out. ``--any`` draws candidates to measure on,
whatever the rankings say of them and whether or not the rules find them: brackets with Latin letters or an abbreviation,
and the rules' other shapes; one of each gloss in a pool three times as large.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import shared_folder  # noqa: F401
from newsextract.layers.terms import search
from newsextract.layers.terms.candidates import brackets, find_candidates
from newsextract.layers.terms.ranker import Place, score_all
from newsextract.layers.terms.tables import squeeze, tables, weights
from newsextract.layers.terms.window import left_window
from newsextract.thai.tokens import tokenize
from training.mine_terms import LABELS, held_out, labels
from training.shared import corpus, lines, texts

CONTEXT = 60
#: a start less likely than this leaves the candidate open; characters shown left of it
OPEN, LEFT = 0.9, 300
#: what may hold a gloss: a bracket with two Latin letters, or a Thai abbreviation
ANY = re.compile(r"[(\[]\s*(?:[^()\[\]\n]*[A-Za-z]{2}[^()\[\]\n]*(?:\([^()\n]*\)\s*)?|(?:[\u0e01-\u0e2e]{1,4}\.\s?)+)[)\]]")
Row = dict[str, Any]


def drawn(share: float, dice: random.Random, again: bool = False) -> Iterator[Row]:
    """Articles of the shared corpus in random order: without the annotated ones, or those that have labels of terms."""
    labelled, skip = {row["id"] for row in lines(LABELS)}, held_out()
    taken = [row for row in corpus() if dice.random() < share]
    dice.shuffle(taken)
    for row in taken:
        if row["id"] in labelled if again else row["id"] not in skip:
            yield row


def pairs_of(row: Row, dice: random.Random) -> list[Row]:
    """Two predicted pairs of an article."""
    text, found = row["text"], []
    terms = [t for t in search(text) if t.known_from == "article" and t.th is not None]
    terms = [t for t in terms if (m := t.en or t.abbr) and t.th and -80 < m.start - t.th.end < 14]
    for term in dice.sample(terms, min(2, len(terms))):
        th, other = term.th, term.en or term.abbr
        if th is not None and other is not None:
            found.append(
                {
                    "id": row["id"],
                    "th_start": th.start,
                    "th_end": th.end,
                    "th": th.text,
                    "en": term.en.text if term.en else None,
                    "abbr": term.abbr.text if term.abbr else None,
                    "posterior": term.posterior,
                    "left": text[max(0, th.start - CONTEXT) : th.start],
                    "right": text[th.end : other.end + 12],
                }
            )
    return found


def open_ones(row: Row, seen: set[str]) -> list[Row]:
    """The candidates of an article whose best start is not clear, one of each gloss."""
    text, found = row["text"], []
    tokens = tokenize(text)
    places = [Place(c, w) for c in find_candidates(text) if c.fixed < 0 and (w := left_window(text, c, tokens)).possible]
    for place, scored in zip(places, score_all(text, places, tables(), weights()), strict=True):
        c = place.candidate
        gloss = squeeze(text[c.start : c.end])
        if scored.probabilities.max() < OPEN and gloss not in seen:
            seen.add(gloss)
            found.append(shown(row, c.start, c.end))
    return found


def any_ones(row: Row, seen: set[str]) -> list[Row]:
    """All candidates of an article whose gloss has not been seen."""
    text, found = row["text"], []
    spans = {m.span() for m in ANY.finditer(text)}
    spans |= {(c.start, c.end) for c in find_candidates(text) if not any(c.start < b and a < c.end for a, b in spans)}
    outer = brackets(text)
    spans -= {(a, b) for a, b in spans for c, d in outer if c < a and b < d}
    for start, end in sorted(spans):
        gloss = squeeze(text[start:end])
        if gloss not in seen:
            seen.add(gloss)
            found.append(shown(row, start, end))
    return found


def shown(row: Row, start: int, end: int) -> Row:
    """A candidate with the text left and right of it."""
    text = row["text"]
    left, right = text[max(0, start - LEFT) : start], text[end : end + CONTEXT]
    return {"id": row["id"], "cand_start": start, "cand_end": end, "left": left, "cand": text[start:end], "right": right}


def labelled_glosses() -> set[str]:
    """Glosses that have a label."""
    spans: dict[int, list[tuple[int, int]]] = {}
    for row in labels():
        spans.setdefault(row["id"], []).append((row["cand_start"], row["cand_end"]))
    found = set()
    for number, text in texts(set(spans)).items():
        found |= {squeeze(text[start:end]) for start, end in spans[number]}
    return found


def main() -> None:
    """Draw and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--unsure", action="store_true")
    parser.add_argument("--any", action="store_true")
    parser.add_argument("--again", action="store_true")
    parser.add_argument("--pairs", type=int, default=150)
    parser.add_argument("--seed", type=int, default=20261124)
    args = parser.parse_args()
    dice = random.Random(args.seed)
    seen: set[str] = labelled_glosses() if args.unsure else set()
    found: list[Row] = []
    share = 1.0 if args.again else (6 if args.unsure else 3) * args.pairs / 82_515
    for row in drawn(share, dice, args.again):
        found += any_ones(row, seen) if args.any else open_ones(row, seen) if args.unsure else pairs_of(row, dice)
        if len(found) >= args.pairs and not args.any:
            break
    if args.any:
        dice.shuffle(found)
    args.out.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in found[: args.pairs]), encoding="utf-8")
    print(f"{min(len(found), args.pairs)} rows")


if __name__ == "__main__":
    main()
