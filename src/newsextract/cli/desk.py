"""The commands of the researcher's desk: ``explore``, ``review``, ``import``, ``agreement``, ``sample``, ``score``, ``learn``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from newsextract.atomic import real_path, replacing
from newsextract.cli import reading
from newsextract.cli.output import check_new, check_not_input, print_table, say, say_some
from newsextract.errors import ConfigError, InputError, os_errors_as
from newsextract.printable import command, one_line

if TYPE_CHECKING:
    from newsextract.desk.labels import Label
    from newsextract.desk.learn import FittedModel


def explore(
    store: Annotated[Path, typer.Argument(metavar="STORE", help="A DuckDB database that `newsextract store` wrote.")],
    port: reading.Port = 8001,
    index: reading.Index = None,
    prepare: Annotated[bool, typer.Option("--prepare", help="Only build the search index, for a later start.")] = False,
    open_browser: Annotated[bool, typer.Option("--open", help="Open the site in the browser.")] = False,
) -> None:
    """Search, filter and read a store in the browser. The first start builds a search index; later ones reuse it.

    Example: newsextract explore news.duckdb
    """
    from newsextract import explorer

    if not prepare:
        explorer.check_port(port)
    where = _ensure_index(store, index)
    if prepare:
        say(f"the search index is at {one_line(str(where))}")
        return
    say(f"http://127.0.0.1:{port}/  (this machine only, read-only; Ctrl-C ends it)")
    explorer.serve(store, where, port, open_browser=open_browser)


def _ensure_index(store: Path, index: Path | None) -> Path:
    """Path of a store's search index, which is built if it is missing or out of date."""
    from newsextract import explorer
    from newsextract.stores import duck, form_of

    form = form_of(store) if store.exists() else None
    if form not in {None, "duckdb"}:
        fix = f"make a database of it: `{command('newsextract', 'store', store, 'news.duckdb')}`"
        folders = {"jsonl": "the folder of a run", "parquet": "a folder of Parquet files", "csv": "a folder of CSV files"}
        what = folders[form] if form and store.is_dir() else "a file of records"
        raise InputError(f"this is {what}", where=str(store), fix=fix)
    where = index or explorer.index_path(store)
    duck.opened(store).close()
    if not explorer.is_fresh(store, where):
        with reading.progress() as bar:
            words = "building the search index (once): {:,} of {:,} articles"
            explorer.build(store, where, lambda done, of: bar.say(words.format(done, of)))
    return where


def review(
    store: Annotated[
        Path,
        typer.Argument(
            metavar="STORE",
            help="A DuckDB database that `newsextract store` wrote, or a folder that `newsextract sample` wrote.",
        ),
    ],
    corrections: Annotated[Path | None, typer.Option(help="File to append decisions to; by default beside the store.")] = None,
    who: Annotated[str | None, typer.Option(help="Your name in the file; by default your user name.")] = None,
    blind: Annotated[
        bool, typer.Option("--blind", help="Neither show nor apply what others decided, to measure agreement.")
    ] = False,
    port: reading.Port = 8001,
    index: reading.Index = None,
    open_browser: Annotated[bool, typer.Option("--open", help="Open the page in the browser.")] = False,
) -> None:
    """Confirm, correct, reject or add values of a store's records, by mouse or keyboard; the store stays as it is.

    Example: newsextract review news.duckdb --who nida
    """
    from getpass import getuser

    from newsextract import explorer
    from newsextract.desk import log
    from newsextract.explorer.review_book import Book, default_path

    name = (who or getuser()).strip()
    if not name or one_line(name) != name:
        raise ConfigError("a reviewer needs a name", fix="give it with --who")
    explorer.check_port(port)
    store = _of_sample(store) if store.is_dir() else store
    where = _ensure_index(store, index)
    path = corrections or default_path(store)
    if not real_path(path).parent.is_dir():
        raise ConfigError("the folder is not there", where=str(path), fix="give --corrections a file in a folder that exists")
    book = Book(where, path, name, blind)
    log.check_writable(path)
    for line in book.torn:
        say(line)
    if book.elsewhere:
        say(f"{one_line(str(path))}: {reading.counted(book.elsewhere, 'decision')} on records that are not in this store")

    def ready(address: str) -> None:
        say(f"{address}\n(this machine only; decisions go to {one_line(str(path))}; Ctrl-C ends it)")

    explorer.serve(store, where, port, book=book, open_browser=open_browser, ready=ready)


def _of_sample(folder: Path) -> Path:
    """Path of a sample's database, beside its records; created on first use."""
    from newsextract import stores
    from newsextract.desk.sample import RECORDS

    records = folder / RECORDS
    if not records.is_file():
        fix = "give a database, or a folder that `newsextract sample` wrote"
        raise InputError("this folder has no sample in it", where=str(folder), fix=fix)
    store = records.with_suffix(".duckdb")
    if not store.exists():
        stores.write(stores.read(records), store, "duckdb")
    return store


def import_(
    form: Annotated[str, typer.Argument(metavar="FORMAT", help="label-studio, cas or cas-json.")],
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="The annotated export: a JSON file, or XMI, a zip file or a folder of them.")
    ],
    records: Annotated[Path, typer.Option(help="The records that were exported: a file, a run's folder, a store.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="File of corrections to add to (JSON Lines).")],
    unchecked: reading.Unchecked = False,
) -> None:
    """Read what annotators changed in Label Studio or INCEpTION, as corrections; the records stay as they are.

    Example: newsextract import label-studio project.json --records out/ -o corrections.jsonl
    """
    from newsextract.annotated import corrections_of
    from newsextract.annotated import read as read_work
    from newsextract.desk.log import append_new
    from newsextract.stores import read

    check_not_input(output, [file, records], "-o")
    work = read_work(form, file)
    with reading.progress() as bar:
        bar.say("looking for the records")
        found = corrections_of(read(records, check=not unchecked), work)
    new = append_new(output, found.corrections)
    say_some(found.left, 20, " that were not imported")
    known = f", {len(found.corrections) - new:,} known before" if new < len(found.corrections) else ""
    say(f"{reading.counted(new, 'correction')} of {reading.counted(found.records, 'record')}{known} in {one_line(str(output))}")
    raise typer.Exit(1 if found.records < len({one.record for one in work}) else 0)


def agreement(
    corrections: Annotated[
        list[Path], typer.Argument(metavar="CORRECTIONS", help="Files of corrections by two or more reviewers.", exists=True)
    ],
    disagreements: Annotated[Path | None, typer.Option(help="Write the decisions that differ to this CSV file.")] = None,
) -> None:
    """Print how far reviewers agree: per slot the values that two or more decided, the share decided alike, and Krippendorff's alpha.

    Example: newsextract agreement nida.jsonl somchai.jsonl
    """
    from newsextract.desk import read
    from newsextract.desk.agreement import agreement as measure
    from newsextract.desk.agreement import disagreements as decided_differently
    from newsextract.desk.forms import write_rows

    check_not_input(disagreements, corrections, "--disagreements")
    log = read(*corrections)
    for line in log.torn:
        say(line)
    found = measure(log.standing)
    if not found:
        where = ", ".join(map(str, corrections))
        raise InputError(
            "no value was decided by two reviewers", where=where, fix="give files of two reviewers on the same records"
        )
    rows = ((x.slot, f"{x.units:,}", f"{x.agreed:.1%}", "–" if x.alpha is None else f"{x.alpha:.2f}") for x in found)
    print_table(("slot", "values", "agreed", "alpha"), rows, header_style="bold")
    if disagreements:
        left = decided_differently(log.standing)
        write_rows(disagreements, ("record", "slot", "item", "who", "decision"), left)
        say(f"{one_line(str(disagreements))}: {len(left):,} rows")


def sample(
    records: reading.Source,
    output: Annotated[Path, typer.Option("-o", "--output", help="Folder to write to; created if missing.")],
    by: Annotated[
        str,
        typer.Option(
            help="Strata: any of type, own_type, status, province, country, year, month, language, site, section, joined by commas.",
        ),
    ] = "",
    n: Annotated[int, typer.Option(min=1, help="Number of records to draw.")] = 200,
    seed: Annotated[int, typer.Option(help="Seed of the random draw.")] = 1,
    allocation: Annotated[
        Literal["proportional", "equal"],
        typer.Option(help="Draw in proportion to the strata, or equally many from each."),
    ] = "proportional",
    slots: Annotated[
        str | None,
        typer.Option(
            help="What to judge, joined by commas: type, status, name, about, start, end, venue, province, country, mode, attendance, actor, own_type, participants, events, statements.",
        ),
    ] = None,
    codebook: reading.Codebook = None,
    force: reading.Force = False,
    unchecked: reading.Unchecked = False,
) -> None:
    """Draw records at random and write a sheet to judge them, and the list of their pages for `newsextract review`.

    Example: newsextract sample news.duckdb --by type,year --n 200 -o sheet/
    """
    from newsextract import stores
    from newsextract.desk import sample as drawing
    from newsextract.desk.questions import DEFAULT_SLOTS

    if not codebook and "own_type" in {*_parts(by), *_parts(slots or "")}:
        raise ConfigError("records have no types of your own", where="own_type", fix="give your codebook with --codebook")
    if output.exists() and (not output.is_dir() or (any(output.iterdir()) and not force)):
        raise ConfigError(f"{one_line(str(output))} exists already", fix="give -o another folder, or --force to replace it")
    with reading.progress() as bar:
        bar.say("reading the records")
        drawn = drawing.draw(
            lambda: reading.apply_codebook(stores.read(records, check=not unchecked), codebook),
            by=_parts(by),
            n=n,
            seed=seed,
            allocation=allocation,
            slots=_parts(slots) if slots else DEFAULT_SLOTS,
        )
        bar.say("writing the sheet")
        sheets = drawing.write(drawn, output)
    plan = drawn.plan
    say(
        f"{plan['drawn']:,} of {reading.counted(plan['records'], 'record')}, {reading.counted(len(plan['strata']), 'stratum', 'strata')}, {plan['allocation']}, seed {plan['seed']}"
    )
    say(f"judge {one_line(str(sheets[0]))}, or the record pages: {command('newsextract', 'review', output)}")
    say(f"then: {command('newsextract', 'score', output)}")
    if len(sheets) == 1:
        say("for a workbook with the articles beside: pip install openpyxl")


def _parts(given: str) -> list[str]:
    return list(dict.fromkeys(part.strip() for part in given.split(",") if part.strip()))


def score(
    sheet: Annotated[
        Path, typer.Argument(metavar="SHEET", help="Folder that `newsextract sample` wrote.", exists=True, file_okay=False)
    ],
    precision: Annotated[
        float, typer.Option(min=0.01, max=0.999, help="Find the confidence to filter at for this precision.")
    ] = 0.95,
    coder: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FILE",
            help="A judged sheet (CSV, XLSX) or a file of corrections; once for each coder. The first judgement of a row counts.",
            exists=True,
            dir_okay=False,
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Print precision, recall and 95 % intervals by slot, from a judged sheet or a review; also written to score.md and score.json in its folder.

    Example: newsextract score sheet/ --precision 0.95
    """
    from newsextract.desk import scores_text
    from newsextract.desk.score import score as scored

    found = scored(sheet, coder or (), wanted=precision, say=say)
    text = json.dumps(scores_text.as_json(found), ensure_ascii=False, indent=1)
    with os_errors_as(ConfigError, "the scores cannot be written", where=sheet, fix="make the folder writable, and make room"):
        for name, content in (("score.json", f"{text}\n"), ("score.md", scores_text.page(found))):
            with replacing(sheet / name) as part:
                part.write_text(content, encoding="utf-8")
    if as_json:
        typer.echo(text)
        return
    head, *rows = scores_text.table(found)
    print_table(head, rows)
    for line in (*scores_text.agreement(found), *scores_text.notes(found)):
        say(line)
    typer.echo(f"\n{scores_text.methods(found)}")
    say(f"also in {one_line(str(sheet / 'score.md'))} and score.json")


def learn(
    records: reading.Sources,
    codebook: Annotated[Path, typer.Option(help="Your codebook (TOML or YAML).")],
    output: Annotated[Path, typer.Option("-o", "--output", help="The model to write, ending in .npz.")],
    labels: Annotated[
        Path | None,
        typer.Option(
            help="CSV or workbook with the columns record, event (main, or its id) and own_type; or a judged sheet's folder.",
        ),
    ] = None,
    corrections: Annotated[Path | None, typer.Option(help="Corrections that use the codebook's types.")] = None,
    force: reading.Force = False,
    unchecked: reading.Unchecked = False,
) -> None:
    """Learn event types of your own from 50 or more labelled records, and print how well they are found in unseen records.

    Example: newsextract learn out/ --codebook water.toml --labels labels.csv -o water.npz
    """
    from newsextract import stores
    from newsextract._version import build
    from newsextract.desk import codebook as books
    from newsextract.desk import labels as labelling
    from newsextract.desk import learn as learning

    if not labels and not corrections:
        raise ConfigError("there is nothing to learn from", fix="give --labels or --corrections")
    if output.suffix != ".npz":
        raise ConfigError("a model's file ends in .npz", where=str(output), fix=f"name it {output.stem}.npz")
    check_new(output, [*records, codebook, labels or "", corrections or ""], force=force)
    book = books.load(codebook)
    given = [
        *((labelling.read_sheet if labels.is_dir() else labelling.read_table)(labels, book) if labels else ()),
        *(labelling.read_corrections(corrections, book, say) if corrections else ()),
    ]
    with reading.progress() as bar:
        bar.say("reading the records")
        found = (record for path in records for record in stores.read(path, check=not unchecked))
        examples, left = labelling.labelled(found, given)
    say_some(list(map(_unmatched, left)), 5, " labels without an event")
    with reading.progress() as bar:
        bar.say("fitting")
        learnt = learning.learn(examples, book)
    with os_errors_as(ConfigError, "the model cannot be written", where=output, fix="give -o a file in a folder that exists"):
        learning.save(learnt, output, build())
    _show(learnt)
    say(f"{one_line(str(output))}: use it with --codebook")


def _unmatched(label: Label) -> str:
    return f"{label.where}: there is no event {label.event or 'main'} of {label.record} in these records"


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
