"""HTML of an unknown site: the article is where text is dense and links are few.

Thai writes no spaces between words, so nothing here counts words; a run of ``<br>`` divides paragraphs as ``<p>`` does.
"""

from __future__ import annotations

import re
from itertools import takewhile

from newsextract.data import read_lines
from newsextract.pages.blocks import Block, Blocks, Line, above, apart, beyond, densest, is_address, is_footer, read_blocks
from newsextract.pages.chars import squeeze
from newsextract.pages.corpus_text import Parts, drop_headline
from newsextract.pages.dates import date_beside_name, has_facts, header_date, is_label, names_poster
from newsextract.pages.day import day_below, day_beside, day_of_moment
from newsextract.pages.furniture import ends_article, is_furniture, trim_bottom, trim_top
from newsextract.pages.head import Head
from newsextract.pages.headline import find_headline
from newsextract.pages.html_text import text_tree
from newsextract.pages.profiles import Profile

#: how many lines above the article's element its headline may stand, and below the headline of an empty one
_ABOVE, _BELOW = 12, 6
#: fewer characters are no paragraph, and a heading of fewer below the last paragraph heads nothing of the article
_PARAGRAPH, _HEADING = 60, 60
#: lines on top of an article that may be facts
_FACTS = 6
#: a line above a date has fewer characters if it is a subtitle
_SHORTEST_SUBTITLE, _SUBTITLE = 25, 120
#: short lines in an element of their own that close an article, more in one built as the article's is, and links that are a menu
_CLOSING, _ALIKE, _MENU = 3, 8, 3
#: a link of so many below a heading, too
_LINKED = 12
#: paragraphs behind a line that ends an article, and their share of the lines there, from which the article goes on
_GOES_ON, _MOST = 2, 0.6
#: elements of a table of facts, and how far up one of them is a label's
_CELLS, _INNERMOST = frozenset(("td", "th", "dt", "dd")), 3
_CRUMB = re.compile(r"\s[/»>›]\s")
_POSTCODE = re.compile(r"(?<!\d)[1-9]\d{4}(?!\d)")


def read_any(html: str, head: Head, profiles: tuple[Profile, ...]) -> Parts:
    """The parts of a page without a profile.

    The date is the one beside the headline, never one from a sidebar or footer. The page's title may have the prefix of
    one of ``profiles``.
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
        # a headline of several lines ends above the text
        base = at if lines[at].text == title else at + 1
    between = lines[at + 1 : base] if at is not None else []
    base = _below_label(lines, (base, end), title)
    inside = _without_links_below(_in_one_column(_of_the_article(_article_of(lines, (base, end), between, title))))
    inside += _closing(lines, inside)
    _, texts = trim_top([line.text for line in _without_links_above(inside, title)], title)
    title, texts = drop_headline(texts, title)
    top = texts
    texts = _without_facts(top)
    lead = _lead(between, squeeze(title))
    # a date may stand below a subtitle
    below = texts[1:] if len(texts) < len(top) and texts[0] == top[0] else texts
    body = _first_line(lines, (base, end), below) if texts else base if lead else min(end + _BELOW, len(lines))
    day = day_beside(lines, at, start, body) or day_of_moment(lines, start, end)
    return Parts(title, "\n".join(trim_bottom(lead + texts)), day or day_below(lines, body, end))


def _without_facts(texts: list[str]) -> list[str]:
    """The texts without a date below their first line, and without that where it is a name and no subtitle.

    So, too, without a date with a name beside it on top.
    """
    if len(texts) > 1 and date_beside_name(texts[0]):
        return texts[1:]
    end = 1 + len(list(takewhile(is_furniture, texts[1:_FACTS])))
    if end >= len(texts) or not (header_date(texts[1]) and len(squeeze(texts[end])) >= _PARAGRAPH):
        return texts
    kept = [] if names_poster(texts[0]) else texts[:1] if len(texts[0]) < _SUBTITLE else texts[:end]
    return kept + texts[end:]


def _below_label(lines: list[Line], span: tuple[int, int], title: str) -> int:
    """Where a text begins whose label stands in a table below labels and values of its facts; as before without one."""
    base, end = span
    labels = read_lines("pages/body_labels.txt")
    short = takewhile(lambda i: lines[i].weight < _PARAGRAPH or lines[i].heading or lines[i].text == title, range(base, end))
    at = next((i for i in short if lines[i].text.lower().rstrip(" :") in labels and _is_cell(lines[i])), None)
    return base if at is None or not any(map(_is_paragraph, lines[at + 1 : at + 1 + _BELOW])) else at + 1


def _is_cell(line: Line) -> bool:
    return any(block.tag.name in _CELLS for block in above(line.block)[:_INNERMOST])


def _first_line(lines: list[Line], span: tuple[int, int], texts: list[str]) -> int:
    """Where among a page's lines a text begins."""
    return next((i for i in range(*span) if lines[i].text == texts[0]), span[0])


def _of_the_article(lines: list[Line]) -> list[Line]:
    """Without what the elements' names say is no part of an article, unless that is all there is."""
    kept = [line for line in lines if not (line.outside or line.facts)]
    return kept if any(not line.heading for line in kept) else lines


def _article_of(lines: list[Line], span: tuple[int, int], between: list[Line], title: str) -> list[Line]:
    """The lines from the article's first to what stands behind it; none where that begins between headline and article."""
    base, end = span
    first = next((i for i in range(base, end) if _is_paragraph(lines[i]) and lines[i].text != title), None)
    if first is None and _has_ending(between):
        return []
    # buttons above the text say the same as those below it
    endings = (i for i in range((base if first is None else first) + 1, end) if _is_ending(lines, i, title))
    ending = next((i for i in endings if not _goes_on(lines[i + 1 : end])), end)
    return lines[base:ending]


def _has_ending(lines: list[Line]) -> bool:
    return any(ends_article(line.text) for line in lines if line.weight > 0 or line.heading)


def _in_one_column(lines: list[Line]) -> list[Line]:
    """Without the lines below the last paragraph that stand outside the element that holds the paragraphs: a column beside them."""
    paragraphs = [i for i, line in enumerate(lines) if _is_paragraph(line)]
    if not paragraphs:
        return lines
    column = _joint([lines[i].block for i in paragraphs])
    if column is not None and any(lines[i].block is column for i in paragraphs):
        column = column.parent
    if column is None:
        return lines
    last = paragraphs[-1] + 1
    return lines[:last] + list(takewhile(lambda line: column in above(line.block), lines[last:]))


def _closing(lines: list[Line], inside: list[Line]) -> list[Line]:
    """The short lines next below the article in an element of their own: a text in several widgets.

    A column beside the article has a heading, links or more lines; what holds a footer and the article holds the menu, too.
    """
    part = _next_below(lines, inside) if any(map(_is_paragraph, inside)) else None
    if part is None:
        return []
    said = list(takewhile(_is_closing, lines[part.start : part.end]))
    rest = lines[part.start + len(said) : part.end]
    most = _ALIKE if said and _shape(said[0].block, inside[-1].block) == _shape(inside[-1].block, said[0].block) else _CLOSING
    return said if len(said) <= most and len(rest) <= 1 and all(line.links for line in rest) else []


def _shape(block: Block | None, other: Block | None) -> list[str]:
    """The tags from an element up to the largest one around it that does not hold another: alike for two widgets of a text."""
    return [one.tag.name for one in beyond(block, other)]


def _next_below(lines: list[Line], inside: list[Line]) -> Block | None:
    """The largest element that begins right below an article, unless the one around both has the page's menu."""
    first, last = (next(i for i, line in enumerate(lines) if line is one) for one in (inside[0], inside[-1]))
    part = apart(lines[last + 1].block, inside[-1].block) if last + 1 < len(lines) else None
    if part is None or part.parent is None or part.start != last + 1:
        return None
    return None if sum(line.is_link for line in lines[part.parent.start : first]) >= _MENU else part


def _is_closing(line: Line) -> bool:
    plain = not (line.heading or line.strong or line.links or line.outside or line.facts)
    return plain and line.weight > 0 and not is_furniture(line.text) and not ends_article(line.text)


def _joint(blocks: list[Block | None]) -> Block | None:
    """The smallest element that holds all of some blocks."""
    held = above(blocks[0])
    for block in blocks[1:]:
        also = {id(one) for one in above(block)}
        held = [one for one in held if id(one) in also]
    return held[0] if held else None


def _is_ending(lines: list[Line], i: int, title: str) -> bool:
    """Whether with a line begins what stands behind an article, by its words, or as a heading above links to other articles."""
    line = lines[i]
    # comments print the headline anew
    if ends_article(line.text.replace(title, " ") if title else line.text):
        return True
    if not line.heading or i + 1 >= len(lines):
        return False
    below = lines[i + 1 : i + 3]
    return below[0].links >= _LINKED and all(one.is_link or one.heading or is_furniture(one.text) for one in below)


def _is_paragraph(line: Line) -> bool:
    return line.weight >= _PARAGRAPH and not line.heading and not line.outside and not is_furniture(line.text)


def _goes_on(lines: list[Line]) -> bool:
    """Whether an article goes on behind a button or a box in its middle: most lines are paragraphs; teasers and comments are not."""
    own = [_is_paragraph(line) for line in lines if not line.outside]
    paragraphs = sum(own)
    # what stands below the last paragraph ends the article anyway
    return paragraphs >= _GOES_ON and paragraphs >= _MOST * (len(own) - own[::-1].index(True))


def _lead(lines: list[Line], title: str) -> list[str]:
    """Paragraphs between the headline and the article's element: a lead in an element of its own, but no breadcrumbs."""
    if len(lines) > _ABOVE:
        return []
    said = [line.text for i, line in enumerate(lines) if _is_paragraph(line) or (i == 0 and _is_subtitle(line))]
    return [text for text in said if not (_CRUMB.search(text) and squeeze(text).endswith(title))]


def _is_subtitle(line: Line) -> bool:
    """Whether a short line next below the headline, in an element of its own, is a subtitle: no fact, no poster, no section."""
    if line.weight < _SHORTEST_SUBTITLE or line.facts or line.outside or any(c.isdigit() for c in line.text[-4:]):
        return False
    return not (is_furniture(line.text) or has_facts(line.text) or is_label(line.text) or names_poster(line.text))


def _without_links_above(lines: list[Line], title: str) -> list[Line]:
    """Without the links above the first paragraph, which are buttons, but with a headline that is one."""
    first = next((i for i, line in enumerate(lines) if _is_paragraph(line)), 0)
    return [line for i, line in enumerate(lines) if i >= first or not line.is_link or line.text == title]


def _without_links_below(lines: list[Line]) -> list[Line]:
    """Without the links and the lists of teasers at the end of an element: related news, tags, share buttons."""
    end = len(lines)
    while end and _is_below(lines[end - 1]):
        end -= 1
    # an address with a postcode is the office's when a copyright notice or the like stands below it
    if end and any(is_footer(line.text) for line in lines[end:]) and _POSTCODE.search(lines[end - 1].text):
        end -= 1
    return lines[:end]


def _is_below(line: Line) -> bool:
    """Whether a line at the end of an article's element is none of the article's."""
    if line.heading and line.size < _HEADING:
        return True
    return (line.weight < 0 and not is_address(line.text)) or _is_button(line.text)


def _is_button(text: str) -> bool:
    return is_furniture(text) and header_date(text) is None and not any(c.isdigit() for c in text)
