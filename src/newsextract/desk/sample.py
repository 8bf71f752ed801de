"""Draw a stratified sample of records, as a folder with a coding sheet, the records, instructions and the plan."""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import quote

from newsextract._version import build
from newsextract.atomic import replacing
from newsextract.data import read_text, templates
from newsextract.desk import forms
from newsextract.desk.forms import COLUMNS, write_rows
from newsextract.desk.questions import DEFAULT_SLOTS, LISTS, SLOTS, Question, questions, quoted
from newsextract.desk.strata import KEYS, NONE, Allocation, Stratum, allocate, join_small
from newsextract.desk.targets import main_event
from newsextract.errors import ConfigError, InputError, os_errors_as
from newsextract.printable import json_text, writable
from newsextract.records import Record

#: files of a sample's folder
PLAN, VALUES, RECORDS = "plan.json", "values.jsonl", "records.jsonl"
CSV, XLSX, HELP, PAGES = "coding.csv", "coding.xlsx", "codebook.md", "pages.csv"
#: files that `newsextract review` adds: the records as a store, and the decisions
STORE, CORRECTIONS = "records.duckdb", "records.corrections.jsonl"
#: maximum characters of a headline in a row; the sheet of articles has all of it
_HEADLINE = 60
#: text in a row without a value, by kind of question
_UNFILLED = {"empty": "(empty)", "missed": "(any others?)", "value": ""}
#: judgements that a coder can write
CHOICES = ("right", "wrong", "none", "missed", "unsure")

_Place = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample of records."""

    plan: dict[str, Any]  # the content of plan.json
    records: list[Record]  # in the order of the sheet, which is random, so that the first rows are a sample too
    strata: list[Stratum]  # of each record


def draw(
    read: Callable[[], Iterable[Record]],
    *,
    by: Sequence[str] = (),
    n: int = 200,
    seed: int = 1,
    allocation: Allocation = "proportional",
    slots: Sequence[str] = DEFAULT_SLOTS,
) -> Sample:
    """Draw records at random from each stratum, whatever the order of the input.

    Parameters
    ----------
    read
        Returns the records; it is called twice, so that they need not fit into memory.
    by
        Keys of the strata, see :data:`newsextract.desk.strata.KEYS`; empty for a simple random sample.
    n
        Number of records to draw.
    seed
        Random seed; it draws the same pages from the same strata, also of another version's records.
    allocation
        See :func:`newsextract.desk.strata.allocate`.
    slots
        Slots to judge, see :mod:`newsextract.desk.questions`.

    Raises
    ------
    ConfigError
        When a key or slot is unknown, or ``n`` is too small.
    """
    _check(by, KEYS, "records cannot be grouped by", "--by")
    _check(slots, (*SLOTS, *LISTS), "there is no question about", "--slots")
    if n < 1:
        raise ConfigError(f"{n} records cannot be drawn", where="--n", fix="give 1 or more")
    names, places = _places(read(), by, seed)
    if not names:
        raise InputError("there are no records to draw from", fix="give a run's folder, a file of records or a store")
    joined = join_small({stratum: len(rows) for stratum, rows in places.items()}, n, allocation)
    pooled: dict[Stratum, list[_Place]] = defaultdict(list)
    for stratum, rows in places.items():
        pooled[joined[stratum]] += rows
    sizes = {stratum: len(rows) for stratum, rows in sorted(pooled.items())}
    wanted = allocate(sizes, n, allocation)
    drawn = sorted((*one, stratum) for stratum, rows in pooled.items() for one in sorted(rows)[: wanted[stratum]])
    records = _records(read(), [place for *_, place, _ in drawn])
    plan = {
        "newsextract": build(),
        "made_with": sorted({record.provenance.newsextract for record in records}),
        "records": len(names),
        "sha256": hashlib.sha256("".join(sorted(names)).encode()).hexdigest(),
        "by": list(by),
        "allocation": allocation,
        "seed": seed,
        "drawn": len(drawn),
        "slots": list(slots),
        "strata": [
            {"stratum": list(stratum), "records": size, "drawn": wanted[stratum], "weight": _weight(size, wanted[stratum])}
            for stratum, size in sizes.items()
        ],
    }
    return Sample(plan, records, [stratum for *_, stratum in drawn])


def _check(given: Iterable[str], known: Collection[str], what: str, where: str) -> None:
    for name in given:
        if name not in known:
            raise ConfigError(f"{what} {name!r}", where=where, fix=f"use {', '.join(known)}")


def _places(records: Iterable[Record], by: Sequence[str], seed: int) -> tuple[list[str], dict[Stratum, list[_Place]]]:
    """The checksum of each record, and the rank, checksum and index of the records of each stratum."""
    names: list[str] = []
    places: dict[Stratum, list[_Place]] = defaultdict(list)
    for place, record in enumerate(records):
        names.append(hashlib.sha256(record.to_json().encode()).hexdigest())
        event = main_event(record)
        stratum = tuple(KEYS[key](record, event) or NONE for key in by)
        places[stratum].append((_rank(seed, record), names[-1], place))
    return names, places


def _records(records: Iterable[Record], places: Sequence[int]) -> list[Record]:
    """The records at some indices, in the order of the indices."""
    wanted = set(places)
    held = {place: record for place, record in enumerate(records) if place in wanted}
    return [held[place] for place in places]


def _rank(seed: int, record: Record) -> str:
    """A hash that orders pages at random, whatever their order in the input, and in the same way in another version's records."""
    captured = record.source.archive.captured if record.source.archive else None
    page = "\0".join((record.id, record.source.sha256, captured or ""))
    return hashlib.sha256(f"{seed}\0{page}".encode()).hexdigest()


def _weight(size: int, drawn: int) -> float | None:
    return round(size / drawn, 6) if drawn else None


def write(sample: Sample, folder: str | Path) -> list[Path]:
    """Write the folder, with a workbook only if openpyxl is installed.

    Returns
    -------
    list of Path
        Paths of the coding sheets.
    """
    folder = Path(folder)
    rows: list[forms.Row] = []
    values: list[dict[str, Any]] = []
    articles: list[forms.Row] = []
    pages: list[list[str]] = []
    for number, (record, stratum) in enumerate(zip(sample.records, sample.strata, strict=True), 1):
        name = f"r{number:0{max(3, len(str(len(sample.records))))}d}"
        articles.append({"record": record.id, "headline": record.title.text, "text": record.text})
        page = f"review/{quote(record.id, safe=':')}"
        pages.append([record.id, page, record.published or "", record.title.text, record.source.url or ""])
        for key, question in _keyed(name, questions(record, sample.plan["slots"])):
            rows.append(_row(key, number, record, question))
            values.append(_value(key, name, record, stratum, question))
    with os_errors_as(ConfigError, "the sheet cannot be written", where=folder, fix="give -o another folder"):
        folder.mkdir(parents=True, exist_ok=True)
        for stale in (XLSX, STORE):  # of an earlier draw
            (folder / stale).unlink(missing_ok=True)
        write_rows(folder / PAGES, ("record", "page", "published", "headline", "url"), pages)
        _text(folder / RECORDS, "".join(f"{record.to_json()}\n" for record in sample.records))
        _text(folder / VALUES, "".join(f"{json_text(value)}\n" for value in values))
        _text(folder / HELP, help_text(sample.plan))
        write_rows(folder / CSV, COLUMNS, forms.cells_of(rows))
        sheets = [folder / CSV]
        if find_spec("openpyxl"):
            guide = [line for line in read_text("desk/judge.md").splitlines() if line.strip()]
            forms.write_xlsx(folder / XLSX, rows, CHOICES, guide, codes(), articles)
            sheets.insert(0, folder / XLSX)
        _text(folder / PLAN, f"{json.dumps(sample.plan, ensure_ascii=False, indent=1)}\n")  # last: it makes the folder complete
    return sheets


def read_plan(folder: Path) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """Read a folder that :func:`write` wrote: the plan, and the rows of the sheet by key; InputError if either cannot be read."""
    try:
        plan = json.loads((folder / PLAN).read_text(encoding="utf-8"))
        lines = (folder / VALUES).read_text(encoding="utf-8").splitlines()
        values = {value["row"]: value for value in map(json.loads, lines)}
        _ = plan["strata"], plan["records"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        fix = f"give the folder that `newsextract sample` wrote, with its {PLAN} and {VALUES}"
        raise InputError(f"the plan of the sheet cannot be read ({error})", where=str(folder), fix=fix) from error
    return plan, values


def _keyed(name: str, asked: Iterable[Question]) -> Iterator[tuple[str, Question]]:
    """Yield each question with a row key that no spreadsheet takes for a date or a number."""
    seen: Counter[str] = Counter()
    for question in asked:
        seen[question.slot] += 1
        place = f"-{seen[question.slot]}" if question.slot in LISTS and question.kind == "value" else ""
        yield f"{name}-{question.slot}{place or ('-missed' if question.kind == 'missed' else '')}", question


def _row(key: str, number: int, record: Record, question: Question) -> forms.Row:
    english, thai = question.texts
    archive = record.source.archive
    headline = " ".join(record.title.text.split())
    return {
        "row": key,
        "record": record.id,
        "article": str(number),
        "url": record.source.url or "",
        "archived": writable(archive.uri) if archive else "",
        "headline": headline if len(headline) <= _HEADLINE else f"{headline[:_HEADLINE]}…",
        "published": record.published or "",
        "slot": question.slot,
        "value": question.value or _UNFILLED[question.kind],
        "words": quoted(record, question.words),
        "question": english,
        "question_th": thai,
    }


def _value(key: str, name: str, record: Record, stratum: Stratum, question: Question) -> dict[str, Any]:
    return {
        "row": key,
        "record": name,
        "id": record.id,
        "stratum": list(stratum),
        **{part: getattr(question, part) for part in ("slot", "kind", "value", "confidence")},
        "words": [{"start": word.start, "end": word.end} for word in question.words],
    }


def codes() -> list[list[str]]:
    """The tables of the shipped codebook as rows for a sheet, without Markdown."""
    rows = []
    for line in read_text("desk/codes.md").splitlines():
        if line.startswith("#"):
            rows += [[], [line.strip("# ").replace("`", "")]]
        elif line.startswith("|") and not line.startswith("|---"):
            cells = [part.strip().replace("`", "").replace("**", "").replace("\\", "") for part in line.strip("|").split("|")]
            rows.append(cells)
    return rows[3:]  # the first heading is the sheet's own


def help_text(plan: dict[str, Any]) -> str:
    """The instructions, the codes and the strata as Markdown."""
    drawing = templates().get_template("scores.md").module.drawing(plan)  # type: ignore[attr-defined]
    return "\n".join((read_text("desk/judge.md"), read_text("desk/codes.md"), "## What was drawn\n", drawing))


def _text(path: Path, text: str) -> None:
    with replacing(path) as part:
        part.write_text(text, encoding="utf-8", newline="\n")
