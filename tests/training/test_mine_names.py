"""Thai and English names of one person, matched by sound."""

from __future__ import annotations

import pytest

from newsextract.thai.sounds import Sounds, latin_letters, thai_letters
from training.alignment import learn
from training.match_names import Matching, Pair, first_sounds, latin_name, near, pairs_of, table, thai_name
from training.mine_names import SINCE, Seen, seen

TAUGHT = [
    ("สมชาย", "Somchai"),
    ("สมหมาย", "Sommai"),
    ("ใจดี", "Jaidee"),
    ("ทองดี", "Thongdee"),
    ("มั่นคง", "Mankong"),
    ("สมใจ", "Somjai"),
    ("ชัยดี", "Chaidee"),
    ("คงทอง", "Kongthong"),
]


def release(article, day, english, thai=(), latin=(), glosses=()):
    return Seen(article, day, english, tuple(thai), tuple(latin), tuple(glosses))


def test_letters_stand_in_the_order_of_sounds():
    assert thai_letters("เกรียงไกร์") == "กรAงกไ"
    assert thai_letters("ประยุทธ์") == "ประยุท"
    assert latin_letters("Chan-o-chá") == "chanocha"


def test_what_is_learned_makes_the_pairs_cheaper_than_others():
    words = [(thai_letters(thai), latin_letters(latin)) for thai, latin in TAUGHT]
    matching = Matching(learn(words * 5))
    right = [max(matching.of("สมชาย มั่นคง", "Somchai Mankong"))]
    wrong = [max(matching.of("สมชาย มั่นคง", name)) for name in ("Somchai Thongdee", "Prasert Mankong")]
    assert max(right) < min(wrong)


def test_an_unknown_chunk_costs_more_than_a_known_one():
    assert Sounds().align("มา", "ma")[0] < Sounds().align("มา", "ki")[0]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("H.E. Mr. Somchai JAIDEE", "Somchai Jaidee"),
        ("Somchai Jaidee Deputy Minister", "Somchai Jaidee"),
        ("Somchai Jaidee. The Ministry", "Somchai Jaidee"),
        ("Somchai Jaidee's", "Somchai Jaidee"),
        ("Somchai Isara Na", None),  # it breaks off
        ("ASEAN SUMMIT 2020", None),
        ("Somchai", None),
    ],
)
def test_a_latin_name_is_without_titles_and_offices(text, name):
    assert latin_name(text) == name


def test_a_thai_name_is_without_titles():
    assert thai_name("นายแพทย์สมชาย ใจดี") == "สมชาย ใจดี"
    assert thai_name("นายสมชาย") == ""


def test_a_word_may_begin_with_the_sound_behind_a_silent_letter():
    assert set(first_sounds("หมายดี")) == {"H", "M"}
    assert set(first_sounds("ทรัพย์")) == {"T", "S"}


def test_names_meet_within_some_days_only():
    found = [release(1, 100, False, ["สมชาย ใจดี"]), release(2, 102, True, latin=["Somchai Jaidee"])]
    assert [*near(found)] == [("สมชาย ใจดี", "Somchai Jaidee", 2)]
    assert [*near([found[0], found[1]._replace(day=110)])] == []


def test_the_spelling_that_most_articles_use_wins():
    thai = "สมชาย ใจดี"
    taught = [
        release(10 + k, 1, False, glosses=[(f"{a} {b}", f"{c} {d}")])
        for k, ((a, c), (b, d)) in enumerate(zip(TAUGHT, TAUGHT[::-1], strict=True))
    ]
    days = [release(100 + k, 50 + 10 * k, True, latin=["Somchai Jaidee" if k else "Somchai Jaidi"]) for k in range(4)]
    days += [release(200 + k, 50 + 10 * k, False, [thai]) for k in range(4)]
    found = taught * 6 + days
    row = next(row for row in table(found, pairs_of(found)) if row[0] == thai)
    assert row[1:5] == ("Somchai Jaidee", "Somchai Jaidi", 4, 4)
    assert str(row[5]) == "2000-02-20"


def test_an_articles_names_are_those_with_a_title_and_its_glosses():
    text = "กรม-ข่าว\n\nวันศุกร์ที่ 1 มีนาคม 2567\nข่าว\nข่าว\nนายสมชาย ใจดี (Mr. Somchai Jaidee) พบ นางมาลี ทองดี และ คนอื่น มากมาย"
    found = seen({"id": 7, "text": text})
    assert found.thai == ("สมชาย ใจดี", "มาลี ทองดี")
    assert found.glosses == (("สมชาย ใจดี", "Mr. Somchai Jaidee"),)
    assert not found.english
    assert found.day == (SINCE.replace(2024, 3, 1) - SINCE).days


def test_a_gloss_may_differ_more_than_names_that_met_once():
    pair = Pair("ก ข", "K Kh", (1.2, 1.3), True, [1])
    assert pair.is_sure
    assert not pair._replace(glossed=False).is_sure
