"""Who was minister on a day, answered from the articles of those days, and from a linked folder of all articles.

Forty questions (data/annotations/who.csv) have the ids of the nearest articles; forty others (who_questions.csv) were written
from what is known of Thai cabinets before any was tried. A folder that `newsextract link` wrote answers both:

    NEWSEXTRACT_LINKED=linked pytest -m slow tests/across/test_who_questions.py
"""

import csv
import os
from importlib.util import find_spec
from pathlib import Path

import pytest

import newsextract
from newsextract.across import bodies, memberships, nodes, persons, who
from newsextract.across.harvest import glean
from newsextract.page import Page
from newsextract.stores.linked import source
from tests.across.linked_records import asked as tables_of

MIN_RIGHT = 38
LINKED = os.environ.get("NEWSEXTRACT_LINKED")


def questions(path):
    with path.open(encoding="utf-8") as file:
        asked = list(csv.DictReader(file))
    assert len(asked) == 40
    return asked


def wrong(rows, asked):
    """The questions whose first answer is not the holder, with their answers."""
    told = ((one, who.office(rows, one["office"], one["day"])) for one in asked)
    return [
        (one["office"], one["day"], one["holder"], [answer.shown for answer in answers])
        for one, answers in told
        if not answers or answers[0].name[0] != one["holder"]
    ]


def page(row):
    return Page(row["text"].encode(), name=str(row["id"]), url=row["url"], kind="corpus", section=row["category"])


@pytest.mark.slow
def test_who_was_minister_by_the_nearest_articles(root):
    if not (root.parent / "shared" / "corpus").exists() or find_spec("training") is None:
        pytest.skip("the folder shared with the corpus is not beside the project")
    from training.shared import corpus

    asked = questions(root / "data/annotations/who.csv")
    wanted = {int(id_) for question in asked for id_ in question["articles"].split("|") if id_}
    harvests = [glean(newsextract.extract(page(row)).model_dump(mode="json")) for row in corpus(wanted)]
    people = persons.find(nodes.mentions(sorted(harvests, key=lambda one: (one.day or "", one.id))))
    missed = wrong(tables_of(people, memberships.find(people, bodies.find(harvests))), asked)
    assert len(missed) <= len(asked) - MIN_RIGHT, missed


@pytest.mark.slow
@pytest.mark.parametrize("name", ["data/annotations/who.csv", "tests/across/who_questions.csv"])
def test_who_was_minister_by_all_articles(root, name):
    if not LINKED:
        pytest.skip("NEWSEXTRACT_LINKED names no folder that `newsextract link` wrote")
    asked = questions(root / name)
    rows = source(Path(LINKED))
    tables = {table: list(rows(table)) for table in ("memberships", "persons")}
    missed = wrong(lambda table: tables[table], asked)
    assert len(missed) <= len(asked) - MIN_RIGHT, missed
