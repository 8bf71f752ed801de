"""A user's own names: a CSV with the columns ``name`` and ``type``, and optionally ``canonical`` and ``iso``."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import get_args

from newsextract.errors import ConfigError, os_errors_as
from newsextract.layers.names.lexicon import Phrases
from newsextract.records import EntityType


@dataclass(frozen=True)
class Gazetteer:
    """Names that are always found, with the types that the user gives them."""

    phrases: Phrases  # the names by their tokens
    rows: dict[str, tuple[EntityType, str | None, str | None]]  # each name's type, canonical name and ISO code


@lru_cache(maxsize=8)
def load(*paths: str) -> Gazetteer:
    """Read UTF-8 CSV files with a header as one gazetteer; the first row for a name wins.

    Raises
    ------
    ConfigError
        When a file is missing, is not UTF-8, lacks a column or has an unknown type; the message gives the line.
    """
    rows: dict[str, tuple[EntityType, str | None, str | None]] = {}
    for path in paths:
        for number, row in _rows(path):
            name, kind = row["name"].strip(), row["type"].strip().upper()
            if kind not in get_args(EntityType):
                allowed = ", ".join(get_args(EntityType))
                raise ConfigError(f"unknown type {row['type']!r}", where=f"{path}:{number}", fix=f"use one of {allowed}")
            if not name:
                fix = "fill the column 'name' or delete the row"
                raise ConfigError("a row without a name", where=f"{path}:{number}", fix=fix)
            rows.setdefault(name, (kind, row.get("canonical", "").strip() or None, row.get("iso", "").strip().upper() or None))  # type: ignore[arg-type]
    return Gazetteer(Phrases.of((name, name) for name in rows), rows)


def _rows(path: str) -> Iterator[tuple[int, dict[str, str]]]:
    with os_errors_as(ConfigError, "the gazetteer cannot be read", where=path, fix="check the path"):
        text = Path(path).read_text(encoding="utf-8-sig")
    reader = csv.DictReader(text.splitlines())
    missing = {"name", "type"} - set(reader.fieldnames or ())
    if missing:
        fix = "begin the file with the header name,type[,canonical][,iso]"
        raise ConfigError(f"no column {', '.join(sorted(missing))}", where=f"{path}:1", fix=fix)
    for row in reader:
        if not any(row.values()):
            continue  # an empty row of a spreadsheet
        if None in row or row["type"] is None:
            what, fix = "the number of cells differs from the header's", "quote cells that contain commas"
            raise ConfigError(what, where=f"{path}:{reader.line_num}", fix=fix)
        yield reader.line_num, {key: value or "" for key, value in row.items()}
