"""Single files: HTML pages and corpus text."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from newsextract.errors import Failure, InputError
from newsextract.opening import open_regular
from newsextract.page import Page
from newsextract.records import Archive
from newsextract.sources.base import Options, kind_of, too_large

_SCHEME = re.compile(r"(?P<scheme>[a-z][a-z0-9+.-]{1,15}):/", re.IGNORECASE)
_HOST = re.compile(r"www\.|(?:[a-z0-9-]{1,63}\.){1,6}(?:th|com|org|net|int|gov|edu|example)(?:[:/]|$)", re.IGNORECASE)


def accepts(spec: str) -> bool:
    """Take whatever no other source takes."""
    return bool(spec)


def pages(spec: str, options: Options) -> Iterator[Page | Failure]:
    """Yield the file's page.

    Raises
    ------
    InputError
        When the file cannot be read, or the argument is an address that lacks its https://.
    """
    refuse_address(spec, "only http and https addresses are read")
    yield read_one(Path(spec), options.max_bytes)


def refuse_address(spec: str, fix: str) -> None:
    """Refuse what is written as a web address and is no file.

    Parameters
    ----------
    spec
        What the user gave.
    fix
        What to do about an address with its scheme; one without is told to be written with https://.

    Raises
    ------
    InputError
        Naming the address as it was given.
    """
    scheme = _SCHEME.match(spec)
    if not (scheme or _HOST.match(spec)) or os.path.exists(spec):  # noqa: PTH110  Path.exists raises for a long name
        return
    if scheme:
        raise InputError("this is an address, not a file", where=spec, fix=fix)
    raise InputError("there is no such file", where=spec, fix=f"if it is a web address, write https://{spec}")


def read_one(path: Path, max_bytes: int, name: str | None = None) -> Page:
    """Read one file as one page.

    Parameters
    ----------
    path
        The file.
    max_bytes
        Largest size.
    name
        Its name in messages; the path by default. The archive's ``uri`` is the path's last part or this name, so
        that a record does not depend on where a folder lies.

    Returns
    -------
    Page
        With ``archive.kind`` ``file`` or ``corpus``.

    Raises
    ------
    InputError
        When the file is missing, a folder, no regular file, empty or too large.
    """
    shown = str(path) if name is None else name
    if os.path.isdir(path):  # noqa: PTH112
        fix = "give one page; `newsextract extract` and extract_many read folders of pages"
        raise InputError("this is a folder", where=shown, fix=fix)
    with open_regular(path, shown) as file:
        content = file.read(max_bytes + 1)
        if len(content) > max_bytes:
            raise too_large(os.fstat(file.fileno()).st_size, shown, max_bytes)
    if not content.strip():
        raise InputError("the file is empty", where=shown, fix="give a page with text")
    kind = kind_of(content)
    archive = Archive(kind="corpus" if kind == "corpus" else "file", uri=name or path.name)
    return Page(content, name=shown, kind=kind, archive=archive)
