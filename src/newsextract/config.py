"""The settings of an extraction; their digest is part of every record's provenance."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from operator import index
from pathlib import Path
from typing import Any, Self

from newsextract.errors import ConfigError, os_errors_as


class _File(str):
    """The path of a user's file; not equal to one made before the file changed, so that caches by path do not outlive a change."""

    __slots__ = ("state",)
    state: tuple[int, ...]

    def __new__(cls, path: str) -> Self:
        made = super().__new__(cls, path)
        made.state = ()
        with suppress(OSError):
            found = Path(path).stat()
            made.state = (found.st_mtime_ns, found.st_size)
        return made

    def __eq__(self, other: object) -> bool:
        return str.__eq__(self, other) is True and self.state == getattr(other, "state", self.state)

    __hash__ = str.__hash__


@dataclass(frozen=True, slots=True)
class Config:
    """Settings of an extraction.

    Attributes
    ----------
    gazetteers
        Paths of the user's gazetteers (CSV with the columns ``name,type``).
    profiles
        Paths of the user's site profiles; they take precedence over the shipped ones.
    max_bytes
        Maximum size of a page; a larger one is not read.
    keep_doubtful
        Whether a page that does not seem to be an article (an error page, a list, a login) still gives a record, with the
        warning ``not_an_article``.
    names
        Paths of the user's tables of people's names in both languages (``newsextract link --learn`` writes one).

    Examples
    --------
    >>> len(Config().digest())
    64
    """

    gazetteers: tuple[str, ...] = ()
    profiles: tuple[str, ...] = ()
    max_bytes: int = 20_000_000
    keep_doubtful: bool = False
    names: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name in ("gazetteers", "profiles", "names"):
            paths = getattr(self, name)
            one = isinstance(paths, (str, bytes, os.PathLike)) or not isinstance(paths, Iterable)
            paths = [paths] if one else list(paths)
            if wrong := [path for path in paths if not isinstance(path, (str, os.PathLike))]:
                raise ConfigError(f"{name}: {wrong[0]!r:.40} is not a path", fix="give a path or a list of paths")
            object.__setattr__(self, name, tuple(_file(name, os.fspath(path)) for path in paths))
        object.__setattr__(self, "max_bytes", whole_number("max_bytes", self.max_bytes))
        if not isinstance(self.keep_doubtful, bool):
            raise ConfigError(f"keep_doubtful: {self.keep_doubtful!r:.40} is not True or False")

    def digest(self) -> str:
        """SHA-256 of the settings; gazetteers, profiles and tables of names are represented by their content, not their path.

        Raises
        ------
        ConfigError
            When one of the files cannot be read.
        """
        return hashlib.sha256(json.dumps(self.given(_sha256), sort_keys=True).encode()).hexdigest()

    def given(self, file: Callable[[str], str] = str) -> dict[str, Any]:
        """The settings as JSON values; profiles, names and ``keep_doubtful`` only if they differ from the defaults.

        Parameters
        ----------
        file
            Maps a file's path to the value that represents it.
        """
        values: dict[str, Any] = {"gazetteers": list(map(file, self.gazetteers)), "max_bytes": self.max_bytes}
        values |= {name: list(map(file, paths)) for name in ("profiles", "names") if (paths := getattr(self, name))}
        return values | ({"keep_doubtful": True} if self.keep_doubtful else {})

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Config:
        """The settings from the values that :meth:`given` returned."""
        return cls(**values)


def settings_of(config: Config | None) -> Config:
    """The settings that a caller gave, or the defaults; a ConfigError for a value of another type."""
    if config is not None and not isinstance(config, Config):
        raise ConfigError(
            f"config: a value of type {type(config).__name__} is not a Config", fix="give newsextract.Config(max_bytes=…)"
        )
    return config or Config()


def whole_number(name: str, value: Any) -> int:
    """Check that a value is a whole number of 1 or more; else raise a ConfigError that names it.

    Examples
    --------
    >>> whole_number("workers", 2)
    2
    """
    try:
        number = index(value)
    except TypeError:
        number = 0
    if number < 1:
        raise ConfigError(f"{name}: {value!r:.40} is not a whole number of 1 or more")
    return number


def _file(name: str, path: str) -> _File:
    try:
        return _File(path)
    except ValueError as error:  # a zero byte or half of a surrogate pair
        raise ConfigError(f"{name}: {path!r:.40} cannot be the path of a file ({error})", fix="check the path") from error


def _sha256(path: str) -> str:
    with os_errors_as(
        ConfigError, "the file cannot be read", where=path, fix="give the path of a gazetteer, a profile or a table of names"
    ):
        return hashlib.sha256(Path(path).read_bytes()).hexdigest()
