"""Display of records: HTML for notebooks and the explorer, styled text for the terminal.

``%load_ext newsextract.view`` in a notebook shows lists of records as tables, and Altair charts in the style of the report.
"""

from __future__ import annotations

from newsextract.view.html import record_html, records_html
from newsextract.view.notebook import load_ipython_extension

__all__ = ["load_ipython_extension", "record_html", "records_html"]
