"""Split a Thai run into the fewest dictionary words that cover it, each ending at the end of a character cluster.

The result is that of pythainlp's newmm with the dictionary shipped here, in half the time: pythainlp finds the clusters, an
Aho-Corasick automaton the words.
"""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from functools import cache, lru_cache
from itertools import accumulate, pairwise
from sys import intern

from ahocorasick_rs import BytesAhoCorasick, Implementation

from newsextract.data import read_csv, read_lines, read_text

#: a longer Thai run is split in pieces, the end of each again with the next, because the time grows with the square of the
#: length; the longest run in 82,515 articles has 992 characters
_MAX_RUN, _PIECE_OVERLAP = 2000, 50
#: after this many words between two certain boundaries, only the shortest word at each further offset is tried
_MAX_WORDS = 50
_FOREIGN = re.compile(r"[-a-zA-Z]+ | \d+(?:[,.]\d+)* | [ \t]+ | \r?\n | [^\u0e00-\u0e7f \t\r\n]+", re.VERBOSE)
_FEW_CONSONANTS = re.compile("[ก-ฮ]{1,2}")
#: end offsets of the words that begin at each offset
Ends = dict[int, list[int]]


@cache
def _dictionary() -> BytesAhoCorasick:
    places = [row["name"] for row in read_csv("gazetteers/countries.csv") if row["language"] == "th"]
    places += [row["th"] for name in ("provinces", "districts") for row in read_csv(f"gazetteers/{name}.csv")]
    names = {name for name in places if len(name) > 4 and all("\u0e00" < letter < "\u0e7f" for letter in name)}
    # our own list: each release of pythainlp adds words, and results would depend on the one installed
    words = names.union(read_text("tokens/dictionary.txt.gz").splitlines())
    words = words - set(read_lines("tokens/not_words.txt")) | set(read_lines("tokens/words.txt"))
    # with one byte per letter the automaton has a third of the size that it has with UTF-8, and takes half the time to build
    return BytesAhoCorasick([word.encode("cp874") for word in sorted(words)], implementation=Implementation.ContiguousNFA)


@cache
def _cluster() -> re.Pattern[str]:
    from pythainlp.tokenize import tcc_p  # slow to import, and needs a writable folder

    # its own function copies the rest of the text for each cluster; without its groups, findall returns the clusters
    return re.compile(re.sub(r"(?<!\\)\((?!\?)", "(?:", f"{tcc_p._PAT_TCC.pattern}|."), re.DOTALL)  # noqa: SLF001


def cut(run: str) -> tuple[str, ...]:
    """Split a run without spaces into dictionary words.

    Examples
    --------
    >>> cut("ฝนตกหนัก")
    ('ฝน', 'ตกหนัก')
    """
    found: list[str] = []
    at = 0
    while len(run) - at > _MAX_RUN:
        words = _cut(run[at : at + _MAX_RUN])
        kept = max(1, len(words) - bisect_left([*accumulate(map(len, reversed(words)))], _PIECE_OVERLAP) - 1)
        found += words[:kept]
        at += sum(map(len, words[:kept]))
    return (*found, *_cut(run[at:])) if at else _cut(run)


@lru_cache(maxsize=20_000)
def _cut(run: str) -> tuple[str, ...]:
    edges = set(accumulate(map(len, _cluster().findall(run))))
    ends: Ends = {}
    longest = [0] * len(run)  # end of the longest word that begins at each offset
    for _, start, end in _dictionary().find_matches_as_indexes(run.encode("cp874", "replace"), overlapping=True):
        if end in edges:
            if longest[start]:
                ends[start].append(end)
            else:
                ends[start] = [end]
            longest[start] = end
    cuts, at, size = [0], 0, len(run)
    while at < size:
        end = longest[at]
        if not end:
            cuts.append(_unknown_end(run, at, edges, ends))
        elif max(longest[at:end]) > end:
            cuts += _fewest_words(ends, at)
        else:  # no path crosses the end of the longest word, and no other path to it is as short
            cuts.append(end)
        at = cuts[-1]
    return tuple([intern(run[a:b]) for a, b in pairwise(cuts)])


def _unknown_end(run: str, start: int, edges: set[int], ends: Ends) -> int:
    """End of unknown text: the next word that is more than one or two bare consonants, or the next other script."""
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
    """Ends of the fewest words from ``start`` to the first offset on every path; on a tie, shorter words come first."""
    ways: dict[int, list[int]] = {start: []}  # best path to each offset reached but not yet continued
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
            if words > _MAX_WORDS:
                break
        if len(reached) == 1:
            return ways[reached[0]]
