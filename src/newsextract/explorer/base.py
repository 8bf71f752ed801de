"""The index as Datasette asks it."""

from __future__ import annotations

import re
import sqlite3
from contextlib import suppress
from typing import Any

from datasette.database import Database

# the SQL of a table's page alone: it begins with the primary key
_SORTED = re.compile(
    r"(\Aselect article(?:, [\w\[\]]+)* from records .*order by (?:\[[^\]]+\]|\w+)(?: desc)?)( limit \d+\s*)?\Z", re.DOTALL
)


def with_ties(sql: str) -> str:
    """Order records that share a value by their number.

    Datasette orders the pages after the first so; where the first is not, the pages leave rows out or show them twice.

    Examples
    --------
    >>> with_ties("select article, id from records order by date desc limit 51")
    'select article, id from records order by date desc, article limit 51'
    """
    return _SORTED.sub(r"\1, article\2", sql)


class Base(Database):  # type: ignore[misc]  # Datasette has no types
    """An index whose pages hold every record once."""

    async def execute(self, sql: str, params: Any = None, **options: Any) -> Any:
        """Execute a query."""
        return await super().execute(with_ties(sql), params, **options)

    async def table_counts(self, limit: int = 10) -> dict[str, int | None]:  # noqa: ARG002  Datasette's signature
        """How many rows the tables have; None of the hidden ones: to count them reads the whole file, before the first page."""
        if self._cached_table_counts is None:
            hidden, counts = set(await self.hidden_table_names()), dict[str, int | None]()
            for name in await self.table_names():
                counts[name] = None
                if name not in hidden:
                    with suppress(sqlite3.DatabaseError):  # the pages of a damaged table say so
                        counts[name] = (await self.execute(f"select count(*) from [{name}]")).first()[0]
            self._cached_table_counts = counts
        return dict(self._cached_table_counts)
