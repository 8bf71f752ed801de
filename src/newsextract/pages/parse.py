"""Parse a page into its article."""

from __future__ import annotations

import re
from itertools import islice

from newsextract.config import Config
from newsextract.errors import InputError, NoArticleError
from newsextract.page import Article, Page
from newsextract.pages.article import article_of
from newsextract.pages.chars import fold
from newsextract.pages.corpus_text import SOURCE_LINE, Parts, drop_headline, read_corpus_text
from newsextract.pages.decode import decode
from newsextract.pages.profiles import Profiles, shipped, with_own
from newsextract.printable import repaired
from newsextract.records import Warning_

#: maximum bytes of a page; the largest known article has 0.4 MB
MAX_BYTES = 32 * 1024 * 1024
#: maximum tags read per page, end tags included; a long table of figures has 50,000
MAX_TAGS = 300_000
#: minimum characters of the longest line if a profile matches by its marks alone and finds no date
_PARAGRAPH = 60
_TAG = re.compile(r"<[!/?]?[A-Za-z]")
_FEED = re.compile(r"\s*(?:<(?:\?[^>]{0,500}\?|!--[^>]{0,2000}--)>\s*){0,9}<(?:rss|feed|rdf:RDF|urlset|sitemapindex|opml)\b")
_XML_DECLARATION = re.compile(r"<\?xml[^>]{0,300}\?>", re.IGNORECASE)


def parse(page: Page, *, max_bytes: int = MAX_BYTES, keep_doubtful: bool = True, profiles: Profiles | None = None) -> Article:
    r"""Parse a page into an article.

    Parameters
    ----------
    page
        The bytes and where they came from.
    max_bytes
        Refuse a longer page.
    keep_doubtful
        Return the article even if the page does not seem to hold one, with the warning ``not_an_article``, instead of refusing.
    profiles
        The site profiles; the shipped ones when None.

    Returns
    -------
    Article
        Its text is the headline, a line break and the body; its warnings say what was repaired and what is missing.

    Raises
    ------
    InputError
        When the page is empty, binary or too large.
    NoArticleError
        When the page holds no article: some sites serve a "no such article" page.

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
    article = _article(page, profiles or shipped())
    doubts = [warning for warning in article.warnings if warning.code == "not_an_article"]
    if doubts and not keep_doubtful:
        raise NoArticleError(doubts[0].message, where=page.name, fix="keep such pages with --keep-doubtful")
    return article


def parse_as(page: Page, config: Config) -> Article:
    """Parse a page with the size limit, the user's profiles and the treatment of doubtful pages that ``config`` sets."""
    own = with_own(config.profiles) if config.profiles else None
    return parse(page, max_bytes=config.max_bytes, keep_doubtful=config.keep_doubtful, profiles=own)


def _article(page: Page, profiles: Profiles) -> Article:
    decoded = decode(page.content, page.encoding, where=page.name)
    # the HTML parser stops at NUL; odd encodings can produce lone surrogates
    text = repaired(decoded.text.replace("\x00", ""))
    warnings = [*page.warnings, *decoded.warnings]
    if page.kind == "corpus":
        return _corpus(page, text, warnings, profiles)
    if page.kind == "text" or not _TAG.search(text):
        return _plain(page, text, warnings, profiles)
    if _FEED.match(text):
        fix = "write the addresses in it into a file of their own, one a line, and give that file"
        raise InputError("this is a feed or a site map, not an article", where=page.name, fix=fix)
    html, truncated = _first_tags(_XML_DECLARATION.sub("", text, count=1))
    return _html(page, html, warnings + truncated, profiles)


def _corpus(page: Page, text: str, warnings: list[Warning_], profiles: Profiles) -> Article:
    source = SOURCE_LINE.fullmatch(fold(text[-2000:]).rpartition("\n")[2])
    profile = profiles.by_host(page.url) or profiles.by_host(source["url"] if source else None)
    profile = profile or profiles.by_prefix(text.lstrip("\ufeff"))
    parts = read_corpus_text(text, profile.title_prefixes if profile else ())
    return article_of(page, parts, profile, url=page.url or parts.url, warnings=warnings)


def _plain(page: Page, text: str, warnings: list[Warning_], profiles: Profiles) -> Article:
    title, _, body = fold(text).partition("\n")
    if page.title:
        title, lines = drop_headline(fold(text).split("\n"), page.title)
        body = "\n".join(lines)
    return article_of(page, Parts(title, body, None), profiles.by_host(page.url), url=page.url, warnings=warnings)


def _html(page: Page, html: str, warnings: list[Warning_], profiles: Profiles) -> Article:
    # imported here because text inputs do not need Beautiful Soup and its CSS selectors, a tenth of the start-up time
    from newsextract.pages.generic import read_any
    from newsextract.pages.head import read_head
    from newsextract.pages.script_text import with_script_text
    from newsextract.pages.site import read_site

    head = read_head(html)
    url = page.url or head.url
    captured = page.archive.captured if page.archive else None
    own = profiles.by_host(page.url, captured) or profiles.by_host(head.url, captured)
    for profile in [own] if own else profiles.by_marks(html):
        found = read_site(html, head, profile)
        # a page of another template may contain the profile's marks, too
        if found and (own or found.header or max(map(len, found.body.split("\n"))) >= _PARAGRAPH):
            return article_of(page, found, profile, url=url, warnings=warnings, head=head)
    parts = with_script_text(read_any(html, head, (own,) if own else tuple(profiles)), html, head)
    profile_of_title = own or profiles.by_prefix(*head.titles)
    return article_of(page, parts, profile_of_title, url=url, warnings=warnings, head=head)


def _first_tags(html: str) -> tuple[str, list[Warning_]]:
    """Cut the page after ``MAX_TAGS`` tags, with a warning if it has more: each tag takes a kilobyte of memory."""
    excess = next(islice(_TAG.finditer(html), MAX_TAGS, None), None) if html.count("<") > MAX_TAGS else None
    if excess is None:
        return html, []
    warning = Warning_(code="text_truncated", message=f"only the page's first {MAX_TAGS:,} tags were read")
    return html[: excess.start()], [warning]
