"""Shared by several commands: arguments and options, each declared once, and the reading and counting of records."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Self

import typer

from newsextract.cli.output import say, say_some
from newsextract.errors import ConfigError, Failure, InputError
from newsextract.printable import one_line

if TYPE_CHECKING:
    from newsextract.page import Page
    from newsextract.records import Record
    from newsextract.sources.base import Options

Source = Annotated[Path, typer.Argument(metavar="RECORDS", help="A run's folder, a file of records, or a store.", exists=True)]
Sources = Annotated[
    list[Path], typer.Argument(metavar="RECORDS", help="Files of records, stores or runs' folders.", exists=True)
]
Port = Annotated[int, typer.Option("--port", min=1, max=65535, help="Port on 127.0.0.1.")]
Index = Annotated[Path | None, typer.Option("--index", help="Search index file; by default beside the store.")]
Workers = Annotated[int, typer.Option("--workers", min=1, help="Number of worker processes.")]
Contact = Annotated[
    str | None,
    typer.Option(
        "--contact", envvar="NEWSEXTRACT_CONTACT", help="Your email or web address, required to fetch from live sites."
    ),
]
Wayback = Annotated[str, typer.Option("--wayback", help="Address of the web archive.")]
Proxy = Annotated[
    str | None,
    typer.Option(
        "--proxy", envvar="NEWSEXTRACT_PROXY", help="Proxy, as http://host:port; proxies set in the environment are ignored."
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

#: seconds between two lines of progress where there is no terminal
LOG_SECONDS = 60.0


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
        from newsextract.desk.apply import write_misfits

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


class progress:  # noqa: N801  used like a function
    """Progress on standard error, with the total if it is known: a bar on a terminal, elsewhere a plain line each minute."""

    def __init__(self, inputs: Iterable[str] = ()) -> None:
        self.inputs = list(inputs)

    @cached_property
    def pages(self) -> int | None:
        """Number of pages of the inputs, if all can be counted; large files are read for it."""
        from newsextract.sources import count

        counts = list(map(count, self.inputs))
        return None if None in counts else sum(one or 0 for one in counts)

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
        self.say(f"{counted(done, 'record')}, {failed:,} failed", done + failed)

    def say(self, words: str, completed: int | None = None) -> None:
        """Show a text on the bar, or write it as a line for a log, unless the last line is younger than a minute."""
        if self.bar:
            self.bar.update(self.task, description=words, completed=completed)
        elif time.monotonic() - self.written >= LOG_SECONDS:
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
