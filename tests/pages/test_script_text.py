"""Pages whose text is in the data of a script, to be shown later."""

from __future__ import annotations

import json

import pytest

from newsextract.page import Page
from newsextract.pages import parse

TITLE = "เทศบาลเมืองสมมุติเปิดศูนย์พักพิงผู้ประสบภัยน้ำท่วม"
LINES = (
    "เทศบาลเมืองสมมุติเปิดศูนย์พักพิงชั่วคราวสำหรับผู้ประสบภัยน้ำท่วม ที่หอประชุมอำเภอ รองรับได้ 300 คน ตั้งแต่วันที่ 5 ตุลาคม 2566",
    "ผู้ประสงค์ขอรับความช่วยเหลือติดต่อได้ที่งานป้องกันและบรรเทาสาธารณภัย ตลอด 24 ชั่วโมง",
)
HTML = "".join(f"<p>{line}</p>" for line in LINES)


def read(data: object, shown: str = "<div id='app'></div>", kind: str = "application/json") -> tuple[str, list[str]]:
    script = f'<script id="data" type="{kind}">{json.dumps(data, ensure_ascii=False)}</script>'
    html = f"<html><head><title>{TITLE} | เทศบาลเมืองสมมุติ</title></head><body>{shown}{script}</body></html>"
    article = parse(Page(html.encode(), name="1"))
    assert article.title == TITLE
    return article.text[article.body :], [warning.code for warning in article.warnings]


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        ({"@type": "NewsArticle", "headline": TITLE, "articleBody": "\n\n".join(LINES)}, "application/ld+json"),
        (
            {"props": {"pageProps": {"news": {"id": 1, "title": TITLE, "detail": HTML}, "other": [{"detail": HTML * 2}]}}},
            "application/json",
        ),
        ({"data": {"title": {"rendered": TITLE}, "content": {"rendered": HTML}}}, "application/json"),
    ],
)
@pytest.mark.parametrize(
    "shown",
    ["<div id='app'></div>", f"<h1>{TITLE}</h1><div>กำลังโหลดข้อมูล...</div>", f"<h1>{TITLE}</h1><p>{LINES[0][:70]}...</p>"],
)
def test_the_text_beside_the_headline_in_a_script_is_read(data, kind, shown):
    assert read(data, shown, kind) == ("\n".join(LINES), [])


@pytest.mark.parametrize(
    "data",
    [
        {"headline": TITLE, "description": "\n\n".join(LINES) * 3},
        {"headline": "ข่าวอื่นที่ไม่เกี่ยวข้องกับหน้านี้", "articleBody": "\n\n".join(LINES) * 3},
        {"headline": TITLE, "articleBody": LINES[0][:40]},
        [[TITLE, HTML]],
    ],
)
def test_other_data_of_a_script_is_not_read(data):
    short = "เทศบาลแจ้งปิดศูนย์ในวันพรุ่งนี้ ขอบคุณทุกฝ่ายที่ร่วมมือ"
    assert read(data, f"<h1>{TITLE}</h1><p>{short}</p>")[0] == short
    assert read(data)[1] == ["no_body"]


def test_a_loading_notice_is_not_the_text():
    assert read({}, f"<h1>{TITLE}</h1><div>Loading...</div>") == ("", ["no_body"])
