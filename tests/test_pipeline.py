"""The assembled pipeline on whole articles."""

from __future__ import annotations

import newsextract as nx
from newsextract.page import Page

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
