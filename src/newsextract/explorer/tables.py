"""The tables of the explorer's index, and the queries of a store that fill them."""

from __future__ import annotations

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


def _columns() -> tuple[IndexColumn, ...]:
    numbers = [
        ("attendance", "INTEGER", "attendance"),
        ("year", "INTEGER", "TRY_CAST(left(date, 4) AS INTEGER)"),
        ("background", "INTEGER", "coalesce(others.n, 0)"),
        ("warnings", "INTEGER", "coalesce(warned.n, 0)"),
        ("confidence", "REAL", f"least({', '.join(f'confidence_{slot}' for slot in CONFIDENCE_SLOTS)})"),
        *((f"confidence_{slot}", "REAL", f"confidence_{slot}") for slot in QUOTED_SLOTS),
    ]
    quotes = [(f"{slot}_{what}", f"{what}['{slot}']") for slot in QUOTED_SLOTS for what in ("words", "offsets")]
    return (
        IndexColumn("article", "INTEGER PRIMARY KEY", "a.article"),
        *(IndexColumn(name, "TEXT", _EXPRESSIONS.get(name, name)) for name in _TEXTS.split()),
        *(IndexColumn(*number) for number in numbers),
        *(IndexColumn(name, "TEXT", sql) for name, sql in quotes),
        IndexColumn("cluster", "TEXT", "{cluster}"),
        IndexColumn("copy", "TEXT", "{copy}"),  # duplicate or version, unless it is the first of its group
    )


RECORDS = _columns()

SCHEMA = f"""
    CREATE TABLE records ({", ".join(f'"{column.name}" {column.type}' for column in RECORDS)});
    CREATE TABLE names (number INTEGER PRIMARY KEY, kind TEXT, key TEXT, th TEXT, en TEXT, articles INTEGER, first TEXT, last TEXT, about TEXT);
    CREATE TABLE links (name INTEGER REFERENCES names (number), article INTEGER REFERENCES records (article), role TEXT,
                        PRIMARY KEY (name, article)) WITHOUT ROWID;
    CREATE TABLE forms (form TEXT, name INTEGER REFERENCES names (number), PRIMARY KEY (form, name)) WITHOUT ROWID;
    CREATE TABLE offices (person TEXT, office TEXT, body TEXT, start TEXT, "end" TEXT, acting INTEGER, evidence TEXT);
    CREATE TABLE related (record TEXT, other TEXT, kind TEXT, probability REAL);
    CREATE TABLE lines (article INTEGER PRIMARY KEY, line BLOB);
    CREATE TABLE built_from (version INTEGER, size INTEGER, changed INTEGER);
    CREATE VIRTUAL TABLE words USING fts5 (headline, text, content='', tokenize='trigram');
"""
INDEXES = """
    CREATE INDEX records_id ON records (id);
    CREATE INDEX records_date ON records (date);
    CREATE INDEX records_cluster ON records (cluster) WHERE cluster IS NOT NULL;
    CREATE INDEX links_article ON links (article, name);
    CREATE UNIQUE INDEX names_key ON names (kind, key);
    CREATE INDEX names_articles ON names (kind, articles DESC, key);
    CREATE INDEX offices_person ON offices (person);
    CREATE INDEX related_record ON related (record);
"""


def records_sql(tables: set[str]) -> str:
    """The query of a store for the rows of the table of records, for the articles numbered ``$low`` to ``$high``.

    Parameters
    ----------
    tables
        Names of the store's tables; those of `newsextract link` may be missing.
    """
    columns = ", ".join(f'{column.sql} AS "{column.name}"' for column in RECORDS)
    clusters, groups = "clusters" in tables, "groups" in tables
    columns = columns.format(cluster="c.cluster" if clusters else "NULL", copy="g.kind" if groups else "NULL")
    joins = (
        "LEFT JOIN (SELECT record, min(cluster) AS cluster FROM clusters GROUP BY record) c ON c.record = a.article_id"
        if clusters
        else ""
    )
    if groups:
        joins += ' LEFT JOIN (SELECT record, min(kind) AS kind FROM groups WHERE NOT "first" GROUP BY record) g ON g.record = a.article_id'
    return f"""
        WITH main AS (SELECT * FROM events WHERE main AND article BETWEEN $low AND $high QUALIFY row_number() OVER (PARTITION BY article ORDER BY n) = 1),
             others AS (SELECT article, count(*) AS n FROM events WHERE NOT main AND article BETWEEN $low AND $high GROUP BY article),
             warned AS (SELECT article, count(*) AS n FROM warnings WHERE article BETWEEN $low AND $high GROUP BY article),
             quoted AS (SELECT m.article, m.slot, string_agg(DISTINCT m.text, ' | ' ORDER BY m.text) AS words,
                               string_agg(DISTINCT m.char_start || '-' || m.char_end, ' ' ORDER BY m.char_start || '-' || m.char_end) AS offsets
                        FROM mentions m JOIN main ON main.article = m.article AND main.event_id = m.item_id
                        WHERE m.layer = 'events' AND m.article BETWEEN $low AND $high GROUP BY m.article, m.slot),
             said AS (SELECT article, map(list(slot), list(words)) AS words, map(list(slot), list(offsets)) AS offsets
                      FROM quoted GROUP BY article),
             first AS (SELECT m.article, arg_min(m.text, m.char_start) AS text FROM mentions m
                       JOIN main ON main.article = m.article AND main.event_id = m.item_id
                       WHERE m.layer = 'events' AND m.slot = 'evidence' AND m.article BETWEEN $low AND $high GROUP BY m.article)
        SELECT {columns}
        FROM articles a LEFT JOIN main USING (article) LEFT JOIN others USING (article) LEFT JOIN warned USING (article)
        LEFT JOIN said USING (article) LEFT JOIN first USING (article) {joins}
        WHERE a.article BETWEEN $low AND $high ORDER BY a.article
    """  # noqa: S608  our own columns


#: acting participants of the main event: article, part, name, office and the body of that office, the chief first
ACTORS = f"""
    SELECT a.article, a.part, a.name, coalesce(a.role, ''), coalesce(p.organisation, '') FROM participants a
    JOIN events e ON e.article = a.article AND e.event_id = a.event_id
    LEFT JOIN people p ON p.article = a.article AND p.entity_id = a.entity_id
    WHERE e.main AND a.part IN {ACTING_PARTS} ORDER BY a.article, a.n
"""  # noqa: S608  our own parts


def _frequent_names_sql(table: str, where: str) -> str:
    """The query for each name's most frequent form in each language; counting first needs little memory."""
    return f"""
        WITH said AS (SELECT name, name_th, name_en, count(*) AS n FROM {table} WHERE {where} GROUP BY ALL),
             th AS (SELECT name, name_th, sum(n) AS n FROM said WHERE name_th IS NOT NULL GROUP BY ALL),
             en AS (SELECT name, name_en, sum(n) AS n FROM said WHERE name_en IS NOT NULL GROUP BY ALL)
        SELECT s.name, any_value(t.name_th), any_value(e.name_en), NULL, NULL FROM (SELECT DISTINCT name FROM said) s
        LEFT JOIN (SELECT * FROM th QUALIFY row_number() OVER (PARTITION BY name ORDER BY n DESC, name_th) = 1) t USING (name)
        LEFT JOIN (SELECT * FROM en QUALIFY row_number() OVER (PARTITION BY name ORDER BY n DESC, name_en) = 1) e USING (name)
        GROUP BY s.name ORDER BY s.name
    """  # noqa: S608  our own names


#: kind → table of `newsextract link`, its queries for names (key, th, en, about, forms) and links (key, article, role), and
#: the same two queries by the names alone, for a store without that table
NAMES = {
    "person": (
        "persons",
        "SELECT person, name_th, name_en, NULL, to_json(forms) FROM persons",
        """SELECT m.person, a.article, min(p.role) FROM person_mentions m JOIN articles a ON a.article_id = m.record
           LEFT JOIN people p ON p.article = a.article AND p.entity_id = m.entity GROUP BY ALL""",
        _frequent_names_sql("people", "true"),
        "SELECT name, article, min(role) FROM people GROUP BY ALL",
    ),
    "body": (
        "bodies",
        "SELECT body, name_th, name_en, CASE WHEN successor IS NOT NULL THEN to_json({successor: successor, since: since}) END, to_json(forms) FROM bodies",
        "SELECT DISTINCT m.body, a.article, NULL FROM body_mentions m JOIN articles a ON a.article_id = m.record",
        _frequent_names_sql("entities", "type = 'ORGANIZATION'"),
        "SELECT DISTINCT name, article, NULL FROM entities WHERE type = 'ORGANIZATION'",
    ),
}
#: offices with the first and the last article that says so: record, day, and offsets
OFFICES = """
    WITH said AS (SELECT person, office, acting, day, struct_pack(record, day, char_start, char_end) AS one FROM membership_evidence)
    SELECT m.person, m.office, m.organisation, m.start, m."end", m.acting, to_json(list_distinct([arg_min(one, day), arg_max(one, day)]))
    FROM memberships m LEFT JOIN said s ON s.person = m.person AND s.office = m.office AND s.acting = m.acting
    AND s.day BETWEEN m.start AND m."end" GROUP BY ALL ORDER BY ALL
"""
RELATED = "SELECT a, b, kind, probability FROM links UNION ALL SELECT b, a, kind, probability FROM links ORDER BY ALL"
