"""Mine what the whole corpus says beside the words of one gloss: votes for Thai forms, a lexical model, neighbouring words.

Runs after mine_terms and terms have made a ranking; no article that something is measured on is read. Where a
start is labelled, the label counts, not the ranking. What it decodes is also what `mine_terms estimate --decoded` counts:
decode, estimate, write, train is one round.

    python -m training.mine_evidence count WORK    # neighbouring words of every fifth article, kept in WORK
    python -m training.mine_evidence decode WORK   # the ranking's probabilities for every candidate, kept in WORK
    python -m training.mine_evidence write WORK    # src/newsextract/data/models/terms_evidence.npz
"""

from __future__ import annotations

import random
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any, cast

import numpy as np
from scipy import sparse

from newsextract.layers.terms import tables as terms_tables
from newsextract.layers.terms.evidence import forms_of, gloss_key, hashed, lexical_keys
from newsextract.layers.terms.features import alignment_scores, gloss_words
from newsextract.layers.terms.ranker import score_all
from newsextract.layers.terms.tables import Evidence, Tables, Weights
from newsextract.layers.terms.window import GAP, Place, Window
from newsextract.models import artifact
from newsextract.models.lookup import Hashed
from newsextract.thai.tokens import tokenize
from training.fit import conditional_logit
from training.shared import MODELS, keep, kept, run
from training.terms_data import (
    DECODED,
    NEIGHBOURS,
    Candidate,
    articles,
    candidate_of,
    held_out,
    labels,
    measured,
    open_candidates,
    start_probabilities,
)

EVIDENCE = MODELS / "terms_evidence.npz"
#: examples of the lexical model, in all and of one gloss; a start less likely teaches nothing
LEXICAL_ITEMS, PER_GLOSS, SURE = 42_000, 12, 0.5
#: a smaller weight of the lexical model is left out
LEAST_WEIGHT = 0.06
SEED = 4


def count(work: Path) -> None:
    """Count words and pairs of touching words, each also after a gap."""
    words: Counter[str] = Counter()
    spaced: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    pairs_spaced: Counter[tuple[str, str]] = Counter()
    for row in (row for number, row in enumerate(articles(held_out())) if number % 5 == 2):
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
    often = {pair: n for pair, n in pairs.items() if n >= 3}
    keep(work / NEIGHBOURS, (words, spaced, often, {pair: pairs_spaced[pair] for pair in often}))


def decoded(known: Tables, learned: Weights, corpus: Evidence | None, skip: set[int]) -> Iterator[Candidate]:
    """Every candidate of the corpus without some articles, decoded; the same window once.

    A labelled candidate has the probabilities that its label gives, the others those of the ranking.
    """
    labelled = labels_by_article()
    seen = set()
    for row in articles(skip):
        places: list[Place] = []
        given: list[np.ndarray | None] = []
        for c, window in open_candidates(row["text"]):
            own = next((x for x in labelled[row["id"]] if c.start < x["cand_end"] and x["cand_start"] < c.end), None)
            p = as_labelled(window, own) if own else None
            if own and p is None:
                continue
            key = (candidate_of(row["id"], row["text"], c, window).gloss, tuple(window.norms[-30:]))
            if key not in seen:
                seen.add(key)
                places.append(Place(c, window))
                given.append(p)
        scored = score_all(row["text"], places, known, learned, corpus)
        for place, p, score in zip(places, given, scored, strict=True):
            p16 = (score.probabilities if p is None else p).astype(np.float16)
            yield candidate_of(row["id"], row["text"], place.candidate, place.window, p16)


def labels_by_article() -> dict[int, list[dict[str, Any]]]:
    """The labels of each article."""
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for label in labels():
        found[label["id"]].append(label)
    return found


def decode(work: Path) -> None:
    """Decode the corpus with the shipped ranking."""
    rows = list(decoded(terms_tables.tables(), terms_tables.weights(), None, measured()))
    keep(work / DECODED, rows)
    print(f"{len(rows)} candidates")


def as_labelled(window: Window, label: Mapping[str, Any]) -> np.ndarray | None:
    """The probabilities that a label gives the starts; None for a negative, or a start that is not among them."""
    starts = [window.starts[i] for i in window.possible]
    if not label["is_pair"] or label["th_start"] not in starts:
        return None
    others = [starts.index(at) for at in label["alt_th_starts"] if at in starts]
    return start_probabilities(len(starts), starts.index(label["th_start"]), others)


def vote(rows: list[Candidate]) -> tuple[dict[str, dict[str, float]], Counter[str], Counter[str]]:
    """Sums of probabilities for each gloss's forms, contexts of each gloss, sums for each form."""
    votes: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    glosses: Counter[str] = Counter()
    forms: Counter[str] = Counter()
    seen = set()
    for row in rows:
        gloss = gloss_key(row.en, row.abbr)
        if (gloss, tuple(row.norms[-12:])) in seen:
            continue
        seen.add((gloss, tuple(row.norms[-12:])))
        keys = [gloss, gloss_key(None, row.abbr)] if row.en and row.abbr else [gloss]
        glosses.update(keys)
        chances = cast("np.ndarray", row.p).tolist()
        for form, chance in zip(forms_of(row.window, row.possible), chances, strict=True):
            if chance > 0.02:
                forms[form] += chance
                for key in keys:
                    votes[key][form] += chance
    return votes, glosses, forms


def examples(
    rows: list[Candidate], votes: Mapping[str, Mapping[str, float]], known: Tables
) -> Iterator[tuple[list[list[str]], np.ndarray]]:
    """Candidates for the lexical model: its features, and what the first ranking and the votes agree on."""
    rows = list(rows)
    random.Random(SEED).shuffle(rows)
    seen = set()
    taken: Counter[str] = Counter()
    for row in rows:
        gloss = gloss_key(row.en, row.abbr)
        if taken[gloss] >= PER_GLOSS:
            continue
        forms = forms_of(row.window, row.possible)
        wanted = cast("np.ndarray", row.p).astype(float)
        wanted = wanted * np.array([votes.get(gloss, {}).get(form, 0.0) + 0.5 for form in forms])
        wanted /= wanted.sum()
        top = int(wanted.argmax())
        at = row.possible[top]
        key = (gloss, forms[top], tuple(row.norms[max(0, at - 2) : at]))
        if wanted[top] < SURE or key in seen:
            continue
        seen.add(key)
        taken[gloss] += 1
        near = [k for k, i in enumerate(row.possible) if i >= at - 14]
        wanted = wanted[near] / wanted[near].sum()
        words = gloss_words(row.en, row.abbr, known.expansions)
        scores, _ = alignment_scores(row.window, words, known)
        name = row.en or known.expansions.get(row.gloss)
        keys = lexical_keys(row.window, [row.possible[k] for k in near], words, scores, name, row.kind)
        yield keys, np.where(wanted < 0.03, 0.0, wanted)


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


def frequent(sums: Mapping[str, float]) -> Iterator[tuple[str, tuple[float]]]:
    """The sums that are worth keeping."""
    return ((key, (n,)) for key, n in sums.items() if n > 0.1)


def in_byte(scale: float) -> Callable[[float], int]:
    """How a count is kept."""
    return lambda value: min(255, round(scale * float(np.log1p(value))))


def write_evidence(rows: list[Candidate], work: Path, out: Path, known: Tables, skip: set[int]) -> None:
    """Write votes, lexical model and neighbours of all articles but some."""
    rows = [row for row in rows if row.article not in skip]
    words, spaced, pairs, pairs_spaced = kept(work / NEIGHBOURS)
    votes, glosses, forms = vote(rows)
    model = lexical_model(list(islice(examples(rows, votes, known), LEXICAL_ITEMS)))
    weights = ((key, (w,)) for key, w in model.items() if abs(w) >= LEAST_WEIGHT)
    ballots = {f"{gloss}\t{form}": n for gloss, row in votes.items() for form, n in row.items()}
    neighbours = ((f"{a}\t{b}", (n, pairs_spaced[a, b])) for (a, b), n in pairs.items())
    amount, often = in_byte(terms_tables.COUNT_SCALE), in_byte(terms_tables.WORD_SCALE)
    arrays = {
        **packed("lexical", weights, weight=lambda w: max(-127, min(127, round(terms_tables.LEXICAL_SCALE * w)))),
        **packed("votes", frequent(ballots), sum=amount),
        **packed("forms", frequent(forms), sum=amount),
        **packed("glosses", ((gloss, (n,)) for gloss, n in glosses.items()), count=amount),
        **packed("words", ((w, (n, spaced[w])) for w, n in words.items() if n > 2), count=often, spaced=often),
        **packed("pairs", neighbours, count=often, spaced=often),
    }
    total, after_gap = sum(words.values()), sum(spaced.values())
    artifact.write(out, "lookup", "training/mine_evidence.py", arrays, total=total, spaced=after_gap / total)
    print({name: len(value) for name, value in arrays.items()}, out.stat().st_size)


def write(work: Path) -> None:
    """Write what the decoded corpus says."""
    write_evidence(kept(work / DECODED), work, EVIDENCE, terms_tables.tables(), measured())


if __name__ == "__main__":
    run(count, decode, write)
