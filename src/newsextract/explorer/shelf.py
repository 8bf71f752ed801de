"""Columns of the index as arrays in memory, so that selections are counted in milliseconds."""

from __future__ import annotations

import json
import sqlite3
import threading
import zlib
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from newsextract.explorer.index import connected
from newsextract.explorer.search import MIN_TERM_LENGTH, Alternative, Group, Search, match_of, quoted
from newsextract.explorer.tables import KINDS

Positions = NDArray[np.int64]
Scores = NDArray[np.float64]
Mask = NDArray[np.bool_]
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
        """The arrays, read once, on first use, however many pages are asked for at the start."""
        with self._loading:
            return self._columns

    @cached_property
    def _columns(self) -> Columns:
        return Columns(self.base)

    def matches(self, search: Search) -> tuple[Positions, Scores | None]:
        """The positions that a search finds, and their BM25 scores (lower is better); None if no term is long enough to score."""
        short = [group for group in search.groups if any(one.short for one in group)]
        long = [group for group in search.groups if group not in short]
        found, scores = self._scored_matches(long) if long else (np.arange(self.columns.size), None)
        kept = np.ones(len(found), bool)
        for group in short:
            kept &= np.isin(found, np.concatenate([self._of_alternative(one) for one in group]))
        if search.excluded:
            kept &= ~np.isin(found, self._match(" OR ".join(map(quoted, search.excluded))))
        return found[kept], None if scores is None else scores[kept]

    def _scored_matches(self, groups: list[Group]) -> tuple[Positions, Scores]:
        sql = "SELECT rowid, bm25(words, ?, 1.0) FROM words WHERE words MATCH ?"
        cursor = self.base.cursor()
        cursor.row_factory = None  # plain tuples: there may be tens of thousands
        pairs = np.array(cursor.execute(sql, (HEADLINE_WEIGHT, match_of(groups))).fetchall(), np.float64).reshape(-1, 2)
        return self.columns.positions(pairs[:, 0].astype(np.int64)), pairs[:, 1]

    def _match(self, expression: str) -> Positions:
        rows = self.base.execute("SELECT rowid FROM words WHERE words MATCH ?", (expression,))
        return self.columns.positions(np.fromiter((row[0] for row in rows), np.int64))

    def _of_alternative(self, one: Alternative) -> Positions:
        long = tuple(term for term in one.terms if len(term) >= MIN_TERM_LENGTH)
        short = tuple(term for term in one.terms if len(term) < MIN_TERM_LENGTH)
        found = self._match(match_of([(Alternative(long),)])) if long else np.arange(self.columns.size)
        if not short:
            return found
        where = " AND ".join(["instr(headline, ?)"] * len(short))
        rows = self.base.execute(f"SELECT article FROM records WHERE {where}", short)  # noqa: S608  marks only
        return np.intersect1d(found, self.columns.positions(np.fromiter((row[0] for row in rows), np.int64)))


class Columns:
    """The arrays of an index."""

    def __init__(self, base: sqlite3.Connection) -> None:
        columns = ", ".join(("article", "date", "confidence", "cluster", *SINGLE_VALUED))
        rows = base.execute(f"SELECT {columns} FROM records ORDER BY article").fetchall()  # noqa: S608  our own columns
        self.size = len(rows)
        self.articles = np.array([row[0] for row in rows], np.int64)
        #: dates as numbers, YYYYMMDD; 0 without a date
        self.days = np.array([_day_number(row[1] or "") for row in rows], np.int32)
        self.confidence = np.array([np.nan if row[2] is None else row[2] for row in rows], np.float32)
        #: number of each record's event: at least ``size`` if articles are clustered, else the record's own position
        self.clusters = _cluster_numbers([row[3] for row in rows])
        self.values: dict[str, list[Any]] = {}
        self.codes: dict[str, NDArray[np.int32]] = {}
        for number, name in enumerate(SINGLE_VALUED, 4):
            self.values[name], self.codes[name] = _coded([row[number] for row in rows])
        #: positions newest first, and oldest first with undated records last
        self.newest = np.lexsort((np.arange(self.size), -self.days))
        self.oldest = np.lexsort((np.arange(self.size), np.where(self.days == 0, 99_999_999, self.days)))
        self._load_links(base)

    def _load_links(self, base: sqlite3.Connection) -> None:
        (most,) = base.execute("SELECT coalesce(max(number), 0) FROM names").fetchone()
        #: index of each name's kind in KINDS, by the name's number
        self.kind_of = np.full(most + 1, -1, np.int8)
        for number, kind in base.execute("SELECT number, kind FROM names"):
            self.kind_of[number] = KINDS.index(kind)
        flat = np.fromiter(
            (value for row in base.execute("SELECT article, name FROM links ORDER BY article, name") for value in row), np.int32
        )
        linked = flat.reshape(-1, 2)
        self.link_names = np.ascontiguousarray(linked[:, 1])
        self.link_positions = self.positions(linked[:, 0]).astype(np.int32)

    def positions(self, articles: NDArray[Any] | list[int]) -> Positions:
        """The positions of articles, given by their numbers."""
        return np.searchsorted(self.articles, articles)

    def counted(self, name: str, mask: Mask) -> list[tuple[Any, int]]:
        """Each value of a column with its count among the masked records, in the order of the values."""
        codes = self.codes[name][mask]
        counts = np.bincount(codes[codes >= 0], minlength=len(self.values[name]))
        return [(value, int(n)) for value, n in zip(self.values[name], counts, strict=True) if n]

    def linked_counts(self, mask: Mask) -> Positions:
        """Number of masked records that each name is linked to, indexed by name number."""
        return np.bincount(self.link_names[mask[self.link_positions]], minlength=len(self.kind_of))

    def most_linked(self, kind: str, counted: Positions, most: int) -> list[tuple[int, int]]:
        """The ``most`` names of a kind with the highest counts, as pairs of name number and count."""
        counts = np.where(self.kind_of == KINDS.index(kind), counted, 0)
        best = np.argpartition(-counts, min(most, len(counts) - 1))[: most + 1]
        ordered = sorted(
            ((int(counts[number]), int(number)) for number in best if counts[number]), key=lambda pair: (-pair[0], pair[1])
        )
        return [(number, n) for n, number in ordered[:most]]

    def has_name(self, number: int) -> Mask:
        """Mask of the records that a name is linked to."""
        mask = np.zeros(self.size, bool)
        mask[self.link_positions[self.link_names == number]] = True
        return mask

    def has_value(self, name: str, values: Iterable[str]) -> Mask:
        """Mask of the records that have one of these values in a column."""
        known = {str(value): at for at, value in enumerate(self.values[name])}
        return np.isin(self.codes[name], [known[value] for value in values if value in known])


def _day_number(day: str) -> int:
    digits = day.replace("-", "")
    return int(f"{digits:0<8}"[:8]) if digits.isdecimal() else 0


def _cluster_numbers(clusters: list[str | None]) -> NDArray[np.int64]:
    known: dict[str, int] = {}
    numbers = (at if key is None else len(clusters) + known.setdefault(key, len(known)) for at, key in enumerate(clusters))
    return np.fromiter(numbers, np.int64)


def _coded(given: list[Any]) -> tuple[list[Any], NDArray[np.int32]]:
    """The sorted distinct values, and the index of each given value among them (-1 for None)."""
    values = sorted({value for value in given if value is not None})
    code = {value: at for at, value in enumerate(values)}
    return values, np.array([code.get(value, -1) for value in given], np.int32)
