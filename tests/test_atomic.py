"""Files are written whole or not at all."""

import os
import stat
from pathlib import Path

import pytest

from newsextract.atomic import replacing


@pytest.mark.skipif(os.name != "posix", reason="a folder is synchronised where it can be opened")
def test_the_file_is_synced_before_it_is_renamed_and_the_folder_after(tmp_path, monkeypatch):
    done = []
    sync, rename = os.fsync, Path.replace

    def fsync(number):
        done.append("folder" if stat.S_ISDIR(os.fstat(number).st_mode) else "file")
        sync(number)

    def replace(self, target):
        done.append("rename")
        return rename(self, target)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(Path, "replace", replace)
    with replacing(tmp_path / "a") as part:
        part.write_text("x", encoding="utf-8")
    assert done == ["file", "rename", "folder"]


def test_an_error_leaves_the_file_as_it_was(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("old", encoding="utf-8")

    def write_half():
        with replacing(path) as part:
            part.write_text("ne", encoding="utf-8")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_half()
    assert [(p.name, p.read_text(encoding="utf-8")) for p in tmp_path.iterdir()] == [("a.txt", "old")]
    with replacing(path) as part:
        part.write_text("new", encoding="utf-8")
    assert [(p.name, p.read_text(encoding="utf-8")) for p in tmp_path.iterdir()] == [("a.txt", "new")]


def test_two_that_write_one_file_at_the_same_moment_both_succeed(tmp_path):
    path = tmp_path / "records.jsonl"
    with replacing(path) as first:
        with replacing(path) as second:
            first.write_text("one", encoding="utf-8")
            second.write_text("two", encoding="utf-8")
        assert path.read_text(encoding="utf-8") == "two"
    assert [(p.name, p.read_text(encoding="utf-8")) for p in tmp_path.iterdir()] == [("records.jsonl", "one")]


def test_what_a_killed_process_left_is_removed_after_a_day(tmp_path):
    old, new, other = (tmp_path / f"{name}.jsonl.part" for name in ("records.0123abcd", "records.4567abcd", "others.0123abcd"))
    for path in (old, new, other):
        path.touch()
    for path in (old, other):
        os.utime(path, (0, 0))
    with replacing(tmp_path / "records.jsonl") as part:
        part.touch()
    assert {path.name for path in tmp_path.iterdir()} == {"records.jsonl", new.name, other.name}


@pytest.mark.skipif(os.name != "posix", reason="pipes in the file system are POSIX")
def test_a_pipe_or_a_device_is_not_replaced(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to(tmp_path / "pipe")
    for name in ("pipe", "link"):
        with pytest.raises(OSError, match="a device or a pipe"), replacing(tmp_path / name) as part:
            part.write_bytes(b"x")
    assert (tmp_path / "pipe").is_fifo()
    assert (tmp_path / "link").is_symlink()


@pytest.mark.skipif(os.name != "posix", reason="links need rights elsewhere")
def test_behind_a_link_the_file_is_replaced(tmp_path):
    (tmp_path / "disk").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "disk/file")
    for content in (b"old", b"new"):
        with replacing(tmp_path / "link") as part:
            part.write_bytes(content)
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "disk/file").read_bytes() == b"new"
