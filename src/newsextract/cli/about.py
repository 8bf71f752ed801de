"""The commands about newsextract itself: ``schema``, ``doctor``."""

from __future__ import annotations

import json

import typer

from newsextract.cli.output import print_table


def schema() -> None:
    """Print the JSON Schema (draft 2020-12) of a record.

    Example: newsextract schema
    """
    from newsextract.schema import json_schema

    typer.echo(json.dumps(json_schema(), ensure_ascii=False, indent=2))


def doctor() -> None:
    """Show what is installed, which models are found, and how to get the optional parts that are missing.

    Example: newsextract doctor
    """
    from rich.markup import escape

    from newsextract.diagnose import checks

    results, rows = checks(), []
    for check in results:
        mark = "[green]✓[/]" if check.ok else ("[red]✗[/]" if check.needed else "[yellow]–[/]")
        rows.append((f"{mark} {escape(check.part)}", escape(check.found or "not found"), "" if check.ok else escape(check.fix)))
    print_table(("part", "found", "what to do"), rows, box=None, header_style="bold")
    raise typer.Exit(0 if all(check.ok for check in results if check.needed) else 1)
