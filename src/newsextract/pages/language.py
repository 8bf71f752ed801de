"""The language of a body: the script with the larger share of letters."""

from __future__ import annotations

import re

from newsextract.records import Language

_THAI_RUN = re.compile(r"[\u0e01-\u0e3a\u0e40-\u0e4e]+")
_LATIN_RUN = re.compile(r"[A-Za-z]+")
# Thai writes its vowels above and below as characters of their own; only the letters on the line are counted beside Latin's
_THAI_MARK = re.compile(r"[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]+")
_URL = re.compile(r"(?:https?://|www\.)[^\s\u0e00-\u0e7f]+")


def language_of(body: str) -> Language:
    """The language of a text, ``th`` or ``en``.

    ``en`` when Latin letters outnumber Thai ones (addresses left out), else ``th``.

    Examples
    --------
    >>> language_of("พม. จับมือ UNICEF จัดประชุม"), language_of("The cabinet met (ครม.) on May 2.")
    ('th', 'en')
    """
    text = _URL.sub(" ", body)
    thai = sum(len(_THAI_MARK.sub("", run)) for run in _THAI_RUN.findall(text))
    latin = sum(map(len, _LATIN_RUN.findall(text)))
    return "en" if latin > thai else "th"
