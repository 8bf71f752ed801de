"""Which ministries a role or a body belongs to."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from newsextract.data import read_csv


@cache
def _names() -> tuple[re.Pattern[str], dict[str, str]]:
    """One pattern over all ministries' names, longest first, and the canonical name of each."""
    names: dict[str, str] = {}
    for row in read_csv("gazetteers/agencies.csv"):
        th = row["th"]
        if not th.startswith(("กระทรวง", "สำนักนายกรัฐมนตรี")):
            continue
        names[th] = th
        names.update(dict.fromkeys((form for form in row["abbr"].split("|") if form.startswith("กระทรวง")), th))
        for en in filter(None, row["en"].split("|")):
            names |= {en: th, en.replace("Ministry of", "Minister of"): th}
        for short in filter(None, row["short"].split("|")):
            names |= {f"{office}{short}": th for office in ("รมว.", "รมช.", "รัฐมนตรีว่าการ", "รัฐมนตรีช่วยว่าการ")}
    longest = sorted(names, key=lambda name: (-len(name), name))
    return re.compile("|".join(map(re.escape, longest))), names


@lru_cache(maxsize=100_000)
def ministries_in(text: str) -> tuple[str, ...]:
    """Give the ministries that a role or a name says, under their Thai names.

    Examples
    --------
    >>> ministries_in("รองปลัดกระทรวงคมนาคม"), ministries_in("Deputy Minister of Finance")
    (('กระทรวงคมนาคม',), ('กระทรวงการคลัง',))
    """
    pattern, names = _names()
    return tuple(dict.fromkeys(names[found.group()] for found in pattern.finditer(text)))
