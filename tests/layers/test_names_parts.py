"""Parts of the entities layer, one by one."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsextract.errors import ConfigError
from newsextract.layers import names
from newsextract.layers.names import canonical, crf, features, patterns, repair, spans, titles
from newsextract.layers.names.consistency import Tagged, make_consistent
from newsextract.layers.names.crf import Crf
from newsextract.layers.names.lexicon import Phrases
from newsextract.layers.names.places import add
from newsextract.layers.names.spans import Span, decode, encode, follows
from newsextract.models import artifact, tagger
from newsextract.thai.tokens import tokenize

TEXT = "นายวิชัย มั่นคง พบ Acme Holdings ที่กรมทดสอบ\nวิชัย มั่นคง กล่าวถึง Acme Holdings และกรมทดสอบ"


def lines(text: str) -> list[features.Line]:
    return features.lines(text, tokenize(text))


@given(st.data())
@settings(max_examples=100)
def test_spans_survive_encoding_as_labels(data: st.DataObject) -> None:
    line = lines("ก ข ค ง จ ฉ ช ซ ฌ ญ")[0]
    cuts = sorted(data.draw(st.sets(st.integers(0, 10), max_size=8)))
    spans = [
        Span(line.starts[a], line.ends[b - 1], data.draw(st.sampled_from(["PERSON", "EVENT"])))
        for a, b in zip(cuts[::2], cuts[1::2], strict=False)
    ]
    labels = encode(line, spans)
    assert decode(line, labels) == spans
    assert all(follows(a, b) for a, b in pairwise(labels))


def test_batching_lines_of_different_lengths_does_not_change_the_labels() -> None:
    text = TEXT + "\n" + " ".join([TEXT.replace("\n", " ")] * 9)
    tagger = crf.model()
    read = lines(text)
    assert tagger.tag(read) == [labels for line in read for labels in tagger.tag([line])]


def test_many_lines_are_tagged_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    read = lines(TEXT)
    expected = crf.model().tag(read * 3)
    monkeypatch.setattr(crf, "_BATCH_TOKENS", 12)
    assert crf.model().tag(read * 3) == expected
    assert crf.model().tag([]) == []


def test_a_line_may_have_more_words_than_the_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    read = lines(TEXT)
    expected = crf.model().emissions(read).tolist()
    monkeypatch.setattr(crf, "CACHED_WORDS", 3)
    tagger = Crf(artifact.load("th_ner", "tagger"))
    assert [row for line in read for row in tagger.emissions([line]).tolist()] == expected


def test_emissions_are_the_sums_of_the_attributes_weights(tmp_path: Path) -> None:
    read = lines(TEXT)
    rows = [row for line in read for row in features.attributes(line)]
    names = sorted({name for row in rows for name in row})
    random = np.random.default_rng(1)
    labels = ["O", "B-PERSON", "I-PERSON", "E-PERSON", "S-PERSON"]
    weights = {(name, label): float(np.float16(random.normal())) for name in names for label in labels}
    arrays = tagger.arrays(labels, weights, {}, [0.0] * len(labels), follows)
    artifact.write(tmp_path / "small.npz", "tagger", "a test", arrays)
    model = Crf(artifact.read(tmp_path / "small.npz", "tagger"))
    expected = [[sum(weights[name, label] for name in row) for label in labels] for row in rows]
    assert model.emissions(read) == pytest.approx(np.array(expected), abs=1e-2)
    assert model.emissions(read) == pytest.approx(np.array(expected), abs=1e-2)


@pytest.mark.parametrize(
    ("text", "span", "kept"),
    [
        ("ประชุม Forum (Retreat) ครั้งแรก", (7, 21, "EVENT"), "Forum (Retreat)"),
        ("งาน “ของดี” ที่นี่", (0, 10, "EVENT"), "งาน “ของดี”"),
        ('งาน “ของดี" ที่นี่', (0, 10, "EVENT"), 'งาน “ของดี"'),
        ('ของดี" ที่นี่', (0, 6, "EVENT"), "ของดี"),
        ("บริษัท ดีงาม จำกัด จังหวัดเลย", (0, 29, "ORGANIZATION"), "บริษัท ดีงาม จำกัด"),
        ("บริษัท ดีงาม จำกัด (มหาชน) แจ้ง", (0, 18, "ORGANIZATION"), "บริษัท ดีงาม จำกัด (มหาชน)"),
        ("ศูนย์ว่าวไทย (Thai Kite Centre : TKC) แจ้ง", (0, 30, "ORGANIZATION"), "ศูนย์ว่าวไทย"),
        ("TKC) ครั้งที่ 4", (0, 15, "EVENT"), "TKC"),
        ("กรมทดสอบ\u200b ", (0, 10, "ORGANIZATION"), "กรมทดสอบ"),
        ("..........", (0, 10, "EVENT"), None),
    ],
)
def test_repairs(text: str, span: tuple[int, int, str], kept: str | None) -> None:
    better = repair.repair(Span(*span), text)  # type: ignore[arg-type]
    assert (text[better.start : better.end] if better else None) == kept


def test_a_name_found_once_is_found_everywhere() -> None:
    first, second = lines(TEXT)
    at = TEXT.index("Acme Holdings")
    found = make_consistent([Tagged(first, [Span(at, at + 13, "ORGANIZATION")]), Tagged(second, [])])
    assert [TEXT[s.start : s.end] for s in found] == ["Acme Holdings", "Acme Holdings"]


@pytest.mark.parametrize("title", ["นาย", "ศ.พญ.", "ว่าที่ร้อยตรี"])
def test_a_title_with_the_first_name_of_a_known_person_is_found(title: str) -> None:
    text = f"{title}ทรงศักดิ์ศรี มั่นคงยิ่ง เปิดงาน\nต่อมา {title}ทรงศักดิ์ศรี ลงนาม"
    first, second = lines(text)
    name = f"{title}ทรงศักดิ์ศรี มั่นคงยิ่ง"
    found = make_consistent([Tagged(first, [Span(0, len(name), "PERSON")]), Tagged(second, [])])
    assert [text[s.start : s.end] for s in found] == [name, f"{title}ทรงศักดิ์ศรี"]


def test_ambiguous_words_are_not_repeated() -> None:
    text = "ไทยพบลาว\nคนไทย"
    first, second = lines(text)
    assert len(make_consistent([Tagged(first, [Span(0, 3, "LOCATION")]), Tagged(second, [])])) == 1


def test_a_country_that_the_model_missed_is_added_but_not_its_people() -> None:
    text = "เดินทางไปนาอูรู พบชาวมาเลเซีย"
    found = add(Tagged(lines(text)[0], []))
    assert [text[s.start : s.end] for s in found.spans] == ["นาอูรู"]


@pytest.mark.parametrize(
    ("text", "title", "name"),
    [
        ("พล.ต.อ. สมหมาย ใจดี", "พล.ต.อ.", "สมหมาย ใจดี"),
        ("นางสาวมาลี ดีงาม", "นางสาว", "มาลี ดีงาม"),
        ("ว่าที่ร้อยตรี วิชัย มั่นคง", "ว่าที่ร้อยตรี", "วิชัย มั่นคง"),
        ("ร้อยโทหญิง มาลี ดีงาม", "ร้อยโทหญิง", "มาลี ดีงาม"),
        ("ศ.ดร.นพ.วิชัย มั่นคง", "ศ.ดร.นพ.", "วิชัย มั่นคง"),
        ("พล.จ.วิชัย มั่นคง", "พล.จ.", "วิชัย มั่นคง"),
        ("เจ้าประคุณ สมเด็จพระวิชัยมุนี", "เจ้าประคุณ", "สมเด็จพระวิชัยมุนี"),
        ("คุณากร ดีงาม", "", "คุณากร ดีงาม"),
        ("คุณมาลี ดีงาม", "คุณ", "มาลี ดีงาม"),
        ("H.E. Mr. John Doe", "H.E. Mr.", "John Doe"),
        ("Pol. Maj. Gen. Somchai Jaidee", "Pol. Maj. Gen.", "Somchai Jaidee"),
        ("วิชัย", "", "วิชัย"),
    ],
)
def test_titles(text: str, title: str, name: str) -> None:
    assert titles.split(text) == (title, name)


def test_phrases_match_the_longest_name() -> None:
    table = Phrases.of([("กรม ก", "A"), ("กรม ก ข", "B")])
    assert table.match(["x", "กรม", "ก", "ข", "กรม", "ก"]) == ["", "bB", "iB", "iB", "bA", "iA"]


def test_a_users_gazetteer_wins(tmp_path: Path) -> None:
    path = tmp_path / "my.csv"
    path.write_text("name,type,canonical,iso\nโครงข่ายลูกหว้า,organization,มูลนิธิลูกหว้า,\nดาวลูกไก่,LOCATION,,XX\n", encoding="utf-8")
    own = names.load_gazetteer(str(path))
    got = {e.text: e for e in names.search("เยี่ยมชมโครงข่ายลูกหว้า และดาวลูกไก่", gazetteer=own)}
    assert (got["โครงข่ายลูกหว้า"].type, got["โครงข่ายลูกหว้า"].name) == ("ORGANIZATION", "มูลนิธิลูกหว้า")
    assert got["ดาวลูกไก่"].iso == "XX"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("name\nก\n", "no column type"),
        ("name,type\nก,PLACE\n", "unknown type 'PLACE'"),
        ("name,type\n,PERSON\n", "a row without a name"),
        ("name,type\nก,PERSON,x,y\n", "number of cells"),
        ("", "no column name, type"),
    ],
)
def test_a_wrong_gazetteer_is_refused_with_file_and_reason(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ConfigError) as error:
        names.load_gazetteer(str(path))
    assert message in str(error.value)
    assert str(error.value).startswith(f"{path}:")
    assert error.value.fix


def test_a_missing_or_binary_gazetteer_is_a_config_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        names.load_gazetteer(str(tmp_path / "none.csv"))
    path = tmp_path / "thai.csv"
    path.write_bytes("name,type\nไทย,LOCATION\n".encode("cp874"))
    with pytest.raises(ConfigError, match="not UTF-8"):
        names.load_gazetteer(str(path))


@pytest.mark.parametrize(
    ("text", "marked", "kept"),
    [
        ("จัดงาน “รวมใจชาวสวน” ที่ตลาด", [], [("รวมใจชาวสวน", "EVENT")]),
        ("งาน “Trat Fruit Day” ที่ตลาด", [("Trat", "LOCATION")], [("Trat Fruit Day", "EVENT")]),
        ("หารือสถานเอกอัครราชทูต ณ กรุงมาเล วันนี้", [("กรุงมาเล", "LOCATION")], [("สถานเอกอัครราชทูต ณ กรุงมาเล", "ORGANIZATION")]),
        ("เข้าร่วม 4th Asia Water Summit วันนี้", [("4th Asia Water Summit", "FACILITY")], [("4th Asia Water Summit", "EVENT")]),
        ("จัดทำงานเพื่อ “ลดฝุ่น” วันนี้", [], []),
        ("เนื่องในวันแม่แห่งชาติ มีพิธี", [], [("วันแม่แห่งชาติ", "EVENT")]),
        ("เดินทางไปกัวลาลัมเปอร์ เมื่อวาน", [], [("กัวลาลัมเปอร์", "LOCATION")]),
        ("ลงนามในสนธิสัญญาออตตาวา แล้ว", [], []),
        ("พบ ทนายสมหมาย ใจดี แล้ว", [], [("ทนายสมหมาย ใจดี", "PERSON")]),
        ("พบ ทนายสมหมาย กล่าวว่า ดี", [], []),
        ("พบ ทนายความโรงว่าว ที่เมือง แล้ว", [], []),
        ("แจ้งทุกจังหวัด Kick off แล้ว", [], []),
        ("ไปจังหวัด Trat แล้ว", [], [("จังหวัด Trat", "LOCATION")]),
        ("ส่งออกอาหารไทย เพิ่มขึ้น", [("ไทย", "LOCATION")], []),
        ("ผู้ประกอบการในไทย เพิ่มขึ้น", [("ไทย", "LOCATION")], [("ไทย", "LOCATION")]),
        ("หารือ ณ ทำเนียบนายกรัฐมนตรี", [("ทำเนียบ", "FACILITY")], []),
        ("มาร้องเรียนที่ทำเนียบ วันนี้", [("ทำเนียบ", "FACILITY")], [("ทำเนียบ", "FACILITY")]),
        ("U.N. Kite Advisor Ola Nordmann and kite makers met.", [], [("Ola Nordmann", "PERSON")]),
        ("Kite Ambassador Ola-Lars B. Nordmann CBE, makers", [], [("Ola-Lars B. Nordmann", "PERSON")]),
        ("the incumbent Governor Kari Nordmann whose kite fell", [], [("Kari Nordmann", "PERSON")]),
        (
            "Chairman of the Kite Makers' Association Ola Nordmann; kite makers",
            [("Kite Makers' Association Ola Nordmann", "ORGANIZATION")],
            [("Kite Makers' Association", "ORGANIZATION"), ("Ola Nordmann", "PERSON")],
        ),
        (
            "president of Kite Museum Thailand Ola Nordmann, and makers",
            [("Kite Museum Thailand Ola Nordmann", "FACILITY")],
            [("Kite Museum Thailand", "FACILITY"), ("Ola Nordmann", "PERSON")],
        ),
        ("Director of the Kite Department (KD) Ola Nordmann has kites", [], [("Ola Nordmann", "PERSON")]),
        ("Governor of the Kite Bank of Thailand Trade Office, and makers", [], []),
        ("จัดงาน “กระทรวงแรงงาน” ที่ตลาด", [("กระทรวงแรงงาน", "ORGANIZATION")], [("กระทรวงแรงงาน", "ORGANIZATION")]),
    ],
)
def test_patterns_use_the_words_around_a_name(text: str, marked: list[tuple[str, str]], kept: list[tuple[str, str]]) -> None:
    line = features.lines(text, tokenize(text))[0]
    spans = [Span(text.index(name), text.index(name) + len(name), kind) for name, kind in marked]  # type: ignore[arg-type]
    found = patterns.apply_patterns([Tagged(line, spans)], text)[0].spans
    assert [(text[span.start : span.end], span.type) for span in found] == kept


def naive_brackets(words: list[str]) -> list[str]:
    """Bracket tag of each word, computed pair by pair."""
    opened: list[tuple[int, str]] = []
    pairs: list[tuple[int, str, int]] = []
    straight = False
    for i, word in enumerate(words):
        if word in "([“" or (word == '"' and not straight):
            opened.append((i, "(" if word in "([" else "q"))
        elif opened and (word in ")]”" or (word == '"' and opened[-1][1] == "q")):
            pairs.append((*opened.pop(), i))
        straight ^= word == '"'
    tags = ["0"] * len(words)
    for start, mark, end in pairs:
        for i in range(start + 1, end):
            place = "=" if end - start == 2 else "<" if i == start + 1 else ">" if i == end - 1 else "-"
            tags[i] = mark + place if tags[i] == "0" else tags[i]
    return tags


@given(st.lists(st.sampled_from(["(", ")", "[", "]", "“", "”", '"', "ก", "ข"]), max_size=40))
def test_each_word_belongs_to_the_innermost_brackets_around_it(words: list[str]) -> None:
    assert features._brackets(words, range(len(words))) == naive_brackets(words)


def test_a_very_long_line_is_read_in_parts() -> None:
    text = "ก ข " * 12_000
    parts = lines(text)
    assert [len(part.words) for part in parts] == [10_000, 10_000, 4_000]
    assert [part.channels["b"][0] for part in parts] == ["^", "_", "_"]
    assert [i for part in parts for i in part.starts] == list(range(0, len(text), 2))


def test_no_name_exceeds_the_maximum_length() -> None:
    found = names.search("นายสมชาย ใจดี และ" + "นาย" * 1_000)
    assert max(e.end - e.start for e in found) <= spans.MAX_LENGTH


def test_a_first_name_of_two_people_has_no_full_name() -> None:
    assert canonical._full_names(["ก ข", "ค", "ก  ข".replace("  ", " "), "จ ฉ", "จ ช"]) == {
        "ก": "ก ข",
        "ข": "ก ข",
        "จ": None,
        "ฉ": "จ ฉ",
        "ช": "จ ช",
    }
