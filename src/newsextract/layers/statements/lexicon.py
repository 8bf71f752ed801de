"""What speech is introduced with, and what stands where it ends, as data."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from newsextract.data import read_csv
from newsextract.models import artifact, choice
from newsextract.models.choice import Choice
from newsextract.records import Language
from newsextract.thai.text import any_of


@cache
def classes(language: Language) -> dict[str, str]:
    """The class of each verb that can introduce speech: say, stress, order, express."""
    return {row["form"]: row["class"] for row in read_csv("statements/cues.csv") if row["language"] == language}


@cache
def verbs(language: Language) -> re.Pattern[str]:
    """Any of the verbs; Thai ones are still to be checked against the tokens."""
    edge = r"\b" if language == "en" else ""
    return re.compile(edge + any_of(classes(language)) + edge)


@cache
def marks(language: Language) -> frozenset[str]:
    """Words that open a new clause."""
    return frozenset(row["mark"] for row in read_csv("statements/marks.csv") if row["language"] == language)


@cache
def models() -> dict[str, Choice]:
    """The trained models: ``yes`` for cues, ``end`` for where words end, ``speaker`` for who says them."""
    return choice.of(artifact.load("statements", "choice"))


def bucket(value: int, steps: Sequence[int]) -> int:
    """The first step that a number does not exceed; the last for larger ones."""
    return next((step for step in steps if value <= step), steps[-1] + 1)
