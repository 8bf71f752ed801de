"""Time ``newsextract link`` on growing parts of a run's records, and again with a hundredth more.

    python scripts/bench_link.py out/ --sizes 10000 20000 40000 80000 --workers 2

The first records of the folder are linked from nothing, then once more with the records that follow them, one for every hundred.
Prints a row of a Markdown table for each run: time on the clock, processor time of all processes, memory of the largest one.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

#: records a file
PART = 2_000


def records(folder: Path) -> Iterator[bytes]:
    """The lines of a run's records, in order."""
    for path in sorted(folder.glob("records-*.jsonl")):
        with path.open("rb") as file:
            yield from file


def timed(command: list[str]) -> tuple[float, float, float]:
    """Seconds on the clock and of the processor, and gigabytes of the largest process."""
    started = time.perf_counter()
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{' '.join(command)} ended with {os.waitstatus_to_exitcode(status)}")
    return time.perf_counter() - started, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 2**20


def measure(folder: Path, size: int, workers: int, work: Path) -> None:
    """Link some records, and again with a hundredth more."""
    given, to = work / f"records-{size}", work / f"linked-{size}"
    given.mkdir()
    lines = records(folder)
    for part in range(0, size, PART):
        (given / f"{part:06}.jsonl").write_bytes(b"".join(islice(lines, min(PART, size - part))))
    link = [sys.executable, "-m", "newsextract", "link", "--to", str(to), "--workers", str(workers)]
    first = timed([*link, *map(str, sorted(given.iterdir()))])
    (given / "more.jsonl").write_bytes(b"".join(islice(lines, size // 100)))
    again = timed([*link, *map(str, sorted(given.iterdir()))])
    for name, (clock, processor, memory) in (("from nothing", first), ("a hundredth more", again)):
        share = f"{clock / first[0]:.1%}, {processor / first[1]:.1%}"
        print(f"| {size:,} | {name} | {clock:.0f} s | {processor:.1f} s | {memory:.2f} GB | {share} |", flush=True)


def main() -> None:
    """Measure each size."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 20_000, 40_000, 80_000])
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    print("| records | run | clock | processor | memory | of the first run: clock, processor |\n|---|---|---|---|---|---|")
    for size in given.sizes:
        with tempfile.TemporaryDirectory() as work:
            measure(given.folder, size, given.workers, Path(work))


if __name__ == "__main__":
    main()
