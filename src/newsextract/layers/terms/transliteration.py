"""Consonant skeletons: how alike a Thai transliteration and its English original sound."""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz.distance import LCSseq

from newsextract.layers.terms.words import TABLES
from newsextract.thai.text import any_of


def _classes(name: str) -> dict[str, str]:
    return {letter: sound for sound, letters in TABLES[name].items() for letter in letters}


_THAI, _ENGLISH = _classes("thai_sounds"), _classes("english_sounds")
_DIGRAPHS: dict[str, str] = TABLES["digraphs"]
_SOUND = re.compile(rf"{any_of(_DIGRAPHS)}|.", re.DOTALL)


@lru_cache(maxsize=65_536)
def thai_skeleton(word: str) -> str:
    """Consonant classes of a Thai word; a letter with the cancelling mark ์ is silent.

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


def suffix_similarity(tokens: list[str], name: str) -> list[float]:
    """For each token, how alike the name and the text from the token to the end sound, 0 to 1 (longest common subsequence)."""
    english = english_skeleton(re.sub(r"[^A-Za-z]", "", name))[-40:]
    found: list[float] = []
    sound = ""
    for token in reversed(tokens):
        sound = thai_skeleton(token) + sound
        common = LCSseq.similarity(sound, english)
        found.append(2 * common / (len(sound) + len(english)) if common else 0.0)
        if len(sound) > 3 * len(english) + 12:
            break
    return [0.0] * (len(tokens) - len(found)) + found[::-1]
