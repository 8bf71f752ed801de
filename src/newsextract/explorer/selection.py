"""A selection of records as given by a URL: search, facet values, dates, order."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any
from urllib.parse import urlencode

import numpy as np

from newsextract.errors import ConfigError
from newsextract.explorer.search import Search, parse
from newsextract.explorer.shelf import SINGLE_VALUED, Mask, Positions, Scores, Shelf
from newsextract.explorer.tables import KINDS
from newsextract.explorer.widen import other_forms
from newsextract.thai.digits import to_arabic

#: the facets, in the order shown
FACETS = ("type", "ministry", "person", "body", "iso", "year", "language", "confidence")
#: results per page
PAGE_SIZE = 20
#: confidence thresholds that a reader can choose
LEVELS = ("0.95", "0.9", "0.8", "0.5")
SORTS = ("relevance", "newest", "oldest")
#: maximum facet values in one URL
MAX_FILTERS = 100
#: maximum selections cached
MAX_CACHED = 32
_DAY = re.compile(r"([0-9]{4})(-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?)?")
#: years from here on are of the Buddhist era
_FIRST_BUDDHIST_YEAR = 2400


@dataclass(frozen=True, slots=True)
class Query:
    """The selection that a URL asks for."""

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
        """Parse the arguments of a URL, as Datasette gives them: at most :data:`MAX_FILTERS` facet values, and valid dates."""
        chosen = tuple(dict.fromkeys((facet, value) for facet in FACETS for value in arguments.getlist(facet) if value))
        if len(chosen) > MAX_FILTERS:
            raise ConfigError(f"an address takes {MAX_FILTERS} filters at most", fix="remove some")
        page = arguments.get("page") or ""
        return cls(
            q=(arguments.get("q") or "").strip(),
            chosen=chosen,
            since=_day(arguments, "from"),
            until=_day(arguments, "to"),
            without=tuple(dict.fromkeys(arguments.getlist("not"))),
            exact=arguments.get("widen") == "0",
            sort=next((sort for sort in SORTS if sort == arguments.get("sort")), ""),
            unfolded=arguments.get("fold") == "0",
            page=max(1, int(page)) if page.isdecimal() and len(page) < 7 else 1,
        )

    @property
    def order(self) -> str:
        """Order of the results: by default relevance for a search, else newest first."""
        return self.sort if self.sort and (self.q or self.sort != "relevance") else ("relevance" if self.q else "newest")

    @property
    def everything(self) -> bool:
        """Whether all records are selected."""
        return not (self.q or self.chosen or self.since or self.until)

    def arguments(self) -> list[tuple[str, str]]:
        """The URL arguments of this query, without defaults."""
        pairs = [("q", self.q), *self.chosen, ("from", self.since), ("to", self.until)]
        pairs += [("not", form) for form in self.without]
        pairs += [("widen", "0" * self.exact), ("sort", self.sort), ("fold", "0" * self.unfolded)]
        pairs.append(("page", str(self.page) if self.page > 1 else ""))
        return [(name, value) for name, value in pairs if value]

    def address(self, path: str = "/", **changes: Any) -> str:
        """The URL of this query with changes, on its first page unless ``page`` is changed."""
        changed = replace(self, **{"page": 1, **changes})
        written = urlencode(changed.arguments())
        return f"{path}?{written}" if written else path

    def toggled(self, facet: str, value: str) -> str:
        """The URL with a facet value added, or removed if it is already chosen."""
        pair = (facet, value)
        if pair in self.chosen:
            return self.address(chosen=tuple(one for one in self.chosen if one != pair))
        kept = tuple(one for one in self.chosen if facet != "confidence" or one[0] != facet)
        return self.address(chosen=(*kept, pair))


def _day(arguments: Any, name: str) -> str:
    day = to_arabic(str(arguments.get(name) or "").strip())
    if not day:
        return ""
    found = _DAY.fullmatch(day)
    if not found:
        raise ConfigError(f"{name!r} is not a day: {day[:40]!r}", fix="write it as 2020, 2020-02 or 2020-02-25")
    year = int(found[1])
    return f"{year - 543 if year >= _FIRST_BUDDHIST_YEAR else found[1]}{found[2] or ''}"


@dataclass(eq=False)
class Selection:
    """The records that a query selects, in its order."""

    shelf: Shelf
    query: Query
    search: Search
    found: Positions
    scores: Scores | None
    masks: Mapping[str, Mask]  # mask of the records that each filter keeps, by facet; ``days`` for the dates

    @cached_property
    def _searched(self) -> Mask:
        mask = np.zeros(self.shelf.columns.size, bool)
        mask[self.found] = True
        return mask

    def mask(self, ignored: str = "") -> Mask:
        """Mask of the selected records; the filter of the facet ``ignored`` is left out, so that its other values can be counted."""
        mask = self._searched.copy()
        for facet, facet_mask in self.masks.items():
            if facet != ignored:
                mask &= facet_mask
        return mask

    @cached_property
    def order(self) -> Positions:
        """Positions of the selected records, in the query's order."""
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
        """:attr:`order` with only the first record of each event, unless the query is unfolded."""
        if self.query.unfolded:
            return self.order
        _, first = np.unique(self.shelf.columns.clusters[self.order], return_index=True)
        heads: Positions = self.order[np.sort(first)]
        return heads

    def folded(self, head: int) -> Positions:
        """Positions of the other selected records of the same event; empty if the query is unfolded."""
        clusters = self.shelf.columns.clusters
        if self.query.unfolded or clusters[head] < self.shelf.columns.size:
            return self.order[:0]
        same = self.order[clusters[self.order] == clusters[head]]
        others: Positions = same[same != head]
        return others

    def neighbours(self, position: int) -> tuple[int | None, int | None, int | None]:
        """The rank of a record in the selection, from 1, and the positions of the records before and after; None if absent."""
        at = np.flatnonzero(self.order == position)
        if not at.size:
            return None, None, None
        place = int(at[0])
        before = int(self.order[place - 1]) if place else None
        after = int(self.order[place + 1]) if place + 1 < len(self.order) else None
        return place + 1, before, after

    @cached_property
    def _link_counts(self) -> Positions:
        """Number of selected records that each name is linked to."""
        return self.shelf.columns.linked_counts(self.mask())

    def counts(self, facet: str, most: int = 12) -> list[tuple[Any, int]]:
        """The values of a facet with their counts; for names, the ``most`` most frequent, given by their numbers."""
        columns = self.shelf.columns
        if facet in KINDS:  # a record can have several names, so that each further filter narrows
            return columns.most_linked(facet, self._link_counts, most)
        mask = self.mask(ignored=facet)
        if facet == "confidence":
            return [(level, n) for level in LEVELS if (n := int(np.count_nonzero(columns.confidence[mask] >= float(level))))]
        if facet == "month":
            months, counts = np.unique(columns.days[self.mask(ignored="days")] // 100, return_counts=True)
            return [(f"{month // 100:04d}-{month % 100:02d}", int(n)) for month, n in zip(months, counts, strict=True) if month]
        return columns.counted(facet, mask)


class Selections:
    """Cache of selections, and of search results, which all filters of a search share."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf
        self._selections = lru_cache(MAX_CACHED)(self._select)
        self._searches = lru_cache(MAX_CACHED)(self._search)

    def of(self, query: Query) -> Selection:
        """The selection of a query."""
        return self._selections(replace(query, page=1))

    def _select(self, query: Query) -> Selection:
        found = self._searches(Query(q=query.q, exact=query.exact, without=query.without))
        return Selection(self.shelf, query, *found, self._masks(query))

    def _search(self, query: Query) -> tuple[Search, Positions, Scores | None]:
        base = self.shelf.base
        search = parse(query.q, (lambda _: ()) if query.exact else (lambda term: other_forms(term, base, query.without)))
        return search, *self.shelf.matches(search)

    def _masks(self, query: Query) -> dict[str, Mask]:
        columns, masks = self.shelf.columns, {}
        values: dict[str, list[str]] = {}
        for facet, value in query.chosen:
            values.setdefault(facet, []).append(value)
        for facet, wanted in values.items():
            if facet in SINGLE_VALUED:
                masks[facet] = columns.has_value(facet, wanted)
            elif facet in KINDS:
                masks[facet] = np.logical_and.reduce([columns.has_name(self.number(facet, key)) for key in wanted])
            else:
                least = [float(level) for level in wanted if level in LEVELS]
                masks[facet] = columns.confidence >= (max(least) if least else 0.0)
        if query.since or query.until:
            low, high = int(f"{query.since.replace('-', ''):0<8}"), int(f"{query.until.replace('-', ''):9<8}")
            masks["days"] = (columns.days >= max(low, 1)) & (columns.days <= high)
        return masks

    def number(self, kind: str, key: str) -> int:
        """The number of a name given its key; 0, which no name has, if it is unknown."""
        found = self.shelf.rows("SELECT number FROM names WHERE kind = ? AND key = ?", (kind, key))
        return int(found[0][0]) if found else 0
