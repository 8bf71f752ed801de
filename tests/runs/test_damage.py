"""A finished run with damaged files: the damage is named, refused and repaired; no record is lost or there twice."""

from __future__ import annotations

import contextlib
import json
import shutil
from collections import Counter
from pathlib import Path

import pytest
from run_folders import Killed, digest, failure, go, page, record, stopped_after

import command_line
from newsextract import stores
from newsextract.errors import Failure, NewsExtractError
from newsextract.runs import retries
from newsextract.runs.extraction import Extracted

NAMES = ["a", "b", "bad1", "c", "a", "d", "bad2", "e", "f", "g", "h"]
ITEMS = [page(name) for name in NAMES[:9]] + [failure("x"), *map(page, NAMES[9:])]


def run(folder: Path):
    return go(folder, ITEMS, inputs=[""])


def retry(folder: Path):
    def recovering(items):
        for item in items:
            name = item.input if isinstance(item, Failure) else item.name
            yield failure(name) if name in {"x", "bad2"} else Extracted(name, item.url, record(item))

    return retries.retry(retries.settings_of(folder), folder / "errors.jsonl", lambda _: iter(ITEMS), runner=recovering)


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> Path:
    """Twelve items in four shards, three of them failed, and a retry that recovered one of these."""
    folder = tmp_path_factory.mktemp("damage") / "whole"
    run(folder)
    assert (retry(folder).records, retry(folder).records) == (1, 0)
    return folder


@pytest.fixture
def out(whole, tmp_path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "out"))


@pytest.fixture(autouse=True)
def quick_disk(monkeypatch):
    monkeypatch.setattr("os.fsync", lambda _: None)


def call(*args) -> tuple[int, str]:
    """The exit code and the messages; an exception that is not ours fails the test, as it would end in a traceback."""
    result = command_line.call(*args)
    if result.exception is not None and not isinstance(result.exception, (SystemExit, NewsExtractError)):
        raise result.exception
    return (2 if isinstance(result.exception, NewsExtractError) else result.exit_code), f"{result.stderr}{result.exception}"


def kept(folder: Path) -> Counter[str]:
    return Counter(r.id for r in stores.read(folder))


def cut(name, keep):
    return lambda f: (f / name).write_bytes(b"".join((f / name).read_bytes().splitlines(keepends=True)[:keep]))


def chop(name):
    return lambda f: (f / name).write_bytes((f / name).read_bytes()[:-7])


def empty(name):
    return lambda f: (f / name).write_bytes(b"")


def gone_file(*names):
    return lambda f: [(f / name).unlink() for name in names]


def flip(name, at=20):
    def damage(folder):
        content = bytearray((folder / name).read_bytes())
        content[at] ^= 1
        (folder / name).write_bytes(content)

    return damage


def noise(name):
    return lambda f: (f / name).write_bytes(b"\xff\xfe\x00 no JSON \x80\n")


def twice(name):
    return lambda f: (f / name).write_bytes((f / name).read_bytes() * 2)


def copied(name, other):
    return lambda f: shutil.copy(f / name, f / other)


def swapped(number, other):
    def damage(folder):
        for kind in ("records", "errors", "manifest"):
            one, two = (folder / f"{kind}-0000{n}.jsonl" for n in (number, other))
            first = one.read_bytes()
            one.write_bytes(two.read_bytes())
            two.write_bytes(first)

    return damage


def folder_instead(name):
    return lambda f: ((f / name).unlink(), (f / name).mkdir())


def set_in(name, key, value):
    return lambda f: (f / name).write_text(json.dumps(json.loads((f / name).read_text()) | {key: value}), encoding="utf-8")


SHARD = [f"{kind}-00001.jsonl" for kind in ("records", "errors", "manifest")]
LAST = [f"{kind}-00003.jsonl" for kind in ("records", "errors", "manifest")]
AGAIN = [f"{kind}-r001-00000.jsonl" for kind in ("records", "errors", "manifest")]

#: damage that the run's own command repairs, or the retry's where files of the retry were hit
REPAIRED = {
    "records cut at a line": cut("records-00000.jsonl", 1),
    "records cut inside a line": chop("records-00000.jsonl"),
    "records emptied": empty("records-00001.jsonl"),
    "records deleted": gone_file("records-00001.jsonl"),
    "records altered": flip("records-00000.jsonl"),
    "records doubled": twice("records-00000.jsonl"),
    "records noise": noise("records-00003.jsonl"),
    "records of another shard": copied("records-00000.jsonl", "records-00001.jsonl"),
    "errors cut": cut("errors-00000.jsonl", 0),
    "errors altered": flip("errors-00000.jsonl"),
    "errors deleted": gone_file("errors-00002.jsonl"),
    "errors doubled": twice("errors-00000.jsonl"),
    "manifest cut at a line": cut("manifest-00001.jsonl", 2),
    "manifest cut inside its seal": chop("manifest-00001.jsonl"),
    "manifest without its first rows": lambda f: (f / SHARD[2]).write_bytes((f / SHARD[2]).read_bytes().partition(b"\n")[2]),
    "manifest emptied": empty("manifest-00000.jsonl"),
    "manifest altered": flip("manifest-00002.jsonl"),
    "manifest noise": noise("manifest-00001.jsonl"),
    "manifest doubled": twice("manifest-00001.jsonl"),
    "manifest deleted": gone_file("manifest-00001.jsonl"),
    "a shard deleted": gone_file(*SHARD),
    "the last shard deleted": gone_file(*LAST),
    "all shards deleted": lambda f: [p.unlink() for kind in ("records", "errors", "manifest") for p in f.glob(f"{kind}-0*")],
    "two shards exchanged": swapped(0, 1),
    "full shard and last exchanged": swapped(2, 3),
    "error file cut": cut("errors.jsonl", 1),
    "error file emptied": empty("errors.jsonl"),
    "error file deleted": gone_file("errors.jsonl"),
    "error file noise": noise("errors.jsonl"),
    "error file doubled": twice("errors.jsonl"),
    "summary cut": chop("summary.json"),
    "summary emptied": empty("summary.json"),
    "summary of other counts": set_in("summary.json", "records", 7),
    "summary is a list": lambda f: (f / "summary.json").write_text("[1]", encoding="utf-8"),
    "summary of more shards": set_in("summary.json", "shards", 6),
    "settings deleted": gone_file("run.json"),
    "settings of another input": set_in("run.json", "inputs", ["other"]),
    "settings of another delay": set_in(
        "run.json", "settings", {"gazetteers": [], "max_bytes": 20000000, "fetch": {"delay": "x"}}
    ),
    "settings of another layout": set_in("run.json", "layout", None),
    "settings cut": chop("run.json"),
    "settings noise": noise("run.json"),
    "retry's records cut": cut(AGAIN[0], 0),
    "retry's records deleted": gone_file(AGAIN[0]),
    "retry's errors altered": flip(AGAIN[1]),
    "retry's manifest cut": cut(AGAIN[2], 1),
    "retry's manifest deleted": gone_file(AGAIN[2]),
    "retry's shard deleted": gone_file(*AGAIN),
    "retry's summary noise": noise("summary-r001.json"),
    "several at once": lambda f: (empty(SHARD[0])(f), flip(LAST[0])(f), chop(AGAIN[0])(f), empty("errors.jsonl")(f)),
    "every summary deleted": gone_file("summary.json", "summary-r001.json", "summary-r002.json"),
}
#: damage that no command repairs and each reports
REFUSED = {
    "records copied under a further number": copied("records-00000.jsonl", "records-00007.jsonl"),
    "records copied under another name": copied("records-00000.jsonl", "records-00000 (copy).jsonl"),
    "a folder instead of records": folder_instead("records-00001.jsonl"),
    "a folder instead of a manifest": folder_instead("manifest-00001.jsonl"),
    "a folder instead of the summary": folder_instead("summary.json"),
    "retry's list cut": cut("retry-001.jsonl", 1),
    "retry's list deleted": gone_file("retry-001.jsonl"),
}
HARMLESS = {
    "a file of one's own": lambda f: (f / "notes.txt").write_text("x", encoding="utf-8"),
    "an unfinished file": lambda f: (f / "records-00004.jsonl.part").write_text('{"id": "z"}\n', encoding="utf-8"),
    "a backup": copied("records-00000.jsonl", "records-00000.jsonl.bak"),
    "the lock deleted": lambda f: (f / ".lock").unlink(missing_ok=True),
}


@pytest.mark.parametrize("kind", REPAIRED)
def test_damage_is_named_refused_and_repaired_to_the_same_bytes(kind, out, whole, tmp_path):
    REPAIRED[kind](out)
    code, said = call("check", out)
    assert code in {1, 2}
    assert str(out) in said
    whole_yet = kind.endswith(("summary deleted", "every summary deleted"))
    for command in (["store", out, tmp_path / "s.jsonl"], ["report", out, "-o", tmp_path / "r.html"]):
        code, said = call(*command)
        assert (code == 0) is whole_yet, said
        assert whole_yet or str(out) in said
    run(out)
    if call("check", out)[0]:
        retry(out)
        while call("check", out)[0]:
            retry(out)
    assert digest(out) == digest(whole)
    assert kept(out) == kept(whole)


@pytest.mark.parametrize("kind", REFUSED)
def test_damage_that_cannot_be_repaired_is_refused(kind, out, tmp_path):
    REFUSED[kind](out)
    assert call("check", out)[0] in {1, 2}
    assert call("store", out, tmp_path / "s.jsonl")[0] == 2
    assert call("report", out, "-o", tmp_path / "r.html")[0] == 2
    for work in (run, retry):
        with contextlib.suppress(NewsExtractError):
            work(out)
    if call("check", out)[0] == 0:
        assert max(kept(out).values()) == 1


@pytest.mark.parametrize("kind", HARMLESS)
def test_harmless_changes_are_left_alone(kind, out, whole):
    HARMLESS[kind](out)
    assert call("check", out)[0] == 0
    assert kept(out) == kept(whole)
    assert run(out).skipped == len(ITEMS)
    assert kept(out) == kept(whole)


def test_a_damaged_run_can_be_read_unchecked(out, tmp_path):
    cut("records-00000.jsonl", 1)(out)
    assert call("store", out, tmp_path / "s.jsonl", "--unchecked")[0] == 0
    assert len((tmp_path / "s.jsonl").read_text(encoding="utf-8").splitlines()) == 8
    assert call("report", out, "-o", tmp_path / "r.html", "--unchecked")[0] == 0


def test_only_the_damaged_shard_is_redone(out, whole, caplog):
    empty("records-00001.jsonl")(out)
    asked = []

    def watching(items):
        for item in items:
            asked.append(item.name)
            yield Extracted(item.name, item.url, record(item))

    go(out, ITEMS, inputs=[""], runner=watching)
    assert asked == ["c", "d"]
    assert "records-00001.jsonl has 0 lines, 2 were written; written again" in caplog.text
    assert digest(out) == digest(whole)


def test_an_undamaged_run_passes_the_check(out):
    assert call("check", out) == (0, "9 records and 2 errors in 6 shards: all checksums match\nNone")


def test_a_run_stopped_while_it_grows_is_not_finished(tmp_path):
    items = [page(f"p{n}") for n in range(11)]
    go(tmp_path / "whole", items)
    go(tmp_path / "grown", items[:5])
    with stopped_after(4), pytest.raises(Killed):
        go(tmp_path / "grown", items)
    assert not (tmp_path / "grown" / "summary.json").exists()
    assert "not finished" in call("check", tmp_path / "grown")[1]
    go(tmp_path / "grown", items)
    assert digest(tmp_path / "grown") == digest(tmp_path / "whole")


def test_a_full_disk_ends_the_run_with_an_error_and_it_can_be_resumed(tmp_path):
    items = [page(f"p{n}") for n in range(7)]
    go(tmp_path / "whole", items)
    full = stopped_after(5, OSError(28, "No space left on device"))
    with full, pytest.raises(NewsExtractError, match="No space left on device"):
        go(tmp_path / "out", items)
    go(tmp_path / "out", items)
    assert digest(tmp_path / "out") == digest(tmp_path / "whole")
