"""Display in Jupyter: lists of records as tables, and Altair charts in the style of the report."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

from newsextract.records import Record
from newsextract.view.charts import NOTEBOOK_CONFIG, outputs
from newsextract.view.html import records_html

#: maximum rows shown of a list
MAX_ROWS = 200


def list_html(items: list[Any]) -> str | None:
    """Render a list of records as an HTML table; None for any other list.

    Examples
    --------
    >>> list_html([1, 2]) is None
    True
    """
    if not items or not all(isinstance(item, Record) for item in items):
        return None
    more = f"<p>{len(items):,} records, the first {MAX_ROWS} shown</p>" if len(items) > MAX_ROWS else ""
    return records_html(items[:MAX_ROWS]) + more


def load_ipython_extension(shell: Any) -> None:
    """Show lists of records as tables, and Altair charts in the report's style, as pictures too for where no script runs."""
    shell.display_formatter.formatters["text/html"].for_type(list, list_html)
    if find_spec("altair"):
        import altair as alt

        look: Any = {"config": NOTEBOOK_CONFIG}
        alt.theme.register("newsextract", enable=True)(lambda: look)
        alt.renderers.register("newsextract", outputs)
        alt.renderers.enable("newsextract")
        # otherwise data sets are named by a hash whose last digits differ between machines
        alt.data_transformers.consolidate_datasets = False
