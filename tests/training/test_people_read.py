"""Draws of people for annotators, and scores on the annotated pairs and joins; all people are invented."""

import json

import pytest

from newsextract.across import folder, linking, nodes
from newsextract.across.harvest import glean
from tests.across.linked_records import person, record, write
from training import people


def mentions(*names):
    return nodes.mentions([glean(record(f"demo:{n}", "2020-01-01", person(name))) for n, name in enumerate(names)])


def test_each_other_name_of_a_person_is_a_join_and_unlike_names_are_drawn_first():
    some = mentions("สายลม ว่าวไกล", "สายลม ว่าวไกล", "สายลมม ว่าวไกล", "ใบไม้ ปลิวฟ้า")
    joins = list(people.joined([some]))
    assert [(one.one.name, one.other.name) for one in joins] == [
        ("สายลม ว่าวไกล", "สายลมม ว่าวไกล"),
        ("สายลม ว่าวไกล", "ใบไม้ ปลิวฟ้า"),
    ]
    first = [people.draw(joins, 1, seed)[0].other.name for seed in range(40)]
    assert first.count("ใบไม้ ปลิวฟ้า") > 25
    assert people.draw(joins, 2, 1) == people.draw(joins[::-1], 2, 1)


def test_the_mentions_of_a_linked_folder_are_read(tmp_path):
    linking.link(
        [write(tmp_path / "r.jsonl", [record("demo:1", "2020-01-01", person("สายลม ว่าวไกล"))])], folder=tmp_path / "out"
    )
    assert [one.name for one in people.mentions(tmp_path / "out")] == ["สายลม ว่าวไกล"]
    with pytest.raises(SystemExit, match="link the records again"):
        people.mentions(tmp_path)


def test_pairs_and_joins_are_drawn_from_a_linked_folder(tmp_path, monkeypatch):
    monkeypatch.setattr(people, "rows", lambda _: [])
    monkeypatch.setattr(people, "corpus", lambda wanted: [{"id": number, "text": f"งานว่าว {number}\n"} for number in wanted])
    both = person("สายลม ว่าวไกล", en="Sailom Waoklai")
    english = person(None, en="Sailom Waoklai")
    some = [record("demo:1", "2020-01-01", both), record("demo:2", "2020-01-02", english, language="en")]
    folder.write(linking.link([write(tmp_path / "r.jsonl", some)], folder=tmp_path / "out"), tmp_path / "out")
    people.pairs(tmp_path / "out", tmp_path / "pairs.txt", number=1)
    name, candidate = (tmp_path / "pairs.txt").read_text(encoding="utf-8").splitlines()
    assert name.startswith("Sailom Waoklai | demo:2")
    assert candidate.split()[1:4] == ["1", "สายลม", "ว่าวไกล"]
    people.joins(tmp_path / "out", tmp_path / "joins.txt", number=1)
    assert [line[-9:] for line in (tmp_path / "joins.txt").read_text(encoding="utf-8").splitlines()] == ["งานว่าว 2", "งานว่าว 1"]


def test_a_folder_is_scored_on_the_annotated_pairs_and_joins(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(people, "ANNOTATIONS", tmp_path)
    (tmp_path / "person-pairs.csv").write_text(
        "en,th,draw,answer,articles\nSailom Waoklai,สายลม ว่าวไกล,1,one,\nBaimai Plewfah,ใบไม้ ปลิวฟ้า,1,one,\n", encoding="utf-8"
    )
    (tmp_path / "person-joins.csv").write_text(
        "a,b,draw,answer,articles\nสายลม ว่าวไกล,Sailom Waoklai,1,two,\n", encoding="utf-8"
    )
    forms = {"1": ["สายลม ว่าวไกล", "Sailom Waoklai"], "2": ["ใบไม้ ปลิวฟ้า"], "3": ["Baimai Plewfah"]}
    rows = [json.dumps({"id": id_, "name": {}, "forms": some, "records": []}) for id_, some in forms.items()]
    (tmp_path / "persons.jsonl").write_text("\n".join(rows), encoding="utf-8")
    (tmp_path / "groups.jsonl").touch()
    people.score(tmp_path)
    told = capsys.readouterr().out.splitlines()
    assert told == [
        "pairs, draw 1: Baimai Plewfah / ใบไม้ ปลิวฟ้า are one, apart",
        "joins, draw 1: สายลม ว่าวไกล / Sailom Waoklai are two, joined",
        "joins, draw 1: 1 that are two, joined",
        "pairs, draw 1: 1 that are one, apart",
        "pairs, draw 1: 1 that are one, joined",
    ]
