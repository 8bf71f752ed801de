"""The encoder of marks: its passages, its output by token and offset, and agreement with the training network."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from newsextract.layers.events import marks as layer
from newsextract.layers.events.context import Context
from newsextract.layers.events.kinds import TYPES
from newsextract.layers.events.marks import BREAK, MAX_PASSAGE, SPACE, Marks, chance_bin, cut, encoder, log_odds, read
from newsextract.layers.events.participants import CLASSES
from newsextract.layers.findings import Findings
from newsextract.models import artifact
from newsextract.page import Article
from newsextract.thai.tokens import tokenize
from training.graph import weights_in

HEAD = "กรมทดสอบจัดประชุมวิชาการน้ำสะอาด\n"
LEAD = "วันนี้ (5 มี.ค. 67) นายสมมุติ ดีงาม อธิบดีกรมทดสอบ เปิดการประชุมวิชาการน้ำสะอาด ครั้งที่ 4 ณ โรงแรมริมธารา\n"
FLOODED = "เมื่อวันที่ 12 ตุลาคม 2565 ได้เกิดเหตุน้ำท่วมฉับพลันในพื้นที่อำเภอเมืองลำปาง มีบ้านเรือนเสียหาย 320 หลัง\n"


def marked(text: str) -> Marks:
    return read(tokenize(text), encoder())


@pytest.mark.parametrize("text", ["", "ก", " \n", HEAD, HEAD + LEAD * 40, "a" * 5000, "ก " * 3000, "\n".join(["คำ"] * 900)])
def test_every_token_is_marked_once(text: str) -> None:
    found = marked(text)
    count = len(tokenize(text).nonspace)
    assert len(found.starts) == len(found.ends) == count
    assert all(len(part) == count for part in (found.begins, found.whole, found.main, found.slots, found.parts, found.roles))
    assert found.kind.shape == (1, len(TYPES))
    assert found.parts.shape[1] == len(CLASSES)
    for chances in (found.slots, found.parts, found.others, found.kind):
        assert chances.sum(axis=1) == pytest.approx(np.ones(len(chances)), abs=1e-4)
    assert (found.begins <= found.whole + 1e-6).all()
    assert (found.whole + found.main <= 1.0001).all()


def test_passages_end_at_a_line_break_or_space_and_none_is_too_long() -> None:
    words = [BREAK, *[0] * 9, BREAK, *[0] * 150, BREAK, *[0] * 90, SPACE, *[0] * 400]
    title, parts = cut(words)
    assert title == 10
    assert [start for start, _ in parts][:2] == [10, 161]
    assert parts[0][0] == title
    assert parts[-1][1] == len(words)
    assert all(one[1] == then[0] for one, then in pairwise(parts))
    assert all(title + end - start <= MAX_PASSAGE for start, end in parts)
    assert cut([BREAK, *[0] * 900])[0] == layer.MAX_TITLE


def test_the_background_is_marked_as_another_event_and_the_headline_as_the_main_event() -> None:
    text = HEAD + LEAD + FLOODED
    found = marked(text)
    flood = found.within(text.index("เกิดเหตุน้ำท่วม"), text.index("ในพื้นที่"))
    assert found.begins.argmax() == flood.start
    assert found.whole[flood.start] > 0.4 > found.whole[: flood.start].max()
    assert found.main[: len(tokenize(HEAD).nonspace)].max() > 0.3
    assert TYPES[int(found.others[flood].mean(axis=0).argmax())] == "disaster"
    assert TYPES[int(found.kind[0].argmax())] == "meeting"


def test_probabilities_are_looked_up_by_offset() -> None:
    found = marked(HEAD + LEAD)
    name = (HEAD + LEAD).index("ประชุมวิชาการน้ำสะอาด ครั้ง")
    here = found.within(name, name + 5)
    assert found.at(found.slots, 1, name) == pytest.approx(float(found.slots[here.start, 1]))
    assert found.before(found.slots, (1, 2), name) == pytest.approx(float(found.slots[here.start - 1, 1:3].sum()))
    assert found.at(found.slots, 1, 10**6) == found.before(found.slots, (1, 2), 0) == 0.0
    assert found.within(10**6, 10**6 + 5).start == len(found.starts) - 1


def test_slot_features_of_spans_ends_and_empty_slots() -> None:
    text = HEAD + LEAD
    found = marked(text)
    start, end = text.index("โรงแรมริมธารา"), text.index("โรงแรมริมธารา") + len("โรงแรมริมธารา")
    venue = layer.span_features(found, layer.PLACED, start, end)
    assert venue["read"] > 0 > layer.span_features(found, layer.PLACED, 0, len(HEAD))["read"]
    assert venue["read begins"] > 0 > venue["read goes on"]
    day = layer.span_features(found, layer.DATED, text.index("วันนี้"), text.index(" นาย"))
    assert day["read"] > 0 > layer.span_features(found, layer.DATED, start, end)["read"]
    assert set(venue) >= {"read 4", "read begins 6"}
    assert layer.edge_features(found, layer.PLACED, end) == ("read on 0", "read last 3", "read ends 3 0")
    assert layer.none_features(found, layer.PLACED)["none|read"] > 0
    nothing = marked("")
    assert layer.none_features(nothing, layer.PLACED)["none|read"] < 0


def test_an_article_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    context = Context.of(Article.of(HEAD + LEAD, body=len(HEAD)), Findings())
    first = layer.marks(context)
    monkeypatch.setattr(layer, "encoder", lambda: pytest.fail("read again"))
    assert layer.marks(context) is first


def test_log_odds_and_bins_rise_with_the_probability() -> None:
    chances = [0.0, 0.01, 0.3, 0.5, 0.9, 1.0]
    assert [log_odds(chance) for chance in chances] == sorted(log_odds(chance) for chance in chances)
    assert log_odds(0.5) == 0.0
    assert [chance_bin(chance) for chance in chances] == [0, 0, 3, 4, 5, 6]


def test_the_training_network_computes_what_the_layer_computes() -> None:
    torch = pytest.importorskip("torch", reason="the encoder's training needs the extra train")
    from training.marks_network import Batch, Network, Text, passages_of, rows_of

    known, taught = encoder(), Network()
    own = taught.state_dict()
    shipped = weights_in(artifact.load("marks", "encoder"))
    taught.load_state_dict(own | {name: torch.from_numpy(part) for name, part in shipped.items() if name in own})
    tokens = tokenize(HEAD + LEAD + FLOODED * 20)
    words = [tokens.norms[k] for k in tokens.nonspace]
    text = Text(1, rows_of(words, tokens.gaps, known.index), {})
    some = passages_of([text])
    assert len(some) > 1
    with torch.no_grad():
        said = torch.softmax(taught.logits("slots", taught(Batch([text], some))), -1).numpy()
    every = np.concatenate([said[0, : some[0].title], *(said[k, part.title : part.size] for k, part in enumerate(some))])
    assert read(tokens, known).slots == pytest.approx(every, abs=1e-3)
