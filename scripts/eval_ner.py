"""Evaluate the named-entity recogniser on held-out articles, and write the tables of docs/methods.md.

    python scripts/eval_ner.py                 # held-out scores, confusion table, error types, people: about five minutes
    python scripts/eval_ner.py --curve         # also the learning curve: four more trainings
    python scripts/eval_ner.py --curve --write # also put the tables into docs/methods.md

The held-out articles are the random sample of data/annotations; training uses ../shared/data/govnews and the annotated
articles that an earlier model was uncertain about. The shipped model is trained on the random sample, too; if some of its
articles are marked ``test``, the shipped weights are evaluated on them.
"""

from __future__ import annotations

import importlib
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter
from pathlib import Path
from random import Random
from typing import Annotated, Any

from typer import Option

from common import Row, put, table
from newsextract.layers import referents
from newsextract.layers.findings import Findings
from newsextract.layers.names import canonical, crf
from newsextract.layers.names.crf import Crf
from newsextract.layers.names.spans import Span
from newsextract.layers.names.titles import split as without_title
from newsextract.page import Article
from training import ner
from training.ner import TYPES, Lead
from training.shared import ANNOTATIONS, MODELS, lines, run

#: the module, not the function of the same name
layer = importlib.import_module("newsextract.layers.names.find")

MAIN = TYPES[:3]
SIZES, SEED = (75, 150, 300, 508), 20261124
#: labels of spaCy's English models → ours
SPACY = {"PERSON": "PERSON", "ORG": "ORGANIZATION", "GPE": "LOCATION", "LOC": "LOCATION", "FAC": "FACILITY", "EVENT": "EVENT"}
#: annotated and found spans of each article
Pairs = Sequence[tuple[list[Span], list[Span]]]


def trained(leads: Sequence[Lead]) -> Crf:
    """Train a model on these articles."""
    with tempfile.TemporaryDirectory() as folder:
        ner.train(leads, Path(folder) / "model.npz")
        return ner.read(Path(folder) / "model.npz")


def split() -> tuple[list[Lead], list[Lead]]:
    """The held-out articles, drawn at random, and all others for training, the leads first."""
    return ner.annotated("random", "test"), ner.govnews() + ner.annotated("uncertain")


def read(leads: Iterable[Lead], model: Crf) -> Pairs:
    """Annotated spans and spans found by the whole layer (model, consistency, repairs), per article."""
    crf.model = lambda: model  # type: ignore[assignment]
    return [(lead.spans, layer.spans(lead.text)) for lead in leads]


def touch(one: Span, other: Span) -> bool:
    """Whether two spans share characters."""
    return one.start < other.end and other.start < one.end


def scores(pairs: Pairs, types: Iterable[str]) -> tuple[float, float, float, float]:
    """Exact precision, recall and F1, and overlap F1."""
    hit = near = gold = got = 0
    for both in pairs:
        wanted, left = ([span for span in spans if span.type in types] for spans in both)
        gold, got = gold + len(wanted), got + len(left)
        hit += len(set(wanted) & set(left))
        for span in wanted:
            match = next((s for s in left if s.type == span.type and touch(s, span)), None)
            if match:
                left.remove(match)
                near += 1
    one, two, both_ = max(got, 1), max(gold, 1), max(gold + got, 1)
    return hit / one, hit / two, 2 * hit / both_, 2 * near / both_


def by_type(pairs: Pairs) -> str:
    """Table of scores by type."""
    rows = []
    for name, types in (("PER/ORG/LOC", MAIN), ("all five", TYPES), *((kind, (kind,)) for kind in TYPES)):
        count = sum(span.type in types for want, _ in pairs for span in want)
        rows.append((name, count, *scores(pairs, types)))
    return table("types | annotated | precision | recall | exact F1 | overlap F1", rows)


def confusion(pairs: Pairs) -> str:
    """Confusion table: each annotated span against the found span that overlaps it most, or none."""
    cells: Counter[tuple[str, str]] = Counter()
    for want, found in pairs:
        for span in want:
            touching = [s for s in found if touch(s, span)]
            best = max(touching, key=lambda s: min(s.end, span.end) - max(s.start, span.start), default=None)
            cells[span.type, best.type if best else "none"] += 1
        cells.update(("none", span.type) for span in found if not any(touch(s, span) for s in want))
    columns = (*TYPES, "none")
    return table("annotated \\ found | " + " | ".join(columns), [(r, *(cells[r, c] for c in columns)) for r in columns])


def errors(pairs: Pairs, texts: Sequence[str]) -> Iterator[str]:
    """Yield the kind of error of each annotated span not found exactly, and of each span found where none is annotated."""
    for (want, found), text in zip(pairs, texts, strict=True):
        for span in set(want) - set(found):
            yield f"{span.type}: {_error(span, [s for s in found if touch(s, span)], text[span.start : span.end])}"
        for span in set(found) - set(want):
            if not any(touch(s, span) for s in want):
                yield f"{span.type}: found where nothing is annotated"


def _error(span: Span, touching: Sequence[Span], surface: str) -> str:
    if not touching:
        ending = "abbreviation" if surface.rstrip().endswith(".") else "Thai"
        return f"missed, {'Latin letters' if surface[:1].isascii() else ending}"
    if len(touching) > 1:
        return "split into several"
    [other] = touching
    if other.type != span.type:
        same = (other.start, other.end) == (span.start, span.end)
        return f"{'taken for' if same else 'inside or across'} {other.type}"
    begins = {-1: "begins early", 1: "begins late"}.get((other.start > span.start) - (other.start < span.start))
    ends = {-1: "ends early", 1: "ends late"}.get((other.end > span.end) - (other.end < span.end))
    return " and ".join(part for part in (begins, ends) if part)


def english(pairs: Pairs, texts: Sequence[str]) -> Iterator[str]:
    """Yield scores on the English articles only, and those of an installed ``en_core_web_*`` model."""
    import spacy
    from spacy.util import get_installed_models

    chosen = [i for i, text in enumerate(texts) if 2 * sum(c.isascii() and c.isalpha() for c in text) > len(text)]
    yield f"## English\n\n{len(chosen)} of the held-out articles.\n\n{by_type([pairs[i] for i in chosen])}"
    names = [name for name in get_installed_models() if name.startswith("en_core_web")]
    if names:
        nlp = spacy.load(names[0])
        found = [(pairs[i][0], spacy_spans(nlp(texts[i]))) for i in chosen]
        yield f"{names[0]} on the same articles:\n\n{by_type(found)}"


def spacy_spans(doc: Any) -> list[Span]:
    """The entities of an English spaCy document, with our types."""
    return [Span(e.start_char, e.end_char, SPACY[e.label_]) for e in doc.ents if e.label_ in SPACY]  # type: ignore[arg-type]


def persons(held: Sequence[Lead], pairs: Pairs, rows: dict[str, Row]) -> str:
    """Score people and their offices: names must match without title and whitespace, offices without whitespace."""
    hit, right, annotated, extra = 0, 0, 0, 0
    for lead, (_, spans) in zip(held, pairs, strict=True):
        row = rows[lead.id]
        ends = [[at - row["window"][0] for at in person] for person in row["people"]]
        want = {_bare(lead.text[a:b]): _bare(lead.text[slice(*office)] if office else "") for a, b, *office in ends}
        findings = Findings(entities=canonical.entities(spans, lead.text))
        found = filter(attrgetter("is_named_person"), referents.find(Article.of(lead.text), findings).items)
        got = {_bare(without_title(person.name)[1]): _bare(person.role or "") for person in found}
        annotated, extra = annotated + len(want), extra + len(set(got) - set(want))
        hit += len(set(want) & set(got))
        right += sum(got.get(name) == role for name, role in want.items())
    figures = [(annotated, 2 * hit / (annotated + hit + extra), right / hit, right / annotated)]
    return table("persons | found (F1) | office exactly as annotated, of those found | of all", figures)


def _bare(text: str) -> str:
    return "".join(text.replace("\u200b", "").split()).casefold()


def report(*, curve: bool) -> Iterator[str]:
    """Yield every table with its heading."""
    rows = {f"a{row['id']}": row for row in lines(ANNOTATIONS / "entities.jsonl")}
    held, others = split()
    pairs, texts = read(held, trained(others)), [lead.text for lead in held]
    about = f"{len(held)} articles drawn at random; trained on {len(others)} others."
    yield f"## Held-out articles\n\n{about}\n\n{by_type(pairs)}"
    yield from english(pairs, texts)
    yield f"## People\n\n{persons(held, pairs, rows)}"
    test = [lead for lead in held if rows[lead.id]["drawn"] == "test"]
    if test:
        found = read(test, ner.read(MODELS / "th_ner.npz"))
        yield f"## The shipped weights\n\nOn the {len(test)} of these articles that are in no weights.\n\n{by_type(found)}"
        yield persons(test, found, rows)
    about = "Each annotated span (row) beside the span found on most of its characters (column)."
    yield f"## Confusion\n\n{about}\n\n{confusion(pairs)}"
    worst = Counter(errors(pairs, texts)).most_common(20)
    yield f"## The twenty worst error kinds\n\n{table('kind | count', worst)}"
    if curve:
        head = "trained on | PER/ORG/LOC exact | all five exact | all five overlap"
        yield f"## Learning curve\n\n{table(head, learning(held, others))}"


def learning(held: Sequence[Lead], others: Sequence[Lead]) -> Iterator[tuple[Any, ...]]:
    """Yield scores of models trained on parts of the leads, on all of them, and also on the uncertain articles."""
    leads = [lead for lead in others if lead.id.startswith("g")]
    shuffled = list(leads)
    Random(SEED).shuffle(shuffled)
    runs = [(f"{size} leads", shuffled[:size]) for size in SIZES]
    runs.append((f"{len(leads)} leads and the {len(others) - len(leads)} uncertain articles", list(others)))
    for name, chosen in runs:
        pairs = read(held, trained(chosen))
        yield name, scores(pairs, MAIN)[2], *scores(pairs, TYPES)[2:]


def main(
    curve: Annotated[bool, Option("--curve", help="train on parts of the data too")] = False,
    write: Annotated[bool, Option("--write", help="put the tables into docs/methods.md")] = False,
) -> None:
    """Measure."""
    parts = []
    for part in report(curve=curve):
        parts.append(part)
        print(part, end="\n\n", flush=True)
    if write:
        put("docs/methods.md", "names", "\n\n".join(parts).replace("## ", "#### "))


if __name__ == "__main__":
    run(main)
