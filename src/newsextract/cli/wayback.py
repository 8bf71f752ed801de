"""``newsextract wayback``."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from newsextract.atomic import real_path, replacing
from newsextract.cli import reading
from newsextract.cli.output import exit_on_interrupt
from newsextract.cli.page_options import WAYBACK
from newsextract.errors import Failure

if TYPE_CHECKING:
    from newsextract.fetch.session import Exchange
    from newsextract.sources.base import Options


def wayback(
    pattern: Annotated[str, typer.Argument(metavar="PATTERN", help="An address, or the beginning of addresses followed by *.")],
    since: Annotated[str | None, typer.Option("--from", help="First year, month or day (2020, 2020-02, 2020-02-25).")] = None,
    until: Annotated[str | None, typer.Option("--to", help="Last year, month or day.")] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Write the addresses to this file instead of standard output.")
    ] = None,
    contact: reading.Contact = None,
    allow_private: reading.AllowPrivate = False,
    proxy: reading.Proxy = None,
    wayback: reading.Wayback = WAYBACK,
) -> None:
    """List the captures of pages in the web archive, as addresses that `extract` and `run` read.

    Example: newsextract wayback "www.thaigov.go.th/news/contents/details/26*" --contact you@example.org -o addresses.txt
    """
    options = _options(output, contact, wayback, allow_private=allow_private, proxy=proxy)
    with exit_on_interrupt("stopped; give the same command again to resume" if output else "stopped"):
        count, failed = _list(pattern, options, since, until, output)
    left_out = f", {failed:,} left out" if failed else ""
    typer.echo(f"{reading.counted(count, 'capture')}{left_out}", err=True)
    raise typer.Exit(1 if failed else 0)


def _options(output: Path | None, contact: str | None, wayback: str, *, allow_private: bool, proxy: str | None) -> Options:
    from newsextract.fetch.archive import WarcStore
    from newsextract.fetch.client import Client
    from newsextract.fetch.session import Settings
    from newsextract.sources.base import Options
    from newsextract.sources.wayback import CDX_DELAY, is_list

    class ListStore(WarcStore):
        """Keeps only lists of captures, so that a resumed listing retries refused requests."""

        def put(self, asked: str, exchanges: Sequence[Exchange]) -> None:
            if exchanges[-1].status < 400 and is_list(exchanges[-1].content):
                super().put(asked, exchanges)

    responses_path = _responses_path(output) if output else None
    settings = Settings(
        contact, CDX_DELAY, max_bytes=200_000_000, allow_private=allow_private, archive=responses_path, proxy=proxy
    )
    options = Options(fetch=settings, wayback=wayback)
    options.client = Client(settings)
    if responses_path:
        options.client.store = ListStore(responses_path)
    return options


def _list(pattern: str, options: Options, since: str | None, until: str | None, output: Path | None) -> tuple[int, int]:
    """Write the captures; responses are kept beside the output until the list is complete, so that it can be resumed."""
    from newsextract.sources.wayback import EndlessListError, captures

    count = failed = 0
    if output and not real_path(output).parent.is_dir():
        raise typer.BadParameter(f"{output}: give a path in a folder that exists")
    with ExitStack() as stack, closing(options.client), reading.progress() as bar:
        out = None
        if output:
            part = stack.enter_context(replacing(output))
            out = stack.enter_context(part.open("w", encoding="utf-8", newline="\n"))
        try:
            for capture in captures(pattern, options, since=since, until=until):
                if isinstance(capture, Failure):
                    typer.echo(capture.message, err=True)
                    failed += 1
                    continue
                typer.echo(f"{options.wayback}/web/{capture.timestamp}/{capture.url}", file=out)
                count += 1
                bar.say(reading.counted(count, "capture"))
        except EndlessListError:
            if output:
                _responses_path(output).unlink(missing_ok=True)  # otherwise the same command would replay the same responses
            raise
    if output:
        _responses_path(output).unlink(missing_ok=True)
    return count, failed


def _responses_path(output: Path) -> Path:
    """Path of the file that keeps the archive's responses until the list is complete."""
    return output.with_name(f"{output.name}.cdx.warc.gz")
