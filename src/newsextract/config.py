"""The settings of an extraction; their digest stands in every record's provenance."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

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
        facts: dict[str, object] = {"gazetteers": [_sha256(path) for path in self.gazetteers], "max_bytes": self.max_bytes}
        if self.profiles:
            facts["profiles"] = [_sha256(path) for path in self.profiles]
        if self.names:
            facts["names"] = [_sha256(path) for path in self.names]
        if self.keep_doubtful:
            facts["keep_doubtful"] = True
        return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


def _sha256(path: str) -> str:
    with os_errors_as(
        ConfigError, "the file cannot be read", where=path, fix="give the path of a gazetteer, a profile or a table of names"
    ):
        return hashlib.sha256(Path(path).read_bytes()).hexdigest()
