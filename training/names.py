"""Grow the shipped table of people's names in both languages from records that `newsextract link` joins.

    python -m training.names RECORDS…

Writes src/newsextract/data/people/names.csv: a row that the records give anew takes the place of the shipped one; the others stay.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from newsextract.across import learn, linking
from newsextract.across.names import key
from newsextract.data import read_csv
from training.shared import ROOT, run

NAMES = ROOT / "src/newsextract/data/people/names.csv"
COLUMNS = learn.COLUMNS[:-1]  # the shipped table is of people alone
#: articles that must show two names to be one person's, for a row that the table did not have
LEAST = 2


def merged(shipped: Iterable[dict[str, str]], found: Iterable[learn.Row]) -> list[tuple[str, ...]]:
    """The rows of both tables by Thai name; of one name the records' own where they have as many articles."""
    rows = {key(row["th"]): tuple(row[name] for name in COLUMNS) for row in shipped}
    for row in found:
        new = tuple(map(str, row[: len(COLUMNS)]))
        old = rows.get(key(row.th))
        if row.kind == "person" and (row.met >= int(old[COLUMNS.index("met")]) if old else row.met >= LEAST):
            rows[key(row.th)] = new
    return sorted(rows.values())


def main(records: list[Path]) -> None:
    """Write the table."""
    rows = merged(read_csv("people/names.csv"), learn.rows(linking.link(records)))
    learn.write(rows, NAMES, COLUMNS)
    print(f"{len(rows)} names")


if __name__ == "__main__":
    run(main)
