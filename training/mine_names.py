"""Mine the names of people in both languages, from glosses and from releases of the same days.

python -m training.mine_names WORK
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from newsextract.data import read_csv
from newsextract.layers import names
from newsextract.pages.dates import header_date
from newsextract.thai.view import normalise
from training.shared import corpus, keep, run

GATHERED = "gathered.pkl"
#: days are counted from here
SINCE = date(2000, 1, 1)


class Seen(NamedTuple):
    """The names of an article: Thai ones with a title, English ones, and Thai ones with what stands in brackets behind them."""

    article: int
    day: int
    english: bool
    thai: tuple[str, ...]
    latin: tuple[str, ...]
    glosses: tuple[tuple[str, str], ...]


def _words(language: str) -> str:
    rows = [row for row in read_csv("entities/titles.csv") if row["language"] == language]
    return "|".join(re.escape(w) for w in sorted((w for row in rows for w in row["words"].split()), key=len, reverse=True))


_WORD = r"[ก-ฮเ-ไ][ก-์]{1,24}"
_THAI = re.compile(
    rf"(?:{_words('th')})(?!กรัฐมนตรี)\s*(?P<name>{_WORD}[ ]+(?:ณ[ ]*{_WORD}|{_WORD}(?:[ ]ณ[ ]*{_WORD}|[ ]{_WORD}(?=[ ]?\())?))(?![ก-์])"
    r"(?P<after>[^()ก-๛]{0,3}\((?P<latin>[^()ก-๛\d]{5,60})\))?"
)
_LATIN_TITLES = r"(?:(?:H\.?\s?E\.?|Mr|Mrs|Ms|Miss|Dr|Prof|Gen|General|Pol|Police|Lt|Col|Maj|M\.L|Professor|Dato|Datuk|Admiral|Air|Chief|Marshal|Sir|Madam)\.?[ ]*)+"
_LATIN = re.compile(rf"\b{_LATIN_TITLES}(?P<name>[A-Z][A-Za-zÀ-ž'’.-]+(?:[ ][A-Za-zÀ-ž'’.-]+)?[ ][A-Z][A-Za-zÀ-ž'’.-]+)")
_LETTER = re.compile(r"[ก-๎]")
_LATIN_LETTER = re.compile(r"[A-Za-z]")


def seen(row: dict[str, Any]) -> Seen | None:
    """The names of an article; None without a date."""
    text = normalise(row["text"]).text
    head = next((found for line in text.split("\n")[1:6] if line.strip() and (found := header_date(line.strip()))), None)
    if head is None or head.value is None:
        return None
    day = head.value - SINCE
    thai: dict[str, None] = {}
    glosses: dict[tuple[str, str], None] = {}
    for match in _THAI.finditer(text):
        name = " ".join(match["name"].split())
        thai[name] = None
        if match["latin"]:
            glosses[name, match["latin"].strip()] = None
    english = len(_LATIN_LETTER.findall(text, len(text) // 3)) > 2 * len(_LETTER.findall(text, len(text) // 3))
    latin = {match["name"]: None for match in _LATIN.finditer(text)}
    if english:
        latin |= {
            e.name: None for e in names.search(text) if e.type == "PERSON" and e.name and e.name[0].isascii() and " " in e.name
        }
    return Seen(int(row["id"]), day.days, english, tuple(thai), tuple(latin), tuple(glosses))


def main(work: Path) -> None:
    """Write the names of every article of the corpus."""
    found = [one for row in corpus() if (one := seen(row))]
    keep(work / GATHERED, found)
    print(len(found), sum(one.english for one in found))


if __name__ == "__main__":
    run(main)
