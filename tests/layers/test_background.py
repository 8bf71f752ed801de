"""Other events, and what the main event was about: whole invented articles, and single rules."""

from __future__ import annotations

from itertools import combinations
from types import SimpleNamespace

import numpy as np
import pytest

from newsextract.layers.drafts import Entity, Event
from newsextract.layers.events import background as rules
from newsextract.layers.events import happening_slots as slots
from newsextract.layers.events.context import Context
from newsextract.layers.events.happenings import MAX_STRETCHES, Stretch, relation, stretches, to_space, whole_names
from newsextract.layers.events.marks import sentences
from newsextract.layers.events.trimming import MAX_ABOUT, says_what_happened, trim_span
from newsextract.layers.findings import Findings
from newsextract.page import Article
from newsextract.pipeline import annotate, to_record
from newsextract.records import Time

HEAD = "กรมทดสอบจัดประชุมวิชาการน้ำสะอาด\n"
LEAD = "วันนี้ (5 มี.ค. 67) เวลา 09.30 น. ณ โรงแรมริมธารา จังหวัดเชียงราย นายสมมุติ ดีงาม อธิบดีกรมทดสอบ เปิดการประชุมวิชาการน้ำสะอาด ครั้งที่ 4 เพื่อแก้ไขปัญหาน้ำเสียในชุมชน\n"
VISITED = "โดยเมื่อวันที่ 28 กุมภาพันธ์ 2567 อธิบดีกรมทดสอบได้ลงพื้นที่ตรวจเยี่ยมโรงบำบัดน้ำเสีย จังหวัดลำปาง\n"
FLOODED = "เมื่อวันที่ 12 ตุลาคม 2565 ได้เกิดเหตุน้ำท่วมฉับพลันในพื้นที่อำเภอเมืองลำปาง มีบ้านเรือนเสียหาย 320 หลัง\n"
NEXT = "นอกจากนี้ กรมทดสอบจะจัดพิธีมอบรางวัลชุมชนน้ำสะอาด ณ ลานริมธารา ระหว่างวันที่ 20 - 22 เมษายน 2567\n"
ENGLISH = (
    "Clean Water Meeting Opens\n"
    "March 5, 2024, at 0930hrs, at the Riverside Hotel, Director-General Sommut Deengam opened the Clean Water Meeting to discuss waste water.\n"
    "The Prime Minister will visit Chiang Rai on April 20, 2024, to inspect the flood-affected areas.\n"
)


def article(text: str, language: str = "th") -> Article:
    return Article.of(text, body=text.index("\n") + 1, language=language, published="2024-03-05")  # type: ignore[arg-type]


def context(text: str, **parts) -> Context:
    return Context.of(article(text), Findings(**parts))


def events_of(text: str, language: str = "th") -> list[Event]:
    return list(annotate(article(text, language)).events)


def at(text: str, words: str) -> tuple[int, int]:
    return text.index(words), text.index(words) + len(words)


@pytest.mark.parametrize(
    ("line", "kind", "start", "end", "status"),
    [
        (VISITED, "visit", "2024-02-28", None, "occurred"),
        (FLOODED, "disaster", "2022-10-12", None, "occurred"),
        (NEXT, "ceremony", "2024-04-20", "2024-04-22", "scheduled"),
    ],
)
def test_another_event_has_type_days_and_status(line: str, kind: str, start: str, end: str | None, status: str) -> None:
    others = events_of(HEAD + LEAD + line)[1:]
    found = [(one.type, one.start, one.end, one.status) for one in others]
    assert (kind, start, end, status) in found


@pytest.mark.parametrize(
    "line",
    [
        "ทั้งนี้ เป็นไปตามพระราชบัญญัติน้ำสะอาด พ.ศ. 2522 ซึ่งใช้บังคับกับทุกชุมชน\n",
        "คาดว่าจะมีมูลค่าการผลิตในปี 2566 กว่าสองล้านบาท\n",
        "โครงการต้องแล้วเสร็จภายในปี 2570\n",
        "ประชาชนอายุ 60 ปีขึ้นไปควรดื่มน้ำสะอาดวันละสองลิตร\n",
    ],
)
def test_cited_laws_forecasts_targets_and_advice_are_not_events(line: str) -> None:
    assert events_of(HEAD + LEAD + line)[1:] == []


def test_about_ends_before_the_date() -> None:
    [one] = events_of(HEAD + LEAD + NEXT)[1:]
    assert one.about is not None
    assert "พิธีมอบรางวัลชุมชนน้ำสะอาด" in one.about.text
    assert "ระหว่าง" not in one.about.text


def test_an_english_event_has_type_date_and_about() -> None:
    [one] = events_of(ENGLISH, "en")[1:]
    assert (one.type, one.start, one.status) == ("visit", "2024-04-20", "scheduled")
    assert one.about is not None
    assert "visit Chiang Rai" in one.about.text


def test_the_main_event_says_what_it_was_about_in_the_headline_and_the_body() -> None:
    text = HEAD + LEAD + VISITED
    main = events_of(text)[0]
    assert main.about is not None
    assert main.about in main.slots["about"]
    assert all(mention.start < len(HEAD + LEAD) for mention in main.slots["about"])
    assert 0 < main.confidence["about"] <= 1


def test_a_word_alone_does_not_say_what_the_main_event_was_about(monkeypatch: pytest.MonkeyPatch) -> None:
    text = HEAD + LEAD
    seen, main = context(text), events_of(text)[0]
    opens = text.index("เปิดการ")
    short, headline = Stretch(opens, opens + 4, 0.9, 0.9), Stretch(0, len(HEAD) - 1, 0.5, 0.5)
    monkeypatch.setattr(rules, "main_stretches", lambda *_: [short, headline])
    found = rules.with_about(seen, main)
    assert [one.text for one in found.slots["about"]] == [HEAD.strip(), "เปิด"]
    assert found.about == found.slots["about"][0]
    monkeypatch.setattr(rules, "main_stretches", lambda *_: [short])
    found = rules.with_about(seen, main)
    assert found.about is not None
    assert found.about.text == HEAD.strip()


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("กรมทดสอบ", "กรมทดสอบ"),
        ("ข่าว\n1 มีนาคม 2567", "ข่าว"),
        ("  \n ก", "ก"),
        ("1นายเอก ใจดีกรมว่าว ได้”ๆ", None),
    ],
)
def test_running_text_without_a_headline_is_read(text: str, about: str | None) -> None:
    found = to_record(Article.of(text)).events[0].about
    assert (found.text if found else None) == about


def test_the_words_of_the_main_event_go_on_to_the_end_of_their_phrase(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "กรมทดสอบแจกน้ำสะอาด\nกรมทดสอบตรวจเยี่ยมหน่วยงานในสังกัดกรมน้ำใส พร้อมแจกน้ำสะอาด"
    seen, main = context(text), events_of(HEAD + LEAD)[0].model_copy(update={"trigger": None})
    monkeypatch.setattr(rules, "main_stretches", lambda *_: [Stretch(*at(text, "ตรวจเยี่ยมหน่วยงานในสังกัด"), 0.9, 0.9)])
    assert rules.with_about(seen, main).slots["about"][0].text == "ตรวจเยี่ยมหน่วยงานในสังกัดกรมน้ำใส"


def test_without_words_that_show_the_type_the_trigger_is_what_it_was_about() -> None:
    text = HEAD + LEAD
    seen, main = context(text), events_of(text)[0]
    untyped = main.model_copy(update={"slots": {}, "trigger": seen.mention(len(HEAD), len(HEAD) + 20)})
    found = rules.with_about(seen, untyped)
    assert found.trigger == found.about is not None
    assert rules.with_about(seen, main).trigger == main.trigger


def test_a_clause_on_what_came_before_does_not_say_what_the_event_was_about(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "กรมทดสอบแจกน้ำสะอาด\nหลังจากที่ฝนตกหนักในเมืองเลย กรมทดสอบแจกน้ำสะอาดทั่วเมือง"
    seen, main = context(text), events_of(HEAD + LEAD)[0].model_copy(update={"trigger": None})
    told = [Stretch(*at(text, words), chance, chance) for words, chance in (("ฝนตกหนักในเมืองเลย", 0.9), ("แจกน้ำสะอาด", 0.5))]
    monkeypatch.setattr(rules, "main_stretches", lambda *_: told)
    assert [one.text for one in rules.with_about(seen, main).slots["about"]] == ["แจกน้ำสะอาด", "ฝนตกหนักในเมืองเลย"]


def test_every_event_has_an_about_and_none_is_repeated() -> None:
    text = HEAD + LEAD + VISITED + FLOODED + NEXT + VISITED + NEXT
    found = events_of(text)
    assert len(found) == 4
    assert [one.id for one in found] == [f"{found[0].id[:-2]}#{k}" for k in range(1, len(found) + 1)]
    for one in found[1:]:
        assert one.about is not None
        assert text[one.about.start : one.about.end] == one.about.text
        assert one.clause is not None
        assert one.clause.start <= one.about.start < one.about.end <= one.clause.end
        assert one.part_of in {None, found[0].id}
    for one, other in combinations(found[1:], 2):
        assert (one.about.text, one.start) != (other.about.text, other.start)  # type: ignore[union-attr]


def test_the_record_has_what_the_layer_found() -> None:
    page = article(HEAD + LEAD + VISITED)
    record = to_record(page)
    drafts = annotate(page).events
    assert [(one.about, one.part_of) for one in record.events] == [(one.about, one.part_of) for one in drafts]
    assert all("about" in one.confidence for one in record.events)


def test_a_page_full_of_dates_gives_a_limited_number_of_events() -> None:
    text = HEAD + LEAD + VISITED * 200
    assert len(stretches(context(text))) <= MAX_STRETCHES
    assert len(events_of(text)) <= rules.MAX_EVENTS + 1


def test_the_main_span_ends_at_a_nearby_space_unless_another_span_begins_first() -> None:
    # six words, a space, two more words
    starts, ends = [0, 2, 4, 6, 8, 10, 13, 15], [2, 4, 6, 8, 10, 12, 15, 17]
    flat, none = np.full(8, 0.5, np.float32), np.zeros(8, np.float32)

    def last(chances: np.ndarray, begins: np.ndarray, at: int) -> int:
        return to_space(SimpleNamespace(starts=starts, ends=ends, main=chances, main_begins=begins), 0, at)  # type: ignore[arg-type]

    assert last(flat, none, 3) == 5
    assert last(flat, none, 5) == 5
    assert last(flat, none, 6) == 7
    falling = np.array([0.9, 0.9, 0.9, 0.9, 0.01, 0, 0, 0], np.float32)
    assert last(falling, none, 3) == 3
    beginning = np.array([0, 0, 0, 0, 0.9, 0, 0, 0], np.float32)
    assert last(flat, beginning, 3) == 3
    assert last(np.array([0.9] * 7 + [0.01], np.float32), none, 6) == 5


def test_a_span_is_widened_to_the_names_that_it_cuts() -> None:
    text = HEAD + "เปิดงานสัปดาห์น้ำสะอาด ณ ลาน"
    start, end = at(text, "งานสัปดาห์น้ำสะอาด")
    name = Entity(start=start, end=end, text=text[start:end], type="EVENT")
    assert whole_names(context(text, entities=[name]), start - 4, start + 3) == (start - 4, end)
    assert whole_names(context(text, entities=[name]), start + 3, end + 2) == (start, end + 2)


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        (", ลงนามข้อตกลง “น้ำ”, ", "ลงนามข้อตกลง “น้ำ”"),
        ("“ลงนามข้อตกลง", "ลงนามข้อตกลง"),
        ("ลงนามข้อตกลง)", "ลงนามข้อตกลง"),
        ("(ร่าง) ข้อตกลง", "(ร่าง) ข้อตกลง"),
        ("ลงนามข้อตกลง (ฉบับ", "ลงนามข้อตกลง"),
        ("ก) ลงนามข้อตกลง", "ลงนามข้อตกลง"),
        ("–—;", ""),
        ("ลงนามข้อตกลง และ", "ลงนามข้อตกลง"),
        ("approved the plan of the", "approved the plan"),
        ("หารือแนวทางความร่วมมือ ภายหลัง", "หารือแนวทางความร่วมมือ"),
    ],
)
def test_punctuation_and_dangling_words_are_trimmed(words: str, kept: str) -> None:
    text = HEAD + words
    assert trim_span(context(text), len(HEAD), len(text)).text == kept


def test_a_duration_is_not_trimmed() -> None:
    text = HEAD + "คบหากันยาวนานกว่า 60 ปี"
    start, end = at(text, "60 ปี")
    span = Time(start=start, end=end, text=text[start:end], kind="duration", value="P60Y")
    assert trim_span(context(text, times=[span]), len(HEAD), len(text)).text == text[len(HEAD) :]


@pytest.mark.parametrize(
    ("words", "rest", "kept"),
    [
        ("มอบถุงน้ำ 500", " ชุด แก่ชาวบ้าน", "มอบถุงน้ำ 500 ชุด"),
        ("อนุมัติงบ 1.35", " แสนล้านบาท", "อนุมัติงบ 1.35 แสนล้านบาท"),
        ("ปิดถนนช่วง กม.18+", "200 ถึงบ้านน้ำใส", "ปิดถนนช่วง กม.18+200"),
        ("ฉีดวัคซีนโควิด-19", " วันที่ 5 มกราคม", "ฉีดวัคซีนโควิด-19"),
        ("เปิดโครงการน้ำใส ระยะที่ 2", "\nวันนี้", "เปิดโครงการน้ำใส ระยะที่ 2"),
    ],
)
def test_a_number_is_kept_whole_with_its_unit(words: str, rest: str, kept: str) -> None:
    text = HEAD + words
    assert trim_span(context(text + rest), len(HEAD), len(text)).text == kept


def test_about_does_not_begin_inside_an_office() -> None:
    text = "Clean water\nMs. Mali Jaidee, Minister of Clean Water and Wind, visited the new water works of Lampang on Monday."
    start, _ = at(text, "Water and Wind")
    page = Article.of(text, body=text.index("\n") + 1, language="en")
    assert trim_span(Context.of(page, annotate(page)), start, len(text) - len(" on Monday.")).text.startswith("visited")


@pytest.mark.parametrize(
    ("words", "tells"),
    [
        ("การประชุมดังกล่าวจัดขึ้น", False),
        ("ทำให้เกิด", False),
        ("การประชุมวิชาการน้ำสะอาด", True),
        ("ทำให้เกิดน้ำท่วม", True),
        ("to be held on the", False),
    ],
)
def test_words_without_content_do_not_say_what_happened(words: str, *, tells: bool) -> None:
    text = HEAD + words
    page = context(text)
    assert says_what_happened(page, page.mention(len(HEAD), len(text))) is tells


@pytest.mark.parametrize(
    ("line", "starts"),
    [
        (["the", "market", ".", "Over", "500", "came", "."], [3]),
        (["Gen", ".", "Prayut", "and", "Assoc", ".", "Prof", ".", "Mali", "came"], []),
        (["Songkhla", "Lake", ".", "It", "is", "new", "."], [3]),
        (["the", "Ministry", ".", "It", "said", "no", ".", "5", "is", "right"], [3]),
    ],
)
def test_a_sentence_begins_after_a_full_stop_but_not_after_a_title(line: list[str], starts: list[int]) -> None:
    assert list(sentences(line)) == starts


@pytest.mark.parametrize("words", ["ลงนามข้อตกลง “น้ำ", "น้ำ” กับจังหวัด"])
def test_a_quotation_mark_takes_a_partner_next_to_the_span(words: str) -> None:
    text = HEAD + "กรมลงนามข้อตกลง “น้ำ” กับจังหวัด"
    assert "“น้ำ”" in trim_span(context(text), *at(text, words)).text


def test_a_long_about_is_cut_and_not_inside_a_name() -> None:
    text = HEAD + "มอบ " + "น้ำสะอาด " * 14 + "แก่ศูนย์ น้ำ แห่งชาติ " + "และชุมชน " * 9
    start, end = at(text, "ศูนย์ น้ำ แห่งชาติ")
    name = Entity(start=start, end=end, text=text[start:end], type="ORGANIZATION")
    found = trim_span(context(text, entities=[name]), len(HEAD), len(text))
    assert found.end - found.start <= MAX_ABOUT
    assert found.text.endswith("น้ำสะอาด")


def test_a_year_in_a_name_and_an_hour_date_nothing() -> None:
    text = HEAD + "งานน้ำสะอาด ปี 2566 เวลา 09.00 น. วันที่ 4 มกราคม 2567 ลงนาม"
    start, end = at(text, "งานน้ำสะอาด ปี 2566")
    times = [
        Time(start=end - 7, end=end, text="ปี 2566", kind="year", value="2023"),
        Time(start=end + 1, end=end + 14, text=text[end + 1 : end + 14], kind="time", value="T09:00"),
        Time(start=end + 15, end=end + 33, text=text[end + 15 : end + 33], kind="date", value="2024-01-04"),
    ]
    one = Stretch(*at(text, "ลงนาม"), 1.0, 1.0)
    name = Entity(start=start, end=end, text=text[start:end], type="EVENT")
    assert slots.times_of(context(text, entities=[name], times=times), one) == times[2:]
    assert slots.times_of(context(text, times=times), one) == [times[0], times[2]]


def test_a_list_of_days_lasts_from_the_first_to_the_last() -> None:
    days = Time(start=0, end=2, text="..", kind="list", value="2024-03-09", values=["2024-03-09", "2024-03-05"])
    assert slots.span_of(days) == ("2024-03-05", "2024-03-09")
    assert slots.span_of(Time(start=0, end=2, text="..", kind="date", value="2024", end_value="2024")) == ("2024", None)


@pytest.mark.parametrize(
    ("value", "sort"),
    [("2024-03-05T09:00", "d="), ("2024-03-04", "d<"), ("2024-04", "m>"), ("2024", "y="), (None, "?"), ("T09:00", "T")],
)
def test_a_time_is_before_on_or_after_the_day_of_publication(value: str | None, sort: str) -> None:
    assert relation(Time(start=0, end=2, text="..", kind="date", value=value), "2024-03-05") == sort


def test_a_clause_ends_where_another_begins() -> None:
    text = HEAD + "ทั้งนี้ กรมได้ลงนามข้อตกลงแล้ว และ จะจัดงานต่อไป"
    assert rules.clause_of(context(text), *at(text, "ลงนาม")).text == "ทั้งนี้ กรมได้ลงนามข้อตกลงแล้ว"


def test_a_span_that_begins_with_and_takes_the_name_before_it_or_drops_and() -> None:
    text = "ข่าว\nThailand and Chile have kept ties for 60 years and signed a treaty in 1962"
    name = Entity(start=5, end=13, text="Thailand", type="LOCATION", name="Thailand", id="e1")
    seen = context(text, entities=[name])
    assert trim_span(seen, text.index("and C"), text.index(" year")).text == "Thailand and Chile have kept ties for 60"
    assert trim_span(seen, text.index("and signed"), text.index(" in 1962")).text == "signed a treaty"


def test_a_rate_keeps_its_period() -> None:
    text = "ข่าว\nลดดอกเบี้ยเงินกู้ลงร้อยละ 0.25 ต่อปี และลดค่าธรรมเนียม 0.10% ต่อเดือน แล้ว"
    seen = context(text)
    assert trim_span(seen, text.index("ลดดอก"), text.index(" ต่อปี")).text == "ลดดอกเบี้ยเงินกู้ลงร้อยละ 0.25 ต่อปี"
    assert trim_span(seen, text.index("ลดค่า"), text.index(" ต่อเดือน")).text == "ลดค่าธรรมเนียม 0.10% ต่อเดือน"


def test_the_title_of_the_next_person_is_trimmed() -> None:
    text = "ข่าว\nที่ประชุมอนุมัติงบประมาณซ่อมเขื่อน นาย สมหมาย"
    assert trim_span(context(text), text.index("อนุมัติ"), text.index(" สมหมาย")).text == "อนุมัติงบประมาณซ่อมเขื่อน"


def test_the_main_event_of_a_text_without_a_headline_has_words() -> None:
    record = to_record(Article.of("Guests were the Minister of Interior and the Minister of Finance."))
    assert [event.trigger.text != "" for event in record.events if event.trigger] == [True]
