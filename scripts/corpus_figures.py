"""Count a corpus for the notebooks, which run on the sample and show a larger corpus's figures for comparison.

    python scripts/corpus_figures.py RECORDS…                        # folders of runs, stores, files of records
    python scripts/corpus_figures.py out/ --to other_figures.json
    python scripts/corpus_figures.py out/ --linked links/             # also how many English releases have a Thai twin

The file contains only counts, no text of any article.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from typing import Annotated, Any

from typer import Argument, Option

import newsextract as nx
from common import ROOT
from newsextract.records import Record
from newsextract.report import LAYERS, SLOTS, Summary, summarise
from training.shared import run

FIGURES = ROOT / "notebooks" / "corpus_figures.json"


def figures(summary: Summary) -> dict[str, Any]:
    """The figures of a corpus that the notebooks show."""
    years: Counter[str] = Counter()
    for month, n in summary.months.items():
        years[month[:4]] += n
    return {
        "records": summary.records,
        "languages": dict(summary.languages.most_common()),
        "published": [summary.first, summary.last],
        "main_events": summary.main,
        "background_events": summary.events - summary.main,
        "types": dict(summary.types.most_common()),
        # years with less than a thousandth of the main events are misprints
        "years": {year: n for year, n in sorted(years.items()) if n * 1000 >= summary.main},
        "provinces": dict(sorted(summary.provinces.items(), key=lambda pair: (-pair[1], pair[0]))),
        "filled": {slot: summary.filled[slot] for slot in SLOTS},
        "levels": {slot: dict(sorted(levels.items())) for slot, levels in sorted(summary.levels.items())},
        "items": {layer: summary.items[layer] for layer in LAYERS},
        "warnings": dict(summary.warnings.most_common()),
        "versions": sorted({version.split("+")[0] for version in summary.versions}),
    }


def twins(records: Iterable[Record], clusters: Iterable[dict[str, Any]]) -> dict[str, dict[str, list[int]]]:
    """By year and by type: the number of English releases, and how many have a Thai release of the same event."""
    known = {
        record.id: (
            record.language,
            (record.published or "unknown")[:4],
            next((event.type for event in record.events if event.main), "(no event)"),
        )
        for record in records
    }
    paired = {
        key
        for one in clusters
        if any(known.get(key, ("",))[0] == "th" for key in one["records"])
        for key in one["records"]
        if known.get(key, ("",))[0] == "en"
    }
    found: dict[str, dict[str, list[int]]] = {"year": {}, "type": {}}
    for key, (language, *values) in sorted(known.items()):
        if language == "en":
            for counts, value in zip(found.values(), values, strict=True):
                row = counts.setdefault(value, [0, 0])
                row[0] += 1
                row[1] += key in paired
    return {by: dict(sorted(counts.items())) for by, counts in found.items()}


def main(
    records: Annotated[list[Path], Argument(help="Runs' folders, stores or files of records.")],
    to: Annotated[Path, Option(help="The file to write.")] = FIGURES,
    linked: Annotated[Path | None, Option(help="What `newsextract link` wrote of these records.")] = None,
) -> None:
    """Count and write."""
    found = summarise(chain.from_iterable(nx.read(path) for path in records))
    counted = figures(found)
    if linked:
        lines = (linked / "clusters.jsonl").read_text(encoding="utf-8").splitlines()
        again = chain.from_iterable(nx.read(path, check=False) for path in records)
        counted["twins"] = twins(again, map(json.loads, lines))
    to.write_text(json.dumps(counted, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"{found.records:,} records counted in {to.name}")


if __name__ == "__main__":
    run(main)
