"""Draw predicted pairs from articles that nobody annotated, for reading.

    python scripts/sample_terms.py OUT.jsonl [--pairs 150] [--seed 20261124]

One row a pair: article, offsets, the sides, posterior, and the text around them. At most two pairs of an article.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
from pathlib import Path

from mine_terms import SHARED, held_out
from newsextract.layers.terms import find

CONTEXT = 60


def main() -> None:
    """Draw and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--pairs", type=int, default=150)
    parser.add_argument("--seed", type=int, default=20261124)
    args = parser.parse_args()
    skip, dice = held_out(), random.Random(args.seed)
    found: list[dict[str, object]] = []
    with lzma.open(SHARED / "corpus/thaigov-dev.jsonl.xz", "rt", encoding="utf-8") as file:
        lines = [line for line in file if dice.random() < 3 * args.pairs / 82_515]
    dice.shuffle(lines)
    for line in lines:
        row = json.loads(line)
        if row["id"] in skip:
            continue
        text = row["text"]
        terms = [t for t in find(text) if t.known_from == "article" and t.th is not None]
        terms = [t for t in terms if (m := t.en or t.abbr) and t.th and -80 < m.start - t.th.end < 14]
        for term in dice.sample(terms, min(2, len(terms))):
            th, other = term.th, term.en or term.abbr
            if th is None or other is None:
                continue
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
        if len(found) >= args.pairs:
            break
    args.out.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in found[: args.pairs]), encoding="utf-8")


if __name__ == "__main__":
    main()
