"""What a column is: a name, a type, what it says and how it is read from an item of a record."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Literal, NamedTuple

from newsextract.records import Mention, Record

ColumnType = Literal["text", "int", "float", "bool", "texts"]


class Item(NamedTuple):
    """What one row is made of: the thing itself, its place in its layer from 1, the record, and the event or entity it is of."""

    value: Any
    n: int
    record: Record
    owner: Any = None


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table."""

    name: str  # no word that SQL reserves
    type: ColumnType  # ``texts`` is a list of text
    about: str  # what it says
    get: (
        str | Callable[[Item], Any]
    )  # reads it from an item: a path of attributes from the item's value (null where any is), or a function

    def reader(self) -> Callable[[Item], Any]:
        """The function that reads the column."""
        return path_reader(self.get) if isinstance(self.get, str) else self.get


class Table(NamedTuple):
    """A table: its columns in order, and the items of a record that become its rows."""

    columns: tuple[Column, ...]
    items: Callable[[Record], Iterator[Item]]


def path_reader(path: str) -> Callable[[Item], Any]:
    """The function that reads a path of attributes from an item's value."""
    *before, last = path.split(".")
    if not before:
        plain = attrgetter(last)
        return lambda item: plain(item.value)

    def read(item: Item) -> Any:
        value = item.value
        for name in (*before, last):
            if value is None:
                return None
            value = getattr(value, name)
        return value

    return read


def column(name: str, kind: ColumnType, about: str, get: str | Callable[[Item], Any] | None = None) -> Column:
    """A column that reads the attribute of its own name unless told otherwise."""
    return Column(name, kind, about, get or name)


def words(of: str | Callable[[Item], Mention | None], prefix: str = "", what: str = "the words") -> tuple[Column, ...]:
    """Offsets and text of a mention."""
    mention = path_reader(of) if isinstance(of, str) else of

    def part(name: str) -> Callable[[Item], Any]:
        def read(item: Item) -> Any:
            found = mention(item)
            return None if found is None else getattr(found, name)

        return read

    return (
        Column(f"{prefix}char_start", "int", f"first code point of {what} in the article's text", part("start")),
        Column(f"{prefix}char_end", "int", "code point after the last", part("end")),
        Column(f"{prefix}text", "text", what, part("text")),
    )
