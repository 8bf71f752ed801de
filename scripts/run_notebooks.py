"""Execute a notebook, without the times and counters of its outputs, so that a diff shows what changed; for docs_outputs.py."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import nbformat as _nbformat
from nbclient import NotebookClient

from common import ROOT
from newsextract.view.charts import MIME

nbformat: Any = _nbformat  # its functions have no types
NOTEBOOKS = ROOT / "notebooks"
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def execute(path: Path, timeout: int = 600) -> Any:
    """Run a notebook in its own folder; raises :class:`CellExecutionError` with the failing cell and its traceback."""
    book = nbformat.read(path, as_version=4)
    resources = {"metadata": {"path": str(path.parent)}}
    NotebookClient(book, timeout=timeout, kernel_name="python3", resources=resources).execute()
    return normalised(book)


#: the commit in a version
_COMMIT = re.compile(r"\+g[0-9a-f]{12}(?:\.d[0-9a-f]{8})?")


def normalised(book: Any) -> Any:
    """Drop what differs from run to run: times, interpreter version, cell ids, breaks in a stream, plain text beside HTML, commit.

    A chart's picture differs between releases and fonts, so a digest of its specification is stored beside it.
    """
    book.metadata = nbformat.from_dict({"kernelspec": KERNEL, "language_info": {"name": "python"}})
    for number, cell in enumerate(book.cells, 1):
        cell.id = f"cell-{number:02d}"
        cell.metadata = nbformat.from_dict({})
        if cell.cell_type == "code":
            cell.outputs = joined(cell.outputs)
            for output in cell.outputs:
                if MIME in output.get("data", {}):
                    output.data["text/plain"] = f"<chart, drawing {drawn(output.data.pop(MIME))}>"
                for place in (output, output.get("data", {})):
                    place.update({kind: _COMMIT.sub("", text) for kind, text in place.items() if isinstance(text, str)})
    return book


def drawn(spec: Any) -> str:
    """A digest of a chart's specification and data, rounded to five digits because machines differ in the rest."""
    rounded = json.loads(json.dumps(spec), parse_float=lambda number: f"{float(number):.5g}")
    return hashlib.sha256(json.dumps(rounded, sort_keys=True).encode()).hexdigest()[:12]


def joined(outputs: list[Any]) -> list[Any]:
    """The outputs of a cell, with each stream's consecutive pieces joined and plain text dropped where there is HTML."""
    kept: list[Any] = []
    for output in outputs:
        if "text/html" in output.get("data", {}):
            output.data.pop("text/plain", None)
        if kept and output.output_type == kept[-1].output_type == "stream" and output.name == kept[-1].name:
            kept[-1].text += output.text
        else:
            kept.append(output)
    return kept


def texts(book: Any) -> list[list[str]]:
    """The text and HTML output of each code cell."""
    return [
        [
            output.get("text", "") or "".join(text for kind, text in output.get("data", {}).items() if kind.startswith("text/"))
            for output in cell.outputs
        ]
        for cell in book.cells
        if cell.cell_type == "code"
    ]
