"""Many pages: processes, order, time limits; an error becomes a line, never the end of a run."""

from __future__ import annotations

import logging
import warnings
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from dataclasses import dataclass
from multiprocessing import get_context
from typing import TYPE_CHECKING

from newsextract.config import Config
from newsextract.errors import Failure, NewsExtractError
from newsextract.page import Page
from newsextract.spawning import check_main

if TYPE_CHECKING:
    from pebble import ProcessPool

#: pages in flight per worker: enough that no worker waits, few enough that memory stays flat
IN_FLIGHT = 8


@dataclass(frozen=True, slots=True)
class Extracted:
    """One page's record as it is written.

    Attributes
    ----------
    input
        How the input is called.
    url
        The page's address.
    line
        The record as one line of JSON.
    """

    input: str
    url: str | None
    line: str


def extract_page(page: Page, config: Config) -> Extracted | Failure:
    """Turn a page into its record's line; every exception becomes a failure.

    Parameters
    ----------
    page
        The page.
    config
        Settings.

    Returns
    -------
    Extracted or Failure
        Picklable: this is the function that every kind of runner maps over pages.
    """
    from newsextract import pages, pipeline

    try:
        article = pages.parse(page, max_bytes=config.max_bytes)
    except NewsExtractError as error:
        return Failure.of(error, page.name, "parse", page.url)
    except Exception as error:  # noqa: BLE001  one bad page must not end the run
        return Failure.of(error, page.name, "parse", page.url)
    try:
        return Extracted(page.name, article.url, pipeline.to_record(article, config).to_json())
    except Exception as error:  # noqa: BLE001
        return Failure.of(error, page.name, "extract", page.url)


def check_config(config: Config) -> None:
    """Read what the user's settings name, so that a wrong file ends the work before the first page and not at each.

    Raises
    ------
    ConfigError
        When a gazetteer cannot be read; the message names its line.
    """
    if config.gazetteers:
        from newsextract.layers.entities import gazetteer

        gazetteer.load(*config.gazetteers)


def start_worker(config: Config) -> None:
    """Load what a worker process needs, once; Ctrl-C is the parent's to handle."""
    import signal

    from newsextract import pipeline

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    warnings.simplefilter("ignore", ResourceWarning)
    for language in ("th", "en"):
        pipeline.load(language, config)


def run(
    items: Iterable[Page | Failure], *, config: Config | None = None, workers: int = 1, timeout: float = 120.0
) -> Iterator[Extracted | Failure]:
    """Extract pages, in input order.

    Parameters
    ----------
    items
        Pages, and failures of the source that read them (passed through).
    config
        Settings.
    workers
        Processes. With 1 the pages are read in this process, without a time limit.
    timeout
        Seconds after which a page is given up (with two workers or more).

    Yields
    ------
    Extracted or Failure
        One for each item, in order.

    Raises
    ------
    ConfigError
        Before the first page: a gazetteer that cannot be read, or workers asked for by a script that has no
        ``if __name__ == "__main__":`` around its work.
    """
    settings = config or Config()
    check_config(settings)
    if workers <= 1:
        yield from (item if isinstance(item, Failure) else extract_page(item, settings) for item in items)
        return
    from pebble import ProcessPool

    check_main()
    with ProcessPool(max_workers=workers, initializer=start_worker, initargs=(settings,), context=get_context("spawn")) as pool:
        try:
            yield from ordered(pool, items, settings, workers * IN_FLIGHT, timeout)
        except BaseException:
            pool.stop()  # type: ignore[no-untyped-call]
            raise


def ordered(
    pool: ProcessPool, items: Iterable[Page | Failure], config: Config, window: int, timeout: float
) -> Iterator[Extracted | Failure]:
    """Map the pool over items, at most ``window`` in flight, results in input order."""
    waiting: deque[tuple[Page, Future[Extracted | Failure]] | Failure] = deque()
    for item in items:
        waiting.append(
            item if isinstance(item, Failure) else (item, pool.schedule(extract_page, (item, config), timeout=timeout))
        )
        while len(waiting) >= window:
            yield _result(waiting.popleft(), timeout)
    while waiting:
        yield _result(waiting.popleft(), timeout)


def _result(entry: tuple[Page, Future[Extracted | Failure]] | Failure, timeout: float) -> Extracted | Failure:
    if isinstance(entry, Failure):
        return entry
    page, future = entry
    try:
        return future.result()
    except FutureTimeoutError:
        message = f"{page.name}: took longer than {timeout:g} s; look at the page, or raise the time limit"
        return Failure(page.name, page.url, "extract", "timeout", message, retriable=True)
    except Exception as error:
        logging.getLogger("newsextract").debug("worker lost", exc_info=True)
        message = f"{page.name}: the worker process ended ({error}); look at the page, or give workers more memory"
        return Failure(page.name, page.url, "extract", "worker died", message, retriable=True)
