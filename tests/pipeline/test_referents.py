"""One entity for each thing of an article, and everything else refers to it."""

import pytest

from newsextract.layers import referents
from newsextract.layers.drafts import Entity, Referent
from newsextract.layers.findings import Findings
from newsextract.page import Article
from newsextract.pipeline.entities import Entities
from newsextract.records import Mention, Name, Record, Term
from spoken import place as at


def marked(text, part, kind="ORGANIZATION", n=0, **more):
    return Entity(**at(text, part, n).model_dump(), type=kind, **({"id": part, "name": part} | more))


def gloss(text, th, abbr=None, en=None, posterior=0.9, n=0):
    sides = {"th": at(text, th, n), "abbr": abbr and at(text, abbr), "en": en and at(text, en)}
    return Term(**sides, posterior=posterior)


def things(text, **found):
    return Entities(text, referents.find(Article.of(text), Findings(**found)).items)


def named(text, part, name):
    return Referent("PERSON", [at(text, part)], names=[name], title="นาย")


def made(text, **found):
    return things(text, **found).numbered()


def forms(entity):
    return [(mention.text, mention.form) for mention in entity.mentions]


def test_the_sides_of_a_confident_term_are_one_entity_and_those_of_an_unsure_term_two():
    text = "กรมน้ำใส (กนส.) เปิดงาน กนส. แจ้ง"
    names = [marked(text, "กรมน้ำใส"), marked(text, "กนส."), marked(text, "กนส.", n=1)]
    (one,) = made(text, entities=names, terms=[gloss(text, "กรมน้ำใส", "กนส.")])
    assert (one.id, one.name, one.abbr) == ("e1", Name(th="กรมน้ำใส"), "กนส.")
    assert forms(one) == [("กรมน้ำใส", "name"), ("กนส.", "abbr"), ("กนส.", "abbr")]
    other = text.replace("กนส.", "ลฟพ.")
    names = [marked(other, "กรมน้ำใส"), marked(other, "ลฟพ."), marked(other, "ลฟพ.", n=1)]
    assert len(made(other, entities=names, terms=[gloss(other, "กรมน้ำใส", "ลฟพ.", posterior=0.4)])) == 2


def test_an_abbreviation_without_full_stops_is_recognised_from_a_term():
    text = "กระทรวงลมฟ้า (ลมฟ้า) และ ลมฟ้า แจ้ง"
    names = [
        marked(text, "กระทรวงลมฟ้า"),
        marked(text, "ลมฟ้า", n=1, id="กระทรวงลมฟ้า"),
        marked(text, "ลมฟ้า", n=2, id="กระทรวงลมฟ้า"),
    ]
    term = Term(th=at(text, "กระทรวงลมฟ้า"), abbr=at(text, "ลมฟ้า", 1), posterior=0.9)
    (one,) = made(text, entities=names, terms=[term])
    assert forms(one) == [("กระทรวงลมฟ้า", "name"), ("ลมฟ้า", "abbr"), ("ลมฟ้า", "abbr")]


def test_the_gazetteers_name_is_used_where_the_article_has_only_an_abbreviation():
    text = "ครม. เห็นชอบ กรมน้ำใส เสนอ"
    cabinet, agency = made(
        text, entities=[marked(text, "ครม.", name="คณะรัฐมนตรี"), marked(text, "กรมน้ำใส", name="กรมน้ำใสสะอาดแห่งชาติ")]
    )
    assert (cabinet.name.th, cabinet.name_from.th, cabinet.abbr) == ("คณะรัฐมนตรี", "gazetteer", "ครม.")
    assert (agency.name.th, agency.name_from.th) == ("กรมน้ำใส", "article")


@pytest.mark.parametrize(
    "written",
    [
        "Customs Department of the Kingdom of Thailand",
        "Office of Council of state",
        "the Cabinet Secretariat",
        "IMF",
        "Foreign Trade Department",
        "the Office of Board of Investment",
    ],
)
def test_a_known_body_named_in_english_has_its_thai_name_too(written):
    part = written.removeprefix("the ")
    (one,) = made(f"{written} agreed.", entities=[marked(f"{written} agreed.", part)])
    assert one.name_from.th == "gazetteer"
    assert one.name.th in {
        "กรมศุลกากร",
        "สำนักงานคณะกรรมการกฤษฎีกา",
        "สำนักเลขาธิการคณะรัฐมนตรี",
        "กองทุนการเงินระหว่างประเทศ",
        "กรมการค้าต่างประเทศ",
        "สำนักงานคณะกรรมการส่งเสริมการลงทุน",
    }


@pytest.mark.parametrize(("part", "kind"), [("พล.ต.ต.ทศพล", "PERSON"), ("จ.นครพนม", "LOCATION"), ("นพ.สมชาย", "PERSON")])
def test_a_rank_or_the_prefix_of_a_province_is_not_an_abbreviation(part, kind):
    text = f"{part} มา"
    (one,) = made(text, entities=[marked(text, part, kind)])
    assert one.abbr is None
    assert one.mentions[0].form != "abbr"


def test_another_name_of_a_place_is_a_name_and_part_of_a_name_is_short():
    text = "เมืองลมหนาว กรุงเทพฯ ภาคอีสาน"
    places = (("เมืองลมหนาว", "นครว่าวไทย"), ("กรุงเทพฯ", "กรุงเทพมหานคร"), ("อีสาน", "ภาคอีสานตอนบน"))
    found = made(text, entities=[marked(text, part, "LOCATION", name=name) for part, name in places])
    assert [entity.mentions[0].form for entity in found] == ["name", "short", "short"]


@pytest.mark.parametrize(
    ("written", "known", "name"),
    [("ประเทศเมียนมา", "พม่า", "เมียนมา"), ("สหรัฐฯ", "สหรัฐ", "สหรัฐ"), ("Myanmar", "พม่า", "พม่า")],
)
def test_a_country_has_the_name_that_the_article_gives_it(written, known, name):
    place = marked(written, written, "LOCATION", name=known).model_copy(update={"iso": "MM"})
    (one,) = made(written, entities=[place])
    assert one.name.th == name


def test_the_spelling_of_a_name_is_normalised():
    text = "บริษัท น้ำใส จํากัด"  # SARA AM as two characters
    (one,) = made(text, entities=[marked(text, text, name="บริษัท น้ำใส จำกัด")])
    assert (one.name.th, one.name_from.th) == ("บริษัท น้ำใส จำกัด", "article")


def test_a_post_is_an_entity_of_its_own_and_not_a_named_person():
    text = "รัฐมนตรีกล่าว นายเอก ใจดี"
    office = Referent("PERSON", offices=[at(text, "รัฐมนตรี")], names=["รัฐมนตรี"], post=True)
    entities = Entities(text, [named(text, "นายเอก ใจดี", "เอก ใจดี"), office])
    entities.of_referent(office)
    post, who = entities.numbered()
    assert (post.post, forms(post)) == (True, [("รัฐมนตรี", "office")])
    assert (who.post, who.title, who.label) == (False, "นาย", "เอก ใจดี")


def references(record):
    yield from (participant.entity for event in record.events for participant in event.participants)
    yield from (key for event in record.events for key in (event.entity, *event.place.entities) if key)
    yield from (said.speaker for said in record.statements if said.speaker)
    yield from (term.entity for term in record.terms if term.entity)
    yield from (role.organisation for entity in record.entities for role in entity.roles if role.organisation)


def test_every_record_is_consistent(sample_records):
    for record in sample_records:
        ids = [entity.id for entity in record.entities]
        assert ids == [f"e{n}" for n in range(1, len(ids) + 1)]
        firsts = [entity.mentions[0].start for entity in record.entities]
        assert firsts == sorted(firsts)
        assert set(references(record)) <= set(ids)
        spans = [(m.start, m.end) for entity in record.entities for m in entity.mentions if m.form != "office"]
        assert len(spans) == len(set(spans))
        for event in record.events:
            assert len(event.participants) == len({(p.entity, p.part) for p in event.participants})
            assert event.confidence.keys().isdisjoint(event.silence)
            assert event.entity is None or record.entity(event.entity).type == "EVENT"
            for one in event.participants:
                assert (one.mention.start, one.mention.end) in {(m.start, m.end) for m in one.who.mentions}, (record.id, one)


def test_the_code_of_a_country_is_found_from_words_inside_its_name(sample_records):
    record = sample_records[0].model_copy(deep=True)
    place = next(entity for entity in record.entities if entity.iso == "TH")
    longest = max(place.mentions, key=lambda mention: len(mention.text))
    inside = Mention.of(record.text, longest.end - 3, longest.end)
    event = record.events[0].model_copy(update={"slots": {"countries": [inside]}})
    again = Record.model_validate(record.model_dump() | {"events": [event.model_dump()]})
    assert (inside.text, again.events[0].countries) == ("ไทย", ["TH"])
