"""Who takes part: what stands beside a mention and between two, subjects beside the verb, and what happens by itself."""

import pytest

from newsextract.layers.drafts import Event, Participant
from newsextract.layers.events import participants
from newsextract.layers.events.parties import parties_of
from newsextract.records import Mention
from spoken import body, context, person

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


def test_who_is_handed_something_receives_it_and_does_the_rest(monkeypatch):
    told = "กรมลมรับมอบว่าวจากบริษัทเอก แล้วแข่งว่าว"
    assert parts_in(monkeypatch, told, "รับมอบว่าว", (body, "กรมว่าว"), (body, "กรมลม"))["กรมลม"] == "recipient"
    assert parts_in(monkeypatch, told, "แข่งว่าว", (body, "กรมว่าว"), (body, "กรมลม"))["กรมลม"] == "agent"


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


def test_the_issuer_of_a_rule_acts_and_the_gazette_does_not(monkeypatch):
    text = "ข่าว\nราชกิจจานุเบกษา เผยแพร่ประกาศกรมลม เรื่องการปล่อยโคม"
    those = (body, "ราชกิจจานุเบกษา"), (body, "กรมลม")
    assert main_parts(monkeypatch, text, *those, recipient=0.8, agent=0.1) == {"กรมลม": "agent"}
    told = "ราชกิจจานุเบกษา เผยแพร่กฎการปล่อยโคม"
    assert parts_in(monkeypatch, told, "เผยแพร่กฎ", (body, "กรมว่าว"), (body, "ราชกิจจานุเบกษา")) == {"กรมว่าว": "agent"}


def test_the_confidence_is_low_if_some_take_part_though_none_is_the_likeliest_main_actor(monkeypatch):
    model = Certain(agent=0.9)
    model.probabilities = lambda rows: [0.0] * (len(rows) - 1) + [0.75]
    monkeypatch.setattr(participants, "models", lambda: {"part": model, "first": model})
    text = "ข่าว\nกรมลมปล่อยโคม"
    found, sure = participants.main_participants(context(text, body(text, "กรมลม")), {"decision": 1.0})
    assert (names(found), sure) == ({"กรมลม": "agent"}, 0.25)


def test_the_issuer_of_a_draft_may_be_a_recipient(monkeypatch):
    text = "ข่าว\nอนุมัติร่างประกาศกรมลม เรื่องการปล่อยโคม"
    assert main_parts(monkeypatch, text, (body, "กรมลม"), recipient=0.8, agent=0.1) == {"กรมลม": "recipient"}


@pytest.mark.parametrize(
    ("words", "trigger", "part"),
    [
        ("นายเอก ใจดี เป็นประธานแจกร่มให้เด็ก", "แจกร่มให้เด็ก", "chair"),
        ("นายเอก ใจดี และคณะ จะเป็นประธานในพิธีแจกร่ม", "แจกร่ม", "chair"),
        ("นายเอก ใจดี เป็นประธานกรรมการ แล้วแจกร่ม", "แจกร่ม", "agent"),
        ("นายโท พร้อมด้วย นายเอก ใจดี เป็นประธานแจกร่ม", "แจกร่ม", "agent"),
    ],
)
def test_who_chairs_another_event_is_its_chair(monkeypatch, words, trigger, part):
    assert parts_in(monkeypatch, words, trigger, (person, "นายเอก ใจดี")) == {"นายเอก ใจดี": part}


def test_who_chairs_another_event_replaces_one_named_far_away(monkeypatch):
    those = (body, "กรมว่าว"), (person, "นายเอก ใจดี")
    assert parts_in(monkeypatch, "นายเอก ใจดี เป็นประธานแจกร่ม", "แจกร่ม", *those) == {"นายเอก ใจดี": "chair"}


@pytest.mark.parametrize(
    ("words", "acts"),
    [
        ("กรมลมยังได้แจกร่มให้เด็ก", True),
        ("กรมลมแจกร่มให้เด็ก", False),
        ("ปลัดกรมลมได้แจกร่มให้เด็ก", False),
        ("ของกรมลมได้แจกร่มให้เด็ก", False),
        ("กรมลมได้เปิดงาน และได้แจกร่มให้เด็ก", False),
    ],
)
def test_the_subject_of_another_event_acts_even_if_the_model_does_not_choose_it(monkeypatch, words, acts):
    parts = parts_in(monkeypatch, words, "แจกร่มให้เด็ก", (body, "กรมลม"), none=1.0)
    assert parts == ({"กรมลม": "agent"} if acts else {})


def test_a_coordinated_noun_has_no_subject(monkeypatch):
    assert parts_in(monkeypatch, "กรมลมได้เปิดงาน พร้อมนิทรรศการว่าว", "นิทรรศการว่าว", (body, "กรมลม"), none=1.0) == {}


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        ("กรมว่าวไปการประชุมกรมลม", {"กรมลม": "organiser"}),
        ("กรมว่าวเป็นเจ้าภาพจัดการประชุมกรมลม", {"กรมว่าว": "organiser", "กรมลม": "organiser"}),
        ("กรมว่าวมีการประชุมกรมลม", {"กรมว่าว": "organiser", "กรมลม": "organiser"}),
    ],
)
def test_the_body_that_meets_is_the_only_organiser_but_for_the_host(monkeypatch, words, parts):
    those = (body, "กรมว่าว"), (body, "กรมลม")
    assert parts_in(monkeypatch, words, "การประชุมกรมลม", *those, organiser=0.9) == parts


@pytest.mark.parametrize(
    ("words", "chance", "part"),
    [
        ("กรมว่าวร่วมกับกรมลมแจกร่ม", {"organiser": 0.9}, "partner"),
        ("กรมว่าว (กว.) จับมือ กรมลมแจกร่ม", {"agent": 0.9}, "partner"),
        ("กรมว่าวร่วมกับกรมลมแจกร่ม", {"signatory": 0.9}, "signatory"),
        ("กรมว่าวและกรมลมแจกร่ม", {"organiser": 0.9}, "organiser"),
    ],
)
def test_the_body_behind_together_with_is_a_partner(monkeypatch, words, chance, part):
    those = (body, "กรมว่าว"), (body, "กรมลม")
    first = next(iter(chance))
    assert main_parts(monkeypatch, f"ข่าว\n{words}", *those, **chance) == {"กรมว่าว": first, "กรมลม": part}
    assert parts_in(monkeypatch, words, "แจกร่ม" if "แจกร่ม" in words else words, *those, **chance) == {
        "กรมว่าว": first,
        "กรมลม": part,
    }


def test_a_partner_elsewhere_is_no_partner_in_another_event(monkeypatch):
    told = f"กรมว่าวร่วมกับกรมลมปล่อยโคม\nกรมว่าวและกรมลม{'บิน' * 70}แจกร่ม"
    those = (body, "กรมว่าว"), (body, "กรมลม")
    assert set(parts_in(monkeypatch, told, "แจกร่ม", *those).values()) == {"agent"}


@pytest.mark.parametrize(
    ("words", "make", "name", "chance", "part"),
    [
        ("กรมลมเข้าร่วมพิธีปล่อยโคม", body, "กรมลม", {"organiser": 0.8, "agent": 0.1}, "agent"),
        ("วันนี้ กรมลมเข้าร่วมพิธีปล่อยโคม", body, "กรมลม", {"organiser": 0.8, "agent": 0.1}, "organiser"),
        ("กรมลมร่วมจัดพิธีปล่อยโคม", body, "กรมลม", {"organiser": 0.8, "agent": 0.1}, "organiser"),
        ("รับมอบโคมจากรัฐบาลลมทะเล", body, "ลมทะเล", {"recipient": 0.8, "agent": 0.1}, "agent"),
        ("นายเอก ใจดี ร่วมเป็นสักขีพยาน", person, "นายเอก ใจดี", {"signatory": 0.8, "agent": 0.1}, "participant"),
        ("นายเอก ใจดี เป็นสักขีพยาน", person, "นายเอก ใจดี", {"chair": 0.8}, "participant"),
        ("นายเอก ใจดี และนายโท ใจงาม ร่วมเป็นสักขีพยาน", person, "นายเอก ใจดี", {"signatory": 0.8}, "participant"),
        ("นายเอก ใจดี และนายโท ลงนาม โดยมีนายตรี ร่วมเป็นสักขีพยาน", person, "นายเอก ใจดี", {"signatory": 0.8}, "signatory"),
        ("กรมลมรับมอบว่าวจากนายเอก ใจดี", person, "นายเอก ใจดี", {"guest": 0.8}, "agent"),
        ("กรมลมรับมอบว่าวยักษ์และโคมลอยอย่างละร้อยลูกไว้แจกในงานเดือนสิบสองจากบริษัทเอก", body, "บริษัทเอก", {"participant": 0.8}, "agent"),
        ("นายเอก ใจดี พร้อมคณะกรรมการ ร่วมรับมอบว่าวจากบริษัทเอก", person, "นายเอก ใจดี", {"agent": 0.8}, "recipient"),
        ("กรมลมรับมอบว่าวจากบริษัทเอก", body, "กรมลม", {"agent": 0.8}, "recipient"),
        ("กรมลมรับมอบหมายงานจากบริษัทเอก", body, "กรมลม", {"agent": 0.8}, "agent"),
        ("กรมลมเตรียมรับมอบว่าว หลังจากงานปี", body, "กรมลม", {"agent": 0.8}, "agent"),
        ("กรมลมรับมอบนโยบายจากนายเอก ใจดี", person, "นายเอก ใจดี", {"guest": 0.8}, "guest"),
        ("The board, chaired by the poet Ek Jaidee, flew kites", person, "Ek Jaidee", {"participant": 0.8}, "chair"),
        ("นายเอก ใจดี ลงนามต่อหน้าสักขีพยาน", person, "นายเอก ใจดี", {"signatory": 0.8}, "signatory"),
        ("โดยได้รับเกียรติจากนายเอก ใจดี มากล่าวเปิด", person, "นายเอก ใจดี", {"none": 0.9, "chair": 0.1}, "chair"),
        ("นายเอก ใจดี และคณะ ให้การต้อนรับแขก", person, "นายเอก ใจดี", {"guest": 0.8, "host": 0.1}, "host"),
        ("นายโท พร้อมด้วยนายเอก ใจดี เป็นประธานปล่อยโคม", person, "นายเอก ใจดี", {"chair": 0.8}, "participant"),
        ("พระโท พร้อมด้วยนายเอก ใจดี เป็นประธานฝ่ายฆราวาส", person, "นายเอก ใจดี", {"chair": 0.8}, "chair"),
        ("Mr Ek Jaidee, Minister of Wind, welcomed Mr To", person, "Mr Ek Jaidee", {"guest": 0.8}, "host"),
        ("Mr Ek Jaidee received Mr To", person, "Mr Ek Jaidee", {"guest": 0.8}, "host"),
        ("Mr Ek Jaidee received a kite", person, "Mr Ek Jaidee", {"recipient": 0.8}, "recipient"),
        ("Mr Ek Jaidee was welcomed by Mr To", person, "Mr Ek Jaidee", {"guest": 0.8}, "guest"),
        ("She was welcomed by Governor Ek Jaidee, and flew", person, "Ek Jaidee", {"participant": 0.8}, "host"),
        (
            "She was accompanied by the poet Ek Jaidee, and was welcomed by Mr To",
            person,
            "Ek Jaidee",
            {"host": 0.8},
            "participant",
        ),
        ("She was accompanied by a poet, and Ek Jaidee was there", person, "Ek Jaidee", {"host": 0.8}, "host"),
        ("She will meet with the poet Ek Jaidee", person, "Ek Jaidee", {"participant": 0.8}, "counterpart"),
        ("She met with a poet. Ek Jaidee flew a kite", person, "Ek Jaidee", {"participant": 0.8}, "participant"),
    ],
)
def test_words_beside_a_mention_decide_its_part(monkeypatch, words, make, name, chance, part):
    assert main_parts(monkeypatch, f"ข่าว\n{words}", (make, name), **chance) == {name: part}


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        ("นายเอก ใจดี ได้รับมอบหมายจากนายโท ใจงาม ให้แจกร่ม", ["นายเอก ใจดี"]),
        ("ได้รับมอบหมายจากนายโท ใจงาม ให้พานายเอก ใจดี แจกร่ม", ["นายเอก ใจดี"]),
        ("นายโท ใจงาม มอบหมายให้ นายเอก ใจดี แจกร่ม", ["นายเอก ใจดี"]),
        ("นายโท ใจงาม สั่งการให้ นายเอก ใจดี แจกร่ม", ["นายโท ใจงาม", "นายเอก ใจดี"]),
        ("นายเอก ใจดี และ นายโท ใจงาม แจกร่ม", ["นายเอก ใจดี", "นายโท ใจงาม"]),
    ],
)
def test_one_who_only_delegates_takes_no_part(monkeypatch, words, parts):
    those = (person, "นายโท ใจงาม"), (person, "นายเอก ใจดี")
    assert main_parts(monkeypatch, f"ข่าว\n{words}", *those, chair=0.9) == dict.fromkeys(parts, "chair")
    assert parts_in(monkeypatch, words, "แจกร่ม", *those, chair=0.9) == dict.fromkeys(parts, "chair")


@pytest.mark.parametrize(("words", "part"), [("ตามที่กรมว่าวเสนอ", "participant"), ("เมื่อกรมว่าวเสนอ", "agent")])
def test_who_proposes_a_decision_does_not_make_it(monkeypatch, words, part):
    found = parts_in(monkeypatch, f"ที่ประชุมเห็นชอบแผนแจกว่าว {words}", "เห็นชอบแผนแจกว่าว", (body, "กรมว่าว"))
    assert found == {"กรมว่าว": part}


@pytest.mark.parametrize(
    ("words", "kind", "part"),
    [
        (" กล่าวภายหลังเป็นประธานการประชุมว่าวไทย ว่า ว่าวมาก", "meeting", "chair"),
        (" เปิดเผยว่า เมื่อเร็วๆ นี้ได้เป็นประธานประชุมว่าวไทย", "meeting", "chair"),
        (" กล่าวภายหลังเป็นประธานการประชุมว่าวไทย ว่า ว่าวมาก", "statement", "speaker"),
        (" กล่าวถึงประธานการประชุมว่าวไทย", "meeting", "speaker"),
    ],
)
def test_who_tells_of_a_meeting_that_he_chaired_is_its_chair(words, kind, part):
    text = f"ข่าว\nนายเอก ใจดี{words}"
    laid_out = parties_of(context(text, person(text, "นายเอก ใจดี")))
    chances = [dict.fromkeys(participants.CLASSES, 0.0) | {"speaker": 0.8, "chair": 0.1}]
    settled, _, _ = participants.settle_main(laid_out, kind, chances, [1.0, 0.0])
    assert participants.best_part(settled[0]) == part


@pytest.mark.parametrize(
    ("words", "kind", "first"),
    [
        ("เป็นสักขีพยาน", "agreement", 1),
        ("เป็นสักขีพยาน", "ceremony", 0),
        ("ร่วมงาน", "agreement", 0),
    ],
)
def test_who_signs_an_agreement_comes_before_a_witness(words, kind, first):
    text = f"ข่าว\nนายเอก ใจดี {words} กรมลมลงนามกับกรมฝน"
    laid_out = parties_of(context(text, person(text, "นายเอก ใจดี"), body(text, "กรมลม")))
    nothing = dict.fromkeys(participants.CLASSES, 0.0)
    chances = [nothing | {"participant": 0.9}, nothing | {"signatory": 0.8}]
    assert participants.settle_first(laid_out, kind, chances, 0) == first
