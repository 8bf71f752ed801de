"""HTML as a reader sees it: the tree of visible elements, and their text, split at block elements and line breaks."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator, Mapping
from functools import lru_cache

from bs4 import BeautifulSoup, CData, Comment, NavigableString, Tag
from bs4.builder._lxml import LXMLTreeBuilder
from bs4.element import PageElement, PreformattedString

from newsextract.data import read_toml

_BLOCK_NAMES = """
    address article aside blockquote body center dd details dialog div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6
    header hr html li main nav ol option p pre section summary table tbody td tfoot th thead tr ul
"""
_SILENT_NAMES = """
    script style noscript template iframe object embed applet svg math canvas audio video button select input textarea head title map
    img link meta
"""
BLOCKS = frozenset(_BLOCK_NAMES.split())
SILENT = frozenset(_SILENT_NAMES.split())
#: maximum depth of a tree; ordinary pages have twenty or thirty levels
MAX_DEPTH = 128
_SOURCE_BREAK = re.compile(r"(?<! )[ ]*+[\t\r\n\x0c][ \t\r\n\x0c]*")


_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_PARTS = re.compile(r"[a-z]+\d?|\d+")
_BOLD = re.compile(
    r"font-weight\s*:\s*(?:bold|[6-9]00)|font-size\s*:\s*(?:(?:x+-)?large|(?:1[8-9]|[2-4]\d)(?:\.\d+)?p[tx])", re.IGNORECASE
)
_BIG_FONT = re.compile(r"\+\d|[4-7]")
#: maximum characters of a class list; longer ones are a template's utility classes and say nothing about the text
_LONGEST = 400
_DATE_ATTRIBUTES = frozenset(("datetime", "itemprop", "property", "title"))
_DATE_PROPERTIES = frozenset(
    {"datepublished", "datecreated", "dc:date", "dc:created", "schema:datepublished", "dcterms:issued"}
)


def walk(root: Tag, dropped: Container[int] = ()) -> Iterator[tuple[bool, PageElement]]:
    """Yield the visible nodes in document order, each tag on entering (True) and on leaving (False).

    ``dropped`` holds the ``id()`` of other tags to skip: removing a tag from its tree would search all its siblings.
    """
    stack: list[tuple[bool, PageElement]] = [(True, root)]  # recursion would end at a few hundred levels
    while stack:
        entered, node = stack.pop()
        if not isinstance(node, Tag):
            yield entered, node
        elif node.name not in SILENT and id(node) not in dropped:
            yield entered, node
            if entered:
                stack.append((False, node))
                stack.extend((True, child) for child in reversed(node.contents))


def text_of(node: NavigableString) -> str:
    """The characters of a text node, with line breaks of the source folded to spaces."""
    if isinstance(node, PreformattedString) and not isinstance(node, CData):
        return ""
    return _SOURCE_BREAK.sub(" ", node)


def lines_of(root: Tag, dropped: Container[int] = ()) -> str:
    r"""The text of an element, split at block elements and line breaks; whitespace is not folded yet.

    Examples
    --------
    >>> soup = BeautifulSoup("<div>ก<br/><br/>ข<p>ค <b>ง</b></p></div>", "lxml")
    >>> lines_of(soup.div).split()
    ['ก', 'ข', 'ค', 'ง']
    """
    parts: list[str] = []
    for entered, node in walk(root, dropped):
        if isinstance(node, Tag):
            if node.name in BLOCKS or (node.name == "br" and entered):
                parts.append("\n")
            elif entered and (address := node.get("data-cfemail")):
                parts.append(_hidden_address(str(address)))
                node.contents.clear()  # Tag.clear() extracts the children one by one
        elif isinstance(node, NavigableString) and not isinstance(node, Comment):
            parts.append(text_of(node))
    return "".join(parts)


def _hidden_address(coded: str) -> str:
    """Decode an e-mail address that a CDN hides from robots: hexadecimal, each byte XORed with the first."""
    try:
        raw = bytes.fromhex(coded)
    except ValueError:
        return ""
    return bytes(b ^ raw[0] for b in raw[1:]).decode("utf-8", errors="replace") if raw else ""


class _Soup(BeautifulSoup):
    """A tree no deeper than ``MAX_DEPTH``: deeper tags become siblings, as in browsers.

    Selectors and Beautiful Soup itself walk up the whole tree from a tag or a text.
    """

    def pushTag(self, tag: Tag) -> None:  # noqa: N802  Beautiful Soup's name
        """Open a tag; at the maximum depth, add it without opening it."""
        if len(self.tagStack) < MAX_DEPTH:
            super().pushTag(tag)
        elif self.currentTag is not None:
            self.currentTag.contents.append(tag)


class _WantedBuilder(LXMLTreeBuilder):
    """Builds only the wanted elements and their descendants: making tags takes most of the time."""

    soup: BeautifulSoup

    def __init__(self, wanted: Callable[[str, Mapping[str, str]], bool]) -> None:
        super().__init__(multi_valued_attributes=None)
        self._wanted = wanted

    # without a third parameter lxml makes no map of namespaces
    def start(self, tag: str, attrib: Mapping[str, str]) -> None:  # type: ignore[override]
        if len(self.soup.tagStack) > 1 or self._wanted(tag, attrib):
            self.soup.handle_starttag(tag, None, None, attrib)

    def end(self, tag: str) -> None:
        if len(self.soup.tagStack) > 1:
            self.soup.handle_endtag(tag)

    def data(self, data: str) -> None:
        if len(self.soup.tagStack) > 1:
            self.soup.handle_data(data)


class _VisibleBuilder(LXMLTreeBuilder):
    """Builds the tree without invisible elements, and with only the attributes that :func:`hints_of` keeps."""

    soup: BeautifulSoup

    def __init__(self) -> None:
        super().__init__(multi_valued_attributes=None)
        self._silent = 0

    def reset(self) -> None:
        self._silent = 0

    def start(self, tag: str, attrib: Mapping[str, str]) -> None:  # type: ignore[override]
        hints = {} if self._silent else hints_of(tag, attrib)
        if not self._silent and tag == "meta" and "datetime" in hints:
            self.soup.handle_starttag("time", None, None, hints)
            self.soup.handle_endtag("time")
        if self._silent or tag in SILENT or hints.get("hint") == "hidden":
            if hints.get("hint") == "hidden":
                self.soup.handle_data(" ")  # an icon separates the metadata beside it
            self.soup.endData()  # keeps the texts before and after separate
            self._silent += 1
        else:
            self.soup.handle_starttag(tag, None, None, hints)

    def end(self, tag: str) -> None:
        if self._silent:
            self._silent -= 1
        else:
            self.soup.handle_endtag(tag)

    def data(self, data: str) -> None:
        if not self._silent:
            self.soup.handle_data(data)


def elements_of(html: str, wanted: Callable[[str, Mapping[str, str]], bool]) -> BeautifulSoup:
    """The tree of the elements that ``wanted`` accepts by name and attributes, with their descendants."""
    return _Soup(html, builder=_WantedBuilder(wanted))


def text_tree(html: str) -> BeautifulSoup:
    """The tree of a page's visible elements, with hints in place of their attributes."""
    return _Soup(html, builder=_VisibleBuilder())


_HINTS = read_toml("pages/hints.toml")
#: each role with the parts of names that show it, the phrases that do, and the parts that rule it out
_ROLES = tuple(
    (
        role,
        frozenset(_HINTS[role]["parts"]),
        re.compile(f" ({'|'.join(_HINTS[role]['phrases'])}) "),
        frozenset(_HINTS[role]["not"]),
    )
    for role in ("hidden", "aside", "meta", "title")
)


@lru_cache(maxsize=8192)
def role_of(name: str) -> str | None:
    """The role that a class or id names: ``hidden``, ``aside``, ``meta`` or ``title``; None for any other.

    Examples
    --------
    >>> [role_of(name) for name in ("entry-meta", "ctl00_lblTitle", "widget-area", "no-sidebar", "elementor-widget")]
    ['meta', 'title', 'aside', None, None]
    """
    parts = _PARTS.findall(_CAMEL.sub("-", name).lower())
    spaced = f" {' '.join(parts)} "
    for role, words, phrases, but in _ROLES:
        if phrases.search(spaced):
            return role
        if not words.isdisjoint(parts) and but.isdisjoint(parts):
            return role
    return None


@lru_cache(maxsize=8192)
def _first_role(names: str) -> str | None:
    """The role named by an element's classes and id; of several, the first in ``_ROLES``."""
    roles = [role_of(name) for name in names.split()] if len(names) <= _LONGEST else []
    return next((role for role, *_ in _ROLES if role in roles), None)


def hints_of(tag: str, attributes: Mapping[str, str]) -> dict[str, str]:
    """The hints kept of an element's attributes: its role (``hint``) and machine-readable publication date (``datetime``)."""
    kept: dict[str, str] = {}
    if not attributes:
        return {"hint": "strong"} if tag in {"b", "strong"} else kept
    if datetime := _datetime(tag, attributes):
        kept["datetime"] = datetime
    if tag in {"html", "body", "main", "article"}:
        return kept
    if role := _first_role(f"{attributes.get('class', '')} {attributes.get('id', '')}"):
        kept["hint"] = role
    elif tag in {"b", "strong"} or _BOLD.search(attributes.get("style", "")) or _BIG_FONT.match(attributes.get("size", "")):
        kept["hint"] = "strong"
    return kept


def _datetime(tag: str, attributes: Mapping[str, str]) -> str | None:
    """The publication date in an attribute; None for an element that says when the page was changed."""
    if _DATE_ATTRIBUTES.isdisjoint(attributes):
        return None
    itemprop = attributes.get("itemprop", "").lower()
    if _is_modification_date(itemprop, attributes.get("class", "").split()):
        return None
    if tag == "time" and "datetime" in attributes:
        return attributes["datetime"]
    properties = {itemprop, *attributes.get("property", "").lower().split()}
    if not properties.isdisjoint(_DATE_PROPERTIES):
        return attributes.get("content") or attributes.get("datetime") or attributes.get("title")
    return attributes.get("title") if tag == "abbr" and "published" in attributes.get("class", "") else None


def _is_modification_date(itemprop: str, names: list[str]) -> bool:
    return itemprop == "datemodified" or ("updated" in names and "published" not in names and itemprop != "datepublished")
