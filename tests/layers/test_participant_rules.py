"""Who takes part: givers and issuers, those whom words honour, subjects beside the verb, and what happens by itself."""

import pytest

from newsextract.layers.drafts import Entity, Event, Participant, Person, Referent
from newsextract.layers.events import participants
from newsextract.layers.events.context import Context
from newsextract.records import Mention
from spoken import places

HEAD = "กรมว่าวเปิดงานว่าวไทย\n"
KING = "พระบาทสมเด็จพระสมมุติเกล้าเจ้าอยู่หัว"


class Certain:
    """Gives every candidate the same part, and takes the first one for the main actor."""

    def __init__(self, **parts):
        self.chance = dict.fromkeys(participants.CLASSES, 0.0) | parts

    def all_class_probabilities(self, rows):
        return [self.chance for _ in rows]

    def probabilities(self, rows):
        return [float(k == 0) for k in range(len(rows))]

    def calibrated(self, chance):
        return chance


def person(text, name):
    mentions = places(text, name)
    return Referent("PERSON", mentions=mentions, names=[name], person=Person(name=name, mentions=mentions))


def body(text, name):
    return Referent("ORGANIZATION", mentions=places(text, name), names=[name])


def context(text, *referents):
    entities = sorted((Entity(**dict(m), type=one.type) for one in referents for m in one.mentions), key=lambda e: e.start)
    people = [one.person for one in referents if one.person]
    return Context(text, text.index("\n") + 1, "th", None, None, entities, [], people, [], (), referents)


def names(given):
    return {one.referent.names[0]: one.part for one in given}


def parts_in(monkeypatch, words, trigger, *referents, main="agent", **parts):
    """The parts in another event when the model is certain; the first referent is the main actor."""
    text = HEAD + words
    those = [make(text, name) for make, name in referents]
    model = Certain(**(parts or {"agent": 0.9}))
    monkeypatch.setattr(participants, "models", lambda: {"part elsewhere": model})
    at = Mention.of(text, text.index(trigger), text.index(trigger) + len(trigger))
    event = Event(id="a#2", main=False, type="other", trigger=at, evidence=[at])
    actor = Participant(those[0], main, those[0].mentions[0], 0.9)
    return names(participants.other_participants(context(text, *those), event, [actor]))


def main_parts(monkeypatch, text, *referents, **parts):
    """The parts in the main event when the model is certain."""
    model = Certain(**parts)
    monkeypatch.setattr(participants, "models", lambda: {"part": model, "first": model})
    those = [make(text, name) for make, name in referents]
    return names(participants.main_participants(context(text, *those), {"decision": 1.0})[0])


@pytest.mark.parametrize(
    "words",
    [
        "วางพวงมาลาหน้าพระบรมฉายาลักษณ์{king}",
        "แสดงความจงรักภักดีต่อ{king}",
        "ลงนามแสดงความอาลัยต่อ {king}",
        "ย้ายตลาดมาริมคลองใหม่ในรัชสมัย{king}",
    ],
)
def test_whom_words_honour_takes_no_part_in_another_event(monkeypatch, words):
    told = f"เมื่อปีก่อน กรมว่าว{words.format(king=KING)} และเลี้ยงอาหารแขก"
    assert parts_in(monkeypatch, told, "เลี้ยงอาหารแขก", (body, "กรมว่าว"), (person, KING)) == {"กรมว่าว": "agent"}


@pytest.mark.parametrize(
    "words",
    [
        "{king} พระราชทานที่ดินริมคลอง",
        "ในรัชสมัยของ{king} พระองค์ทรงให้ขุดคลองสายแรก",
        "ด้วยพระมหากรุณาธิคุณของ{king} จึงมีคลองสายแรก",
    ],
)
def test_a_king_of_the_past_acts_in_a_past_event(monkeypatch, words):
    told = f"{words.format(king=KING)} แล้วขุดคลองสายที่สอง"
    assert KING in parts_in(monkeypatch, told, "ขุดคลองสายที่สอง", (body, "กรมว่าว"), (person, KING))


def test_a_royal_acts_where_the_words_of_an_event_say_so(monkeypatch):
    told = f"กรมว่าวจัดงานรำลึกถึง{KING} ที่ได้เสด็จไปเปิดคลองสายแรก"
    assert KING in parts_in(monkeypatch, told, "ได้เสด็จไปเปิดคลองสายแรก", (body, "กรมว่าว"), (person, KING))


@pytest.mark.parametrize(
    ("words", "replaced"),
    [
        ("กรมลมได้{verb}", True),
        ("กรมลม (กล.) และคณะ จะ{verb}", True),
        ("กรมลมแจ้งข่าวว่าจะ{verb}", False),
        ("ตนและกรมลมได้{verb}", False),
        ("ปลัด กค.กรมลมได้{verb}", False),
    ],
)
def test_a_subject_beside_the_verb_replaces_the_main_actor_named_far_away(monkeypatch, words, replaced):
    words = words.format(verb="แจกร่มให้เด็ก")
    parts = parts_in(monkeypatch, words, "แจกร่มให้เด็ก", (body, "กรมว่าว"), (body, "กรมลม"))
    assert ("กรมว่าว" not in parts) is replaced
    assert "กรมลม" in parts


def test_the_main_actor_stays_beside_one_who_is_given_something(monkeypatch):
    told = "กรมลมได้รับร่มร้อยคัน"
    assert len(parts_in(monkeypatch, told, "ได้รับร่มร้อยคัน", (body, "กรมว่าว"), (body, "กรมลม"))) == 2


def test_the_issuer_of_a_rule_is_its_only_agent(monkeypatch):
    told = "กรมว่าวแจ้งเรื่องประกาศกรมลม ว่าด้วยการปล่อยโคม"
    parts = parts_in(monkeypatch, told, "ประกาศกรมลม ว่าด้วยการปล่อยโคม", (body, "กรมว่าว"), (body, "กรมลม"))
    assert parts == {"กรมลม": "agent"}


@pytest.mark.parametrize(
    ("words", "acts"),
    [
        ("เกิดแผ่นดินไหวในทะเล", False),
        ("เหตุเพลิงไหม้โกดังร่ม", False),
        ("น้ำท่วมตลาดร่มจึงมอบเรือ", True),
        ("ซ้อมหนีน้ำท่วม", True),
    ],
)
def test_what_happens_by_itself_has_no_agent(monkeypatch, words, acts):
    parts = parts_in(monkeypatch, f"กรมลมแจ้งข่าวว่า {words}", words, (body, "กรมลม"))
    assert bool(parts) is acts


def test_what_happens_by_itself_may_have_participants(monkeypatch):
    parts = parts_in(monkeypatch, "กรมลมเล่าเรื่องน้ำท่วมตลาด", "น้ำท่วมตลาด", (body, "กรมลม"), participant=0.9)
    assert parts == {"กรมลม": "participant"}


@pytest.mark.parametrize(
    ("words", "part"),
    [
        ("รับมอบว่าวจากกรมลม", "agent"),
        ("รับมอบว่าวจากผู้แทนกรมลม", "agent"),
        ("มอบว่าวแก่กรมลม", "recipient"),
        ("ได้รับเกียรติจากกรมลม", "recipient"),
        ("ปล่อยโคมไม่ได้เนื่องจากกรมลม", "recipient"),
    ],
)
def test_one_who_gives_is_no_recipient(monkeypatch, words, part):
    parts = {"recipient": 0.8, "agent": 0.1}
    trigger = words.removesuffix("กรมลม")
    assert parts_in(monkeypatch, words, trigger, (body, "กรมลม"), **parts) == {"กรมลม": part}
    assert main_parts(monkeypatch, f"ข่าว\n{words}", (body, "กรมลม"), **parts) == {"กรมลม": part}


def test_the_issuer_of_a_rule_acts_rather_than_the_gazette(monkeypatch):
    text = "ข่าว\nราชกิจจานุเบกษา เผยแพร่ประกาศกรมลม เรื่องการปล่อยโคม"
    those = (body, "ราชกิจจานุเบกษา"), (body, "กรมลม")
    assert main_parts(monkeypatch, text, *those, recipient=0.8, agent=0.1) == {"กรมลม": "agent"}
    assert main_parts(monkeypatch, text, *those, agent=0.3, none=0.7) == {"กรมลม": "agent"}
    told = "ราชกิจจานุเบกษา เผยแพร่กฎการปล่อยโคม"
    assert parts_in(monkeypatch, told, "เผยแพร่กฎ", (body, "กรมว่าว"), (body, "ราชกิจจานุเบกษา")) == {"กรมว่าว": "agent"}


def test_the_issuer_of_a_draft_may_be_a_recipient(monkeypatch):
    text = "ข่าว\nอนุมัติร่างประกาศกรมลม เรื่องการปล่อยโคม"
    assert main_parts(monkeypatch, text, (body, "กรมลม"), recipient=0.8, agent=0.1) == {"กรมลม": "recipient"}
