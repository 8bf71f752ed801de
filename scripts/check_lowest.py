#!/usr/bin/env python3
"""Whether the lowest versions that pyproject.toml allows give the same records as those installed here.

    python scripts/check_lowest.py                      # 200 real articles, too, where ../shared is
    python scripts/check_lowest.py --python python3.13  # another interpreter for the lowest versions

Makes an environment of its own with uv, from wheels alone. Exit code 1 when a record differs.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from same_records import ROOT, SAMPLE, articles, digest, extract


def lowest(folder: Path, python: str) -> Path:
    """Make an environment with the lowest versions of what the project asks for itself; its interpreter."""
    uv = [sys.executable, "-m", "uv", "--quiet"]
    subprocess.run([*uv, "venv", "--python", python, str(folder)], check=True)
    inside = folder / "bin" / "python"
    install = ["pip", "install", "--python", str(inside), "--resolution", "lowest-direct", "--only-binary", ":all:"]
    subprocess.run([*uv, *install, "-e", str(ROOT)], check=True)
    return inside


def main() -> int:
    """Compare; say each record that differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--python", default=sys.executable, help="interpreter of the lowest versions")
    parser.add_argument("--articles", type=int, default=200, help="real articles beside the sample")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        inputs = [*SAMPLE, *articles(work, given.articles)]
        here = extract(sys.executable, inputs, work / "here.jsonl", "--workers", "2")
        there = extract(lowest(work / "venv", given.python), inputs, work / "there.jsonl", "--workers", "2")
    unlike = [number for number, (a, b) in enumerate(zip(here, there, strict=True), 1) if a != b]
    print(
        f"{len(here)} records, {digest(here)} here, {digest(there)} with the lowest versions; {len(unlike)} differ {unlike[:20]}"
    )
    return bool(unlike)


if __name__ == "__main__":
    sys.exit(main())
