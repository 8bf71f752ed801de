"""Time expressions in Thai and English government news, with ISO 8601 values.

:func:`search` finds them in running text, :func:`parse` parses one date string and :func:`parse_column` a column of them;
:func:`find` is the pipeline layer.
"""

from __future__ import annotations

from newsextract.layers.times.export import to_edtf, to_interval, to_timex3
from newsextract.layers.times.find import find, search, warnings
from newsextract.layers.times.metadata import parse_metadata
from newsextract.layers.times.strict import DateError, parse, parse_column

__all__ = [
    "DateError",
    "find",
    "parse",
    "parse_column",
    "parse_metadata",
    "search",
    "to_edtf",
    "to_interval",
    "to_timex3",
    "warnings",
]
