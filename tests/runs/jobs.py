"""Jobs that the workers of tests run instead of extracting; each worker imports this module, but nothing that tests need."""

from __future__ import annotations

import gc
import hashlib
import os
import signal
import time
from pathlib import Path

from newsextract.config import Config
from newsextract.errors import Failure, WorkerError
from newsextract.page import Page
from newsextract.runs.extraction import Extracted


def hang_or_die(item: Page, _config: Config, _prepare):
    if b"hang" in item.content:
        time.sleep(600)
    if b"die" in item.content:
        os._exit(9)
    return Extracted(item.name, item.url, "{}")


def healthy(_config, _languages):
    pass


def first(name: str) -> bool:
    """Whether this is the first call with the name in any process; a file in the test's folder remembers it."""
    try:
        (Path(os.environ["REMEMBERED"]) / name).touch(exist_ok=False)
    except FileExistsError:
        return False
    return True


def dies_while_loading_once(_config, _languages):
    if first("load"):
        os.kill(os.getpid(), signal.SIGKILL)


def always_dies(_config, _languages):
    os.kill(os.getpid(), signal.SIGKILL)


def faulty(_config, _languages):
    raise WorkerError("no page can be extracted here (PermissionError: /home)")


def fine(item, _config, _prepare):
    return Extracted(item.name, item.url, "{}")


def dies_twice_at(item, _config, _prepare):
    if item.name == "p3" and (first("one") or first("two")):
        os.kill(os.getpid(), signal.SIGKILL)
    return fine(item, _config, _prepare)


def full(item, _config, _prepare):
    if item.name == "p2" or (item.name == "p5" and first("memory")):
        return Failure(item.name, item.url, "extract", "machine", f"{item.name}: MemoryError", retriable=True)
    return fine(item, _config, _prepare)


def collected(item, _config, _prepare):
    return Extracted(item.name, item.url, str(gc.isenabled()))


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
