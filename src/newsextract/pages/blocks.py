"""A page as weighted lines: text counts for the article; links, footers and lists of teasers count against it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cache

from bs4 import Comment, NavigableString, Tag

from newsextract.data import read_lines
from newsextract.pages.chars import one_line, squeeze
from newsextract.pages.html_text import BLOCKS, text_of, walk

#: what the text in an element is
_MEANS = (
    {"a": "link"}
    | dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading")
    | dict.fromkeys(("nav", "footer", "aside", "menu"), "aside")
)
#: a line of links weighs this much more than its length, so that menus of short words count
_LINK_LINE = 12
#: at least so many siblings of one shape make a list of teasers
_TEASERS = 3
_TEASER_LENGTH = 400


@dataclass(slots=True)
class Line:
    """One line of a page.

    Attributes
    ----------
    text
        Folded text.
    size, links
        Characters without white space, and how many of them are links.
    heading
        Whether an h1 to h6 holds it.
    aside
        Whether it stands in navigation, a footer, or a list of teasers.
    moment
        The ``datetime`` of a time element in it.
    """

    text: str
    size: int
    links: int
    heading: bool
    aside: bool
    moment: str | None = None

    @property
    def weight(self) -> int:
        """Characters for the article, or against it."""
        if self.links * 2 > self.size:
            return -self.size - _LINK_LINE
        if self.aside or is_footer(self.text):
            return -self.size
        return self.size - self.links


@dataclass(slots=True)
class Block:
    """An element and the lines it holds: ``lines[start:end]``."""

    tag: Tag
    depth: int
    start: int
    end: int = 0


@dataclass(slots=True)
class Blocks:
    """A page's lines and the elements over them, in document order."""

    lines: list[Line] = field(default_factory=list)
    elements: list[Block] = field(default_factory=list)


@cache
def _footer_words() -> tuple[str, ...]:
    return read_lines("pages/footer.txt")


def is_footer(text: str) -> bool:
    """Whether a line is a footer's: a copyright, a policy, a counter of visitors."""
    low = text.lower()
    return len(text) < 300 and any(word in low for word in _footer_words())


class _Writer:
    """Collects text into lines while a tree is walked."""

    def __init__(self) -> None:
        self.blocks = Blocks()
        self.inside = dict.fromkeys(_MEANS.values(), 0)
        self.moment: str | None = None
        self._parts: list[str] = []
        self._links = 0
        self._heading = False

    def text(self, node: NavigableString) -> None:
        chars = text_of(node)
        if not chars:
            return
        self._parts.append(chars)
        if self.inside["link"]:
            self._links += len(squeeze(chars))
        if not chars.isspace():
            self._heading = self.inside["heading"] > 0

    def flush(self) -> None:
        raw = "".join(self._parts)
        text = "" if not raw or raw.isspace() else one_line(raw)
        if text:
            aside = self.inside["aside"] > 0
            self.blocks.lines.append(Line(text, len(squeeze(text)), self._links, self._heading, aside, self.moment))
            self.moment = None
        self._parts.clear()
        self._links = 0


def read_blocks(root: Tag) -> Blocks:
    """The lines of a tree and the block elements over them.

    Elements are in the order they begin, lines in reading order; lists of teasers are marked as aside.
    """
    writer = _Writer()
    open_blocks: list[Block] = []
    for entered, node in walk(root):
        if isinstance(node, Tag):
            _step(writer, open_blocks, entered=entered, tag=node)
        elif isinstance(node, NavigableString) and not isinstance(node, Comment):
            writer.text(node)
    writer.flush()
    _mark_teasers(writer.blocks)
    return writer.blocks


def _step(writer: _Writer, open_blocks: list[Block], *, entered: bool, tag: Tag) -> None:
    name = tag.name
    if name in BLOCKS or (name == "br" and entered):
        writer.flush()
    if entered and name == "time" and (value := tag.get("datetime")):
        writer.moment = str(value)
    if means := _MEANS.get(name):
        writer.inside[means] += 1 if entered else -1
    if name not in BLOCKS:
        return
    if entered:
        block = Block(tag, len(open_blocks), len(writer.blocks.lines))
        writer.blocks.elements.append(block)
        open_blocks.append(block)
    elif open_blocks:
        open_blocks.pop().end = len(writer.blocks.lines)


def _mark_teasers(blocks: Blocks) -> None:
    """Mark the lines of three or more siblings with one tag name that each hold a link and little else."""
    children: dict[int, list[Block]] = {}
    for block in blocks.elements:
        if block.start < block.end and block.tag.parent is not None:
            children.setdefault(id(block.tag.parent), []).append(block)
    for siblings in children.values():
        shapes = Counter(block.tag.name for block in siblings if _is_teaser(blocks.lines, block))
        for block in siblings:
            if shapes[block.tag.name] >= _TEASERS and _is_teaser(blocks.lines, block):
                for line in blocks.lines[block.start : block.end]:
                    line.aside = True


def _is_teaser(lines: list[Line], block: Block) -> bool:
    """Whether a block is a link as long as a headline with little text beside it."""
    if block.end - block.start > 8:
        return False
    inside = lines[block.start : block.end]
    size, links = sum(line.size for line in inside), sum(line.links for line in inside)
    return links >= 8 and size <= _TEASER_LENGTH + links and links * 6 >= size


def densest(blocks: Blocks) -> tuple[int, int]:
    """The lines of the element whose text outweighs its links most: ``lines[start:end]``.

    The smallest such element, where several hold the same text.
    """
    sums = [0]
    for line in blocks.lines:
        sums.append(sums[-1] + line.weight)
    best: tuple[int, int, int] | None = None
    span = (0, len(blocks.lines))
    for block in blocks.elements:
        score = sums[block.end] - sums[block.start]
        key = (score, -(block.end - block.start), block.depth)
        if best is None or key > best:
            best, span = key, (block.start, block.end)
    return span
