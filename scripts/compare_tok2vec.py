"""Train spaCy's small neural tagger on the same leads and print its scores beside the CRF's, on the same held-out articles.

    python scripts/compare_tok2vec.py              # about seven minutes on one core; writes nothing

The tagger is spaCy's transition-based ``ner`` on a ``HashEmbedCNN`` (width 96, depth 4, no pretrained vectors), which reads the
tokens that the CRF reads. Each is scored bare and behind the layer's rules (repeats, plain cases, repairs). A tenth of the training leads is
held back from the network to choose its best epoch; the CRF has nothing to choose and takes them all.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import eval_ner
from newsextract.layers.names import crf, features
from newsextract.layers.names.features import Line
from newsextract.layers.names.spans import Span, decode, encode
from newsextract.thai.tokens import tokenize
from training import ner
from training.ner import SEED, Lead

#: scored a line at a time: spaCy's labels BILUO beside ours BIES
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
    """A spaCy pipeline that tags lines as :class:`newsextract.layers.names.crf.Crf` does.

    Parameters
    ----------
    nlp
        The pipeline.
    """

    def __init__(self, nlp: Any) -> None:
        self.nlp = nlp

    def tag(self, lines: Sequence[Line]) -> list[list[str]]:
        """The labels of each line's tokens."""
        return [self._tag(line) for line in lines]

    def _tag(self, line: Line) -> list[str]:
        doc = self.nlp.get_pipe("ner")(self.doc(line))
        from spacy.training import offsets_to_biluo_tags

        tags = offsets_to_biluo_tags(doc, [(e.start_char, e.end_char, e.label_) for e in doc.ents])
        return ["O" if tag in "O-" else _TO_OURS[tag[0]] + tag[1:] for tag in tags]

    def doc(self, line: Line) -> Any:
        """A line as a document of our tokens."""
        from spacy.tokens import Doc

        return Doc(self.nlp.vocab, line.words, [*(space != "0" for space in line.channels["b"][1:]), False])


def neural(leads: Sequence[Lead], width: int, epochs: int) -> Tagger:
    """Train; the epoch that does best on every tenth lead counts."""
    import spacy
    from spacy.training import Example
    from spacy.util import minibatch
    from thinc.api import Config, fix_random_seed

    fix_random_seed(SEED)
    nlp = spacy.blank("xx")
    ner: Any = nlp.add_pipe("ner", config=Config().from_str(CONFIG.format(width=width)))
    tagger = Tagger(nlp)
    examples = []
    for lead in leads[: len(leads) * 9 // 10]:
        for line in features.lines(lead.text, tokenize(lead.text)):
            tags = [label if label == "O" else _TO_SPACY[label[0]] + label[1:] for label in encode(line, lead.spans)]
            examples.append(Example.from_dict(tagger.doc(line), {"entities": tags}))
    optimizer = nlp.initialize(lambda: examples)
    kept, best, own = leads[len(leads) * 9 // 10 :], 0.0, random.Random(SEED)
    weights = b""
    for epoch in range(epochs):
        own.shuffle(examples)
        for batch in minibatch(examples, min(8 + 4 * epoch, 64)):  # type: ignore[no-untyped-call]
            nlp.update(batch, sgd=optimizer, drop=0.2)
        with nlp.use_params(optimizer.averages):
            score = ner.f1(kept, tagger, set(eval_ner.TYPES))
            print(f"epoch {epoch + 1}: {score:.3f}", file=sys.stderr, flush=True)
            if score >= best:
                best, weights = score, ner.to_bytes()
    ner.from_bytes(weights)
    return tagger


def bare(model: Any) -> Callable[[Lead], list[Span]]:
    """Read with a model alone."""
    return lambda lead: [
        span for line in features.lines(lead.text, tokenize(lead.text)) for span in decode(line, model.tag([line])[0])
    ]


def row(name: str, held: Sequence[Lead], read: Callable[[Lead], list[Span]]) -> None:
    """One row of the table."""
    begun = time.process_time()
    pairs = [(lead.spans, read(lead)) for lead in held]
    speed = sum(len(lead.text) for lead in held) / (time.process_time() - begun)
    scores = eval_ner.scores
    three, (_, _, five, near) = scores(pairs, eval_ner.MAIN)[2], scores(pairs, eval_ner.TYPES)
    kinds = " | ".join(f"{scores(pairs, (kind,))[2]:.3f}" for kind in eval_ner.TYPES)
    print(f"| {name} | {three:.3f} | {five:.3f} | {near:.3f} | {kinds} | {speed / 1000:.0f} |", flush=True)


def main() -> int:
    """Compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--width", type=int, default=96)
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--keep", type=Path, help="folder with the CRF's weights, as scripts/eval_ner.py leaves them there")
    args = parser.parse_args()
    held, leads = ner.annotated("random"), eval_ner.split()[1]
    plain = eval_ner.trained(leads, args.keep)
    random.Random(SEED).shuffle(leads)
    begun = time.process_time()
    network = neural(leads, args.width, args.epochs)
    print(f"trained in {(time.process_time() - begun) / 60:.1f} minutes", file=sys.stderr)
    print("| tagger | PER/ORG/LOC | all five | overlap | " + " | ".join(eval_ner.TYPES) + " | 1000 chars/s |")
    print("|---" * 10 + "|")
    for name, model in (("CRF", plain), ("tok2vec", network)):
        row(f"{name} alone", held, bare(model))
        crf.model = lambda model=model: model  # type: ignore[assignment]
        row(f"{name} and the layer's rules", held, eval_ner.read)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
