"""The name of a background event: its candidates, and the choice among them."""

from __future__ import annotations

import pytest

from newsextract.layers.events import background_names as names
from newsextract.records import EventType
from tests.spoken import places
from tests.told import context, stretch


@pytest.mark.parametrize(
    ("text", "words", "kind", "thai", "english"),
    [
        # in quotation marks, with its head noun
        ("กรมว่าวจัดงาน “ลมหนาวว่าวไทย” ที่ลานวัด", "จัดงาน “ลมหนาวว่าวไทย”", "ceremony", "งาน “ลมหนาวว่าวไทย”", None),
        # wholly in Latin letters, without it
        ("กรมว่าวจัดงาน Kite Makers Festival 2024 ที่ลานวัด", "จัดงาน Kite Makers", "ceremony", None, "Kite Makers Festival 2024"),
        (
            "กรมว่าวเข้าร่วมการประชุม Kites & Winds Forum",
            "เข้าร่วมการประชุม Kites & Winds Forum",
            "meeting",
            None,
            "Kites & Winds Forum",
        ),
        # with its number, without its place
        (
            "เข้าร่วมการประชุมช่างว่าวโลก ครั้งที่ 3 ที่ลานวัด",
            "เข้าร่วมการประชุมช่างว่าวโลก ครั้งที่ 3",
            "meeting",
            "การประชุมช่างว่าวโลก ครั้งที่ 3",
            None,
        ),
        # a title without a head noun, and no noun at all
        ("กรมว่าวมอบว่าว Big Kite ที่ลานวัด", "มอบว่าว Big Kite", "ceremony", None, None),
        ("กรมว่าวเห็นชอบให้แจกว่าวแก่เด็ก", "เห็นชอบให้แจกว่าวแก่เด็ก", "decision", None, None),
    ],
)
def test_the_name_of_an_event_is_chosen_among_those_in_its_words(
    text: str, words: str, kind: EventType, thai: str | None, english: str | None
) -> None:
    seen = context(text)
    name, mentions, confidence = names.choose_name(seen, stretch(seen, words), kind)
    assert (name.th, name.en) == (thai, english)
    assert [m.text for m in mentions[:1]] == [given for given in (thai or english,) if given]
    assert 0.3 < confidence < 1


def test_the_name_of_a_festival_told_as_an_event_is_its_name() -> None:
    seen = context("ในช่วงเทศกาลว่าวลมหนาวแห่งชาติ", ("เทศกาลว่าวลมหนาวแห่งชาติ", "EVENT"))
    assert names.choose_name(seen, stretch(seen, "เทศกาลว่าวลมหนาวแห่งชาติ"), "ceremony")[0].th == "เทศกาลว่าวลมหนาวแห่งชาติ"


def test_names_far_from_an_event_are_no_candidates() -> None:
    seen = context(f"งานว่าวไทยเริ่มแล้ว {'ลมแรงมาก ' * 12}ช่างว่าวได้รับรางวัล")
    assert names.candidates(seen, stretch(seen, "ช่างว่าวได้รับรางวัล")) == []


def test_an_opening_is_a_candidate_with_and_without_the_words_for_it() -> None:
    seen = context("ร่วมพิธีเปิดการประชุมช่างว่าวโลก", ("พิธีเปิดการประชุมช่างว่าวโลก", "EVENT"))
    found = names.candidates(seen, stretch(seen, "พิธีเปิดการประชุมช่างว่าวโลก"))
    spans = {seen.text[one.start : one.end]: one.source for one in found}
    assert spans["พิธีเปิดการประชุมช่างว่าวโลก"] == "entity"
    assert "การประชุมช่างว่าวโลก" in spans


def test_candidates_of_one_name_add_up_their_probabilities() -> None:
    seen = context("การประชุมว่าว ประชุมว่าว งานว่าว")
    spans = [places(seen.text, words)[0] for words in ("การประชุมว่าว", " ประชุมว่าว", "งานว่าว")]
    found = [names.Candidate(at.start, at.end, "phrase", "", "", 1.0) for at in spans]
    assert names.likeliest(seen, found, [0.25, 0.2, 0.4, 0.15]) == 0
    assert names.likeliest(seen, found, [0.1, 0.2, 0.4, 0.3]) == 2
    assert names.likeliest(seen, [], [1.0]) is None
