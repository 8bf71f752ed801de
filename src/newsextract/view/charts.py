"""Charts: a Vega-Lite specification with its data, drawn by Vega in a page, or as a picture where no script runs.

Every chart is also available as a table, for readers who cannot see it and for where nothing draws it.
"""

from __future__ import annotations

import json
import math
import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from io import BytesIO
from itertools import accumulate
from pathlib import Path
from typing import Any, NamedTuple

from newsextract.data import read_csv, read_text
from newsextract.view.html import fragments
from newsextract.view.labels import Say, english

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
#: MIME type of Vega-Lite charts in notebooks
MIME = "application/vnd.vegalite.v6+json"
INK = "#2b6cb0"
#: shades of the map, from few to many, and a legible text colour for each
SHADES = ("#cfe2f3", "#9dc7e3", "#5fa6d1", "#2272b4", "#084081")
_INKS = ("#111111", "#111111", "#111111", "#ffffff", "#ffffff")
_UNDRAWABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
#: vl-convert draws the next letter over SARA AM unless it is written as its two parts
_SARA_AM = re.compile("([\u0e48-\u0e4b]?)\u0e33")
_MONTH = re.compile("[0-9]{4}-(?:0[1-9]|1[0-2])")
#: maximum share of events that the timeline may cut off, half of it at each end
_MAX_CUT_SHARE = 0.005
#: pixels of a picture per pixel of the page
_PICTURE_SCALE = 2
#: maximum months on an axis that labels months; longer axes label years only
_FEW_MONTHS = 24
#: style of charts in a page: no background and the colour of the surrounding text, for light and dark pages
_CONFIG: dict[str, Any] = json.loads(read_text("view/charts/config.json"))
#: style of charts in a notebook, with the title above the chart
NOTEBOOK_CONFIG = _CONFIG | {"title": {"color": "currentColor", "fontSize": 13, "anchor": "start"}, "bar": {"color": INK}}


class Tile(NamedTuple):
    """A province on the grid of the map."""

    row: int
    column: int
    iso: str
    th: str
    en: str
    abbr: str
    code: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: its title, its specification and its data."""

    name: str  # identifier of the chart within a page
    title: str  # what it shows; also the text for readers who cannot see it
    spec: Mapping[str, Any]  # a Vega-Lite specification without data
    rows: Sequence[Mapping[str, Any]]
    columns: tuple[tuple[str, str], ...]  # field and heading of each column of the table
    note: str = ""  # what is not drawn

    def __bool__(self) -> bool:
        return bool(self.rows)

    def vega_lite(self) -> dict[str, Any]:
        """The whole specification, with the data."""
        data = {"name": "table", "values": list(self.rows)}
        config = _CONFIG | self.spec.get("config", {})
        return {"$schema": SCHEMA, "description": self.title, "data": data, **self.spec, "config": config}

    def json(self) -> str:
        """:meth:`vega_lite` as one line of JSON that is safe in a script element."""
        written = json.dumps(self.vega_lite(), ensure_ascii=False, separators=(",", ":"))
        return written.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")

    def svg(self) -> str:
        """The chart as SVG, drawn by vl-convert (``pip install ".[explore]"``)."""
        import vl_convert

        return str(vl_convert.vegalite_to_svg(_drawable(self._still())))

    def _still(self) -> dict[str, Any]:
        """The specification for a picture, without interaction."""
        spec = self.vega_lite()
        spec.pop("params", None)  # a brush would add a clip path whose name differs from picture to picture
        if spec.get("width") == "container":
            spec["width"] = 640
        return spec

    def table(self, limit: int | None = None) -> str:
        """The data as an HTML table, up to ``limit`` rows."""
        rows = ((_cell_text(row.get(name)) for name, _ in self.columns) for row in self.rows[:limit])
        return str(fragments().table((heading for _, heading in self.columns), rows, kind="nx-numbers"))

    def static_html(self, say: Say = english) -> str:
        """The chart for a page without scripts: a picture if vl-convert is installed, and the data as a table."""
        picture = self.svg() if self.rows and find_spec("vl_convert") else ""
        return str(fragments().chart(self, picture, say)) if self.rows else ""

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        shown, sizes = outputs(self._still() | {"title": self.title, "config": NOTEBOOK_CONFIG | self.spec.get("config", {})})
        table = {} if "image/png" in shown else {"text/html": self.table(20)}
        return shown | table | {"text/plain": self.title}, sizes


def specification(name: str, **values: Any) -> dict[str, Any]:
    """A Vega-Lite specification of the data folder; each ``"$name"`` in it is replaced by the value of that name."""

    def filled(part: dict[str, Any]) -> dict[str, Any]:
        marks = {key: one[1:] for key, one in part.items() if isinstance(one, str) and one.startswith("$")}
        return part | {key: values[mark] for key, mark in marks.items()}

    spec: dict[str, Any] = json.loads(read_text(f"view/charts/{name}.json"), object_hook=filled)
    return spec


def outputs(spec: Mapping[str, Any], **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """A chart's notebook outputs and their sizes: the specification and, with the extra ``notebooks``, a PNG picture."""
    drawable = _drawable({**spec, "$schema": SCHEMA})
    if find_spec("vl_convert") is None or find_spec("PIL") is None:
        return {MIME: drawable}, {}
    import vl_convert
    from PIL import Image

    _add_sarabun()
    split = json.loads(_SARA_AM.sub("\u0e4d\\1\u0e32", json.dumps(drawable | {"background": "white"}, ensure_ascii=False)))
    large = BytesIO(vl_convert.vegalite_to_png(split, scale=_PICTURE_SCALE))
    with Image.open(large) as picture, BytesIO() as small:
        picture.convert("RGB").quantize(128).save(small, "PNG", optimize=True)
        size = {"width": picture.width // _PICTURE_SCALE, "height": picture.height // _PICTURE_SCALE}
        return {MIME: drawable, "image/png": b64encode(small.getvalue()).decode()}, {"image/png": size}


@cache
def _add_sarabun() -> None:
    """Register the font Sarabun for pictures if it is installed; there may be no other font with Thai letters."""
    import vl_convert

    package = find_spec("fontpkg_sarabun")
    if package and package.origin:
        vl_convert.register_font_directory(str(Path(package.origin).parent / "files"))


def _drawable(value: Any) -> Any:
    """Replace control characters and lone surrogates in a specification: vl-convert aborts the process on them."""
    if isinstance(value, str):
        return _UNDRAWABLE.sub("\ufffd", value)
    if isinstance(value, Mapping):
        return {_drawable(key): _drawable(one) for key, one in value.items()}
    return [_drawable(one) for one in value] if isinstance(value, (list, tuple)) else value


def _cell_text(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int) else str("" if value is None else value)


def tiles() -> list[Tile]:
    """The 77 provinces with their places on the grid.

    Examples
    --------
    >>> len(tiles()), tiles()[0].en
    (77, 'Chiang Rai')
    """
    provinces = {row["iso"]: row for row in read_csv("gazetteers/provinces.csv")}
    return [
        Tile(int(t["row"]), int(t["column"]), t["iso"], p["th"], p["en"], p["abbr"], t["code"])
        for t in read_csv("view/tiles.csv")
        if (p := provinces[t["iso"]])
    ]


def months_between(first: str, last: str) -> list[str]:
    """List the months from ``first`` to ``last``, both included.

    Examples
    --------
    >>> months_between("2023-11", "2024-02")
    ['2023-11', '2023-12', '2024-01', '2024-02']
    """
    low, high = (int(month[:4]) * 12 + int(month[5:7]) - 1 for month in (first, last))
    return [f"{month // 12:04d}-{month % 12 + 1:02d}" for month in range(low, high + 1)]


def _span(counts: Mapping[str, int]) -> tuple[str, str]:
    """The first and last month to draw; a misprinted year must not squeeze all others into one bar."""
    months = sorted(counts)
    rare = sum(counts.values()) * _MAX_CUT_SHARE / 2

    def inner(ordered: list[str]) -> str:
        passed = accumulate(counts[month] for month in ordered)
        return next(month for month, n in zip(ordered, passed, strict=True) if n > rare)

    first, last = inner(months), inner(months[::-1])
    whole, cut = len(months_between(months[0], months[-1])), len(months_between(first, last))
    return (first, last) if cut * 2 < whole else (months[0], months[-1])


def timeline(
    counts: Mapping[str, int], title: str = "events per month", *, say: Say = english, buddhist: bool = False
) -> Chart:
    """Bar chart of counts per month (``YYYY-MM``); readers can select months with a brush.

    ``say`` returns texts in the page's language; ``buddhist`` labels the axis with years of the Buddhist era.
    """
    known = {month: n for month, n in counts.items() if n > 0 and _MONTH.fullmatch(month)}
    months = months_between(*_span(known)) if known else []
    outside = sum(known.values()) - sum(known.get(month, 0) for month in months)
    rows = [{"month": month, "count": known.get(month, 0)} for month in months]
    spec = specification(
        "timeline",
        ink=INK,
        months=_time_axis(len(months), buddhist=buddhist),
        ticks=min(3, max(known.values(), default=1)),  # no tick between whole numbers
        month=say("month"),
        records=say("records"),
    )
    note = say("{n} far off not drawn").format(n=f"{outside:,}") if outside else ""
    return Chart("timeline", title, spec, rows, (("month", say("month")), ("count", say("records"))), note)


def _time_axis(months: int, *, buddhist: bool) -> dict[str, Any]:
    """A time axis labelled by year, or by month and year if there are few months."""
    year = "(utcyear(datum.value) + 543)" if buddhist else "utcyear(datum.value)"
    yearly = months > _FEW_MONTHS
    label = year if yearly else f"{year} + utcFormat(datum.value, '-%m')"
    ticks = {"tickCount": "year" if yearly else "month", "labelOverlap": True, "labelSeparation": 6}
    return {"title": None, "grid": False, "labelExpr": label, **ticks}


def classes(counts: Mapping[str, int]) -> list[tuple[int, int]]:
    """Divide counts into classes of about equally many provinces, so that one large count does not hide the others.

    Examples
    --------
    >>> classes({"a": 1, "b": 2, "c": 3, "d": 4, "e": 9000})
    [(1, 1), (2, 2), (3, 3), (4, 4), (5, 9000)]
    >>> classes({"a": 7})
    [(7, 7)]
    """
    numbers = sorted(n for n in counts.values() if n > 0)
    if not numbers:
        return []
    highest = [numbers[math.ceil(len(numbers) * step / len(SHADES)) - 1] for step in range(1, len(SHADES) + 1)]
    ends = sorted(set(highest))
    starts = [numbers[0], *(end + 1 for end in ends[:-1])]
    return list(zip(starts, ends, strict=True))


def tile_map(counts: Mapping[str, int], title: str = "events per province", *, say: Say = english, thai: bool = False) -> Chart:
    """Tile map of counts per province, shaded by :func:`classes`."""
    cut = classes(counts)
    names = [f"{low:,}" if low == high else f"{low:,}–{high:,}" for low, high in cut]
    first = len(SHADES) - len(cut) if len(cut) > 1 else len(SHADES) // 2
    shades, inks = SHADES[first : first + len(cut)], _INKS[first : first + len(cut)]
    rows = [_tile_row(tile, counts.get(tile.iso, 0), cut, names, inks, thai=thai) for tile in tiles()]
    tooltip = [
        {"field": "province", "type": "nominal", "title": say("province")},
        {"field": "count", "type": "quantitative", "title": say("records")},
    ]
    domain, colours = ["0", *names], ["#80808020", *shades]
    spec = specification("map", tooltip=tooltip, classes=domain, shades=colours, records=say("records"))
    columns = (("province", say("province")), ("count", say("records")))
    return Chart("map", title, spec, rows if cut else [], columns)


def _tile_row(
    tile: Tile, n: int, cut: list[tuple[int, int]], names: Sequence[str], inks: Sequence[str], *, thai: bool
) -> dict[str, Any]:
    level = next((at for at, (low, high) in enumerate(cut) if low <= n <= high), None)
    name, abbr = (tile.th, tile.abbr) if thai else (tile.en, tile.code)
    shown = ("0", "currentColor") if level is None else (names[level], inks[level])
    place = {"row": tile.row, "column": tile.column}
    return {"iso": tile.iso, "province": name, "abbr": abbr, **place, "count": n, "class": shown[0], "ink": shown[1]}
