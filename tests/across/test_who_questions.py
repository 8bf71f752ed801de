"""Forty questions about ministers of 2017 to 2025, asked of the articles of those days (ids in data/annotations/who.csv)."""

from __future__ import annotations

import csv
from importlib.util import find_spec

import pytest

import newsextract
from newsextract.across import bodies, memberships, persons, who
from newsextract.across.harvest import glean
from newsextract.page import Page

RIGHT = 38


def page(row):
    return Page(row["text"].encode(), name=str(row["id"]), url=row["url"], kind="corpus", section=row["category"])


@pytest.mark.slow
def test_who_was_minister(root):
    if not (root.parent / "shared" / "corpus").exists() or find_spec("training") is None:
        pytest.skip("the folder shared with the corpus is not beside the project")
    from training.shared import corpus

    with (root / "data/annotations/who.csv").open(encoding="utf-8") as file:
        questions = list(csv.DictReader(file))
    assert len(questions) == 40
    wanted = {int(id_) for question in questions for id_ in question["articles"].split("|") if id_}
    harvests = [glean(newsextract.extract(page(row)).model_dump(mode="json")) for row in corpus(wanted)]
    people = persons.find(sorted(harvests, key=lambda one: (one.day or "", one.id)))
    tables = {
        "memberships": [
            memberships.to_json(one) | {"evidence": [said.record for said in one.evidence]}
            for one in memberships.find(people, bodies.find(harvests))
        ],
        "persons": [
            {"person": one.id, "name_th": one.name["th"], "name_en": one.name["en"], "forms": one.forms} for one in people
        ],
    }
    wrong = []
    for question in questions:
        told = who.office(lambda table: tables[table], question["office"], question["day"])
        if not told or told[0].name[0] != question["holder"]:
            wrong.append((question["office"], question["day"], [one.shown for one in told]))
    assert len(wrong) <= len(questions) - RIGHT, wrong
