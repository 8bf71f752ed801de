"""A record as HTML: spans coloured, a legend, the value behind the words on pointing at them, every value linked to its words.

The fragments hold no script and fetch nothing. A link to words is an ordinary fragment (``#nx-1a2b3c-w160-194``) and a style rule
shows its target, so that it works in a notebook, in the explorer and in a file that was mailed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from html import escape

from newsextract.records import Entity, Event, Mention, Record, Statement, Term, Time
from newsextract.view.spans import Drawn, drawn, pieces, slots, time_value
from newsextract.view.style import LABELS, NAMES, stylesheet

#: words of a quote that a table shows
QUOTE = 60


def style_html() -> str:
    """The style element that the fragments need once a page."""
    return f"<style>{stylesheet()}</style>"


def anchor(record_id: str, start: int, end: int) -> str:
    """The fragment name of some words of a record.

    Examples
    --------
    >>> anchor("thaigov:26729", 160, 194)
    'nx-ceb04b-w160-194'
    """
    return f"nx-{hashlib.sha256(record_id.encode()).hexdigest()[:6]}-w{start}-{end}"


def record_html(record: Record) -> str:
    """Draw a record as one self-contained HTML fragment.

    Parameters
    ----------
    record
        Any record; its text and values are escaped.

    Returns
    -------
    str
        Headline, legend, text with its spans, the events, the other layers, the warnings.
    """
    head = f"<b>{escape(record.title.text)}</b><br><small>{escape(record.id)} · {escape(record.published or 'no date')} · {link_html(record)}</small>"
    body = "".join((legend_html(record), text_html(record), events_html(record), layers_html(record), warnings_html(record)))
    return f'{style_html()}<div class="nx" lang="{record.language}">{head}{body}</div>'


def html_of(item: Record | Event | Time) -> str:
    """Draw a record, an event or a time expression as one self-contained HTML fragment: what a notebook shows."""
    if isinstance(item, Record):
        return record_html(item)
    return time_html(item) if isinstance(item, Time) else f'<div class="nx">{style_html()}{event_html(item)}</div>'


def legend_html(record: Record) -> str:
    """The labels that occur in a record, drawn as they are in its text."""
    used = {span.label for span in drawn(record)}
    marks = "".join(f'<li><mark class="nx-{label}">{NAMES[label]}</mark></li>' for label in LABELS if label in used)
    return f'<ul class="nx-legend" aria-label="legend">{marks}</ul>' if marks else ""


def link_html(record: Record) -> str:
    """The record's address, as a link where that is safe."""
    url = record.source.url
    if url and url.startswith(("http://", "https://")):
        return f'<a href="{escape(url)}" rel="noreferrer noopener">{escape(url)}</a>'
    return escape(url or "no address")


def text_html(record: Record) -> str:
    """Draw the text of a record: spans coloured, their values on pointing, a target for every words that a link may name."""
    warned = {(w.start, w.end) for w in record.warnings if w.start is not None and w.end is not None}
    targets = sorted({(m.start, m.end) for m in record.spans()} | warned)
    names = {at: anchor(record.id, *at) for at in targets}
    spans = drawn(record) + [Drawn(start, end, "", name) for (start, end), name in names.items()]
    out: list[str] = []
    opened: set[str] = set()
    for piece, on in pieces(record.text, spans):
        goals = [s.note for s in on if not s.label]
        out += [f'<a id="{name}"></a>' for name in goals if name not in opened]
        opened.update(goals)
        out.append(_piece(piece, [s for s in on if s.label], goals))
    rules = ",".join(f"#{name}:target~.{name}" for name in names.values())
    shown = f"<style>{rules}{{outline:3px solid #d55e00;outline-offset:1px}}</style>" if rules else ""
    return f'{shown}<div class="nx-text" lang="{record.language}">{"".join(out)}</div>'


def _piece(piece: str, on: list[Drawn], goals: list[str]) -> str:
    classes = " ".join(dict.fromkeys([*(f"nx-{s.label}" for s in on), *goals]))
    if not on:
        return f'<span class="{classes}">{escape(piece)}</span>' if goals else escape(piece)
    note = escape("\n".join(dict.fromkeys(s.note for s in on)))
    return f'<mark class="{classes}" title="{note}">{escape(piece)}</mark>'


def words_html(words: Iterable[Mention], record_id: str | None) -> str:
    """Quote mentions, each a link to its place in the text."""
    out = []
    for m in words:
        quote = m.text if len(m.text) <= QUOTE else f"{m.text[: QUOTE * 2 // 3]} … {m.text[-QUOTE // 3 :]}"
        label = escape(" ".join(quote.split()))
        at = f"characters {m.start} to {m.end}"
        if record_id is None:
            out.append(f'<span title="{at}">{label}</span>')
        else:
            out.append(f'<a class="nx-quote" href="#{anchor(record_id, m.start, m.end)}" title="{at}">{label}</a>')
    return " · ".join(out)


def _bar(sure: float | None) -> str:
    if sure is None:
        return ""
    return f'<span class="nx-bar" aria-hidden="true"><i style="width:{sure * 100:.0f}%"></i></span>{sure:.2f}'


def event_html(event: Event, record_id: str | None = None) -> str:
    """Draw an event as a table of its slots, each with its words and how sure it is.

    Parameters
    ----------
    event
        Any event.
    record_id
        The record whose text stands on the same page, so that the words become links; None draws them without.

    Returns
    -------
    str
        An HTML fragment.
    """
    rows = "".join(
        f'<tr><th scope="row">{slot.name}</th><td>{escape(slot.value)}</td>'
        f"<td>{words_html(slot.words, record_id)}</td><td>{_bar(slot.confidence)}</td></tr>"
        for slot in slots(event)
    )
    caption = "main event" if event.main else "background event"
    head = "".join(f'<th scope="col">{name}</th>' for name in ("slot", "value", "words", "confidence"))
    return f'<table class="nx-event"><caption>{caption}: {escape(event.id)}</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'


def events_html(record: Record) -> str:
    """Draw a record's events: the main ones in full, those of the background folded."""
    main = "".join(event_html(event, record.id) for event in record.events if event.main)
    others = [event for event in record.events if not event.main]
    if not others:
        return main
    tables = "".join(event_html(event, record.id) for event in others)
    return f"{main}<details><summary>background events ({len(others)})</summary>{tables}</details>"


def layers_html(record: Record) -> str:
    """List what the other layers found, each value beside its words: what pointing shows, for keyboards and screen readers."""
    parts = [
        _folded("people", ("name", "role", "organisation", "words"), [_person(p, record) for p in record.people]),
        _folded("times", ("value", "kind", "words"), [_time(t, record.id) for t in record.times]),
        _folded(
            "entities",
            ("type", "name", "abbreviation", "ISO", "words"),
            [_entity(e, record.id) for e in record.entities],
        ),
        _folded(
            "terms", ("Thai", "English", "abbreviation", "relation", "posterior"), [_term(t, record.id) for t in record.terms]
        ),
        _folded("statements", ("speaker", "kind", "cue", "words"), [_statement(s, record) for s in record.statements]),
    ]
    return "".join(parts)


def _person(person: Entity, record: Record) -> tuple[str, ...]:
    body = record.entity(person.roles[0].organisation) if person.roles else None
    return (
        escape(" ".join(filter(None, (person.title, person.label)))),
        escape(person.role or ""),
        escape(body.label if body else ""),
        words_html(person.mentions, record.id),
    )


def _entity(entity: Entity, record_id: str) -> tuple[str, ...]:
    name = " / ".join(filter(None, (entity.name.th, entity.name.en)))
    short = (escape(value or "") for value in (name, entity.abbr, entity.iso))
    return escape(entity.type), *short, words_html(entity.mentions, record_id)


def _time(time: Time, record_id: str) -> tuple[str, ...]:
    notes = "".join(
        f", {note}" for note in (time.era, time.calendar_check and f"weekday {time.calendar_check}", *time.flags) if note
    )
    return escape(time_value(time.value, time.end_value, time.values)), escape(time.kind + notes), words_html([time], record_id)


def _term(term: Term, record_id: str) -> tuple[str, ...]:
    said = tuple(words_html([part] if part else [], record_id) for part in (term.th, term.en, term.abbr))
    check = " (abbreviation does not match)" if term.check == "abbr_mismatch" else ""
    known = " · ".join(filter(None, (term.known_th, term.known_en)))
    return *said, escape(term.rel + check + (f", glossary: {known}" if known else "")), _bar(term.posterior)


def _statement(said: Statement, record: Record) -> tuple[str, ...]:
    speaker = record.entity(said.speaker)
    return (
        escape(speaker.label if speaker else "unknown"),
        said.kind,
        words_html([said.cue] if said.cue else [], record.id),
        words_html([said], record.id),
    )


def _folded(name: str, columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    if not rows:
        return ""
    head = "".join(f'<th scope="col">{column}</th>' for column in columns)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<details><summary>{name} ({len(rows)})</summary><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></details>"


def warnings_html(record: Record) -> str:
    """List the warnings of a record, each with its words where it has some."""
    items = []
    for w in record.warnings:
        words = ""
        if w.start is not None and w.end is not None:
            words = ": " + words_html([Mention.of(record.text, w.start, w.end)], record.id)
        items.append(f"<li><b>{escape(w.code)}</b> {escape(w.message)}{words}</li>")
    return f'<ul class="nx-warnings">{"".join(items)}</ul>' if items else ""


def time_html(time: Time) -> str:
    """Draw a time expression: its words, its value, what supplied a missing part."""
    value = escape(time_value(time.value, time.end_value, time.values))
    notes = (
        time.kind,
        time.era,
        time.basis and f"from {time.basis}",
        time.calendar_check and f"weekday {time.calendar_check}",
        *time.flags,
    )
    said = f'<mark class="nx-TIME" title="{value}">{escape(time.text)}</mark>'
    rest = escape(" · ".join(filter(None, notes)))
    return f'{style_html()}<span class="nx">{said} <b>{value}</b> <span class="nx-soft">{rest} · characters {time.start} to {time.end}</span></span>'


def records_html(records: Iterable[Record]) -> str:
    """Draw records as a table, one row an article.

    Parameters
    ----------
    records
        Any records.

    Returns
    -------
    str
        A self-contained HTML table: date, type, headline, main actor, place.
    """
    rows = []
    for record in records:
        event = next((e for e in record.events if e.main), None)
        actor = event.actors[0].name if event and event.actors else ""
        where = (event.place.venue or event.place.province or "") if event else ""
        cells = (
            (event.start if event else None) or record.published or "",
            event.type if event else "",
            record.title.text,
            actor,
            where,
        )
        rows.append(
            f"<tr><th scope='row'>{escape(record.id)}</th>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"
        )
    head = "".join(f'<th scope="col">{name}</th>' for name in ("id", "when", "event", "headline", "main actor", "where"))
    return f"{style_html()}<div class='nx'><table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
