"""What stands between the site and hostile text: the host is checked, pages may load nothing from elsewhere, CSV cells run nothing."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from newsextract.stores.csvs import cell

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Callable[[], Awaitable[Message]], Send], Awaitable[None]]

#: names under which this machine reaches itself; any other means that a foreign page made the browser ask (DNS rebinding)
HOSTS = frozenset({"127.0.0.1", "localhost", "[::1]"})
_POLICY = "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
#: Datasette's table pages carry scripts of its own; a record's page, which draws the article's text, may run none
_SCRIPTS = "; script-src 'self' 'unsafe-inline'; connect-src 'self'"


def guarded(app: App) -> App:
    """Wrap the site.

    Parameters
    ----------
    app
        An ASGI application.

    Returns
    -------
    callable
        The same application, which answers only to this machine's own names, with headers that keep a page from loading anything from
        elsewhere, and CSV in which no cell begins a formula.
    """

    async def inside(scope: Scope, receive: Callable[[], Awaitable[Message]], send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        host = dict(scope["headers"]).get(b"host", b"").decode("latin-1").lower()
        if (host if host.endswith("]") else host.rsplit(":", 1)[0]) not in HOSTS:
            await send({"type": "http.response.start", "status": 421, "headers": [(b"content-type", b"text/plain")]})
            await send({"type": "http.response.body", "body": b"this site answers only to 127.0.0.1 and localhost\n"})
            return
        await app(scope, receive, _guarded_send(send, scope["path"], b"_dl=1" in scope.get("query_string", b"").split(b"&")))

    return inside


def _guarded_send(send: Send, path: str, download: bool) -> Send:
    policy = _POLICY if path.startswith("/record/") else _POLICY + _SCRIPTS
    is_csv = False
    mark = codecs.BOM_UTF8 if download else b""

    async def inner(message: Message) -> None:
        nonlocal is_csv, mark
        if message["type"] == "http.response.start":
            headers = [(name.lower(), value) for name, value in message.get("headers", [])]
            kind = dict(headers).get(b"content-type", b"").decode("latin-1")
            is_csv = "csv" in path.rsplit("/", 1)[-1] and kind.startswith(("text/csv", "text/plain"))
            dropped = {b"content-length"} if is_csv else set()
            headers = [(name, value) for name, value in headers if name not in dropped]
            headers += [
                (b"content-security-policy", policy.encode()),
                (b"x-content-type-options", b"nosniff"),
                (b"referrer-policy", b"no-referrer"),
                (b"x-frame-options", b"DENY"),
            ]
            message = {**message, "headers": headers}
        elif is_csv and message.get("body"):
            message = {**message, "body": mark + safe_csv(message["body"].decode("utf-8")).encode("utf-8")}
            mark = b""  # before the first row alone; without it Excel does not take the file for UTF-8
        await send(message)

    return inner


def safe_csv(rows: str) -> str:
    r"""Rewrite whole rows of CSV so that no cell begins a formula.

    Datasette sends CSV in chunks of whole rows.

    Examples
    --------
    >>> safe_csv('a,"=1+1"\r\n"line\nbreak",-2\r\n')
    'a,\'=1+1\r\n"line\nbreak",-2\r\n'
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    for row in csv.reader(io.StringIO(rows, newline="")):
        writer.writerow([value if _is_number(value) else cell(value) for value in row])
    return out.getvalue()


def _is_number(value: str) -> bool:
    return value.lstrip("-").replace(".", "", 1).isdecimal() and value.isascii()
