"""Records in other people's formats, a module each; :data:`FORMATS` lists them."""

from __future__ import annotations

from newsextract.exports.ical import fold, icalendar
from newsextract.exports.plover_codes import plover
from newsextract.exports.registry import FORMATS, Format, export, format_of
from newsextract.exports.schema_org import json_ld, json_ld_text

__all__ = ["FORMATS", "Format", "export", "fold", "format_of", "icalendar", "json_ld", "json_ld_text", "plover"]
