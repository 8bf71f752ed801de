"""Any number of different pages made from the sample articles: with other numbers, dates and URLs."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path


def lines(sample: Path, count: int, seed: int = 7) -> list[str]:
    """JSON lines with ``url`` and ``text``; no two are the same."""
    rng = random.Random(seed)
    articles = [path.read_text(encoding="utf-8").rpartition("\n\nที่มา")[0] for path in sorted((sample / "text").glob("*.txt"))]
    made = []
    for number in range(count):
        text = re.sub(r"(?<![\d๐-๙])[1-9](?=[ \d])", lambda _: str(rng.randint(1, 9)), articles[number % len(articles)])
        url = f"https://www.thaigov.go.th/news/contents/details/{7_000_000 + number}"
        made.append(json.dumps({"url": url, "text": f"{text}\n\nที่มา : {url}"}, ensure_ascii=False))
    return made


def write(sample: Path, path: Path, count: int) -> Path:
    path.write_text("".join(f"{line}\n" for line in lines(sample, count)), encoding="utf-8")
    return path
