"""Repair Thai text that was decoded with the wrong code page: recognised by typical characters, repaired run by run."""

from __future__ import annotations

import re
from collections.abc import Callable

# Thai letters are E0 B8 xx and E0 B9 xx in UTF-8: each becomes three characters, of which the first two never vary
# (or the UTF-8 bytes of those two, if it was decoded wrongly twice)
_FROM_WESTERN = re.compile("à[¸¹]|Ã\u00a0Â[¸¹]")
_WESTERN_CHAR = re.compile("[\u0080-\u00ff€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ\ufffd]")
_THAI = re.compile("[\u0e01-\u0e5b]+")
_HIGH_LATIN = re.compile("[\u00a1-\u00fb\u0e3f]{3,}")
_LETTERS = re.compile(r"[^\W\d_]+")
_RUN = re.compile(r"[^\x00-\x7f]+")
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
        return lambda match: _decoded(match[0], _WESTERN, "cp874") or match[0], "windows-874 read as windows-1252"
    return None


def _length(pattern: re.Pattern[str], text: str) -> int:
    """Number of characters in the matches of a pattern."""
    return sum(map(len, pattern.findall(text)))


def _as_utf8(table: dict[int, int]) -> Callable[[re.Match[str]], str]:
    def undo(match: re.Match[str]) -> str:
        whole = _decoded(match[0], table, "utf-8")
        return _piecewise(match[0], table) if whole is None else whole

    return undo


def _decoded(run: str, table: dict[int, int], codec: str) -> str | None:
    """Turn the characters into bytes of a code page and decode them with ``codec``; None if that fails."""
    try:
        return bytes([table[ord(char)] for char in run]).decode(codec)
    except (KeyError, UnicodeDecodeError):
        return None


_UTF8_STRETCH = re.compile(r"(?:[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2})+")


def _piecewise(run: str, table: dict[int, int]) -> str:
    """Repair every stretch of a run whose bytes are UTF-8, and keep the rest."""
    known = "".join(chr(table[ord(c)]) if ord(c) in table else "\u0100" for c in run)
    parts, last = [], 0
    for match in _UTF8_STRETCH.finditer(known):
        try:
            fixed = match[0].encode("latin-1").decode("utf-8")
        except UnicodeDecodeError:
            continue
        parts += [run[last : match.start()], fixed]
        last = match.end()
    return "".join([*parts, run[last:]])
