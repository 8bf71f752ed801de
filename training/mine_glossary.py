"""Write the shipped glossary of abbreviations from the candidates gathered by training.mine_terms.

python -m training.mine_glossary WORK
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from newsextract.across.learn import write as write_csv
from newsextract.data import read_lines
from newsextract.layers.terms.gloss import initials_in_order
from newsextract.layers.terms.kinds import kind_of
from newsextract.layers.terms.tables import squeeze, tables
from training.shared import ROOT, load_result, run
from training.terms_data import GATHERED, Candidate

GLOSSARY = ROOT / "src/newsextract/data/terms/glossary.csv"
#: minimum articles that define an abbreviation
MIN_ARTICLES = 8
ABBREVIATION = re.compile(r"[\u0e01-\u0e4e.]+\.|[A-Z][A-Z-]+")
NOT_A_NAME = re.compile(r"[(0-9]|นาย|นางสาว|ดร\.|ว่า|ตามที่|ผ่าน")

#: a reviewer's correct Thai form and English name ("" for the mined one, "-" for none), verdict, and kind ("" for the usual one)
Verdict = tuple[str, str, str, str]


def verdicts() -> dict[str, Verdict]:
    """The verdict on each reviewed abbreviation."""
    rows = csv.DictReader(read_lines("terms/glossary_read.csv"))
    return {row["abbr"]: (row["th"], row["en"], row["verdict"], row["kind"]) for row in rows}


def entry(word: str, articles: int, forms: Mapping[str, float], mined: str, read: Verdict | None) -> tuple[object, ...] | None:
    """The row of an abbreviation in the glossary; None if it is left out."""
    if not forms:
        return None
    form, count = max(forms.items(), key=lambda x: (x[1], x[0]))
    right, english, verdict, kind = read or (form, "", "unread", "")
    share = forms.get(squeeze(right), count) / articles
    if verdict == "drop" or (verdict == "unread" and share < 0.5):
        return None
    en = english_of(word, {"": mined, "-": ""}.get(english, english))
    thai = {"": form, "-": ""}.get(right, right)
    kind = kind or kind_of(thai, en or None, "abbr" if word.isascii() else "th_abbr")
    return word, thai, en, kind, articles, f"{min(share, 1):.2f}", verdict


def english_of(word: str, en: str) -> str:
    """The English name; empty if it is all upper case, or does not have the abbreviation's letters as initials in order."""
    return "" if en.isupper() or (en and word.isascii() and not initials_in_order(word, en)) else en


def main(work: Path) -> None:
    """Write abbreviations defined in at least MIN_ARTICLES articles, with their most frequent Thai form."""
    articles: dict[str, set[int]] = defaultdict(set)
    rows: list[Candidate] = load_result(work / GATHERED)
    for row in rows:
        if row.kind in {"abbr", "th_abbr"} and row.abbr:
            articles[re.sub(r"\s+", "", row.abbr)].add(row.article)
    known, reviews = tables(), verdicts()
    out = []
    for word, seen in sorted(articles.items(), key=lambda x: (-len(x[1]), x[0])):
        if len(seen) < MIN_ARTICLES or not ABBREVIATION.fullmatch(word):
            continue
        key = squeeze(word)
        forms = known.forms.get(key) or ({squeeze(reviews[word][0]): 0} if word in reviews else {})
        forms = {form: n for form, n in forms.items() if not NOT_A_NAME.search(form)}
        found = entry(word, len(seen), forms, known.expansions.get(key, ""), reviews.get(word))
        if found:
            out.append(found)
    write_csv(out, GLOSSARY, ("abbr", "th", "en", "kind", "articles", "share", "read"))
    print(f"{len(out)} abbreviations")


if __name__ == "__main__":
    run(main)
