"""The transport of requests: connects to checked addresses only, within one deadline, and records the bytes on the wire."""

from __future__ import annotations

import http.client
import io
import socket
import time
from functools import partial
from typing import Any, cast

import requests
import urllib3
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from newsextract.fetch.addresses import Endpoint
from newsextract.fetch.session import Settings

#: maximum interim responses (100 Continue, 103 Early Hints) before the final one
_MAX_INTERIM = 10
#: maximum header lines, including those of interim responses and malformed ones; http.client itself reads 100 headers
_MAX_LINES = 250
_LONGEST_LINE = 65_536
_SECRET = (b"authorization:", b"cookie:", b"proxy-authorization:")


class ExchangeState:
    """The current exchange: its deadline, the endpoints it may connect to, and the bytes sent."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        #: the endpoints that the guard resolved and allowed, by host and port
        self.endpoints: dict[tuple[str, int], list[Endpoint]] = {}
        self.sent = bytearray()
        self._end = 0.0

    def start(self) -> None:
        """Begin an exchange: set its deadline."""
        self._end = time.monotonic() + self.settings.deadline
        self.sent.clear()

    @property
    def expired(self) -> bool:
        """Whether the deadline has passed."""
        return time.monotonic() > self._end - 0.01

    def set_timeout(self, sock: socket.socket, longest: float | None = None) -> None:
        """Set a socket's timeout to the time left before the deadline, at most ``longest`` (default: the read timeout)."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError("deadline")
        sock.settimeout(min(left, self.settings.read_timeout if longest is None else longest))

    def connect(self, host: str, port: int) -> tuple[socket.socket, str]:
        """Connect to the first endpoint of a host that answers; return the socket and its IP address."""
        problem: OSError | None = None
        for family, kind, protocol, _, sockaddr in self.endpoints.get((host, port), ()):
            sock = socket.socket(family, kind, protocol)
            try:
                self.set_timeout(sock, self.settings.connect_timeout)
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                sock.connect(sockaddr)
                self.set_timeout(sock)
            except OSError as error:
                sock.close()
                problem = error
                continue
            return sock, str(sockaddr[0])
        raise problem or OSError(f"{host} was not resolved")

    def request(self) -> bytes:
        """Return the request as it was sent, without credentials."""
        lines = bytes(self.sent).splitlines(keepends=True)
        return b"".join(line for line in lines if not line.lower().startswith(_SECRET))


class Unredirected(requests.Session):
    """A session that ignores redirects: requests would read their bodies to the end, however long."""

    def get_redirect_target(self, resp: requests.Response) -> str | None:  # noqa: ARG002
        """Return None: the client follows redirects itself."""
        return None


class Transport(HTTPAdapter):
    """The adapter that a session mounts for http and https; one exchange at a time."""

    def __init__(self, state: ExchangeState) -> None:
        self.state = state
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Use our connection pools."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = _pools(self.state)

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:
        """Use our connection pools behind a proxy, too."""
        manager = super().proxy_manager_for(proxy, **kwargs)
        manager.pool_classes_by_scheme = _pools(self.state)
        return manager


class Answer(http.client.HTTPResponse):
    """A response read before the deadline, with its head as received and the request as sent."""

    def __init__(self, sock: socket.socket, *args: Any, state: ExchangeState, ip: str | None, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        self._lines = _Lines(_Timed(self.fp.detach(), sock, state))
        self.fp = self._lines
        self.head = b""
        self.request = state.request()
        self.ip = ip

    def begin(self) -> None:
        """Read status line and headers."""
        super().begin()
        self.head = b"".join(self._lines.received)
        self._lines.end_head()

    def _read_status(self) -> tuple[str, int, str]:
        """Read the status line of the final response; http.client skips only 100 responses, and any number of them."""
        for _ in range(_MAX_INTERIM):
            del self._lines.received[:]
            version, status, reason = super()._read_status()  # type: ignore[misc]
            self._lines.in_headers = True
            if not 100 <= status < 200 or status == http.HTTPStatus.SWITCHING_PROTOCOLS:
                return version, status, reason
            while self._lines.readline(_LONGEST_LINE).strip():
                pass
            self._lines.in_headers = False
        raise http.client.HTTPException("too many interim answers")

    def _read_next_chunk_size(self) -> int:
        size: int = super()._read_next_chunk_size()  # type: ignore[misc]
        if size < 0:
            raise ValueError("negative chunk size")
        return size


def answer_of(response: requests.Response) -> Answer:
    """Return the http.client response behind a response; urllib3 has no public name for it, but requests reads it as well."""
    return cast("Answer", response.raw._original_response)  # noqa: SLF001


class _Timed(io.RawIOBase):
    """The socket's raw stream; each read has the time left before the deadline."""

    def __init__(self, raw: io.RawIOBase, sock: socket.socket, state: ExchangeState) -> None:
        self._raw = raw
        self._sock = sock
        self._state = state

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._state.set_timeout(self._sock)
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Lines(io.BufferedReader):
    """Records the lines of the head, and skips malformed headers, at which http.client would stop."""

    def __init__(self, raw: io.RawIOBase) -> None:
        super().__init__(raw)
        self.received: list[bytes] = []
        self.in_headers = False
        self._count = 0
        self._in_head = True

    def readline(self, size: int | None = -1, /) -> bytes:
        while True:
            line = super().readline(size)
            if not self._in_head:
                return line
            self.received.append(line)
            self._count += 1
            if self._count > _MAX_LINES:
                raise http.client.HTTPException("too many header lines")
            if self.in_headers and not line:
                raise http.client.IncompleteRead(b"".join(self.received))
            if not self.in_headers or b":" in line or line[:1] in b" \t" or not line.strip(b"\r\n"):
                return line

    def end_head(self) -> None:
        """Stop recording lines: the body follows."""
        self.received = []
        self._in_head = False


class _Connection(HTTPConnection):
    """A connection to a checked endpoint or, behind a proxy, to the proxy."""

    def __init__(self, *args: Any, state: ExchangeState, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.state = state
        self.response_class = cast("type[Answer]", self._answer)
        self._ip: str | None = None

    def _new_conn(self) -> socket.socket:
        try:
            sock, ip = self.state.connect(self.host, self.port)
        except OSError as error:
            raise urllib3.exceptions.NewConnectionError(self, str(error)) from error
        self._ip = None if self.proxy else ip
        return sock

    def _answer(self, *args: Any, **kwargs: Any) -> Answer:
        return Answer(*args, state=self.state, ip=self._ip, **kwargs)

    def _tunnel(self) -> None:
        super()._tunnel()
        self.state.set_timeout(self.sock)  # for the TLS handshake that follows

    def putrequest(self, *args: Any, **kwargs: Any) -> None:
        self.state.sent.clear()
        super().putrequest(*args, **kwargs)

    def send(self, data: Any) -> None:
        if self.sock is not None:
            self.state.set_timeout(self.sock)
        self.state.sent += data
        super().send(data)


class _TLSConnection(_Connection, HTTPSConnection):
    """The same over TLS; the certificate is checked against the host name."""


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _TLSPool(HTTPSConnectionPool):
    ConnectionCls = _TLSConnection


def _pools(state: ExchangeState) -> dict[str, Any]:
    return {"http": partial(_Pool, state=state), "https": partial(_TLSPool, state=state)}
