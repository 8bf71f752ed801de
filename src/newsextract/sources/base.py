"""What every source has in common: it yields pages, and failures for what it could not read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from newsextract.errors import Failure, InputError
from newsextract.opening import unreadable
from newsextract.page import Page, PageKind

if TYPE_CHECKING:
    from newsextract.fetch import Client, Settings

_CORPUS_LINE = re.compile("\\A(?:\ufeff)?รัฐบาลไทย-|\\nที่มา\\s*:\\s*https?://\\S+\\s*\\Z".encode())
_MARKUP = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*<", re.ASCII)


@dataclass
class Options:
    """How inputs are read.

    Attributes
    ----------
    max_bytes
        Larger pages become failures.
    fetch
        How addresses are fetched; the defaults when None.
    archive
        None: addresses are fetched live. A time (``""`` for now, ``2020``, ``2020-02-25``): the nearest archived
        capture is read instead.
    wayback
        Base address of the web archive.
    """

    max_bytes: int = 20_000_000
    fetch: Settings | None = None
    archive: str | None = None
    wayback: str = "https://web.archive.org"

    @cached_property
    def client(self) -> Client:
        """The one client that all addresses are fetched with."""
        from newsextract.fetch import Client, Settings

        return Client(self.fetch or Settings(max_bytes=self.max_bytes))


class Source(Protocol):
    """One kind of input: a module with these two functions, and its name in :data:`newsextract.sources.KINDS`."""

    def accepts(self, spec: str) -> bool:
        """Whether the argument is an input of this kind."""
        ...

    def pages(self, spec: str, options: Options) -> Iterator[Page | Failure]:
        """Yield the pages of the input; a page that cannot be read is a failure, and the rest goes on."""
        ...


def kind_of(content: bytes) -> PageKind:
    """Tell markup, corpus text and plain text apart by their first and last characters.

    Examples
    --------
    >>> kind_of("รัฐบาลไทย-ข่าวทำเนียบรัฐบาล-หัวข่าว".encode())
    'corpus'
    """
    if _MARKUP.match(content):
        return "html"
    return "corpus" if _CORPUS_LINE.search(content) else "text"


def contained(pages: Callable[[], Iterator[Page | Failure]], name: str) -> Iterator[Page | Failure]:
    """Yield the pages of one input; whatever goes wrong in it is one failure, so that the next input is read.

    Parameters
    ----------
    pages
        Begins to read the input.
    name
        Name of the input.
    """
    try:
        yield from pages()
    except OSError as error:
        yield Failure.of(unreadable(error, name), name, "read")
    except Exception as error:  # noqa: BLE001  one input must not end the run
        yield Failure.of(error, name, "read")


def too_large(size: int, name: str, max_bytes: int) -> InputError:
    """Make the error of a page over the limit."""
    return InputError(f"the page has {size:,} bytes, the limit is {max_bytes:,}", where=name, fix="raise it with --max-bytes")
