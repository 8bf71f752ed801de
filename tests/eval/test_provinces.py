"""Provinces inside other names, in annotated sentences of real articles: none of them gives a province."""

import json
from collections import Counter

import pytest

import newsextract as nx
from newsextract import Page
from training.frames import Words
from training.shared import ANNOTATIONS, corpus, lines

ROWS = list(lines(ANNOTATIONS / "provinces.jsonl"))


def body_offsets(raw, text):
    """Map offsets in the corpus's article to offsets in the record's body, whitespace skipped."""
    printed, read = Words(raw), Words(text)
    first = next(i for i, at in enumerate(read.at) if at > text.index("\n"))
    base = printed.bare.rfind(read.bare[first:])
    assert base >= 0
    return {printed.at[base + i - first]: read.at[i] for i in range(first, len(read.at))}


def wrong(record, start, end, may):
    """What ("entity", "event") takes a province from characters ``start`` to ``end``, except what is in ``may``."""
    within = [("entity", m) for e in record.entities if (e.iso or "").startswith("TH-") for m in e.mentions]
    within += [("event", m) for event in record.events for m in event.slots.get("province", [])]
    return sorted({what for what, m in within if m.start < end and start < m.end and what not in may})


@pytest.mark.slow
@pytest.mark.eval
def test_no_province_follows_from_another_name(shared):
    assert shared
    assert len(ROWS) > 200
    wanted = {row["id"] for row in ROWS}
    kinds, found = Counter(), []
    for article in corpus(wanted):
        record = nx.extract(Page(article["text"].encode(), name=str(article["id"]), url=article["url"], kind="corpus"))
        at = body_offsets(article["text"], record.text)
        for row in ROWS:
            if row["id"] == article["id"]:
                start = at[row["start"]]
                end = start + row["end"] - row["start"]
                assert record.text[start:end] == article["text"][row["start"] : row["end"]]
                kinds[row["inside"]] += 1
                if what := wrong(record, start, end, row.get("may", ())):
                    found.append((row["id"], row["start"], row["inside"], *what))
    assert sum(kinds.values()) == len(ROWS)
    assert not found, json.dumps(found)
