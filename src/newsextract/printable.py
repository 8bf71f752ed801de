"""Names and texts that others chose, made fit to be written to a file and shown in a terminal."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

# control characters but for line feed and tab, what turns the direction of writing, halves of surrogate pairs
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_BREAKS = re.compile("[\n\u2028\u2029]")
_SURROGATES = re.compile("[\ud800-\udfff]")
#: a user name or password, also of an address inside another one's path or query
_CREDENTIALS = re.compile(
    r"""
    (?: (?<=:[/\\][/\\]) | (?<=\A[/\\][/\\]) )  # browsers take a backslash for a slash
    (?: [^/?#\s]*@
      | [^/?#\s@\[]*: (?! \d* (?: [/?#\s] | \Z ) ) [^\s@]{0,200}@  # a password with a slash in it
    )
    """,
    re.VERBOSE,
)


def _escape(match: re.Match[str]) -> str:
    return match[0].encode("unicode_escape").decode("ascii")


def _escape_json(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"


def writable(text: str) -> str:
    r"""Escape what UTF-8 cannot hold: file names in another encoding, and half surrogate pairs.

    Examples
    --------
    >>> writable("ข่าว\udcff.html")
    'ข่าว\\udcff.html'
    """
    return _SURROGATES.sub(_escape, text)


def repaired(text: str) -> str:
    r"""Put U+FFFD for each half of a surrogate pair, as for other damaged characters: offsets stay.

    Examples
    --------
    >>> repaired("ข่าว\udcff")
    'ข่าว\ufffd'
    """
    return _SURROGATES.sub("\ufffd", text)


def shown(url: str) -> str:
    r"""Write an address as messages, records and files may show it: without user name and password, and writable.

    Examples
    --------
    >>> shown("https://me:secret@example.org/@x")
    'https://example.org/@x'
    """
    return writable(_CREDENTIALS.sub("", url))


def visible(text: str) -> str:
    r"""Escape every character that would steer the terminal instead of being seen; line feeds and tabs stay.

    Examples
    --------
    >>> visible("\x1b[31mred\n")
    '\\x1b[31mred\n'
    """
    return _UNSEEN.sub(_escape, text)


def one_line(text: str) -> str:
    r"""Escape as :func:`visible` does, and line breaks too.

    Examples
    --------
    >>> one_line("a\nb.html")
    'a\\nb.html'
    """
    return _BREAKS.sub(_escape, visible(text))


def json_text(value: Any, *, indent: int | None = None, default: Callable[[Any], Any] | None = None) -> str:
    r"""Write a value as JSON that UTF-8 can hold and that is safe to show; read back it is the same value.

    Examples
    --------
    >>> json_text({"name": "ข่าว\x9b31m"})
    '{"name": "ข่าว\\u009b31m"}'
    """
    return _UNSEEN.sub(_escape_json, json.dumps(value, ensure_ascii=False, indent=indent, default=default))
