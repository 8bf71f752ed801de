"""Thai names in Latin letters: by the Royal Thai General System, or not at all."""

from __future__ import annotations

import re

import pytest

from newsextract.data import read_csv
from newsextract.thai.romanise import romanise


@pytest.mark.parametrize(
    ("name", "latin"),
    [
        ("สมหมาย ใจดี", "Sommai Chaidi"),  # no tones, no length
        ("ทรงศักดิ์ ศรีแก้ว", "Songsak Sikaeo"),  # ทร and ศร are s; silent letters
        ("อนุชิต รัตนวงศ์", "Anuchit Rattanawong"),  # อ before an unwritten vowel, and a linking syllable
        ("เกรียงไกร เรืองเดช", "Kriangkrai Rueangdet"),  # vowels around a cluster
        ("สงวน ปานทอง", "Sa-nguan Panthong"),  # a hyphen where syllables are ambiguous
        ("อาจหาญ แสงอรุณ", "At-han Saeng-arun"),
        ("วรพล สุขพร", "Woraphon Sukphon"),  # วร inside a word
        ("บวร เพชรเมือง", None),  # เพชร inside a word: phet or phetcha
    ],
)
def test_readings(name: str, latin: str | None) -> None:
    assert romanise(name) == latin


@pytest.mark.parametrize(
    "name",
    [
        "วรรณา รัตนพงศ์",  # วรรณ: wan or wanna
        "ทองเกลา ใจดี",  # เก|ลา or the cluster กล
        "ฟลอเรนซ์ ใจดี",  # a part that no Thai name has
        "โยชิคาวะ ทานาคา",  # short parts only: a foreign name
        "Vichai Mankong",
        "",
    ],
)
def test_ambiguous_names_are_not_romanised(name: str) -> None:
    assert romanise(name) is None


def test_the_table_of_readings_follows_the_royal_system() -> None:
    letters = re.compile(r"[a-z-]*")
    for row in read_csv("people/readings.csv"):
        assert letters.fullmatch(row["inside"])
        assert letters.fullmatch(row["end"])
        for reading in (row["inside"], row["end"]):
            assert not re.search(r"[jvxqz]|ee|oo|c(?!h)|[bdcjs]$|(?<!n)g$", reading), row
