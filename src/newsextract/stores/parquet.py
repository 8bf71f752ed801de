"""Records as Parquet: one file per table, with typed and described columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from newsextract.errors import InputError
from newsextract.optional import need
from newsextract.records import SCHEMA_VERSION, Record
from newsextract.stores.column import Batch, Table, new_files, pour
from newsextract.stores.columns import TABLES, batches
from newsextract.stores.jsonl import parse

#: records per row group
BATCH = 1000


def write(records: Iterable[Record], folder: Path) -> int:
    """Write a folder of Parquet files; return the number of records."""
    return fill(folder, TABLES, batches(records, BATCH), newsextract_schema=SCHEMA_VERSION)["articles"]


def fill(folder: Path, tables: Mapping[str, Table], found: Iterable[Batch], **about: str) -> Counter[str]:
    """Write a file for each table; return the number of rows by table."""
    pa, pq = need("pyarrow"), need("pyarrow.parquet")
    with new_files(folder, "parquet", tables) as parts, ExitStack() as stack:
        writers = {}
        for name, part in parts.items():
            described = schema(tables[name], **about)
            writers[name] = stack.enter_context(pq.ParquetWriter(part, described, compression="zstd"))
        return pour(found, lambda name, rows: writers[name].write(pa.Table.from_pylist(rows, writers[name].schema)))


def schema(table: Table, **about: str) -> Any:
    """The Arrow schema of a table, with the columns' descriptions and ``about`` as metadata."""
    pa = need("pyarrow")
    types = {"text": pa.string(), "int": pa.int64(), "float": pa.float64(), "bool": pa.bool_(), "texts": pa.list_(pa.string())}
    fields = [pa.field(c.name, types[c.type], metadata={"description": c.about}) for c in table.columns]
    return pa.schema(fields, metadata=about or None)


def read(folder: Path) -> Iterator[Record]:
    """Yield the records of a folder that :func:`write` made."""
    pa, pq = need("pyarrow"), need("pyarrow.parquet")
    path = folder / "articles.parquet"
    try:
        with pq.ParquetFile(path) as file:
            number = 0
            for batch in file.iter_batches(batch_size=200, columns=["record"]):
                for line in batch.column("record").to_pylist():
                    number += 1
                    yield parse(line or "", f"{path}:{number}")
    except (OSError, pa.ArrowException, KeyError, UnicodeDecodeError) as error:
        message = str(error).partition("\n")[0]
        raise InputError(f"the file cannot be read ({message})", where=str(path), fix="write the store again") from error
