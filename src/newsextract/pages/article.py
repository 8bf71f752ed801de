"""Build the :class:`~newsextract.page.Article` from the parts of a page: id, site, publisher, date, warnings."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from newsextract.errors import NoArticleError
from newsextract.page import Article, Page, PageKind
from newsextract.pages.chars import one_line
from newsextract.pages.corpus_text import Parts
from newsextract.pages.language import language_of
from newsextract.pages.profiles import Profile, host_of
from newsextract.pages.quality import non_article_kind
from newsextract.pages.wrapped import join_lines
from newsextract.printable import redacted, repaired
from newsextract.records import PublishedFrom, Translation, Warning_

if TYPE_CHECKING:
    from newsextract.pages.head import Head

#: characters of the body from which the language of its beginning is detected
LEAD = 300


def article_of(
    page: Page,
    parts: Parts,
    profile: Profile | None,
    *,
    url: str | None,
    warnings: list[Warning_],
    head: Head | None = None,
) -> Article:
    """Build an article; ``warnings`` are those raised while the page was read.

    Raises
    ------
    NoArticleError
        When the page has neither a headline nor text, or is the site's "no such article" page.
    """
    day, published_from = _published(page, parts, profile, head)
    if not (parts.title or parts.body):
        raise NoArticleError("no headline and no text on the page", where=page.name)
    title = _title(page, parts)
    # one line without a given title is both headline and text
    single = page.kind == "text" and not (page.title or parts.body)
    warnings = warnings + _date_warnings(parts) + _doubts(page, parts, head, title, dated=day is not None, bare=single)
    sha256 = hashlib.sha256(page.content).hexdigest()
    article_id = page.id or _identity(profile, url, head, sha256)
    body = join_lines(parts.body)
    return Article(
        id=article_id,
        site=_site(profile, url),
        title=repaired(title),
        text=repaired("\n".join(filter(None, (title, body)))),
        body=0 if single else len(title) + bool(body),
        language=language_of(parts.body or title),
        sha256=sha256,
        url=url and redacted(url),
        publisher=_publisher(profile, head, title),
        section=page.section or parts.section,
        published=day.isoformat() if day else None,
        published_from=published_from,
        archive=page.archive,
        warnings=warnings,
        lead=language_of(parts.body[:LEAD] or title),
        translations=_translations(profile, url, head, article_id),
    )


def _title(page: Page, parts: Parts) -> str:
    """The headline: the caller's, the page's, or the first line of its text."""
    return one_line(page.title or "") or parts.title or one_line(parts.body.partition("\n")[0])


def _doubts(page: Page, parts: Parts, head: Head | None, title: str, *, dated: bool, bare: bool) -> list[Warning_]:
    """Warnings for a missing body and for a page that does not seem to be an article."""
    found = []
    if not (parts.body or bare):
        found.append(Warning_(code="no_body", message="the page has a headline and no text below it"))
    kind: PageKind = "html" if head else "corpus" if page.kind == "corpus" else "text"
    if actual_kind := non_article_kind(kind, (title, *(head.titles if head else ())), parts.body, dated=dated):
        found.append(Warning_(code="not_an_article", message=f"this seems to be {actual_kind}"))
    return found


def _published(
    page: Page, parts: Parts, profile: Profile | None, head: Head | None
) -> tuple[date | None, PublishedFrom | None]:
    """The publication date and its source: the caller, the page's text or its head."""
    if page.published:
        return date.fromisoformat(page.published), "given"
    day = parts.header.value if parts.header else None
    if day and profile and day.isoformat() in profile.empty_dates:
        if not parts.title or not parts.body:
            raise NoArticleError("the site has no such article (empty page)", where=page.name)
        day = None
    if day:
        return day, "header"
    return (head.published, "meta") if head and head.published else (None, None)


def _date_warnings(parts: Parts) -> list[Warning_]:
    if parts.header is None:
        return []
    if parts.header.value is None:
        return [Warning_(code="impossible_date", message="the date in the page's header names no day of the calendar")]
    if parts.header.weekday_agrees is False:
        return [Warning_(code="date_conflict", message="the weekday in the page's header is not that of its date")]
    return []


def _publisher(profile: Profile | None, head: Head | None, title: str) -> str | None:
    """The profile's publisher, else the head's site name, else the page title if the profile takes it for the site's name."""
    if profile and profile.publisher:
        return profile.publisher
    if head is None:
        return None
    named = profile and profile.headline_first and head.titles and head.titles[0] != title
    return head.site_name or (head.titles[0] if named else None)


def _site(profile: Profile | None, url: str | None) -> str:
    if profile and profile.hosts:
        return profile.site
    return host_of(url).removeprefix("www.") or (profile.site if profile else "unknown")


def _identity(profile: Profile | None, url: str | None, head: Head | None, sha256: str) -> str:
    """The article's id: the site and its own article number, else a hash of the URL or, without a URL, of the bytes."""
    site = _site(profile, url)
    canonical = head.url if head else None
    own = profile and (profile.own_id(url) or profile.own_id(canonical))
    if own:
        return f"{site}:{own}"
    address = canonical or url
    key = hashlib.sha256(_canonical(address).encode("utf-8", "surrogatepass")).hexdigest() if address else sha256
    return f"{site}:{key[:16]}"


def _translations(profile: Profile | None, url: str | None, head: Head | None, article_id: str) -> list[Translation]:
    """The page's translations at other URLs, each with the id that its record would have."""
    found: dict[str, Translation] = {}
    for language, address in head.translations if head else ():
        if target := _joined(url, address):
            target_profile = profile if profile and (not profile.hosts or profile.covers_host(host_of(target))) else None
            key = _identity(target_profile, target, None, "")
            if key != article_id:
                found.setdefault(key, Translation(language=language, id=key, url=target))
    return list(found.values())


def _joined(url: str | None, address: str) -> str | None:
    """An absolute web address; None for a site's front page, which careless templates link as every page's translation."""
    try:
        whole = urljoin(url or "", address)
        parts = urlsplit(whole)
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not parts.hostname or not (parts.path.strip("/") or parts.query):
        return None
    return redacted(whole)


def _canonical(url: str) -> str:
    """A normalised URL without scheme, ``www.``, trailing slash and fragment, which do not tell pages apart."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    query = f"?{parts.query}" if parts.query else ""
    return f"{host_of(url).removeprefix('www.')}{parts.path.rstrip('/')}{query}"
