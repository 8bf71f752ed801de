"""Groups of copies and versions of a release, without refilled forms. People, bodies and places are invented."""

from __future__ import annotations

import random

import numpy as np
import pytest

from newsextract.across.duplicates import Group, Pairs, Release, body_of, find
from newsextract.across.likeness import ALIGNED, PARTS, features, long_run_days, long_runs, read
from newsextract.across.sketches import REACH, candidates, shared, sketch

OPENED = (
    "นายสมหมาย ใจกว้าง ปลัดกระทรวงว่าวแห่งชาติ เป็นประธานเปิดงานว่าวนานาชาติ ครั้งที่ 7 ณ ลานว่าวริมทะเล จังหวัดตรัง "
    "โดยมีผู้แทนจากสิบสองประเทศเข้าร่วมงาน เมื่อวันที่ 3 มีนาคม 2563 เวลา 09.30 น. งานนี้มีการประกวดว่าวจุฬา ว่าวปักเป้า และว่าวงู "
    "พร้อมการแสดงของเยาวชนจากชุมชนทำว่าวบ้านสายลม ผู้ชมกว่า 4,500 คนร่วมชมการแข่งขันตลอดวัน "
    "ปลัดกระทรวงกล่าวว่า งานว่าวช่วยสร้างรายได้ให้ช่างทำว่าว และทำให้เด็กได้เรียนรู้เรื่องลมกับโครงไม้ไผ่จากผู้เฒ่าในหมู่บ้าน"
)
MORE = (
    " ด้านนางสาวพัดลม เบาสบาย ประธานชมรมช่างว่าวบ้านสายลม เปิดเผยว่า ปีนี้ช่างเตรียมว่าวใหญ่ยาวสิบห้าเมตร "
    "ใช้กระดาษสาจากสวนของชุมชน และจะขึ้นว่าวพร้อมกันในวันสุดท้ายของงาน"
)


def weekly(day: int, month: str, prices: tuple[int, ...], who: str) -> str:
    a, b, c, d = prices
    return (
        f"สำนักงานราคาว่าวรายงานราคาว่าวประจำสัปดาห์ ข้อมูล ณ วันที่ {day} {month} 2563 ดังนี้ ว่าวจุฬาราคาตัวละ {a} บาท "
        f"ว่าวปักเป้าราคาตัวละ {b} บาท ว่าวงูราคาตัวละ {c} บาท ว่าวใบไม้ราคาตัวละ {d} บาท นาย{who} ผู้อำนวยการสำนักงานราคาว่าว "
        "กล่าวว่าราคาขึ้นลงตามแรงลมและฤดูกาล ขอให้ผู้ซื้อตรวจดูโครงไม้ไผ่และสายป่านก่อนซื้อทุกครั้ง"
    )


def release(number: int, body: str, title: str = "งานว่าวนานาชาติเปิดแล้ว", day: str = "2020-03-03") -> Release:
    return Release(f"demo:{number}", title, body, day, "ข่าว")


def test_the_same_text_is_a_duplicate_and_the_earliest_release_is_first():
    again = OPENED.replace(" ว่าวปักเป้า และ", "  ว่าวปักเป้าและ")
    found = find([release(10, again, day="2020-03-05"), release(9, OPENED, day="2020-03-04"), release(2, OPENED)])
    assert found == [Group("demo:2", "duplicate", ["demo:2", "demo:9", "demo:10"])]
    [group] = find([release(10, OPENED), release(9, OPENED), release(100, OPENED)])
    assert group.records == ["demo:9", "demo:10", "demo:100"], "on one day the lower number is first"


def test_a_longer_text_is_a_version():
    found = find([release(1, OPENED), release(2, OPENED + MORE, "ช่างว่าวบ้านสายลมขึ้นว่าวใหญ่ในงานว่าวนานาชาติ", "2020-03-04")])
    assert [group.kind for group in found] == ["version"]


def test_a_form_with_new_figures_is_neither_duplicate_nor_version():
    weeks = [
        release(1, weekly(3, "มีนาคม", (120, 85, 60, 33), "สมหมาย ใจกว้าง"), "ราคาว่าวประจำวันที่ 3 มีนาคม", "2020-03-03"),
        release(2, weekly(10, "มีนาคม", (125, 81, 64, 35), "สมหมาย ใจกว้าง"), "ราคาว่าวประจำวันที่ 10 มีนาคม", "2020-03-10"),
        release(3, weekly(17, "มีนาคม", (131, 80, 66, 31), "ลมพัด ใจดี"), "ราคาว่าวประจำวันที่ 17 มีนาคม", "2020-03-17"),
    ]
    sketches = [sketch(one.body) for one in weeks]
    assert len(list(candidates(sketches))) == 3, "they do look alike"
    assert find(weeks) == []


def test_the_order_of_reading_does_not_matter():
    releases = [release(k, OPENED + str(k % 3), day=f"2020-03-{k + 1:02}") for k in range(9)]
    releases += [release(k, weekly(k, "เมษายน", (k, 2 * k, 70, 30), "สมหมาย"), "ราคาว่าว") for k in range(11, 19)]
    releases.append(release(3, OPENED + MORE))  # the same id twice
    expected = find(releases)
    assert expected
    for seed in range(3):
        random.Random(seed).shuffle(releases)
        assert find(releases) == expected


def test_a_chain_that_joins_two_unlike_releases_is_cut(monkeypatch):
    chances = {(0, 1): 0.9, (1, 2): 0.8, (0, 2): 0.01}
    monkeypatch.setattr("newsextract.across.duplicates.candidates", lambda _: chances)
    monkeypatch.setattr(Pairs, "chance", lambda _self, *pair: chances[pair])
    releases = [release(k, f"{OPENED} {k}") for k in range(3)]
    assert [group.records for group in find(releases)] == [["demo:0", "demo:1"]]
    chances[0, 2] = 0.3  # not clearly unlike: the chain holds
    assert [group.records for group in find(releases)] == [["demo:0", "demo:1", "demo:2"]]


def test_a_release_is_compared_without_its_headline_unless_it_has_hardly_more():
    assert body_of(f"งานว่าว\n{OPENED}", "งานว่าว") == OPENED
    assert body_of("งานว่าว\nภาพข่าว", "งานว่าว") == "งานว่าว\nภาพข่าว"
    assert body_of(f"หัวอื่น\n{OPENED}", "งานว่าว") == f"หัวอื่น\n{OPENED}"


def test_sketches_estimate_the_share_of_common_runs():
    text = "".join(chr(0x0E01 + int(k)) for k in np.random.default_rng(5).integers(0, 44, 3000))
    for cut in (2400, 1500, 600):
        one, other = sketch(text), sketch(text[:cut] + text[cut:][::-1])
        assert shared(one.runs, other.runs) == pytest.approx((one.numbers == other.numbers).mean(), abs=0.12)


def test_sketches_of_hardly_any_text():
    for text in ("", " ", "ก", "ว่าว"):
        assert len(sketch(text).numbers) == 128
    assert find([]) == []
    assert find([release(1, "")]) == []
    assert [group.records for group in find([release(1, ""), release(2, "")])] == [["demo:1", "demo:2"]]


def test_candidate_pairs_grow_linearly_with_the_texts():
    common = OPENED * 2
    sketches = [sketch(f"{common} ฉบับที่ {k}") for k in range(400)]
    found = list(candidates(sketches))
    assert len(found) < 400 * REACH * 6, "of 79,800"


def test_features_tell_facts_from_words():
    def of(body: str):
        return read("งานว่าว", body, "2020-03-03", None)

    base = of(OPENED)
    changed = {
        "figures": OPENED.replace("4,500", "5,200"),
        "dates": OPENED.replace("3 มีนาคม", "9 มีนาคม"),
        "names": OPENED.replace("สมหมาย ใจกว้าง", "พัดชา ลมดี"),
        "places": OPENED.replace("ตรัง", "น่าน"),
        "words": OPENED.replace("ปลัดกระทรวงกล่าวว่า", "ปลัดกระทรวงยินดีมาก"),
    }
    for kind, body in changed.items():
        row = features(base, of(body), 0.9)
        assert row[f"{kind} replaced"] > 0, kind
        assert [part for part in PARTS if row.get(f"{part} replaced") and part != kind] == [], kind
    assert features(base, of(OPENED.replace("มีนาคม 2563", "มี.ค. 63")), 0.9)["dates replaced"] == 0
    assert features(base, of(changed["figures"]), 0.9) == features(of(changed["figures"]), base, 0.9)


def test_features_tell_where_two_texts_differ():
    def of(body: str):
        return features(read("งานว่าว", OPENED, None, None), read("งานว่าว", body, None, None), 0.9)

    same, other, longer = of(OPENED), of(OPENED.replace("4,500", "5,200")), of(OPENED + MORE)
    assert same["aligned of the longer"] == same["aligned at most in a row"] == same["aligned numbers"] == 1
    assert same["changes"] == 0
    assert other["changes"] == other["changes of numbers"] == other["changes within sentences"] > 0
    assert longer["changes of numbers"] == longer["changes of the shorter"] == 0
    assert longer["changes of the longer"] > 3
    assert longer["changes in the last fifth"] == 1
    assert longer["aligned of the shorter"] == 1 > longer["aligned of the longer"]


def test_shared_runs_are_weighed_by_how_often_other_texts_have_them(monkeypatch):
    runs = long_runs(OPENED)
    one, other = read("งานว่าว", OPENED, "2020-03-03", None), read("งานว่าว", OPENED + MORE, "2020-03-04", None)
    assert features(one, other, 0.8)["runs new of both"] == 1
    monkeypatch.setattr("newsextract.across.likeness.long_run_days", lambda: (runs, np.full(len(runs), 9, np.uint8)))
    row = features(one, other, 0.8)
    assert row["runs new of both"] == 0
    assert row["runs of both met 2"] == 1, "on seven other days"
    assert row["runs met on average"] == pytest.approx(np.log1p(7))


def test_the_shipped_runs_are_sorted_and_each_was_seen_on_three_days():
    runs, days = long_run_days()
    assert (np.diff(runs.astype(np.int64)) > 0).all()
    assert days.min() >= 3
    assert len(runs) == len(days)


def test_only_the_beginning_of_a_very_long_text_is_aligned():
    one, other = (read("ก", f"{OPENED} {word} " * 200, None, None) for word in ("ลม", "ว่าว"))
    assert len(one.letters) == len(one.numbers) == ALIGNED
    assert features(one, other, 0.9)["aligned of the shorter"] > 0.9


def test_a_missing_or_invalid_day_is_an_unknown_gap():
    one = read("ก", OPENED, None, None)
    assert features(one, read("ก", OPENED, "ไม่ทราบ", None), 1.0)["gap unknown"] == 1.0
