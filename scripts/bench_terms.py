"""Characters a second of the terms layer over the first articles of the shared corpus, tokens not given.

python scripts/bench_terms.py [ARTICLES]
"""

from __future__ import annotations

import json
import lzma
import sys
import time
from itertools import islice

from mine_terms import SHARED
from newsextract.layers.terms import find


def main() -> None:
    """Print the speed."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    with lzma.open(SHARED / "corpus/thaigov-dev.jsonl.xz", "rt", encoding="utf-8") as file:
        # every fortieth article: the corpus is in the order of publication
        texts = [json.loads(line)["text"] for line in islice(file, 0, count * 40, 40)]
    find(texts[0])
    start = time.process_time()
    terms = sum(len(find(text)) for text in texts)
    seconds = time.process_time() - start
    characters = sum(map(len, texts))
    print(f"{characters} characters, {terms} terms, {characters / seconds / 1000:.0f} thousand characters a second")


if __name__ == "__main__":
    main()
