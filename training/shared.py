"""The folder ``shared`` beside the project: articles, annotations and the scorer. It is not shipped."""

from __future__ import annotations

import importlib.util
import json
import lzma
import sys
from collections.abc import Container, Iterator
from pathlib import Path
from types import ModuleType, TracebackType
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
#: where trained models are written
MODELS = ROOT / "src/newsextract/data/models"


def lines(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of a JSON Lines file."""
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)


def corpus(wanted: Container[int] | None = None) -> Iterator[dict[str, Any]]:
    """The articles of the corpus, all or those with some ids."""
    with lzma.open(SHARED / "corpus/thaigov-dev.jsonl.xz", "rt", encoding="utf-8") as file:
        for line in file:
            if wanted is None or int(line[6 : line.index(",")]) in wanted:
                yield json.loads(line)


def texts(wanted: Container[int]) -> dict[int, str]:
    """The texts of some articles of the corpus."""
    return {row["id"]: row["text"] for row in corpus(wanted)}


def scorer() -> ModuleType:
    """The scoring program, as a module: training counts as right what scoring counts as right."""
    path = SHARED / "bench/score.py"
    spec = importlib.util.spec_from_file_location("score", path)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def absent(error: BaseException) -> str | None:
    """The line for a file of the shared folder that is not there, None for any other error.

    Examples
    --------
    >>> absent(FileNotFoundError(2, "No such file", "../shared/gold/no.jsonl")).partition(":")[0]
    '../shared/gold/no.jsonl is not there'
    >>> absent(FileNotFoundError(2, "No such file", "other.jsonl")), absent(ValueError())
    (None, None)
    """
    name = str(getattr(error, "filename", None) or error)
    if isinstance(error, FileNotFoundError) and SHARED.name in Path(name).parts:
        return f"{name} is not there: the project's articles and annotations are not shipped; see docs/methods.md"
    return None


def _said(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    line = absent(error)
    if line is None:
        sys.__excepthook__(kind, error, trace)
    else:
        print(line, file=sys.stderr)


#: a missing file of the folder is said in one line and with exit code 1; other errors keep their traceback
sys.excepthook = _said
