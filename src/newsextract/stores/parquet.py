"""Records as Parquet: one file a table, columns typed and described."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from newsextract.errors import InputError
from newsextract.records import SCHEMA_VERSION, Record
from newsextract.stores.column import Column
from newsextract.stores.columns import table_of
from newsextract.stores.jsonl import parse
from newsextract.stores.optional import need
from newsextract.stores.tables import Row, batches, new_files

#: records held before a row group is written
BATCH = 1000


def schema(layer: str) -> Any:
    """Give the Arrow schema of a table; each field carries its description."""
    return schema_of(table_of(layer).columns).with_metadata({"newsextract_schema": SCHEMA_VERSION})


def schema_of(columns: Iterable[Column]) -> Any:
    """Give the Arrow schema of some columns."""
    pa = need("pyarrow")
    types = {"text": pa.string(), "int": pa.int64(), "float": pa.float64(), "bool": pa.bool_(), "texts": pa.list_(pa.string())}
    return pa.schema([pa.field(c.name, types[c.type], metadata={"description": c.about}) for c in columns])


def arrow(rows: list[Row], layer: str) -> Any:
    """Turn rows of one table into an Arrow table."""
    return need("pyarrow").Table.from_pylist(rows, schema=schema(layer))


def write(records: Iterable[Record], folder: Path) -> int:
    """Write a folder of Parquet files; each appears when it is complete."""
    pq = need("pyarrow.parquet")
    count = 0
    with new_files(folder, "parquet") as parts, ExitStack() as stack:
        writers = {
            name: stack.enter_context(pq.ParquetWriter(part, schema(name), compression="zstd")) for name, part in parts.items()
        }
        for batch in batches(records, BATCH):
            count += len(batch["articles"])
            for name, rows in batch.items():
                writers[name].write_table(arrow(rows, name))
    return count


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
        said = str(error).partition("\n")[0]
        raise InputError(f"the file cannot be read ({said})", where=str(path), fix="write the store again") from error
