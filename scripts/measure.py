"""Measure commands as their own processes: time, and memory of the largest process.

    python scripts/measure.py sizes ARTICLES.jsonl[.xz|.gz] [--pages 1000 --pages 4000] [--workers 1]   # runs that grow
    python scripts/measure.py whole ARTICLES.jsonl[.xz|.gz] --to FOLDER [--workers 2] [--write]  # a whole run, with its counts
    python scripts/measure.py link out/ 10000 20000 40000 80000 --workers 2                     # linking, and 1 % more records
    python scripts/measure.py start OLD [--repeat 7]                        # the start of two versions: read the ratios

Processor seconds hardly depend on the machine's other load, wall-clock seconds do. ``sizes`` subtracts the cost of the start,
measured on a run of one page. ``whole`` reads each process's memory from /proc (Linux) once a second; ``--write`` puts the
report into docs/methods.md. ``start`` takes the Python of an environment with the older version; the newer is the Python that
runs this script.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from itertools import islice, zip_longest
from pathlib import Path
from typing import Annotated, Any

from typer import Argument, Option

from common import ROOT, Cost, cost, memory, put, table
from newsextract.opening import unpacked
from newsextract.report import SLOTS, summarise
from newsextract.stores import read
from training.shared import lines, run

RUN = (sys.executable, "-m", "newsextract", "run")
SAMPLE = ROOT / "corpora" / "sample"
#: numbers of items done at which memory is reported
MARKS = (1_000, 10_000, 40_000, 80_000)
MAIN = "from newsextract.cli import main; main()"
SHARD = 500
#: records per file to link
PART = 2_000
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


def records(folder: Path) -> Iterator[bytes]:
    """The lines of a run's records, in order."""
    for path in sorted(folder.glob("records-*.jsonl")):
        with path.open("rb") as file:
            yield from file


def linked(folder: Path, size: int, workers: int, work: Path) -> None:
    """Link the first ``size`` records, then again with 1 % more."""
    given, to = work / f"records-{size}", work / f"linked-{size}"
    given.mkdir()
    lines = records(folder)
    for part in range(0, size, PART):
        (given / f"{part:06}.jsonl").write_bytes(b"".join(islice(lines, min(PART, size - part))))
    command = [sys.executable, "-m", "newsextract", "link", "--to", str(to), "--workers", str(workers)]
    first = cost([*command, *map(str, sorted(given.iterdir()))])
    (given / "more.jsonl").write_bytes(b"".join(islice(lines, size // 100)))
    again = cost([*command, *map(str, sorted(given.iterdir()))])
    for name, (clock, processor, peak) in (("from nothing", first), ("a hundredth more", again)):
        share = f"{clock / first.clock:.1%}, {processor / first.processor:.1%}"
        print(f"| {size:,} | {name} | {clock:.0f} s | {processor:.1f} s | {peak / 1024:.2f} GB | {share} |", flush=True)


def link(
    folder: Annotated[Path, Argument(help="folder of a run")],
    sizes: Annotated[list[int], Argument(help="numbers of records to link")],
    workers: int = 2,
) -> None:
    """Link each number of a run's first records from scratch, then again with the next ones, one for every hundred."""
    print("| records | run | clock | processor | memory | of the first run: clock, processor |\n|---|---|---|---|---|---|")
    for size in sizes:
        with tempfile.TemporaryDirectory() as work:
            linked(folder, size, workers, Path(work))


def commands(folder: Path, number: int) -> dict[str, list[str]]:
    """The measured commands by name, as arguments of Python; ``number`` keeps the outputs of the runs apart."""
    pages = str(folder / "pages")
    return {
        "import": ["-c", "import newsextract"],
        "one text": ["-c", MAIN, "extract", str(SAMPLE / "text" / "0001.txt")],
        "one HTML page": ["-c", MAIN, "extract", str(SAMPLE / "html" / "0001.html")],
        "30 texts": ["-c", MAIN, "extract", pages],
        "run of 30 texts": ["-c", MAIN, "run", "--from", pages, "--to", str(folder / f"run{number}")],
    }


def started(python: str, arguments: list[str], caches: Path) -> Cost:
    """Run one command with an interpreter and measure it."""
    environment = os.environ | {"PYTHONPYCACHEPREFIX": str(caches)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    if python != sys.executable:
        environment.pop("PYTHONPATH", None)  # it points to this version's code
    return cost([python, *arguments], environment)


def start(
    old: Annotated[str, Argument(help="Python of the environment with the older version")],
    repeat: Annotated[int, Option(help="rounds, of which the median counts")] = 7,
) -> None:
    """Compare the start-up time and memory of two installations, run in turn; the modules are byte-compiled."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "pages").mkdir()
        texts = sorted((SAMPLE / "text").glob("*.txt"))
        for number in range(30):
            (folder / "pages" / f"{number:02}.txt").write_bytes(texts[number % len(texts)].read_bytes())
        for what in commands(folder, 0):
            found: dict[str, list[Cost]] = {"old": [], "new": []}
            for number in range(repeat + 1):  # the first round only byte-compiles
                for which, python in (("old", old), ("new", sys.executable)):
                    used = started(python, commands(folder, 2 * number + (which == "new"))[what], folder / f"caches-{which}")
                    found[which] += [used] if number else []
            seconds = {which: statistics.median(one.processor for one in each) for which, each in found.items()}
            peak = {which: max(one.memory for one in each) for which, each in found.items()}
            shown = (f"{which} {seconds[which]:.3f} s, {peak[which]:.0f} MB" for which in found)
            print(f"{what}: {'; '.join(shown)}; ratio {seconds['new'] / seconds['old']:.3f}", flush=True)


if __name__ == "__main__":
    run(sizes, whole, link, start)
