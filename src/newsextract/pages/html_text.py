"""The lines of an HTML element, as a reader sees them: block elements and line breaks end a line."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup, CData, Comment, NavigableString, Tag
from bs4.element import PageElement, PreformattedString

_BLOCK_NAMES = """
    address article aside blockquote body center dd details dialog div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6
    header hr html li main nav ol option p pre section summary table tbody td tfoot th thead tr ul
"""
_SILENT_NAMES = """
    script style noscript template iframe object embed applet svg math canvas audio video button select input textarea head title map
"""
BLOCKS = frozenset(_BLOCK_NAMES.split())
SILENT = frozenset(_SILENT_NAMES.split())
_SOURCE_BREAK = re.compile(r"[ \t\r\n\x0c]*[\t\r\n\x0c][ \t\r\n\x0c]*")


def silence(soup: Tag, selectors: tuple[str, ...] = ()) -> None:
    """Take out of a tree what no reader reads, and what ``selectors`` name."""
    for tag in soup.find_all(SILENT):
        tag.extract()
    for selector in selectors:
        for tag in soup.select(selector):
            tag.extract()


def walk(root: Tag) -> Iterator[tuple[bool, PageElement]]:
    """Elements in document order, each tag entered (True) and left (False); recursion would end at a few hundred levels."""
    stack: list[tuple[bool, PageElement]] = [(True, root)]
    while stack:
        entered, node = stack.pop()
        yield entered, node
        if entered and isinstance(node, Tag):
            stack.append((False, node))
            stack.extend((True, child) for child in reversed(node.contents))


def text_of(node: NavigableString) -> str:
    """The characters of a text node, with line breaks of the source folded to spaces."""
    if isinstance(node, PreformattedString) and not isinstance(node, CData):
        return ""
    return _SOURCE_BREAK.sub(" ", node)


def lines_of(root: Tag) -> str:
    r"""The text of an element, a line for each block or line break.

    Parameters
    ----------
    root
        The element.

    Returns
    -------
    str
        Text with ``\n`` at line ends; white space not yet folded.

    Examples
    --------
    >>> soup = BeautifulSoup("<div>ก<br/><br/>ข<p>ค <b>ง</b></p></div>", "lxml")
    >>> lines_of(soup.div).split()
    ['ก', 'ข', 'ค', 'ง']
    """
    parts: list[str] = []
    for entered, node in walk(root):
        if isinstance(node, Tag):
            if node.name in BLOCKS or (node.name == "br" and entered):
                parts.append("\n")
            elif entered and (address := node.get("data-cfemail")):
                parts.append(_hidden_address(str(address)))
                node.clear()
        elif isinstance(node, NavigableString) and not isinstance(node, Comment):
            parts.append(text_of(node))
    return "".join(parts)


def _hidden_address(coded: str) -> str:
    """An e-mail address that a content network hides from robots: hexadecimal, each byte XORed with the first."""
    try:
        raw = bytes.fromhex(coded)
    except ValueError:
        return ""
    return bytes(b ^ raw[0] for b in raw[1:]).decode("utf-8", errors="replace") if raw else ""


def make_soup(html: str) -> BeautifulSoup:
    """The whole tree of a page."""
    return BeautifulSoup(html, "lxml")
