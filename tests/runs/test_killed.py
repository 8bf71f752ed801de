"""Runs that are really killed: the same command continues to the same bytes."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from run_folders import digest, lines

import varied

#: a shell that starts the tests in the background would have its children ignore Ctrl-C
_MAIN = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); from newsextract.cli import main; main()"


def command(source: Path, out: Path, shard: int) -> list[str]:
    options = ["--from", str(source), "--to", str(out), "--workers", "2", "--shard", str(shard)]
    return [sys.executable, "-c", _MAIN, "run", *options]


def manifests(out: Path) -> int:
    return len(list(out.glob("manifest-*.jsonl")))


def kill_somewhere(args: list[str], out: Path, rng: random.Random, how: int) -> bool:
    """Start the command and kill it a random time after it has begun to write; return whether it was still running."""
    process = subprocess.Popen(args, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    before, parts = manifests(out), rng.random() < 0.5
    end = time.monotonic() + 300
    while process.poll() is None and time.monotonic() < end:
        if manifests(out) > before or (parts and any(out.glob("*.part"))):
            break
        time.sleep(0.01)
    time.sleep(rng.uniform(0, 0.8))
    running = process.poll() is None
    if running:
        os.kill(process.pid, how)
    process.wait()
    assert_workers_end(process.pid)
    return running


def assert_workers_end(group: int) -> None:
    """A killed run leaves no process behind."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    os.killpg(group, signal.SIGKILL)
    pytest.fail("worker processes outlived their run by a minute")


def check_killed_runs(sample: Path, tmp_path: Path, pages: int, shard: int, kills: int) -> None:
    source = varied.write(sample, tmp_path / "pages.jsonl", pages)
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    assert subprocess.run(command(source, whole, shard), check=False, capture_output=True).returncode == 0
    rng = random.Random(pages)
    done = 0
    for attempt in range(kills * 5):
        if (broken / "summary.json").exists():  # it ended before it was killed
            shutil.rmtree(broken)
        how = signal.SIGINT if attempt % 4 == 3 else signal.SIGKILL
        done += kill_somewhere(command(source, broken, shard), broken, rng, how)
        if done == kills:
            break
    assert done == kills
    final = subprocess.run(command(source, broken, shard), check=False, capture_output=True, text=True)
    assert final.returncode == 0, final.stderr
    assert digest(broken) == digest(whole)
    text = "\n".join(f"{value}  {name}" for name, value in digest(whole).items())
    sys.stdout.write(f"{kills} kills, {pages} pages, sha256 over all files: {hashlib.sha256(text.encode()).hexdigest()}\n")
    records = [line for p in sorted(broken.glob("records-*.jsonl")) for line in lines(p)]
    assert len({json.loads(line)["id"] for line in records}) == len(records) == pages


def children(pid: int) -> list[int]:
    try:
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()]
    except OSError:
        return []


class Killer:
    """Starts runs and kills them, or some of their processes, at moments that a seed decides."""

    KINDS = ("main", "group", "loading", "loaded", "finalisation")

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder = folder
        self.rng = random.Random(seed)
        self.kills = 0

    def finished(self, what: str, kind: str) -> bool:
        """Start a run or a retry, kill one or all of its processes once, and return whether it finished nevertheless."""
        script = Path(__file__).with_name("killed_run.py")
        log = (self.folder.parent / "log.txt").open("wb")
        process = subprocess.Popen([sys.executable, script, what, self.folder], stderr=log, start_new_session=True)
        victim = self.victim(process, kind)
        if victim and process.poll() is None:
            self.kills += 1
            with contextlib.suppress(ProcessLookupError):
                (os.killpg if kind == "group" else os.kill)(victim, signal.SIGKILL)
        code = process.wait(120)
        log.close()
        assert_workers_end(process.pid)
        assert code in {0, -signal.SIGKILL}, (self.folder.parent / "log.txt").read_text(encoding="utf-8")
        # a retry killed after all its work is finished: the same command would begin another
        return code == 0 or (what == "retry" and (self.folder / "summary-r001.json").exists())

    def victim(self, process: subprocess.Popen[bytes], kind: str) -> int | None:
        """Wait for the moment of the kill and return the process to kill; None if the run ended before."""
        begun = manifests(self.folder)
        while process.poll() is None:
            found = children(process.pid)
            if kind == "loading" and found:
                return self.rng.choice(found)
            if kind == "finalisation" and any(self.folder.glob("[es]*r[sy].*json*.part")):
                return process.pid
            if kind in {"main", "group", "loaded"} and manifests(self.folder) > begun:
                time.sleep(self.rng.uniform(0, 0.15))
                found = children(process.pid)
                return process.pid if kind != "loaded" else self.rng.choice(found) if found else None
            time.sleep(0.001)
        return None


def check_kills_anywhere(tmp_path: Path, kills: int) -> None:
    """Kill runs and retries until there were ``kills`` kills; each must end like an undisturbed one."""
    undisturbed = Killer(tmp_path / "whole", 0)
    digests = []
    for what in ("run", "retry"):
        assert undisturbed.finished(what, "nothing")
        digests.append(digest(tmp_path / "whole"))
    total, seed = 0, 0
    while total < kills:
        seed += 1
        killer = Killer(tmp_path / f"broken{seed}", seed)
        for what, wanted in zip(("run", "retry"), digests, strict=True):
            for kind in killer.rng.sample(Killer.KINDS, len(Killer.KINDS)):
                if killer.finished(what, kind):
                    break
            else:
                assert killer.finished(what, "nothing")
            assert digest(killer.folder) == wanted, f"seed {seed}, {what}"
        total += killer.kills
    sys.stdout.write(f"{total} kills in {seed} runs and retries: the same bytes each time\n")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks for workers in /proc")
def test_a_run_and_its_retry_killed_anywhere_end_like_undisturbed_ones(tmp_path):
    check_kills_anywhere(tmp_path, kills=4)


@pytest.mark.long
def test_runs_and_retries_killed_a_hundred_times_end_like_undisturbed_ones(tmp_path):
    check_kills_anywhere(tmp_path, kills=int(os.environ.get("NEWSEXTRACT_KILLS", "100")))


@pytest.mark.slow
def test_a_run_killed_three_times_ends_like_an_undisturbed_one(sample, tmp_path):
    check_killed_runs(sample, tmp_path, pages=54, shard=6, kills=3)


@pytest.mark.long
def test_a_run_of_5000_pages_killed_twenty_times_ends_like_an_undisturbed_one(sample, tmp_path):
    check_killed_runs(sample, tmp_path, pages=5000, shard=50, kills=20)
