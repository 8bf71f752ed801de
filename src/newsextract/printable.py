"""Make untrusted names and texts safe to write to a file and to show in a terminal."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from typing import Any

# control characters except line feed and tab, bidirectional controls, lone surrogates
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_BREAKS = re.compile("[\n\u2028\u2029]")
_SURROGATES = re.compile("[\ud800-\udfff]")
#: user name and password of a URL, also of a URL inside another one's path or query
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
    r"""Escape what UTF-8 cannot hold: lone surrogates, such as those of file names in another encoding.

    Examples
    --------
    >>> writable("ข่าว\udcff.html")
    'ข่าว\\udcff.html'
    """
    return _SURROGATES.sub(_escape, text)


def repaired(text: str) -> str:
    r"""Replace each lone surrogate by U+FFFD, as other damaged characters are; offsets stay.

    Examples
    --------
    >>> repaired("ข่าว\udcff")
    'ข่าว\ufffd'
    """
    return _SURROGATES.sub("\ufffd", text)


def redacted(url: str) -> str:
    r"""Strip user name and password from a URL and make it :func:`writable`, for messages, records and files.

    Examples
    --------
    >>> redacted("https://me:secret@example.org/@x")
    'https://example.org/@x'
    """
    return writable(_CREDENTIALS.sub("", url))


def visible(text: str) -> str:
    r"""Escape every character that would control the terminal instead of being shown; line feeds and tabs stay.

    Examples
    --------
    >>> visible("\x1b[31mred\n")
    '\\x1b[31mred\n'
    """
    return _CONTROL.sub(_escape, text)


def one_line(text: str) -> str:
    r"""Escape as :func:`visible` does, and line breaks too.

    Examples
    --------
    >>> one_line("a\nb.html")
    'a\\nb.html'
    """
    return _BREAKS.sub(_escape, visible(text))


def command(*words: object) -> str:
    """Write a command as one line to copy into a shell, quoted where needed.

    Examples
    --------
    >>> command("newsextract", "score", "sheet/")
    'newsextract score sheet/'
    """
    import shlex
    import subprocess

    strings = list(map(str, words))
    return one_line(subprocess.list2cmdline(strings) if os.name == "nt" else shlex.join(strings))


def json_text(value: Any, *, indent: int | None = None, default: Callable[[Any], Any] | None = None) -> str:
    r"""Serialise a value as JSON that UTF-8 can hold and that is safe to show; it parses to the same value.

    Examples
    --------
    >>> json_text({"name": "ข่าว\x9b31m"})
    '{"name": "ข่าว\\u009b31m"}'
    """
    return _CONTROL.sub(_escape_json, json.dumps(value, ensure_ascii=False, indent=indent, default=default))
