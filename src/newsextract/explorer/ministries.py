"""Which ministries a role or a body belongs to."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from newsextract.data import read_csv


@cache
def _names() -> tuple[re.Pattern[str], dict[str, str]]:
    """A pattern that matches all forms of ministries' names, longest first, and the Thai name for each form."""
    words = read_csv("view/ministries.csv")
    bodies, offices = (tuple(row["word"] for row in words if row["kind"] == kind) for kind in ("body", "office"))
    names: dict[str, str] = {}
    for row in read_csv("gazetteers/agencies.csv"):
        th = row["th"]
        if not th.startswith(bodies):
            continue
        english = row["en"].split("|")
        forms = [th, *(abbr for abbr in row["abbr"].split("|") if abbr.startswith(bodies)), *english]
        forms += [name.replace("Ministry of", "Minister of") for name in english]
        forms += [f"{office}{short}" for short in row["short"].split("|") if short for office in offices]
        names |= dict.fromkeys(filter(None, forms), th)
    longest = sorted(names, key=lambda name: (-len(name), name))
    return re.compile("|".join(map(re.escape, longest))), names


@lru_cache(maxsize=100_000)
def ministries_in(text: str) -> tuple[str, ...]:
    """The Thai names of the ministries in a role or a body's name, in order, without repeats.

    Examples
    --------
    >>> ministries_in("รองปลัดกระทรวงคมนาคม"), ministries_in("Deputy Minister of Finance")
    (('กระทรวงคมนาคม',), ('กระทรวงการคลัง',))
    """
    pattern, names = _names()
    return tuple(dict.fromkeys(names[found.group()] for found in pattern.finditer(text)))
