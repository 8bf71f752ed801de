"""Time the extraction of articles in batches; bench_pipeline.py runs this script with each of two versions.

Usage: python scripts/time_articles.py ARTICLES.jsonl

Each input line names a range of articles, first and end; the output line has their processor seconds and the peak memory so
far in megabytes. The script imports only names that exist in every version.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

from newsextract import Config, Page, pages
from newsextract.pipeline import to_record


def main() -> None:
    """Answer requests until the input ends."""
    rows = map(json.loads, Path(sys.argv[1]).read_text(encoding="utf-8").splitlines())
    articles = [pages.parse(Page(row["text"].encode(), name=str(row["id"]), url=row["url"], kind="corpus")) for row in rows]
    for line in sys.stdin:
        first, end = map(int, line.split())
        started = time.process_time()
        for article in articles[first:end]:
            to_record(article, Config()).to_json()
        spent = time.process_time() - started
        print(spent, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, flush=True)


if __name__ == "__main__":
    main()
