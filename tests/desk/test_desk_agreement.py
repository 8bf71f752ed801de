"""The agreement of reviewers, against alpha computed by hand."""

import pytest

from desk_maker import correction, plain
from newsextract.desk import EntityRef, EventRef, Target, Value
from newsextract.desk.agreement import agreement, disagreements
from review_store import emoji_record, plain_record

pytest.importorskip("krippendorff", reason="the extra `review` is not installed")


def said(who, types):
    for number, value in enumerate(types):
        record = plain_record(2).model_copy(update={"id": f"kite:{number}"})
        target = Target(layer="events", slot="type", event=EventRef(main=True))
        now = Value(value=value) if value else None
        yield correction(record, target, "correct" if value else "reject", Value(value="visit"), now, who=who)


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


def test_a_reviewers_last_decision_counts_and_a_single_reviewer_does_not():
    made_ = [*said("a", ["visit", "talks"]), *said("a", ["meeting"]), *said("b", ["meeting"])]
    found = agreement(made_)
    assert (found[0].units, found[0].agreed, found[0].alpha) == (1, 1.0, None)
    assert disagreements(made_) == []


def test_a_rejection_differs_from_a_value():
    rows = disagreements([*said("a", ["visit"]), *said("b", [None])])
    assert [(row[3], row[4]) for row in rows] == [("a", "visit"), ("b", "nothing")]


def parts(who, *slots):
    record = emoji_record()
    event, entity = record.events[0], record.entity(record.events[0].participants[1].entity)
    for slot, value in slots:
        target = Target(layer="participants", slot=slot, event=EventRef.of(event), entity=EntityRef.of(entity))
        yield correction(record, target, "correct", None, Value(value=value), who=who)


def test_all_decisions_on_one_item_count_in_any_order():
    one, other = parts("a", ("part", "guest"), ("first", "first")), parts("b", ("first", "first"), ("part", "guest"))
    assert [(row.slot, row.agreed) for row in agreement([*one, *other])] == [("participants", 1.0), ("all", 1.0)]
    rows = disagreements([*parts("a", ("part", "guest"), ("first", "first")), *parts("b", ("first", "first"))])
    assert [(row[3], row[4]) for row in rows] == [("a", "guest, first: first"), ("b", "first: first")]


def test_disagreements_are_listed_as_a_reader_would_write_them():
    rows = disagreements([*said("a", ["2024-03-12T09:30+07:00"]), *said("b", ["Kite Festival"])])
    assert [row[4] for row in rows] == ["2024-03-12T09:30+07:00", "Kite Festival"]
    assert disagreements([*said("a", ["Kite Festival"]), *said("b", ["kite  festival"])]) == []
    rows = disagreements([*parts("a", ("part", "guest")), *parts("b", ("part", "host"))])
    name = emoji_record().entity(emoji_record().events[0].participants[1].entity).name.th
    assert all(row[2].endswith(f" {name}") for row in rows)


def test_a_statement_without_a_speaker_is_not_a_rejected_statement():
    record = emoji_record()
    said = plain(record.statements[0])
    nobody = correction(record, Target(layer="statements", slot="speaker", statement=said), "reject", who="a")
    gone = correction(record, Target(layer="statements", statement=said), "reject", who="b")
    right = correction(
        record, Target(layer="statements", statement=said), "confirm", Value(words=[said]), Value(words=[said]), who="c"
    )
    rows = disagreements([nobody, gone, right])
    assert [row[4] for row in rows] == ["speaker: nothing", "nothing", "right"]
