"""Jupyter: lists of records as tables, and charts of Altair in the look of the report."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

from newsextract.records import Record
from newsextract.view.charts import IN_NOTEBOOK, outputs
from newsextract.view.html import records_html

#: rows shown of a longer list
ROWS = 200


def list_html(items: list[Any]) -> str | None:
    """Draw a list of records as a table.

    Examples
    --------
    >>> list_html([1, 2]) is None
    True
    """
    if not items or not all(isinstance(item, Record) for item in items):
        return None
    more = f"<p>{len(items):,} records, the first {ROWS} shown</p>" if len(items) > ROWS else ""
    return records_html(items[:ROWS]) + more


def load_ipython_extension(shell: Any) -> None:
    """``%load_ext newsextract.view``: show lists of records as tables, and Altair's charts in the look of the report, also where no script runs."""
    shell.display_formatter.formatters["text/html"].for_type(list, list_html)
    if find_spec("altair"):
        import altair as alt

        look: Any = {"config": IN_NOTEBOOK}
        alt.theme.register("newsextract", enable=True)(lambda: look)
        alt.renderers.register("newsextract", outputs)
        alt.renderers.enable("newsextract")
        # else data are named by a checksum, whose last digits differ by machine
        alt.data_transformers.consolidate_datasets = False
