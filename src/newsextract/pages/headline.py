"""Find the headline on a page of an unknown site: a line near the article that matches a title or is set as a headline."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from newsextract.data import read_lines
from newsextract.pages.blocks import Blocks, Line
from newsextract.pages.chars import squeeze
from newsextract.pages.dates import date_beside_name, date_in_metadata, find_dates, has_counter_or_byline
from newsextract.pages.furniture import ends_article, is_furniture
from newsextract.pages.head import Head
from newsextract.pages.profiles import Profile, strip_title

#: lines searched for the headline above the beginning of the article's element, and below it
_ABOVE, _BELOW = 36, 24
_SHORTEST_HEADING = 6
#: minimum and maximum characters of a headline, and minimum characters of a paragraph
_HEADLINE, _LONGEST, _PROSE = 12, 200, 60
#: maximum characters of a site's name above a menu, and without one, where a headline may begin like a site's name
_NAME, _SHORT_NAME = 60, 30
#: minimum characters of a piece of the page's title that is taken for the headline
_PIECE = 20
#: maximum lines from the headline to its text
_CLOSE = 8
#: maximum characters beside a section's name on a line of its own
_BADGE = 20
#: a heading with fewer characters may be a section's name
_SECTION = 16
#: length of the character n-grams that compare title and article, and the share, or difference of shares, that decides
_NGRAM, _MIN_SHARE = 5, 0.25
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_SITE_SEPARATOR = re.compile(r"(?<!\s)\s++[|\u2013\u2014»·:-]{1,2}\s+")
_BAR = re.compile(r"(?<!\s)\s++[|»]\s+")


@dataclass(frozen=True)
class _Region:
    """The lines near an article at ``lines[start:end]``; ``body`` holds its lines in lower case without whitespace."""

    near: tuple[tuple[int, Line], ...]
    start: int
    end: int
    body: tuple[str, ...]

    def shared(self, title: str) -> float:
        """Share (0 to 1) of the title's character n-grams that the article's other lines contain."""
        bare = squeeze(title).lower()
        # a badge prints a section's name beside the date
        text = "\n".join(line for line in self.body if not (bare in line and len(line) <= len(bare) + _BADGE))
        runs = [bare[i : i + _NGRAM] for i in range(max(1, len(bare) - _NGRAM + 1))]
        return sum(run in text for run in runs) / len(runs)


def find_headline(blocks: Blocks, start: int, end: int, head: Head, profiles: tuple[Profile, ...]) -> tuple[str, int | None]:
    """The headline, and the index of the line that prints it, if any."""
    titles = list(filter(None, (strip_title(raw, profiles) for raw in head.titles)))
    region = _region(blocks.lines, start, end)
    printed = _printed(region.near, [squeeze(title) for title in titles])
    # no line near the article matches a title, or only a site's name does: a piece of a title that the article repeats
    if not printed or (like_site(printed[0]) and printed[0] not in titles):
        piece = _piece(region.near, titles)
        if piece and region.shared(piece[0]) >= _MIN_SHARE:
            return piece
    if printed and (len(squeeze(printed[0])) >= _SECTION or printed[0] in titles):
        return _below_banner(region, printed, blocks.lines) or printed
    return _typeset_headline_or_title(region, printed, _without_site(next(iter(titles), ""), head.site_name), blocks.lines)


def _below_banner(region: _Region, printed: tuple[str, int], lines: list[Line]) -> tuple[str, int] | None:
    """The line set as a headline below one that matches a title but is the site's banner, if there is one."""
    other = _typeset_headline(replace(region, near=tuple(one for one in region.near if one[0] != printed[1])))
    return other if other and _is_banner(printed, other, lines, region) else None


def _typeset_headline_or_title(
    region: _Region, printed: tuple[str, int] | None, title: str, lines: list[Line]
) -> tuple[str, int | None]:
    """The line set as a headline, where the page's title is missing or names the site or a section; else the title."""
    other = _typeset_headline(region)
    if other and (printed or not title or _is_site_name(title, other, region, lines) or _is_dated(other, lines)):
        return other
    return printed or (title, None)


def _is_dated(heading: tuple[str, int], lines: list[Line]) -> bool:
    """Whether a date stands right below a line that names no site or section."""
    text, at = heading
    return not _is_section(text) and any(date_in_metadata(line.text) for line in lines[at + 1 : at + 2])


def _region(lines: list[Line], start: int, end: int) -> _Region:
    first = max(0, start - _ABOVE)
    near = ((i, line) for i, line in enumerate(lines[first : min(end, start + _BELOW)], first) if not line.aside)
    return _Region(tuple(near), start, end, tuple(squeeze(line.text).lower() for line in lines[start:end] if line.weight > 0))


def _typeset_headline(region: _Region) -> tuple[str, int] | None:
    """The line set as a headline: one with a label, or a heading; a section's name only if there is nothing else."""
    if labelled := _labelled(region.near):
        return labelled
    heading = _nearest_heading(region)
    if heading and len(squeeze(heading[0])) >= _SECTION and not like_site(heading[0]):
        return heading
    unmarked = _unmarked(region)
    # a heading that may be a section's name
    clearer = heading and unmarked and region.shared(heading[0]) < region.shared(unmarked[0]) / 2
    return heading if heading and not clearer else unmarked


def _is_banner(printed: tuple[str, int], heading: tuple[str, int], lines: list[Line], region: _Region) -> bool:
    """Whether ``printed``, which matches a title, is the site's name and the ``heading`` below it the headline."""
    if printed[1] > heading[1] or len(squeeze(heading[0])) < _HEADLINE:
        return False
    shared = region.shared(heading[0])
    more = shared - region.shared(printed[0])
    menu = any(line.is_link and not is_furniture(line.text) for line in lines[printed[1] : heading[1]])
    site = like_site(printed[0]) and len(printed[0]) <= (_NAME if menu else _SHORT_NAME)
    if site:
        return shared >= _MIN_SHARE
    if lines[printed[1]].heading and not menu:
        return False  # what follows is a subheading
    return more >= (0 if menu or like_site(printed[0]) else _MIN_SHARE)


def like_site(title: str) -> bool:
    """Whether a title begins like a site's name."""
    return title.lower().lstrip(" :|*-•").startswith(read_lines("pages/sites.txt"))


def _is_section(title: str) -> bool:
    """Whether a heading is very short, or begins like the name of a site or section and is no longer than one."""
    return len(squeeze(title)) < _SECTION or (like_site(title) and len(title) <= _SHORT_NAME)


def _is_site_name(title: str, heading: tuple[str, int], region: _Region, lines: list[Line]) -> bool:
    """Whether a title is the site's name, and ``heading`` the headline.

    The title must be short, or printed in a menu or footer, or the article must repeat the heading more: a title that a site
    puts on all its pages says nothing about this one. No other page is consulted, so that a record does not depend on the
    other pages of the run, nor on their order.
    """
    if len(squeeze(heading[0])) >= _HEADLINE:
        wanted = squeeze(title).lower()
        outside = (squeeze(line.text).lower() for line in lines if line.aside or line.weight < 0)
        if len(wanted) < _HEADLINE or any(wanted in one for one in outside):
            return True
    # a town's name is part of its office's name and occurs in every article
    shared = region.shared(heading[0])
    return shared >= region.shared(title) + _MIN_SHARE or (like_site(title) and shared >= _MIN_SHARE)


def _printed(near: Sequence[tuple[int, Line]], titles: list[str]) -> tuple[str, int] | None:
    """The line that equals one of the page's titles, else one that continues a title, else the longest part of one."""
    # breadcrumbs print the headline, too, and a banner the site's name
    exact = [(like_site(line.text), not line.heading, i, line.text) for i, line in near if squeeze(line.text) in titles]
    if exact:
        *_, at, text = min(exact)
        return text, at
    return next(((line.text, i) for i, line in near if _continues_title(line, titles)), None) or _longest_part(near, titles)


def _longest_part(near: Sequence[tuple[int, Line]], titles: list[str]) -> tuple[str, int] | None:
    """The line that is the longest part of one of the page's titles: a heading, if any is, and no site's name."""
    within = [(line.heading, not like_site(line.text), line.size, -i, line.text) for i, line in near if _is_part(line, titles)]
    if not within:
        return None
    *_, negative_index, text = max(within)
    return text, -negative_index


def _continues_title(line: Line, titles: list[str]) -> bool:
    """Whether a line is a headline that begins with a truncated title, other than a site's name."""
    if not (line.heading or line.strong) or not _may_be_headline(line):
        return False
    text = squeeze(line.text)
    return any(
        len(title) >= _PIECE and text.startswith(title) and not like_site(title)
        for title in (title.rstrip(".\u2026") for title in titles)
    )


def _piece(near: Sequence[tuple[int, Line]], titles: list[str]) -> tuple[str, int] | None:
    """A piece of a page's title, other than a site's name, that a line near the article contains."""
    pieces = (piece for title in titles for piece in _SITE_SEPARATOR.split(title) if not like_site(piece))
    wanted = [piece for piece in pieces if len(squeeze(piece)) >= _PIECE]
    found = (
        (line.text if _extends_piece(line, piece) else piece, i)
        for piece in wanted
        for i, line in near
        if line.weight > 0 and squeeze(piece) in squeeze(line.text)[:_LONGEST]
    )
    return next(found, None)


def _extends_piece(line: Line, piece: str) -> bool:
    """Whether a heading begins with a piece of a title and continues without a date or other metadata."""
    if not line.heading or line.size > _LONGEST or not line.text.startswith(piece):
        return False
    rest = line.text[len(piece) :]
    return not (find_dates(rest) or has_counter_or_byline(rest))


def _labelled(near: Sequence[tuple[int, Line]]) -> tuple[str, int] | None:
    """The text after or below the label of a headline, in an announcement's table of facts."""
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
    """The headline of a page without headings: the line from :func:`_prominent_candidates` that the article repeats most."""
    found = ((region.shared(line.text), -i, line.text) for i, line in _prominent_candidates(region))
    share, negative_index, text = max(found, default=(0.0, 0, ""))
    return (text, -negative_index) if share else None


def _prominent_candidates(region: _Region) -> list[tuple[int, Line]]:
    """The lines as long as a headline that are bold, the first of the article, or right above a line of metadata."""
    candidates = _candidates(region)
    above = {i - 1 for i, line in region.near if i > region.start and is_furniture(line.text)}
    above |= {min((i for i in candidates if i >= region.start), default=0)}
    return [(i, line) for i, line in candidates.items() if line.strong or i in above]


def _candidates(region: _Region) -> dict[int, Line]:
    """The lines, by index, that may be a headline; none from the last paragraph on, where only teasers have one."""
    last = max([i for i, line in region.near if _is_prose(line)] or [region.end - 1])
    return {i: line for i, line in region.near if i < last and _may_be_headline(line)}


def _may_be_headline(line: Line) -> bool:
    if not _HEADLINE <= line.size <= _LONGEST or line.weight <= 0 or is_furniture(line.text):
        return False
    # excludes a section's name beside a date
    return not (like_site(line.text) and date_beside_name(line.text))


def _nearest_heading(region: _Region) -> tuple[str, int] | None:
    """The heading right above the article, or one at its top that the article repeats twice as much."""
    prose = next((i for i, line in region.near if i >= region.start and _is_prose(line)), region.start)
    found = _headings(region, prose)
    above, top = (sum(i < bound for i, _ in found) for bound in (region.start, prose))
    if top == above:
        top += 1  # none at the top: the first in the article
    best = None
    for k in range(max(0, above - 1), min(top, len(found))):
        heading = _joined_heading(found, k)
        if best is None or _is_repeated_more(heading, best, region):
            best = heading
    return _above_subtitle(best, region) if best else None


def _is_repeated_more(heading: tuple[str, int], before: tuple[str, int], region: _Region) -> bool:
    """Whether the article repeats a heading twice as much as the one above it, or enough if that is a section's name."""
    shared = region.shared(heading[0])
    if region.shared(before[0]) < shared / 2:
        return True
    return shared >= _MIN_SHARE and _is_section(before[0]) and not _is_section(heading[0])


def _headings(region: _Region, prose: int) -> list[tuple[int, Line]]:
    """The headings near an article, and a linked one above its first paragraph; several linked ones are a menu or teasers."""
    near = [(i, line) for i, line in region.near if prose - _CLOSE < i < prose]
    links = [i for i, line in near if line.heading and line.links == line.size >= _SECTION]
    return [(i, line) for i, line in region.near if _is_heading(line) or links == [i]]


def _above_subtitle(heading: tuple[str, int], region: _Region) -> tuple[str, int]:
    """The higher-ranked heading right above a heading, if the article repeats it as much; else the heading itself."""
    pair = [line for i, line in region.near if i in {heading[1] - 1, heading[1]}]
    if len(pair) < 2 or not _is_heading(pair[0]) or _is_section(pair[0].text) or not _rank(pair[0]) < _rank(pair[1]):
        return heading
    above = (pair[0].text, heading[1] - 1)
    return above if region.shared(above[0]) >= region.shared(heading[0]) else heading


def _rank(line: Line) -> str:
    name = line.block.tag.name if line.block else ""
    return name if name in _HEADINGS else ""


def _is_heading(line: Line) -> bool:
    return line.heading and line.size >= _SHORTEST_HEADING and line.weight > 0 and not ends_article(line.text)


def _is_prose(line: Line) -> bool:
    return line.weight >= _PROSE and not line.heading


def _joined_heading(headings: list[tuple[int, Line]], k: int) -> tuple[str, int]:
    """A heading joined with the lines of its element beside it, split by line breaks, and the index of its last line."""
    first, last = k, k + 1
    while first and _is_same_heading(*headings[first - 1 : first + 1]):
        first -= 1
    while last < len(headings) and _is_same_heading(*headings[last - 1 : last + 1]):
        last += 1
    return " ".join(line.text for _, line in headings[first:last]), headings[last - 1][0]


def _is_same_heading(one: tuple[int, Line], then: tuple[int, Line]) -> bool:
    return one[0] + 1 == then[0] and one[1].block is then[1].block


def _is_part(line: Line, titles: list[str]) -> bool:
    """Whether a line is long enough for a headline and contained in one of the page's titles."""
    if line.size < _SHORTEST_HEADING or not (line.heading or line.size >= 20):
        return False
    text = squeeze(line.text)
    return any(text in title for title in titles)


def _without_site(title: str, site_name: str | None) -> str:
    """A title without the site's name, which is its first or last part, separated by a dash or a bar."""
    pieces = _SITE_SEPARATOR.split(title)
    if site_name:
        name = squeeze(site_name)
        if squeeze(title) == name:
            return ""
        if len(pieces) > 1 and squeeze(pieces[-1]) == name:
            return title[: title.rindex(pieces[-1])].rstrip(" |–—»·:-")
        if len(pieces) > 1 and squeeze(pieces[0]) == name:
            return title[title.index(pieces[1], len(pieces[0])) :]
    return max(_BAR.split(title), key=len)
