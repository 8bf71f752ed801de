"""Seals of a run's files: make them, and check the files against them.

The last line of a shard's manifest is its seal: number of lines and bytes and SHA-256 of the shard's records, of its errors and
of the manifest's own rows, with the shard's name and a digest of the run's settings.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

#: the files of a shard, in the order in which they are renamed into place
KINDS = ("records", "errors", "manifest")
#: the keys of ``run.json`` that every shard depends on
BINDING = ("layout", "inputs", "reading", "shard", "made_by")
#: layout version of a run's folder
LAYOUT = 2


@dataclass(slots=True)
class Tally:
    """Counts the lines and bytes of a file, and its SHA-256, as it is written or read."""

    lines: int = 0
    size: int = 0
    _hash: Any = field(default_factory=hashlib.sha256)

    def add(self, line: bytes) -> bytes:
        """Count a line and return it."""
        self.lines += 1
        self.size += len(line)
        self._hash.update(line)
        return line

    def sealed(self) -> dict[str, int | str]:
        """The tally as a part of a seal."""
        return {"lines": self.lines, "bytes": self.size, "sha256": self._hash.hexdigest()}


def lines_of(path: Path) -> Iterator[str]:
    """Yield the lines of a file; none if there is no file.

    Only line feeds end a line: JSON strings may hold the other line separators of Unicode.
    """
    with suppress(FileNotFoundError), path.open(encoding="utf-8", newline="\n") as lines:
        for line in lines:
            yield line.removesuffix("\n")


def binding(settings: dict[str, Any]) -> str:
    """The digest of the settings that every shard of a run depends on."""
    return _digest({key: settings.get(key) for key in BINDING})[:16]


def settings_seal(settings: dict[str, Any]) -> str:
    """The digest of ``run.json`` without its seal."""
    return _digest({key: value for key, value in settings.items() if key != "seal"})


def _digest(value: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def seal_of(path: Path) -> dict[str, Any] | None:
    """The seal of a manifest; None if its last line is not a seal."""
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - 4096))
            tail = file.read()
        found = json.loads(tail.removesuffix(b"\n").rpartition(b"\n")[2]) if tail.endswith(b"\n") else None
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) and "seal" in found else None


def encode_line(line: str) -> bytes:
    """Encode a line of JSON with its line feed; half of a surrogate pair becomes its JSON escape."""
    return line.encode("utf-8", "backslashreplace") + b"\n"


def sealed_lines(lines: Iterable[str], name: str) -> Iterator[str]:
    """Yield lines of JSON, then their seal."""
    tally = Tally()
    for line in lines:
        tally.add(encode_line(line))
        yield line
    yield json.dumps({"seal": name, "rows": tally.sealed()})


def difference(path: Path, seal: dict[str, Any]) -> str | None:
    """How a file differs from its seal, as text; None if it does not."""
    kind = path.name.partition("-")[0]
    wanted = seal.get(kind if kind in ("records", "errors") else "rows")
    tally = Tally()
    try:
        with path.open("rb") as lines:
            for line in lines if kind in ("records", "errors") else (row for row, _ in pairwise(lines)):
                tally.add(line)
    except OSError as error:
        what = "is missing" if isinstance(error, FileNotFoundError) else f"cannot be read ({error.strerror})"
        return f"{path.name} {what}"
    found = tally.sealed()
    if found == wanted:
        return None
    if isinstance(wanted, dict) and wanted.get("lines") != found["lines"]:
        return f"{path.name} has {found['lines']} lines, {wanted.get('lines')} were written"
    return f"{path.name} is not what was written: its SHA-256 differs"
