"""Training of statements: cases from the annotations, and the scorer's rule."""

import pytest

from newsextract.layers.drafts import Referent, Statement
from newsextract.layers.findings import Findings
from newsextract.page import Article
from newsextract.records import Mention
from training.readings import Reading
from training.statements import cue_cases, end_cases, example, overlap, ranking_cases, speaker_cases, tally

FIRST = "กรมจะเปิดศูนย์ช่วยเหลือเกษตรกรในทุกตำบลภายในเดือนหน้า"
THEN = "ขอให้ทุกบ้านเก็บน้ำฝนไว้ใช้ในฤดูแล้งที่จะมาถึง"
TEXT = f"นายสมมุติ ดีงาม กล่าวว่า {FIRST}\n“{THEN}” นายสมมุติ กล่าวในตอนท้าย\nประชาชนทราบว่าศูนย์เปิดทุกวันจันทร์ถึงวันศุกร์"


@pytest.fixture
def annotated():
    mentions = [Mention.of(TEXT, 0, 15), Mention.of(TEXT, TEXT.rindex("นายสมมุติ"), TEXT.rindex("นายสมมุติ") + 9)]
    who = Referent("PERSON", mentions, names=["สมมุติ ดีงาม"])
    thing = {"id": "t1", "type": "PERSON", "th": "สมมุติ ดีงาม", "en": None, "abbr": None, "forms": ["นายสมมุติ"]}
    frame = {"id": 7, "things": [thing], "statements": [{"speaker": "t1", "text": words} for words in (FIRST, THEN)]}
    return example(Reading(frame, Article.of(TEXT), Findings(referents=[who])))


def statement(words, speaker=None):
    at = TEXT.index(words)
    return Statement(start=at, end=at + len(words), text=words, speaker=speaker)


def test_only_the_cues_of_annotated_statements_are_right(annotated):
    holding = [annotated.speech.cues[k] for k in sorted(annotated.matches)]
    assert [(cue.kind, TEXT[cue.speech_start :][:4]) for cue in holding] == [("opened", FIRST[:4]), ("quote", THEN[:4])]
    cases = cue_cases([annotated])
    assert len(cases) == len(annotated.speech.cues) > 2
    assert sum(case.right == [0] for case in cases) == 2


def test_each_statement_has_one_end(annotated):
    cases = list(end_cases([annotated], {7: [0.5] * len(annotated.rows)}))
    assert sum(case.right == [0] for case in cases) == 2


def test_ends_that_give_nearly_the_annotated_words_are_all_right(annotated):
    cases = list(ranking_cases([annotated], {7: [0.5] * len(annotated.rows)}))
    assert len(cases) == 2
    assert all(0 < len(case.right) < len(case.rows) for case in cases)


def test_the_speaker_is_the_annotated_thing(annotated):
    cases = list(speaker_cases([annotated]))
    assert [case.right for case in cases] == [[0], [0]]
    previous = [[name for name in case.rows[0] if name.startswith("previous")] for case in cases]
    assert not previous[0]
    assert previous[1]


def test_a_statement_counts_when_it_overlaps_enough_and_its_speaker_when_annotated(annotated):
    who = annotated.speech.scene.referents[0]
    assert tally(annotated, [statement(FIRST, who), statement(THEN)]) == (2, 2, 2, 1)
    assert tally(annotated, [statement(FIRST[:20], who)]) == (2, 1, 0, 0)


def test_overlap_of_two_spans():
    assert overlap((0, 10), (20, 30)) == 0
    assert overlap((0, 10), (0, 20)) == 0.5
