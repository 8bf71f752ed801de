"""Work done in a child process."""

from __future__ import annotations

import os
import signal
import sys

import pytest

from newsextract.across.aside import in_child
from newsextract.errors import InputError, WorkerError

forked = pytest.mark.skipif(sys.platform != "linux", reason="processes are forked on Linux alone")


def refuse() -> None:
    what = "this is no kite"
    raise InputError(what, where="kite.jsonl", fix="fold it")


@pytest.mark.parametrize("workers", [1, 2])
def test_the_result_is_returned(workers):
    assert in_child(lambda: ["kite"] * 3, workers)() == ["kite"] * 3


@pytest.mark.parametrize("workers", [1, 2])
def test_an_exception_is_raised_in_the_parent(workers):
    with pytest.raises(InputError, match=r"kite.jsonl: this is no kite; fold it"):
        in_child(refuse, workers)()


@forked
def test_the_work_runs_in_another_process():
    assert in_child(os.getpid, 2)() != os.getpid()


@forked
def test_a_killed_process_is_a_worker_error():
    result = in_child(lambda: os.kill(os.getpid(), signal.SIGKILL), 2)
    with pytest.raises(WorkerError, match="fewer --workers"):
        result()
