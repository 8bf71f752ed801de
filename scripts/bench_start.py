"""Processor time and memory of a start, two installations in turn: read the ratios, not the seconds.

``python scripts/bench_start.py OLD [--repeat 7] [--json]``, where OLD is the Python of an environment that the older version is installed
in. The other is the Python that runs this. Time is user and system time of the process and its workers, with byte-compiled modules.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

SAMPLE = Path(__file__).resolve().parents[1] / "corpora" / "sample"
MAIN = "from newsextract.cli import main; main()"


def commands(folder: Path) -> dict[str, Callable[[int], list[str]]]:
    """What is measured by name: arguments of Python, given the number of the round."""
    page = "0001"
    return {
        "import": lambda _: ["-c", "import newsextract"],
        "one text": lambda _: ["-c", MAIN, "extract", str(SAMPLE / "text" / f"{page}.txt")],
        "one HTML page": lambda _: ["-c", MAIN, "extract", str(SAMPLE / "html" / f"{page}.html")],
        "30 texts": lambda _: ["-c", MAIN, "extract", str(folder / "pages")],
        "run of 30 texts": lambda number: [
            "-c",
            MAIN,
            "run",
            "--from",
            str(folder / "pages"),
            "--to",
            str(folder / f"run{number}"),
        ],
    }


def measure(python: str, arguments: list[str], caches: Path) -> tuple[float, float]:
    """Seconds of processor time, and the largest process's memory in megabytes."""
    environment = os.environ | {"PYTHONPYCACHEPREFIX": str(caches)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    if python != sys.executable:
        environment.pop("PYTHONPATH", None)  # it names this version's code
    null = os.open(os.devnull, os.O_RDWR)
    actions = [(os.POSIX_SPAWN_DUP2, null, number) for number in (0, 1, 2)]
    child = os.posix_spawn(python, [python, *arguments], environment, file_actions=actions)
    os.close(null)
    _, status, used = os.wait4(child, 0)
    if status:
        sys.exit(f"{python} {' '.join(arguments)} ended with {os.waitstatus_to_exitcode(status)}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def main() -> int:
    """Print the medians and their ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("old", help="Python of the environment with the older version")
    parser.add_argument("--repeat", type=int, default=7, help="rounds, of which the median counts")
    parser.add_argument("--only", action="append", help="measure this alone; may be repeated")
    parser.add_argument("--json", action="store_true", help="one JSON object in place of the lines")
    options = parser.parse_args()
    report = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "pages").mkdir()
        texts = sorted((SAMPLE / "text").glob("*.txt"))
        for number in range(30):
            content = texts[number % len(texts)].read_bytes()
            (folder / "pages" / f"{number:02}.txt").write_bytes(content)
        for what, arguments in commands(folder).items():
            if options.only and what not in options.only:
                continue
            found: dict[str, list[tuple[float, float]]] = {"old": [], "new": []}
            for number in range(options.repeat + 1):  # the first compiles
                for which, python in (("old", options.old), ("new", sys.executable)):
                    used = measure(python, arguments(2 * number + (which == "new")), folder / f"caches-{which}")
                    found[which] += [used] if number else []
            figures = {which: statistics.median(seconds for seconds, _ in each) for which, each in found.items()}
            report[what] = {f"{which}_s": round(seconds, 3) for which, seconds in figures.items()}
            report[what] |= {f"{which}_mb": round(max(megabytes for _, megabytes in each)) for which, each in found.items()}
            report[what]["ratio"] = round(figures["new"] / figures["old"], 3)
    if options.json:
        print(json.dumps(report))
    else:
        for what, values in report.items():
            print(f"{what}: {', '.join(f'{name} {value}' for name, value in values.items())}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
