"""Train the named-entity model from ../shared/data, and from data/annotations joined with ../shared/corpus.

    python -m training.ner                       # writes src/newsextract/data/models/th_ner.npz, and two halves in build/halves
    python -m training.ner --thainer             # trains and scores on ThaiNER's own split instead

A first model is trained on the leads alone; it decides which forms in the articles annotated whole are names where the guides
leave that open (mentions.py). Then the articles annotated whole are added: all of them for the shipped model, and one half for
each of two others, which tag the other half when the layers above are trained.

Needs python-crfsuite; runs on one core in a quarter of an hour. The models are decoded in numpy. The same data give the same
weights up to the machine's floating-point rounding.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, NamedTuple

from typer import Option

from newsextract.layers.names import features
from newsextract.layers.names.crf import Crf
from newsextract.layers.names.spans import Span, decode, encode, follows
from newsextract.models import artifact, tagger
from newsextract.thai.tokens import tokenize
from training.mentions import mentions
from training.readings import half_of, readings
from training.shared import ANNOTATIONS, HALVES, MODELS, SHARED, corpus, lines, run

#: python-crfsuite: L1 and L2 penalties and L-BFGS iterations, chosen by cross-validation on govnews
SETTINGS = {"c1": 0.03, "c2": 0.1, "max_iterations": 100, "feature.possible_transitions": True}
#: weight added to labels that begin a span: in the model trained on leads alone, which misses more names than it invents, and
#: in the models also trained on the articles annotated whole (0.25 to 0.75 differ by .002 of F1)
LEADS_ENTRY_WEIGHT, ENTRY_WEIGHT = 0.75, 0.25
TYPES = ("PERSON", "ORGANIZATION", "LOCATION", "FACILITY", "EVENT")
_MARK = re.compile(r"\[(/?)([A-Z]+)\]")


class Lead(NamedTuple):
    """A text with all its entities."""

    id: str
    text: str
    spans: list[Span]


def govnews() -> list[Lead]:
    """The 508 annotated leads of ../shared/data."""
    rows = lines(SHARED / "data/govnews/train.jsonl")
    return [Lead(f"g{r['id']}", r["text"], [Span(e["start"], e["end"], e["type"]) for e in r["entities"]]) for r in rows]


def annotated(*drawn: str) -> list[Lead]:
    """The articles of data/annotations/entities.jsonl sampled in the given ways, with their text from ../shared/corpus.

    ``random`` and ``uncertain`` ones are for training, ``test`` ones for evaluation only.
    """
    rows = {row["id"]: row for row in lines(ANNOTATIONS / "entities.jsonl") if row["drawn"] in drawn}
    found = []
    for article in corpus(rows):
        row = rows[article["id"]]
        start, end = row["window"]
        spans = [Span(s - start, e - start, kind) for s, e, kind in row["entities"]]
        found.append(Lead(f"a{row['id']}", article["text"][start:end], spans))
    return sorted(found)


def thainer(name: str) -> list[Lead]:
    """Sentences of ThaiNER's ``train.txt`` or ``test.txt``; DATE, TIME, URL and the like are not entities here."""
    found = []
    for number, raw in enumerate((SHARED / "data/thainer" / name).read_text(encoding="utf-8-sig").splitlines()):
        text, spans, start, last = "", [], 0, 0
        for match in _MARK.finditer(raw):
            text += raw[last : match.start()]
            last = match.end()
            if not match[1]:
                start = len(text)
            elif match[2] in TYPES and start < len(text):
                spans.append(Span(start, len(text), match[2]))  # type: ignore[arg-type]
        found.append(Lead(f"t{number}", text + raw[last:], spans))
    return found


def train(leads: Iterable[Lead], out: Path, entry: float = LEADS_ENTRY_WEIGHT) -> None:
    """Train and write the model; ``entry`` is added to the weight of labels that begin a span."""
    import pycrfsuite

    trainer = pycrfsuite.Trainer(verbose=False)
    for lead in leads:
        for line in features.lines(lead.text, tokenize(lead.text)):
            trainer.append(features.attributes(line), encode(line, lead.spans))
    trainer.set_params(SETTINGS)
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "model.crfsuite")
        trainer.train(path)
        learnt = pycrfsuite.Tagger()
        learnt.open(path)
        info = learnt.info()
        labels = sorted(learnt.labels(), key=lambda label: (label != "O", label))
    base = [entry if label[0] in "BS" else 0.0 for label in labels]
    arrays = tagger.arrays(labels, dict(info.state_features), dict(info.transitions), base, follows)
    artifact.write(out, "tagger", "training/ner.py", arrays)


def read(path: Path) -> Crf:
    """Read a model written by :func:`train`."""
    return Crf(artifact.read(path, "tagger"))


def tagged(model: Crf, text: str) -> list[Span]:
    """The spans that a model finds, without the layer's rules."""
    lines = features.lines(text, tokenize(text))
    return [span for line, labels in zip(lines, model.tag(lines), strict=True) for span in decode(line, labels)]


def f1(leads: Iterable[Lead], model: Crf, types: Iterable[str]) -> float:
    """F1 of a model on exact spans, without the layer's rules."""
    hit = total = 0
    for lead in leads:
        want, got = ({span for span in some if span.type in types} for some in (lead.spans, tagged(model, lead.text)))
        hit += len(want & got)
        total += len(want) + len(got)
    return 2 * hit / total if total else 0.0


def main(
    thainer: Annotated[bool, Option("--thainer", help="train and score on ThaiNER's own split; writes nothing")] = False,
) -> None:
    """Train."""
    if thainer:
        score_thainer()
        return
    chosen = govnews() + annotated("random", "uncertain")
    HALVES.mkdir(parents=True, exist_ok=True)
    first = HALVES / "th_ner_leads.npz"
    train(chosen, first)
    whole = [
        (reading.id, Lead(f"f{reading.id}", reading.article.text, mentions(reading)))
        for reading in readings(until="names", names=read(first))
    ]
    for half in (0, 1):
        train(chosen + [lead for number, lead in whole if half_of(number) != half], HALVES / f"th_ner_{half}.npz", ENTRY_WEIGHT)
    out = MODELS / "th_ner.npz"
    train(chosen + [lead for _, lead in whole], out, ENTRY_WEIGHT)
    names = sum(len(lead.spans) for _, lead in whole)
    print(f"{out.name}: {len(chosen)} leads, {len(whole)} articles with {names:,} names, {out.stat().st_size:,} bytes")


def score_thainer() -> None:
    """Train and score on ThaiNER's own split."""
    with tempfile.TemporaryDirectory() as folder:
        train(thainer("train.txt"), Path(folder) / "thainer.npz")
        model = read(Path(folder) / "thainer.npz")
    print(f"ThaiNER test, PER/ORG/LOC exact F1 {f1(thainer('test.txt'), model, TYPES[:3]):.4f}")


if __name__ == "__main__":
    run(main)
