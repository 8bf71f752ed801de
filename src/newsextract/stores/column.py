"""Columns, with name, type, description and how they are read, and tables made of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import Any, Literal, NamedTuple

Row = dict[str, Any]
ColumnType = Literal["text", "int", "float", "bool", "texts"]


class Item(NamedTuple):
    """The source of a row: the value, its place in its layer from 1, the record, and the event or entity it belongs to."""

    value: Any
    n: int = 1
    record: Any = None
    owner: Any = None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table, which reads the attribute of its own name unless ``get`` is given; ``texts`` are a list of strings."""

    name: str
    type: ColumnType
    about: str
    get: str | Callable[[Item], Any] = ""

    def reader(self) -> Callable[[Item], Any]:
        """The function that reads the column."""
        return path_reader(self.get or self.name) if isinstance(self.get, str) else self.get


@dataclass(frozen=True)
class Table:
    """A table: its columns in order, and the function that yields the items of a record (or line of links), one per row."""

    columns: tuple[Column, ...]
    items: Callable[[Any], Iterator[Item]]

    @cached_property
    def _readers(self) -> list[tuple[str, Callable[[Item], Any]]]:
        return [(column.name, column.reader()) for column in self.columns]

    def rows(self, source: Any, **given: Any) -> Iterator[Row]:
        """Yield the rows of a record or line; ``given`` are column values that the store sets."""
        for item in self.items(source):
            yield {name: read(item) for name, read in self._readers} | given


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


def words(of: str = "", prefix: str = "", what: str = "the words") -> tuple[Column, ...]:
    """Columns for offsets and text of the mention at a path, or of the item's value without a path."""
    path = f"{of}." if of else ""
    return (
        Column(f"{prefix}char_start", "int", f"first code point of {what} in the article's text", f"{path}start"),
        Column(f"{prefix}char_end", "int", "code point after the last", f"{path}end"),
        Column(f"{prefix}text", "text", what, f"{path}text"),
    )
