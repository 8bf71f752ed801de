"""Write the shipped glossary of abbreviations from what training.mine_terms gathered.

python -m training.mine_glossary WORK
"""

from __future__ import annotations

import csv
import pickle
import re
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from newsextract.layers.terms.gloss import initials_in_order
from newsextract.layers.terms.kinds import kind_of
from newsextract.layers.terms.tables import squeeze, tables
from training.shared import ROOT

GLOSSARY = ROOT / "src/newsextract/data/terms/glossary.csv"
READ = ROOT / "src/newsextract/data/terms/glossary_read.csv"
LEAST = 8


def read_verdicts() -> dict[str, tuple[str, str, str]]:
    """Verdicts of the reading: abbreviation → (right Thai form, English name or empty or "-", verdict)."""
    if not READ.exists():
        return {}
    with READ.open(encoding="utf-8") as file:
        return {
            row["abbr"]: (row["th"], row["en"], row["verdict"])
            for row in csv.DictReader(line for line in file if not line.startswith("#"))
        }


def initials_missing(word: str, en: str) -> bool:
    """Whether an English abbreviation's letters do not follow the mined name."""
    return bool(en) and word.isascii() and not initials_in_order(word, en)


def glossary(rows: list[Any]) -> None:
    """Abbreviations defined in at least LEAST articles, with their most frequent Thai form."""
    articles: dict[str, set[int]] = defaultdict(set)
    spelled: dict[str, Counter[str]] = defaultdict(Counter)
    for article, kind, _, _, abbr, *_ in rows:
        if kind in {"abbr", "th_abbr"} and abbr:
            word = re.sub(r"\s+", "", abbr)
            articles[word].add(article)
            spelled[squeeze(abbr)][word] += 1
    known = tables()
    verdicts = read_verdicts()
    out = []
    for word, seen in sorted(articles.items(), key=lambda x: (-len(x[1]), x[0])):
        forms = known.forms.get(squeeze(word), {})
        if word in verdicts and verdicts[word][2] != "drop":
            forms = forms or {squeeze(verdicts[word][0]): 0}
        forms = {f: n for f, n in forms.items() if not re.search(r"[(0-9]|นาย|นางสาว|ดร\.|ว่า|ตามที่|ผ่าน", f)}
        if len(seen) < LEAST or not forms or not re.fullmatch(r"[\u0e01-\u0e4e.]+\.|[A-Z][A-Z-]+", word):
            continue
        form, count = max(forms.items(), key=lambda x: (x[1], x[0]))
        right, english, verdict = verdicts.get(word, (form, "", "unread"))
        share = forms.get(squeeze(right), count) / len(seen)
        if verdict == "drop" or (verdict == "unread" and share < 0.5):
            continue
        en = {"": known.expansions.get(squeeze(word), ""), "-": ""}.get(english, english)
        if en.isupper() or initials_missing(word, en):
            en = ""  # mining met another thing of the same letters
        kind = kind_of(right or form, en or None, "abbr" if word.isascii() else "th_abbr")
        out.append((word, right or form, en, kind, len(seen), f"{min(share, 1):.2f}", verdict))
    fresh = GLOSSARY.with_suffix(".part")
    with fresh.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("abbr", "th", "en", "kind", "articles", "share", "read"))
        writer.writerows(out)
    fresh.replace(GLOSSARY)
    print(f"{len(out)} abbreviations")


def main() -> None:
    """Write it."""
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    rows = pickle.load((Path(sys.argv[1]) / "candidates.pkl").open("rb"))  # noqa: S301  our own file
    glossary(rows)


if __name__ == "__main__":
    main()
