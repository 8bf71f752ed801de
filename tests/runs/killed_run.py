"""A run or a retry to be killed, in its own process and with workers that need no models.

Usage: python killed_run.py run|retry FOLDER
"""

from __future__ import annotations

import sys

from jobs import load, mended, slowly

from newsextract.config import Config
from newsextract.page import Page
from newsextract.runs import retries, run_to
from newsextract.runs.workers import Pool

PAGES = 60


def pages(_spec=""):
    for number in range(PAGES):
        name = f"bad{number}" if number % 9 == 4 else f"p{number % 50}"
        yield Page(name.encode(), name=name, url=f"https://www.example.go.th/{name}")


def main() -> None:
    what, folder = sys.argv[1:]
    with Pool(Config(), 2, 20.0, extract=mended if what == "retry" else slowly, probe=load) as pool:
        if what == "retry":
            retries.retry(retries.settings_of(folder), f"{folder}/errors.jsonl", pages, runner=pool.extract)
        else:
            run_to(folder, pages(), inputs=[""], shard=7, runner=pool.extract)


if __name__ == "__main__":
    main()
