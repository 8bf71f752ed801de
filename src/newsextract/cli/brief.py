"""The table that ``newsextract extract`` prints on a terminal instead of JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import typer

from newsextract.printable import one_line

if TYPE_CHECKING:
    from rich.table import Table

#: maximum rows of the table
ROWS = 40
#: widths: the gap between two cells, the longest place, the shortest headline
_GAP, _WHERE, _SHORTEST = 2, 20, 12


class Brief:
    """Collects records and prints the first of them as a table, then how to get them whole."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, ...]] = []
        self.count = 0

    def add(self, line: str) -> None:
        """Take one record, as its line of JSON."""
        self.count += 1
        if len(self.rows) < ROWS:
            self.rows.append(row(json.loads(line)))

    def show(self) -> None:
        """Print the table on standard output, and what to do next on standard error."""
        from rich.console import Console

        if self.rows:
            console = Console()
            console.print(table(self.rows, console.width))
        if self.count > len(self.rows):
            typer.echo(f"… and {self.count - len(self.rows):,} more", err=True)
        typer.echo("the whole records: -o records.jsonl (or a pipe), then `newsextract show records.jsonl -n 1`", err=True)


def row(record: dict[str, Any]) -> tuple[str, ...]:
    """Give the main event's type, beginning and place, and the headline.

    Examples
    --------
    >>> event = {"main": True, "type": "visit", "start": "2024-03-12T09:30+07:00", "place": {"venue": None, "province": "เลย"}}
    >>> row({"published": "2024-03-13", "title": {"text": "ตรวจเยี่ยม"}, "events": [event]})
    ('2024-03-13', 'visit', '2024-03-12 09:30', 'เลย', 'ตรวจเยี่ยม')
    """
    event: dict[str, Any] = next((e for e in record["events"] if e["main"]), {})
    place = event.get("place") or {}
    start = (event.get("start") or "").replace("T", " ")[:16]
    where = place.get("province") or place.get("venue") or place.get("country") or ""
    return record["published"] or "", event.get("type") or "", start, where, record["title"]["text"]


def table(rows: list[tuple[str, ...]], width: int) -> Table:
    """Draw the rows; the headline is cut to what the other columns leave of the width."""
    from rich.table import Table
    from rich.text import Text

    names = ("published", "event", "start", "where", "headline")
    cells = [[Text(one_line(value)) for value in row] for row in rows]
    for line in cells:
        line[3].truncate(_WHERE, overflow="ellipsis")
    taken = sum(max(line[n].cell_len for line in [*cells, [Text(name) for name in names]]) + _GAP for n in range(4))
    drawn = Table(box=None, header_style="bold", padding=(0, _GAP, 0, 0), pad_edge=False)
    for name in names:
        drawn.add_column(name, no_wrap=True)
    for line in cells:
        line[4].truncate(max(_SHORTEST, width - taken), overflow="ellipsis")
        drawn.add_row(*line)
    return drawn
