"""The assembled pipeline on whole articles."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import newsextract as nx
from growth import too_slow
from newsextract.layers.doc import News, news
from newsextract.page import Page
from newsextract.pipeline import load

if TYPE_CHECKING:
    from spacy.language import Language as Pipeline

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


def test_a_thai_release_with_a_longer_translation_behind_it_is_read_as_thai() -> None:
    text = f"อธิบดีกรมชลประทานเปิดการประชุมวิชาการ\n{THAI}\n{ENGLISH}"
    page = Page(text.encode(), name="both", url="https://www.example.go.th/1", kind="text")
    record = nx.extract(page)
    assert record.language == "en"
    main = record.events[0]
    assert (main.start, main.place.province) == ("2024-03-12T09:30+07:00", "เชียงใหม่")
    assert main.actors[0].name == "สมหมาย ใจดี"
    assert [p.role for p in record.people if p.name == "สมหมาย ใจดี"] == ["อธิบดีกรมชลประทาน"]
    assert record.statements[0].speaker == "สมหมาย ใจดี"


def spent(nlp: Pipeline, text: str) -> dict[str, float]:
    """Processor seconds in each component."""
    doc = nlp.make_doc(text)
    news(doc)
    doc._.news = News(body=text.index("\n") + 1, published="2024-03-12")
    seconds = {}
    for name, component in nlp.pipeline:
        started = time.process_time()
        component(doc)
        seconds[name] = time.process_time() - started
    return seconds


@pytest.mark.slow
def test_an_article_of_a_megabyte_takes_every_layer_a_time_linear_in_its_length(sample: Path) -> None:
    bodies = [p.read_text("utf-8").rpartition("\n\nที่มา")[0] for p in sorted((sample / "text").glob("*.txt"))]
    article = "\n".join(bodies)
    text = article * (1_000_000 // len(article) + 1)
    nlp = load("th")
    spent(nlp, text[:20_000])
    # ten times the length; quadratic time would take a hundred times as long
    short, long = text[:100_000], text[:1_000_000]
    assert too_slow(lambda: spent(nlp, short), lambda: spent(nlp, long), times=20, least=0.02) == {}
