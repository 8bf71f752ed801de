"""List the misprinted English abbreviations of the corpus in data/abbreviation-misprints.md.

    python scripts/list_misprinted_terms.py WORK    # WORK keeps the glosses of the whole corpus between runs

A gloss is flagged if it is one slip (two letters swapped, one replaced, left out or doubled) away from a far more frequent
abbreviation of the same English name or of the Thai name right before it, or if it is one swap or one replacement away from
the initials of its own English name and at most two glosses print it so. A bare word in capitals is flagged if swapping two
neighbouring letters gives an abbreviation that is a hundred times as frequent.
"""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from common import ROOT, table
from newsextract.layers.terms.abbreviations import is_misprint
from newsextract.layers.terms.candidates import find_candidates
from newsextract.layers.terms.gloss import initials_in_order
from newsextract.layers.terms.tables import english_words, squeeze, tables
from training.shared import ANNOTATIONS, corpus, load_result, run, save_result

OUT = ROOT / "data/abbreviation-misprints.md"
READ = ANNOTATIONS / "abbreviation-misprints.csv"
PLAIN = re.compile(r"[A-Z]{3,9}s?")
CAPITALS = re.compile(r"(?<![A-Za-z0-9])[A-Z]{4,9}s?(?![A-Za-z0-9])")
#: minimum count of the usual abbreviation, and minimum ratio to the rare one, for a gloss and for a bare word
LEAST, MORE, BARE = 4, 5, 100
#: minimum letters of a word in which one replaced or missing letter counts as a slip
SHORT = 4

Names = Mapping[tuple[str, ...], Counter[str]]


class Gloss(NamedTuple):
    """One abbreviation gloss: its article, its English name, and the text before it."""

    article: int
    name: str | None
    abbr: str
    before: str

    @property
    def own(self) -> str:
        """The normalised letters of the abbreviation."""
        return letters(self.abbr)


class Flag(NamedTuple):
    """A misprint: the name that reveals it, the printed and the usual form, the count, and the articles."""

    name: str
    printed: str
    usual: str
    times: int
    articles: list[int]


def gather(work: Path) -> tuple[list[Gloss], dict[str, list[int]]]:
    """Every abbreviation gloss of the corpus, and the article ids of every word in capitals, cached in ``work``."""
    path = work / "abbreviations.pkl"
    if not path.exists():
        found: list[Gloss] = []
        bare: dict[str, list[int]] = defaultdict(list)
        for row in corpus():
            text = row["text"]
            for word in set(CAPITALS.findall(text)):
                bare[word].append(row["id"])
            for c in find_candidates(text):
                if c.gloss.abbr and text[c.gloss.abbr[0]].isascii():
                    name = text[slice(*c.gloss.en)] if c.gloss.en else None
                    found.append(Gloss(row["id"], name, text[slice(*c.gloss.abbr)], text[max(0, c.th_end - 90) : c.th_end]))
        save_result(path, (found, dict(bare)))
    rows: tuple[list[Gloss], dict[str, list[int]]] = load_result(path)
    return rows


def one_slip(one: str, two: str) -> bool:
    """Whether two words differ by one swap of neighbours, one letter replaced, or one left out."""
    if len(one) == len(two):
        differing = [k for k, (a, b) in enumerate(zip(one, two, strict=True)) if a != b]
        swapped = len(differing) == 2 and sorted(one) == sorted(two) and differing[1] - differing[0] <= 2
        return swapped or (len(differing) == 1 and len(one) >= SHORT)
    short, long = sorted((one, two), key=len)
    left_out = len(long) == len(short) + 1 and any(long[:k] + long[k + 1 :] == short for k in range(len(long)))
    return left_out and len(short) >= SHORT


def slips(rare: str, usual: str) -> bool:
    """Whether two abbreviations differ by one slip, ignoring a capital plural S (SGDS)."""
    if rare + "S" == usual or usual + "S" == rare:
        return False
    return one_slip(rare, usual) or (rare.endswith("S") and len(rare) >= SHORT and one_slip(rare[:-1], usual))


def letters(abbr: str) -> str:
    """An abbreviation in capitals, without a plural s."""
    return abbr.removesuffix("s").upper()


def bare_flags(words: dict[str, list[int]], taken: set[str]) -> Iterator[Flag]:
    """Yield words in capitals that a swap of two neighbouring letters turns into a far more frequent word."""
    often: Counter[str] = Counter()
    for word, articles in words.items():
        often[letters(word)] += len(articles)
    for word, articles in words.items():
        own = letters(word)
        if own in taken or len(own) < SHORT:
            continue
        swapped = {own[:k] + own[k + 1] + own[k] + own[k + 2 :] for k in range(len(own) - 1)} - {own}
        usual = max(swapped, key=lambda w: often.get(w, 0), default="")
        if often.get(usual, 0) >= BARE * often[own]:
            yield Flag("(bare)", word, usual, len(articles), sorted(articles))


def grouped(rows: list[Gloss], often: Counter[str]) -> dict[tuple[str, str], list[Gloss]]:
    """The misprinted glosses by printed and usual abbreviation."""
    by_name: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    for g in rows:
        if g.name:
            by_name[english_words(g.name)][g.own] += 1

    def neighbours(rare: str, n: int) -> list[str]:
        return [usual for usual, count in often.items() if count >= max(LEAST, MORE * n) and slips(rare, usual)]

    near = {rare: neighbours(rare, n) for rare, n in often.items() if n <= 60}
    found: dict[tuple[str, str], list[Gloss]] = defaultdict(list)
    for g in rows:
        usual = usual_by_name(g, by_name) or usual_by_thai(g, near.get(g.own, [])) or usual_by_initials(g, often)
        if usual is not None:
            found[g.own, usual].append(g)
    return found


def flags(rows: list[Gloss], words: dict[str, list[int]]) -> list[Flag]:
    """All misprints, most frequent usual abbreviation first."""
    rows = [g for g in rows if PLAIN.fullmatch(g.abbr)]
    often = Counter(g.own for g in rows)
    found = grouped(rows, often)
    flagged = []
    for (_, usual), group in found.items():
        name = next((g.name for g in group if g.name), group[0].before.split()[-1][-60:])
        flagged.append(Flag(name, group[0].abbr, usual, len(group), sorted({g.article for g in group})))
    flagged += bare_flags(words, {own for own, _ in found})
    return sorted(flagged, key=lambda f: (-often.get(f.usual, 0), f.printed))


def usual_by_name(g: Gloss, by_name: Names) -> str | None:
    """The usual abbreviation of the same English name, if this gloss is a slip of it."""
    if not g.name:
        return None
    words = english_words(g.name)
    top, count = by_name[words].most_common(1)[0]
    if len(words) > 1 and count >= 3 * by_name[words][g.own] and slips(g.own, top):
        return None if initials_in_order(g.own, g.name) and sorted(g.own) != sorted(top) else top
    return None


def usual_by_thai(g: Gloss, neighbours: list[str]) -> str | None:
    """A frequent abbreviation one slip away whose Thai name precedes this gloss."""
    if g.name and initials_in_order(g.own, g.name):
        return None
    before, forms = squeeze(g.before), tables().forms
    for usual in neighbours:
        known = {**forms.get(usual.lower(), {}), **forms.get(usual.lower() + "s", {})}
        if any(len(form) > 4 and before.endswith(form) for form in known):
            return usual
    return None


def usual_by_initials(g: Gloss, often: Counter[str]) -> str | None:
    """The empty string (meaning the initials), if the abbreviation is one slip away from them and at most two glosses have it."""
    if not g.name or often[g.own] > 2 or initials_in_order(g.own, g.name) or not is_misprint(g.own, g.name):
        return None
    return ""


def main(work: Path) -> None:
    """Write the list."""
    flagged = flags(*gather(work))
    read = {}
    if READ.exists():
        with READ.open(encoding="utf-8") as file:
            read = {(row["printed"], row["usual"]): row["misprint"] for row in csv.DictReader(file)}
    verdicts = [read.get((f.printed, f.usual), "") for f in flagged]
    judged = len(verdicts) - verdicts.count("")
    share = f"{verdicts.count('yes')} of the {judged} that were read are misprints." if judged else ""
    rows = []
    for f, verdict in zip(flagged, verdicts, strict=True):
        articles = ", ".join(map(str, f.articles[:6])) + (" …" if len(f.articles) > 6 else "")
        name = " ".join(f.name.split()).replace("|", "/")
        rows.append((name, f.printed, f.usual or "(initials)", f.times, articles, verdict))
    OUT.write_text(
        "# Misprinted English abbreviations in the corpus\n\n"
        "Made by `scripts/list_misprinted_terms.py` over every article: abbreviations one slip away from the usual one of the same\n"
        "English name, of the Thai name before them, or from their own name's initials. Articles by the site's number. What a\n"
        "reader said of each is kept in `data/annotations/abbreviation-misprints.csv`.\n\n"
        f"{len(flagged)} flagged. {share}\n\n"
        f"{table('name as printed | printed | usual | times | articles | misprint', rows)}\n",
        encoding="utf-8",
    )
    print(f"{len(flagged)} flagged. {share}")


if __name__ == "__main__":
    run(main)
