"""Check the dates layer against the weekdays that the corpus's authors wrote with their dates.

Two checks over the bodies of the shared corpus, which need no annotation:

1. a date with a weekday agrees with the calendar (the remaining disagreements are the authors' slips, each flagged);
2. a date with a weekday but no year is resolved with the weekday hidden, then checked against the weekday.

    python scripts/check_weekdays.py [--every N] [--disagreements FILE]

Exit code 1 if a disagreement is not flagged.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Annotated

from typer import Option

from common import published
from newsextract.layers.times import search
from newsextract.layers.times.lexicon import ABBREVIATION, THAI_MONTH_NAME, THAI_WEEKDAY
from newsextract.records import Time
from newsextract.thai.digits import to_arabic
from training.shared import corpus, run

_WEEKDAY = re.compile(rf"(?:วัน)?({THAI_WEEKDAY})[ \u00a0]*(?:ที่)?[ \u00a0]*(?=[\d๐-๙(])")
_MONTH = re.compile(rf"{THAI_MONTH_NAME}|{ABBREVIATION}|คม|ยน|พันธ์")


def bodies(every: int) -> Iterator[tuple[int, str, date]]:
    """Id, body and header date of each article."""
    for article in islice(corpus(), 0, None, every):
        header = published(article["text"])
        if header:
            yield article["id"], article["text"][header[1] :], header[0]


def year_is_missing(time: Time) -> bool:
    """Whether the expression has a month but no year."""
    return (
        time.kind in {"date", "datetime"}
        and time.basis in {"weekday", "nearby", "published"}
        and bool(_MONTH.search(time.text))
    )


def check_hidden(text: str, day: date, time: Time) -> bool | None:
    """Whether the date resolved without its weekday falls on that weekday; None if it has none."""
    weekday = _WEEKDAY.search(time.text)
    if weekday is None:
        return None
    blanked = _WEEKDAY.sub(lambda m: " " * len(m[0]), time.text)  # offsets are unchanged
    # from the right: without its weekday, a relative word before the date becomes an expression of its own
    for other in reversed(search(text[: time.start] + blanked + text[time.end :], day)):
        if other.start < time.end and time.start < other.end and other.value and re.match(r"\d{4}-\d\d-\d\d", other.value):
            return other.value[:10] == (time.value or "")[:10] and time.calendar_check == "ok"
    return False


def check(number: int, text: str, day: date, counts: Counter[str]) -> Iterator[str]:
    """Count the times of an article that have a weekday; yield a line for each disagreement."""
    for time in search(text, day):
        if time.calendar_check is None:
            continue
        counts[time.calendar_check] += 1
        if time.calendar_check == "conflict":
            counts["flagged"] += "date_conflict" in time.flags
            around = text[max(0, time.start - 40) : time.end + 40].replace("\n", "⏎")
            yield f"{number}\t{day}\t{time.value}\t{time.end_value or ''}\t{time.text!r}\t{around}"
        right = check_hidden(text, day, time) if year_is_missing(time) else None
        counts["hidden"] += right is not None
        counts["hidden right"] += bool(right)
        if right is False:
            yield f"hidden\t{number}\t{day}\t{time.value}\t{time.basis}\t{time.text!r}"


def main(
    every: Annotated[int, Option(help="read every N-th article")] = 1,
    disagreements: Annotated[Path | None, Option(help="write each disagreement with its context here")] = None,
) -> None:
    """Print both checks."""
    counts: Counter[str] = Counter()
    found: list[str] = []
    for number, text, day in bodies(every):
        counts["articles"] += 1
        if _WEEKDAY.search(to_arabic(text)):
            found += check(number, text, day, counts)
    dates = counts["ok"] + counts["conflict"]
    print(f"articles {counts['articles']}")
    print(f"dates with a weekday {dates}, agree {counts['ok']} = {counts['ok'] / max(1, dates):.4f}")
    print(f"disagreements {counts['conflict']}, flagged {counts['flagged']}")
    share = counts["hidden right"] / max(1, counts["hidden"])
    print(f"missing years {counts['hidden']}, right with the weekday hidden {share:.4f}")
    if disagreements:
        disagreements.write_text("\n".join(found) + "\n", encoding="utf-8")
    sys.exit(counts["flagged"] < counts["conflict"])


if __name__ == "__main__":
    run(main)
