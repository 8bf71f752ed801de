"""Run a function in a child process while the parent goes on."""

from __future__ import annotations

import gc
import signal
import sys
from collections.abc import Callable
from multiprocessing import get_context
from typing import TYPE_CHECKING, TypeVar

from newsextract.errors import WorkerError

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

T = TypeVar("T")


def in_child(work: Callable[[], T], workers: int) -> Callable[[], T]:
    """Start a function in a forked child process, with a copy of the parent's memory; return what waits for its result.

    Side effects stay in the child, and the result is pickled; what the function raises is raised where the result is asked for.
    Where processes cannot be forked, or with fewer than two workers, the function is called at once in this process.

    Examples
    --------
    >>> in_child(lambda: 6 * 7, workers=1)()
    42
    """
    if workers < 2 or sys.platform != "linux":
        found = work()
        return lambda: found
    context = get_context("fork")
    here, there = context.Pipe(duplex=False)
    child = context.Process(target=_send, args=(work, there), daemon=True)
    child.start()
    there.close()

    def result() -> T:
        try:
            found: T | BaseException = here.recv()
        except EOFError as error:
            raise WorkerError("a process was killed", fix="ask for fewer --workers: memory may be short") from error
        child.join()
        if isinstance(found, BaseException):
            raise found
        return found

    return result


def _send(work: Callable[[], object], to: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent is interrupted too, and ends this process
    gc.disable()
    try:
        to.send(work())
    except Exception as error:  # noqa: BLE001 - raised when the result is asked for
        to.send(error)
