"""Measure `newsextract run`: the cost per page at growing sizes of one input, and a whole input with counts of its records.

    python scripts/measure_run.py sizes ARTICLES.jsonl[.xz|.gz] [--pages 1000 --pages 4000] [--workers 1]
    python scripts/measure_run.py whole ARTICLES.jsonl[.xz|.gz] --to FOLDER [--workers 2] [--write]

``sizes`` runs each size in its own process. Processor seconds hardly depend on the machine's other load, wall-clock seconds do;
peak memory is that of the largest process. The start-up cost, measured on a run of one page, is subtracted. ``whole`` reads
each process's memory from /proc (Linux) once a second; ``--write`` puts the report into docs/methods.md.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from itertools import islice, zip_longest
from pathlib import Path
from typing import Annotated, Any

from typer import Option

from common import cost, memory, put, table
from newsextract.opening import unpacked
from newsextract.report import SLOTS, summarise
from newsextract.stores import read
from training.shared import lines, run

RUN = (sys.executable, "-m", "newsextract", "run")
#: numbers of items done at which memory is reported
MARKS = (1_000, 10_000, 40_000, 80_000)
SHARD = 500
#: items done → memory of the main process and of the largest worker, in MB
Memory = dict[int, tuple[float, float]]


def measured(source: Path, pages: int, workers: int) -> dict[str, float]:
    """Run the first pages of a file; return its summary, seconds, processor seconds, peak memory and bytes read and written."""
    with tempfile.TemporaryDirectory() as folder:
        part, out = Path(folder) / "part.jsonl", Path(folder) / "out"
        with source.open("rb") as file, unpacked(file, source.suffix) as articles:
            part.write_bytes(b"".join(islice(articles, pages)))
        spent = cost([*RUN, "--from", str(part), "--to", str(out), "--workers", str(workers)], allowed=1)
        found: dict[str, float] = json.loads((out / "summary.json").read_text(encoding="utf-8"))
        written = sum(path.stat().st_size for path in out.glob("records-*.jsonl"))
        return found | spent._asdict() | {"input": part.stat().st_size, "written": written}


def sizes(
    articles: Path, pages: Annotated[list[int] | None, Option(help="a size; repeat for several")] = None, workers: int = 1
) -> None:
    """Print one line per size."""
    start = measured(articles, 1, workers)
    print(f"start: {start['processor']:.1f} processor seconds, {start['memory']:.0f} MB")
    print("pages  records  errors  cpu ms/page  pages/s  peak MB  bytes in/page  bytes out/page")
    for count in pages or (1000, 4000):
        found = measured(articles, count, workers)
        cpu, wall = found["processor"] - start["processor"], found["clock"] - start["clock"]
        print(
            f"{count:5}  {found['records']:7}  {found['errors']:6}  {cpu / count * 1000:11.1f}  {count / wall:7.1f}"
            f"  {found['memory']:7.0f}  {found['input'] / count:13.0f}  {found['written'] / count:14.0f}"
        )


def largest_child(pid: int) -> float:
    """Memory of a process's largest child, in MB."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except OSError:
        return 0.0
    return max((memory(int(child), "VmRSS") for child in children), default=0.0)


def watched(source: Path, to: Path, workers: int) -> tuple[int, float, Memory]:
    """Run the command, sampling its processes once a second; return exit code, seconds and memory."""
    command = [*RUN, "--from", str(source), "--to", str(to), "--workers", str(workers)]
    marks: Memory = {}
    started = time.perf_counter()
    with subprocess.Popen([*command, "--shard", str(SHARD)]) as process:
        while process.poll() is None:
            time.sleep(1)
            done = len(list(to.glob("manifest-*.jsonl"))) * SHARD
            mark = max((m for m in MARKS if m <= done), default=0)
            main, worker = marks.get(mark, (0.0, 0.0))
            marks[mark] = max(main, memory(process.pid, "VmRSS")), max(worker, largest_child(process.pid))
        return process.returncode, time.perf_counter() - started, marks


def report(to: Path, workers: int, code: int, seconds: float, marks: Memory) -> str:
    """A Markdown report of a finished run."""
    done = json.loads((to / "summary.json").read_text(encoding="utf-8"))
    counts = summarise(read(to))
    items = sum(done[key] for key in ("records", "errors", "duplicates"))
    layers = ((layer, f"{number:,}", f"{counts.with_layer[layer]:,}") for layer, number in counts.items.items())
    found: list[Any] = [("main events", f"{counts.main:,}", f"{counts.main:,}")]
    found += [("events in the background", f"{counts.events - counts.main:,}", ""), *layers]
    types = [(kind, f"{number:,}") for kind, number in counts.types.most_common()]
    slots = [(slot, f"{counts.filled[slot] / max(counts.main, 1):.0%}") for slot in SLOTS]
    side_by_side = [(*one, "", *other) for one, other in zip_longest(types, slots, fillvalue=("", ""))]
    reasons = Counter(error["reason"] for error in lines(to / "errors.jsonl"))
    errors = ", ".join(f"{reason} {number:,}" for reason, number in reasons.most_common()) or "none"
    speed = f"**{seconds / 60:.1f} minutes** ({items / seconds:.0f} articles/s)"
    about = f"{items:,} articles, {workers} workers: {speed}, exit code {code}.\n"
    about += ", ".join(f"{done[key]:,} {key}" for key in ("records", "errors", "duplicates"))
    return "\n\n".join(
        (
            f"{about}.\nPublished {counts.first} to {counts.last}.",
            table(
                "items done, at least | main process, MB | largest worker, MB",
                [(f"{mark:,}", f"{main:.0f}", f"{worker:.0f}") for mark, (main, worker) in sorted(marks.items())],
            ),
            table("found | in all | in records", found),
            table("type of the main event | |  | slot of the main event | filled", side_by_side),
            table("warning | ", [(f"`{warning}`", f"{number:,}") for warning, number in counts.warnings.most_common()]),
            f"Errors: {errors}.",
        )
    )


def whole(
    articles: Path,
    to: Annotated[Path, Option(help="folder of the run")],
    workers: int = 2,
    write: Annotated[bool, Option("--write", help="put the report into docs/methods.md")] = False,
) -> None:
    """Run everything, print the report, and exit with the run's exit code."""
    articles.stat()  # raises if it is missing
    code, seconds, marks = watched(articles, to, workers)
    text = report(to, workers, code, seconds, marks)
    print(text)
    if write:
        put("docs/methods.md", "full run", text)
    sys.exit(code)


if __name__ == "__main__":
    run(sizes, whole)
