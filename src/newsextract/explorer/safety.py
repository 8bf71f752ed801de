"""Protection from hostile pages and texts: the Host header is checked, and pages may load nothing from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Callable[[], Awaitable[Message]], Send], Awaitable[None]]

#: names of this machine; any other host means that a foreign page sent the request (DNS rebinding)
_HOST = re.compile(r"(?:127\.0\.0\.1|localhost|\[::1\])(?::[0-9]{1,5})?")
_POLICY = (
    "default-src 'none'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; style-src 'self'"
)
#: our pages run only the scripts that the package ships, and no inline scripts
_OURS = " 'unsafe-inline'; script-src 'self'"
#: review pages also send decisions to this site, and have nothing inline
_REVIEWS = "; script-src 'self'; connect-src 'self'"
#: Datasette's own pages have inline scripts
_DATASETTES = " 'unsafe-inline'; script-src 'self' 'unsafe-inline'; connect-src 'self'"
_DATASETTES_PATHS = ("/news", "/-/")


def guarded(app: App) -> App:
    """Wrap an application: refuse requests for other hosts, and add headers that keep pages from loading foreign content."""

    async def inside(scope: Scope, receive: Callable[[], Awaitable[Message]], send: Send) -> None:
        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message.get("headers", []), *_headers(scope["path"])]}
            await send(message)

        if scope["type"] != "http":
            await app(scope, receive, send)
        elif _HOST.fullmatch(dict(scope["headers"]).get(b"host", b"").decode("latin-1").lower()):
            await app(scope, receive, send_guarded)
        else:
            await send({"type": "http.response.start", "status": 421, "headers": [(b"content-type", b"text/plain")]})
            await send({"type": "http.response.body", "body": b"this site answers only to 127.0.0.1 and localhost\n"})

    return inside


def _headers(path: str) -> list[tuple[bytes, bytes]]:
    reviews = path == "/review" or path.startswith("/review/")
    policy = _POLICY + (_DATASETTES if path.startswith(_DATASETTES_PATHS) else _REVIEWS if reviews else _OURS)
    return [
        *([(b"cache-control", b"no-store")] if reviews else []),
        (b"content-security-policy", policy.encode()),
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"no-referrer"),
        (b"x-frame-options", b"DENY"),
    ]
