"""How many threads BLAS takes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from threadpoolctl import ThreadpoolController

_limited = False


@cache
def _libraries() -> ThreadpoolController:
    return ThreadpoolController()


@contextmanager
def one_blas_thread() -> Iterator[None]:
    """Keep BLAS to one thread: on several, products as small as ours take four times the processor time."""
    global _limited  # noqa: PLW0603  as BLAS is the process's own, and asking it takes as long as some products
    if _limited:
        yield
        return
    _limited = True
    try:
        with _libraries().limit(limits=1, user_api="blas"):
            yield
    finally:
        _limited = False
