"""Check that the same pages give the same bytes wherever the library runs. Exit code 1 if they do not.

    python scripts/check_same.py settings                           # 18 settings in 5 runs: hash seeds, locales, threads …
    python scripts/check_same.py settings --python .venv-old/bin/python
    python scripts/check_same.py lowest                             # with the lowest versions that pyproject.toml allows
    python scripts/check_same.py lowest --python python3.13         # with another interpreter

A run with several settings that gives other bytes is repeated with each of them alone. Each interpreter given to ``settings``
needs newsextract installed and is one more run. ``lowest`` makes its own environment with uv, from wheels only, and also
extracts 200 real articles if ../shared exists.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

from typer import Option

from common import ROOT
from training.shared import SHARED, corpus, run, write_lines

SAMPLE = [str(ROOT / "corpora/sample" / kind) for kind in ("text", "html")]
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
#: settings of a run: name → arguments of :func:`extract`
Run = dict[str, dict[str, Any]]
RUNS: list[Run] = [
    {"as it is": {}},
    {
        "hash seed 0": {"env": {"PYTHONHASHSEED": "0"}},
        "locale C, no UTF-8 mode": {"env": {"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}},
        "a day ahead": {"env": {"TZ": "Pacific/Kiritimati"}},
        "one thread": {"env": dict.fromkeys(THREADS, "1")},
        "without assertions and docstrings": {"flags": ["-OO"]},
        "inputs the other way round": {"inputs": SAMPLE[::-1]},
    },
    {
        "hash seed 1": {"env": {"PYTHONHASHSEED": "1"}},
        "Turkish locale": {"env": {"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"}},
        "streams in UTF-16": {"env": {"PYTHONIOENCODING": "utf-16"}},
        "a day behind": {"env": {"TZ": "Pacific/Pago_Pago"}},
        "two workers": {"options": ["--workers", "2"]},
    },
    {
        "hash seed 4242": {"env": {"PYTHONHASHSEED": "4242"}},
        "Thai locale, UTF-8 mode": {"env": {"LC_ALL": "th_TH.UTF-8", "LANG": "th_TH.UTF-8", "PYTHONUTF8": "1"}},
        "three workers": {"options": ["--workers", "3"]},
        "no home, strict umask, root folder": {
            "env": {"HOME": None, "XDG_CACHE_HOME": "/nonexistent"},
            "umask": 0o077,
            "cwd": Path("/"),
        },
    },
    {
        "isolated from the user": {"flags": ["-s", "-P", "-B"]},  # not -I, which ignores PYTHONPATH
        "eight threads": {"env": dict.fromkeys(THREADS, "8")},
    },
]


def extract(
    python: str | Path,
    out: Path,
    *,
    inputs: Sequence[str] = SAMPLE,
    options: Sequence[str] = (),
    flags: Sequence[str] = (),
    env: Mapping[str, str | None] | None = None,
    **process: Any,
) -> list[str]:
    """Run ``newsextract extract`` in another process and return its record lines without ``provenance.libraries``.

    ``flags`` go to the interpreter, ``process`` to :func:`subprocess.run`; None in ``env`` removes a variable.
    """
    # absolute, because a run in another folder would import the installed newsextract instead
    sources = os.pathsep.join(map(os.path.abspath, filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))))
    named = {**os.environ, "PYTHONPATH": sources or None, **(env or {})}
    around = {key: value for key, value in named.items() if value is not None}
    command = [str(python), *flags, "-m", "newsextract", "extract", *inputs, "-o", str(out), *options]
    done = subprocess.run(command, env=around, check=False, capture_output=True, **process)
    if done.returncode:
        sys.exit(f"{' '.join(command)}\n{done.stderr.decode(errors='replace')}")
    return [comparable(line) for line in out.read_text(encoding="utf-8").removesuffix("\n").split("\n")]


def comparable(line: str) -> str:
    """A record's line without ``provenance.libraries``, otherwise byte for byte.

    Examples
    --------
    >>> comparable('{"text":"ก","provenance":{"config":"c","libraries":{"numpy":"2.4.6"}}}')
    '{"text":"ก","provenance":{"config":"c"}}'
    """
    row = json.loads(line)
    if json.dumps(row, ensure_ascii=False, separators=(",", ":")) != line:
        sys.exit(f"the record is written in another way than the standard library writes it: {line[:60]}")
    row["provenance"].pop("libraries")
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"))


def digest(lines: Sequence[str]) -> str:
    """The first 16 digits of the SHA-256 of all records."""
    return sha256("\n".join(lines).encode()).hexdigest()[:16]


def settings(python: Annotated[list[str] | None, Option(help="another interpreter; repeat for several")] = None) -> None:
    """Print a digest of the sample's records for each run; records are sorted, because their order follows the inputs."""
    jobs: list[tuple[str, Run]] = [(sys.executable, run) for run in RUNS] + [(one, {one: {}}) for one in python or ()]
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(2) as pool:

        def digested(job: tuple[str, Run]) -> str:
            interpreter, run = job
            given = {key: value for one in run.values() for key, value in one.items()}
            given["env"] = {key: value for one in run.values() for key, value in one.get("env", {}).items()}
            with tempfile.TemporaryDirectory(dir=folder) as out:
                return digest(sorted(extract(interpreter, Path(out) / "records.jsonl", **given)))

        def unlike(jobs: list[tuple[str, Run]]) -> list[Run]:
            found = list(pool.map(digested, jobs))
            for (_, run), one in zip(jobs, found, strict=True):
                print(one, "; ".join(run))
            return [run for (_, run), one in zip(jobs, found, strict=True) if one != found[0]]

        differ = unlike(jobs)
        unlike([(sys.executable, {name: setting}) for run in differ if len(run) > 1 for name, setting in run.items()])
    sys.exit(bool(differ))


def lowest(
    python: Annotated[str, Option(help="interpreter of the lowest versions")] = sys.executable,
    articles: Annotated[int, Option(help="real articles beside the sample")] = 200,
) -> None:
    """Compare the records made with the lowest versions with those made here; print the numbers of the records that differ."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        uv, inside = [sys.executable, "-m", "uv", "--quiet"], work / "venv/bin/python"
        subprocess.run([*uv, "venv", "--python", python, str(work / "venv")], check=True)
        install = ["pip", "install", "--python", str(inside), "--resolution", "lowest-direct", "--only-binary", ":all:"]
        subprocess.run([*uv, *install, "-e", str(ROOT)], check=True)
        inputs = list(SAMPLE)
        if SHARED.is_dir() and articles:
            write_lines(work / "articles.jsonl", list(islice(corpus(), 0, articles * 400, 400)))
            inputs.append(str(work / "articles.jsonl"))
        given: dict[str, Any] = {"inputs": inputs, "options": ["--workers", "2"]}
        here = extract(sys.executable, work / "here.jsonl", **given)
        there = extract(inside, work / "there.jsonl", **given)
    unlike = [number for number, (a, b) in enumerate(zip(here, there, strict=True), 1) if a != b]
    digests = f"{digest(here)} here, {digest(there)} with the lowest versions"
    print(f"{len(here)} records, {digests}; {len(unlike)} differ {unlike[:20]}")
    sys.exit(bool(unlike))


if __name__ == "__main__":
    run(settings, lowest)
