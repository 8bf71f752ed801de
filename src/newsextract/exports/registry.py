"""The export formats, each declared once with its name, file suffix, description and writer."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from newsextract.errors import ConfigError, InputError, os_errors_as

if TYPE_CHECKING:
    from newsextract.records import Record


@dataclass(frozen=True, slots=True)
class Format:
    """An export format.

    Attributes
    ----------
    name
        Name on the command line.
    suffix
        Suffix of the file.
    description
        Short description.
    entry_point
        Module and function that write it, as ``module:function``; a module without a dot is one of this package.
    source_kind
        First argument of the function: records, or the path of a linked folder, for which it returns the number of people.
    """

    name: str
    suffix: str
    description: str
    entry_point: str
    source_kind: Literal["records", "a linked folder"] = "records"

    @property
    def counted_noun(self) -> str:
        """Noun for what :func:`export` counts."""
        return "record" if self.source_kind == "records" else "linked person"

    @property
    def module(self) -> str:
        """The full name of the module that writes it."""
        name = self.entry_point.partition(":")[0]
        return name if "." in name else f"{__package__}.{name}"

    def writer(self) -> Callable[[Any, Path], Any]:
        """Import and return the function that writes it."""
        write: Callable[[Any, Path], Any] = getattr(import_module(self.module), self.entry_point.partition(":")[2])
        return write


def _linked_format(name: str, suffix: str, description: str) -> Format:
    return Format(name, suffix, description, f"newsextract.across.folder:write_{name}", source_kind="a linked folder")


#: every format, in the order shown
_ALL = (
    Format("table", ".csv", "events as one table, a row an event", "xlsx:write_table"),
    Format("xlsx", ".xlsx", "events, participants, people, statements as sheets of a workbook", "xlsx:write"),
    Format("json-ld", ".jsonld", "events as schema.org JSON-LD", "schema_org:write"),
    Format("icalendar", ".ics", "scheduled events as a calendar", "ical:write"),
    Format("plover", ".csv", "events that PLOVER has a type for, with source and target", "plover_codes:write"),
    Format("label-studio", ".json", "tasks with predictions for Label Studio", "label_studio:write"),
    Format("cas", ".zip", "UIMA CAS (XMI) with its type system, for INCEpTION", "cas:write"),
    Format("cas-json", ".zip", "UIMA CAS as JSON, for INCEpTION", "cas:write_json"),
    Format("web-annotation", ".jsonld", "W3C Web Annotations on the pages", "web_annotation:write"),
    Format("tei", ".xml", "TEI P5 corpus: text, names, events as stand-off annotation", "tei:write"),
    Format("conllu", ".conllu", "CoNLL-U tokens with the names in MISC", "conllu:write"),
    Format("bibtex", ".bib", "the releases as BibTeX entries", "bibtex:write"),
    Format("csl-json", ".json", "the releases as CSL-JSON items, for Zotero and Pandoc", "csl:write"),
    # written by newsextract.across, a layer above this package, which is therefore only named here
    _linked_format("popolo", ".json", "people, bodies and memberships as Popolo"),
    _linked_format("gexf", ".gexf", "who appears with whom, as a graph for Gephi"),
    _linked_format("graphml", ".graphml", "the same graph as GraphML"),
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
        When the file cannot be written; an existing file is left unchanged.
    ModelMissingError
        When the format needs a library that is not installed.

    Examples
    --------
    >>> import newsextract as nx
    >>> export(nx.read("out/"), "bibtex", "news.bib")  # doctest: +SKIP
    """
    write, count = format_of(name).writer(), 0

    def counted(records: Iterable[Record]) -> Iterator[Record]:
        nonlocal count
        for count, record in enumerate(records, 1):  # noqa: B007  read below
            yield record

    fix = "give a path in a folder that exists, on a disk with room"
    with os_errors_as(InputError, "the file cannot be written", where=path, fix=fix):
        if isinstance(source, (str, os.PathLike)):
            people: int = write(Path(source), Path(path))
            return people
        write(counted(source), Path(path))
    return count
