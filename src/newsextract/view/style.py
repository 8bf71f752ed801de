"""Colours of the labels: told apart by hue and by line, on light and dark pages alike."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from newsextract.data import read_text


class Style(NamedTuple):
    """How a label is named and drawn: hue in degrees and line below in HTML, a style of rich's in the terminal."""

    hue: int
    line: str
    name: str
    terminal: str


#: The ground is translucent and the line mixes with the text's own colour, so that text keeps its contrast whatever the page's
#: colours are; the four line styles serve readers who do not see the hues.
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
#: share of the hue in a label's ground
GROUND = 0.2

#: where labels overlap the later one is seen: wide layers first
_PAINTED = ("STATEMENT", "TERM", "EVENT", "ORGANIZATION", "FACILITY", "LOCATION", "PERSON", "TIME", "TRIGGER")


def _label(label: str) -> str:
    hue, line, *_ = LABELS[label]
    colour = "0 0% 50%" if label == "STATEMENT" else f"{hue} 80% 50%"
    width = "3px" if line == "double" else "2px"
    strength = GROUND / 2 if label == "STATEMENT" else GROUND
    return (
        f".nx .nx-{label}{{background:hsl({colour}/{strength});"
        f"border-bottom:{width} {line} color-mix(in srgb,hsl({colour}) 55%,currentColor)}}"
    )


@cache
def stylesheet() -> str:
    """The CSS rules of every fragment of this package, all below the class ``nx``; nothing is fetched."""
    return read_text("view/fragment.css") + "".join(map(_label, _PAINTED))
