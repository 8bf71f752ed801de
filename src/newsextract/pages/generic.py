"""HTML of an unknown site: the article is where text is dense and links are few.

Thai writes no spaces between words, so nothing here counts words; a run of ``<br>`` divides paragraphs as ``<p>`` does.
"""

from __future__ import annotations

import re
from datetime import date

from newsextract.data import read_lines
from newsextract.pages.blocks import Blocks, Line, densest, is_footer, read_blocks
from newsextract.pages.chars import squeeze
from newsextract.pages.corpus_text import Parts, drop_headline
from newsextract.pages.dates import PageDate, header_date
from newsextract.pages.furniture import ends_article, is_furniture, trim_bottom, trim_top
from newsextract.pages.head import Head, machine_date
from newsextract.pages.html_text import text_tree
from newsextract.pages.profiles import Profile, strip_title

#: how many lines above the article's element its headline and its date may stand, and below the headline of an empty one
_ABOVE, _BELOW = 12, 6
_SHORTEST_HEADING = 6
#: fewer characters are no paragraph, and no headline in place of the page's title
_PARAGRAPH, _HEADLINE = 60, 12
#: characters of a run in which title and article are compared, and by how much a headline shares more of them than a site's title
_RUN, _CLEARLY = 5, 0.25
#: paragraphs behind a line that ends an article, and their share of the lines there, from which the article goes on
_GOES_ON, _MOST = 2, 0.6
_CRUMB = re.compile(r"\s[/»>›]\s")
_POSTED = re.compile(r"posted|published|เผยแพร่|โพสต์|ประกาศเมื่อ", re.IGNORECASE)
_POSTCODE = re.compile(r"(?<!\d)[1-9]\d{4}(?!\d)")
_SITE_SEPARATOR = re.compile(r"(?<!\s)\s++[|\u2013\u2014»·:-]{1,2}\s+")
_BAR = re.compile(r"(?<!\s)\s++[|»]\s+")


def read_any(html: str, head: Head, profiles: tuple[Profile, ...]) -> Parts:
    """The parts of a page without a profile.

    The date is the one beside the headline, never one from a sidebar or footer. The page's title may have the prefix of
    one of ``profiles``.
    """
    blocks = read_blocks(text_tree(html))
    start, end = densest(blocks)
    title, at = _headline(blocks, start, end, head, profiles)
    return _parts(blocks, (start, end), title, at)


def _parts(blocks: Blocks, span: tuple[int, int], title: str, at: int | None) -> Parts:
    start, end = span
    base = at if at is not None and start <= at < end else start
    inside = _without_links_below(_article_of(blocks.lines, base, end, at))
    _, texts = trim_top([line.text for line in inside], title)
    title, texts = drop_headline(texts, title)
    first = base + len(inside) - len(texts)
    above = [] if at is None or at >= base else _lead(blocks.lines[at + 1 : base], squeeze(title))
    last = first if texts or above else min(end + _BELOW, len(blocks.lines))
    header = _date_beside(blocks.lines, at, start, last) or _date_of_moment(blocks.lines[max(0, start - _ABOVE) : end])
    return Parts(title, "\n".join(trim_bottom(above + texts)), header)


def _article_of(lines: list[Line], base: int, end: int, at: int | None) -> list[Line]:
    """The lines from the article's first to what stands behind it; none where that begins between headline and article."""
    if at is not None and at < base and any(ends_article(line.text) for line in lines[at + 1 : base]):
        return []
    endings = (i for i in range(base + 1, end) if ends_article(lines[i].text))
    ending = next((i for i in endings if not _goes_on(lines[i + 1 : end])), end)
    return lines[base:ending]


def _goes_on(lines: list[Line]) -> bool:
    """Whether an article goes on behind a button in its middle (ถัดไป): most lines are paragraphs; teasers and comments are not."""
    paragraphs = sum(line.weight >= _PARAGRAPH and not line.heading and not is_furniture(line.text) for line in lines)
    return paragraphs >= _GOES_ON and paragraphs >= _MOST * len(lines)


def _lead(lines: list[Line], title: str) -> list[str]:
    """Paragraphs between the headline and the article's element: a lead in an element of its own, but no breadcrumbs."""
    if len(lines) > _ABOVE:
        return []
    long = [line.text for line in lines if line.weight >= _PARAGRAPH and not line.heading and not is_furniture(line.text)]
    return [text for text in long if not (_CRUMB.search(text) and squeeze(text).endswith(title))]


def _without_links_below(lines: list[Line]) -> list[Line]:
    """Without the links and the lists of teasers at the end of an element: related news, tags, share buttons."""
    end = len(lines)
    while end and (lines[end - 1].weight < 0 or _is_button(lines[end - 1].text)):
        end -= 1
    # an address with a postcode is the office's when a copyright notice or the like stands below it
    if end and any(is_footer(line.text) for line in lines[end:]) and _POSTCODE.search(lines[end - 1].text):
        end -= 1
    return lines[:end]


def _is_button(text: str) -> bool:
    return is_furniture(text) and header_date(text) is None and not any(c.isdigit() for c in text)


def _headline(blocks: Blocks, start: int, end: int, head: Head, profiles: tuple[Profile, ...]) -> tuple[str, int | None]:
    """The headline, and the line that prints it, if one does."""
    titles = [title for raw in head.titles if (title := strip_title(raw, profiles))]
    first = max(0, start - _ABOVE * 3)
    near = [(i, line) for i, line in enumerate(blocks.lines[first : min(end, start + _ABOVE * 2)], first) if not line.aside]
    if printed := _printed(near, [squeeze(title) for title in titles]):
        return printed
    first_title = next(iter(titles), "")
    bare = _without_site(first_title, head.site_name)
    heading = _last_heading(near, start)
    if heading and (not bare or _names_site(bare, blocks.lines, heading, (start, end))):
        return heading
    return bare or first_title, None


def _names_site(title: str, lines: list[Line], heading: tuple[str, int], span: tuple[int, int]) -> bool:
    """Whether a page's title, which no line near the article prints, is its site's name and a heading the headline.

    It is where the heading is long enough and the title is short, printed in a menu or a footer, or says less of what the
    article says than the heading does: a title that a site puts on all its pages says nothing of each. Only this page is
    asked, so that a record does not depend on which other pages are in the run, nor on their order.
    """
    if len(squeeze(heading[0])) < _HEADLINE:
        return False
    wanted = squeeze(title).lower()
    outside = (squeeze(line.text).lower() for line in lines if line.aside or line.weight < 0)
    if len(wanted) < _HEADLINE or any(wanted in one for one in outside):
        return True
    body = "\n".join(squeeze(line.text) for line in lines[span[0] : span[1]] if line.text != heading[0])
    more = _shared(squeeze(heading[0]), body) - _shared(squeeze(title), body)
    return more >= (0 if title.lower().startswith(read_lines("pages/sites.txt")) else _CLEARLY)


def _shared(title: str, body: str) -> float:
    """How much of a title an article says, in runs of a few characters."""
    runs = [title[i : i + _RUN] for i in range(max(1, len(title) - _RUN + 1))]
    return sum(run in body for run in runs) / len(runs)


def _printed(near: list[tuple[int, Line]], titles: list[str]) -> tuple[str, int] | None:
    """The line that says what one of the page's titles says, or the longest that is part of one."""
    if exact := [(i, line) for i, line in near if squeeze(line.text) in titles]:
        at, _ = next((one for one in exact if one[1].heading), exact[0])  # breadcrumbs print a headline too
        return exact[0][1].text, at
    within = [(line.size, -i, line.text) for i, line in near if _is_part(line, titles)]
    if not within:
        return None
    _, less, text = max(within)
    return text, -less


def _last_heading(near: list[tuple[int, Line]], start: int) -> tuple[str, int] | None:
    """The heading next above the article, else the first in it."""
    found = [(line.text, i) for i, line in near if line.heading and line.size >= _SHORTEST_HEADING and line.weight > 0]
    above = [one for one in found if one[1] <= start]
    return above[-1] if above else next(iter(found), None)


def _is_part(line: Line, titles: list[str]) -> bool:
    """Whether a line is a headline that the page's title holds beside other words."""
    if line.size < _SHORTEST_HEADING or not (line.heading or line.size >= 20):
        return False
    text = squeeze(line.text)
    return any(text in title for title in titles)


def _without_site(title: str, site_name: str | None) -> str:
    """A title without the name of its site, which stands first or last behind a dash or a bar."""
    pieces = _SITE_SEPARATOR.split(title)
    if site_name:
        name = squeeze(site_name)
        if squeeze(title) == name:
            return ""
        if len(pieces) > 1 and squeeze(pieces[-1]) == name:
            return title[: title.rindex(pieces[-1])].rstrip(" |–—»·:-")
        if len(pieces) > 1 and squeeze(pieces[0]) == name:
            return title[title.index(pieces[1], len(pieces[0])) :]
    bars = _BAR.split(title)
    return max(bars, key=len) if len(bars) > 1 else title


def _date_beside(lines: list[Line], at: int | None, start: int, first: int) -> PageDate | None:
    """The date nearest the headline, among the lines from a little above it down to the body."""
    middle = at if at is not None else start
    low = max(0, min(start, middle) - _ABOVE)
    found = []
    for i, line in enumerate(lines[low : max(first, middle + 1)], low):
        if not line.aside and (dated := header_date(_whole_date(lines, i))):
            found.append((abs(i - middle), dated))
    return min(found, key=lambda pair: pair[0])[1] if found else None


def _whole_date(lines: list[Line], i: int) -> str:
    """A line; of one that is a day of the month alone, with the month of the next line."""
    day = lines[i].text
    return f"{day} {lines[i + 1].text}" if len(day) <= 2 and day.isdigit() and i + 1 < len(lines) else day


def _date_of_moment(lines: list[Line]) -> PageDate | None:
    for line in lines:
        if ends_article(line.text):
            return None
        counts = line.moment and (not line.aside or _POSTED.search(line.text))
        day: date | None = machine_date(line.moment) if line.moment and counts else None
        if day:
            return PageDate(day, 0, 0)
    return None
