"""Single files: HTML pages and corpus text."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from newsextract.errors import Failure, InputError
from newsextract.opening import open_regular
from newsextract.page import Page
from newsextract.sources.base import Options, check_size, page_of

_SCHEME = re.compile(r"(?P<scheme>[a-z][a-z0-9+.-]{1,15}):/", re.IGNORECASE)
_HOST = re.compile(r"www\.|(?:[a-z0-9-]{1,63}\.){1,6}(?:th|com|org|net|int|gov|edu|example)(?:[:/]|$)", re.IGNORECASE)

#: suffixes of document formats that may hold news but are not read
DOCUMENTS = {".pdf", ".doc", ".docx", ".odt", ".rtf", ".xls", ".xlsb", ".ods", ".numbers", ".epub", ".ppt", ".pptx"}
DOCUMENTS |= {".mht", ".mhtml", ".webarchive"}
#: suffixes of archives of files
ARCHIVES = {".zip", ".tar", ".tgz", ".7z", ".rar"}


def accepts(spec: str) -> bool:
    """Accept whatever no other source accepts."""
    return bool(spec)


def count(spec: str) -> int | None:  # noqa: ARG001  what every source that can be counted has
    """Return 1: a file is one page."""
    return 1


def pages(spec: str, options: Options) -> Iterator[Page | Failure]:
    """Yield the file's page."""
    refuse_address(spec, "only http and https addresses are read")
    yield read_one(Path(spec), options.max_bytes)


def unpacked_suffix(path: Path) -> str:
    """The suffix of a file in lower case; of a packed one (``.gz``, ``.xz``), the one before.

    Examples
    --------
    >>> unpacked_suffix(Path("a.HTML.gz")), unpacked_suffix(Path("a.xz"))
    ('.html', '')
    """
    ending = path.suffix.lower()
    return Path(path.stem).suffix.lower() if ending in {".gz", ".xz"} else ending


def unsupported_format(path: Path) -> InputError | None:
    """The error for a document or an archive of a format that is not read; None for other files."""
    ending = unpacked_suffix(path)
    if ending not in DOCUMENTS | ARCHIVES:
        return None
    fix = "unpack it, and give the folder" if ending in ARCHIVES else "save it as text or HTML, or as a table in CSV"
    return InputError(f"{ending} files are not read", fix=fix)


def refuse_address(spec: str, fix: str) -> None:
    """Refuse a web address that is not a file, with the remedy ``fix``, or with the advice to write https:// before it."""
    scheme = _SCHEME.match(spec)
    if not (scheme or _HOST.match(spec)) or os.path.exists(spec):  # noqa: PTH110  Path.exists raises for a long name
        return
    if scheme:
        raise InputError("this is an address, not a file", where=spec, fix=fix)
    raise InputError("there is no such file", where=spec, fix=f"if it is a web address, write https://{spec}")


def read_one(path: Path, max_bytes: int) -> Page:
    """Read one file as one page; ``archive.uri`` is the file's name without its folder."""
    name = str(path)
    if os.path.isdir(path):  # noqa: PTH112
        fix = "give one page; `newsextract extract` and extract_many read folders of pages"
        raise InputError("this is a folder", where=name, fix=fix)
    if (problem := unsupported_format(path)) and path.exists():
        raise problem
    if path.suffix.lower() == ".json" and path.exists():
        fix = 'save it as JSON Lines (.jsonl): one article a line, as {"text": …}'
        raise InputError("JSON files are not read", where=name, fix=fix)
    with open_regular(path, name) as file:
        check_size(os.fstat(file.fileno()).st_size, max_bytes, name)
        content = file.read(max_bytes + 1)  # the file may have grown
    return page_of(content, name, path.name, max_bytes)
