"""What is no other event, what comes before a statement, and what an event shares with the main event: country and status."""

from __future__ import annotations

import pytest

from newsextract.layers.drafts import Event
from newsextract.layers.events import background, happening_slots
from newsextract.layers.events.background_places import Telling, place_of
from newsextract.layers.events.context import Context
from newsextract.layers.events.happening_times import When, choose_time
from newsextract.records import Mention, Place
from tests.told import HEAD, Name, context, main_event, mention, stretch

PERU, CUBA = ("เปรู", "LOCATION", "PE"), ("คิวบา", "LOCATION", "CU")


def place(seen: Context, words: str, start: str | None = None, country: str | None = None) -> Place:
    main = main_event("visit", start="2024-03-04", end="2024-03-05", place=Place(country=country))
    about = mention(seen, words)
    clause = Mention.of(seen.text, len(HEAD), len(seen.text))
    return place_of(seen, main, about, clause, Telling(stretch(seen, words), When(start, None, [], 0.5), 0.0)).place


@pytest.mark.parametrize(
    ("start", "names", "found"),
    [
        ("2024-03-05T09:00+07:00", (), "PE"),
        ("2024-03-05", (PERU,), "PE"),
        ("2024-03-05", (CUBA,), None),
        ("2024-03-06", (), None),
        (None, (), None),
    ],
)
def test_an_event_on_the_days_of_one_abroad_is_in_its_country(start: str | None, names: tuple[Name, ...], found: str) -> None:
    seen = context("ช่างชมว่าวยักษ์กับสมาคมว่าวคิวบาและเปรู", *names)
    assert place(seen, "ชมว่าวยักษ์", start, "PE").country == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The poets paid a visit to Peru last year", "PE"),
        ("The poets flew kites in Peru last year", "PE"),
        ("The poets flew kites with Peru last year", None),
    ],
)
def test_an_english_event_is_in_the_country_that_is_visited(text: str, found: str | None) -> None:
    seen = context(text, ("Peru", "LOCATION", "PE"), language="en")
    assert place(seen, text.removeprefix("The poets ").removesuffix(" last year")).country == found


@pytest.mark.parametrize(
    ("text", "found"),
    [("ปิดถนนขาเข้าเชียงใหม่", None), ("ปิดถนนทุกสายยกเว้นเชียงใหม่", None), ("ปิดถนนที่เชียงใหม่", "เชียงใหม่")],
)
def test_an_event_is_not_in_the_province_that_a_road_leads_to_or_that_is_excepted(text: str, found: str | None) -> None:
    assert place(context(text, ("เชียงใหม่", "LOCATION", "TH-50")), text).province == found


@pytest.mark.parametrize(
    ("kind", "words", "start", "same"),
    [
        ("statement", "ตรวจลานว่าวยักษ์", "2024-03-05", False),
        ("meeting", "ตรวจลานว่าวยักษ์ริมน้ำ", None, False),
        ("meeting", "ตรวจลานว่าวยักษ์ริมน้ำ", "2024-02-01", False),
        ("meeting", "ตรวจลานว่าวยักษ์ริมน้ำ", "2024-03-05", True),
        ("visit", "ตรวจลานว่าวยักษ์ริมน้ำ", None, True),
    ],
)
def test_words_of_the_main_event_told_as_another_type_are_another_event(
    kind: str, words: str, start: str | None, *, same: bool
) -> None:
    seen = context("กรมว่าวเตรียมตรวจลานว่าวยักษ์ริมน้ำ")
    main = main_event(kind, start="2024-03-05", slots={"about": [mention(seen, "ตรวจลานว่าวยักษ์")]})
    about = mention(seen, words)
    other = Event(id="", main=False, type="visit", status="occurred", about=about, start=start, slots={"about": [about]})
    assert background._same_event(seen, other, main) is same


@pytest.mark.parametrize(
    ("words", "kind", "same"),
    [
        ("ลงนามบันทึกความเข้าใจเรื่องเชือก", "agreement", True),
        ("พิธีลงนามบันทึกความเข้าใจเรื่องเชือก", "agreement", True),
        ("ทำบันทึกความเข้าใจเรื่องเชือก", "agreement", False),
        ("ลงนามบันทึกความเข้าใจเรื่องเชือก", "meeting", False),
    ],
)
def test_the_signing_of_the_main_agreement_is_not_told_twice(words: str, kind: str, *, same: bool) -> None:
    seen = context(f"กรมว่าวจับมือกับสมาคมว่าวไทย แล้ว{words}")
    main = main_event("agreement", start="2024-03-05", slots={"about": [mention(seen, "จับมือกับสมาคมว่าวไทย")]})
    about = mention(seen, words)
    other = Event(id="", main=False, type=kind, status="occurred", about=about, slots={"about": [about]})  # type: ignore[arg-type]
    assert background._same_event(seen, other, main) is same
    dated = other.model_copy(update={"start": "2024-02-01"})
    assert not background._same_event(seen, dated, main)


@pytest.mark.parametrize(
    ("text", "language", "start"),
    [
        ("เปิดโครงการลานว่าว ประจำปีงบประมาณ พ.ศ. 2566", "th", None),
        ("เปิดโครงการลานว่าว ในปีงบประมาณ พ.ศ. 2566", "th", "2022-10-01"),
        ("เปิดโครงการลานว่าว ประจำปีงบประมาณ พ.ศ. 2566 เมื่อวันที่ 4 มีนาคม 2567", "th", "2024-03-04"),
        ("The mayor named April 6 of each year Kite Day", "en", None),
        ("The mayor opened the fair on April 6 as every year", "en", "2024-04-06"),
    ],
)
def test_a_year_in_a_name_and_a_day_of_every_year_date_nothing(
    monkeypatch: pytest.MonkeyPatch, text: str, language: str, start: str | None
) -> None:
    seen = context(text, language=language)
    one = stretch(seen, text.split(maxsplit=1)[0] if language == "th" else "The mayor")
    last = len(happening_slots.times_of(seen, one)) - 1

    class Certain:
        def probabilities(self, rows: list[object]) -> list[float]:
            return [float(k == last) for k in range(len(rows))]

        def calibrated(self, chance: float) -> float:
            return chance

    monkeypatch.setattr("newsextract.layers.events.happening_times.weights", lambda: {"start": Certain()})
    assert choose_time(seen, one, main_event("visit"), 0.0).start == start
