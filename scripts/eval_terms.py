"""Score the terms layer alone on the shared gold, with the articles' tokens as in the pipeline: writes mini records and runs ../shared/bench/score.py.

python scripts/eval_terms.py OUT.jsonl [--errors]
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from mine_terms import SHARED, lines
from newsextract.layers.terms import find
from newsextract.thai.tokens import tokenize


def main() -> int:
    """Write the mini records, print the scores."""
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    out = Path(sys.argv[1])
    import json

    with out.open("w", encoding="utf-8") as file:
        for row in lines(SHARED / "gold/terms.articles.jsonl"):
            terms = [t.model_dump() for t in find(row["text"], tokens=tokenize(row["text"]))]
            file.write(json.dumps({"id": row["id"], "text": row["text"], "terms": terms}, ensure_ascii=False) + "\n")
    gold = SHARED / "gold"
    command = [
        sys.executable,
        str(SHARED / "bench/score.py"),
        "terms",
        str(gold / "terms.jsonl"),
        str(gold / "terms.articles.jsonl"),
        str(out),
        *sys.argv[2:],
    ]
    return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
