"""Corpus text files: title line, header date, print button, headline (often twice), body, source line."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from itertools import takewhile

from newsextract.pages.chars import fold, squeeze
from newsextract.pages.dates import PageDate, header_date

SOURCE_LINE = re.compile(r"ที่มา ?: ?(?P<url>https?://\S+)")
# lines between the header date and the headline: a numeric date, a view counter, the print button
_FURNITURE = re.compile(r"[\d,]+|\d{1,2}/\d{1,2}/\d{4}|พิมพ์")
# the script of a video player above the headline has about thirty lines
_PLAYER_LINES = 80
# an e-mail address, which sites hide from robots in the text but not in the title
_ADDRESS = re.compile(r"\[email\s*protected\]|[\w.+-]+@[\w.-]+", re.ASCII)
# the heading of the links to other news, and the buttons that may stand between the article and it
_RELATED = "ข่าวที่เกี่ยวข้อง"
# lines on which a long headline may be repeated
_HEADLINE_LINES = 3
_ALBUM = frozenset({"อัลบั้มภาพ", "prev", "next"})
_PLAYER_START = ("$(", "var ", "jQuery(", "flowplayer", "<script")


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts read from a page of any kind."""

    title: str
    body: str
    header: PageDate | None
    url: str | None = None
    section: str | None = None


def read_corpus_text(text: str, title_prefixes: tuple[str, ...]) -> Parts:
    r"""The parts of a corpus text file.

    The title loses the site's prefix (the first match, so give the longest first) and takes the spelling of the printed
    headline, if any. The body excludes header date, print button, repeated headline, links to other news and source line.

    Examples
    --------
    >>> parts = read_corpus_text("กรม-ข่าวสั้น\n\nวันศุกร์ที่ 1 มีนาคม 2567\nพิมพ์\nข่าวสั้น\nข่าวสั้น\nเนื้อข่าว", ("กรม-",))
    >>> parts.title, parts.body, parts.header.value.isoformat()
    ('ข่าวสั้น', 'เนื้อข่าว', '2024-03-01')
    """
    first, _, rest = text.lstrip("\ufeff").partition("\n")
    title = fold(first)
    prefix = next((p for p in title_prefixes if title.startswith(p)), "")
    title = fold(html.unescape(title[len(prefix) :]))
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
    """The lines above the heading of the links to other news and the album buttons before it."""
    end = next((k for k, line in enumerate(lines[1:], 1) if line == _RELATED), len(lines))
    while 1 < end < len(lines) and lines[end - 1] in _ALBUM:
        end -= 1
    return lines[:end]


def _split_header(lines: list[str]) -> tuple[PageDate | None, list[str]]:
    """The header date, and the lines below it without the buttons and counters on top."""
    header = header_date(lines[0]) if lines else None
    if header is None:
        return None, lines
    at = 1
    while at < len(lines) and _FURNITURE.fullmatch(lines[at]):
        at += 1
    return header, lines[at:]


def _skip_player(lines: list[str], title: str) -> list[str]:
    """Drop the script of a video player above the headline."""
    if lines and lines[0].startswith(_PLAYER_START):
        wanted = squeeze(title)
        for at, line in enumerate(lines[:_PLAYER_LINES]):
            if squeeze(line) == wanted:
                return lines[at:]
    return lines


def drop_headline(lines: list[str], title: str) -> tuple[str, list[str]]:
    """Split off the headline and its repetitions: return the headline as printed, and the remaining lines.

    If the lines do not begin with ``title``, it is returned unchanged; if it is empty, the first line is the headline.

    Examples
    --------
    >>> drop_headline(["ข่าว  สั้น", "ข่าว สั้น", "เนื้อข่าว"], "ข่าว สั้น")
    ('ข่าว  สั้น', ['เนื้อข่าว'])
    """
    if lines and (not title or squeeze(_ADDRESS.sub("", lines[0])) == squeeze(_ADDRESS.sub("", title))):
        title = lines[0]
    return title, lines[count_headline_lines(lines, title) :]


def count_headline_lines(lines: list[str], title: str) -> int:
    """Number of lines at the top that repeat the headline, the last time perhaps on several lines."""
    wanted = squeeze(title)
    whole = sum(1 for _ in takewhile(lambda line: squeeze(line) == wanted, lines))
    parts = (k for k in range(2, _HEADLINE_LINES + 1) if squeeze("".join(lines[whole : whole + k])) == wanted)
    return whole + (next(parts, 0) if len(lines) > whole else 0)
