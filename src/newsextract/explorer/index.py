"""The explorer's index: a SQLite copy of a DuckDB store, with a trigram index of the texts. The store is not changed.

It also holds the compressed records: DuckDB needs 50 ms to find one among 80,000, most of the time that its page takes.
"""

from __future__ import annotations

import json
import os
import re
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from functools import cache, lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

from filelock import FileLock

from newsextract.atomic import replacing
from newsextract.data import read_csv
from newsextract.errors import InputError
from newsextract.explorer.search import searchable
from newsextract.explorer.tables import ACTORS, INDEXES, NAMES, OFFICES, RECORDS, RELATED, SCHEMA, names_sql, records_sql
from newsextract.optional import need
from newsextract.stores.duck import brief, opened
from newsextract.stores.jsonl import parse

#: raise when the tables change, so that older indexes are rebuilt
VERSION = 9
#: default suffix of an index's file name
SUFFIX = ".explorer"
_BATCH = 1000
#: articles per query of the records' columns
_AT_ONCE = 5000
#: articles per query of the whole records, which are longer
_LINES_AT_ONCE = 1000
#: DuckDB's memory limit while it reads the whole records, which it would otherwise all cache
_MEMORY = "300MB"

Progress = Callable[[int, int], None]


def index_path(store: Path) -> Path:
    """Default path of a store's index, beside the store.

    Examples
    --------
    >>> index_path(Path("news.duckdb")).name
    'news.duckdb.explorer'
    """
    return store.with_name(f"{store.name}{SUFFIX}")


def connected(index: Path, *, immutable: bool = False) -> sqlite3.Connection:
    """Open an index read-only; ``immutable`` if nothing changes it while it is open."""
    return sqlite3.connect(f"{index.resolve().as_uri()}?mode=ro{'&immutable=1' * immutable}", uri=True)


def is_fresh(store: Path, index: Path) -> bool:
    """Whether a complete index exists that was built from the store as it is now."""
    try:
        with closing(connected(index)) as base:
            row = base.execute("SELECT version, size, changed FROM built_from").fetchone()
            pages, size = (base.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size"))
        whole = pages * size == index.stat().st_size
    except (OSError, sqlite3.Error):
        return False
    return bool(whole and row == _state(store))


def _check_replaceable(index: Path) -> None:
    """Refuse to overwrite a file that is not an index."""
    if not os.path.lexists(index) or index.name.endswith(SUFFIX):
        return
    try:
        with closing(connected(index)) as base:
            base.execute("SELECT version FROM built_from")
    except (OSError, sqlite3.Error) as error:
        raise InputError("this file is not a search index", where=str(index), fix="name another file with --index") from error


def _state(store: Path) -> tuple[int, int, int]:
    stat = store.stat()
    return VERSION, stat.st_size, stat.st_mtime_ns


def build(store: Path, index: Path, progress: Progress | None = None) -> None:
    """Build the index of a store, unless it is fresh; the file appears under its name once complete."""
    _check_replaceable(index)
    duckdb = need("duckdb")
    try:
        with FileLock(f"{index}.lock"):  # of two programs started on one store, the second waits for the index of the first
            if not is_fresh(store, index):
                _write(store, index, progress or (lambda _done, _of: None))
    except duckdb.Error as error:
        fix = "give what `newsextract store` wrote, or write it again"
        raise InputError(f"the tables cannot be read ({brief(error)})", where=str(store), fix=fix) from error
    except (OSError, sqlite3.Error) as error:
        raise InputError(
            f"the index cannot be written ({error})", where=str(index), fix="name another file with --index"
        ) from error


def _write(store: Path, index: Path, progress: Progress) -> None:
    with replacing(index) as part:
        part.unlink(missing_ok=True)
        with closing(sqlite3.connect(part)) as base:
            with opened(store) as source:
                for (line,) in source.execute("SELECT record FROM articles LIMIT 1").fetchall():
                    parse(line, str(store))
                count = _fill(source, base)
            with opened(store, memory_limit=_MEMORY) as source:
                _fill_lines(source, base, count, progress)
            base.execute("INSERT INTO words (words) VALUES ('optimize')")
            base.execute("ANALYZE")
            base.execute("INSERT INTO built_from VALUES (?, ?, ?)", _state(store))
            base.commit()


def _fill(source: Any, base: sqlite3.Connection) -> int:
    base.executescript("PRAGMA journal_mode = off; PRAGMA synchronous = off; PRAGMA cache_size = -64000;" + SCHEMA)
    tables = {name for (name,) in source.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    count: int = source.execute("SELECT count(*) FROM articles").fetchone()[0]
    marks = ",".join("?" * len(RECORDS))
    base.executemany(f"INSERT INTO records VALUES ({marks})", _in_parts(source, records_sql(tables)))  # noqa: S608  marks only
    _fill_names(source, base, tables)
    if "membership_evidence" in tables:
        base.executemany("INSERT INTO offices VALUES (?, ?, ?, ?, ?, ?, ?)", _rows(source, OFFICES))
    if "links" in tables:
        base.executemany("INSERT INTO related VALUES (?, ?, ?, ?)", _rows(source, RELATED))
    base.executescript(INDEXES)
    base.commit()
    return count


def _fill_lines(source: Any, base: sqlite3.Connection, count: int, progress: Progress) -> None:
    done = 0
    sql = "SELECT article, title, text, record FROM articles WHERE article BETWEEN $low AND $high ORDER BY article"
    found = _in_parts(source, sql, _LINES_AT_ONCE)
    while some := list(islice(found, _LINES_AT_ONCE)):
        words = ((article, searchable(title or ""), searchable(text or "")) for article, title, text, _ in some)
        base.executemany("INSERT INTO words (rowid, headline, text) VALUES (?, ?, ?)", words)
        base.executemany(
            "INSERT INTO lines VALUES (?, ?)", ((article, zlib.compress(line.encode())) for article, *_, line in some)
        )
        done += len(some)
        progress(done, count)


def _fill_names(source: Any, base: sqlite3.Connection, tables: set[str]) -> None:
    for kind in NAMES:
        _add_names(base, kind, *(_rows(source, sql) for sql in names_sql(kind, tables)))
    known = {row["th"]: (row["en"] or "").partition("|")[0] or None for row in read_csv("gazetteers/agencies.csv")}
    acting = list(_ministries(source))
    names = ((th, th, known.get(th), None, None) for th in sorted({th for th, _ in acting}))
    _add_names(base, "ministry", names, ((th, article, None) for th, article in acting))
    base.execute("""
        UPDATE names SET articles = n, first = f, last = l FROM
        (SELECT name, count(*) AS n, min(date) AS f, max(date) AS l FROM links JOIN records USING (article) GROUP BY name) c
        WHERE c.name = names.number
    """)
    base.execute("DELETE FROM forms WHERE name IN (SELECT number FROM names WHERE articles IS NULL)")
    base.execute("DELETE FROM names WHERE articles IS NULL")


def _add_names(base: sqlite3.Connection, kind: str, names: Iterable[tuple[Any, ...]], links: Iterable[tuple[Any, ...]]) -> None:
    numbers: dict[str, int] = {}
    (before,) = base.execute("SELECT coalesce(max(number), 0) FROM names").fetchone()
    for number, (key, th, en, about, forms) in enumerate(names, before + 1):
        numbers[key] = number
        base.execute(
            "INSERT INTO names (number, kind, key, th, en, about) VALUES (?, ?, ?, ?, ?, ?)", (number, kind, key, th, en, about)
        )
        said = [form for form in (th, en, *(json.loads(forms or "[]") or ())) if form]
        written = ((searchable(form).lower(), number, form) for form in said)
        base.executemany("INSERT OR IGNORE INTO forms VALUES (?, ?, ?)", written)
    rows = ((numbers[key], article, role) for key, article, role in links if key in numbers)
    base.executemany("INSERT OR IGNORE INTO links VALUES (?, ?, ?)", rows)


def _in_parts(source: Any, sql: str, at_once: int = _AT_ONCE) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a query over ranges of articles: joining or sorting all at once would need gigabytes."""
    last = source.execute("SELECT coalesce(max(article), 0) FROM articles").fetchone()[0]
    for low in range(0, last + 1, at_once):
        yield from _rows(source, sql, {"low": low, "high": low + at_once - 1})


def _rows(source: Any, sql: str, values: dict[str, int] | None = None) -> Iterator[tuple[Any, ...]]:
    found = source.cursor()
    found.execute("USE store")
    found.execute(sql, values)
    while some := found.fetchmany(_BATCH):
        yield from some


def _ministries(source: Any) -> Iterator[tuple[str, int]]:
    """Yield the ministry that acts in each article's main event: that of the first actor with a ministry."""
    last = None
    for article, _, name, role, body in _rows(source, ACTORS):
        if article == last:
            continue
        ministry = next((found for said in (role, body, name) for found in ministries_in(said)), None)
        if ministry:
            last = article
            yield ministry, article


@cache
def _ministry_names() -> tuple[re.Pattern[str], dict[str, str]]:
    """A pattern that matches all forms of ministries' names, longest first, and the Thai name for each form."""
    words = read_csv("view/ministries.csv")
    bodies, offices = (tuple(row["word"] for row in words if row["kind"] == kind) for kind in ("body", "office"))
    names: dict[str, str] = {}
    for row in read_csv("gazetteers/agencies.csv"):
        th = row["th"]
        if not th.startswith(bodies):
            continue
        english = row["en"].split("|")
        forms = [th, *(abbr for abbr in row["abbr"].split("|") if abbr.startswith(bodies)), *english]
        forms += [name.replace("Ministry of", "Minister of") for name in english]
        forms += [f"{office}{short}" for short in row["short"].split("|") if short for office in offices]
        names |= dict.fromkeys(filter(None, forms), th)
    longest = sorted(names, key=lambda name: (-len(name), name))
    return re.compile("|".join(map(re.escape, longest))), names


@lru_cache(maxsize=100_000)
def ministries_in(text: str) -> tuple[str, ...]:
    """The Thai names of the ministries in a role or a body's name, in order, without repeats.

    Examples
    --------
    >>> ministries_in("รองปลัดกระทรวงคมนาคม"), ministries_in("Deputy Minister of Finance")
    (('กระทรวงคมนาคม',), ('กระทรวงการคลัง',))
    """
    pattern, names = _ministry_names()
    return tuple(dict.fromkeys(names[found.group()] for found in pattern.finditer(text)))
