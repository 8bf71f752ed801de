"""The explorer's index: a lean SQLite copy of a DuckDB store with a trigram index of the texts. The store stays as it is."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

from newsextract.atomic import replacing
from newsextract.errors import InputError
from newsextract.explorer.ministries import ministries_in
from newsextract.explorer.search import searchable
from newsextract.stores.duck import brief, opened
from newsextract.stores.jsonl import parse
from newsextract.stores.optional import need

#: to be raised when the tables below change: older indexes are then rebuilt
VERSION = 6
#: default ending of an index's name
SUFFIX = ".explorer"
_BATCH = 1000
#: what may follow ``_`` in an address to keep the articles of one name, and the table that links names to articles
LINKS = {"person": "people", "ministry": "ministries"}


class IndexColumn(NamedTuple):
    """A column of the records: its name, its type, what it is of the store, and whether the front page shows it."""

    name: str
    type: str
    sql: str
    shown: bool = False


#: the date of an article is its main event's day; where that is unknown, the day of publication
RECORDS = (
    IndexColumn("article", "INTEGER PRIMARY KEY", "a.article", shown=True),
    IndexColumn("id", "TEXT", "a.article_id", shown=True),
    IndexColumn("date", "TEXT", "CASE WHEN length(start_time) >= 10 THEN left(start_time, 10) ELSE published END", shown=True),
    IndexColumn("type", "TEXT", "type", shown=True),
    IndexColumn("headline", "TEXT", "title", shown=True),
    IndexColumn("actor", "TEXT", "chief_actor", shown=True),
    IndexColumn("role", "TEXT", "chief_role"),
    IndexColumn("venue", "TEXT", "venue", shown=True),
    IndexColumn("province", "TEXT", "province", shown=True),
    IndexColumn("status", "TEXT", "status"),
    IndexColumn("name_th", "TEXT", "name_th"),
    IndexColumn("name_en", "TEXT", "name_en"),
    IndexColumn("start", "TEXT", "start_time"),
    IndexColumn("end", "TEXT", "end_time"),
    IndexColumn("iso", "TEXT", "iso_3166_2"),
    IndexColumn("country", "TEXT", "country"),
    IndexColumn("attendance", "INTEGER", "attendance"),
    IndexColumn("language", "TEXT", "language", shown=True),
    IndexColumn("published", "TEXT", "published"),
    IndexColumn("year", "INTEGER", "TRY_CAST(left(date, 4) AS INTEGER)"),
    IndexColumn("month", "TEXT", "left(date, 7)"),
    IndexColumn("background", "INTEGER", "coalesce(others.n, 0)"),
    IndexColumn("warnings", "INTEGER", "coalesce(warned.n, 0)"),
    IndexColumn("url", "TEXT", "url"),
)
_SCHEMA = f"""
    CREATE TABLE records ({", ".join(f'"{column.name}" {column.type}' for column in RECORDS)});
    CREATE TABLE people (name TEXT, article INTEGER REFERENCES records (article), role TEXT, PRIMARY KEY (name, article)) WITHOUT ROWID;
    CREATE TABLE ministries (name TEXT, article INTEGER REFERENCES records (article), PRIMARY KEY (name, article)) WITHOUT ROWID;
    CREATE TABLE names (kind TEXT, name TEXT, articles INTEGER, first TEXT, last TEXT, PRIMARY KEY (kind, name)) WITHOUT ROWID;
    CREATE TABLE built_from (version INTEGER, size INTEGER, changed INTEGER);
    CREATE VIRTUAL TABLE words USING fts5 (text, content='', tokenize='trigram');
"""
_INDEXES = """
    CREATE INDEX records_id ON records (id);
    CREATE INDEX records_date ON records (date);
    CREATE INDEX records_type ON records (type);
    CREATE INDEX records_province ON records (province);
    CREATE INDEX records_iso ON records (iso);
    CREATE INDEX records_year ON records (year);
    CREATE INDEX records_month ON records (month);
    CREATE INDEX people_article ON people (article, name);
    CREATE INDEX ministries_article ON ministries (article, name);
    CREATE INDEX names_articles ON names (kind, articles DESC, name);
"""
#: the names of a kind with their articles, counted once: a reader asks for the most frequent of tens of thousands at every page
_NAMES = (
    "INSERT INTO names SELECT '{}', name, count(*), min(date), max(date) FROM {} JOIN records USING (article) GROUP BY name"
)
_RECORDS = f"""
    WITH main AS (SELECT * FROM events WHERE main QUALIFY row_number() OVER (PARTITION BY article ORDER BY n) = 1),
         others AS (SELECT article, count(*) AS n FROM events WHERE NOT main GROUP BY article),
         warned AS (SELECT article, count(*) AS n FROM warnings GROUP BY article)
    SELECT {", ".join(f'{column.sql} AS "{column.name}"' for column in RECORDS)}
    FROM articles a LEFT JOIN main USING (article) LEFT JOIN others USING (article) LEFT JOIN warned USING (article)
    ORDER BY a.article
"""  # noqa: S608  our own columns
_ACTORS = """
    SELECT a.article, a.name, coalesce(a.role, '') FROM participants a
    JOIN events e ON e.article = a.article AND e.event_id = a.event_id WHERE e.main ORDER BY a.article, a.n
"""

Progress = Callable[[int, int], None]


def index_path(store: Path) -> Path:
    """The path of a store's index, beside it.

    Examples
    --------
    >>> index_path(Path("news.duckdb")).name
    'news.duckdb.explorer'
    """
    return store.with_name(f"{store.name}{SUFFIX}")


def is_fresh(store: Path, index: Path) -> bool:
    """Whether an index exists and was built from the store as it is now."""
    try:
        with closing(sqlite3.connect(f"{index.resolve().as_uri()}?mode=ro", uri=True)) as base:
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
        with closing(sqlite3.connect(f"{index.resolve().as_uri()}?mode=ro", uri=True)) as base:
            base.execute("SELECT version FROM built_from")
    except (OSError, sqlite3.Error) as error:
        raise InputError("this file is not a search index", where=str(index), fix="name another file with --index") from error


def _state(store: Path) -> tuple[int, int, int]:
    stat = store.stat()
    return VERSION, stat.st_size, stat.st_mtime_ns


def build(store: Path, index: Path, progress: Progress | None = None) -> int:
    """Build the index of a store; it appears under its name when it is complete."""
    _check_replaceable(index)
    duckdb = need("duckdb")
    with opened(store) as source:
        try:
            for (line,) in source.execute("SELECT record FROM articles LIMIT 1").fetchall():
                parse(line, str(store))
            with replacing(index) as part:
                part.unlink(missing_ok=True)
                with closing(sqlite3.connect(part)) as base:
                    count = _fill(source, base, progress or (lambda _done, _of: None))
                    base.execute("INSERT INTO built_from VALUES (?, ?, ?)", _state(store))
                    base.commit()
        except duckdb.Error as error:
            fix = "give what `newsextract store` wrote, or write it again"
            raise InputError(f"the tables cannot be read ({brief(error)})", where=str(store), fix=fix) from error
        except (OSError, sqlite3.Error) as error:
            raise InputError(
                f"the index cannot be written ({error})", where=str(index), fix="name another file with --index"
            ) from error
    return count


def _fill(source: Any, base: sqlite3.Connection, progress: Progress) -> int:
    base.executescript("PRAGMA journal_mode = off; PRAGMA synchronous = off; PRAGMA cache_size = -200000;" + _SCHEMA)
    count: int = source.execute("SELECT count(*) FROM articles").fetchone()[0]
    marks = ",".join("?" * len(RECORDS))
    base.executemany(f"INSERT INTO records VALUES ({marks})", _rows(source, _RECORDS))  # noqa: S608  marks only
    base.executemany("INSERT OR IGNORE INTO people VALUES (?, ?, ?)", _rows(source, "SELECT name, article, role FROM people"))
    base.executemany("INSERT OR IGNORE INTO ministries VALUES (?, ?)", _ministries(source))
    for kind, table in LINKS.items():
        base.execute(_NAMES.format(kind, table))
    base.executescript(_INDEXES)
    done = 0
    found = source.execute(
        "SELECT article, CASE WHEN contains(text, title) THEN text ELSE concat_ws(chr(10), title, text) END FROM articles ORDER BY article"
    )
    while some := found.fetchmany(_BATCH):
        base.executemany(
            "INSERT INTO words (rowid, text) VALUES (?, ?)", [(article, searchable(text)) for article, text in some]
        )
        done += len(some)
        progress(done, count)
    base.execute("INSERT INTO words (words) VALUES ('optimize')")
    base.execute("ANALYZE")
    base.commit()
    return count


def _rows(source: Any, sql: str) -> Iterator[tuple[Any, ...]]:
    found = source.execute(sql)
    while some := found.fetchmany(_BATCH):
        yield from some


def _ministries(source: Any) -> Iterator[tuple[str, int]]:
    for article, name, role in _rows(source, _ACTORS):
        for ministry in dict.fromkeys((*ministries_in(role), *ministries_in(name))):
            yield ministry, article
