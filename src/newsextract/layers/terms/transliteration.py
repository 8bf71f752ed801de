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


def places_of(letters: str) -> dict[str, int]:
    """For each letter the places where it stands, as bits."""
    masks: dict[str, int] = {}
    for k, letter in enumerate(letters):
        masks[letter] = masks.get(letter, 0) | 1 << k
    return masks


def following(row: int, mask: int, every: int) -> int:
    """The row of the table of longest common subsequences after one more letter; its zeros count the letters in common.

    The bit-parallel method of Hyyrö (2004), "Bit-parallel LCS-length computation revisited".
    """
    both = row & mask
    return ((row + both) | (row - both)) & every


def in_common(one: str, two: str) -> int:
    """The length of the longest common subsequence.

    Examples
    --------
    >>> in_common("tctl", "tktl")
    3
    """
    masks = places_of(two)
    row = every = (1 << len(two)) - 1
    for char in one:
        row = following(row, masks.get(char, 0), every)
    return len(two) - row.bit_count()


def suffix_similarity(tokens: list[str], name: str) -> list[float]:
    """For each token, how alike the text from it to the end sounds to the name, 0 to 1 (longest common subsequence)."""
    english = english_skeleton(re.sub(r"[^A-Za-z]", "", name))[::-1][:40]
    if not english:
        return [0.0] * len(tokens)
    size, masks = len(english), places_of(english)
    row = every = (1 << size) - 1
    length = 0
    found: list[float] = []
    for token in reversed(tokens):
        for char in reversed(thai_skeleton(token)):
            length += 1
            row = following(row, masks.get(char, 0), every)
        found.append(2 * (size - row.bit_count()) / (length + size) if length else 0.0)
        if length > 3 * size + 12:
            break
    found += [0.0] * (len(tokens) - len(found))
    return found[::-1]
