"""What a plot of a notebook draws, as its plain text: loaded into the kernel that executes them, so that a plot of other numbers is noticed.

The picture differs between releases of matplotlib and fonts; what is drawn in it, and its words, do not.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any


def drawn(figure: Any) -> Iterator[str]:
    """The words of a figure, and the numbers that its bars, lines and points stand for."""
    for axes in figure.axes:
        yield from (axes.get_title(), axes.get_xlabel(), axes.get_ylabel())
        for text in axes.texts:
            yield f"{text.get_text()} {_numbers(text.get_position())}"
        for line in axes.lines:
            yield _numbers(line.get_xydata().ravel())
        for patch in axes.patches:
            yield _numbers(patch.get_path().get_extents(patch.get_patch_transform()).extents)
        for points in axes.collections:
            yield _numbers(points.get_offsets().ravel())


def _numbers(values: Any) -> str:
    return " ".join(f"{float(value):.5g}" for value in values)


def tell(figure: Any, printer: Any, _cycle: bool) -> None:
    """Print a figure: how many axes it has, and a digest of what they draw."""
    digest = hashlib.sha256("\n".join(drawn(figure)).encode()).hexdigest()[:12]
    printer.text(f"<figure of {len(figure.axes)} axes, drawing {digest}>")


def load_ipython_extension(shell: Any) -> None:
    """Print figures so in this kernel: asked before each cell's plots are shown, as pyplot, once imported, takes such wishes away."""
    plain = shell.display_formatter.formatters["text/plain"]
    shell.events.register("post_execute", lambda: plain.for_type_by_name("matplotlib.figure", "Figure", tell))
