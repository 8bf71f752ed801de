"""The sample is a gold standard: these tests check its texts, pages and expected values against each other.

:func:`record_text`, :func:`locate` and :func:`expected` also serve comparisons with the library's output; the format is
described in corpora/README.md.
"""

from __future__ import annotations

import datetime as dt
import itertools
import json
import re
from pathlib import Path
from typing import Any, get_args

import pytest

import build_sample
from newsextract.page import Page
from newsextract.pages import parse
from newsextract.records import EntityType, Event, EventType, Language, Part, TermKind, TermRel, TimeKind, WarningCode

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "corpora" / "sample"
NAMES = sorted(path.stem for path in (SAMPLE / "text").glob("*.txt"))
PREFIX = "รัฐบาลไทย-ข่าวทำเนียบรัฐบาล-"
WEEKDAYS = ("จันทร์", "อังคาร", "พุธ", "พฤหัสบดี", "ศุกร์", "เสาร์", "อาทิตย์")
ENGLISH_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
THAI_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")


def squeeze(text: str) -> str:
    return re.sub(r"[\s\u200b\ufeff]+", "", text)


def record_text(name: str) -> str:
    """The text in which quotes are located: the headline once, a line break and the body, as in the file."""
    lines = (SAMPLE / "text" / f"{name}.txt").read_text(encoding="utf-8-sig").splitlines()
    printed = lines[0].removeprefix(PREFIX)
    last = max(i for i, line in enumerate(lines) if line == printed)
    title = printed.lstrip("\u200b")
    return "\n".join([title, *lines[last + 1 : -2]])


def expected(name: str) -> dict[str, Any]:
    """The hand-made expected values of one article."""
    found: dict[str, Any] = json.loads((SAMPLE / "expected" / f"{name}.json").read_text(encoding="utf-8"))
    return found


def locate(text: str, quote: dict[str, Any]) -> tuple[int, int]:
    """The span of a quote, whose text has ``n`` earlier occurrences (overlapping ones count)."""
    start = -1
    for _ in range(quote["n"] + 1):
        start = text.find(quote["text"], start + 1)
        assert start >= 0, f"{quote['text']!r} does not occur {quote['n'] + 1} times"
    return start, start + len(quote["text"])


@pytest.fixture(params=NAMES)
def article(request):
    return request.param, record_text(request.param), expected(request.param)


def quotes(value: object):
    if isinstance(value, dict):
        if "n" in value and "text" in value:
            yield value
        for item in value.values():
            yield from quotes(item)
    elif isinstance(value, list):
        for item in value:
            yield from quotes(item)


def spans(text: str, items: list[dict[str, Any]]) -> list[tuple[int, int]]:
    return [locate(text, item) for item in items]


# the sample as a whole


def test_every_article_has_its_three_files():
    for folder, suffix in (("text", "txt"), ("html", "html"), ("expected", "json")):
        assert sorted(path.name for path in (SAMPLE / folder).iterdir()) == [f"{name}.{suffix}" for name in NAMES]


def test_languages_and_kinds_of_news():
    all_ = [expected(name) for name in NAMES]
    assert sum(one["language"] == "th" for one in all_) >= 12
    assert sum(one["language"] == "en" for one in all_) >= 6
    kinds = {event["type"] for one in all_ for event in one["events"]}
    wanted = {
        "meeting",
        "visit",
        "talks",
        "decision",
        "agreement",
        "disaster",
        "report",
        "notice",
        "training",
        "enforcement",
        "ceremony",
        "statement",
    }
    assert kinds >= wanted
    assert len({one["id"] for one in all_}) == len(NAMES)
    assert {w["code"] for one in all_ for w in one["warnings"]} == {"no_event", "date_conflict", "abbr_mismatch"}


def test_the_twins_report_the_same_event():
    thai, english = (expected(name)["events"][0] for name in ("0003", "0013"))
    for key in ("type", "start", "end", "countries"):
        assert thai[key] == english[key]
    assert thai["place"]["iso_3166_2"] == english["place"]["iso_3166_2"]


def test_the_text_files_have_the_form_of_the_corpus(article):
    name, _, gold = article
    lines = (SAMPLE / "text" / f"{name}.txt").read_text(encoding="utf-8-sig").splitlines()
    assert lines[0].startswith(PREFIX)
    assert lines[1] == ""
    header = next(line for line in lines[1:] if line)
    day = dt.date.fromisoformat(gold["published"])
    assert header.startswith(f"วัน{WEEKDAYS[day.weekday()]}ที่ {day.day} ")
    assert header.endswith(f" {day.year + 543}")
    number = re.fullmatch(r"ที่มา : https://www\.thaigov\.go\.th/news/contents/details/(\d+)", lines[-1])
    assert int(number[1]) >= 9_000_001
    assert gold["id"] == f"thaigov:{number[1]}"
    assert gold["url"] == lines[-1].removeprefix("ที่มา : ")
    assert lines[-2] == ""


# the expected values


def test_every_quote_occurs(article):
    _, text, gold = article
    found = list(quotes(gold))
    assert len(found) >= 5
    for quote in found:
        start, end = locate(text, quote)
        assert text[start:end] == quote["text"] == quote["text"].strip()


def test_language_title_and_length(article):
    _name, text, gold = article
    assert gold["language"] in get_args(Language)
    assert gold["title"]["text"] == text.split("\n")[0] == gold["title"][gold["language"]]
    other = "en" if gold["language"] == "th" else "th"
    assert gold["title"][other] is None
    assert 1_200 <= len(text) <= 3_500
    assert list(gold)[:6] == ["id", "url", "section", "language", "title", "published"]


def test_entities_are_flat_and_exhaustive(article):
    _, text, gold = article
    entities = gold["entities"]
    places = spans(text, entities)
    assert places == sorted(places)
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(places))
    for entity in entities:
        assert entity["type"] in get_args(EntityType)
        assert ("name" in entity) == (entity["type"] == "PERSON")
        assert entity["text"].endswith(entity.get("name", ""))
    for wanted in {entity.get("name", entity["text"]) for entity in entities}:
        # short words also occur inside other words: เกษตร in เกษตรกร
        if len(wanted) >= 8:
            for found in re.finditer(re.escape(wanted), text):
                assert any(a <= found.start() and found.end() <= b for a, b in places), text[
                    found.start() - 20 : found.end() + 20
                ]


ISO = re.compile(r"(?:\d{4}(?:-\d\d(?:-\d\d)?)?|(?:\d{4}-\d\d-\d\d)?T\d\d:\d\d)\Z")


def assert_iso(value: str) -> None:
    assert ISO.match(value), value
    if len(value) == 10:
        dt.date.fromisoformat(value)
    elif "T" in value:
        dt.datetime.fromisoformat(value if value[0] != "T" else f"2000-01-01{value}")


def test_times_have_iso_values(article):
    _, text, gold = article
    places = spans(text, gold["times"])
    assert places == sorted(places)
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(places))
    for time in gold["times"]:
        assert time["kind"] in get_args(TimeKind)
        if time["kind"] == "list":
            assert time["value"] is None
            assert time["values"] == sorted(time["values"])
            for value in time["values"]:
                assert_iso(value)
            continue
        assert_iso(time["value"])
        ranged = time["kind"].endswith("range") or time["kind"] in {"fiscal_year", "quarter", "half", "season_year"}
        assert (time["end_value"] is not None) == ranged, time
        if ranged:
            assert_iso(time["end_value"])
            assert len(time["end_value"]) == len(time["value"])
            assert time["value"] < time["end_value"]


def test_every_buddhist_year_is_in_a_time(article):
    _, text, gold = article
    places = spans(text, gold["times"])
    for found in re.finditer(r"(?<![\d-])(?:25[4-7]\d|๒๕[๔-๗][๐-๙])(?![\d-])", text):
        assert any(a <= found.start() and found.end() <= b for a, b in places), text[found.start() - 30 : found.end()]


def test_weekdays_agree_except_where_flagged(article):
    _, text, gold = article
    conflicts = []
    for time in gold["times"]:
        thai = re.search(rf"วัน({'|'.join(WEEKDAYS)})(?=ที่)", time["text"])
        english = re.search("|".join(ENGLISH_WEEKDAYS), time["text"])
        if not thai and not english:
            assert time["calendar_check"] is None
            continue
        said = WEEKDAYS.index(thai[1]) if thai else ENGLISH_WEEKDAYS.index(english[0])
        agrees = dt.date.fromisoformat(time["value"][:10]).weekday() == said
        assert time["calendar_check"] == ("ok" if agrees else "conflict")
        if not agrees:
            conflicts.append(locate(text, time))
    flagged = [locate(text, w["quote"]) for w in gold["warnings"] if w["code"] == "date_conflict"]
    assert len(flagged) == len(conflicts)
    assert all(a[0] <= b[0] and b[1] <= a[1] for a, b in zip(conflicts, flagged, strict=True))


def test_the_digits_of_a_date_are_those_of_its_value(article):
    _, _, gold = article
    for time in gold["times"]:
        if time["kind"] in {"date", "datetime"}:
            said = time["text"].translate(THAI_DIGITS)
            day = dt.date.fromisoformat(time["value"][:10])
            assert re.search(rf"(?<!\d){day.day}(?!\d)", said), time
            year = re.search(r"(?<!\d)(\d{4})(?!\d)", re.sub(r"\d{4}hrs", "", said))
            assert year is None or int(year[1]) in {day.year, day.year + 543}, time
        if time["kind"] == "datetime":
            hour, minute = time["value"][11:].split(":")
            assert re.search(rf"{hour}\.?{minute}", time["text"].translate(THAI_DIGITS)), time


def test_people(article):
    _, text, gold = article
    mentioned = [entity for entity in gold["entities"] if entity["type"] == "PERSON"]
    listed = [mention for person in gold["people"] for mention in person["mentions"]]
    key = lambda quote: (quote["text"], quote["n"])  # noqa: E731
    assert sorted(map(key, listed)) == sorted(map(key, mentioned))
    for person in gold["people"]:
        assert person["name"] in text
        assert person["title"] is None or f"{person['title']}" in text
        assert person["role"] is None or squeeze(person["role"]) in re.sub(r"\([^)]*\)", "", squeeze(text)), person


def test_terms(article):
    _, text, gold = article
    for term in gold["terms"]:
        assert term["kind"] in get_args(TermKind)
        assert term["rel"] in get_args(TermRel)
        assert term["en"] or term["abbr"]
        parts = [locate(text, term[key]) for key in ("th", "en", "abbr") if term[key]]
        for (_, end), (start, _) in itertools.pairwise(parts):
            assert re.fullmatch(r"[”\s]*\(\s*|\s?:\s?", text[end:start]), term


def test_events(article):
    _name, text, gold = article
    assert (not gold["events"]) == any(w["code"] == "no_event" for w in gold["warnings"])
    for raw in gold["events"]:
        event = Event(id=gold["id"], **{key: value for key, value in raw.items() if key not in {"participants", "countries"}})
        assert event.main
        assert event.type in get_args(EventType)
        assert raw["participants"]
        for value in (event.name.th, event.name.en, event.place.venue):
            assert value is None or value in text
        for party in raw["participants"]:
            assert party["name"] in text, party
            assert party["part"] in get_args(Part)
        clock = "T" in event.start
        assert event.precision == ("minute" if clock else "day")
        start = dt.datetime.fromisoformat(event.start)
        assert clock == (start.utcoffset() == dt.timedelta(hours=7))
        said = {value for time in gold["times"] for value in (time["value"], time["end_value"]) if value}
        assert event.start[:16] in said
        assert event.end is None or event.end[:16] in said
        assert event.status == ("scheduled" if event.start[:10] > gold["published"] else "occurred")
        if event.attendance is not None:
            assert str(event.attendance) in text.translate(THAI_DIGITS)
            assert event.attendance_unit in text


def test_statements(article):
    _, text, gold = article
    names = {person["name"] for person in gold["people"]}
    end = 0
    for statement in gold["statements"]:
        first, last = locate(text, statement["first"]), locate(text, statement["last"])
        assert end <= first[0] < last[1]
        assert "\n" not in text[first[0] : last[1]]
        cue = locate(text, statement["cue"])
        assert cue[1] <= first[0] or cue[0] >= last[1]
        assert statement["speaker"] in names or statement["speaker"] in text
        assert (statement["kind"] == "direct") == (text[first[0] - 1] == "“")
        end = last[1]


def test_warnings(article):
    for warning in article[2]["warnings"]:
        assert warning["code"] in get_args(WarningCode)


# the pages


def test_the_pages_are_what_the_script_builds():
    built = build_sample.pages()
    assert sorted(built) == [f"{name}.html" for name in NAMES]
    for name, content in built.items():
        assert (SAMPLE / "html" / name).read_bytes() == content, f"{name}: run scripts/build_sample.py"


def test_one_page_is_in_windows_874():
    old = [name for name in NAMES if b'charset="windows-874"' in (SAMPLE / "html" / f"{name}.html").read_bytes()]
    assert len(old) == 1
    content = (SAMPLE / "html" / f"{old[0]}.html").read_bytes()
    with pytest.raises(UnicodeDecodeError):
        content.decode("utf-8")
    assert set("“”…–") <= set(content.decode("cp874"))


def test_a_malformed_text_file_is_an_error():
    with pytest.raises(ValueError, match="not a sample text file"):
        build_sample.read_text(
            "หัวข้อ\n\nวันศุกร์ที่ 1 มีนาคม 2567\nหัวข้อ\nเนื้อข่าว\n\nที่มา : https://www.thaigov.go.th/news/contents/details/1\n"
        )


@pytest.mark.parametrize("kind", ["corpus", "html"])
def test_text_and_page_are_the_same_article(article, kind):
    name, text, gold = article
    folder, suffix = ("text", "txt") if kind == "corpus" else ("html", "html")
    content = (SAMPLE / folder / f"{name}.{suffix}").read_bytes()
    found = parse(Page(content, name=name, kind=kind, url=gold["url"]))
    assert squeeze(found.text) == squeeze(text)
    assert (found.id, found.published, found.language) == (gold["id"], gold["published"], gold["language"])
