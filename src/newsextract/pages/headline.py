"""The headline of a page of an unknown site: the line near its article that its titles name, or that is set as a headline."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from newsextract.data import read_lines
from newsextract.pages.blocks import Blocks, Line
from newsextract.pages.chars import squeeze
from newsextract.pages.dates import date_among, date_beside_name, find_dates, has_facts, header_date
from newsextract.pages.furniture import ends_article, is_furniture
from newsextract.pages.head import Head
from newsextract.pages.profiles import Profile, strip_title

#: how many lines above the article's element its headline may stand, and below its beginning
_ABOVE, _BELOW = 36, 24
_SHORTEST_HEADING = 6
#: fewer characters are no headline in place of the page's title, more are none set in bold
_HEADLINE, _LONGEST, _PROSE = 12, 200, 60
#: the name of an office has no more, and without a menu below it, as a headline may begin so, fewer
_NAME, _SHORT_NAME = 60, 30
#: a piece of a page's title of so many characters is a headline where a line holds it
_PIECE = 20
#: how many lines below a headline its text begins
_CLOSE = 8
#: what stands beside a section's name in a line of its own has no more characters
_BADGE = 20
#: a heading of fewer may be a section's name
_SECTION = 16
#: characters of a run in which title and article are compared, and by how much a headline shares more of them than a site's title
_RUN, _CLEARLY = 5, 0.25
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_SITE_SEPARATOR = re.compile(r"(?<!\s)\s++[|\u2013\u2014»·:-]{1,2}\s+")
_BAR = re.compile(r"(?<!\s)\s++[|»]\s+")


@dataclass(frozen=True)
class _Region:
    """The lines near an article, which begins at ``start`` and ends before ``end``; ``body`` are its lines in lower case without white space."""

    near: tuple[tuple[int, Line], ...]
    start: int
    end: int
    body: tuple[str, ...]

    def without(self, at: int) -> _Region:
        """The region without one of its lines."""
        return replace(self, near=tuple(one for one in self.near if one[0] != at))

    def shared(self, title: str) -> float:
        """How much of a title the article's other lines say, in runs of a few characters."""
        bare = squeeze(title).lower()
        # a badge prints a section's name beside the day
        said = "\n".join(line for line in self.body if not (bare in line and len(line) <= len(bare) + _BADGE))
        runs = [bare[i : i + _RUN] for i in range(max(1, len(bare) - _RUN + 1))]
        return sum(run in said for run in runs) / len(runs)


def find_headline(blocks: Blocks, start: int, end: int, head: Head, profiles: tuple[Profile, ...]) -> tuple[str, int | None]:
    """The headline, and the line that prints it, if one does."""
    titles = [title for raw in head.titles if (title := strip_title(raw, profiles))]
    region = _region(blocks.lines, start, end)
    printed = _printed(region.near, [squeeze(title) for title in titles])
    if piece := _piece_instead(printed, titles, region):
        return piece
    if printed and (len(squeeze(printed[0])) >= _SECTION or printed[0] in titles):
        other = _set_apart(region.without(printed[1]))
        return other if other and _is_banner(printed, other, blocks.lines, region) else printed
    first = next(iter(titles), "")
    return _unless_site(printed, _without_site(first, head.site_name), blocks.lines, region) or (first, None)


def _piece_instead(printed: tuple[str, int] | None, titles: list[str], region: _Region) -> tuple[str, int] | None:
    """A piece of a title that the article says, where no line is the whole of one or that is a site's name."""
    if printed and (not like_site(printed[0]) or squeeze(printed[0]) in map(squeeze, titles)):
        return None
    piece = _piece(region.near, titles)
    return piece if piece and region.shared(piece[0]) >= _CLEARLY else None


def _unless_site(
    printed: tuple[str, int] | None, title: str, lines: list[Line], region: _Region
) -> tuple[str, int | None] | None:
    """The short line that is part of a title, or the title, or where that names the site, the line set as a headline."""
    said = printed[0] if printed else title
    other = _set_apart(region)
    if other and (not said or _names_site(said, lines, other, region)):
        return other
    if other and (_is_section_above(printed, other, lines) if printed else _is_dated(other, lines)):
        return other
    return printed or ((said, None) if said else None)


def _is_section_above(printed: tuple[str, int], other: tuple[str, int], lines: list[Line]) -> bool:
    """Whether a short line is a section's name above a headline and its day."""
    return printed[1] < other[1] and any(header_date(line.text) for line in lines[other[1] + 1 : other[1] + 2])


def _is_dated(heading: tuple[str, int], lines: list[Line]) -> bool:
    """Whether a heading as long as a headline has the facts of an article below it, its day among them."""
    text, at = heading
    if not lines[at].heading or len(squeeze(text)) < _SECTION or _is_section(text):
        return False
    return any(date_among(line.text) and (line.facts or is_furniture(line.text)) for line in lines[at + 1 : at + 2])


def _region(lines: list[Line], start: int, end: int) -> _Region:
    first = max(0, start - _ABOVE)
    near = ((i, line) for i, line in enumerate(lines[first : min(end, start + _BELOW)], first) if not line.aside)
    return _Region(tuple(near), start, end, tuple(squeeze(line.text).lower() for line in lines[start:end] if line.weight > 0))


def _set_apart(region: _Region) -> tuple[str, int] | None:
    """The line that is set as a headline: a heading, but the name of a section only where nothing else is."""
    if labelled := _labelled(region.near):
        return labelled
    heading = _nearest_heading(region)
    if heading and (below := _below_section(heading, region)):
        return below
    if heading and len(squeeze(heading[0])) >= _SECTION and not like_site(heading[0]):
        return heading
    unmarked = _unmarked(region)
    return heading if heading and not _is_clearer(unmarked, heading, region) else unmarked


def _is_clearer(unmarked: tuple[str, int] | None, heading: tuple[str, int], region: _Region) -> bool:
    """Whether a line that is no heading is the headline, rather than a heading that may be a section's name."""
    if unmarked is None:
        return False
    if _is_section(heading[0]) and (_is_above_day(unmarked, region) or _is_subheading(heading, unmarked, region)):
        return True
    return region.shared(heading[0]) < region.shared(unmarked[0]) / 2


def _below_section(heading: tuple[str, int], region: _Region) -> tuple[str, int] | None:
    """The line that is a headline between a heading as short as a section's name and its day."""
    text, at = heading
    below = [(i, line) for i, line in region.near if i > at][:3]
    if len(squeeze(text)) > _PIECE or len(below) < 3:
        return None
    above = header_date(below[0][1].text) is not None
    i, line = below[above]
    plain = _may_be_headline(line) and not line.heading and (above or header_date(below[1][1].text))
    return (line.text, i) if plain and region.shared(line.text) > max(_CLEARLY, region.shared(text)) else None


def _is_subheading(heading: tuple[str, int], headline: tuple[str, int], region: _Region) -> bool:
    """Whether a heading stands below paragraphs, and those below a line of which the article says much."""
    between = [line for i, line in region.near if headline[1] < i < heading[1]]
    return any(map(_is_prose, between)) and region.shared(headline[0]) >= _CLEARLY


def _is_above_day(headline: tuple[str, int], region: _Region) -> bool:
    """Whether a line of which the article says much has a day below it."""
    below = [line for i, line in region.near if i == headline[1] + 1]
    return any(header_date(line.text) for line in below) and region.shared(headline[0]) >= _CLEARLY


def _is_banner(printed: tuple[str, int], heading: tuple[str, int], lines: list[Line], region: _Region) -> bool:
    """Whether a line that a title names is the site's name, and a heading below it the headline."""
    if printed[1] > heading[1] or len(squeeze(heading[0])) < _HEADLINE:
        return False
    if not any(map(_is_prose, lines[heading[1] + 1 : heading[1] + _CLOSE])):
        return False
    shared = region.shared(heading[0])
    more = shared - region.shared(printed[0])
    menu = _has_menu(lines[printed[1] : heading[1]])
    site = like_site(printed[0]) and len(printed[0]) <= (_NAME if menu else _SHORT_NAME)
    if site:
        return shared >= _CLEARLY
    if lines[printed[1]].heading and not menu:
        return False  # what follows is a subheading
    return more >= (0 if menu or like_site(printed[0]) else _CLEARLY)


def _has_menu(lines: list[Line]) -> bool:
    return any(line.is_link and not is_furniture(line.text) for line in lines)


def like_site(title: str) -> bool:
    """Whether a title begins as the names of sites do."""
    return title.lower().lstrip(" :|*-•").startswith(read_lines("pages/sites.txt"))


def _is_section(title: str) -> bool:
    """Whether a heading begins as the names of sites and their sections do, and is no longer than those, or is very short."""
    return len(squeeze(title)) < _SECTION or (like_site(title) and len(title) <= _SHORT_NAME)


def _names_site(title: str, lines: list[Line], heading: tuple[str, int], region: _Region) -> bool:
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
    shared = region.shared(heading[0])
    return shared >= region.shared(title) + _CLEARLY or (like_site(title) and shared >= _CLEARLY)


def _printed(near: Sequence[tuple[int, Line]], titles: list[str]) -> tuple[str, int] | None:
    """The line that says what one of the page's titles says, or the longest that is part of one."""
    # breadcrumbs print a headline too, and a banner the name of the site
    exact = [(like_site(line.text), not line.heading, i, line.text) for i, line in near if squeeze(line.text) in titles]
    if exact:
        *_, at, text = min(exact)
        return text, at
    return next(((line.text, i) for i, line in near if _goes_on(line, titles)), None) or _longest_part(near, titles)


def _longest_part(near: Sequence[tuple[int, Line]], titles: list[str]) -> tuple[str, int] | None:
    """The longest line that is part of a title."""
    within = [(line.heading, not like_site(line.text), line.size, -i, line.text) for i, line in near if _is_part(line, titles)]
    if not within:
        return None
    *_, less, text = max(within)
    return text, -less


def _goes_on(line: Line, titles: list[str]) -> bool:
    """Whether a headline begins with a title that says a part of it, and no site's name."""
    if not (line.heading or line.strong) or not _may_be_headline(line):
        return False
    text = squeeze(line.text)
    return any(
        len(title) >= _PIECE and text.startswith(title) and not like_site(title)
        for title in (title.rstrip(".\u2026") for title in titles)
    )


def _piece(near: Sequence[tuple[int, Line]], titles: list[str]) -> tuple[str, int] | None:
    """A piece of a page's title that a line near the article holds beside other words, and no name of a site."""
    pieces = (piece for title in titles for piece in _SITE_SEPARATOR.split(title) if not like_site(piece))
    wanted = [piece for piece in pieces if len(squeeze(piece)) >= _PIECE]
    found = (
        (line.text if _begins(line, piece) else piece, i)
        for piece in wanted
        for i, line in near
        if line.weight > 0 and squeeze(piece) in squeeze(line.text)[:_LONGEST]
    )
    return next(found, None)


def _begins(line: Line, piece: str) -> bool:
    """Whether a heading begins with a piece of a title, and goes on without facts."""
    if not line.heading or line.size > _LONGEST or not line.text.startswith(piece):
        return False
    rest = line.text[len(piece) :]
    return not (find_dates(rest) or has_facts(rest))


def _labelled(near: Sequence[tuple[int, Line]]) -> tuple[str, int] | None:
    """What stands behind or below the label of a headline, in a table of an announcement's facts."""
    labels = read_lines("pages/labels.txt")
    for k, (i, line) in enumerate(near):
        label, colon, title = line.text.partition(":")
        if label.lower().strip() not in labels:
            continue
        if colon and len(squeeze(title)) >= _HEADLINE:
            return title.strip(), i
        if not title.strip() and k + 1 < len(near) and near[k + 1][1].size >= _HEADLINE:
            return near[k + 1][1].text, near[k + 1][0]
    return None


def _unmarked(region: _Region) -> tuple[str, int] | None:
    """The headline of a page without headings: bold, or the article's first line, or one above its day, that says most of it."""
    found = ((region.shared(line.text), -i, line.text) for i, line in _placed(region))
    share, less, text = max(found, default=(0.0, 0, ""))
    return (text, -less) if share else None


def _placed(region: _Region) -> list[tuple[int, Line]]:
    """The lines as long as a headline that are bold, the article's first, or above a line of facts."""
    fitting = _fitting(region)
    above = {i - 1 for i, line in region.near if i > region.start and is_furniture(line.text)}
    above |= {min((i for i in fitting if i >= region.start), default=0)}
    return [(i, line) for i, line in fitting.items() if line.strong or i in above]


def _fitting(region: _Region) -> dict[int, Line]:
    """The lines that may be a headline: the last heads nothing, nor does a teaser below the last paragraph."""
    last = max([i for i, line in region.near if _is_prose(line)] or [region.end - 1])
    return {i: line for i, line in region.near if i < last and _may_be_headline(line)}


def _may_be_headline(line: Line) -> bool:
    if not _HEADLINE <= line.size <= _LONGEST or line.weight <= 0 or is_furniture(line.text):
        return False
    # a section's name beside the day
    return not (like_site(line.text) and date_beside_name(line.text))


def _nearest_heading(region: _Region) -> tuple[str, int] | None:
    """The heading next above the article, or one on top of it of which the article says twice as much."""
    prose = next((i for i, line in region.near if i >= region.start and _is_prose(line)), region.start)
    found = _headings(region, prose)
    above, top = (sum(i < bound for i, _ in found) for bound in (region.start, prose))
    if top == above:
        top += 1  # none on top: the first in the article
    best = None
    for k in range(max(0, above - 1), min(top, len(found))):
        heading = _whole(found, k)
        if best is None or _is_said_more(heading, best, region):
            best = heading
    return _above_subtitle(best, region) if best else None


def _is_said_more(heading: tuple[str, int], before: tuple[str, int], region: _Region) -> bool:
    """Whether an article says twice as much of a heading as of one above it, or enough of it below a section's name."""
    shared = region.shared(heading[0])
    if region.shared(before[0]) < shared / 2:
        return True
    return shared >= _CLEARLY and _is_section(before[0]) and not _is_section(heading[0])


def _headings(region: _Region, prose: int) -> list[tuple[int, Line]]:
    """The headings near an article, and the one above its first paragraph that is a link: several are a menu or teasers."""
    links = [i for i, line in region.near if prose - _CLOSE < i < prose and _is_own_link(line)]
    return [(i, line) for i, line in region.near if _is_heading(line) or links == [i]]


def _above_subtitle(heading: tuple[str, int], region: _Region) -> tuple[str, int]:
    """The heading of a higher rank right above one, of which the article says as much, or that one."""
    pair = [line for i, line in region.near if i in {heading[1] - 1, heading[1]}]
    if len(pair) < 2 or not _is_heading(pair[0]) or _is_section(pair[0].text) or not _rank(pair[0]) < _rank(pair[1]):
        return heading
    above = (pair[0].text, heading[1] - 1)
    return above if region.shared(above[0]) >= region.shared(heading[0]) else heading


def _rank(line: Line) -> str:
    name = line.block.tag.name if line.block else ""
    return name if name in _HEADINGS else ""


def _is_own_link(line: Line) -> bool:
    """Whether a heading is all a link, as a headline is that leads to its own page."""
    return line.heading and line.links == line.size >= _SECTION


def _is_heading(line: Line) -> bool:
    return line.heading and line.size >= _SHORTEST_HEADING and line.weight > 0 and not ends_article(line.text)


def _is_prose(line: Line) -> bool:
    return line.weight >= _PROSE and not line.heading


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
