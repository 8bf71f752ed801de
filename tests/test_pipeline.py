"""The assembled pipeline on whole articles."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

import newsextract as nx
from bench_pipeline import by_layer
from growth import too_slow
from newsextract.page import Article, Page

THAI = (
    "วันนี้ (12 มีนาคม 2567) เวลา 09.30 น. ณ โรงแรมริมน้ำ จังหวัดเชียงใหม่ นายสมหมาย ใจดี อธิบดีกรมชลประทาน"
    " เป็นประธานเปิดการประชุมวิชาการน้ำเพื่อชุมชน โดยกล่าวว่า กรมชลประทานจะดูแลน้ำให้ทุกหมู่บ้าน"
)
ENGLISH = (
    "Mr. Sommai Jaidee, Director-General of the Royal Irrigation Department, presided over the opening of the conference on water for"
    " communities at the Rim Nam Hotel. He said that the department would look after the water of every village, and that the works on"
    " the canals of the north would be finished before the rains come. The officials of the provinces were thanked for their help, and"
    " the villagers were invited to say where the canals had fallen into disrepair in the years of the drought."
)


def test_a_thai_release_followed_by_a_longer_translation_is_read_as_thai() -> None:
    text = f"อธิบดีกรมชลประทานเปิดการประชุมวิชาการ\n{THAI}\n{ENGLISH}"
    page = Page(text.encode(), name="both", url="https://www.example.go.th/1", kind="text")
    record = nx.extract(page)
    assert record.language == "en"
    main = record.events[0]
    assert (main.start, main.place.province) == ("2024-03-12T09:30+07:00", "เชียงใหม่")
    assert main.actors[0].name == "สมหมาย ใจดี"
    assert [p.role for p in record.people if p.name.th == "สมหมาย ใจดี"] == ["อธิบดีกรมชลประทาน"]
    assert record.entity(record.statements[0].speaker).name.th == "สมหมาย ใจดี"


def test_the_title_s_english_name_is_the_article_s_gloss_of_the_whole_title() -> None:
    text = f"วันสุขภาพใจโลก\n{THAI}\nวันสุขภาพใจโลก (World Mind Health Day) จัดขึ้นทุกปีเพื่อให้ทุกคนดูแลใจของตน"
    title = nx.extract(Page(text.encode(), name="gloss", kind="text")).title
    assert (title.th, title.en) == ("วันสุขภาพใจโลก", "World Mind Health Day")
    assert title.en_span is not None
    assert text[title.en_span.start : title.en_span.end] == title.en


@pytest.mark.slow
def test_every_layer_takes_linear_time_on_an_article_of_half_a_megabyte(sample: Path) -> None:
    bodies = [p.read_text("utf-8").rpartition("\n\nที่มา")[0] for p in sorted((sample / "text").glob("*.txt"))]
    article = "\n".join(bodies)
    text = article * (500_000 // len(article) + 1)

    def of(size: int) -> Article:
        return Article.of(text[:size], body=text.index("\n") + 1, published="2024-03-12")

    by_layer([of(20_000)])
    # ten times the length; quadratic time would take a hundred times as long
    short, long = of(50_000), of(500_000)
    assert too_slow(lambda: by_layer([short]), lambda: by_layer([long]), times=25, least=0.007) == {}


def test_only_the_beginning_of_a_very_long_text_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_module("newsextract.pipeline.annotate"), "MAX_READ", 1_200)
    text = f"อธิบดีเปิดการประชุม\n{THAI}\n" + "นายสมชาย ใจดี " * 200
    record = nx.extract(Page(text.encode(), name="long", kind="text"))
    assert record.text == text.strip()
    assert max(m.end for e in record.entities for m in e.mentions) <= 1_200
    [warning] = [w for w in record.warnings if w.code == "text_truncated"]
    assert (warning.end, warning.message) == (
        len(record.text),
        f"only the first {warning.start:,} of {len(record.text):,} characters were read",
    )
    assert record.text[warning.start] == " "
