"""Helpers of the explorer's tests: stores of the sample's records, one of them hostile, and requests to their site."""

import asyncio

from bs4 import BeautifulSoup

import newsextract as nx

HOSTILE_ID = "thaigov:6666666"
COPY_ID = "thaigov:9999999"
#: indices into the sample's records: a Thai release and its English twin, and the release that is duplicated
TWINS, COPIED = (2, 12), 5
SCRIPT = "<script>document.title='owned'</script><img src=x onerror=alert(1)>\"'></textarea>{{7*7}}"
FORMULA = '=HYPERLINK("http://evil.example","x")'


def hostile(record):
    """A copy of the record with an attacker's text, names, places and URLs; its offsets stay correct."""
    evil = record.model_copy(deep=True)
    evil.id = HOSTILE_ID
    evil.text = (SCRIPT * (len(record.text) // len(SCRIPT) + 1))[: len(record.text)]
    evil.title.text = evil.title.th = FORMULA + SCRIPT
    evil.source.url = "javascript:alert(1)"
    evil.source.section = evil.source.publisher = SCRIPT
    evil.source.archive = nx.records.Archive(kind="file", uri=f"javascript:alert(2)//{SCRIPT}")
    evil.provenance.newsextract = SCRIPT
    for entity in evil.entities:
        entity.name.th, entity.name.en, entity.title, entity.abbr = SCRIPT, SCRIPT, SCRIPT, SCRIPT
    for event in evil.events:
        event.name.th, event.attendance_unit = SCRIPT, SCRIPT
        event.place.venue, event.place.district, event.place.province = SCRIPT, SCRIPT, SCRIPT
    for warning in evil.warnings:
        warning.message = SCRIPT
    for mention in evil.spans():
        mention.text = evil.text[mention.start : mention.end]
    return evil


def write_store(records, folder):
    store = folder / "news.duckdb"
    nx.write([*records, hostile(records[0])], store)
    return store


def write_linked_store(records, folder):
    """A store with hand-made link tables: a duplicate release, an English twin, a person with two offices, a renamed body."""
    import duckdb

    copy = records[COPIED].model_copy(deep=True)
    copy.id = COPY_ID
    store = folder / "linked.duckdb"
    nx.write([*records, hostile(records[0]), copy], store)
    thai, english = (records[at] for at in TWINS)
    chief, said = thai.people[0], english.people[0]
    with duckdb.connect(str(store)) as base:
        for table in (
            'groups ("group" TEXT, kind TEXT, record TEXT, "first" BOOLEAN)',
            "links (a TEXT, b TEXT, kind TEXT, probability DOUBLE)",
            "clusters (cluster TEXT, record TEXT)",
            "persons (person TEXT, name_th TEXT, name_en TEXT, forms TEXT[], records BIGINT)",
            "person_mentions (person TEXT, record TEXT, entity TEXT)",
            "bodies (body TEXT, name_th TEXT, name_en TEXT, forms TEXT[], records BIGINT, successor TEXT, since TEXT)",
            "body_mentions (body TEXT, record TEXT, entity TEXT)",
            'memberships (person TEXT, office TEXT, organisation TEXT, start TEXT, "end" TEXT, acting BOOLEAN, evidence TEXT[])',
            "membership_evidence (person TEXT, office TEXT, acting BOOLEAN, record TEXT, char_start INT, char_end INT, text TEXT, day TEXT)",
        ):
            base.execute(f"CREATE TABLE {table}")
        base.executemany("INSERT INTO groups VALUES ('g1', 'duplicate', ?, ?)", [(records[COPIED].id, True), (COPY_ID, False)])
        base.executemany(
            "INSERT INTO links VALUES (?, ?, ?, ?)",
            [(thai.id, english.id, "same", 0.99), (thai.id, records[6].id, "related", 0.7)],
        )
        base.executemany(
            "INSERT INTO clusters VALUES (?, ?)",
            [("c1", thai.id), ("c1", english.id), ("c/2", records[COPIED].id), ("c/2", COPY_ID)],
        )
        base.execute(
            "INSERT INTO persons VALUES ('p1', ?, ?, ?, 2), ('p/2', ?, NULL, ?, 1)",
            [chief.label, said.label, [chief.label, said.label, "รองฯ ธีรเดช"], SCRIPT, [SCRIPT]],
        )
        base.executemany(
            "INSERT INTO person_mentions VALUES (?, ?, ?)",
            [("p1", thai.id, chief.id), ("p1", english.id, said.id), ("p/2", HOSTILE_ID, "e1")],
        )
        base.execute(
            "INSERT INTO bodies VALUES ('b1', 'กระทรวงพาณิชย์', 'Ministry of Commerce', ['พณ.'], 2, NULL, NULL), "
            "('b2', 'กรมการค้าเก่า', NULL, [], 1, 'b1', '2002-10-03'), ('b3', NULL, NULL, ['ACMECS'], 1, NULL, NULL)"
        )
        base.executemany(
            "INSERT INTO body_mentions VALUES (?, ?, 'e9')",
            [("b1", thai.id), ("b1", english.id), ("b2", thai.id), ("b3", thai.id)],
        )
        base.execute(
            "INSERT INTO memberships VALUES ('p1', 'รองนายกรัฐมนตรี', NULL, '2023-09-01', '2024-12-31', false, ?), "
            "('p1', 'รัฐมนตรีว่าการ', 'b1', '2024-01-01', '2024-12-31', true, ?)",
            [[thai.id], [english.id]],
        )
        base.executemany(
            "INSERT INTO membership_evidence VALUES ('p1', ?, ?, ?, 0, 4, 'รองฯ', ?)",
            [
                ("รองนายกรัฐมนตรี", False, thai.id, "2023-09-01"),
                ("รองนายกรัฐมนตรี", False, english.id, "2024-12-31"),
                ("รัฐมนตรีว่าการ", True, english.id, "2024-01-01"),
            ],
        )
    return store


def write_shown_store(records, folder):
    """A store made with `newsextract link` and `newsextract store`, as a user would, of the records and a duplicate of one."""
    from command_line import succeed

    copy = records[COPIED].model_copy(deep=True)
    copy.id = COPY_ID
    made, links, store = folder / "records.jsonl", folder / "links", folder / "news.duckdb"
    nx.write([*records, copy], made)
    for command in (["link", made, "--to", links], ["store", made, store, "--links", links]):
        succeed(*command)
    return store


def shown_names(store):
    """Keys in a linked store: the person and the body that most records name, and an event in two languages."""
    import duckdb

    most = "SELECT {0} FROM {0}_mentions GROUP BY 1 ORDER BY count(DISTINCT record) DESC, 1 LIMIT 1"
    with duckdb.connect(str(store), read_only=True) as base:
        person, body = (base.execute(most.format(kind)).fetchone()[0] for kind in ("person", "body"))
        twins = "SELECT cluster FROM clusters JOIN articles ON article_id = clusters.record GROUP BY 1 HAVING count(DISTINCT language) > 1"
        return {"person": person, "body": body, "event": base.execute(f"{twins} ORDER BY 1").fetchone()[0]}


def asker(store):
    """Return a function that requests a page of the site; the store's index is built if it is not there yet."""
    from newsextract.explorer import build, index_path, is_fresh, make_site

    if not is_fresh(store, index_path(store)):
        build(store, index_path(store))
    site = make_site(store, index_path(store))

    def get(path, host="127.0.0.1:8001", accept="text/html", **options):
        async def once():
            await site.invoke_startup()
            return await site.client.get(path, headers={"host": host, "accept": accept}, **options)

        return asyncio.run(once())

    get.site = site
    return get


def chosen(ask, query=""):
    """The rows of a selection, in its order."""
    answer = ask(f"/-/selection.json?{query}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def ids(ask, query=""):
    return [row["id"] for row in chosen(ask, query)]


class Page:
    def __init__(self, html):
        soup = BeautifulSoup(html, "html.parser", multi_valued_attributes=None)
        self.tags = [(tag.name, tag.attrs) for tag in soup.find_all(True)]
        self.ids = {attrs["id"] for _, attrs in self.tags if "id" in attrs}
        self.links = [attrs["href"] for tag, attrs in self.tags if tag == "a" and "href" in attrs]
        self.text = soup.find_all(string=True)
        self.marked = [words for words in self.text if words.find_parent("mark")]

    @property
    def said(self):
        return " ".join("".join(self.text).split())

    def with_class(self, name):
        return [attrs for _, attrs in self.tags if name in (attrs.get("class") or "").split()]
