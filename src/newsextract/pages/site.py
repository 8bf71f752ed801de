"""Read the HTML of a known site with its profile."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Mapping
from typing import TypeVar

import soupsieve
from bs4 import BeautifulSoup, Tag  # noqa: TC002

from newsextract.errors import ConfigError
from newsextract.pages.chars import fold, one_line, squeeze
from newsextract.pages.corpus_text import Parts, drop_headline
from newsextract.pages.dates import header_date
from newsextract.pages.furniture import trim_bottom, trim_top
from newsextract.pages.head import Head
from newsextract.pages.html_text import SILENT, elements_of, lines_of
from newsextract.pages.profiles import Profile, strip_title

T = TypeVar("T")
_FIX = "see docs/how-to-add-a-site.md"
_KEPT = re.compile(r"(?=.)(?P<tag>[a-z][a-z0-9]*)?(?:\.(?P<of_class>[a-zA-Z][\w-]*)|#(?P<id>[a-zA-Z][\w-]*))?", re.ASCII)


def soup_for(html: str, profile: Profile) -> BeautifulSoup:
    """Parse only the elements that the profile keeps: building the whole tree takes five times as long."""
    keep = [_kept(selector, profile) for selector in profile.select.get("keep", ())]

    def wanted(name: str, attributes: Mapping[str, str]) -> bool:
        return not keep or any(
            one["tag"] in {None, name}
            and (one["of_class"] is None or one["of_class"] in attributes.get("class", "").split())
            and one["id"] in {None, attributes.get("id")}
            for one in keep
        )

    return elements_of(html, wanted)


def _kept(selector: str, profile: Profile) -> re.Match[str]:
    """The tag name, class and id of a ``keep`` selector: no tree is built yet that soupsieve could search."""
    if match := _KEPT.fullmatch(selector):
        return match
    raise ConfigError(f"keep takes tag.class, tag#id or tag, not {selector!r}", where=f"profile {profile.site!r}", fix=_FIX)


def read_site(html: str, head: Head, profile: Profile) -> Parts | None:
    """The parts of a page found by its site's profile; None if the page has no element that the profile takes as container.

    Raises
    ------
    ConfigError
        When a selector of the profile is not valid CSS, or one in ``keep`` is more than a tag name with a class or id.
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
    header = first(container, chosen("date", ()), lambda tag: header_date(text_in(tag)))
    title = _title(head, first(container, chosen("headline", ()), text_in) or "", profile)
    dropped = {id(tag) for selector in chosen("drop", ()) for tag in soupsieve.iselect(selector, container)}
    body = _longest(container, chosen("body", ()), dropped) or container
    lines = [line for line in fold(lines_of(body, dropped)).split("\n") if line]
    if body is container:
        above, lines = trim_top(lines, title)
        header = header or next(filter(None, map(header_date, above)), None)
    title, lines = drop_headline(lines, title)
    section = first(soup, chosen("section", ()), text_in)
    return Parts(title, "\n".join(trim_bottom(lines)), header, section=section)


def _title(head: Head, printed: str, profile: Profile) -> str:
    """The printed headline if it agrees with the page's title or the profile prefers it; else the title, never a teaser's."""
    titles = [strip_title(raw, (profile,)) for raw in head.titles]
    own = next((title for title in titles if title), "")
    if profile.headline_first and printed:
        return printed
    return printed if not own or squeeze(printed) == squeeze(own) else own


def _longest(root: Tag, selectors: tuple[str, ...], dropped: Container[int] = ()) -> Tag | None:
    """The element with the most text outside of dropped elements that the first selector with any finds."""
    matching = (soupsieve.iselect(selector, root) for selector in selectors)
    found = next(filter(None, ([tag for tag in tags if not _is_dropped(tag, dropped)] for tags in matching)), [])
    return max(found, key=lambda tag: len(lines_of(tag, dropped)), default=None)


def _is_dropped(tag: Tag, dropped: Container[int]) -> bool:
    return any(id(one) in dropped or one.name in SILENT for one in (tag, *tag.parents))


def text_in(tag: Tag) -> str:
    """The text of an element on one line."""
    return one_line(tag.get_text())


def first(root: Tag, selectors: Iterable[str], read: Callable[[Tag], T | None]) -> T | None:
    """The first truthy result of ``read`` over the elements that each selector matches in turn."""
    return next((found for selector in selectors for tag in soupsieve.iselect(selector, root) if (found := read(tag))), None)
