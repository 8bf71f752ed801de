"""Parse what a reader types into the search box into queries of SQLite's trigram index."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import takewhile

from newsextract.errors import ConfigError
from newsextract.thai.view import normalise

#: maximum terms of a search: SQLite limits the depth of an expression
MAX_TERMS = 50
#: minimum code points of a term that the trigram index can find
MIN_TERM_LENGTH = 3
#: maximum adjacent terms that are looked up together for other forms
RUN = 6
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_TERMS = re.compile(r'(?<!\S)(-?)(?:"([^"]*)"?|([^\s"]+))')
_OR = frozenset({"OR", "|", "หรือ"})

#: returns a term's other forms, in any language
Widen = Callable[[str], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Alternative:
    """Terms that must all occur; ``added`` if they are another form of what the reader typed."""

    terms: tuple[str, ...]
    added: bool = False

    @property
    def short(self) -> bool:
        """Whether a term is too short for the index, so that it is searched for in headlines only."""
        return any(len(term) < MIN_TERM_LENGTH for term in self.terms)


#: alternatives of which at least one must occur
Group = tuple[Alternative, ...]


@dataclass(frozen=True, slots=True)
class Search:
    """A parsed search: every group must occur, and none of the excluded terms."""

    groups: tuple[Group, ...]
    excluded: tuple[str, ...] = ()

    @property
    def added(self) -> tuple[str, ...]:
        """The forms that were added to the typed terms, in order."""
        forms = (" ".join(one.terms) for group in self.groups for one in group if one.added)
        return tuple(dict.fromkeys(forms))

    @property
    def terms(self) -> tuple[str, ...]:
        """All terms that a result may contain, longest first."""
        found = {term for group in self.groups for one in group for term in one.terms}
        return tuple(sorted(found, key=lambda term: (-len(term), term)))


def searchable(text: str) -> str:
    r"""Normalise a text for the index or a query: Arabic digits, composed SARA AM, single spaces, no control characters.

    Examples
    --------
    >>> searchable("ครั้งที่ ๕\u200b  ")
    'ครั้งที่ 5'
    """
    return " ".join(_CONTROL.sub(" ", normalise(text).text).split())


def parse(typed: str, widen: Widen = lambda _term: ()) -> Search:
    """Parse a search: terms that must all occur, ``"a phrase"``, ``a OR b``, ``-without``; at most :data:`MAX_TERMS` terms.

    ``widen`` returns the other forms of a term, or of several adjacent terms joined by spaces.

    Examples
    --------
    >>> [[one.terms for one in group] for group in parse('ประชุม "UN Women" OR ๕๐').groups]
    [[('ประชุม',)], [('UN Women',), ('50',)]]
    """
    found = [
        (sign, " ".join((quoted or bare).replace('"', "").split())) for sign, quoted, bare in _TERMS.findall(searchable(typed))
    ]
    tokens = [(sign, term) for sign, term in found if term]
    if len(tokens) > MAX_TERMS:
        raise ConfigError(f"a search takes {MAX_TERMS} terms at most, this one has {len(tokens):,}", fix="search for fewer")
    wanted = [term for sign, term in tokens if not sign]
    excluded = tuple(dict.fromkeys(term for sign, term in tokens if sign and len(term) >= MIN_TERM_LENGTH))
    return Search(tuple(_groups(wanted, widen)), excluded)


def _groups(terms: Iterable[str], widen: Widen) -> Iterator[Group]:
    joined = _joined_by_or(terms)
    while joined:
        single = [one[0] for one in takewhile(lambda one: len(one) == 1, joined[:RUN])]
        # the longest run of terms that has other forms, such as a name of several words
        length = next((n for n in range(len(single), 1, -1) if any(widen(" ".join(single[:n])))), 1)
        found: list[Alternative] = []
        for run in [(term,) for term in joined[0]] if length == 1 else [tuple(single[:length])]:
            found += [Alternative(run), *(Alternative((form,), added=True) for form in widen(" ".join(run)))]
        yield tuple(found)
        del joined[:length]


def _joined_by_or(terms: Iterable[str]) -> list[list[str]]:
    """The terms, each with those that an OR joins to it; an OR at either end joins nothing."""
    found: list[list[str]] = []
    joins = False
    for term in terms:
        if term in _OR:
            joins = bool(found)
        elif joins:
            found[-1].append(term)
            joins = False
        else:
            found.append([term])
    return found


def quoted(term: str) -> str:
    """Quote a term as a string of the FTS5 query language."""
    return '"' + term.replace('"', "") + '"'


def match_of(groups: Iterable[Group]) -> str:
    """The FTS5 ``MATCH`` expression for groups without short terms."""
    return " AND ".join(
        "(" + " OR ".join("(" + " AND ".join(map(quoted, one.terms)) + ")" for one in group) + ")" for group in groups
    )
