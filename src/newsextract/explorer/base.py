"""The index as a Datasette database, with a stable row order and cheap row counts."""

from __future__ import annotations

import re
import sqlite3
from typing import Any

from datasette.database import Database

# matches only the SQL of a table's page, which selects the primary key first
_SORTED = re.compile(
    r"(\Aselect article(?:, [\w\[\]]+)* from records .*order by (?:\[[^\]]+\]|\w+)(?: desc)?)( limit \d+\s*)?\Z", re.DOTALL
)


def with_ties(sql: str) -> str:
    """Break ties between records by article number.

    Datasette does so on every page but the first; if the first does not, rows are left out or shown twice.

    Examples
    --------
    >>> with_ties("select article, id from records order by date desc limit 51")
    'select article, id from records order by date desc, article limit 51'
    """
    return _SORTED.sub(r"\1, article\2", sql)


class Base(Database):  # type: ignore[misc]  # Datasette has no types
    """The index, whose table pages show every record exactly once."""

    _counts: dict[str, int | None] | None = None

    async def execute(self, sql: str, params: Any = None, **options: Any) -> Any:
        """Execute a query with ties broken."""
        return await super().execute(with_ties(sql), params, **options)

    async def table_counts(self, limit: int = 10) -> dict[str, int | None]:  # noqa: ARG002  Datasette's signature
        """Row counts of the tables; None for hidden tables, because counting them reads the whole file before the first page."""
        if self._counts is None:
            hidden = set(await self.hidden_table_names())
            self._counts = {name: None if name in hidden else await self._count(name) for name in await self.table_names()}
        return self._counts

    async def _count(self, name: str) -> int | None:
        try:
            return int((await self.execute(f"select count(*) from [{name}]")).first()[0])  # noqa: S608  a table's own name
        except sqlite3.DatabaseError:  # a damaged table's own page reports it
            return None
