"""The record of the project's first article has the values that the record format lists."""

import pytest

import newsextract as nx

MINISTRY = "กระทรวงการพัฒนาสังคมและความมั่นคงของมนุษย์"
FORUM = "การประชุมภูมิภาคอาเซียนว่าด้วยการคุ้มครองเด็กออนไลน์"


@pytest.fixture(scope="module")
def record(shared):
    return nx.extract(shared / "corpus" / "seed.txt")


@pytest.fixture(scope="module")
def main(record):
    return next(e for e in record.events if e.main)


def plain(text):
    return (text or "").replace(" ", "")


def test_the_page(record):
    assert (record.id, record.published, record.language) == ("thaigov:26729", "2020-02-25", "th")
    assert record.title.th.startswith("พม. จับมือ UNICEF และภาคีเครือข่าย จัดประชุมภูมิภาคอาเซียน")


def test_the_main_event(main):
    assert (main.type, main.start, main.precision, main.status) == ("meeting", "2020-02-25T08:45+07:00", "minute", "occurred")
    assert (main.name.th, main.name.en) == (FORUM, "ASEAN Regional Forum on Child Online Protection")
    assert (main.place.venue, main.place.iso_3166_2, main.place.country) == ("โรงแรมรอยัล ออคิด เชอราตัน กรุงเทพฯ", "TH-10", "TH")
    chair = main.actors[0]
    assert (chair.name, chair.part, plain(chair.role)) == ("ปรเมธี วิมลศิริ", "chair", f"ปลัด{MINISTRY}")
    assert main.attendance == 250
    assert set(main.countries) == {"KH", "ID", "LA", "MY", "MM", "PH", "SG", "VN", "TH", "MN", "AF"}


def test_the_four_organisers(main):
    organisers = {plain(o.name) for o in main.organisations if o.part in {"organiser", "partner", "counterpart"}}
    for names in (
        {MINISTRY},
        {"องค์การทุนเพื่อเด็กแห่งสหประชาชาติ", "UNICEF"},
        {"สหภาพโทรคมนาคมระหว่างประเทศ", "InternationalTelecommunicationUnion", "ITU"},
        {"สำนักงานป้องกันยาเสพติดและปราบปรามอาชญากรรมแห่งสหประชาชาติ"},
    ):
        assert organisers & names, (names, organisers)


def test_the_background_events(record):
    background = [e for e in record.events if not e.main]
    assert any(e.start == "2019" for e in background)


def test_the_bilingual_pairs(record):
    pairs = [t for t in record.terms if t.th and (t.en or t.abbr) and t.known_from == "article"]
    found = {plain((t.en or t.abbr).text) for t in pairs}
    assert {"ITU", "COPAT"} <= {t.abbr.text for t in pairs if t.abbr}
    assert plain("Declaration on the Protection of Children from all Forms of Online Exploitation and Abuse in ASEAN") in found
    assert len(found) >= 8
    assert len(pairs) >= 11


def test_the_misprinted_abbreviation(record):
    (warning,) = [w for w in record.warnings if w.code == "abbr_mismatch"]
    assert "UNDOC" in warning.message


def test_the_statements(record):
    assert [record.entity(s.speaker).name.th for s in record.statements] == ["ปรเมธี วิมลศิริ"] * 2
