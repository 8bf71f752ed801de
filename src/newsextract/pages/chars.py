"""Whitespace and invisible characters: the only ones that a page's text may lose."""

from __future__ import annotations

import re

from newsextract.thai.view import ZERO_WIDTH

# line boundaries of str.splitlines, so that a line of the text is one line for every reader of the record
_BREAK = re.compile(r"\r\n|[\r\u2028\u2029\x0b\x0c]")
_ZERO_WIDTH = re.compile(f"[{ZERO_WIDTH}]")
# control characters are invisible and refused by XML and terminals; C1 stays, since it may be a byte to repair
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f]")
_ODD_SPACE = re.compile(r"[^\S\n ]")
# indents and blank lines carry no more than the line break does
_LINE_EDGE = re.compile(r"(?<! )[ ]*+\n[ \n]*")


def fold(text: str) -> str:
    r"""Drop zero-width and control characters, blank lines and indents, and fold odd spaces to plain ones.

    Examples
    --------
    >>> fold("\u200bกรุงเทพฯ\u00a010 \r\n\r\n  200")
    'กรุงเทพฯ 10\n200'
    """
    text = _BREAK.sub("\n", text)
    text = _CONTROL.sub("", _ZERO_WIDTH.sub("", text))
    return _LINE_EDGE.sub("\n", _ODD_SPACE.sub(" ", text)).strip()


def one_line(text: str) -> str:
    """Fold a text and join its lines."""
    return fold(text).replace("\n", " ")


def squeeze(text: str) -> str:
    """The text without whitespace, for comparing two printings of one headline.

    Examples
    --------
    >>> squeeze("ประชุม ครม.  วันนี้")
    'ประชุมครม.วันนี้'
    """
    return "".join(text.split())
