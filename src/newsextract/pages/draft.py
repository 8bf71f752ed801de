"""Draft a site profile from a few pages of a site, by the selectors that find each part of the article on all of them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from os.path import commonprefix  # works on any strings, not only on paths
from urllib.parse import urlsplit

import soupsieve
from bs4 import Tag  # noqa: TC002

from newsextract.page import Article, Page
from newsextract.pages.blocks import read_blocks
from newsextract.pages.chars import fold, squeeze
from newsextract.pages.dates import header_date
from newsextract.pages.decode import decode
from newsextract.pages.head import Head, read_head
from newsextract.pages.html_text import elements_of, lines_of
from newsextract.pages.parse import parse
from newsextract.pages.profiles import Profiles, host_of
from newsextract.pages.site import first, text_in

#: maximum length of the body's element, relative to the body
_RATIO = 1.3
#: characters at the beginning and end of a body by which its element is recognised
_EDGE = 80
_NAME = re.compile(r"[A-Za-z][\w-]*", re.ASCII)
_DIGITS = re.compile(r"\d+")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "time", "article", "main"})


@dataclass(frozen=True, slots=True)
class _Sample:
    """A page with the article that is read from it without a profile."""

    article: Article
    head: Head
    root: Tag

    @property
    def body(self) -> str:
        return squeeze(self.article.text[self.article.body :])


def draft(pages: Sequence[Page]) -> str:
    """Draft the profile of a site, as the text of its file, from two or three of its pages.

    The drafted selectors find what is read from the pages without a profile, so check that and correct the selectors. A part
    that no selector finds on every page is left out, with a comment.

    Examples
    --------
    >>> html = "<title>{0} | กรม</title><div class=news><h1>{0}</h1><p>{1}</p></div>"
    >>> pages = [Page(html.format(t, (t + " ") * 9).encode(), t, f"https://a.example/n/{k}") for k, t in enumerate(["ฝนตกหนัก", "น้ำลดแล้ว"])]
    >>> [line for line in draft(pages).splitlines() if line.startswith(("hosts", "id_pattern", "title_suffixes", "headline"))]
    ['hosts = ["a.example"]', 'title_suffixes = [" | กรม"]', "id_pattern = '/n/(?P<id>[0-9]+)'", 'headline = ["h1"]']
    """
    samples = [_sample(page) for page in pages]
    lines = _site_lines(samples)
    roles = {
        "container": _container_selector(samples),
        "date": _common_selector(samples, lambda one: one.article.published or "", _date_in),
        "headline": _common_selector(samples, lambda one: squeeze(one.article.title), lambda tag: squeeze(text_in(tag))),
        "body": _body_selector(samples),
    }
    if roles["body"] is None:
        return "\n".join([*lines, "", "# no element holds the text alone: the pages are read as those without a profile", ""])
    chosen = [f'{role} = ["{found}"]' if found else f"# {role}: none was found" for role, found in roles.items()]
    return "\n".join([*lines, "", "[select]", *chosen, ""])


def _site_lines(samples: Sequence[_Sample]) -> list[str]:
    """The profile's lines for the site, its host, and what its URLs and titles have in common."""
    urls = [one.article.url for one in samples if one.article.url]
    host = host_of(urls[0] if urls else None).removeprefix("www.")
    prefix, suffix = _title_affixes(samples)
    facts: dict[str, object] = {
        "version": 1,
        "site": host.partition(".")[0] or "my-site",
        "publisher": samples[0].head.site_name or "",
        "hosts": list(filter(None, [host])),
        "title_prefixes": list(filter(None, [prefix])),
        "title_suffixes": list(filter(None, [suffix])),
        "headline_first": len(samples) > 1 and len({one.head.titles for one in samples}) == 1,
    }
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in facts.items() if value or key == "hosts"]
    pattern = _id_pattern(urls)
    return [*lines, f"id_pattern = '{pattern}'"] if pattern else lines


def _sample(page: Page) -> _Sample:
    html = decode(page.content, page.encoding, where=page.name).text
    return _Sample(parse(page, profiles=Profiles()), read_head(html), elements_of(html, lambda *_: True))


def _title_affixes(samples: Sequence[_Sample]) -> tuple[str, str]:
    """The text before and after the headline that all the pages' titles share."""
    before, behind = [], []
    for one in samples:
        raw = next((title for title in one.head.titles if one.article.title in title), None)
        if raw is None:
            return "", ""
        at = raw.index(one.article.title)
        before.append(raw[:at])
        behind.append(raw[at + len(one.article.title) :])
    return commonprefix(before), commonprefix(behind)  # noqa: RUF071


def _id_pattern(urls: Sequence[str]) -> str | None:
    """The pattern of the site's article number: the digits in which the URLs differ, after their common prefix."""
    paths = [urlsplit(url).path for url in urls]
    if len(paths) < 2 or not all(_DIGITS.search(path) for path in paths):
        return None
    start = commonprefix(paths)  # noqa: RUF071
    start = start[: len(start) - len(re.search(r"\d*$", start)[0])]  # type: ignore[index]  # it matches nothing at least
    if not all(_DIGITS.match(path, len(start)) for path in paths):
        return None
    return f"{re.escape(start)}(?P<id>[0-9]+)".replace("'", ".")


def _own_selectors(tag: Tag) -> Iterator[str]:
    if _NAME.fullmatch(str(tag.get("id") or "")):
        yield f"{tag.name}#{tag['id']}"
    classes = tag.get("class") or []
    for name in classes if isinstance(classes, list) else [classes]:
        if _NAME.fullmatch(name):
            yield f"{tag.name}.{name}"


def _selectors(tag: Tag) -> Iterator[str]:
    """The selectors that match an element, most specific first: by its own id or class, else by its parent's."""
    yield from _own_selectors(tag)
    if tag.name in _HEADINGS:
        yield tag.name
    if tag.parent is not None and tag.parent.parent is not None:
        for name in _own_selectors(tag.parent):
            yield f"{name} > {tag.name}"


def _common_selector(samples: Sequence[_Sample], want: Callable[[_Sample], str], read: Callable[[Tag], str]) -> str | None:
    """A selector whose first truthy value on every page, as given by ``read``, is the wanted one."""
    wanted = [(one, want(one)) for one in samples if want(one)]
    if not wanted:
        return None
    shown, value = wanted[0]
    tags = [block.tag for block in reversed(read_blocks(shown.root).elements)] + list(
        shown.root.find_all(["span", "time", "b"])
    )
    for tag in (tag for tag in tags if read(tag) == value):
        for name in _selectors(tag):
            if all(first(one.root, [name], read) == value for one, value in wanted):
                return name
    return None


def _date_in(tag: Tag) -> str:
    found = header_date(text_in(tag)[:200])
    return found.value.isoformat() if found and found.value else ""


def _body_selector(samples: Sequence[_Sample]) -> str | None:
    """A selector whose longest match on every page holds the body and little more."""
    return next(
        (name for tag in _body_tags(samples[0], most=_RATIO) for name in _selectors(tag) if _selects(samples, name, _RATIO)),
        None,
    )


def _container_selector(samples: Sequence[_Sample]) -> str:
    """A selector whose longest match on every page holds headline and body; ``body`` if there is none."""
    titled = [tag for tag in _body_tags(samples[0]) if squeeze(samples[0].article.title) in squeeze(tag.get_text())]
    found = (name for tag in titled for name in _selectors(tag) if _selects(samples, name, titled=True))
    return next(found, "body")


def _body_tags(one: _Sample, most: float | None = None) -> list[Tag]:
    """The elements that hold a page's body, smallest first."""
    found = [block.tag for block in read_blocks(one.root).elements if _is_in(one.body, block.tag, most)]
    return sorted(found, key=lambda tag: len(tag.get_text()))


def _is_in(body: str, tag: Tag, most: float | None) -> bool:
    text = squeeze(fold(lines_of(tag)))
    return body[:_EDGE] in text and body[-_EDGE:] in text and (most is None or len(text) <= most * len(body) + 20)


def _selects(samples: Sequence[_Sample], name: str, most: float | None = None, *, titled: bool = False) -> bool:
    for one in samples:
        tag = max(soupsieve.iselect(name, one.root), key=lambda tag: len(tag.get_text()), default=None)
        if tag is None or not _is_in(one.body, tag, most):
            return False
        if titled and squeeze(one.article.title) not in squeeze(tag.get_text()):
            return False
    return True
