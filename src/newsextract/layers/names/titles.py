"""Titles, ranks and honorifics before a person's name, and letters behind it."""

from __future__ import annotations

import re

from newsextract.data import read_csv
from newsextract.thai.text import any_of

#: words that also begin names (คุณากร): titles only before whitespace or if a single word is left
_DOUBTFUL = frozenset({"คุณ", "ครู", "หมอ", "น้อง", "บิ๊ก", "หม่อม", "คลินิก", "มล."})
#: the rest of the title of a king or queen who is not named: no name
_ROYAL = re.compile(r"(?:ฯ\s*)?พระ(?:บรมราชินี|เจ้าอยู่หัว)")
#: letters behind a name: Ola Nordmann MP
_LETTERS = re.compile(r"(?<=[a-z])\sMP\Z")
_WORDS = [(row["language"], word) for row in read_csv("entities/titles.csv") for word in row["words"].split()]
_THAI, _ENGLISH = (any_of(word for of, word in _WORDS if of == language and word not in _DOUBTFUL) for language in ("th", "en"))
_TITLES = re.compile(
    rf"""
      (?: พล | พ | ร ) \. (?: [ตอ] \. )? [ตทอ] \s+  # without its last full stop
    | {_THAI} (?: หญิง (?! [\u0e00-\u0e7f]? [\u0e31-\u0e3a\u0e47-\u0e4e] ) )? (?: \s* \( (?: พิเศษ | หญิง ) \) )? [\s\u200b]*
    | คุณ (?= [\u0e01-\u0e2e\u0e40-\u0e44] )
    | {any_of(_DOUBTFUL)} (?: [\s\u200b]+ | (?= [\u0e00-\u0e7f]{{2,8}} $ ) )
    | {_ENGLISH} (?: \.\s* | \s+ | (?<=\.) )
    """,
    re.VERBOSE,
)


def split(text: str) -> tuple[str, str]:
    """Split a person's name into title and name, without the letters behind it.

    Examples
    --------
    >>> split("พล.ต.อ. สมหมาย ใจดี")
    ('พล.ต.อ.', 'สมหมาย ใจดี')
    >>> split("H.E. Mr. John Doe")
    ('H.E. Mr.', 'John Doe')
    >>> split("Right Honourable John Doe MP")
    ('Right Honourable', 'John Doe')
    """
    at = 0
    while (match := _TITLES.match(text, at)) and at < match.end() < len(text) and not _ROYAL.match(text, match.end()):
        at = match.end()
    return text[:at].strip(), _LETTERS.sub("", text[at:].strip())
