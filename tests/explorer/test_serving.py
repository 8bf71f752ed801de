"""The explorer as a server: errors, caches, the index, the command and its port. No browser needed."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from html import unescape

import pytest

from explorer_store import Page, ids, write_store

pytest.importorskip("duckdb", reason="the extra `stores` is not installed")
pytest.importorskip("datasette", reason="the extra `explore` is not installed")

from command_line import call, succeed
from newsextract.errors import ConfigError, InputError
from newsextract.explorer import build, check_port, index_path, is_fresh, serve


@pytest.mark.parametrize(
    ("path", "status", "what", "fix"),
    [
        ("/?from=yesterday", 400, "'from' is not a day: 'yesterday'", "write it as 2020, 2020-02 or 2020-02-25"),
        ("/record/thaigov:0", 404, "thaigov:0", "/record/thaigov:26729"),
        ("/record/thaigov:0.json", 404, "thaigov:0", "/record/thaigov:26729"),
        ("/news/records/99999", 404, "99999", "/record/thaigov:26729"),
        ("/person/nobody", 404, "nobody", "/record/thaigov:26729"),
        ("/event/none", 404, "none", "/record/thaigov:26729"),
        ("/facets/colour", 404, "colour", "/record/thaigov:26729"),
        ("/nowhere", 404, "", "/record/thaigov:26729"),
        ("/news/nowhere", 404, "", "/record/thaigov:26729"),
        ("/news?sql=SELECT+typ+FROM+records", 400, "no such column: typ", "Tables and SQL"),
        ("/news?sql=DROP+TABLE+records", 400, "Statement must be a SELECT", ""),
        ("/news.csv?sql=SELECT+typ+FROM+records", 400, "no such column: typ", ""),
    ],
)
def test_an_error_page_says_what_is_wrong_and_links_on(ask, path, status, what, fix):
    answer = ask(path)
    page = Page(answer.text)
    assert answer.status_code == status
    assert what in page.said
    assert fix in page.said
    assert "/" in page.links
    assert "Traceback" not in answer.text
    plain = ask(path, accept="*/*")
    assert plain.status_code == status
    assert what in plain.text or what in unescape(plain.text)


def test_a_search_does_not_wait_for_another(store, monkeypatch):
    import threading

    from newsextract.explorer.selection import Query, Selections
    from newsextract.explorer.shelf import Shelf

    gate, make, made = threading.Event(), Selections._search, []

    def slow(selections, query):
        made.append(query.q)
        if query.q == "slow":
            assert gate.wait(60)
        if query.q == "other":
            raise ZeroDivisionError
        return make(selections, query)

    monkeypatch.setattr(Selections, "_search", slow)
    selections = Selections(Shelf(index_path(store)))
    waiting = threading.Thread(target=selections.of, args=(Query(q="slow"),))
    waiting.start()
    assert selections.of(Query(q="UNESCO")).order.size
    gate.set()
    waiting.join()
    narrowed = selections.of(Query(q="UNESCO", chosen=(("language", "en"),)))
    assert narrowed.order.size < selections.of(Query(q="UNESCO")).order.size
    assert sorted(made) == ["UNESCO", "slow"]  # a filter does not search again
    for _ in range(2):  # a failure is not cached
        with pytest.raises(ZeroDivisionError):
            selections.of(Query(q="other"))


def test_pages_asked_for_at_once_read_the_index_once(store, monkeypatch):
    from concurrent.futures import ThreadPoolExecutor
    from time import sleep

    from newsextract.explorer import shelf

    read, made = shelf.Columns, []

    def slow(base):
        sleep(0.05)
        made.append(read(base))
        return made[-1]

    monkeypatch.setattr(shelf, "Columns", slow)
    one = shelf.Shelf(index_path(store))
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: one.columns, range(4)))
    assert len(made) == 1
    assert all(columns is made[0] for columns in found)


def test_the_site_answers_only_to_this_machine_and_changes_nothing(ask, store):
    assert ask("/", host="evil.example").status_code == 421
    assert ask("/", host="localhost:9").status_code == 200
    for host in ("127.0.0.1:8001@evil.example", "127.0.0.1:", "[::1].evil.example", "localhost:1:2"):
        assert ask("/", host=host).status_code == 421
    before = store.read_bytes(), index_path(store).read_bytes()
    for sql in ("delete from records", "drop table records", "attach '/etc/passwd' as x", "pragma journal_mode=wal"):
        assert ask("/news.json", params={"sql": sql}).status_code == 400
    assert before == (store.read_bytes(), index_path(store).read_bytes())


@pytest.mark.parametrize(
    "path",
    [
        "/../../etc/passwd",
        "/a/b/c/d/e",
        "/nothing",
        "/news/nothing",
        "/news.json?sql=no",
        "/facets/nothing",
        "/person/nobody",
        "/event/none",
        "/assets/../plugin.py",
    ],
)
def test_a_wrong_address_gets_an_error_status_without_a_traceback(ask, capsys, path):
    assert ask(path).status_code in {400, 404}
    assert capsys.readouterr() == ("", "")


def test_an_index_is_rebuilt_when_its_store_changes(sample_records, tmp_path):
    store = write_store(sample_records[:2], tmp_path)
    index = index_path(store)
    assert not is_fresh(store, index)
    build(store, index)
    assert is_fresh(store, index)
    write_store(sample_records[:3], tmp_path)
    assert not is_fresh(store, index)
    index.write_bytes(b"no database")
    assert not is_fresh(store, index)


def test_two_programs_can_build_the_index_of_a_store_at_once(sample_records, tmp_path):
    store = write_store(sample_records[:3], tmp_path)
    index = index_path(store)
    with ThreadPoolExecutor() as pool:
        second = []
        build(store, index, lambda _done, _of: second.append(pool.submit(build, store, index)))
        second[0].result()
    assert is_fresh(store, index)


def test_a_file_that_is_not_a_store_is_refused_in_one_line(tmp_path):
    (tmp_path / "x.duckdb").write_bytes(b"nothing")
    for name in ("x.duckdb", "missing.duckdb"):
        with pytest.raises(InputError, match=name):
            build(tmp_path / name, tmp_path / "i")


def test_the_command_builds_the_index_once_and_says_where(sample_records, tmp_path):
    store = write_store(sample_records[:2], tmp_path)
    done = succeed("explore", store, "--prepare")
    built = index_path(store).stat().st_mtime_ns
    assert str(index_path(store)) in done.stderr.replace("\n", "")
    call("explore", store, "--prepare")
    assert index_path(store).stat().st_mtime_ns == built
    missing = call("explore", tmp_path / "none.duckdb")
    assert isinstance(missing.exception, InputError)


def test_a_port_in_use_is_reported_before_an_address_is_printed(sample_records, tmp_path):
    import socket

    store = write_store(sample_records[:1], tmp_path)
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        done = call("explore", store, "--port", port)
        with pytest.raises(ConfigError, match="--port"):
            serve(store, index_path(store), port)
    assert isinstance(done.exception, ConfigError)
    assert f"port {port} cannot be used" in str(done.exception)
    assert "http://" not in done.stderr
    check_port(port)


def test_the_error_for_a_file_of_records_says_how_to_make_a_store(sample_records, tmp_path):
    from newsextract.stores import write

    write(sample_records[:1], tmp_path / "r.jsonl")
    done = call("explore", tmp_path / "r.jsonl")
    assert f"newsextract store {tmp_path / 'r.jsonl'} news.duckdb" in str(done.exception)
    with pytest.raises(InputError, match=r"newsextract store records\.jsonl news\.duckdb"):
        build(tmp_path / "none.duckdb", tmp_path / "i")


def test_hidden_tables_are_not_counted(ask):
    """Counting the rows of the word index would read all of it before the first page is shown."""
    ask("/")
    counts = asyncio.run(ask.site.get_database("news").table_counts())
    assert counts["records"] == len(ids(ask, "fold=0"))
    assert {name for name, n in counts.items() if n is None} >= {"words", "words_data", "lines"}
    assert "Many rows" not in ask("/news").text


def test_a_site_without_a_review_says_how_to_start_one(ask):
    answer = ask("/review", accept="*/*")
    assert (answer.status_code, "start `newsextract review`" in answer.text) == (404, True)
