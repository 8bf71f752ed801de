"""Write the tables of docs/stores.md from the columns that the code declares.

python scripts/stores_page.py
"""

from __future__ import annotations

from pathlib import Path

from newsextract.stores.column import Table
from newsextract.stores.columns import TABLES

PAGE = Path(__file__).resolve().parents[1] / "docs" / "stores.md"


def section(name: str, table: Table) -> str:
    """Describe one table: a row a column."""
    rows = [f"| `{column.name}` | {column.type} | {column.about} |" for column in table.columns]
    return "\n".join([f"### `{name}`\n", "| column | type | what it says |", "|---|---|---|", *rows])


def main() -> None:
    """Put the tables between the marks of the page."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition("<!-- tables -->\n")
    after = rest.partition("<!-- /tables -->")[2]
    tables = "\n\n".join(section(name, table) for name, table in TABLES.items())
    PAGE.write_text(f"{before}<!-- tables -->\n\n{tables}\n\n<!-- /tables -->{after}", encoding="utf-8")
    print(f"{len(TABLES)} tables in {PAGE.relative_to(PAGE.parents[1])}")


if __name__ == "__main__":
    main()
