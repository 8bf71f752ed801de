"""HTML of an unknown site: the article is where the characters are dense and the links are few.

Thai writes no spaces between words, so that nothing here counts words; a run of ``<br>`` divides paragraphs as ``<p>`` does.
"""

from __future__ import annotations

import re
from datetime import date

from newsextract.pages.blocks import Blocks, Line, densest, is_footer, read_blocks
from newsextract.pages.chars import squeeze
from newsextract.pages.corpus_text import Parts, drop_headline
from newsextract.pages.dates import PageDate, header_date
from newsextract.pages.furniture import is_furniture, trim_bottom, trim_top
from newsextract.pages.head import Head, machine_date
from newsextract.pages.html_text import text_tree
from newsextract.pages.profiles import Profile, strip_title

#: how many lines above the article's element its headline and its date may stand
_ABOVE = 12
_SHORTEST_HEADING = 6
_POSTCODE = re.compile(r"(?<!\d)[1-9]\d{4}(?!\d)")
_SITE_SEPARATOR = re.compile(r"(?<!\s)\s++[|\u2013\u2014»·:-]{1,2}\s+")
_BAR = re.compile(r"(?<!\s)\s++[|»]\s+")


def read_any(html: str, head: Head, profiles: tuple[Profile, ...]) -> Parts:
    """The parts of a page whose structure nobody described.

    Parameters
    ----------
    html
        The page.
    head
        What its head says.
    profiles
        Sites whose title prefix the page may carry.

    Returns
    -------
    Parts
        Headline, body, and the date that stands beside the headline: never a sidebar's or a footer's.
    """
    blocks = read_blocks(text_tree(html))
    start, end = densest(blocks)
    title, at = _headline(blocks, start, end, head, profiles)
    return _parts(blocks, (start, end), title, at)


def _parts(blocks: Blocks, span: tuple[int, int], title: str, at: int | None) -> Parts:
    start, end = span
    base = at if at is not None and start <= at < end else start
    inside = _without_links_below(blocks.lines[base:end])
    _, texts = trim_top([line.text for line in inside], title)
    title, texts = drop_headline(texts, title)
    first = base + len(inside) - len(texts)
    header = _date_beside(blocks.lines, at, start, first) or _date_of_moment(blocks.lines[max(0, start - _ABOVE) : first])
    return Parts(title, "\n".join(trim_bottom(texts)), header)


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
    """The headline, and the line that prints it last before the body."""
    titles = [title for raw in head.titles if (title := strip_title(raw, profiles))]
    wanted = [squeeze(title) for title in titles]
    low, high = max(0, start - _ABOVE * 3), min(end, start + _ABOVE * 2)
    near = [(i, line) for i, line in enumerate(blocks.lines[low:high], low) if not line.aside]
    exact = [i for i, line in near if squeeze(line.text) in wanted]
    if exact:
        return blocks.lines[exact[0]].text, _last_of_run(blocks.lines, exact)
    within = [
        (line.size, i)
        for i, line in near
        if line.size >= _SHORTEST_HEADING
        and (line.heading or line.size >= 20)
        and any(squeeze(line.text) in title for title in wanted)
    ]
    if within:
        _, at = max(within, key=lambda pair: (pair[0], -pair[1]))
        return blocks.lines[at].text, at
    headings = [i for i, line in near if line.heading and line.size >= _SHORTEST_HEADING and line.weight > 0]
    if titles:
        bare = _without_site(titles[0], head.site_name)
        if bare:
            return bare, None
    if headings:
        at = max((i for i in headings if i <= start), default=headings[0])
        return blocks.lines[at].text, at
    return (titles[0] if titles else ""), None


def _last_of_run(lines: list[Line], found: list[int]) -> int:
    """The first printing with text below it; breadcrumbs print a headline too, but links or headings follow them."""
    headings = [i for i in found if lines[i].heading]
    return headings[0] if headings else found[0]


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
        if not line.aside and (dated := header_date(line.text)):
            found.append((abs(i - middle), dated))
    return min(found, key=lambda pair: pair[0])[1] if found else None


def _date_of_moment(lines: list[Line]) -> PageDate | None:
    for line in lines:
        day: date | None = machine_date(line.moment) if line.moment and not line.aside else None
        if day:
            return PageDate(day, 0, 0)
    return None
