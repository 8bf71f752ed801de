"""``newsextract schema``."""

from __future__ import annotations

import typer


def schema() -> None:
    """Print the JSON Schema (draft 2020-12) of a record.

    Example: newsextract schema
    """
    import json

    from newsextract.schema import json_schema

    typer.echo(json.dumps(json_schema(), ensure_ascii=False, indent=2))
