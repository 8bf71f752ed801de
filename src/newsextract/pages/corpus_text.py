"""Corpus text files: title line, header date, print button, headline (often twice), body, source line."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import takewhile

from newsextract.pages.chars import fold, squeeze
from newsextract.pages.dates import PageDate, header_date

SOURCE_LINE = re.compile(r"ที่มา ?: ?(?P<url>https?://\S+)")
# a date in figures, a counter of views, the print button: what a page prints between its header date and its headline
_FURNITURE = re.compile(r"[\d,]+|\d{1,2}/\d{1,2}/\d{4}|พิมพ์")
# the script of a video player above the headline has about thirty lines
_PLAYER_LINES = 80
# letters are compared one by one up to this length only
_LONGEST_HEADLINE = 1000
# the heading of links to other news, and what may stand between it and the article
_RELATED = "ข่าวที่เกี่ยวข้อง"
_ALBUM = frozenset({"อัลบั้มภาพ", "prev", "next"})
_PLAYER_START = ("$(", "var ", "jQuery(", "flowplayer", "<script")


@dataclass(frozen=True, slots=True)
class Parts:
    """What was read from a page of any kind."""

    title: str
    body: str
    header: PageDate | None
    url: str | None = None
    section: str | None = None


def read_corpus_text(text: str, title_prefixes: tuple[str, ...]) -> Parts:
    r"""The parts of a corpus text file.

    The title is without the site's prefix (the first that fits; give the longest first) and as the headline is printed,
    where it is; the body is without header date, print button, repeated headline, links to other news and source line.

    Examples
    --------
    >>> parts = read_corpus_text("กรม-ข่าวสั้น\n\nวันศุกร์ที่ 1 มีนาคม 2567\nพิมพ์\nข่าวสั้น\nข่าวสั้น\nเนื้อข่าว", ("กรม-",))
    >>> parts.title, parts.body, parts.header.value.isoformat()
    ('ข่าวสั้น', 'เนื้อข่าว', '2024-03-01')
    """
    first, _, rest = text.lstrip("\ufeff").partition("\n")
    title = _title_line(first, title_prefixes)
    lines = [line for line in fold(rest).split("\n") if line]
    url = None
    if lines and (source := SOURCE_LINE.fullmatch(lines[-1])):
        url = source["url"]
        lines.pop()
    header, lines = _split_header(lines)
    lines = _skip_player(lines, title)
    title, lines = drop_headline(lines, title)
    return Parts(title, "\n".join(_without_related(lines)), header, url)


def _without_related(lines: list[str]) -> list[str]:
    """The lines without the links to other news below them, and without what stands between."""
    end = next((k for k, line in enumerate(lines[1:], 1) if line == _RELATED), len(lines))
    while 1 < end < len(lines) and lines[end - 1] in _ALBUM:
        end -= 1
    return lines[:end]


def _title_line(line: str, prefixes: tuple[str, ...]) -> str:
    title = fold(line)
    prefix = next((p for p in prefixes if title.startswith(p)), "")
    return fold(html.unescape(title[len(prefix) :]))


def _split_header(lines: list[str]) -> tuple[PageDate | None, list[str]]:
    """The header date, and the lines after it and after what stands beside it."""
    header = header_date(lines[0]) if lines else None
    if header is None:
        return None, lines
    at = 1
    while at < len(lines) and _FURNITURE.fullmatch(lines[at]):
        at += 1
    return header, lines[at:]


def _skip_player(lines: list[str], title: str) -> list[str]:
    """Without the script of a video player that stands above the headline."""
    if lines and lines[0].startswith(_PLAYER_START):
        wanted = squeeze(title)
        for at, line in enumerate(lines[:_PLAYER_LINES]):
            if squeeze(line) == wanted:
                return lines[at:]
    return lines


def drop_headline(lines: list[str], title: str) -> tuple[str, list[str]]:
    """The headline as the lines print it, and the lines after it and its repetitions.

    ``title`` stays when the lines do not begin with it; where it is empty, the first line is the headline.

    Examples
    --------
    >>> drop_headline(["ข่าว  สั้น", "ข่าว สั้น", "เนื้อข่าว"], "ข่าว สั้น")
    ('ข่าว  สั้น', ['เนื้อข่าว'])
    """
    if lines and (not title or _same(lines[0], title)):
        title = lines[0]
    return title, lines[printings(lines, title) :]


def printings(lines: list[str], title: str) -> int:
    """How many of the first lines print the headline."""
    wanted = squeeze(title)
    return sum(1 for _ in takewhile(lambda line: squeeze(line) == wanted, lines))


def _same(line: str, title: str) -> bool:
    """Whether two printings are of one headline; sites that hide addresses from robots change a few letters of it."""
    if squeeze(line) == squeeze(title):
        return True
    if "@" not in title or "@" in line or max(len(line), len(title)) > _LONGEST_HEADLINE:
        return False
    return SequenceMatcher(None, line, title, autojunk=False).ratio() > 0.75
