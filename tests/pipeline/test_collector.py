"""The collector of circles is set aside while an article is read, and left as it was."""

from __future__ import annotations

import gc
from contextlib import suppress

import pytest

from newsextract.pipeline.collector import uncollected


@pytest.mark.parametrize("on", [True, False])
def test_the_collector_is_left_as_it_was(on: bool) -> None:
    before = gc.isenabled()
    (gc.enable if on else gc.disable)()
    try:
        seen = []
        with suppress(LookupError), uncollected():
            seen.append(gc.isenabled())
            raise LookupError
        assert seen == [False]
        assert gc.isenabled() is on
    finally:
        (gc.enable if before else gc.disable)()
