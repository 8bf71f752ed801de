"""Facets that Datasette does not have: over a table of links (people, ministries), and the counts that the charts draw."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from datasette.database import QueryInterrupted
from datasette.facets import Facet
from datasette.utils import path_with_added_args, path_with_removed_args

from newsextract.explorer.index import LINKS

#: columns that the charts count
CHARTS = ("month", "iso")
#: most marks of a chart: sixty years of months
MARKS = 720
#: most names of a facet on a page; the table of names has the rest
MOST = 500


class _Counted(Facet):  # type: ignore[misc]  # Datasette has no types
    """A facet whose configuration names what is counted."""

    #: what the page is told: links look like any other facet, charts are drawn
    shown_as = "column"
    #: the names that it may be asked for
    known: Collection[str] = ()

    def _limit(self) -> int:
        return int(self.get_facet_size())

    def _sql_for(self, name: str) -> str:
        raise NotImplementedError

    def _argument(self, name: str) -> str:
        return name

    async def facet_results(self) -> tuple[list[dict[str, Any]], list[str]]:
        """Count, as Datasette's own facets do; those that time out are named, not shown."""
        found, late = [], []
        pairs = self.get_querystring_pairs()
        for config in self.get_configs():
            name = config["config"]["simple"]
            if name not in self.known:  # an address may ask for any
                continue
            try:
                rows = await self.ds.execute(
                    self.database,
                    self._sql_for(name),
                    self.params,
                    truncate=False,
                    custom_time_limit=self.ds.setting("facet_time_limit_ms"),
                )
            except QueryInterrupted:
                late.append(name)
                continue
            found.append(
                {
                    "name": name,
                    "type": self.shown_as,
                    "hideable": False,
                    "toggle_url": self.ds.urls.path(self.request.path),
                    "results": [self._result(name, row, pairs) for row in rows.rows[: self._limit()]],
                    "truncated": len(rows.rows) > self._limit(),
                }
            )
        return found, late

    def _result(self, name: str, row: Any, pairs: list[tuple[str, str]]) -> dict[str, Any]:
        argument, value = self._argument(name), str(row["value"])
        selected = (argument, value) in pairs
        change = path_with_removed_args if selected else path_with_added_args
        path = change(self.request, {argument: value} if selected else [(argument, value), ("_next", None)])
        url = self.ds.absolute_url(self.request, self.ds.urls.path(path))
        return {"value": value, "label": value, "count": row["count"], "toggle_url": url, "selected": selected}


class LinkFacet(_Counted):
    """The names most often linked to the selected articles."""

    type = "link"
    known = LINKS

    def _argument(self, name: str) -> str:
        return f"_{name}"

    def _limit(self) -> int:
        return min(super()._limit(), MOST)

    def _sql_for(self, name: str) -> str:
        if " where " not in self.sql:  # everything is selected: counted when the index was built
            return (
                f"select name as value, articles as count from names where kind = '{name}' "  # noqa: S608  a key of LINKS
                f"order by articles desc, name limit {self._limit() + 1}"
            )
        return (
            f"select name as value, count(*) as count from {LINKS[name]} where article in (select article from ({self.sql})) "  # noqa: S608
            f"group by name order by count desc, name limit {self._limit() + 1}"
        )


class ChartFacet(_Counted):
    """The counts of every month or province of the selection."""

    type = shown_as = "chart"
    known = CHARTS

    def _limit(self) -> int:
        return MARKS

    def _sql_for(self, name: str) -> str:
        return (
            f"select [{name}] as value, count(*) as count from ({self.sql}) where [{name}] is not null "  # noqa: S608
            f"group by [{name}] order by value limit {MARKS + 1}"
        )
