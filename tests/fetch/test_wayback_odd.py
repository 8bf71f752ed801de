"""The Wayback source against archives that list in circles, answer oddly or redirect elsewhere."""

from itertools import cycle, islice
from urllib.parse import parse_qs, urlsplit

import pytest

from command_line import call
from newsextract.errors import Failure, FetchError
from newsextract.page import Page
from newsextract.sources import open_source, wayback
from newsextract.sources.base import Options
from newsextract.sources.urls import accepts

from .conftest import Server

CDX = "/cdx/search/cdx"
PATTERN = "news.example/a/*"


def row(number):
    return f"202001{number % 28 + 1:02}000000 https://news.example/a/{number} D{number} 1000\n"


@pytest.fixture
def other():
    made = Server()
    yield made
    made.close()


def pages_of(server, answers):
    """Answer each CDX query with the next of these answers."""
    left = iter(answers)
    server.routes[CDX] = lambda h: h.answer(200, next(left).encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize("keys", [["k"], ["a", "b"], ["a", "b", "c", "d"]])
def test_a_circular_list_ends_in_a_retriable_error(server, options, keys):
    pages_of(server, (f"{row(n)}\n{key}\n" for n, key in enumerate(cycle(keys))))
    found = wayback.captures(PATTERN, options)
    assert len(list(islice(found, len(keys)))) == len(keys)
    with pytest.raises(wayback.EndlessListError, match="leads back to itself") as caught:
        list(found)
    assert caught.value.retriable
    assert len(server.asked(CDX)) == len(keys) + 1


@pytest.mark.parametrize("body", ["", row(1), "2020 not-an-address D 1\n"])
def test_a_list_without_new_captures_is_given_up(server, options, body):
    pages_of(server, (f"{body}\nkey{n}\n" for n in range(1000)))
    with pytest.raises(wayback.EndlessListError, match="20 answers in a row list nothing new"):
        list(wayback.captures(PATTERN, options))
    assert wayback.IDLE_ANSWERS <= len(server.asked(CDX)) <= wayback.IDLE_ANSWERS + 1


def test_a_few_answers_without_new_captures_do_not_end_the_list(server, options):
    answers = [f"\nkey{n}\n" for n in range(wayback.IDLE_ANSWERS - 1)] * 2
    answers = [a.replace("key", f"{n}-") for n, a in enumerate(answers)]
    answers.insert(wayback.IDLE_ANSWERS - 1, f"{row(1)}\nmiddle\n")
    pages_of(server, [*answers, row(2)])
    assert [c.url[-1] for c in wayback.captures(PATTERN, options)] == ["1", "2"]
    assert parse_qs(urlsplit(server.log[-1][1]).query)["resumeKey"] == ["37-18"]


ODD = [
    "99999999999999 https://news.example/a/9 D 1",
    "20200230000000 https://news.example/a/9 D 1",
    "202 https://news.example/a/9 D 1",
    "๒๐๒๐๐๑๐๑๐๐๐๐๐๐ https://news.example/a/9 D 1",
    "- https://news.example/a/9 D 1",
    "20200101000000",
    "20200101000000 https://news.example/a b D 1",
    "20200101000000 https://news.example/a\tb D 1",
    "20200101000000 https://news.example/\x1b[2Ja D 1",
    "20200101000000 https://news.example/\x00 D 1",
    "20200101000000 https://news.example/\udcff D 1",
    "20200101000000 https://[bad/ D 1",
    "20200101000000 https://news.example:99999/ D 1",
    "20200101000000 ftp://news.example/ D 1",
    "20200101000000 https://me:secret@news.example/ D 1",
    "20200101000000 https://news.example/a/9 D many",
    "20200101000000 https://news.example/a/9\x85 D 1",
    "x" * 10_000,
]


@pytest.mark.parametrize("line", ODD, ids=lambda line: ascii(line[:50]))
@pytest.mark.parametrize("place", [0, 1, 2])
def test_an_odd_line_is_one_failure_and_the_rest_goes_on(server, options, line, place):
    lines = [row(1), row(2)]
    lines.insert(place, line + "\n")
    pages_of(server, ["".join(lines) + "\nnext\n", row(3)])
    found = list(wayback.captures(PATTERN, options))
    assert [c.url[-1] for c in found if isinstance(c, wayback.Capture)] == ["1", "2", "3"]
    (failure,) = [c for c in found if isinstance(c, Failure)]
    assert failure.message.isprintable()
    assert "secret" not in failure.message
    assert failure.message.startswith(PATTERN)
    assert len(failure.to_json().encode()) < 2000


@pytest.mark.parametrize(
    "body", ["<html>\n<p>We are down for maintenance\n", "no\n" * 5000, "org,example)/a 20200101 x\n", "{}"]
)
def test_an_answer_that_is_not_a_list_is_a_retriable_error(server, options, body):
    pages_of(server, [body])
    with pytest.raises(FetchError, match="not a list of captures") as caught:
        list(wayback.captures(PATTERN, options))
    assert caught.value.retriable
    assert not isinstance(caught.value, wayback.EndlessListError)


def test_an_archive_that_cannot_be_reached_is_named_without_the_query(options):
    options.wayback = "http://nowhere.invalid"
    with pytest.raises(FetchError) as caught:
        list(wayback.captures(PATTERN, options))
    assert str(caught.value).startswith(f"the captures of {PATTERN} in http://nowhere.invalid: the host name ")


@pytest.mark.parametrize("path", ["/live", "/web/2020id_/https://news.example/a"])
def test_a_memento_that_redirects_to_the_live_page_is_refused_without_requesting_it(server, other, options, path):
    other.page("*")
    server.routes["*"] = lambda h: h.answer(302, b"", [("Location", other.url + path)])
    (failure,) = open_source(f"{server.url}/web/2020/https://news.example/a", options)
    assert "which is not part of it" in failure.message
    assert other.url.removeprefix("http://") in failure.message
    assert not failure.retriable
    assert other.log == []


def test_a_list_that_redirects_out_of_the_archive_is_refused(server, other, options):
    other.page("*", body=row(1).encode())
    server.page(CDX, status=302, headers=[("Location", other.url + CDX)])
    with pytest.raises(FetchError, match="not part of it"):
        list(wayback.captures(PATTERN, options))
    assert other.log == []


def test_a_live_address_that_looks_like_a_memento_is_not_a_capture(server, other, options):
    server.routes["*"] = lambda h: h.answer(404)
    other.page("*")
    options.archive = ""
    address = f"{other.url}/web/2020/https://news.example/a"
    (failure,) = open_source(address, options)
    assert isinstance(failure, Failure)
    assert other.log == []
    assert server.log[0][1].endswith(f"id_/{address}")


def test_the_failure_of_a_memento_has_its_address_so_that_a_retry_asks_for_it_again(options, monkeypatch):
    def refuse(url, **_):
        raise FetchError("the server answers 503", where=url, retriable=True)

    monkeypatch.setattr(options.client, "get", refuse)
    address = "https://web.archive.org/web/2020/https://news.example/a"
    (failure,) = open_source(address, options)
    assert (failure.stage, failure.url, failure.retriable) == ("fetch", address, True)


ADDRESSES = [
    "https://[bad",
    "https://news.example/a b",
    "https://news.example/\x1b[2J",
    "ftp://news.example/",
    "not an address",
]


@pytest.mark.parametrize("archive", [None, "2020"])
def test_odd_addresses_in_a_list_are_one_failure_each(server, make_client, tmp_path, archive):
    options = Options(wayback=server.url, archive=archive)
    options.client = make_client()
    server.page("/robots.txt", status=404)
    server.page("*")
    good = f"{server.url}/web/2020id_/https://news.example/a"
    urls = tmp_path / "urls.txt"
    urls.write_bytes(
        "\n".join([ADDRESSES[0], good, *ADDRESSES[1:]]).encode() + b"\nhttps://news.example/\xff\xfe\n" + good.encode()
    )
    found = list(open_source(str(urls), options))
    assert [item.name for item in found if isinstance(item, Page)] == [f"{urls}:2", f"{urls}:8"]
    failures = [item for item in found if isinstance(item, Failure)]
    assert [f.input for f in failures] == [f"{urls}:{n}" for n in range(1, 8) if n != 2]
    assert {f.reason for f in failures} <= {"fetch", "unreadable"}
    assert all(f.to_json().encode() for f in failures)
    assert {path for _, path, _ in server.log} == {urlsplit(good).path}


@pytest.mark.parametrize(
    "spec",
    [
        "https://[bad",
        "https://a b",
        "https://[bad/web/2020/https://a",
        "https://web.archive.org/web/2020/\x01",
        "http://x/\udcff",
    ],
)
def test_an_odd_address_as_an_input_is_one_failure(spec, options):
    (failure,) = open_source(spec, options)
    assert failure.reason in {"fetch", "unreadable"}
    assert failure.to_json().encode()


@pytest.mark.parametrize("spec", ["x" * 5000 + ".txt", "a\0.txt"])
def test_an_impossible_file_name_is_not_a_list(spec):
    assert not accepts(spec)


@pytest.fixture
def listing(server, tmp_path, monkeypatch):
    monkeypatch.setattr("newsextract.sources.wayback.CDX_DELAY", 0.0)
    urls = tmp_path / "urls.txt"
    return urls, lambda: call("wayback", PATTERN, "-o", urls, "--wayback", server.url, "--allow-private")


def test_the_command_reports_the_lines_that_it_left_out(server, listing):
    urls, wanted = listing
    pages_of(server, [f"{row(1)}20209999 https://news.example/\x1b[2J D 1\n{row(2)}"])
    done = wanted()
    assert done.exit_code == 1
    assert "2 captures, 1 left out" in done.stderr
    assert "\x1b" not in done.stderr
    assert len(urls.read_text(encoding="utf-8").splitlines()) == 2
    assert list(urls.parent.iterdir()) == [urls]


def test_only_an_answer_that_is_not_a_list_is_requested_again(server, listing):
    urls, wanted = listing
    pages_of(server, [f"{row(1)}\nkey\n", "<html>down", row(2)])
    assert "not a list" in str(wanted().exception)
    assert wanted().exit_code == 0
    assert len(server.asked(CDX)) == 3
    assert len(urls.read_text(encoding="utf-8").splitlines()) == 2


def test_a_circular_list_is_started_again(server, listing):
    urls, wanted = listing
    pages_of(server, [f"{row(1)}\nkey\n", f"{row(2)}\nkey\n", f"{row(1)}\nkey\n", row(2)])
    assert isinstance(wanted().exception, wayback.EndlessListError)
    assert not urls.exists()
    assert wanted().exit_code == 0
    assert len(server.asked(CDX)) == 4
