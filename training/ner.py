"""Train the named-entity model from ../shared/data, and from data/annotations joined with ../shared/corpus.

    python -m training.ner                       # writes src/newsextract/data/models/th_ner.npz
    python -m training.ner --out other.npz --leads 150
    python -m training.ner --thainer             # trains and scores on ThaiNER's own split instead

Needs python-crfsuite; runs on one core in two or three minutes. There is no random choice in it but the order of the articles
for ``--leads``, which is seeded; the same data give the same weights up to the rounding of the machine's own arithmetic.
"""

from __future__ import annotations

import argparse
import re
import tempfile
from collections.abc import Iterable
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from newsextract.layers.names import features
from newsextract.layers.names.crf import Crf
from newsextract.layers.names.spans import Span, decode, encode, follows
from newsextract.models import artifact, tagger
from newsextract.thai.tokens import tokenize
from training.shared import MODELS, ROOT, SHARED, corpus, lines

SEED = 20261124
#: python-crfsuite: L1 and L2 penalties and L-BFGS iterations, chosen by cross-validation on govnews
SETTINGS = {"c1": 0.03, "c2": 0.1, "max_iterations": 100, "feature.possible_transitions": True}
#: weight added to labels that begin a span: the bare model misses more than it invents
ENTRY = 0.75


class Lead(NamedTuple):
    """A text with all its entities."""

    id: str
    text: str
    spans: list[Span]


def govnews() -> list[Lead]:
    """The 508 annotated leads of ../shared/data."""
    return [Lead(f"g{row['id']}", row["text"], _spans(row["entities"])) for row in lines(SHARED / "data/govnews/train.jsonl")]


def _spans(entities: Iterable[dict[str, Any]], shift: int = 0) -> list[Span]:
    return [Span(e["start"] - shift, e["end"] - shift, e["type"]) for e in entities]


def annotated(*drawn: str) -> list[Lead]:
    """The articles of data/annotations/entities.jsonl that were drawn so, whose text comes from ../shared/corpus.

    All ``random`` and ``uncertain`` ones are trained on; what is drawn as ``test`` would be measured on only.
    """
    rows = {row["id"]: row for row in lines(ROOT / "data/annotations/entities.jsonl") if row["drawn"] in drawn}
    found = []
    for article in corpus(rows):
        row = rows[article["id"]]
        start, end = row["window"]
        spans = [Span(s - start, e - start, kind) for s, e, kind in row["entities"]]
        found.append(Lead(f"a{row['id']}", article["text"][start:end], spans))
    return sorted(found)


def thainer(name: str) -> list[Lead]:
    """Sentences of ThaiNER's ``train.txt`` or ``test.txt``; DATE, TIME, URL and the like are not entities here."""
    mark = re.compile(r"\[(/?)([A-Z]+)\]")
    types = {"PERSON", "ORGANIZATION", "LOCATION", "FACILITY", "EVENT"}
    found = []
    for number, raw in enumerate((SHARED / "data/thainer" / name).read_text(encoding="utf-8-sig").splitlines()):
        text, spans, start, last = "", [], 0, 0
        for match in mark.finditer(raw):
            text += raw[last : match.start()]
            last = match.end()
            if not match[1]:
                start = len(text)
            elif match[2] in types and start < len(text):
                spans.append(Span(start, len(text), match[2]))  # type: ignore[arg-type]
        found.append(Lead(f"t{number}", text + raw[last:], spans))
    return found


def train(leads: Iterable[Lead], out: Path, settings: dict[str, Any] | None = None) -> None:
    """Train and write the model."""
    import pycrfsuite

    trainer = pycrfsuite.Trainer(verbose=False)
    for lead in leads:
        for line in features.lines(lead.text, tokenize(lead.text)):
            trainer.append(features.attributes(line), encode(line, lead.spans))
    trainer.set_params(settings or SETTINGS)
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "model.crfsuite")
        trainer.train(path)
        trained = pycrfsuite.Tagger()
        trained.open(path)
        info = trained.info()
        labels = sorted(trained.labels(), key=lambda label: (label != "O", label))
    base = [ENTRY if label[0] in "BS" else 0.0 for label in labels]
    arrays = tagger.arrays(labels, info.state_features, info.transitions, base, follows)
    artifact.write(out, "tagger", "training/ner.py", arrays)


def read(path: Path) -> Crf:
    """A model that was trained here."""
    return Crf(artifact.read(path, "tagger"))


def f1(leads: Iterable[Lead], model: Crf, types: set[str]) -> float:
    """Exact F1 of a bare model."""
    hit = total = 0
    for lead in leads:
        want = {span for span in lead.spans if span.type in types}
        lines = features.lines(lead.text, tokenize(lead.text))
        got = {
            span
            for line, labels in zip(lines, model.tag(lines), strict=True)
            for span in decode(line, labels)
            if span.type in types
        }
        hit += len(want & got)
        total += len(want) + len(got)
    return 2 * hit / total if total else 0.0


def main() -> int:
    """Train."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=MODELS / "th_ner.npz")
    parser.add_argument("--leads", type=int, help="train on so many leads only (for the learning curve)")
    parser.add_argument("--govnews-only", action="store_true", help="leave data/annotations out (to measure on them)")
    parser.add_argument("--thainer", action="store_true", help="train and score on ThaiNER's own split; writes nothing")
    args = parser.parse_args()
    if args.thainer:
        with tempfile.TemporaryDirectory() as folder:
            train(thainer("train.txt"), Path(folder) / "thainer.npz")
            model = read(Path(folder) / "thainer.npz")
        score = f1(thainer("test.txt"), model, {"PERSON", "ORGANIZATION", "LOCATION"})
        print(f"ThaiNER test, PER/ORG/LOC exact F1 {score:.4f}")
        return 0
    leads = govnews() + ([] if args.govnews_only else annotated("random", "uncertain"))
    if args.leads:
        Random(SEED).shuffle(leads)
        leads = leads[: args.leads]
    train(leads, args.out)
    print(f"{args.out.name}: {len(leads)} leads, {args.out.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
