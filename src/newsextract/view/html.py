"""A record as HTML: coloured spans, a legend, values as tooltips, every value linked to its words.

The fragments have no script and fetch nothing. A link to words is an ordinary URL fragment (``#nx-1a2b3c-w160-194``) and a style
rule highlights its target, so that it works in a notebook, in the explorer and in a mailed file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from html import escape

from newsextract.data import read_text
from newsextract.records import Event, Mention, Record, Time
from newsextract.thai.text import shortened
from newsextract.view.labels import Say, english
from newsextract.view.spans import DisplaySpan, display_spans, joined, layer_values, pieces, slots, time_note, time_value
from newsextract.view.style import LABELS

#: maximum characters of a quote in a table
MAX_QUOTE = 60


def style_html() -> str:
    """The style element that the fragments need once per page."""
    return f"<style>{read_text('view/fragment.css')}</style>"


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
    head = f"<b>{escape(record.title.text)}</b><br><small>{escape(record.id)} · {escape(record.published or 'no date')} · {link_html(record)}</small>"
    body = "".join((legend_html(record), text_html(record), events_html(record), layers_html(record), warnings_html(record)))
    return f'{style_html()}<div class="nx" lang="{record.language}">{head}{body}</div>'


def html_of(item: Record | Event | Time) -> str:
    """Render a record, an event or a time expression as a self-contained HTML fragment for a notebook."""
    if isinstance(item, Record):
        return record_html(item)
    return time_html(item) if isinstance(item, Time) else f'<div class="nx">{style_html()}{event_html(item)}</div>'


def legend_html(record: Record, say: Say = english) -> str:
    """The legend of the labels that occur in a record."""
    used = {span.label for span in display_spans(record)}
    marks = "".join(
        f'<li><mark class="nx-{label}">{escape(say(style.name))}</mark></li>'
        for label, style in LABELS.items()
        if label in used
    )
    return f'<ul class="nx-legend" aria-label="{escape(say("legend"))}">{marks}</ul>' if marks else ""


def link_html(record: Record) -> str:
    """The record's URL, as a link if it is http or https."""
    url = record.source.url
    if url and url.startswith(("http://", "https://")):
        return f'<a href="{escape(url)}" rel="noreferrer noopener">{escape(url)}</a>'
    return escape(url or "no address")


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


def _bar(confidence: float | None) -> str:
    if confidence is None:
        return ""
    return f'<span class="nx-bar" aria-hidden="true"><i style="width:{confidence * 100:.0f}%"></i></span>{confidence:.2f}'


def event_html(event: Event, record_id: str | None = None) -> str:
    """Render an event as an HTML table of its slots, each with its words and its confidence.

    Parameters
    ----------
    record_id
        Record whose text is on the same page, so that the words become links; None if there is none.
    """
    rows = [(slot.name, escape(slot.value), words_html(slot.words, record_id), _bar(slot.confidence)) for slot in slots(event)]
    caption = f"{'main' if event.main else 'background'} event: {escape(event.id)}"
    return table_html(("slot", "value", "words", "confidence"), rows, kind="nx-event", caption=caption, named=True)


def table_html(
    columns: Iterable[str], rows: Iterable[Iterable[str]], *, kind: str = "", caption: str = "", named: bool = False
) -> str:
    """Render a table whose cells are HTML; with ``named``, the first cell of each row is its header."""
    head = "".join(f'<th scope="col">{column}</th>' for column in columns)
    body = []
    for first, *rest in rows:
        name = f'<th scope="row">{first}</th>' if named else f"<td>{first}</td>"
        body.append(f"<tr>{name}{''.join(f'<td>{cell}</td>' for cell in rest)}</tr>")
    title = f"<caption>{caption}</caption>" if caption else ""
    classes = f' class="{kind}"' if kind else ""
    return f"<table{classes}>{title}<thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table>"


def events_html(record: Record) -> str:
    """Render a record's events: main events in full, background events collapsed."""
    main = "".join(event_html(event, record.id) for event in record.events if event.main)
    others = [event for event in record.events if not event.main]
    if not others:
        return main
    tables = "".join(event_html(event, record.id) for event in others)
    return f"{main}<details><summary>background events ({len(others)})</summary>{tables}</details>"


def layers_html(record: Record) -> str:
    """List the values of the other layers beside their words: the tooltips' content, for keyboards and screen readers."""
    parts = []
    for layer, found in layer_values(record).items():
        rows = [
            (escape(one.name), escape(one.value), escape(one.note), words_html(one.words, record.id), _bar(one.confidence))
            for one in found
        ]
        table = table_html(("what", "value", "notes", "words", "confidence"), rows)
        parts.append(f"<details><summary>{layer} ({len(rows)})</summary>{table}</details>" if rows else "")
    return "".join(parts)


def warnings_html(record: Record) -> str:
    """List the warnings of a record, each with its words if it has any."""
    items = []
    for w in record.warnings:
        words = ""
        if w.start is not None and w.end is not None:
            words = ": " + words_html([Mention.of(record.text, w.start, w.end)], record.id)
        items.append(f"<li><b>{escape(w.code)}</b> {escape(w.message)}{words}</li>")
    return f'<ul class="nx-warnings">{"".join(items)}</ul>' if items else ""


def time_html(time: Time) -> str:
    """Render a time expression as a self-contained fragment: its words, its value, what supplied a missing part."""
    value = escape(time_value(time))
    notes = (time_note(time), time.basis and f"from {time.basis}")
    said = f'<mark class="nx-TIME" title="{value}">{escape(time.text)}</mark>'
    rest = escape(joined((*notes, f"characters {time.start} to {time.end}"), " · "))
    return f'{style_html()}<span class="nx">{said} <b>{value}</b> <span class="nx-soft">{rest}</span></span>'


def records_html(records: Iterable[Record]) -> str:
    """Render records as a self-contained HTML table, one row per article: id, date, type, headline, main actor, place."""
    columns = ("id", "when", "event", "headline", "main actor", "where")
    rows = (map(escape, _overview(record)) for record in records)
    return f'{style_html()}<div class="nx">{table_html(columns, rows, named=True)}</div>'


def _overview(record: Record) -> tuple[str, ...]:
    """A record's row: id, date, type, headline, main actor and place of the main event."""
    event = next((event for event in record.events if event.main), None)
    if event is None:
        return record.id, record.published or "", "", record.title.text, "", ""
    actor = event.actors[0].name if event.actors else ""
    where = event.place.venue or event.place.province or ""
    return record.id, event.start or record.published or "", event.type, record.title.text, actor, where
