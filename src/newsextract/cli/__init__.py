"""The command line: a thin shell over the library.

Exit codes: 0 all done, 1 some inputs failed, 2 wrong usage or a fault of the machine.
"""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from newsextract._version import build
from newsextract.cli import (
    check,
    dates,
    doctor,
    explore,
    extract,
    glossary,
    learn,
    link,
    profile,
    query,
    report,
    run,
    sample,
    schema,
    score,
    show,
    store,
    wayback,
)
from newsextract.cli.output import say
from newsextract.errors import NewsExtractError
from newsextract.printable import one_line

app = typer.Typer(
    name="newsextract",
    help="Turn Thai and English government news pages into event records that a researcher can cite.",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"newsextract {build()}")
        raise typer.Exit


@app.callback()
def _root(
    _version_: Annotated[
        bool,
        typer.Option(
            "--version", callback=_version, is_eager=True, help="Print the version, with the commit of a build from git."
        ),
    ] = False,
) -> None:
    pass


#: each command with what the list of commands says of it, short enough not to be cut
_COMMANDS = (
    ("extract", extract.extract, "Extract records from pages, one line of JSON each."),
    ("run", run.run, "Extract a large input into a folder; resumable."),
    ("check", check.check, "Check a run's files against their checksums."),
    ("wayback", wayback.wayback, "List a page's captures in the web archive."),
    ("store", store.store, "Convert records to DuckDB, Parquet, CSV or JSON Lines."),
    ("query", query.query, "Query a DuckDB store in SQL; read-only."),
    ("explore", explore.explore, "Search, filter and read a store in the browser."),
    ("sample", sample.sample, "Draw records to judge: a coding sheet."),
    ("score", score.score, "Precision, recall and intervals from a judged sheet."),
    ("learn", learn.learn, "Teach event types of your own from examples."),
    ("report", report.report, "Write a run's counts, plots and errors as an HTML page."),
    ("show", show.show, "Show records in the terminal, each value in its words."),
    ("dates", dates.dates, "Find dates and times in any text."),
    ("glossary", glossary.glossary, "Write the Thai and English names as CSV or TBX."),
    ("link", link.link, "Find releases put up more than once, as groups."),
    ("schema", schema.schema, "Print the JSON Schema of a record."),
    ("doctor", doctor.doctor, "Show what is installed and what is missing."),
)
for _name, _function, _summary in _COMMANDS:
    app.command(_name, short_help=_summary)(_function)
app.add_typer(
    profile.app,
    name="profile",
    short_help="Draft or check a site profile of your own.",
    help="Draft or check a site profile of your own.",
)


def main() -> None:
    """Run the command line; an expected error ends it with one line and exit code 2."""
    # numpy would start as many threads as there are cores in each worker, for products too small to gain by them
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        app()
    except NewsExtractError as error:
        say(f"newsextract: {error}")
        sys.exit(2)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except OSError as error:  # a full disk, a name that is too long, a folder that may not be written
        say(f"newsextract: {one_line(str(error.filename or 'the system'))}: {error.strerror or error}")
        sys.exit(2)
