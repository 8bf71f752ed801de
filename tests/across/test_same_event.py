"""Links between releases of one event, across languages and ministries. People, bodies and places are invented."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from newsextract.across.duplicates import Group
from newsextract.across.event_features import PreparedRelease, features
from newsextract.across.event_index import MAX_CANDIDATES, Candidate, IndexedRelease, ReleaseIndex, Rows, best_across, steps
from newsextract.across.event_release import EventRelease, event_release_of, figure_of
from newsextract.across.event_words import shipped
from newsextract.across.events import (
    Cluster,
    Link,
    RatedPair,
    clusters,
    find,
    find_with_memory,
    models,
    raise_by_support,
    release_indexes,
    rival_features,
)
from tests.across.linked_records import body, person

EMBASSY_TH = (
    "เอกอัครราชทูตนอร์เวย์ประจำประเทศไทยเข้าเยี่ยมคารวะนายกรัฐมนตรี พร้อมผลักดันความร่วมมือด้านพลังงานสะอาด",
    (
        "วันนี้ (14 มีนาคม 2566) เวลา 10.30 น. ณ ห้องสีงาช้าง ตึกไทยคู่ฟ้า ทำเนียบรัฐบาล นางอัสตริด ฮาลวอร์เซน (Astrid Halvorsen) "
        "เอกอัครราชทูตนอร์เวย์ประจำประเทศไทย เข้าเยี่ยมคารวะนายกรัฐมนตรี เนื่องในโอกาสเข้ารับตำแหน่งใหม่ นายกรัฐมนตรียินดีที่ได้ต้อนรับเอกอัครราชทูต "
        "และพร้อมส่งเสริมความร่วมมือด้านการค้า การลงทุน พลังงานสะอาด และการประมง มูลค่าการค้า 437.6 ล้านดอลลาร์สหรัฐ"
    ),
)
EMBASSY_EN = (
    "Norwegian Ambassador pays courtesy call on Prime Minister to promote cooperation on clean energy",
    (
        "March 14, 2023, at 1030hrs, at the Ivory Room, Thai Khu Fah Building, Government House, H.E. Mrs. Astrid Halvorsen, Ambassador "
        "of Norway to Thailand, paid a courtesy call on the Prime Minister on the occasion of her assumption of duty. The Prime Minister "
        "welcomed the Ambassador and was ready to promote cooperation on trade, investment, clean energy, and fisheries. Trade value "
        "is 437.6 million US dollars."
    ),
)
SCHOOL_TH = (
    "รัฐมนตรีว่าการกระทรวงศึกษาธิการเปิดโรงเรียนดนตรีสำหรับเด็กในจังหวัดตรัง",
    (
        "วันนี้ (14 มีนาคม 2566) เวลา 13.00 น. รัฐมนตรีว่าการกระทรวงศึกษาธิการเป็นประธานเปิดโรงเรียนดนตรีสำหรับเด็ก จังหวัดตรัง "
        "นักเรียน 240 คนเข้าร่วมงาน มีการแสดงระนาดและขลุ่ย ครูและผู้ปกครองร่วมชมการแสดงตลอดวัน"
    ),
)
RICE_TH = (
    "กรมการข้าวเตือนเกษตรกรระวังเพลี้ยกระโดดในนาข้าว",
    "กรมการข้าวเตือนเกษตรกรผู้ปลูกข้าวให้ระวังเพลี้ยกระโดดสีน้ำตาลในช่วงอากาศร้อนชื้น แนะนำให้สำรวจแปลงนาสัปดาห์ละ 2 ครั้ง และงดใช้สารเคมีเกินจำเป็น",
)


def row(
    key: str, text: tuple[str, str], published: str | None = "2023-03-14", start: str | None = None, **more: Any
) -> dict[str, Any]:
    """A record with one main event and only the fields that are compared."""
    language = "en" if text[0].isascii() else "th"
    event = {"main": True, "type": "talks", "status": "occurred", "start": start, "participants": [], "place": {}} | more
    return {
        "id": key,
        "title": {"text": text[0]},
        "text": "\n".join(text),
        "language": language,
        "published": published,
        "source": {"section": None},
        "entities": [],
        "times": [],
        "events": [event],
    }


CALL = "2023-03-14T10:30+07:00"


def day() -> list[EventRelease]:
    rows = [
        row("demo:9", EMBASSY_EN, "2023-03-15", CALL),
        row("demo:10", EMBASSY_TH, "2023-03-14", CALL),
        row("demo:11", SCHOOL_TH, "2023-03-14", "2023-03-14T13:00+07:00", type="ceremony"),
        row("demo:12", RICE_TH, "2023-03-14", None, type="notice"),
    ]
    return [event_release_of(one) for one in rows]


def test_an_english_release_is_linked_only_to_the_thai_one_of_its_event():
    [link] = [link for link in find(day()) if link.kind == "same"]
    assert (link.a, link.b) == ("demo:9", "demo:10")
    assert link.probability > 0.7


def test_the_order_of_the_releases_does_not_matter():
    releases = day()
    found = find(releases)
    for seed in range(3):
        random.Random(seed).shuffle(releases)
        assert find(releases) == found


def test_of_two_records_with_the_same_id_one_counts():
    assert find([*day(), *day()]) == find(day())


def test_a_release_months_away_is_not_a_candidate():
    far = [replace(one, published="2023-07-14") if one.language == "en" else one for one in day()]
    assert not find(far)


def test_releases_without_any_day_are_left_out_and_the_event_s_day_stands_in_for_publication():
    undated = [replace(one, published=None) if one.id == "demo:9" else one for one in day()]
    assert [(link.a, link.b) for link in find(undated) if link.kind == "same"] == [("demo:9", "demo:10")]
    assert not find(replace(one, published=None, day=None) for one in day())
    assert find([]) == []


VACCINE_TH = (
    "รัฐมนตรีว่าการกระทรวงสาธารณสุขหารือเอกอัครราชทูตนอร์เวย์เรื่องวัคซีน",
    (
        "วันนี้ (15 มีนาคม 2566) เวลา 15.00 น. ณ กระทรวงสาธารณสุข รัฐมนตรีว่าการกระทรวงสาธารณสุขหารือกับนางอัสตริด ฮาลวอร์เซน (Astrid Halvorsen) "
        "เอกอัครราชทูตนอร์เวย์ประจำประเทศไทย เรื่องการวิจัยวัคซีนและการแลกเปลี่ยนแพทย์ โรงพยาบาล 25 แห่งจะเข้าร่วมโครงการ"
    ),
)


def test_another_meeting_of_the_same_ambassador_is_not_the_same_event():
    later = event_release_of(row("demo:13", VACCINE_TH, "2023-03-15", "2023-03-15T15:00+07:00"))
    assert [(link.a, link.b) for link in find([*day(), later]) if link.kind == "same"] == [("demo:9", "demo:10")]


def test_a_ministry_s_release_of_the_same_call_is_the_same_event():
    again = "กระทรวงพลังงานร่วมต้อนรับเอกอัครราชทูตนอร์เวย์เข้าเยี่ยมคารวะนายกรัฐมนตรี", EMBASSY_TH[1].replace("ยินดีที่ได้ต้อนรับ", "ขอบคุณ")
    found = find([*day(), event_release_of(row("demo:14", again, "2023-03-14", CALL))])
    assert {("demo:10", "demo:14"), ("demo:9", "demo:10")} <= {(link.a, link.b) for link in found if link.kind == "same"}


def test_the_fields_of_a_record_that_are_compared():
    country = body("นอร์เวย์") | {"type": "LOCATION", "iso": "NO"}
    entities = person(en="Astrid Halvorsen"), country, body(en="Kite Board", abbr="K.B.")
    one = row("demo:1", EMBASSY_TH, start=CALL, participants=[{"entity": "e1"}], place={"country": "TH", "iso_3166_2": "TH-10"})
    one["entities"] = [{"id": f"e{n}"} | entity for n, entity in enumerate(entities, 1)]
    found = event_release_of(one)
    assert (found.language, found.day, found.clock, found.days) == ("th", "2023-03-14", "10:30", ("2023-03-14",))
    assert (found.principals, found.countries, found.bodies) == (("astrid", "halvorsen"), ("NO",), ("kiteboard", "kb"))
    assert found.figures == ("10.3", "437.6")  # 2566 is a year, 14 has two digits
    assert set(found.latin) == {"astrid", "halvorsen"}
    assert found.province == "TH-10"
    assert not found.listing


@pytest.mark.parametrize(("language", "text", "side"), [("mixed", EMBASSY_TH, "th"), ("mixed", EMBASSY_EN, "en")])
def test_a_page_in_both_languages_has_the_language_of_most_of_its_letters(language: str, text: tuple[str, str], side: str):
    assert event_release_of(row("demo:1", text) | {"language": language}).language == side


@pytest.mark.parametrize("title", ["สรุปข่าวการประชุมคณะรัฐมนตรี 14 มีนาคม 2566", "The cabinet met on March 14, 2023"])
def test_a_summary_of_resolutions_is_a_list(title: str):
    assert event_release_of(row("demo:1", (title, EMBASSY_TH[1]))).listing


@pytest.mark.parametrize(("written", "figure"), [("1,250.50", "1250.5"), ("๒๕๐", "250"), ("3.00", "3"), ("100", "100")])
def test_a_figure_is_the_same_however_it_is_written(written: str, figure: str):
    assert figure_of(written) == figure


def pair(covers: tuple[float, ...] = (), **more: Any) -> dict[str, float]:
    one, other = EventRelease("demo:1", "", "en", "2023-03-14"), EventRelease("demo:2", "", "th", "2023-03-14")
    found = Candidate(0, 0, 5.0, 1.0, 1.0, 0.5, 3.0, 1.0, 1.0, covers)
    sides = {side: {name[2:]: value for name, value in more.items() if name[0] == side} for side in "ab"}
    a, b = (PreparedRelease.of(replace(some, **sides[side]), shipped()) for side, some in (("a", one), ("b", other)))
    return features(a, b, found)


def test_the_days_of_a_pair():
    assert pair()["day unknown"]
    assert pair(a_day="2023-03-14", b_day="2023-03-14")["day equal"]
    assert "day equal" not in pair(a_day="2023-03-14", b_day="2023-03-15")
    slip = pair(a_day="2023-03-14", b_day="2022-03-14")
    assert (slip["day equal"], slip["year apart"]) == (1.0, 1.0)


def test_the_clock_counts_only_on_the_same_day():
    two = {"a_day": "2023-03-14", "a_clock": "10:30", "b_clock": "13:00"}
    assert pair(b_day="2023-03-14", **two)["clock apart"]
    assert "clock apart" not in pair(b_day="2023-03-15", **two)
    assert pair(b_day="2023-03-14", **(two | {"b_clock": "10:45"}))["clock near"]


def test_people_and_rare_figures_of_a_pair():
    same = pair(
        a_principals=("astrid",), b_principals=("astrid", "halvorsen"), a_figures=("437.6",), b_figures=("437.6", "9999")
    )
    assert (same["principals shared"], same["principals: share"], same["figures of the shorter"]) == (1.0, 1.0, 1.0)
    other = pair(a_principals=("astrid",), b_principals=("somchai",), a_figures=("437.6",), b_figures=("9999",))
    assert (other["principals apart"], other["figures apart"]) == (1.0, 1.0)
    common = pair(a_figures=("100",), b_figures=("100",))
    assert common["figures shared"] < same["figures shared"]


def test_the_model_uses_features_that_pairs_have():
    made = {name for one in (pair(), pair(a_day="2023-03-14", b_day="2023-03-14")) for name in one}
    assert made & set(models()["across languages"].names)
    assert {"day equal", "cover", "words"} <= set(models()["across languages"].names)


def test_only_the_best_candidates_of_a_release_are_kept():
    thai = [replace(day()[1], id=f"demo:{number}") for number in range(100, 160)]
    english, index = release_indexes(map(IndexedRelease.of, [day()[0], *thai]))
    assert len(best_across(english, index).pairs) == MAX_CANDIDATES


def test_a_pair_is_compared_with_its_rivals():
    chances = {"same": 0.9, "related": 0.05, "neither": 0.05}
    weak = {"same": 0.4, "related": 0.3, "neither": 0.3}
    across = [RatedPair(0, 0, chances), RatedPair(0, 1, weak), RatedPair(0, 2, weak), RatedPair(1, 0, weak)]
    first, second, third, other = rival_features(across, [RatedPair(0, 1, chances)])
    assert (first["better than the best other"], second["better than the best other"]) == (1.0, 0.0)
    assert second["alike with another"] > third["alike with another"]
    assert second["unlike a better one"] < third["unlike a better one"]
    assert other["best other English"] == 0.9


def test_a_sure_pair_raises_the_chance_of_its_thai_neighbours_and_never_lowers_it():
    sure = {"same": 0.95, "related": 0.03, "neither": 0.02}
    weak = {"same": 0.2, "related": 0.4, "neither": 0.4}
    across = [RatedPair(0, 0, sure), RatedPair(0, 1, weak), RatedPair(0, 2, weak), RatedPair(1, 1, weak)]
    inside = [
        RatedPair(0, 1, {"same": 0.9, "related": 0.1, "neither": 0.0}),
        RatedPair(0, 2, {"same": 0.1, "related": 0.9, "neither": 0.0}),
    ]
    first, second, third, other = raise_by_support(across, inside)
    assert second.chances["same"] == pytest.approx(0.95 * 0.9)
    assert sum(second.chances.values()) == pytest.approx(1.0)
    assert second.chances["related"] == second.chances["neither"]
    assert (first, third, other) == (across[0], across[2], across[3])


def test_same_day_features_exist_only_across_languages():
    shares = (0.4, 0.3, 0.2, 0.1, 0.0)
    same = pair(shares, a_day="2023-03-14", b_day="2023-03-14")
    assert same["day, headline covered"] == same["headline covered"] > 0
    assert same["day, cover"] == same["cover"]
    apart = pair(shares, a_day="2023-03-14", b_day="2023-03-10")
    assert (apart["day, cover"], apart["day unknown, cover"]) == (0.0, 0.0)
    assert "day, cover" not in pair(a_day="2023-03-14", b_day="2023-03-14")


def test_the_memory_of_an_earlier_run_changes_no_result():
    every = day()
    every += [replace(one, id=f"{one.id}9", words=one.words[1:]) for one in every]

    def named(some: list[EventRelease]) -> dict[str, str]:
        return {one.id: f"{one.id} {len(one.words)}" for one in some}

    fresh, memory = find_with_memory(map(IndexedRelease.of, every), None, named(every))
    assert fresh
    for some in (every[1:], every[:-3], [*every[:-1], replace(every[-1], words=())]):
        _, before = find_with_memory(map(IndexedRelease.of, some), None, named(some))
        again, kept = find_with_memory(map(IndexedRelease.of, every), before, named(every))
        assert again == fresh
        assert (kept.thai.rows == memory.thai.rows).all()
        assert (kept.across.chances == memory.across.chances).all()


def test_releases_that_a_user_separates_are_never_in_one_cluster():
    links = [Link("a:1", "a:2", "same", 0.9), Link("a:2", "a:3", "same", 0.8), Link("a:1", "a:3", "same", 0.7)]
    assert clusters(links) == [Cluster("a:1", ["a:1", "a:2", "a:3"])]
    assert clusters(links, (), [("a:3", "a:1")]) == [Cluster("a:1", ["a:1", "a:2"])]


def test_sums_of_rows():
    rows = Rows.of([np.array(row, np.int64) for row in ([0, 1], [], [1, 1])])
    weights = steps(shipped().weights[:2] * 0 + [2.0, 3.0])
    assert rows.sums(weights, 0, 3).tolist() == [5.0, 0.0, 6.0]
    assert rows.sums(weights, 1, 3).tolist() == [0.0, 6.0]
    assert rows.sums_at(weights, np.array([2, 0])).tolist() == [6.0, 5.0]


def test_sums_are_in_the_order_of_the_rows_asked_for():
    rows = Rows.of([np.zeros(n, np.int64) for n in range(12)])
    asked = [0, 3, 1, 2, *range(4, 12)]
    assert rows.sums_at(steps(np.ones(1)), np.array(asked)).tolist() == asked


def test_translations_weigh_more_than_unrelated_words():
    known = shipped()
    english, thai = event_release_of(row("demo:1", EMBASSY_EN)), event_release_of(row("demo:2", EMBASSY_TH))
    off = event_release_of(row("demo:3", RICE_TH))
    index = ReleaseIndex([IndexedRelease.of(thai), IndexedRelease.of(off)], known)
    words = ReleaseIndex([IndexedRelease.of(english)], known).words.row(0)
    meanings = Rows(index.words.starts, known.thai_numbers(index.words.values))
    near, far = meanings.sums(known.translation_weights(words), 0, 2).tolist()
    assert near > 2 * far
    close, apart = known.english_covered(words, [meanings.row(0), meanings.row(1)])
    assert close > 2 * apart
    said, unsaid = known.thai_covered(known.translation_weights(words), [meanings.row(0), meanings.row(1)])
    assert said > unsaid


def link(a: int, b: int, probability: float = 0.9, kind: Any = "same") -> Link:
    return Link(f"demo:{a}", f"demo:{b}", kind, probability)


def test_links_and_groups_of_copies_make_clusters():
    groups = [Group("demo:9", "duplicate", ["demo:9", "demo:10"])]
    found = clusters([link(1, 9), link(1, 10), link(3, 4, kind="related"), link(20, 21)], groups)
    assert found == [Cluster("demo:1", ["demo:1", "demo:9", "demo:10"]), Cluster("demo:20", ["demo:20", "demo:21"])]
    assert clusters([], [Group("demo:2", "version", ["demo:2", "demo:7"])]) == [Cluster("demo:2", ["demo:2", "demo:7"])]


def test_a_chain_of_links_does_not_make_one_event_of_a_day():
    chain = [link(number, number + 1) for number in range(1, 13)]
    assert max(len(cluster.records) for cluster in clusters(chain)) <= 4


def test_clusters_are_the_same_in_any_order_of_the_links():
    links = [link(a, b, 0.5 + ((a * 7 + b * 3) % 10) / 20) for a in range(1, 12) for b in range(a + 1, 12) if (a * b) % 3 == 0]
    found = clusters(links)
    random.Random(5).shuffle(links)
    assert clusters(links) == found
