"""Words of saying and heads of offices, as one compiled expression a language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from newsextract.data import read_csv
from newsextract.records import Language
from newsextract.thai.text import any_of


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What a language says speech with.

    Attributes
    ----------
    verb
        A verb of saying.
    strong
        The verbs that may stand far from the word that opens the speech ("เปิดเผยภายหลังการประชุม … ว่า").
    office
        The head of an office ("ปลัด", "Prime Minister").
    """

    verb: re.Pattern[str]
    strong: frozenset[str]
    office: re.Pattern[str]


@cache
def lexicon(language: Language) -> Lexicon:
    """The words of a language."""
    rows = [row for row in read_csv("statements/verbs.csv") if row["language"] == language]
    heads = [row["head"] for row in read_csv("statements/offices.csv") if row["language"] == language]
    edge = r"\b" if language == "en" else ""
    return Lexicon(
        verb=re.compile(edge + any_of([row["form"] for row in rows]) + edge),
        strong=frozenset(row["form"] for row in rows if row["strength"] == "strong"),
        office=re.compile(edge + any_of(heads)),
    )
