"""Shared helpers of the scripts: training/ on the path, articles as pages and records, resource use, Markdown tables."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from newsextract import Page, pages  # noqa: E402
from newsextract.errors import NewsExtractError  # noqa: E402
from newsextract.layers.findings import Findings  # noqa: E402
from newsextract.layers.times import search  # noqa: E402
from newsextract.pipeline import LAYERS, to_record  # noqa: E402

Row = dict[str, Any]
_HEADER = re.compile(r"\n[ ]*(วัน\S{3,12}ที่ \d{1,2} \S{4,12} 25\d\d)\s*\n")


def page(article: Row) -> Page:
    """An article of the corpus or the gold files as a page."""
    url = article.get("url") or f"https://www.thaigov.go.th/news/contents/details/{article['id']}"
    section = article.get("category")
    return Page(article["text"].encode(), name=str(article["id"]), url=url, kind="corpus", section=section)


def record(article: Row, last: str = "events") -> Row | None:
    """The record of an article, by the layers up to ``last``; None after printing the error if the page is refused."""
    try:
        parsed, found = pages.parse(page(article)), Findings()
    except NewsExtractError as error:
        print(error, file=sys.stderr)
        return None
    for name, find in LAYERS.items():
        found = found.plus(name, find(parsed, found))
        if name == last:
            break
    made: Row = json.loads(to_record(parsed, findings=found).to_json())
    return made


def published(text: str) -> tuple[date, int] | None:
    """An article's header date and the offset of its body; None for the site's empty pages, which are dated 1 January 1970."""
    header = _HEADER.search(text[:4000])
    value = search(header[1])[0].value if header else None
    return (date.fromisoformat(value), header.end()) if header and value and value > "1970-01-01" else None


def timed(work: Callable[[], object]) -> float:
    """Processor seconds that ``work`` takes."""
    started = time.process_time()
    work()
    return time.process_time() - started


class Cost(NamedTuple):
    """Wall-clock seconds, processor seconds of a command and its children, and megabytes of its largest process."""

    clock: float
    processor: float
    memory: float


def cost(command: Sequence[str], env: Mapping[str, str] | None = None, *, allowed: int = 0) -> Cost:
    """Run and measure a command, discarding its output; an exit code above ``allowed`` ends the script."""
    started = time.perf_counter()
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, env=env, stdin=quiet, stdout=quiet, stderr=quiet)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if not 0 <= process.returncode <= allowed:
        sys.exit(f"{' '.join(command)} ended with {process.returncode}")
    return Cost(time.perf_counter() - started, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def memory(pid: int, which: str) -> float:
    """Memory of a process in MB (Linux): ``which`` is ``VmRSS`` (now) or ``VmHWM`` (peak)."""
    try:
        found = re.search(rf"{which}:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text(encoding="utf-8"))
    except OSError:
        return 0.0
    return int(found[1]) / 1024 if found else 0.0


def table(head: str, rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table; floats are shown with three decimals."""
    lines = (" | ".join(f"{cell:.3f}" if isinstance(cell, float) else str(cell) for cell in row) for row in rows)
    return "\n".join([f"| {head} |", "|---" * (head.count("|") + 1) + "|", *(f"| {line} |" for line in lines)])


def replaced(page: str, mark: str, text: str) -> str:
    """Replace the text between ``<!-- mark -->`` and the next comment; a page without the mark is returned unchanged."""
    before, found, rest = page.partition(f"<!-- {mark} -->\n")
    _, end, after = rest.partition("<!-- ")
    return f"{before}{found}{text}\n{end}{after}" if end else page


def put(path: str, mark: str, text: str) -> None:
    """Replace the text under a mark in a page of the documentation."""
    old = (ROOT / path).read_text(encoding="utf-8")
    if f"<!-- {mark} -->\n" not in old:
        raise ValueError(f"{path} has no marks for {mark!r}")
    (ROOT / path).write_text(replaced(old, mark, f"\n{text.strip()}\n"), encoding="utf-8")
