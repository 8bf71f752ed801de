"""Mutated pages and texts: no exception escapes, and no span is wrong."""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from newsextract.config import Config
from newsextract.page import Page
from newsextract.records import Record
from newsextract.runs.extraction import Extracted, extract_page

#: what breaks parsers: other digits, invisible characters, incomplete markup, brackets, private and astral code points
SHARDS = [
    "๒๕๖๗", "\u200b", "\u0e4d\u0e32", "\ufeff", "\u00a0", "\x00", "\uf70a", "\U0001f600", "\u2028", "\u202e", "<div>", "</p>",
    "<script>", "<!--", "]]>", "&#x110000;", "&amp;", "&#8203;", "(", ")", "((((", "“", "”", '"', "พ.ศ.", "31 กุมภาพันธ์ 2567",
    "วันที่ 0 มกราคม 9999", "ระหว่างวันที่ 5 - 3", "24.60 น.", "99999999999999999999", "กล่าวว่า", "(ASEAN: ", "นาย", "จังหวัด",
    "ๆ", "ฯลฯ", "\n\n\n", "\t", "\r\n",
]  # fmt: skip


def mutated(text: str, seed: int, many: int) -> str:
    """``text`` with pieces cut, doubled, shuffled, copied or overwritten in ``many`` places."""
    rng = random.Random(seed)
    for _ in range(many):
        at, length = rng.randrange(len(text) + 1), rng.choice([1, 1, 3, 20, 200])
        piece = text[at : at + length]
        kind = rng.randrange(6)
        if kind == 0:
            text = text[:at] + text[at + length :]
        elif kind == 1:
            text = text[:at] + piece * 2 + text[at + length :]
        elif kind == 2:
            text = text[:at] + rng.choice(SHARDS) + text[at:]
        elif kind == 3:
            text = text[:at] + "".join(rng.sample(piece, len(piece))) + text[at + length :]
        elif kind == 4:
            other = rng.randrange(len(text) + 1)
            text = text[:at] + text[other : other + length] + text[at:]
        else:
            text = text[:at] + chr(rng.choice([rng.randrange(0x20, 0x300), rng.randrange(0xE00, 0xE60)])) + text[at + 1 :]
    return text


def corrupted(content: bytes, seed: int, many: int) -> bytes:
    rng = random.Random(seed)
    data = bytearray(content)
    for _ in range(many):
        at = rng.randrange(len(data) + 1)
        if rng.random() < 0.5:
            del data[at : at + rng.choice([1, 2, 50])]
        else:
            data[at:at] = bytes(rng.randrange(256) for _ in range(rng.choice([1, 1, 2, 4])))
    return bytes(data)


@pytest.fixture(scope="module")
def sources(sample):
    return [
        (p.read_bytes(), k) for folder, k in (("text", "corpus"), ("html", "html")) for p in sorted((sample / folder).iterdir())
    ]


def decoded(content: bytes) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content.decode("cp874", "replace")


def check(page: Page) -> None:
    result = extract_page(page, Config())
    if not isinstance(result, Extracted):
        assert result.reason != "internal", result.message
        assert result.stage in {"parse", "extract"}
        return
    record = Record.model_validate_json(result.line)
    assert record.to_json() == result.line
    for mention in record.spans():
        assert 0 <= mention.start < mention.end <= len(record.text), mention
        assert record.text[mention.start : mention.end] == mention.text
    for warning in record.warnings:
        assert warning.start is None or 0 <= warning.start <= (warning.end or 0) <= len(record.text)


cases = {
    "which": st.integers(0, 35),
    "seed": st.integers(0, 2**32),
    "many": st.sampled_from([1, 5, 30, 200]),
    "how": st.sampled_from(["text", "text", "bytes", "noise"]),
    "kind": st.sampled_from([None, None, "html", "text", "corpus"]),
    "encoding": st.sampled_from([None, None, None, "tis-620", "utf-16", "nonsense", "cp874"]),
    "noise": st.binary(max_size=200) | st.text(max_size=200).map(lambda t: t.encode("utf-8", "replace")),
}


def run_case(sources, which, seed, many, how, kind, encoding, noise):
    content, own = sources[which % len(sources)]
    if how == "noise":
        content = noise
    elif how == "bytes":
        content = corrupted(content, seed, many)
    else:
        content = mutated(decoded(content), seed, many).encode("utf-8", "replace")
    check(Page(content, name="fuzz", url="https://www.example.go.th/1", kind=kind or own, encoding=encoding))


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(**cases)
def test_nothing_escapes_and_no_span_is_wrong(sources, **case):
    run_case(sources, **case)


@pytest.mark.long
@settings(max_examples=10_000, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck))
@given(**cases)
def test_nothing_escapes_and_no_span_is_wrong_in_ten_thousand_cases(sources, **case):
    run_case(sources, **case)
