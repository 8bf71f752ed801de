"""Teach the encoder of marks what readers annotated, from data/annotations/frames.jsonl and the folder WORK of training.pretrain.

    python -m training.marks WORK        # writes src/newsextract/data/models/marks.npz, and two halves in build/halves

The halves have each learnt from half of the articles: the layers above are trained on what they say of the other half.
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
from newsextract.layers.events.marks import HEADS
from newsextract.thai.tokens import tokenize
from training.marks_network import COLUMNS, ENTITY_TYPES, LAYERS, Batch, Marking, Text, batches, losses, parts, rows_of
from training.marks_network import HEADS as ATTENTION
from training.mentions import mentions
from training.network import write_encoder
from training.pretrain import CHARACTERS, TAUGHT, WORDS, Span, index_of, label, learn, of_mentions, of_types, optimiser
from training.readings import Reading, half_of, readings
from training.shared import HALVES, MODELS, kept, run

OUT = MODELS / "marks.npz"
#: how often the articles are read, tokens of a batch, the rate, steps to the full rate, dropout, share of the words hidden
ROUNDS, TOKENS, RATE, WARM, DROPOUT, HIDDEN = 5, 3072, 6e-4, 150, 0.1, 0.08
#: decay of the layers' weights
DECAY = 0.02
#: how much each head counts
WEIGHTS = {
    "entities": 2.0, "tellings": 2.0, "statements": 1.5, "slots": 3.0, "parts": 1.0, "roles": 1.0, "others": 0.5, "kind": 0.3,
}  # fmt: skip
SEED = 2


def texts(index: dict[int, int]) -> Iterator[Text]:
    """The annotated articles as the encoder reads them, with the column that each head should say of each token."""
    for reading in readings(until="entities"):
        tokens = tokenize(reading.article.text[:CHARACTERS])
        main = next((event for event in reading.frame["events"] if event["main"]), None)
        labels = {head: label(tokens, spans) for head, spans in spans_of(reading, main).items()}
        taking = main["participants"] if main else []
        labels |= of_mentions(tokens, reading.forms, taking, roles_of(reading, taking))
        labels["others"] = of_types(
            tokens, ((e["type"], reading.places(e["about"]) + places(reading, e)) for e in others_of(reading))
        )
        words = [tokens.norms[k] for k in tokens.solid]
        right = [TYPES.index(main["type"])] if main else []
        yield Text(reading.id, rows_of(words, tokens.gaps, index), labels, right)


def spans_of(reading: Reading, main: dict[str, Any] | None) -> dict[str, list[Span]]:
    """What each head that says one column of every token should say, as spans."""
    said = (place for one in reading.frame["statements"] for place in reading.places(one["text"])[:1])
    return {
        "entities": [(m.start, m.end, 1 + 2 * ENTITY_TYPES.index(m.type)) for m in mentions(reading)],
        "tellings": list(tellings(reading)),
        "statements": [(start, end, 1) for start, end in said],
        "slots": list(slots(reading, main)) if main else [],
    }


def places(reading: Reading, event: dict[str, Any]) -> list[tuple[int, int]]:
    """Where the article names an event."""
    return [place for words in (event["name"] or {}).values() for place in reading.places(words)]


def tellings(reading: Reading) -> Iterator[Span]:
    """What tells the main event, then what tells or names another one, the longest first; of those that overlap the first."""
    every = set()
    for event in reading.frame["events"]:
        told = reading.places(event["about"]) + ([] if event["main"] else places(reading, event))
        every |= {(not event["main"], start - end, start, end) for start, end in told}
    found: list[tuple[int, int]] = []
    for other, _, start, end in sorted(every):
        if not any(a < end and start < b for a, b in found):
            found.append((start, end))
            yield start, end, 3 if other else 1


def slots(reading: Reading, main: dict[str, Any]) -> Iterator[Span]:
    """The main event's name, its venue and the times that say its start."""
    yield from ((start, end, 1) for start, end in places(reading, main))
    yield from ((start, end, 3) for start, end in reading.places(main["venue"]))
    for time in reading.findings.times:
        if main["start"] and day(span_of(time)[0]) == day(main["start"]):
            yield time.start, time.end, 5


def others_of(reading: Reading) -> list[dict[str, Any]]:
    """The events beside the main one."""
    return [event for event in reading.frame["events"] if not event["main"]]


def roles_of(reading: Reading, taking: Sequence[dict[str, Any]]) -> list[set[str]]:
    """The main actor, those who speak, and those who take part in other events."""
    return [
        {one["thing"] for one in taking[:1]},
        {one["speaker"] for one in reading.frame["statements"]},
        {one["thing"] for event in others_of(reading) for one in event["participants"]},
    ]


def tuned(work: Path, some: Sequence[Text]) -> Marking:
    """The encoder after the labels of some articles."""
    torch.manual_seed(SEED)
    model, dice, every = Marking(), np.random.default_rng(SEED), parts(some)
    model.load_state_dict(torch.load(work / TAUGHT)["model"])
    adam = optimiser(model, RATE, DECAY)
    rounds = [list(batches(every, TOKENS, dice)) for _ in range(ROUNDS)]
    steps = sum(map(len, rounds))
    for step, batch in enumerate(chain.from_iterable(rounds)):
        for group in adam.param_groups:
            group["lr"] = RATE * min(1.0, (step + 1) / WARM) * max(0.02, (1 + math.cos(math.pi * step / steps)) / 2)
        given = Batch(some, batch)
        given.hide(dice, HIDDEN, 0.0)
        with torch.autocast("cpu", torch.bfloat16):
            found = losses(model, given, model(given, DROPOUT), tuple(COLUMNS))
        learn(model, adam, sum((WEIGHTS[head] * one for head, one in found.items()), torch.zeros(())))
    model.eval()
    return model


def write(model: Marking, words: Sequence[str], out: Path) -> None:
    """Write the encoder as the layer reads it."""
    asked = {head: (getattr(model, head), getattr(model, f"{head}_bias")) for head in HEADS}
    write_encoder(out, "training/marks.py", model, words, asked, heads=ATTENTION, layers=LAYERS, activation="relu")


def main(work: Path) -> None:
    """Tune the encoder that ships, and the two that have seen half of the articles."""
    words = kept(work / WORDS)
    every = list(texts(index_of(words)))
    HALVES.mkdir(parents=True, exist_ok=True)
    for half in (0, 1):
        write(tuned(work, [text for text in every if half_of(text.number) != half]), words, HALVES / f"marks_{half}.npz")
    write(tuned(work, every), words, OUT)


if __name__ == "__main__":
    run(main)
