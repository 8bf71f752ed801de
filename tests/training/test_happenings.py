"""Which stretches and events count as right in training."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from newsextract.layers.events.happenings import Stretch
from training.happenings import AnnotatedEvent, labels, overlaps


def annotated(start: int, end: int, *, optional: bool = False, main: bool = False) -> AnnotatedEvent:
    return AnnotatedEvent({"main": main, "optional": optional}, [(start, end)], [])


def stretch(start: int, end: int, likely: float = 0.5) -> Stretch:
    return Stretch(start, end, likely, likely)


@pytest.mark.parametrize(
    ("start", "end", "near"), [(0, 20, True), (0, 9, True), (0, 8, False), (41, 60, True), (42, 60, False)]
)
def test_a_stretch_overlaps_an_event_within_a_few_characters(start: int, end: int, near: bool) -> None:
    assert overlaps(stretch(start, end), [(20, 30)]) is near


def test_one_stretch_is_right_per_event_and_optional_events_do_not_count() -> None:
    sample = SimpleNamespace(
        stretches=[stretch(0, 30), stretch(20, 60, 0.9), stretch(100, 120), stretch(200, 220), stretch(300, 320)],
        events=[annotated(20, 60), annotated(100, 130, optional=True), annotated(300, 320, main=True)],
    )
    assert labels(sample) == [0, 1, -1, 0, 0]  # type: ignore[arg-type]
