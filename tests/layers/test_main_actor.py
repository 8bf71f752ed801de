"""Features of the main actor."""

from newsextract.layers.events.participant_features import features
from newsextract.layers.events.participants import CLASSES, main_actor_features
from newsextract.layers.events.parties import parties_of
from spoken import body, context


def test_features_are_weighted_by_the_probability_of_their_type():
    text = "กรมว่าวเปิดงาน\nกรมว่าวเปิดงานว่าวไทย"
    parties = parties_of(context(text, body(text, "กรมว่าว")))
    chance = dict.fromkeys(CLASSES, 0.0) | {"agent": 0.8, "none": 0.2}
    one, nobody = main_actor_features(parties, {"notice": 0.75, "report": 0.25}, features(parties, "notice"), [chance])
    assert (one["notice O"], one["report O"]) == (0.75, 0.25)
    assert one["notice agent"] == 0.75 * 0.8
    assert nobody["nobody"] == 1.0
