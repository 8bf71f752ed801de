"""The assembled spaCy pipelines, and what runs an article through them."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from newsextract.config import Config
from newsextract.page import Article, Page
from newsextract.records import Language, Provenance, Record, Source, Title, Warning_

if TYPE_CHECKING:
    from spacy.language import Language as Pipeline
    from spacy.tokens import Doc

    from newsextract.fetch import Settings

#: the layers in the order in which they run: each may read what those before it found
LAYERS = ("times", "entities", "people", "terms", "statements", "events")
#: libraries whose release can change a value: what a page says, where words end, names in Latin letters, confidences
DECIDING = ("beautifulsoup4", "lxml", "numpy", "pythainlp")
#: characters of the body that tell the language of its beginning
LEAD = 300
#: characters of an article that the layers read; the longest of 82,515 news pages has half as many
READ = 500_000


@lru_cache(maxsize=8)
def load(language: Language = "th", config: Config | None = None) -> Pipeline:
    """Load the pipeline of a language.

    Parameters
    ----------
    language
        ``th`` or ``en``.
    config
        Settings; the defaults when None.

    Returns
    -------
    spacy.language.Language
        A pipeline whose components are named ``newsextract_times`` and so on. What they find is in
        ``doc._.news`` (see :class:`newsextract.layers.doc.News`) and in ``doc.spans``.

    Raises
    ------
    ConfigError
        When a gazetteer of the user's cannot be read.

    Examples
    --------
    >>> doc = load("th")("วันนี้ (25 ก.พ. 63) เวลา 08.45 น.")
    >>> doc._.news.times[0].value
    '2020-02-25T08:45'
    """
    import spacy

    from newsextract.layers import components

    nlp = spacy.blank(language)
    nlp.max_length = 100_000_000
    if language == "th":
        nlp.tokenizer = components.ThaiTokenizer(nlp.vocab)
    for layer in LAYERS:
        options = {"gazetteers": list((config or Config()).gazetteers)} if layer == "entities" else {}
        nlp.add_pipe(f"newsextract_{layer}", config=options)
    return nlp


def annotate(article: Article, config: Config | None = None) -> Doc:
    """Run the layers over an article.

    Parameters
    ----------
    article
        The article.
    config
        Settings.

    Returns
    -------
    spacy.tokens.Doc
        With everything found in ``doc._.news``.
    """
    from newsextract.layers.doc import News, news
    from newsextract.pages.language import language_of

    nlp = load(article.language, config)
    end = read_until(article.text)
    doc = nlp.make_doc(article.text[:end])
    news(doc)
    doc._.news = News(
        language=article.language,
        id=article.id,
        published=article.published,
        section=article.section,
        body=min(article.body, end),
        lead=language_of(article.text[article.body :][:LEAD] or article.title),
    )
    if end < len(article.text):
        message = f"only the first {end:,} of {len(article.text):,} characters were read"
        doc._.news.warnings.append(Warning_(code="text_truncated", message=message, start=end, end=len(article.text)))
    return nlp(doc)


def read_until(text: str) -> int:
    """How far the layers read a text: to its end, or of one that is too long to the last white space before :data:`READ`.

    Examples
    --------
    >>> read_until("ข่าวสั้น"), read_until("ข่าว " * 200_000)
    (8, 499999)
    """
    if len(text) <= READ:
        return len(text)
    space = max(text.rfind(char, READ - 1000, READ) for char in " \n")
    return space if space > 0 else READ


def to_record(article: Article, config: Config | None = None) -> Record:
    """Make the record of an article.

    Parameters
    ----------
    article
        What a page says, as :func:`newsextract.pages.parse` gives it.
    config
        Settings.

    Returns
    -------
    Record
        Valid against the JSON Schema of :func:`newsextract.records.json_schema`.
    """
    found = annotate(article, config)._.news
    return Record(
        id=article.id,
        source=Source(
            url=article.url,
            site=article.site,
            publisher=article.publisher,
            section=article.section,
            archive=article.archive,
            sha256=article.sha256,
        ),
        language=article.language,
        title=_title(article, found.title_gloss),
        published=article.published,
        text=article.text,
        events=found.events,
        entities=found.entities,
        times=found.times,
        people=found.people,
        terms=found.terms,
        statements=found.statements,
        warnings=_in_order([*article.warnings, *found.warnings]),
        provenance=provenance(config or Config()),
    )


def _in_order(warnings: list[Warning_]) -> list[Warning_]:
    return sorted(warnings, key=lambda w: (w.start is not None, w.start or 0, w.end or 0, w.code, w.message))


def _title(article: Article, gloss: tuple[str, object] | None) -> Title:
    from newsextract.pages.language import language_of

    if language_of(article.title) == "en":
        return Title(text=article.title, en=article.title)
    if gloss is None:
        return Title(text=article.title, th=article.title)
    return Title(text=article.title, th=article.title, en=gloss[0], en_span=gloss[1])  # type: ignore[arg-type]


@lru_cache(maxsize=8)
def provenance(config: Config) -> Provenance:
    """What made a record: our version, the digests of models and data, the settings, the libraries that have a say."""
    from newsextract import __version__
    from newsextract.data import digests

    return Provenance(newsextract=__version__, models=digests(), config=config.digest(), libraries=_libraries())


def _libraries() -> dict[str, str]:
    from importlib.metadata import version

    from lxml.etree import LIBXML_VERSION  # lxml's wheels carry one, a distribution's package uses the system's

    found = {name: version(name) for name in DECIDING} | {"libxml2": ".".join(map(str, LIBXML_VERSION))}
    return dict(sorted(found.items()))


def unlike(before: object, now: object, at: str = "") -> str:
    """What differs between two values as JSON has them, by path: ``libraries.numpy: '1.26.4', now '2.4.6'``."""
    if not (isinstance(before, dict) and isinstance(now, dict)):
        return f"{at}: {before!r}, now {now!r}".removeprefix(": ")
    keys = [key for key in before | now if before.get(key) != now.get(key)]
    return "; ".join(unlike(before.get(key), now.get(key), f"{at}.{key}".removeprefix(".")) for key in keys)


def read_page(source: str | os.PathLike[str] | bytes | Page, config: Config) -> Page:
    """The page that a user's argument means.

    Raises
    ------
    InputError
        When the file cannot be read, or holds more than one page.
    """
    if isinstance(source, Page):
        return source
    if isinstance(source, bytes):
        return Page(source, name=f"bytes:{hashlib.sha256(source).hexdigest()[:12]}")
    from newsextract.sources import files

    if isinstance(source, str):
        files.refuse_address(source, "give the path of a saved page; extract_many([address], fetch=...) fetches")
    return files.read_one(Path(source), config.max_bytes)


def extract(source: str | os.PathLike[str] | bytes | Page | Article, *, config: Config | None = None) -> Record:
    """Turn one page into a record.

    Parameters
    ----------
    source
        The path of an HTML or corpus text file, the bytes of a page, a :class:`~newsextract.page.Page`, or an
        article that was parsed before.
    config
        Settings.

    Returns
    -------
    Record
        The article's record.

    Raises
    ------
    InputError
        When the input cannot be read.
    NoArticleError
        When the page is the site's own "no such article" page.

    Examples
    --------
    >>> page = '''<title>แจ้งปิดถนน</title><h1>แจ้งปิดถนน</h1><p>วันที่ 3 มีนาคม 2567 กรมทางหลวงแจ้งปิดถนน
    ... เพื่อซ่อมสะพานและขอให้ประชาชนเลี่ยงเส้นทางในวันดังกล่าว</p>'''
    >>> extract(page.encode()).times[0].value
    '2024-03-03'
    """
    from newsextract import pages

    settings = config or Config()
    if isinstance(source, Article):
        return to_record(source, settings)
    return to_record(pages.parse(read_page(source, settings), max_bytes=settings.max_bytes), settings)


def extract_many(
    sources: Iterable[str | os.PathLike[str] | bytes | Page],
    *,
    config: Config | None = None,
    workers: int = 1,
    fetch: Settings | None = None,
) -> Iterator[Record]:
    """Turn many pages into records, in order; what cannot be read is reported on the ``newsextract`` logger.

    Parameters
    ----------
    sources
        A list of anything :func:`extract` takes, but for parsed articles. A folder, a JSON Lines file or any other
        collection counts as the pages in it; so do web addresses.
    config
        Settings.
    workers
        Number of processes. With two or more, a script has to do its work under ``if __name__ == "__main__":``,
        because each worker imports the script.
    fetch
        How addresses are fetched: ``newsextract.fetch.Settings(contact="you@example.org")``. Live pages need the contact.

    Returns
    -------
    iterator of Record
        One for each page that holds an article.

    Raises
    ------
    TypeError
        When ``sources`` is one path or page instead of a list.
    ConfigError
        At the first record: when a gazetteer cannot be read, or a script without the guard asks for workers.
    """
    if isinstance(sources, (str, bytes, os.PathLike, Page)):
        raise TypeError(f"extract_many takes a list: extract_many([{sources!r:.60}])")
    return _records(sources, config or Config(), workers, fetch)


def _records(
    sources: Iterable[str | os.PathLike[str] | bytes | Page], config: Config, workers: int, fetch: Settings | None
) -> Iterator[Record]:
    import logging

    from newsextract.batch import run
    from newsextract.errors import Failure
    from newsextract.sources import open_source
    from newsextract.sources.base import Options

    options = Options(max_bytes=config.max_bytes, fetch=fetch)

    def items() -> Iterator[Page | Failure]:
        for source in sources:
            if isinstance(source, (bytes, Page)):
                yield read_page(source, config)
            else:
                yield from open_source(os.fspath(source), options)

    for result in run(items(), config=config, workers=workers):
        if isinstance(result, Failure):
            logging.getLogger("newsextract").warning("%s", result.message)
        else:
            yield Record.model_validate_json(result.line)
