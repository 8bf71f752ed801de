"""Links between releases whose pages say that they are translations: by a link from one to the other, or by one number."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from newsextract.across.duplicates import id_sort_key
from newsextract.across.events import Link
from newsextract.across.harvest import Harvest

#: an id with the language before a number that both languages may share: ``thaigov:en/news/5``
_NUMBERED = re.compile(r"([^:]+:)(th|en)(/.+)", re.DOTALL)
_OTHER = {"th": "en", "en": "th"}


def add_stated(links: Iterable[Link], harvests: Iterable[Harvest]) -> list[Link]:
    """Add the links that pages state, with probability 1; they replace the model's link of the same pair."""
    links = list(links)
    stated = list(_stated({one.id: one for one in harvests}))
    if not stated:
        return links
    pairs = {(link.a, link.b): link for link in links}
    for link in stated:
        pairs.pop((link.b, link.a), None)
        pairs[link.a, link.b] = link
    return sorted(pairs.values(), key=lambda link: (id_sort_key(link.a), id_sort_key(link.b)))


def _stated(known: Mapping[str, Harvest]) -> Iterator[Link]:
    # a careless template links one page as the translation of all
    times = Counter((one.language, id_) for one in known.values() for _, id_ in one.translations)
    for one in known.values():
        named = [id_ for _, id_ in one.translations if times[one.language, id_] == 1]
        for key in (*named, *_same_number(one, known)):
            other = known.get(key)
            if other and other.language != one.language and not _denied(one, other):
                first, last = sorted((other, one), key=lambda page: (page.language != "en", id_sort_key(page.id)))
                yield Link(first.id, last.id, "same", 1.0)


def _same_number(one: Harvest, known: Mapping[str, Harvest]) -> Sequence[str]:
    """The id of the same number in the other language, if both have the same day: some sites number each language separately."""
    found = _NUMBERED.fullmatch(one.id)
    if found is None or one.day is None:
        return ()
    key = f"{found[1]}{_OTHER[found[2]]}{found[3]}"
    return (key,) if key in known and known[key].day == one.day else ()


def _denied(one: Harvest, other: Harvest) -> bool:
    """Whether the other page links to a different translation in the first page's language."""
    back = [id_ for language, id_ in other.translations if language == one.language]
    return bool(back) and one.id not in back
