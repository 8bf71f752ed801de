"""Events: which pages report no event."""

import pytest

from newsextract.layers.events import countries, kinds, reported
from newsextract.layers.events.context import Context
from newsextract.layers.events.words import opening_words

TIPS = (
    "ล้างมืออย่างไรให้สะอาด\nขั้นตอนง่าย ๆ ที่ทุกบ้านทำได้\n- ถูสบู่ให้ทั่วฝ่ามือ\n- ถูซอกนิ้วและปลายนิ้ว\n- ล้างด้วยน้ำสะอาด\n"
    "- เช็ดให้แห้งด้วยผ้าสะอาด\n- ทำเป็นประจำก่อนกินอาหาร"
)


def seen(text):
    return Context(text, text.index("\n") + 1, "th", None, None, [], [], [], [])


def test_tips_report_no_event_though_no_rule_matches():
    assert reported.by_rule(seen(TIPS)) is None
    assert reported.no_event(seen(TIPS)) == "an explainer, by its words"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("สายลมยามเช้า\nกดติดตามช่องสายลมยามเช้าเพื่อรับชมย้อนหลัง", "a plug for a programme"),
        ("น้ำใสดีไหม\nมาดูกันว่าน้ำใสได้อย่างไร และดื่มได้หรือเปล่า", "an explainer"),
        ("สายลมยามเช้า\nสายลมพัดเย็นทั่วทุ่ง", None),
    ],
)
def test_a_plug_or_an_explainer_is_known_by_its_words(text, reason):
    assert reported.by_rule(seen(text)) == reason


@pytest.mark.parametrize(
    "text",
    [
        "ครม. อนุมัติโครงการน้ำใส\nคณะรัฐมนตรีอนุมัติโครงการน้ำใส",
        "รัฐมนตรีตรวจเยี่ยมตลาดตัวอย่าง\nรัฐมนตรีว่าการกระทรวงตัวอย่าง ลงพื้นที่ตรวจเยี่ยมตลาดตัวอย่าง พร้อมรับฟังปัญหาของผู้ค้า",
    ],
)
def test_a_short_page_about_an_action_reports_an_event(text):
    assert reported.no_event(seen(text)) is None


def test_missing_content_and_layout_of_a_page_are_features():
    found = reported.features(seen(TIPS))
    assert {"length 0", "dated 0", "people 0", "statements 0", "bullets"} <= set(found)
    assert not {"radio", "hash", "asks"} & set(found)
    assert {"asks", "hash", "radio"} <= set(reported.features(seen("ดีไหม?\nขอเชิญรับฟังรายการตัวอย่าง #น้ำใส")))
    assert "length 0" not in kinds.features(seen(TIPS))


def test_a_word_is_a_feature_with_and_without_its_zone():
    text = "น้ำใสไหลดี\nข่าวจากกรมตัวอย่าง\nวันที่ 6 กันยายน 2559 อธิบดีเปิดงาน"
    found = kinds.features(seen(text))
    zoned = {name.split(":", 1)[1] for name in found if name.startswith(("tw:", "aw:", "pw:"))}
    assert zoned
    assert zoned == {name.removeprefix("w:") for name in found if name.startswith("w:")}


def test_the_words_of_the_lead_are_features_of_thailand_only():
    article = seen(TIPS)
    codes, rows, _ = countries.features(article, "notice", None, None, (0.1, 0.1))
    assert codes == ["TH", None]
    assert {f"TH|w:{word}" for word in opening_words(article)} <= set(rows[0])
    assert not any("|w:" in name for name in rows[1])
