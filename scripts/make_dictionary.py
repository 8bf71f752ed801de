"""Freeze the tokenizer's word list: pythainlp's thai_words(), sorted, one word per line.

    pip install pythainlp==5.4.0 && python scripts/make_dictionary.py

Writes src/newsextract/data/tokens/dictionary.txt.gz. The project's additions and removals are in words.txt and not_words.txt
in the same folder.
"""

from __future__ import annotations

import gzip
import sys
from importlib.metadata import version

from pythainlp.corpus.common import thai_words

from common import ROOT

#: the release whose list is shipped; also named in NOTICE.md
RELEASE = "5.4.0"

if __name__ == "__main__":
    if version("pythainlp") != RELEASE:
        sys.exit(f"the list is that of pythainlp {RELEASE}, and {version('pythainlp')} is installed")
    words = "".join(f"{word}\n" for word in sorted(thai_words()))
    target = ROOT / "src/newsextract/data/tokens/dictionary.txt.gz"
    target.write_bytes(gzip.compress(words.encode(), 9, mtime=0))  # the same list gives the same bytes
