"""What a reader types into the search box, as a query of SQLite's trigram index."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock

from newsextract.errors import InputError
from newsextract.thai.view import normalise

#: terms of one search: SQLite nests only so many conditions
MOST = 50
#: code points that the trigram index needs to find anything
SHORTEST = 3
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_TERMS = re.compile(r'"([^"]*)"|(\S+)')


@dataclass(frozen=True, slots=True)
class Search:
    """A parsed search."""

    match: str  # for ``MATCH`` on the trigram index; empty when no term is long enough
    short: tuple[str, ...]  # terms too short for the index; looked for in headlines


def searchable(text: str) -> str:
    r"""The form in which text is indexed and asked for: Arabic digits, composed SARA AM, single spaces, no control characters.

    Examples
    --------
    >>> searchable("ครั้งที่ ๕\u200b  ")
    'ครั้งที่ 5'
    """
    return " ".join(_CONTROL.sub(" ", normalise(text).text).split())


def parse(typed: str) -> Search:
    """Parse what was typed: every term must occur, a term in double quotes keeps its spaces, there are no operators.

    Examples
    --------
    >>> parse('ประชุม "UN Women" ๕๐')
    Search(match='"ประชุม" "UN Women"', short=('50',))
    """
    terms = [
        found for quoted, bare in _TERMS.findall(searchable(typed)) if (found := (quoted or bare).replace('"', "").strip())
    ]
    if len(terms) > MOST:
        raise InputError(f"a search takes {MOST} terms at most, this one has {len(terms):,}", fix="search for fewer")
    long = [term for term in terms if len(term) >= SHORTEST]
    return Search(" ".join(f'"{term}"' for term in long), tuple(term for term in terms if len(term) < SHORTEST))


def finder(index: Path) -> Callable[[str], str]:
    """The function that SQL calls as ``found_articles(:search)``: from what was typed to a JSON array of article numbers.

    A page of the table runs eight queries on one selection (rows, count, facets, charts): the text is searched once for all of them.
    """

    @lru_cache(maxsize=32)
    def find(typed: str) -> str:
        search = parse(typed)
        where = ["article IN (SELECT rowid FROM words WHERE words MATCH ?)"] if search.match else []
        where += ["instr(headline, ?)"] * len(search.short)
        sql = f"SELECT article FROM records WHERE {' AND '.join(where) or 'TRUE'}"  # noqa: S608  of the texts above alone
        values = [search.match] * bool(search.match) + list(search.short)
        with closing(sqlite3.connect(f"{index.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as base:
            return json.dumps([article for (article,) in base.execute(sql, values)])

    asked = Lock()

    def found_articles(typed: str) -> str:
        with asked:  # the queries of a page come at once: the first searches, the others wait for its result
            return find(typed)

    return found_articles
