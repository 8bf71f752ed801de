"""Fine-tune the encoder on the annotated articles, from data/annotations/frames.jsonl and the folder WORK of training.pretrain.

    python -m training.marks WORK        # writes src/newsextract/data/models/marks.npz, and two halves in build/halves

Each of the halves is fine-tuned on half of the articles: the layers above are trained on its predictions for the other half.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import torch

from newsextract.layers.events.happening_slots import day, span_of
from newsextract.layers.events.kinds import TYPES
from newsextract.layers.events.marks import HEADS, RESERVED
from newsextract.thai.tokens import tokenize
from training.marks_network import ENTITY_TYPES, LAYERS, OUTPUTS, Batch, Network, Text, batches, losses, passages_of, rows_of
from training.marks_network import HEADS as ATTENTION
from training.mentions import mentions
from training.network import index_of, set_rate, update, write_encoder
from training.pretrain import CHARACTERS, TAUGHT, WORDS, Span, label, mention_labels, optimiser, type_labels
from training.readings import Reading, half_of, readings
from training.shared import HALVES, MODELS, load_result, run

OUT = MODELS / "marks.npz"
#: epochs, tokens per batch, learning rate, warm-up steps, dropout, share of the words masked
EPOCHS, BATCH_TOKENS, LEARNING_RATE, WARMUP, DROPOUT, MASKED_SHARE = 5, 3072, 6e-4, 150, 0.1, 0.08
#: weight decay of the layers
DECAY = 0.02
#: weight of each head's loss
WEIGHTS = {
    "entities": 2.0, "tellings": 2.0, "statements": 1.5, "slots": 3.0, "parts": 1.0, "roles": 1.0, "others": 0.5, "kind": 0.3,
}  # fmt: skip
SEED = 2


def texts(index: dict[int, int]) -> Iterator[Text]:
    """Yield the annotated articles as the encoder reads them, with the labels of each token for each head."""
    for reading in readings(until="entities"):
        tokens = tokenize(reading.article.text[:CHARACTERS])
        main = reading.main
        labels = {head: label(tokens, spans) for head, spans in spans_of(reading).items()}
        participants = main["participants"] if main else []
        labels |= mention_labels(tokens, reading.forms, participants, roles_of(reading, participants))
        labels["others"] = type_labels(
            tokens, ((e["type"], reading.places(e["about"]) + reading.name_places(e)) for e in reading.others)
        )
        words = [tokens.norms[k] for k in tokens.nonspace]
        right = [TYPES.index(main["type"])] if main else []
        yield Text(reading.id, rows_of(words, tokens.gaps, index), labels, right)


def spans_of(reading: Reading) -> dict[str, list[Span]]:
    """The labelled spans for each head that classifies every token."""
    spans = (place for one in reading.frame["statements"] for place in reading.places(one["text"])[:1])
    return {
        "entities": [(m.start, m.end, 1 + 2 * ENTITY_TYPES.index(m.type)) for m in mentions(reading)],
        "tellings": list(tellings(reading)),
        "statements": [(start, end, 1) for start, end in spans],
        "slots": list(slots(reading, reading.main)) if reading.main else [],
    }


def tellings(reading: Reading) -> Iterator[Span]:
    """Yield the spans that tell the main event, then those that tell or name others, longest first, without overlaps."""
    every = set()
    for event in reading.frame["events"]:
        told = reading.places(event["about"]) + ([] if event["main"] else reading.name_places(event))
        every |= {(not event["main"], start - end, start, end) for start, end in told}
    found: list[tuple[int, int]] = []
    for other, _, start, end in sorted(every):
        if not any(a < end and start < b for a, b in found):
            found.append((start, end))
            yield start, end, 3 if other else 1


def slots(reading: Reading, main: dict[str, Any]) -> Iterator[Span]:
    """Yield the spans of the main event's name, its venue and the times that give its start."""
    yield from ((start, end, 1) for start, end in reading.name_places(main))
    yield from ((start, end, 3) for start, end in reading.places(main["venue"]))
    for time in reading.findings.times:
        if main["start"] and day(span_of(time)[0]) == day(main["start"]):
            yield time.start, time.end, 5


def roles_of(reading: Reading, participants: Sequence[dict[str, Any]]) -> list[set[str]]:
    """The things in each role: the main actor, the speakers, and the participants of other events."""
    return [
        {one["thing"] for one in participants[:1]},
        {one["speaker"] for one in reading.frame["statements"]},
        {one["thing"] for event in reading.others for one in event["participants"]},
    ]


def fine_tuned(work: Path, some: Sequence[Text]) -> Network:
    """Fine-tune the pretrained encoder on some articles."""
    torch.manual_seed(SEED)
    model, dice, every = Network(), np.random.default_rng(SEED), passages_of(some)
    model.load_state_dict(torch.load(work / TAUGHT)["model"])
    adam = optimiser(model, LEARNING_RATE, DECAY)
    rounds = [list(batches(every, BATCH_TOKENS, dice)) for _ in range(EPOCHS)]
    steps = sum(map(len, rounds))
    for step, batch in enumerate(chain.from_iterable(rounds)):
        set_rate(adam, LEARNING_RATE * min(1.0, (step + 1) / WARMUP) * max(0.02, (1 + math.cos(math.pi * step / steps)) / 2))
        given = Batch(some, batch)
        given.mask(dice, MASKED_SHARE, 0.0)
        with torch.autocast("cpu", torch.bfloat16):
            found = losses(model, given, model(given, DROPOUT), tuple(OUTPUTS))
        update(model, adam, sum((WEIGHTS[head] * one for head, one in found.items()), torch.zeros(())))
    model.eval()
    return model


def write(model: Network, words: Sequence[str], out: Path) -> None:
    """Export the encoder for the layer."""
    head_weights = {head: (getattr(model, head), getattr(model, f"{head}_bias")) for head in HEADS}
    write_encoder(out, "training/marks.py", model, words, head_weights, heads=ATTENTION, layers=LAYERS, activation="relu")


def main(work: Path) -> None:
    """Fine-tune the shipped encoder, and the two for half of the articles each."""
    words = load_result(work / WORDS)
    every = list(texts(index_of(words, RESERVED)))
    HALVES.mkdir(parents=True, exist_ok=True)
    for half in (0, 1):
        write(fine_tuned(work, [text for text in every if half_of(text.number) != half]), words, HALVES / f"marks_{half}.npz")
    write(fine_tuned(work, every), words, OUT)


if __name__ == "__main__":
    run(main)
