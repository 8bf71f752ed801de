"""Decode bytes: strict UTF-8, the Thai single-byte code pages under all their names, and text that was decoded wrongly."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import Literal

from newsextract.errors import InputError
from newsextract.pages.mojibake import repair
from newsextract.records import Warning_

THAI_LABELS = frozenset(
    {"tis620", "tis6202533", "tis62025330", "tis62025331", "iso885911", "windows874", "cp874", "ms874", "xwindows874", "ibm874"}
)
_UTF8_LABELS = frozenset({"utf8", "utf8sig", "utf"})
# labels that browsers read as windows-1252, and that many pages carry by default
_VAGUE_LABELS = frozenset({"iso88591", "latin1", "ascii", "usascii", "windows1252", "cp1252"})

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MAGIC = (
    b"%PDF-",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"\xfd7zXZ",
    b"BZh",
    b"\xd0\xcf\x11\xe0",
    b"\x7fELF",
    b"RIFF",
    b"MZ\x90",
    b"bplist",
    b"Rar!",
    b"7z\xbc\xaf",
)
_DECLARED = re.compile(rb"""(?:charset|encoding)\s{0,5}=\s{0,5}["']?\s{0,5}(?P<label>[A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
_HEAD = 4096
_UTF8_PAIR = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_HIGH = re.compile(rb"[\x80-\xff]+")
_NOT_TEXT = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
# a run of letters, vowels and tone marks; the punctuation that windows-874 adds occurs singly between them
_THAI_BYTES = re.compile(rb"[\xa1-\xda\xdf-\xfb]{2,}")
_CP874_EXTRA = re.compile(rb"[\x80\x85\x91-\x97\xa0]")
_CUT_AT_END = 3


@dataclass(frozen=True, slots=True)
class Decoded:
    """A page's text, the encoding it was read in, and what had to be repaired."""

    text: str
    encoding: str
    warnings: tuple[Warning_, ...] = ()


def decode(content: bytes, label: str | None = None, *, where: str | None = None) -> Decoded:
    """Decode the bytes of a page.

    Parameters
    ----------
    label
        The encoding that came with the bytes (an HTTP header), if any; a wrong one only causes a warning.
    where
        Name of the input, for messages.

    Returns
    -------
    Decoded
        With the warning ``encoding_repaired`` if a label was wrong, bytes were damaged or text had been decoded wrongly
        before, and ``text_truncated`` if the bytes end within a character.

    Raises
    ------
    InputError
        When the content is empty or binary.

    Examples
    --------
    >>> decode("“ข่าว”…".encode("cp874"), "tis-620").text
    '“ข่าว”…'
    """
    if not content.strip(b"\x00 \t\r\n\x0b\x0c"):
        raise InputError("the page is empty", where=where, fix="fetch or export it again")
    for bom, name in _BOMS:
        if content.startswith(bom):
            return _finish(*_by_bom(content, bom, name))
    sample = content[:65536]
    if content.startswith(_MAGIC) or len(_NOT_TEXT.findall(sample)) > max(2, len(sample) // 200):
        raise InputError("binary content, not a page of text", where=where, fix="give an HTML or a text file")
    declared = _labels(content, label)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        return _finish(*_not_utf8(content, declared, error))
    notes = []
    other = next((name for name in declared if _norm(name) in THAI_LABELS), None)
    if other and not content.isascii():
        notes.append(_repaired(f"labelled {other}, read as UTF-8"))
    return _finish(text, "utf-8", notes)


def _finish(text: str, encoding: str, notes: list[Warning_]) -> Decoded:
    repaired, how = repair(text)
    if how:
        notes.append(_repaired(f"text had been decoded wrongly before ({how}); undone"))
    return Decoded(repaired, encoding, tuple(notes))


def _repaired(message: str) -> Warning_:
    return Warning_(code="encoding_repaired", message=message)


def _by_bom(content: bytes, bom: bytes, name: str) -> tuple[str, str, list[Warning_]]:
    if name == "utf-8":
        content = content[len(bom) :]
        try:
            return content.decode("utf-8"), name, []
        except UnicodeDecodeError as error:
            return _not_utf8(content, ["utf-8"], error)
    text = content.decode(name, errors="replace")
    return text, name, _damage(text, name)


def _norm(label: str) -> str:
    return re.sub(r"[^a-z0-9]", "", label.lower())


def _labels(content: bytes, label: str | None) -> list[str]:
    """The declared encodings, the HTTP header's first."""
    match = _DECLARED.search(content[:_HEAD])
    inside = match["label"].decode("ascii") if match else None
    return [name for name in (label, inside) if name]


def _not_utf8(content: bytes, declared: list[str], error: UnicodeDecodeError) -> tuple[str, str, list[Warning_]]:
    guess = guessed(content)
    if error.start >= len(content) - _CUT_AT_END and error.reason == "unexpected end of data" and _UTF8_PAIR.search(content):
        note = Warning_(code="text_truncated", message="the bytes end within a character")
        return content[: error.start].decode("utf-8"), "utf-8", [note]
    if guess == "utf-8":
        text = content.decode("utf-8", errors="replace")
        return text, "utf-8", _damage(text, "UTF-8")
    labels = [_norm(name) for name in declared]
    if (labelled := not THAI_LABELS.isdisjoint(labels)) or guess == "cp874":
        text = content.decode("cp874", errors="replace")
        notes = [] if labelled else _wrong_label(declared, "windows-874")
        return text, "cp874", notes + _damage(text, "windows-874")
    return _by_label(content, declared)


def guessed(content: bytes) -> Literal["utf-8", "cp874", "cp1252"]:
    r"""Guess the encoding of bytes that are not all UTF-8: damaged UTF-8, or the Thai or the Western code page.

    Examples
    --------
    >>> guessed("ข่าว".encode("cp874")), guessed("“café”".encode("cp1252")), guessed("ข่าว".encode() + b"\xff")
    ('cp874', 'cp1252', 'utf-8')
    """
    high = sum(map(len, _HIGH.findall(content)))
    if sum(map(len, _UTF8_PAIR.findall(content))) >= 0.8 * high:
        return "utf-8"
    thai = sum(map(len, _THAI_BYTES.findall(content))) + len(_CP874_EXTRA.findall(content))
    return "cp874" if thai >= 0.9 * high else "cp1252"


def _by_label(content: bytes, declared: list[str]) -> tuple[str, str, list[Warning_]]:
    for name in declared:
        if _norm(name) in _UTF8_LABELS | _VAGUE_LABELS:
            continue
        try:
            return content.decode(name), codecs.lookup(name).name, []
        except (LookupError, ValueError):
            continue
    text = content.decode("cp1252", errors="replace")
    vague = any(_norm(name) in _VAGUE_LABELS for name in declared)
    notes = [] if vague else _wrong_label(declared, "windows-1252")
    return text, "cp1252", notes + _damage(text, "windows-1252")


def _wrong_label(declared: list[str], read_as: str) -> list[Warning_]:
    said = f"labelled {declared[0]}" if declared else "without a label"
    return [_repaired(f"{said}, read as {read_as}")]


def _damage(text: str, name: str) -> list[Warning_]:
    lost = text.count("\ufffd")
    return [_repaired(f"{lost} byte sequences that are not {name} were replaced")] if lost else []
