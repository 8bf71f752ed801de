"""Releases as BibTeX entries (``@online`` of biblatex, which BibTeX styles read as ``@misc``)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from newsextract.exports.csl import archived, captured, headline, note, publisher
from newsextract.exports.files import text_file
from newsextract.records import Record

#: escapes of TeX's special characters; braces are commands because not every reader knows an escaped brace inside braces
_TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{char: f"\\{char}" for char in "&%$#_"},
}
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
#: characters to percent-encode in a URL, which is a verbatim field: whitespace, braces and delimiters
_NOT_URL = re.compile(r"[\s{}\\\"<>^`|]")


def escape_tex(text: str) -> str:
    r"""Escape text for TeX; control characters and line breaks become spaces.

    Examples
    --------
    >>> escape_tex("50% {a_b}")
    '50\\% \\textbraceleft{}a\\_b\\textbraceright{}'
    """
    return "".join(_TEX.get(char, char) for char in _CONTROL.sub(" ", text))


def _escape_url(url: str) -> str:
    return _NOT_URL.sub(lambda match: "".join(f"%{byte:02X}" for byte in match[0].encode()), _CONTROL.sub("", url))


def key_of(record: Record) -> str:
    """The entry's key: the record's id in letters, digits, ``-`` and ``_``.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> key_of(SimpleNamespace(id="thaigov:97748"))
    'thaigov-97748'
    """
    return re.sub("[^A-Za-z0-9_]+", "-", record.id).strip("-") or "release"


def entry(record: Record, key: str) -> str:
    """The BibTeX entry of a record."""
    fields = {
        "title": f"{{{escape_tex(headline(record))}}}",
        "author": f"{{{escape_tex(publisher(record))}}}",
        "date": (record.published or "")[:10],
        "year": (record.published or "")[:4],
        "url": _escape_url(archived(record) or record.source.url or ""),
        "urldate": (captured(record) or "")[:10],
        "langid": "english" if record.language == "en" else "thai",
        "note": escape_tex(note(record)),
    }
    # the inner braces protect the headline's case and keep the publisher from being parsed as a person's name
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
    return f"@online{{{key},\n{lines}\n}}\n"


def write(records: Iterable[Record], path: Path) -> None:
    """Write the entries; two captures of one page get different keys."""
    keys: Counter[str] = Counter()
    with text_file(path) as out:
        for record in records:
            key = key_of(record)
            keys[key] += 1
            out.write(entry(record, key if keys[key] == 1 else f"{key}-{keys[key]}") + "\n")
