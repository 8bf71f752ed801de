"""Runs killed for real: the same command goes on to the same bytes."""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import varied
from run_folders import digest, lines

#: a shell that starts the tests in the background would have its children ignore Ctrl-C
_MAIN = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); from newsextract.cli import main; main()"


def command(source: Path, out: Path, shard: int) -> list[str]:
    options = ["--from", str(source), "--to", str(out), "--workers", "2", "--shard", str(shard)]
    return [sys.executable, "-c", _MAIN, "run", *options]


def manifests(out: Path) -> int:
    return len(list(out.glob("manifest-*.jsonl")))


def kill_somewhere(args: list[str], out: Path, rng: random.Random, how: int) -> bool:
    """Start the command and kill it a random time after it has begun to write; whether it was still running."""
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
    workers_end(process.pid)
    return running


def workers_end(group: int) -> None:
    """A killed run leaves no process behind."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    os.killpg(group, signal.SIGKILL)
    pytest.fail("worker processes outlived their run by 30 seconds")


def killed_runs_end_alike(sample: Path, tmp_path: Path, pages: int, shard: int, kills: int) -> None:
    source = varied.write(sample, tmp_path / "pages.jsonl", pages)
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    assert subprocess.run(command(source, whole, shard), check=False, capture_output=True).returncode == 0
    rng = random.Random(pages)
    done = 0
    for attempt in range(kills * 3):
        how = signal.SIGINT if attempt % 4 == 3 else signal.SIGKILL
        done += kill_somewhere(command(source, broken, shard), broken, rng, how)
        if done == kills or (broken / "summary.json").exists():
            break
    assert done == kills
    final = subprocess.run(command(source, broken, shard), check=False, capture_output=True, text=True)
    assert final.returncode == 0, final.stderr
    assert digest(broken) == digest(whole)
    text = "\n".join(f"{value}  {name}" for name, value in digest(whole).items())
    sys.stdout.write(f"{kills} kills, {pages} pages, sha256 over all files: {hashlib.sha256(text.encode()).hexdigest()}\n")
    records = [line for p in sorted(broken.glob("records-*.jsonl")) for line in lines(p)]
    assert len({json.loads(line)["id"] for line in records}) == len(records) == pages


def test_a_run_killed_three_times_ends_as_an_undisturbed_one(sample, tmp_path):
    killed_runs_end_alike(sample, tmp_path, pages=90, shard=9, kills=3)


@pytest.mark.long
def test_a_run_of_5000_pages_killed_twenty_times_ends_as_an_undisturbed_one(sample, tmp_path):
    killed_runs_end_alike(sample, tmp_path, pages=5000, shard=50, kills=20)
