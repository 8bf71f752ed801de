"""Count a corpus for the notebooks, which run on the sample and show a bigger corpus's figures beside.

    python scripts/corpus_figures.py RECORDS…                        # runs' folders, stores, files of records
    python scripts/corpus_figures.py out/ --to other_figures.json

The file has counts alone: nothing of what an article says.
"""

from __future__ import annotations

import json
from collections import Counter
from itertools import chain
from pathlib import Path
from typing import Annotated, Any

from typer import Argument, Option

import newsextract as nx
from common import ROOT
from newsextract.report import LAYERS, SLOTS, Summary, summarise
from training.shared import run

FIGURES = ROOT / "notebooks" / "corpus_figures.json"


def figures(summary: Summary) -> dict[str, Any]:
    """What the notebooks show of a corpus."""
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
        # misprinted years are a handful: below a thousandth they would only lengthen the list
        "years": {year: n for year, n in sorted(years.items()) if n * 1000 >= summary.main},
        "provinces": dict(sorted(summary.provinces.items(), key=lambda pair: (-pair[1], pair[0]))),
        "filled": {slot: summary.filled[slot] for slot in SLOTS},
        "levels": {slot: dict(sorted(levels.items())) for slot, levels in sorted(summary.levels.items())},
        "items": {layer: summary.items[layer] for layer in LAYERS},
        "warnings": dict(summary.warnings.most_common()),
        "versions": sorted({version.split("+")[0] for version in summary.versions}),
    }


def main(
    records: Annotated[list[Path], Argument(help="Runs' folders, stores or files of records.")],
    to: Annotated[Path, Option(help="The file to write.")] = FIGURES,
    unchecked: Annotated[bool, Option(help="Do not check a run's files.")] = False,
) -> None:
    """Count and write."""
    found = summarise(chain.from_iterable(nx.read(path, check=not unchecked) for path in records))
    to.write_text(json.dumps(figures(found), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"{found.records:,} records counted in {to.name}")


if __name__ == "__main__":
    run(main)
