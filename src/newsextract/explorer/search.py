"""What a reader types into the search box, as a query of SQLite's trigram index."""

from __future__ import annotations

import re
from dataclasses import dataclass

from newsextract.thai.view import normalise

#: code points that the trigram index needs to find anything
SHORTEST = 3
_TERMS = re.compile(r'"([^"]*)"|(\S+)')


@dataclass(frozen=True, slots=True)
class Search:
    """A parsed search.

    Attributes
    ----------
    match
        For ``MATCH`` on the trigram index; empty when no term is long enough.
    short
        Terms too short for the index; looked for in headlines.
    """

    match: str
    short: tuple[str, ...]


def searchable(text: str) -> str:
    r"""The form in which text is indexed and asked for: Arabic digits, composed SARA AM, single spaces, nothing invisible.

    Examples
    --------
    >>> searchable("ครั้งที่ ๕\u200b  ")
    'ครั้งที่ 5'
    """
    return " ".join(normalise(text).text.split())


def parse(typed: str) -> Search:
    """Parse what was typed: every term must occur, a term in double quotes keeps its spaces.

    Parameters
    ----------
    typed
        Thai, English or both. No operators: every character stands for itself.

    Returns
    -------
    Search
        Terms are found inside words too, as unspaced Thai needs.

    Examples
    --------
    >>> parse('ประชุม "UN Women" ๕๐')
    Search(match='"ประชุม" "UN Women"', short=('50',))
    """
    terms = [
        found for quoted, bare in _TERMS.findall(searchable(typed)) if (found := (quoted or bare).replace('"', "").strip())
    ]
    long = [term for term in terms if len(term) >= SHORTEST]
    return Search(" ".join(f'"{term}"' for term in long), tuple(term for term in terms if len(term) < SHORTEST))
