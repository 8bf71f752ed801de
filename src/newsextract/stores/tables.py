"""Records as rows of the tables in :mod:`newsextract.stores.columns`, and the files of a store."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from newsextract.atomic import replacing
from newsextract.records import Record
from newsextract.stores.column import Row
from newsextract.stores.columns import TABLES, table_of

#: rows by table
Batch = dict[str, list[Row]]


def rows(record: Record, layer: str, number: int = 1) -> Iterator[Row]:
    """Yield a record's rows of one table."""
    return table_of(layer).rows(record, article=number)


def batches(records: Iterable[Record], size: int) -> Iterator[Batch]:
    """Yield the rows of all tables, ``size`` records at a time, to bound memory."""
    batch: Batch = {name: [] for name in TABLES}
    number = 0
    for number, record in enumerate(records, 1):
        for name in TABLES:
            batch[name].extend(rows(record, name, number))
        if number % size == 0:
            yield batch
            batch = {name: [] for name in TABLES}
    if number % size or not number:
        yield batch


def pour(found: Iterable[Batch], write: Callable[[str, list[Row]], object]) -> Counter[str]:
    """Write the rows of each batch with ``write``, table by table; return the number of rows by table."""
    counts: Counter[str] = Counter()
    for batch in found:
        for name, rows in batch.items():
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
