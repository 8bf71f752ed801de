"""The explorer: a local, read-only site over a DuckDB store, built on Datasette with a plugin.

Datasette provides tables, facets, filters, sorting, paging, SQL and exports; the plugin adds a search that suits unspaced Thai,
facets over people and ministries, a timeline, a map, and a page for each record with every value linked to its words.
"""

from __future__ import annotations

from newsextract.explorer.index import build, index_path, is_fresh
from newsextract.explorer.site import check_port, make_site, serve

__all__ = ["build", "check_port", "index_path", "is_fresh", "make_site", "serve"]
