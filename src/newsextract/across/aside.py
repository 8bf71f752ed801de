"""A part of the work done in a process of its own, beside the rest."""

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


class Aside(Generic[T]):
    """What a function returns, which a child of this process works out with all that is known when it starts.

    Where processes cannot be forked, or only one worker is wanted, it is called here and at once.

    Parameters
    ----------
    work
        The function; what it changes is not seen here, and what it returns is pickled.
    workers
        How many processes may work.

    Examples
    --------
    >>> Aside(lambda: 6 * 7, workers=1).result()
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
        """What the function returned.

        Raises
        ------
        BaseException
            What the function raised.
        WorkerError
            When the child was killed.
        """
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
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent is told to stop as well, and takes this process along
    gc.disable()
    to.send(_tried(work))


def _tried(work: Callable[[], T]) -> T | BaseException:
    try:
        return work()
    except Exception as error:  # noqa: BLE001 - raised when the result is asked for
        return error
