"""The garbage collector is paused while an article is processed, and restored afterwards."""

from __future__ import annotations

import gc
from contextlib import suppress

import pytest

from newsextract.pipeline.collector import gc_paused


@pytest.mark.parametrize("on", [True, False])
def test_the_collector_is_paused_and_restored(on: bool) -> None:
    before = gc.isenabled()
    (gc.enable if on else gc.disable)()
    try:
        seen = []
        with suppress(LookupError), gc_paused():
            seen.append(gc.isenabled())
            raise LookupError
        assert seen == [False]
        assert gc.isenabled() is on
    finally:
        (gc.enable if before else gc.disable)()
