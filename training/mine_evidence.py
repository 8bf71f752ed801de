"""Mine evidence from the whole corpus: votes for Thai forms, a lexical model, counts of neighbouring words.

Runs after mine_terms and terms have made a ranker; articles used for evaluation are skipped. A labelled start replaces the
decoded one. `mine_terms estimate --decoded` counts the decoded candidates, too: decode, estimate, write, train is one round.

    python -m training.mine_evidence count WORK    # neighbouring words of every fifth article, written to WORK
    python -m training.mine_evidence decode WORK   # the ranker's probabilities for every candidate, written to WORK
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
from newsextract.layers.terms.window import GAP_KINDS, Place, Window
from newsextract.models import artifact
from newsextract.models.lookup import Hashed
from newsextract.thai.tokens import tokenize
from training.fit import conditional_logit
from training.shared import MODELS, load_result, run, save_result
from training.terms_data import (
    DECODED,
    NEIGHBOURS,
    Candidate,
    annotated_ids,
    articles,
    candidate_of,
    labels,
    open_candidates,
    start_probabilities,
    test_ids,
)

EVIDENCE = MODELS / "terms_evidence.npz"
#: maximum examples of the lexical model, in all and per gloss; minimum probability of an example's likeliest start
MAX_EXAMPLES, MAX_PER_GLOSS, MIN_PROBABILITY = 42_000, 12, 0.5
#: minimum absolute value of a weight of the lexical model
MIN_WEIGHT = 0.06
SEED = 4


def count(work: Path) -> None:
    """Count words and pairs of adjacent words, in all and after a gap."""
    words: Counter[str] = Counter()
    spaced: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    pairs_spaced: Counter[tuple[str, str]] = Counter()
    for row in (row for number, row in enumerate(articles(annotated_ids())) if number % 5 == 2):
        tokens = tokenize(row["text"][:9000])
        norms, kinds = tokens.norms, tokens.kinds
        gap = True
        for i, (norm, kind) in enumerate(zip(norms, kinds, strict=True)):
            if kind in GAP_KINDS:
                gap = True
                continue
            words[norm] += 1
            spaced[norm] += gap
            if i + 1 < len(norms) and kinds[i + 1] not in GAP_KINDS:
                pair = (sys.intern(norm), sys.intern(norms[i + 1]))
                pairs[pair] += 1
                pairs_spaced[pair] += gap
            gap = False
    frequent = {pair: n for pair, n in pairs.items() if n >= 3}
    save_result(work / NEIGHBOURS, (words, spaced, frequent, {pair: pairs_spaced[pair] for pair in frequent}))


def decoded_candidates(known: Tables, learned: Weights, corpus: Evidence | None, skip: set[int]) -> Iterator[Candidate]:
    """Yield the decoded candidates of the corpus without the skipped articles; the same gloss and window only once.

    A labelled candidate has the target probabilities of its label, the others those of the ranker.
    """
    labelled = labels_by_article()
    seen = set()
    for row in articles(skip):
        places: list[Place] = []
        given: list[np.ndarray | None] = []
        for c, window in open_candidates(row["text"]):
            own = next((x for x in labelled[row["id"]] if c.start < x["cand_end"] and x["cand_start"] < c.end), None)
            p = label_probabilities(window, own) if own else None
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
    """Decode the corpus with the shipped ranker."""
    rows = list(decoded_candidates(terms_tables.tables(), terms_tables.weights(), None, test_ids()))
    save_result(work / DECODED, rows)
    print(f"{len(rows)} candidates")


def label_probabilities(window: Window, label: Mapping[str, Any]) -> np.ndarray | None:
    """The target probabilities of a label; None for a negative label, or one whose start is not among the possible ones."""
    starts = [window.starts[i] for i in window.possible]
    if not label["is_pair"] or label["th_start"] not in starts:
        return None
    others = [starts.index(at) for at in label["alt_th_starts"] if at in starts]
    return start_probabilities(len(starts), starts.index(label["th_start"]), others)


def count_votes(rows: list[Candidate]) -> tuple[dict[str, dict[str, float]], Counter[str], Counter[str]]:
    """Sums of probabilities by gloss and form, number of contexts by gloss, and sums of probabilities by form."""
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
    """Yield the examples of the lexical model: the features of each start, and the ranking's probabilities times the votes."""
    rows = list(rows)
    random.Random(SEED).shuffle(rows)
    seen = set()
    examples_of: Counter[str] = Counter()
    for row in rows:
        gloss = gloss_key(row.en, row.abbr)
        if examples_of[gloss] >= MAX_PER_GLOSS:
            continue
        forms = forms_of(row.window, row.possible)
        wanted = cast("np.ndarray", row.p).astype(float)
        wanted = wanted * np.array([votes.get(gloss, {}).get(form, 0.0) + 0.5 for form in forms])
        wanted /= wanted.sum()
        top = int(wanted.argmax())
        at = row.possible[top]
        key = (gloss, forms[top], tuple(row.norms[max(0, at - 2) : at]))
        if wanted[top] < MIN_PROBABILITY or key in seen:
            continue
        seen.add(key)
        examples_of[gloss] += 1
        near = [k for k, i in enumerate(row.possible) if i >= at - 14]
        wanted = wanted[near] / wanted[near].sum()
        words = gloss_words(row.en, row.abbr, known.expansions)
        scores, _ = alignment_scores(row.window, words, known)
        name = row.en or known.expansions.get(row.gloss)
        keys = lexical_keys(row.window, [row.possible[k] for k in near], words, scores, name, row.kind)
        yield keys, np.where(wanted < 0.03, 0.0, wanted)


def lexical_model(items: list[tuple[list[list[str]], np.ndarray]], l2: float = 2.0, min_count: int = 5) -> dict[str, float]:
    """Fit a sparse log-linear ranker of starts by the words around them; return the weight of each feature."""
    index: dict[str, int] = {}
    columns, ends = [], [0]
    for rows, _ in items:
        for row in rows:
            columns += [index.setdefault(key, len(index)) for key in row]
            ends.append(len(columns))
    matrix = sparse.csr_matrix((np.ones(len(columns), np.float32), np.array(columns, dtype=np.int32), np.array(ends)))
    frequent = np.bincount(columns, minlength=len(index)) >= min_count
    wanted = np.concatenate([w for _, w in items])
    sizes = np.array([len(w) for _, w in items])
    found = conditional_logit(matrix[:, np.where(frequent)[0]].tocsr(), wanted, sizes, l2 / 2, rounds=45)
    return dict(zip((key for key, i in index.items() if frequent[i]), found.tolist(), strict=True))


def packed(name: str, rows: Iterable[tuple[str, tuple[float, ...]]], **parts: Callable[[float], int]) -> dict[str, Any]:
    """The arrays of a hashed table, each number stored in one byte."""
    listed = list(rows)
    coded = {
        part: np.array([code(numbers[k]) for _, numbers in listed], np.int8 if part == "weight" else np.uint8)
        for k, (part, code) in enumerate(parts.items())
    }
    return Hashed.arrays(name, hashed([key for key, _ in listed]), **coded)


def large_sums(sums: Mapping[str, float]) -> Iterator[tuple[str, tuple[float]]]:
    """The sums above 0.1."""
    return ((key, (n,)) for key, n in sums.items() if n > 0.1)


def byte_encoder(scale: float) -> Callable[[float], int]:
    """A function that stores a count in one byte, on a logarithmic scale."""
    return lambda value: min(255, round(scale * float(np.log1p(value))))


def write_evidence(rows: list[Candidate], work: Path, out: Path, known: Tables, skip: set[int]) -> None:
    """Write votes, lexical model and neighbours, without the skipped articles."""
    rows = [row for row in rows if row.article not in skip]
    words, spaced, pairs, pairs_spaced = load_result(work / NEIGHBOURS)
    votes, glosses, forms = count_votes(rows)
    model = lexical_model(list(islice(examples(rows, votes, known), MAX_EXAMPLES)))
    weights = ((key, (w,)) for key, w in model.items() if abs(w) >= MIN_WEIGHT)
    ballots = {f"{gloss}\t{form}": n for gloss, row in votes.items() for form, n in row.items()}
    neighbours = ((f"{a}\t{b}", (n, pairs_spaced[a, b])) for (a, b), n in pairs.items())
    encode_sum, encode_count = byte_encoder(terms_tables.COUNT_SCALE), byte_encoder(terms_tables.WORD_SCALE)
    arrays = {
        **packed("lexical", weights, weight=lambda w: max(-127, min(127, round(terms_tables.LEXICAL_SCALE * w)))),
        **packed("votes", large_sums(ballots), sum=encode_sum),
        **packed("forms", large_sums(forms), sum=encode_sum),
        **packed("glosses", ((gloss, (n,)) for gloss, n in glosses.items()), count=encode_sum),
        **packed("words", ((w, (n, spaced[w])) for w, n in words.items() if n > 2), count=encode_count, spaced=encode_count),
        **packed("pairs", neighbours, count=encode_count, spaced=encode_count),
    }
    total, after_gap = sum(words.values()), sum(spaced.values())
    artifact.write(out, "lookup", "training/mine_evidence.py", arrays, total=total, spaced=after_gap / total)
    print({name: len(value) for name, value in arrays.items()}, out.stat().st_size)


def write(work: Path) -> None:
    """Write the evidence from the decoded corpus."""
    write_evidence(load_result(work / DECODED), work, EVIDENCE, terms_tables.tables(), test_ids())


if __name__ == "__main__":
    run(count, decode, write)
