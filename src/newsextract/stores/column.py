"""Columns, with name, type, description and how they are read, tables made of them (``data/stores/columns.csv``), and their files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from typing import Any, Literal, NamedTuple, cast

from newsextract.atomic import replacing
from newsextract.data import read_csv

Row = dict[str, Any]
#: a table's name and some of its rows
Batch = tuple[str, list[Row]]
ColumnType = Literal["text", "int", "float", "bool", "texts"]


class Item(NamedTuple):
    """The source of a row: the value, its place in its layer from 1, the record, and the event or entity it belongs to."""

    value: Any
    n: int = 1
    record: Any = None
    owner: Any = None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; ``texts`` are a list of strings."""

    name: str
    type: ColumnType
    about: str
    read: Callable[[Item], Any]


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its columns in order, and the function that yields the items of a record (or line of links), one per row."""

    columns: tuple[Column, ...]
    items: Callable[[Any], Iterator[Item]]

    def rows(self, source: Any, **given: Any) -> Iterator[Row]:
        """Yield the rows of a record or line; ``given`` are column values that the store sets."""
        for item in self.items(source):
            yield {column.name: column.read(item) for column in self.columns} | given


def read_tables(
    items: Mapping[str, Callable[[Any], Iterator[Item]]],
    functions: Mapping[str, Callable[[Item], Any]],
    keys: tuple[Column, ...] = (),
) -> dict[str, Table]:
    """Make tables of the rows in ``columns.csv``, given by name the functions that yield their items, and their first columns.

    ``functions`` are those that the file names, as ``name()``, for columns that no path leads to.
    """
    columns: dict[str, dict[str, Column]] = {name: {} for name in items}
    for row in read_csv("stores/columns.csv"):
        table, name, source = row["table"], row["column"], row["from"]
        if table not in columns:
            continue
        if not row["type"]:  # the same column as in the table named
            columns[table][name] = columns[source][name]
            continue
        read = functions[source[:-2]] if source.endswith("()") else path_reader(source or name)
        columns[table][name] = Column(name, cast("ColumnType", row["type"]), row["about"], read)
    return {name: Table((*keys, *columns[name].values()), items[name]) for name in items}


def path_reader(path: str) -> Callable[[Item], Any]:
    """Make a function that follows a path of attributes, keys and indices from an item's value; it returns None if a step does.

    A path that begins with ``n``, ``record`` or ``owner`` is read from the item itself.
    """
    parts = path.split(".")
    steps = [_step(part) for part in (parts if parts[0] in {"n", "record", "owner"} else ["value", *parts])]

    def read(item: Item) -> Any:
        found: Any = item
        for step in steps:
            found = step(found)
            if found is None:
                return None
        return found

    return read


def _step(part: str) -> Callable[[Any], Any]:
    if part.isdigit():
        place = int(part)
        return lambda found: found[place] if len(found) > place else None
    attribute = attrgetter(part)
    return lambda found: found.get(part) if isinstance(found, dict) else attribute(found)


def pour(found: Iterable[Batch], write: Callable[[str, list[Row]], object]) -> Counter[str]:
    """Write the rows of each batch with ``write``; return the number of rows by table."""
    counts: Counter[str] = Counter()
    for name, rows in found:
        counts[name] += len(rows)
        write(name, rows)
    return counts


@contextmanager
def new_files(folder: Path, ending: str, names: Iterable[str]) -> Iterator[dict[str, Path]]:
    """Make a new file for each table; the files get their names when all are complete.

    The first file is named last, since a folder without articles is not a store.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as whole:
        yield {name: whole.enter_context(replacing(folder / f"{name}.{ending}")) for name in names}
