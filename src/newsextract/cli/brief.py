"""The table that ``newsextract extract`` prints on a terminal instead of JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import typer

from newsextract.printable import one_line

if TYPE_CHECKING:
    from rich.table import Table

#: maximum rows of the table
MAX_ROWS = 40
#: widths in characters: the gap between columns, the maximum of a place, the minimum of a headline
_GAP, _MAX_PLACE, _MIN_HEADLINE = 2, 20, 12


class Brief:
    """Collects records and prints the first :data:`MAX_ROWS` as a table, with a hint on how to get the complete records."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, ...]] = []
        self.count = 0

    def add(self, line: str) -> None:
        """Add a record, given as a line of JSON."""
        self.count += 1
        if len(self.rows) < MAX_ROWS:
            self.rows.append(row(json.loads(line)))

    def show(self) -> None:
        """Print the table on standard output, and the number of further records and the hint on standard error."""
        from rich.console import Console

        if self.rows:
            console = Console()
            console.print(table(self.rows, console.width))
        if self.count > len(self.rows):
            typer.echo(f"… and {self.count - len(self.rows):,} more", err=True)
        typer.echo("the whole records: -o records.jsonl (or a pipe), then `newsextract show records.jsonl -n 1`", err=True)


def row(record: dict[str, Any]) -> tuple[str, ...]:
    """Return a record's row: day of publication, type, start and place of the main event, headline.

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
    """The rows as a rich table; headlines are truncated to the width that the other columns leave."""
    from rich.table import Table
    from rich.text import Text

    names = ("published", "event", "start", "where", "headline")
    cells = [[Text(one_line(value)) for value in row] for row in rows]
    for line in cells:
        line[3].truncate(_MAX_PLACE, overflow="ellipsis")
    taken = sum(max(line[n].cell_len for line in [*cells, [Text(name) for name in names]]) + _GAP for n in range(4))
    result = Table(box=None, header_style="bold", padding=(0, _GAP, 0, 0), pad_edge=False)
    for name in names:
        result.add_column(name, no_wrap=True)
    for line in cells:
        line[4].truncate(max(_MIN_HEADLINE, width - taken), overflow="ellipsis")
        result.add_row(*line)
    return result
