"""Charts as SVG without script: a timeline of bars and a map of provinces in equal tiles. Each mark may be a link."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from html import escape
from itertools import accumulate
from typing import NamedTuple

from newsextract.data import read_csv

_MONTH = re.compile("[0-9]{4}-(?:0[1-9]|1[0-2])")
Link = Callable[[str], str | None]
_HEIGHT, _WIDTH, _TILE = 150, 1000, 44
_INK = "#0072b2"
#: the share of events that the timeline may leave off, half of it at each end
_RARE = 0.005
#: class of a label that a narrow page leaves out
_DENSE = ' class="nx-dense"'


class Tile(NamedTuple):
    """A province on the grid."""

    row: int
    column: int
    iso: str
    th: str
    en: str
    abbr: str


def tiles() -> list[Tile]:
    """Give the 77 provinces with their places on the grid.

    Examples
    --------
    >>> len(tiles()), tiles()[0].en
    (77, 'Chiang Rai')
    """
    provinces = {row["iso"]: row for row in read_csv("gazetteers/provinces.csv")}
    return [
        Tile(int(t["row"]), int(t["column"]), t["iso"], p["th"], p["en"], p["abbr"])
        for t in read_csv("view/tiles.csv")
        if (p := provinces[t["iso"]])
    ]


def _linked(svg: str, href: str | None) -> str:
    return f'<a href="{escape(href)}">{svg}</a>' if href else svg


def months_between(first: str, last: str) -> list[str]:
    """List the months from one to another, both included.

    Examples
    --------
    >>> months_between("2023-11", "2024-02")
    ['2023-11', '2023-12', '2024-01', '2024-02']
    """
    low, high = (int(month[:4]) * 12 + int(month[5:7]) - 1 for month in (first, last))
    return [f"{month // 12:04d}-{month % 12 + 1:02d}" for month in range(low, high + 1)]


def _spaced(labels: list[tuple[float, str]], apart: int) -> list[tuple[float, str]]:
    kept: list[tuple[float, str]] = []
    for x, label in labels:
        if not kept or x - kept[-1][0] > apart:
            kept.append((x, label))
    return kept


def _span(counts: Mapping[str, int]) -> tuple[str, str]:
    """The first and last month to draw; a misprinted year must not press all others into one bar."""
    months = sorted(counts)
    rare = sum(counts.values()) * _RARE / 2

    def inner(ordered: list[str]) -> str:
        passed = accumulate(counts[month] for month in ordered)
        return next(month for month, n in zip(ordered, passed, strict=True) if n > rare)

    first, last = inner(months), inner(months[::-1])
    whole, cut = len(months_between(months[0], months[-1])), len(months_between(first, last))
    return (first, last) if cut * 2 < whole else (months[0], months[-1])


def _bar(month: str, n: int, link: Link, x: float, step: float, most: int) -> str:
    tall = n / most * _HEIGHT
    size = f'x="{x:.1f}" y="{_HEIGHT - tall:.1f}" width="{max(step - 1, 1):.1f}" height="{tall:.1f}"'
    return _linked(f"<rect {size}><title>{month}: {n:,}</title></rect>", link(month))


def _axis(months: list[str], step: float) -> str:
    """The years below the bars; a narrow page leaves out those that are marked."""
    years = [
        (at * step, month[:4] if month.endswith("-01") else month)
        for at, month in enumerate(months)
        if not at or month.endswith("-01")
    ]
    spaced = _spaced(years, 70)
    few = _spaced(spaced, 210)
    return "".join(
        f'<text x="{x:.1f}" y="{_HEIGHT + 22}"{"" if (x, label) in few else _DENSE}>{label}</text>' for x, label in spaced
    )


def timeline(counts: Mapping[str, int], link: Link = lambda _month: None, title: str = "events per month") -> str:
    """Draw how many there are in each month."""
    known = {month: n for month, n in counts.items() if n > 0 and _MONTH.fullmatch(month)}
    if not known:
        return ""
    first, last = _span(known)
    months = months_between(first, last)
    outside = sum(n for month, n in known.items() if not first <= month <= last)
    said = f"{title} (most: {max(known.values()):,}" + (f"; {outside:,} far off not drawn)" if outside else ")")
    step = _WIDTH / max(len(months), 12)
    bars = [
        _bar(month, known[month], link, at * step, step, max(known.values()))
        for at, month in enumerate(months)
        if month in known
    ]
    return (
        f'<svg class="nx-timeline" role="group" aria-label="{escape(title)}" viewBox="0 -22 {_WIDTH} {_HEIGHT + 52}" '
        f'style="width:100%;max-width:62em;font-size:18px" fill="currentColor"><text x="0" y="-6">{escape(said)}</text>'
        f'<g fill="{_INK}">{"".join(bars)}</g><path d="M0 {_HEIGHT}.5H{_WIDTH}" stroke="currentColor"/><g class="nx-axis">{_axis(months, step)}</g></svg>'
    )


def tile_map(counts: Mapping[str, int], link: Link = lambda _iso: None, title: str = "events per province") -> str:
    """Draw how many there are in each province, a tile a province, darker for more."""
    grid = tiles()
    most = max((counts.get(tile.iso, 0) for tile in grid), default=0)
    drawn = []
    for tile in grid:
        n = counts.get(tile.iso, 0)
        strength = 0.0 if not n else 0.15 + 0.6 * math.log1p(n) / math.log1p(most)
        x, y = tile.column * _TILE, tile.row * _TILE
        drawn.append(
            _linked(
                f'<g><title>{tile.th} {tile.en}: {n:,}</title><rect x="{x + 1}" y="{y + 1}" width="{_TILE - 2}" height="{_TILE - 2}" rx="4" '
                f'fill="{_INK}" fill-opacity="{strength:.2f}" stroke="currentColor" stroke-opacity=".35"/>'
                f'<text x="{x + _TILE / 2}" y="{y + 28}" text-anchor="middle" text-decoration="none">{escape(tile.abbr)}</text></g>',
                link(tile.iso) if n else None,
            )
        )
    wide, tall = (max(t.column for t in grid) + 1) * _TILE, (max(t.row for t in grid) + 1) * _TILE
    return (
        f'<svg class="nx-map" role="group" aria-label="{escape(title)}" viewBox="0 -24 {wide} {tall + 26}" '
        f'style="width:100%;max-width:26em;font-size:17px" fill="currentColor"><text x="0" y="-8">{escape(title)}</text>{"".join(drawn)}</svg>'
    )
