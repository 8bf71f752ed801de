"""Colours of the labels: told apart by hue and by line, on light and dark pages alike."""

from __future__ import annotations

#: hue (degrees), line below, of each label. The ground is translucent and the line mixes with the text's own colour, so that
#: text keeps its contrast whatever the page's colours are; the four line styles serve readers who do not see the hues
LABELS: dict[str, tuple[int, str]] = {
    "PERSON": (205, "solid"),
    "ORGANIZATION": (265, "double"),
    "LOCATION": (140, "solid"),
    "FACILITY": (165, "dashed"),
    "EVENT": (315, "double"),
    "TIME": (45, "solid"),
    "TERM": (20, "dotted"),
    "TRIGGER": (350, "dashed"),
    "STATEMENT": (0, "dotted"),
}
#: how a reader sees the labels named
NAMES = {
    "PERSON": "person",
    "ORGANIZATION": "organisation",
    "LOCATION": "location",
    "FACILITY": "facility",
    "EVENT": "named event",
    "TIME": "time",
    "TERM": "bilingual term",
    "TRIGGER": "event word",
    "STATEMENT": "statement",
}
#: share of the hue in a label's ground
GROUND = 0.2

#: where labels overlap the later one is seen: wide layers first
_PAINTED = ("STATEMENT", "TERM", "EVENT", "ORGANIZATION", "FACILITY", "LOCATION", "PERSON", "TIME", "TRIGGER")

FONTS = "'Sarabun','Noto Sans Thai','Noto Sans Thai Looped','Leelawadee UI',Thonburi,Loma,system-ui,sans-serif"


def _label(label: str) -> str:
    hue, line = LABELS[label]
    colour = "0 0% 50%" if label == "STATEMENT" else f"{hue} 80% 50%"
    width = "3px" if line == "double" else "2px"
    strength = GROUND / 2 if label == "STATEMENT" else GROUND
    return (
        f".nx .nx-{label}{{background:hsl({colour}/{strength});"
        f"border-bottom:{width} {line} color-mix(in srgb,hsl({colour}) 55%,currentColor)}}"
    )


def stylesheet() -> str:
    """The rules of every fragment of this package, all below the class ``nx``."""
    return (
        f".nx{{line-height:1.9;max-width:62em;font-family:{FONTS}}}"
        ".nx-text{white-space:pre-wrap;overflow-wrap:anywhere}"
        ".nx table{border-collapse:collapse;margin:.4em 0 1em;display:block;overflow-x:auto;background:none}"
        ".nx td,.nx th{text-align:left;vertical-align:top;padding:.15em .9em .15em 0;line-height:1.7;"
        "border:0 solid color-mix(in srgb,currentColor 18%,transparent);border-width:0 0 1px;background:none;color:inherit}"
        ".nx th{font-weight:600}.nx caption{text-align:left;font-weight:600;padding:.3em 0}"
        ".nx a,.nx td{overflow-wrap:anywhere}.nx td{min-width:3.5em}"
        ".nx mark{color:inherit;border-radius:.15em;padding:.1em .05em}"
        ".nx-legend{display:flex;flex-wrap:wrap;gap:.3em .9em;margin:.5em 0;padding:0;list-style:none}"
        ".nx-text a[id]{scroll-margin-top:6em}.nx-quote{color:inherit;text-decoration:underline;text-underline-offset:.3em}"
        ".nx-soft{opacity:.85}.nx summary{cursor:pointer}"
        ".nx-bar{display:inline-block;width:3.2em;height:.55em;margin-right:.4em;border:1px solid currentColor;border-radius:.2em}"
        "@media (max-width:36em){.nx-event thead{display:none}.nx-event,.nx-event tbody,.nx-event tr,.nx-event th,.nx-event td{display:block}"
        ".nx-event th,.nx-event td{border:0;padding:0}.nx-event td:empty{display:none}"
        ".nx-event tr{padding:.4em 0;border-bottom:1px solid color-mix(in srgb,currentColor 25%,transparent)}}"
        ".nx-bar i{display:block;height:100%;background:currentColor;opacity:.65}" + "".join(map(_label, _PAINTED))
    )
