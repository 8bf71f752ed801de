"""The Wayback source against a local imitation of both endpoints, which paginates, throttles and fails."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from newsextract.errors import Failure, InputError
from newsextract.sources import open_source, wayback
from newsextract.sources.base import Options

from .conftest import PAGE

ORIGINAL = "https://www.thaigov.go.th/news/contents/details/9100001"


class Imitation:
    """A CDX endpoint with resume keys, and mementos that redirect to the nearest capture."""

    def __init__(self, server, captures, page_size=3):
        self.captures, self.page_size = captures, page_size
        server.routes["/cdx/search/cdx"] = lambda handler: self.fails(handler) or self.cdx(handler)
        server.routes["*"] = self.memento
        self.fail_next: list[tuple[int, list]] = []

    def fails(self, handler):
        if self.fail_next:
            status, headers = self.fail_next.pop(0)
            handler.answer(status, b"slow down", headers)
            return True
        return False

    def cdx(self, handler):
        query = parse_qs(urlsplit(handler.path).query)
        start = int(query.get("resumeKey", ["0"])[0])
        rows = self.captures[start : start + self.page_size]
        text = "".join(f"{t} {u} {d} 1000\n" for t, u, d in rows)
        if start + self.page_size < len(self.captures):
            text += f"\n{start + self.page_size}\n"
        handler.answer(200, text.encode(), [("Content-Type", "text/plain")])

    def memento(self, handler):
        _, _, stamp, url = handler.path.split("/", 3)
        wanted = stamp.removesuffix("id_")
        times = [t for t, u, _ in self.captures if u == url]
        if not times:
            handler.answer(404, b"not archived")
            return
        nearest = min(times, key=lambda t: abs(int(t) - int(wanted.ljust(14, "0"))))
        if wanted == nearest:
            handler.answer(200, PAGE)
        else:
            handler.answer(302, b"", [("Location", f"/web/{nearest}id_/{url}")])


@pytest.fixture
def captures():
    rows = [(f"2020{m:02}15000000", f"{ORIGINAL[:-1]}{m % 4}", f"D{m % 5}") for m in range(1, 11)]
    return [*rows, ("20210101000000", rows[0][1], rows[0][2])]


def test_captures_are_listed_page_by_page_each_body_once(server, options, captures, clock):
    Imitation(server, captures)
    found = list(wayback.captures("thaigov.go.th/news/*", options, since="2020", until="2021"))
    assert [(c.timestamp, c.url, c.digest) for c in found] == captures[:-1]
    queries = [parse_qs(urlsplit(path).query) for _, path, _ in server.asked("/cdx/search/cdx")]
    assert [q.get("resumeKey") for q in queries] == [None, ["3"], ["6"], ["9"]]
    assert queries[0]["url"] == ["thaigov.go.th/news/"]
    assert queries[0]["filter"] == ["statuscode:200", "mimetype:text/html"]
    assert (queries[0]["from"], queries[0]["to"], queries[0]["matchType"]) == (["2020"], ["2021"], ["prefix"])
    assert clock.slept == [3.0, 3.0, 3.0]


def test_a_429_for_the_list_pauses_as_asked_and_loses_nothing(server, options, captures, clock):
    Imitation(server, captures).fail_next = [(429, [("Retry-After", "90")]), (503, []), (429, [])]
    found = list(wayback.captures("thaigov.go.th/news/*", options))
    assert len(found) == len(captures) - 1
    assert 90.0 in clock.slept
    assert 60.0 in clock.slept


def test_the_nearest_capture_of_an_address_is_read(server, options, captures):
    Imitation(server, captures)
    options.archive = "2020-06-01"
    (page,) = open_source(ORIGINAL[:-1] + "1", options)
    assert page.content == PAGE
    assert page.url == ORIGINAL[:-1] + "1"
    assert page.archive.captured == "2020-05-15T00:00:00Z"
    assert page.archive.uri == f"{server.url}/web/20200515000000/{ORIGINAL[:-1]}1"
    assert all("id_/" in path for _, path, _ in server.log)


def test_without_a_time_the_newest_capture_is_read(server, options, captures):
    Imitation(server, captures)
    options.archive = ""
    (page,) = open_source(ORIGINAL[:-1] + "1", options)
    assert page.archive.captured == "2021-01-01T00:00:00Z"


def test_a_page_that_was_never_archived_is_a_failure_and_the_rest_goes_on(server, options, captures, tmp_path):
    Imitation(server, captures)
    options.archive = ""
    urls = tmp_path / "urls.txt"
    urls.write_text(
        f"# captures\n{ORIGINAL[:-1]}1\nhttps://www.example.go.th/never\nnot an address\n{ORIGINAL[:-1]}2\n", encoding="utf-8"
    )
    good, missing, wrong, last = open_source(str(urls), options)
    assert (good.name, last.name) == (f"{urls}:2", f"{urls}:5")
    assert isinstance(missing, Failure)
    assert "404" in missing.message
    assert "not a valid web address" in wrong.message


def test_a_memento_address_is_fetched_as_original_bytes(server, options, captures):
    Imitation(server, captures)
    page = wayback.memento(f"{server.url}/web/20200515000000/{ORIGINAL[:-1]}1", "n", options)
    assert page.url == ORIGINAL[:-1] + "1"
    assert server.log[-1][1] == f"/web/20200515000000id_/{ORIGINAL[:-1]}1"


def test_memento_addresses_are_recognised():
    options = Options()
    assert wayback.is_capture(f"https://web.archive.org/web/20200515000000/{ORIGINAL}", options)
    assert wayback.is_capture(f"http://web.archive.org/web/2020id_/{ORIGINAL}", options)
    assert not wayback.is_capture(ORIGINAL, options)
    assert not wayback.is_capture(f"https://web.archive.org.example.com/web/2020/{ORIGINAL}", options)
    assert not wayback.is_capture(f"https://notarchive.org/web/2020/{ORIGINAL}", options)
    other = Options(wayback="http://arc.example:8099")
    assert wayback.is_capture(f"http://ARC.example:8099/web/2020/{ORIGINAL}", other)
    assert not wayback.is_capture(f"http://arc.example/web/2020/{ORIGINAL}", other)
    assert not wayback.is_capture("http://arc.example:8099/about", other)


@pytest.mark.parametrize(
    ("when", "fix"),
    [("soon", "write 2020, 2020-02 or"), ("2563-02", "Buddhist era; write 2020-02"), ("25630225", "write 20200225")],
)
def test_an_invalid_time_is_refused(when, fix):
    with pytest.raises(InputError, match=fix):
        wayback.timestamp(when)


@pytest.mark.parametrize(("since", "until"), [("2021", "2020"), ("2020-03", "2020-02-25"), ("2020-03-02", "2020-03-01")])
def test_a_first_day_after_the_last_is_refused_without_a_request(server, options, since, until):
    with pytest.raises(InputError, match="--from, --to: the first day is later than the last; exchange the two"):
        next(wayback.captures("thaigov.go.th/*", options, since=since, until=until))
    assert server.log == []


@pytest.mark.parametrize(("since", "until"), [("2020-06", "2020"), ("2020", "2020-02"), ("2020-02-25", "2020-02-25")])
def test_a_first_day_within_the_last_year_or_month_is_not_refused(server, captures, options, since, until):
    Imitation(server, captures)
    assert list(wayback.captures("thaigov.go.th/*", options, since=since, until=until))
