"""The glossary over many records."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from newsextract.errors import InputError
from newsextract.glossary import FIELDS, build, read_records, to_tbx, write_csv

NS = {"t": "urn:iso:std:iso:30042:ed-2"}
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def record(number: int, th: str, en: str, abbr: str | None = None, **extra: Any) -> dict[str, Any]:
    term = {
        "th": {"text": th},
        "en": {"text": en},
        "abbr": {"text": abbr} if abbr else None,
        "kind": "organisation",
        "posterior": 0.9,
        **extra,
    }
    return {"id": f"demo:{number}", "text": f"ข่าวที่ {number} {th}", "published": f"2024-01-0{number}", "terms": [term]}


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


def test_same_release_twice_counts_once() -> None:
    one = record(1, "สภาว่าวโลก", "World Kite Council")
    two = {**one, "id": "demo:9", "text": one["text"] + " "}
    assert build([one, two])[0].count == 1


def test_unsure_misprinted_and_looked_up_terms_are_left_out() -> None:
    rows = [
        record(1, "สภาว่าวโลก", "World Kite Council", posterior=0.1),
        record(2, "สภาว่าวไทย", "Thai Kite Council", known_from="glossary"),
        record(3, "สภาว่าวลาว", "Lao Kite Council", "LCK", check="abbr_mismatch"),
    ]
    [entry] = build(rows)
    assert (entry.en, dict(entry.abbreviations)) == ("Lao Kite Council", {})


def test_csv_has_one_row_a_name() -> None:
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


def test_a_line_that_is_no_record_is_named(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    path.write_text(json.dumps({"id": "a", "text": "ก", "terms": []}) + "\nnot json\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"r\.jsonl:2"):
        list(read_records([path]))


def test_command_writes_both_formats(tmp_path: Path) -> None:
    import typer
    from typer.testing import CliRunner

    from newsextract.cli.glossary import glossary

    path = tmp_path / "r.jsonl"
    path.write_text(json.dumps(record(1, "สภาว่าวโลก", "World Kite Council"), ensure_ascii=False) + "\n", encoding="utf-8")
    app = typer.Typer()
    app.command()(glossary)
    for name in ("g.csv", "g.tbx"):
        out = tmp_path / name
        result = CliRunner().invoke(app, [str(path), "-o", str(out)])
        assert result.exit_code == 0
        assert "สภาว่าวโลก" in out.read_text(encoding="utf-8")
