"""Teach the encoder of marks what the corpus says by itself: to guess hidden words, and what a run of the program found.

    newsextract run --from CORPUS --to RUN      # records of the whole corpus
    python -m training.pretrain gather RUN WORK
    python -m training.pretrain teach WORK --minutes 60          # goes on where it stopped
    python -m training.pretrain teach WORK --minutes 15 --cool   # the last time: the rate falls to nothing
    python -m training.marks WORK

``--on ENCODER.npz`` begins with the tables and layers of an earlier encoder. Nothing is asked of what the program found in articles that readers annotated, and no article that anything is measured on is read.
"""

from __future__ import annotations

import json
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any
from zlib import crc32

import numpy as np
import torch
from torch import nn
from torch.nn import functional
from typer import Option

from newsextract.layers.events.kinds import TYPES
from newsextract.layers.events.marks import RESERVED, entry
from newsextract.layers.events.participants import CLASSES
from newsextract.models import artifact
from newsextract.thai.tokens import Tokens, tokenize
from training.frames import FRAMES, measured_on
from training.graph import weights_in
from training.marks_network import (
    COLUMNS,
    ENTITY_TYPES,
    UNASKED,
    VOCABULARY,
    Batch,
    Marking,
    Text,
    batches,
    losses,
    parts,
    rows_of,
)
from training.shared import keep, kept, lines, run

#: characters of an article that are read; tokens of an article at least
CHARACTERS, FEWEST = 7000, 20
#: in WORK: the texts, the words of the vocabulary, the encoder while it learns
TEXTS, WORDS, TAUGHT = "texts.pkl", "words.pkl", "taught.pt"
#: tokens of a batch, steps to the full rate, the rate
TOKENS, WARM, RATE = 4096, 500, 1.5e-3
#: share of the words that are guessed; of these, the share that is not hidden
GUESSED, TOLD = 0.12, 0.15
#: how much each head counts beside the words
WEIGHTS = {
    "entities": 2.0, "tellings": 2.0, "statements": 1.0, "slots": 2.0, "parts": 0.5, "roles": 0.5, "others": 0.3, "kind": 0.2,
}  # fmt: skip
#: of what a record says with less confidence nothing is asked
DOUBTFUL = 0.45
#: steps between two reports, and between two saves
REPORT, SAVE = 200, 1000
Span = tuple[int, int, int]


def label(tokens: Tokens, spans: Sequence[Span]) -> np.ndarray:
    """The column of each token that is no white space, of spans with the column of what begins; of those that overlap the first."""
    solid = tokens.solid
    starts, ends = [tokens.starts[k] for k in solid], [tokens.ends[k] for k in solid]
    found = np.zeros(len(solid), np.int64)
    for start, end, column in spans:
        first, last = bisect_left(ends, start + 1), bisect_left(starts, end)
        if not found[first:last].any():
            found[first : first + 1], found[first + 1 : last] = column, column + 1
    return found.astype(np.int8)


def found_in(record: dict[str, Any]) -> dict[str, list[Span]]:
    """What a record found, by head: spans with the column of what begins."""

    def at(mentions: Sequence[dict[str, int]], column: int) -> Iterator[Span]:
        yield from ((one["start"], one["end"], column) for one in mentions)

    spans: dict[str, list[Span]] = {head: [] for head in ("entities", "tellings", "statements", "slots")}
    for one in record["entities"]:
        named = [m for m in one["mentions"] if m["form"] not in {"office", "pronoun"}]
        spans["entities"] += at(named, 1 + 2 * ENTITY_TYPES.index(one["type"]))
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


def within(tokens: Tokens, start: int, end: int) -> slice:
    """The tokens of a span, white space aside."""
    first = bisect_left(tokens.solid, start + 1, key=tokens.ends.__getitem__)
    return slice(first, bisect_left(tokens.solid, end, key=tokens.starts.__getitem__))


def of_mentions(
    tokens: Tokens, mentions: Mapping[str, Sequence[tuple[int, int]]], main: Sequence[dict[str, Any]], roles: Sequence[set[str]]
) -> dict[str, np.ndarray]:
    """Of each token of a mention its part in the main event, and its roles; nothing is asked of other tokens.

    Parameters
    ----------
    mentions
        The spans of each thing.
    main
        Things with their parts, ``thing`` and ``part``; the first part of a thing counts.
    roles
        The things that have each role.
    """
    parts_of = {one["thing"]: CLASSES.index(one["part"]) for one in reversed(main)}
    part, role = (np.full(len(tokens.solid), UNASKED, np.int8) for _ in range(2))
    for thing, spans in mentions.items():
        for span in spans:
            at = within(tokens, *span)
            part[at] = parts_of.get(thing, CLASSES.index("none"))
            role[at] = sum(2**k for k, things in enumerate(roles) if thing in things)
    return {"parts": part, "roles": role}


def of_types(tokens: Tokens, typed: Iterable[tuple[str, Sequence[tuple[int, int]]]]) -> np.ndarray:
    """Of each token that tells or names another event the event's type; nothing is asked of other tokens."""
    found = np.full(len(tokens.solid), UNASKED, np.int8)
    for type_, spans in typed:
        for span in spans:
            found[within(tokens, *span)] = TYPES.index(type_)
    return found


def text_of(record: dict[str, Any], tokens: Tokens, rows: np.ndarray, number: int, *, taught: bool) -> Text:
    """An article as the encoder reads it, with what its record found; nothing is asked of what the record doubts."""
    labels = {head: label(tokens, spans) for head, spans in found_in(record).items()}
    events = sorted(record["events"], key=lambda event: not event["main"])
    main, others = [one for one in events if one["main"]], [one for one in events if not one["main"]]
    taking = [{"thing": one["entity"], "part": one["part"]} for event in main for one in event["participants"]]
    doubted = {one["entity"] for event in main for one in event["participants"] if one["confidence"] < DOUBTFUL}
    mentions = {
        one["id"]: [(m["start"], m["end"]) for m in one["mentions"] if m["form"] != "pronoun"]
        for one in record["entities"]
        if one["id"] not in doubted
    }
    for at in (at for event in others if _doubts(event, "about") for at in event["slots"].get("about", [])):
        labels["tellings"][within(tokens, at["start"], at["end"])] = UNASKED
    roles = [
        {one["thing"] for one in taking[:1]},
        {one["speaker"] for one in record["statements"]},
        {one["entity"] for event in others for one in event["participants"]},
    ]
    told = [
        (event["type"], [(m["start"], m["end"]) for slot in ("about", "name") for m in event["slots"].get(slot, [])])
        for event in others
        if not _doubts(event, "about")
    ]
    labels |= of_mentions(tokens, mentions, taking, roles) | {"others": of_types(tokens, told)}
    kinds = [TYPES.index(event["type"]) for event in main if not _doubts(event, "type")]
    return Text(number, rows, labels, kinds, taught=taught)


def _doubts(event: dict[str, Any], what: str) -> bool:
    return bool(event["confidence"].get(what, 1.0) < DOUBTFUL)


def gather(run_folder: Path, work: Path) -> None:
    """Keep the articles of a run as texts with labels, and the vocabulary; one that is there stays: an encoder that goes on knows its words."""
    apart, framed = measured_on(), {row["id"] for row in lines(FRAMES)}
    counts: Counter[str] = Counter()
    read = []
    for number, record in _records(run_folder):
        tokens = tokenize(record["text"][:CHARACTERS])
        if number in apart or len(tokens.solid) < FEWEST:
            continue
        words = [tokens.norms[k] for k in tokens.solid]
        counts.update(map(entry, words))
        read.append((words, tokens.gaps, text_of(record, tokens, np.zeros((0, 4)), number, taught=number not in framed)))
    known = work / WORDS
    words = kept(known) if known.is_file() else [word for word, _ in counts.most_common(VOCABULARY - RESERVED)]
    index = index_of(words)
    texts = [replace(text, rows=rows_of(some, gaps, index)) for some, gaps, text in read]
    keep(work / WORDS, words)
    keep(work / TEXTS, texts)
    print(f"{len(texts):,} articles, {sum(len(text.rows) for text in texts):,} tokens")


def _records(folder: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    for path in sorted(folder.glob("records-*.jsonl")):
        with path.open(encoding="utf-8") as file:
            for record in map(json.loads, file):
                yield int(record["id"].rpartition(":")[2]), record


def index_of(words: Sequence[str]) -> dict[int, int]:
    """Hash of an entry → its row."""
    return {crc32(word.encode()): row for row, word in enumerate(words, RESERVED)}


def optimiser(model: nn.Module, rate: float, decay: float) -> torch.optim.Optimizer:
    """Adam with decay of the layers' weights, not of the tables."""
    weights = [p for name, p in model.named_parameters() if name.startswith("layers.") and p.ndim > 1]
    others = [p for name, p in model.named_parameters() if not (name.startswith("layers.") and p.ndim > 1)]
    groups = [{"params": weights, "weight_decay": decay}, {"params": others, "weight_decay": 0.0}]
    return torch.optim.AdamW(groups, lr=rate, betas=(0.9, 0.98), fused=True)


def teach(
    work: Path,
    minutes: Annotated[float, Option(help="how long")] = 60,
    cool: Annotated[bool, Option("--cool", help="let the rate fall to nothing")] = False,
    on: Annotated[Path | None, Option(help="an encoder's file: begin with its tables and layers")] = None,
) -> None:
    """Learn for some minutes, from where an earlier call stopped."""
    texts: list[Text] = kept(work / TEXTS)
    every, model = parts(texts), Marking()
    adam, steps, read = optimiser(model, RATE, 0.01), 0, 0
    if on:
        begin_with(model, artifact.read(on, "encoder"), kept(work / WORDS))
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

    while (over := (time.monotonic() - began) / 60 / minutes) < 1:
        for some in batches(every, TOKENS, dice):
            over = (time.monotonic() - began) / 60 / minutes
            if over >= 1:
                break
            for group in adam.param_groups:
                group["lr"] = RATE * min(1.0, (steps + 1) / WARM) * (1 - over if cool else 1.0)
            found = step(model, adam, Batch(texts, some), dice)
            steps, read = steps + 1, read + sum(part.size for part in some)
            sums = {name: sums[name] + value for name, value in found.items()}
            if steps % REPORT == 0:
                said = ", ".join(f"{name} {value / REPORT:.4f}" for name, value in sums.items())
                print(f"{over:4.0%} {steps} steps, {read / 1e6:.1f} million tokens: {said}", flush=True)
                sums = dict.fromkeys(sums, 0.0)
            if steps % SAVE == 0:
                save()
    save()


def begin_with(model: Marking, earlier: artifact.Artifact, words: Sequence[str]) -> None:
    """Take over the tables and layers of an earlier encoder, its words by their entries; the heads begin anew."""
    known = weights_in(earlier)
    rows = {key: row for row, key in enumerate(earlier.arrays["keys"].tolist(), RESERVED)}
    weights = {
        name: value for name, value in model.state_dict().items() if name in known and name.removesuffix("_bias") not in COLUMNS
    }
    for name, value in weights.items():
        if name != "words":
            value.copy_(torch.from_numpy(known[name]))
    weights["words"][:RESERVED] = torch.from_numpy(known["words"][:RESERVED])
    for key, row in index_of(words).items():
        if key in rows:
            weights["words"][row] = torch.from_numpy(known["words"][rows[key]])


def step(model: Marking, adam: torch.optim.Optimizer, batch: Batch, dice: np.random.Generator) -> dict[str, float]:
    """Learn one batch; the losses."""
    wanted = batch.rows[..., 0].copy()
    hidden = batch.hide(dice, GUESSED, TOLD)
    with torch.autocast("cpu", torch.bfloat16):
        x = model(batch)
        said = model.guesses(x[torch.from_numpy(hidden)])
        found = {"words": functional.cross_entropy(said, torch.from_numpy(wanted[hidden]))}
        found |= losses(model, batch, x, tuple(COLUMNS), hidden)
        value = found["words"] + sum(weight * found[head] for head, weight in WEIGHTS.items())
    learn(model, adam, value)
    return {name: one.item() for name, one in found.items()}


def learn(model: nn.Module, adam: torch.optim.Optimizer, value: torch.Tensor) -> None:
    """One step down a loss."""
    adam.zero_grad(set_to_none=True)
    torch.autograd.backward(value)
    nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    adam.step()


if __name__ == "__main__":
    run(gather, teach)
