"""Events: place, time and status of the main event."""

from functools import partial

import pytest

from newsextract.layers.events import countries, geography, modes, provinces, status, venues, when, where
from newsextract.records import Mention
from tests import told

context = partial(told.context, head="", published="2022-05-05")


@pytest.mark.parametrize(("published", "codes"), [("2022-05-05", []), ("2022-06-05", ["date_conflict"])])
def test_today_far_from_the_day_of_publication_is_a_conflict(published, codes):
    seen = context("ข่าว\nวันนี้ (5 พฤษภาคม 2565) ประชุม", published=published)
    found = when.read(seen, seen.dated[0])
    assert found.start == "2022-05-05"
    assert [w.code for w in when.conflicts(seen, found)] == codes


@pytest.mark.parametrize(("year", "codes"), [("2561", []), ("2560", ["date_conflict"]), ("2559", [])])
def test_a_day_a_year_before_publication_may_be_a_slip(year, codes):
    seen = context(f"ข่าว\nเมื่อวันที่ 3 มีนาคม {year} ประชุม", published="2018-03-07")
    found = when.read(seen, seen.dated[0])
    assert found.start == f"{int(year) - 543}-03-03"
    assert [w.code for w in when.conflicts(seen, found)] == codes


@pytest.mark.parametrize(
    ("written", "published", "meant"),
    [
        ("วันนี้ (3 มกราคม 2560)", "2018-01-03", "2018-01-03"),
        ("วันนี้ (3 มกราคม 2540)", "2018-01-03", "2018-01-03"),
        ("3 มกราคม 2540", "2018-01-03", None),
        ("3 มกราคม 2651", "2018-01-04", "2018-01-03"),
        ("3 มกราคม 2560", "2018-01-04", "2018-01-03"),
        ("3 มกราคม 2559", "2018-01-04", "2018-01-03"),
        ("31 ธันวาคม 2561", "2018-01-02", "2017-12-31"),
        ("3 มกราคม 2560", "2018-01-12", "2018-01-03"),
        ("3 มีนาคม 2560", "2018-03-12", None),
        ("29 กุมภาพันธ์ 2563", "2018-02-28", None),
    ],
)
def test_the_warning_of_a_year_that_does_not_fit_tells_the_day_that_may_be_meant(written, published, meant):
    seen = context(f"ข่าว\nเมื่อ{written} เวลา 09.00 น. ประชุม", published=published)
    found = when.read(seen, seen.dated[0])
    warnings = when.conflicts(seen, found)
    assert [w.code for w in warnings] == ["date_conflict"] * (meant is not None)
    assert all(f"{meant} may be meant" in w.message and w.start == found.mentions[0].start for w in warnings)


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        ("20 - 22 มิถุนายน 2568 เวลา 10.30 - 20.00 น.", "2025-06-20T10:30", "2025-06-22T20:00"),
        ("13 - 14 กรกฎาคม 2565 ช่วงเวลา 23.30 - 03.30 น.", "2022-07-13T23:30", "2022-07-15T03:30"),
        ("13 กรกฎาคม 2565 ตั้งแต่เวลา 22.00 - 05.00 น.", "2022-07-13T22:00", "2022-07-14T05:00"),
    ],
)
def test_opening_hours_belong_to_the_first_and_the_last_day(words, start, end):
    seen = context(f"ข่าว\nระหว่างวันที่ {words} จัดงาน", published=start[:10])
    found = when.read(seen, seen.dated[0])
    assert (found.start, found.end) == (f"{start}+07:00", f"{end}+07:00")


def test_one_hour_behind_several_days_is_not_that_of_their_end():
    seen = context("ข่าว\nระหว่างวันที่ 27 - 28 กันยายน 2567 มีกำหนดการ เวลา 13.45 น. นายสมมุติเดินทาง", published="2024-09-26")
    assert when.read(seen, seen.dated[0]).start == "2024-09-27"


def test_a_later_range_that_begins_on_the_day_gives_the_end():
    seen = context("ข่าว\nวันนี้ (5 พฤษภาคม 2565) เปิดงาน\nงานจัดขึ้นระหว่างวันที่ 5 - 7 พฤษภาคม 2565")
    assert when.span(seen, "ceremony", seen.dated[0]).end == "2022-05-07"
    assert when.span(seen, "statement", seen.dated[0]).end is None
    other = context("ข่าว\nวันนี้ (5 พฤษภาคม 2565) เปิดงาน\nงานจัดขึ้นระหว่างวันที่ 6 - 7 พฤษภาคม 2565")
    assert when.span(other, "ceremony", other.dated[0]).end is None
    far = context(f"ข่าว\nวันนี้ (5 พฤษภาคม 2565) ประชุม\n{'ว่าว ' * 2000}\nงานอื่นระหว่างวันที่ 5 - 7 พฤษภาคม 2565")
    assert when.span(far, "meeting", far.dated[0]).end is None


@pytest.mark.parametrize(
    ("language", "body", "kind", "start"),
    [
        (
            "en",
            "May 5, 2022, at 1130hrs, at Kite House, the mayor disclosed that the cabinet approved a kite.",
            "decision",
            "2022-05-05",
        ),
        ("th", "วันนี้ (5 พฤษภาคม 2565) เวลา 11.30 น. โฆษกว่าวเปิดเผยว่า คณะรัฐมนตรีอนุมัติว่าว", "decision", "2022-05-05"),
        ("th", "วันนี้ (5 พฤษภาคม 2565) เวลา 11.30 น. คณะรัฐมนตรีอนุมัติว่าว", "decision", "2022-05-05T11:30+07:00"),
        ("th", "วันนี้ (5 พฤษภาคม 2565) เวลา 11.30 น. โฆษกว่าวเปิดเผยว่า คณะรัฐมนตรีอนุมัติว่าว", "statement", "2022-05-05T11:30+07:00"),
    ],
)
def test_the_hour_at_which_a_decision_is_told_is_not_the_decisions(language, body, kind, start):
    seen = context(f"Kites\n{body}", language=language)
    assert when.span(seen, kind, seen.dated[0]).start == start


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [("2022-05-01", None, "occurred"), ("2022-06-01", None, "scheduled"), ("2022-05-01", "2022-05-09", "ongoing")],
)
def test_status_follows_from_the_days(start, end, expected):
    seen = context("การอบรมผลไม้ไทย\nนายสมมุติ เปิดการอบรมผลไม้ไทย")
    assert status.status(seen, "training", when.When(start, end, [], 1.0))[0] == expected


def test_the_words_of_the_lead_tell_status_and_mode():
    seen = context("ข่าว\nธนาคารว่าวเปิดให้ยื่นคำขอสินเชื่อว่าวต่อเนื่อง")
    told = {"lead สินเชื่อ", "lead ต่อเนื่อง"}
    assert told <= status.features(seen, "programme", None, None).keys()
    assert told <= modes.features(seen, "programme", venue=False, province=False, sure=0.1).keys()
    assert "lead ข่าว" not in status.features(seen, "programme", None, None)


@pytest.mark.parametrize(
    ("kind", "body", "expected"),
    [
        ("statement", "วันที่ 7 พฤษภาคม 2565 จะเปิดลานว่าว", False),
        ("report", "วันที่ 7 พฤษภาคม 2565 จะเปิดลานว่าว", False),
        ("ceremony", "วันที่ 7 พฤษภาคม 2565 จะเปิดลานว่าว", True),
        ("ceremony", "วันนี้ (5 พฤษภาคม 2565) นายว่าวเปิดลานว่าว", False),
        ("ceremony", "วันนี้ (5 พฤษภาคม 2565) นายว่าวจะเปิดลานว่าว", True),
    ],
)
def test_what_is_said_or_of_today_is_not_still_to_come(monkeypatch, kind, body, expected):
    class Coming:
        def class_probabilities(self, row):
            return {"occurred": 0.3, "ongoing": 0.1, "scheduled": 0.6}

        def calibrated(self, chance):
            return chance

    monkeypatch.setattr(status, "model", lambda _: Coming())
    seen = context(f"ข่าว\n{body}")
    assert (status.status(seen, kind, when.read(seen, seen.dated[0]))[0] == "scheduled") is expected


@pytest.mark.parametrize(("kind", "start"), [("statement", "2022-05-05"), ("ceremony", "2022-05-07")])
def test_a_coming_day_does_not_date_what_is_said(monkeypatch, kind, start):
    monkeypatch.setattr(when, "choose", lambda _, rows: (len(rows) - 2, 1.0, []))  # the last candidate
    seen = context("ข่าว\nวันนี้ (5 พฤษภาคม 2565) นายว่าวเปิดเผยว่า จะเปิดลานว่าวในวันที่ 7 พฤษภาคม 2565")
    assert when.when(seen, kind).start == start


@pytest.mark.parametrize(
    ("kind", "widened", "expected", "sure"),
    [("training", False, "ongoing", 0.75), ("ceremony", False, "ongoing", 0.75), ("ceremony", True, "occurred", 0.8)],
)
def test_an_event_that_lasts_beyond_publication_is_not_over_unless_it_opened_what_lasts(
    monkeypatch, kind, widened, expected, sure
):
    """Its confidence is that among the statuses that are possible."""

    class Sure:
        classes = status.STATUSES

        def class_probabilities(self, row):
            return {"occurred": 0.8, "ongoing": 0.15, "scheduled": 0.05}

        def calibrated(self, chance):
            return chance

    monkeypatch.setattr(status, "model", lambda name: Sure())  # noqa: ARG005
    time = when.When("2022-05-04", "2022-05-09", [], 1.0, widened=widened)
    assert status.status(context("ข่าว\nเปิดงาน"), kind, time) == (expected, pytest.approx(sure))


def test_an_end_that_was_added_can_be_taken_back():
    seen = context("ข่าว\nวันนี้ (5 พฤษภาคม 2565) เปิดงาน\nงานจัดขึ้นระหว่างวันที่ 5 - 7 พฤษภาคม 2565")
    found = when.span(seen, "ceremony", seen.dated[0]).without_added_end()
    assert (found.start, found.end, len(found.mentions)) == ("2022-05-05", None, 1)


@pytest.mark.parametrize(
    ("opening", "days"),
    [("ตามที่มีลมแรงเมื่อวันที่ 2 พฤษภาคม 2565 ทำให้ว่าวขาด", 0), ("หลังจากที่ลมแรงเมื่อวันที่ 2 พฤษภาคม 2565 นั้น เมื่อวันที่ 3 พฤษภาคม 2565", 1)],
)
def test_a_day_in_a_clause_on_what_came_before_does_not_date_the_event(opening, days):
    assert len(when.candidates(context(f"ข่าว\n{opening} กรมว่าวออกประกาศ"))) == days


@pytest.mark.parametrize("headline", ["เลื่อนการจัดงานผลไม้ไทย", "ยกเลิกการประชุมผลไม้ไทย"])
def test_a_postponed_or_cancelled_event_is_cancelled(headline):
    day = when.When("2022-06-01", None, [], 1.0)
    assert status.status(context(f"{headline}\nนายสมมุติ แจ้งข่าว"), "notice", day)[0] == "cancelled"


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("ข่าว\nประชุม ณ ห้องสมมุติ ชั้น 4 อาคารตัวอย่าง 50 ปี โดยมีแขกมาร่วม", "ปี"),
        ("ข่าว\nประชุม ณ โรงแรมสมมุติ จังหวัดเลย จัดโดยกรมตัวอย่าง", "เลย"),
        ("ข่าว\nประชุม ณ ห้องสมมุติ ชั้น 2\nอาคารตัวอย่าง กรุงเทพฯ\nแขกมาร่วม", "กรุงเทพฯ"),
        ("ข่าว\nประชุม ณ ทำเนียบเอกอัครราชทูต ณ กรุงลอนดอน โดยมีแขกมาร่วม", "ลอนดอน"),
    ],
)
def test_the_end_of_the_whole_venue_is_among_the_candidate_ends(text, end):
    seen = context(text)
    at = text.index("ณ ") + 2
    assert text.index(end, at) + len(end) in venues.ends(seen, at)


@pytest.mark.parametrize("opening", ["นอกจากนี้ ", "อนึ่ง "])
def test_a_line_that_turns_to_another_topic_gives_neither_day_nor_venue(opening):
    text = f"ข่าว\nนายสมมุติ แจ้งปิดถนน\n{opening}จะจัดประชุมในวันที่ 9 มกราคม 2568 ณ หอประชุมตัวอย่าง"
    for body, found in ((text, 0), (text.replace(opening, ""), 1)):
        seen = context(body)
        assert (len(when.candidates(seen)), len(venues.starts(seen))) == (found, found)


def test_a_venue_does_not_include_what_is_inspected_there():
    text = "ข่าว\nนายสมมุติ ลงพื้นที่ตรวจติดตามความก้าวหน้าโครงการก่อสร้างอ่างเก็บน้ำตัวอย่าง"
    assert [at for at, _ in venues.starts(context(text))] == [text.index("อ่าง")]


def test_a_venue_ends_before_the_next_mark():
    text = "ข่าว\nเยี่ยมชม โรงเรียนสมมุติ ณ อำเภอตัวอย่าง"
    assert max(venues.ends(context(text), text.index("โรงเรียน"))) <= text.index(" ณ")
    text = "ข่าว\nประชุมที่ โรงแรม ณ ลมหนาว"
    assert max(venues.ends(context(text), text.index("โรงแรม"))) == len(text)


def test_a_building_named_after_a_person_goes_on_over_the_name():
    text = "ข่าว\nเปิดงานที่ อาคารนายสมมุติ ดีงาม วันนี้ นายสมมุติ กล่าว"
    seen = context(text)
    starts = [k for k in range(len(text)) if text.startswith("นายสมมุติ", k)]
    seen.spots = [Mention.of(text, at, at + len("นายสมมุติ")) for at in starts]
    assert venues._person_starts(seen, text.index("อาคาร"), len(text)) == starts[1:]


@pytest.mark.parametrize(
    ("told", "kind", "venue"),
    [
        ("held in Davos, Switzerland during May 5-6, 2022.", "meeting", "Davos, Switzerland"),
        ("held in Davos, Switzerland during May 5-6, 2022.", "statement", None),
        ("held in Chiang Mai, Thailand, on May 5.", "talks", None),
        ("held in Switzerland on May 5.", "meeting", None),
        ("held in Davos (Switzerland) on May 5.", "talks", "Davos (Switzerland)"),
        ("at 1030hrs (Davos, Switzerland local time).", "talks", "Davos, Switzerland"),
        ("and is to travel to Davos, Switzerland on May 5.", "visit", "Davos, Switzerland"),
        ("held in Davos, Switzerland on May 5.", "visit", None),
    ],
)
def test_a_meeting_is_in_the_city_that_its_foreign_country_follows(monkeypatch, told, kind, venue):
    monkeypatch.setattr(where, "venues", lambda _: [])
    text = f"News\nMr. A joined the Kite Summit {told}"
    named = [(name, "LOCATION") for name in ("Davos", "Switzerland", "Chiang Mai", "Thailand") if name in text]
    seen = context(text, *named, language="en")
    assert where.where(seen, kind, []).place.venue == venue


def test_a_venue_that_ends_with_a_foreign_country_is_there(monkeypatch):
    seen = context("ข่าว\nเปิดประชุม ณ หอประชุมแห่งชาติ สปป.ลาว แล้ว")
    start = seen.text.index("หอประชุม")
    abroad = venues.Venue(start, seen.text.index(" แล้ว"), "na")
    monkeypatch.setattr(where, "venues", lambda _: [abroad])
    monkeypatch.setattr(
        where, "choose", lambda slot, rows: (0 if slot != "province" else len(rows) - 1, 0.5, [0.5] * len(rows))
    )
    assert where.where(seen, "meeting", []).place.country == "LA"


def test_a_province_is_a_whole_word():
    seen = context("ข่าว\nประชุม ณ ห้องประชุมพรพิรุณ ถนนเชียงใหม่ และเดินทางไปจังหวัดชุมพร")
    assert [(one.code, one.start) for one in provinces.named(seen, 0, len(seen.text))] == [
        ("TH-86", seen.text.index("จังหวัดชุมพร"))
    ]


def test_country_candidates_begin_with_thailand_and_end_with_none():
    seen = context("ข่าว\nประชุม ณ กรุงปารีส", ("กรุงปารีส", "LOCATION"))
    (venue,) = venues.venues(seen, lambda _at, _mark, ends: [1.0 / len(ends)] * len(ends))
    codes, rows, _ = countries.features(seen, "meeting", venue, None, (1.0, 0.0))
    assert codes == ["TH", "FR", None]
    assert "venue" in rows[1]


def test_a_call_is_by_telephone():
    row = modes.features(context("นายกฯ หารือทางโทรศัพท์กับผู้นำ\nข่าว"), "talks", False, False, 0.0)
    assert "phone" in row
    assert "phone" in modes.MODES
    row = modes.features(
        context("Report\nFrom the Kite Room she had a phone conversation.", language="en"), "talks", True, True, 1.0
    )
    assert modes.mode(row)[0] == "phone"


@pytest.mark.parametrize(
    ("before", "behind", "expected"),
    [
        ("", " และผ่านระบบการประชุมทางไกล", True),
        ("", " และการถ่ายทอดสดผ่านสื่ออิเล็กทรอนิกส์", True),
        ("ประชุมแบบออนไซต์และออนไลน์ ", "", True),
        ("", " พร้อมด้วยครูช่างว่าวผ่านระบบการประชุมทางไกล", False),
    ],
)
def test_a_venue_and_a_system_make_an_event_hybrid(before, behind, expected):
    seen = context(f"ข่าว\nนายว่าว{before}ณ ห้องประชุมว่าว{behind}")
    start = seen.text.index("ห้อง")
    assert modes.is_hybrid(seen, venues.Venue(start, start + len("ห้องประชุมว่าว"), "na")) is expected
    assert modes.mode(modes.features(seen, "meeting", venue=True, province=False, sure=1.0), hybrid=True)[0] == "hybrid"


def test_words_for_online_meetings_are_features_by_position():
    row = modes.features(context("ประชุม Zoom\nรัฐมนตรีประชุมผ่านระบบทางไกลวันนี้"), "meeting", False, False, 0.0)
    assert {"online", "online|venue False", "online in headline"} <= row.keys()
    assert not {"phone", "online later"} & row.keys()


def test_words_of_a_span_are_in_lower_case_and_without_whitespace():
    seen = context("Title\nThe Minister  met")
    assert seen.words_in(6, len(seen.text)) == ["the", "minister", "met"]
    assert seen.words_in(0, 5) == ["title"]


def test_foreign_cities_are_found_whole():
    text = "ณ กรุงปารีส และกรุงโตเกียว"
    assert [one.code for one in geography.cities(text, 0, len(text))] == ["FR", "JP"]


@pytest.mark.parametrize(
    ("words", "venue"),
    [
        ("ณ โรงว่าวใหญ่ จังหวัดน่าน (ถนนลม 1", "โรงว่าวใหญ่ จังหวัดน่าน"),
        ("ณ โรงว่าวใหญ่ (ชั้น 2)", "โรงว่าวใหญ่ (ชั้น 2)"),
    ],
)
def test_a_venue_has_no_half_of_a_bracket(words, venue):
    text = f"ข่าว\nวันที่ 5 พฤษภาคม 2565 {words} ขาขึ้น) ประชุม"
    seen = context(text, ("น่าน", "LOCATION") if "น่าน" in text else ("โรงว่าวใหญ่", "FACILITY"))
    end = text.index(words) + len(words)
    at = text.index("โรง")
    found = venues.venue_at(
        seen, at, "na", lambda _at, _mark, ends: [float(one == max(k for k in ends if k <= end)) for one in ends]
    )
    assert found is not None
    assert text[found.start : found.end] == venue


@pytest.mark.parametrize(
    "verb", ["ทำความสะอาดลาน", "บุกจับโคม", "รับเรื่องร้องเรียน", "ความก้าวหน้า", "คือ 1) ลาน", "ได้ชมลาน", "ไปชมลาน", "พร้อมชมลาน"]
)
def test_what_is_done_on_the_ground_is_no_venue(verb):
    text = f"ข่าว\nกรมลมลงพื้นที่{verb} ที่โรงว่าวใหญ่"
    assert text.index(verb) not in [start for start, _ in venues.starts(context(text))]
