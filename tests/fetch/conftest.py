from __future__ import annotations

import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from newsextract.fetch import Client, Settings
from newsextract.fetch.pacing import Pacer
from newsextract.sources.base import Options

from .hostile import Hostile

PAGE = "<html><head><title>ประกาศ</title></head><body><h1>ประกาศ</h1><p>วันที่ 4 มีนาคม 2567 ประกาศปิดถนน</p></body></html>".encode()


class Server:
    """A local server with one handler function per path; it logs the time, path and headers of each request."""

    def __init__(self):
        self.routes = {}
        self.log: list[tuple[float, str, dict[str, str]]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                outer.log.append((time.monotonic(), self.path, {k.lower(): v for k, v in self.headers.items()}))
                route = outer.routes.get(self.path.split("?")[0]) or outer.routes.get("*")
                if route is None:
                    self.answer(404, b"none")
                else:
                    route(self)

            def answer(self, status, body=b"", headers=()):
                self.send_response(status)
                names = {name.lower() for name, _ in headers}
                for name, value in headers:
                    self.send_header(name, value)
                if "content-type" not in names:
                    self.send_header("Content-Type", "text/html; charset=utf-8")
                if not names & {"content-length", "transfer-encoding"}:
                    self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        class Quiet(ThreadingHTTPServer):
            daemon_threads = True
            block_on_close = False

            def handle_error(self, *_):
                pass

        self.httpd = Quiet(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.httpd.server_port}"
        self.thread = threading.Thread(target=self.httpd.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self.thread.start()

    def page(self, path, *, status=200, body=PAGE, headers=()):
        self.routes[path] = lambda h: h.answer(status, body, headers)

    def asked(self, path=None):
        return [entry for entry in self.log if path is None or entry[1].split("?")[0] == path]

    def close(self):
        self.httpd.shutdown()
        self.httpd.server_close()
        self.thread.join()


@pytest.fixture
def server():
    made = Server()
    yield made
    made.close()


class Clock:
    """A clock that advances only when ``sleep`` is called."""

    def __init__(self):
        self.now = 0.0
        self.slept: list[float] = []

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def make_client(clock):
    made = []

    def make(**settings):
        values = {"contact": "tester@example.org", "allow_private": True, "delay": 1.0} | settings
        client = Client(Settings(**values), Pacer(values["delay"], clock, clock.sleep))
        made.append(client)
        return client

    yield make
    for client in made:
        client.close()


@pytest.fixture
def options(server, make_client):
    """Source options with the local server as the web archive."""
    made = Options(wayback=server.url)
    made.client = make_client(contact=None)
    return made


class RecordingStore:
    """A stand-in for the client's WARC store that only records the arguments of ``put``."""

    def __init__(self):
        self.chains = []

    def get(self, url):
        return None

    def put(self, asked, exchanges):
        self.chains.append((asked, exchanges))


@pytest.fixture
def hostile():
    made = Hostile()
    yield made
    made.close()


class FakeResolver:
    """A fake getaddrinfo: each look-up of a name returns its next answer, and the last answer again and again."""

    def __init__(self, real):
        self.real = real
        self.answers: dict[str, list[list[str]]] = {}
        self.asked: list[str] = []

    def __call__(self, host, port, *args, **kwargs):
        self.asked.append(host)
        if host not in self.answers:
            return self.real(host, port, *args, **kwargs)
        answers = self.answers[host]
        addresses = answers.pop(0) if len(answers) > 1 else answers[0]
        return [entry for address in addresses for entry in self.real(address, port, type=socket.SOCK_STREAM)]


@pytest.fixture
def names(monkeypatch):
    made = FakeResolver(socket.getaddrinfo)
    monkeypatch.setattr(socket, "getaddrinfo", made)
    return made
