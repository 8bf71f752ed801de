"""Draw samples for annotators: predictions to judge, glosses to label.

    python scripts/draw.py dates --seed 1 --exclude seen.jsonl [--number 300] [--out DRAWN.jsonl]
    python scripts/draw.py pairs OUT.jsonl [--number 150] [--seed 20261124]
    python scripts/draw.py glosses OUT.jsonl --number 300 --seed 20261201

Dates and pairs are predictions to judge, at most two per article, from articles that nobody annotated. Glosses are for
evaluation and do not depend on the rankings or on what the rules find: brackets with Latin letters or an abbreviation, and the
rules' other shapes.
"""

from __future__ import annotations

import heapq
import random
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Annotated

from typer import Option

from common import Row, published
from newsextract.layers.terms import search as search_terms
from newsextract.layers.terms.candidates import find_candidates, nested
from newsextract.layers.terms.tables import squeeze
from newsextract.layers.times import search as search_times
from training.shared import ARTICLES, corpus, ids_in, run, write_lines
from training.terms_data import annotated_ids

_STAMP = re.compile(r"\s*\d\d/\d\d/25\d\d")
#: characters of context around a prediction, right of a gloss, and left of a candidate gloss
AROUND, CONTEXT, LEFT = 150, 60, 300
#: a bracket that may hold a gloss: with two Latin letters, or a Thai abbreviation
GLOSS = re.compile(r"[(\[]\s*(?:[^()\[\]\n]*[A-Za-z]{2}[^()\[\]\n]*(?:\([^()\n]*\)\s*)?|(?:[\u0e01-\u0e2e]{1,4}\.\s?)+)[)\]]")

Number = Annotated[int, Option(help="rows to draw")]


# dates


def predictions(article: Row, seed: int) -> list[Row]:
    """At most two of an article's times, with context; the page's own date stamp is skipped."""
    text, header = article["text"], published(article["text"])
    if header is None:
        return []
    day, body = header
    stamp = _STAMP.match(text, body)
    first = stamp.end() if stamp else body
    times = [t for t in search_times(text[body:], day) if t.start + body >= first]
    found = []
    for time in random.Random(f"{seed}/{article['id']}").sample(times, min(2, len(times))):
        start, end = time.start + body, time.end + body
        row = {"article_id": article["id"], "published": day.isoformat(), "start": start, "end": end}
        row |= time.model_dump(exclude={"start", "end"})
        row |= {"before": text[max(0, start - AROUND) : start], "after": text[end : end + AROUND]}
        found.append(row | {"lead": text[body : body + AROUND]})
    return found


def draw_dates(number: int, seed: int, skip: set[int]) -> list[Row]:
    """Draw predictions; an article's rank depends only on the seed and its id, so skipping more articles changes no other's rank."""
    unseen = (article for article in corpus() if article["id"] not in skip)
    chosen = heapq.nsmallest(number, unseen, key=lambda article: random.Random(f"{seed}:{article['id']}").random())
    return [row for article in chosen for row in predictions(article, seed)][:number]


def dates(
    seed: Annotated[int, Option()],
    number: Number = 300,
    exclude: Annotated[
        list[Path] | None, Option(help="JSON Lines with articles already read; repeat for several files")
    ] = None,
    out: Annotated[Path | None, Option(help="write JSON Lines here in the place of printing")] = None,
) -> None:
    """Draw predictions of the dates layer."""
    rows = draw_dates(number, seed, ids_in(exclude or ()))
    if out:
        write_lines(out, rows)
        return
    for k, row in enumerate(rows, 1):
        meaning = [row["kind"], row["value"], row["end_value"], row["values"], row["basis"], *row["flags"]]
        print(f"{k}. {row['article_id']} published {row['published']}", *filter(None, meaning))
        print("    " + f"{row['before']}⟦{row['text']}⟧{row['after']}".replace("\n", "⏎"))


# terms


def drawn(share: float, dice: random.Random) -> Iterator[Row]:
    """A share of the articles without annotations, in random order."""
    skip = annotated_ids()
    taken = [row for row in corpus() if dice.random() < share]
    dice.shuffle(taken)
    return (row for row in taken if row["id"] not in skip)


def pairs_of(row: Row, dice: random.Random) -> list[Row]:
    """At most two predicted pairs of an article."""
    text, found = row["text"], []
    terms = [(t, t.th, t.en or t.abbr) for t in search_terms(text) if t.known_from == "article"]
    near = [(t, th, other) for t, th, other in terms if th and other and -80 < other.start - th.end < 14]
    for term, th, other in dice.sample(near, min(2, len(near))):
        pair = {"id": row["id"], "th_start": th.start, "th_end": th.end, "th": th.text}
        pair |= {side: mention.text if mention else None for side, mention in (("en", term.en), ("abbr", term.abbr))}
        left, right = text[max(0, th.start - CONTEXT) : th.start], text[th.end : other.end + 12]
        found.append(pair | {"posterior": term.posterior, "left": left, "right": right})
    return found


def all_glosses(row: Row) -> Iterator[tuple[int, int]]:
    """Yield the spans of everything in an article that may be a gloss."""
    spans = {m.span() for m in GLOSS.finditer(row["text"])}
    found = ((c.start, c.end) for c in find_candidates(row["text"]))
    spans |= {(a, b) for a, b in found if not any(a < d and c < b for c, d in spans)}
    outer = sorted(nested(row["text"]))
    yield from sorted((a, b) for a, b in spans if not any(c < a and b < d for c, d in outer))


def glosses_once(rows: Iterable[Row]) -> Iterator[Row]:
    """Yield the glosses of articles with the text left and right of them, each gloss once."""
    seen = set()
    for row in rows:
        text = row["text"]
        for start, end in all_glosses(row):
            gloss = squeeze(text[start:end])
            if gloss not in seen:
                seen.add(gloss)
                shown = {"id": row["id"], "cand_start": start, "cand_end": end, "left": text[max(0, start - LEFT) : start]}
                yield shown | {"cand": text[start:end], "right": text[end : end + CONTEXT]}


def pairs(out: Path, number: Number = 150, seed: int = 20261124) -> None:
    """Draw predicted pairs of the terms layer."""
    dice = random.Random(seed)
    found = (pair for row in drawn(3 * number / ARTICLES, dice) for pair in pairs_of(row, dice))
    write_lines(out, list(islice(found, number)))


def glosses(out: Path, number: Number = 150, seed: int = 20261124) -> None:
    """Draw glosses for evaluation, from a pool three times as large."""
    dice = random.Random(seed)
    found = list(glosses_once(drawn(3 * number / ARTICLES, dice)))
    dice.shuffle(found)
    write_lines(out, found[:number])


if __name__ == "__main__":
    run(dates, pairs, glosses)
