"""The public corpora: their descriptions and licences, and a reader of local copies.

Nothing is downloaded: the manifest says where a corpus is published, and :func:`load` reads the user's copy.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter

from newsextract.data import read_text
from newsextract.errors import ConfigError, Failure, InputError, os_errors_as
from newsextract.page import Page
from newsextract.sources import open_source
from newsextract.sources.base import Options

__all__ = ["FOLDER_VARIABLE", "CorpusFile", "CorpusInfo", "info", "load", "manifest", "verify"]

#: environment variable that names the folder of local copies
FOLDER_VARIABLE = "NEWSEXTRACT_CORPORA"
MAX_BYTES = 20_000_000

# thaigov corpus files are named by category and a running number: ด้านเศรษฐกิจ_10.txt
_CATEGORY_FILE = re.compile(r"(?P<category>[^/\\]+)_\d+\.txt\Z")


@dataclass(frozen=True, slots=True)
class CorpusFile:
    """One file or folder of a corpus.

    Attributes
    ----------
    path
        Path inside the folder of local copies.
    format
        ``jsonl`` (plain, .gz or .xz) or ``folder`` (one text file per article).
    bytes, sha256
        Size in bytes and checksum in hexadecimal; if None, ``*_reason`` gives the reason.
    """

    path: str
    format: Literal["jsonl", "folder"]
    bytes: int | None
    bytes_reason: str | None
    sha256: str | None
    sha256_reason: str | None


@dataclass(frozen=True, slots=True)
class CorpusInfo:
    """The manifest's entry for one corpus.

    Attributes
    ----------
    collected
        ISO 8601 interval of the days of collection.
    articles
        Number of articles, or None; ``articles_reason`` says where the number comes from or why there is none.
    derived_from
        Names of the corpora it was made from.
    """

    name: str
    title: str
    description: str
    languages: tuple[str, ...]
    licence: str
    licence_reason: str
    homepage: str | None
    published_at: tuple[str, ...]
    compiled_by: str
    collected: str
    status: str
    articles: int | None
    articles_reason: str
    derived_from: tuple[str, ...]
    files: tuple[CorpusFile, ...]


@cache
def _manifest() -> tuple[CorpusInfo, ...]:
    return TypeAdapter(tuple[CorpusInfo, ...]).validate_python(json.loads(read_text("corpora/manifest.json"))["corpora"])


def manifest() -> list[CorpusInfo]:
    """The corpora of the manifest.

    Examples
    --------
    >>> [corpus.name for corpus in manifest()]
    ['thaigov-corpus', 'thaigov-v2-corpus', 'thaigov-dev', 'sample']
    """
    return list(_manifest())


def info(name: str) -> CorpusInfo:
    """The manifest's entry for a corpus.

    Raises
    ------
    ConfigError
        When there is no corpus of this name.

    Examples
    --------
    >>> info("thaigov-corpus").licence
    'public domain'
    """
    for corpus in _manifest():
        if corpus.name == name:
            return corpus
    known = ", ".join(corpus.name for corpus in _manifest())
    raise ConfigError(f"no corpus is called {name!r}", fix=f"known are {known}; or give the path of a local copy")


def load(
    name_or_path: str | os.PathLike[str],
    *,
    folder: str | os.PathLike[str] | None = None,
    check: bool = False,
    max_bytes: int = MAX_BYTES,
) -> Iterator[Page | Failure]:
    """Read the pages of a local copy of a corpus.

    Parameters
    ----------
    name_or_path
        A corpus of the manifest, or the path of a JSON Lines file (plain, .gz, .xz) or of a folder of text files.
        An existing path takes precedence over a name.
    folder
        The folder of local copies; by default the environment variable ``NEWSEXTRACT_CORPORA``, else the current folder.
    check
        Whether to compare the file's SHA-256 with the manifest's before anything is read.
    max_bytes
        Maximum size of an article in bytes; a larger one gives a failure.

    Returns
    -------
    iterator of Page or Failure
        In the order of the file, or of the file names. An article that cannot be read gives a failure, and reading goes
        on. A page whose file is named by its category (``ด้านสังคม_10.txt``) has the category as its ``section``.

    Raises
    ------
    ConfigError
        When there is no such path or corpus, or ``check`` is set and the manifest has no checksum.
    InputError
        When there is no local copy, or the checksum differs. All errors are raised by the call itself, before
        the first page.

    Examples
    --------
    >>> pages = load("corpora/sample/text")  # doctest: +SKIP
    >>> next(pages).kind  # doctest: +SKIP
    'corpus'
    """
    path, file = _locate(os.fspath(name_or_path), folder)
    if check:
        if file is None:
            raise ConfigError(
                "the manifest has no checksum for this path",
                where=str(path),
                fix="give the corpus by its name, or leave check out",
            )
        verify(path, file)
    return _pages(path, max_bytes)


def verify(path: str | os.PathLike[str], file: CorpusFile) -> None:
    """Compare a local file with the manifest.

    Raises
    ------
    ConfigError
        When the manifest has no checksum for the file.
    InputError
        When the file cannot be read, or its size or checksum differs.

    Examples
    --------
    >>> verify("thaigov-corpus", info("thaigov-corpus").files[0])
    Traceback (most recent call last):
        ...
    newsextract.errors.ConfigError: thaigov-corpus: the manifest has no checksum (a git repository has no single file to check; compare the commit with the repository's own); leave check out
    """
    where = os.fspath(path)
    if file.sha256 is None:
        raise ConfigError(f"the manifest has no checksum ({file.sha256_reason})", where=where, fix="leave check out")
    fix = "get the file again, or leave check out when you mean this file"
    with (
        os_errors_as(InputError, "the file cannot be read", where=where, fix="check the path"),
        Path(path).open("rb") as stream,
    ):
        size = os.fstat(stream.fileno()).st_size
        found = hashlib.file_digest(stream, "sha256").hexdigest()
    if file.bytes is not None and size != file.bytes:
        raise InputError(f"the file has {size:,} bytes, the manifest says {file.bytes:,}", where=where, fix=fix)
    if found != file.sha256:
        raise InputError(f"the file's SHA-256 is {found}, the manifest says {file.sha256}", where=where, fix=fix)


def _locate(spec: str, folder: str | os.PathLike[str] | None) -> tuple[Path, CorpusFile | None]:
    """The path to read, and the manifest's entry for it when there is one."""
    path = Path(spec)
    if path.exists():
        by_file = {Path(file.path).name: file for corpus in _manifest() for file in corpus.files if file.format == "jsonl"}
        return path, by_file.get(path.name)
    if len(path.parts) > 1 or path.suffix:
        raise InputError("there is no such file or folder", where=spec, fix="check the path, or give the name of a corpus")
    corpus = info(spec)
    root = Path(folder if folder is not None else os.environ.get(FOLDER_VARIABLE, "."))
    for file in corpus.files:
        if (root / file.path).exists():
            return root / file.path, file
    wanted = " or ".join(file.path for file in corpus.files)
    source = f"get it from {corpus.published_at[0]}" if corpus.published_at else f"it is {corpus.status}"
    raise InputError(
        f"there is no local copy of {corpus.name} ({wanted})",
        where=str(root),
        fix=f"{source}, and name its folder with folder= or {FOLDER_VARIABLE}",
    )


def _pages(path: Path, max_bytes: int) -> Iterator[Page | Failure]:
    for item in open_source(str(path), Options(max_bytes=max_bytes)):
        if isinstance(item, Page) and item.kind == "corpus" and (found := _CATEGORY_FILE.search(item.name)):
            yield replace(item, section=item.section or found["category"])
        else:
            yield item
