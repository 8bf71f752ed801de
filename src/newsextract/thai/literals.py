"""Many regular expressions over one text: only those are tried whose literals occur in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from re import _constants as ops  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

from ahocorasick_rs import AhoCorasick

_MOST_STRINGS = 200


class Patterns:
    """Regular expressions, without flags, that are passed over in a text without what each of their matches holds."""

    def __init__(self, patterns: Iterable[str]) -> None:
        self._compiled = [re.compile(pattern) for pattern in patterns]
        #: for each string the sets that it belongs to: the number of an expression, and of a set among its own
        sets = [needed(pattern.pattern) for pattern in self._compiled]
        self._open = [len(those) for those in sets]
        places: dict[str, list[tuple[int, int]]] = {}
        for i, those in enumerate(sets):
            for k, strings in enumerate(those):
                for string in strings:
                    places.setdefault(string, []).append((i, k))
        self._places = list(places.values())
        self._search = AhoCorasick(list(places), store_patterns=False)

    def within(self, text: str) -> list[tuple[int, re.Pattern[str]]]:
        """The expressions that may match somewhere in a text, each with its number."""
        hits = {found for found, _, _ in self._search.find_matches_as_indexes(text, overlapping=True)}
        met: list[set[int]] = [set() for _ in self._compiled]
        for hit in hits:
            for i, k in self._places[hit]:
                met[i].add(k)
        return [(i, pattern) for i, pattern in enumerate(self._compiled) if len(met[i]) == self._open[i]]


def needed(pattern: str) -> list[set[str]]:
    """Sets of strings: whatever matches the expression holds one of each set.

    Examples
    --------
    >>> [sorted(strings) for strings in needed("(?<!x)วัน(?:แม่|พ่อ)[ก-ฮ]+ครั้งที่ ?[0-9]")]
    [['วันพ่อ', 'วันแม่'], ['ครั้งที่', 'ครั้งที่ ']]
    """
    parsed = parser.parse(pattern)
    return [] if parsed.state.flags & re.IGNORECASE else _sets(parsed)


def _sets(items: Sequence[tuple[Any, Any]]) -> list[set[str]]:
    found: list[set[str]] = []
    strings = {""}
    for op, value in items:
        more = _strings(op, value)
        if more is not None and len(more) * len(strings) <= _MOST_STRINGS:
            strings = {a + b for a in strings for b in more}
            continue
        found.append(strings)
        strings = more or {""}
        if more is None:
            found += _sets_within(op, value)
    return [those for those in (*found, strings) if "" not in those]


def _sets_within(op: Any, value: Any) -> list[set[str]]:
    """The sets of what one part of an expression matches."""
    if op is ops.SUBPATTERN and not value[1]:  # flags of its own
        return _sets(value[-1])
    if op in {ops.MAX_REPEAT, ops.MIN_REPEAT, ops.POSSESSIVE_REPEAT} and value[0]:
        return _sets(value[-1])
    if op is ops.BRANCH:
        each = [max(_sets(items), key=lambda those: min(map(len, those)), default=set()) for items in value[1]]
        return [set().union(*each)] if all(each) else []
    return []


def _strings(op: Any, value: Any) -> set[str] | None:
    """All strings that a part of an expression can match, None where they are many."""
    if op is ops.LITERAL:
        return {chr(value)}
    if op in {ops.AT, ops.ASSERT, ops.ASSERT_NOT}:
        return {""}
    if op is ops.IN:
        return {chr(letter) for _, letter in value} if {kind for kind, _ in value} == {ops.LITERAL} else None
    each = [_joined(items) for items in _choices(op, value)]
    return set().union(*each) if each and None not in each else None  # type: ignore[arg-type]


def _choices(op: Any, value: Any) -> Sequence[Sequence[tuple[Any, Any]]]:
    """The expressions of which one stands for a part; none where the part is anything else."""
    if op is ops.SUBPATTERN and not value[1]:  # flags of its own
        return [value[-1]]
    if op is ops.BRANCH:
        return list(value[1])
    return [value[2], []] if op is ops.MAX_REPEAT and value[:2] == (0, 1) else []


def _joined(items: Sequence[tuple[Any, Any]]) -> set[str] | None:
    strings = {""}
    for op, value in items:
        more = _strings(op, value)
        if more is None or len(more) * len(strings) > _MOST_STRINGS:
            return None
        strings = {a + b for a in strings for b in more}
    return strings
