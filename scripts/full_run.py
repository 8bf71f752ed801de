"""A run over all articles: time, memory as it grows, and the counts of everything found.

Usage: python scripts/full_run.py ARTICLES.jsonl[.xz|.gz] --to FOLDER [--workers 2] [--write]

``--write`` puts the report into docs/methods.md between its markers. Memory is read from /proc (Linux) each second, per process.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from newsextract.report import SLOTS, Summary, summarise
from newsextract.stores import read

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "methods.md"
#: the input's items at which memory is reported
MARKS = (1_000, 10_000, 40_000, 80_000)
SHARD = 500


@dataclass(slots=True)
class Watched:
    """Seconds that the run took, its exit code, and the memory of its main process and largest worker, in MB, by items done."""

    seconds: float = 0.0
    code: int = 0
    memory: dict[int, tuple[float, float]] = field(default_factory=dict)


def _resident(pid: int) -> float:
    try:
        found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text(encoding="ascii"))
    except OSError:
        return 0.0
    return int(found[1]) / 1024 if found else 0.0


def _children(pid: int) -> list[int]:
    try:
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()]
    except OSError:
        return []


def watched(source: Path, to: Path, workers: int) -> Watched:
    """Start the command and look at its processes once a second until it ends."""
    command = [sys.executable, "-m", "newsextract", "run", "--from", str(source), "--to", str(to), "--workers", str(workers)]
    seen = Watched()
    started = time.perf_counter()
    with subprocess.Popen([*command, "--shard", str(SHARD)]) as process:
        while process.poll() is None:
            time.sleep(1)
            done = len(list(to.glob("manifest-*.jsonl"))) * SHARD
            mark = max((m for m in MARKS if m <= done), default=0)
            largest = max((_resident(child) for child in _children(process.pid)), default=0.0)
            main, worker = seen.memory.get(mark, (0.0, 0.0))
            seen.memory[mark] = max(main, _resident(process.pid)), max(worker, largest)
        seen.code = process.returncode
    seen.seconds = time.perf_counter() - started
    return seen


def report(seen: Watched, to: Path, workers: int) -> str:
    """Write the Markdown of a finished run."""
    done = json.loads((to / "summary.json").read_text(encoding="utf-8"))
    counts = summarise(read(to))
    minutes = seen.seconds / 60
    items = sum(done[key] for key in ("records", "errors", "duplicates"))
    lines = [
        f"{items:,} articles, {workers} workers: **{minutes:.1f} minutes** ({items / seen.seconds:.0f} articles/s), exit code {seen.code}.",
        f"{done['records']:,} records, {done['errors']:,} errors, {done['duplicates']:,} duplicates. Published {counts.first} to {counts.last}.",
        "",
        "| items done, at least | main process, MB | largest worker, MB |",
        "|---|---|---|",
        *(f"| {mark:,} | {main:.0f} | {worker:.0f} |" for mark, (main, worker) in sorted(seen.memory.items())),
        "",
        "| found | in all | in records |",
        "|---|---|---|",
        f"| main events | {counts.main:,} | {counts.main:,} |",
        f"| events in the background | {counts.events - counts.main:,} | |",
        *(f"| {layer} | {number:,} | {counts.with_layer[layer]:,} |" for layer, number in counts.items.items()),
        "",
        "| type of the main event | |  | slot of the main event | filled |",
        "|---|---|---|---|---|",
        *_side_by_side(counts),
        "",
        "| warning | |",
        "|---|---|",
        *(f"| `{code}` | {number:,} |" for code, number in counts.warnings.most_common()),
        "",
    ]
    errors = [json.loads(line) for line in (to / "errors.jsonl").read_text(encoding="utf-8").splitlines()]
    reasons = Counter(error["reason"] for error in errors)
    said = ", ".join(f"{reason} {number:,}" for reason, number in reasons.most_common())
    return "\n".join([*lines, f"Errors: {said or 'none'}.", ""])


def _side_by_side(counts: Summary) -> list[str]:
    types = [f"{kind} | {number:,}" for kind, number in counts.types.most_common()]
    slots = [f"{slot} | {counts.filled[slot] / max(counts.main, 1):.0%}" for slot in SLOTS]
    rows = max(len(types), len(slots))
    types += [" | "] * (rows - len(types))
    slots += [" | "] * (rows - len(slots))
    return [f"| {kind} | | {slot} |" for kind, slot in zip(types, slots, strict=True)]


def main() -> int:
    """Run, report, and hand on the run's exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=Path)
    parser.add_argument("--to", type=Path, required=True)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--write", action="store_true", help="put the report into docs/methods.md")
    options = parser.parse_args()
    if not options.articles.exists():
        parser.error(f"{options.articles} is not there: the project's articles are not shipped; give a file of your own")
    seen = watched(options.articles, options.to, options.workers)
    text = report(seen, options.to, options.workers)
    print(text)
    if options.write:
        before, _, rest = PAGE.read_text(encoding="utf-8").partition("<!-- full run -->\n")
        after = rest.partition("<!-- /full run -->")[2]
        PAGE.write_text(f"{before}<!-- full run -->\n{text}<!-- /full run -->{after}", encoding="utf-8")
    return seen.code


if __name__ == "__main__":
    sys.exit(main())
