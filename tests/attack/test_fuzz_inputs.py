"""Mutated inputs of every kind: no exception escapes, nothing runs forever, no span is wrong."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

FUZZ = Path(__file__).with_name("fuzz.py")


def run_fuzzer(count: int, seed: int) -> dict[str, int]:
    command = [sys.executable, str(FUZZ), "--count", str(count), "--seed", str(seed)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr[-2000:]
    found: dict[str, int] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_three_hundred_mutated_inputs() -> None:
    found = run_fuzzer(300, seed=20)
    assert found["cases"] == 300
    assert all(
        found[kind] for kind in ("html", "text", "jsonl", "gz", "xz", "warc", "warc.gz", "wacz", "cdx", "robots", "gazetteer")
    )


@pytest.mark.slow
def test_more_mutated_inputs() -> None:
    run_fuzzer(2_300, seed=21)


@pytest.mark.long
def test_a_hundred_thousand_mutated_inputs() -> None:
    run_fuzzer(100_000, seed=22)
