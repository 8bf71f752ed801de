"""Score the terms layer alone on the shared gold, with the articles' tokens as in the pipeline: writes mini records and runs ../shared/bench/score.py.

python scripts/eval_terms.py OUT.jsonl [--errors]
python scripts/eval_terms.py OUT.jsonl --rows data/annotations/terms-test-2.jsonl [--errors]   # other labels, their texts from the corpus
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import shared_folder  # noqa: F401
from newsextract.layers.terms import search
from newsextract.thai.tokens import tokenize
from training.shared import SHARED, lines, texts

GOLD = SHARED / "gold/terms.jsonl"


def main() -> int:
    """Write the mini records, print the scores."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--rows", type=Path, default=GOLD)
    parser.add_argument("--errors", action="store_true")
    args = parser.parse_args()
    command = written(args.out, args.rows)
    return subprocess.run([*command, *(["--errors"] if args.errors else [])], check=False).returncode


def written(out: Path, rows: Path) -> list[str]:
    """Write the mini records of the articles of some labels; how they are scored."""
    gold = SHARED / "gold/terms.articles.jsonl"
    articles = {row["id"]: row["text"] for row in lines(gold)} if rows == GOLD else texts({row["id"] for row in lines(rows)})
    raw = out.with_suffix(".articles.jsonl")
    raw.write_text("".join(line({"id": i, "text": text}) for i, text in articles.items()), encoding="utf-8")
    with out.open("w", encoding="utf-8") as file:
        for number, text in articles.items():
            terms = [t.model_dump() for t in search(text, tokens=tokenize(text))]
            file.write(line({"id": number, "text": text, "terms": terms}))
    return [sys.executable, str(SHARED / "bench/score.py"), "terms", str(rows), str(raw), str(out)]


def line(row: dict[str, Any]) -> str:
    """A row of a JSON Lines file."""
    return json.dumps(row, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.exit(main())
