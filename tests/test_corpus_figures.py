"""The corpus figures that the notebooks show are only counts, and they add up."""

import json

from corpus_figures import FIGURES, figures, twins
from newsextract.report import summarise


def test_figures_are_counts_that_add_up(sample_records):
    found = figures(summarise(sample_records))
    assert found["records"] == sum(found["types"].values()) == sum(found["languages"].values()) == 18
    assert found["main_events"] + found["background_events"] == sum(len(r.events) for r in sample_records)
    said = json.dumps(found, ensure_ascii=False)
    assert not any(e.label in said for r in sample_records for e in r.entities if e.type == "PERSON")


def test_the_committed_figures_have_this_form(sample_records):
    kept = json.loads(FIGURES.read_text(encoding="utf-8"))
    assert [key for key in kept if key != "twins"] == list(figures(summarise(sample_records)))
    assert kept["records"] > 10_000


def test_twins_are_counted_by_year_and_type(sample_records):
    english = [record for record in sample_records if record.language == "en"]
    thai = next(record for record in sample_records if record.language == "th")
    found = twins(sample_records, [{"records": [thai.id, english[0].id]}, {"records": [english[1].id, english[2].id]}])
    for counts in found.values():
        assert sum(n for n, _ in counts.values()) == len(english)
        assert sum(with_twin for _, with_twin in counts.values()) == 1
