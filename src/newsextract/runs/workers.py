"""Worker processes, each on a pipe of its own: one that is killed at any moment takes nothing from the others.

A page whose worker died goes to another one, and becomes an error line when that happens again and again. A worker that
dies while it loads is started again; when that does not help, the machine is at fault and the run ends, to be resumed.
"""

from __future__ import annotations

import logging
import pickle
import sys
import time
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any, Self

from newsextract.config import Config
from newsextract.errors import Failure, WorkerError
from newsextract.page import Page
from newsextract.runs.extraction import MEND, Extracted, Streak, blames_machine, check_config, extract_page, probe
from newsextract.runs.guard import check_main
from newsextract.runs.serving import ALARM, Serving, Work

#: seconds for one page by default
TIMEOUT = 120.0
#: pages in flight per worker: enough that no worker waits, few enough that memory stays flat
IN_FLIGHT = 8
#: workers that die at one page until it is the page's fault: a kill from outside may hit it twice
DEATHS = 3
#: failed starts in a row after which the pool is made smaller, or given up
STARTS = 5
#: seconds in which a worker has to load the models
LOADING = 600.0
#: a page of fewer bytes is sent ahead to a busy worker: it fits into the pipe, so that neither side waits for the other
SENT_AHEAD = 32_000 if sys.platform == "linux" else 0
#: seconds after the limit at which a worker is killed that has not ended by its own alarm
_GRACE = 5.0 if ALARM else 0.0
_MEMORY = "give the workers more memory or run fewer of them"


@dataclass(slots=True, eq=False)
class _Task:
    page: Page
    result: Extracted | Failure | None = None
    deaths: int = 0

    def fail(self, reason: str, what: str) -> None:
        page = self.page
        self.result = Failure(page.name, page.url, "extract", reason, f"{page.name}: {what}", retriable=True)


class _Worker:
    """One process, what it has been given, and since when."""

    def __init__(self, method: str, serving: Serving) -> None:
        context: Any = get_context(method)
        self.pipe, theirs = context.Pipe()
        inherited = self.pipe if method == "fork" else None
        self.process = context.Process(target=serving.serve, args=(theirs, inherited), daemon=True)
        try:
            self.process.start()
        except BaseException:
            self.pipe.close()
            raise
        finally:
            theirs.close()
        self.ready = False
        self.since = time.monotonic()
        self.tasks: deque[_Task] = deque()

    def end(self, *, kill: bool) -> int:
        """Close the pipe, end the process and give its exit code."""
        self.pipe.close()
        if kill:
            self.process.kill()
        self.process.join(5)
        if self.process.exitcode is None:
            self.process.kill()
            self.process.join()
        code = self.process.exitcode
        self.process.close()
        return code or 0


class Pool:
    """Processes with the models loaded, which may be given one input after the other.

    A ``light`` pool starts quickly for a few pages: it loads what they need when they need it, and where it is safe, forks.
    """

    def __init__(self, config: Config, count: int, timeout: float, *, light: bool = False, work: Work | None = None) -> None:
        if not light or count > 1:
            check_main()
        self.count = max(1, count)
        self.timeout = timeout
        self.light = light
        #: without an alarm a worker could not stop the clock while it loads
        self.serving = Serving(config, timeout, work or Work(), load=not (light and ALARM))
        self.grace = LOADING if light and ALARM else _GRACE
        self.workers: list[_Worker] = []
        self.queue: deque[_Task] = deque()
        self.failed_starts = 0

    def start(self) -> None:
        """Start all workers, and wait until one of them has shown that pages can be extracted here."""
        while not any(worker.ready for worker in self.workers):
            self._start(self.count)
            self._listen(block=True)

    def begin(self) -> None:
        """Start one worker; it loads while the first page is read."""
        self._start(1)

    def extract(self, items: Iterable[Page | Failure]) -> Generator[Extracted | Failure]:
        """Yield the result of each item, in order."""
        waiting: deque[_Task | Failure] = deque()
        source = iter(items)
        more = True
        while more or waiting:
            self._send()
            full = not more or len(waiting) >= self.count * IN_FLIGHT
            self._listen(block=full and _result(waiting[0]) is None)
            while waiting and (done := _result(waiting[0])) is not None:
                waiting.popleft()
                yield done
            if more and len(waiting) < self.count * IN_FLIGHT:
                item = next(source, None)
                more = item is not None
                if item is not None:
                    waiting.append(item if isinstance(item, Failure) else self._queued(item))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """End the processes, whatever they are doing."""
        for worker in self.workers:
            worker.end(kill=bool(worker.tasks) or not worker.ready)
        self.workers.clear()
        self.queue.clear()

    def _queued(self, page: Page) -> _Task:
        task = _Task(page)
        self.queue.append(task)
        return task

    def _start(self, wanted: int) -> None:
        while len(self.workers) < min(wanted, self.count):
            try:
                method = "fork" if self.light and self.count == 1 and _may_fork() else "spawn"
                self.workers.append(_Worker(method, self.serving))
            except (OSError, MemoryError) as error:
                self._failed_start(f"{type(error).__name__}: {error}")

    def _send(self) -> None:
        """Give pages to workers: one to work on, a small one ahead; and start workers for those that are left."""
        for ahead in (0, 1):
            for worker in [one for one in self.workers if one.ready and len(one.tasks) == ahead]:
                if self.queue and (not ahead or len(self.queue[0].page.content) < SENT_AHEAD):
                    self._give(worker, self.queue.popleft())
        self._start(len(self.queue) + sum(bool(one.tasks) for one in self.workers))

    def _give(self, worker: _Worker, task: _Task) -> None:
        if not worker.tasks:
            worker.since = time.monotonic()
        worker.tasks.append(task)
        try:
            worker.pipe.send_bytes(pickle.dumps(task.page))
        except OSError:
            self._lost(worker)

    def _listen(self, *, block: bool) -> None:
        """Take what workers say, and end those that take too long."""
        pipes: dict[Any, _Worker] = {worker.pipe: worker for worker in self.workers}
        busy = [worker for worker in self.workers if worker.tasks or not worker.ready]
        end = min(map(self._ends, busy), default=0.0) if block else 0.0
        heard = [pipes[pipe] for pipe in wait(list(pipes), max(0.0, end - time.monotonic()))]
        for worker in heard:
            self._hear(worker)
        for worker in busy:
            if worker not in heard and time.monotonic() > self._ends(worker):
                self._lost(worker, overdue=True)

    def _ends(self, worker: _Worker) -> float:
        return worker.since + (self.timeout + self.grace if worker.ready else LOADING)

    def _hear(self, worker: _Worker) -> None:
        try:
            said = worker.pipe.recv()
        except (EOFError, OSError, pickle.UnpicklingError):
            self._lost(worker)
            return
        worker.since = time.monotonic()
        if isinstance(said, WorkerError):
            if not any(one.ready for one in self.workers if one is not worker):
                raise said
            self._lost(worker, said.what)
        elif not worker.ready:
            worker.ready = True
            self.failed_starts = 0
        elif isinstance(said, Failure) and said.reason == "machine" and not worker.tasks[0].deaths:
            self._lost(worker, said.message)  # once more, in a process that has used no memory yet
        else:
            worker.tasks.popleft().result = said

    def _lost(self, worker: _Worker, fault: str | None = None, *, overdue: bool = False) -> None:
        """Put a worker away that has died or has to, and its pages back; the one it was at is noted."""
        self.workers.remove(worker)
        code = worker.end(kill=overdue or fault is not None)
        why = fault or (f"signal {-code}" if code < 0 else f"exit code {code}")
        if not worker.ready:
            self._failed_start(why)
        elif worker.tasks:
            worker.tasks[0].deaths += 1
            if overdue or (ALARM and code == -ALARM):
                what = f"took longer than {self.timeout:g} s; look at the page, or raise the time limit"
                worker.tasks[0].fail("timeout", what)
            elif worker.tasks[0].deaths >= DEATHS:
                what = f"{DEATHS} worker processes ended at it ({why}); look at the page, or {_MEMORY}"
                worker.tasks[0].fail("worker died", what)
        self.queue.extendleft(task for task in reversed(worker.tasks) if task.result is None)

    def _failed_start(self, why: str) -> None:
        """Count a failed start; after too many go on with the workers that there are, or give up."""
        self.failed_starts += 1
        ready = sum(worker.ready for worker in self.workers)
        if ready and self.failed_starts >= STARTS:
            logging.getLogger("newsextract").warning("a worker cannot start (%s); %d go on", why, ready)
            self.count, self.failed_starts = ready, 0
        elif self.failed_starts >= STARTS:
            what = f"no worker process can start ({why})"
            raise WorkerError(what, fix=f"{MEND}; if it is memory, run fewer workers")


def _may_fork() -> bool:
    """Whether this process has a single thread: a fork would copy the locks that others hold, a library's own included."""
    return sys.platform == "linux" and len(list(Path("/proc/self/task").iterdir())) == 1


def _result(entry: _Task | Failure) -> Extracted | Failure | None:
    return entry if isinstance(entry, Failure) else entry.result


def run(
    items: Iterable[Page | Failure], *, config: Config | None = None, workers: int = 1, timeout: float | None = None
) -> Iterator[Extracted | Failure]:
    """Extract pages, in input order, one result for each item; failures of the source are passed through.

    Without a ``timeout`` (seconds after which a page is given up), a single worker is this process, and two or more wait
    :data:`TIMEOUT` seconds. A gazetteer that cannot be read, or a script that asks for workers without an
    ``if __name__ == "__main__":`` around its work, is a ConfigError before the first page; a fault of the machine is a
    WorkerError.
    """
    settings = config or Config()
    check_config(settings)
    if workers <= 1 and timeout is None:
        return _watched(_here(items, settings))
    pool = Pool(settings, workers, timeout or TIMEOUT, light=True)
    if pool.count == 1:
        pool.begin()  # a fork is quick, and safe as long as nobody has started a thread
    return _watched(_pooled(pool, items))


def _pooled(pool: Pool, items: Iterable[Page | Failure]) -> Iterator[Extracted | Failure]:
    with pool:
        yield from pool.extract(items)


def _here(items: Iterable[Page | Failure], config: Config) -> Iterator[Extracted | Failure]:
    for item in items:
        result = item if isinstance(item, Failure) else extract_page(item, config)
        if not isinstance(item, Failure) and blames_machine(result):
            probe(config)
        yield result


def _watched(results: Iterable[Extracted | Failure]) -> Iterator[Extracted | Failure]:
    streak = Streak()
    for result in results:
        streak.note(result)
        yield result
