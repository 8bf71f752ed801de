"""Training the encoder of marks: labels of tokens, passages and batches."""

from __future__ import annotations

from typing import Any
from zlib import crc32

import numpy as np
import pytest

pytest.importorskip("torch", reason="the encoder's training needs the extra train")

from newsextract.layers.events.kinds import TYPES
from newsextract.layers.events.marks import HIDDEN, RESERVED
from newsextract.layers.events.participants import CLASSES
from newsextract.models import artifact
from newsextract.thai.tokens import tokenize
from training.graph import weights_in
from training.marks_network import IGNORED, Batch, Network, Text, batches, passages_of, rows_of
from training.network import index_of
from training.pretrain import copy_weights, label, record_spans, text_of

WORDS = ["กรม", "ทดสอบ", "ประชุม"]


def text(size: int, taught: bool = True) -> Text:
    gaps = [3, 0, 3, *[0] * (size - 3)]
    words = [WORDS[k % 3] for k in range(size)]
    labels = {"tellings": np.arange(size) % 5}
    return Text(1, rows_of(words, gaps, index_of(WORDS, RESERVED)), labels, [2], taught)


def test_a_span_is_labelled_from_its_first_token_and_the_first_of_two_that_overlap_counts() -> None:
    tokens = tokenize("กรม ทดสอบ ประชุม แล้ว")
    assert label(tokens, [(4, 16, 3), (0, 9, 1)]).tolist()[:4] == [0, 3, 4, 0]
    assert label(tokens, []).tolist() == [0] * len(tokens.nonspace)


def test_a_record_gives_the_labels_of_each_head() -> None:
    record = {
        "entities": [
            {
                "type": "ORGANIZATION",
                "mentions": [{"start": 0, "end": 3, "form": "name"}, {"start": 5, "end": 9, "form": "office"}],
            }
        ],
        "events": [
            {"main": False, "slots": {"about": [{"start": 9, "end": 12}], "name": [{"start": 10, "end": 12}]}},
            {
                "main": True,
                "slots": {
                    "about": [{"start": 1, "end": 2}],
                    "name": [{"start": 3, "end": 4}],
                    "venue": [{"start": 6, "end": 7}],
                },
            },
        ],
        "statements": [{"start": 20, "end": 30}],
    }
    assert record_spans(record) == {
        "entities": [(0, 3, 3)],
        "tellings": [(1, 2, 1), (9, 12, 3), (10, 12, 3)],
        "statements": [(20, 30, 1)],
        "slots": [(3, 4, 1), (6, 7, 3)],
    }


def test_a_record_gives_the_labels_of_mentions_and_other_events() -> None:
    tokens = tokenize("กรมทดสอบ จัดประชุม ที่ลำปาง")
    record: dict[str, Any] = {
        "entities": [
            {"id": "e1", "type": "ORGANIZATION", "mentions": [{"start": 0, "end": 8, "form": "name"}]},
            {"id": "e2", "type": "LOCATION", "mentions": [{"start": 22, "end": 27, "form": "name"}]},
        ],
        "events": [
            {
                "main": False,
                "type": "visit",
                "slots": {"about": [{"start": 22, "end": 27}]},
                "participants": [{"entity": "e2", "part": "host", "confidence": 0.9}],
                "confidence": {"about": 0.9},
            },
            {
                "main": True,
                "type": "meeting",
                "slots": {},
                "participants": [
                    {"entity": "e1", "part": "chair", "confidence": 0.9},
                    {"entity": "e1", "part": "host", "confidence": 0.9},
                ],
                "confidence": {"type": 0.9},
            },
        ],
        "statements": [{"start": 9, "end": 18, "speaker": "e1"}],
    }
    found = text_of(record, tokens, np.zeros((0, 4)), 5, taught=True)
    first, last = found.labels["parts"][0], found.labels["parts"][-1]
    assert (CLASSES[first], CLASSES[last]) == ("chair", "none")
    assert (found.labels["roles"][0], found.labels["roles"][-1]) == (1 + 2, 4)
    assert TYPES[found.labels["others"][-1]] == "visit"
    assert found.labels["others"][0] == found.labels["parts"][3] == IGNORED
    assert [TYPES[k] for k in found.kinds] == ["meeting"]

    record["events"][0]["confidence"]["about"] = record["events"][1]["confidence"]["type"] = 0.3
    record["events"][1]["participants"][0]["confidence"] = 0.3
    doubted = text_of(record, tokens, np.zeros((0, 4)), 5, taught=True)
    assert doubted.labels["tellings"][-1] == doubted.labels["others"][-1] == doubted.labels["parts"][0] == IGNORED
    assert doubted.labels["tellings"][0] != IGNORED
    assert doubted.kinds == []


def test_the_headline_is_in_every_passage_but_labelled_once() -> None:
    one = text(600)
    some = passages_of([one])
    assert [part.title for part in some] == [2] * len(some)
    assert sum(part.end - part.start for part in some) == 598
    batch = Batch([one], some)
    assert batch.labels["tellings"][0, :2].tolist() == [0, 1]
    assert set(batch.labels["tellings"][1:, :2].ravel().tolist()) == {IGNORED}
    assert (batch.labels["tellings"] != IGNORED).sum() == 600
    assert batch.kind_targets[0].argmax() == 2
    assert not batch.kind_targets[1:].any()
    assert (batch.labels["parts"] == IGNORED).all()


def test_an_article_that_is_not_taught_is_read_without_labels() -> None:
    one = text(60, taught=False)
    batch = Batch([one], passages_of([one]))
    assert batch.filled.all()
    assert (batch.labels["tellings"] == IGNORED).all()
    assert not batch.kind_targets.any()


def test_most_hidden_words_are_replaced() -> None:
    one = text(200)
    batch = Batch([one], passages_of([one]))
    before = batch.rows.copy()
    hidden = batch.mask(np.random.default_rng(1), 0.5, 0.2)
    gone = (batch.rows[..., 0] == HIDDEN) & hidden
    assert 0.3 < hidden.mean() < 0.7
    assert 0.6 < gone.sum() / hidden.sum() < 0.95
    assert (batch.rows[~gone] == before[~gone]).all()
    assert not batch.rows[gone][:, 1:3].any()


def test_batches_keep_to_the_token_limit_and_lose_no_passage() -> None:
    every = passages_of([text(size) for size in (20, 90, 300, 700, 33, 250)])
    found = list(batches(every, 512, np.random.default_rng(1)))
    assert sorted((p.start, p.end, p.text) for batch in found for p in batch) == sorted((p.start, p.end, p.text) for p in every)
    assert all(len(batch) == 1 or len(batch) * max(part.size for part in batch) <= 512 for batch in found)


def test_an_earlier_encoder_gives_its_tables_and_layers_but_not_its_heads() -> None:
    earlier = artifact.load("marks", "encoder")
    known, model = weights_in(earlier), Network()
    heads, drawn = model.slots.clone(), model.words.clone()
    words = ["ประชุม", "คำที่ไม่มีในคลัง"]
    copy_weights(model, earlier, words)
    row = earlier.arrays["keys"].tolist().index(crc32("ประชุม".encode()))
    assert (model.words[RESERVED].detach().numpy() == known["words"][RESERVED + row]).all()
    assert (model.words[RESERVED + 1] == drawn[RESERVED + 1]).all()
    assert (model.places.detach().numpy() == known["places"]).all()
    assert (model.layers[3].down.detach().numpy() == known["layers.3.down"]).all()
    assert (model.slots == heads).all()
