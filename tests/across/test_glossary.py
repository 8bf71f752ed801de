"""The glossary over many records."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from bare import bare_record
from command_line import call, succeed
from newsextract.across.glossary import FIELDS, build, to_tbx, write_csv
from newsextract.errors import InputError
from newsextract.records import Record
from newsextract.stores import write

NS = {"t": "urn:iso:std:iso:30042:ed-2"}
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def record(number: int, th: str, en: str | None, abbr: str | None = None, **extra: Any) -> Record:
    texts = {"th": th, "en": en, "abbr": abbr}
    sides = {side: {"start": 0, "end": len(text), "text": text} for side, text in texts.items() if text}
    term = {**sides, "kind": "organisation", "posterior": 0.9, **extra}
    return bare_record(f"demo:{number}", f"ข่าวที่ {number} {th}", published=f"2024-01-0{number}", terms=[term])


def test_best_form_variants_dates_and_abbreviations() -> None:
    rows = [
        record(1, "สภาว่าวโลก", "World Kite Council", "WKC"),
        record(2, "สภาว่าวโลก", "World  Kite Council"),
        record(3, "ร่วมกับสภาว่าวโลก", "world kite council"),
    ]
    [entry] = build(rows)
    row = entry.row()
    assert (row["en"], row["th"], row["abbr"], row["articles"]) == ("World Kite Council", "สภาว่าวโลก", "WKC", "3")
    assert row["variants"] == "ร่วมกับสภาว่าวโลก (1)"
    assert (row["first_seen"], row["last_seen"]) == ("2024-01-01", "2024-01-03")


def test_counts_of_the_whole_site_weigh_as_a_few_more_articles() -> None:
    usual, odd = "องค์การอนามัยโลก", "องค์การว่าวอนามัยโลก"
    rows = [record(1, usual, "World Health Organization"), record(2, odd, "World Health Organization")]
    rows.append(record(3, odd, "World Health Organization"))
    [entry] = build(rows)
    assert (entry.votes[usual], entry.votes[odd]) == (pytest.approx(0.9), pytest.approx(1.8))
    assert (entry.known[odd], entry.best) == (0.0, usual)
    other = record(1, odd, "World Health Organization")
    many = [other.model_copy(update={"id": f"demo:{k}", "text": f"ข่าวที่ {k}"}) for k in range(60)]
    assert build([*rows, *many])[0].best == odd
    assert build([record(k, form, "Kite Office of Nowhere") for k, form in ((1, "สำนักว่าว"), (2, "กองว่าว"))])[0].known == {
        "สำนักว่าว": 0.0,
        "กองว่าว": 0.0,
    }


def test_same_release_twice_counts_once() -> None:
    one = record(1, "สภาว่าวโลก", "World Kite Council")
    two = one.model_copy(update={"id": "demo:9", "text": f"{one.text} "})
    assert build([one, two])[0].count == 1


def test_unsure_misprinted_and_looked_up_terms_are_left_out() -> None:
    rows = [
        record(1, "สภาว่าวโลก", "World Kite Council", posterior=0.1),
        record(2, "สภาว่าวไทย", "Thai Kite Council", known_from="glossary"),
        record(3, "สภาว่าวลาว", "Lao Kite Council", "LCK", check="abbr_mismatch"),
    ]
    [entry] = build(rows)
    assert (entry.en, dict(entry.abbreviations)) == ("Lao Kite Council", {})


def test_csv_has_one_row_per_name() -> None:
    out = io.StringIO()
    write_csv(build([record(1, "สภาว่าวโลก", "World Kite Council")]), out)
    head, row = out.getvalue().splitlines()
    assert head == ",".join(FIELDS)
    assert row.startswith("World Kite Council,สภาว่าวโลก,")


def test_tbx_is_well_formed_and_structured() -> None:
    text = to_tbx(
        build([record(1, "สภา <ว่าว> & โลก\x0b", "World Kite Council", "WKC"), record(2, "สภาว่าวนานาชาติ", "World Kite Council")])
    )
    root = ET.fromstring(text)  # noqa: S314  our own output
    assert root.tag == f"{{{NS['t']}}}tbx"
    assert root.attrib["type"] == "TBX-Basic"
    assert [child.tag.rsplit("}")[-1] for child in root] == ["tbxHeader", "text"]
    [concept] = root.findall(".//t:conceptEntry", NS)
    assert concept.attrib["id"] == "c1"
    terms = {s.attrib[LANG]: [x.text for x in s.findall("t:termSec/t:term", NS)] for s in concept.findall("t:langSec", NS)}
    assert terms["en"] == ["World Kite Council", "WKC"]
    assert set(terms["th"]) == {"สภา <ว่าว> & โลก", "สภาว่าวนานาชาติ"}
    for section in concept.findall(".//t:termSec", NS):
        assert section[0].tag.endswith("}term")


def abbreviated(number: int, th: str, abbr: str) -> Record:
    return record(number, th, None, abbr)


def test_an_abbreviation_without_an_english_name_stands_in_its_own_column() -> None:
    latin, thai = build([abbreviated(1, "สภาว่าวแห่งชาติ", "สวช."), abbreviated(2, "สภาว่าวสากล", "IKC")])
    assert [(e.row()["en"], e.row()["th"], e.row()["abbr"]) for e in (latin, thai)] == [
        ("", "สภาว่าวสากล", "IKC"),
        ("", "สภาว่าวแห่งชาติ", "สวช."),
    ]


def test_an_abbreviation_alone_joins_the_name_that_it_stands_for() -> None:
    [entry] = build([record(1, "สภาว่าวโลก", "World Kite Council", "WKC"), abbreviated(2, "สภาว่าวโลก", "WKC")])
    row = entry.row()
    assert (row["en"], row["abbr"], row["articles"], row["examples"]) == ("World Kite Council", "WKC", "2", "demo:1|demo:2")
    assert row["last_seen"] == "2024-01-02"
    assert len(build([record(1, "สภาว่าวโลก", "World Kite Council", "WKC"), abbreviated(2, "สภาขนมไทย", "WKC")])) == 2


def test_tbx_writes_each_abbreviation_in_the_language_of_its_script() -> None:
    rows = [abbreviated(1, "สภาว่าวแห่งชาติ", "สวช."), record(2, "สภาว่าวโลก", "World Kite Council", "สวล.")]
    root = ET.fromstring(to_tbx(build(rows)))  # noqa: S314  our own output
    sections = root.findall(".//t:langSec", NS)
    found = [(s.attrib[LANG], t[0].text, t[1].text) for s in sections for t in s.findall("t:termSec", NS)]
    assert sorted(found) == [
        ("en", "World Kite Council", "fullForm"),
        ("th", "สภาว่าวแห่งชาติ", "fullForm"),
        ("th", "สภาว่าวโลก", "fullForm"),
        ("th", "สวช.", "abbreviation"),
        ("th", "สวล.", "abbreviation"),
    ]
    assert "1 article;" in to_tbx(build(rows))


def stored(number: int = 1) -> Record:
    return record(number, "สภาว่าวโลก", "World Kite Council", "WKC")


def test_command_writes_both_formats_and_csv_opens_in_excel(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    write([stored()], path)
    for name in ("g.csv", "g.tbx"):
        result = succeed("glossary", path, "-o", tmp_path / name)
        assert result.stderr == f"1 name in {tmp_path / name}\n"
        assert "สภาว่าวโลก" in (tmp_path / name).read_text(encoding="utf-8")
    assert (tmp_path / "g.csv").read_bytes().startswith("\ufeffen,th,".encode())


@pytest.mark.parametrize("name", ["r.jsonl.gz", "r.jsonl.xz", "news.duckdb", "parquet", "csv", "run"])
def test_every_kind_of_store_can_be_given(tmp_path: Path, name: str) -> None:
    source = tmp_path / name
    if name == "news.duckdb":
        pytest.importorskip("duckdb", reason="the extra `stores` is not installed")
    if name == "run":
        source.mkdir()
        write([stored()], source / "records-00000.jsonl")
    elif name in {"parquet", "csv"}:
        write([stored()], source, "csv" if name == "csv" else "parquet")
    else:
        write([stored()], source)
    succeed("glossary", source, "-o", tmp_path / "g.csv")
    assert "World Kite Council,สภาว่าวโลก" in (tmp_path / "g.csv").read_text(encoding="utf-8-sig")


def test_a_file_without_records_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "noise.bin").write_bytes(bytes(range(256)) * 4)
    result = call("glossary", tmp_path / "noise.bin", "-o", tmp_path / "g.csv")
    assert isinstance(result.exception, InputError)
    assert "noise.bin:1: this is not a record" in str(result.exception)
    assert not (tmp_path / "g.csv").exists()
