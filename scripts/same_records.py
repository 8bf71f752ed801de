"""What check_lowest.py and check_determinism.py share: inputs, a run of the command line, records that can be compared."""

from __future__ import annotations

import json
import lzma
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from hashlib import sha256
from itertools import islice
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = [str(ROOT / "corpora/sample" / kind) for kind in ("text", "html")]
CORPUS = ROOT.parent / "shared/corpus/thaigov-dev.jsonl.xz"
#: real articles that are left out between two that are taken
STEP = 400


def articles(folder: Path, count: int) -> list[str]:
    """Write some real articles, far apart in the corpus, into a folder; the file's name, or none without the corpus."""
    if not CORPUS.is_file() or not count:
        return []
    path = folder / "articles.jsonl"
    with lzma.open(CORPUS, "rt", encoding="utf-8") as rows:
        path.write_text("".join(islice(rows, 0, count * STEP, STEP)), encoding="utf-8")
    return [str(path)]


def extract(
    python: str | Path,
    inputs: Sequence[str],
    out: Path,
    *options: str,
    flags: Sequence[str] = (),
    env: Mapping[str, str | None] | None = None,
    cwd: Path | None = None,
    umask: int = -1,
) -> list[str]:
    """Run ``newsextract extract`` in another process and give its records, but for what says which libraries made them.

    Parameters
    ----------
    python
        The interpreter.
    inputs, options
        Arguments of the command.
    out
        File that it writes.
    flags
        Arguments of the interpreter.
    env
        Changes to the environment; None takes a variable away.
    cwd, umask
        As of :func:`subprocess.run`.
    """
    around = {**os.environ, **(env or {})}
    command = [str(python), *flags, "-m", "newsextract", "extract", *inputs, "-o", str(out), *options]
    set_up = {key: value for key, value in around.items() if value is not None}
    done = subprocess.run(command, env=set_up, cwd=cwd, umask=umask, check=False, capture_output=True)
    if done.returncode:
        sys.exit(f"{' '.join(command)}\n{done.stderr.decode(errors='replace')}")
    return [comparable(line) for line in out.read_text(encoding="utf-8").removesuffix("\n").split("\n")]


def comparable(line: str) -> str:
    """A record's line without ``provenance.libraries``, all other bytes as they are.

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
    """First digits of the SHA-256 of all records."""
    return sha256("\n".join(lines).encode()).hexdigest()[:16]
