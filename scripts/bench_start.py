"""Compare the start-up time and memory of two installations, run in turn; read the ratios, not the seconds.

    python scripts/bench_start.py OLD [--repeat 7]

OLD is the Python of an environment with the older version; the newer is the Python that runs this script. Time is user and
system time of the process and its workers, with byte-compiled modules.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Annotated

from typer import Argument, Option

from common import ROOT, Cost, cost
from training.shared import run

SAMPLE = ROOT / "corpora" / "sample"
MAIN = "from newsextract.cli import main; main()"


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


def measure(python: str, arguments: list[str], caches: Path) -> Cost:
    """Run one command with an interpreter and measure it."""
    environment = os.environ | {"PYTHONPYCACHEPREFIX": str(caches)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    if python != sys.executable:
        environment.pop("PYTHONPATH", None)  # it points to this version's code
    return cost([python, *arguments], environment)


def main(
    old: Annotated[str, Argument(help="Python of the environment with the older version")],
    repeat: Annotated[int, Option(help="rounds, of which the median counts")] = 7,
) -> None:
    """Print the medians and their ratios."""
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
                    used = measure(python, commands(folder, 2 * number + (which == "new"))[what], folder / f"caches-{which}")
                    found[which] += [used] if number else []
            seconds = {which: statistics.median(one.processor for one in each) for which, each in found.items()}
            memory = {which: max(one.memory for one in each) for which, each in found.items()}
            shown = (f"{which} {seconds[which]:.3f} s, {memory[which]:.0f} MB" for which in found)
            print(f"{what}: {'; '.join(shown)}; ratio {seconds['new'] / seconds['old']:.3f}", flush=True)


if __name__ == "__main__":
    run(main)
