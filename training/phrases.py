"""Tokenise the names of the gazetteers: tokenising 8,700 names took half of the start-up time of a process.

``python -m training.phrases`` writes ``data/entities/phrases.tsv.gz``; a test fails if a gazetteer or the tokens have changed.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator

from newsextract.data import ROOT, read_csv
from newsextract.layers.names.lexicon import Phrases

TARGET = ROOT / "entities" / "phrases.tsv.gz"


def names() -> Iterator[tuple[str, str]]:
    """Each name with its label: agency (O), its abbreviation (A) or short name (M), province, country, district, subdistrict."""
    for row in read_csv("gazetteers/agencies.csv"):
        yield row["th"], "O"
        for column, label in (("en", "O"), ("abbr", "A"), ("short", "M")):
            yield from ((name, label) for name in row[column].split("|") if name)
    for row in read_csv("gazetteers/provinces.csv"):
        yield from ((row["th"], "P"), (row["en"], "P"))
    yield from ((row["name"], "C") for row in read_csv("gazetteers/countries.csv"))
    for row in read_csv("gazetteers/districts.csv"):
        yield from ((row["th"], "D"), (row["en"], "D"))
    yield from ((row["th"], "S") for row in read_csv("gazetteers/subdistricts.csv") if len(row["th"]) > 3)


def content() -> bytes:
    """The content of the file: one line per name, with its label and its tokens separated by tabs."""
    rows = Phrases.of(names()).labels.items()
    return "".join("\t".join((label, *words)) + "\n" for words, label in rows).encode()


if __name__ == "__main__":
    TARGET.write_bytes(gzip.compress(content(), 9, mtime=0))
