"""The formats that records are written in: each declared once, with its name, its ending, what it is and who writes it."""

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
        Module and function that write it, as ``module:function``; without a dot a module of this package.
    made_of
        What the function takes first: records, or the path of a linked folder, of which it gives the number of people.
    """

    name: str
    ending: str
    about: str
    home: str
    made_of: Literal["records", "a linked folder"] = "records"

    @property
    def counts(self) -> str:
        """What the number that the function returns is of."""
        return "record" if self.made_of == "records" else "linked person"

    @property
    def module(self) -> str:
        """The full name of the module that writes it."""
        name = self.home.partition(":")[0]
        return name if "." in name else f"{__package__}.{name}"

    def writer(self) -> Callable[[Any, Path], Any]:
        """The function that writes it, imported when it is needed."""
        write: Callable[[Any, Path], Any] = getattr(import_module(self.module), self.home.partition(":")[2])
        return write


def _of_linked(name: str, ending: str, about: str) -> Format:
    return Format(name, ending, about, f"newsextract.across.folder:write_{name}", made_of="a linked folder")


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
    # made of a linked folder, beside the linking: newsextract.across stands above this package, which knows it by name alone
    _of_linked("popolo", ".json", "people, bodies and memberships as Popolo"),
    _of_linked("gexf", ".gexf", "who appears with whom, as a graph for Gephi"),
    _of_linked("graphml", ".graphml", "the same graph as GraphML"),
)
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


def export(source: Iterable[Record] | str | os.PathLike[str], name: str, path: str | os.PathLike[str]) -> int:
    """Write records in another format.

    Parameters
    ----------
    source
        The records; they are read once, one at a time. For a format that is made of a linked folder, its path.
    name
        A name of :data:`FORMATS`.
    path
        The file to write; it appears when it is complete.

    Returns
    -------
    int
        How many records were read; of a linked folder, how many people.

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
