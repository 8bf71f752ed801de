"""Check the dates layer against what the corpus itself says: the weekdays that authors wrote beside their dates.

Two oracles that need no annotation, over the bodies of the shared corpus:

1. a date with a weekday agrees with its calendar (what remains are the authors' own slips, each flagged);
2. a date with a weekday and no year is resolved with the weekday hidden, then checked against it.

Usage: ``python scripts/check_weekdays.py [--every N] [--disagreements FILE]``
"""

from __future__ import annotations

import argparse
import json
import lzma
import re
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from newsextract.layers.times import search
from newsextract.layers.times.lexicon import ABBREVIATION, THAI_MONTH_NAME, THAI_WEEKDAY
from newsextract.records import Time
from newsextract.thai.digits import to_arabic

CORPUS = Path(__file__).parents[1].parent / "shared" / "corpus" / "thaigov-dev.jsonl.xz"
_HEADER = re.compile(r"\n[ ]*(วัน\S{3,12}ที่ \d{1,2} \S{4,12} 25\d\d)\s*\n")
_WEEKDAY = re.compile(rf"(?:วัน)?({THAI_WEEKDAY})[ \u00a0]*(?:ที่)?[ \u00a0]*(?=[\d๐-๙(])")
_MONTH = re.compile(rf"{THAI_MONTH_NAME}|{ABBREVIATION}|คม|ยน|พันธ์")


def bodies(every: int) -> Iterator[tuple[int, str, date]]:
    """Id, body and header date of each article; empty pages (the Unix epoch's date) left out."""
    with lzma.open(CORPUS, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            if number % every:
                continue
            article = json.loads(line)
            header = _HEADER.search(article["text"][:4000])
            if header is None:
                continue
            published = search(header[1])[0].value
            if published is not None and published > "1970-01-01":
                yield article["id"], article["text"][header.end() :], date.fromisoformat(published)


def hide(text: str, time: Time) -> str:
    """The text with the expression's weekdays blanked out, offsets unchanged."""
    blanked = _WEEKDAY.sub(lambda m: " " * len(m[0]), time.text)
    return text[: time.start] + blanked + text[time.end :]


def year_is_missing(time: Time) -> bool:
    """Whether the expression has a month and no year."""
    return (
        time.kind in {"date", "datetime"}
        and time.basis in {"weekday", "nearby", "published"}
        and bool(_MONTH.search(time.text))
    )


def check_hidden(text: str, published: date, time: Time) -> bool | None:
    """Whether the year resolved without the weekday gives that weekday."""
    weekday = _WEEKDAY.search(time.text)
    if weekday is None:
        return None
    # from the right: a relative word before the date is an expression of its own once the bracket is not read
    for other in reversed(search(hide(text, time), published)):
        if other.start < time.end and time.start < other.end and other.value and re.match(r"\d{4}-\d\d-\d\d", other.value):
            return other.value[:10] == (time.value or "")[:10] and time.calendar_check == "ok"
    return False


def main() -> int:
    """Print both oracles; 1 if a disagreement went unflagged."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--every", type=int, default=1, help="read every N-th article")
    parser.add_argument("--disagreements", type=Path, help="write each disagreement in its context here")
    args = parser.parse_args()
    if not CORPUS.exists():
        print("the shared corpus is not beside the project: nothing to check", file=sys.stderr)
        return 0
    counts: Counter[str] = Counter()
    disagreements: list[str] = []
    for number, text, published in bodies(args.every):
        counts["articles"] += 1
        if not _WEEKDAY.search(to_arabic(text)):
            continue
        for time in search(text, published):
            if time.calendar_check is None:
                continue
            counts[time.calendar_check] += 1
            if time.calendar_check == "conflict":
                counts["flagged"] += "date_conflict" in time.flags
                around = text[max(0, time.start - 40) : time.end + 40].replace("\n", "⏎")
                disagreements.append(f"{number}\t{published}\t{time.value}\t{time.end_value or ''}\t{time.text!r}\t{around}")
            if year_is_missing(time):
                right = check_hidden(text, published, time)
                counts["hidden"] += right is not None
                counts["hidden right"] += bool(right)
                if right is False:
                    disagreements.append(f"hidden\t{number}\t{published}\t{time.value}\t{time.basis}\t{time.text!r}")
    found = counts["ok"] + counts["conflict"]
    print(f"articles {counts['articles']}")
    print(f"dates with a weekday {found}, agree {counts['ok']} = {counts['ok'] / max(1, found):.4f}")
    print(f"disagreements {counts['conflict']}, flagged {counts['flagged']}")
    print(
        f"missing years {counts['hidden']}, right with the weekday hidden {counts['hidden right'] / max(1, counts['hidden']):.4f}"
    )
    if args.disagreements:
        args.disagreements.write_text("\n".join(disagreements) + "\n", encoding="utf-8")
    return int(counts["flagged"] < counts["conflict"])


if __name__ == "__main__":
    sys.exit(main())
