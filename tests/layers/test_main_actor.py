"""Bodies that act without being names, and what tells the main actor."""

from newsextract.layers.drafts import Referent
from newsextract.layers.events.acting import acting
from newsextract.layers.events.context import Context
from newsextract.layers.events.main_actor import first_features
from newsextract.layers.events.participant_features import features
from newsextract.layers.events.participants import CLASSES
from newsextract.layers.events.parties import Parties
from newsextract.pipeline.entities import Entities
from newsextract.records import Mention


def body(text, name):
    start = text.index(name)
    return Referent("ORGANIZATION", [Mention.of(text, start, start + len(name))], names=[name])


def context(text, *referents):
    return Context(text, text.index("\n") + 1, "th", None, None, [], [], [], [], [], referents)


def names(text, *referents):
    return [[m.text for m in one.mentions] for one in acting(context(text, *referents))]


def test_the_government_acts_where_it_opens_a_line():
    text = "รัฐบาลเชิญชวนเที่ยวงานว่าว\nรัฐบาลไทยเชิญเที่ยวงานว่าว ณ ลานหน้าทำเนียบรัฐบาล ตามนโยบายของรัฐบาลเดิม"
    assert names(text) == [["รัฐบาล", "รัฐบาลไทย"]]
    assert names(text, body(text, "รัฐบาลไทย")) == [["รัฐบาล"]]
    assert names("งานว่าว\nรัฐบาลดิจิทัลเปิดงานว่าว ตามที่รัฐบาลเสนอ") == []


def test_a_body_that_acts_is_an_entity_only_where_it_takes_part():
    text = "รัฐบาลเชิญชวนเที่ยวงานว่าว\nวันนี้ฝนตก"
    (government,) = acting(context(text))
    unasked, asked = Entities(text, []), Entities(text, [])
    asked.of_referent(government)
    asked.of_referent(government)
    assert unasked.numbered() == []
    assert [(one.id, one.name.th, one.type) for one in asked.numbered()] == [("e1", "รัฐบาล", "ORGANIZATION")]


def test_doubt_between_types_is_shared_out_among_their_features():
    text = "กรมว่าวเปิดงาน\nกรมว่าวเปิดงานว่าวไทย"
    parties = Parties.read(context(text, body(text, "กรมว่าว")))
    chance = dict.fromkeys(CLASSES, 0.0) | {"agent": 0.8, "none": 0.2}
    one, nobody = first_features(parties, {"notice": 0.75, "report": 0.25}, features(parties, "notice"), [chance])
    assert (one["notice O"], one["report O"]) == (0.75, 0.25)
    assert one["notice agent"] == 0.75 * 0.8
    assert nobody["nobody"] == 1.0
