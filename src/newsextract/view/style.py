"""Colours of the labels, distinct by hue and by line style on light and dark pages."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from newsextract.data import read_text


class Style(NamedTuple):
    """Name and drawing of a label: hue in degrees and style of the underline in HTML, rich style in the terminal."""

    hue: int
    line: str
    name: str
    terminal: str


#: The background is translucent and the underline is mixed with the text colour, so that text keeps its contrast on a page of any
#: colour; the four line styles serve readers who cannot tell the hues apart.
LABELS = {
    "PERSON": Style(205, "solid", "person", "black on bright_cyan"),
    "ORGANIZATION": Style(265, "double", "organisation", "black on bright_blue"),
    "LOCATION": Style(140, "solid", "location", "black on bright_green"),
    "FACILITY": Style(165, "dashed", "facility", "black on green"),
    "EVENT": Style(315, "double", "named event", "black on bright_magenta"),
    "TIME": Style(45, "solid", "time", "black on bright_yellow"),
    "TERM": Style(20, "dotted", "bilingual term", "underline"),
    "TRIGGER": Style(350, "dashed", "event word", "bold"),
    "STATEMENT": Style(0, "dotted", "statement", "italic"),
}
#: opacity of a label's background
BACKGROUND_OPACITY = 0.2

#: order of the CSS rules: where labels overlap the later one shows, so wide layers come first
_PAINT_ORDER = ("STATEMENT", "TERM", "EVENT", "ORGANIZATION", "FACILITY", "LOCATION", "PERSON", "TIME", "TRIGGER")


def _label(label: str) -> str:
    hue, line, *_ = LABELS[label]
    colour = "0 0% 50%" if label == "STATEMENT" else f"{hue} 80% 50%"
    width = "3px" if line == "double" else "2px"
    strength = BACKGROUND_OPACITY / 2 if label == "STATEMENT" else BACKGROUND_OPACITY
    return (
        f".nx .nx-{label}{{background:hsl({colour}/{strength});"
        f"border-bottom:{width} {line} color-mix(in srgb,hsl({colour}) 55%,currentColor)}}"
    )


@cache
def stylesheet() -> str:
    """The CSS rules of all HTML fragments, scoped to the class ``nx``; nothing is fetched."""
    return read_text("view/fragment.css") + "".join(map(_label, _PAINT_ORDER))
