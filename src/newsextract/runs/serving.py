"""The code that runs in a worker process."""

from __future__ import annotations

import gc
import pickle
import signal
import warnings
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from multiprocessing.connection import Connection

from newsextract.config import Config
from newsextract.errors import Failure, WorkerError
from newsextract.page import Page
from newsextract.records import Language
from newsextract.runs.extraction import Extracted, blames_machine, extract_page, probe

LANGUAGES: tuple[Language, ...] = ("th", "en")
#: signal that ends a worker whose page takes too long; None on systems without it
ALARM = getattr(signal, "SIGALRM", None)


@dataclass(frozen=True, slots=True)
class Work:
    """The functions of a worker, module-level so that another process can import them."""

    #: turns a page into its result, after it has called its third argument with the page's language
    extract: Callable[[Page, Config, Callable[[Language], None]], Extracted | Failure] = extract_page
    #: raises :class:`~newsextract.errors.WorkerError` when the machine is at fault
    probe: Callable[[Config, Iterable[Language]], None] = probe


class WorkerLoop:
    """The loop of a worker: load, report readiness, and answer each page with its result until the pipe is closed."""

    def __init__(self, config: Config, timeout: float, work: Work, *, load: bool) -> None:
        self.config, self.timeout, self.work, self.load = config, timeout, work, load
        self.loaded: set[Language] = set()

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
        result = self.work.extract(page, self.config, self.prepare)
        self.alarm(0)
        if blames_machine(result):
            self.work.probe(self.config, self.loaded or LANGUAGES)
        return result

    def prepare(self, *languages: Language) -> None:
        """Load what pages in these languages need; the page's alarm is paused meanwhile."""
        for language in languages:
            if language not in self.loaded:
                left = self.alarm(0)
                self.work.probe(self.config, [language])
                self.loaded.add(language)
                self.alarm(left)

    def alarm(self, seconds: float) -> float:
        """Set the alarm, or cancel it with 0; return the seconds that were left."""
        return signal.setitimer(signal.ITIMER_REAL, seconds)[0] if ALARM else 0.0
