"""Citing a value: everything needed to find it again, and a permalink that says what has changed since."""

from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

from explorer_store import Page, asker

pytest.importorskip("duckdb", reason="the extra `stores` is not installed")
pytest.importorskip("datasette", reason="the extra `explore` is not installed")

import newsextract as nx
from newsextract.explorer.values import check, citation, cite, event_cells, layer_cells, permalink, pointer, read_cited
from newsextract.view.labels import english, say_in


@pytest.fixture
def record(sample_records):
    return sample_records[0].model_copy(deep=True)


def cell_of(record, slot):
    return next(cell for cell in event_cells(record, 0, english) if cell.path == f"events.0.{slot}")


def test_a_citation_holds_everything_needed_to_find_the_value(record):
    record.source.archive = nx.records.Archive(
        kind="wayback", uri="https://archive.example/1/x", captured="2024-03-13T00:00:00Z"
    )
    cell = cell_of(record, "start")
    said = citation(cell, record, "http://127.0.0.1:8001")
    words = cell.words[0]
    for part in (
        f"value: start: {record.events[0].start}",
        f"“{words.text}” ({words.start}–{words.end})",
        f"record: {record.id}",
        f"event: {record.events[0].id}",
        f"page: {record.source.url}",
        "archived: https://archive.example/1/x, captured 2024-03-13T00:00:00Z",
        f"newsextract {record.provenance.newsextract}",
        f"JSON: http://127.0.0.1:8001/record/{record.id}.json#/events/0/start",
    ):
        assert part in said
    record.source.archive = nx.records.Archive(kind="file", uri="pages/1.html")
    assert "read from: pages/1.html" in citation(cell, record, "http://127.0.0.1:8001")


def test_places_and_times_are_written_for_a_reader_and_cited_as_in_the_record(record):
    event = record.events[0]
    event.start, event.end = "2024-03-12T09:30+07:00", "2024-03-12T12:00"
    event.place.province, event.place.iso_3166_2, event.place.country = "เชียงใหม่", "TH-50", "TH"
    for say, province, country in ((english, "Chiang Mai", "Thailand"), (say_in("th"), "เชียงใหม่", "ไทย")):
        shown = {cell.path.rpartition(".")[2]: cell for cell in event_cells(record, 0, say)}
        assert shown["start"].value == "2024-03-12 09:30 (UTC+07:00) – 2024-03-12 12:00"
        assert shown["start"].cited == "2024-03-12T09:30+07:00 – 2024-03-12T12:00"
        assert (shown["province"].value, shown["province"].cited) == (f"{province} (TH-50)", "เชียงใหม่ TH-50")
        assert shown["country"].value == f"{country} (TH)"
    event.place.province, event.place.iso_3166_2 = "แดนไกล", None
    assert cell_of(record, "province").value == "แดนไกล"


def test_a_record_with_many_values_reads_its_text_once_to_cite_them_all(record, monkeypatch):
    from newsextract.explorer import values

    cells = event_cells(record, 0, english)
    record.text += "ต่อไปยาว " * 1000
    read = []
    digest = values._digest
    monkeypatch.setattr(values, "_digest", lambda text, *digits: (read.append(len(text)), digest(text, *digits))[1])
    for cell in cells:
        citation(cell, record, "http://127.0.0.1:8001")
        permalink(cell, record)
    assert read.count(len(record.text)) == 1


def test_every_value_of_every_record_has_a_permalink_that_holds(sample_records):
    for record in sample_records:
        cells = [cell for number in range(len(record.events)) for cell in event_cells(record, number, english)]
        cells += [cell for some in layer_cells(record, english).values() for cell in some]
        assert len({cell.path for cell in cells}) == len(cells)
        for cell in cells:
            cited = read_cited(cite(cell, record))
            message, place, value = check(record, cited, english)
            assert message in {english("cited unchanged"), english("cited concluded")}, cell
            assert value == cell.value
            assert place == ((cell.words[0].start, cell.words[0].end) if cell.words else None)


def test_a_permalink_of_an_english_page_holds_on_a_thai_one(sample_records):
    thai = say_in("th")
    for record in sample_records:
        both = [
            [*(cell for n in range(len(record.events)) for cell in event_cells(record, n, say)), *(cell for some in layer_cells(record, say).values() for cell in some)]
            for say in (english, thai)
        ]  # fmt: skip
        for cell, other in zip(*both, strict=True):
            assert cite(cell, record) == cite(other, record), (cell, other)
        if record.events:
            assert both[0][0].value != both[1][0].value


def test_a_pointer_resolves_in_the_json(sample_records):
    for record in sample_records:
        whole = record.model_dump(mode="json")
        for number in range(len(record.events)):
            for cell in event_cells(record, number, english):
                found = whole
                for step in pointer(cell).split("/")[1:]:
                    found = found[int(step)] if isinstance(found, list) else found[step]


def test_a_permalink_says_what_has_changed(record):
    cell = cell_of(record, "start")
    cited = read_cited(cite(cell, record))
    record.events[0].start, record.events[0].end = "1999-01-01", None
    assert check(record, cited, english)[0] == english("cited value changed").format(value="1999-01-01")
    record.events[0].start = None
    assert check(record, cited, english)[0] == english("cited no value")
    moved = record.model_copy(deep=True)
    moved.text = "ขึ้นต้นใหม่ " + record.text
    words = cell.words[0]
    message, place, _ = check(moved, cited, english)
    assert place == (words.start + 12, words.end + 12)
    assert str(words.start + 12) in message
    moved.text = "ไม่มีแล้ว"
    assert check(moved, cited, english)[:2] == (english("cited gone"), None)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "x",
        "a~b~c~d~e",
        "events.99.start~1-2~a~b~c",
        "events.x.start~9-1~a~b~c",
        "~~~~",
        "events.0.start~0-999999999~a~b~c",
        "layers~1-2~~~",
    ],
)
def test_a_malformed_citation_is_never_reported_as_unchanged(record, written):
    cited = read_cited(written)
    if cited is not None:
        message, _, _ = check(record, cited, english)
        assert message != english("cited unchanged")


def test_the_permalink_of_a_page_survives_another_store(sample_records, tmp_path):
    record = sample_records[0]
    link = permalink(cell_of(record, "start"), record)
    (tmp_path / "a").mkdir()
    for folder, records in (("a", sample_records[:3]), ("b", sample_records[::-1])):
        store = tmp_path / f"{folder}.duckdb"
        nx.write(records, store)
        page = Page(asker(store)(link.partition("#")[0]).text)
        assert english("cited unchanged") in page.said
        assert f"#{link.partition('#')[2]}" in page.links
        assert link.partition("#")[2] in page.ids
    shown = [unescape(one) for one in page.links if "?cite=" in one]
    assert link in shown
    assert read_cited(parse_qs(urlsplit(link).query)["cite"][0])
