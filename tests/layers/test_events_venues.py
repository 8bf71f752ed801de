"""Events: where the candidate venues begin and end."""

import pytest
from test_events_slots import context

from newsextract.layers.events import venues, where


def spans(seen):
    """The candidate venues, each up to its last candidate end."""
    return [seen.text[one.start : one.end] for one in venues.venues(seen, lambda _at, _mark, ends: [*range(len(ends))])]


@pytest.mark.parametrize(
    ("words", "venue"),
    [
        ("ณ. โรงว่าวใหญ่", "โรงว่าวใหญ่"),
        ("งานว่าวซึ่งจัดขึ้นที่โรงว่าวใหญ่", "โรงว่าวใหญ่"),
        ("ลงพื้นที่ ได้แก่ โรงว่าวใหญ่", None),
        ("ตรวจเยี่ยม พร้อมพบโรงว่าวใหญ่", None),
        ("เดินทางไปทำงานใกล้โรงว่าวใหญ่", None),
        ("ตรวจเยี่ยม โรงว่าวใหญ่", "โรงว่าวใหญ่"),
        ("ลงพื้นที่ ร่วมกับช่างว่าวใกล้โรงว่าวใหญ่", None),
        ("ตรวจเยี่ยม ผู้พิการในโรงว่าวใหญ่", None),
        ("ร้านว่าว ที่ตั้งอยู่ในโรงว่าวใหญ่", "โรงว่าวใหญ่"),
        ("ลงพื้นที่ไปยังโรงว่าวใหญ่", "โรงว่าวใหญ่"),
    ],
)
def test_a_candidate_begins_behind_its_mark(words, venue):
    text = f"ข่าว\nนายสมมุติ {words}"
    marked = [text[at:] for at, mark in venues.starts(context(text, ("โรงว่าวใหญ่", "ORGANIZATION")))]
    assert marked == ([venue] if venue else [])


@pytest.mark.parametrize(
    "clause", ["ได้เข้าพบผู้แทน", "ทำการตั้งด่าน", "เปิดเผยว่า ลมแรง", "ก่อนกลับเมือง", "จัดงานว่าว", "ไปตรวจสนามว่าว", "ที่จะรับลม"]
)
def test_a_candidate_ends_before_a_clause(clause):
    text = f"ข่าว\nนายสมมุติ อยู่ ณ โรงว่าวใหญ่ อำเภอลมหนาว {clause} ที่นั่น"
    assert spans(context(text)) == ["โรงว่าวใหญ่ อำเภอลมหนาว"]


@pytest.mark.parametrize("clause", ["และให้สัมภาษณ์ว่า ลมแรง", "และมอบร่ม"])
def test_a_candidate_ends_before_a_clause_joined_to_it(clause):
    assert spans(context(f"ข่าว\nนายสมมุติ อยู่ ณ โรงว่าวใหญ่{clause}")) == ["โรงว่าวใหญ่"]


@pytest.mark.parametrize(
    ("language", "words", "venue"),
    [
        ("th", "เยี่ยมชม แปลงว่าวของ", "แปลงว่าว"),
        ("th", "ลงพื้นที่ อำเภอเชียงของ", "อำเภอเชียงของ"),
        ("th", "เยี่ยมชม ร้านขายของ", "ร้านขายของ"),
        ("en", "visited the Kite Hall of ", "Kite Hall"),
        ("en", "visited the Kite Hall this ", "Kite Hall"),
    ],
)
def test_a_candidate_does_not_end_with_a_word_that_needs_more(language, words, venue):
    seen = context(f"News\nMr. A {words}", (venue, "FACILITY"), language=language)
    assert spans(seen) == [venue]


def test_a_mark_begins_a_candidate_inside_one_that_a_name_begins():
    text = "ข่าว\nเมืองลมหนาวพบว่าวตกบริเวณพื้นที่ หมู่ที่ 4 ตำบลลมหนาว และ พื้นที่ ตำบลลมร้อน"
    seen = context(text, ("เมืองลมหนาว", "LOCATION"), ("ตำบลลมร้อน", "LOCATION"))
    assert [text[one.start :][:12] for one in venues.venues(seen)] == ["เมืองลมหนาวพ", "ตำบลลมร้อน"]
    beside = "ข่าว\nเมืองลมหนาว บริเวณถนนลมร้อน"
    seen = context(beside, ("เมืองลมหนาว", "LOCATION"), ("ถนนลมร้อน", "FACILITY"))
    assert spans(seen) == ["เมืองลมหนาว บริเวณถนนลมร้อน"]


@pytest.mark.parametrize("before", ["เวลา 9 น. (เวลาท้องถิ่นเมืองลม)", "บุกร้าน “ร้านว่าว เมืองลม”"])
def test_a_candidate_begins_behind_a_sign_that_closes_in_it(before):
    text = f"ข่าว\n{before} โรงว่าวใหญ่ นครลม"
    seen = context(text, ("เมืองลม", "LOCATION"))
    found = venues.venue_at(seen, text.index("เมืองลม"), "location", lambda _at, _mark, ends: [*range(len(ends))])
    assert found is not None
    assert text[found.start : found.end] == "โรงว่าวใหญ่ นครลม"


@pytest.mark.parametrize(
    ("kind", "verb", "chance", "venue"),
    [
        ("visit", "เยี่ยมชม", 0.3, "โรงว่าวใหญ่"),
        ("visit", "เยี่ยมชม", 0.2, None),
        ("visit", "พบกันที่", 0.3, None),
        ("report", "เยี่ยมชม", 0.3, None),
        ("visit", "ลงพื้นที่ช่างทำว่าวใน", 0.3, None),
        ("visit", "ตรวจราชการในพื้นที่จังหวัดลมหนาวใกล้", 0.3, "พื้นที่จังหวัดลมหนาวใกล้โรงว่าวใหญ่"),
    ],
)
def test_a_visit_goes_to_what_is_visited_unless_that_is_unlikely(monkeypatch, kind, verb, chance, venue):
    monkeypatch.setattr(where, "choose", lambda _, rows: (len(rows) - 1, 0.9, [chance] * (len(rows) - 1) + [0.65]))
    seen = context(f"ข่าว\nนายสมมุติ {verb}โรงว่าวใหญ่", ("โรงว่าวใหญ่", "FACILITY"))
    assert where.where(seen, kind, []).place.venue == venue


@pytest.mark.parametrize(
    ("words", "venue"),
    [
        ("Oak Hall before returning to Trat", "Oak Hall"),
        ("Oak Hall for Wind Hall", "Oak Hall"),
        ("Oak Hall, Chile, hosted by poets", "Oak Hall, Chile"),
        ("Chile local time), at the Oak Hall", "Oak Hall"),
        ("Chile at the Oak Hall, Wind Park", "Oak Hall, Wind Park"),
        ("Kite Forum in Chile", "Chile"),
        ("Centre for Kites, Chile", "Centre for Kites, Chile"),
    ],
)
def test_a_venue_begins_behind_an_event_or_country_and_ends_before_a_clause(words, venue):
    names = [("Oak Hall", "FACILITY"), ("Centre for Kites", "FACILITY"), ("Chile", "LOCATION"), ("Kite Forum", "EVENT")]
    seen = context(f"News\nThey met at {words}", *(one for one in names if one[0] in words), language="en")
    found = venues.tidied(seen, venues.Venue(seen.text.index(words), len(seen.text), "thi"))
    assert seen.text[found.start : found.end] == venue
