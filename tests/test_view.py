import io
import json
import re
from html import escape
from html.parser import HTMLParser
from typing import get_args

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

import hostile
from newsextract import records, report
from newsextract.view import record_html, records_html
from newsextract.view.labels import LANGUAGES, labels, say_in
from newsextract.view.spans import LABELS, DisplaySpan, pieces, time_note
from newsextract.view.terminal import render


def read(html):
    return BeautifulSoup(html, "html.parser")


def test_a_record_in_a_notebook_shows_its_whole_text_and_the_values_on_hover(sample_records):
    record = sample_records[0]
    html = read(record._repr_html_())
    assert record.text in html.get_text()
    notes = "\n".join(mark.get("title", "") for mark in html("mark"))
    for time in record.times:
        assert time.value is None or time.value in notes


_TAGS = """
    style main div ul li mark b br small a span table caption thead tbody tr th td i details summary p figure svg g rect line text title
    path html head meta body h1 h2 section footer
"""
TAGS = set(_TAGS.split())


class Harmless(HTMLParser):
    """Asserts that each tag is one of ours and runs or fetches nothing."""

    def handle_starttag(self, tag, attrs):
        assert tag in TAGS, tag
        assert not [name for name, _ in attrs if name.startswith("on") or name in {"src", "srcdoc", "action"}], attrs
        assert all((value or "#").startswith(("#", "http://", "https://")) for name, value in attrs if name == "href"), attrs
        assert tag != "meta" or "refresh" not in str(attrs)


def assert_harmless(html):
    Harmless().feed(html)


@pytest.mark.parametrize("evil", hostile.STRINGS)
def test_hostile_values_stay_text_in_every_field(sample_records, evil):
    record = hostile.record_of(sample_records[0], evil)
    assert_harmless(record_html(record))
    assert_harmless(records_html([record]))
    assert_harmless(record.events[0]._repr_html_())
    assert_harmless(record.times[0]._repr_html_())


@pytest.mark.parametrize("first", range(0, len(hostile.STRINGS), 3))
def test_hostile_values_stay_text_in_a_report(sample_records, first):
    evils = hostile.STRINGS[first : first + 3]  # no chart leaves out one of three values
    bad = [hostile.record_of(sample_records[0], evil) for evil in evils]
    lines = [json.dumps(dict.fromkeys(("stage", "reason", "input", "message"), evil)) for evil in evils]
    page = report.page(report.summarise([*bad, *sample_records[:1]]), report.failures([*lines, *evils]), " ".join(evils))
    assert min(page.count(escape(evil)) for evil in evils) > 50
    assert_harmless(page)


@pytest.mark.parametrize("evil", hostile.STRINGS)
def test_hostile_values_neither_control_the_terminal_nor_become_markup(sample_records, evil):
    record = hostile.record_of(sample_records[0], evil)
    file = io.StringIO()
    Console(width=20_000, file=file, force_terminal=True, color_system=None, legacy_windows=False).print(render(record))
    shown = file.getvalue()
    assert not re.findall(r"\x1b(?!\[[0-9;]*m)|[\x00-\x08\x0b-\x1a\x7f-\x9f\u202e\u2066]", shown)
    if evil.startswith("[red]"):
        assert shown.count(evil) > 5


@given(st.text(max_size=40), st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=8))
def test_pieces_rebuild_the_text_and_carry_each_span_over_its_characters(text, bounds):
    spans = [DisplaySpan(a, b, str(i), "") for i, (a, b) in enumerate(bounds) if a < b <= len(text)]
    cut = list(pieces(text, spans))
    assert "".join(piece for piece, _ in cut) == text
    for span in spans:
        assert "".join(piece for piece, on in cut if span in on) == text[span.start : span.end]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_beside_a_value_has_a_label(language):
    known = labels(language)
    codes = [code for kind in (records.TimeKind, records.TermRel) for code in get_args(kind)]
    codes += ["impossible_date", "date_conflict", "era_conflict", "new_year_ambiguous"]  # the warnings of a time
    assert {*codes, "BE", "CE", "direct", "reported", "weekday ok", "weekday conflict"} <= known.keys()
    time = records.Time(start=0, end=1, text="x", kind="fiscal_year", value="2020-10-01", era="BE")
    assert time_note(time, say_in(language)) == {"en": "fiscal year, Buddhist era", "th": "ปีงบประมาณ, พ.ศ."}[language]


def test_a_narrow_terminal_cuts_neither_the_address_nor_the_legend(sample_records):
    record = sample_records[0].model_copy(deep=True)
    record.source.url = "https://www.example.org/news/contents/details/of/a/very/long/address/12345"
    console = Console(width=80, record=True, file=io.StringIO())
    console.print(render(record))
    shown = console.export_text()
    assert record.source.url in shown.replace("\n", "")
    assert all(style.name in " ".join(shown.split()) for style in LABELS.values())


def test_the_terminal_shows_the_text_and_iso_dates(sample_records):
    record = next(r for r in sample_records if r.times)
    console = Console(width=200, record=True, file=io.StringIO())
    console.print(render(record))
    shown = console.export_text()
    assert f"⟨{record.times[0].value}" in shown
    assert record.id in shown
