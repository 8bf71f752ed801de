"""Mine statistics from the pairs in the corpus: word alignment, boundary words, forms of frequent glosses.

Articles used for evaluation are skipped. Labelled articles are read, and a labelled start replaces the decoded one.

    python -m training.mine_terms gather WORK        # candidates and their left windows, written to WORK
    python -m training.mine_terms estimate WORK      # first round: decode by alignment alone
    python -m training.mine_terms decode WORK        # the shipped models' probabilities for every candidate, written to WORK
    python -m training.mine_terms estimate WORK --decoded   # later rounds: by these
    python -m training.mine_terms halves WORK        # both by two rankers, each trained on one half of the labelled articles
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import numpy as np
from typer import Option

from newsextract.layers.terms.features import gloss_words
from newsextract.layers.terms.ranker import score_all
from newsextract.layers.terms.tables import TENTHS, Tables, Weights, squeeze, tables, unit, vote_key, weights
from newsextract.layers.terms.window import GAP_KINDS, Place, Window
from newsextract.layers.terms.words import QUOTES
from newsextract.models import artifact
from newsextract.models.lookup import Hashed, Rows
from training import terms_data
from training.shared import MODELS, load_result, run, save_result, test_ids, texts
from training.terms import examples, fit, scale_of, start_model
from training.terms_data import STATISTICS as MINED
from training.terms_data import Candidate, half, labels

STATISTICS = MODELS / "terms_statistics.npz"
#: weight of the null word of IBM Model 1
NULL_WEIGHT = 0.25
#: minimum probability of a start that votes for its form, and minimum sum of a form's votes
MIN_VOTE, MIN_VOTES = 0.02, 0.1
#: for :func:`forms_by_variety`: shares of the windows, and log-odds, in tenths, of a word that usually precedes a term
FREQUENT_SHARE, OUTSIDE_SHARE, USUAL_SHARE, MIN_BEFORE_ODDS = 0.15, 0.35, 0.85, 7

Table = dict[tuple[int, int], float]
Ranks = dict[str, dict[str, int]]


def gather(work: Path) -> None:
    """Collect the candidates of the corpus."""
    found = [
        terms_data.candidate_of(row["id"], row["text"], candidate, window)
        for row in terms_data.articles(terms_data.annotated_ids())
        for candidate, window in terms_data.open_candidates(row["text"])
    ]
    save_result(work / terms_data.GATHERED, found)
    print(f"{len(found)} candidates")


def decoded_candidates(known: Tables, learned: Weights, skip: set[int]) -> Iterator[Candidate]:
    """Yield the decoded candidates of the corpus without the skipped articles; the same gloss and window only once.

    A labelled candidate has the target probabilities of its label, the others those of the models.
    """
    labelled: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for label in labels():
        labelled[label["id"]].append(label)
    seen: set[tuple[str, tuple[str, ...]]] = set()
    for row in terms_data.articles(skip):
        places: list[Place] = []
        given: list[np.ndarray | None] = []
        for place, p in _places(row, labelled[row["id"]]):
            key = (
                terms_data.candidate_of(row["id"], row["text"], place.candidate, place.window).gloss,
                tuple(place.window.norms[-30:]),
            )
            if key not in seen:
                seen.add(key)
                places.append(place)
                given.append(p)
        for place, p, score in zip(places, given, score_all(row["text"], places, known, learned), strict=True):
            p16 = (score.probabilities if p is None else p).astype(np.float16)
            yield terms_data.candidate_of(row["id"], row["text"], place.candidate, place.window, p16)


def _places(row: Mapping[str, Any], labelled: Sequence[Mapping[str, Any]]) -> Iterator[tuple[Place, np.ndarray | None]]:
    """Yield the candidates of an article, each with the target probabilities of its label; without those of unusable labels."""
    for c, window in terms_data.open_candidates(row["text"]):
        own = next((x for x in labelled if c.start < x["cand_end"] and x["cand_start"] < c.end), None)
        p = label_probabilities(window, own) if own else None
        if own is None or p is not None:
            yield Place(c, window), p


def label_probabilities(window: Window, label: Mapping[str, Any]) -> np.ndarray | None:
    """The target probabilities of a label; None for a negative label, or one whose start is not among the possible ones."""
    starts = [window.starts[i] for i in window.possible]
    if not label["is_pair"] or label["th_start"] not in starts:
        return None
    others = [starts.index(at) for at in label["alt_th_starts"] if at in starts]
    return terms_data.start_probabilities(len(starts), starts.index(label["th_start"]), others)


def decode(work: Path) -> None:
    """Decode the corpus with the shipped models."""
    rows = list(decoded_candidates(tables(), weights(), test_ids()))
    save_result(work / terms_data.DECODED, rows)
    print(f"{len(rows)} candidates")


def expansions(rows: list[Candidate]) -> dict[str, str]:
    """Each English abbreviation's most frequent name, if seen at least twice and in at least 40 % of the cases."""
    names: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        if row.en and row.abbr:
            names[squeeze(row.abbr)][" ".join(row.en.split())] += 1
    found = {}
    for abbr, counter in names.items():
        top, count = Counter(map(squeeze, counter.elements())).most_common(1)[0]
        if count >= 2 and count / counter.total() >= 0.4:
            found[abbr] = next(n for n, _ in counter.most_common() if squeeze(n) == top)
    return found


class Pairs:
    """Distinct (gloss words, window) pairs as integers: word ids, token ids (-1 for a gap), row numbers."""

    def __init__(self, rows: list[Candidate], known: dict[str, str]) -> None:
        self.english_index: dict[str, int] = {}
        self.thai_index: dict[str, int] = {}
        self.rows: list[tuple[list[int], list[int], list[int]]] = []
        seen: dict[tuple[tuple[str, ...], tuple[int, ...]], int] = {}
        for number, row in enumerate(rows):
            if row.kind == "person":
                continue
            words = gloss_words(row.en, row.abbr, known)
            tokens = [self.token(n, k) for n, k in zip(row.norms, row.kinds, strict=True)]
            spaces = sum(k == "space" for k in row.kinds[-20:])
            tokens = tokens[-int(4 + 2.6 * max(len(words), 4 if row.en is None else 1)) - spaces :]
            at = seen.setdefault((words, tuple(tokens)), len(self.rows))
            if at == len(self.rows):
                self.rows.append(([self.english_index.setdefault(w, len(self.english_index)) for w in words], tokens, []))
            self.rows[at][2].append(number)

    def token(self, norm: str, kind: str) -> int:
        """The id of a token's unit; -1 for a gap."""
        if kind in GAP_KINDS:
            return -1
        key = unit(norm) if kind == "thai" else norm.casefold()
        return self.thai_index.setdefault(key, len(self.thai_index))


def ibm_model_1(pairs: Pairs, spans: list[list[int]], rounds: int = 5) -> tuple[Table, np.ndarray]:
    """IBM Model 1, p(Thai unit | English word), with a null word that follows the background frequencies, also returned."""
    cells = [(words, t) for (words, _, _), span in zip(pairs.rows, spans, strict=True) for t in span if t >= 0]
    tokens = np.array([t for _, t in cells], dtype=np.int64)
    number = np.array([len(words) for words, _ in cells])
    group = np.repeat(np.arange(len(cells)), number)
    e = np.array([word for words, _ in cells for word in words], dtype=np.int64)
    width = len(pairs.thai_index)
    background = np.bincount(tokens, minlength=width).astype(float)
    background = (background + 0.5) / (background.sum() + 0.5 * width)
    keys, inverse = np.unique(e * width + tokens[group], return_inverse=True)
    of_e = keys // width
    table = np.full(len(keys), 1.0 / width) * 50
    null = NULL_WEIGHT * background[tokens]
    for _ in range(rounds):
        weight = table[inverse] / number[group]
        share = weight / (np.bincount(group, weight, minlength=len(cells)) + null)[group]
        counts = np.bincount(inverse, share, minlength=len(keys))
        table = counts / (np.bincount(of_e, counts)[of_e] + 0.5)
    used = (table > 0.004) & (counts > 0.35)
    return {divmod(k, width): p for k, p in zip(keys[used].tolist(), table[used].tolist(), strict=True)}, background


def best_suffixes(pairs: Pairs, table: Table, background: np.ndarray) -> list[list[int]]:
    """The spans of the first round: the suffix of each window with the highest sum of log-ratios."""
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


def from_alignment(pairs: Pairs) -> tuple[Table, np.ndarray, dict[int, int]]:
    """The first round, without a ranker: table, background, and the length of each row's span."""
    table, background = ibm_model_1(pairs, [tokens for _, tokens, _ in pairs.rows])
    for _ in range(2):
        spans = best_suffixes(pairs, table, background)
        table, background = ibm_model_1(pairs, spans)
    return table, background, {n: len(span) for (*_, rows), span in zip(pairs.rows, spans, strict=True) for n in rows if span}


def from_decoded(pairs: Pairs, rows: list[Candidate]) -> tuple[Table, np.ndarray, dict[int, int]]:
    """Later rounds, like :func:`from_alignment` but from decoded starts; a pair's span has its candidates' most frequent length."""
    sizes = {n: len(row.norms) - row.start for n, row in enumerate(rows)}
    votes = [Counter(min(sizes[n], len(tokens)) for n in numbers) for _, tokens, numbers in pairs.rows]
    spans = [tokens[-some.most_common(1)[0][0] :] for (_, tokens, _), some in zip(pairs.rows, votes, strict=True)]
    return *ibm_model_1(pairs, spans), sizes


def log_odds(one: Counter[str], other: Counter[str], min_count: int = 4) -> dict[str, int]:
    """Smoothed log-odds, in tenths, of tokens seen at least ``min_count`` times."""
    a, b = sum(one.values()), sum(other.values())
    return {
        k: round(TENTHS * max(-5.0, min(5.0, math.log((one[k] + 0.5) / a) - math.log((other[k] + 0.5) / b))))
        for k in {**one, **other}
        if one[k] + other[k] >= min_count
    }


def forms_by_variety(windows: list[tuple[str, ...]], before: dict[str, int]) -> dict[str, int]:
    """Forms of a frequent gloss: suffixes shared by many articles whose left neighbours differ.

    Each window runs right to left. A suffix is a form if more than a third of its left neighbours are rare, the start of the
    window, or a word that usually precedes a term (unless nearly every neighbour is that word); otherwise it is extended by
    its frequent neighbours.
    """
    found: dict[str, int] = {}

    def follow(group: list[tuple[str, ...]], depth: int) -> None:
        following = Counter(w[depth] if depth < len(w) else "^" for w in group)
        size = len(group)
        min_count = max(3, FREQUENT_SHARE * size)

        def outside(token: str, count: int) -> bool:
            usual = before.get(token, 0) >= MIN_BEFORE_ODDS and count < USUAL_SHARE * size
            return token == "^" or count < min_count or usual  # noqa: S105  no password

        inside = [t for t, c in following.items() if not outside(t, c)]
        beyond = sum(c for t, c in following.items() if t not in inside)
        if depth and (beyond / size >= OUTSIDE_SHARE or not inside or depth > 40):
            found["".join(reversed(group[0][:depth]))] = size
            return
        for token in inside if depth else [t for t, c in following.items() if c >= min_count and t != "^"]:
            follow([w for w in group if depth < len(w) and w[depth] == token], depth + 1)

    follow(windows, 0)
    return {form: n for form, n in found.items() if n >= max(3, 0.1 * len(windows)) and 2 < len(form) < 120}


class Boundaries:
    """Counts of the tokens before, at the start of and inside terms, also by English word, and of the forms of each gloss."""

    def __init__(self, known: dict[str, str]) -> None:
        self.known = known
        self.before: Counter[str] = Counter()
        self.first: Counter[str] = Counter()
        self.inside: Counter[str] = Counter()
        self.kept: Counter[tuple[str, str]] = Counter()
        self.left: Counter[tuple[str, str]] = Counter()
        self.forms: dict[str, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
        self._seen: set[tuple[str, str, str]] = set()

    def add(self, row: Candidate, size: int) -> None:
        """Count one candidate whose term is its last ``size`` tokens; the same term after the same word counts once."""
        start = len(row.norms) - size
        form = "".join(row.norms[start:])
        if 2 < len(form) < 160:
            self.forms[row.gloss][squeeze(form)].add(row.article)
        p = next((p for p in range(start - 1, -1, -1) if row.kinds[p] != "space"), None)
        previous = "^" if p is None else row.norms[p]
        key = (row.gloss, squeeze(form), previous)
        if key in self._seen:
            return
        self._seen.add(key)
        first = row.norms[start]
        self.before[previous] += 1
        self.first[first] += 1
        self.inside.update(n for n, k in zip(row.norms[start + 1 :], row.kinds[start + 1 :], strict=True) if k != "space")
        for word in (*gloss_words(row.en, row.abbr, self.known), "*"):
            self.kept[first, word] += 1
            self.left[previous, word] += 1

    def heads(self) -> Ranks:
        """Log-odds, in tenths, of a token beginning a term against preceding one, for each English word in its gloss."""
        found: Ranks = defaultdict(dict)
        for pair in sorted({*self.kept, *self.left}, key="\t".join):
            if self.kept[pair] + self.left[pair] >= 4:
                found[pair[0]][pair[1]] = round(TENTHS * math.log((self.kept[pair] + 0.4) / (self.left[pair] + 0.4)))
        return found


def reversed_words(row: Candidate) -> tuple[str, ...]:
    """The words of a window from right to left."""
    tokens = zip(reversed(row.norms), reversed(row.kinds), strict=True)
    return tuple(token.casefold() for token, kind in tokens if kind != "space" and token not in QUOTES)


def forms_of(rows: list[Candidate], counted: Boundaries, before: dict[str, int]) -> Ranks:
    """The most frequent Thai forms of each gloss."""
    windows: dict[str, dict[int, tuple[str, ...]]] = defaultdict(dict)
    for row in rows:
        windows[row.gloss].setdefault(row.article, reversed_words(row))
    found: Ranks = {}
    for gloss, counter in counted.forms.items():
        distinct = list(dict.fromkeys(windows[gloss].values()))
        varied = forms_by_variety(distinct, before) if len(distinct) >= 4 else {}
        if varied:
            found[gloss] = dict(sorted(varied.items(), key=lambda x: -x[1])[:4])
        elif len(windows[gloss]) >= 2:
            top = sorted(((f, len(a)) for f, a in counter.items()), key=lambda x: (-x[1], x[0]))[:4]
            found[gloss] = {f: n for f, n in top if n >= 2 or n == top[0][1]}
    return dict(sorted(found.items()))


def alignment(pairs: Pairs, table: Table, background: np.ndarray) -> Ranks:
    """Thai units of each English word, by log-ratio in tenths."""
    words, units = list(pairs.english_index), list(pairs.thai_index)
    found: Ranks = defaultdict(dict)
    for (e, t), p in table.items():
        value = round(TENTHS * math.log(p / background[t]))
        if value > 3:
            found[words[e]][units[t]] = min(value, 60)
    return {e: dict(sorted(row.items())) for e, row in sorted(found.items())}


def votes(rows: Sequence[Candidate]) -> dict[int, float]:
    """Sums of the decoded probabilities by gloss and Thai form, of glosses with several; equal contexts count once."""
    sums: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    seen = set()
    for row in rows:
        if row.p is None or (row.gloss, tuple(row.norms[-12:])) in seen:
            continue
        seen.add((row.gloss, tuple(row.norms[-12:])))
        sides = row.window.sides()
        for at, chance in zip(row.possible, row.p.tolist(), strict=True):
            for gloss in filter(None, {row.en, row.abbr}) if chance > MIN_VOTE else ():
                sums[squeeze(gloss)][vote_key(gloss, sides[at])] += chance
    return {key: n for forms in sums.values() if len(forms) > 1 for key, n in forms.items() if n > MIN_VOTES}


def write_statistics(rows: Sequence[Candidate], out: Path, skip: set[int]) -> None:
    """Estimate the statistics from the candidates, without the skipped articles, and write them."""
    rows = [row for row in rows if row.article not in skip]
    known = expansions(rows)
    pairs = Pairs(rows, known)
    table, background, sizes = from_alignment(pairs) if rows[0].p is None else from_decoded(pairs, rows)
    counted = Boundaries(known)
    for number in sorted(sizes):
        counted.add(rows[number], sizes[number])
    before = log_odds(counted.before, counted.inside)
    ballots = votes(rows)
    arrays = {
        **Rows.arrays("alignment", alignment(pairs, table, background)),
        **Rows.arrays("odds", {"before": before, "first": log_odds(counted.first, counted.inside)}),
        **Rows.arrays("heads", counted.heads()),
        **Rows.arrays("forms", forms_of(rows, counted, before)),
        **Hashed.arrays("votes", np.array([*ballots], np.uint32), np.array([*ballots.values()], np.float16)),
        "abbreviations": sorted(known),
        "names": [known[abbreviation] for abbreviation in sorted(known)],
    }
    artifact.write(out, "lookup", "training/mine_terms.py", arrays)
    print({k: len(v) for k, v in arrays.items()}, out.stat().st_size)


def estimate(work: Path, decoded: Annotated[bool, Option(help="count the starts that a ranking decoded")] = False) -> None:
    """Write the statistics."""
    write_statistics(load_result(work / (terms_data.DECODED if decoded else terms_data.GATHERED)), STATISTICS, test_ids())


def halves(work: Path) -> None:
    """Decode and count with a ranker trained on each half: `training.terms` looks up the other half's statistics of a label.

    Labelled articles of the ranker's own half have their labels instead of its predictions; those of the other are skipped.
    """
    for number in range(terms_data.HALVES):
        place = terms_data.half_folder(work, number)
        place.mkdir(parents=True, exist_ok=True)
        own, others = ([row for row in labels() if (half(row["id"]) == number) is mine] for mine in (True, False))
        skip = test_ids() | {row["id"] for row in others}
        data = examples(own, texts({row["id"] for row in own}), terms_data.shipped_lookup())
        scale = scale_of(data)
        learned = Weights(start=start_model(fit(data, scale), scale))
        write_statistics(list(decoded_candidates(tables(), learned, skip)), place / MINED, skip)


if __name__ == "__main__":
    run(gather, decode, estimate, halves)
