"""White space and zero-width characters: the only ones a page's text may lose."""

from __future__ import annotations

import re

from newsextract.thai.view import ZERO_WIDTH

# the characters that str.splitlines breaks at, so that a line of the text is one line for every reader of the record
_BREAK = re.compile(r"\r\n|[\r\u2028\u2029\x0b\x0c]")
_ZERO_WIDTH = re.compile(f"[{ZERO_WIDTH}]")
# control characters carry nothing a reader sees and no XML or terminal takes them; C1 stays, it may be a repairable byte
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f]")
_ODD_SPACE = re.compile(r"[^\S\n ]")
# a line of a page is stripped of its indent, and blank lines say nothing that its line breaks do not
_LINE_EDGE = re.compile(r"(?<! )[ ]*+\n[ \n]*")


def fold(text: str) -> str:
    r"""Zero-width characters dropped, odd spaces folded to plain ones, blank lines and indents dropped.

    Examples
    --------
    >>> fold("\u200bกรุงเทพฯ\u00a010 \r\n\r\n  200")
    'กรุงเทพฯ 10\n200'
    """
    text = _BREAK.sub("\n", text)
    text = _CONTROL.sub("", _ZERO_WIDTH.sub("", text))
    return _LINE_EDGE.sub("\n", _ODD_SPACE.sub(" ", text)).strip()


def one_line(text: str) -> str:
    """The same on one line."""
    return fold(text).replace("\n", " ")


def squeeze(text: str) -> str:
    """The text without white space: what two printings of one headline share.

    Examples
    --------
    >>> squeeze("ประชุม ครม.  วันนี้")
    'ประชุมครม.วันนี้'
    """
    return "".join(text.split())
