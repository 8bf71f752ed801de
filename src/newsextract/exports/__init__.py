"""Export of records to other formats, one module per format; :data:`FORMATS` lists them."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from newsextract.exports.registry import FORMATS, Format, export, format_of

if TYPE_CHECKING:
    from newsextract.exports.ical import icalendar
    from newsextract.exports.plover_codes import plover
    from newsextract.exports.schema_org import json_ld

__all__ = ["FORMATS", "Format", "export", "format_of", "icalendar", "json_ld", "plover"]

_HOME = {"icalendar": "ical", "plover": "plover_codes", "json_ld": "schema_org"}


def __getattr__(name: str) -> object:
    """Import a function on first use, so that listing the formats stays quick."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
