"""Read access to the index: by SQL, and as frames in memory, so that selections are counted in milliseconds."""

from __future__ import annotations

import json
import sqlite3
import threading
import zlib
from collections.abc import Sequence
from contextlib import closing
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newsextract.explorer.index import connected
from newsextract.explorer.search import MIN_TERM_LENGTH, Alternative, Search, match_of, quoted
from newsextract.explorer.tables import KINDS
from newsextract.optional import need

if TYPE_CHECKING:
    import pandas as pd

#: columns with one value per record, whose values are counted
SINGLE_VALUED = ("type", "iso", "year", "language")
#: BM25 weight of a hit in the headline; a hit in the text weighs 1
HEADLINE_WEIGHT = 8.0


class Shelf:
    """Read access to an index, by SQL and as arrays; a record's position is its rank by article number."""

    def __init__(self, index: Path) -> None:
        self.index = index
        self._own = threading.local()
        self._loading = threading.Lock()

    @property
    def base(self) -> sqlite3.Connection:
        """The SQLite connection of the current thread."""
        if not hasattr(self._own, "base"):
            self._own.base = connected(self.index, immutable=True)
            self._own.base.row_factory = sqlite3.Row
        base: sqlite3.Connection = self._own.base
        return base

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[sqlite3.Row]:
        """The rows of a query."""
        return self.base.execute(sql, values).fetchall()

    def lines(self, articles: Sequence[int]) -> dict[int, str]:
        """The stored JSON of some articles' records, by article number."""
        found = self.rows("SELECT article, line FROM lines JOIN json_each(?) ON article = value", (json.dumps(articles),))
        return {row["article"]: zlib.decompress(row["line"]).decode() for row in found}

    def stored(self, record_id: str) -> tuple[int, str] | None:
        """The number of a record's article and the record's stored JSON: of two captures of a page, the first; None if unknown."""
        found = self.rows("SELECT article FROM records WHERE id = ? ORDER BY article LIMIT 1", (record_id,))
        return next(iter(self.lines([row["article"] for row in found]).items()), None)

    @property
    def columns(self) -> Columns:
        """The frames, read once, on first use, however many pages are asked for at the start."""
        with self._loading:
            return self._columns

    @cached_property
    def _columns(self) -> Columns:
        with closing(connected(self.index, immutable=True)) as base:
            return Columns(base)

    def matches(self, search: Search) -> pd.Series[float]:
        """The BM25 score (lower is better) of each article that a search finds; NaN if no term is long enough to score."""
        short = [group for group in search.groups if any(one.short for one in group)]
        long = [group for group in search.groups if group not in short]
        found = self._scores(match_of(long)) if long else need("pandas").Series(index=self.columns.records.index, dtype=float)
        for group in short:
            found = found[found.index.isin([article for one in group for article in self._of_alternative(one)])]
        if search.excluded:
            found = found[~found.index.isin(self._articles(" OR ".join(map(quoted, search.excluded))))]
        return found

    def _scores(self, expression: str) -> pd.Series[float]:
        sql = "SELECT rowid, bm25(words, ?, 1.0) FROM words WHERE words MATCH ?"
        found: pd.Series[float] = need("pandas").Series(
            dict(map(tuple, self.rows(sql, (HEADLINE_WEIGHT, expression)))), dtype=float
        )
        return found

    def _articles(self, expression: str) -> set[int]:
        return {row[0] for row in self.rows("SELECT rowid FROM words WHERE words MATCH ?", (expression,))}

    def _of_alternative(self, one: Alternative) -> set[int]:
        """The articles with an alternative that has a short term, which is searched for in headlines only."""
        long = tuple(term for term in one.terms if len(term) >= MIN_TERM_LENGTH)
        short = tuple(term for term in one.terms if len(term) < MIN_TERM_LENGTH)
        where = " AND ".join(["instr(headline, ?)"] * len(short)) or "true"
        found = {row[0] for row in self.rows(f"SELECT article FROM records WHERE {where}", short)}  # noqa: S608  marks only
        return found & self._articles(match_of([(Alternative(long),)])) if long else found


class Columns:
    """The index as frames: what selections need of each record, and the numbers of the names of each kind with their articles."""

    def __init__(self, base: sqlite3.Connection) -> None:
        columns = ", ".join(f"CAST({name} AS TEXT) AS {name}" for name in SINGLE_VALUED)
        own = f"article, date, substr(date, 1, 7) AS month, confidence, coalesce(cluster, article) AS event, {columns}"
        found = _frame(base, f"SELECT {own} FROM records ORDER BY article").set_index("article")  # noqa: S608  our own columns
        found["event"] = need("pandas").factorize(found["event"])[0]
        types: dict[str, Any] = {"confidence": float, **dict.fromkeys(("month", *SINGLE_VALUED), "category")}
        #: the records by article number, newest first, undated ones last; ``event`` is the same for articles of one event
        self.records = found.astype(types).sort_values("date", ascending=False, kind="stable")
        sql = "SELECT article, name FROM links JOIN names ON number = name WHERE kind = ?"
        self.links = {kind: _frame(base, sql, kind) for kind in KINDS}


def _frame(base: sqlite3.Connection, sql: str, *values: str) -> pd.DataFrame:
    rows = base.execute(sql, values)
    made: pd.DataFrame = need("pandas").DataFrame(rows.fetchall(), columns=[column[0] for column in rows.description])
    return made
