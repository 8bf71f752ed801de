"""Page to Article: the one function that the pipeline calls."""

from __future__ import annotations

import hashlib
import re
from itertools import islice
from urllib.parse import urlsplit

from newsextract.errors import InputError, NoArticleError
from newsextract.page import Article, Page
from newsextract.pages import profiles
from newsextract.pages.chars import fold
from newsextract.pages.corpus_text import SOURCE_LINE, Parts, read_corpus_text
from newsextract.pages.decode import decode
from newsextract.pages.generic import read_any
from newsextract.pages.head import Head, one_line, read_head
from newsextract.pages.language import language_of
from newsextract.pages.profiles import Profile
from newsextract.pages.site import read_site
from newsextract.printable import repaired, shown
from newsextract.records import PublishedFrom, Warning_

#: a page larger than this is refused; the largest article known has 0.4 MB
MAX_BYTES = 32 * 1024 * 1024
#: tags of a page that are read, end tags among them; a long table of figures has 50,000
MAX_TAGS = 300_000
#: characters of the body that tell the language of its beginning
LEAD = 300
_TAG = re.compile(r"<[!/?]?[A-Za-z]")
_XML_DECLARATION = re.compile(r"<\?xml[^>]{0,300}\?>", re.IGNORECASE)


def parse(page: Page, *, max_bytes: int = MAX_BYTES) -> Article:
    r"""The article of a page.

    Parameters
    ----------
    page
        The bytes and where they came from.
    max_bytes
        Refuse a longer page.

    Returns
    -------
    Article
        Its text is the headline, a line break and the body; warnings say what was repaired and what is missing.

    Raises
    ------
    InputError
        Empty, binary or too large.
    NoArticleError
        The page holds no article, as its site's "no such article" page.

    Examples
    --------
    >>> text = "รัฐบาลไทย-ข่าวสั้น\n\nวันศุกร์ที่ 1 มีนาคม 2567\nข่าวสั้น\nฝนตก\n\nที่มา : https://www.thaigov.go.th/news/contents/details/7"
    >>> article = parse(Page(text.encode(), name="7.txt", kind="corpus"))
    >>> article.id, article.published, article.text
    ('thaigov:7', '2024-03-01', 'ข่าวสั้น\nฝนตก')
    """
    if len(page.content) > max_bytes:
        raise InputError(
            f"{len(page.content):,} bytes are more than the limit of {max_bytes:,}",
            where=page.name,
            fix="raise the limit (--max-bytes)",
        )
    decoded = decode(page.content, page.encoding, where=page.name)
    # NUL ends a text for the HTML parser; an odd encoding can give half surrogate pairs
    text = repaired(decoded.text.replace("\x00", ""))
    warnings = [*page.warnings, *decoded.warnings]
    if page.kind == "corpus":
        return _corpus(page, text, warnings)
    if page.kind == "text" or not _TAG.search(text):
        return _plain(page, text, warnings)
    html, truncated = _first_tags(_XML_DECLARATION.sub("", text, count=1))
    return _html(page, html, warnings + truncated)


def _corpus(page: Page, text: str, warnings: list[Warning_]) -> Article:
    profile = profiles.by_host(page.url) or profiles.by_host(_source_url(text)) or profiles.by_prefix(text.lstrip("\ufeff"))
    parts = read_corpus_text(text, profile.title_prefixes if profile else ())
    return _article(page, parts, profile, url=page.url or parts.url, warnings=warnings)


def _source_url(text: str) -> str | None:
    last = fold(text[-2000:]).rpartition("\n")[2]
    match = SOURCE_LINE.fullmatch(last)
    return match["url"] if match else None


def _plain(page: Page, text: str, warnings: list[Warning_]) -> Article:
    title, _, body = fold(text).partition("\n")
    return _article(page, Parts(title, body, None), profiles.by_host(page.url), url=page.url, warnings=warnings)


def _html(page: Page, html: str, warnings: list[Warning_]) -> Article:
    head = read_head(html)
    own = profiles.by_host(page.url) or profiles.by_host(head.url)
    for profile in [own] if own else profiles.by_marks(html):
        found = read_site(html, head, profile)
        if found:
            parts, section = found
            return _article(page, parts, profile, url=page.url or head.url, warnings=warnings, section=section, head=head)
    parts = read_any(html, head, (own,) if own else profiles.load_profiles())
    profile_of_title = own or profiles.by_prefix(*head.titles)
    return _article(page, parts, profile_of_title, url=page.url or head.url, warnings=warnings, head=head)


def _first_tags(html: str) -> tuple[str, list[Warning_]]:
    """The page up to the last tag that is read, and a warning where that is not all of it: each tag takes a kilobyte."""
    if html.count("<") <= MAX_TAGS:
        return html, []
    beyond = next(islice(_TAG.finditer(html), MAX_TAGS, None), None)
    if beyond is None:
        return html, []
    return html[: beyond.start()], [
        Warning_(code="text_truncated", message=f"only the page's first {MAX_TAGS:,} tags were read")
    ]


def _article(
    page: Page,
    parts: Parts,
    profile: Profile | None,
    *,
    url: str | None,
    warnings: list[Warning_],
    section: str | None = None,
    head: Head | None = None,
) -> Article:
    day = parts.header.value if parts.header else None
    published = day.isoformat() if day else None
    if profile and published in profile.empty_dates:
        if not parts.title or not parts.body:
            raise NoArticleError("the site has no such article (empty page)", where=page.name)
        published = None
    if not parts.title and not parts.body:
        raise NoArticleError("no headline and no text on the page", where=page.name)
    title = parts.title or one_line(parts.body.partition("\n")[0])
    warnings = warnings + _date_warnings(parts)
    if not parts.body:
        warnings.append(Warning_(code="no_body", message="the page has a headline and no text below it"))
    published_from: PublishedFrom | None = "header" if published else None
    if published is None and head and head.published:
        published, published_from = head.published.isoformat(), "meta"
    sha256 = hashlib.sha256(page.content).hexdigest()
    text = repaired(f"{title}\n{parts.body}" if parts.body else title)
    return Article(
        id=_identity(profile, url, head.url if head else None, sha256),
        site=_site(profile, url),
        title=repaired(title),
        text=text,
        body=len(title) + 1 if parts.body else len(title),
        language=language_of(parts.body or title),
        sha256=sha256,
        url=None if url is None else shown(url),
        publisher=_publisher(profile, head, title),
        section=page.section or section,
        published=published,
        published_from=published_from,
        archive=page.archive,
        warnings=warnings,
        lead=language_of(parts.body[:LEAD] or title),
    )


def _publisher(profile: Profile | None, head: Head | None, title: str) -> str | None:
    """The profile's, or the site's name in the page's head: where the headline stands elsewhere, its title is that."""
    if (profile and profile.publisher) or head is None:
        return profile.publisher if profile else None
    named = head.titles[0] if profile and profile.headline_first and head.titles and head.titles[0] != title else None
    return head.site_name or named


def _date_warnings(parts: Parts) -> list[Warning_]:
    if parts.header is None:
        return []
    if parts.header.value is None:
        return [Warning_(code="impossible_date", message="the date in the page's header names no day of the calendar")]
    if parts.header.weekday_agrees is False:
        return [Warning_(code="date_conflict", message="the weekday in the page's header is not that of its date")]
    return []


def _site(profile: Profile | None, url: str | None) -> str:
    return (
        profile.site
        if profile and profile.hosts
        else profiles.host_of(url).removeprefix("www.") or (profile.site if profile else "unknown")
    )


def _identity(profile: Profile | None, url: str | None, canonical: str | None, sha256: str) -> str:
    """The site and its own number; else a hash of the address, and without one of the bytes."""
    site = _site(profile, url)
    own = profile and (profile.own_id(url) or profile.own_id(canonical))
    if own:
        return f"{site}:{own}"
    address = canonical or url
    key = hashlib.sha256(_canonical(address).encode("utf-8", "surrogatepass")).hexdigest() if address else sha256
    return f"{site}:{key[:16]}"


def _canonical(url: str) -> str:
    """One spelling of an address: scheme, ``www.``, a trailing slash and the fragment do not tell pages apart."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    query = f"?{parts.query}" if parts.query else ""
    return f"{profiles.host_of(url).removeprefix('www.')}{parts.path.rstrip('/')}{query}"
