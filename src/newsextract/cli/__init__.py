"""The command line: a thin shell over the library.

Exit codes: 0 all done, 1 some inputs failed, 2 wrong usage.
"""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from newsextract import __version__
from newsextract.cli import dates, doctor, explore, extract, glossary, query, report, run, schema, show, store, wayback
from newsextract.errors import NewsExtractError

app = typer.Typer(
    name="newsextract",
    help="Turn Thai and English government news pages into event records that a researcher can cite.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"newsextract {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    _version_: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")] = False,
) -> None:
    pass


app.command("extract")(extract.extract)
app.command("run")(run.run)
app.command("wayback")(wayback.wayback)
app.command("store")(store.store)
app.command("query")(query.query)
app.command("explore")(explore.explore)
app.command("report")(report.report)
app.command("show")(show.show)
app.command("dates")(dates.dates)
app.command("glossary")(glossary.glossary)
app.command("schema")(schema.schema)
app.command("doctor")(doctor.doctor)


def main() -> None:
    """Run the command line; an error of ours ends it with one line and exit code 2."""
    try:
        app()
    except NewsExtractError as error:
        typer.echo(f"newsextract: {error}", err=True)
        sys.exit(2)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
