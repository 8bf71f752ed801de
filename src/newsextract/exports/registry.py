"""The formats that records are written in: each declared once, with its name, its ending, what it is and who writes it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import cast

from newsextract.errors import ConfigError, InputError, os_errors_as
from newsextract.records import Record

Writer = Callable[[Iterable[Record], Path], int]


@dataclass(frozen=True, slots=True)
class Format:
    """A format.

    Attributes
    ----------
    name
        What the command line calls it.
    ending
        Of the file.
    about
        What it is, short.
    home
        Module of this package and its function, as ``module:function``.
    extra
        The extra to install for it, if any.
    """

    name: str
    ending: str
    about: str
    home: str
    extra: str | None = None

    def writer(self) -> Writer:
        """The function that writes it, imported when it is needed."""
        module, _, function = self.home.partition(":")
        return cast("Writer", getattr(import_module(module if "." in module else f"newsextract.exports.{module}"), function))


#: every format, in the order shown
_ALL = (
    Format("table", ".csv", "events as one table, a row an event", "table:write"),
    Format("xlsx", ".xlsx", "events, participants, people, statements as sheets of a workbook", "xlsx:write", "exchange"),
    Format("json-ld", ".jsonld", "events as schema.org JSON-LD", "schema_org:write"),
    Format("icalendar", ".ics", "scheduled events as a calendar", "ical:write"),
    Format("plover", ".csv", "events that PLOVER has a type for, with source and target", "plover_codes:write"),
    Format("label-studio", ".json", "tasks with predictions for Label Studio", "label_studio:write"),
    Format("cas", ".zip", "UIMA CAS (XMI) with its type system, for INCEpTION", "cas:write", "exchange"),
    Format("cas-json", ".zip", "UIMA CAS as JSON, for INCEpTION", "cas:write_json", "exchange"),
    Format("web-annotation", ".jsonld", "W3C Web Annotations on the pages", "web_annotation:write"),
    Format("tei", ".xml", "TEI P5 corpus: text, names, events as stand-off annotation", "tei:write"),
    Format("conllu", ".conllu", "CoNLL-U tokens with the names in MISC", "conllu:write"),
    Format("bibtex", ".bib", "the releases as BibTeX entries", "bibtex:write"),
    Format("csl-json", ".json", "the releases as CSL-JSON items, for Zotero and Pandoc", "csl:write"),
)
# Popolo, GEXF and GraphML are made of a linked folder, not of records: their writers belong beside the linking in
# newsextract.across, which stands above this package, and the command adds them to these (see cli/export.py)
FORMATS: dict[str, Format] = {one.name: one for one in _ALL}


def format_of(name: str) -> Format:
    """Give a format by its name.

    Examples
    --------
    >>> format_of("bibtex").ending
    '.bib'
    """
    if name not in FORMATS:
        raise ConfigError(f"there is no format {name!r}", fix=f"give one of {', '.join(FORMATS)}")
    return FORMATS[name]


def export(records: Iterable[Record], name: str, path: str | os.PathLike[str]) -> int:
    """Write records in another format.

    Parameters
    ----------
    records
        The records; they are read once, one at a time.
    name
        A name of :data:`FORMATS`.
    path
        The file to write; it appears when it is complete.

    Returns
    -------
    int
        How many records were read.

    Raises
    ------
    ConfigError
        When there is no such format.
    InputError
        When the file cannot be written; one that was there stays as it was.
    ModelMissingError
        When the format needs a library that is not installed.

    Examples
    --------
    >>> import newsextract as nx
    >>> export(nx.read("out/"), "bibtex", "news.bib")  # doctest: +SKIP
    """
    write = format_of(name).writer()
    fix = "give a path in a folder that exists, on a disk with room"
    with os_errors_as(InputError, "the file cannot be written", where=path, fix=fix):
        return write(records, Path(path))
