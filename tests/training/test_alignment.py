"""Alignment of Thai and Latin letters, and new rows for the table of names."""

from newsextract.across import learn as learned
from newsextract.across import nodes, persons
from newsextract.across.harvest import glean
from newsextract.across.learn import Row
from newsextract.across.linking import Linked
from newsextract.thai.sounds import Sounds, latin_letters, shipped, thai_letters
from tests.across.linked_records import person, record
from training.alignment import Prior, costs_of, count, spellings
from training.names import COLUMNS, merged

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


def test_letters_are_in_the_order_of_sounds():
    assert thai_letters("เกรียงไกร์") == "กรAงกไ"
    assert thai_letters("ประยุทธ์") == "ประยุท"
    assert latin_letters("Chan-o-chá") == "chanocha"


def test_learned_pairs_cost_less_than_others():
    words = list(map(spellings, TAUGHT))
    for sounds in (Sounds(costs_of(count(words * 5))), shipped()):
        right = sounds.align(thai_letters("มั่นคง"), latin_letters("Mankong"))[0]
        assert all(right < sounds.align(thai_letters("มั่นคง"), latin_letters(other))[0] for other in ("Thongdee", "Prasert"))


def test_an_unknown_chunk_costs_more_than_a_known_one():
    assert Prior().align("มา", "ma")[0] < Prior().align("มา", "ki")[0]


def test_a_row_with_more_articles_replaces_the_shipped_row():
    shipped_rows = [dict(zip(COLUMNS, ("ก ข", "A B", "", "3", "2", "2020-01-01", "2020-01-02", "1|2"), strict=True))]
    more = Row("ก ข", "A Bee", "", 9, 3, "2020-01-01", "2021-01-01", "3|4", "person")
    once = Row("ค ง", "C D", "", 1, 1, "2020-01-01", "2020-01-01", "5", "person")
    body = Row("กรมว่าว", "Kite", "", 9, 9, "2020-01-01", "2020-01-01", "5", "body")
    king = Row("พระบาทสมเด็จพระวชิรเกล้าเจ้าอยู่หัว", "King", "", 9, 9, "2020-01-01", "2020-01-01", "5", "person")
    [row] = merged(shipped_rows, [more, once, body, king])
    assert row[:5] == ("ก ข", "A B", "A Bee", "9", "3"), "the shipped spelling stays, unless another is plainly more frequent"
    assert merged(shipped_rows, [more._replace(met=6)])[0][:3] == ("ก ข", "A Bee", "")
    assert merged(shipped_rows, [more._replace(met=1)])[0][:5] == ("ก ข", "A B", "", "3", "2")


def test_a_learned_row_is_of_a_person_and_in_title_case():
    days = [record("demo:1", "2020-01-01", person("สายลม ว่าวไกล", en="WAOKLAI Sailom", title=title)) for title in ("นาย", None)]
    known = [learned.rows(Linked(persons=persons.find(nodes.mentions([glean(one)])))) for one in days]
    assert [[row.en for row in rows] for rows in known] == [["Waoklai Sailom"], []], (
        "what has no title and no office may be a bank"
    )
