"""Pretrain the encoder on the corpus: masked language modelling, and predicting what a run of the program found.

    newsextract run --from CORPUS --to RUN      # records of the whole corpus
    python -m training.pretrain gather RUN WORK
    python -m training.pretrain teach WORK --minutes 60          # resumes where it stopped
    python -m training.pretrain teach WORK --minutes 15 --cool   # the last time: the learning rate decays to zero
    python -m training.marks WORK

``--on ENCODER.npz`` starts from the embeddings and layers of an earlier encoder. What the program found in annotated articles
is not used, and articles used for evaluation are skipped.
"""

from __future__ import annotations

import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional
from typer import Option

from newsextract.layers.events.kinds import TYPES
from newsextract.layers.events.marks import RESERVED, vocabulary_entry
from newsextract.layers.events.parties import CLASSES
from newsextract.models import artifact
from newsextract.thai.tokens import Tokens, tokenize
from training import marks_network as network
from training.frames import FRAMES
from training.graph import weights_in
from training.marks_network import Batch, Network, Text
from training.network import index_of, set_rate, update
from training.shared import lines, load_result, run, save_result, test_ids

#: maximum characters read per article; minimum tokens of an article
CHARACTERS, MIN_TOKENS = 7000, 20
#: files in WORK: the texts, the vocabulary, the encoder in training
TEXTS, WORDS, TAUGHT = "texts.pkl", "words.pkl", "taught.pt"
#: tokens per batch, warm-up steps, learning rate
BATCH_TOKENS, WARMUP, LEARNING_RATE = 4096, 500, 1.5e-3
#: share of the words to predict; of these, the share that is not masked
PREDICTED_SHARE, VISIBLE_SHARE = 0.12, 0.15
#: weight of each head's loss; that of the masked words is 1
WEIGHTS = {
    "entities": 2.0, "tellings": 2.0, "statements": 1.0, "slots": 2.0, "parts": 0.5, "roles": 0.5, "others": 0.3, "kind": 0.2,
}  # fmt: skip
#: values below this confidence are masked out of the loss
MIN_CONFIDENCE = 0.45
#: steps between two reports, and between two checkpoints
REPORT_STEPS, SAVE_STEPS = 200, 1000
Span = tuple[int, int, int]


def label(tokens: Tokens, spans: Sequence[Span]) -> np.ndarray:
    """Label tokens, whitespace excluded: a span's column for its first token, the next one for the others; first span wins."""
    nonspace = tokens.nonspace
    starts, ends = [tokens.starts[k] for k in nonspace], [tokens.ends[k] for k in nonspace]
    found = np.zeros(len(nonspace), np.int64)
    for start, end, column in spans:
        first, last = bisect_left(ends, start + 1), bisect_left(starts, end)
        if not found[first:last].any():
            found[first : first + 1], found[first + 1 : last] = column, column + 1
    return found.astype(np.int8)


def record_spans(record: dict[str, Any]) -> dict[str, list[Span]]:
    """The findings of a record by head, as spans with the column of their first token."""

    def at(mentions: Sequence[dict[str, int]], column: int) -> Iterator[Span]:
        yield from ((one["start"], one["end"], column) for one in mentions)

    spans: dict[str, list[Span]] = {head: [] for head in ("entities", "tellings", "statements", "slots")}
    for one in record["entities"]:
        named = [m for m in one["mentions"] if m["form"] not in {"office", "pronoun"}]
        spans["entities"] += at(named, 1 + 2 * network.ENTITY_TYPES.index(one["type"]))
    spans["entities"].sort(key=lambda span: span[0] - span[1])
    for event in sorted(record["events"], key=lambda event: not event["main"]):
        slots = event["slots"]
        spans["tellings"] += at(
            [*slots.get("about", []), *([] if event["main"] else slots.get("name", []))], 1 if event["main"] else 3
        )
        if event["main"]:
            for column, slot in ((1, "name"), (3, "venue"), (5, "start")):
                spans["slots"] += at(slots.get(slot, []), column)
    spans["statements"] += at(record["statements"], 1)
    return spans


def tokens_within(tokens: Tokens, start: int, end: int) -> slice:
    """The tokens of a span, whitespace excluded."""
    first = bisect_left(tokens.nonspace, start + 1, key=tokens.ends.__getitem__)
    return slice(first, bisect_left(tokens.nonspace, end, key=tokens.starts.__getitem__))


def mention_labels(
    tokens: Tokens, mentions: Mapping[str, Sequence[tuple[int, int]]], main: Sequence[dict[str, Any]], roles: Sequence[set[str]]
) -> dict[str, np.ndarray]:
    """Labels for the heads ``parts`` and ``roles``: part in the main event, and roles; only tokens of mentions have any.

    ``main`` are the participants of the main event, with ``thing`` and ``part``, of which the first counts; ``roles`` are the
    things in each role.
    """
    parts_of = {one["thing"]: CLASSES.index(one["part"]) for one in reversed(main)}
    part, role = (np.full(len(tokens.nonspace), network.IGNORED, np.int8) for _ in range(2))
    for thing, spans in mentions.items():
        for span in spans:
            at = tokens_within(tokens, *span)
            part[at] = parts_of.get(thing, CLASSES.index("none"))
            role[at] = sum(2**k for k, things in enumerate(roles) if thing in things)
    return {"parts": part, "roles": role}


def type_labels(tokens: Tokens, typed: Iterable[tuple[str, Sequence[tuple[int, int]]]]) -> np.ndarray:
    """Labels for the head ``others``: an event's type for the tokens that tell or name it; other tokens have none."""
    found = np.full(len(tokens.nonspace), network.IGNORED, np.int8)
    for type_, spans in typed:
        for span in spans:
            found[tokens_within(tokens, *span)] = TYPES.index(type_)
    return found


def text_of(record: dict[str, Any], tokens: Tokens, rows: np.ndarray, number: int, *, taught: bool) -> Text:
    """An article as the encoder reads it, labelled with its record's findings; doubtful ones are masked out of the loss."""
    labels = {head: label(tokens, spans) for head, spans in record_spans(record).items()}
    main, others = ([one for one in record["events"] if one["main"] == wanted] for wanted in (True, False))
    typed_spans = list[tuple[str, list[tuple[int, int]]]]()
    for event in others:
        if _is_doubtful(event, "about"):
            for start, end in _slot_spans(event, "about"):
                labels["tellings"][tokens_within(tokens, start, end)] = network.IGNORED
        else:
            typed_spans.append((event["type"], _slot_spans(event, "about", "name")))
    roles = [_things(_participants(main)[:1]), {one["speaker"] for one in record["statements"]}, _things(_participants(others))]
    participants = [{"thing": one["entity"], "part": one["part"]} for one in _participants(main)]
    labels |= mention_labels(tokens, _mentions(record, main), participants, roles)
    labels["others"] = type_labels(tokens, typed_spans)
    kinds = [TYPES.index(event["type"]) for event in main if not _is_doubtful(event, "type")]
    return Text(number, rows, labels, kinds, taught=taught)


def _participants(events: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return [one for event in events for one in event["participants"]]


def _things(participants: Sequence[dict[str, Any]]) -> set[str]:
    return {one["entity"] for one in participants}


def _mentions(record: dict[str, Any], main: Sequence[dict[str, Any]]) -> dict[str, list[tuple[int, int]]]:
    """Spans of the names and offices of each entity, but for doubtful participants of the main event."""
    doubted = _things([one for one in _participants(main) if one["confidence"] < MIN_CONFIDENCE])
    return {
        one["id"]: [(m["start"], m["end"]) for m in one["mentions"] if m["form"] != "pronoun"]
        for one in record["entities"]
        if one["id"] not in doubted
    }


def _slot_spans(event: dict[str, Any], *slots: str) -> list[tuple[int, int]]:
    return [(m["start"], m["end"]) for slot in slots for m in event["slots"].get(slot, [])]


def _is_doubtful(event: dict[str, Any], what: str) -> bool:
    return bool(event["confidence"].get(what, 1.0) < MIN_CONFIDENCE)


def gather(run_folder: Path, work: Path) -> None:
    """Save the labelled texts of a run, and the vocabulary; an existing vocabulary is kept, so that training can resume."""
    evaluated, framed = test_ids(), {row["id"] for row in lines(FRAMES)}
    counts: Counter[str] = Counter()
    read = []
    records = (record for path in sorted(run_folder.glob("records-*.jsonl")) for record in lines(path))
    for record in records:
        number = int(record["id"].rpartition(":")[2])
        tokens = tokenize(record["text"][:CHARACTERS])
        if number in evaluated or len(tokens.nonspace) < MIN_TOKENS:
            continue
        words = [tokens.norms[k] for k in tokens.nonspace]
        counts.update(map(vocabulary_entry, words))
        read.append((words, tokens.gaps, text_of(record, tokens, np.zeros((0, 4)), number, taught=number not in framed)))
    known = work / WORDS
    words = load_result(known) if known.is_file() else [word for word, _ in counts.most_common(network.VOCABULARY - RESERVED)]
    index = index_of(words, RESERVED)
    texts = [replace(text, rows=network.rows_of(some, gaps, index)) for some, gaps, text in read]
    save_result(work / WORDS, words)
    save_result(work / TEXTS, texts)
    print(f"{len(texts):,} articles, {sum(len(text.rows) for text in texts):,} tokens")


def optimiser(model: nn.Module, rate: float, decay: float) -> torch.optim.Optimizer:
    """AdamW with weight decay on the layers' matrices only."""
    weights = [p for name, p in model.named_parameters() if name.startswith("layers.") and p.ndim > 1]
    others = [p for name, p in model.named_parameters() if not (name.startswith("layers.") and p.ndim > 1)]
    groups = [{"params": weights, "weight_decay": decay}, {"params": others, "weight_decay": 0.0}]
    return torch.optim.AdamW(groups, lr=rate, betas=(0.9, 0.98), fused=True)


def teach(
    work: Path,
    minutes: Annotated[float, Option(help="minutes to train")] = 60,
    cool: Annotated[bool, Option("--cool", help="let the learning rate decay to zero")] = False,
    on: Annotated[Path | None, Option(help="encoder file whose embeddings and layers to start from")] = None,
) -> None:
    """Train for some minutes, from where an earlier call stopped."""
    texts: list[Text] = load_result(work / TEXTS)
    every, model = network.passages_of(texts), Network()
    adam, steps, read = optimiser(model, LEARNING_RATE, 0.01), 0, 0
    if on:
        copy_weights(model, artifact.read(on, "encoder"), load_result(work / WORDS))
    if (work / TAUGHT).is_file():
        state = torch.load(work / TAUGHT)
        model.load_state_dict(state["model"])
        adam.load_state_dict(state["adam"])
        steps, read = state["steps"], state["read"]
    dice, began, sums = np.random.default_rng(steps + 1), time.monotonic(), dict.fromkeys(("words", *WEIGHTS), 0.0)
    torch.manual_seed(steps + 1)

    def save() -> None:
        state = {"model": model.state_dict(), "adam": adam.state_dict(), "steps": steps, "read": read}
        torch.save(state, work / f"{TAUGHT}.part")
        (work / f"{TAUGHT}.part").replace(work / TAUGHT)

    while (progress := (time.monotonic() - began) / 60 / minutes) < 1:
        for some in network.batches(every, BATCH_TOKENS, dice):
            progress = (time.monotonic() - began) / 60 / minutes
            if progress >= 1:
                break
            set_rate(adam, LEARNING_RATE * min(1.0, (steps + 1) / WARMUP) * (1 - progress if cool else 1.0))
            found = train_step(model, adam, Batch(texts, some), dice)
            steps, read = steps + 1, read + sum(part.size for part in some)
            sums = {name: sums[name] + value for name, value in found.items()}
            if steps % REPORT_STEPS == 0:
                means = ", ".join(f"{name} {value / REPORT_STEPS:.4f}" for name, value in sums.items())
                print(f"{progress:4.0%} {steps} steps, {read / 1e6:.1f} million tokens: {means}", flush=True)
                sums = dict.fromkeys(sums, 0.0)
            if steps % SAVE_STEPS == 0:
                save()
    save()


def copy_weights(model: Network, earlier: artifact.Artifact, words: Sequence[str]) -> None:
    """Copy the embeddings and layers of an earlier encoder, words by their entries; the heads keep their initial weights."""
    known = weights_in(earlier)
    rows = {key: row for row, key in enumerate(earlier.arrays["keys"].tolist(), RESERVED)}
    weights = {
        name: value
        for name, value in model.state_dict().items()
        if name in known and name.removesuffix("_bias") not in network.OUTPUTS
    }
    for name, value in weights.items():
        if name != "words":
            value.copy_(torch.from_numpy(known[name]))
    weights["words"][:RESERVED] = torch.from_numpy(known["words"][:RESERVED])
    for key, row in index_of(words, RESERVED).items():
        if key in rows:
            weights["words"][row] = torch.from_numpy(known["words"][rows[key]])


def train_step(model: Network, adam: torch.optim.Optimizer, batch: Batch, dice: np.random.Generator) -> dict[str, float]:
    """Train on one batch; return the losses."""
    wanted = batch.rows[..., 0].copy()
    hidden = batch.mask(dice, PREDICTED_SHARE, VISIBLE_SHARE)
    with torch.autocast("cpu", torch.bfloat16):
        x = model(batch)
        logits = model.word_logits(x[torch.from_numpy(hidden)])
        found = {"words": functional.cross_entropy(logits, torch.from_numpy(wanted[hidden]))}
        found |= network.losses(model, batch, x, tuple(network.OUTPUTS), hidden)
        value = found["words"] + sum(weight * found[head] for head, weight in WEIGHTS.items())
    update(model, adam, value)
    return {name: one.item() for name, one in found.items()}


if __name__ == "__main__":
    run(gather, teach)
