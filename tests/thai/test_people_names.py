"""People's names in the other language, from a table."""

import pytest

from newsextract.data import read_csv
from newsextract.errors import ConfigError
from newsextract.layers.drafts import Entity
from newsextract.pipeline.entities import Entities
from newsextract.records import Mention
from newsextract.thai import people_names
from spoken import referents_of

HEADER = "th,en,forms,articles,met,first,last,sources\n"
ROWS = (
    "ปลื้มจิต ทดสอบดี,Pluemjit Thodsobdee,Pluemchit Thodsobdee,40,3,2020-01-01,2020-02-01,1|2\n"
    "ปลื้มจิตต์ ทดสอบดี,Pluemjit Thodsobdee,,2,1,2020-01-01,2020-01-01,1\n"
    "ทองก้อน สมมุติ,Thongkon Sommut,,9,1,2020-01-01,2020-01-01,3\n"
    "ทองกร สมมุติ,Thongkon Sommut,,8,1,2020-01-01,2020-01-01,4\n"
)


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "names.csv"
    path.write_text(HEADER + ROWS, encoding="utf-8")
    return people_names.load(str(path))


def find_one(monkeypatch, table, text, written, name=None):
    monkeypatch.setattr(people_names, "load", lambda: table)
    start = text.index(written)
    marked = Entity(**Mention.of(text, start, start + len(written)).model_dump(), type="PERSON", id="e1", name=name or written)
    (found,) = Entities(text, referents_of(text, [marked])).numbered()
    return found


def test_a_persons_english_name_comes_from_the_table(monkeypatch, table):
    found = find_one(monkeypatch, table, "นางปลื้มจิต  ทดสอบดี กล่าว", "นางปลื้มจิต  ทดสอบดี", "ปลื้มจิต ทดสอบดี")
    assert (found.name.en, found.name_from.en, found.name_from.th) == ("Pluemjit Thodsobdee", "names", "article")


def test_the_articles_own_spelling_comes_first(monkeypatch, table):
    found = find_one(monkeypatch, table, "นางปลื้มจิต ทดสอบดี (Pleumchit Todsob) กล่าว", "นางปลื้มจิต ทดสอบดี", "ปลื้มจิต ทดสอบดี")
    assert (found.name.en, found.name_from.en) == ("Pleumchit Todsob", "article")


def test_a_person_who_is_not_in_the_table_has_no_english_name(monkeypatch, table):
    found = find_one(monkeypatch, table, "นางปลื้มใจ ทดสอบดี กล่าว", "นางปลื้มใจ ทดสอบดี", "ปลื้มใจ ทดสอบดี")
    assert (found.name.en, found.name_from.en, found.romanised) == (None, None, None)


@pytest.mark.parametrize("written", ["Pluemjit Thodsobdee", "PLUEMCHIT THODSOB-DEE"])
def test_a_spelling_of_one_person_gives_the_thai_name(monkeypatch, table, written):
    found = find_one(monkeypatch, table, f"{written} said", written)
    assert (found.name.th, found.name_from.th, found.name_from.en) == ("ปลื้มจิต ทดสอบดี", "names", "article")


def test_a_spelling_of_two_people_gives_no_thai_name(monkeypatch, table):
    assert find_one(monkeypatch, table, "Thongkon Sommut said", "Thongkon Sommut").name.th is None


def test_a_users_row_takes_precedence_over_the_shipped_row(tmp_path):
    shipped = read_csv("people/names.csv")[0]
    path = tmp_path / "own.csv"
    path.write_text(f"{HEADER}{shipped['th']},Another Spelling,,1,1,2020-01-01,2020-01-01,1\n", encoding="utf-8")
    key = people_names.key(shipped["th"])
    assert people_names.load().english[key] == shipped["en"]
    assert people_names.load(str(path)).english[key] == "Another Spelling"


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ((HEADER + ROWS).encode("cp874"), "not UTF-8"),
        (b"th,en\nx,y\n", "columns of the table of names are missing"),
        ("th,en,forms,articles\nสมมุติ ทดสอบดี,Sommut Thodsobdee\n".encode(), "lacks a name, its number of articles or a cell"),
    ],
)
def test_a_users_table_that_cannot_be_read_is_a_config_error(tmp_path, table, message):
    path = tmp_path / "own.csv"
    path.write_bytes(table)
    with pytest.raises(ConfigError, match=message):
        people_names.load(str(path))


def test_the_shipped_table_has_thai_names_and_latin_spellings():
    for row in read_csv("people/names.csv"):
        assert " " in row["th"]
        assert " " in row["en"]
        assert not any("\u0e00" < letter < "\u0e7f" for letter in row["en"] + row["forms"])
        assert row["first"] <= row["last"]
        assert int(row["met"]) >= 1
