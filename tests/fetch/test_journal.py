from __future__ import annotations

import json

import pytest

from newsextract.errors import ConfigError, FetchError
from newsextract.fetch import Settings
from newsextract.fetch.journal import JournalClient

ROW = ["https://x.example/a", "fetch", "the server answers 404", "https://x.example/a", None, False]
LINE = json.dumps(ROW).encode() + b"\n"


@pytest.fixture
def path(tmp_path):
    return tmp_path / "fetch-failures.jsonl"


def client(path):
    return JournalClient(Settings(contact="tester@example.org"), path)


def test_what_failed_fails_again_unasked(path):
    path.write_bytes(LINE)
    with pytest.raises(FetchError, match="404"):
        client(path).get(ROW[0])


@pytest.mark.parametrize(
    ("content", "number"),
    [
        (b"my notes\n" + LINE, 1),
        (LINE + b"{}\n", 2),
        (LINE + b"[1, 2, 3, 4, 5, 6]\n", 2),
        (LINE + b"\n", 2),
        (LINE + b"\xff\xfe\n", 2),
        (LINE + b"[" * 100_000 + b"\n", 2),
        (LINE.replace(b"false", b"0"), 1),
        (b"my notes, without a line break", 1),
        (LINE[:30] + LINE, 1),
    ],
)
def test_a_damaged_list_is_refused_with_its_line_and_left_as_it_is(path, content, number):
    path.write_bytes(content)
    with pytest.raises(ConfigError, match=f"line {number} "):
        client(path)
    assert path.read_bytes() == content


@pytest.mark.parametrize("cut", [1, 2, 30, -2])
def test_a_last_line_that_was_cut_off_is_replaced_by_the_next(path, cut):
    path.write_bytes(LINE + LINE[:cut])
    made = client(path)
    assert path.read_bytes() == LINE + LINE[:cut]
    made._note("https://x.example/b", FetchError("no\nanswer\x1b\udcff"))
    assert path.read_bytes().startswith(LINE + b'["https://x.example/b"')
    with pytest.raises(FetchError, match="no\nanswer\x1b\udcff"):
        client(path).get("https://x.example/b")
