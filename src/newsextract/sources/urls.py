"""Web addresses, and files that list them, one per line."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

from newsextract.errors import Failure, InputError, NewsExtractError
from newsextract.fetch.addresses import parse
from newsextract.page import Page
from newsextract.printable import redacted
from newsextract.sources import wayback
from newsextract.sources.base import Options, numbered_lines

_LISTS = (".txt", ".urls", ".lst")
_WITHOUT_SCHEME = re.compile(r"[\w-]+(?:\.[\w-]+)+/\S*", re.ASCII)
#: maximum characters read per line; no URL is longer
_LINE = 1 << 17


def accepts(spec: str) -> bool:
    """Accept URLs, and text files whose first line is a URL, if without its scheme."""
    if looks_like_url(spec):
        return True
    path = Path(spec)
    try:
        return path.suffix.lower() in _LISTS and path.is_file() and next(_lines(path), None) is not None
    except (OSError, InputError):
        return False  # the source that reads it as a file reports the error


def looks_like_url(text: str) -> bool:
    """Whether a text is meant as a web address, well-formed or not."""
    return text.lower().startswith(("http://", "https://"))


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the URLs of a list with their line numbers; nothing if the first line is not a URL."""
    with path.open("rb") as file:
        wide = file.read(2) in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}  # Notepad's "Unicode"
    with path.open(encoding="utf-16" if wide else "utf-8-sig", errors="replace") as file:
        lines = ((number, line.strip()) for number, line in numbered_lines(file, _LINE))
        entries = ((number, line) for number, line in lines if line and not line.startswith("#"))
        first = next(entries, None)
        if first and (looks_like_url(first[1]) or _WITHOUT_SCHEME.fullmatch(first[1])):
            yield first
            yield from entries


def count(spec: str) -> int | None:
    """Number of URLs."""
    return 1 if looks_like_url(spec) else sum(1 for _ in _lines(Path(spec)))


def pages(spec: str, options: Options) -> Iterator[Page | Failure]:
    """Yield the page of each URL."""
    if looks_like_url(spec):
        yield _page(spec, redacted(spec), options)
    else:
        yield from (_page(url, f"{spec}:{number}", options) for number, url in _lines(Path(spec)))


def _page(url: str, name: str, options: Options) -> Page | Failure:
    try:
        if not wayback.is_address(url):
            if looks_like_url(url):
                parse(url)  # raises a more specific error if it can
            raise InputError("not a valid web address", fix="write one address a line, with http:// or https://")
        if options.archive is not None or wayback.is_capture(url, options):
            return wayback.memento(url, name, options)
        found = options.client.get(url)
        return Page(found.content, name=name, url=url, kind="html", encoding=found.encoding)
    except NewsExtractError as error:
        return Failure.of(error, name, "fetch", redacted(url))
