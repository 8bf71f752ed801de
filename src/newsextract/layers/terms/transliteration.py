"""Consonant skeletons: how alike a Thai transliteration and its English original sound."""

from __future__ import annotations

import re
from functools import lru_cache

from newsextract.layers.terms.words import TABLES
from newsextract.thai.text import any_of


def _classes(name: str) -> dict[str, str]:
    return {letter: sound for sound, letters in TABLES[name].items() for letter in letters}


_THAI, _ENGLISH = _classes("thai_sounds"), _classes("english_sounds")
_DIGRAPHS: dict[str, str] = TABLES["digraphs"]
_SOUND = re.compile(rf"{any_of(_DIGRAPHS)}|.", re.DOTALL)


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
    for sound in _SOUND.findall(word.lower()):
        piece = _DIGRAPHS.get(sound) or _ENGLISH.get(sound, "")
        if len(sound) > 1 or not (out and out[-1] == piece):
            out.append(piece)
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
