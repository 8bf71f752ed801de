"""A record in the terminal."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from newsextract.printable import one_line, visible
from newsextract.records import Event, Record
from newsextract.view.spans import LABELS, display_spans, pieces, slots, time_value


def render(record: Record) -> RenderableType:
    """Render a record: the text with its spans and ISO dates after the words, then the events and warnings."""
    legend = Text(" ").join(Text(f" {style.name} ", style=style.terminal) for style in LABELS.values())
    head = f"{record.id} · {record.published or 'no date'} · {record.source.url or 'no address'}"
    # above and below the panel, not on its edges, which would cut the address and the legend
    parts: list[RenderableType] = [Text(one_line(head), style="bold"), Panel(_text(record)), legend]
    parts += [_event(event) for event in record.events]
    parts += [Text(one_line(f"! {w.code}: {w.message}"), style="yellow") for w in record.warnings]
    return Group(*parts)


def _text(record: Record) -> Text:
    out = Text()
    at = 0
    ends = {t.end: t for t in record.times}
    for piece, on in pieces(record.text, display_spans(record)):
        out.append(visible(piece), style=" ".join(LABELS[span.label].terminal for span in on))
        at += len(piece)
        if at in ends:
            time = ends[at]
            value = time_value(time)
            out.append(f" ⟨{one_line(value)}⟩", style="bold yellow")
    return out


def _event(event: Event) -> RenderableType:
    grid = Table.grid(padding=(0, 2))
    for style in ("bold", "", "dim"):
        grid.add_column(style=style)
    for slot in slots(event):
        sure = "" if slot.confidence is None else f"{slot.confidence:.2f}"
        grid.add_row(slot.name, Text(visible(slot.value)), sure)  # not markup: a name may hold square brackets
    return Panel(grid, border_style="magenta" if event.main else "dim")
