"""A run or a retry to be killed, in its own process and with workers that need no models.

Usage: python killed_run.py run|retry FOLDER
"""

from __future__ import annotations

import hashlib
import sys
import time

from newsextract.config import Config
from newsextract.errors import Failure
from newsextract.page import Page
from newsextract.runs import retries, run_to
from newsextract.runs.extraction import Extracted
from newsextract.runs.serving import Work
from newsextract.runs.workers import Pool

PAGES = 60


def pages(_spec=""):
    for number in range(PAGES):
        name = f"bad{number}" if number % 9 == 4 else f"p{number % 50}"
        yield Page(name.encode(), name=name, url=f"https://www.example.go.th/{name}")


def load(_config, _languages):
    time.sleep(0.1)


def slowly(page, _config, _prepare):
    time.sleep(0.004)
    if page.name.startswith("bad"):
        return Failure(page.name, page.url, "extract", "timeout", f"{page.name}: too slow", retriable=True)
    return Extracted(page.name, page.url, hashlib.sha256(page.content).hexdigest())


def mended(page, _config, _prepare):
    time.sleep(0.02)
    return slowly(page, None, None) if page.name.endswith("3") else Extracted(page.name, page.url, page.name)


def main() -> None:
    what, folder = sys.argv[1:]
    with Pool(Config(), 2, 20.0, work=Work(mended if what == "retry" else slowly, load)) as pool:
        if what == "retry":
            retries.retry(folder, f"{folder}/errors.jsonl", pages, runner=pool.extract)
        else:
            run_to(folder, pages(), inputs=[""], shard=7, runner=pool.extract)


if __name__ == "__main__":
    main()
