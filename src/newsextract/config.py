"""The settings of an extraction; their digest stands in every record's provenance."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from newsextract.errors import ConfigError, os_errors_as


@dataclass(frozen=True, slots=True)
class Config:
    """Settings of an extraction.

    Attributes
    ----------
    gazetteers
        Paths of a user's own gazetteer files (CSV with the columns ``name,type``).
    profiles
        Paths of site profiles of a user's own; they come before the shipped ones.
    max_bytes
        A page larger than this is not read.
    keep_doubtful
        Whether a page that seems to be no article (an error page, a list, a login) gives a record all the same, with the
        warning ``not_an_article``.
    names
        Paths of a user's own tables of people's names in both languages (``newsextract link --learn`` writes one).

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

    def digest(self) -> str:
        """SHA-256 of the settings; gazetteers, profiles and tables of names count by their content, not by their path.

        Raises
        ------
        ConfigError
            When one of these files cannot be read.
        """
        return hashlib.sha256(json.dumps(self.given(_sha256), sort_keys=True).encode()).hexdigest()

    def given(self, file: Callable[[str], str] = str) -> dict[str, Any]:
        """The settings as JSON has them, those that came later only where they are not the defaults.

        Parameters
        ----------
        file
            What stands for a file, by its path.
        """
        values: dict[str, Any] = {"gazetteers": list(map(file, self.gazetteers)), "max_bytes": self.max_bytes}
        values |= {name: list(map(file, paths)) for name in ("profiles", "names") if (paths := getattr(self, name))}
        return values | ({"keep_doubtful": True} if self.keep_doubtful else {})

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Config:
        """The settings that :meth:`given` gave."""
        given: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
        return cls(**given)


def _sha256(path: str) -> str:
    with os_errors_as(
        ConfigError, "the file cannot be read", where=path, fix="give the path of a gazetteer, a profile or a table of names"
    ):
        return hashlib.sha256(Path(path).read_bytes()).hexdigest()
