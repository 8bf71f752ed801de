"""Detect the language of a text: the script with more letters."""

from __future__ import annotations

import re

from newsextract.records import Language

_THAI_RUN = re.compile(r"[\u0e01-\u0e3a\u0e40-\u0e4e]+")
_LATIN_RUN = re.compile(r"[A-Za-z]+")
# Thai vowels and marks above and below the line are separate characters; only letters on the line are counted
_THAI_MARK = re.compile(r"[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]+")
_URL = re.compile(r"(?:https?://|www\.)[^\s\u0e00-\u0e7f]+")


def language_of(body: str) -> Language:
    """The language of a text: ``en`` if Latin letters outnumber Thai ones (URLs excluded), else ``th``.

    Examples
    --------
    >>> language_of("พม. จับมือ UNICEF จัดประชุม"), language_of("The cabinet met (ครม.) on May 2.")
    ('th', 'en')
    """
    text = _URL.sub(" ", body)
    thai = len(_THAI_MARK.sub("", "".join(_THAI_RUN.findall(text))))
    latin = sum(map(len, _LATIN_RUN.findall(text)))
    return "en" if latin > thai else "th"
