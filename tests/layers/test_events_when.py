"""Events: features of times that may date the event."""

import pytest
from test_events_slots import context

from newsextract.layers.events import when, when_features

VISIT = (
    "Visit of the Prime Minister\nMarch 13, 2024, Spokesperson Sample disclosed that the Prime Minister is scheduled to visit "
    "Ruritania during March 15-16, 2024, to meet the Mayor."
)


def read(text, published, language="th"):
    """The candidate times of an article and their features."""
    seen = context(text, published=published, language=language)
    possible = when.candidates(seen)
    return possible, when_features.features(seen, "visit", possible)


@pytest.mark.parametrize(("published", "coming"), [("2024-03-13", [False, True]), ("2024-03-20", [False, False])])
def test_a_future_day_after_the_day_of_a_statement_is_marked(published, coming):
    possible, rows = read(VISIT, published, "en")
    assert [time.value for time in possible] == ["2024-03-13", "2024-03-15"]
    assert ["coming, as said" in row for row in rows[:2]] == coming
    assert ["visit|coming, as said" in row for row in rows[:2]] == coming


def test_no_day_is_marked_as_coming_without_a_statement():
    _, rows = read(VISIT.replace("Spokesperson Sample disclosed that ", ""), "2024-03-13", "en")
    assert not any("coming, as said" in row for row in rows)


def test_words_around_a_time_are_features_by_side_and_distance_within_the_line():
    text = "น้ำใส\nกรมน้ำใส\nเมื่อวันที่ 6 กันยายน 2559 เวลาเช้า เปิดงาน\nวันต่อมา"
    _, rows = read(text, "2016-09-06")
    assert {name for name in rows[0] if name.startswith(("before 0", "before 1"))} == {"before 0 วันที่", "before 1 เมื่อ"}
    assert "behind 0 เวลา" in rows[0]
    assert rows[0]["before 0 วันที่"] > rows[0]["before 1 เมื่อ"]


def test_the_nearest_cue_on_each_side_of_a_time_counts_most():
    text = "น้ำใส\nนายสมมุติ ดีงาม เปิดเผยว่า เมื่อวันที่ 6 กันยายน 2559 เป็นประธานเปิดงานน้ำใส และประชุมต่อ"
    _, rows = read(text, "2016-09-06")
    assert rows[0]["nearest prior say"] > rows[0]["prior say"]
    assert "nearest then chair" in rows[0]
    assert {"then chair", "then meeting"} <= set(rows[0])
    assert "visit|nearest then chair" in rows[0]


def test_the_day_of_writing_below_an_article_dates_no_event():
    text = "น้ำใส\nวันนี้ (6 กันยายน 2559) กรมน้ำใสแจ้งว่า" + " น้ำในคลองใสขึ้นกว่าเดิมทุกวัน" * 10
    stamp = "\n*****\nกองน้ำใส\n 8 กันยายน 2559 \n"
    assert [time.value for time in read(text + stamp, "2016-09-08")[0]] == ["2016-09-06"]
    kept = [(text + stamp + "น" * 400), (text + stamp.replace(" \n", " พบกันอีก\n")), "น้ำใส\nกรมน้ำใสแจ้ง" + stamp]
    assert ["2016-09-08" in {time.value for time in read(one, "2016-09-08")[0]} for one in kept] == [True] * 3


@pytest.mark.parametrize(
    ("words", "values"),
    [
        ("เตรียมเปิดลานว่าวในวันพรุ่งนี้", ["2016-09-09"]),
        ("พบช่างว่าว ขณะที่เมืองลมเปิดลานว่าววันพรุ่งนี้", []),
        ("พบช่างว่าวและในวันพรุ่งนี้ (9 กันยายน 2559) ก็จะไปเมืองลม", []),
        ("ตรวจลานว่าวก่อนเปิดลานว่าวในวันที่ 9 กันยายน 2559", []),
    ],
)
def test_what_others_do_or_what_comes_next_dates_no_event(words, values):
    assert [time.value for time in read(f"น้ำใส\nนายสมมุติ{words}", "2016-09-08")[0]] == values


@pytest.mark.parametrize(
    ("kind", "body", "start"),
    [
        ("visit", "นายสมมุติ เปิดเผยว่า นายกเมืองลมจะเยือนเมืองว่าวระหว่างวันที่ 8 - 9 กันยายน 2559", "2016-09-08"),
        ("visit", "นายสมมุติ เปิดเผยภายหลังเยือนเมืองว่าวว่า จะแจกว่าวในวันที่ 8 กันยายน 2559", "2016-09-06"),
        ("ceremony", "นายสมมุติ เป็นประธานเปิดลานว่าว และกล่าวว่า จะแข่งในวันที่ 8 กันยายน 2559", "2016-09-06"),
        ("visit", "นายสมมุติ ตรวจเยี่ยมลานว่าว และกล่าวว่า จะแจกว่าวในวันที่ 8 กันยายน 2559", "2016-09-06"),
        ("ceremony", "นายสมมุติ เปิดเผยว่า ในโอกาสครบ 9 ปีเมืองว่าว ในวันที่ 8 กันยายน 2559 จึงทำว่าว", "2016-09-06"),
        ("ceremony", "นายสมมุติ เปิดเผยว่า จะแข่งว่าวในโอกาสครบ 9 ปีเมืองว่าว ระหว่างวันที่ 8 - 9 กันยายน 2559", "2016-09-08"),
        ("visit", "นายสมมุติ เปิดเผยว่า ลมจะแรงถึงวันที่ 8 กันยายน 2559", "2016-09-06"),
        ("visit", "นายสมมุติ เปิดเผยว่า ว่าวจะหมดเมืองในปี 2560", "2016-09-06"),
        ("visit", "นายสมมุติ เปิดเผยว่า เยือนเมืองว่าวในวันที่ 3 กันยายน 2559", "2016-09-06"),
        ("notice", "นายสมมุติ เปิดเผยว่า นายกเมืองลมจะเยือนเมืองว่าวระหว่างวันที่ 8 - 9 กันยายน 2559", "2016-09-06"),
    ],
)
def test_an_occasion_that_is_announced_has_the_day_to_come(monkeypatch, kind, body, start):
    monkeypatch.setattr(when, "choose", lambda *_: (0, 1.0, []))
    assert when.when(context(f"ข่าว\nวันที่ 6 กันยายน 2559 {body}", published="2016-09-06"), kind).start == start


@pytest.mark.parametrize(
    ("kind", "words", "start"),
    [
        ("report", "ประจำสัปดาห์ ระหว่างวันที่ 1 - 5 กันยายน 2559", "2016-09-01"),
        ("notice", "ในรอบสัปดาห์นี้ (1 - 5 กันยายน 2559)", "2016-09-01"),
        ("visit", "ประจำสัปดาห์ ระหว่างวันที่ 1 - 5 กันยายน 2559", None),
        ("report", "สะสมระหว่างวันที่ 1 - 5 กันยายน 2559", None),
        ("notice", "ในสัปดาห์ว่าว 8 - 9 กันยายน 2559", None),
    ],
)
def test_a_weekly_report_without_another_day_has_its_week(monkeypatch, kind, words, start):
    monkeypatch.setattr(when, "choose", lambda _, rows: (len(rows) - 1, 1.0, []))
    assert when.when(context(f"ข่าว\nกรมลมนับว่าว{words}", published="2016-09-06"), kind).start == start


@pytest.mark.parametrize(
    ("kind", "words", "start"),
    [
        ("meeting", "The Kite Forum is to be held in Oslo on 8 September 2016.", "2016-09-08"),
        ("ceremony", "The kite festival will take place from 8 to 9 September 2016.", "2016-09-08"),
        ("meeting", "The Kite Forum is scheduled for 8 September 2016.", "2016-09-08"),
        ("ceremony", "เทศกาลว่าวจะจัดขึ้นที่เมืองลมในวันที่ 8 กันยายน 2559", "2016-09-08"),
        ("decision", "The Kite Forum is to be held in Oslo on 8 September 2016.", None),
        ("meeting", "The Kite Forum is to be held in Oslo. Kites are sold until 8 September 2016.", None),
        ("meeting", "The Kite Forum was to be held in Oslo on 3 September 2016.", None),
    ],
)
def test_an_event_without_another_day_has_the_day_for_which_it_is_planned(monkeypatch, kind, words, start):
    monkeypatch.setattr(when, "choose", lambda _, rows: (len(rows) - 1, 1.0, []))
    assert when.when(context(f"ข่าว\n{words}", published="2016-09-06"), kind).start == start
