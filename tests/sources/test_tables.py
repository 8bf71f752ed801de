"""Tables as inputs: which column holds what, and the errors of broken tables."""

import csv
import gzip
import json
from zipfile import ZipFile

import pytest

from newsextract.errors import Failure
from newsextract.page import Page
from newsextract.pages import parse
from newsextract.sources import open_source, tables
from newsextract.sources.base import Options
from newsextract.sources.user_tables import named_cells

HEADER = ["รหัส", "Headline", "body", "date", "link"]
ROWS = [
    ["7", "แจ้งปิดถนน", "กรมทางหลวงแจ้งปิดถนนเมื่อวานนี้ เพื่อซ่อมสะพาน", "15 มี.ค. 2567", "https://www.example.go.th/7"],
    ["8", "ฝนลดลง", 'อธิบดีกล่าวว่า "ฝนลดลง"\nในหลายพื้นที่', "2024-03-16", None],
]


def csv_bytes(rows, separator=",", encoding="utf-8"):
    def cell(value):
        text = "" if value is None else value
        return '"' + text.replace('"', '""') + '"' if any(c in text for c in '",\n' + separator) else text

    return "".join(separator.join(map(cell, row)) + "\n" for row in rows).encode(encoding)


def read(path, **more):
    return list(open_source(str(path), Options(**{"max_bytes": 10_000, **more})))


def written(tmp_path, name, rows=None):
    path, rows = tmp_path / name, rows or [HEADER, *ROWS]
    if name.endswith(".xlsx"):
        openpyxl = pytest.importorskip("openpyxl")
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        book.save(path)
    elif name.endswith(".parquet"):
        pandas = pytest.importorskip("pandas")
        pandas.DataFrame(rows[1:], columns=rows[0]).to_parquet(path)
    else:
        data = csv_bytes(rows, "\t" if ".tsv" in name else ",", "cp874" if "thai" in name else "utf-8")
        path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    return path


@pytest.mark.parametrize("name", ["a.csv", "a.tsv", "thai.csv", "a.csv.gz", "a.xlsx", "a.parquet"])
def test_a_table_of_any_kind_gives_the_same_articles(tmp_path, name):
    notes = []
    first, second = read(written(tmp_path, name), note=notes.append)
    assert (first.id, first.title, first.published, first.url) == ("7", "แจ้งปิดถนน", "2024-03-15", "https://www.example.go.th/7")
    article = parse(second)
    assert article.text == 'ฝนลดลง\nอธิบดีกล่าวว่า "ฝนลดลง"\nในหลายพื้นที่'
    assert (article.id, article.published, article.published_from, article.url) == ("8", "2024-03-16", "given", None)
    assert notes == [
        (
            f"{tmp_path / name}: text from column 'body', title from column 'Headline', published from column 'date', "
            "url from column 'link', id from column 'รหัส'"
        )
    ]


def test_columns_that_the_user_names_win_and_are_used_for_nothing_else(tmp_path):
    path = written(tmp_path, "a.csv", [["text", "body", "date"], ["สรุป", "เนื้อข่าวยาว", "2024-03-16"]])
    (page,) = read(path, columns={"text": "body"})
    assert page.content.decode() == "เนื้อข่าวยาว"
    (page,) = read(path, columns={"text": "body", "title": "text"})
    assert page.title == "สรุป"
    (failure,) = read(path, columns={"published": "day"})
    assert failure.message == f"{path}: there is no column 'day' for the published; choose one of these: text, body, date"


def test_unused_columns_are_named(tmp_path):
    notes = []
    rows = [["text", "day", "mood", "pages"], ["กรมทางหลวงปิดถนนเมื่อวานนี้", "2024-03-15", "-", "2"]]
    (page,) = read(written(tmp_path, "a.csv", rows), note=notes.append)
    assert page.published == "2024-03-15"
    assert notes == [f"{tmp_path / 'a.csv'}: text from column 'text', published from column 'day'; not used: 'mood', 'pages'"]


def test_all_sheets_of_a_workbook_with_a_text_are_read(tmp_path):
    book = pytest.importorskip("openpyxl").Workbook()
    for title, rows in (("ม.ค.", [HEADER, ROWS[0]]), ("ว่าง", []), ("ก.พ.", [HEADER, ROWS[1]]), ("notes", [["by N."]])):
        for row in rows and (book.create_sheet(title), *rows)[1:]:
            book[title].append(row)
    book.save(tmp_path / "a.xlsx")
    notes = []
    first, second = read(tmp_path / "a.xlsx", note=notes.append)
    assert [(page.id, page.archive.uri) for page in (first, second)] == [("7", "a.xlsx!ม.ค.#L2"), ("8", "a.xlsx!ก.พ.#L2")]
    assert second.name == f"{tmp_path / 'a.xlsx'}!ก.พ.:2"
    assert notes[-1] == f"{tmp_path / 'a.xlsx'}: sheets without a column that is clearly the text, not read: notes"


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
def test_lines_of_title_above_the_names_of_the_columns_are_passed_over(tmp_path, name):
    title = ["ข่าวเดือนมีนาคม", None, None, None, None]
    first, second = read(written(tmp_path, name, [title, HEADER, *ROWS]))
    assert (first.id, first.archive.uri, second.published) == ("7", f"{name}#L3", "2024-03-16")


def test_any_damage_of_a_workbook_is_one_error_line(tmp_path):
    good = written(tmp_path, "a.xlsx")
    with ZipFile(good) as packed, ZipFile(tmp_path / "b.xlsx", "w") as broken:
        for name in packed.namelist():
            broken.writestr(name, packed.read(name)[: -9 if "sheet1" in name else None])
    *_, failure = read(tmp_path / "b.xlsx")
    assert "damaged or protected by a password; save it again" in failure.message


def test_too_little_memory_for_a_workbook_is_no_damage(tmp_path, monkeypatch):
    path = written(tmp_path, "a.xlsx")

    def load(*_, **__):
        raise MemoryError

    monkeypatch.setattr("openpyxl.load_workbook", load)
    (failure,) = read(path)
    assert "MemoryError" in failure.message
    assert "damaged" not in failure.message


def test_the_files_that_excel_and_macos_lay_beside_a_table_are_no_input(tmp_path):
    written(tmp_path, "a.csv")
    for name in ("~$a.xlsx", "._a.csv"):
        (tmp_path / name).write_bytes(b"\x05nida\x00")
    assert [page.archive.uri for page in read(tmp_path)] == ["a.csv#L2", "a.csv#L3"]


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx", "a.parquet"])
def test_a_table_without_a_text_column_is_one_error_line(tmp_path, name):
    (failure,) = read(written(tmp_path, name, [["x", "date"], ["เนื้อ", "2024-03-16"]]))
    assert "no column is clearly the text; name it with --text-column (of addresses to fetch," in failure.message


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (
            b"text\n" + "ข่าวหนึ่ง\n".encode() * 300 + "ข่าวสอง\n".encode("cp874"),
            "line 302 is not in utf-8, as the lines before it are",
        ),
        ('text\nก\n"ข่าว\nค\n'.encode(), "the quotation marks from line 3 on are out of balance"),
        ('text\n"ข่าว" สอง\n'.encode(), "the quotation marks from line 2 on are out of balance"),
        (b"text\n" + b"x" * 20_000 + b"\n", "line 2 is longer than 10,000 bytes"),
        (b'text\n"' + b"x\n" * 9_000 + b"\n", "a cell of line 2 is longer than 10,000 characters"),
        (b" \n", "the table is empty"),
    ],
)
def test_a_broken_table_ends_in_one_error_line_and_keeps_the_rows_before(tmp_path, data, message):
    path = tmp_path / "a.csv"
    path.write_bytes(data)
    *pages, failure = read(path)
    assert isinstance(failure, Failure)
    assert message in failure.message
    assert all(isinstance(page, Page) for page in pages)
    assert len(failure.message) < 400


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp874"])
@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
@pytest.mark.parametrize(("first", "mark"), [("", ","), ("sep=;{end}", ";"), ("sep=|{end}", "|")])
def test_tables_as_excel_saves_them_are_read(tmp_path, encoding, end, first, mark):
    path = tmp_path / "a.csv"
    rows = [("record", "text"), ("7", f'"ข่าว;|, {end}สอง"'), ("8", "สาม")]
    path.write_bytes((first.format(end=end) + "".join(mark.join(row) + end for row in rows)).encode(encoding))
    one, two = read(path, columns={"id": "record"})
    assert (one.id, one.content.decode().split(), two.id, two.content.decode()) == ("7", ["ข่าว;|,", "สอง"], "8", "สาม")
    assert [row["record"] for row in named_cells(path, ["record", "text"])] == ["7", "8"]


@pytest.mark.parametrize(
    ("name", "message"), [("a.xlsx", "a cell is longer than 10,000"), ("a.parquet", "a cell of row 2 is longer than 10,000")]
)
def test_a_cell_over_the_limit_is_one_error_line_and_is_not_unpacked(tmp_path, monkeypatch, name, message):
    if name.endswith(".xlsx"):
        monkeypatch.setattr(tables, "_HEAD", 1000)  # a workbook is scanned in pieces of this size
    *_, failure = read(written(tmp_path, name, [HEADER, ROWS[0], ["8", "ยาว", "น้ำ " * 4_000, None, None]]))
    assert isinstance(failure, Failure)
    assert message in failure.message
    assert len(failure.message) < 400


def test_a_huge_parquet_cell_is_refused_by_its_size_without_reading_it(tmp_path, monkeypatch):
    parquet = pytest.importorskip("pyarrow.parquet")
    path = written(tmp_path, "a.parquet", [["text"], ["".join(map(chr, range(0x4E00, 0x9FA5))) * 60]])
    monkeypatch.setattr(parquet.ParquetFile, "iter_batches", lambda *_: pytest.fail("it was read"))
    (failure,) = read(path)
    assert "a cell is longer than 10,000 characters" in failure.message


@pytest.mark.parametrize("name", ["a.xlsx", "a.parquet"])
def test_a_file_that_is_not_such_a_table_is_one_error_line(tmp_path, name):
    pytest.importorskip("openpyxl" if name == "a.xlsx" else "pyarrow")
    path = tmp_path / name
    path.write_bytes(b"PK\x03\x04 not a table")
    (failure,) = read(path)
    assert "or damaged" in failure.message


def test_a_row_that_is_not_an_article_costs_only_itself(tmp_path):
    rows = [HEADER, ROWS[0], ["9", None, None, None, None], ["10", "x", "ข่าว", "ไม่ทราบ", None]]
    notes = []
    first, failure, last = open_source(str(written(tmp_path, "a.csv", rows)), Options(note=notes.append))
    assert "given dates of publication that are not understood and left out: 1 (warning published_uncertain)" in notes[-1]
    assert failure.message == f"{tmp_path / 'a.csv'}:3: the row has no text; give it a 'body'"
    assert (first.id, last.id, last.published) == ("7", "10", None)
    assert [w.message for w in last.warnings] == ["the given date of publication 'ไม่ทราบ' is not understood; left out"]


def test_json_lines_keep_day_title_number_and_section(tmp_path):
    path = tmp_path / "a.jsonl"
    row = {"text": "ฝนตกเมื่อวานนี้", "title": "ฝนตก", "published": "2567-03-15", "id": 12, "section": "อากาศ"}
    path.write_text(json.dumps(row) + "\n" + json.dumps({"story": "ฝน", "when": "15/3/2567"}), encoding="utf-8")
    (page, failure) = read(path)
    assert (page.title, page.published, page.id, page.section) == ("ฝนตก", "2024-03-15", "12", "อากาศ")
    assert failure.message.endswith("the row has no text; give it a 'text' or an 'html', or name its key with --text-column")
    own = read(path, columns={"text": "story", "published": "when"})[1]
    assert (own.content.decode(), own.published) == ("ฝน", "2024-03-15")


def test_a_missing_library_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr("newsextract.optional.import_module", lambda _: (_ for _ in ()).throw(ImportError()))
    (tmp_path / "a.xlsx").write_bytes(b"x")
    (failure,) = read(tmp_path / "a.xlsx")
    assert failure.message.endswith("openpyxl is not installed; pip install openpyxl, or save the table as CSV")


def test_pages_are_counted_where_they_can_be(tmp_path):
    from newsextract.cli.reading import progress

    written(tmp_path, "a.csv")
    written(tmp_path, "b.parquet")
    (tmp_path / "c.html").write_text("<p>x", encoding="utf-8")
    (tmp_path / "d.jsonl").write_text('{"text": "x"}\n\n{"text": "y"}\n', encoding="utf-8")
    (tmp_path / "urls.lst").write_text("https://a.example/1\n# no\nhttps://a.example/2\n", encoding="utf-8")
    assert progress([str(tmp_path / "urls.lst"), "https://a.example/3"]).pages == 3
    assert progress([str(tmp_path / name) for name in ("b.parquet", "c.html", "d.jsonl")]).pages == 5
    written(tmp_path, "e.csv.gz")
    assert progress([str(tmp_path)]).pages is None


def test_rows_have_the_numbers_of_the_spreadsheet(tmp_path):
    rows = [["a title"], [], HEADER, [], ROWS[0], [], ["8", "ฝนลดลง"]]
    book = pytest.importorskip("openpyxl").Workbook()
    for row in rows:
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    long = "กรมทางหลวงปิดถนน\nเพื่อซ่อมสะพาน"
    with (tmp_path / "b.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["text", "n"], [], [long], [], ["", "-"]])
    for name, first, second in (("a.xlsx", 5, 7), ("b.csv", 3, 5)):
        page, failure = read(tmp_path / name)
        assert page.archive.uri == f"{name}#L{first}"
        assert failure.message.startswith(f"{tmp_path / name}:{second}: the row has no text")


def test_a_value_merged_over_several_rows_holds_for_each_and_a_text_for_the_first(tmp_path):
    book = pytest.importorskip("openpyxl").Workbook()
    text = "กรมทางหลวงปิดถนนเมื่อวานนี้"
    for row in (
        ["date", "text", "id"],
        ["2024-03-15", text, 1],
        [None, text, 2],
        [None, None, None],
        [None, text, 3],
        [None, text, 4],
        [None, None, 5],
    ):
        book.active.append(row)
    book.active.merge_cells("A2:A5")
    book.active.merge_cells("B6:B7")
    book.save(tmp_path / "a.xlsx")
    *pages, failure = read(tmp_path / "a.xlsx")
    assert [(page.id, page.published) for page in pages] == [
        ("1", "2024-03-15"),
        ("2", "2024-03-15"),
        ("3", "2024-03-15"),
        ("4", None),
    ]
    assert failure.message == f"{tmp_path / 'a.xlsx'}:7: the row has no text; give it a 'text'"


@pytest.mark.parametrize("name", ["a.csv", "a.tsv", "a.xlsx", "a.parquet"])
def test_a_table_of_a_header_alone_is_one_error_line(tmp_path, name):
    (failure,) = read(written(tmp_path, name, [HEADER]))
    assert (
        failure.message
        == f"{tmp_path / name}: the table has no rows below the names of its columns; save it with its rows, or leave it out"
    )


def test_a_table_in_the_western_code_page_is_read(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes("text,date\nThe café “by the bridge” closed in January.,2024-03-15\n".encode("cp1252"))
    (page,) = read(path)
    assert page.content.decode() == "The café “by the bridge” closed in January."


def test_a_damaged_byte_near_the_beginning_does_not_make_a_table_another_code_page(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes("text\nข่าว\n".encode() + b"\xff\n" + "ข่าวที่สอง\n".encode() * 20)
    page, failure = read(path)
    assert page.content.decode() == "ข่าว"
    assert "line 3 is not in utf-8" in failure.message


def test_a_row_with_more_cells_than_columns_is_one_error_line(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("text,date\nฝนตก, น้ำท่วม,2024-03-15\nฝนหยุด,2024-03-16,\n", encoding="utf-8")
    failure, page = read(path)
    assert failure.message == (
        f"{path}:2: the row has 3 cells, the table 2 columns; put a text with the separator in it between quotation marks"
    )
    assert (page.content.decode(), page.published) == ("ฝนหยุด", "2024-03-16")


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
def test_a_column_that_occurs_twice_is_refused_if_it_is_used(tmp_path, name):
    (failure,) = read(written(tmp_path, name, [["text", "n", "text"], ["ฝนตก", "1", "ฝนหยุด"]]))
    assert "the column 'text' occurs twice; give one of the two another name" in failure.message
    (page,) = read(written(tmp_path, name, [["n", "text", "n"], ["1", "ฝนตก", "2"]]))
    assert page.content.decode() == "ฝนตก"
