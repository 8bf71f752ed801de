"""Grow the shipped table of people's names in both languages from records that `newsextract link` joins.

    python -m training.names RECORDS…

Writes src/newsextract/data/people/names.csv: a row that the records give anew takes the place of the shipped one, whose spelling
stays unless another is plainly more frequent; the others stay. Names of kings and their houses are data (data/across/people.csv).
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from newsextract.across import learn, linking, nodes
from newsextract.across.names import key
from newsextract.data import read_csv
from training.shared import ROOT, run

NAMES = ROOT / "src/newsextract/data/people/names.csv"
COLUMNS = learn.COLUMNS[:-1]  # the shipped table is of people alone
#: articles that must show two names to be one person's, for a row that the table did not have
LEAST = 2
#: so many times as many articles must show the two for another spelling to take the place of the shipped one
PLAINLY = 3


def merged(shipped: Iterable[dict[str, str]], found: Iterable[learn.Row]) -> list[tuple[str, ...]]:
    """The rows of both tables by Thai name; of one name the records' own where they have as many articles."""
    rows = {key(row["th"]): _row(row) for row in shipped}
    royal = {th for th, _ in nodes.given().values()}
    for row in found:
        old = rows.get(key(row.th))
        if row.kind == "person" and row.th not in royal and row.met >= (old.met if old else LEAST):
            rows[key(row.th)] = _with_spelling(row, old) if old else row
    return sorted(tuple(map(str, row[: len(COLUMNS)])) for row in rows.values())


def _row(row: dict[str, str]) -> learn.Row:
    names = row["th"], row["en"], row["forms"]
    return learn.Row(*names, int(row["articles"]), int(row["met"]), row["first"], row["last"], row["sources"], "person")


def _with_spelling(row: learn.Row, old: learn.Row) -> learn.Row:
    """A new row with the shipped spelling first, unless the new one is plainly more frequent."""
    if key(row.en) != key(old.en) and row.met >= PLAINLY * old.met:
        return row
    forms = [form for form in (row.en, *row.forms.split("|")) if form and key(form) != key(old.en)]
    return row._replace(en=old.en, forms="|".join(forms))


def main(records: list[Path]) -> None:
    """Write the table."""
    rows = merged(read_csv("people/names.csv"), learn.rows(linking.link(records)))
    learn.write(rows, NAMES, COLUMNS)
    print(f"{len(rows)} names")


if __name__ == "__main__":
    run(main)
