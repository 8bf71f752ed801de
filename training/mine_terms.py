"""Mine what the corpus's own pairs teach: word alignment, boundary words, forms of frequent glosses.

No article that something is measured on is read. An article with labels is: where a start is labelled, that is what counts.

    python -m training.mine_terms gather WORK        # candidates and their left windows, kept in WORK
    python -m training.mine_terms estimate WORK      # first round: decode by alignment alone
    python -m training.mine_terms estimate WORK --decoded   # later rounds: starts decoded by `mine_evidence decode WORK`
"""

from __future__ import annotations

import argparse
import math
import pickle
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from newsextract.layers.terms.candidates import find_candidates
from newsextract.layers.terms.tables import TENTHS, english_words, squeeze, unit
from newsextract.layers.terms.window import left_window
from newsextract.models import artifact
from newsextract.models.lookup import Rows
from training.shared import MODELS, ROOT, SHARED, corpus, lines

STATISTICS = MODELS / "terms_statistics.npz"
LABELS = ROOT / "data/annotations/terms.jsonl"
#: labels to measure with
UNREAD = tuple(ROOT / f"data/annotations/terms-test-{k}.jsonl" for k in (1, 2, 3))
NULL = 0.25
#: what the other starts that a label accepts count together
ALTERNATIVE = 0.15


def measured() -> set[int]:
    """Ids of the articles that something is measured on: nothing of them is mined."""
    found: set[int] = set()
    for name in ("terms", "records", "events", "dates"):
        found |= {row["id"] for row in lines(SHARED / f"gold/{name}.articles.jsonl")}
    return found.union(row["id"] for path in UNREAD for row in lines(path))


def labels() -> list[dict[str, Any]]:
    """The labels that the rankings learn: both files as one list."""
    return [*lines(SHARED / "data/terms/train.jsonl"), *lines(LABELS)]


def spread(size: int, right: int, others: Sequence[int]) -> np.ndarray:
    """The probabilities that a label gives ``size`` starts: the right one, and a little to the others that are accepted."""
    found = np.zeros(size)
    found[list(others)] = ALTERNATIVE / max(1, len(others))
    found[right] = 1 - (ALTERNATIVE if len(others) else 0.0)
    return found


def held_out() -> set[int]:
    """Ids of every annotated article."""
    return measured() | {row["id"] for row in labels()}


def articles(skip: set[int]) -> Iterator[dict[str, Any]]:
    """The corpus without some articles and without releases published twice.

    Published twice: the same 300 characters from a third of the text on.
    """
    seen: set[str] = set()
    for row in corpus():
        key = squeeze(row["text"][len(row["text"]) // 3 :][:300])
        if row["id"] not in skip and key not in seen:
            seen.add(key)
            yield row


def gather(work: Path) -> None:
    """Collect ``(article, kind, shape, english, abbreviation, tokens, token kinds)`` of every candidate."""
    out = []
    for row in articles(held_out()):
        text = row["text"]
        for c in find_candidates(text):
            window = left_window(text, c)
            if not window.possible or c.fixed >= 0:
                continue
            g = c.gloss
            out.append(
                (
                    row["id"],
                    g.kind,
                    c.shape,
                    text[slice(*g.en)] if g.en else None,
                    text[slice(*g.abbr)] if g.abbr else None,
                    [sys.intern(n) for n in window.norms],
                    [sys.intern(k) for k in window.kinds],
                    c.start,
                )
            )
    pickle.dump(out, (work / "candidates.pkl").open("wb"), protocol=5)
    print(f"{len(out)} candidates")


def expansions(rows: list[Any]) -> dict[str, str]:
    """Each English abbreviation's most frequent name, when it is the majority and seen twice."""
    names: dict[str, Counter[str]] = defaultdict(Counter)
    for _, _, _, en, abbr, *_ in rows:
        if en and abbr:
            names[squeeze(abbr)][" ".join(en.split())] += 1
    found = {}
    for abbr, counter in names.items():
        folded: Counter[str] = Counter()
        for name, count in counter.items():
            folded[squeeze(name)] += count
        top, count = folded.most_common(1)[0]
        if count >= 2 and count / sum(folded.values()) >= 0.4:
            found[abbr] = next(n for n, _ in counter.most_common() if squeeze(n) == top)
    return found


class Pairs:
    """Distinct (gloss words, window) pairs as integer arrays."""

    def __init__(self, rows: list[Any], known: dict[str, str]) -> None:
        self.e_index: dict[str, int] = {}
        self.t_index: dict[str, int] = {}
        seen: dict[Any, int] = {}
        self.rows: list[tuple[list[int], list[int], list[int]]] = []  # words, token ids (or -1), row numbers
        for number, (_, kind, _, en, abbr, norms, kinds, _) in enumerate(rows):
            if kind == "person":
                continue
            words = english_words(en) if en else self.of_abbreviation(abbr, known)
            tokens = [self.token(n, k) for n, k in zip(norms, kinds, strict=True)]
            limit = int(4 + 2.6 * max(len(words), 4 if en is None else 1)) + sum(k == "space" for k in kinds[-20:])
            key = (words, tuple(tokens[-limit:]))
            if key in seen:
                self.rows[seen[key]][2].append(number)
                continue
            seen[key] = len(self.rows)
            self.rows.append(([self.e_index.setdefault(w, len(self.e_index)) for w in words], tokens[-limit:], [number]))

    @staticmethod
    def of_abbreviation(abbr: str, known: dict[str, str]) -> tuple[str, ...]:
        """The words of the name that an abbreviation stands for, and itself."""
        name = known.get(squeeze(abbr))
        return (*english_words(name), "=" + squeeze(abbr)) if name else ("=" + squeeze(abbr),)

    def token(self, norm: str, kind: str) -> int:
        """The number of a token's unit, -1 for what is no word."""
        if kind in {"space", "other"}:
            return -1
        key = unit(norm) if kind == "thai" else norm.casefold()
        return self.t_index.setdefault(key, len(self.t_index))


def model_one(pairs: Pairs, spans: list[list[int]], rounds: int = 5) -> tuple[dict[tuple[int, int], float], np.ndarray]:
    """IBM Model 1, p(Thai unit | English word), with an empty word that explains by background frequency."""
    e_ids, t_ids, group, size = [], [], [], []
    cell = 0
    for (words, _, _), span in zip(pairs.rows, spans, strict=True):
        for token in span:
            if token < 0:
                continue
            for word in words:
                e_ids.append(word)
                t_ids.append(token)
                group.append(cell)
            size.append((token, len(words)))
            cell += 1
    e, t, g = np.array(e_ids), np.array(t_ids), np.array(group)
    background = np.bincount(np.array([x for x, _ in size]), minlength=len(pairs.t_index)).astype(float)
    background = (background + 0.5) / (background.sum() + 0.5 * len(background))
    width = len(pairs.t_index)
    keys, inverse = np.unique(e.astype(np.int64) * width + t, return_inverse=True)
    of_e = (keys // width).astype(int)
    table = np.full(len(keys), 1.0 / width) * 50
    number = np.array([n for _, n in size], dtype=float)
    null = NULL * background[np.array([x for x, _ in size])]
    for _ in range(rounds):
        weight = table[inverse] / number[g]
        total = np.bincount(g, weight, minlength=cell) + null
        share = weight / total[g]
        counts = np.bincount(inverse, share, minlength=len(keys))
        table = counts / (np.bincount(of_e, counts)[of_e] + 0.5)
    found = {
        (int(k // width), int(k % width)): float(p)
        for k, p, c in zip(keys, table, counts, strict=True)
        if p > 0.004 and c > 0.35
    }
    return found, background


def by_alignment(pairs: Pairs, table: dict[tuple[int, int], float], background: np.ndarray) -> list[list[int]]:
    """Round one's spans: the suffix whose log-ratios sum highest."""
    spans = []
    for words, tokens, _ in pairs.rows:
        best, best_at, total = -1e9, len(tokens) - 1, 0.0
        for i in range(len(tokens) - 1, -1, -1):
            if tokens[i] < 0:
                continue
            p = max((table.get((e, tokens[i]), 0.0) for e in words), default=0.0)
            total += max(-1.2, min(4.0, math.log((p + 1e-9) / background[tokens[i]])))
            if total > best:
                best, best_at = total, i
        spans.append(tokens[best_at:])
    return spans


def odds(one: Counter[str], other: Counter[str], least: int = 4) -> dict[str, int]:
    """Smoothed log-odds in tenths for tokens seen often enough."""
    a, b = sum(one.values()), sum(other.values())
    return {
        k: round(TENTHS * max(-5.0, min(5.0, math.log((one[k] + 0.5) / a) - math.log((other[k] + 0.5) / b))))
        for k in {**one, **other}
        if one[k] + other[k] >= least
    }


def estimate(work: Path, decoded: bool, out: Path = STATISTICS, skip: set[int] | None = None) -> None:
    """Write the statistics to ``out``, of all articles but some (those that something is measured on when None)."""
    skip = measured() if skip is None else skip
    chosen: dict[Any, int] = {}
    if decoded:
        rows = []
        for number, start, kind, shape, en, abbr, norms, kinds, possible, p in pickle.load((work / "all.pkl").open("rb")):  # noqa: S301  our own file
            rows.append((number, kind, shape, en, abbr, norms, kinds, start))
            chosen[number, start] = len(norms) - possible[int(p.argmax())]
    else:
        rows = pickle.load((work / "candidates.pkl").open("rb"))  # noqa: S301
    rows = [row for row in rows if row[0] not in skip]
    known = expansions(rows)
    pairs = Pairs(rows, known)
    if decoded:
        spans = []
        for _, tokens, numbers in pairs.rows:
            votes = Counter(min(chosen[rows[n][0], rows[n][7]], len(tokens)) for n in numbers)
            spans.append(tokens[-votes.most_common(1)[0][0] :])
        table, background = model_one(pairs, spans)
    else:
        table, background = model_one(pairs, [tokens for _, tokens, _ in pairs.rows])
        for _ in range(2):
            spans = by_alignment(pairs, table, background)
            table, background = model_one(pairs, spans)
    lengths = {n: len(span) for (_, _, numbers), span in zip(pairs.rows, spans, strict=True) for n in numbers}
    write(rows, pairs, table, background, lengths, known, chosen, out)


BIG = 0.15
OTHER = 0.35
FUNCTION = 7
FIXED = 0.85


def by_variety(windows: list[tuple[str, ...]], before: dict[str, int]) -> dict[str, int]:
    """Forms of a frequent gloss: suffixes shared by many articles whose left neighbours differ.

    Each window runs right to left. A suffix is a form where more than a third of its neighbours are seldom, the start of a
    line, or a word that usually stands before a term (unless nearly every neighbour is that word); otherwise the frequent
    neighbours belong to it and are followed.
    """
    found: dict[str, int] = {}

    def follow(group: list[tuple[str, ...]], depth: int) -> None:
        following = Counter(w[depth] if depth < len(w) else "^" for w in group)
        size = len(group)
        least = max(3, BIG * size)
        outside = {
            t for t, c in following.items() if t == "^" or c < least or (before.get(t, 0) >= FUNCTION and c < FIXED * size)
        }
        big = set(following) - outside
        if depth and (sum(following[t] for t in outside) / size >= OTHER or not big or depth > 40):
            found["".join(reversed(group[0][:depth]))] = size
            return
        for token in big if depth else {t for t, c in following.items() if c >= least and t != "^"}:
            follow([w for w in group if depth < len(w) and w[depth] == token], depth + 1)

    follow(windows, 0)
    return {form: n for form, n in found.items() if n >= max(3, 0.1 * len(windows)) and 2 < len(form) < 120}


def write(  # noqa: C901, PLR0912, PLR0915  one pass over the rows counts everything
    rows: list[Any],
    pairs: Pairs,
    table: dict[tuple[int, int], float],
    background: np.ndarray,
    lengths: dict[int, int],
    known: dict[str, str],
    chosen: dict[Any, Any],
    out: Path,
) -> None:
    """Count boundaries, heads and forms over the decoded spans and write everything."""
    words = {i: w for w, i in pairs.e_index.items()}
    units = {i: t for t, i in pairs.t_index.items()}
    alignment: dict[str, dict[str, int]] = defaultdict(dict)
    for (e, t), p in table.items():
        value = round(TENTHS * math.log(p / background[t]))
        if value > 3:
            alignment[words[e]][units[t]] = min(value, 60)
    before: Counter[str] = Counter()
    first: Counter[str] = Counter()
    inside: Counter[str] = Counter()
    kept: Counter[str] = Counter()
    left: Counter[str] = Counter()
    forms: dict[str, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    windows: dict[str, dict[int, tuple[str, ...]]] = defaultdict(dict)
    for article, _, _, en, abbr, norms, kinds, _ in rows:
        windows[squeeze(en or abbr)].setdefault(
            article,
            tuple(
                t.casefold() for t, k in zip(reversed(norms), reversed(kinds), strict=True) if k != "space" and t not in '“”"‘’'
            ),
        )
    seen = set()
    for number, (article, _, _, en, abbr, norms, kinds, at) in enumerate(rows):
        size = chosen.get((article, at), lengths.get(number, 0))
        if not size:
            continue
        start = len(norms) - size
        form = "".join(n for n, k in zip(norms[start:], kinds[start:], strict=True))
        gloss = squeeze(en or abbr)
        if 2 < len(form) < 160:
            forms[gloss][squeeze(form)].add(article)
        p = start - 1
        while p >= 0 and kinds[p] == "space":
            p -= 1
        previous = norms[p] if p >= 0 else "^"
        key = (gloss, squeeze(form), previous)
        if key in seen:
            continue
        seen.add(key)
        before[previous] += 1
        first[norms[start]] += 1
        inside.update(n for n, k in zip(norms[start + 1 :], kinds[start + 1 :], strict=True) if k != "space")
        for w in (*(english_words(en) if en else Pairs.of_abbreviation(abbr, known)), "*"):
            kept[f"{norms[start]}\t{w}"] += 1
            left[f"{previous}\t{w}"] += 1
    heads: dict[str, dict[str, int]] = defaultdict(dict)
    for pair in sorted({*kept, *left}):
        if kept[pair] + left[pair] >= 4:
            token, _, word = pair.partition("\t")
            heads[token][word] = round(TENTHS * math.log((kept[pair] + 0.4) / (left[pair] + 0.4)))
    boundary = odds(before, inside)
    table_forms = {}
    for gloss, counter in forms.items():
        total = len(windows[gloss])
        distinct = list(dict.fromkeys(windows[gloss].values()))
        varied = by_variety(distinct, boundary) if len(distinct) >= 4 else {}
        if varied:
            table_forms[gloss] = dict(sorted(varied.items(), key=lambda x: -x[1])[:4])
        elif total >= 2:
            top = sorted(((f, len(a)) for f, a in counter.items()), key=lambda x: (-x[1], x[0]))[:4]
            table_forms[gloss] = {f: n for f, n in top if n >= 2 or n == top[0][1]}
    arrays = {
        **Rows.arrays("alignment", {e: dict(sorted(r.items())) for e, r in sorted(alignment.items())}),
        **Rows.arrays("odds", {"before": boundary, "first": odds(first, inside)}),
        **Rows.arrays("heads", heads),
        **Rows.arrays("forms", dict(sorted(table_forms.items()))),
        "abbreviations": sorted(known),
        "names": [known[abbreviation] for abbreviation in sorted(known)],
    }
    artifact.write(out, "lookup", "training/mine_terms.py", arrays)
    print({k: len(v) for k, v in arrays.items()}, out.stat().st_size)


def main() -> None:
    """Run one step."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("step", choices=("gather", "estimate"))
    parser.add_argument("work", type=Path)
    parser.add_argument("--decoded", action="store_true")
    args = parser.parse_args()
    args.work.mkdir(parents=True, exist_ok=True)
    if args.step == "gather":
        gather(args.work)
    else:
        estimate(args.work, args.decoded)


if __name__ == "__main__":
    main()
