"""Downloads, paging and searches of the explorer: complete, or refused with a reason."""

import asyncio
import csv
import io
import json

import pytest

from explorer_store import Page, asker, ids, write_store

pytest.importorskip("duckdb", reason="the extra `stores` is not installed")
pytest.importorskip("datasette", reason="the extra `explore` is not installed")

from newsextract.explorer import downloads


@pytest.fixture(scope="module")
def ask(sample_records, tmp_path_factory):
    return asker(write_store(sample_records, tmp_path_factory.mktemp("downloads")))


def downloaded(ask, query):
    from pyarrow import parquet

    page = Page(ask(f"/?{query}").text)
    urls = {link.partition("?")[0].rpartition(".")[2]: link for link in page.links if "/-/selection." in link}
    content = {form: ask(url).content for form, url in urls.items()}
    assert content["csv"].startswith(b"\xef\xbb\xbf")
    assert content["csv"].count(b"\xef\xbb\xbf") == 1
    return {
        "csv": [row["id"] for row in csv.DictReader(io.StringIO(content["csv"].decode("utf-8-sig")))],
        "json": [row["id"] for row in json.loads(content["json"])],
        "jsonl": [json.loads(line)["id"] for line in content["jsonl"].splitlines()],
        "parquet": parquet.read_table(io.BytesIO(content["parquet"])).column("id").to_pylist(),
    }


@pytest.mark.parametrize("query", ["type=meeting", "", "sort=oldest", "q=ประชุม", "type=none", "fold=0&page=2"])
def test_downloads_hold_the_whole_selection_in_every_format(ask, monkeypatch, query):
    pytest.importorskip("pyarrow")
    monkeypatch.setattr(downloads, "ROWS_AT_ONCE", 2)
    monkeypatch.setattr(downloads, "RECORDS_AT_ONCE", 3)
    if query == "type=none":
        assert ids(ask, query) == []
        assert ask(f"/-/selection.csv?{query}").content.count(b"\n") == 1
        return
    wanted = ids(ask, query)
    assert wanted
    assert downloaded(ask, query) == dict.fromkeys(("csv", "json", "jsonl", "parquet"), wanted)


def test_the_lines_of_a_download_are_the_records(ask, sample_records):
    lines = ask("/-/selection.jsonl?type=disaster").text.splitlines()
    assert lines == [
        record.to_json() for record in sample_records if any(e.main and e.type == "disaster" for e in record.events)
    ]


@pytest.mark.parametrize("sort", ["_sort_desc=date", "_sort=type", "_sort_desc=type", "_sort_desc=language", "_sort=province"])
def test_paging_shows_every_record_once_although_many_share_a_value(ask, sort):
    seen, url = [], f"/news/records.json?{sort}&_size=2"
    while url:
        page = ask(url).json()
        seen += [row[page["columns"].index("article")] for row in page["rows"]]
        url = page["next_url"] and f"/news/{page['next_url'].rpartition('/')[2]}"
    assert seen == [row["article"] for row in rows(ask, sort)]
    assert len(seen) == len(set(seen)) > 10


def test_a_table_and_a_query_are_complete_as_csv(ask, monkeypatch):
    monkeypatch.setattr(downloads, "ROWS_AT_ONCE", 3)
    names = ask("/news/names.json?_shape=array&_size=max").json()
    assert len(list(csv.reader(io.StringIO(ask("/news/names.csv?_size=max").text)))) == len(names) + 1
    long = ask("/news.csv?sql=select+hex(zeroblob(200000))+as+a,+1+as+b+union+all+select+'x',+2").text
    csv.field_size_limit(1 << 30)
    first, second = list(csv.reader(io.StringIO(long)))[1:]
    assert (len(first[0]), first[1], second) == (400_000, "1", ["x", "2"])
    numbers = "with recursive n(i) as (select 1 union all select i + 1 from n limit 200001) select i from n"
    cut = ask("/news.csv", params={"sql": numbers})
    assert (cut.status_code, "more than 200,000 rows" in cut.text) == (400, True)
    whole = ask("/news.csv", params={"sql": numbers.replace("200001", "200000")})
    assert whole.text.count("\n") == 200_001


@pytest.mark.parametrize(
    "path", ["/-/selection.csv?from=nonsense", "/news/nonsense.csv", "/news.csv", "/news.csv?sql=select+nope"]
)
def test_an_impossible_download_has_an_error_status(ask, path):
    answer = ask(path)
    assert answer.status_code >= 400
    assert answer.text.strip()


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_other_pages_do_not_wait_for_the_search_of_a_download(ask, monkeypatch, form):
    make = downloads._selected

    def beside_the_event_loop(*given):
        with pytest.raises(RuntimeError):
            asyncio.get_running_loop()
        return make(*given)

    monkeypatch.setattr(downloads, "_selected", beside_the_event_loop)
    answer = ask(f"/-/selection.{form}?q=UNESCO")
    assert answer.status_code == 200
    assert answer.content


def test_a_download_that_fails_halfway_breaks_off(ask, monkeypatch):
    def failing(*_):
        yield [["a"] * len(downloads.RECORDS)]
        raise OSError("the disk is gone")

    monkeypatch.setattr(downloads, "_selected", failing)
    for form in ("csv", "json"):
        with pytest.raises(Exception, match=r"\A"):
            ask(f"/-/selection.{form}")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("q=" + "+".join(f"word{n}" for n in range(1000)), "a search takes 50 terms at most, this one has 1,000"),
        ("&".join(f"person=p{n}" for n in range(1000)), "an address takes 100 filters at most"),
    ],
)
def test_a_search_beyond_the_limits_of_sqlite_is_refused(ask, query, said):
    for path in ("/?", "/facets/type?", "/-/selection.csv?"):
        answer = ask(path + query)
        assert answer.status_code == 400
        assert said in answer.text


@pytest.mark.parametrize(
    "typed", ["%00", "a%00b", "%00%22%00", "%1b%5b31m", "%22" * 5, "%ed%b3%bf", "*", "AND%00OR", "a" * 5000]
)
def test_odd_characters_do_not_make_invalid_sql(ask, typed):
    assert ask(f"/?q={typed}").status_code == 200


def test_a_null_character_in_a_search_is_ignored(ask):
    assert ids(ask, "q=%E0%B8%9B%E0%B8%A3%E0%B8%B0%E0%B8%8A%E0%B8%B8%E0%B8%A1%00") == ids(ask, "q=ประชุม")


def rows(ask, query):
    answer = ask(f"/news/records.json?_shape=array&_size=max&{query}")
    assert answer.status_code == 200, answer.text
    return answer.json()
