"""Messages and tables of the commands, free of terminal control codes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from inspect import cleandoc
from pathlib import Path
from typing import Any

import typer

from newsextract.printable import one_line, visible


def help_of(command: Callable[..., None]) -> dict[str, Any]:
    """A command's help from its docstring; the text after ``Example:`` becomes the epilog."""
    help_text, _, example = cleandoc(command.__doc__ or "").partition("\n\nExample: ")
    return {"help": help_text} | ({"epilog": "\b\nExample:\n  " + " ".join(example.split())} if example else {})


def say(text: str) -> None:
    """Print a message on standard error."""
    typer.echo(visible(text), err=True)


def say_some(lines: Sequence[str], most: int, rest: str) -> None:
    """Print the first ``most`` lines on standard error, and the number of those left with ``rest``."""
    for line in lines[:most]:
        say(one_line(line))
    if len(lines) > most:
        say(f"… and {len(lines) - most:,} more{rest}")


def print_table(head: Iterable[Any], rows: Iterable[Iterable[Any]], **style: Any) -> None:
    """Print a table of strings or rich texts on standard output; a word wider than its column is folded, not cut."""
    from rich.console import Console
    from rich.table import Column, Table

    table = Table(*(Column(name, overflow="fold") for name in head), **style)
    for row in rows:
        table.add_row(*row)
    Console().print(table)


@contextmanager
def exit_on_interrupt(message: str) -> Iterator[None]:
    """On Ctrl-C, print ``message`` and exit with 130, the code that shells use for it."""
    try:
        yield
    except KeyboardInterrupt:
        typer.echo(message, err=True)
        raise typer.Exit(130) from None


def check_new(output: Path, inputs: Iterable[str | Path], option: str = "-o", *, force: bool) -> None:
    """Refuse to overwrite an input or, without --force, to replace a file or a folder that is not empty."""
    check_not_input(output, inputs, option)
    if not force and (any(output.iterdir()) if output.is_dir() else output.exists()):
        raise typer.BadParameter(f"{one_line(str(output))} exists already; give another name, or --force to replace it")


def check_not_input(output: Path | None, inputs: Iterable[str | Path], option: str) -> None:
    """Refuse to overwrite an input."""
    for name in inputs if output else ():
        try:
            same = os.path.samefile(output or "", name)  # noqa: PTH121  Path.samefile takes no text
        except (OSError, ValueError):  # one of them does not exist, or is a URL
            continue
        if same:
            raise typer.BadParameter(f"{one_line(str(output))} is an input and would be overwritten; give another {option}")
