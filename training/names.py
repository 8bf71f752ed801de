"""Update the shipped table of people's names in both languages from records, linked as by `newsextract link`.

    python -m training.names RECORDS…

Writes src/newsextract/data/people/names.csv: a row found in as many articles replaces the shipped one but keeps its spelling,
unless the new one is much more frequent; other rows stay. Names of kings and their houses are kept in data/across/people.csv.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from newsextract.across import learn, linking, nodes
from newsextract.across.names import key
from newsextract.data import read_csv
from training.shared import ROOT, run

NAMES = ROOT / "src/newsextract/data/people/names.csv"
COLUMNS = learn.Row._fields[:-1]  # the shipped table has people only
#: minimum articles with the English name, for a row that the table did not have
MIN_ARTICLES = 2
#: minimum ratio of articles for a new English spelling to replace the shipped one
REPLACING_RATIO = 3


def merged(shipped: Iterable[dict[str, str]], found: Iterable[learn.Row]) -> list[tuple[str, ...]]:
    """Merge the two tables by Thai name; a found row replaces a shipped one if it has as many articles or more."""
    rows = {key(row["th"]): _row(row) for row in shipped}
    royal = {th for th, _ in nodes.royal_names().values()}
    for row in found:
        old = rows.get(key(row.th))
        if row.kind == "person" and row.th not in royal and row.met >= (old.met if old else MIN_ARTICLES):
            rows[key(row.th)] = _with_spelling(row, old) if old else row
    return sorted(tuple(map(str, row[: len(COLUMNS)])) for row in rows.values())


def _row(row: dict[str, str]) -> learn.Row:
    names = row["th"], row["en"], row["forms"]
    return learn.Row(*names, int(row["articles"]), int(row["met"]), row["first"], row["last"], row["sources"], "person")


def _with_spelling(row: learn.Row, old: learn.Row) -> learn.Row:
    """A new row with the shipped English spelling first, unless the new one is much more frequent."""
    if key(row.en) != key(old.en) and row.met >= REPLACING_RATIO * old.met:
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
