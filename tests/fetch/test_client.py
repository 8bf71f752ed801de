import gzip
import socket
import struct
import time
from dataclasses import replace

import pytest

from newsextract.errors import ConfigError, FetchError, NotAllowedError
from newsextract.fetch import Client, Settings
from newsextract.fetch.pacing import Pacer

from .conftest import PAGE


def test_a_page_is_fetched_with_an_honest_user_agent(server, make_client):
    server.page("/a", headers=[("Content-Type", "text/html; charset=windows-874")])
    found = make_client().get(f"{server.url}/a")
    assert (found.content, found.encoding, found.status) == (PAGE, "windows-874", 200)
    assert server.asked("/a")[0][2]["user-agent"].endswith("(+mailto:tester@example.org)")


def test_live_fetching_needs_a_contact(server):
    with pytest.raises(ConfigError, match="--contact"):
        Client(Settings(allow_private=True)).get(f"{server.url}/a")
    assert server.log == []


def test_a_disallowed_page_is_never_requested_and_the_archive_is_suggested(server, make_client):
    server.page("/robots.txt", body=b"User-agent: *\nDisallow: /news/\n")
    server.page("/news/1")
    server.page("/ok")
    client = make_client()
    with pytest.raises(NotAllowedError, match="--archive nearest"):
        client.get(f"{server.url}/news/1")
    assert client.get(f"{server.url}/ok").content == PAGE
    assert server.asked("/news/1") == []
    assert len(server.asked("/robots.txt")) == 1


def test_a_redirect_to_a_disallowed_page_is_not_followed(server, make_client):
    server.page("/robots.txt", body=b"User-agent: newsextract\nDisallow: /secret\n")
    server.page("/a", status=302, headers=[("Location", "/secret")])
    server.page("/secret")
    with pytest.raises(NotAllowedError):
        make_client().get(f"{server.url}/a")
    assert server.asked("/secret") == []


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_failing_robots_txt_disallows_everything_for_now(server, make_client, status):
    server.page("/robots.txt", status=status)
    server.page("/a")
    with pytest.raises(FetchError, match="try again later") as caught:
        make_client(tries=2).get(f"{server.url}/a")
    assert (caught.value.reason, caught.value.retriable) == ("fetch", True)
    assert server.asked("/a") == []


def test_the_delay_is_kept_in_real_time(server):
    server.page("/a")
    client = Client(Settings(contact="t@example.org", allow_private=True, delay=0.2), Pacer(0.2))
    began = time.monotonic()
    for number in range(4):
        client.get(f"{server.url}/a?{number}")
    client.close()
    assert len(server.log) == 5
    assert all(when - began >= 0.2 * k for k, (when, _, _) in enumerate(server.log))


def test_the_delay_begins_anew_at_a_late_request(clock):
    pacer = Pacer(1.0, clock, clock.sleep)
    pacer.wait("a")
    clock.now += 5.5
    pacer.wait("a")
    pacer.wait("a")
    assert clock.slept == [1.0]


def test_a_429_pauses_the_whole_host_for_its_retry_after(server, make_client, clock):
    answers = iter([{"status": 429, "headers": [("Retry-After", "33")]}, {"status": 200, "body": PAGE}])
    server.routes["/a"] = lambda h: h.answer(**next(answers))
    server.page("/b")
    client = make_client()
    client.get(f"{server.url}/b")
    assert client.get(f"{server.url}/a").content == PAGE
    assert 33.0 in clock.slept


def test_a_429_without_a_time_pauses_a_minute_and_repeated_ones_end_in_a_retriable_error(server, make_client, clock):
    server.page("/a", status=429)
    with pytest.raises(FetchError) as caught:
        make_client(tries=3).get(f"{server.url}/a")
    assert caught.value.retriable
    assert clock.slept.count(60.0) == 2
    assert len(server.asked("/a")) == 3


def test_a_503_is_retried_after_growing_delays(server, make_client, clock):
    answers = iter([503, 503, 200])
    server.routes["/a"] = lambda h: h.answer(next(answers), PAGE)
    assert make_client().get(f"{server.url}/a").content == PAGE
    first, second = clock.slept[-2:]
    assert 0.5 <= first <= 1.0 or first == 1.0
    assert 1.0 <= second <= 2.0


def test_a_404_is_final(server, make_client):
    with pytest.raises(FetchError, match="404") as caught:
        make_client().get(f"{server.url}/gone")
    assert not caught.value.retriable
    assert len(server.asked("/gone")) == 1


def test_silence_ends_at_the_read_timeout(server, make_client):
    server.routes["/a"] = lambda _h: time.sleep(1.5)
    with pytest.raises(FetchError, match="connection failed"):
        make_client(read_timeout=0.3, tries=1).get(f"{server.url}/a")


def test_a_connection_reset_is_retried(server, make_client):
    calls = []

    def reset(handler):
        calls.append(1)
        if len(calls) == 1:
            handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            handler.connection.shutdown(socket.SHUT_RDWR)
        else:
            handler.answer(200, PAGE)

    server.routes["/a"] = reset
    assert make_client().get(f"{server.url}/a").content == PAGE


def test_a_gzip_bomb_stops_at_the_limit(server, make_client):
    bomb = gzip.compress(b"\0" * 30_000_000, compresslevel=9)
    server.page("/a", body=bomb, headers=[("Content-Encoding", "gzip")])
    with pytest.raises(FetchError, match="more than 1,000,000 bytes") as caught:
        make_client(max_bytes=1_000_000).get(f"{server.url}/a")
    assert not caught.value.retriable


def test_gzip_bodies_are_unpacked(server, make_client):
    server.page("/a", body=gzip.compress(PAGE), headers=[("Content-Encoding", "gzip")])
    assert make_client().get(f"{server.url}/a").content == PAGE


def test_a_body_announced_as_over_the_limit_is_not_read(server, make_client):
    server.page("/a", body=b"x" * 5000)
    with pytest.raises(FetchError, match="5,000 bytes"):
        make_client(max_bytes=1000).get(f"{server.url}/a")


def test_redirects_are_followed_and_loops_are_not(server, make_client):
    server.page("/a", status=301, headers=[("Location", "/b")])
    server.page("/b")
    server.page("/l1", status=302, headers=[("Location", "/l2")])
    server.page("/l2", status=302, headers=[("Location", "/l1")])
    client = make_client()
    assert client.get(f"{server.url}/a").url == f"{server.url}/b"
    with pytest.raises(FetchError, match="too many redirects"):
        client.get(f"{server.url}/l1")


def test_a_fetched_page_is_archived_and_never_requested_again(server, make_client, tmp_path):
    server.page("/a", headers=[("ETag", '"1"'), ("Content-Type", "text/html; charset=tis-620")])
    first = make_client(archive=tmp_path / "w.warc.gz").get(f"{server.url}/a")
    asked = len(server.log)
    again = make_client(archive=tmp_path / "w.warc.gz").get(f"{server.url}/a")
    assert replace(again, request=first.request) == first
    assert again.encoding == "tis-620"
    assert len(server.log) == asked


def test_refreshing_sends_a_conditional_request(server, make_client, tmp_path):
    def conditional(handler):
        if handler.headers.get("If-None-Match") == '"1"':
            handler.answer(304)
        else:
            handler.answer(200, PAGE, [("ETag", '"1"')])

    server.routes["/a"] = conditional
    make_client(archive=tmp_path / "w.warc.gz").get(f"{server.url}/a")
    again = make_client(archive=tmp_path / "w.warc.gz", refresh=True).get(f"{server.url}/a")
    assert again.content == PAGE
    assert server.asked("/a")[-1][2]["if-none-match"] == '"1"'


def test_a_failed_connection_is_reported_in_plain_words(make_client):
    with pytest.raises(FetchError) as caught:
        make_client(tries=1).get("http://127.0.0.1:9/x")
    message = str(caught.value)
    assert "robots.txt cannot be read: the connection failed ([Errno" in message
    assert message.endswith("refused); try again later")
    assert "HTTPConnection" not in message
    assert "host=" not in message
    assert message.count("http://127.0.0.1:9") == 1
