"""Two hundred damaged archives: each is used, or refused with the offset, and never becomes shorter."""

import gzip
import os
import random
import re
from itertools import pairwise

import pytest

from newsextract.errors import ConfigError
from newsextract.fetch.archive import WarcStore
from tests.fetch.archives import address, begun, body, exchange, write_archive

ARCHIVE = "w.warc.gz"


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return write_archive(tmp_path_factory.mktemp("whole") / ARCHIVE)


def starts(data):
    return [found.start() for found in re.finditer(b"\x1f\x8b\x08\x00", data)]


def use(path):
    """Open the archive, read its pages and add one; return the error that refuses it, if any."""
    try:
        store = WarcStore(path)
        for name in "abcde":
            found = store.get(address(name))
            assert found is None or found.content == body(address(name))
        store.put(address("new"), [exchange(address("new"))])
    except ConfigError as error:
        return error
    again = WarcStore(path)
    assert again.get(address("new")).content == body(address("new"))
    return None


def attack(path, data):
    """Use ``data`` as the archive; return the error that refuses it, if any, and the file's content afterwards."""
    path.write_bytes(data)
    return use(path), path.read_bytes()


def assert_unchanged(path, data):
    error, after = attack(path, data)
    assert error is not None
    assert after == data
    assert re.search(r"at byte \d+", str(error)), error
    assert str(path) in str(error)
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("seed", range(80))
def test_a_flipped_bit_never_shortens_the_archive(tmp_path, whole, seed):
    draw = random.Random(seed)
    data = bytearray(whole)
    data[draw.randrange(len(data))] ^= 1 << draw.randrange(8)
    error, after = attack(tmp_path / ARCHIVE, bytes(data))
    assert after[: len(data)] == bytes(data)
    assert error is None or after == bytes(data)


@pytest.mark.parametrize("seed", range(40))
def test_a_truncated_archive_loses_at_most_its_incomplete_record(tmp_path, whole, seed):
    end = random.Random(seed).randrange(1, len(whole))
    kept = begun(tmp_path / ARCHIVE, whole, end)
    assert use(tmp_path / ARCHIVE) is None
    assert (tmp_path / ARCHIVE).read_bytes().startswith(whole[:kept])
    assert list(tmp_path.iterdir()) == [tmp_path / ARCHIVE]


@pytest.mark.parametrize("seed", range(15))
def test_a_truncated_archive_that_nothing_was_writing_is_left_alone(tmp_path, whole, seed):
    end = random.Random(seed).choice([n for n in range(1, len(whole)) if n not in starts(whole)])
    assert_unchanged(tmp_path / ARCHIVE, whole[:end])


@pytest.mark.parametrize("seed", range(20))
def test_an_archive_with_inserted_bytes_is_left_alone(tmp_path, whole, seed):
    draw = random.Random(seed)
    at = draw.randrange(len(whole))
    assert_unchanged(tmp_path / ARCHIVE, whole[:at] + draw.randbytes(draw.randrange(1, 500)) + whole[at:])


@pytest.mark.parametrize("seed", range(15))
def test_an_archive_with_missing_bytes_is_left_alone(tmp_path, whole, seed):
    draw = random.Random(seed)
    at = draw.randrange(len(whole) - 400)
    data = whole[:at] + whole[at + draw.randrange(1, 100) :]
    assert_unchanged(tmp_path / ARCHIVE, data)


GARBAGE = {
    "a byte": b"x",
    "zeros": bytes(700),
    "one zero": b"\0",
    "lines": b"\n" * 50,
    "text": b"thaigov.go.th\n" * 40,
    "noise": random.Random(1).randbytes(3000),
    "a plain record": b"WARC/1.1\r\nWARC-Type: metadata\r\nContent-Length: 0\r\n\r\n\r\n\r\n",
    "gzip of no record": gzip.compress(b"notes"),
    "gzip of nothing": gzip.compress(b"") + b"!",
    "an own record with a wrong length": gzip.compress(
        b"WARC/1.1\r\nWARC-Type: response\r\nContent-Length: 9\r\n\r\nab\r\n\r\n"
    ),
    "a damaged magic": b"\x1f\x8b",
}


@pytest.mark.parametrize("name", GARBAGE)
def test_appended_bytes_are_left_alone(tmp_path, whole, name):
    error, after = attack(tmp_path / ARCHIVE, whole + GARBAGE[name])
    assert error is not None
    assert int(re.search(r"at byte (\d+)", str(error))[1]) >= len(whole)
    assert after == whole + GARBAGE[name]


FOREIGN = {
    "text": b"my thesis\n" * 100,
    "html": b"<html>",
    "zip": b"PK\x03\x04" + bytes(100),
    "gzip of text": gzip.compress(b"my thesis"),
    "gzip cut off": gzip.compress(random.Random(2).randbytes(900))[:-300],
    "zeros": bytes(512),
    "zstd": b"\x28\xb5\x2f\xfd\x04\x00\x41\x00\x00abcdefgh",
    "one byte": b"\x1f",
    "two magics": b"\x1f\x8b\x08\x00" * 2,
}


@pytest.mark.parametrize("name", FOREIGN)
def test_a_file_that_is_not_an_archive_is_left_alone(tmp_path, name):
    assert_unchanged(tmp_path / ARCHIVE, FOREIGN[name])


def test_an_uncompressed_warc_is_left_alone(tmp_path, whole):
    assert_unchanged(tmp_path / ARCHIVE, gzip.decompress(whole))


@pytest.mark.parametrize("seed", range(8))
def test_reordered_records_are_accepted(tmp_path, whole, seed):
    at = [*starts(whole), len(whole)]
    members = [whole[a:b] for a, b in pairwise(at)]
    random.Random(seed).shuffle(members)
    error, after = attack(tmp_path / ARCHIVE, b"".join(members))
    assert error is None
    assert after.startswith(b"".join(members))


@pytest.mark.parametrize("seed", range(8))
def test_damage_before_the_page_that_was_being_written_is_not_taken_for_the_cut(tmp_path, whole, seed):
    draw = random.Random(seed)
    start = starts(whole)[draw.randrange(1, 5)]
    path = tmp_path / ARCHIVE
    begun(path, whole, len(whole) - draw.randrange(1, 100))
    data = bytearray(path.read_bytes())
    for _ in range(3):
        data[start + draw.randrange(10, 200)] ^= 1 << draw.randrange(8)
    error, after = attack(path, bytes(data))
    assert re.search(r"at byte \d+", str(error))
    assert after == bytes(data)


def test_an_empty_file_becomes_an_archive(tmp_path):
    error, after = attack(tmp_path / ARCHIVE, b"")
    assert error is None
    assert after


def test_a_folder_a_pipe_and_a_device_are_refused_at_once(tmp_path):
    (tmp_path / ARCHIVE).mkdir()
    os.mkfifo(tmp_path / "pipe.warc.gz")
    (tmp_path / "device.warc.gz").symlink_to("/dev/full")
    (tmp_path / "file").write_bytes(b"")
    for path in (ARCHIVE, "pipe.warc.gz", "device.warc.gz", "file/in.warc.gz", "n" * 300):
        assert str(tmp_path / path) in str(use(tmp_path / path))


def test_a_symlink_is_followed_and_kept(tmp_path, whole):
    real = tmp_path / "real.warc.gz"
    real.write_bytes(whole)
    link, dangling = tmp_path / ARCHIVE, tmp_path / "d.warc.gz"
    link.symlink_to(real)
    dangling.symlink_to(tmp_path / "later.warc.gz")
    assert use(link) is None
    assert use(dangling) is None
    assert link.is_symlink()
    assert real.read_bytes().startswith(whole)
    assert (tmp_path / "later.warc.gz").stat().st_size
