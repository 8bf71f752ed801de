"""Teach the encoder of marks what readers annotated, from data/annotations/frames.jsonl and the folder WORK of training.pretrain.

    python -m training.marks WORK        # writes src/newsextract/data/models/marks.npz, and two halves in build/halves

The halves have each learnt from half of the articles: the layers above are trained on what they say of the other half.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
import torch

from newsextract.layers.events.happening_slots import day, span_of
from newsextract.layers.events.kinds import TYPES
from newsextract.layers.events.marks import HEADS
from newsextract.layers.events.participants import CLASSES
from newsextract.models import artifact
from newsextract.thai.tokens import Tokens, tokenize
from training.marks_network import COLUMNS, ENTITY_TYPES, LAYERS, UNASKED, Batch, Marking, Text, batches, losses, parts, rows_of
from training.marks_network import HEADS as ATTENTION
from training.mentions import mentions
from training.network import encoder_arrays
from training.pretrain import CHARACTERS, TAUGHT, WORDS, Span, index_of, label, learn, optimiser
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
        labels |= of_mentions(reading, tokens, main) | {"others": others(reading, tokens)}
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


def of_mentions(reading: Reading, tokens: Tokens, main: dict[str, Any] | None) -> dict[str, np.ndarray]:
    """Of each token of a mention the part in the main event, and the roles; nothing is asked of other tokens."""
    taking = main["participants"] if main else []
    parts_of = {one["thing"]: CLASSES.index(one["part"]) for one in reversed(taking)}
    roles = roles_of(reading, taking)
    part, role = (np.full(len(tokens.solid), UNASKED, np.int64) for _ in range(2))
    for key, spans in reading.forms.items():
        for span in spans:
            at = within(tokens, span)
            part[at] = parts_of.get(key, CLASSES.index("none"))
            role[at] = sum(2**k for k, things in enumerate(roles) if key in things)
    return {"parts": part, "roles": role}


def roles_of(reading: Reading, taking: Sequence[dict[str, Any]]) -> list[set[str]]:
    """The main actor, those who speak, and those who take part in other events."""
    others = [event for event in reading.frame["events"] if not event["main"]]
    return [
        {one["thing"] for one in taking[:1]},
        {one["speaker"] for one in reading.frame["statements"]},
        {one["thing"] for event in others for one in event["participants"]},
    ]


def within(tokens: Tokens, span: tuple[int, int]) -> slice:
    """The tokens of a span, white space aside."""
    solid = tokens.solid
    first = bisect_left(solid, span[0] + 1, key=tokens.ends.__getitem__)
    return slice(first, bisect_left(solid, span[1], key=tokens.starts.__getitem__))


def others(reading: Reading, tokens: Tokens) -> np.ndarray:
    """Of each token that tells or names another event the event's type."""
    found = np.full(len(tokens.solid), UNASKED, np.int64)
    for event in reading.frame["events"]:
        for span in [] if event["main"] else reading.places(event["about"]) + places(reading, event):
            found[within(tokens, span)] = TYPES.index(event["type"])
    return found


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
    heads = [f"{head}{end}" for head in HEADS for end in ("", "_bias")]
    plain = ("kinds", "places", "scores", "gain", "shift", "last_gain", "last_shift", *heads)
    arrays = encoder_arrays(model, [crc32(word.encode()) for word in words], plain)
    artifact.write(out, "encoder", "training/marks.py", arrays, heads=ATTENTION, layers=LAYERS, activation="relu")
    print(f"{out.name}: {out.stat().st_size:,} bytes")


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
