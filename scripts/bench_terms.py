"""Characters a second of the terms layer over articles of the shared corpus: with their tokens at hand, and without.

In the pipeline an article's tokens are there before the layer runs; alone the layer cuts the text left of each gloss.

    OPENBLAS_NUM_THREADS=1 python scripts/bench_terms.py [ARTICLES]
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from itertools import islice

import shared_folder  # noqa: F401
from newsextract.layers.terms import search
from newsextract.thai.tokens import Tokens, tokenize
from training.shared import corpus

#: articles read before the clock runs, so that all that is read once has been
WARM = 20


def measure(name: str, texts: Sequence[str], tokens: Sequence[Tokens | None]) -> None:
    """Print the speed of one way to call the layer."""
    for text in texts[:WARM]:
        search(text)
    start = time.process_time()
    terms = sum(len(search(text, tokens=own)) for text, own in zip(texts, tokens, strict=True))
    seconds = time.process_time() - start
    characters = sum(map(len, texts))
    print(f"{name}: {characters} characters, {terms} terms, {characters / seconds / 1000:.0f} thousand characters a second")


def main() -> None:
    """Print both speeds."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    # every fortieth article: the corpus is in the order of publication
    texts = [row["text"] for row in islice(corpus(), 0, count * 40, 40)]
    # without tokens first: nothing that cutting them keeps may help
    measure("tokens cut here", texts, [None] * len(texts))
    measure("tokens given", texts, [tokenize(text) for text in texts])


if __name__ == "__main__":
    main()
