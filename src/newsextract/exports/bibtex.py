"""Releases as BibTeX entries (``@online`` of biblatex, which BibTeX styles read as ``@misc``)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from newsextract.exports.citing import citation
from newsextract.exports.csl import note
from newsextract.exports.files import text_file
from newsextract.records import Record

#: what TeX or BibTeX would take for a command; a brace has no escape inside braces that every reader knows
_TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{char: f"\\{char}" for char in "&%$#_"},
}
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
#: of an address, which is verbatim: white space, braces and what ends it
_NOT_URL = re.compile(r"[\s{}\\\"<>^`|]")


def tex(text: str) -> str:
    r"""Write text so that TeX prints it as it is.

    Examples
    --------
    >>> tex("50% {a_b}")
    '50\\% \\textbraceleft{}a\\_b\\textbraceright{}'
    """
    return "".join(_TEX.get(char, char) for char in _UNSEEN.sub(" ", text))


def _address(url: str) -> str:
    return _NOT_URL.sub(lambda match: "".join(f"%{byte:02X}" for byte in match[0].encode()), _UNSEEN.sub("", url))


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
    """A record's release as an entry."""
    cited = citation(record)
    fields = {
        "title": f"{{{tex(cited.title)}}}",
        "author": f"{{{tex(cited.publisher)}}}",
        "date": (cited.published or "")[:10],
        "year": (cited.published or "")[:4],
        "url": _address(cited.archive or cited.url or ""),
        "urldate": (cited.captured or "")[:10],
        "langid": {"th": "thai", "en": "english"}.get(cited.language, ""),
        "note": tex(note(cited)),
    }
    # braces keep the letters of the headline and the publisher as they are
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
    return f"@online{{{key},\n{lines}\n}}\n"


def write(records: Iterable[Record], path: Path) -> None:
    """Write the entries; two captures of one page get keys of their own."""
    keys: Counter[str] = Counter()
    with text_file(path) as out:
        for record in records:
            key = key_of(record)
            keys[key] += 1
            out.write(entry(record, key if keys[key] == 1 else f"{key}-{keys[key]}") + "\n")
