"""The file of corrections: nothing is lost by a kill, a full disk or a second writer."""

import errno
import os
import signal
import subprocess
import sys
import time

import pytest

from desk_maker import correction
from newsextract.desk import EventRef, Target, Value, append, log, read
from newsextract.desk import log as logs
from newsextract.errors import ConfigError, InputError
from review_store import plain_record

WRITER = """
import sys
from pathlib import Path
sys.path[:0] = sys.argv[3:]
from desk_maker import correction
from newsextract.desk import EventRef, Target, Value, append
from newsextract.records import Record
record = Record.model_validate_json(Path(sys.argv[1]).with_name("record.json").read_bytes())
number = 0
while True:
    target = Target(layer="events", slot="type", event=EventRef(main=True))
    one = correction(record, target, "correct", Value(value="visit"), Value(value="talks"), who=sys.argv[2])
    append(Path(sys.argv[1]), [one.model_copy(update={"why": f"{number} " + "ก" * 3000})])
    print(number, flush=True)  # it is on the disk now
    number += 1
"""


@pytest.fixture(scope="module")
def record():
    return plain_record()


def decision(record, why="", who="นิดา"):
    target = Target(layer="events", slot="type", event=EventRef(main=True))
    return correction(record, target, "correct", Value(value="visit"), Value(value="talks"), who=who).model_copy(
        update={"why": why}
    )


def start_writer(path, who, root):
    command = [sys.executable, "-c", WRITER, str(path), who, str(root / "tests"), str(root / "src")]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_a_correction_imported_again_is_added_once(record, tmp_path):
    path = tmp_path / "c.jsonl"
    one, other = decision(record, "1"), decision(record, "2")
    append(path, [one])
    assert log.append_new(path, [other, other, one]) == 1
    assert log.append_new(path, [other]) == 0
    assert list(read(path).corrections) == [one, other]


def test_corrections_are_read_in_the_order_written(record, tmp_path):
    path = tmp_path / "c.jsonl"
    ones = [decision(record, f"{n} 👩🏽‍🌾") for n in range(3)]
    append(path, ones[:1])
    append(path, ones[1:])
    found = read(path)
    assert list(found.corrections) == ones
    assert found.torn == ()
    assert len({one.id for one in ones}) == 3


def test_a_torn_line_is_reported_then_moved_to_its_own_file(record, tmp_path):
    path = tmp_path / "c.jsonl"
    append(path, [decision(record, "1")])
    with path.open("ab") as file:
        file.write(decision(record, "ฝน").line().encode()[:-9])
    found = read(path)
    assert [one.why for one in found.corrections] == ["1"]
    assert "unfinished" in found.torn[0]
    append(path, [decision(record, "3")])
    assert [one.why for one in read(path).corrections] == ["1", "3"]
    assert "ฝน" in (tmp_path / "c.jsonl.torn").read_text(encoding="utf-8")


def test_a_last_line_without_a_line_break_counts(record, tmp_path):
    path = tmp_path / "c.jsonl"
    path.write_text(decision(record, "1").line(), encoding="utf-8")
    assert [one.why for one in read(path).corrections] == ["1"]
    append(path, [decision(record, "2")])
    assert [one.why for one in read(path).corrections] == ["1", "2"]


@pytest.mark.parametrize("line", ["{}", "no json", '{"who": 1}', "[" * 2000])
def test_a_damaged_line_is_named(record, tmp_path, line):
    path = tmp_path / "c.jsonl"
    path.write_text(f"{decision(record).line()}\n{line}\n{decision(record).line()}\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"c\.jsonl:2: this is not a correction"):
        read(path)


def test_a_full_disk_leaves_the_file_as_it_was(record, tmp_path, monkeypatch):
    path = tmp_path / "c.jsonl"
    append(path, [decision(record, "1")])
    before = path.read_bytes()
    write = os.write

    def full(file, content):
        if len(content) > 100:
            return write(file, content[:50])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(
        logs.os, "write", lambda file, content: full(file, bytes(content)[:101]) if len(content) > 100 else full(file, b"")
    )
    with pytest.raises(ConfigError, match="cannot be written"):
        append(path, [decision(record, "2")])
    monkeypatch.undo()
    assert path.read_bytes() == before


def test_a_writer_that_waits_too_long_for_the_lock_is_refused(record, tmp_path, monkeypatch):
    path = tmp_path / "c.jsonl"
    monkeypatch.setattr(logs, "LOCK_TIMEOUT", 0.1)
    with logs.locked(path), pytest.raises(ConfigError, match="another program holds"):
        append(path, [decision(record)])


def test_corrections_of_two_files_are_sorted_by_time(record, tmp_path):
    for name, when in (("a", "2026-03-02T09:00:00Z"), ("b", "2026-03-01T09:00:00Z")):
        append(tmp_path / name, [decision(record, name).model_copy(update={"when": when})])
    assert [one.why for one in read(tmp_path / "a", tmp_path / "b").corrections] == ["b", "a"]


def test_a_withdrawn_correction_does_not_stand(record, tmp_path):
    one, other = decision(record, "1"), decision(record, "2")
    gone = correction(record, one.target, "withdraw", None, Value(correction=one.id))
    append(tmp_path / "c", [one, other, gone])
    assert read(tmp_path / "c").standing == (other,)


@pytest.mark.slow
def test_nothing_acknowledged_is_lost_by_kills(record, tmp_path, root):
    path = tmp_path / "c.jsonl"
    (tmp_path / "record.json").write_text(record.to_json(), encoding="utf-8")
    acknowledged = 0
    for kill in range(8):
        writer = start_writer(path, f"w{kill}", root)
        writer.stdout.readline()
        time.sleep(0.02 + kill * 0.013)
        writer.send_signal(signal.SIGKILL)
        acknowledged += 1 + len(writer.stdout.read().split())
        writer.wait()
        writer.stdout.close()
        found = read(path)  # readable after each
        assert len(found.corrections) >= acknowledged
        assert len(found.corrections) - acknowledged <= kill + 1
        with path.open("ab") as file:  # and a kill in the middle of a line
            file.write(decision(record, "torn").line().encode()[: 40 + kill])
    append(path, [decision(record, "last")])
    assert read(path).torn == ()
    by_writer = {
        f"w{kill}": [one.why.split()[0] for one in read(path).corrections if one.who == f"w{kill}"] for kill in range(8)
    }
    assert all(numbers == [str(n) for n in range(len(numbers))] for numbers in by_writer.values())


@pytest.mark.slow
def test_two_writers_at_once_lose_nothing(record, tmp_path, root):
    path = tmp_path / "c.jsonl"
    (tmp_path / "record.json").write_text(record.to_json(), encoding="utf-8")
    writers = [start_writer(path, who, root) for who in ("a", "b")]
    for writer in writers:
        for _ in range(5):
            writer.stdout.readline()
    said = {}
    for who, writer in zip("ab", writers, strict=True):
        writer.send_signal(signal.SIGKILL)
        said[who] = 5 + len(writer.stdout.read().split())
        writer.wait()
        writer.stdout.close()
    found = read(path)
    for who, count in said.items():
        numbers = [one.why.split()[0] for one in found.corrections if one.who == who]
        assert count <= len(numbers) <= count + 1
        assert numbers == [str(n) for n in range(len(numbers))]
