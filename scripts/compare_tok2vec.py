"""Train spaCy's small neural tagger on the CRF's leads and compare their scores on the same held-out articles.

    python scripts/compare_tok2vec.py              # about seven minutes on one core; writes nothing

The tagger is spaCy's transition-based ``ner`` on a ``HashEmbedCNN`` (width 96, depth 4, no pretrained vectors), which reads the
CRF's tokens. Each is scored alone and with the layer's rules (repeats, plain cases, repairs). A tenth of the training leads is
held out to choose the network's best epoch; the CRF, which needs no such choice, trains on all of them.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

import spacy
from spacy.tokens import Doc
from spacy.training import Example, offsets_to_biluo_tags
from spacy.util import minibatch
from thinc.api import Config, fix_random_seed

import eval_ner
from common import table
from eval_ner import SEED
from newsextract.layers.names import features
from newsextract.layers.names.features import Line
from newsextract.layers.names.spans import encode
from newsextract.thai.tokens import tokenize
from training import ner
from training.ner import TYPES, Lead
from training.shared import run

#: spaCy's labels are BILUO, ours BIES
_TO_OURS = {"B": "B", "I": "I", "L": "E", "U": "S"}
_TO_SPACY = {ours: spacy for spacy, ours in _TO_OURS.items()}
CONFIG = """
[model]
@architectures = "spacy.TransitionBasedParser.v2"
state_type = "ner"
extra_state_tokens = false
hidden_width = 64
maxout_pieces = 2
use_upper = true

[model.tok2vec]
@architectures = "spacy.HashEmbedCNN.v2"
pretrained_vectors = null
width = {width}
depth = 4
embed_size = 4000
window_size = 1
maxout_pieces = 3
subword_features = true
"""


class Tagger:
    """A spaCy pipeline that tags lines as :class:`newsextract.layers.names.crf.Crf` does."""

    def __init__(self, nlp: Any) -> None:
        self.nlp = nlp

    def tag(self, lines: Sequence[Line]) -> list[list[str]]:
        """The labels of each line's tokens."""
        return [self._tag(line) for line in lines]

    def _tag(self, line: Line) -> list[str]:
        doc = self.nlp.get_pipe("ner")(self.doc(line))
        tags = offsets_to_biluo_tags(doc, [(e.start_char, e.end_char, e.label_) for e in doc.ents])
        return ["O" if tag in "O-" else _TO_OURS[tag[0]] + tag[1:] for tag in tags]

    def doc(self, line: Line) -> Any:
        """A line as a spaCy document of our tokens."""
        return Doc(self.nlp.vocab, line.words, [*(space != "0" for space in line.channels["b"][1:]), False])


def neural(leads: Sequence[Lead], width: int, epochs: int) -> Any:
    """Train, and keep the weights of the epoch that does best on the last tenth of the leads."""
    fix_random_seed(SEED)
    nlp = spacy.blank("xx")
    pipe: Any = nlp.add_pipe("ner", config=Config().from_str(CONFIG.format(width=width)))
    tagger, examples = Tagger(nlp), []
    kept = leads[len(leads) * 9 // 10 :]
    for lead in leads[: len(leads) * 9 // 10]:
        for line in features.lines(lead.text, tokenize(lead.text)):
            tags = [label if label == "O" else _TO_SPACY[label[0]] + label[1:] for label in encode(line, lead.spans)]
            examples.append(Example.from_dict(tagger.doc(line), {"entities": tags}))
    optimizer = nlp.initialize(lambda: examples)
    best, own, weights = 0.0, random.Random(SEED), b""
    for epoch in range(epochs):
        own.shuffle(examples)
        for batch in minibatch(examples, min(8 + 4 * epoch, 64)):  # type: ignore[no-untyped-call]
            nlp.update(batch, sgd=optimizer, drop=0.2)
        with nlp.use_params(optimizer.averages):
            score = ner.f1(kept, tagger, TYPES)  # type: ignore[arg-type]
            print(f"epoch {epoch + 1}: {score:.3f}", file=sys.stderr, flush=True)
            if score >= best:
                best, weights = score, pipe.to_bytes()
    pipe.from_bytes(weights)
    return tagger


def row(name: str, held: Sequence[Lead], read: Callable[[], eval_ner.Pairs]) -> tuple[object, ...]:
    """One row of the table."""
    begun = time.process_time()
    pairs = read()
    speed = sum(len(lead.text) for lead in held) / (time.process_time() - begun)
    kinds = (eval_ner.scores(pairs, (kind,))[2] for kind in TYPES)
    return name, eval_ner.scores(pairs, eval_ner.MAIN)[2], *eval_ner.scores(pairs, TYPES)[2:], *kinds, f"{speed / 1000:.0f}"


def main(width: int = 96, epochs: int = 6) -> None:
    """Compare."""
    held, leads = ner.annotated("random"), eval_ner.split()[1]
    plain = eval_ner.trained(leads)
    random.Random(SEED).shuffle(leads)
    begun = time.process_time()
    network = neural(leads, width, epochs)
    print(f"trained in {(time.process_time() - begun) / 60:.1f} minutes", file=sys.stderr)
    rows = []
    for name, model in (("CRF", plain), ("tok2vec", network)):
        rows.append(row(f"{name} alone", held, lambda m=model: [(lead.spans, ner.tagged(m, lead.text)) for lead in held]))  # type: ignore[misc]
        rows.append(row(f"{name} and the layer's rules", held, lambda m=model: eval_ner.read(held, m)))  # type: ignore[misc]
    print(table(f"tagger | PER/ORG/LOC | all five | overlap | {' | '.join(TYPES)} | 1000 chars/s", rows))


if __name__ == "__main__":
    run(main)
