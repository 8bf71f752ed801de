"""Parse what a reader types into the search box into queries of SQLite's trigram index."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

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


def _groups(terms: list[str], widen: Widen) -> Iterable[Group]:
    at = 0
    while at < len(terms):
        if terms[at] in _OR:  # at either end or next to another OR: there is no alternative to join
            at += 1
            continue
        chosen = [terms[at]]
        while at + 2 < len(terms) and terms[at + 1] in _OR and terms[at + 2] not in _OR:
            at += 2
            chosen.append(terms[at])
        if len(chosen) > 1:
            yield tuple(one for term in chosen for one in _widened((term,), widen))
            at += 1
            continue
        run = _run(terms, at, widen)
        yield tuple(_widened(run, widen))
        at += len(run)


def _run(terms: list[str], at: int, widen: Widen) -> tuple[str, ...]:
    """The longest run of terms from ``at`` that has other forms, else the single term."""
    end = next((place for place in range(at, min(len(terms), at + RUN)) if terms[place] in _OR), min(len(terms), at + RUN))
    if end < len(terms) and terms[end] in _OR:
        end -= 1  # the last term before OR is one of the alternatives that follow
    for stop in range(end, at + 1, -1):
        if any(True for _ in widen(" ".join(terms[at:stop]))):
            return tuple(terms[at:stop])
    return (terms[at],)


def _widened(run: tuple[str, ...], widen: Widen) -> list[Alternative]:
    return [Alternative(run), *(Alternative((form,), added=True) for form in widen(" ".join(run)))]


def quoted(term: str) -> str:
    """Quote a term as a string of the FTS5 query language."""
    return '"' + term.replace('"', "") + '"'


def match_of(groups: Iterable[Group]) -> str:
    """The FTS5 ``MATCH`` expression for groups without short terms."""
    return " AND ".join(
        "(" + " OR ".join("(" + " AND ".join(map(quoted, one.terms)) + ")" for one in group) + ")" for group in groups
    )
