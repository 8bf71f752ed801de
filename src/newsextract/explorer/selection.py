"""A selection of records as given by a URL: search, facet values, dates, order."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import numpy as np
from numpy.typing import NDArray

from newsextract.errors import ConfigError
from newsextract.explorer.search import Search, parse
from newsextract.explorer.shelf import SINGLE_VALUED, Shelf
from newsextract.explorer.tables import KINDS
from newsextract.explorer.widen import other_forms
from newsextract.thai.digits import to_arabic

if TYPE_CHECKING:
    import pandas as pd

Mask = NDArray[np.bool_]
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
    scores: pd.Series[float]  # of the articles that the search finds
    masks: Mapping[str, Mask]  # mask of the records that each filter keeps, by facet; ``days`` for the dates

    def kept(self, ignored: str = "") -> pd.DataFrame:
        """The selected records; the filter of the facet ``ignored`` is left out, so that its other values can be counted."""
        masks = [mask for facet, mask in self.masks.items() if facet != ignored]
        return self.shelf.columns.records[np.logical_and.reduce([self._searched, *masks])]

    @cached_property
    def _searched(self) -> Mask:
        return self.shelf.columns.records.index.isin(self.scores.index)

    @cached_property
    def order(self) -> pd.Index[int]:
        """The numbers of the selected articles, in the query's order."""
        kept = self.kept()
        if self.query.order == "relevance":
            scores = self.scores.reindex(kept.index)
            kept = kept.assign(score=scores).sort_values(["score", "date"], ascending=[True, False])
        elif self.query.order == "oldest":
            kept = kept.sort_values("date", kind="stable")
        return kept.index

    @cached_property
    def _events(self) -> pd.Series[int]:
        """The event of each selected article, in order."""
        return self.shelf.columns.records["event"].loc[self.order]

    @cached_property
    def heads(self) -> pd.Index[int]:
        """:attr:`order` with only the first article of each event, unless the query is unfolded."""
        return self.order if self.query.unfolded else self.order[~self._events.duplicated()]

    def folded(self, head: int) -> list[int]:
        """The other selected articles of the same event; empty if the query is unfolded."""
        same = [] if self.query.unfolded else self.order[self._events == self._events[head]].tolist()
        return [article for article in same if article != head]

    def neighbours(self, article: int) -> tuple[int | None, int | None, int | None]:
        """The rank of an article in the selection, from 1, and the articles before and after it; None if absent."""
        order = self.order.tolist()
        if article not in order:
            return None, None, None
        at = order.index(article)
        return at + 1, order[at - 1] if at else None, order[at + 1] if at + 1 < len(order) else None

    def counts(self, facet: str, most: int = 12) -> list[tuple[Any, int]]:
        """The values of a facet with their counts; for names, the ``most`` most frequent, given by their numbers."""
        if facet in KINDS:  # a record can have several names, so that each further filter narrows
            links = self.shelf.columns.links[facet]
            counts = links[links["article"].isin(self.order)].groupby("name").size()
            return list(counts.sort_values(ascending=False, kind="stable")[:most].items())
        kept = self.kept(ignored="days" if facet == "month" else facet)
        if facet == "confidence":
            return [(level, n) for level in LEVELS if (n := int((kept["confidence"] >= float(level)).sum()))]
        return [(value, n) for value, n in kept[facet].value_counts().items() if n]


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

    def _search(self, query: Query) -> tuple[Search, pd.Series[float]]:
        base = self.shelf.base
        search = parse(query.q, (lambda _: ()) if query.exact else (lambda term: other_forms(term, base, query.without)))
        return search, self.shelf.matches(search)

    def _masks(self, query: Query) -> dict[str, Mask]:
        records, masks = self.shelf.columns.records, {}
        values: dict[str, list[str]] = {}
        for facet, value in query.chosen:
            values.setdefault(facet, []).append(value)
        for facet, wanted in values.items():
            if facet in SINGLE_VALUED:
                masks[facet] = records[facet].isin(wanted).to_numpy()
            elif facet in KINDS:
                masks[facet] = np.logical_and.reduce([records.index.isin(self._named(facet, key)) for key in wanted])
            else:
                least = [float(level) for level in wanted if level in LEVELS]
                masks[facet] = (records["confidence"] >= max(least, default=0.0)).to_numpy()
        if query.since or query.until:
            masks["days"] = ((records["date"] >= query.since) & (records["date"] <= f"{query.until}~")).to_numpy()
        return masks

    def _named(self, kind: str, key: str) -> pd.Series[int]:
        """The articles that a name is linked to."""
        found = self.shelf.rows("SELECT number FROM names WHERE kind = ? AND key = ?", (kind, key))
        links = self.shelf.columns.links[kind]
        return links["article"][links["name"] == (found[0][0] if found else 0)]
