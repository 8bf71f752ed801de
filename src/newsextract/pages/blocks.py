"""A page as weighted lines: text counts for the article; links, footers and lists of teasers count against it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cache

from bs4 import Comment, NavigableString, Tag

from newsextract.data import read_lines
from newsextract.pages.chars import one_line, squeeze
from newsextract.pages.dates import header_date
from newsextract.pages.html_text import BLOCKS, text_of, walk

#: what the text in an element is
_MEANS = (
    {"a": "link"}
    | dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading")
    | dict.fromkeys(("nav", "footer", "aside", "menu", "marquee", "figcaption"), "aside")
    | dict.fromkeys(("b", "strong"), "strong")
)
#: a line of links weighs this much more than its length, so that menus of short words count
_LINK_LINE = 12
#: at least so many siblings of one shape make a list of teasers
_TEASERS = 3
_TEASER_LENGTH, _TEASER_LINES = 400, 8
#: and one of them is a link of so many; links to an author, a section, a day are shorter
_TEASER_LINK = 15
_TITLE_LINK = 20
#: an element named as no part of the article may hold so much of the page's paragraphs all the same: careless templates
_MOST_ASIDE = 0.4
#: so many characters are a paragraph; facts of the article (its day, its author) are fewer, and a headline no more
_PARAGRAPH, _FACTS, _HEADLINE = 60, 160, 250
#: a box of a headline alone has at most so many lines, its headline at least so many characters, and a paragraph so near below
_FEW, _SHORTEST_HEADLINE, _NEXT = 4, 25, 2
_LONGEST_ADDRESS = 250


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
        Whether an h1 to h6 holds it, or an element named a title.
    aside
        Whether it stands in navigation, a footer, or a list of teasers.
    moment
        The day of publication that an attribute in it says.
    block
        The innermost element that holds it.
    strong
        Whether all of it is bold or large.
    facts
        Whether it stands in an element named for an article's facts: its day, its author, its readers.
    outside
        Whether its element is by its name no part of an article.
    """

    text: str
    size: int
    links: int
    heading: bool
    aside: bool
    moment: str | None = None
    block: Block | None = None
    strong: bool = False
    facts: bool = False
    outside: bool = False

    @property
    def is_link(self) -> bool:
        """Whether most of it is links."""
        return self.links * 2 > self.size

    @property
    def weight(self) -> int:
        """Characters for the article, or against it."""
        if self.is_link:
            return -self.size - _LINK_LINE
        if self.aside or is_footer(self.text) or is_address(self.text):
            return -self.size
        return self.size - self.links


@dataclass(slots=True)
class Block:
    """An element and the lines it holds: ``lines[start:end]``."""

    tag: Tag
    depth: int
    start: int
    end: int = 0
    parent: Block | None = None


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


@cache
def _address() -> re.Pattern[str]:
    place, phone = ("|".join(map(re.escape, read_lines(f"pages/{name}.txt"))) for name in ("places", "phones"))
    return re.compile(rf"(?P<place>{place}|(?<!\d)[1-9]\d{{4}}(?!\d))|(?P<phone>(?:{phone})[\s:.(+-]*\d)", re.IGNORECASE)


def is_address(text: str) -> bool:
    """Whether a line is an office's address with its telephone.

    Examples
    --------
    >>> is_address("เทศบาลตำบลบ้านสวน 111 หมู่ 2 ตำบลบ้านสวน โทร. 0-5500-1234"), is_address("โทรแจ้งสายด่วน 1669")
    (True, False)
    """
    if len(text) > _LONGEST_ADDRESS:
        return False
    kinds = Counter(match.lastgroup for match in _address().finditer(text))
    return kinds["phone"] > 0 and kinds["place"] > 0 and kinds["phone"] + kinds["place"] > 2


class _Writer:
    """Collects text into lines while a tree is walked."""

    def __init__(self) -> None:
        self.blocks = Blocks()
        self.open: list[Block] = []
        self.inside = dict.fromkeys((*_MEANS.values(), "meta", "title"), 0)
        self.moment: str | None = None
        self._parts: list[str] = []
        self._heading = False
        # characters that are links, large, or facts of the article
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
        """Divide the facts that stand side by side in a line, as a page's style does."""
        if self._parts:
            self._parts.append(" ")

    def flush(self) -> None:
        raw = "".join(self._parts)
        text = "" if not raw or raw.isspace() else one_line(raw)
        if text:
            size, aside = len(squeeze(text)), self.inside["aside"] > 0
            line = Line(text, size, self._chars["link"], self._heading, aside, self.moment, outside=aside)
            line.block = self.open[-1] if self.open else None
            line.strong = self._chars["strong"] >= size
            line.facts = self._chars["meta"] >= size
            self.blocks.lines.append(line)
            self.moment = None
        self._parts.clear()
        self._chars = dict.fromkeys(self._chars, 0)


def read_blocks(root: Tag) -> Blocks:
    """The lines of a tree and the block elements over them.

    Elements are in the order they begin, lines in reading order; lists of teasers are marked as aside.
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
    # of two days in a line the second is that of a change
    if entered and writer.moment is None and (value := tag.get("datetime")):
        writer.moment = str(value)
    for kind in _meanings(name, tag.get("hint")):
        writer.inside[kind] += 1 if entered else -1
        if kind in {"meta", "title"}:
            writer.space()
    if name == "time":
        writer.space()
    if name in BLOCKS:
        _open_or_close(writer, tag, entered=entered)


def _meanings(name: str, hint: object) -> set[str]:
    """What the text in an element is; what a block is named is judged by what it holds, later."""
    # a footer named for facts is that of an article's head
    said = {_MEANS[name]} if name in _MEANS and not (name == "footer" and hint == "meta") else set()
    if hint == "strong" or (hint in {"meta", "title"} and name not in BLOCKS):
        said.add(str(hint))
    return said


def _open_or_close(writer: _Writer, tag: Tag, *, entered: bool) -> None:
    if entered:
        above = writer.open[-1] if writer.open else None
        block = Block(tag, len(writer.open), len(writer.blocks.lines), parent=above)
        writer.blocks.elements.append(block)
        writer.open.append(block)
    elif writer.open:
        writer.open.pop().end = len(writer.blocks.lines)


def _mark_named(blocks: Blocks) -> None:
    """Mark the lines of elements that are named for what they hold, where what they hold agrees."""
    most = _MOST_ASIDE * sum(map(_prose, blocks.lines))
    for block in blocks.elements:
        hint = block.tag.get("hint")
        inside = blocks.lines[block.start : block.end] if hint in {"aside", "meta", "title"} else []
        if hint == "title":
            _mark_title(inside)
        elif inside and not (any(map(_in_h1, inside)) or _heads_article(inside, blocks.lines[block.end : block.end + _NEXT])):
            _mark_other(inside, facts=hint == "meta", most=most)


def _mark_title(inside: list[Line]) -> None:
    if len(inside) == 1 and inside[0].size <= _HEADLINE:
        inside[0].heading = True


def _mark_other(inside: list[Line], *, facts: bool, most: float) -> None:
    """Mark lines as facts of the article, or as none of it, if they are not too long, or too many, for that."""
    if facts and sum(line.size for line in inside) <= _FACTS:
        for line in inside:
            line.facts = True
    elif not facts and sum(map(_prose, inside)) <= most:
        for line in inside:
            line.aside = line.outside = True


def _heads_article(inside: list[Line], below: list[Line]) -> bool:
    """Whether a box above a paragraph holds a headline and a few facts: its name, of attachments say, is a careless one."""
    heads = [line for line in inside if line.heading and line.size >= _SHORTEST_HEADLINE]
    bare = len(inside) <= _FEW and not any(line.links or _prose(line) for line in inside if not line.heading)
    return bare and len(heads) == 1 and not heads[0].links and any(map(_prose, below))


def _in_h1(line: Line) -> bool:
    return line.block is not None and line.block.tag.name == "h1"


def _prose(line: Line) -> int:
    return line.size if line.size >= _PARAGRAPH and not line.is_link else 0


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
    # an article's day, author and section are links, too
    if longest < _TITLE_LINK and any(header_date(line.text) for line in inside):
        return False
    return not all(line.facts for line in inside) and not _has_headline(inside)


def _has_headline(lines: list[Line]) -> bool:
    return any(_in_h1(line) and not line.links for line in lines)


def above(block: Block | None) -> list[Block]:
    """An element and those that hold it, from the innermost on."""
    found = []
    while block is not None:
        found.append(block)
        block = block.parent
    return found


def beyond(one: Block | None, other: Block | None) -> list[Block]:
    """The elements that hold the one block and not the other, from the innermost on."""
    held = {id(block) for block in above(other)}
    return [block for block in above(one) if id(block) not in held]


def apart(one: Block | None, other: Block | None) -> Block | None:
    """The largest element that holds the one block and not the other."""
    return next(reversed(beyond(one, other)), None)


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
