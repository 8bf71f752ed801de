"""Match many regular expressions against a text, trying only those whose literals occur in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from re import _constants as ops  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

from ahocorasick_rs import AhoCorasick

_MAX_STRINGS = 200
Items = Sequence[tuple[Any, Any]]
#: all strings that part of a pattern can match (None if too many), and sets of which a match contains at least one string each
Reading = tuple[set[str] | None, list[set[str]]]


class Patterns:
    """Regular expressions without flags, each skipped in a text that lacks the literals its matches must contain."""

    def __init__(self, patterns: Iterable[str]) -> None:
        self._compiled = [re.compile(pattern) for pattern in patterns]
        sets = [required_literals(pattern.pattern) for pattern in self._compiled]
        self._set_counts = [len(those) for those in sets]
        #: for each string, the index of each pattern that needs it and of the set within the pattern
        places: dict[str, list[tuple[int, int]]] = {}
        for i, those in enumerate(sets):
            for k, strings in enumerate(those):
                for string in strings:
                    places.setdefault(string, []).append((i, k))
        self._places = list(places.values())
        self._search = AhoCorasick(list(places), store_patterns=False)

    def candidates(self, text: str) -> list[tuple[int, re.Pattern[str]]]:
        """The patterns that may match in a text, each with its index."""
        hits = {found for found, _, _ in self._search.find_matches_as_indexes(text, overlapping=True)}
        matched: list[set[int]] = [set() for _ in self._compiled]
        for hit in hits:
            for i, k in self._places[hit]:
                matched[i].add(k)
        return [(i, pattern) for i, pattern in enumerate(self._compiled) if len(matched[i]) == self._set_counts[i]]


def required_literals(pattern: str) -> list[set[str]]:
    """Sets of literals; every match of the pattern contains at least one string of each set.

    Examples
    --------
    >>> [sorted(strings) for strings in required_literals("(?<!x)วัน(?:แม่|พ่อ)[ก-ฮ]+ครั้งที่ ?[0-9]")]
    [['วันพ่อ', 'วันแม่'], ['ครั้งที่', 'ครั้งที่ ']]
    """
    parsed = parser.parse(pattern)
    return [] if parsed.state.flags & re.IGNORECASE else _sequence(parsed)[1]


def _sequence(items: Items) -> Reading:
    found: list[set[str]] = []
    strings, whole = {""}, True
    for op, value in items:
        exact, sets = _part(op, value)
        if exact is not None and len(exact) * len(strings) <= _MAX_STRINGS:
            strings = {a + b for a in strings for b in exact}
            continue
        found.append(strings)
        strings, whole = exact or {""}, False
        found += sets if exact is None else []
    return strings if whole else None, [those for those in (*found, strings) if "" not in those]


def _part(op: Any, value: Any) -> Reading:
    if op is ops.SUBPATTERN and not value[1]:  # no flags of its own
        return _sequence(value[-1])
    if op is ops.BRANCH:
        return _branches([_sequence(items) for items in value[1]])
    if op in {ops.MAX_REPEAT, ops.MIN_REPEAT, ops.POSSESSIVE_REPEAT}:
        strings, sets = _sequence(value[-1])
        is_option = op is ops.MAX_REPEAT and value[:2] == (0, 1)
        return strings | {""} if is_option and strings else None, sets if value[0] else []
    return _letters(op, value), []


def _letters(op: Any, value: Any) -> set[str] | None:
    if op is ops.LITERAL:
        return {chr(value)}
    if op is ops.IN and {kind for kind, _ in value} == {ops.LITERAL}:
        return {chr(letter) for _, letter in value}
    return {""} if op in {ops.AT, ops.ASSERT, ops.ASSERT_NOT} else None


def _branches(ways: Sequence[Reading]) -> Reading:
    exact = [strings for strings, _ in ways if strings is not None]
    each = [max(sets, key=lambda strings: min(map(len, strings)), default=set[str]()) for _, sets in ways]
    return set().union(*exact) if len(exact) == len(ways) else None, [set().union(*each)] if all(each) else []
