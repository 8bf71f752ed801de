"""The tables of the explorer's index, and the queries of a store that fill them."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

#: main event slots that have columns for their confidence, words and offsets
QUOTED_SLOTS = ("type", "name", "start", "venue", "province", "actor", "attendance")
#: slots that decide the confidence of a record: the lowest confidence of those that are filled
CONFIDENCE_SLOTS = ("type", "start", "actor", "venue", "province")
#: kinds of names that are linked to articles; also the facets that filter by a name
KINDS = ("ministry", "person", "body")
#: parts of participants that act; the first of these that belongs to a ministry decides the record's ministry
ACTING_PARTS = ("chair", "agent", "speaker", "host", "organiser", "signatory", "participant")
#: maximum years from publication to an event; 3025 and 2122 are misprints, which would come first among the newest
MAX_YEARS_AHEAD = 5
_PLAUSIBLE = f"(published IS NULL OR TRY_CAST(left(start_time, 4) AS INTEGER) <= TRY_CAST(left(published, 4) AS INTEGER) + {MAX_YEARS_AHEAD})"
#: maximum characters of the lead sentence, which a result shows if nothing was searched
LEAD_LENGTH = 260


def read_sql(name: str) -> str:
    """A query or script of the folder ``sql``."""
    return (Path(__file__).parent / "sql" / f"{name}.sql").read_text(encoding="utf-8")


class IndexColumn(NamedTuple):
    """A column of the table of records: its name, its SQLite type, and its DuckDB expression over the store."""

    name: str
    type: str
    sql: str


#: text columns in order, and the expressions of those that are not a column of the store
_TEXTS = (
    "id event_id date published type status headline about name_th name_en start end precision actor role part venue district "
    "province iso country mode attendance_unit language month lead url archive captured version"
)
_EXPRESSIONS = {
    "id": "a.article_id",
    "event_id": "main.event_id",
    # the date of an article is its main event's day, or the day of publication if that is unknown or misprinted
    "date": f"CASE WHEN length(start_time) >= 10 AND {_PLAUSIBLE} THEN left(start_time, 10) ELSE published END",
    "headline": "title",
    "start": "start_time",
    "end": "end_time",
    "actor": "chief_actor",
    "role": "chief_role",
    "part": "chief_part",
    "iso": "iso_3166_2",
    "month": "left(date, 7)",
    "lead": f"left(first.text, {LEAD_LENGTH})",
    "archive": "archive_uri",
}


RECORDS = (
    IndexColumn("article", "INTEGER PRIMARY KEY", "a.article"),
    *(IndexColumn(name, "TEXT", _EXPRESSIONS.get(name, name)) for name in _TEXTS.split()),
    IndexColumn("attendance", "INTEGER", "attendance"),
    IndexColumn("year", "INTEGER", "TRY_CAST(left(date, 4) AS INTEGER)"),
    IndexColumn("background", "INTEGER", "coalesce(others.n, 0)"),
    IndexColumn("warnings", "INTEGER", "coalesce(warned.n, 0)"),
    IndexColumn("confidence", "REAL", f"least({', '.join(f'confidence_{slot}' for slot in CONFIDENCE_SLOTS)})"),
    *(IndexColumn(f"confidence_{slot}", "REAL", f"confidence_{slot}") for slot in QUOTED_SLOTS),
    *(IndexColumn(f"{slot}_{what}", "TEXT", f"{what}['{slot}']") for slot in QUOTED_SLOTS for what in ("words", "offsets")),
    IndexColumn("cluster", "TEXT", "{cluster}"),
    IndexColumn("copy", "TEXT", "{copy}"),  # duplicate or version, unless it is the first of its group
)
SCHEMA = read_sql("schema").format(columns=", ".join(f'"{column.name}" {column.type}' for column in RECORDS))
INDEXES, OFFICES, RELATED = read_sql("indexes"), read_sql("offices"), read_sql("related")
ACTORS = read_sql("actors").format(parts=ACTING_PARTS)


#: joins of a table of `newsextract link`, if the store has it
_JOINS = {
    "clusters": "LEFT JOIN (SELECT record, min(cluster) AS cluster FROM clusters GROUP BY record) c ON c.record = a.article_id",
    "groups": """LEFT JOIN (SELECT record, min(kind) AS kind FROM groups WHERE NOT "first" GROUP BY record) g
                 ON g.record = a.article_id""",
}


def records_sql(tables: set[str]) -> str:
    """The query for the rows of the table of records, for articles ``$low`` to ``$high`` of a store with these tables."""
    columns = ", ".join(f'{column.sql} AS "{column.name}"' for column in RECORDS)
    cluster, copy = ("c.cluster" if "clusters" in tables else "NULL"), ("g.kind" if "groups" in tables else "NULL")
    joins = " ".join(sql for name, sql in _JOINS.items() if name in tables)
    return read_sql("records").format(columns=columns.format(cluster=cluster, copy=copy), joins=joins)


#: kind of names → table of `newsextract link`; for a store without it, the table with the names, the rows of it, and the role
NAMES = {
    "person": ("persons", {"table": "people", "where": "true", "role": "min(role)"}),
    "body": ("bodies", {"table": "entities", "where": "type = 'ORGANIZATION'", "role": "NULL"}),
}


def names_sql(kind: str, tables: set[str]) -> tuple[str, str]:
    """The queries for the names of a kind, and for their links to articles, in a store with these tables."""
    linked, plain = NAMES[kind]
    if linked in tables:
        return read_sql(f"{linked}_names"), read_sql(f"{linked}_links")
    return read_sql("frequent_names").format(**plain), read_sql("frequent_links").format(**plain)
