"""English articles: ranges of time, clock times, a "that" which opens speech, offices and bodies."""

from __future__ import annotations

from datetime import date

import pytest

from newsextract.layers import names, referents, times
from newsextract.layers.drafts import Entity, Referent
from newsextract.layers.events import happening_slots, when
from newsextract.layers.events.context import Context
from newsextract.layers.events.happenings import Stretch
from newsextract.layers.findings import Findings
from newsextract.page import Article
from newsextract.pipeline import annotate
from spoken import opening_cues as cues

PUBLISHED = date(2024, 3, 5)
HEAD = "กรมว่าวเปิดงานว่าวไทย\n"


def found(text: str) -> list[tuple[str, str, str | None, str | None]]:
    return [(time.text, time.kind, time.value, time.end_value) for time in times.search(text, PUBLISHED)]


def context(text: str) -> Context:
    page = Article.of(HEAD + text, body=len(HEAD), published=PUBLISHED.isoformat())
    return Context.of(page, Findings(times=times.find(page, Findings()).items))


def people(article: Article, entities: list[Entity]) -> list[Referent]:
    """The people of an article that are known by name."""
    return Findings().plus("referents", referents.find(article, Findings(entities=entities))).people


@pytest.mark.parametrize(
    ("text", "words", "kind", "start", "end"),
    [
        ("Kites fly during May and August.", "May and August", "month_range", "2024-05", "2024-08"),
        ("It grew between June and September 2023.", "June and September 2023", "month_range", "2023-06", "2023-09"),
        ("Sales during December and January 2024 rose.", "December and January 2024", "month_range", "2023-12", "2024-01"),
        ("It ran between July 1 and July 9, 2023.", "July 1 and July 9, 2023", "range", "2023-07-01", "2023-07-09"),
        (
            "It ran during the period of July 1, 2022 and March 6, 2023.",
            "July 1, 2022 and March 6, 2023",
            "range",
            "2022-07-01",
            "2023-03-06",
        ),
    ],
)
def test_and_joins_a_range_behind_during_or_between(text, words, kind, start, end):
    assert found(text) == [(words, kind, start, end)]


@pytest.mark.parametrize(
    "text",
    ["Fairs on July 1 and July 9, 2023.", "Fairs in May 2023 and June 2023.", "Sales between May 2023 and May 2022 fell."],
)
def test_and_joins_no_range_elsewhere_or_backwards(text):
    assert not any(kind in {"range", "month_range"} for _, kind, _, _ in found(text))


@pytest.mark.parametrize(
    ("text", "words", "start", "end"),
    [
        ("The fair opens at 1000hrs of March 8, 2024.", "1000hrs of March 8, 2024", "2024-03-08T10:00", None),
        ("The fair opens at 9 a.m. of Friday, March 8.", "9 a.m. of Friday, March 8", "2024-03-08T09:00", None),
        (
            "It is free from 0001hrs of March 8, 2024 to 2000hrs of March 10, 2024.",
            "0001hrs of March 8, 2024 to 2000hrs of March 10, 2024",
            "2024-03-08T00:01",
            "2024-03-10T20:00",
        ),
    ],
)
def test_a_clock_time_before_its_date_is_one_time_with_it(text, words, start, end):
    assert [(one[0], *one[2:]) for one in found(text)] == [(words, start, end)]


@pytest.mark.parametrize(
    ("text", "words", "start", "end"),
    [
        ("They met at 2.00 p.m. in the hall.", "2.00 p.m.", "T14:00", None),
        ("They met at 9.30 AM in the hall.", "9.30 AM", "T09:30", None),
        ("They met at 14.00 p.m. in the hall.", "14.00", "T14:00", None),
        ("Open from 1.30 to 4.30 p.m. daily.", "1.30 to 4.30 p.m.", "T13:30", "T16:30"),
        ("Open from 11.30-1.30 p.m. daily.", "11.30-1.30 p.m.", "T11:30", "T13:30"),
        ("Open from 8:00-8:30 a.m. daily.", "8:00-8:30 a.m.", "T08:00", "T08:30"),
    ],
)
def test_a_clock_time_keeps_its_half_of_the_day(text, words, start, end):
    assert [(one[0], *one[2:]) for one in found(text)] == [(words, start, end)]


def test_a_that_in_the_next_sentence_opens_nothing():
    text = "Mr. Dee commended the work on the kite museum. The mayor hoped that more visitors would come to see the kites."
    assert cues(text) == ["commended", "hoped that "]


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("The mayor emphasized his plan for kite schools that will open in every district.", "emphasized"),
        ("The mayor instructed all schools to ensure that every child has a kite of its own.", "instructed"),
        ("The mayor mentioned two aims, that is, safer kites and more wind for everybody.", "mentioned"),
        ("The mayor disclosed about the fair by the river that it would open in the month of May again.", "disclosed about the fair by the river that "),
        ("The mayor informed the kite makers that the fair would open in May again.", "informed the kite makers that "),
        ("The mayor reported to the council that the fair would open in May again.", "reported to the council that "),
        ("The mayor expressed his hope that the fair would open in May again.", "expressed his hope that "),
    ],
)  # fmt: skip
def test_a_relative_that_opens_no_speech(text, cue):
    assert cues(text) == [cue]


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("They met Prime Minister’s Secretary General Malee Deengam in May.", "Prime Minister’s Secretary General"),
        ("They met PM's Secretary-General Malee Deengam in May.", "PM's Secretary-General"),
        ("They met Prime Minister’s advisor Malee Deengam in May.", "advisor"),
        ("They met KMO’s Chairman Malee Deengam in May.", "KMO’s Chairman"),
        ("A meeting between Chile and Thailand with Deputy Defense Minister Malee Deengam.", "Deputy Defense Minister"),
        ("A visit to Thailand of Deputy Minister of Wind Malee Deengam.", "Deputy Minister of Wind"),
    ],
)
def test_an_office_begins_with_what_it_belongs_to(text, role):
    names = [("KMO", "ORGANIZATION"), ("Malee Deengam", "PERSON")]
    spots = [(text.index(name), name, kind) for name, kind in names if name in text]
    entities = [
        Entity(start=at, end=at + len(name), text=name, type=kind, name=name, id=name)  # type: ignore[arg-type]
        for at, name, kind in spots
    ]
    article = Article.of(text, language="en")
    assert [one.role for one in people(article, entities)] == [role]


def test_no_office_begins_in_the_headline():
    text = "Kite Special Summit\nGovernment Spokesperson Malee Deengam met the press."
    at = text.index("Malee")
    entities = [Entity(start=at, end=at + 13, text="Malee Deengam", type="PERSON", name="Malee Deengam", id="e1")]
    article = Article.of(text, body=text.index("Government"), language="en")
    assert [one.role for one in people(article, entities)] == ["Government Spokesperson"]
    assert [one.role for one in people(Article.of(text, language="en"), entities)] == ["Special Summit Government Spokesperson"]


def test_midnight_at_the_end_of_a_day_is_the_next_day():
    assert when.iso("2024-12-31T24:00") == "2025-01-01T00:00+07:00"
    assert when.iso("XXXX-12-31T24:00") == "XXXX-12-31T24:00+07:00"


def test_a_year_centuries_ahead_is_a_slip():
    seen = context("งานว่าววันที่ 8 มีนาคม 3567 และงานโคมวันที่ 3 พฤษภาคม 2567")
    at = seen.text.index("งานโคม")
    one = Stretch(at, at + len("งานโคม"), 0.9, 0.9)
    assert {time.value for time in when.candidates(seen)} == {"2024-05-03"}
    assert {time.value for time in happening_slots.times_of(seen, one)} == {"2024-05-03"}


def named(text: str) -> list[tuple[str, str]]:
    return [(text[one.start : one.end], one.type) for one in names.search(text) if one.type in {"PERSON", "ORGANIZATION"}]


@pytest.mark.parametrize(
    "body",
    [
        "Department of Forests, Wildlife and Plant Conservation",
        "Ministry of Culture, Sport, and Tourism",
        "Department for Digital, Culture, Media & Sport",
        "Committee on Micro, Small, and Medium Enterprises",
        "Federal Department of Economic Affairs, Education and Research",
    ],
)
def test_a_body_has_all_its_fields(body):
    assert (body, "ORGANIZATION") in named(f"The poets met the {body} on Monday.")


def test_countries_behind_a_body_are_no_fields():
    assert ("Ministry of Foreign Affairs", "ORGANIZATION") in named("Ministry of Foreign Affairs, Laos and Croatia signed it.")


def test_a_body_ends_before_the_name_of_its_head():
    text = "They met Governor of Sports Authority of Thailand Somchai Deengam, poets and coaches."
    assert {("Sports Authority of Thailand", "ORGANIZATION"), ("Somchai Deengam", "PERSON")} <= set(named(text))
    text = "They met Governor of the State Railway of Thailand (SRT) Somchai Deengam, and poets."
    assert ("Somchai Deengam", "PERSON") in named(text)
    text = "They met Director-General of the Department of Pollution Control Somchai Deengam, and poets."
    assert {("Department of Pollution Control", "ORGANIZATION"), ("Somchai Deengam", "PERSON")} <= set(named(text))


def test_a_degree_is_nobody():
    text = "Prof. Dr. Malee Deengam, MD, the Director-General of the Department of Health, spoke."
    assert [kind for _, kind in named(text)].count("PERSON") == 1
    assert not any(kind == "PERSON" for words, kind in named("Gen. Malee Deengam (Ret.) spoke.") if "Ret" in words)


def test_the_head_of_the_police_is_not_a_person_of_that_name():
    assert named("Commissioner of the Royal Thai Police and spouse attended.") == [("Royal Thai Police", "ORGANIZATION")]


@pytest.mark.parametrize(
    ("office", "role"),
    [
        ("Head of Television at Kite Company", "Head of Television at Kite Company"),
        ("General Counsel of Kite Company", "General Counsel of Kite Company"),
        ("Minister at the Kite Company", "Minister at the Kite Company"),
        ("Minister of Wind at Oak Hall", "Minister of Wind"),
        ("CEO of the Chile-based Kite Company", "CEO of the Chile-based Kite Company"),
        ("Minister for Wind Affairs, Education and Sport", "Minister for Wind Affairs, Education and Sport"),
    ],
)
def test_an_office_goes_on_to_the_body_that_it_is_at(office, role):
    text = f"They met Malee Deengam, {office}, in May."
    spots = [("Malee Deengam", "PERSON"), ("Kite Company", "ORGANIZATION"), ("Oak Hall", "FACILITY")]
    entities = [
        Entity(start=text.index(one), end=text.index(one) + len(one), text=one, type=kind, name=one, id=one)  # type: ignore[arg-type]
        for one, kind in spots
        if one in text
    ]
    assert [one.role for one in people(Article.of(text, language="en"), entities)] == [role]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("He met BOT Governor Malee Deengamkul next week.", "Malee Deengamkul"),
        ("PM congratulated President-elect Juan Perez, who won.", "Juan Perez"),
        ("Ambassador Ren Kaito, President of the council, came.", "Ren Kaito"),
        ("Among them was its chair Wichai Mankong who is a banker.", "Wichai Mankong"),
    ],
)
def test_a_name_without_a_title_behind_an_office_is_a_person(text: str, name: str) -> None:
    assert (name, "PERSON") in [(one.text, one.type) for one in names.search(text)]


@pytest.mark.parametrize("end", [",", " (", ", the"])
def test_a_text_may_end_where_an_office_could_follow_a_name(end):
    article = Article.of(f"News\nThe kite fair was opened by Mr. Somchai Jaidee{end}", body=5, language="en")
    assert [one.names[0] for one in annotate(article).referents if one.type == "PERSON"] == ["Somchai Jaidee"]


@pytest.mark.parametrize(
    ("text", "role"),
    [
        (
            "H.E. Mr. Marek Bílý, Ambassador of the Czech Republic to Thailand, came.",
            "Ambassador of the Czech Republic to Thailand",
        ),
        ("H.E. Mr. Trần Văn Thể, Minister of Transport of Vietnam, came.", "Minister of Transport of Vietnam"),
        ("Mr. Ted Jones, USABC president, and ten poets came.", "USABC president"),
        (
            "Mr. Ted Jones, President and chief executive officer of Kite Company, came.",
            "President and chief executive officer of Kite Company",
        ),
        ("Prof. Ted Jones, a professor at Kite University, wrote a poem.", "professor at Kite University"),
        ("Mr. Ted Jones, an advisor to the Prime Minister, came.", "advisor to the Prime Minister"),
        ("Mr. Ted Jones, a Swiss citizen who flies kites, came.", None),
    ],
)
def test_an_office_in_apposition_may_have_an_article_or_end_without_a_capital(text, role):
    article = Article.of(text, language="en")
    assert [one.role for one in people(article, names.search(text))][:1] == [role]


def test_the_ministry_where_an_event_is_held_is_no_part_of_the_next_office():
    text = "At Kite Hall, Ministry of Foreign Affairs, Prime Minister and Minister of Finance Somchai Jaidee presided."
    article = Article.of(text, language="en")
    assert [one.role for one in people(article, names.search(text))] == ["Prime Minister and Minister of Finance"]


def test_a_place_begins_behind_the_word_that_begins_the_sentence():
    found = [(one.text, one.iso) for one in names.search("As Nong Khai province is near, kites fly.")]
    assert ("Nong Khai province", "TH-43") in found
