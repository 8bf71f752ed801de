from __future__ import annotations

import io
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from newsextract.view import record_html, records_html
from newsextract.view.spans import Drawn, pieces
from newsextract.view.terminal import render


class Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.text, self.tags, self.styling = [], [], False

    def handle_starttag(self, tag, attrs):
        self.styling = tag == "style"
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        self.styling = False

    def handle_data(self, data):
        if not self.styling:
            self.text.append(data)


def read(html):
    reader = Reader()
    reader.feed(html)
    return reader


def test_a_record_in_a_notebook_shows_its_whole_text_with_every_value_on_pointing(sample_records):
    record = sample_records[0]
    html = read(record._repr_html_())
    assert record.text in "".join(html.text)
    notes = "\n".join(attrs.get("title", "") for tag, attrs in html.tags if tag == "mark")
    for time in record.times:
        assert time.value is None or time.value in notes


def test_hostile_text_stays_text(sample_records):
    record = sample_records[0].model_copy(deep=True)
    evil = '<script>alert("x")</script>'
    record.text = evil + record.text[len(evil) :]
    record.title.text = evil
    record.source.url = "javascript:alert(1)"
    for html in (record_html(record), records_html([record])):
        assert not [
            tag for tag, attrs in read(html).tags if tag == "script" or str(attrs.get("href", "")).startswith("javascript")
        ]


@given(st.text(max_size=40), st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=8))
def test_pieces_rebuild_the_text_and_carry_each_span_over_its_characters(text, bounds):
    spans = [Drawn(a, b, str(i), "") for i, (a, b) in enumerate(bounds) if a < b <= len(text)]
    cut = list(pieces(text, spans))
    assert "".join(piece for piece, _ in cut) == text
    for span in spans:
        assert "".join(piece for piece, on in cut if span in on) == text[span.start : span.end]


def test_the_terminal_shows_the_text_and_iso_dates(sample_records):
    record = next(r for r in sample_records if r.times)
    console = Console(width=200, record=True, file=io.StringIO())
    console.print(render(record))
    shown = console.export_text()
    assert f"⟨{record.times[0].value}" in shown
    assert record.id in shown
