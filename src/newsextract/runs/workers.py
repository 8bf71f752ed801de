"""Worker processes, each on its own pipe, so that a worker killed at any moment does not affect the others.

A page whose worker died goes to another worker, and becomes an error line after repeated deaths. A worker that dies while
loading is started again; if that does not help, the machine is at fault and the run ends, to be resumed.
"""

from __future__ import annotations

import gc
import logging
import pickle
import signal
import sys
import time
import warnings
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from multiprocessing import current_process, get_context
from multiprocessing.connection import Connection, wait
from pathlib import Path
from threading import Lock
from types import ModuleType
from typing import Any, Self

from newsextract.config import Config, settings_of, whole_number
from newsextract.errors import ConfigError, Failure, Reason, WorkerError
from newsextract.page import Page
from newsextract.records import Language
from newsextract.runs.extraction import MACHINE_FIX, Extracted, Streak, blames_machine, check_config, extract_page, probe

LANGUAGES: tuple[Language, ...] = ("th", "en")
#: signal that ends a worker whose page takes too long; None on systems without it
ALARM = getattr(signal, "SIGALRM", None)
#: default seconds per page
TIMEOUT = 120.0
#: maximum pages in flight per worker: enough that no worker waits, few enough that memory stays flat
MAX_IN_FLIGHT = 8
#: worker deaths on one page before the page is blamed: a kill from outside may hit it twice
MAX_DEATHS = 3
#: consecutive failed starts after which the pool shrinks or gives up
MAX_FAILED_STARTS = 5
#: seconds that a worker may take to load the models
LOADING_TIMEOUT = 600.0
#: a page below this many bytes is sent ahead to a busy worker: it fits into the pipe, so that neither side blocks
MAX_AHEAD_BYTES = 32_000 if sys.platform == "linux" else 0
#: seconds beyond the timeout before a worker is killed that its own alarm has not ended
_GRACE = 5.0 if ALARM else 0.0
#: held while the caller's script is hidden: two threads may start workers at once
_HIDING = Lock()
_MEMORY_FIX = "give the workers more memory or run fewer of them"


@dataclass
class WorkerLoop:
    """The loop of a worker process: load, report readiness, and answer each page with its result until the pipe is closed."""

    config: Config
    timeout: float
    load: bool  # whether to load everything before the first page
    #: turns a page into its result, after it has called its third argument with the page's language
    extract: Callable[[Page, Config, Callable[[Language], None]], Extracted | Failure] = extract_page
    #: raises :class:`~newsextract.errors.WorkerError` when the machine is at fault
    probe: Callable[[Config, Iterable[Language]], None] = probe
    loaded: set[Language] = field(default_factory=set)

    def serve(self, pipe: Connection, inherited: Connection | None) -> None:
        """Work until the parent closes the pipe; a forked process has also inherited the parent's end."""
        if inherited is not None:
            inherited.close()  # otherwise this process would keep its own pipe open after the parent has ended
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
        if ALARM:
            signal.signal(ALARM, signal.SIG_DFL)
        warnings.simplefilter("ignore", ResourceWarning)
        gc.disable()  # until the second page: it would traverse the tables again and again while they are loaded for the first
        with suppress(EOFError, OSError, MemoryError):  # the parent has ended, or sees from the pipe that this process has
            try:
                self.prepare(*(LANGUAGES if self.load else ()))
                pipe.send(None)
                for served in count():
                    page = pickle.loads(pipe.recv_bytes())  # noqa: S301  our own pickle, from our own parent
                    if served == 1:
                        gc.enable()
                    pipe.send(self.result(page))
            except WorkerError as error:
                pipe.send(error)

    def result(self, page: Page) -> Extracted | Failure:
        """Extract a page under an alarm that ends this process: no regular expression can block it, and no orphan works on."""
        self.alarm(self.timeout)
        result = self.extract(page, self.config, self.prepare)
        self.alarm(0)
        if blames_machine(result):
            self.probe(self.config, self.loaded or LANGUAGES)
        return result

    def prepare(self, *languages: Language) -> None:
        """Load what pages in these languages need; the page's alarm is paused meanwhile."""
        for language in languages:
            if language not in self.loaded:
                left = self.alarm(0)
                self.probe(self.config, [language])
                self.loaded.add(language)
                self.alarm(left)

    def alarm(self, seconds: float) -> float:
        """Set the alarm, or cancel it with 0; return the seconds that were left."""
        return signal.setitimer(signal.ITIMER_REAL, seconds)[0] if ALARM else 0.0


@dataclass(slots=True, eq=False)
class _Task:
    page: Any  #: a page, or a failure of the source, which is its own result
    result: Extracted | Failure | None = None
    deaths: int = 0

    def fail(self, reason: Reason, what: str) -> None:
        page = self.page
        self.result = Failure(page.name, page.url, "extract", reason, f"{page.name}: {what}", retriable=True)


@contextmanager
def _without_main() -> Iterator[None]:
    """Hide the caller's script: a worker would import it, and do the work at its top level once more."""
    with _HIDING:
        main = sys.modules["__main__"]
        sys.modules["__main__"] = ModuleType("__main__")
        try:
            yield
        finally:
            sys.modules["__main__"] = main


class _Worker:
    """A worker process, its tasks, and when it last started or finished something."""

    def __init__(self, method: str, loop: WorkerLoop) -> None:
        context: Any = get_context(method)
        self.pipe, theirs = context.Pipe()
        inherited = self.pipe if method == "fork" else None
        self.process = context.Process(target=loop.serve, args=(theirs, inherited), daemon=True)
        try:
            with _without_main():
                self.process.start()
        except BaseException:
            self.pipe.close()
            raise
        finally:
            theirs.close()
        self.ready = False
        self.last_active = time.monotonic()
        self.tasks: deque[_Task] = deque()

    def end(self, *, kill: bool) -> int:
        """Close the pipe, end the process and return its exit code."""
        with suppress(OSError):  # while the interpreter ends, the pipe may be closed before this is called
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
    """Worker processes with the models loaded, which can be reused for several inputs.

    A ``light`` pool starts quickly for a few pages: models are loaded on demand, and a single worker is forked if that is safe.
    ``work`` are other functions for the :class:`WorkerLoop`, which another process can import.
    """

    def __init__(self, config: Config, count: int, timeout: float, *, light: bool = False, **work: Any) -> None:
        if current_process().daemon:
            what = "worker processes cannot be started in a worker of multiprocessing.Pool"
            raise ConfigError(what, fix="use extract_many with workers=1 there, or a ProcessPoolExecutor")
        self.count = whole_number("workers", count)
        self.timeout = timeout
        self.light = light
        #: without an alarm, loading on demand would count as the page's time
        self.loop = WorkerLoop(config, timeout, load=not (light and ALARM), **work)
        self.grace = LOADING_TIMEOUT if light and ALARM else _GRACE
        self.workers: list[_Worker] = []
        self.queue: deque[_Task] = deque()
        self.failed_starts = 0

    def start(self) -> None:
        """Start all workers, and wait until one has proved that pages can be extracted here."""
        while not any(worker.ready for worker in self.workers):
            self.begin(self.count)
            self._listen(block=True)

    def extract(self, items: Iterable[Page | Failure]) -> Generator[Extracted | Failure]:
        """Yield the result of each item, in order."""
        waiting: deque[_Task] = deque()
        source = iter(items)
        more = True
        while more or waiting:
            self._send()
            full = not more or len(waiting) >= self.count * MAX_IN_FLIGHT
            self._listen(block=full and waiting[0].result is None)
            while waiting and (done := waiting[0].result) is not None:
                waiting.popleft()
                yield done
            if more and len(waiting) < self.count * MAX_IN_FLIGHT:
                item = next(source, None)
                more = item is not None
                if isinstance(item, Failure):
                    waiting.append(_Task(item, item))
                elif item is not None:
                    waiting.append(_Task(item))
                    self.queue.append(waiting[-1])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """End all processes, even busy ones."""
        for worker in self.workers:
            worker.end(kill=bool(worker.tasks) or not worker.ready)
        self.workers.clear()
        self.queue.clear()

    def begin(self, wanted: int) -> None:
        """Start workers until there are as many as wanted."""
        while len(self.workers) < min(wanted, self.count):
            try:
                # a fork is safe in a single thread alone: it would copy the locks that others hold, even inside libraries
                alone = sys.platform == "linux" and len(list(Path("/proc/self/task").iterdir())) == 1
                method = "fork" if self.light and self.count == 1 and alone else "spawn"
                self.workers.append(_Worker(method, self.loop))
            except (OSError, MemoryError) as error:
                self._failed_start(f"{type(error).__name__}: {error}")

    def _send(self) -> None:
        """Send each idle worker a page, and each busy one a small page ahead; start workers for the pages that are left."""
        for ahead in (0, 1):
            for worker in [one for one in self.workers if one.ready and len(one.tasks) == ahead]:
                if self.queue and (not ahead or len(self.queue[0].page.content) < MAX_AHEAD_BYTES):
                    self._give(worker, self.queue.popleft())
        self.begin(len(self.queue) + sum(bool(one.tasks) for one in self.workers))

    def _give(self, worker: _Worker, task: _Task) -> None:
        if not worker.tasks:
            worker.last_active = time.monotonic()
        worker.tasks.append(task)
        try:
            worker.pipe.send_bytes(pickle.dumps(task.page))
        except OSError:
            self._remove(worker)

    def _listen(self, *, block: bool) -> None:
        """Receive results, and end overdue workers."""
        pipes: dict[Any, _Worker] = {worker.pipe: worker for worker in self.workers}
        busy = [worker for worker in self.workers if worker.tasks or not worker.ready]
        end = min(map(self._deadline, busy), default=0.0) if block else 0.0
        readable = [pipes[pipe] for pipe in wait(list(pipes), max(0.0, end - time.monotonic()))]
        for worker in readable:
            self._receive(worker)
        for worker in busy:
            if worker not in readable and time.monotonic() > self._deadline(worker):
                self._remove(worker, overdue=True)

    def _deadline(self, worker: _Worker) -> float:
        return worker.last_active + (self.timeout + self.grace if worker.ready else LOADING_TIMEOUT)

    def _receive(self, worker: _Worker) -> None:
        try:
            message = worker.pipe.recv()
        except (EOFError, OSError, pickle.UnpicklingError):
            self._remove(worker)
            return
        worker.last_active = time.monotonic()
        if isinstance(message, WorkerError):
            if not any(one.ready for one in self.workers if one is not worker):
                raise message
            self._remove(worker, message.what)
        elif not worker.ready:
            worker.ready = True
            self.failed_starts = 0
        elif isinstance(message, Failure) and message.reason == "machine" and not worker.tasks[0].deaths:
            self._remove(worker, message.message)  # retried in a new process, which has used no memory yet
        else:
            worker.tasks.popleft().result = message

    def _remove(self, worker: _Worker, fault: str | None = None, *, overdue: bool = False) -> None:
        """Remove a dead, faulty or overdue worker and requeue its pages; its current page gets the blame."""
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
            elif worker.tasks[0].deaths >= MAX_DEATHS:
                what = f"{MAX_DEATHS} worker processes ended at it ({why}); look at the page, or {_MEMORY_FIX}"
                worker.tasks[0].fail("worker died", what)
        self.queue.extendleft(task for task in reversed(worker.tasks) if task.result is None)

    def _failed_start(self, why: str) -> None:
        """Count a failed start; after too many, go on with the workers that are ready, or give up."""
        self.failed_starts += 1
        ready = sum(worker.ready for worker in self.workers)
        if ready and self.failed_starts >= MAX_FAILED_STARTS:
            logging.getLogger("newsextract").warning("a worker cannot start (%s); %d go on", why, ready)
            self.count, self.failed_starts = ready, 0
        elif self.failed_starts >= MAX_FAILED_STARTS:
            what = f"no worker process can start ({why})"
            raise WorkerError(what, fix=f"{MACHINE_FIX}; if it is memory, run fewer workers")


def run(
    items: Iterable[Page | Failure], *, config: Config | None = None, workers: int = 1, timeout: float | None = None
) -> Iterator[Extracted | Failure]:
    """Extract pages in input order, one result per item; failures of the source are passed through.

    Without a ``timeout`` (seconds per page), a single worker is this process, and more workers use :data:`TIMEOUT`. An
    unreadable gazetteer or another wrong setting raises a ConfigError before the first page; a fault of the machine raises a WorkerError.
    """
    settings = settings_of(config)
    check_config(settings)
    if whole_number("workers", workers) == 1 and timeout is None:
        return map(Streak().note, _in_this_process(items, settings))
    pool = Pool(settings, workers, timeout or TIMEOUT, light=True)
    if pool.count == 1:  # a fork is quick, and safe as long as no thread has been started
        pool.begin(1)  # which loads while the first page is read
    return map(Streak().note, _pooled(pool, items))


def _pooled(pool: Pool, items: Iterable[Page | Failure]) -> Iterator[Extracted | Failure]:
    with pool:
        yield from pool.extract(items)


def _in_this_process(items: Iterable[Page | Failure], config: Config) -> Iterator[Extracted | Failure]:
    for item in items:
        result = item if isinstance(item, Failure) else extract_page(item, config)
        if not isinstance(item, Failure) and blames_machine(result):
            probe(config)
        yield result
