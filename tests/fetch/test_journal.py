import json
import tracemalloc

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


def test_an_address_that_failed_fails_again_without_a_request(path):
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
def test_a_damaged_journal_is_refused_with_the_line_and_left_alone(path, content, number):
    path.write_bytes(content)
    with pytest.raises(ConfigError, match=f"line {number} "):
        client(path)
    assert path.read_bytes() == content


@pytest.mark.parametrize("cut", [1, 2, 30, -2])
def test_a_truncated_last_line_is_replaced_by_the_next_failure(path, cut):
    path.write_bytes(LINE + LINE[:cut])
    made = client(path)
    assert path.read_bytes() == LINE + LINE[:cut]
    made._record_failure("https://x.example/b", FetchError("no\nanswer\x1b\udcff"))
    assert path.read_bytes().startswith(LINE + b'["https://x.example/b"')
    with pytest.raises(FetchError, match="no\nanswer\x1b\udcff"):
        client(path).get("https://x.example/b")


def test_many_failures_are_kept_in_the_file_and_not_in_memory(path):
    count = 20_000
    path.write_bytes(b"".join(LINE.replace(b"/a", b"/%d" % number) for number in range(count)))
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    made = client(path)
    held = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert held < 150 * count  # a third of what the rows take
    with pytest.raises(FetchError, match="404"):
        made.get("https://x.example/7")


def test_the_newest_failure_of_an_address_counts_and_a_retry_asks_only_once(path):
    path.write_bytes(LINE + LINE.replace(b"404", b"503"))
    assert "503" in str(client(path)._earlier_failure(ROW[0]))
    made = JournalClient(Settings(contact="tester@example.org"), path, retry=[ROW[0]])
    assert made._earlier_failure(ROW[0]) is None
    made._record_failure(ROW[0], FetchError("still not there"))
    assert "still not there" in str(made._earlier_failure(ROW[0]))
