"""Regular expressions that cannot match a text are skipped; no match is lost."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsextract.data import read_csv
from newsextract.thai.literals import Patterns, required_literals

TRICKY = [
    "a|b?",
    "(?i:ab)c",
    "(?i)ab",
    "(?:ab)*c",
    "(?:ab)+",
    "[ab]c",
    "[^a]b",
    "(a)\\1",
    "(?>ab)c",
    "a{2,3}?b",
    "ab?",
    "(?=ab)a",
    "^a$|bc",
]


@pytest.mark.parametrize(
    ("pattern", "sets"),
    [
        ("กข|คง", [{"กข", "คง"}]),
        ("กข?ค", [{"กขค", "กค"}]),
        ("[ก-ฮ]+(?:ข|คง[0-9])(?<!x)", [{"ข", "คง"}]),
        ("ก*", []),
        ("(?:ก|ข*)", []),
        ("(?i)ก", []),
        ("(?i:ก)", []),
    ],
)
def test_required_literals_of_every_match(pattern: str, sets: list[set[str]]) -> None:
    assert required_literals(pattern) == sets


@given(st.text("abcAB", max_size=12))
def test_no_match_is_lost(text: str) -> None:
    tried = {i for i, _ in Patterns(TRICKY).candidates(text)}
    assert {i for i, pattern in enumerate(TRICKY) if re.search(pattern, text)} <= tried


def test_no_match_of_the_rules_for_names_is_lost(sample: Path) -> None:
    rules = [row["pattern"] for row in read_csv("entities/patterns.csv")]
    patterns = Patterns(rules)
    for path in sorted((sample / "text").glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        tried = {i for i, _ in patterns.candidates(text)}
        assert {i for i, rule in enumerate(rules) if re.search(rule, text)} <= tried
        assert len(tried) < len(rules)
