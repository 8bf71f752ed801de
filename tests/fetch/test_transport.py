"""The client against a server that sends anything, as slowly as it likes."""

import contextlib
import socket
import threading
import time

import pytest

from newsextract.errors import FetchError
from newsextract.fetch import Settings
from newsextract.fetch.addresses import parse
from newsextract.fetch.session import Session

from .conftest import PAGE, RecordingStore

OK = b"HTTP/1.1 200 OK\r\n"
HTML = b"Content-Type: text/html\r\n"
CHUNKED = OK + HTML + b"Transfer-Encoding: chunked\r\n\r\n"

DRIPS = {
    "status line": (b"HTTP/1.1 2", b"0"),
    "reason": (b"HTTP/1.1 200 O", b"K"),
    "header": (OK + b"X-Long: ", b"x"),
    "headers": (OK, b"X-One: 1\r\n"),
    "malformed headers": (OK, b"nothing\r\n"),
    "folded header": (OK + b"X: 1\r\n", b" 2\r\n"),
    "100 Continue": (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "103 Early Hints": (b"", b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"),
    "headers of a 100 Continue": (b"HTTP/1.1 100 Continue\r\n", b"X-One: 1\r\n"),
    "body": (OK + HTML + b"Content-Length: 100000\r\n\r\n", b"x"),
    "body without a length": (OK + HTML + b"\r\n", b"x"),
    "chunk size": (CHUNKED, b"0"),
    "chunk extension": (CHUNKED + b"5;name=", b"x"),
    "chunk": (CHUNKED + b"fffff\r\n", b"x"),
    "chunks": (CHUNKED, b"1\r\nx\r\n"),
    "end of a chunk": (CHUNKED + b"5\r\nhello", b""),
    "trailer": (CHUNKED + b"5\r\nhello\r\n0\r\n", b"X"),
    "trailers": (CHUNKED + b"5\r\nhello\r\n0\r\n", b"X-One: 1\r\n"),
    "silence": (b"", b""),
}


@pytest.mark.parametrize(("first", "forever"), DRIPS.values(), ids=DRIPS)
def test_no_drip_outlasts_the_deadline(hostile, make_client, first, forever):
    hostile.drips(first, forever)
    began = time.monotonic()
    with pytest.raises(FetchError, match=r"longer than 0\.2 s|connection failed") as caught:
        make_client(deadline=0.2, tries=1).get(f"{hostile.url}/a", robots=False)
    assert time.monotonic() - began < 15
    assert caught.value.retriable
    assert caught.value.where == f"{hostile.url}/a"


@pytest.mark.parametrize("first", [b"HTTP/1.1 2", OK + b"X-Long: ", CHUNKED + b"5;"])
def test_robots_that_drips_does_not_outlast_the_deadline_either(hostile, make_client, first):
    hostile.drips(first, b"0")
    hostile.robots = hostile.script
    began = time.monotonic()
    with pytest.raises(FetchError, match=r"robots\.txt cannot be read: .*(longer than 0\.4 s|connection failed)"):
        make_client(deadline=0.4, tries=1).get(f"{hostile.url}/a")
    assert time.monotonic() - began < 15


def test_a_handshake_that_drips_does_not_outlast_the_deadline(hostile, make_client):
    listener = socket.create_server(("127.0.0.1", 0))

    def drip():
        connection, _ = listener.accept()
        with connection, contextlib.suppress(OSError):
            connection.recv(4096)
            # a handshake record of 16 kB, a byte at a time
            connection.sendall(b"\x16\x03\x03\x40\x00\x02\x00\x3f\xfc")
            for _ in range(600):
                connection.sendall(b"\x00")
                time.sleep(0.05)

    threading.Thread(target=drip, daemon=True).start()
    began = time.monotonic()
    with pytest.raises(FetchError):
        make_client(deadline=0.4, tries=1).get(f"https://127.0.0.1:{listener.getsockname()[1]}/a", robots=False)
    assert time.monotonic() - began < 15
    listener.close()


def test_a_fast_endless_answer_ends_at_the_limit(hostile, make_client):
    hostile.drips(OK + HTML + b"\r\n", b"x" * 65536, pause=0)
    with pytest.raises(FetchError, match="more than 100,000 bytes"):
        make_client(max_bytes=100_000).get(f"{hostile.url}/a")


def test_the_endless_body_of_a_redirect_ends_at_the_limit(hostile, make_client):
    hostile.drips(b"HTTP/1.1 302 Found\r\nLocation: /b\r\n\r\n", b"x" * 65536, pause=0)
    with pytest.raises(FetchError, match="more than 100,000 bytes"):
        make_client(max_bytes=100_000).get(f"{hostile.url}/a")


BROKEN = {
    "nothing": b"",
    "no status": b"hello\r\n\r\n",
    "a status of four digits": b"HTTP/1.1 2000 OK\r\n\r\n",
    "a status that is a word": b"HTTP/1.1 OK\r\n\r\n",
    "a status in other digits": "HTTP/1.1 ๒๐๐ OK\r\n\r\n".encode(),
    "another protocol": b"SSH-2.0-OpenSSH_9.6\r\n",
    "HTTP/2": b"HTTP/2 200\r\n\r\n",
    "a long status line": b"HTTP/1.1 200 " + b"x" * 70_000 + b"\r\n\r\n",
    "a long header": OK + b"X: " + b"x" * 70_000 + b"\r\n\r\n",
    "headers without number": OK + b"X: 1\r\n" * 400 + b"\r\n",
    "malformed headers without number": OK + b"x\r\n" * 400 + b"\r\n",
    "headers cut off": OK + b"Content-Type: text/ht",
    "headers without the blank line": OK + b"Content-Type: text/html\r\n",
    "interim answers alone": b"HTTP/1.1 100 Continue\r\n\r\n" * 50,
    "switching protocols": b"HTTP/1.1 101 Switching Protocols\r\n\r\n",
    "Content-Length a word": OK + b"Content-Length: many\r\n\r\nhello",
    "Content-Length negative": OK + b"Content-Length: -5\r\n\r\nhello",
    "Content-Length signed": OK + b"Content-Length: +5\r\n\r\nhello",
    "Content-Length with underscore": OK + b"Content-Length: 1_0\r\n\r\nhello12345",
    "Content-Length superscript": OK + "Content-Length: \xb2\r\n\r\nhe".encode("latin-1"),
    "Content-Length empty": OK + b"Content-Length:\r\n\r\nhello",
    "Content-Length twice": OK + b"Content-Length: 5\r\nContent-Length: 4\r\n\r\nhello",
    "Content-Length of 400 digits": OK + b"Content-Length: " + b"9" * 400 + b"\r\n\r\nhello",
    "Content-Length of 5,000 digits": OK + b"Content-Length: " + b"9" * 5000 + b"\r\n\r\nhello",
    "Content-Length too large": OK + b"Content-Length: 99999999999\r\n\r\nhello",
    "a body cut off": OK + b"Content-Length: 50\r\n\r\nhello",
    "another transfer coding": OK + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    "chunked twice": OK + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "a chunk size that is a word": CHUNKED + b"five\r\nhello\r\n0\r\n\r\n",
    "a chunk size below zero": CHUNKED + b"-5\r\nhello\r\n0\r\n\r\n",
    "a chunk size of 5,000 digits": CHUNKED + b"f" * 5000 + b"\r\nhello",
    "a long chunk line": CHUNKED + b"5;" + b"x" * 70_000 + b"\r\nhello\r\n0\r\n\r\n",
    "chunks cut off": CHUNKED + b"5\r\nhel",
    "no last chunk": CHUNKED + b"5\r\nhello\r\n",
    "an unknown content coding": OK + b"Content-Encoding: rot13\r\nContent-Length: 5\r\n\r\nhello",
    "a body that is no gzip": OK + b"Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello",
    "many content codings": OK + b"Content-Encoding: " + b"gzip, " * 50 + b"gzip\r\nContent-Length: 5\r\n\r\nhello",
    "a redirect without an address": b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n",
    "an unasked 304": b"HTTP/1.1 304 Not Modified\r\n\r\n",
    "an unasked part": b"HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-4/9999\r\nContent-Length: 5\r\n\r\nhello",
    "a status of 999": b"HTTP/1.1 999 Denied\r\nContent-Length: 0\r\n\r\n",
}


@pytest.mark.parametrize("answer", BROKEN.values(), ids=BROKEN)
def test_a_broken_response_is_one_fetch_error(hostile, make_client, answer):
    hostile.says(answer)
    with pytest.raises(FetchError) as caught:
        make_client(tries=1, deadline=2).get(f"{hostile.url}/a")
    assert caught.value.where == f"{hostile.url}/a"
    assert "please report" not in str(caught.value)
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize("answer", BROKEN.values(), ids=BROKEN)
def test_a_broken_robots_txt_raises_only_a_fetch_error(hostile, make_client, answer):
    hostile.says(OK + HTML + b"Content-Length: 5\r\n\r\nhello")
    hostile.robots = lambda s: s.sendall(answer)
    # the server closes connections that its responses keep alive, so a request on one of them is retried
    with contextlib.suppress(FetchError):
        make_client(tries=2, deadline=2).get(f"{hostile.url}/a")


LENIENT = {
    "interim answers before it": b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
    + OK
    + b"\r\nhello",
    "a malformed header before the length": OK + b"nonsense\r\nContent-Length: 5\r\n\r\nhello and more",
    "equal lengths": OK + b"Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello",
    "chunks whose length is given as well": CHUNKED[:-2] + b"Content-Length: many\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
    "chunk extensions and trailers": CHUNKED + b"5;a=b\r\nhello\r\n0;c\r\nX: 1\r\n\r\n",
    "bare line feeds": b"HTTP/1.1 200 OK\nContent-Length: 5\n\nhello",
    "no coding, in words": OK + b"Content-Encoding: identity\r\nContent-Length: 5\r\n\r\nhello",
    "HTTP/1.0": b"HTTP/1.0 200 OK\r\n\r\nhello",
}


@pytest.mark.parametrize("answer", LENIENT.values(), ids=LENIENT)
def test_responses_that_browsers_accept_are_accepted(hostile, make_client, answer):
    hostile.says(answer)
    assert make_client(tries=1).get(f"{hostile.url}/a").content == b"hello"


def test_the_waits_for_one_page_are_bounded_whatever_its_redirects_ask_for(server, make_client, clock):
    for number in range(6):
        answers = iter([429, 302])
        target = [("Location", f"/a{number + 1}"), ("Retry-After", "3000")]
        server.routes[f"/a{number}"] = lambda h, answers=answers, target=target: h.answer(next(answers), headers=target)
    with pytest.raises(FetchError, match="429") as caught:
        make_client(tries=9).get(f"{server.url}/a0")
    assert caught.value.retriable
    assert sum(clock.slept) < 3700


def test_an_exchange_is_kept_as_sent_and_received_but_without_secrets(hostile):
    head = b"HTTP/1.1 200 Fine\r\nX-One: 1\r\nx-one: 2\r\nCONTENT-type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
    hostile.says(b"HTTP/1.1 100 Continue\r\nX: 0\r\n\r\n", head, b"3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\nX-Trailer: 1\r\n\r\n")
    session = Session(Settings(allow_private=True), "tester")
    address = parse(f"{hostile.url}/a?b#c")
    session.resolve(address)
    found = session.get(address, {"Authorization": "Basic c2VjcmV0", "Cookie": "id=secret", "X-Two": "2"}, 1000)
    session.close()
    assert (found.head, found.raw, found.content, found.ip) == (head, b"hello", b"hello", "127.0.0.1")
    assert found.headers["x-one"] == "1, 2"
    assert b"Authorization: Basic" in hostile.requests[0]
    assert b"secret" not in found.request
    assert b"c2VjcmV0" not in found.request
    kept = [line for line in hostile.requests[0].splitlines(keepends=True) if not line.startswith((b"Auth", b"Cookie"))]
    assert found.request == b"".join(kept)
    assert found.request.startswith(b"GET /a?b HTTP/1.1\r\nHost: 127.0.0.1")


def test_the_whole_chain_of_redirects_is_archived(server, make_client):
    server.page("/a", status=301, headers=[("Location", "/b")], body=b"moved")
    server.page("/b")
    client = make_client()
    client.store = put = RecordingStore()
    client.get(f"{server.url}/a")
    ((asked, chain),) = put.chains
    assert asked == f"{server.url}/a"
    assert [(exchange.url, exchange.status) for exchange in chain] == [(f"{server.url}/a", 301), (f"{server.url}/b", 200)]
    assert [exchange.raw for exchange in chain] == [b"moved", PAGE]


def test_a_connection_is_reused(server, make_client):
    server.page("/a")
    client = make_client()
    ports = set()
    real = server.httpd.RequestHandlerClass.do_GET

    def note(handler):
        ports.add(handler.client_address[1])
        real(handler)

    server.httpd.RequestHandlerClass.do_GET = note
    for number in range(3):
        client.get(f"{server.url}/a?{number}")
    assert len(ports) == 1
