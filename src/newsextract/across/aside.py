"""Run a function in a child process while the parent goes on."""

from __future__ import annotations

import gc
import signal
import sys
from collections.abc import Callable
from multiprocessing import get_context
from typing import TYPE_CHECKING, Generic, TypeVar

from newsextract.errors import WorkerError

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

T = TypeVar("T")


class ChildTask(Generic[T]):
    """The result of a function that runs in a forked child process, with a copy of the parent's memory.

    Side effects stay in the child, and the result is pickled. Where processes cannot be forked, or with fewer than two workers,
    the function is called at once in this process.

    Examples
    --------
    >>> ChildTask(lambda: 6 * 7, workers=1).result()
    42
    """

    def __init__(self, work: Callable[[], T], workers: int) -> None:
        self._found: T | BaseException
        self._from: Connection | None = None
        if workers < 2 or sys.platform != "linux":
            self._found = _tried(work)
            return
        context = get_context("fork")
        self._from, to = context.Pipe(duplex=False)
        self._child = context.Process(target=_send, args=(work, to), daemon=True)
        self._child.start()
        to.close()

    def result(self) -> T:
        """Wait for the function and return its result, or raise what it raised; WorkerError if the child was killed."""
        if self._from:
            try:
                self._found = self._from.recv()
            except EOFError as error:
                raise WorkerError("a process was killed", fix="ask for fewer --workers: memory may be short") from error
            self._child.join()
            self._from = None
        if isinstance(self._found, BaseException):
            raise self._found
        return self._found


def _send(work: Callable[[], T], to: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent is interrupted too, and ends this process
    gc.disable()
    to.send(_tried(work))


def _tried(work: Callable[[], T]) -> T | BaseException:
    try:
        return work()
    except Exception as error:  # noqa: BLE001 - raised when the result is asked for
        return error
