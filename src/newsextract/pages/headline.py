"""The headline of a page of an unknown site: the line near its article that its titles name, or that is set as a headline."""

from __future__ import annotations

import re

from newsextract.data import read_lines
from newsextract.pages.blocks import Blocks, Line
from newsextract.pages.chars import squeeze
from newsextract.pages.furniture import is_furniture
from newsextract.pages.head import Head
from newsextract.pages.profiles import Profile, strip_title

#: how many lines above the article's element its headline may stand, and below its beginning
_ABOVE, _BELOW = 36, 24
_SHORTEST_HEADING = 6
#: fewer characters are no headline in place of the page's title, more are none set in bold
_HEADLINE, _LONGEST, _PROSE = 12, 200, 60
#: the name of an office has no more
_NAME = 60
#: a heading of fewer may be a section's name
_SECTION = 16
#: characters of a run in which title and article are compared, and by how much a headline shares more of them than a site's title
_RUN, _CLEARLY = 5, 0.25
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_SITE_SEPARATOR = re.compile(r"(?<!\s)\s++[|\u2013\u2014»·:-]{1,2}\s+")
_BAR = re.compile(r"(?<!\s)\s++[|»]\s+")


def find_headline(blocks: Blocks, start: int, end: int, head: Head, profiles: tuple[Profile, ...]) -> tuple[str, int | None]:
    """The headline, and the line that prints it, if one does."""
    titles = [title for raw in head.titles if (title := strip_title(raw, profiles))]
    first = max(0, start - _ABOVE)
    near = [(i, line) for i, line in enumerate(blocks.lines[first : min(end, start + _BELOW)], first) if not line.aside]
    body = [squeeze(line.text) for line in blocks.lines[start:end] if line.weight > 0]
    bare = [squeeze(title) for title in titles]
    printed = _printed(near, bare)
    if printed and (len(squeeze(printed[0])) >= _SECTION or squeeze(printed[0]) in bare):
        other = _set_apart([one for one in near if one[0] != printed[1]], start, end, body)
        return other if other and _is_banner(printed, other, blocks.lines, body) else printed
    said = printed[0] if printed else _without_site(next(iter(titles), ""), head.site_name)
    set_apart = _set_apart(near, start, end, body)
    if set_apart and (not said or _names_site(said, blocks.lines, set_apart, body)):
        return set_apart
    return printed or (said or next(iter(titles), ""), None)


def _set_apart(near: list[tuple[int, Line]], start: int, end: int, body: list[str]) -> tuple[str, int] | None:
    """The line that is set as a headline: a heading, but the name of a section only where nothing else is."""
    if labelled := _labelled(near):
        return labelled
    heading = _nearest_heading(near, start, body)
    if heading and len(squeeze(heading[0])) >= _SECTION and not _like_site(heading[0]):
        return heading
    unmarked = _unmarked(near, start, end, body)
    if heading and (unmarked is None or _shared(heading[0], body) >= _shared(unmarked[0], body) / 2):
        return heading
    return unmarked


def _is_banner(printed: tuple[str, int], heading: tuple[str, int], lines: list[Line], body: list[str]) -> bool:
    """Whether a line that a title names is the site's name, and a heading below it the headline."""
    if printed[1] > heading[1] or len(squeeze(heading[0])) < _HEADLINE:
        return False
    shared = _shared(heading[0], body)
    more = shared - _shared(printed[0], body)
    menu = any(line.links * 2 > line.size and not is_furniture(line.text) for line in lines[printed[1] : heading[1]])
    if lines[printed[1]].heading and not menu:
        return False  # what follows is a subheading
    if menu and _like_site(printed[0]) and len(printed[0]) <= _NAME:
        return shared >= _CLEARLY
    return more >= (0 if menu or _like_site(printed[0]) else _CLEARLY)


def _like_site(title: str) -> bool:
    """Whether a title begins as the names of sites do."""
    return title.lower().lstrip(" :|*-•").startswith(read_lines("pages/sites.txt"))


def _names_site(title: str, lines: list[Line], heading: tuple[str, int], body: list[str]) -> bool:
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
    # the name of a town is part of its office's name, and said in every article
    shared = _shared(heading[0], body)
    return shared >= _shared(title, body) + _CLEARLY or (_like_site(title) and shared >= _CLEARLY)


def _shared(title: str, body: list[str]) -> float:
    """How much of a title the other lines of an article say, in runs of a few characters."""
    bare = squeeze(title)
    said = "\n".join(line for line in body if line != bare)
    runs = [bare[i : i + _RUN] for i in range(max(1, len(bare) - _RUN + 1))]
    return sum(run in said for run in runs) / len(runs)


def _printed(near: list[tuple[int, Line]], titles: list[str]) -> tuple[str, int] | None:
    """The line that says what one of the page's titles says, or the longest that is part of one."""
    # breadcrumbs print a headline too, and a banner the name of the site
    exact = [(_like_site(line.text), not line.heading, i, line.text) for i, line in near if squeeze(line.text) in titles]
    if exact:
        *_, at, text = min(exact)
        return text, at
    within = [(line.heading, not _like_site(line.text), line.size, -i, line.text) for i, line in near if _is_part(line, titles)]
    if not within:
        return None
    *_, less, text = max(within)
    return text, -less


def _labelled(near: list[tuple[int, Line]]) -> tuple[str, int] | None:
    """The line below the label of a headline, in a table of an announcement's facts."""
    labels = [line.text.lower().strip(" :") in read_lines("pages/labels.txt") for _, line in near]
    found = ((line.text, i) for labelled, (i, line) in zip(labels, near[1:], strict=False) if labelled and line.size >= _HEADLINE)
    return next(found, None)


def _unmarked(near: list[tuple[int, Line]], start: int, end: int, body: list[str]) -> tuple[str, int] | None:
    """The headline of a page without headings: bold, or the article's first line, or one above its day, that says most of it."""
    fitting = [(i, line) for i, line in near if i < end - 1 and _HEADLINE <= line.size <= _LONGEST and line.weight > 0]
    fitting = [(i, line) for i, line in fitting if not is_furniture(line.text)]
    tops = {i for i, _ in fitting if i >= start and any(k == i + 1 and is_furniture(line.text) for k, line in near)}
    tops |= set([i for i, _ in fitting if i >= start][:1])
    found = [(_shared(line.text, body), -i, line.text) for i, line in fitting if line.strong or i in tops]
    share, less, text = max(found, default=(0.0, 0, ""))
    return (text, -less) if share else None


def _nearest_heading(near: list[tuple[int, Line]], start: int, body: list[str]) -> tuple[str, int] | None:
    """The heading next above the article, or one on top of it of which the article says twice as much."""
    found = [(i, line) for i, line in near if line.heading and line.size >= _SHORTEST_HEADING and line.weight > 0]
    prose = next((i for i, line in near if i >= start and line.weight >= _PROSE and not line.heading), start)
    above = sum(i < start for i, _ in found)
    top = sum(i < prose for i, _ in found)
    candidates = range(max(0, above - 1), max(top, above + (top == above)))
    best, said = None, 0.0
    for heading in (_whole(found, k) for k in candidates if k < len(found)):
        shared = _shared(heading[0], body)
        if best is None or said < shared / 2:
            best, said = heading, shared
    return best


def _whole(headings: list[tuple[int, Line]], k: int) -> tuple[str, int]:
    """A heading with the lines above it in its element, which line breaks divide, and its last line."""
    at, last = headings[k]
    texts = [last.text]
    for i, line in reversed(headings[:k]):
        if i != at - len(texts) or line.block is not last.block or last.block is None or last.block.tag.name not in _HEADINGS:
            break
        texts.insert(0, line.text)
    return " ".join(texts), at


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
