"""A server that sends any bytes at any pace, on a plain socket."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator

#: seconds after which the server stops sending; longer than any deadline in the tests
MAX_SECONDS = 30.0


class Hostile:
    """Reads each request and lets ``script`` answer it; ``robots`` answers robots.txt, with 404 by default."""

    def __init__(self) -> None:
        self.script: Callable[[socket.socket], None] = lambda _: None
        self.robots: Callable[[socket.socket], None] = lambda s: s.sendall(
            b"HTTP/1.1 404 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        )
        self.requests: list[bytes] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self._serve, daemon=True).start()

    def says(self, *pieces: bytes) -> None:
        """Answer each request with these bytes and close the connection."""
        self.script = lambda s: s.sendall(b"".join(pieces))

    def drips(self, first: bytes, forever: bytes, pause: float = 0.05) -> None:
        """Answer with ``first`` and then with ``forever``, again and again."""

        def script(connection: socket.socket) -> None:
            connection.sendall(first)
            end = time.monotonic() + MAX_SECONDS
            while time.monotonic() < end:
                connection.sendall(forever)
                time.sleep(pause)

        self.script = script

    def first(self) -> bytes:
        """The first request, which a busy machine may read only after its client has given up."""
        end = time.monotonic() + MAX_SECONDS
        while not self.requests and time.monotonic() < end:
            time.sleep(0.01)
        return self.requests[0]

    def close(self) -> None:
        self._listener.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection:
            try:
                for request in _requests(connection):
                    self.requests.append(request)
                    robots = request.split(b" ", 2)[1].endswith(b"/robots.txt")
                    (self.robots if robots else self.script)(connection)
                    return
            except OSError:
                pass


def _requests(connection: socket.socket) -> Iterator[bytes]:
    request = b""
    while piece := connection.recv(65536):
        request += piece
        if request.endswith(b"\r\n\r\n"):
            yield request
            request = b""
