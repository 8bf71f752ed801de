"""Helpers of the tests of runs: pages, a runner without models, and the contents of a run's folder."""

from __future__ import annotations

import hashlib
import json
from contextlib import contextmanager
from pathlib import Path

import pytest

from newsextract import runs
from newsextract.errors import Failure
from newsextract.page import Page
from newsextract.records import Archive, Provenance, Record, Source, Title
from newsextract.runs.extraction import Extracted
from newsextract.stores.run_folder import record_files


def page(name: str, body: str | None = None, captured: str | None = None) -> Page:
    archive = Archive(kind="wayback", uri=f"w/{name}", captured=captured) if captured else None
    return Page((body or name).encode(), name=name, url=f"https://www.example.go.th/{name}", archive=archive)


def failure(name: str, reason: str = "unreadable") -> Failure:
    return Failure(name, None, "read", reason, f"{name}: {reason}")


def record(item: Page) -> str:
    """The line of a minimal record."""
    source = Source(url=item.url, site="example", sha256=hashlib.sha256(item.content).hexdigest())
    made = {"published": None, "text": item.content.decode(), "provenance": Provenance(newsextract="0", config="0")}
    return Record(id=item.name, source=source, language="th", title=Title(text=item.name), **made).to_json()


def plain(items):
    """A runner that needs no models: pages named bad… fail, those named raise… end the process as a bug would."""
    for item in items:
        if isinstance(item, Failure):
            yield item
        elif item.name.startswith("raise"):
            raise ZeroDivisionError(item.name)
        elif item.name.startswith("bad"):
            yield Failure(item.name, item.url, "extract", "timeout", f"{item.name}: too slow", retriable=True)
        else:
            yield Extracted(item.name, item.url, record(item))


def go(folder: Path, items, **more):
    inputs = more.pop("inputs", ["in"])
    return runs.run_to(folder, items, inputs=inputs, shard=3, runner=more.pop("runner", plain), **more)


def digest(folder: Path) -> dict[str, str]:
    """Checksums of the files that a run promises to be the same."""
    kept = (p for p in folder.rglob("*") if p.is_file() and p.name != ".lock" and not p.name.startswith("fetch"))
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(kept)}


def ids(folder: Path) -> list[str]:
    return [json.loads(line)["id"] for path in record_files(folder) for line in path.read_text(encoding="utf-8").splitlines()]


def lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def errors(folder: Path) -> list[str]:
    return [json.loads(line)["input"] for line in (folder / "errors.jsonl").read_text(encoding="utf-8").splitlines()]


class Killed(BaseException):
    pass


@contextmanager
def stopped_after(changes: int, error: BaseException | type[BaseException] = Killed, names: tuple[str, ...] = ("replace",)):
    """Raise ``error``, as if the process ended or the disk were full, after ``changes`` files were renamed (or removed)."""
    left = [changes]

    def stopping(real):
        def change(*args, **more):
            left[0] -= 1
            if left[0] < 0:
                raise error
            return real(*args, **more)

        return change

    with pytest.MonkeyPatch.context() as patch:
        for name in names:
            patch.setattr(Path, name, stopping(getattr(Path, name)))
        yield
