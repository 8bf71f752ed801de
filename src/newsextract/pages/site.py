"""HTML of a known site, read by its profile."""

from __future__ import annotations

from collections.abc import Container
from itertools import takewhile

import soupsieve
from bs4 import BeautifulSoup, Tag  # noqa: TC002

from newsextract.errors import ConfigError
from newsextract.pages.chars import fold, one_line, squeeze
from newsextract.pages.corpus_text import Parts, drop_headline
from newsextract.pages.dates import PageDate, header_date
from newsextract.pages.furniture import trim_bottom, trim_top
from newsextract.pages.head import Head
from newsextract.pages.html_text import SILENT, elements_of, length_of, lines_of
from newsextract.pages.profiles import Profile, strip_title
from newsextract.pages.selectors import plain, select

_FIX = "see docs/how-to-add-a-site.md"


def soup_for(html: str, profile: Profile) -> BeautifulSoup:
    """The elements of a page that a profile keeps; making the whole tree takes five times as long."""
    keep = []
    for selector in profile.select.get("keep", ()):
        kept = plain(selector)
        if kept is None:
            raise ConfigError(
                f"keep takes tag.class, tag#id or tag, not {selector!r}", where=f"profile {profile.site!r}", fix=_FIX
            )
        keep.append(kept)
    return elements_of(html, lambda name, attributes: not keep or any(one.fits(name, attributes) for one in keep))


def read_site(html: str, head: Head, profile: Profile) -> Parts | None:
    """The parts of a page, as its site's profile finds them.

    None when the page does not have the profile's structure.

    Raises
    ------
    ConfigError
        When a selector of the profile is not CSS, or one of ``keep`` says more than a name and a class or id.
    """
    try:
        return _parts(soup_for(html, profile), head, profile)
    except soupsieve.SelectorSyntaxError as error:
        what = f"not a selector ({str(error).partition(chr(10))[0]})"
        raise ConfigError(what, where=f"profile {profile.site!r}", fix=_FIX) from error


def _parts(soup: BeautifulSoup, head: Head, profile: Profile) -> Parts | None:
    chosen = profile.select.get
    container = _longest(soup, chosen("container", ()))
    if container is None:
        return None
    header = _date(container, chosen("date", ()))
    title = _title(head, _first_text(container, chosen("headline", ())) or "", profile)
    dropped = {id(tag) for selector in chosen("drop", ()) for tag in select(container, selector)}
    body = _longest(container, chosen("body", ()), dropped) or container
    lines = [line for line in fold(lines_of(body, dropped)).split("\n") if line]
    if body is container:
        above, lines = trim_top(lines, title)
        header = header or next(filter(None, map(header_date, above)), None)
    title, lines = drop_headline(lines, title)
    section = _first_text(soup, chosen("section", ()))
    return Parts(title, "\n".join(trim_bottom(lines)), header, section=section)


def _title(head: Head, printed: str, profile: Profile) -> str:
    """The headline as the page prints it, where the page's title says the same; else the title, which is never a teaser's."""
    titles = [strip_title(raw, (profile,)) for raw in head.titles]
    own = next((title for title in titles if title), "")
    if profile.headline_first and printed:
        return printed
    return printed if not own or squeeze(printed) == squeeze(own) else own


def _longest(root: Tag, selectors: tuple[str, ...], dropped: Container[int] | None = None) -> Tag | None:
    """The element with the most text among those of the first selector that finds any; none inside a dropped one."""
    for selector in selectors:
        found = [tag for tag in select(root, selector) if dropped is None or not _left_out(tag, root, dropped)]
        if found:
            return max(found, key=lambda tag: length_of(tag, dropped or ())) if len(found) > 1 else found[0]
    return None


def _left_out(tag: Tag, root: Tag, dropped: Container[int]) -> bool:
    inside = takewhile(lambda one: one is not root, [tag, *tag.parents])
    return any(id(one) in dropped or one.name in SILENT for one in inside)


def _first_text(root: Tag, selectors: tuple[str, ...]) -> str | None:
    for selector in selectors:
        for tag in select(root, selector):
            if text := one_line(tag.get_text()):
                return text
    return None


def _date(root: Tag, selectors: tuple[str, ...]) -> PageDate | None:
    for selector in selectors:
        for tag in select(root, selector):
            if found := header_date(one_line(tag.get_text())):
                return found
    return None
