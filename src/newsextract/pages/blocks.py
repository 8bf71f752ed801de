"""A page as weighted lines: text counts for the article; links, footers and lists of teasers count against it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from bs4 import Comment, NavigableString, Tag

from newsextract.data import read_lines
from newsextract.pages.chars import one_line, squeeze
from newsextract.pages.dates import header_date
from newsextract.pages.html_text import BLOCKS, text_of, walk

#: the role of an element's text, by tag name
_TAG_ROLES = (
    {"a": "link"}
    | dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading")
    | dict.fromkeys(("nav", "footer", "aside", "menu", "marquee", "figcaption"), "aside")
    | dict.fromkeys(("b", "strong"), "strong")
)
#: a line of links weighs this much more (against the article) than its length, so that menus of short words count
_LINK_LINE = 12
#: minimum siblings with one tag name that make a list of teasers
_TEASERS = 3
_TEASER_LENGTH, _TEASER_LINES = 400, 8
#: minimum characters of a teaser's longest link; links to an author, a section or a day are shorter
_TEASER_LINK = 15
_TITLE_LINK = 20
#: maximum share of the page's paragraphs in an element marked as no part of the article; a careless template marks more
_MAX_ASIDE_SHARE = 0.4
#: minimum characters of a paragraph, and maximum characters of the article's metadata (date, author) and of a headline
_SHORTEST_PARAGRAPH, _LONGEST_METADATA, _LONGEST_HEADLINE = 60, 160, 250
#: maximum lines of a headline's box, minimum characters of its headline, and maximum lines to the paragraph below it
_MAX_BOX_LINES, _SHORTEST_HEADLINE, _BELOW = 4, 25, 2
_LONGEST_ADDRESS = 250
_PLACE, _PHONE = ("|".join(map(re.escape, read_lines(f"pages/{name}.txt"))) for name in ("places", "phones"))
_ADDRESS = re.compile(rf"(?P<place>{_PLACE}|(?<!\d)[1-9]\d{{4}}(?!\d))|(?P<phone>(?:{_PHONE})[\s:.(+-]*\d)", re.IGNORECASE)


@dataclass(slots=True)
class Line:
    """One line of a page."""

    text: str  # folded
    size: int  # characters without whitespace, and how many of them are in links
    links: int
    heading: bool  # whether it is in an h1 to h6, or in an element whose class or id marks a title
    aside: bool  # whether it is in navigation, a footer, or a list of teasers
    datetime: str | None = None  # the machine-readable publication date of an attribute in it
    block: Block | None = None  # the innermost block element that holds it
    strong: bool = False  # whether all of it is bold or large
    is_metadata: bool = False  # whether the class or id of its element marks the article's metadata: date, author, view count
    outside: bool = False  # whether the tag, class or id of its element excludes it from the article
    notice: bool = False  # whether it reads like a footer's line or an office's address

    @property
    def is_link(self) -> bool:
        """Whether more than half of it is in links."""
        return self.links * 2 > self.size

    @property
    def weight(self) -> int:
        """Characters that count for the article (positive) or against it (negative)."""
        if self.is_link:
            return -self.size - _LINK_LINE
        if self.aside or self.notice:
            return -self.size
        return self.size - self.links


@dataclass(slots=True, eq=False)
class Block:
    """A block element and the lines it holds: ``lines[start:end]``."""

    tag: Tag
    depth: int
    start: int
    end: int = 0
    parent: Block | None = None


@dataclass(slots=True)
class Blocks:
    """A page's lines and the block elements around them, in document order."""

    lines: list[Line] = field(default_factory=list)
    elements: list[Block] = field(default_factory=list)


def is_footer(text: str) -> bool:
    """Whether a line belongs to a footer: a copyright notice, a policy, a visitor counter."""
    low = text.lower()
    return len(text) < 300 and any(word in low for word in read_lines("pages/footer.txt"))


def is_address(text: str) -> bool:
    """Whether a line is an office's address with its telephone number.

    Examples
    --------
    >>> is_address("เทศบาลตำบลบ้านสวน 111 หมู่ 2 ตำบลบ้านสวน โทร. 0-5500-1234"), is_address("โทรแจ้งสายด่วน 1669")
    (True, False)
    """
    if len(text) > _LONGEST_ADDRESS:
        return False
    kinds = Counter(match.lastgroup for match in _ADDRESS.finditer(text))
    return kinds["phone"] > 0 and kinds["place"] > 0 and kinds["phone"] + kinds["place"] > 2


class _Writer:
    """Collects text into lines while a tree is walked."""

    def __init__(self) -> None:
        self.blocks = Blocks()
        self.open: list[Block] = []
        self.inside = dict.fromkeys((*_TAG_ROLES.values(), "meta", "title"), 0)
        self.datetime: str | None = None
        self._parts: list[str] = []
        self._heading = False
        # characters of the current line in links, in bold or large type, and in metadata
        self._chars = dict.fromkeys(("link", "strong", "meta"), 0)

    def text(self, node: NavigableString) -> None:
        chars = text_of(node)
        if not chars:
            return
        self._parts.append(chars)
        bare = len(squeeze(chars))
        for kind in self._chars:
            if self.inside[kind]:
                self._chars[kind] += bare
        if bare:
            self._heading = self.inside["heading"] > 0 or self.inside["title"] > 0

    def space(self) -> None:
        """Separate metadata that is side by side on a line, as the page's style does."""
        if self._parts:
            self._parts.append(" ")

    def flush(self) -> None:
        raw = "".join(self._parts)
        text = "" if not raw or raw.isspace() else one_line(raw)
        if text:
            size, aside = len(squeeze(text)), self.inside["aside"] > 0
            notice = is_footer(text) or is_address(text)
            line = Line(text, size, self._chars["link"], self._heading, aside, self.datetime, outside=aside, notice=notice)
            line.block = self.open[-1] if self.open else None
            line.strong = self._chars["strong"] >= size
            line.is_metadata = self._chars["meta"] >= size
            self.blocks.lines.append(line)
            self.datetime = None
        self._parts.clear()
        self._chars = dict.fromkeys(self._chars, 0)


def read_blocks(root: Tag) -> Blocks:
    """The lines of a tree and the block elements around them.

    Elements are in the order in which they begin, lines in reading order; lists of teasers are marked as aside.
    """
    writer = _Writer()
    for entered, node in walk(root):
        if isinstance(node, Tag):
            _step(writer, entered=entered, tag=node)
        elif isinstance(node, NavigableString) and not isinstance(node, Comment):
            writer.text(node)
    writer.flush()
    _mark_named(writer.blocks)
    _mark_teasers(writer.blocks)
    return writer.blocks


def _step(writer: _Writer, *, entered: bool, tag: Tag) -> None:
    name = tag.name
    if name in BLOCKS or (name == "br" and entered):
        writer.flush()
    # the second of two dates on a line is that of an update
    if entered and writer.datetime is None and (value := tag.get("datetime")):
        writer.datetime = str(value)
    for kind in _roles_of(name, tag.get("hint")):
        writer.inside[kind] += 1 if entered else -1
        if kind in {"meta", "title"}:
            writer.space()
    if name == "time":
        writer.space()
    if name in BLOCKS:
        _open_or_close(writer, tag, entered=entered)


def _roles_of(name: str, hint: object) -> set[str]:
    """The roles of an element's text; the class and id of a block are judged later, by its content."""
    # a footer marked as metadata belongs to an article's head
    roles = {_TAG_ROLES[name]} if name in _TAG_ROLES and not (name == "footer" and hint == "meta") else set()
    if hint == "strong" or (hint in {"meta", "title"} and name not in BLOCKS):
        roles.add(str(hint))
    return roles


def _open_or_close(writer: _Writer, tag: Tag, *, entered: bool) -> None:
    if entered:
        block = Block(tag, len(writer.open), len(writer.blocks.lines), parent=writer.open[-1] if writer.open else None)
        writer.blocks.elements.append(block)
        writer.open.append(block)
    else:
        writer.open.pop().end = len(writer.blocks.lines)


def _mark_named(blocks: Blocks) -> None:
    """Mark lines by the class or id of their elements, if the content agrees."""
    max_aside = _MAX_ASIDE_SHARE * sum(map(_paragraph_size, blocks.lines))
    for block in blocks.elements:
        hint = block.tag.get("hint")
        inside = blocks.lines[block.start : block.end] if hint in {"aside", "meta", "title"} else []
        if hint == "title" and len(inside) == 1 and inside[0].size <= _LONGEST_HEADLINE:
            inside[0].heading = True
        elif hint != "title" and not (
            any(map(_in_h1, inside)) or _is_title_box(inside, blocks.lines[block.end : block.end + _BELOW])
        ):
            _mark_metadata_or_outside(inside, is_metadata=hint == "meta", max_aside=max_aside)


def _mark_metadata_or_outside(inside: list[Line], *, is_metadata: bool, max_aside: float) -> None:
    """Mark lines as the article's metadata, or as outside the article, unless they are too long for that."""
    if is_metadata and sum(line.size for line in inside) <= _LONGEST_METADATA:
        for line in inside:
            line.is_metadata = True
    elif not is_metadata and sum(map(_paragraph_size, inside)) <= max_aside:
        for line in inside:
            line.aside = line.outside = True


def _is_title_box(inside: list[Line], below: list[Line]) -> bool:
    """Whether a box above a paragraph holds a headline and little metadata, so that its class (attachments, say) is wrong."""
    heads = [line for line in inside if line.heading and line.size >= _SHORTEST_HEADLINE]
    bare = len(inside) <= _MAX_BOX_LINES and not any(line.links or _paragraph_size(line) for line in inside if not line.heading)
    return bare and len(heads) == 1 and not heads[0].links and any(map(_paragraph_size, below))


def _in_h1(line: Line) -> bool:
    return line.block is not None and line.block.tag.name == "h1"


def _paragraph_size(line: Line) -> int:
    return line.size if line.size >= _SHORTEST_PARAGRAPH and not line.is_link else 0


def _mark_teasers(blocks: Blocks) -> None:
    """Mark the lines of three or more siblings with one tag name that each hold a link and little else."""
    children: dict[int, list[Block]] = {}
    for block in blocks.elements:
        if block.start < block.end and block.tag.parent is not None:
            children.setdefault(id(block.tag.parent), []).append(block)
    for siblings in children.values():
        if len(siblings) < _TEASERS:
            continue
        teasers = [block for block in siblings if _is_teaser(blocks.lines[block.start : block.end])]
        shapes = Counter(block.tag.name for block in teasers)
        for block in teasers:
            if shapes[block.tag.name] >= _TEASERS:
                for line in blocks.lines[block.start : block.end]:
                    line.aside = True


def _is_teaser(inside: list[Line]) -> bool:
    """Whether the lines of a block are a link as long as a headline with little text beside it."""
    links = [line.links for line in inside]
    longest, size = max(links), sum(line.size for line in inside)
    if len(inside) > _TEASER_LINES or longest < _TEASER_LINK:
        return False
    if size > _TEASER_LENGTH + sum(links) or sum(links) * 6 < size:
        return False
    # an article's date, author and section may be links, too
    if longest < _TITLE_LINK and any(header_date(line.text) for line in inside):
        return False
    return not all(line.is_metadata for line in inside) and not _has_headline(inside)


def _has_headline(lines: list[Line]) -> bool:
    return any(_in_h1(line) and not line.links for line in lines)


def lineage(block: Block | None) -> list[Block]:
    """An element and its ancestors, innermost first."""
    found = []
    while block is not None:
        found.append(block)
        block = block.parent
    return found


def ancestors_without(one: Block | None, other: Block | None) -> list[Block]:
    """The elements that hold ``one`` and not ``other``, innermost first."""
    held = set(lineage(other))
    return [block for block in lineage(one) if block not in held]


def largest_ancestor_without(one: Block | None, other: Block | None) -> Block | None:
    """The largest element that holds ``one`` and not ``other``."""
    return next(reversed(ancestors_without(one, other)), None)


def densest(blocks: Blocks) -> tuple[int, int]:
    """The lines ``start:end`` of the element whose text most outweighs its links; in a tie, of the smallest element."""
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
