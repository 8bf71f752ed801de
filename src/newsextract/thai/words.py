"""Words of a Thai run: the fewest words of a dictionary that cover it, each ending where a character cluster does.

The cuts are those of newmm (PyThaiNLP project, Apache-2.0) with the dictionary that is shipped here, in half the time and
whatever release of pythainlp is installed.
"""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from functools import cache, lru_cache
from itertools import accumulate, pairwise
from sys import intern

from ahocorasick_rs import AhoCorasick, Implementation

from newsextract.data import read_csv, read_lines, read_text

#: a run of Thai longer than this is cut piece by piece, and the end of a piece once more with the next: cutting takes time
#: with the square of the length. The longest run of 82,515 articles has 992 characters
_LONGEST_RUN, _PIECE_END = 2000, 50
#: once so many words begin between two sure cuts, each later place is left by its shortest word only
_MOST_WORDS = 50
#: clusters by Theeramunkong et al. 2000 (doi 10.1145/355214.355225): C a consonant, T a tone mark or none, K a silent ending or none
_CLUSTER_RULES = r"""
    เC็CK เCCTาะK เCCีTย(?=[เ-ไก-ฮ]|$)K เCC็CK เCิC์CK เCิTCK เCีTยะ?K เCืTอะ?K เC[ิีุู]Tย(?=[เ-ไก-ฮ]|$)K เCTา?ะ?K CัTวะK
    C[ัื]TC[ุิะ]?K C[ิุู]์ C[ะ-ู]TK CรรC์ C็ CT[ะาำ]?K CK แC็C แCC์ แCTะ แCC็C แCCC์ โCTะ [เ-ไ]CT ก็ อึ หึ .
    """
_CLUSTER = re.compile(
    "|".join(_CLUSTER_RULES.split()).replace("K", "(?:CC?[ุูิ]?[์])?").replace("C", "[ก-ฮ]").replace("T", "[่-๋]?"),
    re.DOTALL,
)
_FOREIGN = re.compile(r"[-a-zA-Z]+ | \d+(?:[,.]\d+)* | [ \t]+ | \r?\n | [^\u0e00-\u0e7f \t\r\n]+", re.VERBOSE)
_FEW_CONSONANTS = re.compile("[ก-ฮ]{1,2}")


@cache
def _dictionary() -> AhoCorasick:
    places = [row["name"] for row in read_csv("gazetteers/countries.csv") if row["language"] == "th"]
    places += [row["th"] for name in ("provinces", "districts") for row in read_csv(f"gazetteers/{name}.csv")]
    names = {name for name in places if len(name) > 4 and all("\u0e00" < letter < "\u0e7f" for letter in name)}
    # a list of our own: each release of pythainlp adds words, and cuts would change with the one that is installed
    words = names.union(read_text("tokens/dictionary.txt.gz").splitlines())
    words = words - set(read_lines("tokens/not_words.txt")) | set(read_lines("tokens/words.txt"))
    return AhoCorasick(sorted(words), implementation=Implementation.ContiguousNFA, store_patterns=False)


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
    size = len(run)
    edge = bytearray(size + 1)
    for cluster in _CLUSTER.finditer(run):
        edge[cluster.end()] = True
    ends: list[list[int]] = [[] for _ in range(size + 1)]
    for _, start, end in _dictionary().find_matches_as_indexes(run, overlapping=True):
        if edge[end]:
            ends[start].append(end)
    cuts = [0]
    while (at := cuts[-1]) < size:
        if not ends[at]:
            cuts.append(_unknown_end(run, at, edge, ends))
        elif len(ends[at]) == 1:
            cuts += ends[at]
        else:
            cuts += _fewest_words(ends, at)
    return tuple(intern(run[a:b]) for a, b in pairwise(cuts))


def _unknown_end(run: str, start: int, edge: bytearray, ends: list[list[int]]) -> int:
    """Where a stretch that no word begins ends: before a word of more than two consonants, or another script."""
    foreign = _FOREIGN.match(run, start)
    if foreign:
        return foreign.end()
    for at in range(start + 1, len(run)):
        if edge[at] and (
            _FOREIGN.match(run, at) or not all(_FEW_CONSONANTS.fullmatch(run, at, end) for end in ends[at])
        ):
            return at
    return len(run)


def _fewest_words(ends: list[list[int]], start: int) -> list[int]:
    """The cuts that make the fewest words, to the first place that every way from ``start`` passes; shorter words come first."""
    ways: dict[int, list[int]] = {}
    reached, count = [start], 0
    while len(reached) > 1 or not ways:
        at = reached.pop(0)
        ways[at] = ends[at][: max(1, _MOST_WORDS + 1 - count)]
        count += len(ways[at])
        for end in ways[at]:
            if end not in reached:
                insort(reached, end)
    came_from: dict[int, int] = {}
    queue = [start]
    for at in queue:  # breadth first: it grows as it is read
        for end in ways.get(at, ()):
            if end not in came_from:
                came_from[end] = at
                queue.append(end)
    cuts = [reached[0]]
    while came_from[cuts[-1]] != start:
        cuts.append(came_from[cuts[-1]])
    return cuts[::-1]
