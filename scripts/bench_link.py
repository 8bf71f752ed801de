"""Time ``newsextract link`` on growing parts of a run's records, then again with 1 % more records.

    python scripts/bench_link.py out/ 10000 20000 40000 80000 --workers 2

The folder's first records are linked from scratch, then again with the next records added, one for every hundred. Prints one row
of a Markdown table per run: wall-clock time, processor time of all processes, memory of the largest process.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Annotated

from typer import Argument

from common import cost
from training.shared import run

#: records per file
PART = 2_000


def records(folder: Path) -> Iterator[bytes]:
    """The lines of a run's records, in order."""
    for path in sorted(folder.glob("records-*.jsonl")):
        with path.open("rb") as file:
            yield from file


def measure(folder: Path, size: int, workers: int, work: Path) -> None:
    """Link the first ``size`` records, then again with 1 % more."""
    given, to = work / f"records-{size}", work / f"linked-{size}"
    given.mkdir()
    lines = records(folder)
    for part in range(0, size, PART):
        (given / f"{part:06}.jsonl").write_bytes(b"".join(islice(lines, min(PART, size - part))))
    link = [sys.executable, "-m", "newsextract", "link", "--to", str(to), "--workers", str(workers)]
    first = cost([*link, *map(str, sorted(given.iterdir()))])
    (given / "more.jsonl").write_bytes(b"".join(islice(lines, size // 100)))
    again = cost([*link, *map(str, sorted(given.iterdir()))])
    for name, (clock, processor, memory) in (("from nothing", first), ("a hundredth more", again)):
        share = f"{clock / first.clock:.1%}, {processor / first.processor:.1%}"
        print(f"| {size:,} | {name} | {clock:.0f} s | {processor:.1f} s | {memory / 1024:.2f} GB | {share} |", flush=True)


def main(
    folder: Annotated[Path, Argument(help="folder of a run")],
    sizes: Annotated[list[int], Argument(help="numbers of records to link")],
    workers: int = 2,
) -> None:
    """Measure each size."""
    print("| records | run | clock | processor | memory | of the first run: clock, processor |\n|---|---|---|---|---|---|")
    for size in sizes:
        with tempfile.TemporaryDirectory() as work:
            measure(folder, size, workers, Path(work))


if __name__ == "__main__":
    run(main)
