"""A record as HTML: coloured spans, a legend, values as tooltips, every value linked to its words.

The fragments have no script and fetch nothing. A link to words is an ordinary URL fragment (``#nx-1a2b3c-w160-194``) and a style
rule highlights its target, so that it works in a notebook, in the explorer and in a mailed file. Their markup is in
``data/templates/fragments.html``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from html import escape
from typing import Any

from newsextract.data import read_text, templates
from newsextract.records import Event, Mention, Record, Time
from newsextract.thai.text import shortened
from newsextract.view.labels import english
from newsextract.view.spans import (
    LABELS,
    DisplaySpan,
    display_spans,
    joined,
    layer_values,
    pieces,
    slots,
    time_note,
    time_value,
)

#: maximum characters of a quote in a table
MAX_QUOTE = 60


def anchor(record_id: str, start: int, end: int) -> str:
    """The URL fragment of a span of a record.

    Examples
    --------
    >>> anchor("thaigov:26729", 160, 194)
    'nx-ceb04b-w160-194'
    """
    return f"nx-{hashlib.sha256(record_id.encode()).hexdigest()[:6]}-w{start}-{end}"


def record_html(record: Record) -> str:
    """Render a record as a self-contained HTML fragment; its text and values are escaped.

    Returns
    -------
    str
        Headline, legend, text with its spans, the events, the other layers, the warnings.
    """
    return str(fragments().record(record))


def html_of(item: Record | Event | Time) -> str:
    """Render a record, an event or a time expression as a self-contained HTML fragment for a notebook."""
    if isinstance(item, Record):
        return record_html(item)
    return time_html(item) if isinstance(item, Time) else f'<div class="nx">{fragments().style()}{event_html(item)}</div>'


def text_html(record: Record) -> str:
    """Render the text of a record, character for character: coloured spans, values as tooltips, an anchor for every quote."""
    warned = {(w.start, w.end) for w in record.warnings if w.start is not None and w.end is not None}
    names = {at: anchor(record.id, *at) for at in sorted({(m.start, m.end) for m in record.spans()} | warned)}
    spans = display_spans(record) + [DisplaySpan(*at, "", name) for at, name in names.items()]
    opened: set[str] = set()
    parts = [_piece(piece, on, opened) for piece, on in pieces(record.text, spans)]
    rules = ",".join(f"#{name}:target~.{name}" for name in names.values())
    style = f"<style>{rules}{{outline:3px solid #d55e00;outline-offset:1px}}</style>" if rules else ""
    return f'{style}<div class="nx-text" lang="{record.language}">{"".join(parts)}</div>'


def _piece(piece: str, on: list[DisplaySpan], opened: set[str]) -> str:
    """Render a piece with its labels, after the anchors of the targets that begin with it."""
    labels, targets = [span for span in on if span.label], [span.note for span in on if not span.label]
    anchors = "".join(f'<a id="{name}"></a>' for name in targets if name not in opened)
    opened.update(targets)
    classes = " ".join(dict.fromkeys([*(f"nx-{span.label}" for span in labels), *targets]))
    if not labels:
        return anchors + (f'<span class="{classes}">{escape(piece)}</span>' if targets else escape(piece))
    note = escape("\n".join(dict.fromkeys(span.note for span in labels)))
    return f'{anchors}<mark class="{classes}" title="{note}">{escape(piece)}</mark>'


def words_html(words: Iterable[Mention], record_id: str | None) -> str:
    """Quote mentions, each linked to its place in the text."""
    out = []
    for m in words:
        label = escape(" ".join(shortened(m.text, MAX_QUOTE).split()))
        at = f"characters {m.start} to {m.end}"
        if record_id is None:
            out.append(f'<span title="{at}">{label}</span>')
        else:
            out.append(f'<a class="nx-quote" href="#{anchor(record_id, m.start, m.end)}" title="{at}">{label}</a>')
    return " · ".join(out)


def event_html(event: Event, record_id: str | None = None) -> str:
    """Render an event as an HTML table of its slots, each with its words and its confidence.

    Parameters
    ----------
    record_id
        Record whose text is on the same page, so that the words become links; None if there is none.
    """
    return str(fragments().event(event, record_id))


def time_html(time: Time) -> str:
    """Render a time expression as a self-contained fragment: its words, its value, what supplied a missing part."""
    return str(fragments().time(time))


def records_html(records: Iterable[Record]) -> str:
    """Render records as a self-contained HTML table, one row per article: id, date, type, headline, main actor, place."""
    return str(fragments().records(records))


#: what the templates call
GLOBALS: dict[str, Any] = {
    **{one.__name__: one for one in (english, joined, layer_values, read_text, slots, time_note, time_value)},
    "LABELS": LABELS,
    "labels_of": lambda record: {span.label for span in display_spans(record)},
    "mention": Mention.of,
    "text_html": text_html,
    "words_html": words_html,
}


@cache
def fragments() -> Any:
    """The macros of ``fragments.html``."""
    return templates().get_template("fragments.html", globals=GLOBALS).module
