#!/usr/bin/env python3
"""Whether the same pages give the same bytes in 18 settings: hash seeds, locales, time zones, workers, threads, folders.

    python scripts/check_determinism.py
    python scripts/check_determinism.py --python .venv-3.13/bin/python --python .venv-old/bin/python

Each interpreter named has to have newsextract installed; it counts as one more setting. Exit code 1 when a digest differs.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from same_records import SAMPLE, digest, extract

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
NOWHERE = Path("/nonexistent")
#: name → what :func:`same_records.extract` is given
SETTINGS: dict[str, dict[str, Any]] = {
    "as it is": {},
    "hash seed 0": {"env": {"PYTHONHASHSEED": "0"}},
    "hash seed 1": {"env": {"PYTHONHASHSEED": "1"}},
    "hash seed 4242": {"env": {"PYTHONHASHSEED": "4242"}},
    "locale C, no UTF-8 mode": {"env": {"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}},
    "Turkish locale": {"env": {"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"}},
    "Thai locale, UTF-8 mode": {"env": {"LC_ALL": "th_TH.UTF-8", "LANG": "th_TH.UTF-8", "PYTHONUTF8": "1"}},
    "streams in UTF-16": {"env": {"PYTHONIOENCODING": "utf-16"}},
    "a day ahead": {"env": {"TZ": "Pacific/Kiritimati"}},
    "a day behind": {"env": {"TZ": "Pacific/Pago_Pago"}},
    "two workers": {"options": ["--workers", "2"]},
    "three workers": {"options": ["--workers", "3"], "env": {"PYTHONHASHSEED": "7"}},
    "without assertions and docstrings": {"flags": ["-OO"]},
    "isolated from the user": {"flags": ["-I", "-B"]},
    "one thread": {"env": dict.fromkeys(THREADS, "1")},
    "eight threads": {"env": dict.fromkeys(THREADS, "8")},
    "no home, strict umask, root folder": {
        "env": {"HOME": None, "XDG_CACHE_HOME": str(NOWHERE)},
        "umask": 0o077,
        "cwd": Path("/"),
    },
    "inputs the other way round": {"inputs": SAMPLE[::-1]},
}


def run(python: str, name: str, folder: Path) -> str:
    """Digest of the sample's records in one setting; their order is that of the inputs, so they are sorted."""
    setting = dict(SETTINGS[name])
    out = folder / f"{abs(hash((python, name)))}.jsonl"
    lines = extract(python, setting.pop("inputs", SAMPLE), out, *setting.pop("options", ()), **setting)
    return digest(sorted(lines))


def main() -> int:
    """Print a digest for each setting."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--python", action="append", default=[], help="another interpreter that newsextract is installed for")
    jobs = [(sys.executable, name) for name in SETTINGS]
    jobs += [(python, "as it is") for python in parser.parse_args().python]
    with tempfile.TemporaryDirectory() as name, ThreadPoolExecutor(2) as pool:
        found = list(pool.map(lambda job: run(job[0], job[1], Path(name)), jobs))
    for (python, setting), one in zip(jobs, found, strict=True):
        print(one, setting if python == sys.executable else python)
    return len(set(found)) > 1


if __name__ == "__main__":
    sys.exit(main())
