"""How far what is said reaches, and quotations whose speaker stands behind them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from newsextract.records import Language

OPEN, CLOSE = '“"‘«', '”"’»'
#: how many line breaks an unclosed quotation may run across
LINES = 3
#: a line is read so far: one without end would be read again for each of its cues
LINE = 10_000
#: a line as long as this was broken by its width, not by its author
WRAPPED = 60

_SENTENCE = re.compile(
    r"[.!?](?<![A-Z].)(?<!\bMr.)(?<!\bMs.)(?<!Mrs.)(?<!\bDr.)(?<!\bNo.)(?<!Gen.)(?<!Pol.)(?<!Col.)(?<!Prof.)(?<! Lt.)(?<!Maj.)[”\"]?(?=\s+[A-Z“\"(0-9])"
)
_BEHIND = re.compile(
    r"""
    (?P<verb> กล่าว | ระบุ | เผย )
    (?: ทิ้งท้าย | ปิดท้าย | ในที่สุด | เพิ่มเติม | สรุป | ในตอนท้าย | ย้ำ | ในท้ายที่สุด | ตอนท้าย | ต่อ | เสริม )?
    [\s.]* (?: $ | \n )
    """,
    re.VERBOSE | re.MULTILINE,
)
_BEHIND_ENGLISH = re.compile(
    r"[”\"],?\s+(?:(?P<verb>said|added|stated|remarked)\s+)?(?P<who>[A-Z][^.\n”\"]{2,90}?)(?:\s+(?:said|added|stated|remarked))?\.(?=\s|$)"
)


@dataclass(frozen=True, slots=True)
class Behind:
    """A verb of saying that stands after the words said: its paragraph, the words before it, the verb."""

    line: int
    start: int
    end: int


def line_start(text: str, at: int) -> int:
    """The offset of the first character of the line that holds ``at``; of an endless line, ``LINE`` characters back."""
    left = max(0, at - LINE)
    start = text.rfind("\n", left, at)
    return left if start < 0 else start + 1


def line_end(text: str, at: int) -> int:
    """The offset of the line break that ends the line that holds ``at``, or the text's end; of an endless line, so far on."""
    right = min(len(text), at + LINE)
    end = text.find("\n", at, right)
    return right if end < 0 else end


def end_of_speech(text: str, said: int, language: Language) -> int:
    r"""Where speech that begins at ``said`` ends: its quotation mark, its paragraph, or in English its sentence.

    Examples
    --------
    >>> text = "นายสมมุติ กล่าวว่า งานเดินหน้า\nย่อหน้าใหม่"
    >>> text[19:end_of_speech(text, 19, "th")]
    'งานเดินหน้า'
    """
    end = line_end(text, said) if language == "th" else _unwrapped(text, said)
    if text[said : said + 1] and text[said] in OPEN:
        close = _closing(text, said)
        if close:
            return close
    if language == "en":
        stop = _SENTENCE.search(text, said, end)
        end = stop.end() if stop else end
    return _trim(text, said, end)


def _unwrapped(text: str, at: int) -> int:
    """The end of an English paragraph whose lines were broken to a width: a full line that ends no sentence goes on."""
    start, end = line_start(text, at), line_end(text, at)
    while (
        end - at < LINE
        and end + 1 < len(text)
        and end - start >= WRAPPED
        and text[end - 1] not in '.!?:”"'
        and text[end + 1].isalnum()
    ):
        start, end = end + 1, line_end(text, end + 1)
    return end


def _closing(text: str, at: int) -> int | None:
    """The offset of the mark that closes the quotation opened at ``at``, within a few lines."""
    mark = CLOSE[OPEN.index(text[at])]
    end = at
    for _ in range(LINES):
        end = line_end(text, end + 1)
    found = text.find(mark, at + 1, end)
    return found if found - at > 25 else None


def _trim(text: str, start: int, end: int) -> int:
    while end > start and (text[end - 1].isspace() or text[end - 1] == "\u200b"):
        end -= 1
    return end


def verbs_behind(text: str, body: int, language: Language) -> list[Behind]:
    """Verbs of saying at the end of a paragraph: "“…” นายสมมุติ กล่าวทิ้งท้าย"."""
    if language == "en":
        return [
            Behind(line_start(text, m.start()), m.start("who"), m.end("who"))
            for m in _BEHIND_ENGLISH.finditer(text, body)
            if m["verb"] or m.end() - m.end("who") > 2
        ]
    return [Behind(line_start(text, m.start()), m.start("verb"), m.start("verb")) for m in _BEHIND.finditer(text, body)]


def quoted_before(text: str, behind: Behind, body: int) -> tuple[int, int] | None:
    """The quotation that a verb behind it belongs to: the inside of its marks.

    Returns
    -------
    span or None
        None when no quotation mark stands between the paragraph's start and the verb.
    """
    close = max(text.rfind(mark, max(body, behind.start - 260), behind.start) for mark in '”"')
    if close < 0:
        return None
    start = line_start(text, behind.start)
    for _ in range(LINES):
        opened = max(text.find("“", start, close), text.find('"', start, close))
        first = [at for at in (text.find("“", start, close), text.find('"', start, close)) if at >= 0]
        if opened >= 0 and first:
            return min(first) + 1, _trim(text, min(first) + 1, close)
        if start <= body:
            break
        start = line_start(text, start - 1)
    return None
