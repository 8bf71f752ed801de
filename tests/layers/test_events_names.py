"""The name of the main event: where it may begin and end, and what belongs to it."""

import pytest
from test_events_parts import context

from newsextract.layers.events import (
    name_features,
    name_spans,
    naming,
)
from newsextract.layers.events.context import Context
from newsextract.records import Mention, Term


def candidate_names(seen):
    """The text of every candidate name, for each start and each of its ends."""
    found = [(start.at, end) for start in name_spans.starts(seen) for end, _ in name_spans.ends(seen, start)]
    return [seen.text[at : name_spans.trimmed(seen.text, at, end)] for at, end in found]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("นายสมมุติ เป็นประธานในพิธีเปิดการอบรมช่างน้ำสะอาด รุ่นที่ 2 โดยมีผู้เข้าอบรม", "การอบรมช่างน้ำสะอาด รุ่นที่ 2"),
        ("นายสมมุติ เปิดโครงการ“น้ำใสใจดี”โดยมอบถังน้ำแก่ชุมชน", "โครงการ“น้ำใสใจดี”"),
        ("นายสมมุติ เป็นประธานในพิธีเปิดศูนย์น้ำสะอาดชุมชน", "พิธีเปิดศูนย์น้ำสะอาดชุมชน"),
        ("นายสมมุติ ลงนามในบันทึกข้อตกลงความร่วมมือด้านว่าว ระหว่างกรม", "บันทึกข้อตกลงความร่วมมือด้านว่าว"),
        ("กรมว่าวเปิดจ่ายแลกเหรียญกษาปณ์ที่ระลึก 60 ปี โรงเรียนว่าว", "เหรียญกษาปณ์ที่ระลึก 60 ปี โรงเรียนว่าว"),
        ("กรมว่าวจัดโครงการว่าวใสใจดี ในทุกอำเภอ\nวันนี้ (5 มี.ค. 67) นายสมมุติ ชมว่าว", "โครงการว่าวใสใจดี"),
    ],
)
def test_where_a_name_begins_and_ends(text, name):
    assert name in candidate_names(context(text))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Mr. A chaired the 2/2030 meeting of the Kite Board at noon.", "2/2030 meeting of the Kite Board"),
        ("Mr. A chaired a meeting to hand over kites to schools.", "meeting to hand over kites to schools"),
        ("Mr. A chaired a meeting on kites, and left.", None),
    ],
)
def test_an_english_meeting_is_named_by_whom_or_what_it_is_of(text, name):
    found = candidate_names(context(text, language="en"))
    assert name in found if name else not found


def test_a_name_before_the_paragraph_that_reports_the_event_counts_less_or_is_not_read():
    text = "กรมว่าวจัดโครงการว่าวใสใจดี ในทุกอำเภอ\nวันนี้ (5 มี.ค. 67) นายสมมุติ เปิดงานว่าวใสใจดี"
    seen = context(text)
    early, late = (name_spans.Start(text.index(name), 0, "phrase", "", "") for name in ("โครงการ", "งานว่าว"))
    assert [naming._weight(seen, "meeting", start) for start in (early, late)] == [naming.EARLY_WEIGHT, 1.0]
    assert [start.at for start in name_spans.starts(seen)] == [early.at, late.at]
    assert [start.at for start in name_spans.starts(seen, early=False)] == [late.at]


@pytest.mark.parametrize(
    ("text", "start", "name"),
    [
        ("นายสมมุติ เป็นประธานในพิธีเปิดงานว่าวไทย", "งานว่าวไทย", "พิธีเปิดงานว่าวไทย"),
        ("นายสมมุติ เป็นประธานในพิธีปิดโครงการว่าวไทย", "โครงการว่าวไทย", "พิธีปิดโครงการว่าวไทย"),
        ("นายสมมุติ เป็นประธานในพิธีเปิด “โครงการว่าวไทย” วันนี้", "โครงการว่าวไทย", "พิธีเปิด “โครงการว่าวไทย”"),
        ("นายสมมุติ เป็นประธานในพิธีเปิด “โครงการว่าวไทย ปี 2” วันนี้", "โครงการว่าวไทย", "โครงการว่าวไทย"),
        ("นายสมมุติ เปิดงานว่าวไทย", "งานว่าวไทย", "งานว่าวไทย"),
        ("นายสมมุติ เป็นประธานในพิธีส่งมอบโครงการว่าวไทย", "โครงการว่าวไทย", "พิธีส่งมอบโครงการว่าวไทย"),
        ("นายสมมุติ เป็นประธานพิธีไหว้ครูในงานว่าวไทย", "งานว่าวไทย", "พิธีไหว้ครูในงานว่าวไทย"),
        ("นายสมมุติ ร่วมพิธีและกิจกรรมว่าวไทย", "กิจกรรมว่าวไทย", "กิจกรรมว่าวไทย"),
        ("นายสมมุติ เป็นพิธีกรดำเนินกิจกรรมว่าวไทย", "กิจกรรมว่าวไทย", "กิจกรรมว่าวไทย"),
    ],
)
def test_the_opening_directly_before_it_is_part_of_a_ceremonys_name(text, start, name):
    at = text.index(start)
    begin, end = naming.with_opening(context(text), at, at + len(start))
    assert text[begin:end] == name


@pytest.mark.parametrize(
    ("text", "start", "name"),
    [
        ("นายสมมุติ เปิดงานสัมมนาว่าวไทย", "สัมมนาว่าวไทย", "งานสัมมนาว่าวไทย"),
        ("นายสมมุติ ร่วมพิธีลงนามบันทึกข้อตกลงด้านว่าว", "ลงนาม", "พิธีลงนามบันทึกข้อตกลงด้านว่าว"),
        ("นายสมมุติ ลงนามในบันทึกข้อตกลงด้านว่าว", "ลงนาม", "บันทึกข้อตกลงด้านว่าว"),
        ("นายสมมุติ ลงนาม MOU ด้านว่าว", "ลงนาม", "MOU ด้านว่าว"),
        ("นายสมมุติ ลงนามถวายพระพร", "ลงนาม", "ลงนามถวายพระพร"),
        ("นายสมมุติ เปิดตัวแผนปฏิบัติการว่าวไทย", "ปฏิบัติการ", "แผนปฏิบัติการว่าวไทย"),
        ("นายสมมุติ เปิดเผยว่า ที่ประชุมคณะกรรมการว่าว", "ที่ประชุม", "ประชุมคณะกรรมการว่าว"),
        ("ปลัดกระทรวงแรงงาน สัมมนาว่าวไทย", "สัมมนา", "สัมมนาว่าวไทย"),
    ],
)
def test_a_name_begins_at_the_head_noun_directly_before_it(text, start, name):
    assert text[naming.with_head(context(text), text.index(start)) :] == name


@pytest.mark.parametrize(
    ("kind", "text", "name", "begins"),
    [
        ("statement", "นายสมมุติ เป็นประธานการแถลงข่าวโครงการว่าวไทย", "โครงการ", "การแถลงข่าวโครงการ"),
        ("ceremony", "นายสมมุติ ร่วมแถลงข่าวการจัดงานว่าวไทย", "งาน", "แถลงข่าวการจัดงาน"),
        ("statement", "นายสมมุติ ร่วมแถลงข่าว “โครงการว่าวไทย”", "โครงการ", "โครงการว่าวไทย"),
        ("meeting", "นายสมมุติ เป็นประธานการประชุมเตรียมการเพื่อจัดโครงการว่าวไทย", "โครงการ", "การประชุมเตรียมการ"),
        ("meeting", "นายสมมุติ ร่วมการประชุมช่างว่าวในงานว่าวไทย", "งาน", "งานว่าวไทย"),
        ("meeting", "นายสมมุติ กล่าวว่า ที่ประชุมพิจารณาโครงการว่าวไทย", "โครงการ", "โครงการว่าวไทย"),
        ("meeting", "นายสมมุติ ร่วมประชุมและได้เห็นชอบโครงการว่าวไทย", "โครงการ", "โครงการว่าวไทย"),
    ],
)
def test_a_press_conference_or_meeting_begins_at_its_own_word(kind, text, name, begins):
    begin = naming.with_word(context(text), text.index(name), naming._WORDS_BEFORE[kind])
    assert text[begin:].startswith(begins)


@pytest.mark.parametrize(
    ("name", "tidy"),
    [
        ("งานว่าวไทย ภายใต้แนวคิด “ลมหนาว”", "งานว่าวไทย"),
        ("บันทึกข้อตกลงด้านว่าว โดย", "บันทึกข้อตกลงด้านว่าว"),
        ("พิธีมอบว่าว จำนวน 200", "พิธีมอบว่าว"),
        ("พิธีมอบว่าวแก่ช่าง จำนวน 14 ราย", "พิธีมอบว่าวแก่ช่าง"),
        ("4/2030 meeting of the Kite Board via a teleconference", "4/2030 meeting of the Kite Board"),
        ("งานว่าวไทย จัดโดยสมาคมลมหนาว", "งานว่าวไทย"),
        ("งานว่าวไทย จัดขึ้นเป็นครั้งที่ 8", "งานว่าวไทย"),
        ("งานว่าวไทย และกล่าวปาฐกถาพิเศษ", "งานว่าวไทย"),
        ("โครงการ “ว่าวไทย” มอบว่าวในกิจกรรม “ลมหนาว”", "โครงการ “ว่าวไทย”"),
        ("การประชุมช่างว่าวร่วมกับ", "การประชุมช่างว่าว"),
        ("Kite Awards, held", "Kite Awards"),
        ("การประชุมว่าวภายใต้โครงการลมหนาว ปี 2", "การประชุมว่าวภายใต้โครงการลมหนาว ปี 2"),
        ("ceremony on Kite Day 2030", "ceremony on Kite Day 2030"),
    ],
)
def test_what_follows_a_name_is_cut_off(name, tidy):
    assert name[: naming.without_tail(name, 0, len(name))] == tidy


@pytest.mark.parametrize(
    ("text", "name", "elsewhere"),
    [
        ("นายเอก ใจดี เปิดเผยภายหลังเป็นประธานการประชุมช่างว่าว ว่า", "การประชุม", True),
        ("นายเอก ใจดี กล่าวในการประชุมช่างว่าว ว่า", "การประชุม", False),
        ("นายเอก ใจดี เปิดเผยภายหลังกลับบ้านว่า การประชุมช่างว่าว", "การประชุม", False),
        ("Mr. A met the press after attending the Kite Summit.", "Kite", True),
        ("Mr. A spoke before leaving to attend the Kite Summit.", "Kite", True),
        ("Mr. A disclosed the success of his attendance at the Kite Summit.", "Kite", True),
        ("Mr. A was briefed on preparation for the Kite Summit.", "Kite", True),
        ("The mayor met guests after lunch. Mr. A spoke at the Kite Summit.", "Kite", False),
    ],
)
def test_a_statement_is_not_made_at_an_occasion_before_or_after_it(text, name, elsewhere):
    assert naming.not_made_at(context(text), text.index(name)) == elsewhere


@pytest.mark.parametrize(
    ("text", "end", "whole"),
    [
        ("meeting of the Kite Board (KB2) today", "Board", "meeting of the Kite Board (KB2)"),
        ("การประชุมคณะกรรมการว่าว (กวว.) วันนี้", "ว่าว", "การประชุมคณะกรรมการว่าว (กวว.)"),
        ("การประชุมคณะกรรมการว่าว (Kite Board) วันนี้", "ว่าว", "การประชุมคณะกรรมการว่าว"),
        ("โครงการรวมพลคนเล่นว่าว ปีที่ 8 วันนี้", "ปีที่", "โครงการรวมพลคนเล่นว่าว ปีที่ 8"),
        ("โครงการประกันราคาว่าว ปี 2574/75 วันนี้", "ปี", "โครงการประกันราคาว่าว ปี 2574/75"),
        ("งานฉลองว่าวไทย 50 ปี 3 จังหวัด", "ปี", "งานฉลองว่าวไทย 50 ปี"),
        ("งานฉลองว่าวไทยเป็นปีที่ 3", "ปีที่", "งานฉลองว่าวไทยเป็นปีที่"),
    ],
)
def test_a_name_ends_behind_its_abbreviation_or_number(text, end, whole):
    assert text[: naming.with_number(text, 0, text.index(end) + len(end))] == whole


def test_a_name_does_not_end_before_its_subject_or_occasion_or_unit_nor_in_a_bracket():
    for name, rest in (
        ("งานว่าวไทย", " เนื่องในวันลมหนาว"),
        ("บันทึกข้อตกลงช่างว่าว", " ด้านหางว่าว"),
        ("งานว่าวไทย 60", " วัน"),
        ("งานว่าวไทย (ลม", " ฝน) วันนี้"),
    ):
        assert name_spans.goes_on(name + rest, 0, len(name))
    for name, rest in (
        ("งานว่าวไทย ปี 2567", " วันนี้"),
        ("งานว่าวไทย 60", " วันที่ 3 มีนาคม"),
        ("งานว่าว 60", " รายงานผล"),
        ("งานว่าวไทย", " ด้านนายกเมืองลมขอบคุณ"),
        ("งานว่าวไทย", " เรื่องนี้ดี"),
        ("งานว่าวไทย", " โดยมี"),
    ):
        assert not name_spans.goes_on(name + rest, 0, len(name))


@pytest.mark.parametrize(
    ("kind", "language", "text", "name", "weight"),
    [
        ("ceremony", "th", "นายสมมุติ มอบว่าว ภายใต้โครงการ “ลมหนาว”", "โครงการ", 0.0),
        ("programme", "th", "นายสมมุติ มอบว่าว ภายใต้โครงการ “ลมหนาว”", "โครงการ", 1.0),
        ("visit", "th", "นายสมมุติ ชมว่าวตาม “โครงการลมหนาว”", "โครงการ", 0.0),
        ("enforcement", "th", "นายสมมุติ ค้นโรงว่าว ภายใต้ปฏิบัติการ “ลมหนาว”", "ปฏิบัติการ", 1.0),
        ("meeting", "en", "Mr. A chaired the full meeting of the Kite Board.", "full", naming.CHAIRED_WEIGHT),
        ("statement", "en", "Mr. A chaired the full meeting of the Kite Board.", "full", 1.0),
        ("meeting", "en", "Mr. A chaired a meeting to hand over kites.", "meeting", 1.0),
        ("meeting", "en", "Mr. A attended the full meeting of the Kite Board.", "full", 1.0),
    ],
)
def test_an_umbrella_is_no_name_and_a_meeting_that_is_chaired_is_one(kind, language, text, name, weight):
    start = name_spans.Start(text.index(name), 0, "phrase", "", "")
    assert naming._weight(context(text, language=language), kind, start) == weight


def test_an_english_ceremony_needs_no_capital():
    text = "Mr. A chaired the wreath laying ceremony at the square on Monday."
    assert "wreath laying ceremony" in candidate_names(context(text, language="en"))


def test_a_name_neither_starts_nor_ends_with_a_gloss():
    text = "นายสมมุติ เปิดการประชุมน้ำสะอาดแห่งชาติ (National Clean Water Conference) ที่อำเภอตัวอย่าง"
    en, th = text.index("National"), text.index("การประชุม")
    end = text.index(")")
    term = Term(th=Mention.of(text, th, en - 2), en=Mention.of(text, en, end), kind="event", rel="translation", posterior=0.9)
    seen = context(text, ("National Clean Water Conference", "EVENT"))
    seen.terms = [term]
    names = candidate_names(seen)
    assert "การประชุมน้ำสะอาดแห่งชาติ" in names
    assert not any(name.startswith("National") or name.endswith("Conference") for name in names)
    name, _ = naming.name_with_gloss(seen, th, en - 2)
    assert (name.th, name.en) == ("การประชุมน้ำสะอาดแห่งชาติ", "National Clean Water Conference")


def test_a_name_continues_after_its_gloss():
    text = "วันนี้ มีการประชุมน้ำสะอาดชายแดน (Border Water Conference: BWC) ครั้งที่ 7 โดยมีผู้แทนเข้าร่วม"
    th, en, end = text.index("การประชุม"), text.index("Border"), text.index(": BWC")
    term = Term(th=Mention.of(text, th, en - 2), en=Mention.of(text, en, end), kind="event", rel="translation", posterior=0.9)
    seen = Context(text, 0, "th", None, None, [], [], [term], [])
    whole = text[th : text.index(" โดยมี")]
    name, mentions = naming.name_with_gloss(seen, th, th + len(whole))
    assert (name.th, name.en) == (whole, "Border Water Conference")
    assert mentions[0].text == whole


@pytest.mark.parametrize(
    ("written", "english"),
    [
        ("งาน “Kite Expo 2030”", "Kite Expo 2030"),
        ("มหกรรมว่าว ครั้งที่ 17 Kite Expo 2030", "Kite Expo 2030"),
        ("งานวันว่าวไทย ประจำปี 2573 (Thai Kite Day)", "Thai Kite Day"),
        ("การประชุมว่าวนานาชาติ World Kite Meeting (WKM - 19)", "World Kite Meeting (WKM - 19)"),
        ("การประชุม Kite Summit ครั้งที่ 3", None),
        ("งานวันว่าว 2573", None),
        ("งาน 5G", None),
    ],
)
def test_a_latin_title_after_its_head_noun_is_the_english_name(written, english):
    text = f"วันนี้ มี{written} ที่อำเภอตัวอย่าง"
    start = text.index(written)
    name, mentions = naming.name_with_gloss(Context(text, 0, "th", None, None, [], [], [], []), start, start + len(written))
    assert (name.th, name.en) == (written, english)
    assert [one.text for one in mentions] == [written, *([english] if english else [])]


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("พิธีเปิดการประชุมว่าวโลก", "การประชุม"),
        ("opening ceremony of the Kite Forum 2030", "Kite"),
        ("พิธีเปิดป้าย", "พิธีเปิด"),  # the rest is too short for a name
        ("การประชุมว่าวโลก", "การประชุม"),
    ],
)
def test_the_opening_is_not_part_of_the_name_of_what_is_opened(text, begins):
    at = naming.past_opening(Context(text, 0, "th", None, None, [], [], [], []), 0, len(text))
    assert text[at:].startswith(begins)


def test_a_gloss_of_a_part_of_the_name_is_not_its_english_name():
    text = "วันนี้ มีการประชุมโครงการน้ำใสใจสะอาด (Clear & Clean) ในโรงเรียน โดยมีผู้แทนเข้าร่วม"
    th, en, end = text.index("โครงการ"), text.index("Clear"), text.index(") ในโรงเรียน")
    term = Term(th=Mention.of(text, th, en - 2), en=Mention.of(text, en, end), kind="event", rel="translation", posterior=0.9)
    seen = Context(text, 0, "th", None, None, [], [], [term], [])
    assert naming.name_with_gloss(seen, th, text.index(" โดยมี"))[0].en is None


@pytest.mark.parametrize(
    ("text", "start", "name"),
    [
        ("กรมว่าวจัดงาน “มหกรรมว่าวไทย” ที่ลานวัด", "มหกรรม", "งาน “มหกรรมว่าวไทย”"),
        ("กรมว่าวแถลงข่าว “มหกรรมว่าวไทย” ที่ลานวัด", "มหกรรม", "มหกรรมว่าวไทย"),
        ("ร่วม “วันว่าวไทย” ประจำปี 2573", "วันว่าว", "“วันว่าวไทย” ประจำปี 2573"),
    ],
)
def test_a_name_in_quotation_marks_begins_with_its_head_noun_or_mark(text, start, name):
    end = text.index("”") if "มหกรรม" in start else len(text)
    begin, stop = naming.with_quotation(context(text), text.index(start), end)
    assert text[begin:stop] == name


def test_a_gloss_that_ends_a_name_is_cut_off_with_its_abbreviation():
    text = "วันนี้ มีการประชุมน้ำสะอาดชายแดน (Border Water Conference: BWC) โดยมีผู้แทนเข้าร่วม"
    th, en, end = text.index("การประชุม"), text.index("Border"), text.index(": BWC")
    term = Term(th=Mention.of(text, th, en - 2), en=Mention.of(text, en, end), kind="event", rel="translation", posterior=0.9)
    name, _ = naming.name_with_gloss(Context(text, 0, "th", None, None, [], [], [term], []), th, text.index(" โดยมี"))
    assert (name.th, name.en) == ("การประชุมน้ำสะอาดชายแดน", "Border Water Conference")


def test_no_name_begins_at_a_head_noun_inside_another_word():
    text = "ปลัดกระทรวงแรงงาน ตรวจโรงงานนอกระบบ ดำเนินงานตามนโยบาย ปิดระบบงานบัญชี แล้วร่วมงานวันน้ำสะอาดแห่งชาติ"
    assert [text[start.at :][:9] for start in name_spans.starts(context(text))] == ["งานวันน้ำ"]


def test_a_closing_quotation_mark_is_trimmed_unless_its_partner_is_included():
    for closing in '”"':
        text = f"งาน “วันน้ำสะอาด{closing}"
        assert text[5 : name_spans.trimmed(text, 5, len(text))] == "วันน้ำสะอาด"
        assert text[: name_spans.trimmed(text, 0, len(text))] == text


@pytest.mark.parametrize(
    ("piece", "open_"),
    [("“ก”", False), ('“ก"', False), ('"ก”', False), ('"ก"', False), ("ก", False), ("“ก", True), ("ก”", True), ('"ก', True)],
)
def test_straight_and_curly_quotation_marks_close_each_other(piece: str, *, open_: bool) -> None:
    assert name_spans.unclosed(piece) is open_


def test_the_word_after_a_name_is_a_feature_of_its_end():
    text = "หัวเรื่อง\nนายสมมุติ เปิดโครงการน้ำใสใจดี โดยมอบถังน้ำแก่ชุมชน"
    seen = Context(text, text.index("\n") + 1, "th", None, None, [], [], [], [])
    start = next(s for s in name_spans.starts(seen) if text.startswith("โครงการ", s.at))
    ends = name_spans.ends(seen, start)
    rows = name_features.end_features(seen, start, ends)
    right = [text[start.at : end] for end, _ in ends].index("โครงการน้ำใสใจดี")
    assert (start.head, start.verb) == ("โครงการ", "เปิด")
    assert "follow โดย True" in rows[right]
    names = name_features.name_features(seen, "programme", [(start, ends[right][0], 0.5)])
    assert names[0]["programme|โครงการ"] == 1.0
    assert names[-1]["none|programme"] == 1.0


def test_a_name_written_twice_outweighs_no_name():
    assert naming.pick([0.17, 0.18, 0.1, 0.55], ["งาน ก", "งาน  ก", "งาน ข"]) == (1, pytest.approx(0.35))
    assert naming.pick([0.17, 0.73], ["งาน ก"]) == (1, 0.73)
    assert naming.pick([1.0], []) == (0, 1.0)


def test_no_english_name_begins_at_or_before_the_person_who_acts():
    text = "Kite seen\nAt the Kite Party, Mr. Anan Example attended the wreath laying ceremony at the square."
    seen = context(text, people=["Mr. Anan Example"], language="en")
    seen.body = text.index("\n") + 1
    found = [text[start.at :].split(maxsplit=1)[0] for start in name_spans.starts(seen)]
    assert "wreath" in found
    assert not {"Party,", "Mr.", "Anan", "Example"} & set(found)


def test_no_english_name_runs_past_the_verb_of_the_sentence():
    text = "Kite seen\nAt Kite Hall, the head of the Ministry of Kites (MOK), presided over the opening of the Second Kite Seminar on Wind."
    seen = context(text, language="en")
    seen.body = text.index("\n") + 1
    found = candidate_names(seen)
    assert "Second Kite Seminar" in found
    assert not any("presided" in name for name in found)


def test_a_name_does_not_end_inside_a_word():
    names = candidate_names(context("นายสมมุติ เปิดโครงการอบรมช่างว่าว ประจำปีงบประมาณ พ.ศ. 2567 ณ โรงว่าว"))
    assert not any(name.endswith("งบประมา") for name in names)
    assert any(name.endswith("2567") for name in names)


@pytest.mark.parametrize(
    ("text", "cut", "whole"),
    [
        (
            "the launch of “Kites are free from strings (KFS)” today",
            "launch of “Kites are free",
            "launch of “Kites are free from strings (KFS)”",
        ),
        ("งานว่าว “ลมดี ว่าวดี” วันนี้", "งานว่าว “ลมดี", "งานว่าว “ลมดี ว่าวดี”"),
        ("the launch of “Kites are free\nfrom” strings", "launch of “Kites are free", "launch of “Kites are free"),
        ("Kite Fair” and “Kite Day” today", "Kite Fair” and", "Kite Fair” and"),
    ],
)
def test_a_name_ends_behind_the_quotation_that_it_opens(text, cut, whole):
    at = text.index(cut)
    _, mentions = naming.name_with_gloss(context(text), at, at + len(cut))
    assert [mention.text for mention in mentions] == [whole]
