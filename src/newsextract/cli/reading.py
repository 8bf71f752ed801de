"""Shared by several commands: arguments and options, each declared once, and the reading and counting of records."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Self

import typer

from newsextract.cli.output import say, say_some
from newsextract.errors import ConfigError, Failure, InputError
from newsextract.printable import one_line

if TYPE_CHECKING:
    from newsextract.config import Config
    from newsextract.fetch import Settings
    from newsextract.page import Page
    from newsextract.records import Record
    from newsextract.sources.base import Options

Source = Annotated[Path, typer.Argument(metavar="RECORDS", help="A run's folder, a file of records, or a store.")]
Sources = Annotated[
    list[Path], typer.Argument(metavar="RECORDS", help="Files of records, stores or runs' folders.", exists=True)
]
Port = Annotated[int, typer.Option("--port", min=1, max=65535, help="Port on 127.0.0.1.")]
Index = Annotated[Path | None, typer.Option("--index", help="Search index file; by default beside the store.")]
Workers = Annotated[int, typer.Option("--workers", min=1, help="Number of worker processes.")]
Timeout = Annotated[float, typer.Option("--timeout", min=0.1, help="Time limit for one page, in seconds.")]
MaxBytes = Annotated[int, typer.Option("--max-bytes", min=1, help="Skip pages larger than this.")]
Gazetteers = Annotated[
    list[Path] | None, typer.Option("--gazetteer", metavar="FILE", help="Your own gazetteer (CSV: name,type). May be repeated.")
]
SiteProfiles = Annotated[
    list[Path] | None,
    typer.Option(
        "--profile",
        metavar="FILE",
        help="A site profile of your own (TOML), besides those in the folder of your settings. May be repeated.",
    ),
]
Contact = Annotated[
    str | None,
    typer.Option(
        "--contact", envvar="NEWSEXTRACT_CONTACT", help="Your email or web address, required to fetch from live sites."
    ),
]
Delay = Annotated[float, typer.Option("--delay", min=0, help="Minimum delay between two requests to a host, in seconds.")]
ArchiveTime = Annotated[
    str | None,
    typer.Option(
        "--archive", metavar="nearest[=DATE]", help="Read addresses from the web archive, at the capture nearest to a date."
    ),
]
Wayback = Annotated[str, typer.Option("--wayback", help="Address of the web archive.")]
Warc = Annotated[
    Path | None, typer.Option("--warc", help="Keep everything fetched in this .warc.gz file, and reuse what is in it.")
]
Refresh = Annotated[
    bool,
    typer.Option("--refresh", help="Ask the site, by conditional requests, whether what the WARC file has is still current."),
]
Proxy = Annotated[
    str | None,
    typer.Option(
        "--proxy", envvar="NEWSEXTRACT_PROXY", help="Proxy, as http://host:port; proxies set in the environment are ignored."
    ),
]
TextColumn = Annotated[
    str | None, typer.Option("--text-column", help="Column of a table, or key of JSON Lines, that holds the text.")
]
TitleColumn = Annotated[str | None, typer.Option("--title-column", help="Column of the headline.")]
DateColumn = Annotated[str | None, typer.Option("--date-column", help="Column of the day of publication.")]
UrlColumn = Annotated[str | None, typer.Option("--url-column", help="Column of the address.")]
IdColumn = Annotated[str | None, typer.Option("--id-column", help="Column of your own article numbers.")]
KeepDoubtful = Annotated[
    bool, typer.Option("--keep-doubtful", help="Keep pages that do not seem to be articles, with the warning not_an_article.")
]
Names = Annotated[
    list[Path] | None,
    typer.Option(
        "--names", metavar="FILE", help="People's names in both languages (`link --learn` writes them). May be repeated."
    ),
]
Force = Annotated[bool, typer.Option("--force", help="Replace an existing output.")]
Unchecked = Annotated[bool, typer.Option("--unchecked", help="Read the folder of a run without checking its files.")]
Corrections = Annotated[
    list[Path] | None,
    typer.Option(
        "--corrections", metavar="FILE", help="Apply a file of corrections that `newsextract review` wrote. May be repeated."
    ),
]
Misfits = Annotated[
    Path | None, typer.Option("--misfits", help="Write the corrections that do not fit, with the reasons, as CSV.")
]
Codebook = Annotated[
    Path | None,
    typer.Option(
        "--codebook", help="Your own event types and slots: a codebook (TOML, YAML) or a model of `newsextract learn`."
    ),
]
AllowPrivate = Annotated[bool, typer.Option("--allow-private", help="Also fetch from addresses in private networks.")]

MAX_BYTES = 20_000_000
WAYBACK = "https://web.archive.org"
#: seconds between two lines of progress where there is no terminal
LOG_SECONDS = 60.0


def config(
    gazetteers: list[Path] | None,
    max_bytes: int,
    *,
    profiles: list[Path] | None = None,
    keep_doubtful: bool = False,
    names: list[Path] | None = None,
) -> Config:
    """The extraction's settings, checked: a gazetteer or profile that cannot be read ends the command here."""
    from newsextract.config import Config
    from newsextract.runs.extraction import check_config

    own = [*(profiles or ()), *sorted(Path(typer.get_app_dir("newsextract"), "profiles").glob("*.toml"))]
    made = Config(
        gazetteers=tuple(map(str, gazetteers or ())),
        profiles=tuple(map(str, own)),
        max_bytes=max_bytes,
        keep_doubtful=keep_doubtful,
        names=tuple(map(str, names or ())),
    )
    made.digest()
    check_config(made)
    return made


def archive_time(value: str | None) -> str | None:
    """Return the date of ``nearest=DATE``, or an empty string for ``nearest``.

    Examples
    --------
    >>> archive_time("nearest=2020-02"), archive_time("nearest")
    ('2020-02', '')
    """
    if value is None:
        return None
    from newsextract.sources.wayback import timestamp

    word, _, when = value.partition("=")
    try:
        if word != "nearest":
            raise InputError(f"{value!r} is not understood", fix="write nearest or nearest=2020-02-25")
        timestamp(when)
    except InputError as error:
        raise typer.BadParameter(f"--archive: {error}") from error
    return when


def columns(text: str | None, title: str | None, published: str | None, url: str | None, id_: str | None) -> dict[str, str]:
    """The columns that the user named, by field."""
    given = {"text": text, "title": title, "published": published, "url": url, "id": id_}
    return {field: column for field, column in given.items() if column}


def fetch_settings(*, warc: Path | None = None, refresh: bool = False, **more: Any) -> Settings:
    """The HTTP client's settings from the command's options."""
    from newsextract.fetch import Settings

    if warc is not None and not warc.name.endswith(".warc.gz"):
        raise typer.BadParameter(f"--warc {warc}: give a name that ends in .warc.gz")
    if refresh and warc is None:
        raise typer.BadParameter("--refresh needs --warc: it asks again for what that file has")
    return Settings(archive=warc, refresh=refresh, **more)


def check_inputs(inputs: Iterable[str]) -> None:
    """Refuse missing inputs before the run's folder is created."""
    from newsextract.fetch.addresses import parse
    from newsextract.sources import files

    for spec in inputs:
        if spec.lower().startswith(("http://", "https://")):
            parse(spec)
        elif spec != "-" and not os.path.exists(spec):  # noqa: PTH110  Path.exists raises for a name that is too long
            files.refuse_address(spec, "only http and https addresses are read")
            raise InputError("there is no such file or folder", where=spec, fix="check the path")


def items(inputs: Iterable[str], options: Options) -> Iterator[Page | Failure]:
    """Yield the pages of all inputs, and failures for what cannot be read."""
    from newsextract.sources import open_source

    for spec in inputs:
        for item in open_source(spec, options):
            if isinstance(item, Failure) and item.reason == ConfigError.reason:
                raise ConfigError(item.message)
            yield item


class Corrector:
    """Applies files of corrections to records, and reports how many were applied and which do not fit."""

    def __init__(self, corrections: list[Path] | None, misfits: Path | None = None) -> None:
        from newsextract import desk

        if misfits and not corrections:
            raise ConfigError("--misfits lists corrections", fix="give their file with --corrections")
        self.replay = desk.Replay(desk.read(*corrections)) if corrections else None
        self.misfits = misfits

    def __call__(self, records: Iterable[Record]) -> Iterator[Record]:
        """The records with the corrections applied."""
        return self.replay(records) if self.replay else iter(records)

    def read(self, path: Path, *, check: bool = True) -> Iterator[Record]:
        """The records of a file, a store or a run's folder, with the corrections applied."""
        from newsextract import stores

        return self(stores.read(path, check=check))

    def report(self) -> None:
        """Print how many corrections were applied and which do not fit."""
        from newsextract.desk.replay import write_misfits

        if self.replay is None:
            return
        for line in self.replay.log.torn:
            say(line)
        say(self.replay.summary())
        left = self.replay.misfits()
        if self.misfits:
            write_misfits(left, self.misfits)
            say(f"{one_line(str(self.misfits))}: {counted(len(left), 'correction')} that do not fit")
            return
        say_some([f"  {one.record} {one.path}: {why}" for one, why in left], 5, ": --misfits FILE lists them")


def apply_codebook(records: Iterable[Record], codebook: Path | None) -> Iterator[Record]:
    """Apply the user's codebook or model to the records; without one, leave them unchanged."""
    if codebook is None:
        return iter(records)
    from newsextract.desk.learn import open_book

    return open_book(codebook).apply(records)


def total(inputs: Iterable[str]) -> int | None:
    """Number of pages of the inputs; None if one of them cannot be counted."""
    from newsextract.sources import count

    counts = list(map(count, inputs))
    return None if None in counts else sum(one or 0 for one in counts)


class progress:  # noqa: N801  used like a function
    """Progress on standard error, with the total if it is known: a bar on a terminal, elsewhere a plain line each minute."""

    def __init__(self, inputs: Iterable[str] = ()) -> None:
        self.inputs = list(inputs)

    @cached_property
    def pages(self) -> int | None:
        """Number of pages of the inputs, if it is known; large files are read for it."""
        return total(self.inputs) if self.inputs else None

    def __enter__(self) -> Self:
        import sys

        self.bar = None
        self.written = time.monotonic()
        if sys.stderr.isatty():
            from rich import progress as rich
            from rich.console import Console

            bar_columns = (rich.BarColumn(), rich.MofNCompleteColumn(), rich.TimeRemainingColumn()) if self.pages else ()
            columns = (rich.SpinnerColumn(), rich.TextColumn("{task.description}"), *bar_columns, rich.TimeElapsedColumn())
            self.bar = rich.Progress(*columns, console=Console(stderr=True), transient=True)
            self.task = self.bar.add_task("starting", total=self.pages)
            self.bar.start()
        return self

    def __call__(self, done: int, failed: int) -> None:
        """Show the counts."""
        words = f"{counted(done, 'record')}, {failed:,} failed"
        if self.bar:
            self.bar.update(self.task, description=words, completed=done + failed)
        else:
            self._write(words)

    def say(self, words: str) -> None:
        """Show a text."""
        if self.bar:
            self.bar.update(self.task, description=words)
        else:
            self._write(words)

    def _write(self, words: str) -> None:
        """Write a line for a log, unless the last one is younger than a minute."""
        if time.monotonic() - self.written < LOG_SECONDS:
            return
        say(f"{time.strftime('%H:%M')} {words}{f' of {self.pages:,}' if self.pages else ''}")
        self.written = time.monotonic()

    def counting(self, records: Iterable[Record]) -> Iterator[Record]:
        """Yield the records and show how many have passed."""
        for number, record in enumerate(records, 1):
            self.say(counted(number, "record"))
            yield record

    def __exit__(self, *_: object) -> None:
        if self.bar:
            self.bar.stop()


def counted(number: int, noun: str, many: str | None = None) -> str:
    """Format a number with its noun; ``many`` is an irregular plural.

    Examples
    --------
    >>> counted(1, "record"), counted(2000, "record"), counted(0, "body", "bodies")
    ('1 record', '2,000 records', '0 bodies')
    """
    return f"{number:,} {noun if number == 1 else many or f'{noun}s'}"
