"""The agreement of reviewers, against alpha computed by hand."""

from __future__ import annotations

import pytest

from desk_maker import made
from newsextract.desk import EventRef, Target, Value
from newsextract.desk.agreement import agreement, disagreements
from review_store import plain_record

pytest.importorskip("krippendorff", reason="the extra `review` is not installed")


def said(who, types):
    for number, value in enumerate(types):
        record = plain_record(2).model_copy(update={"id": f"kite:{number}"})
        target = Target(layer="events", slot="type", event=EventRef(main=True))
        now = Value(value=value) if value else None
        yield made(record, target, "correct" if value else "reject", Value(value="visit"), now, who=who)


def by_hand(pairs):
    """Krippendorff's nominal alpha of two reviewers without gaps: 1 - observed / expected disagreement."""
    values = [value for pair in pairs for value in pair]
    n = len(values)
    observed = sum(2 for a, b in pairs if a != b) / n
    expected = sum(values.count(a) * values.count(b) for a in set(values) for b in set(values) if a != b) / (n * (n - 1))
    return 1 - observed / expected


def test_alpha_is_what_the_formula_gives():
    one = ["visit", "talks", "talks", "meeting", "visit", "talks"]
    other = ["visit", "talks", "visit", "meeting", "visit", "meeting"]
    found = agreement([*said("a", one), *said("b", other)])
    assert [row.slot for row in found] == ["type", "all"]
    assert found[0].units == 6
    assert found[0].agreed == pytest.approx(4 / 6)
    assert found[0].alpha == pytest.approx(by_hand(list(zip(one, other, strict=True))))


def test_a_reviewers_last_decision_counts_and_one_alone_does_not():
    made_ = [*said("a", ["visit", "talks"]), *said("a", ["meeting"]), *said("b", ["meeting"])]
    found = agreement(made_)
    assert (found[0].units, found[0].agreed, found[0].alpha) == (1, 1.0, None)
    assert disagreements(made_) == []


def test_a_rejection_differs_from_a_value():
    rows = disagreements([*said("a", ["visit"]), *said("b", [None])])
    assert [(row[3], row[4]) for row in rows] == [("a", "visit"), ("b", "nothing")]
