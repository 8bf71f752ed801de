"""The command line: a thin shell over the library.

Exit codes: 0 all done, 1 some inputs failed, 2 wrong usage or another error, 130 stopped by Ctrl-C, 141 output closed.
"""

from __future__ import annotations

import errno
import os
import re
import sys
from typing import Annotated, Any

import typer

from newsextract._version import build
from newsextract.cli import about, across, dates, desk, extract, profile, query, records, run, wayback
from newsextract.cli.output import help_of, say
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
    epilog="\b\nExample:\n  newsextract extract saved_pages/ -o records.jsonl",
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


#: name, function and summary of each command; summaries are short enough not to be truncated in the list of commands
_COMMANDS = (
    ("extract", extract.extract, "Extract records from pages, one line of JSON each."),
    ("run", run.run, "Extract a large input into a folder; resumable."),
    ("check", records.check, "Check a run's files against their checksums."),
    ("wayback", wayback.wayback, "List a page's captures in the web archive."),
    ("store", records.store, "Convert records to DuckDB, Parquet, CSV or JSON Lines."),
    ("query", query.query, "Query a DuckDB store in SQL; read-only."),
    ("export", records.export, "Write TEI, BibTeX, Label Studio and more."),
    ("import", desk.import_, "Read annotators' changes as corrections."),
    ("explore", desk.explore, "Search, filter and read a store in the browser."),
    ("review", desk.review, "Confirm and correct a store's records in the browser."),
    ("agreement", desk.agreement, "Measure how far reviewers agree."),
    ("sample", desk.sample, "Draw records to judge: a coding sheet."),
    ("score", desk.score, "Precision, recall and intervals from a judged sheet."),
    ("learn", desk.learn, "Learn event types of your own from examples."),
    ("report", records.report, "Write a run's counts, plots and errors as an HTML page."),
    ("show", records.show, "Show records in the terminal, spans marked in the text."),
    ("dates", dates.dates, "Find dates and times in any text."),
    ("glossary", across.glossary, "Write the Thai and English names as CSV or TBX."),
    ("link", across.link, "Link records: duplicates, people, bodies, offices."),
    ("who", across.who, "Say who held an office on a day, or a person's offices."),
    ("schema", about.schema, "Print the JSON Schema of a record."),
    ("doctor", about.doctor, "Show what is installed and what is missing."),
)
for _name, _function, _summary in _COMMANDS:
    app.command(_name, short_help=_summary, **help_of(_function))(_function)
app.add_typer(
    profile.app,
    name="profile",
    short_help="Draft or check a site profile of your own.",
    help="Draft or check a site profile of your own.",
    epilog="\b\nExample:\n  newsextract profile new saved_pages/1.html saved_pages/2.html",
)


#: click's UsageError, the base of BadParameter; typer does not export it
_UsageError: type[Exception] = typer.BadParameter.__mro__[1]
#: exit code of a program whose output was closed, in shells
_SIGPIPE = 141
#: errors of a full disk, a used-up quota, and a limit on the size of files
_FULL = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}
#: click's message about a path that must exist
_MISSING = re.compile(
    r"(?:Invalid value for [^:]+: )?(?:file|directory|path) '(?P<path>.+)' does not exist", re.IGNORECASE | re.DOTALL
)


def main() -> None:
    """Run the command line; an expected error ends it with one line and exit code 2."""
    # otherwise numpy starts one thread per core in each worker, for products too small to gain from them
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # an SQL query that begins with a comment is not an option
    args = [f" {arg}" if arg.startswith(("-- ", "--\n")) else arg for arg in sys.argv[1:]]
    try:
        code = app(args, prog_name="newsextract", standalone_mode=False)
    except NewsExtractError as error:
        _exit_with_error(str(error))
    except _UsageError as error:
        _exit_with_error(_usage_message(error))
    except (KeyboardInterrupt, typer.Abort):
        say("newsextract: stopped")
        sys.exit(130)
    except SystemExit as stop:  # with 1 from typer and rich if the reader of the output has closed it, as `head` does
        sys.exit(_SIGPIPE if stop.code == 1 else stop.code)
    except OSError as error:  # a full disk, a name that is too long, a read-only folder
        _exit_with_error(_system_message(error))
    sys.exit(code if isinstance(code, int) else 0)


def _system_message(error: OSError) -> str:
    fix = "; make room, or write the output to another disk" if error.errno in _FULL else ""
    return f"{one_line(str(error.filename or 'the system'))}: {error.strerror or error}{fix}"


def _exit_with_error(what: str) -> None:
    say(f"newsextract: {what}")
    sys.exit(2)


def _usage_message(error: Any) -> str:
    """The message of a usage error, with a pointer to the command's help."""
    if type(error).__name__ == "NoArgsIsHelpError":  # no arguments at all: show the help
        error.show()
        sys.exit(2)
    what = error.format_message().removeprefix("Invalid value: ").rstrip(".")
    name = error.ctx.command_path if error.ctx else "newsextract"
    if missing := _MISSING.fullmatch(what):
        return f"{one_line(missing['path'])}: there is no such file or folder; check the path"
    end = " " if what.endswith("?") else "; "
    return what if ";" in what else f"{what}{end}`{name} -h` explains it"
