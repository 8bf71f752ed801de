"""Releases as references: CSL-JSON items for Zotero, Pandoc and citation processors, and BibTeX entries."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from newsextract.exports.files import text_file, write_json_list
from newsextract.records import Record
from newsextract.stores.frames import day_of

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


def archived(record: Record) -> str | None:
    """URL of the archived copy; None if there is no copy or it has no http(s) URL."""
    archive = record.source.archive
    uri = archive.uri if archive else ""
    return uri if uri.startswith(("http://", "https://")) else None


def captured(record: Record) -> str | None:
    """Time of the capture, the only access date that a record holds."""
    return record.source.archive.captured if record.source.archive else None


def headline(record: Record) -> str:
    """The headline on one line."""
    return " ".join(record.title.text.split())


def publisher(record: Record) -> str:
    """The publisher, or the site if it is unknown."""
    return record.source.publisher or record.source.site


def note(record: Record) -> str:
    """The note of a reference: the original URL if the archived one is cited, and the SHA-256 of the page."""
    parts = [f"original: {record.source.url}"] if archived(record) and record.source.url else []
    return "; ".join([*parts, f"sha256 of the page: {record.source.sha256}"])


def item(record: Record) -> dict[str, Any]:
    """The CSL item of a record: a web page by its publisher, accessed on the day of the capture."""
    copy = archived(record)
    made = {
        "id": record.id,
        "type": "webpage",
        "title": headline(record),
        "author": [{"literal": publisher(record)}],
        "container-title": record.source.section,
        "publisher": publisher(record),
        "issued": _parts(record.published),
        "accessed": _parts(captured(record)),
        "URL": copy or record.source.url,
        "archive": "Internet Archive" if "web.archive.org" in (copy or "") else None,
        "archive_location": copy,
        "language": record.language if record.language != "mixed" else "th",
        "note": note(record),
    }
    return {key: value for key, value in made.items() if value}


def _parts(value: str | None) -> dict[str, Any] | None:
    day = day_of(value)
    return {"date-parts": [[day.year, day.month, day.day]]} if day else None


def write_csl(records: Iterable[Record], path: Path) -> None:
    """Write the items as one list."""
    write_json_list(records, path, lambda record: [item(record)])


def escape_tex(text: str) -> str:
    r"""Escape text for TeX; control characters and line breaks become spaces.

    Examples
    --------
    >>> escape_tex("50% {a_b}")
    '50\\% \\textbraceleft{}a\\_b\\textbraceright{}'
    """
    return "".join(_TEX.get(char, char) for char in _CONTROL.sub(" ", text))


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
    """The BibTeX entry of a record (``@online`` of biblatex, which BibTeX styles read as ``@misc``)."""
    url = _CONTROL.sub("", archived(record) or record.source.url or "")
    fields = {
        "title": f"{{{escape_tex(headline(record))}}}",
        "author": f"{{{escape_tex(publisher(record))}}}",
        "date": (record.published or "")[:10],
        "year": (record.published or "")[:4],
        "url": _NOT_URL.sub(lambda match: "".join(f"%{byte:02X}" for byte in match[0].encode()), url),
        "urldate": (captured(record) or "")[:10],
        "langid": "english" if record.language == "en" else "thai",
        "note": escape_tex(note(record)),
    }
    # the inner braces protect the headline's case and keep the publisher from being parsed as a person's name
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
    return f"@online{{{key},\n{lines}\n}}\n"


def write_bibtex(records: Iterable[Record], path: Path) -> None:
    """Write the entries; two captures of one page get different keys."""
    keys: Counter[str] = Counter()
    with text_file(path) as out:
        for record in records:
            key = key_of(record)
            keys[key] += 1
            out.write(entry(record, key if keys[key] == 1 else f"{key}-{keys[key]}") + "\n")
