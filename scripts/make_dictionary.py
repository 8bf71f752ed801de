"""Freeze the tokenizer's word list: pythainlp's thai_words(), sorted, one word a line.

    pip install pythainlp==5.4.0 && python scripts/make_dictionary.py

Writes src/newsextract/data/tokens/dictionary.txt.gz. What this project adds and takes away is in words.txt and not_words.txt beside it.
"""

from __future__ import annotations

import gzip
import sys
from importlib.metadata import version

from pythainlp.corpus.common import thai_words

from common import ROOT

#: the release whose list ships; NOTICE.md names it, too
RELEASE = "5.4.0"

if __name__ == "__main__":
    if version("pythainlp") != RELEASE:
        sys.exit(f"the list is that of pythainlp {RELEASE}, and {version('pythainlp')} is installed")
    words = "".join(f"{word}\n" for word in sorted(thai_words()))
    target = ROOT / "src/newsextract/data/tokens/dictionary.txt.gz"
    target.write_bytes(gzip.compress(words.encode(), 9, mtime=0))  # the same list gives the same bytes
