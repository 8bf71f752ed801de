"""Events and statements of long articles: word lookups, and time linear in the length."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common import timed as seconds
from growth import too_slow
from newsextract.layers import events, statements, times
from newsextract.layers.drafts import Entity, Referent
from newsextract.layers.events.context import Context
from newsextract.layers.events.words import cue_hits, words_of
from newsextract.layers.findings import Findings
from newsextract.page import Article
from newsextract.records import Language, Mention
from newsextract.thai.text import any_of
from newsextract.thai.tokens import tokenize
from spoken import offices_of

TITLE = "กรมทดสอบจัดประชุมวิชาการน้ำสะอาด\n"
UNIT = (
    "วันที่ {k} นายคนที่{k} ดีงาม ผู้อำนวยการกองที่{k} กล่าวว่า มีการประชุมงานที่{k} รอบที่ {turn} แล้วเมื่อวันที่ 5 มกราคม 2564 "
    "ทั้งนี้ ผู้อำนวยการกองที่{k} เปิดเผยถึงแนวทางของกรม และย้ำว่าจะจัดงานที่{k} รอบที่ {turn} ให้ทันเวลา "
    "“คนที่{k} รอบที่ {turn} ขอขอบคุณทุกท่าน” {end}"
)


def article(number: int, end: str) -> tuple[str, list[Referent], list[Entity]]:
    """An article of ``number`` paragraphs, no two alike; a thousand speakers take turns: a four-digit number may be a year."""
    text = TITLE + "".join(UNIT.format(k=k % 1000, turn=1 + k // 1000, end=end) for k in range(number))
    spans = [(m.start(), m.end(), m[1]) for m in re.finditer(r"นายคนที่(\d+) ดีงาม", text)]
    people = [
        Referent("PERSON", [Mention.of(text, a, b)], names=[f"คนที่{k} ดีงาม"], roles=offices_of(f"ผู้อำนวยการกองที่{k}"))
        for a, b, k in spans
    ]
    named = [Entity(start=m.start(), end=m.end(), text=m[0], type="EVENT") for m in re.finditer(r"การประชุมงานที่\d+", text)]
    return text, people, named


def timed_layers(number: int, end: str) -> Callable[[], dict[str, float]]:
    """A timer of both layers on an article of ``number`` paragraphs."""
    text, people, named = article(number, end)
    dated = times.search(text, date(2024, 3, 5))
    page = Article.of(text, body=len(TITLE), published="2024-03-05")
    before = Findings(times=dated, entities=named, referents=people)
    after = before.plus("statements", statements.find(page, before))
    assert len(after.statements) >= number // 2  # there is something to measure

    return lambda: {
        "statements": seconds(lambda: statements.find(page, before)),
        "events": seconds(lambda: events.find(page, after)),
    }


@pytest.mark.slow
@pytest.mark.parametrize("end", ["\n", " "], ids=["in lines", "in one line"])
def test_ten_times_the_article_takes_about_ten_times_as_long(end: str) -> None:
    # quadratic time would take a hundred times as long
    assert too_slow(timed_layers(150, end), timed_layers(1500, end), times=25, least=0.0015) == {}


def context(text: str, language: Language = "th") -> Context:
    return Context(text, 0, language, None, None, [], [], [], [])


@given(
    st.lists(st.sampled_from([*"กขค เแา.\n\u200bA1", "ประชุม", "รมว.", "ก.พ.", " ", "และพม."]), max_size=40).map("".join),
    st.data(),
)
def test_the_words_of_a_span_are_those_of_the_text_that_begin_in_it(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    whole, seen = tokenize(text), context(text)
    here = zip(whole.starts, whole.kinds, whole.norms, strict=True)
    words = [n.lower() for a, kind, n in here if kind in {"thai", "latin", "abbreviation"} and len(n) > 1 and start <= a < end]
    assert words_of(seen, start, end) == words
    assert words_of(seen, 0, start) + words + words_of(seen, end, len(text)) == words_of(seen, 0, len(text))


def test_words_of_a_span_are_in_lower_case_and_without_numbers() -> None:
    text = "ร่วมประชุม 25 รมว.แรงงาน และ MOU"
    assert words_of(context(text), 4, len(text)) == ["ประชุม", "รมว.", "แรงงาน", "และ", "mou"]


@given(
    st.lists(st.text(alphabet="abcก", min_size=1, max_size=4), min_size=1, max_size=8), st.text(alphabet="abcก", max_size=20)
)
def test_the_longest_of_several_names_is_found(names: list[str], text: str) -> None:
    plain = "|".join(map(re.escape, sorted(set(names), key=len, reverse=True)))
    assert [m.span() for m in re.finditer(any_of(names), text)] == [m.span() for m in re.finditer(plain, text)]


def test_every_occurrence_of_a_cue_is_found() -> None:
    found = cue_hits("เป็นประธานการประชุม และประชุมอีก", "th")
    assert [(at, name) for at, _, name in found if name == "meeting"] == [(13, "meeting"), (23, "meeting")]


def test_a_list_of_channels_reports_no_event() -> None:
    title = "6 ช่องทางเผยแพร่ประชาสัมพันธ์ของกรม"
    body = "กดติดตามกันไว้ได้เลย\n1. เว็บไซต์ของกรม\n2. หน้าสื่อสังคมของกรม\n3. ช่องวิดีโอของกรม"
    found = events.find(Article.of(f"{title}\n{body}", body=len(title) + 1), Findings())
    assert (found.items, [w.code for w in found.warnings]) == ([], ["no_event"])
