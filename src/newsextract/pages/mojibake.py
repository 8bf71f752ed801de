"""Repair Thai text that was decoded with the wrong code page: recognised by typical characters, repaired run by run."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress

# Thai letters are E0 B8 xx and E0 B9 xx in UTF-8: each becomes three characters, of which the first two never vary
# (or the UTF-8 bytes of those two, if it was decoded wrongly twice)
_FROM_WESTERN = re.compile("à[¸¹]|Ã\u00a0Â[¸¹]")
_WESTERN_CHAR = re.compile("[\u0080-\u00ff€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ\ufffd]")
_THAI = re.compile("[\u0e01-\u0e5b]+")
_HIGH_LATIN = re.compile("[\u00a1-\u00fb\u0e3f]{3,}")
_LETTERS = re.compile(r"[^\W\d_]+")
_RUN = re.compile(r"[^\x00-\x7f]+")
_UTF8_STRETCH = re.compile(r"(?:[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3})+")
_SAMPLE = 200_000
_ROUNDS = 2


def _bytes_of(codec: str) -> dict[int, int]:
    """Map code points to the bytes of a code page; C1 controls stand for the bytes that it leaves undefined."""
    table = {0x80 + i: 0x80 + i for i in range(32)}
    if codec != "cp874":
        table |= {i: i for i in range(0xA0, 0x100)}
    for byte in range(0x80, 0x100):
        char = bytes([byte]).decode(codec, errors="ignore")
        if char:
            table[ord(char)] = byte
    return table


_WESTERN = _bytes_of("cp1252")
_THAI_PAGE = _bytes_of("cp874")


def repair(text: str) -> tuple[str, str | None]:
    """Undo a wrong decoding; return the text, and which decoding it was (None if the text was right).

    Examples
    --------
    >>> repair("ข่าว".encode().decode("latin-1"))
    ('ข่าว', 'UTF-8 read as windows-1252')
    >>> repair("ข่าว ธนาคาร เน้น เธอ")
    ('ข่าว ธนาคาร เน้น เธอ', None)
    """
    reason = None
    for _ in range(_ROUNDS):
        step = _diagnose(text[:_SAMPLE])
        if step is None:
            break
        undo, diagnosis = step
        fixed = _RUN.sub(undo, text)
        if fixed == text:
            break
        text, reason = fixed, reason or diagnosis
    return text, reason


def _diagnose(sample: str) -> tuple[Callable[[re.Match[str]], str], str] | None:
    # characters are counted only after a cheap test
    marks = len(_FROM_WESTERN.findall(sample)) if "à" in sample or "Ã" in sample else 0
    if marks >= 2 and marks * 10 >= len(_WESTERN_CHAR.findall(sample)):
        return _as_utf8(_WESTERN), "UTF-8 read as windows-1252"
    pairs = sample.count("เธ") + sample.count("เน")
    # each Thai character becomes one such pair and at most one more Thai character; in real Thai a pair in thirty is much
    if pairs >= 4 and pairs * 5 >= _length(_THAI, sample):
        return _as_utf8(_THAI_PAGE), "UTF-8 read as windows-874"
    high = _length(_HIGH_LATIN, sample)
    if high >= 20 and high * 4 >= _length(_LETTERS, sample) and _length(_THAI, sample) * 20 <= high:
        return _as_thai, "windows-874 read as windows-1252"
    return None


def _length(pattern: re.Pattern[str], text: str) -> int:
    """Number of characters in the matches of a pattern."""
    return sum(map(len, pattern.findall(text)))


def _as_utf8(table: dict[int, int]) -> Callable[[re.Match[str]], str]:
    """A repair of every stretch of a run whose bytes are UTF-8; the rest is kept."""

    def undo(match: re.Match[str]) -> str:
        run = match[0]
        raw = "".join(chr(table.get(ord(char), 0x100)) for char in run)
        parts, last = [], 0
        for stretch in _UTF8_STRETCH.finditer(raw):
            with suppress(UnicodeDecodeError):
                fixed = stretch[0].encode("latin-1").decode("utf-8")
                parts += [run[last : stretch.start()], fixed]
                last = stretch.end()
        return "".join([*parts, run[last:]])

    return undo


def _as_thai(match: re.Match[str]) -> str:
    """A run turned into bytes of windows-1252 and decoded with windows-874; unchanged if that fails."""
    try:
        return bytes([_WESTERN[ord(char)] for char in match[0]]).decode("cp874")
    except (KeyError, UnicodeDecodeError):
        return match[0]
