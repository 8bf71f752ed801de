"""What a page costs: processor time, memory and output of `newsextract run` at growing sizes of one input.

Usage: python scripts/measure_run.py ARTICLES.jsonl[.xz|.gz] [--pages 1 1000 4000] [--workers 1]

Each size is run in a process of its own. Processor seconds do not depend on what else the machine does, seconds do; the
peak is that of the largest process. A run of one page gives what starting costs, which is taken off the others.
"""

from __future__ import annotations

import argparse
import gzip
import json
import lzma
import subprocess
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path
from typing import IO, cast

import shared_folder  # noqa: F401
import training.shared  # noqa: F401  says in one line that articles are not there

_RUN = """
import json, resource, subprocess, sys
code = subprocess.run([sys.executable, "-m", "newsextract", "run", *sys.argv[1:]], stderr=subprocess.DEVNULL).returncode
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps({"code": code, "cpu": used.ru_utime + used.ru_stime, "peak_mb": used.ru_maxrss / 1024}))
"""


def _opened(path: Path) -> IO[bytes]:
    if path.suffix == ".xz":
        return cast("IO[bytes]", lzma.open(path, "rb"))
    return cast("IO[bytes]", gzip.open(path, "rb")) if path.suffix == ".gz" else path.open("rb")


def measured(source: Path, pages: int, workers: int) -> dict[str, float]:
    """Run the first pages of a file; give processor seconds, seconds, peak memory and what was written."""
    with tempfile.TemporaryDirectory() as folder:
        part, out = Path(folder) / "part.jsonl", Path(folder) / "out"
        with _opened(source) as lines:
            part.write_bytes(b"".join(islice(lines, pages)))
        started = time.perf_counter()
        options = ["--from", str(part), "--to", str(out), "--workers", str(workers)]
        done = subprocess.run([sys.executable, "-c", _RUN, *options], check=True, capture_output=True, text=True)
        seconds = time.perf_counter() - started
        counts = json.loads((out / "summary.json").read_text(encoding="utf-8"))
        written = sum(path.stat().st_size for path in out.glob("records-*.jsonl"))
        found: dict[str, float] = json.loads(done.stdout)
        found.update(counts)
        return found | {"seconds": seconds, "input": part.stat().st_size, "written": written}


def main() -> None:
    """Print one line a size."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("articles", type=Path)
    parser.add_argument("--pages", type=int, nargs="+", default=[1000, 4000])
    parser.add_argument("--workers", type=int, default=1)
    args = parser.parse_args()
    start = measured(args.articles, 1, args.workers)
    print(f"start: {start['cpu']:.1f} processor seconds, {start['peak_mb']:.0f} MB")
    print("pages  records  errors  cpu ms/page  pages/s  peak MB  bytes in/page  bytes out/page")
    for pages in args.pages:
        found = measured(args.articles, pages, args.workers)
        cpu, wall = found["cpu"] - start["cpu"], found["seconds"] - start["seconds"]
        print(
            f"{pages:5}  {found['records']:7}  {found['errors']:6}  {cpu / pages * 1000:11.1f}  {pages / wall:7.1f}"
            f"  {found['peak_mb']:7.0f}  {found['input'] / pages:13.0f}  {found['written'] / pages:14.0f}"
        )


if __name__ == "__main__":
    main()
