"""The explorer: a local, read-only site over a DuckDB store, built on Datasette with a plugin.

Datasette gives tables, facets, filters, sorting, paging, SQL and exports; ours are the search that suits unspaced Thai, the facets
over people and ministries, the timeline, the map, and the page of a record with every value linked to its words.
"""

from __future__ import annotations

from newsextract.explorer.index import build, index_path, is_fresh
from newsextract.explorer.site import check_port, make_site, serve, serve_review

__all__ = ["build", "check_port", "index_path", "is_fresh", "make_site", "serve", "serve_review"]
