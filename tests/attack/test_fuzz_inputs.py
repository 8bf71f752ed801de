"""Every kind of input, spoilt: nothing escapes, nothing is endless, no span is wrong."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

FUZZ = Path(__file__).with_name("fuzz.py")


def spoilt(count: int, seed: int) -> dict[str, int]:
    command = [sys.executable, str(FUZZ), "--count", str(count), "--seed", str(seed)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr[-2000:]
    found: dict[str, int] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_inputs_spoilt_six_hundred_times() -> None:
    found = spoilt(600, seed=20)
    assert found["cases"] == 600
    assert all(
        found[kind] for kind in ("html", "text", "jsonl", "gz", "xz", "warc", "warc.gz", "wacz", "cdx", "robots", "gazetteer")
    )


@pytest.mark.slow
def test_inputs_spoilt_five_thousand_times() -> None:
    spoilt(5_000, seed=21)


@pytest.mark.long
def test_inputs_spoilt_a_hundred_thousand_times() -> None:
    spoilt(100_000, seed=22)
