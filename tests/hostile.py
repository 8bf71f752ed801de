"""Strings that attack the page, terminal or program that shows them, and records filled with them."""

from __future__ import annotations

from typing import Any

from newsextract.records import Record

STRINGS = [
    "<script>alert(1)</script>", "</script><script>alert(1)</script>", "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>', "' onmouseover='alert(1)", '" onfocus="alert(1)" autofocus="', "javascript:alert(1)",
    "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", "data:text/html,<script>alert(1)</script>",
    'https://x.example/"onclick="alert(1)', "https://x.example/'><script>alert(1)</script>",
    "</style><script>alert(1)</script>", "</title><script>alert(1)</script>", "<!--<script>alert(1)//-->",
    "<iframe srcdoc='<script>alert(1)</script>'>", "<a href=javascript:alert(1)>x</a>", "<base href=https://evil.example/>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>", "<form action=https://evil.example><input name=x>",
    "<link rel=stylesheet href=https://evil.example/x.css>", "{{7*7}}{% raw %}{{config}}", "${alert(1)}",
    "&lt;script&gt;alert(1)&lt;/script&gt;", "\u003cscript\u003ealert(1)", "\x00<script>alert(1)</script>",
    "<scr\x00ipt>alert(1)</script>", "\u2028<script>alert(1)</script>", "+ADw-script+AD4-alert(1)",
    "[red]markup[/red][link=https://evil.example]x[/link]", "\x1b[31m\x1b]0;owned\x07\x1b[2J", "\x9b31m\x9d0;owned\x9c",
    "\u202egnp.exe\u2066", "\r\nSet-Cookie: owned",
]  # fmt: skip


#: keys whose values come from a closed list
FIXED = {
    *(
        "schema_version",
        "language",
        "type",
        "kind",
        "code",
        "status",
        "part",
        "mode",
        "era",
        "calendar_check",
        "basis",
        "flags",
    ),
    *("precision", "rel", "known_from", "check", "published_from", "name_from", "form"),
}
#: keys that hold text or null; filled even where the sample has null
NULLABLE = {
    "url", "publisher", "section", "published", "venue", "district", "province", "country", "iso_3166_2", "end", "title",
}  # fmt: skip


def record_of(record: Record, evil: str) -> Record:
    """The record with ``evil`` in place of every free text, and at most three items in each list."""
    return Record.model_validate(_filled(record.model_dump(), evil))


def _filled(value: Any, evil: str, key: str = "") -> Any:
    if key in FIXED:
        return value
    if isinstance(value, dict):
        return {name: _filled(item, evil, name) for name, item in value.items()}
    if isinstance(value, list):
        return [_filled(item, evil, key) for item in value[:3]]
    return evil if isinstance(value, str) or (value is None and key in NULLABLE) else value
