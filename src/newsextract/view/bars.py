"""Horizontal bar charts: counts by name, and the distribution of values over levels."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from newsextract.view.charts import INK, Chart, specification


def bars(
    counts: Sequence[tuple[str, int]],
    title: str,
    *,
    heading: str,
    number: str,
    more: Mapping[str, Sequence[str]] | None = None,
) -> Chart:
    """Counts by name as horizontal bars, in the order given, each with its count at its end.

    ``heading`` and ``number`` head the names and the counts in the table, which may have ``more`` columns, given by heading.
    """
    added = {heading: list(values) for heading, values in (more or {}).items()}
    rows = [
        {"label": label, "count": n, **{heading: values[at] for heading, values in added.items()}}
        for at, (label, n) in enumerate(counts)
    ]
    spec = specification("bars", ink=INK)
    columns = (("label", heading), ("count", number), *((one, one) for one in added))
    return Chart("bars", title, spec, rows, columns)


def levels(counts: Mapping[str, Mapping[str, int]], names: Sequence[str], title: str, *, heading: str) -> Chart:
    """The distribution of each slot's values over levels, highest first, as bars of equal length; the table has the counts."""
    fields = {f"level{at}": one for at, one in enumerate(names)}  # Vega-Lite reads a dot in a field's name as a path
    rows = [{"label": label, **{field: found.get(one, 0) for field, one in fields.items()}} for label, found in counts.items()]
    spec = specification(
        "levels",
        fields=list(fields),
        names=list(names),
        place=f"indexof({json.dumps(list(fields))}, datum.field)",
        level=f"{json.dumps(list(names))}[datum.place]",
    )
    return Chart("levels", title, spec, rows, (("label", heading), *fields.items()))
