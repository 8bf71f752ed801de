"""Times: strict parsing, columns, exports, metadata, the command and the layer."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from xml.etree import ElementTree as ET

import pytest

from command_line import call, succeed
from newsextract.errors import InputError, NewsExtractError
from newsextract.layers.findings import Findings
from newsextract.layers.times import (
    DateError,
    find,
    parse,
    parse_column,
    parse_metadata,
    search,
    to_edtf,
    to_interval,
    to_timex3,
)
from newsextract.page import Article

REFERENCE = date(2020, 2, 26)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("25 ก.พ. 63", "2020-02-25"),
        (" วันที่ ๒๕ กุมภาพันธ์ ๒๕๖๓ ", "2020-02-25"),
        ("(25/02/2563)", "2020-02-25"),
        ("ประจำปี 2563", "2020"),
        ("เดือน ม.ค. 2563", "2020-01"),
    ],
)
def test_parse(text: str, value: str) -> None:
    assert parse(text).value == value


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no date"),
        ("ไม่ระบุ", "no date"),
        ("25 ก.พ. 63 และ 3 มี.ค. 64", "2 dates"),
        ("เปิดงาน 25 ก.พ. 63", "more than a date"),
        ("31 กันยายน 2563", "no such day"),
        ("25 ก.พ.", "year is not written"),
    ],
)
def test_parse_says_what_is_wrong(text: str, says: str) -> None:
    with pytest.raises(DateError, match=says) as caught:
        parse(text)
    assert isinstance(caught.value, NewsExtractError)
    assert isinstance(caught.value, ValueError)
    assert caught.value.fix


def test_reference_supplies_the_year() -> None:
    assert parse("25 ก.พ.", reference=REFERENCE).value == "2020-02-25"
    assert parse("พรุ่งนี้", reference=REFERENCE).value == "2020-02-27"


def test_column_of_a_list() -> None:
    assert parse_column(["25 ก.พ. 63", None, " ", float("nan"), "2563"]) == ["2020-02-25", None, None, None, "2020"]
    with pytest.raises(DateError, match="row 1"):
        parse_column(["25 ก.พ. 63", "ไม่ทราบ"])
    assert parse_column(["ไม่ทราบ"], errors="coerce") == [None]
    with pytest.raises(ValueError, match="coerce"):
        parse_column([], errors="ignore")


def test_column_of_a_series() -> None:
    pandas = pytest.importorskip("pandas")
    series = pandas.Series(["25 ก.พ. 63", None, "๑ มี.ค. ๖๓"], index=["a", "b", "c"])
    read = parse_column(series)
    assert list(read.index) == ["a", "b", "c"]
    assert read["a"] == "2020-02-25"
    assert read["b"] is None
    with pytest.raises(DateError, match="row b"):
        parse_column(pandas.Series(["25 ก.พ. 63", "?"], index=["a", "b"]))


EXPORTS = [
    ("25 ก.พ. 63", "2020-02-25/2020-02-25", "2020-02-25"),
    ("เดือนกุมภาพันธ์ 2563", "2020-02-01/2020-02-29", "2020-02"),
    ("พ.ศ. 2560-2564", "2017-01-01/2021-12-31", "2017/2021"),
    ("ปีงบประมาณ 2564", "2020-10-01/2021-09-30", "2020-10-01/2021-09-30"),
    ("4 และ 7 ก.ย. 63", "2020-09-04/2020-09-07", "{2020-09-04,2020-09-07}"),
    ("25 ก.พ. 63 เวลา 08.45 น.", "2020-02-25T08:45/2020-02-25T08:45", "2020-02-25T08:45:00"),
    ("5 มีนาคม", None, "XXXX-03-05"),
    ("30 วัน", "P30D", None),
    ("ทุกวันจันทร์", None, None),
    ("31 กันยายน 2563", None, None),
]


@pytest.mark.parametrize(("text", "interval", "edtf"), EXPORTS)
def test_exports(text: str, interval: str | None, edtf: str | None) -> None:
    time = search(text)[0]
    assert to_interval(time) == interval
    assert to_edtf(time) == edtf


@pytest.mark.parametrize("edtf", [row[2] for row in EXPORTS if row[2]])
def test_edtf_values_are_valid(edtf: str) -> None:
    library = pytest.importorskip("edtf")
    assert library.parse_edtf(edtf)


def test_timex3_is_an_xml_element_with_type_and_value() -> None:
    for text, kind, value in [
        ("25 ก.พ. 63", "DATE", "2020-02-25"),
        ("เวลา 08.45 น.", "TIME", "T08:45"),
        ("30 วัน", "DURATION", "P30D"),
        ("ทุกวันจันทร์", "SET", "XXXX-WXX-1"),
        ("พ.ศ. 2560-2564", "DURATION", "P5Y"),
        ("12-14 มีนาคม 2567", "DURATION", "P3D"),
        ("มีนาคม - พฤษภาคม 2567", "DURATION", "P3M"),
        ("เวลา 22.00-02.00 น.", "DURATION", "PT4H"),
        ("3-7 มกราคม", "DURATION", "PXD"),
    ]:
        time = search(text)[0]
        element = ET.fromstring(to_timex3(time, "t9"))  # noqa: S314  our own output
        assert element.attrib["tid"] == "t9"
        assert (element.attrib["type"], element.attrib["value"], element.text) == (kind, value, time.text)


def test_timex3_of_a_list_has_one_element_per_day_and_no_duration() -> None:
    time = search("4, 7 และ 9 ก.ย. 63")[0]
    elements = list(ET.fromstring(f"<x>{to_timex3(time, 't3')}</x>"))  # noqa: S314  our own output
    assert [(e.attrib["tid"], e.attrib["type"], e.attrib["value"], e.text) for e in elements] == [
        ("t3", "DATE", "2020-09-04", time.text),
        ("t3.2", "DATE", "2020-09-07", None),
        ("t3.3", "DATE", "2020-09-09", None),
    ]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2020-02-25T08:45:00+07:00", date(2020, 2, 25)),
        ("2563-02-25", date(2020, 2, 25)),
        ("25 ก.พ. 2563", date(2020, 2, 25)),
        ("Mar 3, 2563", date(2020, 3, 3)),
        ("il y a 2 jours", date(2020, 2, 24)),
        ("25 de febrero de 2020", date(2020, 2, 25)),
        ("12", None),
        ("", None),
        ("not a date", None),
        ("9999-01-01", None),
        ("2563-13-45", None),
        ("3000-01-01", None),
    ],
)
def test_metadata(text: str, day: date | None) -> None:
    assert parse_metadata(text, reference=REFERENCE) == day


def test_command() -> None:
    result = succeed("dates", "-p", "2020-02-26", "--edtf", "--timex3", stdin="พรุ่งนี้ และ ๔ มี.ค.")
    rows = [json.loads(line) for line in result.output.splitlines()]
    assert [row["value"] for row in rows] == ["2020-02-27", "2020-03-04"]
    assert rows[1]["edtf"] == "2020-03-04"
    assert rows[0]["timex3"].startswith("<TIMEX3")


TEXT = "ประชุมวันนี้ และ ๔ มี.ค. ๒๕๖๓"


def test_command_accepts_a_buddhist_year_in_the_publication_date() -> None:
    result = call("dates", "--published", "2563-02-29", stdin="พรุ่งนี้")
    assert json.loads(result.stdout)["value"] == "2020-03-01"
    assert "2563-02-29 is read as 2020-02-29" in result.stderr
    same = call("dates", "--published", "2020-02-29", stdin="พรุ่งนี้")
    assert (same.stdout, same.stderr) == (result.stdout, "")
    wrong = call("dates", "--published", "2562-02-29", stdin="พรุ่งนี้")
    assert wrong.exit_code == 2
    assert "write a day as 2020-02-25" in " ".join(wrong.stderr.replace("│", "").split())
    assert wrong.stderr.count("write ") == 1


@pytest.mark.parametrize("encoding", ["tis-620", "cp874", "utf-16", "utf-8-sig"])
def test_command_reads_the_thai_encodings_and_says_so(encoding: str) -> None:
    result = call("dates", "-p", "2020-02-26", stdin=TEXT.encode(encoding))
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [row["value"] for row in rows] == ["2020-02-26", "2020-03-04"]
    assert ("read as" in result.stderr) is (encoding != "utf-8-sig")


def test_command_refuses_binary_input() -> None:
    result = call("dates", stdin=bytes(range(256)) * 8)
    assert isinstance(result.exception, InputError)
    assert "binary" in str(result.exception)
    succeed("dates", stdin="")


def test_the_layer_counts_relative_days_from_the_publication_date() -> None:
    article = Article.of("The cabinet met on Monday June 7, 2022 and met again yesterday.", published="2022-06-08")
    found = find(article, Findings())
    assert [t.value for t in found.items] == ["2022-06-07", "2022-06-07"]
    assert [w.code for w in found.warnings] == ["date_conflict"]


def test_holidays_are_dated_only_in_years_that_had_them() -> None:
    assert search("วันฉัตรมงคล ปี 2559")[0].value == "2016-05-05"
    assert search("วันฉัตรมงคล ปี 2562")[0].value == "2019-05-04"
    # the new king was not yet crowned: the old holiday was abolished and the new date not known
    assert all(t.kind != "holiday" for t in search("วันฉัตรมงคล ปี 2561"))


def test_a_folder_is_not_called_a_pipe(tmp_path):
    assert "this is a folder, not a file; check the path" in str(call("dates", tmp_path).exception)


@pytest.mark.parametrize("text", ["สัปดาห์หน้า", "วันศุกร์นี้", "12 มี.ค.", "เมื่อวานนี้"])
def test_a_reference_with_a_time_counts_as_its_day(text):
    pandas = pytest.importorskip("pandas")
    expected = search(text, date(2024, 3, 15))
    for moment in (datetime(2024, 3, 15, 10, tzinfo=UTC), pandas.Timestamp("2024-03-15 10:00")):
        assert search(text, moment) == expected
    assert search(text, pandas.NaT) == search(text)
    with pytest.raises(TypeError, match="the reference '2024-03-15' is not a date"):
        search(text, "2024-03-15")
