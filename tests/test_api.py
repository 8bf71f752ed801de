"""The public functions: extract from a text, a mapping, a table, an address."""

import multiprocessing
import os
from pathlib import Path

import pytest

import newsextract as nx
from newsextract import annotated, desk, exports
from newsextract.across import folder as linking_folder
from newsextract.across import linking
from newsextract.desk import codebook, learn, sample, score
from newsextract.fetch import Settings
from newsextract.report import report
from newsextract.stores import linked

TEXT = "อธิบดีกรมทางหลวงเปิดเผยว่า ปิดถนนเมื่อวานนี้ เพื่อซ่อมสะพาน"


def test_a_text_with_its_metadata_and_the_same_mapping_give_one_record():
    record = nx.extract(text=TEXT, title="แจ้งปิดถนน", published="2024-03-15", url="https://www.example.go.th/7", id=7)
    assert (record.id, record.published, record.published_from) == ("7", "2024-03-15", "given")
    assert record.text == f"แจ้งปิดถนน\n{TEXT}"
    assert [t.value for t in record.times] == ["2024-03-14"]
    same = nx.extract(
        {"text": TEXT, "title": "แจ้งปิดถนน", "published": "2024-03-15", "url": "https://www.example.go.th/7", "id": 7}
    )
    assert same == record


def test_a_text_without_a_title_takes_its_first_line():
    record = nx.extract(text=f"แจ้งปิดถนน\n{TEXT}")
    assert (record.title.text, record.published) == ("แจ้งปิดถนน", None)


def test_a_text_of_one_line_is_both_title_and_body():
    record = nx.extract(text="วันนี้ (15 มีนาคม 2567) นายสายลม ว่าวไกล ปลัดกระทรวงสมมุติ เป็นประธานการประชุมคณะกรรมการว่าว")
    assert (record.title.text, record.warnings) == (record.text, [])
    assert [event.start for event in record.events] == ["2024-03-15"]


def test_a_title_that_begins_the_text_is_not_repeated():
    assert nx.extract(text=f"แจ้งปิดถนน\n{TEXT}", title="แจ้งปิดถนน").text == f"แจ้งปิดถนน\n{TEXT}"


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (TEXT * 9, "this is a text, not the path of a file; give it as extract(text=…)"),
        (f"{TEXT}\n", "this is a text, not the path of a file; give it as extract(text=…)"),
        (7, 'a value of type int is not a page; give a path, bytes, text="…", or {"text": …}'),
        ("ก" * 90, "this is a text, not the path of a file; give it as extract(text=…)"),
        (f"<p>{TEXT}", 'this is HTML, not the path of a file; give it as extract({"html": …})'),
        ({"words": TEXT}, 'no key is clearly the text; give {"text": …} or {"html": …}'),
        ("https://www.example.go.th/7", "fetching a live page needs your contact"),
    ],
)
def test_an_input_that_is_not_a_page_gets_one_short_error(source, message, monkeypatch):
    monkeypatch.delenv("NEWSEXTRACT_CONTACT", raising=False)
    with pytest.raises(nx.InputError) as caught:
        nx.extract(source)
    assert message in str(caught.value)
    assert TEXT not in str(caught.value)
    assert len(str(caught.value)) < 220


def test_a_page_and_a_text_together_are_refused():
    with pytest.raises(nx.InputError, match="give either a page or text=…"):
        nx.extract("a.html", text=TEXT)
    with pytest.raises(nx.InputError, match="published goes with text=…"):
        nx.extract(b"<p>x", published="2024-03-15")


def test_a_table_of_articles_gives_records_beside_its_rows():
    pandas = pytest.importorskip("pandas")
    days = [f"2024-{1 + k % 12:02d}-15" for k in range(40)]
    table = pandas.DataFrame(
        {"body": [f"{TEXT} ครั้งที่ {k}" for k in range(40)], "day": days, "n": range(40)}, index=range(100, 140)
    )
    table.loc[105, "body"] = None
    table.loc[106, "day"] = None
    found = nx.extract_frame(table, text="body", published="day", id="n")
    assert list(found.columns) == ["body", "day", "n", "record", "error"]
    assert list(found.index) == list(table.index)
    assert found.record[105] is None
    assert found.error[105] == "row:6: the row has no text; give it a 'body'"
    assert found.record[106].published is None
    values = {i: found.record[i].times[0].value for i in table.index if i not in {105, 106}}
    assert values == {i: f"{day[:8]}14" for i, day in zip(table.index, days, strict=True) if i not in {105, 106}}
    assert [found.record[i].id for i in (100, 139)] == ["0", "39"]


def test_a_date_column_may_hold_timestamps():
    pandas = pytest.importorskip("pandas")
    table = pandas.DataFrame({"text": [TEXT, TEXT], "day": pandas.to_datetime(["2024-03-15", None])})
    found = nx.extract_frame(table, published="day")
    assert [one.published for one in found.record] == ["2024-03-15", None]


def test_another_librarys_table_is_taken_through_arrow():
    arrow = pytest.importorskip("pyarrow")
    found = nx.extract_frame(arrow.table({"text": [TEXT], "day": ["2024-03-15"]}), published="day")
    assert found.record[0].times[0].value == "2024-03-14"
    polars = pytest.importorskip("polars")
    found = nx.extract_frame(polars.DataFrame({"text": [TEXT], "day": ["2024-03-15"]}), published="day")
    assert found.record[0].times[0].value == "2024-03-14"


def test_a_missing_column_is_named():
    pandas = pytest.importorskip("pandas")
    with pytest.raises(nx.InputError, match="there is no column 'day' for the published; choose one of these: text"):
        nx.extract_frame(pandas.DataFrame({"text": [TEXT]}), published="day")
    with pytest.raises(nx.InputError, match="a value of type list is not a table"):
        nx.extract_frame([TEXT])


def test_extract_many_takes_mappings_too():
    assert [one.id for one in nx.extract_many([{"text": TEXT, "id": "a"}, {"text": TEXT, "id": "b"}])] == ["a", "b"]


def test_an_input_that_fails_does_not_end_extract_many(caplog):
    found = list(
        nx.extract_many(
            [{"text": TEXT, "id": "a"}, {"text": ""}, None, {"words": TEXT}, {"text": "\u200b"}, {"text": TEXT, "id": "b"}]
        )
    )
    assert [one.id for one in found] == ["a", "b"]
    assert [one.getMessage().split(":")[1] for one in caplog.records] == ["2", "3", "4", "5"]


def test_numbers_of_articles_stay_whole_where_a_row_has_none():
    pandas = pytest.importorskip("pandas")
    found = nx.extract_frame(pandas.DataFrame({"text": [TEXT, TEXT], "n": [7, None]}), id="n")
    assert found.record[0].id == "7"


def test_days_of_numpy_and_pandas_are_read():
    pandas = pytest.importorskip("pandas")
    day = pandas.Timestamp("2024-03-15")
    assert [nx.extract(text=TEXT, published=one).published for one in (day.to_numpy(), day.to_period("D"))] == [
        "2024-03-15"
    ] * 2


def test_the_files_of_a_config_may_be_one_path_or_a_list(tmp_path):
    names = tmp_path / "names.csv"
    names.write_text("name,type\nศูนย์วิจัยพะยูน,ORGANIZATION\n", encoding="utf-8")
    one = nx.Config(gazetteers=(str(names),))
    assert nx.Config(gazetteers=[names]) == nx.Config(gazetteers=names) == nx.Config(gazetteers=str(names)) == one
    found = nx.extract(text="ศูนย์วิจัยพะยูนแถลง", config=nx.Config(gazetteers=[names]))
    assert [entity.label for entity in found.entities] == ["ศูนย์วิจัยพะยูน"]


def test_a_gazetteer_that_was_edited_is_read_again(tmp_path):
    names, text = tmp_path / "names.csv", "ศูนย์วิจัยพะยูนแถลงที่ท่าเรือปากเมง"
    names.write_text("name,type\nท่าเรือปากเมง,LOCATION\n", encoding="utf-8")
    before = nx.extract(text=text, config=nx.Config(gazetteers=names))
    names.write_text("name,type,canonical,iso\n,,,\nท่าเรือปากเมง,FACILITY,ท่าเรือ ,th-92\n", encoding="utf-8")
    after = nx.extract(text=text, config=nx.Config(gazetteers=names))
    [found] = [entity for entity in after.entities if entity.type == "FACILITY"]
    assert (found.label, found.iso) == ("ท่าเรือ", "TH-92")
    assert before.provenance.config != after.provenance.config


def test_an_na_of_pandas_is_a_missing_value():
    pandas = pytest.importorskip("pandas")
    rows = {"text": [TEXT, pandas.NA], "day": [pandas.NA, "2024-03-15"], "url": [pandas.NA] * 2, "n": [pandas.NA, 7]}
    found = nx.extract_frame(pandas.DataFrame(rows), published="day", url="url", id="n")
    assert list(found.error) == [None, "row:2: the row has no text; give it a 'text'"]
    assert nx.extract(text=TEXT, title=pandas.NA, published=pandas.NA, id=pandas.NA).published is None
    assert len(list(nx.extract_many([{"text": pandas.NA}, {"text": TEXT}]))) == 1


def test_a_frame_without_names_of_columns():
    pandas = pytest.importorskip("pandas")
    found = nx.extract_frame(pandas.DataFrame([["7", TEXT]]), text=1, id=0)
    assert found.record[0].id == "7"
    assert list(found.columns) == [0, 1, "record", "error"]


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"gazetteers": 5}, "gazetteers: 5 is not a path; give a path or a list of paths"),
        ({"names": [None]}, "names: None is not a path"),
        ({"profiles": b"a.toml"}, "profiles: b'a.toml' is not a path"),
        ({"names": ["a\0.csv"]}, r"names: 'a\\x00.csv' cannot be the path of a file \(embedded null byte\); check the path"),
        ({"max_bytes": "2"}, "max_bytes: '2' is not a whole number"),
        ({"keep_doubtful": "no"}, "keep_doubtful: 'no' is not True or False"),
    ],
)
def test_a_setting_of_another_type_is_named(settings, message):
    with pytest.raises(nx.ConfigError, match=message):
        nx.Config(**settings)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"config": {"max_bytes": 3}}, "config: a value of type dict is not a Config; give newsextract.Config"),
        ({"fetch": {"contact": "a@b.example"}}, "fetch: a value of type dict is not newsextract.fetch.Settings; give"),
    ],
)
def test_settings_given_as_a_dict_are_refused(given, message):
    with pytest.raises(nx.ConfigError, match=message):
        nx.extract(text=TEXT, **given)
    with pytest.raises(nx.ConfigError, match=message):
        nx.extract_many([{"text": TEXT}], **given)


@pytest.mark.parametrize("workers", ["2", 0, None, 1.5])
def test_a_number_of_workers_that_is_none_is_refused(workers):
    with pytest.raises(nx.ConfigError, match=r"workers: .* is not a whole number of 1 or more"):
        next(nx.extract_many([{"text": TEXT}], workers=workers))


def test_workers_are_refused_where_no_process_can_be_started(monkeypatch):
    monkeypatch.setitem(multiprocessing.current_process()._config, "daemon", True)  # as in a worker of multiprocessing.Pool
    assert len(list(nx.extract_many([{"text": TEXT}]))) == 1
    with pytest.raises(nx.ConfigError, match=r"worker of multiprocessing\.Pool; use extract_many with workers=1"):
        next(nx.extract_many([{"text": TEXT}], workers=2))


def test_a_table_is_referred_to_extract_frame():
    pandas = pytest.importorskip("pandas")
    with pytest.raises(TypeError, match="use extract_frame"):
        nx.extract_many(pandas.DataFrame({"text": [TEXT]}))


def test_no_list_of_inputs_or_records(tmp_path):
    record = nx.extract(text=TEXT)
    for call in (
        lambda: nx.extract_many(5),
        lambda: nx.write(record, tmp_path / "a.jsonl"),
        lambda: nx.write(["a.jsonl"], tmp_path / "a.jsonl"),
        lambda: nx.to_frame(record),
        lambda: nx.to_frame(5),
    ):
        with pytest.raises(TypeError, match=r"list.*\["):
            call()
    assert not any(tmp_path.iterdir())


def test_the_pipeline_of_another_language():
    pytest.importorskip("spacy")
    with pytest.raises(nx.ConfigError, match="language: 'fr' has no pipeline; give 'th' or 'en'"):
        nx.load("fr")


def test_every_documented_function_takes_a_path_as_a_string(tmp_path, monkeypatch):
    pytest.importorskip("pandas")
    monkeypatch.chdir(tmp_path)
    records = [nx.extract(text=TEXT, id=number) for number in range(3)]
    nx.write(records, "r.jsonl")
    linking_folder.write(linking.link(["r.jsonl"], folder="linked"), "linked")
    assert len(linked.frame("linked", "groups")) == len(list(linked.source("linked")("groups"))) == 3
    with pytest.raises(nx.ConfigError, match="there is no table 'group'; give one of groups, links"):
        linked.frame("linked", "group")
    assert "<html" in report("r.jsonl", linked="linked")
    sample.write(sample.draw(lambda: records, n=2, slots=["type"]), "sheet")
    with pytest.raises(nx.InputError, match="no row is judged"):
        score.score("sheet", ["sheet/coding.csv"])
    Path("book.toml").write_text("[types.flood]\n", encoding="utf-8")
    assert list(codebook.load("book.toml").types) == list(learn.open_book("book.toml").types) == ["flood"]
    with pytest.raises(nx.InputError, match=r"none\.json: the file cannot be read"):
        annotated.read("label-studio", "none.json")


@pytest.mark.parametrize("path", ["half\ud800", "nul\0"])
@pytest.mark.parametrize(
    "call",
    [
        lambda path, records: nx.write(records, path),
        lambda path, records: exports.export(records, "bibtex", path),
        lambda path, _: nx.run_to(path, [], inputs=[]),
        lambda path, _: desk.read(path),
        lambda path, _: desk.append(Path(path), []),
        lambda path, _: codebook.load(path),
        lambda path, _: nx.extract("https://a.example/", fetch=Settings(contact="a@b.example", archive=Path(path))),
    ],
)
@pytest.mark.skipif(os.name == "nt", reason="Windows has other names")
def test_a_path_that_no_file_can_have_is_an_error_of_the_library(sample_records, path, call):
    with pytest.raises(nx.NewsExtractError, match=r"^(half\\ud800|nul\\x00): the .* \(no file can have this name\)"):
        call(path, sample_records[:1])


def test_a_short_text_given_as_a_path_is_referred_to_text():
    with pytest.raises(nx.InputError, match=r"there is no such file; check the path; a text is given as extract\(text=…\)"):
        nx.extract(TEXT)


def test_one_record_and_one_path_are_not_lists(sample_records, tmp_path):
    with pytest.raises(TypeError, match=r"give a list of records: \[record\]"):
        exports.export(sample_records[0], "bibtex", tmp_path / "a.bib")
    with pytest.raises(TypeError, match="link takes a list of paths"):
        linking.link("records.jsonl")
    assert list(tmp_path.iterdir()) == []
