"""``newsextract score``: figures from a judged coding sheet."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from newsextract.cli.output import print_table, say
from newsextract.printable import one_line

if TYPE_CHECKING:
    from newsextract.desk.score import Scores


def score(
    sheet: Annotated[Path, typer.Argument(help="Folder that `newsextract sample` wrote.", exists=True, file_okay=False)],
    precision: Annotated[
        float, typer.Option("--precision", min=0.01, max=0.999, help="Find the confidence to filter at for this precision.")
    ] = 0.95,
    coder: Annotated[
        list[Path] | None,
        typer.Option(
            "--coder",
            help="A judged sheet (CSV, XLSX) or a file of corrections; once for each coder. The first judgement of a row counts.",
            exists=True,
            dir_okay=False,
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Precision, recall and 95 % intervals by slot, from a judged sheet or a review; also written to score.md and score.json in its folder.

    Example: newsextract score sheet/ --precision 0.95
    """
    from newsextract.desk import scores_text
    from newsextract.desk.score import score as scored
    from newsextract.errors import ConfigError, os_errors_as

    found = scored(sheet, coder or (), wanted=precision)
    text = json.dumps(scores_text.as_json(found), ensure_ascii=False, indent=1)
    with os_errors_as(ConfigError, "the scores cannot be written", where=sheet, fix="make the folder writable"):
        (sheet / "score.json").write_text(f"{text}\n", encoding="utf-8")
        (sheet / "score.md").write_text(scores_text.page(found), encoding="utf-8")
    if as_json:
        typer.echo(text)
        return
    head, *rows = scores_text.table(found)
    print_table(head, rows)
    for line in (*_agreement_lines(found), *scores_text.notes(found)):
        say(line)
    typer.echo(f"\n{scores_text.methods(found)}")
    say(f"also in {one_line(str(sheet / 'score.md'))} and score.json")


def _agreement_lines(found: Scores) -> list[str]:
    lines = ["agreement of the coders (share, alpha):"] if found.agreement else []
    for one in found.agreement:
        alpha = "–" if one.alpha is None else f"{one.alpha:.2f}"
        lines.append(f"  {one.slot}: {100 * one.agreed:.0f} % of {one.units:,} rows, {alpha}")
    return lines
