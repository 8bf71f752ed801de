"""The first ranking and its features. All names are invented or from no article."""

from __future__ import annotations

import numpy as np
import pytest

from newsextract.layers.terms import search
from newsextract.layers.terms.candidates import find_candidates
from newsextract.layers.terms.features import (
    COMPETITION_FEATURES,
    START_FEATURES,
    align,
    competition,
    expanded,
    head_word,
    start_features,
)
from newsextract.layers.terms.gloss import is_abbreviation
from newsextract.layers.terms.ranker import SHORTLIST_SIZE, shortlist
from newsextract.layers.terms.tables import tables, weights
from newsextract.layers.terms.window import Place, left_window
from newsextract.thai.tokens import tokenize

TEXT = "วันนี้ร่วมกับองค์การว่าวโลก (World Kite Organization) จัดอบรมที่ลำปาง"


def place(*entities):
    candidate = find_candidates(TEXT)[0]
    return Place(candidate, left_window(TEXT, candidate, tokenize(TEXT)), entities)


def rows_of(*entities):
    return start_features(TEXT, place(*entities), tables(), align(TEXT, place(), tables()))


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("Office of the Kite Board", "office"),
        ("Kites & Balloons: A Guide", "kite"),
        ("of the", None),
    ],
)
def test_the_head_is_the_last_word_of_the_first_noun_phrase(name: str, head: str | None) -> None:
    assert head_word(name) == head


def test_an_english_word_explains_only_one_thai_word() -> None:
    """Of two Thai words that match one English word, only the nearer counts as new."""
    window = place().window
    n = len(window.norms)
    scores, best = [0.0] * n, [-1] * n
    far, near = window.possible[-3], window.possible[-1]
    for i in (far, near):
        scores[i], best[i] = 3.0, 0
    rows = competition(window, (("kite",), scores, best), "Kite", tables())
    at = {i: k for k, i in enumerate(window.possible)}
    novel, repeated = COMPETITION_FEATURES.index("novel_first"), COMPETITION_FEATURES.index("redundant_first")
    assert rows[at[near], novel] == 3.0
    assert rows[at[near], repeated] == 0.0
    assert rows[at[far], novel] == 0.0
    assert rows[at[far], repeated] == 3.0


def test_unexplained_english_words_are_counted() -> None:
    window = place().window
    n = len(window.norms)
    scores, best = [0.0] * n, [-1] * n
    scores[window.possible[-1]], best[window.possible[-1]] = 3.0, 1
    rows = competition(window, (("world", "kite"), scores, best), None, tables())
    assert set(rows[:, COMPETITION_FEATURES.index("words_left")]) == {1.0}


def test_the_shortlist_has_a_limit() -> None:
    assert shortlist(np.full(30, 1 / 30)) == list(range(SHORTLIST_SIZE))


@pytest.mark.parametrize("kind", ["en", "en_abbr", "abbr", "th_abbr", "person"])
def test_the_slope_is_the_expanded_weights_on_the_raw_features(kind: str) -> None:
    rows, learned = rows_of(), weights()
    assert rows @ learned.slope(kind) == pytest.approx((expanded(rows, kind) / learned.start.scale) @ learned.start.weights)


def test_an_entity_that_ends_at_the_right_edge_marks_its_start() -> None:
    candidate, window = place().candidate, place().window
    start = TEXT.index("องค์การ")
    rows = rows_of((start, candidate.th_end))
    marked = [window.starts[window.possible[k]] for k in np.flatnonzero(rows[:, START_FEATURES.index("entity_whole")])]
    assert marked == [start]
    shorter = rows_of((start, candidate.th_end - 3))
    assert not shorter[:, START_FEATURES.index("entity_whole")].any()


@pytest.mark.parametrize("word", ["โครงการ", "มาตรการ", "กระบวนการ"])
def test_a_word_in_kan_is_not_cut_before_a_verb(word: str) -> None:
    text = f"พร้อม{word}ทำงานที่บ้าน (Work From Home)"
    window = left_window(text, find_candidates(text)[0], tokenize(text))
    starts = {window.starts[i] for i in window.possible}
    assert text.index("ทำงาน") in starts
    assert text.index(word) in starts
    assert text.index(word) + len(word) - len("การ") not in starts


def test_camel_case_is_not_always_an_abbreviation() -> None:
    assert not is_abbreviation("ThaID")
    assert is_abbreviation("CoRE")


def test_a_title_missing_from_the_english_is_trimmed() -> None:
    text = "ผู้ดำเนินรายการคือ นายทากาฮาชิ โทรุ (Takahashi Toru) และคณะ"
    terms = [t for t in search(text) if t.th is not None]
    assert [t.th.text for t in terms if t.th] == ["ทากาฮาชิ โทรุ"]


@pytest.mark.parametrize(
    "text",
    [
        "ร่วมงาน (การประชุมว่าวโลก) (World Kite Forum) ที่ลำปาง",
        "ร่วมงาน การประชุมว่าวโลกหรือ (World Kite Forum) ที่ลำปาง",
        "ร่วมงาน การประชุมว่าวโลก\u00a0หรือ (World Kite Forum) ที่ลำปาง",
        "ร่วมงาน\nการประชุมว่าวโลก\n(World Kite Forum) ที่ลำปาง",
    ],
)
def test_the_thai_side_ends_before_brackets_or_and_line_breaks(text: str) -> None:
    terms = [t for t in search(text) if t.th is not None]
    assert [(t.th.text, t.en.text) for t in terms if t.th and t.en] == [("การประชุมว่าวโลก", "World Kite Forum")]


def glossed(text: str) -> list[tuple[str | None, str | None]]:
    """English name and abbreviation of each candidate."""
    return [(c.gloss.english(text), c.gloss.short(text)) for c in find_candidates(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("เน้น[ นอกจากนี้ ถึงวันว่าวโลก (World Kite Day) ซึ่ง", ("World Kite Day", None)),
        ("[เรื่อง ว่าวดิจิทัล (Kite Token)] วันนี้", ("Kite Token", None)),
        ("จัดตั้งศูนย์ว่าวเด็ก (ศวด.) หรือ Kite Care Center for Children (KCCC) แล้ว", ("Kite Care Center for Children", "KCCC")),
        ("อัตราขั้นต่ำ หรือ MKR (Minimum Kite Rate) ก็ได้", ("Minimum Kite Rate", "MKR")),
        ("จัด India – ASEAN Kite Exhibition หรือนิทรรศการว่าวอินเดีย – อาเซียน ที่นี่", ("India – ASEAN Kite Exhibition", None)),
        ("สารระเหย (VOCs-Volatile organic compounds) มาก", ("Volatile organic compounds", "VOCs")),
        ("สาธารณรัฐประชาธิปไตยประชาชนลาว (สปป.ลาว) ด้วย", (None, "สปป.ลาว")),
    ],
)
def test_a_gloss_inside_another_bracket_and_one_with_a_bracket_of_its_own(
    text: str, expected: tuple[str | None, str | None]
) -> None:
    assert expected in glossed(text)


@pytest.mark.parametrize(
    "text",
    [
        "เป้าหมายการพัฒนาข้อที่ 17 (Partnership) นั้น",
        "เข้ามาทำงานด้วยระบบ (Kite Permit System : KPS) ตั้งแต่",
        "ติดต่อได้ที่สาขาทั่วประเทศ หรือ Kite Contact Center โทร. 1",
        "ส่งได้ทางจดหมายอิเล็กทรอนิกส์ [email\xa0protected] ตั้งแต่",
        "สูงสุดที่สมุทรสาคร (49 ug/m3) ต่ำสุด",
        "อุทยานวิทยาศาสตร์ภาคเหนือ (จ.เชียงใหม่) ได้รับ",
    ],
)
def test_a_gloss_without_a_thai_name_is_not_a_candidate(text: str) -> None:
    assert glossed(text) == []


def test_a_translated_classifier_is_a_candidate() -> None:
    assert glossed("ชำระเงินผ่านแอปพลิเคชัน (Application) ได้") == [("Application", None)]


def test_a_term_inside_a_bracket_does_not_begin_before_it() -> None:
    text = "ตามแผน (ร่างโดยศูนย์ว่าวโลก (World Kite Centre) ปี 2566) แล้ว"
    [candidate] = find_candidates(text)
    assert candidate.limit == text.index("(") + 1


@pytest.mark.parametrize("person", ["นายเอก ว่าวไทย ", "พลตำรวจเอก โท ว่าวไทย ", ""])
def test_a_role_abbreviation_includes_the_role_and_no_name(person: str) -> None:
    text = f"วันนี้ {person}รัฐมนตรีว่าการกระทรวงการท่องเที่ยวและกีฬา (รมว.กก.) กล่าว"
    [term] = [t for t in search(text) if t.abbr and t.abbr.text == "รมว.กก."]
    assert term.th is not None
    assert term.th.text == "รัฐมนตรีว่าการกระทรวงการท่องเที่ยวและกีฬา"
