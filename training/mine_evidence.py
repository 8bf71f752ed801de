"""Mine what the whole corpus says beside the words of one gloss: votes for Thai forms, a lexical model, neighbouring words.

Runs after mine_terms and terms have made a ranking; no article that something is measured on is read. Where a
start is labelled, the label counts, not what the ranking says. What it decodes is also what `mine_terms estimate
--decoded` counts: decode, estimate, write, train is one round.

    python -m training.mine_evidence count WORK    # neighbouring words of every fifth article, kept in WORK
    python -m training.mine_evidence decode WORK   # the ranking's probabilities for every candidate, kept in WORK
    python -m training.mine_evidence write WORK    # src/newsextract/data/models/terms_evidence.npz
"""

from __future__ import annotations

import argparse
import pickle
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
from scipy import sparse

from newsextract.layers.terms.candidates import find_candidates
from newsextract.layers.terms.evidence import forms_of, gloss_key, hashed, lexical_keys
from newsextract.layers.terms.features import alignment_scores
from newsextract.layers.terms.ranker import Place, score_all
from newsextract.layers.terms.tables import (
    COUNT_SCALE,
    LEXICAL_SCALE,
    WORD_SCALE,
    Evidence,
    Tables,
    Weights,
    english_words,
    squeeze,
    tables,
    weights,
)
from newsextract.layers.terms.window import Window, left_window
from newsextract.models import artifact
from newsextract.models.lookup import Hashed
from newsextract.thai.tokens import tokenize
from training.fit import conditional_logit
from training.mine_terms import articles, held_out, labels, measured, spread
from training.shared import MODELS

EVIDENCE = MODELS / "terms_evidence.npz"
GAP = ("space", "other")
LEXICAL_ITEMS = 42_000
A_GLOSS = 12
SURE = 0.5
LEAST_WEIGHT = 0.06
SEED = 4


def count(work: Path) -> None:
    """Count words and pairs of touching words, each also after a gap."""
    words: Counter[str] = Counter()
    spaced: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    pairs_spaced: Counter[tuple[str, str]] = Counter()
    for number, row in enumerate(articles(held_out())):
        if number % 5 != 2:
            continue
        tokens = tokenize(row["text"][:9000])
        norms, kinds = tokens.norms, tokens.kinds
        gap = True
        for i, (norm, kind) in enumerate(zip(norms, kinds, strict=True)):
            if kind in GAP:
                gap = True
                continue
            words[norm] += 1
            spaced[norm] += gap
            if i + 1 < len(norms) and kinds[i + 1] not in GAP:
                pair = (sys.intern(norm), sys.intern(norms[i + 1]))
                pairs[pair] += 1
                pairs_spaced[pair] += gap
            gap = False
    kept = {pair: n for pair, n in pairs.items() if n >= 3}
    data = (words, spaced, kept, {pair: pairs_spaced[pair] for pair in kept})
    pickle.dump(data, (work / "ngram.pkl").open("wb"), protocol=5)


def decode(
    work: Path,
    known: Tables | None = None,
    learned: Weights | None = None,
    corpus: Evidence | None = None,
    skip: set[int] | None = None,
) -> None:
    """Every candidate with its window and the probability of each start; the same window once.

    A labelled candidate has the probabilities that its label gives, the others those of a ranking, the shipped one when
    None. ``skip`` are articles that are not read, those that something is measured on when None.
    """
    known, learned = known or tables(), learned or weights()
    labelled: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for label in labels():
        labelled[label["id"]].append(label)
    out: list[Any] = []
    seen = set()
    for row in articles(measured() if skip is None else skip):
        text = row["text"]
        places, told = [], []
        for c in find_candidates(text):
            window = left_window(text, c)
            if not window.possible or c.fixed >= 0:
                continue
            own = [x for x in labelled[row["id"]] if c.start < x["cand_end"] and x["cand_start"] < c.end]
            given = as_labelled(window, own[0]) if own else None
            if own and given is None:
                continue
            key = (squeeze(text[slice(*(c.gloss.en or c.gloss.abbr or (0, 0)))]), tuple(window.norms[-30:]))
            if key not in seen:
                seen.add(key)
                places.append(Place(c, window))
                told.append(given)
        for place, given, scored in zip(places, told, score_all(text, places, known, learned, corpus), strict=True):
            c, window = place.candidate, place.window
            english = text[slice(*c.gloss.en)] if c.gloss.en else None
            abbreviation = text[slice(*c.gloss.abbr)] if c.gloss.abbr else None
            norms, kinds = ([sys.intern(x) for x in part] for part in (window.norms, window.kinds))
            p = (scored.probabilities if given is None else given).astype(np.float16)
            out.append((row["id"], c.start, c.gloss.kind, c.shape, english, abbreviation, norms, kinds, window.possible, p))
    pickle.dump(out, (work / "all.pkl").open("wb"), protocol=5)
    print(f"{len(out)} candidates")


def as_labelled(window: Window, label: Mapping[str, Any]) -> np.ndarray | None:
    """The probabilities that a label gives the starts; None for a negative, or a start that is not among them."""
    starts = [window.starts[i] for i in window.possible]
    if not label["is_pair"] or label["th_start"] not in starts:
        return None
    others = [starts.index(at) for at in label["alt_th_starts"] if at in starts]
    return spread(len(starts), starts.index(label["th_start"]), others)


def as_window(norms: list[str], kinds: list[str], possible: list[int]) -> Window:
    """A window without offsets: the counts need none."""
    return cast("Window", SimpleNamespace(norms=norms, kinds=kinds, possible=possible))


def vote(rows: list[Any]) -> tuple[dict[str, dict[str, float]], Counter[str], Counter[str]]:
    """Sums of probabilities for each gloss's forms, contexts of each gloss, sums for each form."""
    votes: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    glosses: Counter[str] = Counter()
    forms: Counter[str] = Counter()
    seen = set()
    for _, _, _, _, en, abbr, norms, kinds, possible, p, *_ in rows:
        if p is None:
            continue
        gloss = gloss_key(en, abbr)
        if (gloss, tuple(norms[-12:])) in seen:
            continue
        seen.add((gloss, tuple(norms[-12:])))
        keys = [gloss, gloss_key(None, abbr)] if en and abbr else [gloss]
        glosses.update(keys)
        for form, chance in zip(forms_of(as_window(norms, kinds, possible), possible), p.tolist(), strict=True):
            if chance > 0.02:
                forms[form] += chance
                for key in keys:
                    votes[key][form] += chance
    return votes, glosses, forms


def examples(
    rows: list[Any], votes: Mapping[str, Mapping[str, float]], known: Tables
) -> list[tuple[list[list[str]], np.ndarray]]:
    """Candidates for the lexical model: its features, and what the first ranking and the votes agree on."""
    rows = list(rows)
    random.Random(SEED).shuffle(rows)
    found = []
    seen = set()
    taken: Counter[str] = Counter()
    for _, _, kind, _, en, abbr, norms, kinds, possible, p, *_ in rows:
        if p is None:
            continue
        gloss = gloss_key(en, abbr)
        if taken[gloss] >= A_GLOSS:
            continue
        window = as_window(norms, kinds, possible)
        forms = forms_of(window, possible)
        wanted = p.astype(float) * np.array([votes.get(gloss, {}).get(form, 0.0) + 0.5 for form in forms])
        wanted /= wanted.sum()
        top = int(wanted.argmax())
        at = possible[top]
        key = (gloss, forms[top], tuple(norms[max(0, at - 2) : at]))
        if wanted[top] < SURE or key in seen:
            continue
        seen.add(key)
        taken[gloss] += 1
        near = [k for k, i in enumerate(possible) if i >= at - 14]
        wanted = wanted[near] / wanted[near].sum()
        expansion = en or known.expansions.get(squeeze(abbr or ""))
        words = english_words(en) if en else (*english_words(expansion or ""), "=" + squeeze(abbr))
        scores, _ = alignment_scores(window, words, known)
        keys = lexical_keys(window, [possible[k] for k in near], words, scores, expansion, kind)
        found.append((keys, np.where(wanted < 0.03, 0.0, wanted)))
        if len(found) >= LEXICAL_ITEMS:
            break
    return found


def lexical_model(items: list[tuple[list[list[str]], np.ndarray]], l2: float = 2.0, least: int = 5) -> dict[str, float]:
    """A sparse log-linear ranking of starts by the words around them."""
    index: dict[str, int] = {}
    columns, ends = [], [0]
    for rows, _ in items:
        for row in rows:
            columns += [index.setdefault(key, len(index)) for key in row]
            ends.append(len(columns))
    matrix = sparse.csr_matrix((np.ones(len(columns), np.float32), np.array(columns, dtype=np.int32), np.array(ends)))
    often = np.bincount(columns, minlength=len(index)) >= least
    wanted = np.concatenate([w for _, w in items])
    sizes = np.array([len(w) for _, w in items])
    found = conditional_logit(matrix[:, np.where(often)[0]].tocsr(), wanted, sizes, l2 / 2, rounds=45)
    return dict(zip((key for key, i in index.items() if often[i]), found.tolist(), strict=True))


def packed(name: str, rows: Iterable[tuple[str, tuple[float, ...]]], **parts: Callable[[float], int]) -> dict[str, Any]:
    """Arrays of one hashed table, each number in one byte."""
    listed = list(rows)
    coded = {
        part: np.array([code(numbers[k]) for _, numbers in listed], np.int8 if part == "weight" else np.uint8)
        for k, (part, code) in enumerate(parts.items())
    }
    return Hashed.arrays(name, hashed([key for key, _ in listed]), **coded)


def in_byte(scale: float) -> Callable[[float], int]:
    """How a count is kept."""
    return lambda value: min(255, round(scale * float(np.log1p(value))))


def write(work: Path, out: Path = EVIDENCE, known: Tables | None = None, skip: set[int] | None = None) -> None:
    """Votes, lexical model and neighbours as one file, of all articles but some (those that something is measured on when None)."""
    skip = measured() if skip is None else skip
    rows = [row for row in pickle.load((work / "all.pkl").open("rb")) if row[0] not in skip]  # noqa: S301  our own file
    words, spaced, pairs, pairs_spaced = pickle.load((work / "ngram.pkl").open("rb"))  # noqa: S301
    votes, glosses, forms = vote(rows)
    model = lexical_model(examples(rows, votes, known or tables()))
    total, after_gap = sum(words.values()), sum(spaced.values())
    amount, often = in_byte(COUNT_SCALE), in_byte(WORD_SCALE)
    arrays = {
        **packed(
            "lexical",
            ((key, (w,)) for key, w in model.items() if abs(w) >= LEAST_WEIGHT),
            weight=lambda w: max(-127, min(127, round(LEXICAL_SCALE * w))),
        ),
        **packed("votes", ((f"{g}\t{f}", (n,)) for g, row in votes.items() for f, n in row.items() if n > 0.1), sum=amount),
        **packed("forms", ((form, (n,)) for form, n in forms.items() if n > 0.1), sum=amount),
        **packed("glosses", ((gloss, (n,)) for gloss, n in glosses.items()), count=amount),
        **packed("words", ((w, (n, spaced[w])) for w, n in words.items() if n > 2), count=often, spaced=often),
        **packed("pairs", ((f"{a}\t{b}", (n, pairs_spaced[a, b])) for (a, b), n in pairs.items()), count=often, spaced=often),
    }
    artifact.write(out, "lookup", "training/mine_evidence.py", arrays, total=total, spaced=after_gap / total)
    print({name: len(value) for name, value in arrays.items()}, out.stat().st_size)


def main() -> None:
    """Run one step."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("step", choices=("count", "decode", "write"))
    parser.add_argument("work", type=Path)
    args = parser.parse_args()
    args.work.mkdir(parents=True, exist_ok=True)
    {"count": count, "decode": decode, "write": write}[args.step](args.work)


if __name__ == "__main__":
    main()
