"""Names of the labels, and their styles in the terminal; those in HTML are in ``view/fragment.css``.

There the background is translucent and the underline is mixed with the text colour, so that text keeps its contrast on a page of any
colour; the line styles serve readers who cannot tell the hues apart. Where labels overlap the later rule shows, so wide layers come first.
"""

from __future__ import annotations

from typing import NamedTuple


class Style(NamedTuple):
    """Name of a label, and its rich style in the terminal."""

    name: str
    terminal: str


LABELS = {
    "PERSON": Style("person", "black on bright_cyan"),
    "ORGANIZATION": Style("organisation", "black on bright_blue"),
    "LOCATION": Style("location", "black on bright_green"),
    "FACILITY": Style("facility", "black on green"),
    "EVENT": Style("named event", "black on bright_magenta"),
    "TIME": Style("time", "black on bright_yellow"),
    "TERM": Style("bilingual term", "underline"),
    "TRIGGER": Style("event word", "bold"),
    "STATEMENT": Style("statement", "italic"),
}
