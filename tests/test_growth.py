"""The time to read a text grows linearly, whatever the text repeats; a page of ten megabytes ends, in bounded memory."""

from __future__ import annotations

import html
import json
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import TypeVar

import pytest

import newsextract as nx
from common import timed as seconds
from growth import own_heap, too_slow
from newsextract import pages
from newsextract.errors import NoArticleError
from newsextract.layers.findings import Findings
from newsextract.page import Page
from newsextract.pipeline import LAYERS
from newsextract.thai.tokens import tokenize
from newsextract.thai.view import normalise

T = TypeVar("T")

#: ordinary text with names, dates and brackets, which other parts of a text are compared with
REAL = (
    "วันนี้ (12 มีนาคม 2567) เวลา 09.30 น. ณ โรงแรมริมน้ำ จังหวัดเชียงใหม่ นายสมหมาย ใจดี อธิบดีกรมชลประทาน "
    "เป็นประธานเปิดการประชุมวิชาการน้ำเพื่อชุมชน (Water for Communities: WFC) โดยกล่าวว่า กรมชลประทานจะดูแลน้ำให้ทุกหมู่บ้าน "
)
ENGLISH = (
    "Mr. Sommai Jaidee, Director-General of the Royal Irrigation Department, presided over the opening of the conference on water "
    "for communities at the Rim Nam Hotel. He said that the department would look after the water of every village. "
)


def repeated(unit: str) -> Callable[[int], str]:
    """A function that repeats ``unit`` up to a number of characters; ``{k}`` in it becomes a running number."""

    def fill(size: int) -> str:
        if "{k}" in unit:
            return "".join(unit.format(k=k) for k in range(size // len(unit)))[:size]
        return (unit * (size // len(unit) + 1))[:size]

    return fill


def nested(opening: str, closing: str) -> Callable[[int], str]:
    """A function that nests brackets as deep as a number of characters allows."""

    def fill(size: int) -> str:
        deep = size // len(opening + closing)
        return opening * deep + closing * deep

    return fill


#: one of each kind that once took quadratic time, and the units most like it
FIRST = [
    " ", "\t", "\u00a0", ".", "ฯ", "5-6-7-", "นาย", "นาย ", "อ.", "_", "A.B.C.", "กรม", "กล่าวว่า ", "漢", "่", "\u200b", "(", ")",
    "ASEAN (อาเซียน) ", "นายสมชาย ใจดี ", "นายคนที่{k} ดีงาม อธิบดีกรมที่{k} ", "จังหวัดเชียงใหม่", "วันที่ 21 ", "a@", "อดีต", "😀",
]  # fmt: skip
OTHERS = [
    "\t ", "\r\n", "\n ", "\u2028", "ก\n", "ก\u00a0", "ก\u200b", "\u00ad", "ก", "า", "เ", "เเ", "ํา", "ๆ ", "และ", "ที่", "ว่า", "การ", "ของ",
    "ประชุมวิชาการน้ำ", "และ ", "ณ ", "โดย ", "ปี ", "พ.ศ. ", "(ก.พ.) ", "ครั้งที่ 1/2567 ", "วันจันทร์ ", "สิบ", "ล้าน", "7", "7 ", "๗", "1,", "1/2/3", "1. ",
    "1,000", "09.00-", "25 ก.พ. 2563 ", "1-2 ม.ค. ", "1 ถึง ", "เมื่อวันที่ 5 ", "ปีบัญชี 2560 ขยายตัวจากปีก่อนหน้า ", "วันนี้ ", "January 5, ", "A", "a ", "A1", "A.",
    "A-", "a-", "a&", "a'", "'", '"', "“", "”", "“ก”", "«", "()", "(ก", "(A ", "[(", "{<", "ASEAN (", "อาเซียน (ASEAN) ", "ศูนย์ที่{k} (AB{k}) ", "ABC หรือ ",
    "ศูนย์ หรือ AB ", "Mr. ", "Mr. Sommai Jaidee ", "He said that ", "said also also ", "Deputy Minister ", "the ", "John ", "word{k} ", "http://a.", "www.", "a@b.",
    "ดร.", "พล.อ.", "รมว.", "รองอธิบดี", "ผู้ว่าราชการจังหวัด", "กระทรวง", "ต.บ้าน อ.เมือง จ.", "โรงแรมริมน้ำ ", "เป็นประธาน", "พร้อมด้วย ", "นายคนที่{k} กล่าวว่า ",
    "“ขอขอบคุณทุกท่านที่มา” ", "กล่าว ", "à¸‚à¹ˆ", "เธ‚เธ", "\ue000", "\ufffd", "\u0301", "a\u0301", "한", "م", "\U00020000", "/", ":", "-", "=", "#", "*", "%", "\\", "ก{k} ",
]  # fmt: skip
TEXTS: dict[str, Callable[[int], str]] = {unit: repeated(unit) for unit in (*FIRST, *OTHERS)} | {
    f"{opening}…{closing}": nested(opening, closing) for opening, closing in ("()", "“”", "[)", ("(ก", ")"), ("(A (", "))"))
}
TAGS = [
    "<div>", "<p>ก", "<br>", "<b>", "<b><p>", "<font><p>", "<a href=x>ก</a>", "<span>ก", "<td>ก", "<table>", "<li>ก", "<h1>ก</h1>", "<h1>", "<div>ก</div>",
    "<div></div>", "</div>", "<nav>ก</nav>", "<ul><li><a href=x>ขขขขขขขขข</a></li></ul>", "<script>", "<script></script>", "<b></b><svg></svg>", "<!--", "<![CDATA[",
    "<", "<a ", "a{k}=1 ", '<a b="', "&amp;", "&amp", "&#60;", "&#", "&notit;", "<meta name=a content=b>", "<title>a</title>", "<body ", "<textarea>", "<pre>",
    "<select><option>", "<form>", '<script type="application/ld+json">', '<script type="application/ld+json"></script>', "<time datetime=2020-01-01>ก</time>",
    "<a data-cfemail=0a0b>ก</a>", "<?xml ", "<h1>ก |  </h1>", "<p>6,135</p>",
]  # fmt: skip


def page(text: str) -> Page:
    return Page(f"หัวข้อข่าว\n{text}".encode(), name="text", kind="text")


def markup(inside: str, head: str = "<title>หัวข้อข่าว</title>", url: str | None = None) -> Page:
    return Page(f"<html><head>{head}</head><body><h1>หัวข้อข่าว</h1>{inside}".encode(), name="html", url=url)


def step_seconds(one: Page) -> dict[str, float]:
    """CPU seconds of each step on a page, so that the others do not hide a quadratic one."""
    spent: dict[str, float] = {}

    def timed(name: str, work: Callable[[], T]) -> T:
        started = time.process_time()
        made = work()
        spent[name] = time.process_time() - started
        return made

    article = timed("parse", lambda: pages.parse(one))
    normalise.cache_clear()
    tokenize.cache_clear()
    timed("tokenize", lambda: tokenize(article.text))
    article, found = replace(article, published="2024-03-05"), Findings()
    for name, find in LAYERS.items():
        found = found.plus(name, timed(name, partial(find, article, found)))
    return spent


def whole(one: Page) -> dict[str, float]:
    """CPU seconds from a page to its record's JSON."""
    return {"whole": seconds(lambda: read_page(one))}


def parsed(one: Page) -> dict[str, float]:
    """CPU seconds from a page to its article."""
    return {"parse": seconds(lambda: pages.parse(one))}


def slow_steps(
    make: Callable[[int], Page],
    spent: Callable[[Page], dict[str, float]],
    small: int,
    *,
    longer: int,
    most: float,
    least: float,
) -> dict[str, tuple[float, float]]:
    """The steps that take more than ``most`` times as long with a page of ``longer`` times the size."""
    short, long = make(small), make(small * longer)
    return too_slow(lambda: spent(short), lambda: spent(long), times=most, least=least)


def read_page(one: Page) -> str:
    try:
        return nx.extract(one).to_json()
    except NoArticleError:
        return ""


@pytest.fixture(scope="module", autouse=True)
def warm() -> Iterator[None]:
    """Load models and word lists, then freeze the heap: the garbage collector walks only what the tests make."""
    for text in (REAL, ENGLISH):
        read_page(page(text))
        read_page(markup(text))
    with own_heap():
        yield


@pytest.mark.parametrize("unit", [*FIRST, "(…)"])
def test_eight_times_the_text_takes_about_eight_times_as_long(unit: str) -> None:
    # quadratic time would be sixty-four times as long
    assert slow_steps(lambda size: page(TEXTS[unit](size)), step_seconds, 2_500, longer=8, most=20, least=0.0033) == {}


def test_underscores_in_an_english_page_take_linear_time() -> None:
    assert slow_steps(lambda size: page(ENGLISH + "_" * size), whole, 5_000, longer=4, most=9, least=0.03) == {}


@pytest.mark.parametrize("tag", [" ", "<b></b><svg></svg>", "<p>6,135</p>", '<script type="application/ld+json">', "<td>ก"])
def test_four_times_the_markup_takes_about_four_times_as_long(tag: str) -> None:
    fill = repeated(tag)
    assert slow_steps(lambda size: markup(fill(size)), parsed, 20_000, longer=4, most=9, least=0.015) == {}


def violations(make: Callable[[int], Page]) -> dict[str, tuple[float, float]]:
    """What violates: 160,000 characters take at most 2.4 times as long as 80,000, and at most ten seconds."""
    longest = make(160_000)
    wrong = slow_steps(make, whole, 80_000, longer=2, most=2.4, least=0.1)
    return wrong or ({} if any(seconds(lambda: read_page(longest)) <= 10 for _ in range(3)) else {"more than": (10, 10)})


@pytest.mark.long
@pytest.mark.parametrize("unit", TEXTS)
def test_twice_the_text_takes_about_twice_as_long(unit: str) -> None:
    assert violations(lambda size: page(TEXTS[unit](size))) == {}


@pytest.mark.long
@pytest.mark.parametrize("unit", [*FIRST, "(…)", "(A (…))"])
def test_twice_the_text_takes_about_twice_as_long_wherever_it_stands(unit: str) -> None:
    fill = TEXTS[unit]
    ways: dict[str, Callable[[int], Page]] = {
        "headline": lambda size: Page(f"ข่าว{fill(size)}".encode(), name="title", kind="text"),
        "html": lambda size: markup(f"<p>{html.escape(fill(size), quote=False)}</p>"),
        "title": lambda size: markup(f"<p>{REAL}</p>", f"<title>{html.escape(fill(size))}</title>"),
        "between": lambda size: page(REAL + fill(size - len(REAL) * 2) + REAL),
        "beside": lambda size: page((REAL + fill(200) + " ") * (size // (len(REAL) + 201))),
        "in English": lambda size: page((ENGLISH * (size // 2 // len(ENGLISH))) + fill(size // 2) + ENGLISH),
    }
    assert {name: wrong for name, make in ways.items() if (wrong := violations(make))} == {}


@pytest.mark.long
@pytest.mark.parametrize("tag", TAGS)
def test_twice_the_markup_takes_about_twice_as_long(tag: str) -> None:
    fill = repeated(tag)
    known = "https://www.thaigov.go.th/news/contents/details/7"
    ways: dict[str, Callable[[int], Page]] = {
        "body": lambda size: markup(fill(size)),
        "head": lambda size: markup(REAL, fill(size)),
        "one tag": lambda size: markup(f"<p {fill(size)}>{REAL}"),
        "known site": lambda size: markup(f'<div class="border-normal"><div class="detail">{fill(size)}', url=known),
        "known marks": lambda size: markup(f'<div id="ewt_main_structure_body"><p class="text_head">{fill(size)}'),
    }
    assert {name: wrong for name, make in ways.items() if (wrong := violations(make))} == {}


@pytest.mark.slow
def test_a_table_of_a_hundred_thousand_cells_is_read_whole() -> None:
    rows = "".join("<tr>" + "".join(f"<td>ช่อง {row} {cell}</td>" for cell in range(10)) + "</tr>" for row in range(10_000))
    article = pages.parse(markup(f"<table>{rows}</table>"))
    assert article.text.endswith("ช่อง 9999 9")
    assert article.warnings == []


MEASURE = """
    import json, os, re, sys, time
    from pathlib import Path
    import newsextract as nx
    from newsextract.page import Page

    real, *cases = json.loads(sys.argv[1])
    nx.extract(text=real)  # loads the models once for all
    for unit, kind in cases:
        if child := os.fork():  # which begins with its own peak
            os.waitpid(child, 0)
            continue
        start = b"<title>x</title><p>" if kind == "html" else b"x\\n"
        page = Page(start + unit.encode() * (10_000_000 // len(unit.encode())), name="x", kind=kind)
        started = time.process_time()
        record = nx.extract(page, config=nx.Config(keep_doubtful=True))
        record.to_json()
        spent = time.process_time() - started
        # ru_maxrss would hold what the tests' own process had when it started this one
        peak = int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) / 1024
        print(json.dumps([[unit, kind], spent, peak, [w.code for w in record.warnings]]), flush=True)
        os._exit(0)
"""
#: those that take most time or memory: a text of words, of letters, without a space, and markup of signs and of tags
LARGE = [(REAL, "text"), ("ก ", "text"), ("ประชุมวิชาการน้ำ", "text"), ("&amp;", "html"), ("<b>ก", "html")]


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads the peak of memory in /proc")
def test_ten_megabytes_in_one_line_end_within_a_minute_and_600_mb() -> None:
    command = [sys.executable, "-c", textwrap.dedent(MEASURE), json.dumps([REAL, *LARGE])]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [tuple(case) for case, *_ in found] == LARGE, done.stderr
    for case, spent, megabytes, codes in found:
        assert spent <= 60, case
        assert megabytes <= 600, case
        assert "text_truncated" in codes, case
