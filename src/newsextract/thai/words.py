"""Words of a Thai run: the fewest words of a dictionary that cover it, each ending where a character cluster does.

The cuts are those of pythainlp's newmm with the dictionary that is shipped here, in half the time: the clusters are found by
pythainlp, the words by an automaton.
"""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections.abc import Callable
from functools import cache, lru_cache
from itertools import accumulate, pairwise
from sys import intern

from ahocorasick_rs import BytesAhoCorasick, Implementation

from newsextract.data import read_csv, read_lines, read_text

#: a run of Thai longer than this is cut piece by piece, and the end of a piece once more with the next: cutting takes time
#: with the square of the length. The longest run of 82,515 articles has 992 characters
_LONGEST_RUN, _PIECE_END = 2000, 50
#: once so many words begin between two sure cuts, each later place is left by its shortest word only
_MOST_WORDS = 50
_FOREIGN = re.compile(r"[-a-zA-Z]+ | \d+(?:[,.]\d+)* | [ \t]+ | \r?\n | [^\u0e00-\u0e7f \t\r\n]+", re.VERBOSE)
_FEW_CONSONANTS = re.compile("[ก-ฮ]{1,2}")
#: where the words end that begin at a place
Ends = dict[int, list[int]]


@cache
def _dictionary() -> BytesAhoCorasick:
    places = [row["name"] for row in read_csv("gazetteers/countries.csv") if row["language"] == "th"]
    places += [row["th"] for name in ("provinces", "districts") for row in read_csv(f"gazetteers/{name}.csv")]
    names = {name for name in places if len(name) > 4 and all("\u0e00" < letter < "\u0e7f" for letter in name)}
    # a list of our own: each release of pythainlp adds words, and cuts would change with the one that is installed
    words = names.union(read_text("tokens/dictionary.txt.gz").splitlines())
    words = words - set(read_lines("tokens/not_words.txt")) | set(read_lines("tokens/words.txt"))
    # a byte a letter makes a third of the automaton that UTF-8 makes, in half the time
    return BytesAhoCorasick([word.encode("cp874") for word in sorted(words)], implementation=Implementation.ContiguousNFA)


@cache
def _clusters() -> Callable[[str], set[int]]:
    from pythainlp.tokenize.tcc_p import tcc_pos  # importing it takes longer than importing us, and needs a folder to write in

    found: Callable[[str], set[int]] = tcc_pos
    return found


def cut(run: str) -> tuple[str, ...]:
    """Cut a stretch without spaces into words by the dictionary.

    Examples
    --------
    >>> cut("ฝนตกหนัก")
    ('ฝน', 'ตกหนัก')
    """
    found: list[str] = []
    at = 0
    while len(run) - at > _LONGEST_RUN:
        words = _cut(run[at : at + _LONGEST_RUN])
        kept = max(1, len(words) - bisect_left([*accumulate(map(len, reversed(words)))], _PIECE_END) - 1)
        found += words[:kept]
        at += sum(map(len, words[:kept]))
    return (*found, *_cut(run[at:])) if at else _cut(run)


@lru_cache(maxsize=20_000)
def _cut(run: str) -> tuple[str, ...]:
    edges = _clusters()(run)
    ends: Ends = {}
    for _, start, end in _dictionary().find_matches_as_indexes(run.encode("cp874", "replace"), overlapping=True):
        if end in edges:
            if start in ends:
                ends[start].append(end)
            else:
                ends[start] = [end]
    cuts, at, size = [0], 0, len(run)
    while at < size:
        words = ends.get(at)
        if words is None:
            cuts.append(_unknown_end(run, at, edges, ends))
        elif any(ends[inner][-1] > words[-1] for inner in range(at + 1, words[-1]) if inner in ends):
            cuts += _fewest_words(ends, at)
        else:  # no way passes the end of the longest word, and no other is as short
            cuts.append(words[-1])
        at = cuts[-1]
    return tuple([intern(run[a:b]) for a, b in pairwise(cuts)])


def _unknown_end(run: str, start: int, edges: set[int], ends: Ends) -> int:
    """Where a stretch that no word begins ends: before a word of more than two consonants, or another script."""
    foreign = _FOREIGN.match(run, start)
    if foreign:
        return foreign.end()
    for at in range(start + 1, len(run)):
        if at in edges and (
            _FOREIGN.match(run, at) or not all(_FEW_CONSONANTS.fullmatch(run, at, end) for end in ends.get(at, ()))
        ):
            return at
    return len(run)


def _fewest_words(ends: Ends, start: int) -> list[int]:
    """The cuts that make the fewest words, to the first place that every way from ``start`` passes; shorter words come first."""
    ways: dict[int, list[int]] = {start: []}  # to each place that is reached, without those that all ways from are known
    reached, words = [start], 0
    while True:
        at = reached.pop(0)
        way = ways.pop(at)
        for end in ends.get(at, ()):
            longer = [*way, end]
            known = ways.get(end)
            if known is None:
                insort(reached, end)
                ways[end] = longer
            elif len(known) > len(longer) or (len(known) == len(longer) and known > longer):
                ways[end] = longer
            words += 1
            if words > _MOST_WORDS:
                break
        if len(reached) == 1:
            return ways[reached[0]]
