"""Write the shipped glossary of abbreviations and the list of misprinted ones, from what mine_terms.py gathered.

python scripts/mine_glossary.py WORK
"""

from __future__ import annotations

import csv
import pickle
import re
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from mine_terms import ROOT
from newsextract.layers.terms.abbreviations import misprinted
from newsextract.layers.terms.gloss import SMALL, initials_in_order
from newsextract.layers.terms.kinds import kind_of
from newsextract.layers.terms.tables import squeeze, tables

GLOSSARY = ROOT / "src/newsextract/data/terms/glossary.csv"
READ = ROOT / "src/newsextract/data/terms/glossary_read.csv"
MISPRINTS = ROOT / "docs/abbreviation-misprints.md"
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


def neighbours(word: str) -> set[str]:
    """What a word becomes when two neighbouring letters change places."""
    return {word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(len(word) - 1)} - {word}


def swapped(abbr: str, name: str) -> bool:
    """Whether the letters follow the name once two neighbours change places."""
    words = [w for w in re.findall("[A-Za-z]+", name) if w.lower() not in SMALL]
    initials = "".join(w if w.isupper() and len(w) < 5 else w[0].upper() for w in words)
    return initials in neighbours(abbr.removesuffix("s"))


def by_thai_side(rows: list[Any]) -> list[tuple[str, str, int, str, int, list[int]]]:
    """Rare abbreviations after a Thai name that usually has another one, two letters swapped."""
    counts: Counter[str] = Counter()
    for _, _, _, _, abbr, *_ in rows:
        if abbr and re.fullmatch(r"[A-Z]{3,10}s?", abbr):
            counts[abbr] += 1
    forms = tables().forms
    found: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for article, _, _, en, abbr, norms, *_ in rows:
        if not abbr or abbr not in counts or counts[abbr] > 3:
            continue
        window = squeeze("".join(norms))
        for other in neighbours(abbr) | {abbr.upper(), abbr[:-1] + "s"} - {abbr}:
            if sorted(other.upper()) == sorted(abbr.upper()) and other.upper() != abbr.upper() and counts[other] >= 8:
                form = next((f for f, n in forms.get(squeeze(other), {}).items() if n >= 4 and window.endswith(f)), None)
                if form and not (en and initials_in_order(abbr, en)):
                    found[form, abbr, other].append(article)
    return [(form, a, len(ids), o, counts[o], ids) for (form, a, o), ids in found.items()]


def misprints(rows: list[Any]) -> None:
    """English abbreviations one slip away from their name, where the corpus writes the name with another one more often."""
    by_name: dict[str, Counter[str]] = defaultdict(Counter)
    where: dict[tuple[str, str], list[int]] = defaultdict(list)
    shown: dict[str, str] = {}
    for article, _, _, en, abbr, *_ in rows:
        if en and abbr and re.fullmatch(r"[A-Z][A-Z-]{2,11}s?", abbr):
            key = squeeze(en)
            by_name[key][abbr] += 1
            where[key, abbr].append(article)
            shown[key] = " ".join(en.split())
    flagged = []
    for key, counter in by_name.items():
        for abbr, count in counter.items():
            letters = re.sub("[^A-Z]", "", abbr.removesuffix("s"))
            if initials_in_order(abbr, shown[key]) or not misprinted(letters, shown[key]):
                continue
            usual, times = counter.most_common(1)[0]
            if usual == abbr and not swapped(abbr, shown[key]):
                continue  # nothing to compare with: only two swapped neighbours are told from a word left out
            if usual == abbr and count > 2:
                continue  # the usual abbreviation of this name, whatever its letters
            flagged.append(
                (shown[key], abbr, count, usual if usual != abbr else "", times if usual != abbr else 0, where[key, abbr])
            )
    flagged += by_thai_side(rows)
    flagged.sort(key=lambda x: (-x[4], x[0]))
    lines = [
        "# Misprinted English abbreviations in the corpus",
        "",
        "Made by `scripts/mine_glossary.py`: abbreviations whose letters are one slip (two letters swapped, or one replaced) away from their own name's",
        "initials and do not follow the name, and are not what the corpus usually prints for it. Articles by the site's number.",
        "",
        f"{len(flagged)} flagged. A name in Thai stands for abbreviations printed without their English name.",
        "",
        "| name as printed | printed | times | usual | times | articles |",
        "|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {n} | {a} | {c} | {u} | {t or ''} | {', '.join(str(i) for i in sorted(set(ids))[:5])} |"
        for n, a, c, u, t, ids in flagged
    ]
    MISPRINTS.parent.mkdir(exist_ok=True)
    MISPRINTS.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(flagged)} misprints flagged")


def main() -> None:
    """Write both."""
    rows = pickle.load((Path(sys.argv[1]) / "candidates.pkl").open("rb"))  # noqa: S301  our own file
    glossary(rows)
    misprints(rows)


if __name__ == "__main__":
    main()
