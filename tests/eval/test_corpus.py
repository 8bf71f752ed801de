"""Real articles: no crash, valid records, exact spans, right dates and headlines, hardly any contradictions."""

import json
import lzma
import random
import re
import sys
from itertools import islice

import jsonschema
import pytest
from pythainlp.util.date import thai_full_months

from newsextract import Config, Page
from newsextract.errors import Failure
from newsextract.pipeline.agreement import contradictions
from newsextract.records import Record
from newsextract.runs.workers import run
from newsextract.schema import json_schema

HEADER = re.compile(r"\nวัน\S+ที่ (\d{1,2}) (\S+) (\d{4})\s*\n")


def articles(shared, wanted):
    with lzma.open(shared / "corpus" / "thaigov-dev.jsonl.xz", "rt", encoding="utf-8") as lines:
        rows = [line for line in lines if random.Random(line[:40]).random() < 1.3 * wanted / 82_515]
    random.Random(7).shuffle(rows)
    return [json.loads(line) for line in islice(rows, wanted)]


def header_date(text):
    match = HEADER.search(text)
    return match and f"{int(match[3]) - 543}-{thai_full_months.index(match[2]) + 1:02}-{int(match[1]):02}"


def squeezed(text):
    return re.sub(r"[\s\u200b-\u200d\ufeff]", "", text)


def repeated_headline(text):
    """The first line below the header date, where pages repeat their headline, or None."""
    below = HEADER.split(text, maxsplit=1)[-1].splitlines()
    lines = [line for line in below if line.strip() and not re.fullmatch(r"\s*(พิมพ์|\d\d/\d\d/\d{4})\s*", line)]
    return lines[0].strip() if lines else None


@pytest.mark.slow
@pytest.mark.eval
def test_a_thousand_random_articles(shared):
    rows = articles(shared, 1000)
    pages = [Page(r["text"].encode(), name=str(r["id"]), url=r["url"], kind="corpus", section=r["category"]) for r in rows]
    validator = jsonschema.Draft202012Validator(json_schema())
    sys.path.insert(0, str(shared / "bench"))
    from frames import agree
    from score import version1

    dates, titles, disagreements = [], [], []
    for row, result in zip(rows, run(pages, config=Config(), workers=2), strict=True):
        if isinstance(result, Failure):
            assert result.reason == "no such article", result.message
            assert "1 มกราคม 2513" in row["text"], result.message
            continue
        made = json.loads(result.line)
        validator.validate(made)
        record = Record.model_validate(made)
        assert [s for s in record.spans() if record.text[s.start : s.end] != s.text or s.start >= s.end] == [], row["id"]
        disagreements.append(len(agree(version1(made))))
        assert len(list(contradictions(record))) <= disagreements[-1] + 2
        if wanted := header_date(row["text"]):
            dates.append(record.published == wanted)
            headline = repeated_headline(row["text"])
            titles.append(headline is None or squeezed(headline) == squeezed(record.title.text))
    assert len(dates) > 960
    assert all(dates)
    assert sum(titles) / len(titles) >= 0.995
    assert sum(disagreements) / len(disagreements) <= 0.2
    assert disagreements.count(0) / len(disagreements) >= 0.85
