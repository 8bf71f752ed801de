"""Work that is done in a process of its own."""

from __future__ import annotations

import os
import signal
import sys

import pytest

from newsextract.across.aside import Aside
from newsextract.errors import InputError, WorkerError

forked = pytest.mark.skipif(sys.platform != "linux", reason="processes are forked on Linux alone")


def refuse() -> None:
    what = "this is no kite"
    raise InputError(what, where="kite.jsonl", fix="fold it")


@pytest.mark.parametrize("workers", [1, 2])
def test_what_the_work_returns_is_there_and_can_be_asked_for_again(workers):
    aside = Aside(lambda: ["kite"] * 3, workers)
    assert aside.result() == aside.result() == ["kite"] * 3


@pytest.mark.parametrize("workers", [1, 2])
def test_what_the_work_raises_is_raised_when_it_is_asked_for(workers):
    aside = Aside(refuse, workers)
    with pytest.raises(InputError, match=r"kite.jsonl: this is no kite; fold it"):
        aside.result()


@forked
def test_the_work_is_done_elsewhere():
    assert Aside(os.getpid, 2).result() != os.getpid()


@forked
def test_a_killed_process_is_named():
    aside = Aside(lambda: os.kill(os.getpid(), signal.SIGKILL), 2)
    with pytest.raises(WorkerError, match="fewer --workers"):
        aside.result()
