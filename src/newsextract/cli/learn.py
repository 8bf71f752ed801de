"""``newsextract learn``: train a model of the user's own event types."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from newsextract.cli import reading
from newsextract.cli.output import check_not_input, print_table, say
from newsextract.printable import one_line

if TYPE_CHECKING:
    from newsextract.desk.labels import Label
    from newsextract.desk.learn import FittedModel


def learn(
    records: reading.Sources,
    codebook: Annotated[Path, typer.Option("--codebook", help="Your codebook (TOML or YAML).")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The model to write, ending in .npz.")],
    labels: Annotated[
        Path | None,
        typer.Option(
            "--labels",
            help="CSV or workbook with the columns record, event (main, or its id) and own_type; or a judged sheet's folder.",
        ),
    ] = None,
    corrections: Annotated[
        Path | None, typer.Option("--corrections", help="Corrections that use the codebook's types.")
    ] = None,
    unchecked: reading.Unchecked = False,
) -> None:
    """Learn event types of your own from 50 or more labelled records, and print how well they are found in unseen records.

    Example: newsextract learn records/ --codebook water.toml --labels labels.csv -o water.npz
    """
    from newsextract import stores
    from newsextract._version import build
    from newsextract.desk import codebook as books
    from newsextract.desk import labels as labelling
    from newsextract.desk import learn as learning
    from newsextract.errors import ConfigError, os_errors_as

    if not labels and not corrections:
        raise ConfigError("there is nothing to learn from", fix="give --labels or --corrections")
    if output.suffix != ".npz":
        raise ConfigError("a model's file ends in .npz", where=str(output), fix=f"name it {output.stem}.npz")
    check_not_input(output, [*records, codebook, labels or "", corrections or ""], "-o")
    book = books.load(codebook)
    given = [
        *((labelling.read_sheet if labels.is_dir() else labelling.read_table)(labels, book) if labels else ()),
        *(labelling.read_corrections(corrections, book) if corrections else ()),
    ]
    with reading.progress() as bar:
        bar.say("reading the records")
        found = (record for path in records for record in stores.read(path, check=not unchecked))
        examples, left = labelling.labelled(found, given)
        bar.say("fitting")
        learnt = learning.learn(examples, book)
    _report_unmatched(left)
    with os_errors_as(ConfigError, "the model cannot be written", where=output, fix="give -o a file in a folder that exists"):
        learning.save(learnt, output, build())
    _show(learnt)
    say(f"{one_line(str(output))}: use it with --codebook")


def _report_unmatched(left: list[Label]) -> None:
    for label in left[:5]:
        say(one_line(f"{label.where}: there is no event {label.event or 'main'} of {label.record} in these records"))
    if len(left) > 5:
        say(f"… and {len(left) - 5:,} more labels without an event")


def _show(learnt: FittedModel) -> None:
    from newsextract.desk.scores_text import percent

    rows = ((one.name, str(one.labelled), percent(one.precision), percent(one.recall)) for one in learnt.types)
    print_table(("type", "labelled", "precision %", "recall %"), rows)
    typer.echo(
        f"right out of fold: {percent(learnt.accuracy)} % of {reading.counted(learnt.events, 'event')} of {reading.counted(learnt.records, 'record')}"
    )
    if learnt.rules_accuracy:
        typer.echo(f"the codebook's rules on the same events: {percent(learnt.rules_accuracy)} %")
    typer.echo(f"always the most frequent type: {100 * learnt.largest_share:.0f} %")
