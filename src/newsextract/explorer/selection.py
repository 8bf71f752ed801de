"""A selection of records, as an address says it: the search, what facets chose, the days, the order."""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

import numpy as np

from newsextract.errors import ConfigError
from newsextract.explorer.search import Search, parse
from newsextract.explorer.shelf import SINGLE, Mask, Positions, Scores, Shelf
from newsextract.explorer.tables import KINDS
from newsextract.explorer.widen import other_forms

#: the facets, in the order shown
FACETS = ("type", "ministry", "person", "body", "iso", "year", "language", "confidence")
#: results on a page
SIZE = 20
#: what a reader may ask to be this sure at least
LEVELS = ("0.95", "0.9", "0.8", "0.5")
SORTS = ("relevance", "newest", "oldest")
#: values of facets in one address
MOST = 100
#: selections kept
KEPT = 32
Key = TypeVar("Key")
Value = TypeVar("Value")
_DAY = re.compile(r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?")


@dataclass(frozen=True, slots=True)
class Query:
    """What an address asks for."""

    q: str = ""
    chosen: tuple[tuple[str, str], ...] = ()
    since: str = ""
    until: str = ""
    without: tuple[str, ...] = ()
    exact: bool = False
    sort: str = ""
    unfolded: bool = False
    page: int = 1

    @classmethod
    def of(cls, arguments: Any) -> Query:
        """Read an address by its arguments, as Datasette gives them.

        Raises
        ------
        ConfigError
            When it asks for more than one may.
        """
        chosen = tuple(dict.fromkeys((facet, value) for facet in FACETS for value in arguments.getlist(facet) if value))
        if len(chosen) > MOST:
            raise ConfigError(f"an address takes {MOST} filters at most", fix="remove some")
        return cls(
            q=(arguments.get("q") or "").strip(),
            chosen=chosen,
            since=_day(arguments, "from"),
            until=_day(arguments, "to"),
            without=tuple(dict.fromkeys(arguments.getlist("not"))),
            exact=arguments.get("widen") == "0",
            sort=next((sort for sort in SORTS if sort == arguments.get("sort")), ""),
            unfolded=arguments.get("fold") == "0",
            page=_page(arguments.get("page") or ""),
        )

    @property
    def order(self) -> str:
        """How the results are ordered: by relevance where something was searched for."""
        return self.sort if self.sort and (self.q or self.sort != "relevance") else ("relevance" if self.q else "newest")

    @property
    def everything(self) -> bool:
        """Whether nothing is left out."""
        return not (self.q or self.chosen or self.since or self.until)

    def arguments(self) -> list[tuple[str, str]]:
        """The arguments that say it, those that are as usual left out."""
        pairs = [
            ("q", self.q),
            *self.chosen,
            ("from", self.since),
            ("to", self.until),
            *(("not", form) for form in self.without),
        ]
        pairs += [("widen", "0" * self.exact), ("sort", self.sort), ("fold", "0" * self.unfolded)]
        pairs.append(("page", str(self.page) if self.page > 1 else ""))
        return [(name, value) for name, value in pairs if value]

    def address(self, path: str = "/", **changes: Any) -> str:
        """The address of this selection with changes, on its first page unless the page is changed."""
        changed = replace(self, **{"page": 1, **changes})
        written = urlencode(changed.arguments())
        return f"{path}?{written}" if written else path

    def toggled(self, facet: str, value: str) -> str:
        """The address with a value of a facet added, or removed where it is chosen."""
        pair = (facet, value)
        if pair in self.chosen:
            return self.address(chosen=tuple(one for one in self.chosen if one != pair))
        kept = tuple(one for one in self.chosen if facet != "confidence" or one[0] != facet)
        return self.address(chosen=(*kept, pair))


def _day(arguments: Any, name: str) -> str:
    day = str(arguments.get(name) or "").strip()
    if day and not _DAY.fullmatch(day):
        raise ConfigError(f"{name!r} is not a day: {day[:40]!r}", fix="write it as 2020, 2020-02 or 2020-02-25")
    return day


def _page(written: str) -> int:
    return max(1, int(written)) if written.isdecimal() and len(written) < 7 else 1


@dataclass(eq=False)
class Selection:
    """The records that a query selects, in its order."""

    shelf: Shelf
    query: Query
    search: Search
    found: Positions
    scores: Scores | None
    #: for each facet that chose something, the records it keeps
    kept: Mapping[str, Mask]
    _counting: threading.Lock = field(default_factory=threading.Lock)
    _counts: dict[tuple[str, int], list[tuple[Any, int]]] = field(default_factory=dict)

    @cached_property
    def _searched(self) -> Mask:
        mask = np.zeros(self.shelf.columns.size, bool)
        mask[self.found] = True
        return mask

    def mask(self, but: str = "") -> Mask:
        """Which records are selected; without what one facet chose, so that its other values can be counted."""
        mask = self._searched.copy()
        for facet, kept in self.kept.items():
            if facet != but:
                mask &= kept
        return mask

    @cached_property
    def order(self) -> Positions:
        """The positions of the records in order, those of one event folded into the first."""
        columns, mask = self.shelf.columns, self.mask()
        if self.query.order == "relevance" and self.scores is not None:
            score = np.zeros(columns.size)
            score[self.found] = self.scores
            chosen = np.flatnonzero(mask)
            ranked: Positions = chosen[np.lexsort((chosen, -columns.days[chosen], score[chosen]))]
            return ranked
        whole = columns.oldest if self.query.order == "oldest" else columns.newest
        ordered: Positions = np.asarray(whole[mask[whole]])
        return ordered

    @cached_property
    def heads(self) -> Positions:
        """As :attr:`order`, each event once: the first of its records."""
        if self.query.unfolded:
            return self.order
        _, first = np.unique(self.shelf.columns.clusters[self.order], return_index=True)
        heads: Positions = self.order[np.sort(first)]
        return heads

    def folded(self, head: int) -> Positions:
        """The other selected records of a record's event."""
        clusters = self.shelf.columns.clusters
        if self.query.unfolded or clusters[head] < self.shelf.columns.size:
            return self.order[:0]
        same = self.order[clusters[self.order] == clusters[head]]
        others: Positions = same[same != head]
        return others

    def neighbours(self, position: int) -> tuple[int | None, int | None, int | None]:
        """The place of a record in the selection from 1, and the positions of the records before and after."""
        at = np.flatnonzero(self.order == position)
        if not at.size:
            return None, None, None
        place = int(at[0])
        before = int(self.order[place - 1]) if place else None
        after = int(self.order[place + 1]) if place + 1 < len(self.order) else None
        return place + 1, before, after

    def counts(self, facet: str, most: int = 12) -> list[tuple[Any, int]]:
        """The values of a facet with their numbers: those of names (their numbers) the most frequent first."""
        with self._counting:
            if (facet, most) not in self._counts:
                self._counts[facet, most] = self._count(facet, most)
            return self._counts[facet, most]

    @cached_property
    def _linked(self) -> Positions:
        """How many of the selected records each name is linked to."""
        return self.shelf.columns.linked_counts(self.mask())

    def _count(self, facet: str, most: int) -> list[tuple[Any, int]]:
        columns = self.shelf.columns
        if facet in KINDS:  # several names of a record: each further one narrows
            return columns.most_linked(facet, self._linked, most)
        mask = self.mask(but=facet)
        if facet == "confidence":
            return [(level, n) for level in LEVELS if (n := int(np.count_nonzero(columns.confidence[mask] >= float(level))))]
        if facet == "month":
            months, counts = np.unique(columns.days[self.mask(but="days")] // 100, return_counts=True)
            return [(f"{month // 100:04d}-{month % 100:02d}", int(n)) for month, n in zip(months, counts, strict=True) if month]
        return columns.counted(facet, mask)


class Kept(Generic[Key, Value]):
    """What was last made: each once, and who asks for one that is being made waits for it and for no other."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[Key, Future[Value]] = OrderedDict()
        self._keeping = threading.Lock()

    def of(self, key: Key, make: Callable[[], Value]) -> Value:
        """What belongs to a key; a failure is not kept."""
        with self._keeping:
            known = self._kept.pop(key, None)
            found = self._kept[key] = known or Future()
            if len(self._kept) > self._most:
                self._kept.popitem(last=False)
        if known is None:
            try:
                found.set_result(make())
            except BaseException as error:
                with self._keeping:
                    self._kept.pop(key, None)
                found.set_exception(error)
                raise
        return found.result()


class Selections:
    """The selections last asked for, and what searches found, which every filter of theirs shares."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf
        self._kept: Kept[Query, Selection] = Kept(KEPT)
        self._found: Kept[Query, tuple[Search, Positions, Scores | None]] = Kept(KEPT)

    def of(self, query: Query) -> Selection:
        """The selection of a query."""
        key = replace(query, page=1)
        return self._kept.of(key, lambda: self._make(key))

    def _make(self, query: Query) -> Selection:
        bare = Query(q=query.q, exact=query.exact, without=query.without)
        search, found, scores = self._found.of(bare, lambda: self._search(bare))
        return Selection(self.shelf, query, search, found, scores, self._chosen(query))

    def _search(self, query: Query) -> tuple[Search, Positions, Scores | None]:
        base = self.shelf.base
        search = parse(query.q, (lambda _: ()) if query.exact else (lambda term: other_forms(term, base, query.without)))
        return search, *self.shelf.matches(search)

    def _chosen(self, query: Query) -> dict[str, Mask]:
        columns, kept = self.shelf.columns, {}
        values: dict[str, list[str]] = {}
        for facet, value in query.chosen:
            values.setdefault(facet, []).append(value)
        for facet, wanted in values.items():
            if facet in SINGLE:
                kept[facet] = columns.has_value(facet, wanted)
            elif facet in KINDS:
                kept[facet] = np.logical_and.reduce([columns.has_name(self.number(facet, key)) for key in wanted])
            else:
                least = [float(level) for level in wanted if level in LEVELS]
                kept[facet] = columns.confidence >= (max(least) if least else 0.0)
        if query.since or query.until:
            low, high = int(f"{query.since.replace('-', ''):0<8}"), int(f"{query.until.replace('-', ''):9<8}")
            kept["days"] = (columns.days >= max(low, 1)) & (columns.days <= high)
        return kept

    def number(self, kind: str, key: str) -> int:
        """The number of a name by its key; 0, which no name has, where it is unknown."""
        found = self.shelf.rows("SELECT number FROM names WHERE kind = ? AND key = ?", (kind, key))
        return int(found[0][0]) if found else 0
