"""The exceptions: each message says what was wrong, where, and what to do."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

from newsextract.printable import one_line, redacted, writable

if TYPE_CHECKING:
    from pydantic import ValidationError

#: short machine-readable reasons of an error, written to the error file; docs/scale.md explains them
Reason = Literal[
    "unreadable", "no such article", "fetch", "disallowed", "config", "missing", "machine", "timeout", "worker died", "internal"
]


class NewsExtractError(Exception):
    """Base of the library's own errors.

    Parameters
    ----------
    what
        What was wrong, in one sentence.
    where
        The input: a path, a URL, a line of a file.
    fix
        What the user can do about it.
    retriable
        Whether the same input may succeed later.

    Examples
    --------
    >>> str(NewsExtractError("no text", where="a.jsonl:3", fix="give the line a 'text' or an 'html' key"))
    "a.jsonl:3: no text; give the line a 'text' or an 'html' key"
    """

    reason: ClassVar[Reason] = "internal"

    def __init__(self, what: str, *, where: str | None = None, fix: str | None = None, retriable: bool = False) -> None:
        self.what = what
        self.where = where
        self.fix = fix
        self.retriable = retriable
        super().__init__(what)

    def __str__(self) -> str:
        head = f"{one_line(self.where)}: " if self.where else ""
        tail = f"; {self.fix}" if self.fix else ""
        return f"{head}{self.what}{tail}"


class InputError(NewsExtractError):
    """An input cannot be read: it is binary, empty, damaged, too large or of an unknown kind."""

    reason: ClassVar[Reason] = "unreadable"


class NoArticleError(NewsExtractError):
    """The page holds no article: it is empty, an error page, a login, a list, or the site's own "no such article" page."""

    reason: ClassVar[Reason] = "no such article"


class FetchError(NewsExtractError):
    """A page could not be fetched."""

    reason: ClassVar[Reason] = "fetch"


class NotAllowedError(FetchError):
    """robots.txt disallows the page; the message names the archive path."""

    reason: ClassVar[Reason] = "disallowed"


class ConfigError(NewsExtractError):
    """An option or a user's file (gazetteer, profile) is wrong."""

    reason: ClassVar[Reason] = "config"


class ModelMissingError(NewsExtractError):
    """A model or an optional part is not installed; the message says how to get it."""

    reason: ClassVar[Reason] = "missing"


class WorkerError(NewsExtractError):
    """The machine is at fault, not a page: workers do not start, or page after page fails in the same way. The run can be resumed."""

    reason: ClassVar[Reason] = "machine"


@contextmanager
def os_errors_as(kind: type[NewsExtractError], what: str, *, where: object, fix: str) -> Iterator[None]:
    """Turn an OSError into an error of the given kind; the system's reason follows ``what`` in brackets. Text must be UTF-8.

    A path that cannot be one, with a NUL or half a surrogate pair, is refused.
    """
    if not _may_be_path(str(where)):
        raise kind(f"{what} (no file can have this name)", where=str(where), fix=fix)
    try:
        yield
    except UnicodeDecodeError as error:
        raise kind(f"{what} (it is not UTF-8)", where=str(where), fix="save it as UTF-8") from error
    except Exception as error:
        if not isinstance(error, OSError) and type(error).__name__ != "SerialisationError":  # lxml's for a full disk
            raise
        raise kind(f"{what} ({getattr(error, 'strerror', None) or error})", where=str(where), fix=fix) from error


def _may_be_path(text: str) -> bool:
    try:
        return b"\0" not in os.fsencode(text)
    except UnicodeEncodeError:
        return False


#: pydantic's messages in plainer words, by its type of error
_PLAIN = {
    "extra_forbidden": "there is no such key",
    "missing": "it is missing",
    "dict_type": "this is not a table",
    "model_type": "this is not a table",
    "string_pattern_mismatch": "this cannot be a name or a word",
}


def problem_of(error: ValidationError) -> str:
    """The first problem that pydantic found in a value, after its place in it."""
    first = error.errors()[0]
    what = _PLAIN.get(first["type"], first["msg"].removeprefix("Value error, "))
    return ": ".join(filter(None, (".".join(str(part) for part in first["loc"] if part != "[key]"), what)))


Stage = Literal["read", "fetch", "parse", "extract"]


@dataclass(frozen=True, slots=True)
class Failure:
    """One input that gave no record: a line of the error file.

    Attributes
    ----------
    input
        Name of the input: a path, a URL, ``file:line``.
    url
        The page's address, when it is known; a retry uses it.
    stage
        Where it failed.
    reason
        Short and machine-readable, for counting.
    message
        What was wrong and what to do.
    retriable
        Whether the same input may succeed later.
    """

    input: str
    url: str | None
    stage: Stage
    reason: Reason
    message: str
    retriable: bool = False

    def __post_init__(self) -> None:
        for name in ("input", "message"):
            object.__setattr__(self, name, writable(getattr(self, name)))
        if self.url is not None:
            object.__setattr__(self, "url", redacted(self.url))

    @classmethod
    def of(cls, error: Exception, name: str, stage: Stage, url: str | None = None) -> Failure:
        """Make a failure from an exception; an exception without ``where`` gets the name of the input.

        Examples
        --------
        >>> Failure.of(InputError("the file is empty"), "a.html", "read").reason
        'unreadable'
        """
        if isinstance(error, OSError) and stage == "read":
            error = InputError(f"the file cannot be read ({error.strerror or error})", fix="check the path")
        if isinstance(error, NewsExtractError):
            error.where = error.where or name
            return cls(name, url, stage, error.reason, str(error), error.retriable)
        return cls(name, url, stage, "internal", f"{name}: {type(error).__name__}: {error}; please report this input")

    def to_json(self) -> str:
        """The failure as one line of JSON."""
        return json.dumps(asdict(self), ensure_ascii=False)
