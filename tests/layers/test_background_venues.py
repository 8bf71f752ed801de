"""The venue of a background event: its candidates, the choice among them, and what follows from it."""

from __future__ import annotations

import pytest

from newsextract.layers.drafts import Entity, Event
from newsextract.layers.events import background_places as venues
from newsextract.layers.events import geography
from newsextract.layers.events.background_places import place_of
from newsextract.layers.events.context import Context
from newsextract.layers.events.happening_times import When
from newsextract.layers.events.venues import Venue
from newsextract.layers.findings import Findings
from newsextract.page import Article
from newsextract.records import Mention, Place
from tests.spoken import places
from tests.told import context, stretch


def telling(seen: Context, words: str, part: float = 0.0) -> venues.Telling:
    return venues.Telling(stretch(seen, words), When(None, None, [], 0.5), part)


def main_event(venue: Mention | None = None, **place: str) -> Event:
    slots = {"venue": [venue]} if venue else {}
    there = Place(venue=venue.text if venue else None, **place)  # type: ignore[arg-type]
    return Event(id="a#1", main=True, type="ceremony", status="occurred", place=there, slots=slots)


def where(seen: Context, words: str, main: Event | None = None, part: float = 0.0):
    at = places(seen.text, words)[0]
    return place_of(seen, main or main_event(), at, at, telling(seen, words, part))


def test_an_event_has_the_venue_behind_its_words_with_district_and_province():
    seen = context("จากนั้น อธิบดีเดินทางไปมอบรางวัลช่างทำว่าว ณ หอประชุมลมเย็น อำเภอแม่สอด จังหวัดตาก", ("หอประชุมลมเย็น", "FACILITY"))
    there = where(seen, "มอบรางวัลช่างทำว่าว")
    assert (there.place.venue, there.place.district) == ("หอประชุมลมเย็น อำเภอแม่สอด จังหวัดตาก", "อำเภอแม่สอด")
    assert (there.place.province, there.place.country) == ("ตาก", "TH")
    assert [m.text for m in there.slots["venue"]] == [there.place.venue]
    assert there.confidence["venue"] > 0.4


def test_a_landmark_tells_the_province_of_its_event():
    seen = context("ต่อมา ประกวดว่าวยักษ์ ณ ทำเนียบรัฐบาล", ("ทำเนียบรัฐบาล", "FACILITY"))
    there = where(seen, "ประกวดว่าวยักษ์")
    assert (there.place.venue, there.place.iso_3166_2) == ("ทำเนียบรัฐบาล", "TH-10")


def test_a_venue_abroad_tells_the_country():
    seen = context("ต่อมา ช่างว่าวเดินทางไปประกวดว่าวยักษ์ ณ หอประชุมใหญ่ กรุงโตเกียว", ("หอประชุมใหญ่", "FACILITY"))
    there = where(seen, "ประกวดว่าวยักษ์", main_event(country="TH"))
    assert (there.place.venue, there.place.country) == ("หอประชุมใหญ่ กรุงโตเกียว", "JP")


def test_a_venue_abroad_is_not_in_the_main_events_province():
    seen = context("จากนั้น อธิบดีมอบรางวัลช่างทำว่าว ณ หอประชุมลมเย็น กรุงโตเกียว ญี่ปุ่น", ("หอประชุมลมเย็น", "FACILITY"))
    main = main_event(province="ตาก", iso_3166_2="TH-63", country="TH")
    there = where(seen, "มอบรางวัลช่างทำว่าว", main, part=0.9)
    assert (there.place.venue, there.place.province, there.place.country) == ("หอประชุมลมเย็น กรุงโตเกียว ญี่ปุ่น", None, "JP")


def test_a_venue_in_two_countries_is_in_neither():
    seen = context("ต่อมา ช่างว่าวเดินทางไปประกวดว่าวยักษ์ ณ หอประชุมใหญ่ กรุงโตเกียว สปป.ลาว", ("หอประชุมใหญ่", "FACILITY"))
    there = where(seen, "ประกวดว่าวยักษ์", main_event())
    assert (there.place.venue, there.place.country) == ("หอประชุมใหญ่ กรุงโตเกียว สปป.ลาว", None)


def test_an_english_venue_abroad_tells_the_country():
    page = Article.of("Kites\nThe makers met at the Wind Hall, Pakse, Lao PDR.", body=6, language="en", published="2024-03-05")
    found = [Entity(start=at.start, end=at.end, text=at.text, type="FACILITY") for at in places(page.text, "Wind Hall")]
    seen = Context.of(page, Findings(entities=found))
    there = where(seen, "The makers met", main_event(country="TH"))
    assert (there.place.venue, there.place.country) == ("Wind Hall, Pakse, Lao PDR", "LA")


@pytest.mark.parametrize(("words", "country"), [("his first visit to Thailand", "TH"), ("his praise of Thailand", None)])
def test_a_visit_to_thailand_is_there_also_if_the_main_event_is_not(words, country):
    page = Article.of(f"Kites\nThe maker told of {words}.", body=6, language="en", published="2024-03-05")
    found = [
        Entity(start=at.start, end=at.end, text=at.text, type="LOCATION", iso="TH") for at in places(page.text, "Thailand")
    ]
    seen = Context.of(page, Findings(entities=found))
    assert where(seen, words, main_event(country="NO")).place.country == country


def test_a_venue_that_ends_with_thailand_is_there_also_if_the_main_event_is_not():
    page = Article.of("Kites\nThe makers met in the Wind Hall, Thailand.", body=6, language="en", published="2024-03-05")
    named = [("Wind Hall", "FACILITY", None), ("Thailand", "LOCATION", "TH")]
    found = [
        Entity(start=at.start, end=at.end, text=at.text, type=kind, iso=iso)
        for name, kind, iso in named
        for at in places(page.text, name)
    ]
    there = where(Context.of(page, Findings(entities=found)), "The makers met", main_event(country="NO"))
    assert (there.place.venue, there.place.country) == ("Wind Hall, Thailand", "TH")


def test_an_item_of_the_programme_at_a_venue_without_a_province_has_the_main_events():
    seen = context("จากนั้น อธิบดีมอบรางวัลช่างทำว่าว ณ หอประชุมลมเย็น", ("หอประชุมลมเย็น", "FACILITY"))
    main = main_event(province="ตาก", iso_3166_2="TH-63", country="TH")
    assert where(seen, "มอบรางวัลช่างทำว่าว", main, part=0.9).place.province == "ตาก"
    assert where(seen, "มอบรางวัลช่างทำว่าว", main, part=0.1).place.province is None


def test_an_event_without_a_place_near_has_none():
    there = where(context("รัฐบาลเห็นชอบแผนส่งเสริมช่างทำว่าว"), "เห็นชอบแผนส่งเสริมช่างทำว่าว")
    assert there.place.venue is None
    assert "venue" not in there.slots
    assert there.confidence["venue"] > 0.5  # that it has none


def test_the_main_events_venue_is_a_candidate_wherever_it_is_told():
    seen = context(
        f"เปิดงานว่าวไทย ณ หอประชุมลมเย็น\n{'ว่าวสวยงามมาก ' * 40}\nภายในงาน มีการประกวดว่าวยักษ์", ("หอประชุมลมเย็น", "FACILITY")
    )
    hall = places(seen.text, "หอประชุมลมเย็น")[0]
    words = telling(seen, "ประกวดว่าวยักษ์").words
    assert venues.candidates(seen, words, main_event(hall)) == [Venue(hall.start, hall.end, "main")]
    assert venues.candidates(seen, words, main_event()) == []


def test_a_name_is_a_candidate_alone_and_with_the_places_behind_it():
    seen = context("ประกวดว่าวยักษ์ที่ลานว่าว ตำบลลมเย็น ทุกปี", ("ลานว่าว", "FACILITY"), ("ตำบลลมเย็น", "LOCATION"))
    found = venues.candidates(seen, telling(seen, "ประกวดว่าวยักษ์").words, main_event())
    assert {"ลานว่าว", "ลานว่าว ตำบลลมเย็น"} <= {seen.text[one.start : one.end] for one in found}


@pytest.mark.parametrize(
    ("chances", "likeliest"), [([0.3, 0.3, 0.1, 0.3], (0.6, 0)), ([0.1, 0.1, 0.5, 0.3], (0.5, 2)), ([], (0.0, None))]
)
def test_candidates_that_overlap_the_likeliest_one_count_for_it(chances, likeliest):
    found = [Venue(0, 10, "na"), Venue(5, 20, "na"), Venue(30, 40, "na")][: len(chances)]
    chance, best = venues.likeliest(found, chances)
    assert (pytest.approx(chance), best) == likeliest


@pytest.mark.parametrize(
    ("venue", "province"),
    [("Impact Exhibition Hall 9", "TH-12"), ("Convention Center, Centara Grand Central World Hotel", "TH-10")],
)
def test_an_english_landmark_tells_the_province(venue: str, province: str) -> None:
    assert [one.code for one in geography.landmarks(venue, 0, len(venue))] == [province]


@pytest.mark.parametrize(
    ("venue", "country"),
    [("the White House", "US"), ("Wind Hall, Jeddah", "SA"), ("Kite Museum, Putrajaya", "MY"), ("Wind Hall, Seattle", "US")],
)
def test_a_foreign_city_tells_the_country_of_its_event(venue: str, country: str) -> None:
    assert [city.code for city in geography.cities(venue, 0, len(venue))] == [country]
