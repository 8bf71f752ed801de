"""What a reader types into the search box, as queries of SQLite's trigram index."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from newsextract.errors import ConfigError
from newsextract.thai.view import normalise

#: terms of one search: SQLite nests only so many conditions
MOST = 50
#: code points that the trigram index needs to find anything
SHORTEST = 3
#: words that are looked up together in the dictionary of names
RUN = 6
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_TERMS = re.compile(r'(?<!\S)(-?)(?:"([^"]*)"?|([^\s"]+))')
_OR = frozenset({"OR", "|", "หรือ"})

#: a term's other forms, in any language
Widen = Callable[[str], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Alternative:
    """Terms that must all occur; ``added`` where the reader did not type them."""

    terms: tuple[str, ...]
    added: bool = False

    @property
    def short(self) -> bool:
        """Whether a term is too short for the index, and is looked for in headlines."""
        return any(len(term) < SHORTEST for term in self.terms)


#: at least one of its alternatives must occur
Group = tuple[Alternative, ...]


@dataclass(frozen=True, slots=True)
class Search:
    """A parsed search: every group must occur, and none of the excluded terms."""

    groups: tuple[Group, ...]
    excluded: tuple[str, ...] = ()

    @property
    def added(self) -> tuple[str, ...]:
        """The forms that were added to what was typed, in order."""
        forms = (" ".join(one.terms) for group in self.groups for one in group if one.added)
        return tuple(dict.fromkeys(forms))

    @property
    def terms(self) -> tuple[str, ...]:
        """Every term that a result may contain, the longest first."""
        found = {term for group in self.groups for one in group for term in one.terms}
        return tuple(sorted(found, key=lambda term: (-len(term), term)))


def searchable(text: str) -> str:
    r"""The form in which text is indexed and asked for: Arabic digits, composed SARA AM, single spaces, no control characters.

    Examples
    --------
    >>> searchable("ครั้งที่ ๕\u200b  ")
    'ครั้งที่ 5'
    """
    return " ".join(_CONTROL.sub(" ", normalise(text).text).split())


def parse(typed: str, widen: Widen = lambda _term: ()) -> Search:
    """Parse what was typed: terms that must all occur, ``"a phrase"``, ``a OR b``, ``-without``.

    Parameters
    ----------
    typed
        What the reader typed.
    widen
        Gives the other forms of a term or of several that stand together.

    Raises
    ------
    ConfigError
        When there are too many terms.

    Examples
    --------
    >>> [[one.terms for one in group] for group in parse('ประชุม "UN Women" OR ๕๐').groups]
    [[('ประชุม',)], [('UN Women',), ('50',)]]
    """
    found = [
        (sign, " ".join((quoted or bare).replace('"', "").split())) for sign, quoted, bare in _TERMS.findall(searchable(typed))
    ]
    tokens = [(sign, term) for sign, term in found if term]
    if len(tokens) > MOST:
        raise ConfigError(f"a search takes {MOST} terms at most, this one has {len(tokens):,}", fix="search for fewer")
    wanted = [term for sign, term in tokens if not sign]
    excluded = tuple(dict.fromkeys(term for sign, term in tokens if sign and len(term) >= SHORTEST))
    return Search(tuple(_groups(wanted, widen)), excluded)


def _groups(terms: list[str], widen: Widen) -> Iterable[Group]:
    at = 0
    while at < len(terms):
        if terms[at] in _OR:  # at an end, or beside another: no alternative stands there
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
    """The longest run of terms from here on that has other forms, or the term alone."""
    end = next((place for place in range(at, min(len(terms), at + RUN)) if terms[place] in _OR), min(len(terms), at + RUN))
    if end < len(terms) and terms[end] in _OR:
        end -= 1  # the last one is an alternative of what follows
    for stop in range(end, at + 1, -1):
        if any(True for _ in widen(" ".join(terms[at:stop]))):
            return tuple(terms[at:stop])
    return (terms[at],)


def _widened(run: tuple[str, ...], widen: Widen) -> list[Alternative]:
    return [Alternative(run), *(Alternative((form,), added=True) for form in widen(" ".join(run)))]


def quoted(term: str) -> str:
    """A term as a string of the index's query language."""
    return '"' + term.replace('"', "") + '"'


def match_of(groups: Iterable[Group]) -> str:
    """The expression for ``MATCH`` that groups without short terms make."""
    return " AND ".join(
        "(" + " OR ".join("(" + " AND ".join(map(quoted, one.terms)) + ")" for one in group) + ")" for group in groups
    )
