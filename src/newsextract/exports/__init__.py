"""Export of records to other formats, one module per format; :data:`FORMATS` lists them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from pkgutil import resolve_name
from typing import TYPE_CHECKING, Literal

from newsextract.errors import ConfigError, InputError, os_errors_as

if TYPE_CHECKING:
    from newsextract.exports.ical import icalendar
    from newsextract.exports.plover_codes import plover
    from newsextract.exports.schema_org import json_ld
    from newsextract.records import Record

__all__ = ["FORMATS", "Format", "export", "format_of", "icalendar", "json_ld", "plover"]

_HOME = {"icalendar": "ical", "plover": "plover_codes", "json_ld": "schema_org"}


def __getattr__(name: str) -> object:
    """Import a function on first use, so that listing the formats stays quick."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


@dataclass(frozen=True, slots=True)
class Format:
    """An export format: its name on the command line, the suffix of its files, and what it is."""

    name: str
    suffix: str
    description: str
    entry_point: str  # module and function of the package that write it, as ``exports.tei:write``
    #: first argument of the function: records, or the path of a linked folder, for which it returns the number of people
    source_kind: Literal["records", "a linked folder"] = "records"


#: every format, in the order shown
_ALL = (
    Format("table", ".csv", "events as one table, a row an event", "exports.xlsx:write_table"),
    Format("xlsx", ".xlsx", "events, participants, people, statements as sheets of a workbook", "exports.xlsx:write"),
    Format("json-ld", ".jsonld", "events as schema.org JSON-LD", "exports.schema_org:write"),
    Format("icalendar", ".ics", "scheduled events as a calendar", "exports.ical:write"),
    Format("plover", ".csv", "events that PLOVER has a type for, with source and target", "exports.plover_codes:write"),
    Format("label-studio", ".json", "tasks with predictions for Label Studio", "exports.label_studio:write"),
    Format("cas", ".zip", "UIMA CAS (XMI) with its type system, for INCEpTION", "exports.cas:write"),
    Format("cas-json", ".zip", "UIMA CAS as JSON, for INCEpTION", "exports.cas:write_json"),
    Format("web-annotation", ".jsonld", "W3C Web Annotations on the pages", "exports.web_annotation:write"),
    Format("tei", ".xml", "TEI P5 corpus: text, names, events as stand-off annotation", "exports.tei:write"),
    Format("conllu", ".conllu", "CoNLL-U tokens with the names in MISC", "exports.conllu:write"),
    Format("bibtex", ".bib", "the releases as BibTeX entries", "exports.references:write_bibtex"),
    Format("csl-json", ".json", "the releases as CSL-JSON items, for Zotero and Pandoc", "exports.references:write_csl"),
    # written by newsextract.across, a layer above this package, which is therefore only named here
    Format("popolo", ".json", "people, bodies and memberships as Popolo", "across.folder:write_popolo", "a linked folder"),
    Format("gexf", ".gexf", "who appears with whom, as a graph for Gephi", "across.folder:write_gexf", "a linked folder"),
    Format("graphml", ".graphml", "the same graph as GraphML", "across.folder:write_graphml", "a linked folder"),
)
FORMATS: dict[str, Format] = {one.name: one for one in _ALL}


def format_of(name: str) -> Format:
    """Return the format with this name.

    Examples
    --------
    >>> format_of("bibtex").suffix
    '.bib'
    """
    if name not in FORMATS:
        raise ConfigError(f"there is no format {name!r}", fix=f"give one of {', '.join(FORMATS)}")
    return FORMATS[name]


def export(source: Iterable[Record] | str | os.PathLike[str], name: str, path: str | os.PathLike[str]) -> int:
    """Write records in another format.

    Parameters
    ----------
    source
        The records, read once, one at a time; for a format made of a linked folder, the path of the folder.
    name
        A name of :data:`FORMATS`.
    path
        The file to write; it appears when it is complete.

    Returns
    -------
    int
        Number of records read; for a linked folder, number of people.

    Raises
    ------
    ConfigError
        When there is no such format.
    InputError
        When the format is made of the other kind of source, or the file cannot be written; an existing file is left unchanged.
    ModelMissingError
        When the format needs a library that is not installed.
    TypeError
        When ``source`` is one record instead of a list, or holds something else.

    Examples
    --------
    >>> import newsextract as nx
    >>> export(nx.read("out/"), "bibtex", "news.bib")  # doctest: +SKIP
    """
    from newsextract.stores.frames import only_records

    chosen = format_of(name)
    if isinstance(source, (str, os.PathLike)) != (chosen.source_kind != "records"):
        fix = 'give newsextract.read("out/")' if chosen.source_kind == "records" else "give the folder's path"
        raise InputError(f"{name} is made of {chosen.source_kind}", fix=fix)
    write, count = resolve_name(f"newsextract.{chosen.entry_point}"), 0

    def counted(records: Iterable[Record]) -> Iterator[Record]:
        nonlocal count
        for count, record in enumerate(records, 1):  # noqa: B007  read below
            yield record

    fix = "give a path in a folder that exists, on a disk with room"
    with os_errors_as(InputError, "the file cannot be written", where=path, fix=fix):
        if isinstance(source, (str, os.PathLike)):
            people: int = write(Path(source), Path(path))
            return people
        write(counted(only_records(source)), Path(path))
    return count
