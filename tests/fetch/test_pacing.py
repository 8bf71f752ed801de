from datetime import UTC, datetime

import pytest

from newsextract.errors import FetchError, NotAllowedError
from newsextract.fetch.addresses import parse
from newsextract.fetch.pacing import LONGEST_CRAWL_DELAY, Pacer, retry_after
from newsextract.fetch.robots import check_within

NOW = datetime(2024, 3, 4, tzinfo=UTC)


def test_the_delay_is_per_host_in_any_spelling(clock, server, make_client):
    server.page("/robots.txt", body=b"user-agent: *\ncrawl-delay: 5")
    server.page("/a")
    client, port = make_client(), server.url.rpartition(":")[2]
    for host in ("127.0.0.1", "127.1", "2130706433"):
        client.get(f"http://{host}:{port}/a")
    assert clock.slept[-2:] == [5.0, 5.0]
    assert len(server.asked("/robots.txt")) == 1


@pytest.mark.parametrize(
    ("asked", "kept", "said"),
    [
        ("1000000000", 60.0, 1),
        ("inf", 60.0, 1),
        ("1e999", 60.0, 1),
        ("nan", 1.0, 1),
        ("-5", 1.0, 1),
        ("soon", 1.0, 1),
        ("0", 1.0, 0),
        ("60", 60.0, 0),
        ("2.5", 2.5, 0),
    ],
)
def test_a_crawl_delay_is_capped_and_logged_once(server, make_client, clock, caplog, asked, kept, said):
    assert LONGEST_CRAWL_DELAY == 60.0
    server.page("/robots.txt", body=f"user-agent: *\ncrawl-delay: {asked}".encode())
    server.page("/a")
    client = make_client(delay=1.0)
    for _ in range(3):
        client.get(f"{server.url}/a")
    assert clock.slept[-1] == kept
    assert len(caplog.records) == said
    assert all("127.0.0.1" in record.getMessage() for record in caplog.records)


def test_the_users_own_delay_may_exceed_the_cap(clock):
    pacer = Pacer(90.0, clock, clock.sleep)
    pacer.slow_down("a", 1e9)
    assert pacer.delay_of("a") == 90.0


@pytest.mark.parametrize(
    "value",
    [
        None,
        "",
        "soon",
        "-120",
        "1.5",
        "1e999",
        "٣٠",
        "²",
        "１２",
        "nan",
        "inf",
        "Fri, 31 Dec 99999 23:59:59 GMT",
        "Mon, 99 Mar 2024 00:00:00 GMT",
        "Mon, 04 Mar 99999999999999999999 00:00:00 GMT",
        "Mon, 04 Mar 2024 00:00:00 +99999999999",
        "0" * 5000 + "x",
        ",",
        "Mon,",
        "4 Mar",
        "\x00",
    ],
)
def test_an_invalid_retry_after_counts_as_absent(value):
    assert retry_after(value, NOW) is None


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0.0),
        (" 120 ", 120.0),
        ("9" * 5000, float("inf")),
        ("Mon, 04 Mar 2024 00:02:00 GMT", 120.0),
        ("Mon, 04 Mar 2024 00:02:00 +0000", 120.0),
        ("Monday, 04-Mar-24 00:02:00 GMT", 120.0),
        ("Mon Mar  4 00:02:00 2024", 120.0),
        ("Sun, 03 Mar 2024 00:00:00 GMT", 0.0),
    ],
)
def test_a_retry_after_is_read_in_each_of_its_forms(value, seconds):
    assert retry_after(value, NOW) == seconds


@pytest.mark.parametrize("value", ["86400", "9" * 400, "Fri, 31 Dec 9999 23:59:59 GMT"])
def test_a_very_long_retry_after_ends_in_a_retriable_error(server, make_client, clock, value):
    server.page("/a", status=429, headers=[("Retry-After", value)])
    with pytest.raises(FetchError, match="asks to wait") as caught:
        make_client().get(f"{server.url}/a")
    assert caught.value.retriable
    assert not isinstance(caught.value, NotAllowedError)
    assert max(clock.slept, default=0) < 10


def test_an_archive_may_redirect_only_within_itself():
    check_within("http://archive.org/web/2020/http://a", parse("https://web.archive.org/web/2020/http://a"))
    check_within("http://arc.example:80/web/2020/http://a", parse("https://ARC.example/web/2021/http://a"))
    for target in (
        "https://archive.org.evil.example/",
        "https://notarchive.org/",
        "http://a/",
    ):
        with pytest.raises(FetchError, match="not part of it"):
            check_within("https://web.archive.org/web/2020/http://a", parse(target))
