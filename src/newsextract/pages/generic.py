"""Read the HTML of an unknown site: the article is where text is dense and links are few.

Thai has no spaces between words, so nothing here counts words; a run of ``<br>`` separates paragraphs as ``<p>`` does.
"""

from __future__ import annotations

import re
from itertools import takewhile

from newsextract.data import read_lines
from newsextract.pages.blocks import (
    Block,
    Blocks,
    Line,
    ancestors_without,
    densest,
    is_address,
    is_footer,
    largest_ancestor_without,
    lineage,
    read_blocks,
)
from newsextract.pages.chars import squeeze
from newsextract.pages.corpus_text import Parts, drop_headline
from newsextract.pages.dates import date_beside_name, has_counter_or_byline, header_date, is_poster_name
from newsextract.pages.day import day_below, day_beside, day_of_attribute
from newsextract.pages.furniture import ends_article, is_furniture, trim_bottom, trim_top
from newsextract.pages.head import Head
from newsextract.pages.headline import find_headline
from newsextract.pages.html_text import text_tree
from newsextract.pages.profiles import Profile

#: lines searched below a label or an empty article
_BELOW = 6
#: minimum characters of a paragraph, and of a heading that is kept below the last paragraph
_PARAGRAPH, _HEADING = 60, 60
_TOP_METADATA_LINES = 6
#: minimum characters of a subtitle; above a date, a subtitle is shorter than the second value
_SHORTEST_SUBTITLE, _SUBTITLE = 25, 120
#: maximum closing lines in a separate element, the same in one built like the article's, and minimum links of a menu
_CLOSING, _ALIKE, _MIN_MENU_LINKS = 3, 8, 3
#: minimum characters of the link below a heading that ends the article
_SHORTEST_LINK = 12
#: minimum number and share of paragraphs below an ending line for the article to continue there
_MIN_PARAGRAPHS, _MIN_PARAGRAPH_SHARE = 2, 0.6
#: tags of cells in a table of facts, and number of innermost elements searched for one
_CELLS, _INNERMOST = frozenset(("td", "th", "dt", "dd")), 3
_CRUMB = re.compile(r"\s[/»>›]\s")
_POSTCODE = re.compile(r"(?<!\d)[1-9]\d{4}(?!\d)")


def read_any(html: str, head: Head, profiles: tuple[Profile, ...]) -> Parts:
    """The parts of a page without a profile.

    The date is the one beside the headline, never one from a sidebar or footer. The title prefixes and suffixes of
    ``profiles`` are stripped from the page's title.
    """
    blocks = read_blocks(text_tree(html))
    start, end = densest(blocks)
    title, at = find_headline(blocks, start, end, head, profiles)
    return _parts(blocks, (start, end), title, at)


def _parts(blocks: Blocks, span: tuple[int, int], title: str, at: int | None) -> Parts:
    start, end = span
    lines = blocks.lines
    base = start
    if at is not None and start <= at < end:
        # the text begins below the last line of a headline of several lines
        base = at if lines[at].text == title else at + 1
    between = lines[at + 1 : base] if at is not None else []
    base = _below_label(lines, (base, end), title)
    inside = _without_links_below(_in_one_column(_without_marked(_until_ending(lines, (base, end), between, title))))
    inside += _closing_lines(lines, inside)
    _, texts = trim_top([line.text for line in _without_links_above(inside, title)], title)
    title, texts = drop_headline(texts, title)
    top = texts
    texts = _without_metadata(top)
    lead = _lead(between, squeeze(title))
    # if a date was dropped below a subtitle, the body begins below the subtitle
    below = texts[1:] if len(texts) < len(top) and texts[0] == top[0] else texts
    body = _text_start(lines, (base, end), below) if texts else base if lead else min(end + _BELOW, len(lines))
    day = day_beside(lines, at, start, body) or day_of_attribute(lines, start, end)
    return Parts(title, "\n".join(trim_bottom(lead + texts)), day or day_below(lines, body, end))


def _without_metadata(texts: list[str]) -> list[str]:
    """Drop a date beside a name on top, or the metadata below a subtitle (which stays) or a poster's name (which goes)."""
    if len(texts) > 1 and date_beside_name(texts[0]):
        return texts[1:]
    end = 1 + len(list(takewhile(is_furniture, texts[1:_TOP_METADATA_LINES])))
    if end >= len(texts) or len(texts[0]) >= _SUBTITLE:
        return texts
    if not (header_date(texts[1]) and len(squeeze(texts[end])) >= _PARAGRAPH):
        return texts
    return ([] if is_poster_name(texts[0]) else texts[:1]) + texts[end:]


def _below_label(lines: list[Line], span: tuple[int, int], title: str) -> int:
    """The line below the text's label in a table of facts, where the text begins; unchanged without a label."""
    base, end = span
    labels = read_lines("pages/body_labels.txt")
    short = takewhile(lambda i: lines[i].weight < _PARAGRAPH or lines[i].heading or lines[i].text == title, range(base, end))
    labelled = (i for i in short if lines[i].text.lower().rstrip(" :") in labels)
    cells = (i for i in labelled if any(block.tag.name in _CELLS for block in lineage(lines[i].block)[:_INNERMOST]))
    at = next(cells, None)
    return base if at is None or not any(map(_is_paragraph, lines[at + 1 : at + 1 + _BELOW])) else at + 1


def _text_start(lines: list[Line], span: tuple[int, int], texts: list[str]) -> int:
    return next((i for i in range(*span) if lines[i].text == texts[0]), span[0])


def _without_marked(lines: list[Line]) -> list[Line]:
    """Drop metadata and lines marked as outside the article, unless only headings would remain."""
    kept = [line for line in lines if not (line.outside or line.is_metadata)]
    return kept if any(not line.heading for line in kept) else lines


def _until_ending(lines: list[Line], span: tuple[int, int], between: list[Line], title: str) -> list[Line]:
    """The lines before the one that ends the article; none if an ending stands between the headline and lines without a paragraph."""
    base, end = span
    first = next((i for i in range(base, end) if _is_paragraph(lines[i]) and lines[i].text != title), None)
    if first is None and _has_ending(between):
        return []
    # buttons above the text have the same words as those below it
    endings = (i for i in range((base if first is None else first) + 1, end) if _is_ending(lines, i, title))
    ending = next((i for i in endings if not _article_continues(lines[i + 1 : end])), end)
    return lines[base:ending]


def _has_ending(lines: list[Line]) -> bool:
    return any(ends_article(line.text) for line in lines if line.weight > 0 or line.heading)


def _in_one_column(lines: list[Line]) -> list[Line]:
    """Drop the lines below the last paragraph that are outside the element of all paragraphs: they are in a side column."""
    paragraphs = [i for i, line in enumerate(lines) if _is_paragraph(line)]
    if not paragraphs:
        return lines
    around_last = set(lineage(lines[paragraphs[-1]].block))
    column = next((block for block in lineage(lines[paragraphs[0]].block) if block in around_last), None)
    if column is not None and any(lines[i].block is column for i in paragraphs):
        column = column.parent
    last = paragraphs[-1] + 1
    return lines[:last] + list(takewhile(lambda line: column is None or column in lineage(line.block), lines[last:]))


def _closing_lines(lines: list[Line], inside: list[Line]) -> list[Line]:
    """The short lines right below the article in a separate element, as when a text is spread over several widgets.

    A side column has a heading, links or more lines; an element around both article and footer also holds the menu.
    """
    part = _element_below(lines, inside) if any(map(_is_paragraph, inside)) else None
    if part is None:
        return []
    tail = list(takewhile(_is_closing, lines[part.start : part.end]))
    rest = lines[part.start + len(tail) : part.end]
    most = _ALIKE if tail and _shape(tail[0].block, inside[-1].block) == _shape(inside[-1].block, tail[0].block) else _CLOSING
    return tail if len(tail) <= most and len(rest) <= 1 and all(line.links for line in rest) else []


def _shape(block: Block | None, other: Block | None) -> list[str]:
    """The tag names from an element up to its largest ancestor without ``other``: equal for two widgets of one text."""
    return [one.tag.name for one in ancestors_without(block, other)]


def _element_below(lines: list[Line], inside: list[Line]) -> Block | None:
    """The largest element that begins right below the article, unless its parent also holds the page's menu."""
    first, last = (next(i for i, line in enumerate(lines) if line is one) for one in (inside[0], inside[-1]))
    part = largest_ancestor_without(lines[last + 1].block, inside[-1].block) if last + 1 < len(lines) else None
    if part is None or part.parent is None or part.start != last + 1:
        return None
    return None if sum(line.is_link for line in lines[part.parent.start : first]) >= _MIN_MENU_LINKS else part


def _is_closing(line: Line) -> bool:
    plain = not (line.heading or line.strong or line.links or line.outside or line.is_metadata)
    return plain and line.weight > 0 and not is_furniture(line.text) and not ends_article(line.text)


def _is_ending(lines: list[Line], i: int, title: str) -> bool:
    """Whether a line ends the article, by its words or as a heading above links to other articles."""
    line = lines[i]
    # comments repeat the headline
    if ends_article(line.text.replace(title, " ") if title else line.text):
        return True
    if not line.heading or i + 1 >= len(lines):
        return False
    below = lines[i + 1 : i + 3]
    return below[0].links >= _SHORTEST_LINK and all(one.is_link or one.heading or is_furniture(one.text) for one in below)


def _is_paragraph(line: Line) -> bool:
    return line.weight >= _PARAGRAPH and not line.heading and not line.outside and not is_furniture(line.text)


def _article_continues(lines: list[Line]) -> bool:
    """Whether the article continues below a button or box: most lines are paragraphs, unlike those of teasers and comments."""
    own = [_is_paragraph(line) for line in lines if not line.outside]
    paragraphs = sum(own)
    # lines below the last paragraph do not count: the article ends there anyway
    return paragraphs >= _MIN_PARAGRAPHS and paragraphs >= _MIN_PARAGRAPH_SHARE * (len(own) - own[::-1].index(True))


def _lead(lines: list[Line], title: str) -> list[str]:
    """Paragraphs between the headline and the article's element: a subtitle or lead in a separate element, no breadcrumbs."""
    texts = [line.text for i, line in enumerate(lines) if _is_paragraph(line) or (i == 0 and _is_subtitle(line))]
    return [text for text in texts if not (_CRUMB.search(text) and squeeze(text).endswith(title))]


def _is_subtitle(line: Line) -> bool:
    """Whether a short line right below the headline is a subtitle, and not metadata, a label or a poster's name."""
    if line.weight < _SHORTEST_SUBTITLE or line.is_metadata:
        return False
    return not (is_furniture(line.text) or has_counter_or_byline(line.text) or is_poster_name(line.text))


def _without_links_above(lines: list[Line], title: str) -> list[Line]:
    """Drop the links above the first paragraph, which are buttons, except a linked headline."""
    first = next((i for i, line in enumerate(lines) if _is_paragraph(line)), 0)
    return [line for i, line in enumerate(lines) if i >= first or not line.is_link or line.text == title]


def _without_links_below(lines: list[Line]) -> list[Line]:
    """Drop the links and lists of teasers at the end: related news, tags, share buttons."""
    end = len(lines)
    while end and _is_trailing_line(lines[end - 1]):
        end -= 1
    # a line with a postcode above a copyright notice or the like is the office's address
    if end and any(is_footer(line.text) for line in lines[end:]) and _POSTCODE.search(lines[end - 1].text):
        end -= 1
    return lines[:end]


def _is_trailing_line(line: Line) -> bool:
    if line.heading and line.size < _HEADING:
        return True
    text = line.text
    if line.weight < 0 and not is_address(text):
        return True
    return is_furniture(text) and header_date(text) is None and not any(c.isdigit() for c in text)  # a button
