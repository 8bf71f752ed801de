"""``newsextract doctor``."""

from __future__ import annotations

import typer


def doctor() -> None:
    """Show what is installed, which models are found, and how to get the optional parts that are missing.

    Example: newsextract doctor
    """
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from newsextract.diagnose import checks

    table = Table("part", "found", "what to do", box=None, header_style="bold")
    results = checks()
    for check in results:
        mark = "[green]✓[/]" if check.ok else ("[red]✗[/]" if check.needed else "[yellow]–[/]")
        table.add_row(f"{mark} {escape(check.part)}", escape(check.found or "not found"), "" if check.ok else escape(check.fix))
    Console().print(table)
    raise typer.Exit(0 if all(check.ok for check in results if check.needed) else 1)
