"""Which of two tellings are one event, and what the choice of an event's day looks at."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from newsextract.layers.drafts import Event
from newsextract.layers.events import background, happening_slots
from newsextract.layers.events.background_places import models
from newsextract.layers.events.context import Context
from newsextract.records import Name, Place
from spoken import places
from tests.told import context, stretch

Telling = tuple[str, str | None, str | None]


def event(seen: Context, telling: Telling, *, main: bool = False) -> Event:
    """An event told by some words, with its start and its name."""
    words, start, name = telling
    about = places(seen.text, words)[0]
    slots = {} if main else {"about": [about]}
    return Event(
        id="", main=main, type="meeting", status="occurred", about=about, start=start, name=Name(th=name), slots=slots,
        confidence={"about": 0.9, "type": 0.9, "start": 0.9},
    )  # fmt: skip


def told(monkeypatch: pytest.MonkeyPatch, chance: float) -> None:
    """Let every draft be an event with a probability."""
    model = SimpleNamespace(probability=lambda _: chance, calibrated=float)
    monkeypatch.setattr(background, "models", lambda: {"told": model})


def kept(monkeypatch: pytest.MonkeyPatch, seen: Context, main: Telling, *others: Telling) -> list[str]:
    """The words of the events kept beside the main event, of the given ones."""
    found = {telling[0]: event(seen, telling) for telling in others}
    words_at = {stretch(seen, words).start: words for words in found}
    scored = [(stretch(seen, words), 0.9) for words in found]
    monkeypatch.setattr(background, "score_stretches", lambda *_: scored)
    monkeypatch.setattr(background, "_event", lambda _context, _main, one, *_: found[words_at[one.start]])
    told(monkeypatch, 0.9)
    events = background.background(seen, event(seen, main, main=True), "a")
    return [one.about.text for one in events if one.about]


@pytest.mark.parametrize(
    ("start", "name", "another"),
    [
        ("2024-02-01", "มหกรรมว่าวไทย", True),
        ("2024-03-05", "มหกรรมว่าวไทย", False),
        (None, "มหกรรมว่าวไทย", False),
        ("2024-02-01", "มหกรรมว่าวไทย รอบชิงชนะเลิศ", False),
    ],
)
def test_a_name_within_a_longer_one_on_another_day_is_another_event(
    monkeypatch: pytest.MonkeyPatch, start: str | None, name: str, *, another: bool
) -> None:
    seen = context("เปิดรอบชิงชนะเลิศที่ลานกว้าง ซึ่งจัดครั้งแรกริมน้ำสมมุติ")
    main = ("เปิดรอบชิงชนะเลิศ", "2024-03-05", "มหกรรมว่าวไทย รอบชิงชนะเลิศ")
    assert kept(monkeypatch, seen, main, ("จัดครั้งแรก", start, name)) == ["จัดครั้งแรก"] * another


@pytest.mark.parametrize(("end", "another"), [("2024-03-27", True), ("2024-03-05", False), (None, False)])
def test_an_end_on_another_day_tells_another_event(monkeypatch: pytest.MonkeyPatch, end: str | None, *, another: bool) -> None:
    seen = context("เปิดรอบชิงชนะเลิศที่ลานกว้าง ซึ่งจะรับสมัครริมน้ำสมมุติ")
    main = event(seen, ("เปิดรอบชิงชนะเลิศ", "2024-03-05", "มหกรรมว่าวไทย รอบชิงชนะเลิศ"), main=True)
    due = event(seen, ("รับสมัคร", None, "มหกรรมว่าวไทย")).model_copy(update={"end": end})
    assert background._same_event(seen, due, main) is not another


@pytest.mark.parametrize(
    ("then", "another"),
    [
        ("ลดเงินสมทบกองทุนว่าวของช่างฝีมือจากร้อยละ 9 เหลือร้อยละ 1.9", True),
        ("ลดเงินสมทบกองทุนว่าวของช่างฝีมือจากร้อยละ 5", False),
        ("ลดเงินสมทบกองทุนว่าวของช่างฝีมือ", False),
    ],
)
def test_the_same_words_with_other_figures_tell_another_event(
    monkeypatch: pytest.MonkeyPatch, then: str, *, another: bool
) -> None:
    first = "ลดเงินสมทบกองทุนว่าวของช่างฝีมือจากร้อยละ 5 เหลือร้อยละ 1"
    seen = context(f"เปิดงานสมมุติ\nเรื่องแรก {first}\nเรื่องที่สอง {then}  ")
    at = seen.text.rindex(then)
    tellings = [(first, "2024-05", None), (seen.text[at - 1 : at] + then, "2024-05", None)]
    assert len(kept(monkeypatch, seen, ("เปิดงานสมมุติ", None, None), *tellings)) == 1 + another


@pytest.mark.parametrize(("mark", "count"), [("- ", 2), ("และ", 1)])
def test_items_of_a_list_in_nearly_the_same_words_are_two_events(
    monkeypatch: pytest.MonkeyPatch, mark: str, count: int
) -> None:
    kites, strings = ("บันทึกความร่วมมือด้านว่าวกับกรมทดสอบ", "บันทึกความร่วมมือด้านเชือกกับกรมทดสอบ")
    seen = context(f"เปิดงานสมมุติ\n{mark}{kites}\n{mark}{strings}")
    tellings = [(words, "2024-05-01", None) for words in (kites, strings)]
    assert len(kept(monkeypatch, seen, ("เปิดงานสมมุติ", None, None), *tellings)) == count


@pytest.mark.parametrize(("likely", "chance", "found"), [(0.9, 0.26, 1), (0.9, 0.22, 0), (0.13, 0.26, 1), (0.11, 0.26, 0)])
def test_likely_words_make_a_draft_and_what_it_tells_an_event(
    monkeypatch: pytest.MonkeyPatch, likely: float, chance: float, found: int
) -> None:
    seen = context("The minister opened a bridge before the Kite Forum", language="en")
    monkeypatch.setattr(background, "score_stretches", lambda *_: [(stretch(seen, "the Kite Forum"), likely)])
    monkeypatch.setattr(background, "_event", lambda *_: event(seen, ("the Kite Forum", None, None)))
    told(monkeypatch, chance)
    events = background.background(seen, event(seen, ("opened a bridge", None, None), main=True), "a")
    assert [one.confidence["about"] for one in events] == [chance] * found


@pytest.mark.parametrize(("without", "within", "searched"), [(0.2, 0.2, False), (0.2, 0.3, True), (0.3, 0.2, True)])
def test_a_place_is_looked_for_if_the_event_may_be_told(
    monkeypatch: pytest.MonkeyPatch, without: float, within: float, *, searched: bool
) -> None:
    seen = context("เปิดงานว่าว และจะประชุมชาวนาเรื่องข้าว ณ โรงแรมริมน้ำ")
    found: list[str] = []
    place = background.place_of
    monkeypatch.setattr(background, "score_stretches", lambda *_: [(stretch(seen, "ประชุมชาวนาเรื่องข้าว"), 0.9)])
    monkeypatch.setattr(background, "place_of", lambda *those: found.append("place") or place(*those))
    model = SimpleNamespace(probability=lambda row: within if "placed True" in row else without, calibrated=float)
    monkeypatch.setattr(background, "models", lambda: {"told": model})
    main = event(seen, ("เปิดงานว่าว", None, None), main=True)
    [(draft, row)] = background.drafts(seen, main, background.MIN_PROBABILITY)
    assert bool(found) is searched
    assert ("placed True" in row) is (draft.place.venue is not None)
    assert bool(found) or (draft.place, draft.status) == (Place(), "occurred")


def chance_of(seen: Context, one: Event, *others: Event) -> float:
    """The probability of an event beside likelier ones, by the shipped model, if its words are as likely as not."""
    main = event(seen, ("เปิดงานว่าว", "2024-03-05", None), main=True)
    return models()["told"].probability(happening_slots.told_features(seen, one, main, others, 0.5))


def test_an_event_is_likelier_with_a_day_and_apart_from_likelier_ones() -> None:
    seen = context("เปิดงานว่าว ตรวจโรงเรียน มอบรางวัล" + "ให้ช่างทำว่าวทุกคนที่มาร่วมงานในวันนั้น" * 3 + "ปลูกป่า")
    dated, plain = (event(seen, ("มอบรางวัล", start, None)) for start in ("2024-02-01", None))
    beside, apart = (event(seen, (words, None, None)) for words in ("ตรวจโรงเรียน", "ปลูกป่า"))
    assert chance_of(seen, dated) > chance_of(seen, plain)
    assert chance_of(seen, plain) == chance_of(seen, plain, apart) > chance_of(seen, plain, beside)


def rows_of(seen: Context, words: str, **main: str) -> list[dict[str, float]]:
    """The features of each time that may date some words, of the main event's day and of no day."""
    whole = Event(id="a#1", main=True, type="ceremony", status="occurred", **main)  # type: ignore[arg-type]
    one = stretch(seen, words)
    return happening_slots.time_features(seen, one, happening_slots.times_of(seen, one), whole, 0.9)


def test_the_main_events_day_and_no_day_are_weighed_by_what_is_told() -> None:
    seen = context("โอกาสนี้ อธิบดีกรมว่าวได้มอบรางวัลช่างว่าวดีเด่น\nขณะนี้ กรมว่าวเปิดศูนย์ช่างว่าวทุกจังหวัด")
    [*_, main, none] = rows_of(seen, "มอบรางวัลช่างว่าวดีเด่น", start="2024-03-05")
    assert {"main's day, opens โอกาส", "main's day, main ceremony", "main's day, main day now", "main's day, part 4"} <= set(
        main
    )
    assert {"no day, opens โอกาส", "no day, main day now"} <= set(none)
    [*_, later, _] = rows_of(seen, "เปิดศูนย์ช่างว่าว", start="2024-03-08", end="2024-03-10")
    assert {"main's day, opens ขณะนี้", "main's day, main day later", "main's day, main range"} <= set(later)


def test_a_time_is_weighed_by_the_words_beside_it_and_up_to_the_event() -> None:
    seen = context("ลงนามความร่วมมือเมื่อวันที่ 4 มีนาคม 2567 ณ กรุงเทพฯ. จากนั้นเปิดศูนย์ช่างว่าว")
    [time, *_] = rows_of(seen, "เปิดศูนย์ช่างว่าว", start="2024-03-05")
    assert {"between, before จากนั้น", "next กรุงเทพ"} <= set(time)
    assert any(name.startswith("ahead") for name in time)
