"""Rich display: values linked to their words, readable colours, lists of records."""

import colorsys
import re
from collections import Counter

import pytest
from bs4 import BeautifulSoup

from newsextract.data import read_text
from newsextract.view.html import anchor, event_html, record_html, time_html
from newsextract.view.notebook import list_html
from newsextract.view.spans import LABELS, slots


def read(html):
    return BeautifulSoup(html, "html.parser")


def links(soup):
    return [a["href"][1:] for a in soup("a", href=True) if a["href"].startswith("#")]


def test_every_value_of_every_record_links_to_exactly_its_words(sample_records):
    for record in sample_records:
        drawn, said = read(record_html(record)), Counter()
        assert len(links(drawn)) > 5
        assert set(links(drawn)) <= {tag["id"] for tag in drawn(id=True)}
        for piece in drawn(["mark", "span"], class_=True):
            for name in piece["class"]:
                said[name] = (said[name] or "") + piece.get_text()
        for mention in record.spans():
            assert said[anchor(record.id, mention.start, mention.end)] == mention.text


def test_every_slot_links_to_its_words(sample_records):
    event = sample_records[0].events[0]
    drawn = links(read(event_html(event, sample_records[0].id)))
    for slot in slots(event):
        for words in slot.words:
            assert anchor(sample_records[0].id, words.start, words.end) in drawn
    assert not links(read(event_html(event)))


def test_tooltips_say_value_and_confidence(sample_records):
    record = sample_records[0]
    titles = "\n".join(mark["title"] for mark in read(record_html(record))("mark", title=True))
    for entity in record.entities:
        if any(mention.form != "office" for mention in entity.mentions):
            assert all(name in titles for name in (entity.name.th, entity.name.en) if name)
    assert re.search(r"type 0\.\d\d|type 1\.00", titles)


def test_a_time_shows_its_value_and_its_basis(sample_records):
    time = next(t for r in sample_records for t in r.times if t.basis)
    shown = read(time_html(time)).get_text()
    assert time.value in shown
    assert f"from {time.basis}" in shown


def test_lists_of_records_are_tables_and_other_lists_are_not(sample_records):
    assert list_html([]) is None
    assert list_html([sample_records[0], 1]) is None
    shown = list_html(sample_records * 20)
    assert shown.count("<tr>") == 201
    assert "360 records, the first 200 shown" in shown


def test_jupyters_rules_for_lists_and_tables_are_weaker():
    style = read_text("view/fragment.css")  # Jupyter: `.jp-RenderedHTMLCommon ul:not(.list-inline)`, `:not(.a).b td`
    assert ".nx ul.nx-legend{" in style
    assert ".nx.nx td,.nx.nx th{text-align:left}" in style


def rules():
    """Hue, saturation, opacity and line of each label's rule."""
    rule = r"\.nx-(\w+)\{background:hsl\((\d+) (\d+)% 50%/([\d.]+)\);border-bottom:\dpx (\w+) "
    found = re.findall(rule, read_text("view/fragment.css"))
    return {label: (int(hue), int(saturation), float(opacity), line) for label, hue, saturation, opacity, line in found}


def mixed(hue, saturation, opacity, ground):
    over = colorsys.hls_to_rgb(hue / 360, 0.5, saturation / 100)
    return [opacity * part + (1 - opacity) * ground for part in over]


def luminance(colour):
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize(("ground", "ink"), [(1.0, 0.13), (0.07, 0.87)], ids=["light", "dark"])
def test_text_on_every_label_has_the_contrast_of_wcag_aaa(label, ground, ink):
    pair = sorted([luminance(mixed(*rules()[label][:3], ground)), luminance([ink] * 3)])
    assert (pair[1] + 0.05) / (pair[0] + 0.05) >= 7


def test_labels_that_can_be_adjacent_differ_without_colour():
    lines = {label: line for label, (*_, line) in rules().items()}
    assert len({lines["PERSON"], lines["ORGANIZATION"], lines["FACILITY"], lines["TERM"]}) == 4
    assert set(lines) == set(LABELS)
    assert "url(" not in read_text("view/fragment.css")
