"""Regenerate the sample's records in tests/snapshots, so that a review shows every value that changes.

python scripts/snapshots.py
"""

from __future__ import annotations

import json
from pathlib import Path

import newsextract as nx
from common import ROOT

SNAPSHOTS = ROOT / "tests" / "snapshots"


def snapshot(path: Path) -> str:
    """The record of one article, one value per line, without its provenance."""
    record = nx.extract(nx.Page(path.read_bytes(), name=path.name, kind="corpus"))
    row = json.loads(record.to_json())
    del row["provenance"]
    return dumped(row) + "\n"


def dumped(value: object, indent: str = "") -> str:
    """JSON with one line for each value that fits in 200 characters.

    Examples
    --------
    >>> print(dumped({"a": [{"start": 0, "text": "ก"}]}))
    {"a": [{"start": 0, "text": "ก"}]}
    """
    flat = json.dumps(value, ensure_ascii=False)
    if len(flat) + len(indent) <= 200 or not isinstance(value, dict | list) or not value:
        return flat
    deeper = indent + " "
    if isinstance(value, dict):
        items = [f"{deeper}{json.dumps(key)}: {dumped(item, deeper)}" for key, item in value.items()]
        return "{\n" + ",\n".join(items) + f"\n{indent}}}"
    return "[\n" + ",\n".join(deeper + dumped(item, deeper) for item in value) + f"\n{indent}]"


if __name__ == "__main__":
    SNAPSHOTS.mkdir(exist_ok=True)
    for article in sorted((ROOT / "corpora" / "sample" / "text").glob("*.txt")):
        (SNAPSHOTS / f"{article.stem}.json").write_text(snapshot(article), encoding="utf-8")
