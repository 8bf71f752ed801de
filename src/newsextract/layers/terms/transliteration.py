"""Consonant skeletons: how alike a Thai transliteration and its English original sound."""

from __future__ import annotations

import re
from functools import lru_cache

_THAI = {c: s for s, row in {
    "k": "กขฃคฅฆ", "n": "งนณ", "c": "จฉชฌ", "s": "ซศษส", "t": "ดฎตฏทธฐถฑฒ", "p": "บปผพภ", "f": "ฝฟ", "m": "ม", "l": "รลฬ", "w": "ว", "y": "ยญ", "h": "หฮ",
}.items() for c in row}  # fmt: skip
_ENGLISH = {c: s for s, row in {
    "k": "kcqg", "c": "j", "s": "szx", "t": "td", "p": "pb", "f": "f", "w": "vw", "n": "n", "m": "m", "l": "rl", "y": "y", "h": "h",
}.items() for c in row}  # fmt: skip
_DIGRAPHS = re.compile(r"ch|ph|th|sh|ck|tion|ce|ci|ng|gh")
_DIGRAPH_SKELETON = {
    "ch": "c",
    "ph": "f",
    "th": "t",
    "sh": "c",
    "ck": "k",
    "tion": "cn",
    "ce": "s",
    "ci": "s",
    "ng": "n",
    "gh": "k",
}


@lru_cache(maxsize=65_536)
def thai_skeleton(word: str) -> str:
    """Consonant classes of a Thai word; a letter under a cancelling mark is silent.

    Examples
    --------
    >>> thai_skeleton("ดิจิทัล"), english_skeleton("digital")
    ('tctl', 'tktl')
    """
    return "".join(_THAI.get(c, "") for c in re.sub(r".์", "", word))


def english_skeleton(word: str) -> str:
    """Consonant classes of an English word."""
    out: list[str] = []
    at, low = 0, word.lower()
    while at < len(low):
        pair = _DIGRAPHS.match(low, at)
        if pair:
            out.append(_DIGRAPH_SKELETON[pair[0]])
            at = pair.end()
            continue
        piece = _ENGLISH.get(low[at], "")
        if not (out and out[-1] == piece):
            out.append(piece)
        at += 1
    return "".join(out)


def suffix_similarity(tokens: list[str], name: str) -> list[float]:
    """For each token, how alike the text from it to the end sounds to the name, 0 to 1 (longest common subsequence)."""
    english = english_skeleton(re.sub(r"[^A-Za-z]", "", name))[::-1][:40]
    row = [0] * (len(english) + 1)
    length = 0
    found: list[float] = []
    for token in reversed(tokens):
        for char in reversed(thai_skeleton(token)):
            length += 1
            previous = 0
            for k, other in enumerate(english, 1):
                above = row[k]
                row[k] = previous + 1 if char == other else max(row[k], row[k - 1])
                previous = above
        found.append(2 * row[-1] / (length + len(english)) if length and english else 0.0)
        if length > 3 * len(english) + 12:
            break
    found += [0.0] * (len(tokens) - len(found))
    return found[::-1]
