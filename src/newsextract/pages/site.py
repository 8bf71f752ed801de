"""HTML of a known site: its profile says where everything stands."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
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

#: ``tag``, ``tag.class`` or ``tag#id``
_KEPT = re.compile(r"([^.#]+)(?:\.(.+)|#(.+))?")


def soup_for(html: str, profile: Profile) -> BeautifulSoup:
    """The part of a page that a profile reads; a fifth of the time of the whole tree."""
    keep = [match.groups() for item in profile.select.get("keep", ()) if (match := _KEPT.fullmatch(item))]

    def wanted(tag: str, attributes: Mapping[str, str]) -> bool:
        return not keep or any(
            tag == name
            and (class_ is None or class_ in attributes.get("class", "").split())
            and (id_ is None or id_ == attributes.get("id"))
            for name, class_, id_ in keep
        )

    return elements_of(html, wanted)


def read_site(html: str, head: Head, profile: Profile) -> Parts | None:
    """The parts of a page, as its site's profile finds them.

    Parameters
    ----------
    html
        The page.
    head
        What its head says.
    profile
        The site's.

    Returns
    -------
    Parts or None
        None when the page does not have the profile's structure.

    Raises
    ------
    ConfigError
        When a selector of the profile is not CSS.
    """
    try:
        return _parts(soup_for(html, profile), head, profile)
    except soupsieve.SelectorSyntaxError as error:
        what = f"not a selector ({str(error).partition(chr(10))[0]})"
        fix = "see docs/how-to-add-a-site.md"
        raise ConfigError(what, where=f"profile {profile.site!r}", fix=fix) from error


def _parts(soup: BeautifulSoup, head: Head, profile: Profile) -> Parts | None:
    select = profile.select.get
    container = _longest(soup, select("container", ()))
    if container is None:
        return None
    header = _date(container, select("date", ()))
    title = _title(head, _first_text(container, select("headline", ())) or "", profile)
    drop = ", ".join(select("drop", ()))
    dropped = {id(tag) for tag in container.select(drop)} if drop else set()
    body = _longest(container, select("body", ()), dropped) or container
    lines = [line for line in fold(lines_of(body, dropped)).split("\n") if line]
    if body is container:
        above, lines = trim_top(lines, title)
        header = header or next(filter(None, map(header_date, above)), None)
    title, lines = drop_headline(lines, title)
    section = _first_text(soup, select("section", ()))
    return Parts(title, "\n".join(trim_bottom(lines)), header, section=section)


def _title(head: Head, printed: str, profile: Profile) -> str:
    """The headline as the page prints it, where the page's title says the same; else the title, which is never a teaser's."""
    titles = [strip_title(raw, (profile,)) for raw in head.titles]
    own = next((title for title in titles if title), "")
    if profile.headline_first and printed:
        return printed
    return printed if not own or squeeze(printed) == squeeze(own) else own


def _longest(root: Tag, selectors: tuple[str, ...], dropped: Container[int] | None = None) -> Tag | None:
    """Of what the first selector to find any finds, the element with the most text, and none in what is left out."""
    for selector in selectors:
        found = [tag for tag in root.select(selector) if dropped is None or not _left_out(tag, root, dropped)]
        if found:
            return max(found, key=lambda tag: length_of(tag, dropped or ())) if len(found) > 1 else found[0]
    return None


def _left_out(tag: Tag, root: Tag, dropped: Container[int]) -> bool:
    inside = takewhile(lambda one: one is not root, [tag, *tag.parents])
    return any(id(one) in dropped or one.name in SILENT for one in inside)


def _first_text(root: Tag, selectors: tuple[str, ...]) -> str | None:
    for selector in selectors:
        for tag in soupsieve.iselect(selector, root):
            if text := one_line(tag.get_text()):
                return text
    return None


def _date(root: Tag, selectors: tuple[str, ...]) -> PageDate | None:
    for selector in selectors:
        for tag in soupsieve.iselect(selector, root):
            if found := header_date(one_line(tag.get_text())):
                return found
    return None
