"""List the misprinted English abbreviations of the corpus in data/abbreviation-misprints.md.

    python scripts/list_misprinted_terms.py WORK    # WORK keeps the glosses of the whole corpus between runs

A gloss is flagged where it is one slip (two letters swapped, one replaced, left out or doubled) away from a far more
frequent abbreviation of the same English name, or of the Thai name that stands right before it, or where it is one swap or
one replacement away from its own English name's initials and no other article prints it so. A bare word in capitals is
flagged where swapping two neighbouring letters makes an abbreviation that is a hundred times as frequent.
"""

from __future__ import annotations

import csv
import pickle
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import shared_folder  # noqa: F401
from newsextract.layers.terms.abbreviations import misprinted
from newsextract.layers.terms.candidates import find_candidates
from newsextract.layers.terms.gloss import initials_in_order
from newsextract.layers.terms.tables import english_words, squeeze, tables
from training.shared import ROOT, corpus

OUT = ROOT / "data/abbreviation-misprints.md"
READ = ROOT / "data/annotations/abbreviation-misprints.csv"
PLAIN = re.compile(r"[A-Z]{3,9}s?")
MORE = 5
LEAST = 4
SHORT = 4
BARE = 100
CAPITALS = re.compile(r"(?<![A-Za-z0-9])[A-Z]{4,9}s?(?![A-Za-z0-9])")


class Gloss(NamedTuple):
    """One printed abbreviation: where, its English name, and what stands before it."""

    article: int
    name: str | None
    abbr: str
    before: str


class Flag(NamedTuple):
    """A misprint: the name it was told by, as printed, what is usual, and how often."""

    name: str
    printed: str
    usual: str
    times: int
    articles: tuple[int, ...]


def gather(work: Path) -> tuple[list[Gloss], dict[str, list[int]]]:
    """Every abbreviation gloss of the corpus, and the articles of every word in capitals."""
    kept = work / "abbreviations.pkl"
    if kept.exists():
        rows, words = pickle.loads(kept.read_bytes())  # noqa: S301  our own file
        return [Gloss(*row) for row in rows], words
    found = []
    bare: dict[str, list[int]] = defaultdict(list)
    for row in corpus():
        text = row["text"]
        for word in set(CAPITALS.findall(text)):
            bare[word].append(row["id"])
        for c in find_candidates(text):
            if c.gloss.abbr and text[c.gloss.abbr[0]].isascii():
                name = text[slice(*c.gloss.en)] if c.gloss.en else None
                found.append(Gloss(row["id"], name, text[slice(*c.gloss.abbr)], text[max(0, c.th_end - 90) : c.th_end]))
    kept.write_bytes(pickle.dumps(([tuple(g) for g in found], dict(bare))))
    return found, dict(bare)


def one_slip(one: str, two: str) -> bool:
    """Whether two words differ by one swap of neighbours, one letter replaced, or one left out."""
    if one == two or abs(len(one) - len(two)) > 1:
        return False
    if len(one) == len(two):
        differing = [k for k, (a, b) in enumerate(zip(one, two, strict=True)) if a != b]
        if len(differing) == 1:
            return len(one) >= SHORT
        k = differing[0]
        return len(differing) == 2 and sorted(one) == sorted(two) and differing[1] - k <= 2
    short, long = sorted((one, two), key=len)
    return len(short) >= SHORT and any(long[:k] + long[k + 1 :] == short for k in range(len(long)))


def slips(rare: str, usual: str) -> bool:
    """One slip, a capital plural S aside (SGDS)."""
    if rare + "S" == usual or usual + "S" == rare:
        return False
    return one_slip(rare, usual) or (rare.endswith("S") and len(rare) > SHORT - 1 and one_slip(rare[:-1], usual))


def letters(abbr: str) -> str:
    """An abbreviation's letters without a plural s."""
    return abbr.removesuffix("s").upper()


def bare_flags(words: dict[str, list[int]], taken: set[str]) -> list[Flag]:
    """Words in capitals that a swap of two neighbours turns into a far more frequent one."""
    often = {letters(w): 0 for w in words}
    for word, articles in words.items():
        often[letters(word)] += len(articles)
    found = []
    for word, articles in words.items():
        own = letters(word)
        if own in taken or len(own) < SHORT:
            continue
        swapped = {own[:k] + own[k + 1] + own[k] + own[k + 2 :] for k in range(len(own) - 1)} - {own}
        usual = max(swapped, key=lambda w: often.get(w, 0), default="")
        if often.get(usual, 0) >= BARE * often[own]:
            found.append(Flag("(bare)", word, usual, len(articles), tuple(sorted(articles))))
    return found


def flags(rows: list[Gloss], words: dict[str, list[int]]) -> list[Flag]:
    """All misprints, by the name that betrays them."""
    rows = [g for g in rows if PLAIN.fullmatch(g.abbr)]
    often = Counter(letters(g.abbr) for g in rows)
    by_name: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    for g in rows:
        if g.name:
            by_name[english_words(g.name)][letters(g.abbr)] += 1
    neighbours = {
        rare: [usual for usual, n in often.items() if n >= max(LEAST, MORE * often[rare]) and slips(rare, usual)]
        for rare in often
        if often[rare] <= 60
    }
    forms = tables().forms
    found: dict[tuple[str, str], list[Gloss]] = defaultdict(list)
    for g in rows:
        own = letters(g.abbr)
        usual = usual_by_name(g, own, by_name) or usual_by_thai(g, neighbours.get(own, ()), forms)
        if usual is None and g.name and by_initials(own, g.name, often):
            usual = ""
        if usual is not None:
            found[own, usual].append(g)
    flagged = [
        Flag(
            next((g.name for g in group if g.name), group[0].before.split()[-1][-60:]),
            group[0].abbr,
            usual,
            len(group),
            tuple(sorted({g.article for g in group})),
        )
        for (_, usual), group in found.items()
    ]
    flagged += bare_flags(words, {own for own, _ in found})
    return sorted(flagged, key=lambda f: (-often.get(f.usual, 0), f.printed))


def usual_by_name(g: Gloss, own: str, by_name: dict[tuple[str, ...], Counter[str]]) -> str | None:
    """The same English name's usual abbreviation, where this one is a slip of it."""
    if not g.name:
        return None
    words = english_words(g.name)
    top, count = by_name[words].most_common(1)[0]
    if len(words) > 1 and count >= 3 * by_name[words][own] and slips(own, top):
        return None if initials_in_order(own, g.name) and sorted(own) != sorted(top) else top
    return None


def usual_by_thai(g: Gloss, neighbours: list[str] | tuple[str, ...], forms: Mapping[str, Mapping[str, float]]) -> str | None:
    """A frequent abbreviation one slip away whose Thai name stands before this one."""
    if g.name and initials_in_order(letters(g.abbr), g.name):
        return None
    before = squeeze(g.before)
    for usual in neighbours:
        known = {**forms.get(usual.lower(), {}), **forms.get(usual.lower() + "s", {})}
        if any(len(form) > 4 and before.endswith(form) for form in known):
            return usual
    return None


def by_initials(own: str, name: str, often: Counter[str]) -> bool:
    """One slip from the name's own initials, and printed nowhere else."""
    return often[own] <= 2 and not initials_in_order(own, name) and misprinted(own, name)


def verdicts() -> dict[tuple[str, str], str]:
    """What reading them said: (printed, usual) → yes or no."""
    if not READ.exists():
        return {}
    with READ.open(encoding="utf-8") as file:
        return {(row["printed"], row["usual"]): row["misprint"] for row in csv.DictReader(file)}


def main() -> None:
    """Write the list."""
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    flagged = flags(*gather(Path(sys.argv[1])))
    read = verdicts()
    known = [read.get((f.printed, f.usual), "") for f in flagged]
    judged = [v for v in known if v]
    share = f"{judged.count('yes')} of the {len(judged)} that were read are misprints." if judged else ""
    lines = [
        "# Misprinted English abbreviations in the corpus",
        "",
        "Made by `scripts/list_misprinted_terms.py` over every article: abbreviations one slip away from the usual one of the same",
        "English name, of the Thai name before them, or from their own name's initials. Articles by the site's number. What a",
        "reader said of each is kept in `data/annotations/abbreviation-misprints.csv`.",
        "",
        f"{len(flagged)} flagged. {share}",
        "",
        "| name as printed | printed | usual | times | articles | misprint |",
        "|---|---|---|---|---|---|",
        *(
            f"| {' '.join(f.name.split()).replace('|', '/')} | {f.printed} | {f.usual or '(initials)'} | {f.times} | {', '.join(map(str, f.articles[:6]))}{' …' if len(f.articles) > 6 else ''} | {v} |"
            for f, v in zip(flagged, known, strict=True)
        ),
        "",
    ]
    OUT.write_text("\n".join(lines), encoding="utf-8")
    print(f"{len(flagged)} flagged. {share}")


if __name__ == "__main__":
    main()
