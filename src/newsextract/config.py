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
    max_bytes
        A page larger than this is not read.

    Examples
    --------
    >>> len(Config().digest())
    64
    """

    gazetteers: tuple[str, ...] = ()
    max_bytes: int = 20_000_000

    def digest(self) -> str:
        """SHA-256 of the settings; a gazetteer counts by its content, not by its path.

        Raises
        ------
        ConfigError
            When a gazetteer cannot be read.
        """
        facts = {"gazetteers": [_sha256(path) for path in self.gazetteers], "max_bytes": self.max_bytes}
        return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


def _sha256(path: str) -> str:
    with os_errors_as(ConfigError, "the gazetteer cannot be read", where=path, fix="give the path of a CSV file"):
        return hashlib.sha256(Path(path).read_bytes()).hexdigest()
